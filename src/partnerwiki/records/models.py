"""One model a record kind: the instruments of a partnership.

The order of a model's fields is the order in which forms ask and tables show. Rules that look at more than one field
of one part stand in :mod:`partnerwiki.records.rules`; the kinds by their key in a file are :data:`KINDS`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import Field

from partnerwiki.records.kinds import (
    Address,
    Amount,
    Country,
    Currency,
    Day,
    File,
    Five,
    Id,
    Language,
    Mail,
    Moment,
    Name,
    Number,
    Part,
    Percent,
    Phone,
    Plain,
    Prose,
    Record,
    Status,
    To,
    Visibility,
    Zone,
)

PartyId = Annotated[str, To(("parties",))]
#: A party, or ``joint`` for what belongs to all of them.
PartyOrJoint = Annotated[str, To(("parties", "joint"))]
GoalId = Annotated[str, To(("goals",))]
BodyId = Annotated[str, To(("bodies",))]
ContactId = Annotated[str, To(("contacts",))]
ProjectId = Annotated[str, To(("projects",))]
RoleId = Annotated[str, To(("roles",))]
IndicatorId = Annotated[str, To(("indicators",))]
#: Who does something: a role, a body, a party or a contact.
WhoId = Annotated[str, To(("roles", "bodies", "contacts", "parties"))]
Sdg = Annotated[int, Field(ge=1, le=17, description="A goal of the 2030 Agenda, 1 to 17.")]


# ------------------------------------------------------------------------------------------------------- 1 partnership
class PartnershipType(StrEnum):
    """What kind of partnership it is."""

    FORMAL = "formal"
    PROJECT = "project"
    FRIENDLY = "friendly"
    SOLIDARITY = "solidarity"
    COUNTRY = "country"


class Party(Part):
    """A municipality that is party to the partnership."""

    id: Id
    name: Name
    country: Country
    latitude: Annotated[Number, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Number, Field(ge=-180, le=180)] | None = None
    population: Annotated[int, Field(ge=1, le=50_000_000)] | None = None
    population_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    languages: Annotated[list[Language], Field(min_length=1)]
    legal_representative: Prose | None = Field(None, description="The office that signs for it; no person's name.")
    website: Address | None = None
    photo: File | None = None


class Goal(Part):
    """A goal of the partnership."""

    id: Id
    text: Prose
    sdgs: list[Sdg] = []


class HistoryEntry(Part):
    """Something that happened; ``date`` may be a year, a month or a day."""

    date: Annotated[str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    event: Prose


class Partnership(Record):
    """The partnership: who, since when, what for."""

    name: Name
    type: PartnershipType
    parties: list[Party]
    founded: Day | None = None
    ends: Day | None = None
    working_languages: list[Language] = []
    authoritative_languages: list[Language] = []
    vision: Prose | None = None
    goals: list[Goal] = []
    history: list[HistoryEntry] = []


# ------------------------------------------------------------------------------------------------------------ 2 actors
class Sector(StrEnum):
    """Where an actor belongs."""

    POLITICS = "politics"
    ADMINISTRATION = "administration"
    COUNCIL = "council"
    CIVIL_SOCIETY = "civil-society"
    SCHOOL = "school"
    YOUTH = "youth"
    DIASPORA = "diaspora"
    BUSINESS = "business"
    UTILITY = "utility"
    SCIENCE = "science"
    MEDIA = "media"
    DONOR = "donor"
    INDIVIDUAL = "individual"


class ActorClass(StrEnum):
    """How much depends on an actor."""

    KEY = "key"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    VETO = "veto"


class Phase(StrEnum):
    """A phase of working together."""

    START = "start"
    PLANNING = "planning"
    CARRYING_OUT = "carrying-out"
    EVALUATION = "evaluation"


class Level(StrEnum):
    """How far an actor takes part."""

    INFORM = "inform"
    CONSULT = "consult"
    DECIDE = "decide"


class Involvement(Part):
    """In which phase an actor takes part, and how far."""

    phase: Phase
    level: Level


class RelationKind(StrEnum):
    """How two actors stand to each other."""

    COOPERATION = "cooperation"
    SUPPORT = "support"
    DEPENDENCE = "dependence"
    CONFLICT = "conflict"


class Relation(Part):
    """How an actor stands to another."""

    to: Annotated[str, To(("actors",))]
    kind: RelationKind


class Actor(Record):
    """Somebody who can help or hinder the partnership."""

    visibility: Visibility = Field(Visibility.INTERNAL, description="Rating people in public is delicate.")
    name: Name
    party: PartyOrJoint
    sector: Sector
    actor_class: ActorClass = Field(alias="class")
    power: Five
    interest: Five
    stance: Annotated[int, Field(ge=-2, le=2)] = 0
    contributes: Prose | None = None
    needs: Prose | None = None
    involvement: list[Involvement] = []
    relations: list[Relation] = []


# ------------------------------------------------------------------------------------------------------ 3 expectations
class Result(StrEnum):
    """What came of comparing an expectation with the others'."""

    SHARED = "shared"
    COMPATIBLE = "compatible"
    ONE_SIDED = "one-sided"
    CONFLICT = "conflict"
    OPEN = "open"


