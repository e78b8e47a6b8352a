"""Every page in every language, width and colour mode, as axe-core sees it; none is wider than a small screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from reader import ACTS, DESK, PHONE, Act, reading, visit
from sites import EVERY_KIND, Published

AXE = Path(sys.prefix) / "node" / "node_modules" / "axe-core" / "axe.min.js"
#: WCAG 2.1, levels A and AA.
RUN = """async () => {
  const {violations} = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"], iframes: false,
  });
  return violations.flatMap(({id, nodes}) => nodes.map(node => [id, node.target.join(" "), node.html.slice(0, 200),
    [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ")]));
}"""


def violations(tab: Page, *widths: int) -> list[tuple[Any, ...]]:
    """Examine what a tab shows, in each colour mode, in widths or as it is."""
    found = []
    for width in widths or [None]:
        if width:
            tab.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            found += [(tab.url, width, scheme, *violation) for violation in tab.evaluate(RUN)]
    return found


def is_too_wide(tab: Page) -> bool:
    """Say whether a reader has to scroll sideways."""
    return bool(tab.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("language", EVERY_KIND)
def test_axe_finds_nothing_on_any_page(browser: Browser, every_kind: Published, language: str) -> None:
    found = []
    with reading(browser, every_kind, script=AXE) as tab:
        for name in every_kind.pages(language):
            visit(tab, every_kind.url + name)
            found += violations(tab, DESK, PHONE)
    assert found == []


@pytest.mark.parametrize("name", ["#choose", "404.html"])
def test_axe_finds_nothing_on_the_pages_of_all_languages(browser: Browser, every_kind: Published, name: str) -> None:
    with reading(browser, every_kind, script=AXE) as tab:
        visit(tab, every_kind.url + name)
        assert violations(tab, DESK, PHONE) == []


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("language", EVERY_KIND)
def test_axe_finds_nothing_where_a_reader_has_opened_something(
    browser: Browser, every_kind: Published, language: str, act: Act
) -> None:
    found = []
    for width in act.widths:
        with reading(browser, every_kind, script=AXE) as tab:
            act(tab, f"{every_kind.url}{language}/", width)
            found += violations(tab)
    assert found == []


@pytest.mark.parametrize("language", EVERY_KIND)
def test_no_page_is_wider_than_a_small_screen(browser: Browser, every_kind: Published, language: str) -> None:
    too_wide = []
    with reading(browser, every_kind) as tab:
        for name in every_kind.pages(language):
            for width in (DESK, 320):
                visit(tab, every_kind.url + name, width=width)
                too_wide += [(name, width)] if is_too_wide(tab) else []
        for name, act in ACTS.items():
            act(tab, f"{every_kind.url}{language}/", 320)
            too_wide += [(name, 320)] if is_too_wide(tab) else []
            tab.evaluate("sessionStorage.clear()")  # side by side stays open from page to page
    assert too_wide == []
