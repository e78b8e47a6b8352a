"""Papers in the markup of Typst (https://typst.app/docs/reference): text only ever stands in string literals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from partnerwiki.documents.columns import shares, stays_whole
from partnerwiki.languages import direction
from partnerwiki.papers import model as m

#: The function of the layout that sets each style.
_STYLES = {
    "strong": "strong",
    "emphasis": "emph",
    "literal": "pw-literal",
    "sub": "sub",
    "sup": "super",
    "key": "pw-key",
}


def quoted(text: str) -> str:
    """Give a string literal: nothing in it is markup. Control characters, which no font has, are left out."""
    said = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def settings(lang: str) -> str:
    """Give the settings of text in a language (BCP 47): its code, its country, which would be inherited, its way."""
    code, *rest = lang.split("-")
    region = next((part for part in rest if len(part) == 2), "")
    return f"lang: {quoted(code)}, region: {quoted(region) if region else 'none'}, dir: {direction(lang)}"


class Markup:
    """Writes the blocks of a paper.

    ``lang`` is the paper's language (BCP 47). ``place`` gives the path by which Typst finds a picture, ``said`` the
    words for a state. ``notes`` gives the markup
    of a footnote; ``linked`` are the names that links lead to, all others make no label. ``anchored`` is false for what
    stands a second time beside its original.
    """

    def __init__(
        self,
        *,
        lang: str,
        place: Callable[[m.Figure | m.Image | m.Symbol], str],
        said: Callable[[str], str],
        note: Callable[[str], str],
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
    def blocks(self, found: Iterable[m.Block]) -> str:
        """Give the markup of blocks."""
        return "".join(self.block(block) for block in found)

    def block(self, block: m.Block) -> str:
        """Give the markup of a block."""
        maker: Callable[[Any], str] = getattr(self, f"_{block.t}")
        return maker(block)

    def _labels(self, names: Sequence[str]) -> str:
        wanted = [name for name in names if name in self._linked] if self._anchored else []
        return "".join(f"#pw-place(<{label(name)}>)" for name in wanted)

    def _marked(self, unit: m.Heading | m.Paragraph | m.Figure | m.Definition, inside: str) -> str:
        """Give text with the state of its unit, said in the paper's language."""
        if not unit.mark:
            return inside
        word = f"#text({settings(self._lang)})[#{quoted(f'[{self._said(unit.mark)}]')};]"
        return f"#pw-mark([{word}])[{inside}]"

    @staticmethod
    def _spoken(unit: m.Heading | m.Paragraph | m.Definition, inside: str) -> str:
        """Give a block in the language of its unit, where that is another than the paper's, with its direction."""
        return f"#[#set text({settings(unit.lang)})\n{inside}]\n" if unit.lang else inside

    def _heading(self, block: m.Heading) -> str:
        number = f"#{quoted(block.number)}#h(0.6em)" if block.number else ""
        text = self._marked(block, self.inlines(block.inside))
        bookmarked = "true" if self._anchored else "false"
        inside = f"[{self._labels(block.names)}{number}{text}]"
        return self._spoken(block, f"#heading(level: {block.level}, bookmarked: {bookmarked}){inside}\n")

    def _paragraph(self, block: m.Paragraph) -> str:
        text = self._labels(block.names) + self._marked(block, self.inlines(block.inside))
        return self._spoken(block, f"#pw-{block.role}[{text}]\n" if block.role else f"#par[{text}]\n")

    def running(self, blocks: Sequence[m.Block]) -> str:
        """Give the text of a footnote or definition: one paragraph stands on the line of its number or term."""
        if len(blocks) == 1 and isinstance(blocks[0], m.Paragraph) and not blocks[0].role:
            unit = blocks[0]
            inside = self._labels(unit.names) + self._marked(unit, self.inlines(unit.inside))
            return f"#text({settings(unit.lang)})[{inside}]" if unit.lang else inside
        return self.blocks(blocks)

    def _items(self, block: m.Items) -> str:
        parts = [self._labels(item.names) + self.blocks(item.blocks) for item in block.items]
        if not block.items[0].number:
            return "#list(" + ", ".join(f"[{part}]" for part in parts) + ")\n"
        numbers = ", ".join(quoted(item.number) for item in block.items)
        items = ", ".join(f"enum.item({place})[{part}]" for place, part in enumerate(parts, 1))
        return f"#enum(numbering: n => ({numbers},).at(n - 1), {items})\n"

    def _definitions(self, block: m.Definitions) -> str:
        items = []
        for item in block.items:
            term = self._labels(item.names) + self._marked(item, self.inlines(item.term))
            items.append(f"terms.item([{self._spoken(item, term)}], [{self.running(item.blocks)}])")
        return f"#terms({', '.join(items)})\n"

    def _table(self, block: m.Table) -> str:
        head = ", ".join(self._cell(cell) for row in block.head for cell in row)
        cells = [f"table.header({head})"] if block.head else []
        # a cell that may not be divided would take the others of its row along, however long they are
        spans = any(cell.down > 1 for row in block.body for cell in row)
        for row in block.body:
            whole = not spans and stays_whole(row)
            cells += [self._cell(cell, is_whole=whole) for cell in row]
        columns = ", ".join(f"{share:.3f}fr" for share in shares(block))
        table = f"table(columns: ({columns},), {', '.join(cells)})"
        if not block.caption:
            return f"#{table}\n"
        return f"#figure(kind: table, caption: [{self.inlines(block.caption)}], {table})\n"

    def _cell(self, cell: m.Cell, *, is_whole: bool = False) -> str:
        options = [f"colspan: {cell.across}"] if cell.across > 1 else []
        options += [f"rowspan: {cell.down}"] if cell.down > 1 else []
        options += [f"align: {cell.align}"] if cell.align else []
        options += ["breakable: false"] if is_whole else []
        inside = self.blocks(cell.blocks)
        return f"table.cell({', '.join(options)})[{f'#strong[{inside}]' if cell.is_head else inside}]"

    def _figure(self, block: m.Figure) -> str:
        picture = f"image({quoted(self._place(block))}, alt: {quoted(block.alt)})"
        below = f", caption: [{self.blocks(block.caption)}]" if block.caption else ""
        return f"{self._labels(block.names)}#figure(pw-fit({picture}){below})\n"

    def _box(self, block: m.Box) -> str:
        return f"#pw-box[{self.blocks(block.blocks)}]\n"

    def _quote(self, block: m.Quote) -> str:
        return f"#quote(block: true)[{self.blocks(block.blocks)}]\n"

    def _code(self, block: m.Code) -> str:
        # not Typst's own "raw", which takes every text of that kind for English
        lines = ", ".join(quoted(line.replace(" ", "\u00a0")) for line in block.text.splitlines())
        return f"#pw-code(({lines},))\n"

    def _rule(self, block: m.Rule) -> str:
        return "#pw-rule\n"

    def _sheet(self, block: m.NewSheet) -> str:
        return "#pagebreak()\n"

    # -------------------------------------------------------------------------------------------------------- words
    def inlines(self, found: Iterable[m.Inline]) -> str:
        """Give the markup of what stands in a line."""
        return "".join(self._inline(part) for part in found)

    def _inline(self, part: m.Inline) -> str:
        if isinstance(part, m.Text):
            return f"#{quoted(part.text)};"
        if isinstance(part, m.Style):
            return self._style(part)
        if isinstance(part, m.Link):
            inside = self.inlines(part.inside)
            if part.to.startswith("#"):
                name = part.to[1:]
                return f"#link(<{label(name)}>)[{inside}];" if name in self._linked else inside
            return f"#link({quoted(part.to)})[{inside}];"
        if isinstance(part, m.Footnote):
            return self._note(part.id)
        if isinstance(part, m.Break):
            return "#linebreak();"
        picture = f"image({quoted(self._place(part))}, height: 0.9em, alt: {quoted(getattr(part, 'alt', ''))})"
        return f"#box({picture if getattr(part, 'alt', '') else f'pdf.artifact({picture})'});"

    def _style(self, part: m.Style) -> str:
        inside = self.inlines(part.inside)
        if part.lang:
            inside = f"#text({settings(part.lang)})[{inside}];"
        return f"#{_STYLES[part.style]}[{inside}];" if part.style else inside


def label(name: str) -> str:
    """Give the label of a place: letters and digits of any script are safe in one, all else is not."""
    return "pw-" + "".join(letter if letter.isalnum() or letter == "-" else f"_{ord(letter):x}_" for letter in name)
