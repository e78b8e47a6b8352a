"""The fingerprint of what a language's site is made from: by content, and by nothing that is not shown."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from wikis import CONF, catalog, make_wiki, write

from partnerwiki import messages
from partnerwiki.config import Project, load_project
from partnerwiki.inputs import Inputs, content_of, listing

SETTINGS = CONF.replace('["de", "en"]', '["de", "en", "pt"]') + (
    "import os\nhtml_title = os.environ.get('WIKI_TITLE', 'Wiki')\n"
    "def setup(app):\n    app.connect('builder-inited', lambda app: None)\n"
)
PAGES = {
    "index.md": "# Start\n\n![Bild](bild.svg)\n\n```{toctree}\nzwei\n```\n",
    "zwei.md": "# Zweite Seite\n\nMehr Text.\n",
    "bild.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}
CATALOGS = {
    "de/index": catalog({}),
    "en/index": catalog({"Start": "Home"}),
    "en/zwei": catalog({"Zweite Seite": "Second page"}),
    "pt/index": catalog({"Start": "Início"}),
}
ELSEWHERE = ["static", "templates/page.html", "own.py", "docutils.conf"]


@pytest.fixture(autouse=True)
def a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it be a certain day, and no title in the environment."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.delenv("WIKI_TITLE", raising=False)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """A wiki with files elsewhere."""
    folder = make_wiki(tmp_path / "wiki", pages=PAGES, catalogs=CATALOGS, conf=SETTINGS)
    write(folder, {"static/own.css": "p {}", "templates/page.html": "{{ body }}", "own.py": "X = 1\n"})
    return folder


def known(folder: Path, **options: str) -> dict[str, str]:
    """Give the fingerprints of all languages."""
    inputs = Inputs(load_project(folder, **options))
    return {language: inputs.of(language, ELSEWHERE) for language in ("de", "en", "pt")}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Give the languages whose fingerprint is another."""
    return {language for language, text in after.items() if text != before[language]}


# What counts


def test_each_language_has_its_own_fingerprint(wiki: Path) -> None:
    assert len(set(known(wiki).values())) == 3


def test_a_copy_in_another_place_with_other_dates_is_the_same(wiki: Path, tmp_path: Path) -> None:
    copy = tmp_path / "another place" / "wiki"
    shutil.copytree(wiki, copy, copy_function=shutil.copyfile)
    for number, path in enumerate(sorted(copy.rglob("*"))):
        os.utime(path, (number, 1_000_000 + number))
    assert known(copy) == known(wiki)


def test_the_order_of_what_lies_elsewhere_does_not_matter(wiki: Path) -> None:
    inputs = Inputs(load_project(wiki))
    assert inputs.of("en", ELSEWHERE) == inputs.of("en", reversed(ELSEWHERE))
    assert inputs.of("en", ELSEWHERE) != inputs.of("en")


EVERY = {"de", "en", "pt"}
#: A file, its new content (None: it goes), the languages that it is for.
CHANGES: dict[str, tuple[str, str | None, set[str]]] = {
    "a page": ("source/zwei.md", "# Zweite Seite\n\nAnderer Text.\n", EVERY),
    "a new page": ("source/drei.md", "# Dritte\n", EVERY),
    "a page deleted": ("source/zwei.md", None, EVERY),
    "a new page in a new folder": ("source/teil/drei.md", "# Dritte\n", EVERY),
    "an image": ("source/bild.svg", "<svg/>", EVERY),
    "a catalog": ("locales/en/LC_MESSAGES/index.po", catalog({"Start": "Beginning"}), {"en"}),
    "a new catalog": ("locales/pt/LC_MESSAGES/zwei.po", catalog({"Mehr Text.": "Mais texto."}), {"pt"}),
    "a catalog deleted": ("locales/pt/LC_MESSAGES/index.po", None, {"pt"}),
    "a catalog of the source language": ("locales/de/LC_MESSAGES/zwei.po", catalog({"a": "b"}), {"de"}),
    "a catalog of a language that is none of the wiki's": ("locales/fr/LC_MESSAGES/a.po", "", set()),
    "conf.py": ("conf.py", SETTINGS + "numfig = True\n", EVERY),
    "a comment in conf.py": ("conf.py", SETTINGS + "# Note\n", EVERY),
    "a static file": ("static/own.css", "p { color: black }", EVERY),
    "a new static file": ("static/new.css", "", EVERY),
    "a template": ("templates/page.html", "<p>{{ body }}</p>", EVERY),
    "a module": ("own.py", "X = 2\n", EVERY),
    "a file that was not there": ("docutils.conf", "[general]\n", EVERY),
    "a file that nothing reads": ("notes.txt", "Notes", set()),
    "another template": ("templates/other.html", "", set()),
    "a hidden file": ("source/.index.md.swp", "x", set()),
    "a file in a hidden folder": ("source/.obsidian/a.json", "{}", set()),
    "a hidden catalog": ("locales/en/LC_MESSAGES/.#index.po", "x", set()),
    "a hidden static file": ("static/.DS_Store", "x", set()),
    "a built file": ("build/site/index.html", "<p>", set()),
}


