"""Views of how the work is done: agreements, rules, plans, events, meetings, risks, learning."""

from __future__ import annotations

import datetime as dt

from docutils import nodes

from partnerwiki.charts import Bar, Danger, gantt
from partnerwiki.charts import risks as draw_risks
from partnerwiki.languages import name_in
from partnerwiki.partnership.month import Span, month_grid
from partnerwiki.partnership.standing import steps_of
from partnerwiki.partnership.view import Cell, Page, View
from partnerwiki.records.kinds import Status
from partnerwiki.records.models import (
    Agreement,
    CouncilPaper,
    Decision,
    DecisionRules,
    Event,
    Lesson,
    Meeting,
    Plan,
    Risk,
    Severity,
    Stage,
)
from partnerwiki.records.names import word
from partnerwiki.records.store import Entry

_CLOSED = (Status.DONE, Status.CANCELLED)


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.record.id for entry in entries]


def agreement(page: Page) -> list[nodes.Node]:
    """Show where an agreement is in its life, and what is on record about it."""
    t, entry = page.t, page.entry
    record: Agreement = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3), _stepper(page, record.stage)]
    if record.stage not in (Stage.IN_FORCE, Stage.EXTENDED):
        found.append(
            nodes.paragraph("", t("This text is not in force."), classes=["pw-record-note"], translatable=False)
        )
    clause = word(page.language, record.language_clause)
    if record.prevailing_language:
        clause += f" ({name_in(record.prevailing_language, page.language)})"
    notice = t("{count} months").format(count=record.notice_months) if record.notice_months is not None else ""
    found += page.facts(
        [
            (t("Kind"), word(page.language, record.kind)),
            (t("Legal effect"), word(page.language, record.binding)),
            (t("Parties"), page.links(record.parties)),
            (t("Steered by"), page.link(record.body)),
            (t("Languages"), clause),
            (t("In force from"), page.day(record.in_force)),
            (t("Ends"), page.day(record.ends)),
            (t("Notice"), notice),
            (t("Replaces"), page.link(record.supersedes)),
            (t("Annexes"), [node for text in record.annexes for node in page.prose(entry, text)]),
            (t("Archive"), record.archive),
            ("SHA-256", [nodes.literal("", record.sha256)] if record.sha256 else None),
        ]
    )
    votes: list[list[Cell]] = []
    for item in record.resolutions:
        vote = ""
        if item.vote:
            vote = t("{yes} in favour, {no} against, {abstained} abstained").format(
                yes=item.vote.yes, no=item.vote.no, abstained=item.vote.abstained
            )
        given = page.prose(entry, item.waiver) or vote
        votes.append([page.link(item.party), page.link(item.body), page.day(item.date), item.paper, given])
    if votes:
        heads = [t("Party"), t("Body"), t("Date"), t("Paper"), t("Vote or reason for none")]
        found += page.table(heads, votes, caption=t("Resolutions"))
    signed: list[list[Cell]] = [
        [
            page.link(item.party),
            page.prose(entry, item.office),
            page.prose(entry, item.authority),
            page.prose(entry, item.place),
            page.day(item.signed_on),
        ]
        for item in record.signatories
    ]
    if signed:
        heads = [t("Party"), t("Office"), t("Authority"), t("Place"), t("Signed on")]
        found += page.table(heads, signed, caption=t("Signatures"))
    return found


