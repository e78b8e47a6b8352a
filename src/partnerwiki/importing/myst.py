"""Blocks as MyST Markdown that says the same words, whatever they are, and nothing else.

Text of a file is never markup: every sign that could be one is escaped, and each line is read back before it is taken.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.tree import plain, trimmed
from partnerwiki.messages import _
from partnerwiki.numbering import Numbering
from partnerwiki.numerals import Numerals, numeral_of
from partnerwiki.papers import model as m

#: Signs that may begin markup anywhere in a line, in any of MyST's extensions.
_SIGNS = re.compile(r"[\\`*_\[\]<>{}$~^|#&]")
#: What would begin a block at the start of a line.
_START = re.compile(r"(?P<sign>[-+=:%@!(.,;'\"?/])|(?P<number>\d{1,9})(?P<after>[.)])(?=\s|$)")
_SPACE = re.compile(r"[\s\u001c-\u001f\u0085\u2028\u2029]+")
_NO_BREAK = "\u00a0"
#: Where a reference to a clause leads; no file can hold this address.
_CLAUSE = "\0clause"
#: Control characters and halves of letters, which are no text.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SAFE = ":/?#@!$&'+,=%~-._"
_SIMPLE = re.compile(r"[^`\\{}<>*|$\n]+\Z")
_CLAUSE_LISTS: tuple[tuple[Numerals, str, str], ...] = (("1", "(", ")"), ("a", "", ")"), ("i", "", ")"))
_EVERYTHING = (
    "amsmath attrs_block attrs_inline colon_fence deflist dollarmath fieldlist html_admonition html_image linkify "
    "replacements smartquotes strikethrough substitution tasklist"
)


@dataclass
class Page:
    """A page to be: its blocks with the title first.

    ``counted`` are the places in ``blocks`` of headings whose number ``numbering`` gives again; those of ``unnumbered``
    are of the same level and have none, or one that stands as text. ``language`` is that of the front matter.
    """

    blocks: list[m.Block]
    notes: dict[str, list[m.Block]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    numbering: Numbering | None = None
    counted: set[int] = field(default_factory=set)
    unnumbered: set[int] = field(default_factory=set)
    language: str = ""


@dataclass
class Unit:
    """A text that is translated as one: what stands on the page, and what it is made of.

    ``number`` is that of the item or the heading, the place of a cell or the name of a footnote; ``is_said`` says that
    it stands in the text. ``section`` counts headings.
    """

    markdown: str
    inside: Sequence[m.Inline]
    kind: str = "text"
    number: str = ""
    is_said: bool = False
    section: int = 0


@dataclass
class Writer:
    """Writes pages. ``extensions`` are those of MyST that the wiki has; ``units`` are the texts in their order."""

    losses: Losses
    extensions: frozenset[str] = frozenset()
    units: list[Unit] = field(default_factory=list)
    notes: frozenset[str] = frozenset()
    stem: str = "page"
    _anchors: dict[str, str] = field(default_factory=dict)
    _clauses: dict[str, str] = field(default_factory=dict)
    _in_clause: bool = False
    _tables: int = 0
    _section: int = 0
    _kind: str = "text"
    _number: str = ""
    _is_said: bool = False
    _looks: Counter[str] = field(default_factory=Counter)

    def page(self, page: Page) -> str:
        """Give the text of a page."""
        self.notes = frozenset(page.notes)
        self.lead(page)
        front = [f"language: {page.language}"] if page.language else []
        front += [f"numbering: {page.numbering.value}"] if page.numbering else []
        parts = ["\n".join(["---", *front, "---"])] if front else []
        lists = _Markers()
        for at, block in enumerate(page.blocks):
            if isinstance(block, m.Heading):
                self.losses.place = " ".join(f"{block.number} {plain(block.inside)}".split())[:60]
                self._section += 1
                lists.apart()
                if block.level <= 2:
                    self._in_clause = at in page.counted
                made = self._heading(block, is_said=bool(block.number) and at not in page.counted)
                before = [f"({self._anchors[name]})=\n" for name in block.names[:1] if name in self._anchors]
                before += ["{.unnumbered}\n"] if at in page.unnumbered else []
                parts += ["".join([*before, part]) for part in made]
                continue
            parts += self._blocks([block], 0, lists)
        self.losses.place = ""
        self._in_clause = False
        for name, blocks in page.notes.items():
            self._kind, self._number = "note", name
            parts.append(self._footnote(name, blocks))
        if self._looks:
            said = _("{count} passages in bold, italics or small letters are plain.")
            self.losses.add(Kind.FORMAT, said.format(count=self._looks.total()), place="")
        return "\n\n".join(parts) + "\n"

    def lead(self, page: Page, others: Mapping[str, str] | None = None) -> None:
        """Take the places that links of a page lead to; ``others`` gives the page's own names for further ones."""
        self._anchors = _anchors(page, self.stem)
        self._anchors |= {name: self._anchors[own] for name, own in (others or {}).items() if own in self._anchors}
        self._clauses = {}
        for number, at in enumerate(sorted(page.counted), 1):
            for name in page.blocks[at].names[:1]:  # type: ignore[union-attr]
                if page.numbering and name in self._anchors:
                    self._clauses[self._anchors[name]] = page.numbering.label(number)

    def _referring(self, parts: Sequence[m.Inline]) -> list[m.Inline]:
        """Make references of links to a clause that say its number and nothing else: they follow when clauses move."""
        made: list[m.Inline] = []
        for part in parts:
            if isinstance(part, m.Link) and part.to.startswith("#"):
                label = self._anchors.get(part.to[1:], "")
                if " ".join(plain(part.inside).split()) == " ".join(self._clauses.get(label, "-").split()):
                    part = m.Link(to=_CLAUSE, inside=[m.Text(text=label)])
            elif isinstance(part, m.Style):
                part = part.model_copy(update={"inside": self._referring(part.inside)})
            made.append(part)
        return made

    def _footnote(self, name: str, blocks: list[m.Block]) -> str:
        first = self.line(blocks[0].inside) if blocks and isinstance(blocks[0], m.Paragraph) else ""
        rest = self._blocks(blocks[1:] if first else blocks, None)
        return "\n\n".join(
            [f"[^{name}]: {_indented(first or '–', 4).lstrip()}", *(_indented(part, 4) for part in rest)]
        )

    # ------------------------------------------------------------------------------------------------------- blocks
    def _blocks(self, found: Iterable[m.Block], depth: int | None, lists: _Markers | None = None) -> list[str]:
        """Give the parts that blocks make. ``depth`` counts lists of a clause; None is where they are no clause's."""
        markers = lists or _Markers()
        parts: list[str] = []
        for block in found:
            maker: Callable[[Any, int | None, _Markers], list[str]] = getattr(self, f"_{block.t}")
            if not isinstance(block, m.Items):
                markers.apart()
            parts += maker(block, depth, markers)
        return [part for part in parts if part]

    def _heading(self, block: m.Heading, *_others: Any, is_said: bool = False) -> list[str]:
        words = [m.Text(text=" ") if isinstance(part, m.Break) else part for part in block.inside]
        with self._as(f"heading {block.level}", block.number, is_said=is_said):
            line = self.line(words)
        return [f"{'#' * max(1, min(block.level, 6))} {line}"] if line else []

    @contextmanager
    def _as(self, kind: str, number: str, *, is_said: bool = False) -> Iterator[None]:
        """Say what the texts are that are written meanwhile; those of a footnote stay what they are."""
        before = self._kind, self._number, self._is_said
        if self._kind != "note":
            self._kind, self._number = kind, number
        self._is_said = is_said
        yield
        self._kind, self._number, self._is_said = before

    def _paragraph(self, block: m.Paragraph, *_others: Any) -> list[str]:
        return [self.line(block.inside)]

    def _items(self, block: m.Items, depth: int | None, lists: _Markers) -> list[str]:
        numbers = [item.number for item in block.items]
        if not any(numbers):
            marker = lists.bullet()
            return [self._listed([marker] * len(numbers), block.items, None)]
        parts: list[str] = []
        left = list(block.items)
        said: list[str] = []
        while left:
            start, length = self._run([item.number for item in left], depth)
            run, left = left[:length], left[length:]
            if start is not None:
                after = lists.number()
                signs = [f"{number}{after}" for number in range(start, start + length)]
                parts.append(self._listed(signs, run, None if depth is None else depth + 1))
                continue
            lists.apart()
            said += [item.number for item in run if item.number]
            for item in run:
                parts += self._item(item, None, is_said=bool(item.number))
        self._name_numbers(said)
        return parts

    def _run(self, numbers: list[str], depth: int | None) -> tuple[int | None, int]:
        """Give what a list of Markdown begins with to show the first of these numbers, and how many it would show.

        None where it cannot show the first one.
        """
        if self._in_clause and depth is not None:
            if depth >= len(_CLAUSE_LISTS):
                return None, 1
            numerals, before, after = _CLAUSE_LISTS[depth]
        else:
            numerals, before, after = "1", "", "."
        first = 0 if numerals == "1" else 1
        start = next(
            (at for at in range(first, 1000) if numbers[0] == f"{before}{numeral_of(at, numerals)}{after}"), None
        )
        if start is None:
            return None, 1
        length = 1
        while length < len(numbers) and numbers[length] == f"{before}{numeral_of(start + length, numerals)}{after}":
            length += 1
        return start, length

    def _name_numbers(self, said: list[str]) -> None:
        if not said:
            return
        shown = " ".join(said) if len(said) < 6 else f"{said[0]} … {said[-1]}"
        self.losses.add(
            Kind.NUMBER,
            _("These numbers stand as text, because a list of the page would show others: {numbers}").format(
                numbers=shown
            ),
        )

    def _item(self, item: m.Item, depth: int | None, *, is_said: bool) -> list[str]:
        first, rest = (item.blocks[0], item.blocks[1:]) if item.blocks else (m.Paragraph(inside=[]), [])
        if not isinstance(first, m.Paragraph):
            if not is_said:
                return self._blocks(item.blocks, depth)
            first, rest = m.Paragraph(inside=[]), item.blocks
        with self._as("item", item.number, is_said=is_said):
            line = self.line(first.inside)
        return [*([line] if line else []), *self._blocks(rest, depth)]

    def _listed(self, markers: list[str], items: list[m.Item], depth: int | None) -> str:
        made = []
        is_tight = True
        for marker, item in zip(markers, items, strict=True):
            parts = self._item(item, depth, is_said=False)
            is_tight = is_tight and len(parts) < 2
            inside = "\n\n".join(parts)
            made.append(f"{marker} {_indented(inside, len(marker) + 1).lstrip()}".rstrip())
        return ("\n" if is_tight else "\n\n").join(made)

    def _definitions(self, block: m.Definitions, _depth: int | None, _lists: _Markers) -> list[str]:
        parts = []
        for item in block.items:
            inside = self._blocks(item.blocks, None)
            has_form = "deflist" in self.extensions and isinstance(next(iter(item.blocks), None), m.Paragraph)
            has_form = has_form and bool(inside) and any(letter.isalnum() for letter in plain(item.term))
            before = len(self.units)
            term = self.line(item.term)
            if has_form and term and "\n" not in term:
                parts.append(f"{term}\n: " + _indented("\n\n".join(inside), 2).lstrip())
                continue
            del self.units[before:]
            parts += [self.line([m.Style(style="strong", inside=item.term)]), *inside]
        return parts

    def _table(self, block: m.Table, _depth: int | None, _lists: _Markers) -> list[str]:
        self._tables += 1
        caption = [self.line(block.caption)] if block.caption else []
        caption = [part for part in caption if part]
        rows, is_merged = _grid(block)
        before = len(self.units)
        if is_merged:
            said = _("Table {number}: cells that were merged stand apart; their words are in the first of them.")
            self.losses.add(Kind.TABLE, said.format(number=self._tables))
        flat = [self._flat(cell, f"{y}.{x}") for y, row in enumerate(rows) for x, cell in enumerate(row)]
        if len(block.head) == 1 and block.body and all(one is not None for one in flat):
            columns = len(rows[0])
            lines = [[text or "" for text in flat[at : at + columns]] for at in range(0, len(flat), columns)]
            between = [_RULES[_side(block, at)] for at in range(columns)]
            return [*caption, "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], between, *lines[1:]])]
        del self.units[before:]
        return [*caption, self._list_table(block, rows)]

    def _flat(self, cell: m.Cell | None, place: str) -> str | None:
        """Give the text of a cell where that is one line without signs that a row of Markdown reads."""
        if cell is None or not cell.blocks:
            return ""
        only = cell.blocks[0]
        if len(cell.blocks) > 1 or not isinstance(only, m.Paragraph):
            return None
        if any(isinstance(part, m.Break) for part in _walk(only.inside)) or re.search(r"[\\|`]", plain(only.inside)):
            return None
        with self._as("cell", place):
            made = self.line(only.inside)
        return None if "|" in made or "\n" in made else made

    def _list_table(self, block: m.Table, rows: list[list[m.Cell | None]]) -> str:
        lines: list[str] = []
        for y, row in enumerate(rows):
            for at, cell in enumerate(row):
                with self._as("cell", f"{y}.{at}"):
                    parts = self._blocks(cell.blocks, None) if cell else []
                inside = _indented("\n\n".join(parts), 4).lstrip()
                lines.append(f"{'* -' if at == 0 else '  -'} {inside}".rstrip())
        stubs = 0
        body = block.body
        while body and stubs < len(rows[0]) and all(len(row) > stubs and row[stubs].is_head for row in body):
            stubs += 1
        options = [f":header-rows: {len(block.head)}"] if block.head and block.body else []
        options += [f":stub-columns: {stubs}"] if 0 < stubs < len(rows[0]) else []
        return _fenced("{list-table}", "\n".join([*options, *([""] if options else []), *lines]))

    def _figure(self, block: m.Figure, *_others: Any) -> list[str]:
        if not block.caption:
            return [self.line([m.Image(path=block.path, alt=block.alt)])]
        alt = " ".join(_text(block.alt).split())
        if alt:
            self.units.append(Unit(alt, [m.Text(text=alt)], "alt", section=self._section))
        below = "\n\n".join(self._blocks(block.caption, None))
        options = f":alt: {json.dumps(alt, ensure_ascii=False)}\n" if alt else ""
        return [_fenced(f"{{figure}} {block.path}", f"{options}\n{below}" if below else options.rstrip())]

    def _box(self, block: m.Box, depth: int | None, lists: _Markers) -> list[str]:
        return self._blocks(block.blocks, depth, lists)

    def _quote(self, block: m.Quote, *_others: Any) -> list[str]:
        inside = "\n\n".join(self._blocks(block.blocks, None))
        return ["\n".join(f"> {line}".rstrip() for line in inside.split("\n"))] if inside else []

    def _code(self, block: m.Code, *_others: Any) -> list[str]:
        text = "\n".join(_NO_TEXT.sub(" ", line) for line in block.text.splitlines())
        return [_fenced("text", text.strip("\n"))]

    def _rule(self, _block: m.Rule, *_others: Any) -> list[str]:
        self.losses.add(Kind.FORMAT, _("Lines between two parts are left out."), place="")
        return []

    _sheet = _rule

    # -------------------------------------------------------------------------------------------------------- words
    def line(self, inside: Sequence[m.Inline]) -> str:
        """Give the Markdown of a line, read back; styles that would not come back as they are left out."""
        pure = trimmed(list(inside))
        label = [m.Text(text=f"{self._number} ")] if self._is_said else []
        parts = trimmed([*label, *pure])
        referring = self._referring(parts)
        made = _Line(self._anchors, has_styles=True).of(referring)
        if self._read_back(made) != _wanted(referring):
            self._looks["style"] += sum(isinstance(part, m.Style) for part in _walk(parts))
            made = _Line(self._anchors, has_styles=False).of(referring)
            if self._read_back(made) != _wanted(referring):
                made = _Line({}, has_styles=False, has_links=False).of(parts)
        if made:
            self._note_unit(made, pure)
        return made

    def _note_unit(self, made: str, pure: list[m.Inline]) -> None:
        is_picture = len(pure) == 1 and isinstance(pure[0], m.Image)
        if is_picture and isinstance(pure[0], m.Image) and not self._is_said:
            alt = " ".join(_text(pure[0].alt).split())
            if alt:
                self.units.append(Unit(alt, [m.Text(text=alt)], "alt", section=self._section))
            return
        section = 0 if self._kind == "note" else self._section
        self.units.append(Unit(made, pure, self._kind, self._number, self._is_said, section))

    def _read_back(self, markdown: str) -> list[str]:
        env: dict[str, Any] = {"footnotes": {"refs": {f":{name}": -1 for name in self.notes}}}
        return _said(_parser().parse(markdown, env))


@dataclass
class _Markers:
    """Signs before items: two lists that follow each other have different ones, so that they stay two."""

    _last: str = ""

    def bullet(self) -> str:
        self._last = "*" if self._last == "-" else "-"
        return self._last

    def number(self) -> str:
        self._last = ")" if self._last == "." else "."
        return self._last

    def apart(self) -> None:
        self._last = ""


@dataclass
class _Line:
    """Writes words with their marks; ``anchors`` are the labels of places on the page by their names in the file."""

    anchors: dict[str, str]
    has_styles: bool
    has_links: bool = True

    def of(self, parts: Sequence[m.Inline]) -> str:
        # behind the number of a footnote these would make a definition or a link of it
        made = re.sub(r"(\[\^\w+\])(?=[:(])", r"\1\\", "".join(self._pieces(parts)))
        found = made.split("\n")
        while len(found) > 1 and not found[-1].strip():  # an end of a line that nothing follows would be a backslash
            found.pop()
            found[-1] = found[-1][:-1]
        while len(found) > 1 and found[0].strip() == "\\":
            found.pop(0)
        lines = [_line_start(line.strip(" ")) for line in found]
        return "\n".join(lines)

    def _pieces(self, parts: Sequence[m.Inline], *, in_link: bool = False) -> Iterable[str]:
        for part in parts:
            if isinstance(part, m.Text):
                yield _escaped(part.text)
            elif isinstance(part, m.Break):
                yield "\\\n"
            elif isinstance(part, m.Footnote):
                yield f"[^{part.id}]"
            elif isinstance(part, m.Image):
                yield f"![{_escaped(part.alt).strip()}]({part.path})"
            elif isinstance(part, m.Link) and part.to == _CLAUSE:
                yield f"{{clause}}`{plain(part.inside)}`"
            elif isinstance(part, m.Link):
                inside = "".join(self._pieces(part.inside, in_link=True))
                label = self.anchors.get(part.to[1:]) if part.to.startswith("#") else ""
                to = f"#{label}" if label else quote(_text(part.to), safe=_SAFE)
                is_link = inside.strip() and "\n" not in inside and label is not None and not in_link and self.has_links
                yield f"[{inside}]({to})" if is_link else inside
            elif isinstance(part, m.Style):
                yield self._styled(part, in_link=in_link)

    def _styled(self, part: m.Style, *, in_link: bool) -> str:
        inside = "".join(self._pieces(part.inside, in_link=in_link))
        bare = inside.strip(" \u00a0")
        if not self.has_styles or not bare or "\n" in inside:
            return inside
        before, after = inside[: inside.find(bare)], inside[inside.find(bare) + len(bare) :]
        if part.style in ("strong", "emphasis"):
            sign = "**" if part.style == "strong" else "*"
            return f"{before}{sign}{bare}{sign}{after}"
        text = _text(plain(part.inside)).strip()
        if part.style in ("sub", "sup"):
            if not _SIMPLE.match(text) or any(not isinstance(one, m.Text) for one in part.inside):
                return inside
            return f"{before}{{{part.style}}}`{text}`{after}"
        if part.style in ("literal", "key") and all(isinstance(one, m.Text) for one in part.inside):
            ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
            pad = " " if text[0] == "`" or text[-1] == "`" else ""
            return f"{before}{ticks}{pad}{text}{pad}{ticks}{after}"
        return inside


def _text(text: str) -> str:
    """Give a text without what is none; every kind of room but the space that does not break is one space."""
    kept = _NO_TEXT.sub(" ", text).replace("\ufeff", "")
    return "".join(
        letter if letter == _NO_BREAK or not letter.isspace() or "\u2000" <= letter <= "\u200a" else " "
        for letter in _SPACE.sub(lambda found: found[0] if found[0].strip(" \t\r\n\v\f") else " ", kept)
    )


def _escaped(text: str) -> str:
    """Give a text with every sign escaped that could be markup."""

    def escape(found: re.Match[str]) -> str:
        sign, at = found[0], found.start()
        around = found.string[at - 1 : at] + found.string[at + 1 : at + 2]
        if sign == "_" and len(around) == 2 and around.isalnum() and around.isascii():
            return sign
        if sign == "&" and not re.match(r"[\w#]", found.string[at + 1 : at + 2]):
            return sign
        return f"\\{sign}"

    # before a link or a footnote an exclamation mark would make a picture of it
    return re.sub(r"!\Z", r"\\!", _SIGNS.sub(escape, _text(text)))


def _line_start(line: str) -> str:
    """Escape what would begin a block at the start of a line."""
    found = _START.match(line)
    if found is None:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.end('number') :]}"
    if found["sign"] == "(" and not re.search(r"\)=\s*\Z", line):
        return line
    if found["sign"] == "!" and line[1:2] == "[":
        return line
    if found["sign"] in "'\"?/,;.@":
        return line
    return f"\\{line}"


