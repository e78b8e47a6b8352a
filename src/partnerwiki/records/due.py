"""What is due: reviews, deadlines, consents, mandates, tasks, decisions, agreements, links."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from partnerwiki.records.kinds import Status
from partnerwiki.records.models import Agreement, LegalBasis
from partnerwiki.records.rules_papers import LINK_DAYS, OVER, SIGNED, links
from partnerwiki.records.store import Entry

#: What nobody waits for any more.
_CLOSED = frozenset({Status.DONE, Status.CANCELLED})


class What(StrEnum):
    """What it is that has to be done by a day."""

    REVIEW = "review"
    DEADLINE = "deadline"
    CONSENT = "consent"
    MANDATE = "mandate"
    TASK = "task"
    DECISION = "decision"
    NOTICE = "notice"
    AGREEMENT = "agreement"
    LINK = "link"


@dataclass(frozen=True)
class Due:
    """Something with a day: ``part`` is the id of the record, or of the task or decision in it."""

    day: dt.date
    what: What
    entry: Entry
    part: str
    overdue: bool


def due(entries: Iterable[Entry], today: dt.date, within: dt.timedelta) -> list[Due]:
    """Give what is overdue, and what falls on a day until ``today + within``, in the order of the days."""
    last = min(dt.date.max - today, within) + today
    found = [
        Due(day, what, entry, part, day < today)
        for entry in entries
        for what, day, part in _days(entry, today)
        if day <= last
    ]
    return sorted(found, key=lambda one: (one.day, list(What).index(one.what), one.part))


def _days(entry: Entry, today: dt.date) -> Iterator[tuple[What, dt.date, str]]:
    record = entry.record
    if record.review_due is not None:
        yield What.REVIEW, record.review_due, record.id
    for _place, checked in links(record):
        yield What.LINK, _later(checked, LINK_DAYS), record.id
    of_kind = _OF_KIND.get(entry.kind)
    if of_kind is not None and record.status not in _CLOSED:
        for what, day, part in of_kind(entry):
            if what is not What.NOTICE or day >= today:  # nobody can give notice in the past
                yield what, day, part


def _later(day: dt.date, days: int) -> dt.date:
    return day + min(dt.timedelta(days), dt.date.max - day)


def months_before(day: dt.date, months: int) -> dt.date:
    """Give the same day some months earlier, or the last of that month where it is shorter."""
    count = max(day.year * 12 + day.month - 1 - months, 12)
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


_Days = Iterator[tuple[What, dt.date, str]]


def _funding(entry: Entry) -> _Days:
    if entry.record.deadline is not None:
        yield What.DEADLINE, entry.record.deadline, entry.record.id


def _contact(entry: Entry) -> _Days:
    consent = entry.record.consent
    if consent is not None and consent.expires is not None and entry.record.legal_basis is not LegalBasis.NONE:
        yield What.CONSENT, consent.expires, entry.record.id


def _body(entry: Entry) -> _Days:
    if entry.record.mandate_to is not None:
        yield What.MANDATE, entry.record.mandate_to, entry.record.id


def _plan(entry: Entry) -> _Days:
    for goal in entry.record.goals:
        for measure in goal.measures:
            for task in measure.tasks:
                if task.status not in _CLOSED:
                    yield What.TASK, task.end, task.id


def _meeting(entry: Entry) -> _Days:
    for decision in entry.record.decisions:
        if decision.status not in _CLOSED:
            yield What.DECISION, decision.due, decision.id


def _agreement(entry: Entry) -> _Days:
    record: Agreement = entry.record
    if record.ends is None or record.stage not in SIGNED - OVER:
        return
    yield What.AGREEMENT, record.ends, record.id
    if record.notice_months:
        yield What.NOTICE, months_before(record.ends, record.notice_months), record.id


_OF_KIND: dict[str, Callable[[Entry], _Days]] = {
    "funding": _funding,
    "contacts": _contact,
    "bodies": _body,
    "plans": _plan,
    "meetings": _meeting,
    "agreements": _agreement,
}
