"""The internal site: as valid and as accessible as the public one, with what only it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe import AXE, violations
from playwright.sync_api import Browser
from reader import DESK, PHONE, is_too_wide, reading, resize, visit
from sites import Published, publish
from test_valid_html import PASSED, messages
from views import make_views

#: 20 January 2028: much of what the records hold is due, and a consent has ended.
LATER = "1831939200"
PAGES = ("index", "partnership-records", "translation-status", "search", "v-actors", "v-event", "v-events", "jugend")


@pytest.fixture(scope="module")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The views for the staff, in a language from left to right and in one from right to left."""
    folder = make_views(
        tmp_path_factory.mktemp("internal"),
        extra={"jugend.md": "# Jugend\n\n:::{partnership:event} jugendwoche\n:::\n"},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", LATER)
        with publish(folder, "--internal") as published:
            yield published


@pytest.mark.parametrize("language", ["de", "ar"])
def test_axe_finds_nothing_and_no_page_is_too_wide(browser: Browser, internal: Published, language: str) -> None:
    found, too_wide = [], []
    with reading(browser, internal, script=AXE) as tab:
        for name in PAGES:
            visit(tab, f"{internal.url}{language}/{name}.html")
            for width in (DESK, PHONE):
                resize(tab, width)
                found += violations(tab)
            resize(tab, 320)
            too_wide += [name] if is_too_wide(tab) else []
    assert (found, too_wide) == ([], [])


def test_its_pages_are_valid_html(internal: Published) -> None:
    found = messages(internal, [f"{language}/{name}.html" for language in ("de", "ar") for name in PAGES])
    assert {text: places for text, places in found.items() if not text.startswith(tuple(PASSED))} == {}


def test_much_is_due(internal: Published) -> None:
    page = internal.page("de", "translation-status")
    assert page.count("pw-overdue") > 3
    assert "Einwilligung endet" in page
