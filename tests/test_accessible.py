"""Every page in every language, width and colour mode, as axe-core sees it; none is wider than a small screen."""

from __future__ import annotations

import pytest
from axe import AXE, violations
from playwright.sync_api import Browser
from reader import DESK, PHONE, is_too_wide, reading, resize, visit
from sites import EVERY_KIND, Published


@pytest.mark.parametrize("language", EVERY_KIND)
def test_axe_finds_nothing_on_any_page_and_none_is_too_wide(
    browser: Browser, every_kind: Published, language: str
) -> None:
    found, too_wide = [], []
    with reading(browser, every_kind, script=AXE) as tab:
        for name in [*every_kind.pages(language), *(["#choose", "404.html"] if language == "de" else [])]:
            visit(tab, every_kind.url + name)
            for width in (DESK, PHONE):
                resize(tab, width)
                found += violations(tab)
            for width in (DESK, 320):
                resize(tab, width)
                too_wide += [(name, width)] if is_too_wide(tab) else []
    assert (found, too_wide) == ([], [])
