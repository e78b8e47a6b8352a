"""What a reader does on a page: each function of the site is opened as a reader opens it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from sites import Published

PHONE, DESK = 360, 1280


@contextmanager
def reading(browser: Browser, site: Published, *, scripts: bool = True, script: Path | None = None) -> Iterator[Page]:
    """Give a tab in which nothing moves.

    At the end nothing may have been asked of another host, and no page may have complained (of its policy, of a
    script). ``script`` runs on every page before its own.
    """
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
    context.set_default_timeout(10_000)
    if script:
        context.add_init_script(path=script)
    foreign: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: foreign.append(request.url))
    context.on("console", lambda said: errors.append(f"{said.location}: {said.text}") if said.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert errors == []
    assert [
        url for url in foreign if not url.startswith((site.url, "data:", f"blob:{site.url.removesuffix('repo/')}"))
    ] == []


def resize(tab: Page, width: int) -> None:
    """Give a tab another width (CSS pixels)."""
    tab.set_viewport_size({"width": width, "height": 800})


def is_too_wide(tab: Page) -> bool:
    """Say whether a reader has to scroll sideways."""
    return bool(tab.evaluate("document.documentElement.scrollWidth > innerWidth"))


def visit(tab: Page, url: str, *, width: int = DESK) -> None:
    """Open a page and wait for what its scripts add at once."""
    resize(tab, width)
    tab.goto(url)
    expect(tab.locator(".js [data-pw-review]:not(:has([role=status]))")).to_have_count(0)


Opening = Callable[[Page, str], None]


def shown(tab: Page, control: str) -> Locator:
    """Give the first of some controls that a reader sees."""
    return tab.locator(f"{control} >> visible=true").first


def click(tab: Page, control: str) -> None:
    """Click a control."""
    shown(tab, control).click()


def unfold(tab: Page, control: str) -> None:
    """Click a control that may stand in a fold."""
    if not shown(tab, control).count():
        tab.locator(f"details:has({control}) > summary").first.click()
    click(tab, control)


def click_at_the_end(tab: Page, control: str) -> None:
    """Click a control that is there when a reader comes to the end of the page."""
    tab.keyboard.press("End")
    click(tab, control)


@dataclass(frozen=True)
class Act:
    """A function of the site: on which page, its control, what can be seen once it is open, and in which widths."""

    page: str
    control: str
    shows: str
    widths: tuple[int, ...] = (DESK, PHONE)
    open: Opening = click

    def __call__(self, tab: Page, url: str, width: int) -> None:
        """Visit the page below ``url`` and open the function."""
        visit(tab, url + self.page, width=width)
        self.open(tab, self.control)
        expect(shown(tab, self.shows)).to_be_visible(timeout=20_000)


LONG = "einstieg/protokoll.html"  #: tables, tabs, pictures, terms; drafts in the languages that nobody reviewed
TERM = "article a:has(.std-term)"
#: What the site can do for a reader.
ACTS = {
    "search": Act("search.html?q=Partnerschaft", "", "#pw-search-results li a", open=lambda _tab, _control: None),
    "menu": Act(LONG, "[aria-controls=pw-menu]", "#pw-menu a", (PHONE,)),
    "contents": Act(LONG, "[aria-controls=pw-contents]", "#pw-contents a", (PHONE,)),
    "colours": Act(LONG, "[aria-controls=pw-modes]", "#pw-modes input"),
    "beside": Act(LONG, "[data-pw-beside]", "article .pw-other", open=unfold),
    "correction": Act(LONG, "[data-pw-correct]", "dialog[open]"),
    "term": Act(LONG, TERM, "[role=tooltip]", open=lambda tab, control: shown(tab, control).hover()),
    "offline": Act(
        LONG,
        "[data-pw-offline] button",
        "[data-pw-offline]:has(progress[hidden][value]) button",
        (DESK,),
        click_at_the_end,
    ),
}
#: Where each paragraph has its own button: in a translation.
TOOLS = Act(LONG, ".pw-mark", ".pw-tools button")


def page_with(site: Published, language: str, pattern: str) -> str:
    """Give the first page of a language whose HTML matches."""
    base = site.folder / "build" / "site"
    found = (name for name in site.pages(language) if re.search(pattern, (base / name).read_text(encoding="utf-8")))
    return next(found)
