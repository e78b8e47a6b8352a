"""The rules for agreements, decision rules, meetings, funding; for reviews and links of all records."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from partnerwiki.messages import _
from partnerwiki.records.kinds import Visibility
from partnerwiki.records.models import Agreement, Binding, LanguageClause, Stage, Treatment
from partnerwiki.records.prose import Place
from partnerwiki.records.ruling import Case, repeated
from partnerwiki.records.store import Problem

#: After how many days a link is to be looked at again.
LINK_DAYS = 365
#: What has a text that no longer changes, what councils have resolved, what was signed, what is over.
FROZEN = frozenset(Stage) - {Stage.DRAFT}
RESOLVED = FROZEN - {Stage.NEGOTIATED}
SIGNED = RESOLVED - {Stage.RESOLVED}
OVER = frozenset({Stage.EXPIRED, Stage.TERMINATED})


# -- agreements -------------------------------------------------------------------------------------------------------
def parties_of_agreement(case: Case) -> Iterator[Problem]:
    """Each party stands once; who signs or resolves is one of them."""
    record = case.record
    for number in repeated(record.parties):
        yield case.error(
            ("parties", number),
            _("The party '{id}' stands here twice.").format(id=record.parties[number]),
            _("Keep one of the two."),
        )
    for field in ("signatories", "resolutions"):
        for number, item in enumerate(getattr(record, field)):
            if item.party not in record.parties:
                yield case.error(
                    (field, number, "party"),
                    _("'{id}' is not a party of this agreement.").format(id=item.party),
                    _("There are: {ids}.").format(ids=", ".join(record.parties[:12])),
                )


def resolutions(case: Case) -> Iterator[Problem]:
    """From the councils' resolution on, each party has resolved, or it is said why it need not."""
    record = case.record
    if record.stage not in RESOLVED:
        return
    for number, item in enumerate(record.resolutions):
        if item.date is None and item.waiver is None:
            yield case.error(
                ("resolutions", number),
                _("This resolution has no date."),
                _("Add 'date', or say in 'waiver' why no resolution is needed."),
            )
    there = {item.party for item in record.resolutions}
    for name in dict.fromkeys(record.parties):
        if name not in there:
            yield case.error(
                ("resolutions",),
                _("The stage is '{stage}', but '{id}' has not resolved on it.").format(stage=record.stage, id=name),
                _("Add the party's resolution, or say in 'waiver' why none is needed."),
            )


def signatures(case: Case) -> Iterator[Problem]:
    """A signed agreement has a signature of each party, with its day."""
    record: Agreement = case.record
    if record.stage not in SIGNED:
        return
    there = {item.party for item in record.signatories}
    for name in dict.fromkeys(record.parties):
        if name not in there:
            yield case.error(
                ("signatories",),
                _("The stage is '{stage}', but nobody has signed for '{id}'.").format(stage=record.stage, id=name),
                _("Add who signed for the party below 'signatories'."),
            )
    for number, item in enumerate(record.signatories):
        if item.signed_on is None:
            yield case.warning(
                ("signatories", number),
                _("The day of this signature is missing."),
                _("Add the line 'signed_on: …'."),
            )
        elif item.signed_on > case.today:
            yield case.error(
                ("signatories", number, "signed_on"),
                _("The day {day} is still to come.").format(day=item.signed_on),
                _("Correct the date, or write the stage 'resolved'."),
            )