class Expectation(Record):
    """What a party expects of the partnership."""

    party: PartyId
    statement: Prose
    asked_on: Day | None = None
    topic: Prose | None = None
    priority: Annotated[int, Field(ge=1, le=3)] = 2
    contribution_offered: Prose | None = None
    match: list[Annotated[str, To(("expectations",))]] = []
    result: Result = Result.OPEN
    goal: GoalId | None = None
    waived: Prose | None = Field(None, description="Why a shared expectation becomes no goal.")


# -------------------------------------------------------------------------------------------------------------- 4 RACI
class Role(Part):
    """A role; no person."""

    id: Id
    name: Prose
    party: PartyOrJoint


class RaciTask(Part):
    """A task, and the letters of each role: ``{coordination: A, press: "R, C"}``."""

    name: Prose
    cells: Annotated[dict[Annotated[str, To(("roles",))], Plain], Field(min_length=1)]


class Raci(Record):
    """Who is responsible, accountable, consulted, informed."""

    title: Prose
    roles: Annotated[list[Role], Field(min_length=1)]
    tasks: Annotated[list[RaciTask], Field(min_length=1)]


# ------------------------------------------------------------------------------------------------------------ 5 bodies
class BodyKind(StrEnum):
    """What kind of body it is."""

    COUNCIL = "council"
    COMMITTEE = "committee"
    STEERING_GROUP = "steering-group"
    PROJECT_TEAM = "project-team"
    WORKING_GROUP = "working-group"
    OFFICE = "office"
    ASSOCIATION = "association"


