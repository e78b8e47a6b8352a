"""All views by the name of their directive."""

from __future__ import annotations

from partnerwiki.partnership import views_clauses, views_means, views_people, views_work
from partnerwiki.partnership.view import View

VIEWS: dict[str, View] = {**views_people.VIEWS, **views_work.VIEWS, **views_means.VIEWS, **views_clauses.VIEWS}
