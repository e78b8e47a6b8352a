"""The reference wiki, built and served below a base path as GitHub Pages does, and read in a real browser."""

from __future__ import annotations

import posixpath
import re
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import polib
import pytest
from playwright.sync_api import Browser, Page
from sites import COMPLETE, DRAFTED, LANGUAGES, ROOT, Published
from wikis import PAGES, catalog, make_wiki, partnerwiki

from partnerwiki import frontmatter
from partnerwiki.preview import make_server
from partnerwiki.units import Count, State


@pytest.fixture
def page(browser: Browser, published: Published) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    yield page
    context.close()


class Anchors(HTMLParser):
    """Collects links and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(values["id"] or "")
        link = values.get("href") if tag in {"a", "link"} else values.get("src") if tag in {"img", "script"} else None
        if link:
            self.links.append(link)


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def test_no_internal_link_is_broken_in_any_language(published: Published) -> None:
    seen: dict[str, tuple[int, Anchors]] = {}
    queue = [(published.url, "")]
    broken = []
    while queue:
        url, source = queue.pop()
        target, fragment = urldefrag(url)
        if target not in seen:
            status, text = get(target)
            seen[target] = (
                status,
                Anchors(text if posixpath.splitext(urlsplit(target).path)[1] in {"", ".html"} else ""),
            )
            if urlsplit(target).path.endswith((".html", "/")):
                for link in seen[target][1].links:
                    absolute = urljoin(target, link)
                    if absolute.startswith(published.url):
                        queue.append((absolute, target))
        status, anchors = seen[target]
        if status != 200 or (fragment and unquote(fragment) not in anchors.ids):
            broken.append((source, url, status))
    assert broken == []
    visited = {urlsplit(url).path.removeprefix("/repo/") for url in seen}
    for language in LANGUAGES:
        assert set(published.pages(language)) <= visited | {f"{language}/genindex.html"}


def test_no_link_leaves_the_base_path(published: Published) -> None:
    host = urlsplit(published.url).netloc
    for language in LANGUAGES:
        for name in published.pages(language):
            for link in Anchors(get(published.url + name)[1]).links:
                absolute = urljoin(published.url + name, link)
                if urlsplit(absolute).netloc == host:
                    assert absolute.startswith(published.url), (name, link)


@pytest.mark.parametrize("address", ["gibt-es-nicht", "de/gibt-es-nicht.html", "en/a/b/c/", "de/index.html/", "xx/"])
def test_missing_addresses_get_the_404_page_of_all_languages(published: Published, address: str) -> None:
    status, text = get(published.url + address)
    assert status == 404
    for language in LANGUAGES:
        assert f'href="/repo/{language}/' in text
        assert f'lang="{language}"' in text


def test_pages_name_each_other_as_alternates(published: Published) -> None:
    for name in published.names():
        urls = {language: f"{published.url}{language}/{name}" for language in LANGUAGES}
        for url in urls.values():
            text = get(url)[1]
            found = dict(re.findall(r'rel="?alternate"? hreflang="([^"]+)" href="([^"]+)"', text))
            assert found == {**urls, "x-default": urls["de"]}
            assert f'rel="canonical" href="{url}"' in text


def test_the_switcher_stays_on_the_page_without_a_script(browser: Browser, published: Published) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{published.url}de/einstieg/erste-woche.html")
    tab.locator('a[hreflang="en"]:visible').first.click()
    assert tab.url == f"{published.url}en/einstieg/erste-woche.html"
    assert tab.locator("html").get_attribute("lang") == "en"
    context.close()


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("en-GB", "en"), ("pt-BR", "pt")])
def test_the_root_sends_readers_to_their_language(
    browser: Browser, published: Published, locale: str, language: str
) -> None:
    context = browser.new_context(locale=locale)
    tab = context.new_page()
    tab.goto(published.url)
    tab.wait_for_url(f"{published.url}{language}/**")
    context.close()


def test_the_root_remembers_a_choice(browser: Browser, published: Published) -> None:
    context = browser.new_context(locale="de-DE")
    tab = context.new_page()
    tab.goto(f"{published.url}#choose")
    tab.locator('a[hreflang="en"]').first.click()
    tab.goto(published.url)
    tab.wait_for_url(f"{published.url}en/**")
    context.close()


def test_the_root_works_without_a_script(browser: Browser, published: Published) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(published.url)
    tab.locator('a[hreflang="en"]').first.click()
    assert tab.url.startswith(f"{published.url}en/")
    context.close()


def test_anchors_are_the_same_in_every_language(published: Published) -> None:
    for name in published.names():
        ids = [Anchors(get(f"{published.url}{code}/{name}")[1]).ids for code in LANGUAGES]
        assert all(found == ids[0] for found in ids), name


def test_units_are_the_same_in_every_language_and_reviewed_where_people_write(published: Published) -> None:
    for name in published.names():
        texts = {code: get(f"{published.url}{code}/{name}")[1] for code in LANGUAGES}
        units = [sorted(re.findall(r'data-unit="([^"]+)"', text)) for text in texts.values()]
        assert units[0], name
        assert all(found == units[0] for found in units), name
        for code in COMPLETE:
            assert "data-state" not in re.sub(r"<style.*?</style>", "", texts[code], flags=re.DOTALL), (code, name)


#: Each block of the text: its unit and state, the language that holds for it, and whether a reader sees a mark on it.
#: A picture's unit is its description, which nobody sees.
BLOCKS = """[...document.querySelectorAll("article [data-unit]")].map(node => ({
  unit: node.dataset.unit,
  state: node.dataset.state ?? "reviewed",
  lang: node.closest("[lang]").lang,
  dir: node.dir,
  marked: node.matches("img") || Boolean(node.querySelector(".pw-mark"))
    || ["::before", "::after"].some(part => {
      const style = getComputedStyle(node, part)
      return /"[^"]*\\S[^"]*"/.test(style.content) && style.visibility === "visible" && style.opacity > 0
    }),
}))"""


@pytest.mark.parametrize("language", DRAFTED)
def test_what_nobody_has_reviewed_is_marked_and_in_its_own_language(
    browser: Browser, published: Published, language: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    seen = set()
    for name in published.names():
        tab.goto(f"{published.url}{language}/{name}")
        states, source = published.states(language, name), published.source(name)
        for block in tab.evaluate(BLOCKS):
            state = states[block["unit"]]
            seen.add(state)
            assert block["state"] == state.value, (name, block)
            assert block["lang"] == (source if state is State.MISSING else language), (name, block)
            assert block["dir"] == ("ltr" if state is State.MISSING else ""), (name, block)
            assert block["marked"] or state is State.REVIEWED, (name, block)
    context.close()
    assert seen >= {State.MACHINE, State.MISSING}


@pytest.mark.parametrize("language", DRAFTED)
def test_the_banner_of_a_drafted_page_has_words_figures_and_a_way_to_the_original(
    browser: Browser, published: Published, language: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    opened, titles = set(), set()
    for name in published.names():
        count = Count()
        for state in published.states(language, name).values():
            count.add(state)
        if count.reviewed == count.units:
            continue
        tab.goto(f"{published.url}{language}/{name}")
        note = tab.get_by_role("note")
        title = note.locator(".pw-status-title").inner_text()
        assert len(title.split()) >= 4, name
        if count.machine and not count.reviewed + count.outdated:
            titles.add(title)
        figures = [int(figure) for figure in re.findall(r"\d+", note.inner_text())]
        shown = [figure for figure in (count.machine, count.outdated, count.missing, count.reviewed) if figure]
        assert figures == [figure for number in shown for figure in (number, count.units)], name
        link = note.get_by_role("link")
        source = published.source(name)
        original = f"{published.url}{source}/{name}"
        assert link.evaluate("node => node.href") == original
        assert link.is_visible()
        if source not in opened:
            opened.add(source)
            link.click()
            assert tab.url == original
            assert tab.locator("html").get_attribute("lang") == source
            assert tab.locator("article h1").is_visible()
            assert tab.locator("article [data-state]").count() == 0
    context.close()
    assert opened == set(COMPLETE)
    assert len(titles) == 1  # a gap or two do not hide that all the rest is a machine's


def test_an_untranslated_page_says_so(tmp_path: Path, browser: Browser) -> None:
    wiki = make_wiki(tmp_path / "wiki", pages=PAGES, catalogs={"en/index": catalog({"Start": "Home"})})
    assert partnerwiki(wiki, "build").returncode == 0
    server = make_server(wiki / "build" / "site")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{server.server_address[1]}/en/zwei.html")
    note = tab.get_by_role("note").first
    assert "This page has not been translated yet." in note.inner_text()
    assert "2 of 2 paragraphs in the original language" in note.inner_text()
    assert "German" in note.inner_text()
    paragraph = tab.locator("article p[data-state=missing]").first
    assert paragraph.get_attribute("lang") == "de"
    assert paragraph.get_attribute("dir") == "ltr"
    paragraph.get_by_role("button", name="Not translated").wait_for()
    context.close()
    server.shutdown()
    server.server_close()


def test_the_reference_wiki_is_complete_in_the_languages_that_people_write() -> None:
    result = partnerwiki(ROOT, "status", "--to", ",".join(COMPLETE), "--fail-under", "100")
    assert result.returncode == 0, result.stderr
    pages = list((ROOT / "source").rglob("*.md"))
    english = [path for path in pages if frontmatter.read(path.read_text(encoding="utf-8")).get("language") == "en"]
    assert len(pages) >= 16
    assert len(english) >= 4
    for language in COMPLETE:
        for path in (ROOT / "locales" / language).rglob("*.po"):
            assert all(entry.translated() for entry in polib.pofile(str(path)) if not entry.obsolete), path


@pytest.mark.parametrize("language", DRAFTED)
def test_no_draft_counts_as_reviewed(published: Published, language: str) -> None:
    count = Count()
    for name in published.names():
        for state in published.states(language, name).values():
            count.add(state)
    assert count.machine + count.reviewed >= 0.95 * count.units
    result = partnerwiki(ROOT, "status", "--to", language, "--fail-under", "100")
    assert result.returncode == (0 if count.reviewed == count.units else 1)


def test_msgfmt_accepts_every_catalog() -> None:
    for path in [*(ROOT / "locales").rglob("*.po"), *(ROOT / "docs" / "locales").rglob("*.po")]:
        result = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stderr) == (0, ""), path
