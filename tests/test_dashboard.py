"""The dashboard: the same figures as banners and command line, what is overdue, what changed; light and readable."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Project
from playwright.sync_api import Browser, Page
from sites import Published, publish
from test_facts import commit, repository
from wikis import CONF, HEADER, catalog, make_wiki, partnerwiki

from partnerwiki.dashboard import LIMIT, NAME
from partnerwiki.units import text_hash

#: The day of the builds: 2026-06-15.
NOON = "1781524800"
PAGES = {
    "index.md": "---\nreview_due: 2026-06-14\n---\n\n# Start\n\nErster Text.\n\n```{toctree}\n:glob:\n*\n```\n",
    "entwurf.md": "---\nreview_due: 2026-06-15\n---\n\n# Entwurf & <Probe>\n\nZweiter Text.\n\nDritter Text.\n",
    "fertig.md": "---\nreview_due: 2027-06-15\n---\n\n# Fertig\n\nVierter Text.\n",
    "neu.md": "---\nlanguage: en\n---\n\n# New\n\nFifth text.\n",
    "falsch.md": "---\nlanguage: en\nreview_due: bald\n---\n\n# Wrong\n",
}
DRAFT = (
    f"{HEADER}\n# mt: test/1 2026-01-01 sha256:{text_hash('Second text.')}\n#, fuzzy\n"
    'msgid "Zweiter Text."\nmsgstr "Second text."\n'
)
CATALOGS = {
    "en/entwurf": DRAFT + '\n#, fuzzy\n#| msgid "Alt."\nmsgid "Dritter Text."\nmsgstr "Third text."\n',
    "en/fertig": catalog({"Fertig": "Done", "Vierter Text.": "Fourth text."}),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A wiki with pages in every state, changed in May and in June."""
    folder = make_wiki(repository(tmp_path_factory.mktemp("dashboard")), pages=PAGES, catalogs=CATALOGS)
    (folder / ".gitignore").write_text("build\n", encoding="utf-8")
    assert partnerwiki(folder, "update").returncode == 0
    commit(folder, "2026-05-10")
    (folder / "source" / "neu.md").write_text(PAGES["neu.md"] + "\nSixth text.\n", encoding="utf-8")
    commit(folder, "2026-06-10")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOON)
        with publish(folder) as published:
            yield published


