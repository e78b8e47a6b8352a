"""The rules of the instruments."""

from __future__ import annotations

import datetime as dt

from partnerwiki.records.store import Problem, Store


def check(store: Store, today: dt.date) -> list[Problem]:
    """Give all that breaks a rule."""
    return []
