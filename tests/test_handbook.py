"""The handbook: its examples build, its commands run, and it is itself built without a warning in both languages."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest
import yaml
from fault_server import Handler, Request, serving
from test_layers import ROWS
from wikis import CONF, catalog, make_wiki

from partnerwiki import pofile
from partnerwiki.config import PERMISSIONS, read_options
from partnerwiki.drafts.gate import Reason
from partnerwiki.drafts.policy import VISIBILITIES
from partnerwiki.engines import Engine, available
from partnerwiki.engines.secrets_ import VARIABLES
from partnerwiki.errors import PartnerwikiError
from partnerwiki.units import State, state_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted((DOCS / "source").rglob("*.md"))
EXAMPLES = DOCS / "examples"
#: Commands of the consoles that run here; they need no network and do not wait.
SAFE = {"init", "update", "build", "assemble", "status", "check"}
#: Commands that run in a wiki of their own, with a server on this machine as their engine.
DRAFTING = {"draft", "engines", "memory"}
#: Commands that run in a wiki with an agreement.
AGREEING = {"agreement", "documents"}
#: Commands that read papers; they are run in tests of their own.
READING = {"import"}
#: Commands that ask people; they are run in tests of their own.
ASKING = {"new", "survey"}

_BLOCK = re.compile(
    r"""
    ^(?P<fence>`{3,})\{code-block\}[ ](?P<language>\w+)\n
    (?P<options>(?::[\w-]+:[^\n]*\n)*)\n?
    (?P<text>.*?)
    ^(?P=fence)$
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A code block of the handbook; ``avoid`` marks what a page warns against."""

    page: str
    number: int
    language: str
    avoid: bool
    text: str

    @property
    def name(self) -> str:
        return f"{self.page.replace('/', '-')}-{self.number}"


def blocks(language: str) -> Iterator[Block]:
    for path in PAGES:
        page = path.relative_to(DOCS / "source").with_suffix("").as_posix()
        for number, found in enumerate(_BLOCK.finditer(path.read_text(encoding="utf-8")), 1):
            if found["language"] == language:
                yield Block(page, number, language, ":class: avoid" in found["options"], found["text"])


MARKDOWN = list(blocks("markdown"))
CONSOLES = sorted({block.page for block in blocks("console")})


def partnerwiki(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LANGUAGE": "en", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "partnerwiki", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, encoding="utf-8")


def titled(text: str) -> str:
    """Give an example as a page: with a heading of its own where it has none."""
    if re.search(r"^# ", text, re.MULTILINE):
        return text
    front = _FRONT_MATTER.match(text)
    end = front.end() if front else 0
    return f"{text[:end]}\n# Example\n\n{text[end:]}"


def example_wiki(folder: Path, pages: dict[str, str]) -> Path:
    """Write a wiki with the handbook's settings whose pages are ``pages``, by name."""
    source = folder / "source"
    source.mkdir(parents=True)
    shutil.copy(DOCS / "conf.py", folder)
    shutil.copy(EXAMPLES / "bridge.svg", source)
    (source / "_data").mkdir()
    shutil.copy(EXAMPLES / "glossary.yaml", source / "_data")
    for name, text in pages.items():
        (source / f"{name}.md").write_text(titled(text), encoding="utf-8")
    listed = "\n".join(sorted(pages))
    (source / "index.md").write_text(f"# Examples\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    return folder


# -- examples -----------------------------------------------------------------------------------------------------


def test_pages_include_every_example() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    shown = set(re.findall(r"^```\{literalinclude\} (?:\.\./)+examples/(\S+)$", text, re.MULTILINE))
    assert shown == {path.name for path in EXAMPLES.iterdir()} - {"bridge.svg"}


def test_examples_build_without_a_warning(tmp_path: Path) -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.md")}
    inline = {block.name: block.text for block in MARKDOWN if not block.avoid}
    assert len(files) >= 12
    assert len(inline) >= 6
    wiki = example_wiki(tmp_path / "wiki", files | inline)
    done = partnerwiki("update", cwd=wiki)
    assert done.returncode == 0, done.stderr
    done = partnerwiki("build", "-W", cwd=wiki)
    assert done.returncode == 0, done.stderr
    done = partnerwiki("check", cwd=wiki)
    assert done.returncode == 0, done.stdout
    english, german = wiki / "build" / "site" / "en", wiki / "build" / "site" / "de"
    assert 'alt="Two towns on opposite banks' in (english / "picture.html").read_text(encoding="utf-8")
    assert "+00 000 1234" in (german / "repeated.html").read_text(encoding="utf-8")
    assert (wiki / "locales" / "en" / "LC_MESSAGES" / "sprechstunde.po").is_file()
    assert not (wiki / "locales" / "de" / "LC_MESSAGES" / "sprechstunde.po").exists()


def test_what_the_handbook_warns_against_is_found(tmp_path: Path) -> None:
    avoid = {block.name: block.text for block in MARKDOWN if block.avoid}
    assert len(avoid) == 3
    wiki = example_wiki(tmp_path / "wiki", avoid)
    done = partnerwiki("check", "--json", cwd=wiki)
    assert done.returncode == 1
    findings = {Path(finding["path"]).stem: finding["check"] for finding in json.loads(done.stdout)}
    assert set(findings) == set(avoid)
    assert set(findings.values()) == {"number-at-start", "hard-line-break", "task-list"}


def test_the_states_are_in_the_order_of_the_table() -> None:
    assert [state_of(entry) for entry in pofile.read(EXAMPLES / "states.po").live] == list(State)


def test_the_conflict_is_refused_and_its_mending_is_not() -> None:
    with pytest.raises(PartnerwikiError) as caught:
        pofile.read(EXAMPLES / "conflict.po")
    assert caught.value.line == 10
    assert [entry.msgstr for entry in pofile.read(EXAMPLES / "mended.po").live] == ["Vor der Sitzung"]


# -- consoles -----------------------------------------------------------------------------------------------------


def calls(page: str) -> Iterator[list[str]]:
    """Give the commands of a page's consoles, in order, without remarks."""
    for block in blocks("console"):
        if block.page == page:
            for line in block.text.splitlines():
                assert line.startswith("$ "), line
                for call in line[2:].partition("  # ")[0].split(" && "):
                    yield shlex.split(call)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """Make a wiki in two languages that is fully translated."""
    folder = tmp_path / "wiki"
    done = partnerwiki("init", folder, "--languages", "de,en", "--name", "Musterstadt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    name = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Musterstadt"\nmsgstr "Musterstadt"\n'
    )
    (folder / "locales" / "en" / "LC_MESSAGES" / "_conf.po").write_text(name, encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", CONSOLES)
def test_consoles_do_what_they_say(page: str, wiki: Path, tmp_path: Path) -> None:
    made: Path | None = None  # the wiki that the page itself makes
    for call in calls(page):
        if call[:2] == ["partnerwiki", "init"]:
            made = tmp_path / call[2]
            shutil.rmtree(made, ignore_errors=True)
            runs = [(tmp_path, call[1:])]
        elif call == ["make", "site"] and made is not None:
            # the verb of a new wiki is these two; its Makefile is tested elsewhere
            runs = [(made, ["update"]), (made, ["build", "-W"])]
        elif call[0] == "partnerwiki" and call[1] in SAFE:
            runs = [(wiki, call[1:])]
        else:
            continue
        for folder, arguments in runs:
            done = partnerwiki(*arguments, cwd=folder)
            assert done.returncode == 0, (arguments, done.stdout, done.stderr)


def test_consoles_name_no_command_that_is_not_there() -> None:
    for page in CONSOLES:
        for call in calls(page):
            if call[0] == "partnerwiki":
                assert call[1] in SAFE | DRAFTING | AGREEING | READING | ASKING | {"serve"}, call


# -- agreements ---------------------------------------------------------------------------------------------------

LETTER = """\
partnerships:
  - id: bund
    name: Partnerschaft
    type: formal
    parties:
      - {id: musterstadt, name: Musterstadt, country: DE, languages: [de]}
      - {id: vila-modelo, name: Vila Modelo, country: BR, languages: [pt]}
    goals: [{id: ziel, text: Wasser}]
agreements:
  - id: letter
    title: Absichtserklärung
    kind: letter-of-intent
    binding: declaration
    stage: draft
    parties: [musterstadt, vila-modelo]
    page: agreements/letter
    language_clause: equal
    signatories:
      - {party: musterstadt, office: Bürgermeisteramt}
      - {party: vila-modelo, office: Gabinete}
"""


def test_consoles_about_agreements_do_what_they_say(tmp_path: Path) -> None:
    text = "---\nnumbering: §\n---\n\n# Absichtserklärung\n\n## Ziele\n\n1. Wir lernen voneinander.\n"
    pages = {
        "index.md": "# Start\n\n```{toctree}\nagreements/letter\n```\n",
        "agreements/letter.md": text,
        "_data/letter.yaml": LETTER,
        "_data/letter-signed.pdf": "%PDF-1.7\n",
        "_data/letter.pdf": "%PDF-1.7\n",
    }
    wiki = make_wiki(tmp_path, pages=pages, conf=CONF.replace('["de", "en"]', '["de", "pt"]'))

    def translated() -> None:
        assert partnerwiki("update", cwd=wiki).returncode == 0
        for path in (wiki / "locales" / "pt").rglob("*.po"):
            po = polib.pofile(str(path))
            for entry in po.untranslated_entries():
                entry.msgstr = "Texto"
            po.save()

    translated()
    shown = [call[1:] for page in CONSOLES for call in calls(page) if call[1] in AGREEING]
    assert {call[0] for call in shown} == AGREEING
    for arguments in shown:
        # what a shell would make of ~ stands in the wiki here
        done = partnerwiki(*(part.replace("~/archive", "source/_data") for part in arguments), cwd=wiki)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        if arguments[:2] == ["agreement", "freeze"]:  # the page compares the first version with the second
            page = wiki / "source" / "agreements" / "letter.md"
            page.write_text(text + "2. Wir treffen uns.\n", encoding="utf-8")
            translated()
            assert partnerwiki(*arguments, cwd=wiki).returncode == 0
    made = {path.name for path in (wiki / "build" / "documents").iterdir()}
    assert {"agreements-letter-de-pt.pdf", "agreements-letter-de-pt.docx", "agreements-letter-pt.odt"} <= made


# -- drafts -------------------------------------------------------------------------------------------------------

TMX = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en" creationtool="x" creationtoolversion="1" segtype="paragraph" o-tmf="x"
adminlang="en" datatype="plaintext"/><body><tu><tuv xml:lang="en"><seg>Town hall</seg></tuv>
<tuv xml:lang="pt"><seg>Câmara municipal</seg></tuv></tu></body></tmx>
"""


def in_portuguese(handler: Handler, request: Request) -> None:
    """Answer as LibreTranslate does, from a small dictionary."""
    words = {"The office opens at eight.": "A repartição abre às oito.", "Office hours": "Horário"}
    handler.reply({"translatedText": words.get(request.form["q"], request.form["q"])})


def test_consoles_about_drafts_do_what_they_say(tmp_path: Path) -> None:
    pages = {
        "index.md": "# Start\n\n```{toctree}\nservice/hours\n```\n",
        "service/hours.md": "# Office hours\n\nThe office opens at eight.\n",
    }
    conf = CONF.replace('language = "de"', 'language = "en"').replace('["de", "en"]', '["en", "pt", "uk"]')
    with serving(in_portuguese) as server:
        conf += f'partnerwiki_engines = {{"libretranslate": {{"url": "{server.url}"}}}}\n'
        wiki = make_wiki(tmp_path, pages=pages, conf=conf, catalogs={"uk/index": catalog({"Start": "Початок"})})
        for name in ("agency", "trados", "omegat"):
            (wiki / f"{name}.tmx").write_text(TMX, encoding="utf-8")
        shown = [tuple(call[1:]) for page in CONSOLES for call in calls(page) if call[1] in DRAFTING]
        assert {command for command, *_rest in shown} == DRAFTING
        for arguments in dict.fromkeys(shown):  # pages show the same calls
            done = partnerwiki(*arguments, cwd=wiki)
            assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        assert server.requests
    drafted = pofile.read(wiki / "locales" / "pt" / "LC_MESSAGES" / "service" / "hours.po").live
    assert [(entry.msgstr, state_of(entry)) for entry in drafted] == [
        ("Horário", State.MACHINE),
        ("A repartição abre às oito.", State.MACHINE),
    ]
    assert (wiki / "build" / "drafts" / "report.html").is_file()
    assert "Câmara municipal" in (wiki / "locales" / "pt" / "LC_MESSAGES" / "_memory.po").read_text(encoding="utf-8")
    assert "Початок" in (wiki / "for-the-agency.tmx").read_text(encoding="utf-8")


def first_column(text: str, head: str) -> set[str]:
    """Give the code words in the first column of the table that begins with ``head``."""
    rows = text.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_what_the_handbook_says_about_drafts_is_what_the_code_has() -> None:
    text = (DOCS / "source" / "draft.md").read_text(encoding="utf-8")
    assert first_column(text, "Reason") == {reason.value for reason in Reason}
    assert first_column(text, "Engine") == set(VARIABLES)
    for engine in available():
        assert f"`{engine.name}`" in text or engine.name.startswith("pseudo-")
    for variable in {name for names in VARIABLES.values() for name in names}:
        assert f"`{variable}`" in text
    methods = {name for name, value in vars(Engine).items() if callable(value) and not name.startswith("_")}
    assert all(f"`{name}`" in text.rpartition("## Another engine")[2] for name in methods)
    settings = yaml.safe_load(next(block.text for block in blocks("yaml") if block.page == "draft"))
    assert settings["translate"] in PERMISSIONS
    assert settings["visibility"] in VISIBILITIES
    assert all(f"`{name}`" in text for name in PERMISSIONS)


def test_settings_of_engines_in_the_handbook_are_accepted() -> None:
    values: dict[str, object] = {}
    exec(next(block.text for block in blocks("python") if block.page == "draft"), values)
    complaints: list[str] = []
    read_options(values, complaints.append)
    assert complaints == []


# -- the handbook -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the handbook without its output, with the code beside it that its pages include."""
    root = tmp_path_factory.mktemp("handbook")
    shutil.copytree(DOCS, root / "docs", ignore=shutil.ignore_patterns("build"))
    (root / "src").symlink_to(ROOT / "src")
    return root / "docs"


def test_the_handbook_is_complete_in_both_languages(handbook: Path) -> None:
    for arguments in (["update", "--check"], ["check"], ["status", "--fail-under", "100"]):
        done = partnerwiki(*arguments, cwd=handbook)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_handbook_builds_without_a_warning(handbook: Path) -> None:
    done = partnerwiki("build", "-W", "--json", cwd=handbook)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["published"]
    assert result["warnings"] == []
    assert {built["pages"] for built in result["languages"].values()} == {len(PAGES)}
    start = (handbook / "build" / "site" / "de" / "start.html").read_text(encoding="utf-8")
    assert "Das Beispielwiki ansehen" in start


def test_links_between_the_readmes_work() -> None:
    for name in ("README.md", "README.de.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            assert (ROOT / target).exists(), (name, target)


def test_the_readmes_begin_with_the_same_commands() -> None:
    first = []
    for name in ("README.md", "README.de.md"):
        found = re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        first.append(found[0].splitlines())
        assert "make test\n" in "".join(found)
    assert first[0] == first[1]
    assert first[0][0].startswith("git clone ")
    assert first[0][-1] == "make site"


# -- architecture -------------------------------------------------------------------------------------------------


def test_the_table_of_modules_is_right() -> None:
    text = (DOCS / "source" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("| Layer | Modules | Task |\n")[2].partition("\n\n")[0].splitlines()[1:]
    rows = [re.findall(r"`([\w/]+)`", row.split("|")[2]) for row in table]
    assert len(rows) == len(ROWS)
    for listed, actual in zip(rows, ROWS, strict=True):
        assert {name for name in listed if name != "theme/"} == {
            f"{name}/" if (ROOT / "src" / "partnerwiki" / name).is_dir() else name
            for name in actual
            if not name.startswith("__")
        }
