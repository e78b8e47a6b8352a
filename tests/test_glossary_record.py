"""The glossary record on pages and in the check: one record, each language with its own words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polib
import pytest
from conftest import Built, Project
from sphinx.errors import SphinxError
from wikis import CONF, catalog, make_wiki, partnerwiki, tree

from partnerwiki.checks import Finding, run_all
from partnerwiki.config import load_project
from partnerwiki.extract import record_of

the_root = pytest.mark.parametrize("root", ["glossary-record"], indirect=True)
RECORD = "_data/glossary.yaml"


def terms(built: Built) -> dict[str, str]:
    """Give anchor and word of every term of the glossary page."""
    return {tag["id"]: tag.get_text() for tag in built.body("glossar").find_all("dt")}


def links(built: Built, page: str) -> dict[str, str]:
    """Give the words of a page's ``{term}`` links and where they lead."""
    found = built.body(page).find_all("span", class_="std-term")
    return {span.get_text(): span.parent["href"].rpartition("#")[2] for span in found}


# -- pages --------------------------------------------------------------------------------------------------------


@the_root
def test_each_language_shows_its_own_words_at_the_same_anchors(root: Project) -> None:
    built = {language: root.build(language) for language in ("de", "en", "pt")}
    assert [one.warnings for one in built.values()] == [[], [], []]
    anchors = ["term-vereinbarung", "term-klausel", "term-eigenanteil"]
    assert terms(built["de"]) == dict(zip(anchors, ["Vereinbarung", "Klausel", "Eigenanteil"], strict=True))
    assert terms(built["en"]) == dict(zip(anchors, ["agreement", "clause", "own share"], strict=True))
    assert terms(built["pt"]) == dict(zip(anchors, ["acordo", "Klausel", "comparticipação própria"], strict=True))


@the_root
def test_a_word_that_a_language_lacks_says_which_language_it_is_in(root: Project) -> None:
    words = {tag["id"]: tag for tag in root.build("pt").body("glossar").find_all("dt")}
    assert (words["term-klausel"]["lang"], words["term-klausel"]["dir"]) == ("de", "ltr")
    assert not words["term-vereinbarung"].has_attr("lang")


@the_root
def test_definitions_are_units_of_the_page_and_words_are_none(root: Project) -> None:
    built = root.build("en")
    assert [message.msgid for message in record_of(built.env, "glossar").messages] == [
        "Glossar",
        "Dokumente",
        "Ein Text, den beide *unterzeichnen*. Siehe [Start](index.md).",
        "Er hat mindestens eine {term}`Klausel`.",
        "Ein Abschnitt einer {term}`Vereinbarung`.",
        "Geld",
        "Was der {term}`Antragsteller <Eigenanteil>` selbst zahlt.",
    ]
    states = [tag.get("data-state") for tag in built.body("glossar").find_all("p", attrs={"data-unit": True})]
    assert states == [None, "outdated", None, "missing"]
    assert built.body("glossar").find("a", href="index.html").get_text() == "home"


@the_root
def test_any_accepted_word_of_any_language_leads_to_its_term(root: Project) -> None:
    agreement, clause, share = "term-vereinbarung", "term-klausel", "term-eigenanteil"
    assert links(root.build("de"), "index") == {
        "Vereinbarung": agreement,
        "own share": share,
        "Klausel": clause,
        "Übereinkünfte": agreement,
    }
    english = links(root.build("en"), "index")
    assert english == {
        "agreement": agreement,
        "own share": share,
        "clauses": clause,  # declined, and in another order than the source
        "agreements": agreement,
        "arrangements": agreement,
    }
    assert links(root.build("pt"), "partner") == {"acordo": agreement, "cláusula": clause}


@the_root
def test_the_index_has_the_words_of_the_page(root: Project) -> None:
    assert root.build("en").text("genindex") == "Index A | C | O A agreement C clause O own share"


@the_root
def test_a_word_of_the_page_s_language_leads_to_its_own_term(root: Project) -> None:
    record = root.folder / "source" / RECORD
    text = record.read_text("utf-8").replace("en: [agreement, arrangement]", "en: [agreement, Eigenanteil]")
    record.write_text(text, "utf-8")
    root.write("source/index.md", "# Start\n\nEin {term}`Eigenanteil`.\n\n```{toctree}\nglossar\npartner\n```\n")
    built = root.build("de")
    assert not built.warnings
    assert links(built, "index") == {"Eigenanteil": "term-eigenanteil"}


