"""What a document is made of, whatever program sets it: blocks and what stands in a line.

A paper is what one language's build makes of a page; documents are set from papers of one language or several. Papers
travel between processes as JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: The folder of the papers, beside that of a language's doctrees, and the file with what has no place in one.
FOLDER, FAULTS = "papers", "faults.json"
#: States of a unit that readers are told of; a reviewed one has none.
Mark = Literal["", "machine", "outdated", "missing"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    """Words."""

    t: Literal["text"] = "text"
    text: str


class Style(_Part):
    """Words with emphasis, or in another language (``lang`` as in BCP 47); a ``mark`` says the state of a unit."""

    t: Literal["style"] = "style"
    style: Literal["", "strong", "emphasis", "literal", "sub", "sup", "key"] = ""
    lang: str = ""
    inside: list[Inline]


class Link(_Part):
    """A link: ``#name`` to a place in the same paper, or an absolute address."""

    t: Literal["link"] = "link"
    to: str
    inside: list[Inline]


class Footnote(_Part):
    """A footnote where its number stands; the text is that of the paper's ``notes`` with this id."""

    t: Literal["note"] = "note"
    id: str


class Symbol(_Part):
    """A small picture in a line, such as the sign of a party, which says nothing that the words do not say."""

    t: Literal["symbol"] = "symbol"
    svg: str


class Image(_Part):
    """A picture in a line; ``path`` is absolute. ``alt`` is empty for an ornament."""

    t: Literal["image"] = "image"
    path: str
    alt: str


class Break(_Part):
    """The end of a line."""

    t: Literal["break"] = "break"


Inline = Annotated[Text | Style | Link | Footnote | Symbol | Image | Break, Field(discriminator="t")]


class _Unit(_Part):
    """A block with the id of its translation unit, its language (BCP 47, empty: the paper's) and its state."""

    unit: str = ""
    lang: str = ""
    mark: Mark = ""
    names: list[str] = []
    line: int = 0


class Heading(_Unit):
    """A heading; the paper's title has level 1. ``number`` is what stands before it, such as ``§ 4``."""

    t: Literal["heading"] = "heading"
    level: int
    number: str = ""
    inside: list[Inline]


class Paragraph(_Unit):
    """A paragraph; ``role`` says what it is for where it is none of the running text."""

    t: Literal["paragraph"] = "paragraph"
    role: Literal["", "caption", "lead", "small"] = ""
    inside: list[Inline]


class Item(_Part):
    """An item of a list; a numbered one has its ``number`` as it is written: ``(2)``, ``a)``."""

    number: str = ""
    names: list[str] = []
    blocks: list[Block]


class Items(_Part):
    """A list."""

    t: Literal["items"] = "items"
    items: list[Item]


class Definition(_Part):
    """A term and what is said of it."""

    term: list[Inline]
    unit: str = ""
    lang: str = ""
    mark: Mark = ""
    names: list[str] = []
    blocks: list[Block]


class Definitions(_Part):
    """A list of terms."""

    t: Literal["definitions"] = "definitions"
    items: list[Definition]


class Cell(_Part):
    """A cell of a table; ``across`` and ``down`` count the columns and rows that it takes."""

    blocks: list[Block]
    across: int = 1
    down: int = 1
    is_head: bool = False
    align: Literal["", "left", "center", "right"] = ""


class Table(_Part):
    """A table; the rows of ``head`` stand above on every sheet."""

    t: Literal["table"] = "table"
    columns: int
    caption: list[Inline] = []
    head: list[list[Cell]] = []
    body: list[list[Cell]]
    line: int = 0


class Figure(_Unit):
    """A picture with what it shows in words (``alt``) and, below it, in full (``caption``)."""

    t: Literal["figure"] = "figure"
    path: str = ""
    svg: str = ""
    alt: str
    caption: list[Block] = []


class Box(_Part):
    """Something apart from the running text: a note, a card; ``title`` is its first line."""

    t: Literal["box"] = "box"
    kind: str = ""
    blocks: list[Block]


class Quote(_Part):
    """A quotation."""

    t: Literal["quote"] = "quote"
    blocks: list[Block]


class Code(_Part):
    """Lines as they are."""

    t: Literal["code"] = "code"
    text: str


class Rule(_Part):
    """A line between two parts."""

    t: Literal["rule"] = "rule"


class NewSheet(_Part):
    """The beginning of another page of a pack, on a sheet of its own."""

    t: Literal["sheet"] = "sheet"


Block = Annotated[
    Heading | Paragraph | Items | Definitions | Table | Figure | Box | Quote | Code | Rule | NewSheet,
    Field(discriminator="t"),
]


class Signatory(_Part):
    """Who signs for a party, in the words of the paper's language; ``signed`` is place and day, if they are known."""

    party: str
    office: str
    authority: str = ""
    signed: str = ""


class Agreement(_Part):
    """What the record of an agreement says of the page that holds its text.

    ``stage`` is a value of :class:`partnerwiki.records.models.Stage`; ``languages`` are the authoritative ones, codes
    of ``conf.py`` in the order of the parties.
    """

    id: str
    stage: str
    is_signed: bool
    languages: list[str]
    signatories: list[Signatory] = []


class Sheets(_Part):
    """How a page asks to be set: size of the paper, across or upright, and how many sheets it may have (0: any)."""

    paper: Literal["a4", "a5"] = "a4"
    landscape: bool = False
    at_most: Annotated[int, Field(ge=0, le=99)] = 0


class Paper(_Part):
    """A page in one language, or a pack of several.

    ``language`` is as in ``conf.py``; ``source`` is that which the page was written in, ``path`` its file below the
    wiki's folder. ``words`` is what :func:`digest_of_words` gives.
    """

    docname: str
    path: str = ""
    language: str
    source: str
    title: str
    blocks: list[Block]
    notes: dict[str, list[Block]] = {}
    agreement: Agreement | None = None
    sheets: Sheets = Sheets()
    words: str = ""


def walk(parts: Sequence[Any]) -> Iterator[Any]:
    """Give all parts of some blocks, in the order in which they are read."""
    for part in parts:
        yield part
        for name in ("caption", "term", "inside", "blocks", "items"):
            yield from walk(getattr(part, name, ()))
        for row in (*getattr(part, "head", ()), *getattr(part, "body", ())):
            yield from walk(row)


def digest_of_words(paper: Paper) -> str:
    """Give a SHA-256 (hex) over the words of a paper and its footnotes, whatever their form."""
    digest = hashlib.sha256()
    for part in walk([*paper.blocks, *(block for blocks in paper.notes.values() for block in blocks)]):
        if isinstance(part, Text | Code):
            digest.update(part.text.encode("utf-8") + b"\0")
    return digest.hexdigest()


for _model in (Style, Link, Heading, Paragraph, Item, Items, Definition, Definitions, Cell, Table, Figure, Box, Quote):
    _model.model_rebuild()
Paper.model_rebuild()