def _indented(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" if line else line for line in text.split("\n"))


def _fenced(name: str, inside: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", inside)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{name}\n{inside}\n{fence}"


_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


def _side(table: m.Table, at: int) -> str:
    """Give the side that the cells of a column stand at, where all of the body do."""
    sides = {row[at].align for row in table.body if at < len(row)}
    return sides.pop() if len(sides) == 1 else ""


def _grid(table: m.Table) -> tuple[list[list[m.Cell | None]], bool]:
    """Give rows of equal length, None where a cell of another place reaches; say whether any does."""
    taken: dict[tuple[int, int], m.Cell | None] = {}
    rows = [*table.head, *table.body]
    is_merged = False
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            across, down = min(max(cell.across, 1), 100), min(max(cell.down, 1), len(rows) - at)
            is_merged = is_merged or across > 1 or down > 1
            for x in range(across):
                for y in range(down):
                    taken[at + y, column + x] = None
            taken[at, column] = cell
            column += across
    columns = max((x for _y, x in taken), default=0) + 1
    return [[taken.get((y, x)) for x in range(columns)] for y in range(len(rows))], is_merged


def _anchors(page: Page, stem: str) -> dict[str, str]:
    """Give labels for the headings that links of the page lead to."""
    parts = m.walk([*page.blocks, *(block for said in page.notes.values() for block in said)])
    wanted = {part.to[1:] for part in parts if isinstance(part, m.Link) and part.to.startswith("#")}
    names = [block.names[0] for block in page.blocks if isinstance(block, m.Heading) and block.names]
    return {name: f"{stem}-{number}" for number, name in enumerate(names, 1) if name in wanted}


def _walk(parts: Iterable[m.Inline]) -> Iterable[m.Inline]:
    for part in parts:
        yield part
        if isinstance(part, m.Style | m.Link):
            yield from _walk(part.inside)


# ------------------------------------------------------------------------------------------------------ reading it back
@cache
def _parser() -> Any:
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer

    config = MdParserConfig(enable_extensions=set(_EVERYTHING.split()) - {"replacements", "smartquotes", "linkify"})
    return create_md_parser(config, DocutilsRenderer)


def _wanted(parts: Sequence[m.Inline]) -> list[str]:
    """Give what must be read back: words, ends of lines, footnotes, pictures, links."""
    made: list[str] = []
    for part in _walk(parts):
        if isinstance(part, m.Text):
            made += _text(part.text).split(" ")
        elif isinstance(part, m.Footnote):
            made.append(f"\0{part.id}\0")
        elif isinstance(part, m.Image):
            made.append(f"\0{part.path}\0")
        elif isinstance(part, m.Break):
            made.append("\n")
    return ["".join(made).replace(_NO_BREAK, "").replace(" ", "")]


def _said(tokens: Sequence[Any]) -> list[str]:
    made: list[str] = []
    kinds = [token.type for token in tokens]
    if kinds not in ([], ["paragraph_open", "inline", "paragraph_close"]):
        return ["not one paragraph"]
    for token in (child for one in tokens for child in one.children or ()):
        if token.type in ("text", "code_inline", "myst_role"):
            made.append(token.content)
        elif token.type == "footnote_ref":
            made.append(f"\0{token.meta['label']}\0")
        elif token.type == "image":
            made.append(f"\0{token.attrs['src']}\0")
        elif token.type == "hardbreak":
            made.append("\n")
        elif token.type not in ("strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close"):
            return [token.type]
    return ["".join(made).replace(_NO_BREAK, "").replace(" ", "")]
