"""A Word document read back: what it says in the order of reading, each letter with its language and its direction."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import OpenXmlValidator

from partnerwiki.languages import tag
from partnerwiki.numerals import numeral_of
from partnerwiki.papers import model as m

_KINDS: dict[str, Any] = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


def faults(data: bytes, folder: Path) -> list[str]:
    """Give the errors that the validator finds."""
    path = folder / "audited.docx"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


@dataclass(frozen=True)
class Letter:
    """A letter with its language, whether it runs from right to left, and whether its paragraph does."""

    text: str
    lang: str
    is_rtl: bool
    is_in_rtl: bool


@dataclass(frozen=True)
class Wanted:
    """Words of a paper with their language and that of their block (BCP 47)."""

    text: str
    lang: str
    around: str
    is_code: bool = False


@dataclass
class Read:
    """A Word document."""

    data: bytes
    document: Any = field(init=False)

    def __post_init__(self) -> None:
        self.document = docx.Document(io.BytesIO(self.data))

    @property
    def body(self) -> Any:
        return self.document.element.body

    @cached_property
    def notes(self) -> list[Any]:
        """The footnotes, without the lines above them."""
        root = self.part("word/footnotes.xml")
        return [note for note in root.iter(qn("w:footnote")) if note.get(qn("w:type")) is None]

    def part(self, name: str) -> Any:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return etree.fromstring(archive.read(name))

    def style(self, paragraph: Any) -> str:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        names = {style.style_id: style.name for style in self.document.styles}
        return names[found.get(qn("w:val"))] if found is not None else ""

    def styled(self, style: str) -> list[str]:
        """Give the paragraphs of a style."""
        return [words(found) for found in self.body.iter(qn("w:p")) if self.style(found) == style]

    @property
    def headings(self) -> list[tuple[int, str]]:
        found = ((self.style(paragraph), words(paragraph)) for paragraph in self.body.iter(qn("w:p")))
        return [(int(style[-1]), text) for style, text in found if style.startswith("Heading ")]

    @property
    def alts(self) -> list[str]:
        return [found.get("descr", "") for found in self.body.iter("{*}docPr")]

    @property
    def tables(self) -> list[Any]:
        """The tables of pages: those in which two languages stand or parties sign hold others."""
        return [found for found in self.body.iter(qn("w:tbl")) if table_style(found) == "Table"]

    @property
    def numbers(self) -> list[str]:
        """Give the numbers that Word shows before items, counted as it counts."""
        return [shown for is_number, shown in self._shown() if is_number]

    @property
    def signs(self) -> list[str]:
        """Give what Word shows before paragraphs of lists that are not numbered."""
        return [shown.strip() for is_number, shown in self._shown() if not is_number]

    def _shown(self) -> Iterator[tuple[bool, str]]:
        root = self.document.part.numbering_part.element
        kinds = {found.get(qn("w:abstractNumId")): found for found in root.iter(qn("w:abstractNum"))}
        lists = {found.get(qn("w:numId")): found for found in root.iter(qn("w:num"))}
        counts: dict[tuple[str, str], int] = {}
        for paragraph in self.body.iter(qn("w:p")):
            place = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if place is None:
                continue
            name, depth = (place.find(qn(part)).get(qn("w:val")) for part in ("w:numId", "w:ilvl"))
            kind = kinds[lists[name].find(qn("w:abstractNumId")).get(qn("w:val"))]
            level = _at(kind, "w:lvl", depth)
            text, numerals = (level.find(qn(part)).get(qn("w:val")) for part in ("w:lvlText", "w:numFmt"))
            if numerals not in _KINDS:
                yield False, text
                continue
            over = _at(lists[name], "w:lvlOverride", depth)
            first = over.find(qn("w:startOverride")) if over is not None else level.find(qn("w:start"))
            count = counts[name, depth] = counts.get((name, depth), int(first.get(qn("w:val"))) - 1) + 1
            yield True, text.replace(f"%{int(depth) + 1}", numeral_of(count, _KINDS[numerals]))

    @cached_property
    def letters(self) -> list[Letter]:
        """Give all letters in the order of reading, without footnotes, head and foot."""
        return list(letters(self.body))


def _at(root: Any, name: str, depth: str) -> Any:
    return next((found for found in root.iter(qn(name)) if found.get(qn("w:ilvl")) == depth), None)


def letters(root: Any) -> Iterator[Letter]:
    """Give the letters of a part."""
    for run in root.iter(qn("w:r")):
        settings = run.find(qn("w:rPr"))
        spoken = settings.find(qn("w:lang")) if settings is not None else None
        is_rtl = settings is not None and settings.find(qn("w:rtl")) is not None
        lang = spoken.get(qn("w:bidi" if is_rtl else "w:val"), "") if spoken is not None else ""
        paragraph = next(run.iterancestors(qn("w:p")))
        is_in_rtl = paragraph.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
        for letter in words(run):
            yield Letter(letter, lang, is_rtl, is_in_rtl)


def words(root: Any) -> str:
    """Give the words of a part; ends of lines and tabs are themselves, soft hyphens are none."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "\u2011", qn("w:softHyphen"): "\u00ad"}
    found = []
    for part in root.iter():
        if part.tag == qn("w:t"):
            found.append(part.text or "")
        elif part.tag in signs and part.getparent().tag == qn("w:r"):
            found.append(signs[part.tag])
    return "".join(found)


def table_style(table: Any) -> str:
    return str(table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val")))


def rows(table: Any) -> list[Any]:
    return list(table.findall(qn("w:tr")))


def is_head(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def wanted(parts: Any, lang: str, around: str = "") -> Iterator[Wanted]:
    """Give the words of blocks in the order of reading, without numbers and the words for states."""
    around = around or lang
    for part in parts:
        if isinstance(part, m.Text):
            yield Wanted(part.text, lang, around)
        elif isinstance(part, m.Code):
            yield Wanted(part.text, lang, around, is_code=True)
        elif isinstance(part, m.Table):
            yield from wanted(part.caption, lang, around)
            for row in (*part.head, *part.body):
                for one in row:
                    yield from wanted(one.blocks, lang, around)
        elif isinstance(part, m.Definition):
            yield from wanted(part.term, part.lang or lang, part.lang or around)
            yield from wanted(part.blocks, lang, around)
        elif isinstance(part, m.Style):
            yield from wanted(part.inside, part.lang or lang, around)
        else:
            own, block = getattr(part, "lang", "") or lang, getattr(part, "lang", "") or around
            yield from wanted(getattr(part, "inside", ()), own, block)
            for name in ("caption", "blocks", "items"):
                yield from wanted(getattr(part, name, ()), lang, around)


def of(paper: m.Paper) -> Iterator[Wanted]:
    """Give the words of a paper."""
    return wanted(paper.blocks, tag(paper.language))