@the_root
def test_the_whole_record_is_shown_without_a_topic(root: Project) -> None:
    root.write("source/glossar.md", "# Glossar\n\n```{partnerwiki-glossary}\n```\n")
    assert list(terms(root.build("de"))) == ["term-vereinbarung", "term-klausel", "term-eigenanteil"]


@the_root
def test_a_restructuredtext_page_shows_the_record(root: Project) -> None:
    (root.folder / "source/glossar.md").unlink()
    root.write("source/glossar.rst", "Glossar\n=======\n\n.. partnerwiki-glossary::\n   :topic: money\n")
    record = root.folder / "source" / RECORD
    record.write_text(record.read_text("utf-8").replace("{term}`Antragsteller <Eigenanteil>`", "*Antrag*"), "utf-8")
    assert terms(root.build("pt")) == {"term-eigenanteil": "comparticipação própria"}


@the_root
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_incremental_build_equals_a_cold_one(
    root: Project, tmp_path_factory: pytest.TempPathFactory, jobs: int
) -> None:
    for number in range(6 if jobs > 1 else 0):  # fewer pages are read by one process
        root.write(f"source/p{number}.md", f"---\norphan: true\n---\n# Seite {number}\n\nEine {{term}}`Klausel`.\n")
    cold_folder = tmp_path_factory.mktemp("cold")
    record = root.folder / "source" / RECORD
    root.build("en", jobs=jobs)
    text = record.read_text("utf-8").replace("own share", "own contribution").replace("id: klausel", "id: abschnitt")
    record.write_text(text, "utf-8")
    shutil.copytree(root.folder, cold_folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build"))
    again, cold = root.build("en", jobs=jobs), Project(cold_folder).build("en", jobs=jobs)

    def pages(built: Built) -> dict[str, bytes]:
        return {name: data for name, data in tree(built.folder).items() if name.endswith(".html")}

    assert pages(again) == pages(cold)
    assert again.text_of("glossar.html").count("own contribution") == 1
    assert links(again, "partner")["clause"] == "term-abschnitt"


@the_root
def test_a_broken_record_stops_the_build_with_its_line(root: Project) -> None:
    record = root.folder / "source" / RECORD
    record.write_text(record.read_text("utf-8").replace("      de: Eigenanteil\n", ""), "utf-8")
    with pytest.raises(SphinxError, match=r"glossary\.yaml:16: .*has no word in de"):
        root.build("en")


@the_root
def test_a_topic_without_a_term_is_told_at_the_page(root: Project) -> None:
    root.write("source/partner.md", "# Partner\n\n```{partnerwiki-glossary}\n:topic: monye\n```\n")
    (warning,) = root.build("de").warnings
    assert "source/partner.md:3" in warning
    assert "no term to show" in warning


# -- the check ----------------------------------------------------------------------------------------------------

PAGES = {
    "index.md": "# Start\n\nDie Vereinbarung gilt.\n\n```{toctree}\npartner\n```\n",
    "partner.md": "---\nlanguage: en\n---\n# Partner\n\nThe agreement applies.\n",
    RECORD: "terms:\n- id: a\n  words: {de: Vereinbarung, en: agreement}\n  definition: x\n",
}


def findings(folder: Path) -> list[Finding]:
    return run_all(load_project(folder), ["glossary"])


def test_another_word_is_found_in_either_direction_with_its_line(tmp_path: Path) -> None:
    catalogs = {
        "en/index": catalog({"Die Vereinbarung gilt.": "The treaty applies."}),
        "de/partner": catalog({"The agreement applies.": "Der Vertrag gilt."}),
    }
    first, second = findings(make_wiki(tmp_path, pages=PAGES, catalogs=catalogs))
    assert (first.path, first.line) == ("locales/de/LC_MESSAGES/partner.po", 6)
    assert "'agreement'" in first.message
    assert "Vereinbarung" in first.message
    assert (second.path, second.line) == ("locales/en/LC_MESSAGES/index.po", 6)
    assert "reviewed" in second.message
    assert "'a'" in second.mend


@pytest.mark.parametrize("state", ["reviewed", "machine", "outdated"])
def test_translations_of_every_state_are_checked(project: Project, state: str) -> None:
    for name, text in PAGES.items():
        project.write(f"source/{name}", text)
    project.po("index", {"Die Vereinbarung gilt.": "The treaty applies."}, state=state)
    (finding,) = findings(project.folder)
    assert f"({state})" in finding.message


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Die Vereinbarung gilt.", "The agreements apply."),
        ("`Vereinbarung` und [hier](Vereinbarung.md)", "`Vereinbarung` and [here](Vereinbarung.md)"),
        ("Der {term}`Text <Vereinbarung>`", "The {term}`text <agreement>`"),
        ("Die {term}`Vereinbarung`", "The {term}`agreement <Vereinbarung>`"),
        ("Die Vereinbarung gilt.", ""),
    ],
)
def test_agreed_words_and_what_is_no_word_are_left_alone(tmp_path: Path, msgid: str, msgstr: str) -> None:
    assert not findings(make_wiki(tmp_path, pages=PAGES, catalogs={"en/index": catalog({msgid: msgstr})}))


