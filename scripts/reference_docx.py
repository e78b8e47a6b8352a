"""Make the reference document of our Word documents: pandoc's own, with the page and the styles of ours.

Sizes and colours are those of ``documents/layout.typ``: 10 pt for text, every grey at least 4.5 : 1 on white. Nothing
depends on the direction of a text, because the same styles serve a language from left to right and one from right to
left. Run it again after a new pandoc: ``python scripts/reference_docx.py``.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import pypandoc
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.styles.style import BaseStyle

from partnerwiki.documents.packing import packed

TARGET = Path(__file__).parent.parent / "src" / "partnerwiki" / "documents" / "reference.docx"
SOFT, LINE, WARN, LINK = "4A5160", "8B919C", "9A3412", "0A4B78"
FONT, MONO, FALLBACK = "Noto Sans", "Courier New", "Arial"
BOLD = "<w:b/><w:bCs/>"
TAB = '<w:tab w:val="left" w:pos="567"/>'
TOGETHER = "<w:keepNext/><w:keepLines/>"


def size(points: float) -> str:
    """Give the size of letters, of either kind of script."""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def space(before: int, after: int) -> str:
    """Give the space around a paragraph, in twentieths of a point."""
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def color(value: str) -> str:
    """Give the colour of letters."""
    return f'<w:color w:val="{value}"/>'


def border(kind: str, color_: str, sides: tuple[str, ...] = ("top", "left", "bottom", "right"), room: int = 4) -> str:
    """Give lines around a paragraph, half a point thick."""
    lines = "".join(f'<w:{s} w:val="{kind}" w:sz="4" w:space="{room}" w:color="{color_}"/>' for s in sides)
    return f"<w:pBdr>{lines}</w:pBdr>"


def heading(level: int, before: int, points: float) -> tuple[str, str, str, str]:
    """Give the style of a heading."""
    setting = f'{TOGETHER}{space(before, 100)}<w:outlineLvl w:val="{level - 1}"/>'
    return f"heading {level}", "Normal", setting, BOLD + size(points)


CODE = f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}" w:cs="{MONO}"/><w:noProof/>{size(8.5)}'
#: Styles of paragraphs: name, the one they are based on, settings of the paragraph, of its letters.
PARAGRAPHS = [
    ("Normal", "", "", ""),
    ("Body Text", "Normal", space(0, 120), ""),
    ("First Paragraph", "Body Text", "", ""),
    ("Compact", "Body Text", space(30, 30), ""),
    heading(1, 0, 15),
    heading(2, 260, 11.5),
    heading(3, 220, 10.5),
    *(heading(level, 200, 10) for level in range(4, 10)),
    ("Block Text", "Body Text", space(60, 120) + '<w:ind w:left="480" w:right="480"/>', ""),
    ("Footnote Text", "Normal", space(0, 40), size(8.5)),
    ("Footnote Block Text", "Footnote Text", '<w:ind w:left="480" w:right="480"/>', ""),
    ("Definition Term", "Normal", TOGETHER + space(60, 20), BOLD),
    ("Definition", "Normal", space(0, 80) + '<w:ind w:left="360"/>', ""),
    ("Caption", "Normal", space(40, 160), color(SOFT) + size(8.5)),
    ("Table Caption", "Caption", "<w:keepNext/>" + space(160, 60), BOLD),
    ("Image Caption", "Caption", "", ""),
    ("Figure", "Normal", space(80, 60), ""),
    ("Captioned Figure", "Figure", "<w:keepNext/>", ""),
    ("Source Code", "Normal", space(60, 120) + '<w:ind w:left="170"/>', CODE),
    ("Lead", "Body Text", "<w:keepNext/>" + space(160, 80), BOLD),
    ("Small", "Body Text", "", color(SOFT) + size(8.5)),
    ("Table Head", "Compact", "", BOLD),
    ("Numbered", "Body Text", f'<w:tabs>{TAB}</w:tabs>{space(30, 30)}<w:ind w:left="567" w:hanging="567"/>', ""),
    ("Box Start", "Normal", TOGETHER + border("single", LINE, ("bottom",), 1) + space(0, 80), size(2)),
    ("Box End", "Normal", border("single", LINE, ("top",), 1) + space(0, 160), size(2)),
    ("Rule", "Normal", border("single", LINE, ("bottom",), 1) + space(0, 160), size(5)),
    ("Column", "Normal", "<w:keepNext/>" + border("single", LINE, ("bottom",), 3), BOLD + color(SOFT)),
    ("Signature Party", "Normal", TOGETHER + space(360, 0), BOLD),
    ("Signature Filled", "Normal", TOGETHER + border("single", "000000", ("bottom",), 1) + space(120, 20), ""),
    ("Signature Line", "Normal", TOGETHER + border("single", "000000", ("bottom",), 1) + space(440, 20), ""),
    ("Signature Field", "Normal", TOGETHER + space(0, 80), color(SOFT) + size(8)),
    ("Signature Office", "Normal", TOGETHER + space(0, 40), ""),
    (
        "Seal",
        "Normal",
        "<w:keepLines/>"
        + border("dotted", LINE, room=31)
        + space(760, 700)
        + '<w:ind w:left="640" w:right="2300"/><w:jc w:val="center"/>',
        color(SOFT) + size(7.5),
    ),
    (
        "Count",
        "Normal",
        "<w:keepLines/>" + border("single", WARN, room=6) + space(0, 160) + '<w:ind w:left="140" w:right="140"/>',
        "",
    ),
    ("header", "Normal", "", color(SOFT) + size(7.5)),
    ("Draft", "header", '<w:jc w:val="center"/>', BOLD + color(WARN) + size(10)),
    ("footer", "Normal", "", color(SOFT) + size(7.5)),
]
#: Styles of letters.
CHARACTERS = [
    ("Body Text Char", ""),
    ("Verbatim Char", CODE),
    ("Literal", '<w:noProof/><w:spacing w:val="6"/>'),
    ("Key", f'<w:bdr w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'),
    ("Unreviewed", color(WARN)),
    ("Hyperlink", color(LINK) + '<w:u w:val="single"/>'),
    ("Footnote Reference", '<w:vertAlign w:val="superscript"/>'),
    *((f"Heading {level} Char", "") for level in range(1, 10)),
]


def cells(top: int, side: int) -> str:
    """Give the room around what stands in a cell, in twentieths of a point."""
    room = {"top": top, "left": side, "bottom": top, "right": side}
    told = "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in room.items())
    return f"<w:tblCellMar>{told}</w:tblCellMar>"


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_GRID = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in _SIDES)
_INDENT = '<w:tblInd w:w="0" w:type="dxa"/>'
#: Styles of tables: id, name, settings of the table, what else.
TABLES = [
    ("TableNormal", "Normal Table", _INDENT + cells(0, 108), ""),
    (
        "Table",
        "Table",
        f"{_INDENT}<w:tblBorders>{_GRID}</w:tblBorders>{cells(60, 113)}",
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{BOLD}</w:rPr></w:tblStylePr>',
    ),
    ("Synopsis", "Synopsis", _INDENT + cells(40, 227), ""),
    ("Signatures", "Signatures", _INDENT + cells(113, 227), ""),
]


def main() -> int:
    """Write the reference document."""
    TARGET.write_bytes(reference(default()))
    return 0


def default() -> bytes:
    """Give pandoc's own reference document."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def reference(default: bytes) -> bytes:
    """Give our reference document, made from pandoc's."""
    document = docx.Document(io.BytesIO(default))
    body = document.element.body
    for part in [part for part in body if part.tag != qn("w:sectPr")]:
        body.remove(part)
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = _fonts().encode("utf-8")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    section.header_distance = section.footer_distance = Mm(10)
    _styles(document)
    settings = document.settings.element
    settings.find(qn("w:defaultTabStop")).addnext(parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>"))
    stream = io.BytesIO()
    document.save(stream)
    return packed(stream.getvalue())


def _fonts() -> str:
    fonts = [(FONT, FALLBACK, "swiss", "variable"), (MONO, "Consolas", "modern", "fixed")]
    told = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="00"/><w:family w:val="{family}"/>'
        f'<w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in fonts
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{told}</w:fonts>'


def _styles(document: docx.document.Document) -> None:
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    letters = (
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>{size(10)}'
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'
    )
    new = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{letters}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
    styles.replace(defaults, parse_xml(new))
    for style in [style for style in styles.findall(qn("w:style")) if style.get(qn("w:type")) == "table"]:
        styles.remove(style)
    for identity, name, setting, more in TABLES:
        attributes = 'w:default="1"' if identity == "TableNormal" else 'w:customStyle="1"'
        based = "" if identity == "TableNormal" else '<w:basedOn w:val="TableNormal"/>'
        letters = f"<w:rPr>{size(9)}</w:rPr>" if identity == "Table" else ""
        styles.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" {attributes} w:styleId="{identity}"><w:name w:val="{name}"/>'
                f'{based}<w:uiPriority w:val="99"/><w:qFormat/>{letters}<w:tblPr>{setting}</w:tblPr>{more}</w:style>'
            )
        )
    for name, based, paragraph, letters in PARAGRAPHS:
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        if based:
            style.base_style = _style(document, based, WD_STYLE_TYPE.PARAGRAPH)
        _set(style, paragraph, letters)
        style.hidden, style.quick_style = False, True
    for name, letters in CHARACTERS:
        _set(_style(document, name, WD_STYLE_TYPE.CHARACTER), "", letters)


def _style(document: docx.document.Document, name: str, kind: WD_STYLE_TYPE) -> BaseStyle:
    found = next((style for style in document.styles if style.name.lower() == name.lower()), None)
    return found if found is not None else document.styles.add_style(name, kind, builtin=name in ("header", "footer"))


def _set(style: BaseStyle, paragraph: str, letters: str) -> None:
    """Put settings in place of those that a style has; their order is that of the standard's schema."""
    for tag in ("w:pPr", "w:rPr"):
        for part in style.element.findall(qn(tag)):
            style.element.remove(part)
    for tag, inside in (("pPr", paragraph), ("rPr", letters)):
        if inside:
            style.element.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>"))


if __name__ == "__main__":
    sys.exit(main())
