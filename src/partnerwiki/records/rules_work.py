"""The rules for plans, budgets, indicators, events and projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from babel.numbers import format_decimal

from partnerwiki.messages import _, current_language
from partnerwiki.records.kinds import Status, Visibility
from partnerwiki.records.models import Budget, Direction, Event, Indicator, Task
from partnerwiki.records.money import overhead, own_cash
from partnerwiki.records.ruling import Case, languages
from partnerwiki.records.store import Problem, Store


def _backwards(case: Case, place: tuple[str | int, ...], start: dt.date, end: dt.date) -> Iterator[Problem]:
    if end < start:
        yield case.error(
            place,
            _("The end ({end}) lies before the beginning ({start}).").format(end=end, start=start),
            _("Correct one of the two dates."),
        )


# -- plans ------------------------------------------------------------------------------------------------------------
def tasks(store: Store, today: dt.date) -> Iterator[Problem]:
    """Tasks end after they begin, begin after what they depend on, and are done at 100 %."""
    for known in store.parts("tasks"):
        task: Task = known.part
        case = Case(known.entry, store, today)
        yield from _backwards(case, (*known.place, "end"), task.start, task.end)
        for number, name in enumerate(task.depends_on):
            other = case.part(name)
            if isinstance(other, Task) and other is not task and other.end > task.start:
                yield case.warning(
                    (*known.place, "depends_on", number),
                    _("'{id}' begins on {start}, before '{other}' ends ({end}).").format(
                        id=task.id, start=task.start, other=name, end=other.end
                    ),
                    _("Move one of the two tasks, or take the dependency out."),
                )
        if (task.status is Status.DONE) != (task.progress == 100):
            yield case.warning(
                (*known.place, "progress" if "progress" in task.model_fields_set else "status"),
                _("The status is '{status}', the progress {progress} %.").format(
                    status=task.status, progress=task.progress
                ),
                _("What is done has 100 %, and the other way round."),
            )


# -- budgets ----------------------------------------------------------------------------------------------------------
def period(case: Case) -> Iterator[Problem]:
    """A period ends after it begins."""
    yield from _backwards(case, ("period_to",), case.record.period_from, case.record.period_to)


def _figure(number: Decimal) -> str:
    return format_decimal(number, locale=current_language())


def _share(part: Decimal, whole: Decimal, rounding: str) -> str:
    """Give percents, rounded so that what misses a limit is not shown as the limit itself."""
    return _figure((100 * part / whole).quantize(Decimal("0.01"), rounding)) if whole else _figure(Decimal())


def own_share(case: Case) -> Iterator[Problem]:
    """Own cash reaches the share of all cash that the programme wants."""
    wanted = case.record.own_share_min
    if wanted is None:
        return
    own, cash = own_cash(case.record)
    if 100 * own < wanted * cash or not cash:
        yield case.error(
            ("own_share_min",),
            _("Own share below minimum: {own} of {cash} {currency} are {share} %, wanted are {wanted} %.").format(
                own=_figure(own),
                cash=_figure(cash),
                currency=case.record.currency,
                share=_share(own, cash, ROUND_DOWN),
                wanted=_figure(wanted),
            ),
            _("Plan more own cash, or ask for a smaller grant; what is given in kind does not count."),
        )


def overhead_share(case: Case) -> Iterator[Problem]:
    """Overhead stays within the share of all costs that the programme allows."""
    allowed = case.record.overhead_max
    if allowed is None:
        return
    part, whole = overhead(case.record)
    if 100 * part > allowed * whole:
        yield case.error(
            ("overhead_max",),
            _("Overhead above maximum: {part} of {whole} {currency} are {share} %, allowed are {allowed} %.").format(
                part=_figure(part),
                whole=_figure(whole),
                currency=case.record.currency,
                share=_share(part, whole, ROUND_UP),
                allowed=_figure(allowed),
            ),
            _("Plan less overhead."),
        )


def dated_rules(case: Case) -> Iterator[Problem]:
    """It is told when the programme's rules were read, and its own share is not forgotten."""
    record: Budget = case.record
    named = next((name for name in ("own_share_min", "overhead_max") if getattr(record, name) is not None), None)
    if named and record.rules_as_of is None:
        yield case.warning(
            (named,),
            _("It is not said when the programme's rules were read."),
            _("Add the line 'rules_as_of: …' with that day."),
        )
    if record.rules_as_of is not None and record.rules_as_of > case.today:
        yield case.error(
            ("rules_as_of",),
            _("The day {day} is still to come.").format(day=record.rules_as_of),
            _("Write the day on which somebody read the rules."),
        )
    programme = case.part(record.programme) if record.programme else None
    minimum = getattr(programme, "own_share_min", None)
    if minimum is not None and record.own_share_min is None:
        yield case.warning(
            ("programme",),
            _("The programme '{id}' wants {share} % own share; the budget does not check it.").format(
                id=record.programme, share=_figure(minimum)
            ),
            _("Add the line 'own_share_min: …'."),
        )


