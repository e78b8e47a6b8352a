"""Papers as pandoc's tree of a document (https://pandoc.org/using-the-pandoc-api.html), which it writes as Word.

Text only ever stands in pandoc's strings, never in its markup: nothing in it is read as anything else. The few pieces
of Word's own XML are constants.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from partnerwiki.documents.columns import shares
from partnerwiki.documents.typst_ import label
from partnerwiki.languages import direction
from partnerwiki.numerals import Numerals, numeral_of
from partnerwiki.papers import model as m

#: A part of the tree, as pandoc's JSON has it.
Part = dict[str, Any]
_STYLES = {"strong": "Strong", "emphasis": "Emph", "sub": "Subscript", "sup": "Superscript"}
#: Styles of letters, by their names in the reference document.
_LETTERS = {"literal": "Literal", "key": "Key"}
#: Styles of paragraphs, by their names in the reference document.
_ROLES = {"caption": "Caption", "lead": "Lead", "small": "Small"}
_NUMERALS: dict[Numerals, str] = {
    "1": "Decimal",
    "a": "LowerAlpha",
    "A": "UpperAlpha",
    "i": "LowerRoman",
    "I": "UpperRoman",
}
_AROUND = {("", "."): "Period", ("", ")"): "OneParen", ("(", ")"): "TwoParens"}
#: Beyond z Word counts aa, bb, cc.
_LETTERS_ALIKE = 26
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_SIDES = {"": "AlignDefault", "left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight"}
_TAB = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}


def clean(text: str) -> str:
    """Give a text without what XML cannot hold; ends of lines and tabs, which mean nothing in a line, are spaces."""
    return "".join(" " if letter in "\n\t" else letter for letter in lines(text))


def lines(text: str) -> str:
    """Give a text without what XML cannot hold: control characters, halves of a letter, what is no character."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in "\ufffe\uffff")
    )


def words(text: str) -> Part:
    """Give words."""
    return {"t": "Str", "c": clean(text)}


def attributes(*, name: str = "", style: str = "", lang: str = "") -> list[Any]:
    """Give the attributes of a part: the name of its place, its style, its language (BCP 47) and with it its way."""
    found = [["custom-style", style]] if style else []
    if lang:
        found += [["lang", lang], ["dir", direction(lang)]]
    return [name, [], found]


def span(inside: list[Part], *, name: str = "", style: str = "", lang: str = "") -> Part:
    """Give words with attributes."""
    return {"t": "Span", "c": [attributes(name=name, style=style, lang=lang), inside]}


def div(inside: list[Part], *, style: str = "", lang: str = "") -> Part:
    """Give blocks with attributes."""
    return {"t": "Div", "c": [attributes(style=style, lang=lang), inside]}


def para(inside: list[Part]) -> Part:
    """Give a paragraph."""
    return {"t": "Para", "c": inside}


def empty(style: str) -> Part:
    """Give a paragraph without words, which pandoc would leave out if nothing at all stood in it."""
    return div([para([{"t": "RawInline", "c": ["openxml", "<w:r/>"]}])], style=style)


def table(
    rows: Sequence[Sequence[Part | list[Any]]],
    *,
    widths: Sequence[float],
    head: Sequence[Sequence[Part | list[Any]]] = (),
    caption: list[Part] | None = None,
    style: str = "",
) -> Part:
    """Give a table of :func:`cell`; ``head`` are the rows that stand above on every sheet.

    ``widths`` are the shares of the columns, which make 1 together.
    """
    plain = attributes()
    said = [para(caption)] if caption else []
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width}] for width in widths]
    body = [plain, 0, [], [[plain, row] for row in rows]]
    parts = [attributes(style=style), [None, said], columns, [plain, [[plain, row] for row in head]], [body]]
    return {"t": "Table", "c": [*parts, [plain, []]]}


def cell(inside: list[Part], *, align: str = "", across: int = 1, down: int = 1) -> list[Any]:
    """Give a cell of a table."""
    return [attributes(), {"t": _SIDES[align]}, down, across, inside]


