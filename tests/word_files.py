"""Word files as other programs write them, made by hand where no program of ours would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")


def numbering(*lists: str, nums: str = "") -> str:
    """Give numbering.xml of some lists, numbered from 0; list n is that of num n + 1 unless ``nums`` says otherwise."""
    own = nums or "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists)))
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists)
    )
    return f"<w:numbering {W}>{abstract}{own}</w:numbering>"


def level(at: int, text: str, kind: str = "decimal", *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{escape(text)}"/><w:pPr><w:ind w:left="{(at + 1) * 425}" w:hanging="425"/></w:pPr></w:lvl>'
    )


def para(text: str = "", *, style: str = "", num: str = "", at: int = 0, inside: str = "", more: str = "") -> str:
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    own += f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>' if num else ""
    runs = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p {W}><w:pPr>{own}{more}</w:pPr>{runs}{inside}</w:p>"


def write(
    path: Path,
    *paragraphs: str,
    lists: str = "",
    styles: str = "",
    parts: Mapping[str, bytes] | None = None,
    relations: str = "",
) -> Path:
    """Write a Word file of paragraphs in XML, upon python-docx's template; ``parts`` are more parts of the archive."""
    document = docx.Document()
    body = document.element.body
    for one in list(body)[:-1]:
        body.remove(one)
    for number, one in enumerate(paragraphs):
        body.insert(number, parse_xml(one if "xmlns:w=" in one else one.replace(" ", f" {W} ", 1)))
    if styles:
        for style in parse_xml(f"<w:styles {W}>{styles}</w:styles>"):
            document.styles.element.append(style)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/numbering.xml" and lists:
                data = lists.encode()
            if info.filename == "word/_rels/document.xml.rels" and relations:
                data = data.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
            if info.filename == "[Content_Types].xml":
                extra = b'<Default Extension="bin" ContentType="application/octet-stream"/>'
                data = data.replace(b"</Types>", extra + b"</Types>")
            new.writestr(info, data)
        for name, data in (parts or {}).items():
            new.writestr(name, data)
    return path