class Frequency(StrEnum):
    """How often something happens."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    AS_NEEDED = "as-needed"


class Member(Part):
    """A seat in a body: who holds it by role or office, for which party, from which department."""

    role: Prose
    party: PartyId
    department: Prose | None = None
    contact: ContactId | None = None


class Body(Record):
    """A council, committee, group or office that works for the partnership."""

    name: Name
    kind: BodyKind
    party: PartyOrJoint
    chair: Prose | None = None
    members: list[Member] = []
    frequency: Frequency | None = None
    mandate_from: Day | None = None
    mandate_to: Day | None = Field(None, description="The end of the mandate or the legislative term.")
    reports_to: BodyId | None = None
    fte: Annotated[Number, Field(ge=0, le=1000)] | None = Field(None, description="Full-time equivalents.")
    task: Prose | None = None


# --------------------------------------------------------------------------------------------------------- 6 agreement
class AgreementKind(StrEnum):
    """What kind of paper it is."""

    LETTER_OF_INTENT = "letter-of-intent"
    DECLARATION = "declaration"
    PARTNERSHIP = "partnership-agreement"
    PROJECT = "project-agreement"
    ACTION_PROGRAMME = "action-programme"


class Binding(StrEnum):
    """Whether it binds in law."""

    DECLARATION = "declaration"
    CONTRACT = "contract"


class Stage(StrEnum):
    """Where an agreement is in its life."""

    DRAFT = "draft"
    NEGOTIATED = "negotiated"
    RESOLVED = "resolved"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class LanguageClause(StrEnum):
    """Which text counts."""

    EQUAL = "equal"
    ONE_PREVAILS = "one-prevails"
    THIRD_PREVAILS = "third-prevails"


class Signatory(Part):
    """Who signs for a party: an office and what gives it the authority."""

    party: PartyId
    office: Prose
    authority: Prose | None = None
    signed_on: Day | None = None
    place: Prose | None = None


class Vote(Part):
    """How a council voted."""

    yes: Annotated[int, Field(ge=0)]
    no: Annotated[int, Field(ge=0)]
    abstained: Annotated[int, Field(ge=0)] = 0


class Resolution(Part):
    """What a council resolved on an agreement, or why no resolution is needed."""

    party: PartyId
    body: BodyId | None = None
    date: Day | None = None
    paper: Plain | None = None
    vote: Vote | None = None
    waiver: Prose | None = None


class Agreement(Record):
    """What the parties signed or mean to sign."""

    title: Prose
    kind: AgreementKind
    binding: Binding
    stage: Stage
    parties: Annotated[list[PartyId], Field(min_length=2)]
    page: Plain | None = Field(None, description="The page that holds its text, such as vereinbarungen/absicht.")
    body: BodyId | None = Field(None, description="The body that steers what was agreed.")
    authoritative_languages: list[Language] = []
    language_clause: LanguageClause | None = None
    prevailing_language: Language | None = None
    version: Annotated[int, Field(ge=1)] = 1
    frozen: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    signatories: list[Signatory] = []
    resolutions: list[Resolution] = []
    in_force: Day | None = None
    ends: Day | None = None
    notice_months: Annotated[int, Field(ge=0, le=120)] | None = None
    supersedes: Annotated[str, To(("agreements",))] | None = None
    annexes: list[Prose] = []
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    signed_file: Plain | None = None
    archive: Plain | None = None


class Treatment(StrEnum):
    """What a committee does with a paper."""

    CONSULTATION = "consultation"
    HEARING = "hearing"
    INFORMATION = "information"
    DECISION = "decision"


class Consultation(Part):
    """A committee that a paper comes to."""

    committee: Prose
    date: Day | None = None
    treatment: Treatment
    result: Prose | None = None


class CouncilPaper(Record):
    """What a council is asked to resolve on; its page holds the draft resolution and the reasons."""

    title: Prose
    number: Plain
    party: PartyId
    public: bool
    department: Prose
    date: Day | None = None
    page: Plain | None = None
    agreement: Annotated[str, To(("agreements",))] | None = None
    committees: Annotated[list[Consultation], Field(min_length=1)]
    costs: Amount | None = None
    currency: Currency | None = None
    budget_item: Plain | None = None
    annexes: list[Prose] = []


# ---------------------------------------------------------------------------------------------------- 7 decision rules
class Majority(StrEnum):
    """What a decision needs."""

    CONSENSUS = "consensus"
    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"
    UNANIMOUS = "unanimous"


class VoteUnit(StrEnum):
    """Who has a vote."""

    PARTY = "party"
    PERSON = "person"


class Escalation(Part):
    """Where a matter goes that was not decided."""

    level: Annotated[int, Field(ge=1, le=9)]
    body: BodyId
    max_days: Annotated[int, Field(ge=1, le=365)]


class DecisionRules(Record):
    """How a body decides."""

    body: BodyId
    quorum: Annotated[int, Field(ge=1)] | None = Field(None, description="Members that must be there.")
    quorum_percent: Percent | None = None
    majority: Majority
    vote_unit: VoteUnit
    veto: list[PartyId] = []
    tie_break: Prose | None = None
    written_procedure_days: Annotated[int, Field(ge=1, le=90)] | None = None
    escalation: list[Escalation] = []
    exit_rule: Prose | None = None


# -------------------------------------------------------------------------------------------------------------- 8 plan
class Task(Part):
    """A task of a plan; ``start`` equal to ``end`` makes it a milestone."""

    id: Id
    title: Prose
    start: Day
    end: Day
    responsible: list[WhoId] = []
    depends_on: list[Annotated[str, To(("tasks",))]] = []
    status: Status = Status.PLANNED
    progress: Annotated[int, Field(ge=0, le=100)] = 0
    indicator: IndicatorId | None = None
    budget_line: Annotated[str, To(("budget_lines",))] | None = None


class Measure(Part):
    """A measure: what is done for a goal."""

    id: Id
    title: Prose
    tasks: list[Task] = []


class PlanGoal(Part):
    """A goal of a plan with its measures."""

    goal: GoalId
    measures: Annotated[list[Measure], Field(min_length=1)]


class Plan(Record):
    """Who does what by when."""

    title: Prose
    project: ProjectId | None = None
    goals: Annotated[list[PlanGoal], Field(min_length=1)]


# ------------------------------------------------------------------------------------------------------------ 9 budget
class MoneySource(StrEnum):
    """Where money or its worth comes from."""

    GRANT = "grant"
    OWN = "own"
    THIRD_PARTY = "third-party"
    IN_KIND = "in-kind"


class Category(StrEnum):
    """What money is for."""

    STAFF = "staff"
    TRAVEL = "travel"
    MEETINGS = "meetings"
    INTERPRETING = "interpreting"
    MATERIAL = "material"
    SERVICES = "services"
    COMMUNICATION = "communication"
    OVERHEAD = "overhead"
    OTHER = "other"


class BudgetLine(Part):
    """A line of a budget; amounts are in the budget's currency."""

    id: Id
    title: Prose
    category: Category
    party: PartyOrJoint
    planned: Amount
    actual: Amount | None = None
    source: MoneySource