class Tree:
    """Writes the blocks of a paper.

    ``lang`` is the paper's language (BCP 47). ``place`` gives the address of a picture, ``said`` the words for a state,
    ``note`` what stands in the line for a footnote; ``linked`` are the names that links lead to, all others make no
    bookmark. ``anchored`` is false for what stands a second time beside its original.
    """

    def __init__(
        self,
        *,
        lang: str,
        place: Callable[[m.Figure | m.Image], str],
        said: Callable[[str], str],
        note: Callable[[str], list[Part]],
        linked: frozenset[str],
        anchored: bool = True,
    ) -> None:
        self._lang = lang
        self._place = place
        self._said = said
        self._note = note
        self._linked = linked
        self._anchored = anchored

    # ------------------------------------------------------------------------------------------------------- blocks
    def blocks(self, found: Iterable[m.Block]) -> list[Part]:
        """Give the parts that some blocks make."""
        return [part for block in found for part in self.block(block)]

    def block(self, block: m.Block) -> list[Part]:
        """Give the parts that a block makes. Raises :class:`TypeError` for a block that no one has told us of."""
        maker: Callable[[Any], list[Part]] | None = getattr(self, f"_{getattr(block, 't', '')}", None)
        if maker is None:
            raise TypeError(f"no block of a paper: {type(block).__name__}")
        return maker(block)

    def _places(self, names: Sequence[str]) -> list[Part]:
        wanted = [name for name in names if name in self._linked] if self._anchored else []
        return [span([], name=label(name)) for name in wanted]

    def _marked(self, unit: m.Heading | m.Paragraph | m.Definition, inside: list[Part]) -> list[Part]:
        """Give text with the state of its unit, said in the paper's language."""
        if not unit.mark:
            return inside
        word = {"t": "Strong", "c": [words(f"[{self._said(unit.mark)}]")]}
        return [span([word], style="Unreviewed", lang=self._lang), words(" "), span(inside, style="Unreviewed")]

    @staticmethod
    def _spoken(unit: m.Heading | m.Paragraph | m.Definition, part: Part, style: str = "") -> list[Part]:
        """Give a block in its style and in the language of its unit, where that is another than the paper's."""
        return [div([part], style=style, lang=unit.lang)] if style or unit.lang else [part]

    def _heading(self, block: m.Heading) -> list[Part]:
        number = [words(f"{block.number}\u2002")] if block.number else []
        text = [*self._places(block.names), *number, *self._marked(block, self.inlines(block.inside))]
        return self._spoken(block, {"t": "Header", "c": [block.level, attributes(), text]})

    def _paragraph(self, block: m.Paragraph) -> list[Part]:
        text = [*self._places(block.names), *self._marked(block, self.inlines(block.inside))]
        return self._spoken(block, para(text), _ROLES[block.role] if block.role else "")

    def note(self, blocks: Sequence[m.Block]) -> list[Part]:
        """Give the text of a footnote, whose language stands with its words: pandoc puts the number before those."""
        made: list[Part] = []
        for block in blocks:
            if isinstance(block, m.Paragraph):
                inside = self._marked(block, self.inlines(block.inside))
                made.append(para([span(inside, lang=block.lang or self._lang)]))
            else:
                made.append(div(self.block(block), lang=self._lang))
        return made

    def _items(self, block: m.Items) -> list[Part]:
        parts = [_led(self._places(item.names), self.blocks(item.blocks)) for item in block.items]
        numbers = [item.number for item in block.items]
        if not numbers[0]:
            return [{"t": "BulletList", "c": list(map(_tight, parts))}]
        counted = counting(numbers)
        if counted is not None:
            start, numerals, around = counted
            counter = [start, {"t": numerals}, {"t": around}]
            return [{"t": "OrderedList", "c": [counter, list(map(_tight, parts))]}]
        made: list[Part] = []
        for number, inside in zip(numbers, parts, strict=True):
            first, *rest = _led([words(number), _TAB], inside)
            made += [div([first], style="Numbered"), *rest]
        return made

    def _definitions(self, block: m.Definitions) -> list[Part]:
        made = []
        for item in block.items:
            term = [*self._places(item.names), *self._marked(item, self.inlines(item.term))]
            made += self._spoken(item, para(term), "Definition Term")
            made.append(div(self.blocks(item.blocks), style="Definition"))
        return made

    def _table(self, block: m.Table) -> list[Part]:
        caption = self.inlines(block.caption)
        head, body = ([[self._cell(one) for one in row] for row in rows] for rows in (block.head, block.body))
        return [table(body, widths=shares(block), head=head, caption=caption)]

    def _cell(self, one: m.Cell) -> list[Any]:
        blocks = self.blocks(one.blocks)
        inside = [div(blocks, style="Table Head")] if one.is_head else _tight(blocks)
        return cell(inside, align=one.align, across=one.across, down=one.down)

    def _figure(self, block: m.Figure) -> list[Part]:
        # what is said of a picture is a text as any other: one that nobody has reviewed says so
        alt = f"[{self._said(block.mark)}] {block.alt}" if block.mark else block.alt
        picture = {"t": "Image", "c": [attributes(), [words(alt)], [self._place(block), ""]]}
        style = "Captioned Figure" if block.caption else "Figure"
        made = [div([para([*self._places(block.names), picture])], style=style)]
        for below in block.caption:
            is_caption = isinstance(below, m.Paragraph) and below.role == "caption"
            made += [_styled(part, "Image Caption") for part in self.block(below)] if is_caption else self.block(below)
        return made

    def _box(self, block: m.Box) -> list[Part]:
        # lines above and below: Word draws those at the sides anew for each paragraph, list and table within
        return [empty("Box Start"), *self.blocks(block.blocks), empty("Box End")]

    def _quote(self, block: m.Quote) -> list[Part]:
        return [{"t": "BlockQuote", "c": self.blocks(block.blocks)}]

    def _code(self, block: m.Code) -> list[Part]:
        code = {"t": "CodeBlock", "c": [attributes(), lines(block.text)]}
        return [{"t": "Div", "c": [["", [], [["dir", "ltr"]]], [code]]}]

    def _rule(self, block: m.Rule) -> list[Part]:
        return [empty("Rule")]

    def _sheet(self, block: m.NewSheet) -> list[Part]:
        return [empty("Rule")]  # a pack goes on; Word's readers turn sheets where they like

    # -------------------------------------------------------------------------------------------------------- words
    def inlines(self, found: Iterable[m.Inline]) -> list[Part]:
        """Give what stands in a line. A symbol says nothing that the words do not say: it is left out."""
        parts = [part for part in found if not isinstance(part, m.Symbol)]
        return [made for part in parts for made in self._inline(part)]

    def _inline(self, part: m.Inline) -> list[Part]:
        if isinstance(part, m.Text):
            return [words(part.text)]
        if isinstance(part, m.Style):
            return [self._style(part)]
        if isinstance(part, m.Link):
            return self._link(part)
        if isinstance(part, m.Footnote):
            return self._note(part.id)
        if isinstance(part, m.Break):
            return [{"t": "LineBreak"}]
        if isinstance(part, m.Image):
            high = ["", [], [["height", "9pt"]]]
            return [{"t": "Image", "c": [high, [words(part.alt)], [self._place(part), ""]]}]
        raise TypeError(f"nothing that stands in a line: {type(part).__name__}")

    def _style(self, part: m.Style) -> Part:
        inside = self.inlines(part.inside)
        if part.style in _STYLES:
            inside = [{"t": _STYLES[part.style], "c": inside}]
        return span(inside, style=_LETTERS.get(part.style, ""), lang=part.lang)

    def _link(self, part: m.Link) -> list[Part]:
        inside = self.inlines(part.inside)
        if part.to.startswith("#"):
            name = part.to[1:]
            to = f"#{label(name)}" if name in self._linked else ""
        else:
            to = clean(part.to) if part.to.lower().startswith(_SCHEMES) else ""
        return [{"t": "Link", "c": [attributes(), inside, [to, ""]]}] if to else inside


