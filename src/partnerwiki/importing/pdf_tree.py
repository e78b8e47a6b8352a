"""The tree of a tagged PDF: its elements with the marks of their letters on each page (ISO 32000-2, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

#: Elements of a tree and levels of it that are read: beyond that a file is not honest.
_MANY, _DEEP = 300_000, 80


@dataclass
class Element:
    """An element: its standard type, its words, its attributes; ``keys`` are the pages and marks of its letters."""

    type: str
    page: int | None = None
    alt_text: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    keys: list[tuple[int, int]] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def all_keys(self) -> Iterator[tuple[int, int]]:
        """Give its keys and those of all below it."""
        yield from self.keys
        for child in self.children:
            yield from child.all_keys()


def elements_of(pdf: Any) -> list[Element]:
    """Give the elements at the top of a PDF's tree; none for one that is not tagged or has a broken tree."""
    root = resolve1(pdf.doc.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return []
    pages = {page.page_obj.pageid: page.page_number for page in pdf.pages}
    roles = resolve1(root.get("RoleMap")) or {}
    try:
        return _Tree(pages, roles if isinstance(roles, dict) else {}).below(root, None, 0)[1]
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        return []


@dataclass
class _Tree:
    pages: dict[int, int]
    roles: dict[str, Any]
    count: int = 0

    def below(
        self, element: dict[str, Any], page: int | None, depth: int
    ) -> tuple[list[tuple[int, int]], list[Element]]:
        keys: list[tuple[int, int]] = []
        children: list[Element] = []
        found = resolve1(element.get("K"))
        for one in found if isinstance(found, list) else [found]:
            kid = resolve1(one)
            if isinstance(kid, int) and page is not None:
                keys.append((page, kid))
            elif isinstance(kid, dict) and "MCID" in kid:
                number = self._page(kid, page)
                mark = resolve1(kid["MCID"])
                if number is not None and isinstance(mark, int):
                    keys.append((number, mark))
            elif isinstance(kid, dict) and "S" in kid:
                self.count += 1
                if self.count <= _MANY and depth < _DEEP:
                    children.append(self._element(kid, page, depth))
        return keys, children

    def _element(self, said: dict[str, Any], page: int | None, depth: int) -> Element:
        number = self._page(said, page)
        keys, children = self.below(said, number, depth + 1)
        alt = resolve1(said.get("Alt"))
        words = decode_text(alt) if isinstance(alt, bytes) else str(alt or "")
        return Element(self._type(said), number, words, _attributes(said), keys, children)

    def _page(self, said: dict[str, Any], page: int | None) -> int | None:
        reference = said.get("Pg")
        return self.pages.get(reference.objid, page) if isinstance(reference, PDFObjRef) else page

    def _type(self, said: dict[str, Any]) -> str:
        name = _name(said.get("S"))
        for _step in range(5):
            if name not in self.roles:
                break
            name = _name(self.roles[name])
        return name


def _name(said: Any) -> str:
    value = resolve1(said)
    found = value.name if isinstance(value, PSLiteral) else value
    return decode_text(found) if isinstance(found, bytes) else str(found)


def _attributes(said: dict[str, Any]) -> dict[str, Any]:
    value = resolve1(said.get("A"))
    made: dict[str, Any] = {}
    for one in value if isinstance(value, list) else [value]:
        part = resolve1(one)
        if isinstance(part, dict):
            made |= {str(name): resolve1(inside) for name, inside in part.items()}
    return made
