"""The words of the instruments in the reader's language: kinds of records and what their fields may say."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from partnerwiki.messages import translator
from partnerwiki.records import models as m
from partnerwiki.records.kinds import Status, Visibility


@cache
def kinds(language: str) -> dict[str, str]:
    """Give the name of each kind of record, in the plural."""
    t = translator(language)
    return {
        "partnerships": t("Partnerships"),
        "actors": t("Actors"),
        "expectations": t("Expectations"),
        "raci": t("Responsibilities (RACI)"),
        "bodies": t("Bodies"),
        "agreements": t("Agreements"),
        "council_papers": t("Council papers"),
        "decision_rules": t("Decision rules"),
        "plans": t("Plans"),
        "budgets": t("Budgets"),
        "effects": t("Costs and benefits"),
        "indicators": t("Indicators"),
        "contacts": t("Contacts"),
        "events": t("Events"),
        "meetings": t("Meetings"),
        "risks": t("Risks"),
        "learning": t("Learning"),
        "funding": t("Funding"),
        "support": t("Support"),
        "documents": t("Documents"),
        "channels": t("Channels"),
        "offers": t("Ways to join in"),
        "strategies": t("Strategies"),
        "projects": t("Projects"),
        "parties": t("Parties"),
        "goals": t("Goals"),
        "roles": t("Roles"),
        "measures": t("Measures"),
        "tasks": t("Tasks"),
        "budget_lines": t("Budget lines"),
        "decisions": t("Decisions"),
    }


@cache
def dues(language: str) -> dict[str, str]:
    """Give the word for each thing that can be due."""
    t = translator(language)
    return {
        "review": t("review"),
        "deadline": t("deadline"),
        "consent": t("consent ends"),
        "mandate": t("mandate ends"),
        "task": t("task"),
        "decision": t("decision"),
        "agreement": t("agreement ends"),
        "notice": t("last day for notice"),
        "link": t("check the link"),
    }


@cache
def downloads(language: str) -> dict[str, str]:
    """Give what each file of records is called, by its suffix."""
    t = translator(language)
    return {
        "ics": t("Calendar file (.ics)"),
        "vcf": t("Address cards (.vcf)"),
        "csv": t("Table (.csv)"),
        "xlsx": t("Spreadsheet (.xlsx)"),
        "json": t("Data (.json)"),
    }


@cache
def records(language: str) -> dict[str, str]:
    """Give the words of the page that lists all records, and of the dashboard's list of what is due."""
    t = translator(language)
    return {
        "title": t("All records"),
        "files": t("Download"),
        "number": t("No."),
        "due": t("Records that are due"),
        "nothing": t("Nothing is due."),
    }


@cache
def words(language: str) -> dict[tuple[type[StrEnum], str], str]:
    """Give the word of each value that a field may have, by the field's type: "council" is one in two of them."""
    said = [*_partnership(language), *_work(language), *_means(language)]
    return {(type(value), value.value): text for value, text in said}


def word(language: str, value: StrEnum | None) -> str:
    """Give the word of one value, or nothing."""
    return words(language)[type(value), value.value] if value is not None else ""


