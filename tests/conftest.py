"""A tiny Sphinx project in a test's folder: written, built in this process, and read back."""

from __future__ import annotations

import io
import json
import shutil
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
import pytest
import sphinx.locale
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from sites import Published, chromium, reference_wiki, wiki_of_every_kind
from sphinx.application import Sphinx
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace, patch_docutils

from partnerwiki.units import text_hash

ROOTS = Path(__file__).parent / "roots"
#: Half of every project: ``extra`` adds to it or overrides it.
CONF = """\
project = "Test"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en"]
exclude_patterns = ["build"]
html_theme = "basic"
html_copy_source = False
myst_heading_anchors = 3
"""


@dataclass
class Built:
    """What a build wrote, said (one warning a line, paths relative to the project) and knows."""

    folder: Path
    warnings: list[str]
    env: Any

    def text_of(self, name: str) -> str:
        """Give a written file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def html(self, docname: str) -> BeautifulSoup:
        """Give a page."""
        return BeautifulSoup(self.text_of(f"{docname}.html"), "html.parser")

    def body(self, docname: str) -> BeautifulSoup:
        """Give the content of a page."""
        body = self.html(docname).find("div", class_="body")
        assert body is not None
        for link in body.find_all("a", class_="headerlink"):
            link.decompose()
        return body

    def text(self, docname: str) -> str:
        """Give the words of a page's content, separated by single spaces."""
        return " ".join(self.body(docname).get_text(" ").split())

    def searched(self) -> dict[str, Any]:
        """Give the index of Sphinx's search."""
        return json.loads(self.text_of("searchindex.js").removeprefix("Search.setIndex(").removesuffix(")"))


class Project:
    """A Sphinx project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        """Write a text file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def conf(self, extra: str = "") -> None:
        """Write ``conf.py``."""
        self.write("conf.py", CONF + extra)

    def po(
        self,
        docname: str,
        units: Mapping[str, str],
        *,
        language: str = "en",
        state: str = "reviewed",
        folder: str = "locales",
    ) -> Path:
        """Write a catalog of units that are all ``reviewed``, ``machine`` or ``outdated``."""
        catalog = polib.POFile(wrapwidth=1000)  # an mt: comment is one line
        catalog.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
        for msgid, msgstr in units.items():
            entry = polib.POEntry(msgid=msgid, msgstr=msgstr)
            if state != "reviewed":
                entry.fuzzy = True
            if state == "machine":
                entry.tcomment = f"mt: test/1 2026-01-01 sha256:{text_hash(msgstr)}"
            if state == "outdated":
                entry.previous_msgid = "vorher"
            catalog.append(entry)
        path = self.folder / folder / language / "LC_MESSAGES" / f"{docname}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog.save(str(path))
        return path

    def build(self, language: str = "en", *, builder: str = "html", jobs: int = 1, **overrides: Any) -> Built:
        """Build with Sphinx in this process, each language and builder in a folder of its own."""
        source = self.folder / "source" if (self.folder / "source").is_dir() else self.folder
        out = self.folder / "build" / language / builder
        log = io.StringIO()
        sphinx.locale.translators.clear()  # Sphinx keeps the last language as a fallback of the next
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of libraries
            with patch_docutils(str(self.folder)), docutils_namespace():
                app = Sphinx(
                    srcdir=source,
                    confdir=self.folder,
                    outdir=out,
                    doctreedir=self.folder / "build" / language / "doctrees",
                    buildername=builder,
                    confoverrides={"language": language, **overrides},
                    status=None,
                    warning=log,
                    parallel=jobs,
                )
                app.build()
        lines = strip_escape_sequences(log.getvalue()).replace(f"{self.folder}/", "").splitlines()
        return Built(out, [line for line in lines if line.strip()], app.env)


#: The files whose tests take longest. They come first, so that at the end no process waits for another.
LONG = [
    "real_libretranslate",
    "incremental",
    "accessible",
    "weight",
    "keyboard",
    "functions",
    "lighthouse",
    "search",
    "site",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first, in the order of the list."""
    place = {f"test_{name}": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with the usual ``conf.py``."""
    new = Project(tmp_path)
    new.conf()
    return new


@pytest.fixture
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Project:
    """A copy of ``tests/roots/test-NAME``, for ``@pytest.mark.parametrize("root", ["NAME"], indirect=True)``."""
    shutil.copytree(ROOTS / f"test-{request.param}", tmp_path, dirs_exist_ok=True)
    return Project(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Give the reference wiki, built and served; tests must not change it."""
    with reference_wiki(tmp_path_factory.mktemp("wiki")) as site:
        yield site


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Give the reference wiki with one more language, from right to left; tests must not change it."""
    with wiki_of_every_kind(tmp_path_factory.mktemp("every-kind")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one browser for all tests of a process; a test opens its own context."""
    with chromium() as program:
        yield program
