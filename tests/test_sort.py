"""Tables of records that sort by a column: with keyboard and mouse, by words, numbers and dates of the language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sites import Published, publish
from views import CONF, DAY
from wikis import make_wiki

RECORDS = """\
partnerships:
  - id: bund
    name: Bund
    type: formal
    parties:
      - {id: dort, name: Dorf, country: DE, languages: [de]}
      - {id: hier, name: Hierstadt, country: PT, languages: [pt]}
    goals:
      - {id: ziel, text: Wasser}
bodies:
  - {id: amt, name: Amt, kind: working-group, party: dort, chair: Amt, frequency: quarterly, task: Arbeit}
indicators:
"""
INDICATOR = """\
  - id: {id}
    name: {name}
    level: outcome
    unit: Liter
    direction: up
    baseline: {{date: 2025-12-31, value: {value}}}
    target: {{date: 2030-12-31, value: 9000}}
    source: Zähler
    frequency: yearly
    responsible: amt
    goal: ziel
    readings: {readings}
"""
VALUES = {
    "a": ("Ärmel", "1250.5", "[]"),
    "b": ("Zaun", "31.5", "[{date: 2026-05-01, value: 7}]"),
    "c": ("Apfel", "-4", "[{date: 2026-05-01, value: 12}]"),
    "d": ("Bank", "900", "[]"),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A wiki with tables that sort, in five languages."""
    folder = tmp_path_factory.mktemp("sort")
    rows = [
        INDICATOR.format(id=key, name=name, value=value, readings=readings)
        for key, (name, value, readings) in VALUES.items()
    ]
    pages = {
        "index.md": "# Start\n\n:::{partnership:indicators}\n:::\n\n:::{partnership:learning}\n:::\n",
        "_data/r.yaml": RECORDS + "".join(rows) + LESSONS,
    }
    make_wiki(folder, pages=pages, conf=CONF.replace('html_static_path = ["source/_static"]\n', ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        with publish(folder) as published:
            yield published


LESSONS = """\
learning:
  - {id: l1, date: 2026-10-02, learner: dort, teacher: hier, text: Eins}
  - {id: l2, date: 2025-12-24, learner: hier, teacher: dort, text: Zwei}
  - {id: l3, date: 2026-02-15, learner: dort, teacher: hier, text: Drei}
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        yield context.new_page()


def names(page: Page, table: int = 0) -> list[str]:
    """Give the ids of the rows from top to bottom."""
    rows = page.locator(".pw-sortable table").nth(table).locator("tbody tr")
    return [row.get_attribute("id").removeprefix("record-") for row in rows.all()]


def test_the_keyboard_sorts_and_says_so(wiki: Published, page: Page) -> None:
    page.goto(f"{wiki.url}de/index.html")
    head = page.locator(".pw-sortable table").first.locator("thead th").first
    assert head.get_attribute("aria-sort") is None
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.pw-sortable th') !== null"):
            break
    assert head.evaluate("head => head.contains(document.activeElement)")
    page.keyboard.press("Enter")
    assert (head.get_attribute("aria-sort"), names(page)) == ("ascending", ["c", "a", "d", "b"])
    page.keyboard.press("Space")
    assert (head.get_attribute("aria-sort"), names(page)) == ("descending", ["b", "d", "a", "c"])
    assert head.evaluate("head => head.contains(document.activeElement)"), "the focus stays where it was"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None, "one column says how it is sorted"


@pytest.mark.parametrize("language", ["de", "en", "pt", "uk", "ar"])
def test_numbers_sort_by_size_in_every_language(wiki: Published, page: Page, language: str) -> None:
    page.goto(f"{wiki.url}{language}/index.html")
    button = page.locator(".pw-sortable table").first.locator("thead th").nth(3).locator("button")
    button.click()
    assert names(page) == ["c", "b", "d", "a"]
    button.click()
    assert names(page) == ["a", "d", "b", "c"]


def test_empty_cells_come_last_either_way(wiki: Published, page: Page) -> None:
    page.goto(f"{wiki.url}de/index.html")
    button = page.locator(".pw-sortable table").first.locator("thead th").nth(4).locator("button")
    button.click()
    assert names(page) == ["b", "c", "a", "d"]
    button.click()
    assert names(page)[:2] == ["c", "b"]


def test_dates_sort_by_the_calendar(wiki: Published, page: Page) -> None:
    page.goto(f"{wiki.url}de/index.html")
    table = page.locator(".pw-sortable table").nth(1)
    table.locator("thead th").nth(3).locator("button").click()
    assert names(page, 1) == ["l2", "l3", "l1"]


def test_without_script_the_table_is_a_table(wiki: Published, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{wiki.url}de/index.html")
        assert page.locator(".pw-sortable button").count() == 0
        assert names(page) == ["a", "b", "c", "d"]


def test_every_view_is_shown_in_the_reference_wiki() -> None:
    from partnerwiki.partnership.views import VIEWS

    pages = (Path(__file__).parents[1] / "source").rglob("*.md")
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    assert [view for view in VIEWS if f"{{partnership:{view}}}" not in text] == []
