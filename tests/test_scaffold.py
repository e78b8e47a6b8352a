"""``create_wiki``: what a new wiki holds, in which language, and what is refused."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import polib
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from partnerwiki import scaffold
from partnerwiki.errors import PartnerwikiError
from partnerwiki.scaffold import FILES, PAGES, create_wiki

NAME = "Musterstadt – Beispielhorod"
LEGAL = {"impressum", "datenschutz", "barrierefreiheit"}

names = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
codes = st.lists(
    st.sampled_from(["de", "en", "uk", "fr", "ar", "pt_BR", "de_AT", "en_GB", "sw"]),
    unique=True,
    min_size=1,
    max_size=5,
)


def settings(folder: Path) -> dict[str, Any]:
    """Run a wiki's ``conf.py``."""
    values: dict[str, Any] = {}
    exec((folder / "conf.py").read_text(encoding="utf-8"), values)
    return values


def fresh(folder: Path, languages: list[str], name: str = NAME) -> scaffold.Created:
    """Make a wiki in a folder that earlier examples of the same test may have filled."""
    shutil.rmtree(folder, ignore_errors=True)
    return create_wiki(folder, languages, name)


def test_a_german_wiki_is_complete(tmp_path: Path) -> None:
    created = create_wiki(tmp_path / "wiki", ["de", "uk"], NAME)
    assert created.folder == tmp_path / "wiki"
    assert created.page_language == "de"
    assert created.note == ""
    assert set(map(str, created.files)) >= {
        ".github/workflows/check.yml",
        ".github/workflows/pages.yml",
        ".gitignore",
        ".gitlab-ci.yml",
        "Makefile",
        "README.md",
        "conf.py",
        "requirements.txt",
        "source/index.md",
        *(f"source/{name}.md" for name in LEGAL),
    }
    on_disk = sorted(path.relative_to(created.folder) for path in created.folder.rglob("*") if path.is_file())
    assert created.files == on_disk
    assert not list(created.folder.rglob("*.po"))


def test_settings_keep_the_contract(tmp_path: Path) -> None:
    create_wiki(tmp_path / "wiki", ["de", "uk"], NAME)
    values = settings(tmp_path / "wiki")
    assert values["project"] == values["html_title"] == NAME
    assert values["language"] == "de"
    assert values["partnerwiki_languages"] == ["de", "uk"]
    assert values["extensions"] == ["myst_parser", "partnerwiki"]
    assert values["html_theme"] == "partnerwiki"
    assert values["html_baseurl"] == "https://example.org/"
    assert values["myst_heading_anchors"] == 3
    assert set(values["myst_enable_extensions"]) == {
        "attrs_block",
        "attrs_inline",
        "colon_fence",
        "deflist",
        "substitution",
    }
    tree = ast.parse((tmp_path / "wiki" / "conf.py").read_text(encoding="utf-8"))
    assert all(isinstance(statement, ast.Assign) for statement in tree.body)


def test_no_engine_code(tmp_path: Path) -> None:
    created = create_wiki(tmp_path / "wiki", ["en", "de"], NAME)
    assert [path for path in created.files if path.suffix in {".py", ".js", ".css", ".html"}] == [Path("conf.py")]


