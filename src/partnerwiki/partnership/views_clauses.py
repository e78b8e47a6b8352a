"""Clauses of an agreement that follow from records: decision rules, money, tasks, points of contact.

Each is a numbered list, which the page's numbering makes paragraphs and points of. Sentences are ours, in the reader's
language; what people wrote in the records stands in them as units.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from docutils import nodes

from partnerwiki.partnership.view import Page, View
from partnerwiki.records.models import Budget, Contact, DecisionRules, Majority, MoneySource, Plan, VoteUnit
from partnerwiki.records.names import word


def decision_clause(page: Page) -> list[nodes.Node]:
    """Say how a body decides, as a clause."""
    t, entry = page.t, page.entry
    record: DecisionRules = entry.record
    majority = {
        Majority.CONSENSUS: t("Decisions are taken by consensus."),
        Majority.SIMPLE: t("Decisions need a simple majority of the votes."),
        Majority.TWO_THIRDS: t("Decisions need two thirds of the votes."),
        Majority.UNANIMOUS: t("Decisions are unanimous."),
    }[record.majority]
    unit = {
        VoteUnit.PARTY: t("Each party has one vote."),
        VoteUnit.PERSON: t("Each member has one vote."),
    }[record.vote_unit]
    found: list[list[nodes.Node]] = [
        [_line(page, t("These rules are for decisions of {body}."), page.link(record.body))]
    ]
    if record.quorum is not None:
        found.append([page.text(t("A quorum needs {count} members.").format(count=page.number(record.quorum)))])
    elif record.quorum_percent is not None:
        share = page.percent(record.quorum_percent)
        found.append([page.text(t("A quorum needs {share} of the members.").format(share=share))])
    found.append([page.text(f"{majority} {unit}")])
    if record.veto:
        found.append([_line(page, t("No decision is taken against {parties}."), page.links(record.veto))])
    if record.tie_break:
        found.append(page.prose(entry, record.tie_break))
    if record.written_procedure_days:
        days = record.written_procedure_days
        found.append(
            [page.text(t("Decisions may be taken in writing; {count} days are given to answer.").format(count=days))]
        )
    if record.escalation:
        levels = sorted(record.escalation, key=lambda item: item.level)
        points = [
            [
                _line(
                    page,
                    t("{body}, for {count} days at most").format(body="{body}", count=item.max_days),
                    page.link(item.body),
                )
            ]
            for item in levels
        ]
        found.append([page.text(t("What stays open is dealt with in turn by:")), _numbered(points, "loweralpha")])
    if record.exit_rule:
        found.append(page.prose(entry, record.exit_rule))
    return [_numbered(found)]


def budget_clause(page: Page) -> list[nodes.Node]:
    """Say what something costs and who bears it, as a clause."""
    t, entry = page.t, page.entry
    record: Budget = entry.record
    total = page.money(sum((line.planned for line in record.lines), Decimal(0)), record.currency)
    span = page.days(record.period_from, record.period_to)
    found: list[list[nodes.Node]] = [
        [_line(page, t("For the time of {days}, costs of {sum} are planned.").format(days="{days}", sum=total), span)]
    ]
    shares: dict[tuple[str, MoneySource], Decimal] = {}
    for line in record.lines:
        shares[line.party, line.source] = shares.get((line.party, line.source), Decimal(0)) + line.planned
    points: list[list[nodes.Node]] = []
    for (party, source), sum_ in shares.items():
        amount = page.money(sum_, record.currency)
        points.append([_line(page, f"{{party}}: {amount} ({word(page.language, source)})", page.link(party))])
    found.append([page.text(t("Of these bear:")), _numbered(points, "loweralpha")])
    if record.own_share_min is not None:
        share = page.percent(record.own_share_min)
        found.append([page.text(t("The parties' own share of the cash is at least {percent}.").format(percent=share))])
    if record.overhead_max is not None:
        share = page.percent(record.overhead_max)
        found.append([page.text(t("Overhead is at most {percent} of the costs.").format(percent=share))])
    return [_numbered(found)]


def plan_clause(page: Page) -> list[nodes.Node]:
    """Say who does what by when, as a clause: a paragraph a measure, a point a task."""
    entry = page.entry
    record: Plan = entry.record
    found: list[list[nodes.Node]] = []
    for goal in record.goals:
        for measure in goal.measures:
            points: list[list[nodes.Node]] = []
            for task in measure.tasks:
                point = page.prose(entry, task.title)
                point.append(
                    _line(page, "{who} · {when}", page.links(task.responsible), page.days(task.start, task.end))
                )
                points.append(point)
            found.append([*page.prose(entry, measure.title), _numbered(points, "loweralpha")])
    return [_numbered(found)]


def contacts_clause(page: Page) -> list[nodes.Node]:
    """Name the points of contact by their office, as a clause: people change, offices stay."""
    points: list[list[nodes.Node]] = []
    for entry in page.of("contacts"):
        record: Contact = entry.record
        point = [_line(page, "{party}:", page.link(record.party)), *page.prose(entry, record.role)]
        points.append(point)
    if not points:
        return [page.text(page.t("There is nothing to show yet."))]
    return [_numbered([[page.text(page.t("The points of contact are:")), _numbered(points, "loweralpha")]])]


def _line(page: Page, sentence: str, *parts: Sequence[nodes.Node]) -> nodes.paragraph:
    """Give a sentence of ours with nodes in the places in braces, in their order."""
    line = page.text("")
    rest = sentence
    for part in parts:
        before, _brace, rest = rest.partition("{")
        rest = rest.partition("}")[2]
        line += [nodes.Text(before), *part]
    line += nodes.Text(rest)
    return line


def _numbered(items: Sequence[Sequence[nodes.Node]], enumtype: str = "arabic") -> nodes.enumerated_list:
    found = nodes.enumerated_list("", enumtype=enumtype, prefix="", suffix=".")
    found += [nodes.list_item("", *item) for item in items]
    return found


VIEWS = {
    "decision-clause": View(decision_clause, "decision_rules"),
    "budget-clause": View(budget_clause, "budgets"),
    "plan-clause": View(plan_clause, "plans"),
    "contacts-clause": View(contacts_clause),
}
