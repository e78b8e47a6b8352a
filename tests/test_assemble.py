"""Languages built one by one, as on machines of their own, and joined; the workflow that does it is run, too."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from wikis import CONF, PAGES, catalog, environ, make_wiki, partnerwiki, tree, write

from partnerwiki.scaffold import FILES, create_wiki

ROOT = Path(__file__).parents[1]
MATRIX = ROOT / "docs" / "examples" / "pages-matrix.yml"
ALONE = FILES / "common" / "dot_github" / "workflows" / "pages.yml"
ADDRESS = "https://name.pages.example/wiki"
LANGUAGES = ["de", "en", "pt"]
SETTINGS = CONF.replace('["de", "en"]', '["de", "en", "pt"]') + 'html_extra_path = ["extra"]\n'
CATALOGS = {
    "en/index": catalog({"Start": "Home", "Willkommen im Wiki.": "Welcome to the wiki."}),
    "pt/zwei": catalog({"Zweite Seite": "Segunda página"}),
}
BROKEN = {"source/zwei.md": "# Zweite Seite\n\n[kaputt](#gibt-es-nicht)\n"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki that was built and published as a whole; tests must not change it."""
    folder = make_wiki(tmp_path_factory.mktemp("finished") / "wiki", catalogs=CATALOGS, conf=SETTINGS)
    write(folder / "extra", {".well-known/kontakt.txt": "mailto:wiki@musterstadt.example\n"})
    result = partnerwiki(folder, "build", "-W")
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def wiki(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished wiki, with all that was built."""
    return shutil.copytree(finished, tmp_path / "wiki")


def unbuilt(finished: Path, folder: Path) -> Path:
    """Copy the wiki as a fresh clone has it."""
    return shutil.copytree(finished, folder, ignore=shutil.ignore_patterns("build"))


def carry(runner: Path, language: str, to: Path) -> None:
    """Carry over what the artifact of a language holds, with other dates."""
    there, here = (folder / "build" / "work" / language for folder in (runner, to))
    here.mkdir(parents=True)
    shutil.copytree(there / "html", here / "html", copy_function=shutil.copyfile)
    shutil.copyfile(there / "built.json", here / "built.json")


def the_only_error(result: subprocess.CompletedProcess[str]) -> str:
    """Give the one message, of two lines, with which a command ended."""
    assert result.returncode == 1, result.stdout
    lines = result.stderr.splitlines()
    assert len(lines) == 2, result.stderr
    assert lines[0].startswith("Error: ")
    assert lines[1].startswith("  → ")
    return result.stderr


def test_languages_built_in_separate_copies_and_joined_give_the_site_of_one_build(
    finished: Path, tmp_path: Path
) -> None:
    joint = unbuilt(finished, tmp_path / "joint")
    for language in LANGUAGES:
        runner = unbuilt(finished, tmp_path / language)
        built = partnerwiki(runner, "build", "-W", "--lang", language)
        assert built.returncode == 0, built.stderr
        assert not (runner / "build" / "site").exists()
        assert [path.name for path in (runner / "build" / "work").iterdir()] == [language]
        carry(runner, language, joint)
    result = partnerwiki(joint, "assemble", "-W")
    assert result.returncode == 0, result.stderr
    site = tree(joint / "build" / "site")
    assert site == tree(finished / "build" / "site")
    assert "en/.well-known/kontakt.txt" in site


def test_a_language_alone_is_counted_and_says_that_it_is_not_published_yet(finished: Path, tmp_path: Path) -> None:
    runner = unbuilt(finished, tmp_path / "runner")
    result = partnerwiki(runner, "build", "--lang", "en")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["language", "en"]
    assert lines[2:] == ["Not published yet: 'partnerwiki assemble' joins the languages."]
    document = json.loads(partnerwiki(runner, "build", "--lang", "en", "--json").stdout)
    assert document["published"] is False
    assert list(document["languages"]) == ["en"]


def test_languages_are_listed_or_named_one_by_one_and_each_is_built_once(finished: Path, tmp_path: Path) -> None:
    runner = unbuilt(finished, tmp_path / "runner")
    result = partnerwiki(runner, "build", "--json", "--lang", "pt,en", "--lang", "en", "--lang", "de")
    assert result.returncode == 0, result.stderr
    assert list(json.loads(result.stdout)["languages"]) == ["pt", "en", "de"]
    result = partnerwiki(runner, "assemble", "--json")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["published"] is True
    assert list(document["languages"]) == LANGUAGES
    assert tree(runner / "build" / "site") == tree(finished / "build" / "site")


def test_a_language_that_the_wiki_does_not_have_is_refused(finished: Path, tmp_path: Path) -> None:
    runner = unbuilt(finished, tmp_path / "runner")
    message = the_only_error(partnerwiki(runner, "build", "--lang", "en,fr"))
    assert "'fr' is not among the wiki's languages: de, en, pt." in message
    assert not (runner / "build").exists()


@pytest.mark.parametrize("missing", ["", "html", "built.json"])
def test_a_missing_language_is_named_and_the_last_good_site_stays(wiki: Path, missing: str) -> None:
    good = tree(wiki / "build" / "site")
    path = wiki / "build" / "work" / "pt" / missing
    path.unlink() if path.is_file() else shutil.rmtree(path)
    message = the_only_error(partnerwiki(wiki, "assemble"))
    assert "Language 'pt' has not been built." in message
    assert "partnerwiki build --lang pt" in message
    assert tree(wiki / "build" / "site") == good


CHANGES: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "pages": ("de", {"source/zwei.md": "# Zweite Seite\n\nAnderer Text.\n"}, []),
    "catalogs": ("pt", {"locales/pt/LC_MESSAGES/index.po": catalog({"Start": "Início"})}, []),
    "settings": ("de", {"conf.py": SETTINGS.replace("Testwiki", "Umbenannt")}, []),
    "another address": ("de", {}, ["--base-url", "https://elsewhere.example/"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_language_built_from_something_else_is_refused_and_the_last_good_site_stays(wiki: Path, change: str) -> None:
    good = tree(wiki / "build" / "site")
    language, files, options = CHANGES[change]
    write(wiki, files)
    message = the_only_error(partnerwiki(wiki, "assemble", *options))
    assert f"Language '{language}' was built from other pages, catalogs or settings." in message
    assert "from the same commit, with the same --base-url" in message
    assert tree(wiki / "build" / "site") == good


def test_after_a_new_translation_only_its_language_has_to_be_built_again(wiki: Path) -> None:
    write(wiki / "locales/pt/LC_MESSAGES", {"index.po": catalog({"Start": "Início"})})
    assert partnerwiki(wiki, "build", "--lang", "pt").returncode == 0
    result = partnerwiki(wiki, "assemble")
    assert result.returncode == 0, result.stderr
    assert "Início" in (wiki / "build/site/pt/index.html").read_text(encoding="utf-8")
    joined = tree(wiki / "build" / "site")
    assert partnerwiki(wiki, "build", "--fresh").returncode == 0
    assert tree(wiki / "build" / "site") == joined


def test_joining_the_same_languages_again_changes_nothing(wiki: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (wiki / "build" / "site").rglob("*")}
    result = partnerwiki(wiki, "assemble")
    assert result.returncode == 0, result.stderr
    assert "Nothing has changed." in result.stdout
    assert {path: path.stat().st_mtime_ns for path in (wiki / "build" / "site").rglob("*")} == before


def test_a_warning_is_told_where_the_language_is_built_and_where_languages_are_joined(wiki: Path) -> None:
    good = tree(wiki / "build" / "site")
    write(wiki, BROKEN)
    for language in LANGUAGES:
        strict = partnerwiki(wiki, "build", "-W", "--lang", language)
        assert strict.returncode == 1
        assert "source/zwei.md:3" in strict.stderr
        assert "Not published yet" not in strict.stdout
        assert partnerwiki(wiki, "build", "--lang", language).returncode == 0
    result = partnerwiki(wiki, "assemble", "-W")
    assert result.returncode == 1
    assert "source/zwei.md:3" in result.stderr
    assert "the last good site is unchanged" in result.stderr
    assert tree(wiki / "build" / "site") == good
    result = partnerwiki(wiki, "assemble")
    assert result.returncode == 0, result.stderr
    assert "kaputt" in (wiki / "build/site/de/zwei.html").read_text(encoding="utf-8")


def test_what_the_cache_of_github_brings_back_is_built_upon_in_a_fresh_clone(finished: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "--posix", "-cf", str(tmp_path / "cache.tar"), "build"], cwd=finished, check=True)
    clone = shutil.copytree(
        finished, tmp_path / "clone", copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("build")
    )
    subprocess.run(["tar", "-xf", str(tmp_path / "cache.tar")], cwd=clone, check=True)
    result = partnerwiki(clone, "build", "-W")
    assert result.returncode == 0, result.stderr
    assert "Nothing has changed." in result.stdout
    assert "reading" not in result.stderr
    assert tree(clone / "build" / "site") == tree(finished / "build" / "site")


# -- the workflow -------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """One run of a workflow on this machine: every job in a clone of its own, one after the other.

    Commands are run as they stand in the file. Of the actions we do what the jobs need: artifacts are archives, the
    cache is always empty, Partnerwiki is installed already.
    """

    origin: Path
    folder: Path
    workflow: dict[str, Any]
    outputs: dict[str, str] = field(default_factory=dict)

    def whole(self) -> Path:
        """Run all jobs in the order in which they need each other; give what is handed to GitHub Pages."""
        (self.folder / "artifacts").mkdir(parents=True)
        done: set[str] = set()
        while len(done) < len(self.workflow["jobs"]):
            for name, job in self.workflow["jobs"].items():
                needs = job.get("needs", [])
                if name not in done and done >= ({needs} if isinstance(needs, str) else set(needs)):
                    self.job(name, job)
                    done.add(name)
        return self.folder / "artifacts" / "pages"

    def job(self, name: str, job: Mapping[str, Any]) -> None:
        """Run a job, or all of its matrix."""
        matrix = job.get("strategy", {}).get("matrix", {})
        if not matrix:
            self.steps(self.folder / name, job, {})
        for key, values in matrix.items():
            asked = re.fullmatch(r"\$\{\{ fromJSON\((.*)\) \}\}", values)
            assert asked, values
            for value in json.loads(self.outputs[asked[1]]):
                self.steps(self.folder / f"{name}-{value}", job, {f"matrix.{key}": value})
        for key, value in job.get("outputs", {}).items():
            self.outputs[f"needs.{name}.outputs.{key}"] = self.filled(value, {})

    def filled(self, text: str, matrix: Mapping[str, str]) -> str:
        """Put in what stands for expressions; a repository variable that nobody has set is empty."""
        known = {**self.outputs, **matrix}
        return re.sub(
            r"\$\{\{ ([\w.]+) \}\}", lambda found: "" if found[1].startswith("vars.") else known[found[1]], text
        )

    def steps(self, runner: Path, job: Mapping[str, Any], matrix: Mapping[str, str]) -> None:
        """Run the steps of one job on a new runner."""
        runner.mkdir()
        note = runner / "output"
        for step in job["steps"]:
            given = {key: self.filled(str(value), matrix) for key, value in step.get("env", {}).items()}
            if "run" in step:
                note.write_text("", encoding="utf-8")
                everywhere = {key: self.filled(value, {}) for key, value in self.workflow.get("env", {}).items()}
                options = ["-eo", "pipefail"] if step.get("shell") == "bash" else ["-e"]
                done = subprocess.run(
                    ["bash", *options, "-c", step["run"]],
                    cwd=runner / "wiki",
                    env={**environ(), **everywhere, **given, "GITHUB_OUTPUT": str(note)},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, done.stdout + done.stderr
                for line in note.read_text(encoding="utf-8").splitlines():
                    key, _, value = line.partition("=")
                    self.outputs[f"steps.{step['id']}.outputs.{key}"] = value
            else:
                action = ACTIONS[step["uses"].partition("@")[0]]
                if action is not None:
                    asked = {key: self.filled(str(value), matrix) for key, value in step.get("with", {}).items()}
                    action(self, runner / "wiki", asked)


def checkout(run: Run, wiki: Path, asked: Mapping[str, str]) -> None:
    """Clone the wiki, as much of its history as is asked for."""
    depth = [] if asked.get("fetch-depth") == "0" else ["--depth", "1"]
    subprocess.run(["git", "clone", "-q", *depth, run.origin.as_uri(), str(wiki)], check=True)
    programs = {"python": '"$@"', "partnerwiki": '-m partnerwiki "$@"'}
    for name, rest in programs.items():
        write(wiki / ".venv" / "bin", {name: f'#!/bin/sh\nexec "{sys.executable}" {rest}\n'})
        (wiki / ".venv" / "bin" / name).chmod(0o755)
    write(wiki / ".venv", {".installed": "\n"})
    later = (wiki / "requirements.txt").stat().st_mtime + 5
    os.utime(wiki / ".venv" / ".installed", (later, later))


def address(run: Run, wiki: Path, asked: Mapping[str, str]) -> None:
    """Tell the address that GitHub has for the site."""
    run.outputs["steps.pages.outputs.base_url"] = ADDRESS


def upload(run: Run, wiki: Path, asked: Mapping[str, str]) -> None:
    """Make an archive: its root is the deepest folder above all patterns, up to their first star."""
    patterns = asked["path"].split()
    starts = [pattern.partition("*")[0] for pattern in patterns]
    root = wiki / os.path.commonpath([start.rstrip("/") for start in starts])
    found = [path for pattern in patterns for path in wiki.glob(pattern)]
    files = {file for path in found for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()}
    target = run.folder / "artifacts" / f"{asked['name']}.zip"
    assert not target.exists()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(files):
            name = file.relative_to(root)
            if "include-hidden-files" in asked or not any(part.startswith(".") for part in name.parts):
                archive.write(file, name)
    assert files


def download(run: Run, wiki: Path, asked: Mapping[str, str]) -> None:
    """Unpack one archive, or all that a pattern names into the same folder."""
    assert "name" in asked or asked["merge-multiple"] == "True"
    found = sorted((run.folder / "artifacts").glob(f"{asked.get('name') or asked['pattern']}.zip"))
    assert found
    for path in found:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(wiki / asked["path"])


def hand_over(run: Run, wiki: Path, asked: Mapping[str, str]) -> None:
    """Take what is to be published."""
    shutil.copytree(wiki / asked["path"], run.folder / "artifacts" / "pages")


ACTIONS: dict[str, Callable[[Run, Path, Mapping[str, str]], None] | None] = {
    "actions/checkout": checkout,
    "actions/setup-python": None,
    "actions/cache": None,
    "actions/configure-pages": address,
    "actions/upload-artifact": upload,
    "actions/download-artifact": download,
    "actions/upload-pages-artifact": hand_over,
    "actions/deploy-pages": None,
}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """The repository of a new wiki in three languages; one of its pages has no catalogs yet."""
    folder = tmp_path / "origin"
    create_wiki(folder, LANGUAGES, "Musterstadt – Vila Modelo")
    write(folder / "source", {"zwei.md": "---\norphan: true\n---\n\n" + PAGES["zwei.md"]})
    dates = {"GIT_AUTHOR_DATE": "2026-02-03T12:00:00Z", "GIT_COMMITTER_DATE": "2026-02-03T12:00:00Z"}
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "all"]):
        author = ["-c", "user.name=Test", "-c", "user.email=test@wiki.example"]
        subprocess.run(["git", *author, *command], cwd=folder, env={**environ(), **dates}, check=True)
    return folder


def test_the_workflow_for_many_languages_publishes_what_the_one_for_few_does(origin: Path, tmp_path: Path) -> None:
    sites = []
    for path in (MATRIX, ALONE):
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        run = Run(origin, tmp_path / path.stem, workflow)
        sites.append(tree(run.whole()))
    assert {path.name for path in tmp_path.glob("pages-matrix/build-*")} == {f"build-{code}" for code in LANGUAGES}
    assert sites[0].keys() == sites[1].keys() >= {f"{code}/zwei.html" for code in LANGUAGES}
    assert [name for name in sites[1] if sites[0][name] != sites[1][name]] == []
    assert f'href="{ADDRESS}/pt/zwei.html"' in sites[0]["pt/zwei.html"].decode()