@hypothesis.settings(deadline=None)  # a loaded machine is no fault
@given(name=names)
def test_any_name_survives(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "names"
    fresh(folder, ["en", "de"], name)
    assert settings(folder)["html_title"] == name
    heading = (folder / "README.md").read_text(encoding="utf-8").split("\n", 1)[0]
    inline = next(token for token in MarkdownIt().parse(heading) if token.type == "inline")
    shown = "".join(token.content for token in inline.children or [])
    # Markdown trims some exotic spaces at the ends of a heading; nothing may become markup
    assert {token.type for token in inline.children or []} <= {"text", "text_special"}
    assert shown.strip() == name.strip()


@hypothesis.settings(deadline=None)  # a loaded machine is no fault
@given(languages=codes)
def test_any_list_of_languages(tmp_path_factory: pytest.TempPathFactory, languages: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "languages"
    created = fresh(folder, languages)
    values = settings(folder)
    assert values["partnerwiki_languages"] == languages
    assert values["language"] == languages[0]
    pages = sorted(path.stem for path in (folder / "source").glob("*.md"))
    assert pages == sorted(page[created.page_language] for page in PAGES)
    assert bool(created.note) == (languages[0].split("_")[0] != created.page_language)
    assert "@@" not in "".join((folder / path).read_text(encoding="utf-8") for path in created.files)


@pytest.mark.parametrize(
    ("languages", "pages", "declared", "catalogs"),
    [
        (["de", "en"], "de", None, {"en"}),
        (["en", "de"], "en", None, {"de"}),
        (["en", "uk"], "en", None, set()),
        (["de_AT", "uk", "en_GB"], "de", None, {"en_GB"}),
        (["uk", "de", "en"], "en", "en", {"de"}),
        (["uk", "en_GB"], "en", "en_GB", set()),
        (["uk", "de"], "de", "de", set()),
        (["uk", "pl"], "en", None, set()),
    ],
)
def test_language_of_the_start_pages(
    tmp_path: Path, languages: list[str], pages: str, declared: str | None, catalogs: set[str]
) -> None:
    created = create_wiki(tmp_path / "wiki", languages, NAME)
    assert created.page_language == pages
    for path in (created.folder / "source").glob("*.md"):
        front = r"---\n(?:personal_data: true\n|numbering: §\n)?language: (.+)\n---\n\n# "
        found = re.match(front, path.read_text(encoding="utf-8"))
        assert (found[1] if found else None) == declared
    locales = created.folder / "locales"
    assert {path.name for path in locales.glob("*")} == catalogs
    for code in catalogs:
        made = sorted((locales / code / "LC_MESSAGES").glob("*.po"))
        assert [path.stem for path in made] == sorted(page[pages] for page in PAGES)
        for path in made:
            catalog = polib.pofile(str(path))
            assert catalog.metadata["Language"] == code
            assert catalog.metadata["Project-Id-Version"] == NAME
            assert all(entry.translated() for entry in catalog)


def test_a_language_without_start_pages_says_so(tmp_path: Path) -> None:
    created = create_wiki(tmp_path / "wiki", ["uk", "pl"], NAME)
    assert "'uk'" in created.note
    for path in (created.folder / "source").glob("*.md"):
        text = re.sub(r"\A---\n(personal_data: true|numbering: §)\n---\n\n", "", path.read_text(encoding="utf-8"))
        assert text.split("\n")[2] == "This page is still in English: please rewrite it in Ukrainian."


def test_codes_are_spelt_as_sphinx_wants_them(tmp_path: Path) -> None:
    create_wiki(tmp_path / "wiki", ["PT-br", " zh-hant-tw", "es_419"], NAME)
    assert settings(tmp_path / "wiki")["partnerwiki_languages"] == ["pt_BR", "zh_Hant_TW", "es_419"]


@pytest.mark.parametrize(
    "languages", [[], [""], ["xx"], ["de", "DE"], ["de", "uk", "de"], ["de.UTF-8"], ["../de"], ["C"]]
)
def test_bad_languages_are_refused(tmp_path: Path, languages: list[str]) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        create_wiki(tmp_path / "wiki", languages, NAME)
    assert caught.value.mend
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\x85b", "\ud800"])
def test_bad_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        create_wiki(tmp_path / "wiki", ["de"], name)
    assert caught.value.mend
    assert not list(tmp_path.iterdir())


def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    with pytest.raises(PartnerwikiError, match="not empty"):
        create_wiki(tmp_path, ["de"], NAME)
    assert [path.name for path in tmp_path.iterdir()] == [".hidden"]


def test_a_file_a_dead_link_and_a_missing_parent_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link", "missing/wiki", "file/wiki"):
        with pytest.raises(PartnerwikiError) as caught:
            create_wiki(tmp_path / name, ["de"], NAME)
        assert caught.value.path == tmp_path / name
        assert caught.value.mend
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "wiki"
    folder.mkdir()
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    created = create_wiki(Path(), ["de"], NAME)
    assert folder.stat().st_ino == before
    assert all((folder / path).is_file() for path in created.files)
    assert not list(folder.glob(".partnerwiki-*"))


@pytest.mark.parametrize("empty", [True, False])
def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: bool) -> None:
    target = tmp_path / "wiki"
    if empty:
        target.mkdir()
    calls = 0

    def fails(source: Path, destination: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 3 or not empty:
            raise OSError(28, "No space left on device")
        source.rename(destination)

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(PartnerwikiError, match="No space left"):
        create_wiki(target, ["de"], NAME)
    assert list(tmp_path.rglob("*")) == ([target] if empty else [])


def test_files_are_as_public_as_their_neighbours(tmp_path: Path) -> None:
    created = create_wiki(tmp_path / "wiki", ["de"], NAME)
    (tmp_path / "other").mkdir()
    assert created.folder.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_both_languages_have_the_same_words() -> None:
    words = [json.loads((FILES / language / "words.json").read_text(encoding="utf-8")) for language in ("de", "en")]
    assert words[0].keys() == words[1].keys()
    assert all(
        unicodedata.is_normalized("NFC", text) and "\n" not in text for table in words for text in table.values()
    )


def test_catalogs_fit_the_start_pages() -> None:
    script = Path(__file__).parents[1] / "scripts" / "scaffold_catalogs.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["de", "en"])
def test_start_pages_avoid_what_does_not_translate(language: str) -> None:
    for path in (FILES / language / "source").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for line in text.split("\n"):
            is_clause = text.startswith("---\nnumbering: ")  # its lists are paragraphs with a number
            assert is_clause or not re.match(r"\s*\d+[.)]", line), "a number at the start of a paragraph is a list"
            assert not line.endswith(("  ", "\\")), "hard line breaks are lost"
            assert not re.search(r"\]\[|^\[[^\]]+\]:|\[[ x]\]", line), "reference links and checkboxes are lost"


# -- the Makefile and the workflows -------------------------------------------------------------------------------


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a wiki with a program ``partnerwiki`` beside it that writes down how it is called."""
    program = tmp_path / "partnerwiki"
    program.write_text('#!/bin/sh\necho "$(basename "$PWD"): $*" >> ../calls\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(scaffold, "distribution", lambda _name: Installed(None))
    return create_wiki(tmp_path / "wiki", ["en", "de"], NAME).folder


def make(wiki: Path, *arguments: str, **environment: str) -> str:
    """Run make with the program beside the wiki; give what the program and make said."""
    variables = {**{k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PARTNERWIKI"))}, **environment}
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=wiki, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_lists_its_verbs(wiki: Path) -> None:
    listed = [line.split()[1] for line in make(wiki).splitlines()]
    assert listed == ["help", "site", "serve", "draft", "status", "due", "check", "clean"]


def test_make_runs_the_program(wiki: Path) -> None:
    make(wiki, "check", "PARTNERWIKI=../partnerwiki", "BASE_URL=https://example.org/a$$b c/")
    make(wiki, "serve", "status", "PARTNERWIKI=../partnerwiki")
    make(wiki, "draft", "PARTNERWIKI=../partnerwiki", "LANG=uk", "DRAFT_OPTIONS=--report --jobs 2")
    make(wiki, "draft", "PARTNERWIKI=../partnerwiki")
    make(wiki, "due", "PARTNERWIKI=../partnerwiki", "DUE_OPTIONS=--markdown")
    calls = (wiki.parent / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == [
        "wiki: update",
        "wiki: build -W --base-url https://example.org/a$b c/",
        "wiki: check",
        "wiki: serve",
        "wiki: status",
        "wiki: draft --to uk --report --jobs 2",
        "wiki: draft",
        "wiki: check due --markdown",
    ]
    assert not (wiki / ".venv").exists()


def test_make_installs_once_and_again_when_the_requirement_changes(wiki: Path) -> None:
    binaries = wiki / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").write_text('#!/bin/sh\necho "install $*" >> ../calls\n', encoding="utf-8")
    (binaries / "python").chmod(0o755)
    shutil.copy(wiki.parent / "partnerwiki", binaries / "partnerwiki")

    def installs(**environment: str) -> list[str]:
        (wiki.parent / "calls").unlink(missing_ok=True)
        make(wiki, "status", **environment)
        calls = (wiki.parent / "calls").read_text(encoding="utf-8").splitlines()
        return [line.removeprefix("install -m pip install --upgrade ") for line in calls if line.startswith("install")]

    assert installs() == ["-r requirements.txt"]
    assert installs() == []
    assert installs(PARTNERWIKI_REQUIREMENT="/a b/partnerwiki") == ["/a b/partnerwiki"]
    assert installs(PARTNERWIKI_REQUIREMENT="/a b/partnerwiki") == []
    assert installs() == ["-r requirements.txt"]
    later = (wiki / ".venv" / ".installed").stat().st_mtime + 5
    os.utime(wiki / "requirements.txt", (later, later))
    assert installs() == ["-r requirements.txt"]


def test_yaml_files_are_yaml(wiki: Path) -> None:
    for path in [wiki / ".gitlab-ci.yml", *(wiki / ".github" / "workflows").iterdir()]:
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
    assert (wiki / "requirements.txt").read_text(encoding="utf-8") == "partnerwiki>=0.1,<0.2\n"


@dataclass
class Installed:
    """Stands for the program's metadata as pip writes them (PEP 610)."""

    direct_url: str | None

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return self.direct_url


@pytest.mark.parametrize(
    ("direct_url", "requirement"),
    [
        (None, "partnerwiki>=0.1,<0.2"),
        ("no json", "partnerwiki>=0.1,<0.2"),
        ('{"url": "file:///gone", "dir_info": {}}', "partnerwiki>=0.1,<0.2"),
        (
            '{"url": "https://user:secret@git.example/p.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}',
            "partnerwiki @ git+https://git.example/p.git@c0ffee",
        ),
    ],
)
def test_a_wiki_asks_for_the_program_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direct_url: str | None, requirement: str
) -> None:
    monkeypatch.setattr(scaffold, "distribution", lambda _name: Installed(direct_url))
    create_wiki(tmp_path / "wiki", ["de"], NAME)
    assert (tmp_path / "wiki" / "requirements.txt").read_text(encoding="utf-8") == f"{requirement}\n"
    assert not (tmp_path / "wiki" / "local.mk").exists()


def test_a_program_from_a_folder_is_noted_for_this_computer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my $program #1"
    folder.mkdir()
    monkeypatch.setattr(
        scaffold, "distribution", lambda _name: Installed(json.dumps({"url": folder.as_uri(), "dir_info": {}}))
    )
    create_wiki(tmp_path / "wiki", ["de"], NAME)
    (tmp_path / "wiki" / "probe.mk").write_text(
        'include local.mk\nexport PARTNERWIKI_REQUIREMENT\nshow:\n\t@echo "$$PARTNERWIKI_REQUIREMENT"\n'
    )
    shown = subprocess.run(
        ["make", "-s", "-f", "probe.mk"], cwd=tmp_path / "wiki", capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"{folder}\n"
    assert "local.mk" in (tmp_path / "wiki" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "partnerwiki>=0.1,<0.2" in (tmp_path / "wiki" / "requirements.txt").read_text(encoding="utf-8")
