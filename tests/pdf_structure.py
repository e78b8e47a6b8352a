"""What a PDF says of its text to programs that read it aloud: its tree of tags, in the order in which it is read."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pypdfium2


@dataclass
class Tag:
    """An element: its kind, the language that holds for it, its words, and what is inside."""

    kind: str
    lang: str
    alt: str = ""
    text: str = ""
    inside: list[Tag] = field(default_factory=list)

    def all(self) -> Iterator[Tag]:
        yield self
        for tag in self.inside:
            yield from tag.all()

    @property
    def words(self) -> str:
        return "".join(tag.text for tag in self.all())


def tree(data: bytes) -> Tag:
    """Give the tree of a PDF's tags with the text of its marked content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        path.write_bytes(data)
        with pikepdf.open(path) as pdf:
            texts = {(number, mcid): said for number, sheet in enumerate(pdf.pages) for mcid, said in _marked(sheet)}
            numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages)}
            lang = str(pdf.Root.get("/Lang", ""))
            return _tag(pdf.Root.StructTreeRoot, lang, None, texts, numbers)


#: The words of a piece of marked content, and its own language where it has one.
Said = tuple[str, str]


def _tag(element: Any, lang: str, sheet: int | None, texts: dict[Any, Said], numbers: dict[Any, int]) -> Tag:
    lang = str(element.get("/Lang", lang))
    if "/Pg" in element:
        sheet = numbers[element.Pg.objgen]
    found = Tag(str(element.get("/S", "/Root"))[1:], lang, str(element.get("/Alt", "")))
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int) or (not isinstance(kid, pikepdf.Dictionary) and str(kid).lstrip("-").isdigit()):
            found.inside.append(_leaf(texts.get((sheet, int(kid)), ("", "")), lang))
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            number = numbers[kid.Pg.objgen] if "/Pg" in kid else sheet
            found.inside.append(_leaf(texts.get((number, int(kid.MCID)), ("", "")), lang))
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.inside.append(_tag(kid, lang, sheet, texts, numbers))
    return found


def _leaf(said: Said, lang: str) -> Tag:
    return Tag("text", said[1] or lang, text=said[0])


def _marked(sheet: Any) -> Iterator[tuple[int, Said]]:
    """Give the text of each piece of marked content, read with the fonts' own tables of letters."""
    fonts = {name: _letters(font) for name, font in sheet.Resources.get("/Font", {}).items()}
    stack: list[int | None] = []
    font: dict[int, str] = {}
    found: dict[int, str] = {}
    langs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(sheet):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else None
            mcid = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            stack.append(int(mcid) if mcid is not None else (stack[-1] if stack else None))
            if mcid is not None and "/Lang" in properties:
                langs[int(mcid)] = str(properties.Lang)
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ") and stack and stack[-1] is not None:
            parts = operands[0] if name == "TJ" else [operands[0]]
            text = "".join(_decoded(bytes(part), font) for part in parts if isinstance(part, pikepdf.String))
            found[stack[-1]] = found.get(stack[-1], "") + text
    for mcid, text in found.items():
        yield mcid, (text, langs.get(mcid, ""))


def _decoded(data: bytes, font: dict[int, str]) -> str:
    return "".join(font.get(int.from_bytes(data[place : place + 2], "big"), "") for place in range(0, len(data), 2))


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for code in range(int(low, 16), int(high, 16) + 1):
                letter = bytes.fromhex(text).decode("utf-16-be")
                found[code] = letter[:-1] + chr(ord(letter[-1]) + code - int(low, 16))
    return found


def sheets(data: bytes) -> list[str]:
    """Give what each sheet shows, what programs that read aloud leave out included."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [sheet.get_textpage().get_text_range() for sheet in pdf]


def sizes(data: bytes) -> list[tuple[int, int]]:
    """Give width and height of each sheet in points, as it lies before its reader."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [(round(sheet.get_width()), round(sheet.get_height())) for sheet in pdf]


def failures(data: bytes) -> list[str]:
    """Give what the checker says against PDF/UA-1 and PDF/A-2a.

    It counts a stream that ends in a carriage return as too short; where the bytes show that its length is right, that
    is left out.
    """
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        path.write_bytes(data)
        for profile in ("ua1", "2a"):
            result = page_validation.validate_pdf(str(path), profile=profile)
            found += [] if result.is_compliant else [str(failure) for failure in result.failures]
    return [text for text in found if "STREAM-LENGTH-001" not in text or not _lengths_are_right(data)]


def _lengths_are_right(data: bytes) -> bool:
    for start in re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", data):
        end = start.end() + int(start[1])
        if not re.match(rb"\r?\n?endstream", data[end : end + 12]):
            return False
    return True
