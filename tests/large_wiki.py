"""A wiki of any size whose vocabulary grows with it as that of people's texts does; for measuring."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from sites import ROOT
from wikis import CONF, catalog, make_wiki

from partnerwiki import pofile

SECTIONS, PAGES = 10, 8
#: A text page that is in a wiki of any size, with the same neighbours.
SAMPLE = "s0/t0/p3"
_WORD = re.compile(r"[^\W\d_]{2,}")


class Writer:
    """Writes on and on in words of the reference wiki.

    A word is new with probability (s + dk) / (s + n) after n words of k kinds, and else an earlier one: the process of
    Pitman and Yor, whose vocabulary follows Heaps' law with exponent d. When the known words are used up, new ones are
    compounds of two.
    """

    STRENGTH, DISCOUNT = 200, 0.6

    def __init__(self, language: str) -> None:
        self._random = random.Random(language)
        texts = (
            entry.msgstr if language == "en" else entry.msgid
            for path in pofile.find(ROOT / "locales" / "en" / "LC_MESSAGES").values()
            for entry in pofile.read(path).live
        )
        self._known = sorted({word for text in texts for word in _WORD.findall(text)})
        self._random.shuffle(self._known)
        self._kinds = 0
        self._written: list[str] = []

    def _word(self) -> str:
        written = len(self._written)
        chance = (self.STRENGTH + self.DISCOUNT * self._kinds) / (self.STRENGTH + written)
        if self._random.random() < chance:
            first, second = self._random.sample(self._known, 2)
            word = self._known[self._kinds] if self._kinds < len(self._known) else first + second.lower()
            self._kinds += 1
        else:
            word = self._random.choice(self._written)
        self._written.append(word)
        return word

    def words(self, count: int) -> str:
        """Give so many words; the first is capitalised."""
        text = " ".join(self._word() for _number in range(count))
        return text[0].upper() + text[1:]

    def paragraph(self) -> str:
        """Give some sentences."""
        return " ".join(f"{self.words(self._random.randint(6, 14))}." for _sentence in range(5))


def _docnames(branches: int) -> Iterator[tuple[str, str]]:
    """Give each page with the lines of its toctree; a large wiki begins with the pages of a small one."""
    yield "index", "\n".join(f"s{section}/index" for section in range(SECTIONS))
    for section in range(SECTIONS):
        yield f"s{section}/index", "\n".join(f"t{branch}/index" for branch in range(branches))
    for branch in range(branches):
        for section in range(SECTIONS):
            yield f"s{section}/t{branch}/index", "\n".join(f"p{page}" for page in range(PAGES))
            for page in range(PAGES):
                yield f"s{section}/t{branch}/p{page}", ""


def _page(german: Writer, english: Writer, below: str) -> tuple[str, dict[str, str]]:
    """Give a page and its units with their translations."""
    units: dict[str, str] = {}

    def unit(text: str, translation: str) -> str:
        units[text] = translation
        return text

    def paragraph() -> str:
        return unit(german.paragraph(), english.paragraph())

    def line() -> str:
        return unit(german.words(3), english.words(3))

    text = [f"# {line()}", paragraph()]
    for _section in range(3):
        text += [f"## {line()}", paragraph(), f"- {line()}\n- {line()}\n- {line()}"]
    if below:
        text.append(f"```{{toctree}}\n:hidden:\n\n{below}\n```")
    return "\n\n".join(text) + "\n", units


def write_large_wiki(folder: Path, branches: int) -> int:
    """Write a wiki in German, reviewed in English, of 11 + 90 · ``branches`` pages; give how many they are."""
    german, english = Writer("de"), Writer("en")
    pages, catalogs = {}, {}
    for docname, below in _docnames(branches):
        pages[f"{docname}.md"], units = _page(german, english, below)
        catalogs[f"en/{docname}"] = catalog(units)
    make_wiki(folder, pages=pages, catalogs=catalogs, conf=CONF)
    return len(pages)