def test_a_word_behind_a_role_counts(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path, pages=PAGES, catalogs={"en/index": catalog({"{term}`Vereinbarung`": "{term}`treaty <Vereinbarung>`"})}
    )
    assert [finding.check for finding in findings(wiki)] == ["glossary"]


def test_a_missing_word_is_found_in_the_record(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={**PAGES, RECORD: PAGES[RECORD].replace(", en: agreement", "")})
    (finding,) = findings(wiki)
    assert (finding.path, finding.line) == ("source/_data/glossary.yaml", 2)
    assert finding.message.endswith("en.")


def test_a_term_that_no_glossary_has_is_found_where_it_stands(tmp_path: Path) -> None:
    page = """\
# Start

Die {term}`Vereinbarung`, das {term}`Agreement <agreement>`, der {term}`Vertrag`.

:::{note}
Eine {term}`Klausel <klause>` und {term}`Brunnen`, {term}`Aue`.
:::

```markdown
{term}`Beispiel`
```

```{glossary}
Brunnen
  Tief.
```

{.glossary}
Aue
: Flach.
"""
    conf = CONF.replace('["colon_fence"', '["colon_fence", "attrs_block"')
    wiki = make_wiki(tmp_path, pages={**PAGES, "index.md": page}, conf=conf)
    record = wiki / "source" / RECORD
    record.write_text(record.read_text("utf-8").replace("definition: x", "definition: Ein {term}`Nichts`."), "utf-8")
    assert [(finding.path, finding.line, finding.message.split("'")[1]) for finding in findings(wiki)] == [
        ("source/_data/glossary.yaml", 2, "Nichts"),
        ("source/index.md", 3, "Vertrag"),
        ("source/index.md", 6, "klause"),
    ]


def test_a_broken_record_is_one_finding_and_a_broken_catalog_none_of_this_check(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={**PAGES, RECORD: "terms: {"}, catalogs={"en/index": "<<<<<<< ours\n"})
    (finding,) = findings(wiki)
    assert (finding.path, finding.line) == ("source/_data/glossary.yaml", 1)
    (wiki / "source" / RECORD).write_text(PAGES[RECORD], "utf-8")
    assert findings(wiki) == []


def test_the_command_runs_the_checks_that_are_named(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages=PAGES, catalogs={"en/index": catalog({"Die Vereinbarung": "The `treaty`"})})
    done = partnerwiki(wiki, "check", "glossary", "--json")
    assert done.returncode == 1
    assert [finding["check"] for finding in json.loads(done.stdout)] == ["glossary"]
    assert partnerwiki(wiki, "check", "task-list", "page-language").returncode == 0
    everything = json.loads(partnerwiki(wiki, "check", "--json").stdout)
    assert {finding["check"] for finding in everything} == {"glossary", "translation-markup"}


def test_an_unknown_check_is_refused_with_the_names_of_all(tmp_path: Path) -> None:
    done = partnerwiki(make_wiki(tmp_path), "check", "glosary")
    assert done.returncode == 1
    assert "'glosary'" in done.stderr
    assert "catalog-syntax" in done.stderr
    assert "glossary" in done.stderr
    assert "Traceback" not in done.stderr


# -- the reference wiki -------------------------------------------------------------------------------------------


def test_the_reference_wiki_has_every_term_in_three_languages_and_lost_no_translation() -> None:
    from partnerwiki.terms import load

    root = Path(__file__).parents[1]
    record = load(root / "source" / RECORD)
    assert len(record.terms) >= 36
    assert all({"de", "en", "pt"} <= set(term.words) for term in record.terms)
    catalog_ = polib.pofile(str(root / "locales/en/LC_MESSAGES/nachschlagen/glossar.po"))
    translated = {entry.msgid for entry in catalog_ if entry.translated()}
    assert {term.definition for term in record.terms} <= translated
