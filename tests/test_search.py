"""The search as a reader uses it: real builds, Pagefind's real index, a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import Browser, Page
from sites import Published, publish
from wikis import CONF, catalog, make_wiki, tree, write

FIXTURES = Path(__file__).parent / "fixtures" / "search"
DONE = "#pw-search-results:not([aria-busy])"


def queries(name: str) -> list[dict[str, str]]:
    return yaml.safe_load((FIXTURES / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A wiki of German pages with Ukrainian and Arabic translations."""
    texts = yaml.safe_load((FIXTURES / "wiki.yaml").read_text(encoding="utf-8"))
    pages = {f"{name}.md": f"# {each['de'][0]}\n\n{each['de'][1]}\n" for name, each in texts.items()}
    pages["index.md"] = "# Wiki\n\n```{toctree}\n" + "\n".join(texts) + "\n```\n"
    catalogs = {
        f"{code}/{name}": catalog(dict(zip(each["de"], each[code], strict=True)))
        for name, each in texts.items()
        for code in ("uk", "ar")
    }
    conf = CONF.replace('["de", "en"]', '["de", "uk", "ar"]')
    folder = make_wiki(tmp_path_factory.mktemp("search"), pages=pages, catalogs=catalogs, conf=conf)
    with publish(folder, "-W") as site:
        yield site


def search(page: Page, site: Published, language: str, query: str) -> list[str]:
    """Type a query into the address; give the hits' pages in their order, each ``language/docname``."""
    page.goto(f"{site.url}{language}/search.html?q={quote(query)}")
    page.wait_for_selector("#pw-search-status:not(:empty)")
    page.wait_for_selector(DONE, state="attached")
    links = page.eval_on_selector_all(".pw-hit > h3 a", "links => links.map((link) => link.pathname)")
    return [link.removeprefix("/repo/").removesuffix(".html") for link in links]


def missed(browser: Browser, sites: dict[str, Published], name: str) -> list[str]:
    """Ask all queries of a list; give those whose page is not among the first three hits."""
    context = browser.new_context()
    page = context.new_page()
    failed = []
    for each in queries(name):
        language = each["language"]
        found = search(page, sites[language], language, each["query"])
        if f"{each.get('in', language)}/{each['page']}" not in found[:3]:
            failed.append(f"{language} {each['query']} ({each['kind']}): {found[:3]}")
    context.close()
    return failed


@pytest.mark.parametrize("name", ["queries.yaml", "held-out.yaml"])
def test_the_page_that_a_reader_wants_is_among_the_first_three(
    browser: Browser, published: Published, small: Published, name: str
) -> None:
    sites = {"de": published, "en": published, "pt": published, "uk": small, "ar": small}
    failed, count = missed(browser, sites, name), len(queries(name))
    print(f"{name}: {count - len(failed)} of {count}", *failed, sep="\n  ")
    assert len(failed) <= 0.05 * count, "\n".join(failed)


def test_nothing_of_the_search_is_loaded_before_there_is_a_query(browser: Browser, small: Published) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("uk/haushalt.html", "uk/search.html"):
        page.goto(f"{small.url}{name}", wait_until="networkidle")
    assert [url for url in asked if "/pagefind/" in url] == []
    page.close()


def test_the_form_searches_and_the_address_keeps_the_query(browser: Browser, small: Published) -> None:
    page = browser.new_page()
    page.goto(f"{small.url}de/haushalt.html")
    page.fill(".sidebar-search", "Feuerwehr")
    page.press(".sidebar-search", "Enter")
    page.wait_for_url("**/search.html?q=Feuerwehr")
    page.wait_for_selector(".pw-hit mark")
    page.fill("#pw-search-input", "Radweg")
    page.press("#pw-search-input", "Enter")
    page.wait_for_url("**/search.html?q=Radweg")
    page.wait_for_selector("a[href$='/de/radweg.html']")
    page.go_back()
    page.wait_for_selector("a[href$='/de/feuerwehr.html']")
    assert page.input_value("#pw-search-input") == "Feuerwehr"
    page.close()


def test_a_live_region_tells_the_number_and_a_correction_can_be_undone(browser: Browser, small: Published) -> None:
    page = browser.new_page()
    found = search(page, small, "de", "Bibliotek")
    assert found[0] == "de/bibliothek"
    status = page.locator("#pw-search-status[role=status]")
    assert "bibliothek" in status.inner_text()
    status.locator("button").click()
    page.wait_for_selector("#pw-search-status button", state="detached")
    page.wait_for_selector(DONE, state="attached")
    assert page.locator(".pw-hit").count() == 0
    page.close()


