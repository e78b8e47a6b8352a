"""What all views are made of: prose as units, names, links to records, tables, cards, pictures."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from partnerwiki.charts import Drawing, letter, party_sign
from partnerwiki.dates import Date
from partnerwiki.extract import RECORD
from partnerwiki.inline import ANY_PAGE, InlineParser, beyond_record
from partnerwiki.languages import direction, tag
from partnerwiki.messages import _, translator
from partnerwiki.partnership import shelf as shelf_
from partnerwiki.partnership.pictures import named
from partnerwiki.partnership.shelf import Key, Reader, Said, Shelf
from partnerwiki.reading import is_markdown, page_config, project_config
from partnerwiki.records.names import downloads
from partnerwiki.records.store import Entry, Known, nearest
from partnerwiki.warnings_ import Warn, warn

_ANCHORS = "partnerwiki:anchors"
#: How wide a column is in plain text, in characters; browsers find their own widths.
_WIDTH = 16
#: What a cell may hold.
Cell = nodes.Node | str | Sequence[nodes.Node] | None


class Picture(nodes.General, nodes.Element):
    """A drawing, in the attribute ``svg``, and in ``title`` what it shows in words; it holds none itself."""


class Swatch(nodes.Inline, nodes.Element):
    """The sign of a party or a source of money, in the attribute ``svg``."""


class Scroll(nodes.General, nodes.Element):
    """A frame that scrolls sideways, for what is wider than a phone; ``label`` says what is in it."""


class Sortable(nodes.General, nodes.Element):
    """A table that readers with JavaScript may sort by a column."""


@dataclass(frozen=True)
class View:
    """How a directive shows records: ``show`` gives nodes; ``wants`` is the kind of the record it takes, if any."""

    show: Callable[[Page], list[nodes.Node]]
    wants: str = ""

    @property
    def options(self) -> dict[str, Any]:
        """Give what the class of its directive says."""
        return {"required_arguments": 1 if self.wants else 0}


@dataclass
class Page:
    """A view on one page: the records, the words, and what makes nodes of both.

    ``entry`` is the record that the directive names, where it takes one; ``party`` the party it is restricted to.
    """

    directive: SphinxDirective
    reader: Reader
    entry: Any = None
    party: str = ""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shelf: Shelf = self.reader.shelf
        self.language = self.shelf.language
        self.locale = self.language.replace("-", "_")
        self.t = translator(self.language)
        self.source, self.line = self.directive.get_source_info()
        self._parser: InlineParser | None = None

    # ------------------------------------------------------------------------------------------------------ records
    def of(self, kind: str) -> list[Entry]:
        """Give the records of a kind that this view shows."""
        return self.reader.of(kind, self.party)

    def anchor(self, name: str, node: nodes.Element, weight: int = 1) -> nodes.Element:
        """Let links to a record lead to a node; of several places the one with the most weight wins."""
        anchor = self._unused(f"record-{name}")
        node["ids"].append(anchor)
        if name not in self.places or weight > self.places[name][1]:
            self.places[name] = anchor, weight
        return node

    def _unused(self, anchor: str) -> str:
        """Give an anchor that no view of this page has used yet."""
        current = self.directive.env.current_document
        used: set[str] | None = current.get(_ANCHORS)
        if used is None:
            used = current[_ANCHORS] = set()
        free = next(text for number in itertools.count(1) if (text := anchor + f"-{number}" * (number > 1)) not in used)
        used.add(free)
        return free

    def link(self, name: str | None) -> list[nodes.Node]:
        """Give a link to a record, by its name in the reader's language; nothing for one that is not shown here."""
        if name is None:
            return []
        if name == "joint":
            return [nodes.inline("", self.t("All parties"))]
        known = self.reader.get(name)
        if known is None:
            return []
        node = pending_xref(
            "",
            refdomain="partnership",
            reftype="ref",
            reftarget=name,
            refexplicit=True,
            refdoc=self.directive.env.current_document.docname,
            refwarn=False,
        )
        node += self.spoken(self.shelf.heading(known))
        return [node]

    def links(self, names: Iterable[str]) -> list[nodes.Node]:
        """Give links to some records, with commas between."""
        found: list[nodes.Node] = []
        for name in names:
            link = self.link(name)
            found += [nodes.Text(", "), *link] if found and link else link
        return found

    # -------------------------------------------------------------------------------------------------------- words
    def prose(
        self, entry: Entry, text: str | None, kind: type[nodes.TextElement] = nodes.paragraph
    ) -> list[nodes.Node]:
        """Give a prose text of a record as a translation unit, nothing where there is none.

        Markdown's inline marks hold; HTML and other raw text is shown as it is written. The locale transform puts the
        translation in its place, as with any paragraph.
        """
        if text is None:
            return []
        self.shelf.said(entry, text)  # none but what extraction knows
        node = kind(text, "", *self._inline(text, entry))
        node.source, node.line = str(self.directive.state.document["source"]), self.line
        node[RECORD] = (entry.catalog, entry.language)
        return [node]

    def _inline(self, text: str, entry: Entry) -> list[nodes.Node]:
        env = self.directive.env
        if self._parser is None and is_markdown(env, env.current_document.docname):
            config = page_config(project_config(env), {})
            self._parser = InlineParser(self.directive.state.document, config, {})
        if self._parser is None or self._parser.is_plain(text):
            return [nodes.Text(text)]
        parsed = self._parser.parse(text)
        if beyond_record(self._parser.signature(parsed), ANY_PAGE):
            return [nodes.Text(text)]
        return self._parser.render(parsed, self.line)

    def spoken(self, said: Said) -> nodes.inline:
        """Give a text as an inline node, with its language where that is not the reader's, and its state."""
        return spoken(said, self.language)

    def name(self, entry: Entry, names: dict[str, str]) -> nodes.inline:
        """Give a proper name in the reader's language."""
        return self.spoken(self.shelf.name(entry, names))

    def heading(self, known: Known | Entry) -> nodes.inline:
        """Give what a record is called."""
        return self.spoken(self.shelf.heading(known))

    def text(self, text: str) -> nodes.paragraph:
        """Give a paragraph in words of ours: no translation unit."""
        return nodes.paragraph("", text, translatable=False)

    def day(self, day: dt.date | None) -> list[nodes.Node]:
        """Give a date in the reader's format."""
        if day is None:
            return []
        node = Date("", "", date=day)
        node += nodes.Text(format_date(day, "medium", locale=self.locale))
        return [node]

    def days(self, start: dt.date, end: dt.date) -> list[nodes.Node]:
        """Give a span of days, or its one day."""
        return self.day(start) if start == end else [*self.day(start), nodes.Text(" – "), *self.day(end)]

    def number(self, value: Decimal | int | None) -> str:
        """Give a number in the reader's format."""
        return format_decimal(value, locale=self.locale) if value is not None else ""

    def money(self, value: Decimal | None, currency: str | None) -> str:
        """Give an amount in the reader's format."""
        return format_currency(value, currency, locale=self.locale) if value is not None and currency else ""

    def percent(self, value: Decimal | float | None) -> str:
        """Give percent (0 to 100) in the reader's format, with one decimal at most."""
        return format_percent(Decimal(value) / 100, format="#,##0.# %", locale=self.locale) if value is not None else ""

    # ------------------------------------------------------------------------------------------------------- blocks
    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        caption: str = "",
        names: Sequence[str] = (),
        sortable: bool = False,
    ) -> list[nodes.Node]:
        """Give a table whose first column names its rows; ``names`` are the ids of the rows' records.

        Empty columns are left out; a table without rows is a sentence.
        """
        if not rows:
            return [self.text(self.t("There is nothing to show yet."))]
        cells = [[_nodes(cell) for cell in row] for row in rows]
        shown = [number for number in range(len(heads)) if number == 0 or any(row[number] for row in cells)]
        table = nodes.table("", classes=["pw-record-table"])
        if caption:
            table += nodes.title("", caption, translatable=False)
        group = nodes.tgroup("", cols=len(shown))
        group += [nodes.colspec("", colwidth=_WIDTH, stub=1 if number == 0 else 0) for number in shown]
        head = nodes.row("", *(_entry([self.text(heads[number])]) for number in shown))
        group += nodes.thead("", head)
        body = nodes.tbody("")
        for number, row in enumerate(cells):
            line = nodes.row("", *(_entry(row[column], heads[column] if column else "") for column in shown))
            if names:
                self.anchor(names[number], line)
            body += line
        group += body
        table += group
        outer: nodes.Element = Scroll("", table, label=caption or heads[0])
        return [Sortable("", outer)] if sortable else [outer]

    def picture(self, name: str, drawing: Drawing) -> list[nodes.Node]:
        """Give a drawing with its title and what it shows in words; tables that follow say the same in full."""
        title, description = named(self.t)[name]
        svg = self.shelf.drawer.svg(drawing, anchor=self._unused(f"pic-{name}"), title=title, desc=description)
        caption = nodes.paragraph("", f"{title}. {description}", translatable=False, classes=["pw-caption"])
        return [Scroll("", Picture("", svg=svg, title=f"{title}. {description}"), label=title), caption]

    def download(self, name: str, suffix: str) -> list[nodes.Node]:
        """Give a link to a file of records, which the site has beside its pages."""
        up = "../" * self.directive.env.current_document.docname.count("/")
        link = nodes.reference("", downloads(self.language)[suffix], refuri=f"{up}_records/{name}", internal=True)
        return [nodes.paragraph("", "", link, translatable=False)]

    def key(self, number: int, content: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Give the content of a cell with the number that the drawing has for it."""
        text = nodes.inline("", str(number), classes=["pw-key"])
        return [nodes.paragraph("", "", text, translatable=False, classes=["pw-key-line"]), *_nodes(content)]

    def party_index(self, name: str) -> int | None:
        """Give the place of a party among all, which its letter and colour come from; None for what is joint."""
        return next((number for number, known in enumerate(self.reader.parties()) if known.part.id == name), None)

    def parties_key(self, names: Iterable[str]) -> list[nodes.Node]:
        """Give the signs and letters of some parties with their names, in order."""
        line = nodes.paragraph("", "", translatable=False, classes=["pw-legend"])
        shown = set(names)
        for number, known in enumerate(self.reader.parties()):
            if known.part.id in shown:
                sign = Swatch("", svg=party_sign(number))
                line += nodes.inline("", "", sign, nodes.Text(f" {letter(number)} "), *self.link(known.part.id))
        if "joint" in shown:
            line += nodes.inline("", "", Swatch("", svg=party_sign(None)), nodes.Text(f" {self.t('All parties')}"))
        return [line] if line.children else []

    def cards(self, items: Sequence[tuple[str, Sequence[nodes.Node]]]) -> list[nodes.Node]:
        """Give a grid of cards, each with the id of its record."""
        if not items:
            return [self.text(self.t("There is nothing to show yet."))]
        grid = nodes.bullet_list("", classes=["pw-record-cards"])
        for name, content in items:
            grid += self.anchor(name, nodes.list_item("", *content), 2)
        return [grid]

    def facts(self, rows: Sequence[tuple[str, Cell]]) -> list[nodes.Node]:
        """Give a list of facts: word and value; those without a value are left out."""
        found = nodes.definition_list("", classes=["pw-record-facts"])
        for word, value in rows:
            content = _nodes(value)
            if content:
                term = nodes.term("", word, translatable=False)
                found += nodes.definition_list_item("", term, nodes.definition("", *content))
        return [found] if found.children else []

    def title(self, known: Known | Entry) -> nodes.Element:
        """Give a record's name as a heading inside a view."""
        return nodes.rubric("", "", self.heading(known), translatable=False, classes=["pw-record-title"])

    def title_text(self, text: str) -> nodes.Element:
        """Give words of ours as a heading inside a view."""
        return nodes.rubric("", text, translatable=False, classes=["pw-record-title"])


def _nodes(cell: Cell) -> list[nodes.Node]:
    """Give what a cell holds as blocks; texts and inline nodes become a paragraph that is no unit."""
    if cell is None or cell == "":
        return []
    given: list[nodes.Node] = [cell] if isinstance(cell, nodes.Node) else []
    if isinstance(cell, str):
        given = [nodes.Text(cell)]
    elif not given:
        given = list(cell)  # type: ignore[arg-type]
    blocks: list[nodes.Node] = []
    line: list[nodes.Node] = []
    for node in given:
        if isinstance(node, nodes.Body | nodes.General) and not isinstance(node, nodes.Inline):
            blocks += _paragraph(line)
            line = []
            blocks.append(node)
        else:
            line.append(node)
    return [*blocks, *_paragraph(line)]


def _paragraph(line: list[nodes.Node]) -> list[nodes.Node]:
    return [nodes.paragraph("", "", *line, translatable=False)] if line else []


def _entry(content: list[nodes.Node], label: str = "") -> nodes.entry:
    """Give a cell; ``label`` is the head of its column, which phones show beside it."""
    entry = nodes.entry("", *(content or [nodes.paragraph("", "–", translatable=False, classes=["pw-none"])]))
    if label:
        entry["data-label"] = label
    return entry


class ViewDirective(SphinxDirective):
    """A directive that shows records; ``view`` says which and how."""

    view: ClassVar[View]
    option_spec: ClassVar[OptionSpec] = {"party": directives.unchanged_required}
    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """Give the view inside a frame; what it names and is not there is a warning."""
        own = shelf_.of(self.env._app)
        reader = reader_of(self.env, own)
        party = self.options.get("party", "")
        page = Page(self, reader, party=party)
        for name, kind in ((party, "parties"), (self.arguments[0] if self.arguments else "", self.view.wants)):
            if name and not self._exists(page, name, kind):
                return []
        if self.view.wants:
            known = reader.get(self.arguments[0])
            if known is None:
                return [page.text(page.t("This is not public."))]
            page.entry = known.entry
        shown = nodes.container("", *self.view.show(page), classes=["pw-record", f"pw-view-{self.name.split(':')[1]}"])
        domain: Any = self.env.domains["partnership"]
        domain.note(self.env.current_document.docname, page.places)
        return [shown]

    def _exists(self, page: Page, name: str, kind: str) -> bool:
        known = page.shelf.store.ids.get(name)
        fitting = [other for other, found in page.shelf.store.ids.items() if found.kind == kind]
        if (known is not None and known.kind == kind) or (known is None and name in page.shelf.existing):
            return True
        near = nearest(name, fitting)
        message = _("There is no record with the id '{id}'. Wanted: {kinds}.").format(id=name[:60], kinds=kind)
        hint = _("Did you mean '{near}'?").format(near=near) if near else ""
        warn(Warn.RECORD, f"{message} {hint}".strip(), path=page.source, line=page.line)
        return False


def reader_of(env: BuildEnvironment, own: Shelf) -> Reader:
    """Give the shelf for the page that is being read."""
    seen: dict[str, dict[Key, str]] = env.domaindata["partnership"]["seen"]
    return Reader(own, seen.setdefault(env.current_document.docname, {}))


def spoken(said: Said, reader: str) -> nodes.inline:
    """Give a text as an inline node, with its language where that is not the reader's, and its state."""
    node = nodes.inline("", said.text, support_smartquotes=False)
    if said.language != reader:
        node["lang"], node["dir"] = tag(said.language), direction(said.language)
    if said.state is not None and said.state.value != "reviewed":
        node["data-state"] = said.state.value
    return node


def visit_picture(translator: Any, node: Picture) -> None:
    """Write the drawing."""
    translator.body.append(f'<div class="pw-picture">{node["svg"]}</div>\n')
    raise nodes.SkipNode


def visit_swatch(translator: Any, node: Swatch) -> None:
    """Write the sign."""
    translator.body.append(node["svg"])
    raise nodes.SkipNode


def visit_scroll(translator: Any, node: Scroll) -> None:
    """Begin a frame that the keyboard can reach."""
    attributes = {"tabindex": "0", "role": "region", "aria-label": node["label"], "class": "pw-scroll"}
    translator.body.append(translator.starttag(node, "div", **attributes))


def visit_sortable(translator: Any, node: Sortable) -> None:
    """Begin what the script looks for."""
    translator.body.append(translator.starttag(node, "div", **{"class": "pw-sortable"}))


def depart_block(translator: Any, node: nodes.Element) -> None:
    """End a frame."""
    translator.body.append("</div>\n")


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave a drawing out."""
    raise nodes.SkipNode


def go_on(translator: Any, node: nodes.Element) -> None:
    """Write what is inside, and no frame."""


def add_files(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give pages with views their style. Handler of ``html-page-context``, before ours that sorts files."""
    if app.config.html_theme == "partnerwiki" and "pw-record" in (context.get("body") or ""):
        for name in ("charts.css", "records.css"):
            app.add_css_file(name)
        app.add_js_file("sort.js", loading_method="defer")


def set_up(app: Sphinx) -> None:
    """Register nodes and handlers."""
    out, on = (skip, None), (go_on, go_on)  # paper and plain text have the tables, which say the same as the drawings
    app.add_node(Picture, html=(visit_picture, None), latex=out, text=out, man=out, texinfo=out)
    app.add_node(Swatch, html=(visit_swatch, None), latex=out, text=out, man=out, texinfo=out)
    app.add_node(Scroll, html=(visit_scroll, depart_block), latex=on, text=on, man=on, texinfo=on)
    app.add_node(Sortable, html=(visit_sortable, depart_block), latex=on, text=on, man=on, texinfo=on)
    app.connect("html-page-context", add_files, priority=450)
