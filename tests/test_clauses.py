"""Numbers of clauses: the same in every language, in no translation unit, and followed by references."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from wikis import make_wiki, partnerwiki

from partnerwiki.clauses import in_words
from partnerwiki.numbering import Numbering
from partnerwiki.numerals import numeral_of

CONF = """\
project = "Klauseln"
html_title = "Klauseln"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "uk", "ar"]
myst_enable_extensions = ["colon_fence", "attrs_block"]
html_theme = "partnerwiki"
"""
PAGE = """\
---
numbering: §
---

# Vertrag

{.unnumbered}
## Vorwort

1. Eine gewöhnliche Liste.

(ziele)=
## Ziele

1. Erstens gilt {clause}`geld`.
2. (absatz)=
   Zweitens gilt

   1. dies,
   2. (punkt)=
      das.

Ein Satz dazwischen.

3. Drittens gilt {clause}`punkt` und {clause}`absatz`.

(geld)=
## Geld

Nur ein Satz, siehe {clause}`ziele` und {clause}`vorwort`.
"""


Site = tuple[BeautifulSoup, BeautifulSoup, Path]


def built(folder: Path, page: str = PAGE, *options: str) -> tuple[BeautifulSoup, BeautifulSoup, str]:
    make_wiki(folder, pages={"index.md": page}, conf=CONF)
    assert partnerwiki(folder, "update").returncode == 0
    for path in (folder / "locales").rglob("*.po"):
        po = polib.pofile(str(path))
        for entry in po:
            entry.msgstr = f"Ж{entry.msgid}" if "uk" in str(path) else ""
        po.save()
    result = partnerwiki(folder, "build", *options)
    de, uk = (
        BeautifulSoup((folder / "build" / "site" / code / "index.html").read_text("utf-8"), "lxml")
        for code in ("de", "uk")
    )
    return de, uk, result.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("clauses")
    de, uk, stderr = built(folder, PAGE, "-W")
    assert "WARNING" not in stderr
    return de, uk, folder


def titles(page: BeautifulSoup) -> list[str]:
    found = page.select("article h2")
    for link in page.select("article .headerlink"):
        link.decompose()
    return [re.sub(r"[ \n]+", " ", title.get_text()).strip() for title in found]


def test_titles_have_numbers_in_every_language(site: Site) -> None:
    de, uk, _folder = site
    assert titles(de) == ["Vorwort", "§\xa01 Ziele", "§\xa02 Geld"]
    assert titles(uk) == ["ЖVorwort", "§\xa01 ЖZiele", "§\xa02 ЖGeld"]
    assert all(number["dir"] == "ltr" for number in uk.select(".pw-number"))
    assert [a.get_text(" ", strip=True) for a in uk.select(".toc-tree ul ul a")][1] == "§\xa01 ЖZiele"


def test_paragraphs_and_points_have_numbers(site: Site) -> None:
    de, uk, _folder = site
    for page in (de, uk):
        kinds = [
            (" ".join(name for name in ol["class"] if name != "simple"), ol.get("start"))
            for ol in page.select("article ol")
        ]
        # the list of a part without number is a list like any other
        assert kinds == [
            ("arabic", None),
            ("arabic pw-clause-1", None),
            ("loweralpha pw-clause-2", None),
            ("arabic pw-clause-1", "3"),
        ]


def test_references_follow_the_numbers(site: Site) -> None:
    de, uk, _folder = site
    said = [link.get_text() for link in de.select("article a:has(.pw-clause)")]
    assert said == ["§\xa02", "§\xa01 Abs. 2 Buchst. b", "§\xa01 Abs. 2", "§\xa01", "Vorwort"]
    said = [link.get_text() for link in uk.select("article a:has(.pw-clause)")]
    assert said == ["§\xa02", "§\xa01 ч. 2 п. b", "§\xa01 ч. 2", "§\xa01", "ЖVorwort"]
    assert [link["href"] for link in uk.select("article a:has(.pw-clause)")][:2] == ["#geld", "#punkt"]
    assert uk.select_one("#punkt") is not None


def test_numbers_are_in_no_unit(site: Site) -> None:
    msgids = [entry.msgid for entry in polib.pofile(str(site[2] / "locales" / "uk" / "LC_MESSAGES" / "index.po"))]
    assert "Ziele" in msgids
    assert not any("§" in text for text in msgids)


@pytest.mark.parametrize(("ways", "first", "to"), [("Art.", "Art.\xa01", "Art.\xa02"), ("I.", "I.", "II")])
def test_other_ways_to_number(tmp_path: Path, ways: str, first: str, to: str) -> None:
    de, _uk, _ = built(tmp_path, PAGE.replace("numbering: §", f"numbering: {ways}"), "-W")
    assert titles(de)[1] == f"{first} Ziele"
    assert de.select_one("article a:has(.pw-clause)").get_text() == to


def test_anchors_stay_when_clauses_move(site: Site, tmp_path: Path) -> None:
    de, _uk, _ = built(tmp_path, PAGE.replace("## Vorwort", "## Neu\n\nText.\n\n{.unnumbered}\n## Vorwort"))
    before = {section["id"] for section in de.select("article section")}
    assert {section["id"] for section in site[0].select("article section")} == before - {"neu"}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.replace("numbering: §", "numbering: X"), "index.md:1: WARNING: 'X' is no way to number clauses."),
        (PAGE.replace("{clause}`geld`", "{clause}`gold`"), "index.md:15: WARNING: There is no clause"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, page: str, said: str) -> None:
    _de, _uk, stderr = built(tmp_path, page)
    assert said in stderr
    assert "[partnerwiki.clause]" in stderr


def test_a_page_without_numbers_refers_by_title(tmp_path: Path) -> None:
    de, _uk, _ = built(
        tmp_path, PAGE.replace("numbering: §\n", "").replace("{clause}`punkt` und {clause}`absatz`", "x")
    )
    assert titles(de) == ["Vorwort", "Ziele", "Geld"]
    assert de.select_one("article a:has(.pw-clause)").get_text() == "Geld"


@given(st.integers(1, 400), st.integers(1, 60), st.integers(1, 60))
def test_words_hold_every_number(clause: int, paragraph: int, point: int) -> None:
    for language in ("de", "en", "fr", "uk", "ar", "he", "tr"):
        words = in_words(Numbering.SECTION, (clause, paragraph, point), language)
        assert f"§\xa0{clause}" in words
        assert re.search(rf"\b{paragraph}\b", words)
        assert re.search(rf"\b{numeral_of(point, 'a')}\b", words)
