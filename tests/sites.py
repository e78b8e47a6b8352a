"""The reference wiki, built and served as GitHub Pages does, and a real browser to read it; fixtures in conftest."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Browser, sync_playwright
from wikis import partnerwiki

from partnerwiki import frontmatter
from partnerwiki.config import load_project
from partnerwiki.preview import make_server
from partnerwiki.units import State, state_of, unit_id

ROOT = Path(__file__).parent.parent
LANGUAGES = load_project(ROOT).languages
#: People write these two and review them; the others hold machine drafts until somebody has.
COMPLETE = ("de", "en")
DRAFTED = [code for code in LANGUAGES if code not in COMPLETE]
#: All that a reader may meet: what people wrote, machine drafts, and drafts in made-up words from right to left.
EVERY_KIND = [*LANGUAGES, "ar"]
#: Pages that no person writes.
MADE = ("search.html", "genindex.html", "translation-status.html", "partnership-records.html")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Published:
    folder: Path
    url: str
    #: Where the site lies below ``folder``.
    site: str = "build/site"

    def pages(self, language: str) -> list[str]:
        """Give the addresses of a language's pages below the site's root."""
        base = self.folder / self.site
        return [path.relative_to(base).as_posix() for path in sorted((base / language).rglob("*.html"))]

    def names(self) -> list[str]:
        """Give the file names of the pages that people write; they are the same in every language."""
        return [name for page in self.pages("de") if (name := page.removeprefix("de/")) not in MADE]

    def source(self, name: str) -> str:
        """Give the language in which a page is written."""
        text = (self.folder / "source" / name).with_suffix(".md").read_text(encoding="utf-8")
        return str(frontmatter.read(text).get("language", "de"))

    def states(self, language: str, name: str) -> dict[str, State]:
        """Give the states of a page's units, by their ids, as its catalog has them, and those of the records on it."""
        folder = self.folder / "locales" / language / "LC_MESSAGES"
        shown = set(re.findall(r'data-unit="(\w+)"', self.page(language, name)))
        found = {unit_id(entry.msgid): state_of(entry) for entry in _live((folder / name).with_suffix(".po"))}
        for path in sorted((folder / "_data").rglob("*.po")):
            for entry in _live(path):
                if unit_id(entry.msgid) in shown:
                    found.setdefault(unit_id(entry.msgid), state_of(entry))
        return found

    def page(self, language: str, name: str) -> str:
        """Give the HTML of a page."""
        return (self.folder / self.site / language / name).with_suffix(".html").read_text(encoding="utf-8")


def _live(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.is_file() else []


@contextmanager
def publish(folder: Path, *options: str) -> Iterator[Published]:
    """Build the wiki in ``folder`` for a server below ``/repo/`` and serve it while the context lasts."""
    site = "build/internal/site" if "--internal" in options else "build/site"
    with make_server(folder / site, base_path="/repo/") as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/repo/"
        with pytest.MonkeyPatch.context() as environ:
            environ.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # doubles the time and would tell nothing new
            result = partnerwiki(folder, "build", *options, "--base-url", url)
        assert result.returncode == 0, result.stderr
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Published(folder, url, site)
        finally:
            server.shutdown()


def copy_reference_wiki(folder: Path) -> None:
    """Copy what the reference wiki is made from to ``folder``."""
    shutil.copy(ROOT / "conf.py", folder)
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, folder / name)


@contextmanager
def reference_wiki(folder: Path) -> Iterator[Published]:
    """Copy the reference wiki to ``folder`` and publish it."""
    copy_reference_wiki(folder)
    with publish(folder, "-W") as published:
        yield published


@contextmanager
def wiki_of_every_kind(folder: Path) -> Iterator[Published]:
    """Publish the reference wiki in the languages of ``EVERY_KIND``."""
    copy_reference_wiki(folder)
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"partnerwiki_languages = {EVERY_KIND!r}\n")
    for arguments in (["update"], ["draft", "--to", "ar", "--engine", "pseudo-rtl"]):
        result = partnerwiki(folder, *arguments)
        assert result.returncode == 0, result.stderr
    with publish(folder, "-W") as published:
        yield published


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, or Playwright's own where there is none."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
