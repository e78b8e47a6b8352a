"""Views of who works together: the partnership, its parties, actors, expectations, bodies, roles, contacts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from babel.dates import format_date
from docutils import nodes

from partnerwiki.charts import Link, Mark, Node, Place, Point, Statement, grid, letter, orgchart, sides
from partnerwiki.charts import map_ as draw_map
from partnerwiki.charts import timeline as timeline_
from partnerwiki.languages import name_in
from partnerwiki.partnership.view import Cell, Page, View
from partnerwiki.records.models import Actor, Body, Contact, Expectation, Partnership, Raci, Result
from partnerwiki.records.names import word
from partnerwiki.records.store import Entry

#: The lines of the drawing of expectations.
_DRAWN: dict[Result, Literal["shared", "compatible", "conflict", "open"]] = {
    Result.SHARED: "shared",
    Result.COMPATIBLE: "compatible",
    Result.CONFLICT: "conflict",
}


def facts(page: Page) -> list[nodes.Node]:
    """Show what a partnership is, and its parties."""
    t, entry = page.t, page.entry
    record: Partnership = entry.record
    title = page.anchor(record.id, page.title(entry), 3)
    rows: list[tuple[str, Cell]] = [
        (t("Kind"), word(page.language, record.type)),
        (t("Founded"), page.day(record.founded)),
        (t("Ends"), page.day(record.ends)),
        (t("Working languages"), _languages(page, record.working_languages)),
        (t("Binding languages"), _languages(page, record.authoritative_languages)),
        (t("Vision"), page.prose(entry, record.vision)),
    ]
    heads = [t("Party"), t("Country"), t("Inhabitants"), t("Languages"), t("Legal representative"), t("Website")]
    parties: list[list[Cell]] = [
        [
            page.name(entry, party.name),
            _country(page, party.country),
            f"{page.number(party.population)} ({party.population_year})" if party.population else "",
            _languages(page, party.languages),
            page.prose(entry, party.legal_representative),
            [nodes.reference("", party.website.split("//")[1].rstrip("/"), refuri=party.website)]
            if party.website
            else None,
        ]
        for party in record.parties
    ]
    names = [party.id for party in record.parties]
    return [title, *page.facts(rows), *page.table(heads, parties, caption=t("Parties"), names=names)]


def _languages(page: Page, codes: list[str]) -> str:
    return ", ".join(name_in(code, page.language) for code in codes)


def _country(page: Page, code: str) -> str:
    from babel import Locale

    return str(Locale.parse(page.locale).territories.get(code, code))


def goals(page: Page) -> list[nodes.Node]:
    """Show a partnership's goals with the projects that work for them."""
    t, entry = page.t, page.entry
    record: Partnership = entry.record
    projects = page.reader.of("projects")
    rows: list[list[Cell]] = []
    for goal in record.goals:
        working = [other.record.id for other in projects if goal.id in other.record.goals]
        sdgs = ", ".join(map(str, goal.sdgs))
        rows.append([page.prose(entry, goal.text), page.links(working) or t("no project yet"), sdgs])
    heads = [t("Goal"), t("Projects"), t("Goals of the 2030 Agenda (SDG)")]
    return page.table(heads, rows, caption=t("Goals"), names=[goal.id for goal in record.goals])


def timeline(page: Page) -> list[nodes.Node]:
    """Show a partnership's history."""
    t, entry = page.t, page.entry
    history = sorted(entry.record.history, key=lambda item: item.date)
    marks = [Mark(str(number), _day(item.date), len(item.date) == 10) for number, item in enumerate(history, 1)]
    rows: list[list[Cell]] = [
        [page.key(number, [nodes.Text(_when(page, item.date))]), page.prose(entry, item.event)]
        for number, item in enumerate(history, 1)
    ]
    drawn = page.picture("timeline", timeline_(marks)) if marks else []
    return drawn + page.table([t("When"), t("What happened")], rows, caption=t("History"))


def _day(text: str) -> dt.date:
    """Give a day, or the first of a month or a year."""
    return dt.date.fromisoformat(text + "0000-01-01"[len(text) :])


def _when(page: Page, text: str) -> str:
    """Write a year, a month or a day as readers do."""
    if len(text) == 4:
        return text
    day = _day(text)
    return format_date(day, "medium" if len(text) == 10 else "MMMM y", locale=page.locale)


def map_(page: Page) -> list[nodes.Node]:
    """Show where the parties are."""
    t, entry = page.t, page.entry
    parties = entry.record.parties
    rows: list[list[Cell]] = [
        [
            page.key(number, [page.name(entry, party.name)]),
            _country(page, party.country),
            _place(page, party.latitude, party.longitude),
        ]
        for number, party in enumerate(parties, 1)
    ]
    places = [
        Place(str(number), float(party.latitude), float(party.longitude), page.party_index(party.id))
        for number, party in enumerate(parties, 1)
        if party.latitude is not None and party.longitude is not None
    ]
    drawn = page.picture("map", draw_map(places)) if places else []
    return drawn + page.table(
        [t("Party"), t("Country"), t("Place on the globe")], rows, caption=t("Where the parties are")
    )


