"""The report of a run as a page: whole, harmless whatever a text holds, in two languages, figures that add up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from wikis import CONF, PAGES, make_wiki, partnerwiki

from partnerwiki.drafts.report import OUTCOMES, Outcome, Report
from partnerwiki.drafts.report_page import heading, write_page
from partnerwiki.messages import use_locale

VOID = {"br", "col", "hr", "img", "input", "link", "meta"}
HOSTILE = '<script>alert("1")</script> & <b>fett</b>\N{RIGHT-TO-LEFT OVERRIDE}'


class Nesting(HTMLParser):
    """Reads a page whose tags must close in the order in which they were opened; collects ids and tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield use_locale({"LANG": request.param})
    use_locale({"LANG": "C"})


def page_of(report: Report, folder: Path) -> str:
    write_page(report, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def everything() -> Report:
    """Give a run in which every outcome occurs, in two languages, with hostile texts."""
    outcomes = [
        Outcome(code, f"seite/{name}", f"{name} {HOSTILE} {'lang ' * 40}", name, "markup", "<img src=x onerror=y>")
        for code in ("pt", "ar")
        for name in OUTCOMES
    ]
    return Report("pseudo/1", "local", [*outcomes, outcomes[0]], requests=3, characters=4711, seconds=2.4, stopped=True)


def test_the_page_is_whole_and_loads_nothing(tmp_path: Path, language: str) -> None:
    text = page_of(everything(), tmp_path)
    found = Nesting(text)
    assert text.startswith("<!doctype html>")
    assert len(found.ids) == len(set(found.ids))
    assert found.tags.count("h1") == found.tags.count("main") == 1
    assert not {"script", "img", "link", "iframe", "b"} & set(found.tags)
    html = BeautifulSoup(text, "html.parser")
    assert html.html is not None
    assert (html.html["lang"], html.html["dir"]) == (language, "ltr")
    assert all(cell.get("scope") for cell in html.find_all("th"))
    names = {node["aria-labelledby"] for node in html.select("[aria-labelledby]")}
    assert names <= set(found.ids)
    assert len(html.find_all("table")) == len(html.select("table[aria-labelledby]"))


def test_hostile_texts_stay_text(tmp_path: Path, language: str) -> None:
    text = page_of(everything(), tmp_path)
    assert "<script>" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    excerpts = BeautifulSoup(text, "html.parser").find_all("bdi")
    assert excerpts
    assert all(node["lang"] == "" for node in excerpts)  # in a language of its own, which is not the report's
    assert max(len(node.get_text()) for node in excerpts) <= 82


def test_the_figures_are_those_of_the_run(tmp_path: Path, language: str) -> None:
    report = everything()
    html = BeautifulSoup(page_of(report, tmp_path), "html.parser")
    for code in report.languages:
        (section,) = html.select(f"section[aria-labelledby={code}]")
        rows = section.select("table:not(.units) tbody tr")
        shown = {row.strong.get_text(): int(row.td.get_text()) for row in rows if row.strong and row.td}
        assert shown == {heading(name): number for name, number in report.count(code).items()}
        for name in ("rejected", "failed", "held", "unfit"):
            assert len(section.select(f"table[aria-labelledby={code}-{name}] td bdi")) == report.count(code)[name]


def test_who_saw_the_texts_is_said(tmp_path: Path) -> None:
    said = {privacy: page_of(Report("x/1", privacy), tmp_path) for privacy in ("local", "contract", "public")}
    assert len(set(said.values())) == 3
    assert "your own machine" in said["local"]
    assert "may keep the texts" in said["public"]


@pytest.mark.parametrize(
    ("locale", "title", "held"),
    [("de_DE.UTF-8", "Maschinelle Entwürfe", "zurückgehalten"), ("en_GB.UTF-8", "Machine drafts", "held back")],
)
def test_page_and_json_of_a_real_run_agree(tmp_path: Path, locale: str, title: str, held: str) -> None:
    pages = {**PAGES, "geheim.md": f"---\norphan: true\ntranslate: none\n---\n# Geheim\n\nNicht {HOSTILE} senden.\n"}
    wiki = make_wiki(tmp_path, pages=pages, conf=CONF.replace('"en"]', '"en", "pt"]'))
    result = partnerwiki(wiki, "draft", "--engine", "pseudo", "--report", language=locale)
    assert result.returncode == 0, result.stderr
    html = BeautifulSoup((wiki / "build/drafts/report.html").read_text(encoding="utf-8"), "html.parser")
    data = json.loads((wiki / "build/drafts/report.json").read_text(encoding="utf-8"))
    assert html.h1 is not None
    assert html.h1.get_text() == title
    assert held in html.get_text()
    assert list(data["languages"]) == ["en", "pt"]
    for code, figures in data["languages"].items():
        shown = [int(cell.get_text()) for cell in html.select(f"section[aria-labelledby={code}] table:not(.units) td")]
        assert sorted(shown) == sorted(figures[name] for name in OUTCOMES if figures[name])
        listed = [node.get_text() for node in html.select(f"section[aria-labelledby={code}] .id")]
        assert sorted(listed) == sorted(item["unit"] for item in figures["units"])


def test_a_run_with_nothing_to_do_says_so(tmp_path: Path, language: str) -> None:
    text = page_of(Report("memory", "local"), tmp_path)
    Nesting(text)
    assert {"de": "nichts", "en": "nothing to draft"}[language] in text
    assert "<table" not in text