def dashboard(wiki: Published, language: str) -> Tag:
    html = (wiki.folder / "build" / "site" / language / f"{NAME}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(html, "html.parser").find("article")
    assert article is not None
    return article


def rows(article: Tag, number: int) -> list[list[str]]:
    table = article.find_all("table")[number]
    return [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def listed(article: Tag, name: str) -> list[str]:
    section = article.find(id=name).parent
    return [link.get_text() for link in section.select("dl a")]


def test_figures_are_those_of_the_command_line_and_of_the_banners(wiki: Published) -> None:
    status = json.loads(partnerwiki(wiki.folder, "status", "--json").stdout)["languages"]["en"]["pages"]
    found = rows(dashboard(wiki, "en"), 0)[1:]
    for title, name in (("Entwurf & <Probe>", "entwurf"), ("Start", "index")):
        counts = status[name]
        expected = [str(counts[state]) for state in ("reviewed", "machine", "outdated", "missing")]
        assert next(row for row in found if row[0] == title)[1:5] == expected
        html = (wiki.folder / "build" / "site" / "en" / f"{name}.html").read_text(encoding="utf-8")
        banner = BeautifulSoup(html, "html.parser").find(class_="pw-status-counts").get_text()
        assert f"{counts['missing']} of {counts['units']}" in banner


def test_what_needs_most_work_comes_first_and_what_is_done_is_folded_away(wiki: Published) -> None:
    article = dashboard(wiki, "en")
    assert [row[0] for row in rows(article, 0)[1:]] == ["Entwurf & <Probe>", "Start"]
    done, originals = article.find_all("details")
    assert [link.get_text() for link in done.find_all("a")] == ["Done"]
    assert [link.get_text() for link in originals.find_all("a")] == ["New", "Wrong"]


def test_every_language_is_in_the_small_table(wiki: Published) -> None:
    for language in ("de", "en"):
        table = rows(dashboard(wiki, language), 1)[1:]
        assert [row[0] for row in table] == ["Deutsch", "English"]
        assert table[1][1:5] == ["2", "1", "1", "3"]
        link = dashboard(wiki, language).find_all("table")[1].find("a", {"aria-current": "page"})
        assert link["hreflang"] == language


def test_review_dates_and_changes(wiki: Published) -> None:
    article = dashboard(wiki, "de")
    assert article.find("time")["datetime"] == "2026-06-15"
    assert "15. Juni 2026" in article.get_text()
    assert listed(article, "overdue") == ["Start", "Entwurf & <Probe>"], "overdue, then due in the next 30 days"
    assert [time.get_text() for time in article.find(id="overdue").parent.find_all("time")] == [
        "14. Juni 2026",
        "15. Juni 2026",
    ]
    assert listed(article, "changed") == ["New"], "what changed in May is older than 30 days"


def test_a_bad_date_is_a_warning_with_its_line(wiki: Published) -> None:
    shown = partnerwiki(wiki.folder, "build", "--base-url", wiki.url).stderr
    assert re.search(r"source/falsch\.md:3: .*review_due: 'bald' is not a date", shown), shown


def test_dashboard_is_in_the_sitemap_and_every_footer(wiki: Published) -> None:
    site = wiki.folder / "build" / "site"
    assert f"/de/{NAME}.html" in (site / "sitemap.xml").read_text(encoding="utf-8")
    for name in ("de/index.html", "en/neu.html", "en/search.html"):
        soup = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        assert soup.find("footer").find("a", href=f"{NAME}.html"), name


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_plain_sphinx_makes_it_too(project: Project, builder: str) -> None:
    project.conf('html_theme = "partnerwiki"\n')
    project.write("index.md", "# Start\n\nText.\n")
    built = project.build("en", builder=builder)
    name = NAME if builder == "html" else f"{NAME}/index"
    assert "State of the translations" in built.text_of(f"{name}.html")
    assert built.html(name).find("tbody").find("a")["href"] == ("index.html" if builder == "html" else "../")
    assert built.warnings == []


def test_other_themes_have_none(project: Project) -> None:
    project.write("index.md", "# Start\n")
    assert not (project.build("en").folder / f"{NAME}.html").exists()


def test_weight_does_not_grow_with_the_wiki(tmp_path: Path) -> None:
    numbers = range(3 * LIMIT)
    pages = {f"a{number}.md": f"# Seite {number}\n\nText {number}.\n" for number in numbers}
    pages["index.md"] = "# Start\n\n```{toctree}\n:glob:\n*\n```\n"
    project = Project(tmp_path)
    project.conf('html_theme = "partnerwiki"\n')
    for name, text in pages.items():
        project.write(name, text)
    html = project.build("en").text_of(f"{NAME}.html")
    assert html.count('<th scope="row">') == LIMIT
    assert f"not listed here: {2 * LIMIT + 1}" in html
    assert len(gzip.compress(html.encode())) < 15_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 320, "height": 700}) as context:
        yield context.new_page()


def test_it_fits_a_phone_and_names_every_figure(wiki: Published, page: Page) -> None:
    page.goto(f"{wiki.url}en/{NAME}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for wrapper in page.locator(".table-wrapper").all():
        assert wrapper.evaluate("box => box.scrollWidth <= box.clientWidth")
    label = "cell => getComputedStyle(cell, '::before').content"
    found = [
        cell.evaluate(label).strip('" ')
        for cell in page.locator("table").first.locator("tbody tr >> nth=0 >> td").all()
    ]
    assert [text.split('"')[0] for text in found] == [
        "Reviewed", "Machine draft", "Outdated", "Not translated", "Reviewed share",
    ]  # fmt: skip


def test_state_is_not_told_by_colour_alone(wiki: Published, page: Page) -> None:
    page.goto(f"{wiki.url}en/{NAME}.html")
    parts = page.locator(".pw-shares span").all()
    patterns = [part.evaluate("part => getComputedStyle(part).backgroundImage") for part in parts]
    assert len(parts) == len(set(patterns)) == 4
    assert all(part.bounding_box()["height"] >= 16 for part in parts)
    assert page.locator(".pw-legend li").all_inner_texts() == [
        "Reviewed: 2", "Machine draft: 1", "Outdated: 1", "Not translated: 3",
    ]  # fmt: skip


def test_a_site_of_one_language_has_a_dashboard(tmp_path: Path) -> None:
    make_wiki(tmp_path, pages={"index.md": "# Start\n"}, conf=CONF.replace(', "en"', ""))
    assert partnerwiki(tmp_path, "build", "-W").returncode == 0
    html = (tmp_path / "build" / "site" / "de" / f"{NAME}.html").read_text(encoding="utf-8")
    assert "<table" not in html