@pytest.mark.parametrize(("name", "content", "languages"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_counts_for_the_languages_that_it_is_for(
    wiki: Path, name: str, content: str | None, languages: set[str]
) -> None:
    before = known(wiki)
    old = (wiki / name).read_bytes() if (wiki / name).exists() else None
    if content is None:
        (wiki / name).unlink()
    else:
        write(wiki, {name: content})
    assert changed(before, known(wiki)) == languages
    if old is None:
        (wiki / name).unlink()
    else:
        (wiki / name).write_bytes(old)
    assert known(wiki) == before


def test_a_file_with_another_name_is_another_one(wiki: Path) -> None:
    before = known(wiki)
    (wiki / "source" / "zwei.md").rename(wiki / "source" / "anders.md")
    assert changed(before, known(wiki)) == EVERY


def test_a_change_of_the_same_length_and_date_counts(wiki: Path) -> None:
    path = wiki / "source" / "zwei.md"
    stat = path.stat()
    before = known(wiki)
    path.write_text(path.read_text(encoding="utf-8").replace("Mehr", "Kein"), encoding="utf-8", newline="\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert changed(before, known(wiki)) == EVERY


def test_two_inputs_do_not_run_into_each_other(wiki: Path) -> None:
    before = known(wiki)
    write(wiki / "source", {"index.md": "", "zwei.md": PAGES["index.md"] + PAGES["zwei.md"]})
    once = known(wiki)
    write(wiki / "source", {"index.md": PAGES["index.md"] + PAGES["zwei.md"], "zwei.md": ""})
    assert changed(before, once) == changed(once, known(wiki)) == EVERY


# What comes from around the wiki


def test_a_value_of_the_environment_in_the_settings_counts(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(wiki)
    monkeypatch.setenv("WIKI_TITLE", "Anders")
    assert changed(before, known(wiki)) == EVERY


def test_a_variable_that_the_settings_do_not_use_does_not_count(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(wiki)
    monkeypatch.setenv("ANOTHER_TITLE", "Anders")
    assert known(wiki) == before


def test_the_address_counts(wiki: Path) -> None:
    before = known(wiki)
    assert changed(before, known(wiki, base_url="https://other.example/")) == EVERY
    assert known(wiki, base_url="https://wiki.example/repo") == before


def test_the_day_counts_and_the_hour_does_not(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(wiki)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000060")
    assert known(wiki) == before
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800086400")
    assert changed(before, known(wiki)) == EVERY
    project = load_project(wiki)
    day = Inputs(project).sources("en")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert Inputs(project).sources("en") == day


@contextmanager
def in_german() -> Iterator[None]:
    """Have messages be German."""
    messages.use_locale({"LANG": "de_DE.UTF-8"})
    try:
        yield
    finally:
        messages.use_locale({"LANG": "C"})


def test_the_language_of_warnings_counts(wiki: Path) -> None:
    before = known(wiki)
    with in_german():
        assert changed(before, known(wiki)) == EVERY
    assert known(wiki) == before


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def test_a_commit_counts(wiki: Path) -> None:
    without = known(wiki)
    git(wiki, "init")
    git(wiki, "add", ".")
    git(wiki, "commit", "-m", "a")
    first = known(wiki)
    assert changed(without, first) == EVERY
    assert known(wiki) == first
    git(wiki, "commit", "--allow-empty", "-m", "b")
    assert changed(first, known(wiki)) == EVERY


def test_a_history_that_was_cut_off_is_another_one(wiki: Path, tmp_path: Path) -> None:
    git(wiki, "init")
    git(wiki, "add", ".")
    git(wiki, "commit", "-m", "a")
    git(wiki, "commit", "--allow-empty", "-m", "b")
    for name, depth in (("whole", ()), ("short", ("--depth", "1"))):
        git(tmp_path, "clone", *depth, wiki.as_uri(), name)
    assert known(tmp_path / "whole") == known(wiki)
    assert changed(known(wiki), known(tmp_path / "short")) == EVERY


def test_without_git_there_is_no_commit(wiki: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = known(wiki)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert known(wiki) == before


# Pages beside conf.py


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """A wiki whose pages lie beside ``conf.py``."""
    folder = make_wiki(tmp_path / "flat", pages={}, catalogs=CATALOGS, conf=SETTINGS)
    write(folder, PAGES)
    return folder


FLAT = {
    "a page": ("zwei.md", EVERY),
    "a catalog": ("locales/en/LC_MESSAGES/index.po", {"en"}),
    "a built file": ("build/site/index.html", set()),
    "a hidden file": (".git/HEAD", set()),
    "a file beside the pages": ("notes.txt", EVERY),
}


@pytest.mark.parametrize(("name", "languages"), FLAT.values(), ids=FLAT.keys())
def test_what_is_built_and_translated_beside_the_pages_is_no_page(flat: Path, name: str, languages: set[str]) -> None:
    before = known(flat)
    write(flat, {name: "anders"})
    assert changed(before, known(flat)) == languages


# The parts


def parts(project: Project) -> tuple[str, str]:
    """Give the fingerprints of pages and catalogs in English, and of what runs."""
    inputs = Inputs(project)
    return inputs.sources("en"), inputs.code(ELSEWHERE)


PARTS: dict[str, tuple[str, bool, bool]] = {
    "a page": ("source/zwei.md", True, False),
    "a catalog": ("locales/en/LC_MESSAGES/zwei.po", True, False),
    "a module": ("own.py", False, True),
    "a static file": ("static/own.css", False, False),
    "a template": ("templates/page.html", False, False),
}


@pytest.mark.parametrize(("name", "pages", "code"), PARTS.values(), ids=PARTS.keys())
def test_pages_and_code_are_told_apart(wiki: Path, name: str, pages: bool, code: bool) -> None:
    before = parts(load_project(wiki))
    write(wiki, {name: "anders"})
    after = parts(load_project(wiki))
    assert (after[0] != before[0], after[1] != before[1]) == (pages, code)


def test_the_settings_are_code_and_source(wiki: Path) -> None:
    before = parts(load_project(wiki))
    write(wiki, {"conf.py": SETTINGS + "numfig = True\n"})
    after = parts(load_project(wiki))
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_every_file_is_read_once(wiki: Path) -> None:
    inputs = Inputs(load_project(wiki))
    before = {language: inputs.of(language, ELSEWHERE) for language in EVERY}
    write(wiki, {"source/zwei.md": "anders", "static/own.css": "anders"})
    assert {language: inputs.of(language, ELSEWHERE) for language in EVERY} == before


# Content and listing


def test_the_content_of_what_is_not_there_is_empty(tmp_path: Path) -> None:
    assert content_of(tmp_path / "nothing") == ""
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    assert content_of(tmp_path / "dangling") == ""


def test_the_content_of_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a": "text", "b": "text", "c": "texts", "empty": ""})
    one, other, third, empty = (content_of(tmp_path / name) for name in ("a", "b", "c", "empty"))
    assert one == other
    assert len({one, third, empty, ""}) == 4


def test_folders_that_are_left_out_do_not_count(tmp_path: Path) -> None:
    write(tmp_path, {"a/b.txt": "b", "out/c.txt": "c", "a/out/d.txt": "d"})
    before = content_of(tmp_path, without={tmp_path / "out"})
    write(tmp_path, {"out/c.txt": "other"})
    assert content_of(tmp_path, without={tmp_path / "out"}) == before
    assert content_of(tmp_path) != before
    write(tmp_path, {"a/out/d.txt": "other"})
    assert content_of(tmp_path, without={tmp_path / "out"}) != before


def test_empty_folders_and_hidden_files_are_no_content(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a"})
    before = content_of(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path, {".hidden/b.txt": "b", ".c": "c"})
    assert content_of(tmp_path) == before


def test_a_name_that_is_no_utf8_is_content_as_well(tmp_path: Path) -> None:
    before = content_of(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xfcro.txt")).touch()
    assert content_of(tmp_path) != before
    assert listing(tmp_path) != listing(tmp_path / "nothing")


def test_a_listing_goes_by_name_size_and_second(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "b/c.txt": "c", "b/.hidden": "d"})
    path = tmp_path / "b" / "c.txt"
    os.utime(path, (1, 1_700_000_000.25))
    before = listing(tmp_path)
    os.utime(path, (1, 1_700_000_000))
    assert listing(tmp_path) == before  # as archives keep it
    os.utime(path, (1, 1_700_000_001))
    assert listing(tmp_path) != before
    os.utime(path, (1, 1_700_000_000))
    path.write_text("d", encoding="utf-8")
    os.utime(path, (1, 1_700_000_000))
    assert listing(tmp_path) == before  # a file is not read
    path.write_text("longer", encoding="utf-8")
    os.utime(path, (1, 1_700_000_000))
    assert listing(tmp_path) != before


@pytest.mark.parametrize("name", ["new.txt", "b/new.txt", ".new", "b/.new"])
def test_a_listing_names_all_files(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.txt": "a", "b/c.txt": "c"})
    before = listing(tmp_path)
    write(tmp_path, {name: ""})
    assert listing(tmp_path) != before
    (tmp_path / name).unlink()
    assert listing(tmp_path) == before


def test_a_listing_of_what_is_not_there_is_that_of_an_empty_folder(tmp_path: Path) -> None:
    assert listing(tmp_path / "nothing") == listing(tmp_path)
