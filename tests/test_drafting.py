"""``partnerwiki new agreement``: drafts that build, agree with their records, and overwrite nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib
import pytest
import yaml
from bs4 import BeautifulSoup
from drafted import FOLLOWED, MORE, PARTIES, answers, empty, make_drafts
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from pdf_structure import tree as tags
from terminal import Terminal
from views import DAY
from wikis import partnerwiki, tree

from partnerwiki.agreements.drafting import Wanted, page
from partnerwiki.agreements.library import TEXTS, clauses, templates
from partnerwiki.records.store import Store, read_store
from partnerwiki.units import State, state_of

BLANK = re.compile(r"\[… [^\]]+\]")


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


def test_the_checks_find_nothing_wrong_with_drafts(wiki: Path) -> None:
    agreements, records = (partnerwiki(wiki, "check", area, "--json") for area in ("agreements", "records"))
    assert (agreements.returncode, json.loads(agreements.stdout)) == (0, [])
    # all that is missing is what the parties have not settled yet
    assert {one["message"] for one in json.loads(records.stdout) if one["path"].endswith("agreements.yaml")} == {
        "For this agreement no escalation or no exit rule is recorded."
    }


def _shown(wiki: Path, language: str, template: str) -> BeautifulSoup:
    text = (wiki / "build" / "site" / language / f"{template}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(text, "lxml").select_one("[role=main] > section[id]")
    assert article is not None
    return article


@pytest.mark.parametrize("template", templates())
def test_both_languages_of_a_draft_are_built_alike(wiki: Path, template: str) -> None:
    wanted = ["h1", "h2", "h3", "ol", "ul", "li", "p"]
    german, english = (
        [
            found.name
            for found in _shown(wiki, code, template).find_all(wanted)
            if not found.find_parent(class_="pw-documents")
        ]
        for code in ("de", "en")
    )
    assert german == english
    assert german.count("h2") == len(templates()[template].clauses)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("template", templates())
def test_blanks_are_seen_on_the_page_and_in_its_document(wiki: Path, template: str, language: str) -> None:
    if language == "de":
        text = (wiki / "source" / f"{template}.md").read_text(encoding="utf-8")
    else:
        catalog = polib.pofile(str(wiki / "locales" / "en" / "LC_MESSAGES" / f"{template}.po"))
        text = "\n".join(entry.msgstr for entry in catalog)
    blanks = [" ".join(blank.split()) for blank in BLANK.findall(text)]
    document = tags((wiki / "build" / "site" / "_documents" / f"{template}-{language}.pdf").read_bytes()).words
    for said in (_shown(wiki, language, template).get_text(), document):
        for blank in set(blanks):
            assert re.sub(r"\W", "", blank) in re.sub(r"\W", "", said)
        assert len(BLANK.findall(" ".join(said.split()))) >= len(blanks)
    assert blanks


def test_a_ring_is_signed_by_each_of_its_parties(wiki: Path) -> None:
    records = yaml.safe_load((wiki / "source" / "_data" / "agreements.yaml").read_text(encoding="utf-8"))
    ring = next(one for one in records["agreements"] if one["page"] == "ring-agreement")
    assert ring["parties"] == [one["party"] for one in ring["signatories"]] == PARTIES["ring-agreement"]
    for language, place, original in (("de", "Ort, Datum", "5 Originalen"), ("en", "Place, date", "5 originals")):
        words = tags((wiki / "build" / "site" / "_documents" / f"ring-agreement-{language}.pdf").read_bytes()).words
        assert words.count(place) == 5
        assert original.split()[0] in re.sub(r"\W", " ", words).split()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found, problems = read_store(with_records(tmp_path_factory.mktemp("store")) / "source", ["de", "en"])
    assert problems == []
    return found


def with_records(folder: Path, languages: Sequence[str] = ("de", "en")) -> Path:
    """Write a wiki with records that clauses can follow."""
    empty(folder, languages)
    (folder / "source" / "_data" / "more.yaml").write_text(MORE, encoding="utf-8")
    return folder


def _rounds(name: str) -> Iterator[Wanted]:
    """Give papers of a template that, together, have all its clauses in all wordings."""
    template = templates()[name]
    fitting = {one: list(clauses()[one].fitting(template.binding)) for one in template.clauses}
    for number in range(max([1, *map(len, fitting.values())])):
        chosen = {one: found[number % len(found)].id for one, found in fitting.items()}
        prevailing = {"one-prevails": "en", "third-prevails": "fr"}.get(chosen.get(TEXTS, ""), "")
        parties = tuple(PARTIES.get(name, ["hier", "dort"]))
        yield Wanted(
            template,
            f"{name}-{number}",
            parties,
            ("de", "en"),
            prevailing=prevailing,
            wordings=chosen,
            records=FOLLOWED,
        )


def _shape(text: str) -> list[tuple[object, ...]]:
    """Give the blocks of a page, and what stands in the lines of each besides words."""
    parser = create_md_parser(MdParserConfig(enable_extensions={"attrs_block"}), RendererHTML)
    found: list[tuple[object, ...]] = []
    for token in parser.parse(text):
        inside = sorted((part.type, part.content) for part in token.children or () if part.type == "myst_role")
        found.append((token.type, token.level, token.tag, str(token.attrs), len(BLANK.findall(token.content)), inside))
    return [one for one in found if one[0] != "front_matter"]


@pytest.mark.parametrize("name", templates())
def test_all_wordings_have_the_same_shape_in_both_languages(store: Store, name: str) -> None:
    for wanted in _rounds(name):
        german, english = (page(wanted, store, code, named=False) for code in ("de", "en"))
        assert _shape(german) == _shape(english)
        labels = re.findall(r"^\((\S+)\)=$", german, re.MULTILINE)
        assert len(labels) == len(set(labels)) == len(wanted.template.clauses)
        assert set(re.findall(r"\{clause\}`([^`]+)`", german)) <= set(labels)
        assert "{{" not in german + english


def test_all_wordings_build_without_a_warning(tmp_path: Path, store: Store) -> None:
    with_records(tmp_path, ["de"])
    drafts = [wanted for name in templates() for wanted in _rounds(name)]
    assert {(name, wording) for wanted in drafts for name, wording in (wanted.wordings or {}).items()} == {
        (name, one.id) for name, clause in clauses().items() for one in clause.wordings.values()
    }
    for wanted in drafts:
        (tmp_path / "source" / f"{wanted.page}.md").write_text(page(wanted, store, "de", named=False), encoding="utf-8")
    listed = "\n".join(wanted.page for wanted in drafts)
    (tmp_path / "source" / "index.md").write_text(f"# Start\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    result = partnerwiki(tmp_path, "build", "-W", "--lang", "de")
    assert result.returncode == 0, result.stderr


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
    german = polib.pofile(str(tmp_path / "locales" / "de" / "LC_MESSAGES" / "papers" / "stand.po"))
    said = {entry.msgid: entry.msgstr for entry in german}
    assert said[clauses()["signatures"].title["en"]] == clauses()["signatures"].title["de"]
    assert {state_of(entry) for entry in german} == {State.REVIEWED}
    (written,) = (tmp_path / "source" / "_data").glob("agreements*.yaml")
    assert yaml.safe_load(written.read_text(encoding="utf-8"))["agreements"][0]["page"] == "papers/stand"


def test_a_wiki_without_german_and_english_is_told(tmp_path: Path) -> None:
    empty(tmp_path)
    result = partnerwiki(
        tmp_path, "new", "agreement", "--answers", answers(tmp_path, "declaration"), "--language", "fr"
    )
    assert result.returncode == 1
    assert "'fr' is not among the wiki's languages: de, en." in result.stderr
    conf = (tmp_path / "conf.py").read_text(encoding="utf-8").replace('["de", "en"]', '["fr", "pl"]')
    (tmp_path / "conf.py").write_text(conf.replace('language = "de"', 'language = "fr"', 1), encoding="utf-8")
    result = partnerwiki(tmp_path, "new", "agreement", "--answers", answers(tmp_path, "declaration", languages=["fr"]))
    assert result.returncode == 1
    assert "The library has German and English texts only." in result.stderr
    assert "→ Add 'en' to partnerwiki_languages" in result.stderr
    assert not (tmp_path / "source" / "declaration.md").exists()


def test_questions_lead_to_the_same_draft_as_answers(tmp_path: Path) -> None:
    asked, given = empty(tmp_path / "asked"), empty(tmp_path / "given")
    terminal = Terminal(asked, "new", "agreement")
    template = templates()["ring-agreement"]
    terminal.wait_for("Which kind of paper?")
    terminal.answer("\n", "9")  # no such number
    terminal.wait_for("Write one of the numbers.")
    terminal.answer("\n", str(list(templates()).index("ring-agreement") + 1))
    for name in PARTIES["ring-agreement"]:
        terminal.wait_for("Which party?")
        terminal.answer("\n", name)
    terminal.answer("[ring-agreement]", "agreements/ring")
    for clause, preset in template.clauses.items():
        if len(list(clauses()[clause].fitting(template.binding))) > 1:
            terminal.answer(f"[{preset}]", "")
    if template.clauses[TEXTS] != "equal":
        terminal.wait_for("Which language prevails")
        terminal.type("fr\n")
    assert terminal.end() == 0, terminal.said
    done = partnerwiki(given, "new", "agreement", "--answers", answers(given, "ring-agreement", page="agreements/ring"))
    assert done.returncode == 0, done.stderr
    assert tree(asked / "source") == tree(given / "source")
    assert tree(asked / "locales").keys() == tree(given / "locales").keys()


def test_clauses_follow_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    with_records(tmp_path)
    wordings = dict.fromkeys(FOLLOWED, "from-records")
    given = answers(tmp_path, "project-agreement", wordings=wordings, body="gruppe")
    done = partnerwiki(tmp_path, "new", "agreement", "--answers", given)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "source" / "project-agreement.md").read_text(encoding="utf-8")
    assert ":::{partnership:decision-clause} regeln\n:::\n\n1. Beschlüsse kommen nur" in written
    assert ":::{partnership:contacts-clause}\n:::" in written
    (tmp_path / "source" / "index.md").write_text("# Start\n\n```{toctree}\nproject-agreement\n```\n", encoding="utf-8")
    assert partnerwiki(tmp_path, "update").returncode == 0
    for path in (tmp_path / "locales" / "en").rglob("*.po"):
        po = polib.pofile(str(path))
        for entry in po.untranslated_entries():
            entry.msgstr = entry.msgid
        po.save()
    assert partnerwiki(tmp_path, "build", "-W").returncode == 0
    for language, votes, own in (
        ("de", "Jede Partei hat eine Stimme.", "Beschlüsse kommen nur nach diesen Regeln zustande."),
        ("en", "Each party has one vote.", "Decisions are valid only if taken in accordance with these rules."),
    ):
        lists = _shown(tmp_path, language, "project-agreement").select("#project-agreement-decisions ol.pw-clause-1")
        items = [item for list_ in lists for item in list_.find_all("li", recursive=False)]
        said = [" ".join(item.get_text(" ").split()) for item in items]
        assert any(votes in item for item in said)
        assert own in said[-2]
        # what the record says and what follows are counted as one
        assert [int(list_.get("start", 1)) for list_ in lists] == [1, len(said) - 1]


def add_second_plan(folder: Path) -> None:
    second = "plans:" + MORE.partition("plans:")[2].partition("budgets:")[0]
    for old, new in (("id: plan", "id: anderer"), ("id: schritt", "id: weiter"), ("id: aufgabe", "id: mehr")):
        second = second.replace(old, new)
    (folder / "source" / "_data" / "second.yaml").write_text(second, encoding="utf-8")


def test_who_is_asked_chooses_the_record_that_a_clause_follows(tmp_path: Path) -> None:
    with_records(tmp_path)
    add_second_plan(tmp_path)
    terminal = Terminal(tmp_path, "new", "agreement")
    template = templates()["project-agreement"]
    terminal.wait_for("Which kind of paper?")
    terminal.answer("\n", str(list(templates()).index("project-agreement") + 1))
    for name in ("hier", "dort"):
        terminal.wait_for("Which party?")
        terminal.answer("\n", name)
    terminal.answer("\n", "")  # no more
    terminal.answer("[project-agreement]", "bau")
    for clause, preset in template.clauses.items():
        if len(list(clauses()[clause].fitting(template.binding))) > 1:
            terminal.answer(f"[{preset}]", "from-records" if clause in ("forms", "funding") else "")
        if clause == "forms":
            terminal.wait_for("Which record?")
            terminal.answer("\n", "anderer")
    if template.clauses[TEXTS] != "equal":
        terminal.wait_for("Which language prevails")
        terminal.type("fr\n")
    assert terminal.end() == 0, terminal.said
    written = (tmp_path / "source" / "bau.md").read_text(encoding="utf-8")
    assert ":::{partnership:plan-clause} anderer\n" in written
    assert ":::{partnership:budget-clause} haushalt\n" in written


def test_a_clause_without_a_record_to_follow_is_refused(tmp_path: Path) -> None:
    empty(tmp_path)
    given = answers(tmp_path, "project-agreement", wordings={"forms": "from-records"})
    done = partnerwiki(tmp_path, "new", "agreement", "--answers", given)
    assert done.returncode == 1
    assert "There is no record yet that the clause 'forms' can follow." in done.stderr
    assert "partnerwiki new plans" in done.stderr
    with_records(tmp_path)
    add_second_plan(tmp_path)
    done = partnerwiki(tmp_path, "new", "agreement", "--answers", given)
    assert "It is not said which record the clause 'forms' follows." in done.stderr
    assert "There are: plan, anderer." in done.stderr
    for records, said in (
        ({"forms": "plam"}, "Did you mean 'plan'?"),
        ({"forms": "plan", "funding": "haushalt"}, "There is no 'funding' here."),
        (["plan"], "'records' does not name clauses and what is chosen for each."),
    ):
        given = answers(tmp_path, "project-agreement", wordings={"forms": "from-records"}, records=records)
        done = partnerwiki(tmp_path, "new", "agreement", "--answers", given)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / "source" / "project-agreement.md").exists()
    given = answers(tmp_path, "project-agreement", wordings={"forms": "from-records"}, records={"forms": "anderer"})
    assert partnerwiki(tmp_path, "new", "agreement", "--answers", given).returncode == 0


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    empty(tmp_path)
    result = partnerwiki(tmp_path, "new", "agreement")
    assert result.returncode == 1
    assert "→ Run it in a terminal, or give the answers" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "given.json:1: The file is no JSON"),
        ("", "The file is no JSON"),
        ("[" * 100_000, "The file is no JSON"),
        ("[]", "The file holds no fields."),
        (None, "The file cannot be read"),
    ],
)
def test_a_file_that_holds_no_answers_is_told(tmp_path: Path, text: str | None, said: str) -> None:
    empty(tmp_path)
    if text is not None:
        (tmp_path / "given.json").write_text(text, encoding="utf-8")
    result = partnerwiki(tmp_path, "new", "agreement", "--answers", "given.json")
    assert result.returncode == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


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
        ({"parties": "hier"}, "'parties' is no list."),
        ({"parties": {"hier": 1, "dort": 2}}, "'parties' is no list."),
        ({"parties": ["hier", "hier"]}, "The party 'hier' stands here twice."),
        ({"languages": "de"}, "'languages' is no list."),
        ({"wordings": ["texts"]}, "'wordings' does not name clauses and what is chosen"),
        ({"wordings": {"texts": ["equal"]}}, "Did you mean 'equal'?"),
        ({"wordings": {"texts": "third-prevails"}, "prevailing": "de"}, "'de' is a language of one of the parties"),
        ({"prevailing": "xx"}, "'xx' is not a language code."),
        ({"body": "hier"}, "'hier' is the id of another kind of record"),
        ({"id": "hier"}, "The id 'hier' stands here a second time"),
        ({"id": "../x"}, "an id is needed"),
        ({"numbering": "%"}, "There are: Art., I., §."),
        ({"numbering": '"\nhidden: "'}, "There are: Art., I., §."),
        ({"notice_months": 0}, "'0' is no number of months"),
        ({"notice_months": "٣"}, "is no number of months"),
        ({"page": "_data/letter"}, "is no name for a page"),
        ({"page": "a" * 300}, "is no name for a page"),
        ({"page": "letter\n"}, "is no name for a page"),
        ({"page": "index"}, "The page exists already."),
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