def test_hits_show_state_and_language_and_no_trace_of_the_index(browser: Browser, small: Published) -> None:
    page = browser.new_page()
    search(page, small, "uk", "Partnerschaftsverein")
    hit = page.locator(".pw-hit").first
    assert hit.locator("h3").get_attribute("lang") == "de"
    assert "~^" not in page.inner_text("#pw-search-results")
    search(page, small, "uk", "бюджет")
    assert page.locator(".pw-hit .pw-reviewed").count() == 1
    page.close()


def test_a_page_that_is_a_hit_already_is_not_shown_in_another_language(browser: Browser, small: Published) -> None:
    page = browser.new_page()
    found = search(page, small, "de", "2035")
    assert found == ["de/klima"]
    page.close()


HOSTILE = "<img src=x onerror=alert(1)> & </script><b>fett</b> &lt;i&gt; Suchwort"


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Published]:
    pages = {"index.md": f"# `{HOSTILE}`\n\n## Abschnitt\n\nVor `{HOSTILE}` danach und <mark>Marke</mark>.\n"}
    pages |= {f"seite{n}.md": f"---\norphan: true\n---\n# Seite {n}\n\nEin Gemeindehaus.\n" for n in range(7)}
    pages["nicht.md"] = "---\norphan: true\nnosearch: true\n---\n# Nicht\n\nGemeindehaus.\n"
    with publish(make_wiki(tmp_path / "wiki", pages=pages)) as site:
        yield site


def test_texts_of_pages_are_shown_as_text_and_lists_grow(browser: Browser, hostile: Published) -> None:
    page = browser.new_page()
    page.on("dialog", lambda dialog: pytest.fail("a script of a page ran"))
    search(page, hostile, "de", "Suchwort")
    assert "<img src=x onerror=alert(1)>" in page.locator(".pw-hit h3").first.inner_text()
    assert page.locator(".pw-hit :is(img, b, i, script)").count() == 0
    assert page.locator(".pw-hit-sections a").get_attribute("href").endswith("/de/index.html#abschnitt")
    assert len(search(page, hostile, "de", "Haus")) == 5
    page.locator(".pw-search-more").first.click()
    page.wait_for_selector(".pw-hit:nth-child(7)")
    assert page.evaluate("document.activeElement.closest('li') === document.querySelectorAll('.pw-hit')[5]")
    page.close()


def test_without_another_language_s_index_the_reader_s_own_is_searched(browser: Browser, hostile: Published) -> None:
    page = browser.new_page()
    page.route("**/en/pagefind/**", lambda route: route.abort())
    assert len(search(page, hostile, "de", "Gemeindehaus")) == 5
    page.close()


def test_a_reader_is_told_when_the_search_cannot_be_loaded(browser: Browser, hostile: Published) -> None:
    page = browser.new_page()
    page.route("**/*.pagefind", lambda route: route.abort())
    assert search(page, hostile, "de", "Gemeindehaus") == []
    assert page.inner_text("#pw-search-status")
    page.unroute("**/*.pagefind")
    page.press("#pw-search-input", "Enter")
    page.wait_for_selector(".pw-hit")
    page.close()


def test_the_index_is_made_anew_only_where_a_page_changed(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path / "wiki")
    with publish(wiki):
        first = {name: data for name, data in tree(wiki / "build" / "site").items() if "/pagefind/" in name}
    with publish(wiki):
        pass
    index = wiki / "build" / "site" / "de" / "pagefind"
    assert {name: data for name, data in tree(wiki / "build" / "site").items() if "/pagefind/" in name} == first
    assert {path.name for path in index.glob("*.js")} == {"pagefind.js"}
    assert not list((wiki / "build" / "site").rglob("search*index*.js")) + list(index.glob("*ui*"))
    write(wiki / "source", {"zwei.md": "# Zweite Seite\n\nNeues.\n"})
    with publish(wiki):
        assert {path.name for path in index.rglob("*.pf_index")}
    assert tree(wiki / "build" / "site")["de/pagefind/pagefind-entry.json"] != first["de/pagefind/pagefind-entry.json"]


@pytest.mark.parametrize("query", ["a", "🙂", "<script>", '"', "%", "' OR 1=1", "c++ & c#", "x" * 190, "١٢٣", "  "])
def test_no_query_breaks_the_search(browser: Browser, small: Published, query: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{small.url}de/search.html?q={quote(query)}")
    page.wait_for_selector(DONE, state="attached")
    page.wait_for_load_state("networkidle")
    assert errors == []
    page.close()
