"""``partnerwiki new agreement``: drafts that build, agree with their records, and overwrite nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from drafted import answers, empty, make_drafts
from views import DAY
from wikis import partnerwiki, tree

from partnerwiki.agreements.library import clauses, templates
from partnerwiki.units import State, state_of


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A wiki with a draft of every template in German and English, built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        yield make_drafts(tmp_path_factory.mktemp("drafting"), ["de", "en"])


@pytest.mark.parametrize("template", templates())
def test_a_draft_has_the_clauses_of_its_template_in_both_languages(wiki: Path, template: str) -> None:
    page = (wiki / "source" / f"{template}.md").read_text(encoding="utf-8")
    wanted = [clauses()[name].title["de"] for name in templates()[template].clauses]
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == wanted
    po = polib.pofile(str(wiki / "locales" / "en" / "LC_MESSAGES" / f"{template}.po"))
    states = {entry.msgid: state_of(entry) for entry in po if not entry.obsolete}
    assert set(states.values()) == {State.REVIEWED}
    said = {entry.msgid: entry.msgstr for entry in po}
    for name in templates()[template].clauses:
        assert said[clauses()[name].title["de"]] == clauses()[name].title["en"]


def test_drafts_keep_the_rules_of_records(wiki: Path) -> None:
    found = json.loads(partnerwiki(wiki, "check", "--json").stdout)
    assert [one for one in found if one["error"]] == []


def test_what_only_the_parties_know_keeps_a_draft_from_being_frozen(wiki: Path) -> None:
    page = (wiki / "source" / "partnership-agreement.md").read_text(encoding="utf-8")
    assert "[… " in page
    result = partnerwiki(wiki, "agreement", "freeze", "partnership-agreement")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_a_ring_names_all_its_parties(wiki: Path) -> None:
    page = (wiki / "source" / "ring-agreement.md").read_text(encoding="utf-8")
    for name in ("Hierstadt", "Dort", "Dreistadt", "Vierstadt", "Fünfstadt"):
        assert name in page


def test_a_page_that_exists_stays(wiki: Path) -> None:
    before = tree(wiki / "source")
    result = partnerwiki(wiki, "new", "agreement", "--answers", "declaration.json")
    assert result.returncode == 1
    assert "source/declaration.md: The page exists already." in result.stderr
    assert tree(wiki / "source") == before


def test_the_list_says_what_each_template_is_for(tmp_path: Path) -> None:
    empty(tmp_path)
    english = partnerwiki(tmp_path, "new", "agreement", "--list").stdout
    german = partnerwiki(tmp_path, "new", "agreement", "--list", language="de_DE.UTF-8").stdout
    for name, template in templates().items():
        assert name in english
        assert " ".join(template.about["en"].split())[:30] in " ".join(english.split())
        assert " ".join(template.about["de"].split())[:30] in " ".join(german.split())


def test_a_dry_run_shows_the_page_and_writes_nothing(tmp_path: Path) -> None:
    empty(tmp_path)
    given = answers(tmp_path, "letter-of-intent")
    before = tree(tmp_path)
    result = partnerwiki(tmp_path, "new", "agreement", "--answers", given, "-n")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("---")
    assert tree(tmp_path) == before


def test_an_english_draft_says_its_language(tmp_path: Path) -> None:
    empty(tmp_path)
    given = answers(tmp_path, "declaration", page="papers/stand")
    result = partnerwiki(tmp_path, "new", "agreement", "--answers", given, "--language", "en")
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "source" / "papers" / "stand.md").read_text(encoding="utf-8")
    assert page.startswith("---\nlanguage: en\n")
    assert f"## {clauses()['signatures'].title['en']}" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"template": "contract"}, "There is no 'contract' here."),
        ({"template": ""}, "The kind of paper is missing."),
        ({"parties": ["hier"]}, "two parties or more"),
        ({"parties": ["hier", "drt"]}, "Did you mean 'dort'?"),
        ({"wordings": {"decisions": "dice"}}, "There is no 'dice' here."),
        ({"wordings": {"weather": "sunny"}}, "There is no 'weather' here."),
        ({"wordings": {"texts": "one-prevails"}, "prevailing": ""}, "which language prevails"),
        ({"page": "../../etc/passwd"}, "is no name for a page"),
        ({"page": "/etc/passwd"}, "is no name for a page"),
        ({"notice_months": "many"}, "is no number of months"),
        ({"languages": ["xx"]}, "There is no 'xx' here."),
        ({"colour": "red"}, "There is no 'colour' here."),
    ],
)
def test_bad_answers_get_one_message_and_write_nothing(tmp_path: Path, change: dict[str, object], said: str) -> None:
    empty(tmp_path)
    given = {"template": "partnership-agreement", "parties": ["hier", "dort"], **change}
    (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
    before = tree(tmp_path)
    result = partnerwiki(tmp_path, "new", "agreement", "--answers", "given.json")
    assert result.returncode == 1
    assert said in result.stderr
    assert "→" in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(tmp_path) == before
