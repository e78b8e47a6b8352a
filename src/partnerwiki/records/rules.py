"""The rules of the instruments: what has to fit together in a record, and across records.

Each rule is a small function that yields what breaks it: of one record (a :class:`~partnerwiki.records.ruling.Case`),
or of all records of a kind together. The tables below name them.
"""

from __future__ import annotations

import datetime as dt

from partnerwiki.messages import _
from partnerwiki.records import rules_papers as papers
from partnerwiki.records import rules_people as people
from partnerwiki.records import rules_work as work
from partnerwiki.records.ruling import Case, Rule, WholeRule, no_cycle
from partnerwiki.records.store import Problem, Store

#: The rules of every record.
OF_ALL: tuple[Rule, ...] = (papers.review, papers.checked_links)
#: The rules of the records of a kind.
OF_KIND: dict[str, tuple[Rule, ...]] = {
    "partnerships": (
        people.parties,
        people.facts_of_parties,
        people.end_of_project,
        people.years_of_partnership,
        people.days_of_history,
        people.goals_with_project,
    ),
    "actors": (people.involvement, people.relations, people.rated_people),
    "expectations": (people.matches, people.shared_becomes_goal),
    "raci": (people.cells, people.sides_of_matrix),
    "bodies": (people.chair, people.sides_of_body, people.departments, people.mandate),
    "agreements": (
        papers.parties_of_agreement,
        papers.resolutions,
        papers.signatures,
        papers.languages_of_agreement,
        papers.term,
        papers.way_out,
    ),
    "council_papers": (papers.not_public, papers.committees, papers.money_of_paper),
    "decision_rules": (papers.quorum, papers.escalation),
    "budgets": (work.period, work.own_share, work.overhead_share, work.dated_rules),
    "effects": (people.money_of_effect,),
    "indicators": (work.target, work.readings),
    "contacts": (people.basis, people.consent, people.deputy),
    "events": (
        work.days,
        work.programme,
        work.language_plan,
        work.hosts,
        work.money_of_event,
        work.follow_ups,
    ),
    "meetings": (papers.decisions,),
    "learning": (people.learner,),
    "funding": (papers.money_of_funding,),
    "projects": (work.term_of_project,),
}
#: The rules that look at several records at once.
OF_WHOLE: tuple[WholeRule, ...] = (
    work.tasks,
    people.learning_both_ways,
    people.both_sides_of_effects,
    no_cycle("bodies", "reports_to", lambda: _("Each of these bodies reports to the next, in a circle: {ids}.")),
    no_cycle(
        "agreements", "supersedes", lambda: _("Each of these agreements supersedes the next, in a circle: {ids}.")
    ),
    no_cycle("tasks", "depends_on", lambda: _("Each of these tasks waits for the next, in a circle: {ids}.")),
)


def check(store: Store, today: dt.date) -> list[Problem]:
    """Give all that breaks a rule on a day, in the order of files and lines."""
    found = [
        problem
        for entry in store.entries
        for rule in (*OF_ALL, *OF_KIND.get(entry.kind, ()))
        for problem in rule(Case(entry, store, today))
    ]
    found += [problem for rule in OF_WHOLE for problem in rule(store, today)]
    return sorted(found, key=lambda problem: (problem.path, problem.line))
