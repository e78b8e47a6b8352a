"""What a Word document of pandoc's still lacks: languages of both directions, room, head and foot, properties."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from partnerwiki.documents import wording
from partnerwiki.documents.pandoc_ import clean
from partnerwiki.languages import direction, tag
from partnerwiki.papers import model as m
from partnerwiki.today import today

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section


def _names(words: str) -> tuple[str, ...]:
    return tuple(f"w:{name}" for name in words.split())


#: What follows an element in the settings of a paragraph, as the standard's schema orders them.
_AFTER_SPACING = _names(
    "ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr pPrChange"
)
_AFTER_BIDI = (*_names("adjustRightInd snapToGrid spacing"), *_AFTER_SPACING)
_AFTER_TABS = (
    *_names("suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi"),
    *_AFTER_BIDI,
)
_AFTER_KEEP = (
    *_names("keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"),
    *_AFTER_TABS,
)
_AFTER_COMPAT = ("w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol", "w:listSeparator")
_AFTER_VISUAL = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
#: A twentieth of a point in EMU.
_TWIP = 635
#: The air at each side of a cell, at most, in twentieths of a point: 4 mm.
_PAD = 227
#: The same in a table that stands in a cell: 1 mm.
_CLOSE = 57
#: How far the items of a list, and again those of a list within, stand from the margin, in twentieths of a point.
_STEP = 425
#: What stands before an item without a number.
_SIGN = "–"
#: The air below a table, in twentieths of a point.
_BELOW = 160
#: The width of A4 in EMU.
_SHEET = 210 * 36000
#: The least width that a cell is taken to have, in EMU.
_LITTLE = 5 * 36000
#: Pictures leave room for their caption, in EMU.
_HIGHEST = 200 * 36000
#: Languages share the width: letters are a tenth smaller, but none below what people can read (half points).
_NARROW, _SMALLEST = 0.9, 15


def finished(data: bytes, papers: Sequence[m.Paper], known_as: str) -> bytes:
    """Give a document of pandoc's with what it lacks; of several papers, the table with all is the first."""
    import docx

    document = docx.Document(io.BytesIO(data))
    if len(papers) > 2:
        _lie(document)
    _notes(document)
    _texts(document.element.body, _id(document, "Body Text"))
    _tables(document, papers)
    _pictures(document)
    _lists(document)
    if len(papers) > 1:
        _narrow(document)
    _languages(document, papers)
    for section in document.sections:
        _head_and_foot(document, section, papers, known_as)
    _properties(document, papers)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _lie(document: Document) -> None:
    """Lay the sheets across."""
    from docx.enum.section import WD_ORIENT

    for section in document.sections:
        wide, high = section.page_width, section.page_height
        if wide is not None and high is not None and wide < high:
            section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, high, wide


def _id(document: Document, name: str) -> str:
    """Give the id of a style, which a reference document may have chosen otherwise than ours."""
    from docx.oxml.ns import qn

    for style in document.styles.element.findall(qn("w:style")):
        if "".join(style.xpath("./w:name/@w:val")).lower() == name.lower():
            return str(style.get(qn("w:styleId")))
    raise KeyError(name)