def council_paper(page: Page) -> list[nodes.Node]:
    """Show the head of a council paper: number, department, committees, costs, annexes."""
    t, entry = page.t, page.entry
    record: CouncilPaper = entry.record
    found: list[nodes.Node] = []
    facts = page.facts(
        [
            (t("Paper number"), record.number),
            (t("Party"), page.link(record.party)),
            (t("Department"), page.prose(entry, record.department)),
            (t("Date"), page.day(record.date)),
            (t("Public"), t("yes") if record.public else t("no")),
            (t("Agreement"), page.link(record.agreement)),
            (t("Costs"), page.money(record.costs, record.currency)),
            (t("Budget item"), record.budget_item),
            (t("Annexes"), _list([page.prose(entry, text) for text in record.annexes])),
        ]
    )
    found.append(page.anchor(record.id, nodes.container("", *facts), 3))
    rows: list[list[Cell]] = [
        [
            page.prose(entry, step.committee),
            page.day(step.date),
            word(page.language, step.treatment),
            page.prose(entry, step.result),
        ]
        for step in record.committees
    ]
    heads = [t("Committee"), t("Date"), t("What it does"), t("Result")]
    return found + page.table(heads, rows, caption=t("Committees"))


def council_papers(page: Page) -> list[nodes.Node]:
    """Show all council papers, the latest first."""
    t = page.t
    entries = sorted(page.of("council_papers"), key=lambda entry: entry.record.number, reverse=True)
    rows: list[list[Cell]] = []
    for entry in entries:
        record: CouncilPaper = entry.record
        last = record.committees[-1]
        rows.append(
            [
                page.prose(entry, record.title),
                record.number,
                page.link(record.party),
                page.prose(entry, last.committee),
                page.day(last.date),
                page.prose(entry, last.result),
            ]
        )
    heads = [t("Title"), t("Paper number"), t("Party"), t("Committee"), t("Date"), t("Result")]
    return page.table(heads, rows, caption=t("Council papers"), names=_ids(entries))


def _stepper(page: Page, stage: Stage) -> nodes.Element:
    """Give the steps of an agreement's life as a list; the present one says so."""
    steps = steps_of(stage)
    found = nodes.enumerated_list("", classes=["pw-record-steps"], enumtype="arabic", prefix="", suffix=".")
    for step in steps:
        text = page.text(word(page.language, step))
        classes = ["pw-step-done"] if steps.index(step) < steps.index(stage) else []
        if step is stage:
            text += nodes.Text(f" – {page.t('now')}")
            classes = ["pw-step-now"]
        found += nodes.list_item("", text, classes=classes)
    return found


def decision_rules(page: Page) -> list[nodes.Node]:
    """Show how bodies decide."""
    t = page.t
    found: list[nodes.Node] = []
    for entry in page.reader.of("decision_rules"):
        record: DecisionRules = entry.record
        if page.party and not _is_of(page, record.body):
            continue
        title = page.title_text("")
        title += page.link(record.body)
        levels = sorted(record.escalation, key=lambda item: item.level)
        quorum = page.number(record.quorum) if record.quorum else page.percent(record.quorum_percent)
        written = record.written_procedure_days
        found += [page.anchor(record.id, title, 2)]
        found += page.facts(
            [
                (t("Quorum"), quorum),
                (t("Majority"), word(page.language, record.majority)),
                (t("Votes"), word(page.language, record.vote_unit)),
                (t("Veto"), page.links(record.veto)),
                (t("At a tie"), page.prose(entry, record.tie_break)),
                (t("Written procedure"), t("{count} days").format(count=written) if written else None),
                (t("Leaving"), page.prose(entry, record.exit_rule)),
            ]
        )
        if levels:
            rows: list[list[Cell]] = [[str(item.level), page.link(item.body), str(item.max_days)] for item in levels]
            found += page.table([t("Level"), t("Body"), t("Days at most")], rows, caption=t("Where open matters go"))
    return found or [page.text(t("There is nothing to show yet."))]


def _is_of(page: Page, body: str) -> bool:
    known = page.reader.get(body)
    return known is not None and known.part.party in (page.party, "joint")