def languages_of_agreement(case: Case) -> Iterator[Problem]:
    """The clause on languages and the prevailing language fit together."""
    record: Agreement = case.record
    clause, language = record.language_clause, record.prevailing_language
    found = [case.part(name) for name in record.parties]
    spoken = list(dict.fromkeys(code for party in found for code in getattr(party, "languages", ())))
    if clause is None:
        if record.binding is Binding.CONTRACT and record.stage in FROZEN and len(spoken) > 1:
            yield case.warning(
                (),
                _("This agreement does not say which text counts."),
                _("Add 'language_clause': equal, one-prevails or third-prevails."),
            )
    elif clause is LanguageClause.EQUAL:
        if language is not None:
            yield case.error(
                ("prevailing_language",),
                _("All texts count equally, and yet one language prevails."),
                _("Take the line out, or write 'language_clause: one-prevails'."),
            )
    elif language is None:
        yield case.error(
            ("language_clause",),
            _("It is not said which language prevails."),
            _("Add the line 'prevailing_language: …'."),
        )
    elif clause is LanguageClause.ONE_PREVAILS and language not in spoken:
        yield case.error(
            ("prevailing_language",),
            _("'{language}' is not a language of the parties: {languages}.").format(
                language=language, languages=", ".join(spoken)
            ),
            _("Write one of these, or 'language_clause: third-prevails'."),
        )
    elif clause is LanguageClause.THIRD_PREVAILS and language in spoken:
        yield case.error(
            ("prevailing_language",),
            _("'{language}' is a language of one of the parties, not a third one.").format(language=language),
            _("Write another language, or 'language_clause: one-prevails'."),
        )


def term(case: Case) -> Iterator[Problem]:
    """An agreement ends after it begins, and its stage fits the dates."""
    record: Agreement = case.record
    if record.in_force and record.ends and record.ends < record.in_force:
        yield case.error(
            ("ends",),
            _("The end ({end}) lies before the beginning ({start}).").format(end=record.ends, start=record.in_force),
            _("Correct one of the two dates."),
        )
    elif record.ends and record.ends < case.today and record.stage in SIGNED - OVER:
        yield case.warning(
            ("ends",),
            _("The agreement ended on {day}, but its stage is '{stage}'.").format(day=record.ends, stage=record.stage),
            _("Write the stage 'expired', or the new end of an extended agreement."),
        )
    if record.stage in (Stage.IN_FORCE, Stage.EXTENDED) and record.in_force is None:
        yield case.warning(
            ("stage",),
            _("The agreement is in force, but not since when."),
            _("Add the line 'in_force: …'."),
        )


def way_out(case: Case) -> Iterator[Problem]:
    """The body that steers an agreement can escalate a matter, and there is a rule for leaving."""
    record: Agreement = case.record
    if record.stage in OVER or "decision_rules" in case.store.incomplete:
        return
    rules = [entry.record for entry in case.store.of("decision_rules") if entry.record.body == record.body]
    if not any(one.escalation for one in rules) or not any(one.exit_rule for one in rules):
        yield case.warning(
            ("body",),
            _("For this agreement no escalation or no exit rule is recorded."),
            _("Name the steering body in 'body', and write its 'decision_rules' with 'escalation' and 'exit_rule'."),
        )


# -- decision rules ---------------------------------------------------------------------------------------------------
def quorum(case: Case) -> Iterator[Problem]:
    """A quorum is a number or a share, and not more than the members."""
    record = case.record
    if record.quorum is None:
        return
    if record.quorum_percent is not None:
        yield case.error(
            ("quorum_percent",),
            _("The quorum stands here as a number and as a share."),
            _("Keep 'quorum' or 'quorum_percent'."),
        )
    members = len(getattr(case.part(record.body), "members", ()))
    if members and record.quorum > members:
        yield case.error(
            ("quorum",),
            _("The quorum is {quorum}, but '{id}' has {members} members.").format(
                quorum=record.quorum, id=record.body, members=members
            ),
            _("Write a smaller number, or add the members that are missing."),
        )


def escalation(case: Case) -> Iterator[Problem]:
    """Escalation rises from level 1 to other bodies; it and the way out are told."""
    record = case.record
    if not record.escalation:
        yield case.warning(
            (),
            _("There is no escalation: nobody decides what this body cannot."),
            _("Add below 'escalation' a level, a body and the days that it has."),
        )
    if record.exit_rule is None:
        yield case.warning((), _("There is no rule for leaving."), _("Add the line 'exit_rule: …'."))
    for number, step in enumerate(record.escalation):
        if step.level != number + 1:
            yield case.error(
                ("escalation", number, "level"),
                _("The levels of escalation count 1, 2, 3; here stands {level} in place of {wanted}.").format(
                    level=step.level, wanted=number + 1
                ),
                _("Number the levels one by one."),
            )
        if step.body == record.body:
            yield case.error(
                ("escalation", number, "body"),
                _("'{id}' refers to itself.").format(id=step.body),
                _("Name another record, or take the line out."),
            )


