"""What the letters of a PDF say, by their size, their place and the lines around them."""

from __future__ import annotations

import io
import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import without_signs
from partnerwiki.importing.source import Blocks
from partnerwiki.importing.structure import clause_of
from partnerwiki.importing.tree import plain_blocks
from partnerwiki.messages import _
from partnerwiki.papers import model as m

#: Pages and pictures that are read of one file.
PAGES, _PICTURES = 500, 200
#: A heading has no more letters than this.
_LONGEST = 160
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LIST = re.compile(r"(\(\d{1,3}\)|\([a-z]{1,2}\)|[a-z]{1,3}\)|\d{1,3}[.)]|[-–—•●▪◦‣⁃·])[\s\u00a0]+\S")
_PAGE_NUMBER = re.compile(
    r"[-–—|]?\s*(?:(?:seite|page|página|pagina|strona|сторінка|страница|s\.|p\.)\s*)?\d{1,4}"
    r"(?:\s*(?:/|von|of|de|di|z|із|з|из|sur)\s*\d{1,4})?\s*[-–—|]?\Z",
    re.IGNORECASE,
)
_HYPHENS = "-\u2010\u00ad"
_JOINS = ("und ", "oder ", "bzw", "and ", "or ", "et ", "e ", "y ", "i ", "та ", "і ", "або ", "и ", "или ")
#: Half of the least room between two columns, in points.
_GUTTER = 4
#: The height of a row in which words of two columns are compared, in points.
_ROW = 14
_SIDES = ("across", "left", "right")
_NOTE = re.compile(r"(\d{1,3}|\*{1,3})[).]?[\s\u00a0]*")


@dataclass
class Line:
    """A line of letters: its box, the size of most of them, its words, and the places of small raised numbers in it."""

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_bold: bool
    parts: list[m.Inline]
    text: str
    column: int = 0


@dataclass
class _Table:
    page: int
    top: float
    block: m.Table


@dataclass
class _Picture:
    page: int
    top: float
    name: str


@dataclass
class _File:
    losses: Losses
    lines: list[Line] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    pictures: list[_Picture] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    gutter: float = 0.0
    raw: list[str] = field(default_factory=list)