def plan(page: Page) -> list[nodes.Node]:
    """Show who does what by when: table by goal and measure, and what is overdue."""
    t, entry = page.t, page.entry
    record: Plan = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3)]
    overdue: list[list[Cell]] = []
    drawn = [
        task
        for goal in record.goals
        for measure in goal.measures
        for task in measure.tasks
        if task.status is not Status.CANCELLED
    ]
    number_of = {task.id: number for number, task in enumerate(drawn, 1)}
    bars = [
        Bar(
            str(number_of[task.id]),
            task.start,
            task.end,
            100 if task.status is Status.DONE else task.progress,
            tuple(str(number_of[name]) for name in task.depends_on if name in number_of),
        )
        for task in drawn
    ]
    found += page.picture("plan", gantt(bars, page.reader.today)) if bars else []
    heads = [t("Task"), t("When"), t("Responsible"), t("State"), t("Progress"), t("Needs first"), t("Indicator")]
    for goal in record.goals:
        for measure in goal.measures:
            rows = []
            for task in measure.tasks:
                late = is_overdue(task.status, task.end, page.reader.today)
                state = word(page.language, task.status) + (f" – {t('overdue')}" if late else "")
                when = page.days(task.start, task.end)
                title_of = page.prose(entry, task.title)
                head = page.key(number_of[task.id], title_of) if task.id in number_of else title_of
                row: list[Cell] = [head, when, page.links(task.responsible), state]
                row += [page.percent(task.progress), page.links(task.depends_on), page.link(task.indicator)]
                rows.append(row)
                if late:
                    overdue.append([page.link(task.id), page.day(task.end), page.links(task.responsible)])
            title = nodes.rubric("", "", classes=["pw-record-title"], translatable=False)
            title += page.spoken(page.shelf.heading(page.shelf.store.ids[measure.id]))
            found += [page.anchor(measure.id, title), _towards(page, goal.goal)]
            found += page.table(heads, rows, names=[task.id for task in measure.tasks])
    if overdue:
        found += page.table([t("Task"), t("Due"), t("Responsible")], overdue, caption=t("Overdue"))
    return found


def is_overdue(status: Status, end: dt.date, today: dt.date) -> bool:
    """Say whether something should be done by now and is not."""
    return status not in _CLOSED and end < today


def _towards(page: Page, goal: str) -> nodes.paragraph:
    text = page.text(f"{page.t('Goal')}: ")
    text += page.link(goal)
    return text


def events(page: Page) -> list[nodes.Node]:
    """Show what comes as months with a table each, and then what is over, the latest first."""
    t = page.t
    entries = sorted(page.of("events"), key=lambda entry: (entry.record.start, entry.record.id))
    coming = [entry for entry in entries if entry.record.end >= page.reader.today]
    over = [entry for entry in reversed(entries) if entry.record.end < page.reader.today]
    spans = [Span(number, entry) for number, entry in enumerate(coming, 1)]
    table = _event_table(page, coming, t("Coming events"), numbered=True) if coming else []
    found: list[nodes.Node] = []
    for month in sorted({day.replace(day=1) for entry in coming for day in (entry.record.start, entry.record.end)}):
        found += month_grid(page, month, spans)
    found += table
    if over:
        found += _event_table(page, over, t("Past events"), numbered=False)
    found += page.download("events.ics", "ics") if entries else []
    return found or [page.text(t("There is nothing to show yet."))]


def _event_table(page: Page, entries: list[Entry], caption: str, *, numbered: bool) -> list[nodes.Node]:
    t = page.t
    rows: list[list[Cell]] = []
    for number, entry in enumerate(entries, 1):
        record: Event = entry.record
        title = page.prose(entry, record.title)
        rows.append(
            [
                page.key(number, title) if numbered else title,
                page.days(record.start, record.end),
                _times(page, record),
                page.prose(entry, record.place),
                word(page.language, record.kind),
                page.link(record.party),
                _interpreting(page, record),
            ]
        )
    heads = [t("Event"), t("When"), t("Time"), t("Where"), t("Kind"), t("Host"), t("Languages")]
    return page.table(heads, rows, caption=caption, names=_ids(entries))


