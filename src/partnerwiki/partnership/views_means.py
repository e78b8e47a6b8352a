"""Views of means and effects: budget, costs and benefits, indicators, funding, papers, strategies, projects."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from docutils import nodes

from partnerwiki.charts import Money, Stack, bullet, line, source_sign
from partnerwiki.charts import Reading as Point
from partnerwiki.charts import budget as draw_budget
from partnerwiki.charts import share as draw_share
from partnerwiki.languages import name_in
from partnerwiki.partnership.view import Cell, Page, Swatch, View
from partnerwiki.records.models import (
    Budget,
    BudgetLine,
    Channel,
    Document,
    Effect,
    EffectKind,
    Funding,
    Indicator,
    Link,
    MoneySource,
    Offer,
    Project,
    Strategy,
    Support,
)
from partnerwiki.records.money import cash_share, overhead_share
from partnerwiki.records.names import word
from partnerwiki.records.store import Entry

#: The sources in the order in which the drawing stacks them.
_ORDER = (MoneySource.OWN, MoneySource.GRANT, MoneySource.THIRD_PARTY, MoneySource.IN_KIND)


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.record.id for entry in entries]


def budget(page: Page) -> list[nodes.Node]:
    """Show what something costs and who pays, with the check of the own share."""
    t, entry = page.t, page.entry
    record: Budget = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3)]
    own, overhead = cash_share(record), overhead_share(record)
    found += page.facts(
        [
            (t("Period"), page.days(record.period_from, record.period_to)),
            (t("Programme"), page.link(record.programme)),
            (t("Project"), page.link(record.project)),
            (t("Own share of the cash"), _against(page, own, record.own_share_min, t("at least {percent}"))),
            (t("Overhead"), _against(page, overhead, record.overhead_max, t("at most {percent}"))),
            (t("Rules as of"), page.day(record.rules_as_of)),
        ]
    )
    if own is not None and record.own_share_min is not None:
        found += page.picture("share", draw_share(float(own), float(record.own_share_min)))
    rows: list[list[Cell]] = [
        [
            page.prose(entry, line.title),
            word(page.language, line.category),
            page.link(line.party),
            word(page.language, line.source),
            page.money(line.planned, record.currency),
            page.money(line.actual, record.currency),
        ]
        for line in record.lines
    ]
    heads = [t("Item"), t("Category"), t("Party"), t("Source"), t("Planned"), t("Actual")]
    found += page.table(heads, rows, caption=t("Items"), names=[line.id for line in record.lines])
    return found + _sums(page, record)


def _against(page: Page, share: Decimal | None, limit: Decimal | None, words: str) -> str:
    """Write a share beside its limit; a share that cannot be told (no cash at all) is left out."""
    if share is None or limit is None:
        return ""
    return f"{page.percent(share)} ({words.format(percent=page.percent(limit))})"


def _sums(page: Page, record: Budget) -> list[nodes.Node]:
    """Give the sums by party and source; what is in kind stands apart, for it is no money."""
    t = page.t
    parties = list(dict.fromkeys(line.party for line in record.lines))
    stacks = []
    rows: list[list[Cell]] = []
    for number, party in enumerate(parties, 1):
        lines = [line for line in record.lines if line.party == party]
        planned, actual = _money(lines, "planned"), _money(lines, "actual")
        stacks.append(Stack(str(number), Money(*planned), Money(*actual) if any(actual) else None))
        cells = [page.money(amount, record.currency) if amount else "" for amount in planned]
        rows.append([page.key(number, page.link(party)), *cells, page.money(sum(actual, Decimal(0)), record.currency)])
    every = _money(record.lines, "planned")
    spent = page.money(sum(_money(record.lines, "actual"), Decimal(0)), record.currency)
    sums = [page.money(amount, record.currency) if amount else "" for amount in every]
    rows.append([page.text(t("Sums")), *sums, spent])
    signs = nodes.paragraph("", "", translatable=False, classes=["pw-legend"])
    for place, source in enumerate(_ORDER):
        name = f" {word(page.language, source)}"
        signs += nodes.inline("", "", Swatch("", svg=source_sign(place)), nodes.Text(name))
    heads = [t("Party"), *(word(page.language, source) for source in _ORDER), t("Actual")]
    table = page.table(heads, rows, caption=t("Sums"))
    return [*page.picture("budget", draw_budget(stacks)), signs, *table]


def _money(lines: Iterable[BudgetLine], name: str) -> list[Decimal]:
    """Give the sum for each source, in the order of the drawing."""
    given = [(line.source, getattr(line, name) or Decimal(0)) for line in lines]
    return [sum((amount for source, amount in given if source is wanted), Decimal(0)) for wanted in _ORDER]


def effects(page: Page) -> list[nodes.Node]:
    """Show burdens and benefits, a table a party."""
    t = page.t
    entries = page.of("effects")
    found: list[nodes.Node] = []
    for party in dict.fromkeys(entry.record.party for entry in entries):
        rows: list[list[Cell]] = []
        names: list[str] = []
        for kind in EffectKind:
            for entry in (entry for entry in entries if entry.record.party == party and entry.record.kind is kind):
                record: Effect = entry.record
                amount = page.money(record.amount, record.currency)
                horizon = word(page.language, record.horizon)
                money = t("in money") if record.monetary else t("not in money")
                rows.append([page.prose(entry, record.text), word(page.language, kind), money, amount, horizon])
                names.append(record.id)
        title = page.title_text("")
        title += page.link(party)
        heads = [t("Effect"), t("Burden or benefit"), t("Measured"), t("Amount"), t("When it is felt")]
        found += [title, *page.table(heads, rows, names=names)]
    return found or [page.text(t("There is nothing to show yet."))]


def indicators(page: Page) -> list[nodes.Node]:
    """Show all indicators, each with where it began, where it is and where it is to be."""
    t = page.t
    entries = page.reader.of("indicators")
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Indicator = entry.record
        last = max(record.readings, key=lambda reading: reading.date, default=None)
        rows.append(
            [
                page.prose(entry, record.name),
                word(page.language, record.level),
                page.prose(entry, record.unit),
                f"{page.number(record.baseline.value)} ({record.baseline.date.year})",
                f"{page.number(last.value)} ({last.date.year})" if last else "",
                f"{page.number(record.target.value)} ({record.target.date.year})",
                page.link(record.goal),
                page.link(record.responsible),
            ]
        )
    heads = [t("Indicator"), t("Level"), t("Unit"), t("At the start"), t("Latest"), t("Target"), t("Goal")]
    return page.table([*heads, t("Responsible")], rows, caption=t("Indicators"), names=_ids(entries), sortable=True)


def indicator(page: Page) -> list[nodes.Node]:
    """Show one indicator with its readings and what was learnt."""
    t, entry = page.t, page.entry
    record: Indicator = entry.record
    found: list[nodes.Node] = [page.anchor(record.id, page.title(entry), 3)]
    found += page.facts(
        [
            (t("Level"), word(page.language, record.level)),
            (t("Unit"), page.prose(entry, record.unit)),
            (t("Direction"), word(page.language, record.direction)),
            (t("Source"), page.prose(entry, record.source)),
            (t("Measured"), word(page.language, record.frequency)),
            (t("Responsible"), page.link(record.responsible)),
            (t("Goal"), page.link(record.goal)),
            (t("Criterion (OECD)"), word(page.language, record.dac)),
            (t("Goals of the 2030 Agenda (SDG)"), str(record.sdg) if record.sdg else None),
        ]
    )
    rows: list[list[Cell]] = [[t("At the start"), page.day(record.baseline.date), page.number(record.baseline.value)]]
    readings = sorted(record.readings, key=lambda item: item.date)
    rows += [[t("Reading"), page.day(reading.date), page.number(reading.value)] for reading in readings]
    rows.append([t("Target"), page.day(record.target.date), page.number(record.target.value)])
    points = [Point(reading.date, reading.value) for reading in readings]
    start, goal = (Point(one.date, one.value) for one in (record.baseline, record.target))
    if len(points) > 1:
        found += page.picture("indicator", line(points, start, goal, record.direction.value))
    else:
        found += page.picture("way", bullet(points[0].value if points else None, start.value, goal.value))
    found += page.table([t("What"), t("Date"), t("Value")], rows, caption=t("Readings"))
    if record.lessons:
        lessons: list[list[Cell]] = [
            [page.prose(entry, lesson.text), t("did not work") if lesson.failed else t("worked")]
            for lesson in record.lessons
        ]
        found += page.table([t("What was learnt"), t("Result")], lessons, caption=t("Learning"))
    return found


def funding(page: Page) -> list[nodes.Node]:
    """Show where money can come from, the next deadline first."""
    t = page.t
    entries = sorted(page.reader.of("funding"), key=lambda entry: str(entry.record.deadline or "9999"))
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Funding = entry.record
        if page.party and record.parties and page.party not in record.parties:
            continue
        rows.append(
            [
                page.name(entry, record.name),
                page.name(entry, record.funder),
                page.prose(entry, record.summary),
                page.links(record.parties),
                page.money(record.amount_max, record.currency),
                page.percent(record.own_share_min),
                page.day(record.deadline),
                _web(page, record.link),
            ]
        )
    shown = [
        entry for entry in entries if not page.party or not entry.record.parties or page.party in entry.record.parties
    ]
    heads = [
        t("Programme"),
        t("Funder"),
        t("For what"),
        t("Who may apply"),
        t("At most"),
        t("Own share"),
        t("Deadline"),
    ]
    return page.table([*heads, t("Link")], rows, caption=t("Funding"), names=_ids(shown))


def _web(page: Page, link: Link | None) -> list[nodes.Node]:
    """Give a link by its host, with the day it was last looked at."""
    if link is None:
        return []
    host = link.url.split("//", 1)[1].split("/", 1)[0]
    checked = nodes.Text(f" ({page.t('checked')} ")
    return [nodes.reference("", host, refuri=link.url), checked, *page.day(link.checked), nodes.Text(")")]


def support(page: Page) -> list[nodes.Node]:
    """Show who helps."""
    t = page.t
    entries = page.reader.of("support")
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Support = entry.record
        spoken = ", ".join(name_in(code, page.language) for code in record.languages)
        rows.append([page.name(entry, record.name), page.prose(entry, record.offers), spoken, _web(page, record.link)])
    return page.table(
        [t("Who"), t("Offers"), t("Languages"), t("Link")], rows, caption=t("Support"), names=_ids(entries)
    )


def documents(page: Page) -> list[nodes.Node]:
    """Show papers of the parties that all should know."""
    t = page.t
    entries = page.of("documents")
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Document = entry.record
        rows.append(
            [
                page.prose(entry, record.title),
                page.link(record.party),
                page.prose(entry, record.publisher),
                page.day(record.date),
                name_in(record.language, page.language),
                page.prose(entry, record.summary),
                _web(page, record.link),
            ]
        )
    heads = [t("Paper"), t("Party"), t("Publisher"), t("Date"), t("Language"), t("Summary"), t("Link")]
    return page.table(heads, rows, caption=t("Documents"), names=_ids(entries), sortable=True)


def channels(page: Page) -> list[nodes.Node]:
    """Show who is told what, when and how."""
    t = page.t
    entries = page.of("channels")
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Channel = entry.record
        rows.append(
            [
                page.prose(entry, record.audience),
                page.prose(entry, record.content),
                page.prose(entry, record.medium),
                word(page.language, record.frequency),
                page.link(record.responsible),
                page.link(record.party),
            ]
        )
    heads = [t("Who"), t("Is told what"), t("How"), t("How often"), t("Responsible"), t("Party")]
    return page.table(heads, rows, caption=t("Channels"), names=_ids(entries))


def offers(page: Page) -> list[nodes.Node]:
    """Show how people can join in, the smallest effort first, as cards."""
    t = page.t
    order = ["hours", "days", "more"]
    items = []
    for entry in sorted(page.of("offers"), key=lambda entry: order.index(entry.record.effort.value)):
        record: Offer = entry.record
        content: list[nodes.Node] = [page.title(entry), *page.prose(entry, record.text)]
        content += page.facts(
            [
                (t("Effort"), word(page.language, record.effort)),
                (t("Duration"), word(page.language, record.duration)),
                (t("Party"), page.link(record.party)),
                (t("Contact"), page.link(record.contact)),
            ]
        )
        items.append((record.id, content))
    return page.cards(items)


def strategies(page: Page) -> list[nodes.Node]:
    """Show the parties' strategies."""
    t = page.t
    entries = page.of("strategies")
    rows: list[list[Cell]] = []
    for entry in entries:
        record: Strategy = entry.record
        rows.append(
            [
                page.name(entry, record.name),
                page.link(record.party),
                page.day(record.adopted),
                page.prose(entry, record.summary),
                page.link(record.document),
            ]
        )
    heads = [t("Strategy"), t("Party"), t("Adopted"), t("Summary"), t("Document")]
    return page.table(heads, rows, caption=t("Strategies"), names=_ids(entries))


