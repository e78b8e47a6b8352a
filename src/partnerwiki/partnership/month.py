"""A month as calendars on paper show it: a row a week, and in each day what happens."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date
from docutils import nodes

from partnerwiki.partnership.view import Page, Scroll
from partnerwiki.records.store import Entry


@dataclass(frozen=True)
class Span:
    """An event with the number that it has in the table below the month."""

    number: int
    entry: Entry

    def covers(self, day: dt.date) -> bool:
        """Say whether the event takes place on a day."""
        return bool(self.entry.record.start <= day <= self.entry.record.end)


def month_grid(page: Page, month: dt.date, spans: Sequence[Span]) -> list[nodes.Node]:
    """Give the month of a day as a table; each event leads to its place on the page, which must be there already.

    The first day of the week is that of the reader's language and country (CLDR).
    """
    caption = format_date(month, "MMMM y", locale=page.locale)
    weeks = calendar.Calendar(Locale.parse(page.locale).first_week_day).monthdatescalendar(month.year, month.month)
    table = nodes.table("", nodes.title("", caption, translatable=False), classes=["pw-month"])
    group = nodes.tgroup("", cols=7)
    group += [nodes.colspec("", colwidth=12) for _day in weeks[0]]
    # not "ccc": Babel 2.18 gives other languages the stand-alone names of Swahili once it has read those
    names = [page.text(format_date(day, "EEE", locale=page.locale)) for day in weeks[0]]
    group += nodes.thead("", nodes.row("", *(nodes.entry("", name) for name in names)))
    group += nodes.tbody("", *(nodes.row("", *(_day(page, month, day, spans) for day in week)) for week in weeks))
    table += group
    return [Scroll("", table, label=caption)]


def _day(page: Page, month: dt.date, day: dt.date, spans: Sequence[Span]) -> nodes.entry:
    if (day.year, day.month) != (month.year, month.month):
        return nodes.entry("", classes=["pw-no-day"])
    found = [span for span in spans if span.covers(day)]
    entry = nodes.entry("", page.text(str(day.day)), classes=["pw-day-of-event"] if found else [])
    for span in found:
        anchor = page.places[span.entry.record.id][0]
        key = nodes.inline("", str(span.number), classes=["pw-key"])
        title = nodes.inline("", "", page.heading(span.entry), classes=["pw-event-title"])
        link = nodes.reference("", "", key, nodes.Text(" "), title, refid=anchor, internal=True)
        entry += nodes.paragraph("", "", link, translatable=False)
    return entry