def read(data: bytes, losses: Losses) -> Blocks:
    """Give the blocks of a PDF. Raises :class:`PartnerwikiError` for one that is locked, damaged or without letters."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return _read(pdf, data, losses)
    except (PDFPasswordIncorrect, PdfminerException) as error:
        cause = error.args[0] if error.args else error
        if isinstance(error, PDFPasswordIncorrect) or isinstance(cause, PDFPasswordIncorrect):
            raise PartnerwikiError(
                _("This file is locked with a password."),
                mend=_("Open it in the program that made it and save it without a password."),
            ) from error
        raise _damaged() from error
    except PartnerwikiError:
        raise
    except (MemoryError, RecursionError) as error:
        raise _damaged() from error
    except Exception as error:  # a damaged PDF makes pdfminer fail in any way
        raise _damaged() from error


def _damaged() -> PartnerwikiError:
    return PartnerwikiError(
        _("This file cannot be read: it is damaged, or takes too long."),
        mend=_("Open it in the program that made it, save it anew and try again."),
    )


def _read(pdf: Any, data: bytes, losses: Losses) -> Blocks:
    pages = pdf.pages
    if len(pages) > PAGES:
        raise PartnerwikiError(_("This file has more than {count} pages.").format(count=PAGES), mend=_("Divide it."))
    found = _File(losses)
    _name_active(pdf, losses)
    letters = sum(len(page.chars) for page in pages)
    if letters < 5:
        raise PartnerwikiError(
            _("This file holds pictures of pages, but no letters: it was scanned."),
            mend=_("Have a program for recognising text (OCR) read it first, or ask for the Word document."),
        )
    for page in pages:
        _read_page(page, found)
        page.flush_cache()
    from partnerwiki.importing import pdf_tagged

    _read_pictures(data, found)
    tagged = pdf_tagged.read(pdf, found.files, found.pictures, losses)
    if tagged is not None:
        _name_missing(found.raw, tagged, losses)
        return tagged
    _say_columns(found)
    body = _body_size(found.lines)
    lines = _without_heads(found, pages)
    lines, notes = _notes(lines, body, losses)
    blocks = _blocks(found, lines, body, pages)
    made = Blocks(blocks=blocks, notes=notes, pictures=found.files, words=found.words)
    _name_missing(found.raw, made, losses)
    return made


def _name_missing(raw: list[str], made: Blocks, losses: Losses) -> None:
    """Name the words of the pages that stand nowhere; words divided at the end of a line are found in parts."""
    said = " ".join([plain_blocks(made.blocks), *map(plain_blocks, made.notes.values())])
    whole = f"{said} {' '.join(loss.what for loss in losses.found)} {' '.join(made.notes)}"
    known = set(whole.split())
    bare = re.sub(r"[\W_]", "", whole)
    missing = []
    for word in raw:
        letters = re.sub(r"[\W_]", "", word)
        # the number of a footnote stands at the word before it
        if word not in known and letters not in bare and letters.rstrip("0123456789") not in bare:
            missing.append(word)
    if missing:
        losses.add(
            Kind.TEXT,
            _("Not on the page: {words}").format(words=" ".join(missing)),
            _("Compare this place with the file."),
            place="",
        )


def _name_active(pdf: Any, losses: Losses) -> None:
    from pdfminer.pdftypes import resolve1

    catalog = pdf.doc.catalog
    names = resolve1(catalog.get("Names")) or {}
    names = names if isinstance(names, dict) else {}
    if "JavaScript" in names or "OpenAction" in catalog or "AA" in catalog:
        action = resolve1(catalog.get("OpenAction"))
        if "JavaScript" in names or "AA" in catalog or isinstance(action, dict):
            losses.add(Kind.ACTIVE, _("Scripts and actions were left out without being run."), place="")
    if "EmbeddedFiles" in names:
        losses.add(Kind.ACTIVE, _("Files inside of the file were left out without being opened."), place="")
    form = resolve1(catalog.get("AcroForm"))
    if isinstance(form, dict) and resolve1(form.get("Fields")):
        losses.add(Kind.FIELD, _("Fields of a form are not on the page, nor what is filled in there."), place="")


def _read_page(page: Any, found: _File) -> None:
    number = page.page_number
    where = _("page {number}").format(number=number)
    for note in page.annots:
        said = " ".join(str(note.get("contents") or "").split())
        subtype = str((note.get("data") or {}).get("Subtype", "")).strip("/'")
        if said and subtype not in ("Link", "Widget", "Popup"):
            found.losses.add(Kind.COMMENT, said, place=where)
    turned = [char for char in page.chars if not char["upright"]]
    if turned:
        said = "".join(str(char["text"]) for char in turned)
        found.losses.add(Kind.TEXT, _("Text that is turned: {words}").format(words=said), place=where)
    clean = page.filter(lambda one: one["object_type"] != "char" or one["upright"]).dedupe_chars(tolerance=0.5)
    if not clean.chars and page.images:
        found.losses.add(
            Kind.TEXT, _("This page is a picture without letters."), _("Type its words by hand."), place=where
        )
    found.raw += [without_signs(str(word["text"])) for word in clean.extract_words()]
    boxes = []
    for table in clean.find_tables():
        made = _table(table, clean)
        if made is not None:
            boxes.append(table.bbox)
            found.tables.append(_Table(number, table.bbox[1], made))
            found.words += [f" {cell} " for row in table.extract() for cell in row if cell]
    outside = clean.filter(lambda one: one["object_type"] != "char" or not _is_in_any(one, boxes))
    for uri in {str(link.get("uri")) for link in page.hyperlinks if link.get("uri")}:
        text = re.sub(r"\s", "", clean.extract_text() or "")
        bare = re.sub(r"^(mailto:|https?://)|/$", "", uri)
        if bare not in text:
            found.losses.add(Kind.LINK, _("A link is left out: {address}").format(address=uri[:200]), place=where)
    lines = _lines(outside, number)
    gutter = _gutter(outside, found.gutter)
    if gutter:
        found.columns.add(number)
        found.gutter = gutter
        lines = _by_columns(outside, number, gutter)
    found.lines += lines


def _is_in_any(one: Any, boxes: Sequence[Sequence[float]]) -> bool:
    x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)


def _table(table: Any, page: Any) -> m.Table | None:
    rows = table.extract()
    if len(rows) < 2 or max(map(len, rows)) < 2 or not any(cell for row in rows for cell in row):
        return None
    cells = [[_cell(cell) for cell in row] for row in rows]
    columns = max(map(len, cells))
    full = [[*row, *[m.Cell(blocks=[])] * (columns - len(row))] for row in cells]
    fonts = [str(char["fontname"]) for char in page.crop(table.rows[0].bbox, strict=False).chars]
    is_head = bool(fonts) and all(_BOLD.search(font) for font in fonts)
    return m.Table(columns=columns, head=full[:1] if is_head else [], body=full[1:] if is_head else full)


def _cell(text: str | None) -> m.Cell:
    said = " ".join(_unhyphened(without_signs(text or "").split("\n")).split())
    return m.Cell(blocks=[m.Paragraph(inside=[m.Text(text=said)])] if said else [])


def _unhyphened(lines: Iterable[str]) -> str:
    whole = ""
    for line in lines:
        whole = join(whole, line.strip())
    return whole


def join(before: str, after: str) -> str:
    """Join two lines: a word that was divided at the end of the first becomes one again."""
    if not before or not after:
        return before + after
    last = before[-1]
    if last in _HYPHENS and len(before) > 1 and before[-2].isalpha():
        if last == "\u00ad":
            return before[:-1] + after
        if after[0].islower() and not after.startswith(_JOINS):
            return before[:-1] + after
        if after[0].isalnum() and not after.startswith(_JOINS):
            return before + after
    return f"{before} {after}"


# ---------------------------------------------------------------------------------------------------------------- lines
def _lines(page: Any, number: int) -> list[Line]:
    made = []
    for found in page.extract_text_lines(return_chars=True, strip=True, x_tolerance_ratio=0.2):
        line = _line(found["chars"], number, found["text"])
        if line is not None:
            made.append(line)
    return _raised(made)


def _line(chars: list[Any], number: int, text: str) -> Line | None:
    text = without_signs(text).replace("\x00", "")
    real = [char for char in chars if str(char["text"]).strip()]
    if not real or not text.strip():
        return None
    sizes = Counter(round(char["size"] * 2) / 2 for char in real)
    size = sizes.most_common(1)[0][0]
    bold = sum(bool(_BOLD.search(str(char["fontname"]))) for char in real)
    usual = [char for char in real if round(char["size"] * 2) / 2 >= size * 0.85] or real
    base = statistics.median(char["bottom"] for char in usual)
    parts = _parts(text, chars, size, base)
    return Line(
        page=number,
        x0=min(char["x0"] for char in real),
        x1=max(char["x1"] for char in real),
        top=min(char["top"] for char in usual),
        bottom=base,
        size=size,
        is_bold=bold > 0.9 * len(real),
        parts=parts,
        text=text.strip(),
    )


def _parts(text: str, chars: list[Any], size: float, base: float) -> list[m.Inline]:
    """Give a line's words; numbers that are small and raised are footnotes to be."""
    real = [char for char in chars if str(char["text"]).strip()]
    parts: list[m.Inline] = []
    at = 0
    for letter in text.strip():
        char = None
        if letter.strip() and at < len(real):
            said = str(real[at]["text"])
            char = real[at]
            at += 1 if len(said) == 1 else 0
        small = char is not None and char["size"] < size * 0.8 and char["bottom"] < base - size * 0.12
        if small and (letter.isdigit() or letter in "*"):
            last = parts[-1] if parts else None
            if isinstance(last, m.Style) and last.style == "sup" and isinstance(last.inside[0], m.Text):
                parts[-1] = m.Style(style="sup", inside=[m.Text(text=last.inside[0].text + letter)])
            else:
                parts.append(m.Style(style="sup", inside=[m.Text(text=letter)]))
        elif parts and isinstance(parts[-1], m.Text):
            parts[-1] = m.Text(text=parts[-1].text + letter)
        else:
            parts.append(m.Text(text=letter))
    return parts