def _partnership(language: str) -> list[tuple[StrEnum, str]]:
    t = translator(language)
    return [
        (Visibility.PUBLIC, t("public")),
        (Visibility.INTERNAL, t("internal")),
        (Visibility.CONFIDENTIAL, t("confidential")),
        (Status.PLANNED, t("planned")),
        (Status.ACTIVE, t("under way")),
        (Status.PAUSED, t("paused")),
        (Status.DONE, t("done")),
        (Status.CANCELLED, t("cancelled")),
        (m.PartnershipType.FORMAL, t("formal partnership")),
        (m.PartnershipType.PROJECT, t("project partnership")),
        (m.PartnershipType.FRIENDLY, t("friendly contact")),
        (m.PartnershipType.SOLIDARITY, t("solidarity partnership")),
        (m.PartnershipType.COUNTRY, t("part of a partnership of countries")),
        (m.Sector.POLITICS, t("politics")),
        (m.Sector.ADMINISTRATION, t("administration")),
        (m.Sector.COUNCIL, t("council")),
        (m.Sector.CIVIL_SOCIETY, t("civil society")),
        (m.Sector.SCHOOL, t("schools")),
        (m.Sector.YOUTH, t("youth")),
        (m.Sector.DIASPORA, t("diaspora")),
        (m.Sector.BUSINESS, t("business")),
        (m.Sector.UTILITY, t("utilities")),
        (m.Sector.SCIENCE, t("science")),
        (m.Sector.MEDIA, t("media")),
        (m.Sector.DONOR, t("donors")),
        (m.Sector.INDIVIDUAL, t("individuals")),
        (m.ActorClass.KEY, t("key actor")),
        (m.ActorClass.PRIMARY, t("primary actor")),
        (m.ActorClass.SECONDARY, t("secondary actor")),
        (m.ActorClass.VETO, t("veto actor")),
        (m.Phase.START, t("start")),
        (m.Phase.PLANNING, t("planning")),
        (m.Phase.CARRYING_OUT, t("carrying out")),
        (m.Phase.EVALUATION, t("evaluation")),
        (m.Level.INFORM, t("is informed")),
        (m.Level.CONSULT, t("is consulted")),
        (m.Level.DECIDE, t("decides")),
        (m.RelationKind.COOPERATION, t("works with")),
        (m.RelationKind.SUPPORT, t("supports")),
        (m.RelationKind.DEPENDENCE, t("depends on")),
        (m.RelationKind.CONFLICT, t("in conflict with")),
        (m.Result.SHARED, t("shared")),
        (m.Result.COMPATIBLE, t("compatible")),
        (m.Result.ONE_SIDED, t("one-sided")),
        (m.Result.CONFLICT, t("conflict")),
        (m.Result.OPEN, t("open")),
    ]


def _work(language: str) -> list[tuple[StrEnum, str]]:
    t = translator(language)
    return [
        (m.BodyKind.COUNCIL, t("council")),
        (m.BodyKind.COMMITTEE, t("committee")),
        (m.BodyKind.STEERING_GROUP, t("steering group")),
        (m.BodyKind.PROJECT_TEAM, t("project team")),
        (m.BodyKind.WORKING_GROUP, t("working group")),
        (m.BodyKind.OFFICE, t("office")),
        (m.BodyKind.ASSOCIATION, t("association")),
        (m.Frequency.WEEKLY, t("weekly")),
        (m.Frequency.MONTHLY, t("monthly")),
        (m.Frequency.QUARTERLY, t("quarterly")),
        (m.Frequency.HALF_YEARLY, t("twice a year")),
        (m.Frequency.YEARLY, t("yearly")),
        (m.Frequency.AS_NEEDED, t("as needed")),
        (m.Treatment.CONSULTATION, t("consultation")),
        (m.Treatment.HEARING, t("hearing")),
        (m.Treatment.INFORMATION, t("for information")),
        (m.Treatment.DECISION, t("decision")),
        (m.AgreementKind.LETTER_OF_INTENT, t("letter of intent")),
        (m.AgreementKind.DECLARATION, t("declaration")),
        (m.AgreementKind.PARTNERSHIP, t("partnership agreement")),
        (m.AgreementKind.PROJECT, t("project agreement")),
        (m.AgreementKind.ACTION_PROGRAMME, t("action programme")),
        (m.Binding.DECLARATION, t("not legally binding")),
        (m.Binding.CONTRACT, t("legally binding")),
        (m.Stage.DRAFT, t("draft")),
        (m.Stage.NEGOTIATED, t("negotiated")),
        (m.Stage.RESOLVED, t("resolved by the councils")),
        (m.Stage.SIGNED, t("signed")),
        (m.Stage.IN_FORCE, t("in force")),
        (m.Stage.EXTENDED, t("extended")),
        (m.Stage.SUSPENDED, t("suspended")),
        (m.Stage.EXPIRED, t("expired")),
        (m.Stage.TERMINATED, t("terminated")),
        (m.LanguageClause.EQUAL, t("all texts are equally binding")),
        (m.LanguageClause.ONE_PREVAILS, t("one of the texts prevails")),
        (m.LanguageClause.THIRD_PREVAILS, t("the text in a third language prevails")),
        (m.Majority.CONSENSUS, t("consensus")),
        (m.Majority.SIMPLE, t("simple majority")),
        (m.Majority.TWO_THIRDS, t("two thirds")),
        (m.Majority.UNANIMOUS, t("unanimous")),
        (m.VoteUnit.PARTY, t("one vote a party")),
        (m.VoteUnit.PERSON, t("one vote a person")),
        (m.EventKind.VISIT, t("visit")),
        (m.EventKind.WORKSHOP, t("workshop")),
        (m.EventKind.CONFERENCE, t("conference")),
        (m.EventKind.FESTIVAL, t("festival")),
        (m.EventKind.CALL, t("call")),
        (m.EventKind.YOUTH_EXCHANGE, t("youth exchange")),
        (m.InterpretingMode.SIMULTANEOUS, t("simultaneous interpreting")),
        (m.InterpretingMode.CONSECUTIVE, t("consecutive interpreting")),
        (m.InterpretingMode.WHISPERED, t("whispered interpreting")),
        (m.InterpretingMode.SIGN, t("sign language")),
        (m.InterpretingMode.NONE_NEEDED, t("no interpreting needed")),
    ]