class Budget(Record):
    """What something costs and who pays."""

    title: Prose
    project: ProjectId | None = None
    period_from: Day
    period_to: Day
    currency: Currency
    programme: Annotated[str, To(("funding",))] | None = None
    lines: Annotated[list[BudgetLine], Field(min_length=1)]
    own_share_min: Percent | None = Field(None, description="Own cash in percent of all cash.")
    overhead_max: Percent | None = Field(None, description="Overhead in percent of all costs.")
    rules_as_of: Day | None = Field(None, description="The day on which the programme's rules were read.")


# ------------------------------------------------------------------------------------------------ 10 costs and benefits
class EffectKind(StrEnum):
    """Whether something weighs on a party or helps it."""

    BURDEN = "burden"
    BENEFIT = "benefit"


class Horizon(StrEnum):
    """When something is felt."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Effect(Record):
    """A burden or a benefit for a party."""

    party: PartyId
    kind: EffectKind
    text: Prose
    monetary: bool = False
    amount: Amount | None = None
    currency: Currency | None = None
    horizon: Horizon


# -------------------------------------------------------------------------------------------------------- 11 indicators
class IndicatorLevel(StrEnum):
    """What an indicator measures."""

    INPUT = "input"
    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"


class Direction(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"


class Dac(StrEnum):
    """The OECD's criteria for evaluation."""

    RELEVANCE = "relevance"
    COHERENCE = "coherence"
    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    IMPACT = "impact"
    SUSTAINABILITY = "sustainability"


class Reading(Part):
    """What was measured on a day."""

    date: Day
    value: Number


class IndicatorLesson(Part):
    """What was learnt from an indicator."""

    text: Prose
    failed: bool = Field(default=False, description="Yes, where something did not work.")


class Indicator(Record):
    """How the parties see whether something works."""

    name: Prose
    level: IndicatorLevel
    unit: Prose
    direction: Direction
    baseline: Reading
    target: Reading
    source: Prose = Field(description="Where the figures come from.")
    readings: list[Reading] = []
    frequency: Frequency | None = None
    responsible: WhoId | None = None
    goal: GoalId | None = None
    dac: Dac | None = None
    sdg: Sdg | None = None
    lessons: list[IndicatorLesson] = []


# ---------------------------------------------------------------------------------------------------------- 12 contacts
class LegalBasis(StrEnum):
    """What allows to publish something about a person."""

    TASK = "task"
    CONSENT = "consent"
    NONE = "none"


