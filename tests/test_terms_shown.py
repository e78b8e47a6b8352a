"""Terms of the glossary explained where they are used, and on the glossary's page with the other languages' words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sites import Published, publish
from wikis import CONF, make_wiki, partnerwiki

RECORD = """\
terms:
  - id: eigenanteil
    words:
      de: Eigenanteil
      en: [own share, own contribution]
      ar: חלק
    definition: Was eine Seite *selbst* zahlt, siehe [Zwei](zwei.md).
  - id: klausel
    words:
      de: Klausel
    definition: Ein Abschnitt.
"""
PAGES = {
    "_data/glossary.yaml": RECORD,
    "index.md": """\
# Start

Der {term}`Eigenanteil`, die {term}`Klausel` und das {term}`Gremium`, dazu [ein Verweis](zwei.md).

```{toctree}
zwei
woerter
```
""",
    "zwei.md": """\
# Zwei

```{glossary}
Gremium
Ausschuss
  Eine Gruppe mit Auftrag.
```
""",
    "woerter.md": "# Wörter\n\n```{partnerwiki-glossary}\n```\n\nMehr zum {term}`Eigenanteil`.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Give a wiki with a record of terms and with a plain glossary."""
    conf = CONF.replace('["de", "en"]', '["de", "en", "ar"]') + 'exclude_patterns = ["_data", "build"]\n'
    wiki = make_wiki(tmp_path_factory.mktemp("terms"), pages=PAGES, conf=conf)
    for step in (("update",), ("draft", "--to", "en", "--engine", "pseudo")):
        result = partnerwiki(wiki, *step)
        assert result.returncode == 0, result.stderr
    with publish(wiki) as published:
        yield published


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    tab = context.new_page()
    tab.goto(address)
    return tab


def term(tab: Page, anchor: str) -> Locator:
    return tab.locator(f"article p a[href$='#term-{anchor}']").first


def test_a_pointer_over_a_term_shows_word_definition_and_the_partners_words(
    context: BrowserContext, site: Published
) -> None:
    tab = opened(context, f"{site.url}de/index.html")
    link, tip = term(tab, "eigenanteil"), tab.get_by_role("tooltip")
    link.hover()
    tip.wait_for()
    assert tip.locator("p").all_inner_texts() == [
        "Eigenanteil",
        "Was eine Seite selbst zahlt, siehe Zwei.",
        "Englisch: own share, own contribution · Arabisch: חלק",
    ]
    spans = tip.locator("span[lang]").evaluate_all("spans => spans.map(span => [span.lang, span.dir])")
    assert spans == [["en", "ltr"], ["ar", "rtl"]]
    assert tip.locator("a, b, button").count() == 0
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    assert link.get_attribute("title") is None
    tip.hover()  # the pointer may go there
    tab.wait_for_function("new Promise(done => setTimeout(done, 400, true))")
    assert tip.is_visible()
    tab.mouse.move(0, 0)
    tip.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None


def test_the_keyboard_s_focus_shows_a_term_and_escape_hides_it(context: BrowserContext, site: Published) -> None:
    tab = opened(context, f"{site.url}de/index.html")
    link, tip = term(tab, "eigenanteil"), tab.get_by_role("tooltip")
    link.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    tip.wait_for()
    tab.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    assert link.evaluate("node => node === document.activeElement")
    tab.keyboard.press("Tab")
    tip.get_by_text("Ein Abschnitt.").wait_for()
    tab.keyboard.press("Tab")
    tip.get_by_text("Eine Gruppe mit Auftrag.").wait_for()
    assert tip.locator("p").count() == 2  # a glossary of Sphinx's own knows no other language
    tab.keyboard.press("Tab")
    tip.wait_for(state="hidden")


def test_a_draft_s_definition_says_that_it_is_one(context: BrowserContext, site: Published) -> None:
    tab = opened(context, f"{site.url}en/index.html")
    term(tab, "eigenanteil").hover()
    expect(tab.get_by_role("tooltip").locator(".pw-chip")).to_have_text("Machine draft")
    tab = opened(context, f"{site.url}ar/index.html")
    term(tab, "klausel").hover()
    said = tab.get_by_role("tooltip").locator("p")
    said.first.wait_for()
    assert said.evaluate_all("all => all.map(p => [p.lang, p.dir])") == [["de", "ltr"], ["de", "ltr"]]


def test_the_glossary_s_page_is_fetched_once_and_when_needed(context: BrowserContext, site: Published) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = opened(context, f"{site.url}de/index.html")
    tab.wait_for_load_state("networkidle")
    assert not [url for url in asked if "woerter" in url or "terms.js" in url]
    for anchor in ("eigenanteil", "klausel", "eigenanteil"):
        term(tab, anchor).hover()
        expect(term(tab, anchor)).to_have_attribute("aria-describedby", "pw-term")
    assert len([url for url in asked if "woerter" in url]) == 1
    assert all(url.startswith((site.url, "data:")) for url in asked)


def test_the_glossary_s_own_page_fetches_nothing(context: BrowserContext, site: Published) -> None:
    tab = opened(context, f"{site.url}de/woerter.html")
    tab.wait_for_load_state("networkidle")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab.locator("article p > a", has_text="Eigenanteil").hover()
    tab.get_by_role("tooltip").wait_for()
    assert not [url for url in asked if url.endswith(".html")]


def test_a_term_whose_page_cannot_be_had_is_a_link_as_ever(context: BrowserContext, site: Published) -> None:
    errors: list[str] = []
    tab = opened(context, f"{site.url}de/index.html")
    tab.on("pageerror", lambda error: errors.append(str(error)))
    context.route("**/woerter.html", lambda route: route.abort())
    with tab.expect_event("requestfailed"):
        term(tab, "eigenanteil").hover()
    assert tab.get_by_role("tooltip").count() == 0
    context.unroute("**/woerter.html")
    term(tab, "eigenanteil").click()
    tab.wait_for_url("**/de/woerter.html#term-eigenanteil")
    assert errors == []


def test_a_tap_follows_the_link(browser: Browser, site: Published) -> None:
    phone = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    tab = opened(phone, f"{site.url}de/index.html")
    term(tab, "klausel").tap()
    tab.wait_for_url("**/de/woerter.html#term-klausel")
    phone.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_explanation_lies_within_the_screen_from_right_to_left_as_well(
    context: BrowserContext, site: Published, width: int
) -> None:
    tab = opened(context, f"{site.url}ar/index.html")
    tab.set_viewport_size({"width": width, "height": 640})
    term(tab, "eigenanteil").hover()
    tip = tab.get_by_role("tooltip")
    tip.wait_for()
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_words_of_other_languages_are_no_units_and_anchors_stay_the_same(site: Published) -> None:
    pages = [(site.folder / f"build/site/{code}/woerter.html").read_text("utf-8") for code in ("de", "en", "ar")]
    for pattern in (r'data-unit="(\w+)"', r'<dt [^>]*id="([\w-]+)"'):
        assert len({tuple(re.findall(pattern, page)) for page in pages}) == 1
    lines = [re.findall(r'<p class="pw-words">(.*?)</p>', page) for page in pages]
    assert [re.sub(r"<[^>]+>", "", line[0]) for line in lines[:2]] == [
        "Englisch: own share, own contribution · Arabisch: חלק",
        "German: Eigenanteil · Arabic: חלק",
    ]
    assert [len(line) for line in lines] == [1, 1, 1]  # a word shown in its own language is not repeated
    catalog = (site.folder / "locales/en/LC_MESSAGES/woerter.po").read_text("utf-8")
    assert "own share" not in catalog
