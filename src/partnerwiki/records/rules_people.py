"""The rules for partnerships, actors, expectations, RACI, bodies, contacts, learning, costs and benefits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from partnerwiki.messages import _
from partnerwiki.records.kinds import Visibility
from partnerwiki.records.models import (
    ActorClass,
    BodyKind,
    ConsentScope,
    EffectKind,
    LegalBasis,
    PartnershipType,
    Result,
    Sector,
)
from partnerwiki.records.ruling import Case, absent
from partnerwiki.records.store import Problem, Store


# -- partnerships -----------------------------------------------------------------------------------------------------
def parties(case: Case) -> Iterator[Problem]:
    """A partnership has two parties or more."""
    if len(case.record.parties) < 2:
        yield case.error(
            ("parties",),
            _("A partnership has at least two parties; here is {count}.").format(count=len(case.record.parties)),
            _("Add the other party below 'parties'."),
        )


def facts_of_parties(case: Case) -> Iterator[Problem]:
    """A population has a year; latitude and longitude stand together."""
    for number, party in enumerate(case.record.parties):
        place = ("parties", number)
        if party.population is not None and party.population_year is None:
            yield case.error(
                (*place, "population"),
                _("The population of '{id}' has no year.").format(id=party.id),
                _("Add the line 'population_year: …': the year for which the figure holds."),
            )
        if party.population_year is not None and party.population_year > case.today.year:
            yield case.error(
                (*place, "population_year"),
                _("The year {year} is still to come.").format(year=party.population_year),
                _("Write the year for which the figure holds."),
            )
        if (party.latitude is None) != (party.longitude is None):
            yield case.error(
                (*place, "latitude" if party.longitude is None else "longitude"),
                _("The place of '{id}' on the map is half told.").format(id=party.id),
                _("Write 'latitude' and 'longitude', or neither."),
            )


def end_of_project(case: Case) -> Iterator[Problem]:
    """A time-limited partnership has an end or a project."""
    record, store = case.record, case.store
    has_project = bool(store.of("projects")) or "projects" in store.incomplete
    if record.type is PartnershipType.PROJECT and record.ends is None and not has_project:
        yield case.error(
            ("type",),
            _("A partnership of the type 'project' needs an end or a project."),
            _("Add the line 'ends: …' with the last day, or write the project as a record."),
        )


def years_of_partnership(case: Case) -> Iterator[Problem]:
    """A partnership ends after it was founded."""
    record = case.record
    if record.founded and record.ends and record.ends < record.founded:
        yield case.error(
            ("ends",),
            _("The end ({end}) lies before the beginning ({start}).").format(end=record.ends, start=record.founded),
            _("Correct one of the two dates."),
        )


def days_of_history(case: Case) -> Iterator[Problem]:
    """A full date of the history is a day of the calendar."""
    for number, entry in enumerate(case.record.history):
        if len(entry.date) == 10:
            try:
                dt.date.fromisoformat(entry.date)
            except ValueError:
                yield case.error(
                    ("history", number, "date"),
                    _("There is no such day: {value}.").format(value=entry.date),
                    _("Write year, month and day: 2027-03-04."),
                )


def goals_with_project(case: Case) -> Iterator[Problem]:
    """Each goal of a partnership has a project."""
    if "projects" in case.store.incomplete:
        return
    served = {goal for entry in case.store.of("projects") for goal in entry.record.goals}
    for number, goal in enumerate(case.record.goals):
        if goal.id not in served:
            yield case.warning(
                ("goals", number),
                _("No project serves the goal '{id}'.").format(id=goal.id),
                _("Name the goal below 'goals' of a project, or write a project for it."),
            )


# -- actors and expectations ------------------------------------------------------------------------------------------
def involvement(case: Case) -> Iterator[Problem]:
    """A key actor takes part in at least one phase."""
    if case.record.actor_class is ActorClass.KEY and not case.record.involvement:
        yield case.error(
            ("class",),
            _("The key actor '{id}' takes part in no phase.").format(id=case.record.id),
            _("Add below 'involvement' a phase and how far the actor takes part: {example}").format(
                example="- {phase: planning, level: consult}"
            ),
        )


def relations(case: Case) -> Iterator[Problem]:
    """An actor has relations to others."""
    for number, relation in enumerate(case.record.relations):
        if relation.to == case.record.id:
            yield case.error(
                ("relations", number, "to"),
                _("'{id}' refers to itself.").format(id=relation.to),
                _("Name another record, or take the line out."),
            )


def rated_people(case: Case) -> Iterator[Problem]:
    """People are not rated in public."""
    if case.record.sector is Sector.INDIVIDUAL and case.record.visibility is Visibility.PUBLIC:
        yield case.warning(
            ("visibility",),
            _("'{id}' is a person, and the site will show everybody how you rate them.").format(id=case.record.id),
            _("Write 'visibility: internal'."),
        )


def matches(case: Case) -> Iterator[Problem]:
    """Expectations are matched with those of other parties."""
    for number, name in enumerate(case.record.match):
        other = case.part(name)
        if name == case.record.id:
            yield case.error(
                ("match", number),
                _("'{id}' refers to itself.").format(id=name),
                _("Name another record, or take the line out."),
            )
        elif other is not None and getattr(other, "party", None) == case.record.party:
            yield case.error(
                ("match", number),
                _("'{id}' is an expectation of the same party.").format(id=name),
                _("Match it with one of another party."),
            )


def shared_becomes_goal(case: Case) -> Iterator[Problem]:
    """A shared expectation becomes a goal, or it is said why not."""
    record = case.record
    if record.result is Result.SHARED and record.goal is None and record.waived is None:
        yield case.error(
            ("result",),
            _("The shared expectation '{id}' has become no goal.").format(id=record.id),
            _("Name the goal in 'goal', or give the reason why not in 'waived'."),
        )
    if record.goal is not None and record.waived is not None:
        yield case.error(
            ("waived",),
            _("'{id}' has a goal and a reason for having none.").format(id=record.id),
            _("Keep 'goal' or 'waived'."),
        )


# -- RACI -------------------------------------------------------------------------------------------------------------
def letters(cell: str) -> list[str]:
    """Give the letters of a cell of a RACI matrix; empty where it holds anything else."""
    found = re.split(r"[\s,;/+]+", cell.strip())
    return found if all(letter in ("R", "A", "C", "I") for letter in found) else []


def cells(case: Case) -> Iterator[Problem]:
    """Each task has one A and at least one R, in roles of the same matrix."""
    roles = {role.id for role in case.record.roles}
    for number, task in enumerate(case.record.tasks):
        place = ("tasks", number, "cells")
        found: list[str] = []
        is_readable = True
        for role, cell in task.cells.items():
            if role not in roles and case.part(role) is not None:
                yield case.error(
                    (*place, role),
                    _("The role '{id}' is not one of this matrix.").format(id=role),
                    _("There are: {ids}.").format(ids=", ".join(sorted(roles)[:12])),
                )
            here = letters(cell)
            found += here
            if not here or len(set(here)) < len(here):
                is_readable = False
                yield case.error(
                    (*place, role),
                    _("'{value}' is no entry of a RACI matrix.").format(value=cell[:20]),
                    _('Write R, A, C or I; several with a comma, in quotation marks: "A, R".'),
                )
        if is_readable and found.count("A") != 1:
            yield case.error(
                place,
                _("One role and no other is accountable (A) for a task; here are {count}.").format(
                    count=found.count("A")
                ),
                _("Give the A to one role; who does the work has the R."),
            )
        if is_readable and "R" not in found:
            yield case.error(
                place,
                _("Nobody is responsible (R) for this task."),
                _('Give the R to at least one role; it may be the one with the A: "A, R".'),
            )


def sides_of_matrix(case: Case) -> Iterator[Problem]:
    """Every party has a role."""
    for name in absent(case.store, (role.party for role in case.record.roles)):
        yield case.error(
            ("roles",),
            _("The party '{id}' has no role here.").format(id=name),
            _("Add a role of this party."),
        )


# -- bodies -----------------------------------------------------------------------------------------------------------
def chair(case: Case) -> Iterator[Problem]:
    """It is told who chairs a body and how often it meets."""
    for field in ("chair", "frequency"):
        if getattr(case.record, field) is None:
            yield case.error(
                (),
                _("The field '{name}' is missing.").format(name=field),
                _("Add the line '{name}: …' to this record.").format(name=field),
            )


def sides_of_body(case: Case) -> Iterator[Problem]:
    """A joint body has members of every party."""
    if case.record.party == "joint":
        for name in absent(case.store, (member.party for member in case.record.members)):
            yield case.error(
                ("members",),
                _("The party '{id}' has no member in this joint body.").format(id=name),
                _("Add a member of this party, or name the party that the body belongs to in 'party'."),
            )


def departments(case: Case) -> Iterator[Problem]:
    """A project team reaches across departments."""
    found = {member.department.casefold() for member in case.record.members if member.department}
    if case.record.kind is BodyKind.PROJECT_TEAM and len(found) < 2:
        yield case.warning(
            ("members",),
            _("This project team has members of fewer than two departments."),
            _("Win somebody from another department, and write it in 'department'."),
        )


def mandate(case: Case) -> Iterator[Problem]:
    """A mandate ends after it begins, and has not ended yet."""
    begins, ends = case.record.mandate_from, case.record.mandate_to
    if begins and ends and ends < begins:
        yield case.error(
            ("mandate_to",),
            _("The end ({end}) lies before the beginning ({start}).").format(end=ends, start=begins),
            _("Correct one of the two dates."),
        )
    elif ends and ends < case.today:
        yield case.warning(
            ("mandate_to",),
            _("The mandate ended on {day}.").format(day=ends),
            _("Write the dates of the new mandate, or take the body out."),
        )


# -- contacts ---------------------------------------------------------------------------------------------------------
def basis(case: Case) -> Iterator[Problem]:
    """It is recorded what allows to publish something about a person."""
    record = case.record
    if record.legal_basis is LegalBasis.NONE:
        yield case.warning(
            ("legal_basis",),
            _("Nothing of the contact '{id}' is published: it has no legal basis.").format(id=record.id),
            _("Ask for consent and record it, or keep the contact elsewhere."),
        )
    if record.legal_basis is LegalBasis.CONSENT and record.consent is None:
        yield case.error(
            ("legal_basis",),
            _("The consent is not recorded."),
            _("Add 'consent' with 'date' and 'scope', or write another 'legal_basis'."),
        )
    if record.photo is not None and (record.consent is None or ConsentScope.PHOTO not in record.consent.scope):
        yield case.error(
            ("photo",),
            _("A photo needs consent, and none is recorded."),
            _("Add 'photo' to 'scope' below 'consent' once the person has agreed, or take the photo out."),
        )


def consent(case: Case) -> Iterator[Problem]:
    """Consent covers the name, was given before today and lasts."""
    given = case.record.consent
    if given is None:
        return
    if given.date > case.today:
        yield case.error(
            ("consent", "date"),
            _("The day {day} is still to come.").format(day=given.date),
            _("Write the day on which the person agreed."),
        )
    if given.expires and given.expires < given.date:
        yield case.error(
            ("consent", "expires"),
            _("The end ({end}) lies before the beginning ({start}).").format(end=given.expires, start=given.date),
            _("Correct one of the two dates."),
        )
    elif given.expires and given.expires < case.today:
        yield case.warning(
            ("consent", "expires"),
            _("The consent ended on {day}; what it covered is no longer published.").format(day=given.expires),
            _("Ask again and write the new dates, or take the contact out."),
        )
    if case.record.legal_basis is LegalBasis.CONSENT and ConsentScope.NAME not in given.scope:
        yield case.warning(
            ("consent", "scope"),
            _("Nothing of the contact '{id}' is published: the consent does not cover the name.").format(
                id=case.record.id
            ),
            _("Ask for consent to the name and add 'name' to 'scope'."),
        )


def deputy(case: Case) -> Iterator[Problem]:
    """Nobody is their own deputy; two may stand in for each other."""
    if case.record.deputy == case.record.id:
        yield case.error(
            ("deputy",),
            _("'{id}' refers to itself.").format(id=case.record.id),
            _("Name another record, or take the line out."),
        )


# -- learning, costs and benefits -------------------------------------------------------------------------------------
def learner(case: Case) -> Iterator[Problem]:
    """Parties learn from others."""
    if case.record.learner == case.record.teacher:
        yield case.error(
            ("teacher",),
            _("'{id}' learns from itself.").format(id=case.record.learner),
            _("Name the party that it learnt from."),
        )


def learning_both_ways(store: Store, today: dt.date) -> Iterator[Problem]:
    """Learning does not flow one way only."""
    entries = store.of("learning")
    learners = {entry.record.learner for entry in entries}
    teachers = {entry.record.teacher for entry in entries}
    if len(entries) >= 3 and not learners & teachers and "learning" not in store.incomplete:
        yield entries[0].problem(
            (),
            _("All learning flows one way: {teachers} teach, {learners} learn.").format(
                teachers=", ".join(sorted(teachers)), learners=", ".join(sorted(learners))
            ),
            _("Ask what those who teach have learnt, and add it."),
            is_error=False,
        )


def money_of_effect(case: Case) -> Iterator[Problem]:
    """What counts in money has an amount and a currency."""
    record = case.record
    if (record.monetary or record.amount is not None) and (record.amount is None or record.currency is None):
        yield case.error(
            ("amount",) if record.amount is not None else ("monetary",),
            _("An amount of money needs 'amount' and 'currency'."),
            _("Add what is missing, or write 'monetary: no'."),
        )


def both_sides_of_effects(store: Store, today: dt.date) -> Iterator[Problem]:
    """Every party has a burden and a benefit."""
    entries = store.of("effects")
    if not entries or "effects" in store.incomplete:
        return
    concerned = list(dict.fromkeys(entry.record.party for entry in entries))
    for name in [*concerned, *absent(store, concerned)]:
        own = [entry for entry in entries if entry.record.party == name]
        for kind in EffectKind:
            if not any(entry.record.kind is kind for entry in own):
                sentence = (
                    _("The party '{id}' has no burden.")
                    if kind is EffectKind.BURDEN
                    else _("The party '{id}' has no benefit.")
                )
                yield (own or entries)[0].problem(
                    ("party",),
                    sentence.format(id=name),
                    _("Ask this party what weighs on it and what helps it, and add a record."),
                    is_error=False,
                )