def _times(page: Page, record: Event) -> str:
    if not record.start_time:
        return ""
    span = f"{record.start_time}–{record.end_time}" if record.end_time else record.start_time
    return f"{span} ({record.time_zone})"


def _interpreting(page: Page, record: Event) -> str:
    plan = record.interpreting
    if plan is None:
        return ""
    spoken = ", ".join(name_in(code, page.language) for code in plan.languages)
    return f"{word(page.language, plan.mode)}: {spoken}"


def event(page: Page) -> list[nodes.Node]:
    """Show one event with its programme."""
    t, entry = page.t, page.entry
    record: Event = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3)]
    found += page.facts(
        [
            (t("Kind"), word(page.language, record.kind)),
            (t("When"), page.days(record.start, record.end)),
            (t("Time"), _times(page, record)),
            (t("Where"), page.prose(entry, record.place)),
            (t("Host"), page.link(record.party)),
            (t("Purpose"), page.prose(entry, record.purpose)),
            (t("Languages"), _interpreting(page, record)),
            (t("Costs"), page.money(record.costs, record.currency)),
            ("CO₂", f"{page.number(record.co2_kg)} kg" if record.co2_kg is not None else None),
            (t("Results"), _list([page.prose(entry, text) for text in record.results])),
            (t("What follows"), page.links(record.follow_ups)),
        ]
    )
    who: list[list[Cell]] = [
        [page.prose(entry, item.group), page.link(item.party), page.number(item.number)] for item in record.participants
    ]
    if who:
        found += page.table([t("Group"), t("Party"), t("Number")], who, caption=t("Participants"))
    items = sorted(record.programme, key=lambda item: (item.date, item.start))
    rows: list[list[Cell]] = [
        [
            page.prose(entry, item.title),
            page.day(item.date),
            f"{item.start}–{item.end}" if item.end else item.start,
            page.prose(entry, item.place),
        ]
        for item in items
    ]
    if rows:
        found += page.table([t("Item"), t("Date"), t("Time"), t("Where")], rows, caption=t("Programme"))
    if record.hosts:
        stays: list[list[Cell]] = [[item.guest, item.host, item.note] for item in record.hosts]
        found += page.table([t("Guest"), t("Host"), t("Note")], stays, caption=t("Private hosts (internal)"))
    return found


def _list(items: list[list[nodes.Node]]) -> nodes.Element | None:
    return nodes.bullet_list("", *(nodes.list_item("", *item) for item in items)) if items else None


def meetings(page: Page) -> list[nodes.Node]:
    """Show meetings, the latest first."""
    t = page.t
    entries = sorted(page.reader.of("meetings"), key=lambda entry: entry.record.date, reverse=True)
    if page.party:
        entries = [entry for entry in entries if _is_of(page, entry.record.body)]
    rows: list[list[Cell]] = [
        [
            page.prose(entry, entry.record.title),
            page.day(entry.record.date),
            page.link(entry.record.body),
            page.prose(entry, entry.record.place),
            str(len(entry.record.decisions)),
        ]
        for entry in entries
    ]
    heads = [t("Meeting"), t("Date"), t("Body"), t("Where"), t("Decisions")]
    return page.table(heads, rows, caption=t("Meetings"), names=_ids(entries))


def meeting(page: Page) -> list[nodes.Node]:
    """Show the minutes of one meeting."""
    t, entry = page.t, page.entry
    record: Meeting = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3)]
    found += page.facts(
        [
            (t("Date"), page.day(record.date)),
            (t("Body"), page.link(record.body)),
            (t("Where"), page.prose(entry, record.place)),
        ]
    )
    if record.agenda:
        agenda = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
        for item in record.agenda:
            agenda += nodes.list_item("", *page.prose(entry, item.title), *page.prose(entry, item.notes))
        found += [page.title_text(t("Agenda")), agenda]
    if record.decisions:
        found += _decision_table(page, [(entry, item) for item in record.decisions], t("Decisions"), anchored=True)
    return found


