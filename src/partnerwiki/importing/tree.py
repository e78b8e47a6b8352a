"""pandoc's tree of a document (https://pandoc.org/using-the-pandoc-api.html) as blocks; what has no place is named."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import NOTE, Mark, without_marks
from partnerwiki.importing.numbering import BULLET
from partnerwiki.importing.source import Blocks, Source
from partnerwiki.messages import _
from partnerwiki.numerals import Numerals, numeral_of
from partnerwiki.papers import model as m

#: A part of the tree, as pandoc's JSON has it.
Part = dict[str, Any]
_NUMERALS: dict[str, Numerals] = {
    "LowerAlpha": "a",
    "UpperAlpha": "A",
    "LowerRoman": "i",
    "UpperRoman": "I",
}
_AROUND = {"OneParen": ("", ")"), "TwoParens": ("(", ")")}
_STYLES = {"Emph": "emphasis", "Strong": "strong", "Superscript": "sup", "Subscript": "sub"}
_LOOKS = {
    "Underline": "underline",
    "Strikeout": "strikeout",
    "SmallCaps": "small capitals",
}
#: How deep blocks may lie in each other: beyond that a file is not honest.
DEEPEST = 60
_WORD = re.compile(r"\w+")
_SIDES = {"AlignLeft": "left", "AlignCenter": "center", "AlignRight": "right"}


@dataclass
class Marked:
    """A block with what is known of its paragraph."""

    mark: Mark | None
    block: m.Block


@dataclass
class Tree:
    """Makes blocks of a tree."""

    source: Source
    losses: Losses
    notes: dict[str, list[m.Block]] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    in_note: bool = False

    def read(self, document: Part) -> Blocks:
        """Give the blocks of a document."""
        said: list[Marked] = []
        for name in ("title", "subtitle", "author", "date", "abstract"):
            said += [Marked(Mark(is_title=name == "title"), block) for block in self._meta(document, name)]
        blocks = nested([*said, *self.marked(document["blocks"])])
        self._name_looks()
        return Blocks(
            blocks=blocks,
            notes=self.notes,
            pictures=self.source.pictures,
            words=self.source.words,
        )

    def _meta(self, document: Part, name: str) -> list[m.Block]:
        def blocks(value: Part) -> list[m.Block]:
            kind: str = value["t"]
            inside: Any = value.get("c")
            if kind == "MetaInlines":
                return [m.Paragraph(inside=self.inlines(inside))] if inside else []
            if kind == "MetaBlocks":
                return self.blocks(inside)
            if kind == "MetaString":
                return [m.Paragraph(inside=[m.Text(text=inside)])]
            return [block for one in inside for block in blocks(one)] if kind == "MetaList" else []

        value = document.get("meta", {}).get(name)
        return blocks(value) if value else []

    def _name_looks(self) -> None:
        words = {
            "underline": _("{count} underlined passages stand without the line."),
            "strikeout": _("{count} passages that are struck out stand without the line."),
            "small capitals": _("{count} passages in small capitals stand in usual letters."),
        }
        for name, count in self.looks.items():
            mend = _("Check whether these words still hold.") if name == "strikeout" else ""
            self.losses.add(Kind.FORMAT, words[name].format(count=count), mend, place="")

    # ------------------------------------------------------------------------------------------------------- blocks
    def blocks(self, found: Iterable[Part]) -> list[m.Block]:
        """Give the blocks that some parts make, with their lists."""
        return nested(self.marked(found))

    def marked(self, found: Iterable[Part]) -> list[Marked]:
        """Give the blocks that some parts make, each with its mark."""
        self.depth += 1
        made: list[Marked] = []
        if self.depth <= DEEPEST:
            for part in found:
                maker: Callable[[Any], list[Marked]] | None = getattr(self, f"_{part['t'].lower()}", None)
                made += maker(part.get("c")) if maker else self._unknown(part)
        self.depth -= 1
        return made

    def _unknown(self, part: Part) -> list[Marked]:
        self.losses.add(Kind.FORMAT, _("A part of the kind {kind} has no place on a page.").format(kind=part["t"]))
        return []

    def _para(self, inlines: list[Part]) -> list[Marked]:
        mark, inside = self._marked_line(inlines)
        pictures = [part for part in inside if isinstance(part, m.Image)]
        if pictures and not any(not _is_empty(part) and not isinstance(part, m.Image) for part in inside):
            return [Marked(mark, m.Figure(path=one.path, alt=one.alt)) for one in pictures]
        if not _says(inside) and not (mark and mark.label):
            return []
        return [Marked(mark, m.Paragraph(inside=inside))]

    _plain = _para

    def _marked_line(self, inlines: list[Part]) -> tuple[Mark | None, list[m.Inline]]:
        inside = self.inlines(inlines)
        mark = None
        for at, part in enumerate(inside):
            if isinstance(part, m.Text):
                mark, text = self.source.marks.find(part.text)
                if mark is not None or text != part.text:
                    inside[at] = m.Text(text=text)
                    break
        return mark, trimmed(inside)

    def _header(self, content: list[Any]) -> list[Marked]:
        level, attributes, inlines = content
        mark, inside = self._marked_line(inlines)
        if not _says(inside) and not (mark and mark.label):
            return []
        names = [attributes[0]] if attributes[0] else []
        made = mark or Mark()
        if made.is_title or made.outline:
            level = made.outline or level
        found = Mark(
            level if not made.is_title else 0, made.is_title, made.level, made.label, made.indent, is_strong=True
        )
        return [Marked(found, m.Paragraph(inside=inside, names=names))]

    def _bulletlist(self, items: list[list[Part]]) -> list[Marked]:
        return [Marked(None, m.Items(items=[m.Item(blocks=self.blocks(item)) for item in items]))] if items else []

    def _orderedlist(self, content: list[Any]) -> list[Marked]:
        (start, style, around), items = content
        numerals = _NUMERALS.get(style["t"], "1")
        before, after = _AROUND.get(around["t"], ("", "."))
        made = [
            m.Item(number=f"{before}{numeral_of(number, numerals)}{after}", blocks=self.blocks(item))
            for number, item in enumerate(items, max(start, 0))
        ]
        self.source.words += [f" {item.number} " for item in made]
        return [Marked(None, m.Items(items=made))] if made else []

    def _definitionlist(self, items: list[Any]) -> list[Marked]:
        made = [
            m.Definition(term=self._marked_line(term)[1], blocks=[block for one in said for block in self.blocks(one)])
            for term, said in items
        ]
        return [Marked(None, m.Definitions(items=made))] if made else []

    def _blockquote(self, found: list[Part]) -> list[Marked]:
        inside = self.blocks(found)
        return [Marked(None, m.Quote(blocks=inside))] if inside else []

    def _codeblock(self, content: list[Any]) -> list[Marked]:
        return [Marked(None, m.Code(text=self.source.marks.find(content[1])[1]))] if content[1].strip() else []

    def _rawblock(self, content: list[Any]) -> list[Marked]:
        self.losses.add(Kind.ACTIVE, _("Left out: {words}").format(words=str(content[1])[:300]))
        return []

    def _horizontalrule(self, _content: Any) -> list[Marked]:
        return [Marked(None, m.Rule())]

    def _lineblock(self, lines: list[list[Part]]) -> list[Marked]:
        inlines: list[Part] = []
        for line in lines:
            inlines += [*([{"t": "LineBreak"}] if inlines else []), *line]
        return self._para(inlines)

    def _div(self, content: list[Any]) -> list[Marked]:
        name = content[0][0]
        made = self.marked(content[1])
        if name and made:
            made[0] = Marked(made[0].mark, _named(made[0].block, name))
        return made

    def _figure(self, content: list[Any]) -> list[Marked]:
        _attributes, (_short, caption), inside = content
        blocks, said = self.blocks(inside), self.blocks(caption)
        if len(blocks) == 1 and isinstance(blocks[0], m.Figure):
            return [Marked(None, blocks[0].model_copy(update={"caption": said}))]
        return [Marked(None, block) for block in (*blocks, *said)]

    def _table(self, content: list[Any]) -> list[Marked]:
        _attributes, (_short, caption), columns, (_a, head), bodies, (_b, foot) = content
        self.losses.place = ""
        sides = [_SIDES.get(column[0]["t"], "") for column in columns]
        heads = [self._row(row, 99, sides) for row in head]
        rows: list[list[m.Cell]] = []
        for _attr, stubs, between, body in bodies:
            rows += [self._row(row, stubs, sides) for row in (*between, *body)]
        rows += [self._row(row, 0, sides) for row in foot]
        said = [part for block in self.blocks(caption) for part in _inside(block)]
        if not rows and not heads:
            return []
        table = m.Table(columns=max(len(columns), 1), caption=said, head=heads, body=rows)
        return [Marked(None, table)]

    def _row(self, row: list[Any], stubs: int, sides: list[str]) -> list[m.Cell]:
        made = []
        for at, (_attributes, side, down, across, inside) in enumerate(row[1]):
            align: Any = _SIDES.get(side["t"], "") or (sides[at] if at < len(sides) else "")
            made.append(m.Cell(blocks=self.blocks(inside), across=across, down=down, is_head=at < stubs, align=align))
        return made

    # -------------------------------------------------------------------------------------------------------- words
    def inlines(self, found: Iterable[Part]) -> list[m.Inline]:
        """Give what stands in a line."""
        self.depth += 1
        made: list[m.Inline] = []
        if self.depth <= DEEPEST:
            for part in found:
                made += self._inline(part["t"], part.get("c"))
        self.depth -= 1
        return joined(made)

    def _inline(self, kind: str, content: Any) -> list[m.Inline]:
        if kind == "Str":
            return self._text(content)
        if kind in ("Space", "SoftBreak"):
            return [m.Text(text=" ")]
        if kind == "LineBreak":
            return [m.Break()]
        if kind in _STYLES:
            inside = self.inlines(content)
            style: Any = _STYLES[kind]
            return [m.Style(style=style, inside=inside)] if inside else []
        if kind in _LOOKS:
            inside = self.inlines(content)
            self.looks[_LOOKS[kind]] += bool(_says(inside))
            return inside
        if kind == "Quoted":
            left, right = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
            return [m.Text(text=left), *self.inlines(content[1]), m.Text(text=right)]
        if kind == "Cite":
            return self.inlines(content[1])
        if kind in ("Code", "Math"):
            text = " ".join(content[1].split())
            return [m.Style(style="literal", inside=[m.Text(text=text)])] if text else []
        if kind == "RawInline":
            self.losses.add(Kind.ACTIVE, _("Left out: {words}").format(words=str(content[1])[:300]))
            return []
        if kind == "Link":
            return self._link(content)
        if kind == "Image":
            return self._image(content)
        if kind == "Note":
            return self._note(content)
        if kind == "Span":
            return self.inlines(content[1])
        self._unknown({"t": kind})
        return []

    def _text(self, text: str) -> list[m.Inline]:
        parts = NOTE.split(text)
        made: list[m.Inline] = []
        for at, part in enumerate(parts):
            if at % 2:
                made.append(m.Footnote(id=part))
            elif part:
                made.append(m.Text(text=part))
        return made

    def _link(self, content: list[Any]) -> list[m.Inline]:
        _attributes, inlines, (address, _title) = content
        inside = self.inlines(inlines)
        if not inside:
            return []
        to = str(address).strip()
        if to.lower().startswith(("http://", "https://", "mailto:")) and len(to) < 2000:
            return [m.Link(to=to, inside=inside)]
        if to.startswith("#"):
            return [m.Link(to=to, inside=inside)]
        said = _("The link of '{words}' is left out: {address}")
        self.losses.add(Kind.LINK, said.format(words=plain(inside)[:60], address=to[:200]))
        return inside

    def _image(self, content: list[Any]) -> list[m.Inline]:
        _attributes, inlines, (address, title) = content
        alt = " ".join((plain(self.inlines(inlines)) or str(title)).split())
        name = self._picture(str(address))
        alt = alt or self.source.alts.get(name, "")
        if name:
            return [m.Image(path=name, alt=alt)]
        shown = address if not str(address).startswith("data:") else "data:"
        self.losses.add(
            Kind.IMAGE,
            _("A picture is not on the page: {name} ({words})").format(name=str(shown)[:200], words=alt or "–"),
            _("Save the picture and put it on the page."),
        )
        return []

    def _picture(self, address: str) -> str:
        path = posixpath.normpath(address).lstrip("/")
        for name in (path, f"word/{path}"):
            if name in self.source.pictures:
                return name
        ends = [name for name in self.source.pictures if name.endswith(f"/{path}")]
        return ends[0] if ends else ""

    def _note(self, content: list[Part]) -> list[m.Inline]:
        if self.in_note:
            return [m.Text(text=f" ({plain_blocks(self.blocks(content))}) ")]
        name = str(len(self.notes) + 1)
        self.notes[name] = []
        self.in_note = True
        self.notes[name] = self.blocks(content)
        self.in_note = False
        return [m.Footnote(id=name)]


# ---------------------------------------------------------------------------------------------------------------- lists
def nested(found: Iterable[Marked]) -> list[m.Block]:
    """Put paragraphs with numbers into lists, by their levels, and headings in their form."""
    made: list[m.Block] = []
    stack: list[tuple[int, int, list[m.Item]]] = []  # level, indent, items
    series: list[str] = []

    def close(level: int) -> None:
        while stack and stack[-1][0] > level:
            _level, _indent, items = stack.pop()
            series.pop()
            place = stack[-1][2][-1].blocks if stack else made
            place.append(m.Items(items=items))

    for one in found:
        mark, block = one.mark, one.block
        if mark is None or (mark.level < 0 and not mark.outline and not mark.is_title):
            indent = mark.indent if mark else 0
            if stack and indent > 0 and isinstance(block, m.Paragraph):
                while stack and stack[-1][1] > indent and stack[-1][1] > 0:
                    close(stack[-1][0] - 1)
                if stack and 0 < stack[-1][1] <= indent:
                    stack[-1][2][-1].blocks.append(block)
                    continue
            close(-1)
            made.append(_heading_like(mark, block))
            continue
        if mark.outline or mark.is_title:
            close(-1)
            inside = block.inside if isinstance(block, m.Paragraph) else []
            if isinstance(block, m.Paragraph):
                number = mark.label if mark.label != BULLET else ""
                made.append(
                    m.Heading(
                        level=0 if mark.is_title else mark.outline, number=number, inside=inside, names=block.names
                    )
                )
            else:
                made.append(block)
            continue
        if not mark.label:
            close(mark.level)
            place = stack[-1][2][-1].blocks if stack else made
            place.append(block)
            continue
        close(mark.level)
        number = "" if mark.label == BULLET else mark.label
        item = m.Item(number=number, blocks=[block])
        is_same = bool(stack) and stack[-1][0] == mark.level and bool(stack[-1][2][-1].number) == bool(number)
        if is_same and series[-1] == mark.series:
            stack[-1][2].append(item)
        else:
            if stack and stack[-1][0] == mark.level:
                close(mark.level - 1)
            stack.append((mark.level, mark.indent, [item]))
            series.append(mark.series)
    close(-1)
    return made


def _heading_like(mark: Mark | None, block: m.Block) -> m.Block:
    """Keep in the block what the next step asks for: whether a paragraph looks like a heading."""
    if mark is not None and mark.is_strong and isinstance(block, m.Paragraph):
        return block.model_copy(update={"role": "lead"})
    return block


def _named(block: m.Block, name: str) -> m.Block:
    names = getattr(block, "names", None)
    return block.model_copy(update={"names": [*names, name]}) if names is not None else block


# ---------------------------------------------------------------------------------------------------------------- words
def joined(found: Iterable[m.Inline]) -> list[m.Inline]:
    """Join neighbouring words, and neighbouring words of one style."""
    made: list[m.Inline] = []
    for part in found:
        last = made[-1] if made else None
        if isinstance(part, m.Text) and isinstance(last, m.Text):
            made[-1] = m.Text(text=last.text + part.text)
        elif isinstance(part, m.Style) and isinstance(last, m.Style) and part.style == last.style:
            made[-1] = m.Style(style=part.style, inside=joined([*last.inside, *part.inside]))
        elif not isinstance(part, m.Text) or part.text:
            made.append(part)
    return made


def trimmed(inside: list[m.Inline]) -> list[m.Inline]:
    """Give a line without room and ends of lines at its sides."""
    made = [part for part in inside if not isinstance(part, m.Text) or part.text]
    while made and (isinstance(made[0], m.Break) or (isinstance(made[0], m.Text) and not made[0].text.strip())):
        made.pop(0)
    while made and (isinstance(made[-1], m.Break) or (isinstance(made[-1], m.Text) and not made[-1].text.strip())):
        made.pop()
    if made and isinstance(made[0], m.Text):
        made[0] = m.Text(text=made[0].text.lstrip())
    if made and isinstance(made[-1], m.Text):
        made[-1] = m.Text(text=made[-1].text.rstrip())
    return made


def plain(inside: Iterable[m.Inline]) -> str:
    """Give the words of a line; the end of a line is a space."""
    said = []
    for part in inside:
        if isinstance(part, m.Text):
            said.append(part.text)
        elif isinstance(part, m.Break):
            said.append(" ")
        elif isinstance(part, m.Style | m.Link):
            said.append(plain(part.inside))
        elif isinstance(part, m.Image):
            said.append(f" {part.alt} ")
    return "".join(said)


def plain_blocks(blocks: Iterable[m.Block]) -> str:
    """Give the words of some blocks, those of footnotes not among them."""
    return " ".join(filter(None, (_said(block) for block in blocks)))


def _said(block: m.Block) -> str:
    if isinstance(block, m.Heading):
        return f"{block.number} {plain(block.inside)}"
    if isinstance(block, m.Paragraph):
        return plain(block.inside)
    if isinstance(block, m.Items):
        return " ".join(f"{item.number} {plain_blocks(item.blocks)}" for item in block.items)
    if isinstance(block, m.Definitions):
        return " ".join(f"{plain(item.term)} {plain_blocks(item.blocks)}" for item in block.items)
    if isinstance(block, m.Table):
        cells = [plain_blocks(cell.blocks) for row in (*block.head, *block.body) for cell in row]
        return " ".join([plain(block.caption), *cells])
    if isinstance(block, m.Figure):
        return f"{block.alt} {plain_blocks(block.caption)}"
    if isinstance(block, m.Box | m.Quote):
        return plain_blocks(block.blocks)
    return block.text if isinstance(block, m.Code) else ""


def _inside(block: m.Block) -> list[m.Inline]:
    return block.inside if isinstance(block, m.Paragraph | m.Heading) else [m.Text(text=_said(block))]


def _is_empty(part: m.Inline) -> bool:
    return isinstance(part, m.Break) or (isinstance(part, m.Text) and not part.text.strip())


def _says(inside: list[m.Inline]) -> bool:
    return any(not _is_empty(part) for part in inside)


def words_of(text: str) -> list[str]:
    """Give words and numbers, the same however their letters are composed."""
    return _WORD.findall(unicodedata.normalize("NFKC", without_marks(text)).replace("\u00ad", "").lower())
