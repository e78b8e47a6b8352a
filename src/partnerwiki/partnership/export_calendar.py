"""Events as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from zoneinfo import ZoneInfo

import icalendar
from babel.core import get_global
from babel.dates import format_datetime

from partnerwiki.partnership.exporting import Export, Records, Row, Say
from partnerwiki.records.kinds import Status
from partnerwiki.records.models import Event, Party
from partnerwiki.records.names import word


def ics(records: Records, language: str, say: Say, link: Callable[[str], str], host: str, today: dt.date) -> bytes:
    """Give the events as a calendar.

    ``link`` gives the address of an id, or "". ``host`` is the site's host name: with an event's id it names the event
    for good, so that a calendar which gets it again changes the one it has. ``today`` is the day of the build:
    calendars take the younger of two forms of an event.
    """
    export = Export(records, language, say)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Partnerwiki//records//EN")
    calendar.add("version", "2.0")
    stamp = dt.datetime(today.year, today.month, today.day, tzinfo=dt.UTC)
    for row in export.rows["events"]:
        calendar.add_component(_event(export, row, link(row.part.id), host, stamp))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(export: Export, row: Row, address: str, host: str, stamp: dt.datetime) -> icalendar.Event:
    event: Event = row.part
    found = icalendar.Event()
    found.add("uid", f"{event.id}@{host}")
    found.add("dtstamp", stamp)
    start, end = span(event)
    found.add("dtstart", start)
    if end > start:
        found.add("dtend", end)
    found.add("summary", export.heading(event.id))
    found.add("location", _said(export, row, "place"))
    found.add("categories", [word(export.language, event.kind)])
    if event.status is Status.CANCELLED:
        found.add("status", "CANCELLED")
    lines = [*([_said(export, row, "purpose")] if event.purpose else []), *_elsewhere(export, event)]
    if lines:
        found.add("description", "\n".join(lines))
    if address:
        found.add("url", address)
    return found


def _said(export: Export, row: Row, name: str) -> str:
    column = next(column for column in export.columns("events") if column.name == name)
    return str(export.cell(row.entry, getattr(row.part, name), column.shape))


def span(event: Event) -> tuple[dt.date, dt.date]:
    """Give start and end, both days or both moments; the end is the first day or moment after the event."""
    after = event.end + dt.timedelta(1)
    if event.start_time is None:
        return event.start, after
    zone = ZoneInfo(event.time_zone)
    start = _moment(event.start, event.start_time, zone)
    if event.end_time is not None:
        return start, _moment(event.end, event.end_time, zone)
    return start, _moment(after, "00:00", zone) if event.end > event.start else start


def _moment(day: dt.date, time: str, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), zone)


def _elsewhere(export: Export, event: Event) -> Iterator[str]:
    """Give the time of each party's clocks where they differ from those of the event."""
    start, end = span(event)
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime):
        return
    zones = {row.part.id: zone for row in export.rows["parties"] if (zone := _zone(export, row.part, start))}
    if all(start.astimezone(zone).utcoffset() == start.utcoffset() for zone in zones.values()):
        return
    for party, zone in zones.items():
        moments = [start.astimezone(zone), *([end.astimezone(zone)] if event.end_time and end > start else [])]
        spoken = (format_datetime(moment, "short", locale=export.language.replace("-", "_")) for moment in moments)
        yield f"{export.heading(party)}: {' – '.join(spoken)} ({zone.key})"


def _zone(export: Export, party: Party, moment: dt.datetime) -> ZoneInfo | None:
    """Give a party's time zone: that of its contacts or events, else its country's if its clocks agree."""
    own = Counter(
        row.part.time_zone
        for kind in ("contacts", "events")
        for row in export.rows[kind]
        if row.part.party == party.id and row.part.time_zone
    )
    if own:
        return ZoneInfo(max(sorted(own), key=lambda name: own[name]))
    zones = [ZoneInfo(name) for name in _zones_of(party.country)]
    offsets = {moment.astimezone(zone).utcoffset() for zone in zones}
    return zones[0] if len(offsets) == 1 else None


@cache
def _zones_of(country: str) -> list[str]:
    """Give the time zones of a country that this machine knows."""
    found = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    return [zone for zone in found if _exists(zone)]


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