def counting(numbers: Sequence[str]) -> tuple[int, str, str] | None:
    """Give how Word counts to get some numbers: start, numerals, what is around them. None where it cannot."""
    for (before, after), around in _AROUND.items():
        if not all(number.startswith(before) and number.endswith(after) for number in numbers):
            continue
        bare = [number[len(before) : len(number) - len(after)] for number in numbers]
        for numerals, name in _NUMERALS.items():
            start = _start(bare[0], numerals)
            if not start or (numerals in ("a", "A") and start + len(bare) - 1 > _LETTERS_ALIKE):
                continue
            if bare == [numeral_of(start + place, numerals) for place in range(len(bare))]:
                return start, name, around
    return None


def _start(number: str, numerals: Numerals) -> int:
    """Give the number that a numeral writes, 0 where it is none of the kind or one that Word writes otherwise."""
    if numerals == "1":
        return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    if len(number) > 15 or not number.isascii() or not number.isalpha():
        return 0
    last = _LETTERS_ALIKE if numerals in ("a", "A") else 1000
    return next((place for place in range(1, last + 1) if numeral_of(place, numerals) == number), 0)


def _tight(parts: list[Part]) -> list[Part]:
    """Give blocks of an item or a cell, where paragraphs stand closer."""
    return [_plain(part) for part in parts]


def _plain(part: Part) -> Part:
    if part["t"] == "Para":
        return {"t": "Plain", "c": part["c"]}
    if part["t"] == "Div":
        attributes_, inside = part["c"]
        return {"t": "Div", "c": [attributes_, _tight(inside)]}
    return part


def _styled(part: Part, style: str) -> Part:
    """Give a paragraph in another style."""
    (name, classes, pairs), inside = part["c"]
    others = [pair for pair in pairs if pair[0] != "custom-style"]
    return {"t": "Div", "c": [[name, classes, [["custom-style", style], *others]], inside]}


def _led(lead: list[Part], blocks: list[Part]) -> list[Part]:
    """Put what stands first, a number or the names of a place, into the first paragraph of some blocks."""
    if not lead:
        return blocks
    if blocks and blocks[0]["t"] == "Para":
        return [para([*lead, *blocks[0]["c"]]), *blocks[1:]]
    if blocks and blocks[0]["t"] == "Div":
        around, inside = blocks[0]["c"]
        return [{"t": "Div", "c": [around, _led(lead, inside)]}, *blocks[1:]]
    return [para(lead), *blocks]