def _place(page: Page, latitude: object, longitude: object) -> str:
    if latitude is None or longitude is None:
        return ""
    return f"{page.number(latitude)}° / {page.number(longitude)}°"  # type: ignore[arg-type]


def actors(page: Page) -> list[nodes.Node]:
    """Show who can help or hinder: a grid of power and interest, and a table."""
    t = page.t
    entries = page.of("actors")
    rows: list[list[Cell]] = []
    points = []
    for number, entry in enumerate(entries, 1):
        record: Actor = entry.record
        points.append(Point(str(number), record.interest, record.power, page.party_index(record.party)))
        involved = [
            f"{word(page.language, item.phase)}: {word(page.language, item.level)}" for item in record.involvement
        ]
        related: list[nodes.Node] = []
        for relation in record.relations:
            if link := page.link(relation.to):
                related += [nodes.Text(", ")] if related else []
                related += [nodes.Text(f"{word(page.language, relation.kind)} "), *link]
        rows.append(
            [
                page.key(number, [page.name(entry, record.name)]),
                page.link(record.party),
                word(page.language, record.sector),
                word(page.language, record.actor_class),
                str(record.power),
                str(record.interest),
                f"{record.stance:+d}" if record.stance else "0",
                page.prose(entry, record.contributes),
                page.prose(entry, record.needs),
                "; ".join(involved),
                related,
            ]
        )
    heads = [t("Actor"), t("Party"), t("Sector"), t("Class"), t("Power"), t("Interest"), t("Stance")]
    heads += [t("Contributes"), t("Needs"), t("Takes part"), t("Relations")]
    drawn = [*page.picture("actors", grid(points)), *_parties_of(page, entries)] if points else []
    return drawn + page.table(heads, rows, caption=t("Actors"), names=_ids(entries), sortable=True)


def _parties_of(page: Page, entries: list[Entry]) -> list[nodes.Node]:
    return page.parties_key(entry.record.party for entry in entries)


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.record.id for entry in entries]


def expectations(page: Page) -> list[nodes.Node]:
    """Show what the parties expect of each other, matched, by result."""
    t = page.t
    entries = page.of("expectations")
    number_of = {entry.record.id: number for number, entry in enumerate(entries, 1)}
    found: list[nodes.Node] = _match(page, entries, number_of) if entries else []
    heads = [t("Expectation"), t("Party"), t("Topic"), t("Priority"), t("Offers"), t("Fits to"), t("Becomes")]
    for result in Result:
        group = [entry for entry in entries if entry.record.result is result]
        if not group:
            continue
        rows: list[list[Cell]] = []
        for entry in group:
            record: Expectation = entry.record
            becomes = page.link(record.goal) or page.prose(entry, record.waived)
            rows.append(
                [
                    page.key(number_of[record.id], page.prose(entry, record.statement)),
                    page.link(record.party),
                    page.prose(entry, record.topic),
                    str(record.priority),
                    page.prose(entry, record.contribution_offered),
                    page.links(record.match),
                    becomes,
                ]
            )
        caption = f"{t('Expectations')}: {word(page.language, result)}"
        found += page.table(heads, rows, caption=caption, names=_ids(group))
    return found or page.table(heads, [])


def _match(page: Page, entries: list[Entry], number_of: dict[str, int]) -> list[nodes.Node]:
    """Give the drawing of what fits together; a column for each party that was asked."""
    asked = [known.part.id for known in page.reader.parties()]
    asked = [name for name in asked if any(entry.record.party == name for entry in entries)]
    statements = [
        Statement(str(number_of[entry.record.id]), asked.index(entry.record.party))
        for entry in entries
        if entry.record.party in asked
    ]
    links: dict[frozenset[str], Link] = {}
    for entry in entries:
        for other in entry.record.match:
            if other in number_of:
                one, two = str(number_of[entry.record.id]), str(number_of[other])
                result = _DRAWN.get(entry.record.result, "open")
                links.setdefault(frozenset((one, two)), Link(one, two, result))
    columns = nodes.paragraph("", "", translatable=False, classes=["pw-legend"])
    for number, name in enumerate(asked):
        columns += nodes.inline("", "", nodes.Text(f"{letter(number)} "), *page.link(name))
    return [*page.picture("expectations", sides(statements, list(links.values()), len(asked))), columns]


