"""What a tagged PDF says by its own tree: headings, lists, tables, notes and pictures with words (ISO 32000, 14.8)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import without_signs
from partnerwiki.importing.source import Blocks
from partnerwiki.importing.structure import LABEL, cut
from partnerwiki.importing.tree import DEEPEST, joined, plain, plain_blocks, trimmed
from partnerwiki.messages import _
from partnerwiki.papers import model as m

#: The share of a file's letters that its tree must reach to be believed.
_ENOUGH = 0.9
_INLINE = frozenset(
    {"Span", "Link", "Lbl", "Em", "Strong", "Quote", "Code", "Reference", "Annot", "NonStruct", "Sub", "Ruby", "LBody"}
)
_HEADING = re.compile(r"H([1-6])?\Z")
_LABEL = re.compile(r"\d{1,3}|\*{1,3}|[a-z]\Z")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_BULLETS = "•●▪◦‣⁃·–—-○■□➢✓\uf0b7\uf0a7\uf02d"
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]{1,4})[.)]*\)?\Z")


def read(pdf: Any, files: dict[str, bytes], pictures: Sequence[Any], losses: Losses) -> Blocks | None:
    """Give the blocks of a tagged PDF, None for one without a tree, or with one that leaves letters out."""
    from partnerwiki.importing.pdf_tree import elements_of

    elements = elements_of(pdf)
    if not elements:
        return None
    before = len(losses.found)
    reader = _Tagged(pdf, files, pictures, losses)
    blocks = reader.top(elements)
    blocks += reader.rest_of_pictures()
    if reader.share() < _ENOUGH or not blocks:
        del losses.found[before:]
        return None
    reader.name_rest()
    words = [f" {plain_blocks(blocks)} ", *(f" {plain_blocks(said)} " for said in reader.notes.values())]
    return Blocks(blocks=blocks, notes=reader.notes, pictures=files, words=words)


class _Tagged:
    def __init__(self, pdf: Any, files: dict[str, bytes], pictures: Sequence[Any], losses: Losses) -> None:
        self.losses = losses
        self.files = files
        self.pictures = defaultdict(list)
        for one in pictures:
            self.pictures[one.page].append(one)
        self.chars: dict[tuple[int, int], list[Any]] = defaultdict(list)
        self.heads: dict[str, None] = {}
        self.all = 0
        self.used: set[tuple[int, int]] = set()
        self.notes: dict[str, list[m.Block]] = {}
        self.labels: dict[str, str] = {}
        self.heights = {page.page_number: float(page.height) for page in pdf.pages}
        self.raised: set[tuple[int, int]] = set()
        self.depth = 0
        sizes: Counter[float] = Counter()
        for page in pdf.pages:
            artifacts = []
            for char in page.chars:
                if char.get("tag") == "Artifact" or not char["upright"]:
                    artifacts += [char] if char["upright"] else []
                    continue
                self.all += bool(str(char["text"]).strip())
                if char.get("mcid") is not None:
                    self.chars[page.page_number, char["mcid"]].append(char)
            sizes.update(round(char["size"] * 2) / 2 for char in page.chars)
            if said := " ".join(_text(artifacts).split()):
                self.heads[said] = None

        self.body = sizes.most_common(1)[0][0] if sizes else 10.0

    def share(self) -> float:
        used = sum(bool(str(char["text"]).strip()) for key in self.used for char in self.chars[key])
        return used / self.all if self.all else 0

    def name_rest(self) -> None:
        for said in self.heads:
            self.losses.add(Kind.HEADER, said, place="")
        rest = "".join(_text(chars) + " " for key, chars in self.chars.items() if key not in self.used)
        if rest.strip():
            self.losses.add(Kind.TEXT, _("Not on the page: {words}").format(words=" ".join(rest.split())), place="")

    def top(self, elements: Iterable[Any]) -> list[m.Block]:
        elements = list(elements)
        self._find_notes(elements)
        return self.blocks(elements)

    def _find_notes(self, elements: Iterable[Any]) -> None:
        """Read all footnotes first, so that the numbers in the text find them."""
        stack = list(elements)[::-1]
        while stack:
            one = stack.pop()
            if one.type in ("Note", "FENote"):
                label = ""
                for child in one.children:
                    if child.type == "Lbl" or (not label and not one.keys):
                        said = self._plain(child).strip()
                        if _LABEL.match(said):
                            label = re.match(r"\w+|\*+", said)[0]  # type: ignore[index]
                            break
                name = str(len(self.notes) + 1)
                self.notes[name] = []
                inside = self._line(one, skip=("Lbl",))
                if label and inside and isinstance(inside[0], m.Text) and inside[0].text.lstrip().startswith(label):
                    text = inside[0].text.lstrip()[len(label) :].lstrip()
                    inside = [m.Text(text=text), *inside[1:]]
                self.notes[name] = [m.Paragraph(inside=trimmed(inside))]
                if label:
                    self.labels[label] = name
                continue
            stack += one.children[::-1]

    def blocks(self, elements: Iterable[Any]) -> list[m.Block]:
        self.depth += 1
        made: list[m.Block] = []
        if self.depth <= DEEPEST:
            for one in elements:
                made += self._block(one)
        self.depth -= 1
        return made

    def _block(self, one: Any) -> list[m.Block]:
        kind = one.type
        heading = _HEADING.match(kind)
        if kind in ("Note", "FENote", "TOC", "TOCI"):
            if kind.startswith("TOC"):
                said = " ".join(self._plain(one).split())
                self.losses.add(
                    Kind.FIELD, _("The table of contents is left out: {words}").format(words=said), place=""
                )
            return []
        if heading:
            inside = self._line(one)
            return [m.Heading(level=int(heading[1] or 1), inside=inside), *self._inner(one)] if inside else []
        if kind == "Title":
            inside = self._line(one)
            return [m.Heading(level=0, inside=inside)] if inside else []
        if kind == "L":
            return self._list(one)
        if kind == "Table":
            return self._table(one)
        if kind == "Figure":
            return self._figure(one)
        if kind == "BlockQuote":
            inside_blocks = [*self._paragraph(one), *self.blocks(_outer(one))]
            return [m.Quote(blocks=inside_blocks)] if inside_blocks else []
        if kind in ("P", "Caption", "Span", "Link", "Code", "Formula", "Quote", "Lbl", "Form", "TD", "TH", "LBody"):
            return [*self._paragraph(one), *self._inner(one)]
        return [*self._paragraph(one, own=True), *self.blocks(one.children)]

    def _inner(self, one: Any) -> list[m.Block]:
        return self.blocks(_outer(one))

    def _paragraph(self, one: Any, *, own: bool = False) -> list[m.Block]:
        inside = self._words(one.keys) if own else self._line(one)
        role: Any = "lead" if inside and self._stands_out(one) else ""
        return [m.Paragraph(role=role, inside=inside)] if inside else []

    def _stands_out(self, one: Any) -> bool:
        """Say whether all letters are bold, or larger than most of the file."""
        found = [char for key in one.all_keys() for char in self.chars.get(key, []) if str(char["text"]).strip()]
        bold = all(_BOLD.search(str(char["fontname"])) for char in found)
        return bool(found) and (bold or min(char["size"] for char in found) > self.body * 1.15)

    def rest_of_pictures(self) -> list[m.Block]:
        """Give the pictures that no part of the tree names."""
        left = [one for found in self.pictures.values() for one in found]
        if left:
            self.losses.add(
                Kind.IMAGE,
                _("{count} pictures stand at the end, because the file does not say where.").format(count=len(left)),
                _("Move them to their places."),
                place="",
            )
        self.pictures.clear()
        return [m.Figure(path=one.name, alt="") for one in left]

    def _list(self, one: Any) -> list[m.Block]:
        items: list[m.Item] = []
        for child in one.children:
            if child.type == "LI":
                items.append(self._item(child))
            elif child.type == "L" and items:
                last = items[-1]
                items[-1] = last.model_copy(update={"blocks": [*last.blocks, *self._list(child)]})
            else:
                items += [m.Item(blocks=[block]) for block in self._block(child)]
        return [m.Items(items=[item for item in items if item.blocks or item.number])] if items else []

    def _item(self, one: Any) -> m.Item:
        number = ""
        blocks: list[m.Block] = []
        for child in one.children:
            if child.type == "Lbl":
                number = " ".join(self._plain(child).split())
            elif child.type == "LBody":
                blocks += [*self._paragraph(child), *self._inner(child)]
            else:
                blocks += self._block(child)
        blocks = [*self._paragraph(one, own=True), *blocks]
        first = blocks[0] if blocks else None
        found = LABEL.match(plain(first.inside)) if isinstance(first, m.Paragraph) and not number else None
        if found and isinstance(first, m.Paragraph):
            number = "" if found["bullet"] else found["label"]
            blocks[0] = m.Paragraph(inside=trimmed(cut(first.inside, found.end())))
        if number in _BULLETS:
            number = ""
        elif number and not _NUMBER.match(number) and blocks and isinstance(blocks[0], m.Paragraph):
            blocks[0] = m.Paragraph(inside=[m.Text(text=f"{number} "), *blocks[0].inside])
            number = ""
        return m.Item(number=number, blocks=blocks)

    def _table(self, one: Any) -> list[m.Block]:
        head: list[list[m.Cell]] = []
        body: list[list[m.Cell]] = []
        before: list[m.Block] = []
        for row in _rows(one):
            cells = [self._cell(child) for child in row.children if child.type in ("TD", "TH")]
            if cells and all(cell.is_head for cell in cells) and not body:
                head.append(cells)
            elif cells:
                body.append(cells)
        for child in one.children:
            if child.type == "Caption":
                before += self._block(child)
        if not head and not body:
            return self.blocks(one.children)
        columns = max(sum(cell.across for cell in row) for row in (*head, *body))
        if not body:
            head, body = [], head
        return [*before, m.Table(columns=max(columns, 1), head=head, body=body)]

    def _cell(self, one: Any) -> m.Cell:
        blocks = [*self._paragraph(one), *self._inner(one)]
        across, down = (_span(one.attributes.get(name)) for name in ("ColSpan", "RowSpan"))
        return m.Cell(blocks=blocks, across=across, down=down, is_head=one.type == "TH")

    def _figure(self, one: Any) -> list[m.Block]:
        alt = " ".join(without_signs(one.alt_text or "").split())
        box = one.attributes.get("BBox")
        page = one.page or next((number for number, _mcid in one.all_keys() if number), None)
        left = self.pictures.get(page, []) if page else []
        made: list[m.Block] = []
        if left:
            top = self.heights.get(page, 0) - float(box[3]) if isinstance(box, list) and len(box) == 4 else 0.0
            at = min(range(len(left)), key=lambda place: abs(left[place].top - top)) if top else 0
            made.append(m.Figure(path=left.pop(at).name, alt=alt))
        elif alt:
            self.losses.add(
                Kind.IMAGE,
                _("A drawing is not on the page: {words}").format(words=alt),
                _("Save it as a picture and put it on the page."),
                place="",
            )
        inside = self._line(one)
        return [*made, *([m.Paragraph(inside=inside)] if inside else []), *self._inner(one)]

    # -------------------------------------------------------------------------------------------------------- words
    def _line(self, one: Any, skip: tuple[str, ...] = ()) -> list[m.Inline]:
        found: list[tuple[int, int]] = []

        def gather(element: Any, depth: int, is_raised: bool) -> None:
            shift = element.attributes.get("BaselineShift")
            is_raised = (
                is_raised or element.type in ("Lbl", "Reference") or (isinstance(shift, int | float) and shift > 0)
            )
            found.extend(element.keys)
            if is_raised:
                self.raised.update(element.keys)
            for child in element.children:
                if (
                    depth < DEEPEST
                    and (child.type in _INLINE or (skip and child.type == "P"))
                    and child.type not in skip
                ):
                    gather(child, depth + 1, is_raised)

        if skip:
            for element in one.children:
                if element.type in skip:
                    self.used.update(element.all_keys())
        gather(one, 0, is_raised=False)
        return self._words(found)

    def _words(self, keys: list[tuple[int, int]]) -> list[m.Inline]:
        made: list[m.Inline] = []
        last: Any = None
        for key in sorted(set(keys), key=lambda one: (one[0] or 0, one[1])):
            chars = self.chars.get(key)
            self.used.add(key)
            if not chars:
                continue
            text = _text(chars)
            if last is not None and made:
                gap = _gap(last, chars[0])
                made = _spaced(made, text, gap)
            label = text.strip()
            is_small = key in self.raised or (last is not None and chars[0]["size"] < last["size"] * 0.85)
            if label in self.labels and is_small:
                made.append(m.Footnote(id=self.labels[label]))
            else:
                made.append(m.Text(text=text))
                last = chars[-1]
        return trimmed(joined(made))

    def _plain(self, one: Any) -> str:
        parts = []
        for key in one.all_keys():
            self.used.add(key)
            parts.append(_text(self.chars.get(key, [])))
        return " ".join(parts)


def _outer(one: Any) -> list[Any]:
    """Give the children that are no part of a line, also those that stand in a part of it."""
    made = []
    for child in one.children:
        made += [child] if child.type not in _INLINE else _outer(child)
    return made


def _rows(one: Any) -> list[Any]:
    made = []
    for child in one.children:
        if child.type == "TR":
            made.append(child)
        elif child.type in ("THead", "TBody", "TFoot"):
            made += _rows(child)
    return made


def _span(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < 100 else 1


def _text(chars: list[Any]) -> str:
    """Give the words of letters as they follow each other; a new line is a space, a divided word is one again."""
    text = ""
    last: Any = None
    for char in chars:
        letter = without_signs(str(char["text"])).replace("\x00", "")
        if last is not None:
            gap = _gap(last, char)
            if gap == "line":
                if text[-1:] in "-\u2010\u00ad" and text[-2:-1].isalpha() and letter.islower():
                    text = text[:-1]
                elif not text.endswith((" ", "\u00ad")) and not (text[-1:] == "-" and letter.isalpha()):
                    text += " "
            elif gap == "space" and not text.endswith(" ") and letter != " ":
                text += " "
        text += letter
        if letter.strip():
            last = char
    return text


def _gap(last: Any, char: Any) -> str:
    if char["page_number"] != last["page_number"] or char["top"] > last["bottom"] + 0.1 * last["size"]:
        return "line"
    if char["x0"] < last["x0"] - last["size"]:
        return "line"
    return "space" if char["x0"] - last["x1"] > 0.18 * min(last["size"], char["size"]) else "join"


def _spaced(made: list[m.Inline], text: str, gap: str) -> list[m.Inline]:
    end = made[-1]
    if not isinstance(end, m.Text) or not text.strip():
        return made if gap == "join" or not text.strip() else [*made, m.Text(text=" ")]
    if gap == "line" and end.text[-1:] in "-\u2010\u00ad" and end.text[-2:-1].isalpha() and text.lstrip()[:1].islower():
        return [*made[:-1], m.Text(text=end.text[:-1])]
    if gap != "join" and not end.text.endswith(" ") and not text.startswith(" "):
        return [*made, m.Text(text=" ")]
    return made