def _element(name: str, /, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


# ---------------------------------------------------------------------------------------------------------------- texts
def _notes(document: Document) -> None:
    """Give the paragraphs of footnotes their direction, which pandoc gives only to words there."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    part = document.part.part_related_by(KINDS.FOOTNOTES)
    root = parse_xml(part.blob)
    for paragraph in root.iter(qn("w:p")):
        runs = [run for run in paragraph.xpath(".//w:r") if "".join(run.xpath("./w:t/text()")).strip()]
        # the word for a state comes first and is in the paper's language, whatever that of the text is
        runs = [run for run in runs if not run.xpath("./w:rPr[w:rStyle and w:b]")] or runs
        settings = paragraph.get_or_add_pPr()
        for way in settings.findall(qn("w:bidi")):
            settings.remove(way)
        if runs and runs[0].xpath("./w:rPr/w:rtl"):
            settings.insert_element_before(_element("w:bidi"), *_AFTER_BIDI)
    _texts(root, "")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _texts(root: Any, body: str) -> None:
    """Complete paragraphs and runs: Word keeps a language for each direction, and turns sides with the direction."""
    from docx.oxml.ns import qn

    for lang in root.iter(qn("w:lang")):
        said = lang.get(qn("w:val"))
        if said and direction(said) == "rtl":
            lang.set(qn("w:bidi"), said)
    for paragraph in root.iter(qn("w:p")):
        settings = paragraph.pPr
        if settings is None:
            continue
        if body and settings.pStyle is None:
            settings.style = body  # pandoc forgets it after a change of direction
        side = settings.find(qn("w:jc"))
        if side is not None and settings.find(qn("w:bidi")) is not None:
            turned = {"left": "right", "right": "left"}
            side.set(qn("w:val"), turned.get(side.get(qn("w:val")), side.get(qn("w:val"))))


def _lists(document: Document) -> None:
    """Let lists begin at the margin, and give them signs that every font has."""
    from docx.oxml.ns import qn

    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        depth = int(level.get(qn("w:ilvl")))
        for indent in level.iter(qn("w:ind")):
            indent.set(qn("w:left"), str(_STEP * (depth + 1)))
            indent.set(qn("w:hanging"), str(_STEP))
        sign = level.find(qn("w:lvlText"))
        if level.find(qn("w:numFmt")).get(qn("w:val")) == "bullet" and sign.get(qn("w:val")).strip():
            sign.set(qn("w:val"), _SIGN)
            for letters in level.findall(qn("w:rPr")):
                level.remove(letters)


def _narrow(document: Document) -> None:
    from docx.oxml.ns import qn

    for name in ("w:sz", "w:szCs"):
        for size in document.styles.element.iter(qn(name)):
            said = size.get(qn("w:val"))
            if said.isdigit():  # it may have a unit, which no program of today writes
                size.set(qn("w:val"), str(max(round(int(said) * _NARROW), min(int(said), _SMALLEST))))


def _languages(document: Document, papers: Sequence[m.Paper]) -> None:
    """Set the languages of what has none of its own, one for each direction."""
    from docx.oxml.ns import qn

    tags = [tag(paper.language) for paper in papers]
    turned = next((lang for lang in tags if direction(lang) == "rtl"), "")
    for lang in document.styles.element.xpath("./w:docDefaults//w:lang"):
        lang.set(qn("w:val"), tags[0])
        if turned:
            lang.set(qn("w:bidi"), turned)


# -------------------------------------------------------------------------------------------------- tables and pictures
def _text_width(section: Section) -> int:
    return int((section.page_width or _SHEET) - (section.left_margin or 0) - (section.right_margin or 0))


def _width(document: Document, part: Any) -> int:
    """Give the width that a part has, in EMU: that of the text, or of the cell around it."""
    from docx.oxml.ns import qn

    width = _text_width(document.sections[0])
    for around in reversed(list(part.iterancestors(qn("w:tc")))):
        row = around.getparent()
        columns = [int(column) for column in row.getparent().xpath("./w:tblGrid/w:gridCol/@w:w")]
        spans = [int((cell.xpath("./w:tcPr/w:gridSpan/@w:val") or ["1"])[0]) for cell in row.findall(qn("w:tc"))]
        place = row.findall(qn("w:tc")).index(around)
        start = sum(spans[:place])
        mine = sum(columns[start : start + spans[place]])
        width = width * mine // max(sum(columns), 1) - 2 * _PAD * _TWIP
    return max(int(width), _LITTLE)


def _tables(document: Document, papers: Sequence[m.Paper]) -> None:
    from docx.oxml.ns import qn

    synopsis, signatures = _id(document, "Synopsis"), _id(document, "Signatures")
    for table in document.element.body.iter(qn("w:tbl")):
        style = "".join(table.xpath("./w:tblPr/w:tblStyle/@w:val"))
        settings = table.find(qn("w:tblPr"))
        if direction(_language_of(table, papers)) == "rtl":
            settings.insert_element_before(_element("w:bidiVisual"), *_AFTER_VISUAL)
        width = _width(document, table) // _TWIP
        if style in (synopsis, signatures):  # their words begin and end where those of other paragraphs do
            width += 2 * _PAD
            table.xpath("./w:tblPr/w:tblW")[0].attrib.update({qn("w:type"): "dxa", qn("w:w"): str(width)})
            indent = _element("w:tblInd", w=str(-_PAD), type="dxa")
            settings.insert_element_before(indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        else:
            table.xpath("./w:tblPr/w:tblLayout")[0].set(qn("w:type"), "autofit")
            if table.getparent().tag == qn("w:tc"):
                settings.insert_element_before(_close(), "w:tblLook")
        columns = table.xpath("./w:tblGrid/w:gridCol")
        shares = [int(column.get(qn("w:w"))) for column in columns]
        for column, share in zip(columns, shares, strict=True):
            column.set(qn("w:w"), str(width * share // max(sum(shares), 1)))
        _hold(table, whole=style != synopsis, together=style == signatures)
        _air_below(document, table)


def _hold(table: Any, *, whole: bool, together: bool) -> None:
    """Let no sheet divide the head of a table, its rows (``whole``), the table itself (``together``)."""
    from docx.oxml.ns import qn

    rows = table.findall(qn("w:tr"))
    for row in rows:
        if whole or row.xpath("./w:trPr/w:tblHeader"):
            row.get_or_add_trPr().insert(0, _element("w:cantSplit"))
    for paragraph in (found for row in rows[:-1] for found in row.iter(qn("w:p")) if together):
        settings = paragraph.get_or_add_pPr()
        if settings.find(qn("w:keepNext")) is None:
            settings.insert_element_before(_element("w:keepNext"), *_AFTER_KEEP)


def _close() -> Any:
    """Give less air at the sides of cells, for a table in half of a sheet."""
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(_CLOSE), type="dxa"))
    return margins


def _air_below(document: Document, table: Any) -> None:
    """Part a table from what follows: a table has no room of its own below it."""
    from docx.oxml.ns import qn

    after = table.getnext()
    if after is None or after.tag != qn("w:p"):
        return
    if not len(after):
        # the paragraph that Word wants between two tables and at the end of a cell takes no room
        after.get_or_add_pPr().append(_element("w:spacing", before="0", after="0", line="20", lineRule="exact"))
        return
    own = [style for style in document.styles.element.findall(qn("w:style")) if style.styleId == after.style]
    spaced = [air for style in own for air in style.xpath("./w:pPr/w:spacing/@w:before")]
    if not any(air.isdigit() and int(air) >= _BELOW for air in spaced):
        after.get_or_add_pPr().insert_element_before(_element("w:spacing", before=str(_BELOW)), *_AFTER_SPACING)


def _language_of(table: Any, papers: Sequence[m.Paper]) -> str:
    """Give the language of a table: that of the column it stands in, side by side, or else the first."""
    from docx.oxml.ns import qn

    outermost = next(iter(reversed(list(table.iterancestors(qn("w:tc"))))), None)
    place = 0
    if outermost is not None and len(papers) > 1:
        place = outermost.getparent().findall(qn("w:tc")).index(outermost)
    return papers[place].language


def _pictures(document: Document) -> None:
    """Bring pictures down to the room they have; what they show is said once."""
    for inline in document.element.body.iter("{*}inline"):
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        extents = [part for part in inline.iter("{*}extent", "{*}ext") if part.get("cx")]
        wide, high = int(extents[0].get("cx")), int(extents[0].get("cy"))
        scale = min(1.0, _width(document, inline) / max(wide, 1), _HIGHEST / max(high, 1))
        for extent in extents:
            extent.set("cx", str(max(1, round(wide * scale))))
            extent.set("cy", str(max(1, round(high * scale))))
        for inner in inline.iter("{*}cNvPr"):
            inner.attrib.pop("descr", None)  # pandoc puts the picture's address there
        for outer in inline.iter("{*}docPr"):
            outer.attrib.pop("title", None)


# -------------------------------------------------------------------------------------------------------- head and foot
def _head_and_foot(document: Document, section: Section, papers: Sequence[m.Paper], known_as: str) -> None:
    """Say on every sheet which version it is, which page of how many, and that it is a draft as long as it is one."""
    lang = tag(papers[0].language)
    drafts = wording.drafts(papers)
    width = _text_width(section)
    heads, feet = [section.header], [section.footer]
    if section.different_first_page_header_footer:
        heads, feet = [*heads, section.first_page_header], [*feet, section.first_page_footer]
    if document.settings.odd_and_even_pages_header_footer:
        heads, feet = [*heads, section.even_page_header], [*feet, section.even_page_footer]
    for head in heads if drafts else []:
        paragraph = _line(document, head, "Draft", lang)
        for place, (word, spoken) in enumerate(drafts.items()):
            _words(paragraph, f"{' / ' if place else ''}{word}", spoken)
    for foot in feet:
        paragraph = _line(document, foot, "footer", lang)
        tabs = _element("w:tabs")
        tabs.append(_element("w:tab", val="right", pos=str(width // _TWIP)))
        paragraph.pPr.insert_element_before(tabs, *_AFTER_TABS)
        _words(paragraph, wording.foot(papers, known_as), lang)
        run = _element("w:r")
        run.append(_element("w:tab"))
        paragraph.append(run)
        _field(paragraph, "PAGE", lang)
        _words(paragraph, " / ", lang)
        _field(paragraph, "NUMPAGES", lang)


def _line(document: Document, place: Any, style: str, lang: str) -> Any:
    """Give a new last line of a head or foot, after what a reference document has there."""
    place.is_linked_to_previous = False
    last = place.paragraphs[-1] if place.paragraphs else None
    paragraph = (last if last is not None and not last.runs else place.add_paragraph())._p
    paragraph.style = _id(document, style)
    if direction(lang) == "rtl":
        paragraph.pPr.insert_element_before(_element("w:bidi"), *_AFTER_BIDI)
    return paragraph


def _run(text: str, lang: str) -> Any:
    from docx.oxml.ns import qn

    run = _element("w:r")
    settings = _element("w:rPr")
    spoken = _element("w:lang", val=lang)
    if direction(lang) == "rtl":
        settings.append(_element("w:rtl"))
        spoken.set(qn("w:bidi"), lang)
    settings.append(spoken)
    words = _element("w:t")
    words.text = clean(text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(settings)
    run.append(words)
    return run


def _words(paragraph: Any, text: str, lang: str) -> None:
    paragraph.append(_run(text, lang))


def _field(paragraph: Any, name: str, lang: str) -> None:
    """Add a number that Word counts."""
    field = _element("w:fldSimple", instr=name)
    field.append(_run("1", lang))
    paragraph.append(field)


# ----------------------------------------------------------------------------------------------------------- properties
def _properties(document: Document, papers: Sequence[m.Paper]) -> None:
    from docx.oxml.ns import qn

    said = document.core_properties
    said.title, said.language = clean(wording.title(papers))[:255], tag(papers[0].language)
    said.created = said.modified = datetime.combine(today(), time())
    settings = document.settings.element
    for lang in settings.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), tag(papers[0].language))
        if direction(papers[0].language) == "rtl":
            lang.set(qn("w:bidi"), tag(papers[0].language))
    if settings.find(qn("w:compat")) is None:  # without it Word takes the document for one of an old version
        compat = _element("w:compat")
        compat.append(
            _element(
                "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15"
            )
        )
        settings.insert_element_before(compat, *_AFTER_COMPAT)
    if direction(papers[0].language) == "rtl":
        for section in document.element.body.iter(qn("w:sectPr")):
            after = ("w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange")
            section.insert_element_before(_element("w:bidi"), *after)