def matrix(page: Page) -> list[nodes.Node]:
    """Show what each project does for each strategy; gaps are said in words."""
    t = page.t
    rows_of = page.of("strategies")
    columns = _projects(page)
    if not rows_of or not columns:
        return [page.text(t("There is nothing to show yet."))]
    rows: list[list[Cell]] = []
    for entry in rows_of:
        row: list[Cell] = [page.link(entry.record.id)]
        for project in columns:
            given = [item for item in project.record.contributions if item.strategy == entry.record.id]
            row.append([node for item in given for node in page.prose(project, item.text)] or t("gap"))
        rows.append(row)
    heads = [page.shelf.heading(project).text for project in columns]
    return page.table([t("Strategy"), *heads], rows, caption=t("Strategies and projects"))


def _projects(page: Page) -> list[Entry]:
    entries = page.reader.of("projects")
    return [entry for entry in entries if not page.party or page.party in entry.record.parties]


def projects(page: Page) -> list[nodes.Node]:
    """Show the projects as cards."""
    return page.cards([(entry.record.id, [page.title(entry), *_about(page, entry)]) for entry in _projects(page)])


def project(page: Page) -> list[nodes.Node]:
    """Show one project, with what it gives to which strategy: the facts of a sheet to hand out."""
    t, entry = page.t, page.entry
    record: Project = entry.record
    found = [page.anchor(record.id, page.title(entry), 3), *_about(page, entry)]
    rows: list[list[Cell]] = [[page.link(item.strategy), page.prose(entry, item.text)] for item in record.contributions]
    return found + (page.table([t("Strategy"), t("Contribution")], rows, caption=t("Strategies")) if rows else [])


def _about(page: Page, entry: Entry) -> list[nodes.Node]:
    t = page.t
    record: Project = entry.record
    when: list[nodes.Node] = []
    if record.start:
        when = page.days(record.start, record.end) if record.end else page.day(record.start)
    return [
        *page.prose(entry, record.summary),
        *page.facts(
            [
                (t("When"), when),
                (t("State"), word(page.language, record.status)),
                (t("Parties"), page.links(record.parties)),
                (t("Goals"), page.links(record.goals)),
                (t("Responsible"), page.link(record.lead)),
                (t("Indicators"), page.links(record.indicators)),
            ]
        ),
    ]


VIEWS = {
    "budget": View(budget, "budgets"),
    "effects": View(effects),
    "indicators": View(indicators),
    "indicator": View(indicator, "indicators"),
    "funding": View(funding),
    "support": View(support),
    "documents": View(documents),
    "channels": View(channels),
    "offers": View(offers),
    "strategies": View(strategies),
    "matrix": View(matrix),
    "projects": View(projects),
    "project": View(project, "projects"),
}
