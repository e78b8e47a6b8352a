"""What Pagefind reads: a copy of each page's text, kept from build to build, and the words in it.

In the copy, compounds are divided, so that Pagefind indexes them whole and in parts, and what is no text of the page is
left out.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from partnerwiki import __version__
from partnerwiki.languages import tag
from partnerwiki.pofile import write_atomically
from partnerwiki.terms import Glossary
from partnerwiki.vocabulary import Vocabulary

#: How the anchor begins that carries a page's state; ``search.js`` has it, too.
_STATE = "pw-state"
_NO_TEXT = etree.XPath(
    "descendant::*[@data-pagefind-ignore or self::script or self::style or self::template or self::form or self::button"
    " or contains(concat(' ', @class, ' '), ' headerlink ')]"
)
_HEADING = etree.XPath("descendant::section[@id]/*[self::h2 or self::h3 or self::h4][1]")
_CODE = frozenset({"code", "kbd", "pre", "samp"})
#: An apostrophe that is a letter by Unicode, which Pagefind would index; soft hyphens of the page divide syllables.
_SIGNS = str.maketrans({"\u02bc": "\u2019", "\u00ad": None})


@dataclass(frozen=True)
class Page:
    """A finished page: its file below the output, its HTML, and what is shown at a hit.

    ``language`` is that of its text; ``state`` counts its units, "reviewed.machine.outdated.missing".
    """

    name: str
    html: bytes
    language: str
    state: str


class Texts:
    """What Pagefind reads, kept from build to build: a copy of each page's text, and the words in it.

    A copy is made again where its page's HTML, or a word that is never divided, is another. :attr:`state` is a
    fingerprint of all that the index is made from, :attr:`written` that of the index which is there.
    """

    def __init__(self, folder: Path, language: str, names: list[str], glossary: Glossary) -> None:
        self.folder = folder / "texts"
        self._note = folder / "pages.json"
        self._basis = repr((__version__, language, names))
        self._glossary = repr(glossary)
        self.vocabulary = Vocabulary(language, names)
        self.pages: dict[str, dict[str, Any]] = {}
        self._before: dict[str, dict[str, Any]] = {}
        self.written = ""
        try:
            kept = json.loads(self._note.read_bytes())
            if kept["basis"] == self._basis:
                self._before, self.written = kept["pages"], kept["written"]
                self.vocabulary.known, self.vocabulary.stems = kept["known"], kept["stems"]
        except (OSError, ValueError, KeyError):
            pass
        if not self._before:
            shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, page: Page) -> None:
        """Make the copy of a page, unless it is there."""
        source = hashlib.sha256(repr((page.language, page.state)).encode() + page.html).hexdigest()
        before = self._before.get(page.name)
        path = self.folder / page.name
        if before is not None and before["source"] == source and path.is_file():
            self.pages[page.name] = before
            return
        words: set[tuple[str, str]] = set()
        copy = _copy(page, self.vocabulary, words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(copy)
        by_language: dict[str, list[str]] = {}
        for word, language in sorted(words):
            by_language.setdefault(language, []).append(word)
        self.pages[page.name] = {"source": source, "copy": hashlib.sha256(copy).hexdigest(), "words": by_language}

    @property
    def words(self) -> set[tuple[str, str]]:
        """All words of all pages, each with its language."""
        by_page = (page["words"].items() for page in self.pages.values())
        return {(word, language) for page in by_page for language, words in page for word in words}

    @property
    def state(self) -> str:
        """SHA-256 (hex)."""
        copies = [(name, page["copy"]) for name, page in self.pages.items()]
        return hashlib.sha256(repr((self._basis, self._glossary, copies)).encode()).hexdigest()

    def clear(self) -> None:
        """Remove copies of pages that are no more."""
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            if path.relative_to(self.folder).as_posix() not in self.pages:
                path.unlink()

    def finish(self) -> None:
        """Note what the index was made from."""
        kept = {
            "basis": self._basis,
            "written": self.state,
            "pages": self.pages,
            "known": self.vocabulary.known,
            "stems": self.vocabulary.stems,
        }
        write_atomically(self._note, json.dumps(kept, ensure_ascii=False).encode("utf-8"))


def _copy(page: Page, vocabulary: Vocabulary, words: set[tuple[str, str]]) -> bytes:
    """Give what Pagefind reads of a page: its article alone, with divided compounds; ``words`` gets what is in it."""
    begin, end = page.html.find(b"<article "), page.html.rfind(b"</article>")
    text = page.html[begin : end + len(b"</article>")] if 0 <= begin < end else b"<article></article>"
    document = etree.fromstring(text, etree.HTMLParser(encoding="utf-8"))
    article = next(document.iter("article"))
    for element in _NO_TEXT(article):
        _remove(element)
    for heading in _HEADING(article):  # Sphinx names sections, Pagefind looks for headings with a name
        heading.set("id", heading.getparent().get("id"))
    # what a hit tells rides on an anchor: Pagefind (1.5) writes filters in an order of its own in each run
    article.insert(0, etree.Element("span", id=f"{_STATE}.{page.state}.{tag(page.language)}"))
    _divide(article, vocabulary, page.language, words)
    return bytes(etree.tostring(document, encoding="utf-8", method="html", doctype="<!doctype html>"))


def _remove(element: Any) -> None:
    """Take an element out of its tree; the text after it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _divide(element: Any, vocabulary: Vocabulary, language: str, words: set[tuple[str, str]]) -> None:
    """Divide the compounds of an element's text, each part of it in its own language."""
    own = str(element.get("lang") or language).replace("-", "_")
    is_text = element.tag not in _CODE
    if is_text and element.text and isinstance(element.tag, str):
        element.text = vocabulary.divide(element.text.translate(_SIGNS), own, words)
    for child in element:
        _divide(child, vocabulary, own, words)
        if is_text and child.tail:
            child.tail = vocabulary.divide(child.tail.translate(_SIGNS), own, words)
