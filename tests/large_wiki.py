"""A wiki of any size whose vocabulary grows with it as that of people's texts does; for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus import Writer
from wikis import CONF, catalog, make_wiki

SECTIONS, PAGES = 10, 8
#: A text page that is in a wiki of any size, with the same neighbours.
SAMPLE = "s0/t0/p3"


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
        return unit(german.sentences(5), english.sentences(5))

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