def _raised(lines: list[Line]) -> list[Line]:
    """Join what stands beside each other in one line but was told apart because it is raised."""
    made: list[Line] = []
    for line in sorted(lines, key=lambda one: (round(one.top), one.x0)):
        last = made[-1] if made else None
        is_number = re.fullmatch(r"\d{1,3}|\*{1,3}", line.text) is not None
        is_raised = last is not None and is_number and line.size < last.size * 0.8 and line.bottom <= last.bottom + 1
        is_near = last is not None and abs(line.x0 - last.x1) < last.size and line.top >= last.top - last.size * 0.5
        if last is not None and is_raised and is_near:
            last.parts.append(m.Style(style="sup", inside=[m.Text(text=line.text)]))
            last.x1 = line.x1
            continue
        made.append(line)
    made.sort(key=lambda one: (one.top, one.x0))
    return made


def _rows(page: Any) -> list[list[Any]]:
    """Give the words of a page in rows, whatever column they stand in."""
    rows: list[list[Any]] = []
    for word in sorted(page.extract_words(), key=lambda one: (one["bottom"], one["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) < 3:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _gutter(page: Any, known: float) -> float:
    """Give the middle of the room between two columns, 0 where there are none; ``known`` is that of a page before.

    Room between words is narrower, so in one column nearly every row reaches across any place in the middle.
    """
    words = page.extract_words()
    rows = {int(word["bottom"] // _ROW) for word in words}
    reaching = {int(word["bottom"] // _ROW) for word in words if word["x0"] < known < word["x1"]}
    if known and len(reaching) <= 0.1 * len(rows) and any(word["x0"] > known for word in words):
        return known
    best, found = 0.3 * len(rows), [0.0]
    for step in range(140, 262):
        x = float(page.width) * step / 400
        across = {
            int(word["bottom"] // _ROW) for word in words if word["x0"] < x + _GUTTER and word["x1"] > x - _GUTTER
        }
        left = {int(word["bottom"] // _ROW) for word in words if word["x1"] <= x}
        right = {int(word["bottom"] // _ROW) for word in words if word["x0"] >= x}
        both = (left & right) - across
        if len(both) < 8 or len(across) > best or 3 * len(both) < len(rows):
            continue
        found = [*found, x] if len(across) == best else [x]
        best = len(across)
    return found[len(found) // 2]


def _by_columns(page: Any, number: int, x: float) -> list[Line]:
    """Give the lines of a page with two columns in the order of reading: what goes across parts them."""
    across_at = [
        (min(word["top"] for word in row), max(word["bottom"] for word in row))
        for row in _rows(page)
        if any(word["x0"] < x < word["x1"] for word in row)
    ]

    def side(one: Any) -> str:
        if one["object_type"] != "char":
            return "other"
        middle = (one["top"] + one["bottom"]) / 2
        if any(top <= middle <= bottom for top, bottom in across_at):
            return "across"
        return "left" if (one["x0"] + one["x1"]) / 2 < x else "right"

    lines = {name: _lines(page.filter(lambda one, name=name: side(one) == name), number) for name in _SIDES}
    for column, name in enumerate(_SIDES):
        for line in lines[name]:
            line.column = column
    made: list[Line] = []
    for limit in [*(line.top for line in lines["across"]), float("inf")]:
        for name in ("left", "right"):
            above = [one for one in lines[name] if one.top < limit]
            made += above
            lines[name] = lines[name][len(above) :]
        made += [line for line in lines["across"] if line.top == limit]
    return made


def _say_columns(found: _File) -> None:
    if found.columns:
        said = ", ".join(map(str, sorted(found.columns)))
        found.losses.add(
            Kind.FORMAT,
            _("Two columns became one on these pages: {pages}").format(pages=said),
            _("Check the order of the paragraphs there."),
            place="",
        )


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _without_heads(found: _File, pages: Sequence[Any]) -> list[Line]:
    """Take out and name what stands again at the head or the foot of pages, and numbers of pages."""
    heights = {page.page_number: float(page.height) for page in pages}
    edges: dict[str, list[Line]] = defaultdict(list)
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in found.lines:
        by_page[line.page].append(line)
    for number, lines in by_page.items():
        ordered = sorted(lines, key=lambda one: one.top)
        for line in {id(one): one for one in [*ordered[:3], *ordered[-3:]]}.values():
            height = heights[number]
            if line.top < height * 0.12 or line.bottom > height * 0.88:
                edges[re.sub(r"\d+", "0", " ".join(line.text.split()))].append(line)
    out: set[int] = set()
    for said, lines in edges.items():
        pages_of = {line.page for line in lines}
        is_steady = max(line.top for line in lines) - min(line.top for line in lines) < 4
        again = is_steady and len(pages_of) >= 2 and len(pages_of) >= len(by_page) * 0.4
        is_number = _PAGE_NUMBER.match(said) is not None
        at_edge = all(line.bottom > heights[line.page] * 0.9 or line.top < heights[line.page] * 0.08 for line in lines)
        if again or (is_number and at_edge):
            texts = dict.fromkeys(line.text for line in lines)
            found.losses.add(Kind.HEADER, " | ".join(texts), place="")
            out |= {id(line) for line in lines}
    return [line for line in found.lines if id(line) not in out]


def _notes(lines: list[Line], body: float, losses: Losses) -> tuple[list[Line], dict[str, list[m.Block]]]:
    """Take the footnotes from the feet of pages; where a number in the text belongs to one, it becomes a reference."""
    notes: dict[str, list[m.Block]] = {}
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    kept: list[Line] = []
    for page_lines in by_page.values():
        marks = [
            part.inside[0].text
            for line in page_lines
            for at, part in enumerate(line.parts)
            if isinstance(part, m.Style) and at > 0 and isinstance(part.inside[0], m.Text)
        ]
        start = _note_start(page_lines, marks, body)
        above, below = page_lines[:start], page_lines[start:]
        own: dict[str, str] = {}
        label, texts = "", defaultdict(str)
        for line in below:
            first = line.parts[0] if line.parts else None
            found = _NOTE.match(line.text)
            said = found[1] if found else ""
            is_new = bool(said) and said in marks and said not in texts
            if is_new and found and (isinstance(first, m.Style) or line.text[found.end() :].strip()):
                label = said
                texts[label] = line.text[found.end() :].strip()
            elif label:
                texts[label] = join(texts[label], line.text)
            else:
                above.append(line)
        for label, said in texts.items():
            own[label] = str(len(notes) + 1)
            notes[own[label]] = [m.Paragraph(inside=[m.Text(text=said)])]
        for line in above:
            line.parts = [
                m.Footnote(id=own[part.inside[0].text])
                if isinstance(part, m.Style) and isinstance(part.inside[0], m.Text) and part.inside[0].text in own
                else part
                for part in line.parts
            ]
        kept += above
    return kept, notes


def _note_start(lines: list[Line], marks: list[str], body: float) -> int:
    """Give the place where the footnotes of a page begin: small lines to its end, the first with a known number."""
    start = len(lines)
    while start > 0 and lines[start - 1].size < body - 0.4:
        start -= 1
    while start < len(lines):
        found = _NOTE.match(lines[start].text)
        if found and found[1] in marks:
            return start
        start += 1
    return len(lines)


# --------------------------------------------------------------------------------------------------------------- blocks
@dataclass
class _Group:
    lines: list[Line]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def _blocks(found: _File, lines: list[Line], body: float, pages: Sequence[Any]) -> list[m.Block]:
    groups = _groups(lines)
    sizes = sorted({group.lines[0].size for group in groups if _is_heading(group, body)}, reverse=True)
    large = [size for size in sizes if size > body * 1.1]
    things: list[tuple[int, float, m.Block]] = []
    order: list[tuple[int, float]] = []
    made: list[m.Block] = []
    others = sorted(
        [(one.page, one.top, one.block) for one in found.tables]
        + [(one.page, one.top, m.Figure(path=one.name, alt="")) for one in found.pictures],
        key=lambda one: one[:2],
    )
    things += others
    for group in groups:
        first = group.lines[0]
        order.append((first.page, first.top))
        while things and (things[0][0], things[0][1]) < (first.page, first.top):
            made.append(things.pop(0)[2])
        inside = _inside(group)
        found.words.append(f" {_said(inside)} ")
        if _is_heading(group, body):
            level = large.index(first.size) + 1 if first.size in large else len(large) + 1
            made.append(m.Heading(level=level, inside=inside))
        else:
            is_lead = all(line.is_bold for line in group.lines) or _is_centred(group, pages)
            is_lead = is_lead and len(group.text) < _LONGEST
            made.append(m.Paragraph(role="lead" if is_lead else "", inside=inside))
    return [*made, *(block for _page, _top, block in things)]


def _said(inside: Iterable[m.Inline]) -> str:
    parts = []
    for part in inside:
        if isinstance(part, m.Text):
            parts.append(part.text)
        elif isinstance(part, m.Style):
            parts.append(_said(part.inside))
    return "".join(parts)


def _is_heading(group: _Group, body: float) -> bool:
    text = group.text
    if len(text) > _LONGEST or not any(letter.isalpha() for letter in text):
        return False
    first = group.lines[0]
    if first.size > body * 1.1:
        return not text.rstrip().endswith((";", ","))
    if not all(line.is_bold for line in group.lines) or first.size < body - 0.1:
        return False
    return not text.rstrip().endswith((".", ":", ";", ",")) and (
        _LIST.match(text) is None or clause_of(text) is not None
    )


def _is_centred(group: _Group, pages: Sequence[Any]) -> bool:
    page = next((one for one in pages if one.page_number == group.lines[0].page), None)
    if page is None:
        return False
    middle = float(page.width) / 2
    return all(abs((line.x0 + line.x1) / 2 - middle) < 8 and line.x0 > float(page.width) * 0.2 for line in group.lines)


def _groups(lines: list[Line]) -> list[_Group]:
    """Put lines into paragraphs: by the room between them, their letters, their signs of lists, short last lines."""
    gaps: dict[float, list[float]] = defaultdict(list)
    rights: dict[tuple[int, int], float] = {}
    for before, line in itertools.pairwise(lines):
        if before.page == line.page and before.size == line.size and 0 < line.top - before.top < before.size * 3:
            gaps[line.size].append(line.top - before.top)
    usual = {size: statistics.quantiles(found, n=4)[0] if len(found) > 1 else found[0] for size, found in gaps.items()}
    for line in lines:
        rights[line.page, line.column] = max(rights.get((line.page, line.column), 0), line.x1)
    made: list[_Group] = []
    for line in lines:
        last = made[-1].lines[-1] if made else None
        if last is not None and _goes_on(made[-1], last, line, usual, rights):
            made[-1].lines.append(line)
        else:
            made.append(_Group([line]))
    return made


def _goes_on(
    group: _Group, last: Line, line: Line, usual: dict[float, float], rights: dict[tuple[int, int], float]
) -> bool:
    if abs(line.size - last.size) > 0.6 or (
        line.is_bold != last.is_bold and (last.is_bold or (line.is_bold and len(group.lines) == 1))
    ):
        return False
    if _LIST.match(line.text) or (clause_of(line.text) and not line.text.rstrip().endswith(".")):
        return False
    ends = last.text.rstrip().endswith((".", "!", "?", ":", ";", "”", "“"))
    if line.page != last.page or line.top < last.top or line.column != last.column:
        is_full = last.x1 > rights[last.page, last.column] - 2 * last.size
        return not ends and (line.text[0].islower() or last.text[-1:] in _HYPHENS or (is_full and not line.is_bold))
    step = line.top - last.top
    if step > usual.get(line.size, line.size * 1.3) * 1.3 + 1:
        return False
    right = rights[line.page, line.column]
    is_short = last.x1 < right - 0.18 * (right - min(one.x0 for one in group.lines))
    if is_short and (ends or line.text[:1].isupper()) and not last.is_bold:
        return False
    if len(group.lines) == 1 and line.x0 > last.x0 + line.size * 0.8 and not _LIST.match(group.lines[0].text):
        return not ends
    return not (ends and line.x0 > min(one.x0 for one in group.lines[1:] or group.lines) + line.size * 0.8)


def _inside(group: _Group) -> list[m.Inline]:
    made: list[m.Inline] = []
    for line in group.lines:
        for at, part in enumerate(line.parts):
            last = made[-1] if made else None
            if isinstance(part, m.Text) and isinstance(last, m.Text):
                text = join(last.text, part.text) if at == 0 else last.text + part.text
                made[-1] = m.Text(text=text)
            elif at == 0 and made and isinstance(part, m.Text):
                made.append(m.Text(text=f" {part.text}"))
            else:
                made.append(part)
    return made


# ------------------------------------------------------------------------------------------------------------- pictures
def _read_pictures(data: bytes, found: _File) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        height = page.get_height()
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            if len(found.files) >= _PICTURES:
                break
            name = f"page-{number + 1}-picture-{len(found.files) + 1}"
            try:
                bounds = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
                if bounds[2] - bounds[0] < 3 or bounds[3] - bounds[1] < 3:
                    continue
                width, high = one.get_px_size()
                if width * high > 60_000_000:
                    raise ValueError(name)
                stream = io.BytesIO()
                one.get_bitmap(render=True, scale_to_original=True).to_pil().save(stream, "PNG", optimize=True)
            except (pypdfium2.PdfiumError, ValueError, OSError, RuntimeError):
                where = _("page {number}").format(number=number + 1)
                found.losses.add(Kind.IMAGE, _("A picture could not be read."), place=where)
                continue
            found.files[name] = stream.getvalue()
            found.pictures.append(_Picture(number + 1, height - bounds[3], name))
        page.close()
    document.close()
