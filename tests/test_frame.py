"""The frame of a page in a real browser: header, drawers, menu, both directions of writing, print, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sites import Published, publish
from wikis import CONF, catalog, make_wiki

from partnerwiki.stylesheets import SHEETS, logical

PHONE, DESK = 360, 1400
PAGES = {
    "index.md": "# Start\n\nWillkommen.\n\n```{toctree}\n:hidden:\nalles\nteil/index\nimpressum\n```\n",
    "impressum.md": "# Impressum\n\nMusterstadt.\n",
    "teil/index.md": "# Teil\n\nText.\n\n```{toctree}\n:hidden:\neins\nzwei\n```\n",
    "teil/eins.md": "# Eins\n\nText.\n",
    "teil/zwei.md": "# Zwei\n\nText.\n\n```{toctree}\n:hidden:\ntief\n```\n",
    "teil/tief.md": "# Tief\n\nText.\n",
    "alles.md": """\
# Donaudampfschifffahrtsgesellschaftskapitänspatentverordnung

Text mit `code`, [Verweis](https://anderswo.example/adresse) und Fußnote[^1].

:::{note}
Ein Hinweis.
:::

> Ein Zitat.

::::{tab-set}
:::{tab-item} Musterstadt
Erster Reiter.
:::
:::{tab-item} Vila Modelo
Zweiter Reiter.
:::
::::

:::{dropdown} Aufklappen
Verborgen.
:::

## Zweiter Abschnitt

| Amt | Betrag |
|:----|-------:|
| Wasserwerk | 1200 |

```python
print("eine Zeile, die für ein Telefon sehr lang ist und darum in ihrem Kasten zur Seite rollt")
```

FÜLLE

## Dritter Abschnitt

FÜLLE

[^1]: Unten.
""".replace("FÜLLE", "\n\n".join(["Ein Satz, der eine Zeile füllt und nicht viel sagt."] * 30)),
}
AR = {"Start": "الصفحة الرئيسية", "Teil": "قسم", "Eins": "واحد", "Ein Hinweis.": "ملاحظة قصيرة."}
OPTIONS = """
html_theme_options = {"footer_pages": ["impressum"], "announcement": "Wartung"}
partnerwiki_languages = ["de", "ar"]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    catalogs = {f"ar/{name.removesuffix('.md')}": catalog(AR) for name in PAGES}
    folder = make_wiki(tmp_path_factory.mktemp("frame"), pages=PAGES, catalogs=catalogs, conf=CONF + OPTIONS)
    with publish(folder) as published:
        yield published


@contextmanager
def reading(browser: Browser, url: str, width: int = PHONE, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own; an error of a script fails the test."""
    options = {"reduced_motion": "reduce", **options}
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    page = context.new_page()
    errors: list[Any] = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(url)
    yield page
    context.close()
    assert errors == []


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return dict(found)


OPENERS = [(PHONE, "pw-menu"), (PHONE, "pw-contents"), (PHONE, "pw-modes"), (1100, "pw-contents"), (DESK, "pw-modes")]


@pytest.mark.parametrize(("width", "target"), OPENERS)
def test_a_button_opens_its_list_and_escape_returns_to_the_button(
    browser: Browser, site: Published, width: int, target: str
) -> None:
    with reading(browser, f"{site.url}de/alles.html", width) as page:
        button, listed = page.locator(f"button[aria-controls={target}]"), page.locator(f"#{target}")
        expect(listed).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(listed).to_be_in_viewport()
        listed.locator("a, input").first.focus()
        page.keyboard.press("Escape")
        expect(listed).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()
        assert button.inner_text().strip()


@pytest.mark.parametrize("target", ["pw-menu", "pw-contents"])
def test_an_open_drawer_keeps_the_page_behind_it_still(browser: Browser, site: Published, target: str) -> None:
    with reading(browser, f"{site.url}de/alles.html") as page:
        page.locator(f"button[aria-controls={target}]").click()
        assert page.locator(".content").evaluate("node => node.inert")
        page.mouse.wheel(0, 600)
        stops = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            stops.add(page.evaluate("document.activeElement.closest('header, nav, aside, .content, body')?.className"))
        assert "content" not in stops
        assert page.evaluate("scrollY") == 0
        beside = {"pw-menu": (350, 700), "pw-contents": (10, 700)}[target]
        page.mouse.click(*beside)
        expect(page.locator(f"#{target}")).to_be_hidden()
        assert not page.locator(".content").evaluate("node => node.inert")


def test_a_link_within_the_page_closes_its_contents(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/alles.html") as page:
        page.locator("button[aria-controls=pw-contents]").click()
        page.locator("#pw-contents a", has_text="Dritter").click()
        expect(page.locator("#pw-contents")).to_be_hidden()
        expect(page.locator("h2", has_text="Dritter")).to_be_in_viewport()


def test_closed_drawers_are_no_stops_of_the_keyboard(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/alles.html") as page:
        seen = []
        for _ in range(80):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("Boolean(document.activeElement.closest('#pw-menu, #pw-contents, #pw-modes'))"))
        assert not any(seen)


def test_the_colour_mode_is_chosen_and_remembered(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/index.html", DESK) as page:
        background = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(background)
        page.locator("button[aria-controls=pw-modes]").click()
        expect(page.locator("#pw-modes input:checked")).to_have_value("auto")
        page.locator("#pw-modes input[value=dark]").check()
        dark = page.evaluate(background)
        assert dark != light
        page.locator("main, article").first.click()
        expect(page.locator("#pw-modes")).to_be_hidden()
        page.goto(f"{site.url}ar/index.html")
        assert page.evaluate(background) == dark
        page.locator("button[aria-controls=pw-modes]").click()
        expect(page.locator("#pw-modes input:checked")).to_have_value("dark")
        page.locator("#pw-modes input[value=auto]").check()
        assert page.evaluate(background) == light


@pytest.mark.parametrize("language", ["de", "ar"])
def test_without_script_menu_and_contents_open_by_links(browser: Browser, site: Published, language: str) -> None:
    with reading(browser, f"{site.url}{language}/alles.html", java_script_enabled=False) as page:
        assert page.locator("header button:visible").count() == 0
        for target in ("pw-menu", "pw-contents"):
            listed = page.locator(f"#{target}")
            expect(listed).to_be_hidden()
            page.locator(f"header a[href='#{target}']").click()
            expect(listed).to_be_in_viewport()
            listed.locator("a[href='#furo-main-content']").click()
            expect(listed).to_be_hidden()
        page.locator("header a[href='#pw-menu']").click()
        page.locator("#pw-menu a[href='impressum.html']").click()
        assert page.url.endswith("impressum.html")


def test_the_contents_follow_the_reader(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/alles.html", DESK) as page:
        page.locator("h2", has_text="Dritter").scroll_into_view_if_needed()
        page.locator("h2", has_text="Dritter").evaluate("node => node.scrollIntoView()")
        expect(page.locator("#pw-contents [aria-current]")).to_have_text("Dritter Abschnitt")
        page.evaluate("scrollTo(0, 0)")
        expect(page.locator("#pw-contents [aria-current=true]")).to_have_count(0)


def test_back_to_top_appears_on_the_way_up(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/alles.html", DESK) as page:
        link = page.locator(".back-to-top")
        expect(link).to_be_hidden()
        page.evaluate("scrollTo(0, 2000)")
        page.wait_for_function("scrollY > 1900")
        page.evaluate("scrollTo(0, 1500)")
        link.click()
        page.wait_for_function("scrollY < 200")


def test_buttons_of_the_tree_are_named_and_show_what_stands_below(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/teil/eins.html", DESK) as page:
        tree = page.locator(".sidebar-tree")
        own = tree.get_by_role("button", name="Teil", exact=False).first
        expect(own).to_have_attribute("aria-expanded", "true")
        own.click()
        expect(tree.locator("a", has_text="Eins")).to_be_hidden()
        own.click()
        other = tree.get_by_role("button", name="Zwei")
        expect(other).to_have_attribute("aria-expanded", "false")
        other.focus()
        page.keyboard.press("Enter")
        expect(other).to_have_attribute("aria-expanded", "true")
        link = tree.locator("a", has_text="Tief")
        assert link.get_attribute("href") == f"{site.url}de/teil/tief.html"
        page.keyboard.press("Enter")
        expect(link).to_be_hidden()
        assert page.locator(f"#{other.get_attribute('aria-controls')}").count() == 1


def test_a_list_that_cannot_be_fetched_is_read_on_its_own_page(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/index.html", DESK) as page:
        page.route(
            "**/teil/index.html",
            lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
        )
        page.locator(".sidebar-tree").get_by_role("button", name="Teil").click()
        page.wait_for_url("**/teil/index.html")


def test_a_page_works_where_a_part_of_its_scripts_is_missing(browser: Browser, site: Published) -> None:
    context = browser.new_context()
    context.route(re.compile(r"/_static/(?!partnerwiki\.js).*\.js"), lambda route: route.abort())
    page = context.new_page()
    errors: list[Any] = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(f"{site.url}de/alles.html")
    page.locator("button[aria-controls=pw-modes]").click()
    expect(page.locator("#pw-modes")).to_be_visible()
    context.close()
    assert errors == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_in_arabic_is_the_mirror_of_one_in_german(browser: Browser, site: Published, width: int) -> None:
    places = [
        ".admonition-title",
        "article blockquote",
        "#pw-menu",
        ".pw-breadcrumbs a",
        ".next-page svg",
        ".prev-page",
    ]
    shown: dict[str, list[float]] = {}
    for language in ("de", "ar"):
        with reading(browser, f"{site.url}{language}/alles.html", width) as page:
            if width == PHONE:
                page.locator("button[aria-controls=pw-menu]").click()
            sides = [box(page, place) for place in places]
            shown[language] = [
                side["x"] if language == "de" else width - side["x"] - side["width"]
                for place, side in zip(places, sides, strict=True)
                if place != ".pw-breadcrumbs a" or width == DESK
            ]
            edge = page.locator(".admonition").first.evaluate("node => getComputedStyle(node).borderLeftWidth")
            assert (edge == "0px") is (language == "ar")
            assert page.locator(".highlight pre").evaluate("node => getComputedStyle(node).direction") == "ltr"
            assert page.locator("td", has_text="1200").evaluate("node => getComputedStyle(node).textAlign") == "end"
    assert shown["ar"] == pytest.approx(shown["de"], abs=2)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_nothing_is_wider_than_a_small_phone(browser: Browser, site: Published, language: str) -> None:
    with reading(browser, f"{site.url}{language}/alles.html", 320) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert box(page, "article h1")["width"] <= 320


def test_paper_shows_text_that_is_folded_away_and_no_controls(browser: Browser, site: Published) -> None:
    with reading(browser, f"{site.url}de/alles.html", color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        for selector in ("header", "#pw-menu", "#pw-contents", ".related-pages", ".pw-breadcrumbs", ".back-to-top"):
            expect(page.locator(selector)).to_be_hidden()
        assert page.locator("button:visible").count() == 0
        for text in ("Erster Reiter.", "Zweiter Reiter.", "Musterstadt", "Vila Modelo", "Verborgen."):
            expect(page.locator("article").get_by_text(text, exact=True)).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator("article p").first.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
        address = page.locator("article a.external").evaluate("node => getComputedStyle(node, '::after').content")
        assert "https://anderswo.example/adresse" in address


def test_a_page_loads_the_styles_that_it_needs(browser: Browser, site: Published) -> None:
    def loaded(name: str) -> set[str]:
        with reading(browser, f"{site.url}de/{name}.html", DESK) as page:
            page.wait_for_load_state("networkidle")
            return {
                address.split("/")[-1].split("?")[0]
                for address in page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
            }

    optional = {"pygments.css", "design.css", "design-tabs.js"}
    assert optional <= loaded("alles")
    assert not optional & loaded("impressum")
    unwanted = {"furo.js", "doctools.js", "documentation_options.js", "sphinx-design.min.css", "searchtools.js"}
    assert not unwanted & loaded("alles")


def test_every_page_says_who_answers_for_it(site: Published) -> None:
    for language in ("de", "ar"):
        for name in [*PAGES, "search.html", "genindex.html"]:
            page = (site.folder / "build" / "site" / language / name).with_suffix(".html").read_text(encoding="utf-8")
            footer = page[page.index("<footer>") :]
            assert "impressum.html" in footer or name == "impressum.md"
            assert "translation-status.html" in footer
            assert "data-pw-offline" in footer


def test_the_script_of_every_page_stays_small(site: Published) -> None:
    static = site.folder / "build" / "site" / "de" / "_static"
    assert (static / "partnerwiki.js").stat().st_size <= 8192
    assert len((static / "partnerwiki.css").read_text(encoding="utf-8")) <= 24_000


SIDES = re.compile(r"[{;](?:[a-z-]+-)?(?:left|right)(?:-[a-z]+)?:|[{;](?:float|clear|text-align):(?:left|right)")


@pytest.mark.parametrize("name", SHEETS)
def test_no_side_is_left_in_the_stylesheets_of_others(name: str) -> None:
    css = SHEETS[name].read_text(encoding="utf-8")
    assert SIDES.search(css)
    assert not SIDES.search(logical(css))
    assert logical(logical(css)) == logical(css)
    assert logical(css).count("{") == re.sub(r"/\*[^!].*?\*/", "", css, flags=re.DOTALL).count("{")


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{margin-left:1rem;left:0}", "a{margin-inline-start:1rem;inset-inline-start:0}"),
        ("a{border-right-color:red}", "a{border-inline-end-color:red}"),
        ("a{border-top-left-radius:2px}", "a{border-start-start-radius:2px}"),
        ("a{float:right!important}", "a{float:inline-end!important}"),
        ("a{text-align:left}b{text-align:center}", "a{text-align:start}b{text-align:center}"),
        ("a{padding:1px 2px 3px calc(4px + (1em))}", "a{padding-block:1px 3px;padding-inline:calc(4px + (1em)) 2px}"),
        ("a{margin:0 1rem 1rem}", "a{margin:0 1rem 1rem}"),
        (".sd-ml-1{color:red}a.left:hover{top:0}", ".sd-ml-1{color:red}a.left:hover{top:0}"),
        ("/*! licence */a{/*x*/clear:left}", "/*! licence */a{clear:inline-start}"),
    ],
)
def test_sides_become_start_and_end(css: str, expected: str) -> None:
    assert logical(css) == expected
