"""After each kind of change, a build upon the last one gives the site of a cold build, and writes no other page."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from wikis import CONF, catalog, environ, make_wiki, partnerwiki, tree, write

RECORD = """\
terms:
  - id: town
    topic: people
    words: {de: Partnerstadt, en: partner town}
    definition: {de: Eine Stadt., en: A town.}
"""
PAGES = {
    "index.md": "# Start\n\nWillkommen.\n\n```{toctree}\n:maxdepth: 2\n\na/index\nb/index\nworte\nliste\n```\n",
    "a/index.md": "# Bereich A\n\nText von A.\n\n```{toctree}\n:hidden:\n\neins\nzwei\ndrei\n```\n",
    "a/eins.md": "(anker)=\n# Eins\n\nText, siehe {ref}`anker` und [](zwei.md) und [dort](../b/vier.md#teil).\n\n## Teil\n",  # noqa: E501
    "a/zwei.md": "# Zwei\n\nText mit [](drei.md) und {doc}`../b/vier` und {term}`Haus`.\n\n![Bild](../bild.svg)\n",
    "a/drei.md": "# Drei\n\nSiehe {ref}`anker`.\n\n{download}`Datei <../datei.txt>`\n\n```{include} ../teil.txt\n```\n",
    "b/index.md": "# Bereich B\n\n```{toctree}\n:glob:\n\n*\n```\n",
    "b/vier.md": "# Vier\n\nText.\n\n## Teil\n\nMehr.\n\n```{note}\nHinweis.\n```\n",
    "b/fünf.md": "# Fünf\n\n```{path} Weg\n:id: weg\n\n1. [Eins](../a/eins.md)\n2. [Vier](vier.md)\n```\n",
    "worte.md": "# Wörter\n\n```{glossary}\nHaus\n  Ein Bau.\n\nTor\n  Ein Eingang.\n```\n",
    "liste.md": "# Liste\n\nOhne Verweise.\n\n- Punkt\n- noch einer\n",
    "bild.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "datei.txt": "Inhalt\n",
    "teil.txt": "Eingefügt.\n",
    "_static/eigen.css": "p { color: black }\n",
}
EN = {
    "en/index": {"Start": "Home", "Willkommen.": "Welcome."},
    "en/a/eins": {"Eins": "One"},
    "en/a/zwei": {"Zwei": "Two"},
    "en/b/vier": {"Vier": "Four", "Text.": "Text here."},
    "en/worte": {"Wörter": "Words", "Haus": "house", "Ein Bau.": "A building."},
}
SETTINGS = (
    CONF
    + """
html_static_path = ["source/_static"]
html_css_files = ["eigen.css"]
templates_path = ["templates"]
exclude_patterns = ["teil.txt"]
html_theme_options = {"footer_pages": ["liste"]}
numfig = True
import sys, os
sys.path.insert(0, os.path.dirname(__file__))
extensions.append("eigen")
"""
)
EXTENSION = '''\
"""An extension of the project's own."""


def add(app, docname, content):
    content[0] += "\\n\\nVon der Erweiterung.\\n"


def setup(app):
    app.connect("source-read", add)
    return {"parallel_read_safe": True}