def decisions(page: Page) -> list[nodes.Node]:
    """Show what meetings decided and nobody has done yet."""
    entries = page.reader.of("meetings")
    if page.party:
        entries = [entry for entry in entries if _is_of(page, entry.record.body)]
    items = [(entry, item) for entry in entries for item in entry.record.decisions if item.status not in _CLOSED]
    items.sort(key=lambda pair: (pair[1].due, pair[1].id))
    return _decision_table(page, items, page.t("Open decisions"), anchored=False)


def _decision_table(
    page: Page, items: list[tuple[Entry, Decision]], caption: str, *, anchored: bool
) -> list[nodes.Node]:
    t = page.t
    rows: list[list[Cell]] = []
    names = []
    for entry, decision in items:
        late = is_overdue(decision.status, decision.due, page.reader.today)
        rows.append(
            [
                page.prose(entry, decision.text),
                page.link(decision.owner),
                page.day(decision.due),
                word(page.language, decision.status) + (f" – {t('overdue')}" if late else ""),
                [] if anchored else page.link(entry.record.id),
            ]
        )
        names.append(decision.id)
    heads = [t("Decision"), t("Responsible"), t("Due"), t("State"), t("Meeting")]
    return page.table(heads, rows, caption=caption, names=names)


def risks(page: Page) -> list[nodes.Node]:
    """Show what may go wrong, the gravest first."""
    t = page.t
    entries = sorted(page.of("risks"), key=lambda entry: -entry.record.likelihood * entry.record.impact)
    bands = {
        Severity.LOW: t("low"),
        Severity.MEDIUM: t("medium"),
        Severity.HIGH: t("high"),
        Severity.VERY_HIGH: t("very high"),
    }
    rows: list[list[Cell]] = []
    dangers = []
    for number, entry in enumerate(entries, 1):
        record: Risk = entry.record
        dangers.append(Danger(str(number), record.likelihood, record.impact))
        rows.append(
            [
                page.key(number, page.prose(entry, record.title)),
                word(page.language, record.kind),
                str(record.likelihood),
                str(record.impact),
                f"{record.likelihood * record.impact} – {bands[Severity.of(record)]}",
                page.prose(entry, record.measure),
                page.link(record.responsible),
            ]
        )
    heads = [t("Risk"), t("Concerns"), t("Likelihood"), t("Impact"), t("Weight"), t("Measure"), t("Responsible")]
    drawn = page.picture("risks", draw_risks(dangers)) if dangers else []
    return drawn + page.table(heads, rows, caption=t("Risks"), names=_ids(entries), sortable=True)


def learning(page: Page) -> list[nodes.Node]:
    """Show who learnt what from whom."""
    t = page.t
    entries = sorted(page.reader.of("learning"), key=lambda entry: entry.record.date, reverse=True)
    if page.party:
        entries = [entry for entry in entries if page.party in (entry.record.learner, entry.record.teacher)]
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Lesson = entry.record
        rows.append(
            [
                page.prose(entry, record.text),
                page.link(record.learner),
                page.link(record.teacher),
                page.day(record.date),
                page.link(record.project),
            ]
        )
    heads = [t("What was learnt"), t("Who learnt"), t("From whom"), t("Date"), t("Project")]
    return page.table(heads, rows, caption=t("Learning"), names=_ids(entries), sortable=True)


VIEWS = {
    "agreement": View(agreement, "agreements"),
    "decision-rules": View(decision_rules),
    "plan": View(plan, "plans"),
    "events": View(events),
    "event": View(event, "events"),
    "council-paper": View(council_paper, "council_papers"),
    "council-papers": View(council_papers),
    "meetings": View(meetings),
    "meeting": View(meeting, "meetings"),
    "decisions": View(decisions),
    "risks": View(risks),
    "learning": View(learning),
}