class ConsentScope(StrEnum):
    """How far a consent reaches."""

    NAME = "name"
    CONTACT = "contact"
    PHOTO = "photo"


class Consent(Part):
    """A person's consent."""

    date: Day
    scope: Annotated[list[ConsentScope], Field(min_length=1)]
    expires: Day | None = None


class Cefr(StrEnum):
    """How well somebody speaks a language, after the Common European Framework."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class Spoken(Part):
    """A language that somebody speaks."""

    code: Language
    level: Cefr


class Contact(Record):
    """Whom to write to or call."""

    name: Plain
    second_script: Plain | None = Field(None, description="The name in the other script.")
    pronunciation: Plain | None = None
    form_of_address: Prose | None = None
    role: Prose
    party: PartyOrJoint
    languages: list[Spoken] = []
    phone: Phone | None = None
    mail: Mail | None = None
    time_zone: Zone | None = None
    photo: File | None = None
    deputy: ContactId | None = None
    legal_basis: LegalBasis
    consent: Consent | None = None


# ------------------------------------------------------------------------------------------------------------ 13 events
class EventKind(StrEnum):
    """What kind of event it is."""

    VISIT = "visit"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    FESTIVAL = "festival"
    CALL = "call"
    YOUTH_EXCHANGE = "youth-exchange"


class InterpretingMode(StrEnum):
    """How people understand each other."""

    SIMULTANEOUS = "simultaneous"
    CONSECUTIVE = "consecutive"
    WHISPERED = "whispered"
    SIGN = "sign"
    NONE_NEEDED = "none-needed"


class Interpreting(Part):
    """A plan for languages."""

    mode: InterpretingMode
    languages: Annotated[list[Language], Field(min_length=1)]


class Participants(Part):
    """How many come from where; no names."""

    party: PartyOrJoint
    group: Prose
    number: Annotated[int, Field(ge=0, le=100_000)]


class ProgrammeItem(Part):
    """A point of the programme."""

    date: Day
    start: Moment
    end: Moment | None = None
    title: Prose
    place: Prose | None = None


class Host(Part):
    """Where somebody stays in private; never in a public build."""

    guest: Plain
    host: Plain
    note: Plain | None = None


class Event(Record):
    """A visit, workshop, conference or call."""

    title: Prose
    kind: EventKind
    start: Day
    end: Day
    start_time: Moment | None = None
    end_time: Moment | None = None
    time_zone: Zone
    place: Prose
    party: PartyOrJoint = Field(description="Who is host.")
    purpose: Prose | None = None
    participants: list[Participants] = []
    programme: list[ProgrammeItem] = []
    interpreting: Interpreting | None = None
    co2_kg: Annotated[Number, Field(ge=0)] | None = None
    costs: Amount | None = None
    currency: Currency | None = None
    results: list[Prose] = []
    follow_ups: list[Annotated[str, To(("tasks", "meetings", "events", "projects"))]] = []
    hosts: list[Host] = []


# ---------------------------------------------------------------------------------------------------------- 14 meetings
class Decision(Part):
    """A decision; it becomes a task."""

    id: Id
    text: Prose
    owner: WhoId
    due: Day
    status: Status = Status.PLANNED


class AgendaItem(Part):
    """A point of the agenda and what was said."""

    title: Prose
    notes: Prose | None = None


class Meeting(Record):
    """A meeting of a body and its minutes."""

    title: Prose
    body: BodyId
    date: Day
    place: Prose | None = None
    agenda: list[AgendaItem] = []
    decisions: list[Decision] = []


# ------------------------------------------------------------------------------------------------------------- 15 risks
class RiskKind(StrEnum):
    """Where a risk comes from."""

    RELATIONSHIP = "relationship"
    ANCHORING = "anchoring"
    CONTEXT = "context"


class Risk(Record):
    """What may go wrong."""

    title: Prose
    kind: RiskKind
    likelihood: Five
    impact: Five
    measure: Prose
    responsible: WhoId | None = None


# ---------------------------------------------------------------------------------------------------------- 16 learning
class Lesson(Record):
    """Who learnt what from whom."""

    date: Day
    learner: PartyId
    teacher: PartyId
    text: Prose
    project: ProjectId | None = None


# ---------------------------------------------------------------------------------------------------- 17 means and ways
class Link(Part):
    """A web address with the day it was last looked at."""

    url: Address
    checked: Day


class Funding(Record):
    """Where money can come from."""

    name: Name
    funder: Name
    summary: Prose
    parties: list[PartyId] = Field([], description="Who may apply.")
    amount_max: Amount | None = None
    currency: Currency | None = None
    own_share_min: Percent | None = None
    deadline: Day | None = None
    link: Link | None = None


class Support(Record):
    """Who helps: an agency, a network, an adviser."""

    name: Name
    offers: Prose
    languages: list[Language] = []
    country: Country | None = None
    link: Link | None = None


class Document(Record):
    """A paper of a party that the others should know."""

    title: Prose
    party: PartyOrJoint
    language: Language
    date: Day
    publisher: Prose
    summary: Prose
    link: Link | None = None


class Channel(Record):
    """Who is told what, when and how."""

    audience: Prose
    content: Prose
    medium: Prose
    frequency: Frequency
    responsible: WhoId | None = None
    party: PartyOrJoint

    @property
    def heading(self) -> str:
        """Give whom it reaches."""
        return self.audience


class Duration(StrEnum):
    """How long something takes."""

    ONCE = "once"
    WEEKS = "weeks"
    MONTHS = "months"
    LASTING = "lasting"


class Effort(StrEnum):
    """How much work something is."""

    HOURS = "hours"
    DAYS = "days"
    MORE = "more"


class Offer(Record):
    """How people can join in."""

    title: Prose
    party: PartyOrJoint
    effort: Effort
    duration: Duration
    text: Prose
    contact: ContactId | None = None


# ------------------------------------------------------------------------------------------- 18 strategies and projects
class Strategy(Record):
    """A strategy of a party."""

    name: Name
    party: PartyOrJoint
    adopted: Day | None = None
    document: Annotated[str, To(("documents",))] | None = None
    summary: Prose | None = None


class Contribution(Part):
    """What a project does for a strategy."""

    strategy: Annotated[str, To(("strategies",))]
    text: Prose


class Project(Record):
    """A project of the partnership."""

    name: Name
    summary: Prose
    goals: list[GoalId] = []
    parties: list[PartyId] = []
    start: Day | None = None
    end: Day | None = None
    lead: WhoId | None = None
    contributions: list[Contribution] = []
    indicators: list[IndicatorId] = []
    photo: File | None = None


class Severity(IntEnum):
    """Bands of a risk's likelihood times impact: up to 4, up to 9, up to 14, up to 25."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4

    @classmethod
    def of(cls, risk: Risk) -> Severity:
        """Give the band of a risk."""
        product = risk.likelihood * risk.impact
        return next(band for band, top in zip(cls, (4, 9, 14, 25), strict=True) if product <= top)


#: The kinds by their key in a file, in the order of the field's table.
KINDS: dict[str, type[Record]] = {
    "partnerships": Partnership,
    "actors": Actor,
    "expectations": Expectation,
    "raci": Raci,
    "bodies": Body,
    "agreements": Agreement,
    "council_papers": CouncilPaper,
    "decision_rules": DecisionRules,
    "plans": Plan,
    "budgets": Budget,
    "effects": Effect,
    "indicators": Indicator,
    "contacts": Contact,
    "events": Event,
    "meetings": Meeting,
    "risks": Risk,
    "learning": Lesson,
    "funding": Funding,
    "support": Support,
    "documents": Document,
    "channels": Channel,
    "offers": Offer,
    "strategies": Strategy,
    "projects": Project,
}
#: Parts that have an id of their own, by the name that references use.
PARTS: dict[str, type[Part]] = {
    "parties": Party,
    "goals": Goal,
    "roles": Role,
    "measures": Measure,
    "tasks": Task,
    "budget_lines": BudgetLine,
    "decisions": Decision,
}