'''


@dataclass(frozen=True)
class Change:
    """What is done to the wiki; the pages that may be written though they come out the same.

    Those are the pages that are read again, with a link whose target is gone, and the start page, which lists the pages
    below those that it lists. The start page's title stands in every page's menu.
    """

    do: Callable[[Path], object]
    read: set[str] = field(default_factory=set)
    everything: bool = False


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Give a change of one file."""

    def do(wiki: Path) -> None:
        path = wiki / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return do


def po(name: str, units: dict[str, str]) -> Callable[[Path], object]:
    """Give a change of one catalog."""
    return lambda wiki: write(wiki / "locales/en/LC_MESSAGES", {f"{name}.po": catalog(units)})


def later(wiki: Path) -> None:
    """Give all files a later date, as a fresh clone does."""
    for path in (wiki / "source").rglob("*"):
        os.utime(path)


def earlier(wiki: Path) -> None:
    """Change a page and give it an old date, as an unpacked archive does."""
    edit("source/liste.md", "Ohne Verweise.", "Aus dem Archiv.")(wiki)
    os.utime(wiki / "source/liste.md", (1, 1))


def commit(wiki: Path) -> None:
    """Commit all, as if it was long ago."""
    dates = {"GIT_AUTHOR_DATE": "2020-02-03T12:00:00Z", "GIT_COMMITTER_DATE": "2020-02-03T12:00:00Z"}
    (wiki / ".gitignore").write_text("build/\n", encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        author = ["-c", "user.name=Test", "-c", "user.email=test@wiki.example"]
        subprocess.run(["git", *author, *command], cwd=wiki, env={**environ(), **dates}, check=True)


CHANGES = {
    "nothing": Change(lambda wiki: None),
    "a paragraph": Change(edit("source/b/vier.md", "Mehr.", "Mehr als das."), {"b/vier"}),
    "a page with an old date": Change(earlier, {"liste"}),
    "a title": Change(edit("source/b/vier.md", "# Vier", "# Viertens"), {"b/vier"}),
    "a label's heading": Change(edit("source/a/eins.md", "# Eins", "# Erstens"), {"a/eins", "index"}),
    "an anchor": Change(edit("source/b/vier.md", "## Teil", "## Anderer Teil"), {"b/vier", "a/eins", "index"}),
    "an anchor put back": Change(edit("source/b/vier.md", "## Anderer Teil", "## Teil"), {"b/vier", "a/eins", "index"}),
    "the start page's title": Change(edit("source/index.md", "# Start", "# Anfang"), everything=True),
    "a footer page's title": Change(edit("source/liste.md", "# Liste", "# Aufstellung"), {"liste"}),
    "a new page in a list of all": Change(
        lambda wiki: write(wiki / "source", {"b/sechs.md": "# Sechs\n\nNeu.\n"}), {"b/sechs", "b/index"}
    ),
    "another order": Change(edit("source/a/index.md", "eins\nzwei", "zwei\neins"), {"a/index", "index"}),
    "a page elsewhere in the tree": Change(
        lambda wiki: (
            edit("source/a/index.md", "\ndrei", "")(wiki),
            edit("source/index.md", "liste\n", "liste\na/drei\n")(wiki),
        ),
        {"a/index", "index"},
    ),
    "a removed page": Change(lambda wiki: (wiki / "source/b/sechs.md").unlink(), {"b/index"}),
    "an image": Change(edit("source/bild.svg", "<svg", '<svg width="9"'), {"a/zwei"}),
    "a download": Change(edit("source/datei.txt", "Inhalt", "Anderer Inhalt"), {"a/drei"}),
    "an included file": Change(edit("source/teil.txt", "Eingefügt", "Anders eingefügt"), {"a/drei"}),
    "a term": Change(edit("source/worte.md", "Tor\n", "Pforte\n"), {"worte", "a/zwei"}),
    "the term that a page names": Change(
        lambda wiki: (
            edit("source/worte.md", "Haus\n", "Gebäude\n")(wiki),
            edit("source/a/zwei.md", "`Haus`", "`Gebäude`")(wiki),
        ),
        {"worte", "a/zwei"},
    ),
    "a translation": Change(po("b/vier", {"Vier": "Four", "Text.": "Other text."}), {"b/vier"}),
    "a translated title": Change(po("a/zwei", {"Zwei": "The second"}), {"a/zwei", "index"}),
    "a new catalog": Change(po("liste", {"Punkt": "item"}), {"liste"}),
    "a removed catalog": Change(lambda wiki: (wiki / "locales/en/LC_MESSAGES/a/zwei.po").unlink(), {"a/zwei", "index"}),
    "dates of files": Change(later, everything=True),
    "a translated site title": Change(po("_conf", {"Testwiki": "Test wiki"}), everything=True),
    "a page's language": Change(edit("source/liste.md", "# Aufstellung", "---\nlanguage: en\n---\n# List"), {"liste"}),
    "a step of a path": Change(edit("source/b/fünf.md", "2. [Vier](vier.md)", "2. [Zwei](../a/zwei.md)"), {"b/fünf"}),
    "a longer page of a path": Change(edit("source/a/eins.md", "## Teil", "Wort " * 900 + "\n\n## Teil"), {"a/eins"}),
    "a static file": Change(edit("source/_static/eigen.css", "black", "navy"), everything=True),
    "a template": Change(
        lambda wiki: write(
            wiki / "templates",
            {"page.html": '{% extends "!page.html" %}{% block extrahead %}<!-- own -->{% endblock %}'},
        ),
        everything=True,
    ),
    "a setting": Change(edit("conf.py", "numfig = True", "numfig = False"), everything=True),
    "an extension": Change(edit("eigen.py", "Von der", "Aus der"), everything=True),
    "a commit": Change(commit, everything=True),
    "a warning": Change(edit("source/a/eins.md", "Text, siehe", "[leer](#nirgends) Text, siehe"), {"a/eins"}),
    "a change beside a warning": Change(edit("source/b/vier.md", "als das", "als dies"), {"b/vier", "a/eins"}),
    "a warning mended": Change(edit("source/a/eins.md", "[leer](#nirgends) ", ""), {"a/eins"}),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki that all changes are made to, one after the other."""
    folder = make_wiki(
        tmp_path_factory.mktemp("incremental") / "wiki",
        pages=PAGES,
        catalogs={name: catalog(units) for name, units in EN.items()},
        conf=SETTINGS,
    )
    write(folder, {"eigen.py": EXTENSION, "templates/leer.html": ""})
    assert partnerwiki(folder, "build", "-W").returncode == 0
    return folder


def stages(wiki: Path) -> dict[str, tuple[bytes, int]]:
    """Give bytes and date of each page that people write, as the languages' processes left it."""
    return {
        f"{code}/{path.relative_to(html).with_suffix('').as_posix()}": (path.read_bytes(), path.stat().st_mtime_ns)
        for code in ("de", "en")
        for html in [wiki / "build" / "work" / code / "html"]
        for path in html.rglob("*.html")
        if (wiki / "source" / path.relative_to(html)).with_suffix(".md").is_file()
    }


@pytest.mark.parametrize("name", CHANGES)
def test_a_build_upon_the_last_one_equals_a_cold_one(wiki: Path, name: str) -> None:
    change = CHANGES[name]
    before = stages(wiki)
    change.do(wiki)
    result = partnerwiki(wiki, "build")
    assert result.returncode == 0, result.stderr
    incremental, after = tree(wiki / "build" / "site"), stages(wiki)

    cold = wiki.parent / "cold"
    shutil.rmtree(cold, ignore_errors=True)
    shutil.copytree(wiki, cold, ignore=shutil.ignore_patterns("build"))
    fresh = partnerwiki(cold, "build")
    assert fresh.returncode == 0, fresh.stderr
    expected = tree(cold / "build" / "site")
    assert incremental.keys() == expected.keys()
    assert [page for page in expected if expected[page] != incremental[page]] == []
    assert [line for line in result.stderr.splitlines() if "WARNING" in line] == [
        line for line in fresh.stderr.splitlines() if "WARNING" in line
    ]

    written = {page for page in after if page in before and after[page][1] != before[page][1]}
    same = {page.partition("/")[2] for page in written if after[page][0] == before[page][0]}
    if not change.everything:
        assert same <= change.read, "pages were written that show nothing of the change"


def test_a_build_after_no_change_runs_no_language(wiki: Path) -> None:
    partnerwiki(wiki, "build")
    before = stages(wiki)
    result = partnerwiki(wiki, "build")
    assert "Nothing has changed." in result.stdout
    assert stages(wiki) == before


def test_a_translation_builds_its_language_alone(wiki: Path) -> None:
    before = stages(wiki)
    po("b/vier", {"Vier": "Number four", "Text.": "Text."})(wiki)
    partnerwiki(wiki, "build")
    assert {page.partition("/")[0] for page, state in stages(wiki).items() if before.get(page) != state} == {"en"}


def test_a_finished_page_that_somebody_changed_is_made_again(wiki: Path) -> None:
    partnerwiki(wiki, "build")
    page = wiki / "build" / "site" / "en" / "liste.html"
    good = page.read_bytes()
    page.write_bytes(b"broken")
    assert partnerwiki(wiki, "build").returncode == 0
    assert page.read_bytes() == good
    stage = wiki / "build" / "work" / "en" / "html" / "liste.html"
    stage.write_bytes(b"broken, too")
    edit("source/b/vier.md", "Hinweis.", "Anderer Hinweis.")(wiki)
    assert partnerwiki(wiki, "build").returncode == 0
    assert page.read_bytes() == good
