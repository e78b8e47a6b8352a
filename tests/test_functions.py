"""Each function of the site, opened in every language: accessible, no wider than a small screen, no complaint."""

from __future__ import annotations

import pytest
from axe import AXE, violations
from playwright.sync_api import Browser
from reader import ACTS, Act, is_too_wide, reading
from sites import EVERY_KIND, Published


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
def test_nothing_that_is_opened_is_too_wide(browser: Browser, every_kind: Published, language: str) -> None:
    too_wide = []
    for name, act in ACTS.items():
        with reading(browser, every_kind) as tab:
            act(tab, f"{every_kind.url}{language}/", 320)
            too_wide += [name] if is_too_wide(tab) else []
    assert too_wide == []