def _means(language: str) -> list[tuple[StrEnum, str]]:
    t = translator(language)
    return [
        (m.MoneySource.GRANT, t("grant")),
        (m.MoneySource.OWN, t("own cash")),
        (m.MoneySource.THIRD_PARTY, t("third parties")),
        (m.MoneySource.IN_KIND, t("in kind")),
        (m.Category.STAFF, t("staff")),
        (m.Category.TRAVEL, t("travel")),
        (m.Category.MEETINGS, t("meetings")),
        (m.Category.INTERPRETING, t("interpreting")),
        (m.Category.MATERIAL, t("material")),
        (m.Category.SERVICES, t("services")),
        (m.Category.COMMUNICATION, t("communication")),
        (m.Category.OVERHEAD, t("overhead")),
        (m.Category.OTHER, t("other")),
        (m.EffectKind.BURDEN, t("burden")),
        (m.EffectKind.BENEFIT, t("benefit")),
        (m.Horizon.SHORT, t("short term")),
        (m.Horizon.MEDIUM, t("medium term")),
        (m.Horizon.LONG, t("long term")),
        (m.IndicatorLevel.INPUT, t("input")),
        (m.IndicatorLevel.OUTPUT, t("output")),
        (m.IndicatorLevel.OUTCOME, t("outcome")),
        (m.IndicatorLevel.IMPACT, t("impact")),
        (m.Direction.UP, t("more is better")),
        (m.Direction.DOWN, t("less is better")),
        (m.Dac.RELEVANCE, t("relevance")),
        (m.Dac.COHERENCE, t("coherence")),
        (m.Dac.EFFECTIVENESS, t("effectiveness")),
        (m.Dac.EFFICIENCY, t("efficiency")),
        (m.Dac.IMPACT, t("impact")),
        (m.Dac.SUSTAINABILITY, t("sustainability")),
        (m.LegalBasis.TASK, t("task of the office")),
        (m.LegalBasis.CONSENT, t("consent")),
        (m.LegalBasis.NONE, t("none")),
        (m.ConsentScope.NAME, t("name")),
        (m.ConsentScope.CONTACT, t("phone and mail")),
        (m.ConsentScope.PHOTO, t("photo")),
        (m.Cefr.A1, "A1"),
        (m.Cefr.A2, "A2"),
        (m.Cefr.B1, "B1"),
        (m.Cefr.B2, "B2"),
        (m.Cefr.C1, "C1"),
        (m.Cefr.C2, "C2"),
        (m.Cefr.NATIVE, t("mother tongue")),
        (m.RiskKind.RELATIONSHIP, t("the relationship")),
        (m.RiskKind.ANCHORING, t("anchoring in the municipality")),
        (m.RiskKind.CONTEXT, t("outside conditions")),
        (m.Duration.ONCE, t("once")),
        (m.Duration.WEEKS, t("some weeks")),
        (m.Duration.MONTHS, t("some months")),
        (m.Duration.LASTING, t("lasting")),
        (m.Effort.HOURS, t("some hours")),
        (m.Effort.DAYS, t("some days")),
        (m.Effort.MORE, t("more than some days")),
    ]