# -- council papers -----------------------------------------------------------------------------------------------
def not_public(case: Case) -> Iterator[Problem]:
    """What a council deals with behind closed doors is on no public site."""
    if not case.record.public and case.record.visibility is Visibility.PUBLIC:
        yield case.error(
            ("public",),
            _("The council does not deal with this paper in public, but anybody may read the record."),
            _("Add the line 'visibility: internal', to its page as well."),
        )


def committees(case: Case) -> Iterator[Problem]:
    """Committees come in the order of their days, and the last one decides."""
    steps = case.record.committees
    days = [(number, step.date) for number, step in enumerate(steps) if step.date is not None]
    for (_number, before), (number, after) in itertools.pairwise(days):
        if after < before:
            yield case.error(
                ("committees", number, "date"),
                _("The committee meets on {day}, before the one above it ({before}).").format(day=after, before=before),
                _("Put the committees in the order of their days."),
            )
    if steps[-1].treatment is not Treatment.DECISION:
        yield case.warning(
            ("committees", len(steps) - 1, "treatment"),
            _("The last committee does not decide."),
            _("Add the council that does, with 'treatment: decision'."),
        )


def money_of_paper(case: Case) -> Iterator[Problem]:
    """An amount has a currency."""
    if case.record.costs is not None and case.record.currency is None:
        yield case.error(
            ("costs",),
            _("The amount has no currency."),
            _("Add the line 'currency: …', such as EUR."),
        )


# -- meetings and funding ---------------------------------------------------------------------------------------------
def decisions(case: Case) -> Iterator[Problem]:
    """A decision is due after its meeting."""
    for number, decision in enumerate(case.record.decisions):
        if decision.due < case.record.date:
            yield case.error(
                ("decisions", number, "due"),
                _("The decision is due on {due}, before the meeting of {day}.").format(
                    due=decision.due, day=case.record.date
                ),
                _("Correct one of the two dates."),
            )


def money_of_funding(case: Case) -> Iterator[Problem]:
    """An amount has a currency."""
    if case.record.amount_max is not None and case.record.currency is None:
        yield case.error(
            ("amount_max",),
            _("The amount has no currency."),
            _("Add the line 'currency: …', such as EUR."),
        )


# -- all records ------------------------------------------------------------------------------------------------------
def review(case: Case) -> Iterator[Problem]:
    """A record is looked at again in time."""
    day = case.record.review_due
    if day is not None and day < case.today:
        yield case.warning(
            ("review_due",),
            _("The review of '{id}' was due on {day}.").format(id=case.record.id, day=day),
            _("Look at the record again, and write the next day."),
        )


def links(record: object) -> Iterator[tuple[Place, dt.date]]:
    """Give each day on which a link of a record was looked at, with its place."""
    for number, source in enumerate(getattr(record, "sources", ())):
        if source.checked is not None:
            yield ("sources", number, "checked"), source.checked
    link = getattr(record, "link", None)
    if link is not None:
        yield ("link", "checked"), link.checked


def checked_links(case: Case) -> Iterator[Problem]:
    """Links were looked at within a year."""
    for place, day in links(case.record):
        if day > case.today:
            yield case.error(
                place,
                _("The day {day} is still to come.").format(day=day),
                _("Write the day on which somebody opened the link."),
            )
        elif (case.today - day).days > LINK_DAYS:
            yield case.warning(
                place,
                _("The link was last looked at on {day}, more than a year ago.").format(day=day),
                _("Open it, and write today's date if it still leads where it should."),
            )
