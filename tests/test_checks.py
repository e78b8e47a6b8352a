"""Each check: what it finds, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from wikis import HEADER, catalog, make_wiki

from partnerwiki.checks import REGISTRY, run_all
from partnerwiki.config import load_project

PAGES_WITH_FINDINGS = {
    "number-at-start": [
        "31. März: Treffen.",
        "1980. Das war das Jahr.",
        "1. Januar bis 3. März",
        "- Liste\n\n  12. May 2020",
    ],
    "hard-line-break": ["Eine Zeile\\\nund noch eine", "Eine Zeile  \nund noch eine"],
    "task-list": ["- [ ] offen", "* [x] erledigt"],
}
PAGES_WITHOUT = [
    "31\\. März: Treffen.",
    "1. eins\n2. zwei",
    "1. Ein einziger Punkt",
    "Am 31. März war es.",
    "- Punkt\n- [Link](index.md)",
    "```\nZeile  \n31. März\n- [ ] x\n```",
]


def findings(tmp_path: Path, page: str) -> list[str]:
    return [f.check for f in run_all(load_project(make_wiki(tmp_path, pages={"index.md": f"# Titel\n\n{page}\n"})))]


@pytest.mark.parametrize(("check", "page"), [(c, p) for c, pages in PAGES_WITH_FINDINGS.items() for p in pages])
def test_a_page_that_translations_cannot_carry_is_found(tmp_path: Path, check: str, page: str) -> None:
    assert findings(tmp_path, page) == [check]


@pytest.mark.parametrize("page", PAGES_WITHOUT)
def test_ordinary_text_is_left_alone(tmp_path: Path, page: str) -> None:
    assert findings(tmp_path, page) == []


def test_an_unknown_language_is_found(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": "---\nlanguage: fr\n---\n# Titel\n"})
    assert [(f.check, f.line) for f in run_all(load_project(wiki))] == [("page-language", 1)]


@pytest.mark.parametrize(
    ("source", "translation", "harmful"),
    [
        ("Siehe [hier](a.md).", "See [here](zwei.md).", False),
        ("Mit `code`.", "Without.", False),
        ("Text", "Text [file](notes.txt)", True),
        ("Text", "Text <b>bold</b>", True),
        ("Text", "{download}`/etc/passwd`", True),
    ],
)
def test_other_markup_in_a_translation_is_found(tmp_path: Path, source: str, translation: str, harmful: bool) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": catalog({source: translation})})
    (finding,) = run_all(load_project(wiki))
    assert (finding.check, finding.path, finding.line) == (
        "translation-markup",
        "locales/en/LC_MESSAGES/index.po",
        6,
    )
    assert ("not shown" in finding.mend) is harmful


def test_a_broken_catalog_is_found_and_the_others_are_checked(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": HEADER + "\n<<<<<<< ours\n", "en/zwei": catalog({"`a`": "b"})})
    assert sorted((f.check, f.path.rsplit("/", 1)[1]) for f in run_all(load_project(wiki))) == [
        ("catalog-syntax", "index.po"),
        ("translation-markup", "zwei.po"),
    ]


def test_every_check_says_what_rule_it_holds() -> None:
    assert all(function.__doc__ for function in REGISTRY.values())
