"""What is due among the records, as the dashboard lists it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx

from partnerwiki.languages import direction, tag
from partnerwiki.partnership import shelf
from partnerwiki.partnership.shelf import Said
from partnerwiki.records.audience import Audience, may_see
from partnerwiki.records.due import due
from partnerwiki.records.names import dues
from partnerwiki.records.store import Entry


@dataclass(frozen=True)
class Duty:
    """Something that is due: ``href`` is empty for a record that no page shows, ``lang`` for a title that is read."""

    title: str
    lang: str
    dir: str
    href: str
    what: str
    overdue: bool
    iso: str
    date: str


def duties(
    app: Sphinx, within: dt.timedelta, address: Callable[[str], str], written: Callable[[dt.date], str]
) -> list[Duty]:
    """Give what is overdue, and due until ``within`` from today, in the order of the days.

    ``address`` gives the address of a page, ``written`` a day as readers write it. When a person's consent ends stands
    in the internal site alone: it concerns the person and those who ask for it anew. Who may no longer be named is
    there by id.
    """
    own = shelf.of(app)
    places: dict[str, tuple[str, str]] = app.env.domains["partnership"].places()  # type: ignore[attr-defined]
    words = dues(own.language)
    found = []
    for one in due(_entries(own), own.today, within):
        known = own.store.ids.get(one.part)
        said = own.heading(known) if known is not None else Said(one.part, own.language)
        place = places.get(one.part) or places.get(one.entry.record.id)
        is_read = said.language == own.language
        found.append(
            Duty(
                said.text,
                "" if is_read else tag(said.language),
                "" if is_read else direction(said.language),
                f"{address(place[0])}#{place[1]}" if place else "",
                words[one.what.value],
                one.overdue,
                one.day.isoformat(),
                written(one.day),
            )
        )
    return found


def _entries(own: shelf.Shelf) -> list[Entry]:
    """Give the records of the site; inside, contacts with their consent, also those whose consent has ended."""
    if own.audience is Audience.PUBLIC:
        return own.store.entries
    others = [entry for entry in own.store.entries if entry.kind != "contacts"]
    contacts = [entry for entry in own.all_entries if entry.kind == "contacts"]
    return [*others, *(entry for entry in contacts if may_see(own.audience, entry.record.visibility))]


def has_records(app: Any) -> bool:
    """Say whether the site has any record."""
    return bool(shelf.of(app).store.entries)