def raci(page: Page) -> list[nodes.Node]:
    """Show who is responsible, accountable, consulted and informed."""
    t, entry = page.t, page.entry
    record: Raci = entry.record
    rows: list[list[Cell]] = []
    for task in record.tasks:
        cells = [task.cells.get(role.id, "").replace(" ", "").replace(",", ", ") for role in record.roles]
        rows.append([page.prose(entry, task.name), *cells])
    table = page.table(
        [t("Task"), *(role.id for role in record.roles)], rows, caption=t("Responsibilities (RACI)"), sortable=True
    )
    for head, role in zip(_heads(table)[1:], record.roles, strict=False):
        head.children = []
        head.extend(page.prose(entry, role.name))
        page.anchor(role.id, head)
        party = page.link(role.party)
        if party:
            head += nodes.paragraph("", "", nodes.Text("("), *party, nodes.Text(")"), translatable=False)
    legend = page.facts(
        [
            ("R", t("Responsible: does the work")),
            ("A", t("Accountable: answers for it; one for each task")),
            ("C", t("Consulted: is asked before")),
            ("I", t("Informed: is told after")),
        ]
    )
    return [page.anchor(record.id, page.title(entry), 3), *table, *legend]


def _heads(table: list[nodes.Node]) -> list[nodes.entry]:
    head = next(iter(table[0].findall(nodes.thead)), None)
    return list(head.findall(nodes.entry)) if head is not None else []


def bodies(page: Page) -> list[nodes.Node]:
    """Show the bodies that work for the partnership and to whom they report."""
    t = page.t
    entries = page.of("bodies")
    number_of = {entry.record.id: str(number) for number, entry in enumerate(entries, 1)}
    boxes = [
        Node(number_of[entry.record.id], page.party_index(entry.record.party), number_of.get(entry.record.reports_to))
        for entry in entries
    ]
    rows: list[list[Cell]] = []
    for number, entry in enumerate(entries, 1):
        record: Body = entry.record
        members = nodes.bullet_list("")
        for member in record.members:
            party = page.text("")
            party += page.link(member.party)
            parts = [*page.prose(entry, member.role), *page.prose(entry, member.department)]
            members += nodes.list_item("", *parts, *([party] if party.children else []))
        mandate = [
            *page.day(record.mandate_from),
            *([nodes.Text(" – ")] if record.mandate_to else []),
            *page.day(record.mandate_to),
        ]
        rows.append(
            [
                page.key(number, [page.name(entry, record.name)]),
                word(page.language, record.kind),
                page.link(record.party),
                page.prose(entry, record.chair),
                members if members.children else None,
                word(page.language, record.frequency),
                mandate,
                page.link(record.reports_to),
                page.number(record.fte),
                page.prose(entry, record.task),
            ]
        )
    heads = [t("Body"), t("Kind"), t("Party"), t("Chair"), t("Members"), t("Meets"), t("Mandate"), t("Reports to")]
    heads += [t("Full-time posts"), t("Task")]
    drawn = [*page.picture("bodies", orgchart(boxes)), *_parties_of(page, entries)] if boxes else []
    return drawn + page.table(heads, rows, caption=t("Bodies"), names=_ids(entries))


def contacts(page: Page) -> list[nodes.Node]:
    """Show whom to write to or call, as cards."""
    t = page.t
    items = []
    for entry in page.of("contacts"):
        record: Contact = entry.record
        spoken = [
            f"{name_in(item.code, page.language)} ({word(page.language, item.level)})" for item in record.languages
        ]
        content: list[nodes.Node] = [_photo(page, record)] if record.photo else []
        content += [nodes.paragraph("", "", nodes.strong("", record.name), translatable=False)]
        content += page.prose(entry, record.role)
        content += page.facts(
            [
                (t("Party"), page.link(record.party)),
                (t("Name in the other script"), record.second_script),
                (t("Pronunciation"), record.pronunciation),
                (t("Form of address"), page.prose(entry, record.form_of_address)),
                (t("Languages"), ", ".join(spoken)),
                (t("Phone"), _address(record.phone, f"tel:{re.sub('[ ()/-]', '', record.phone or '')}")),
                (t("Mail"), _address(record.mail, f"mailto:{record.mail}")),
                (t("Time zone"), record.time_zone),
                (t("Deputy"), page.link(record.deputy)),
            ]
        )
        items.append((record.id, content))
    return page.cards(items) + (page.download("contacts.vcf", "vcf") if items else [])


def _address(text: str | None, uri: str) -> list[nodes.Node]:
    return [nodes.reference("", text, refuri=uri)] if text else []


def _photo(page: Page, record: Contact) -> nodes.image:
    path = f"/{record.photo}"
    _relative, absolute = page.directive.env.relfn2path(path)
    page.directive.env.note_dependency(absolute)
    return nodes.image("", uri=path, alt="", classes=["pw-record-photo"])


VIEWS = {
    "facts": View(facts, "partnerships"),
    "goals": View(goals, "partnerships"),
    "timeline": View(timeline, "partnerships"),
    "map": View(map_, "partnerships"),
    "actors": View(actors),
    "expectations": View(expectations),
    "raci": View(raci, "raci"),
    "bodies": View(bodies),
    "contacts": View(contacts),
}
