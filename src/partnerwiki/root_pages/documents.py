"""Links from pages to their documents, put in when a site is published: its pages are older than its documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

from babel.lists import format_list
from babel.numbers import format_decimal

from partnerwiki.config import Project
from partnerwiki.languages import name_in, tag
from partnerwiki.messages import translator
from partnerwiki.papers.making import PLACE

#: The folder of the documents below the root of the site.
FOLDER = "_documents"


#: What each kind of file is called, and its media type.
_KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "odt": ("OpenDocument", "application/vnd.oasis.opendocument.text"),
}


class Listed(TypedDict):
    """A document as links to it have it; ``size`` in bytes."""

    docname: str
    name: str
    languages: list[str]
    kind: str
    size: int


def note_of(project: Project) -> Path:
    """Give the file that tells which documents the last build made."""
    return project.build / "work" / "documents" / "listed.json"


def listed(project: Project) -> list[Listed]:
    """Give the documents that the last build made."""
    try:
        found: list[Listed] = json.loads(note_of(project).read_bytes())
    except (OSError, ValueError):
        return []
    return found


def with_links(page: str, here: str, address: str, found: Sequence[Listed], render: Callable[..., str]) -> str:
    """Give a page of the language ``here`` with links to its documents; ``address`` is that below the language.

    ``render`` fills the template of the links.
    """
    if not found:
        return page.replace(PLACE, "", 1)
    up = "../" * (address.count("/") + 1)
    together: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for one in found:
        file = {
            "href": f"{up}{FOLDER}/{one['name']}",
            "size": _size(one["size"], here),
            "kind": _KINDS[one["kind"]][0],
            "type": _KINDS[one["kind"]][1],
        }
        together.setdefault(tuple(one["languages"]), []).append(file)
    texts = [
        {"name": _said(codes, here), "tag": tag(codes[0]) if len(codes) == 1 else "", "files": files}
        # those that hold the reader's language come first
        for codes, files in sorted(together.items(), key=lambda text: (here not in text[0], len(text[0])))
    ]
    return page.replace(PLACE, render(t=translator(here), texts=texts), 1)


def _said(languages: Sequence[str], here: str) -> str:
    names = [name_in(code, here) for code in languages]
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return translator(here)("{first} and {second} side by side").format(first=names[0], second=names[1])
    return format_list(names, locale=here.replace("-", "_"))


def _size(size: int, here: str) -> str:
    """Give a size as readers write it, in kB of 1,000 bytes."""
    return f"{format_decimal(max(round(size / 1000), 1), locale=here.replace('-', '_'))} kB"