# -- indicators -------------------------------------------------------------------------------------------------------
def target(case: Case) -> Iterator[Problem]:
    """The target lies after the baseline, and in the direction that is good."""
    record: Indicator = case.record
    if record.target.date <= record.baseline.date:
        yield case.error(
            ("target", "date"),
            _("The day of the target ({target}) does not lie after that of the baseline ({baseline}).").format(
                target=record.target.date, baseline=record.baseline.date
            ),
            _("Correct one of the two dates."),
        )
    low, high = record.baseline.value, record.target.value
    if low > high if record.direction is Direction.UP else low < high:
        yield case.error(
            ("direction",),
            _("From {baseline} to {target} is not the direction '{direction}'.").format(
                baseline=_figure(low), target=_figure(high), direction=record.direction
            ),
            _("Correct the direction or one of the two values."),
        )


def readings(case: Case) -> Iterator[Problem]:
    """Readings stand in the order of their days, from the baseline until today."""
    record: Indicator = case.record
    before = record.baseline.date
    for number, reading in enumerate(record.readings):
        place = ("readings", number, "date")
        if reading.date < record.baseline.date:
            yield case.error(
                place,
                _("The reading of {day} is older than the baseline ({baseline}).").format(
                    day=reading.date, baseline=record.baseline.date
                ),
                _("Correct the date, or take the reading out."),
            )
        elif number and reading.date <= before:
            yield case.error(
                place,
                _("The reading of {day} stands after that of {before}.").format(day=reading.date, before=before),
                _("Put the readings in the order of their days, one a day."),
            )
        if reading.date > case.today:
            yield case.error(
                place,
                _("The day {day} is still to come.").format(day=reading.date),
                _("Write the day on which it was measured."),
            )
        before = reading.date


# -- events and projects ----------------------------------------------------------------------------------------------
def days(case: Case) -> Iterator[Problem]:
    """An event ends after it begins."""
    record: Event = case.record
    yield from _backwards(case, ("end",), record.start, record.end)
    if record.start == record.end and record.start_time and record.end_time and record.end_time < record.start_time:
        yield _times(case, ("end_time",), record.start_time, record.end_time)


def _times(case: Case, place: tuple[str | int, ...], start: str, end: str) -> Problem:
    return case.error(
        place,
        _("The end ({end}) lies before the beginning ({start}).").format(end=end, start=start),
        _("Correct one of the two times."),
    )


def programme(case: Case) -> Iterator[Problem]:
    """The programme lies within the days of the event, in order."""
    record: Event = case.record
    before = (dt.date.min, "")
    for number, item in enumerate(record.programme):
        place = ("programme", number)
        if not record.start <= item.date <= record.end and record.start <= record.end:
            yield case.error(
                (*place, "date"),
                _("The day {day} is not one of the event ({start} to {end}).").format(
                    day=item.date, start=record.start, end=record.end
                ),
                _("Correct the date, or the days of the event."),
            )
        if item.end is not None and item.end < item.start:
            yield _times(case, (*place, "end"), item.start, item.end)
        if (item.date, item.start) < before:
            yield case.warning(
                place,
                _("This point of the programme begins before the one above it."),
                _("Put the points in their order."),
            )
        before = (item.date, item.start)


def language_plan(case: Case) -> Iterator[Problem]:
    """Where people speak several languages, it is planned how they understand each other."""
    record: Event = case.record
    spoken = languages(case.store)
    if record.interpreting is None and len(spoken) > 1 and record.status is not Status.CANCELLED:
        yield case.warning(
            (),
            _("This event has no language plan, and the partnership speaks {languages}.").format(
                languages=", ".join(spoken)
            ),
            _("Add 'interpreting' with 'mode' and 'languages'; the mode may be none-needed."),
        )


def hosts(case: Case) -> Iterator[Problem]:
    """Where somebody stays in private does not stand in a public record."""
    if case.record.hosts and case.record.visibility is Visibility.PUBLIC:
        yield case.warning(
            ("hosts",),
            _("Private hosts stand in a public record; no public site shows them, but its repository may."),
            _("Write 'visibility: internal', or keep the hosts elsewhere."),
        )


def money_of_event(case: Case) -> Iterator[Problem]:
    """Costs have a currency."""
    if case.record.costs is not None and case.record.currency is None:
        yield case.error(("costs",), _("The amount has no currency."), _("Add the line 'currency: …', such as EUR."))


def follow_ups(case: Case) -> Iterator[Problem]:
    """An event is followed by something else."""
    for number, name in enumerate(case.record.follow_ups):
        if name == case.record.id:
            yield case.error(
                ("follow_ups", number),
                _("'{id}' refers to itself.").format(id=name),
                _("Name another record, or take the line out."),
            )


def term_of_project(case: Case) -> Iterator[Problem]:
    """A project ends after it begins."""
    if case.record.start and case.record.end:
        yield from _backwards(case, ("end",), case.record.start, case.record.end)
