"""The reference wiki, built and served below a base path as GitHub Pages does, and read in a real browser."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import polib
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from wikis import partnerwiki

from partnerwiki import frontmatter
from partnerwiki.preview import make_server

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Published:
    folder: Path
    url: str

    def pages(self, language: str) -> list[str]:
        """Give the addresses of a language's pages below the site's root."""
        base = self.folder / "build" / "site"
        return [path.relative_to(base).as_posix() for path in sorted((base / language).rglob("*.html"))]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp("wiki")
    shutil.copy(ROOT / "conf.py", folder)
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    server = make_server(folder / "build" / "site", base_path="/repo/")
    url = f"http://127.0.0.1:{server.server_address[1]}/repo/"
    result = partnerwiki(folder, "build", "-W", "--base-url", url)
    assert result.returncode == 0, result.stderr
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Published(folder, url)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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
    for language in ("de", "en"):
        assert set(published.pages(language)) <= visited | {f"{language}/genindex.html"}


def test_no_link_leaves_the_base_path(published: Published) -> None:
    host = urlsplit(published.url).netloc
    for language in ("de", "en"):
        for name in published.pages(language):
            for link in Anchors(get(published.url + name)[1]).links:
                absolute = urljoin(published.url + name, link)
                if urlsplit(absolute).netloc == host:
                    assert absolute.startswith(published.url), (name, link)


@pytest.mark.parametrize("address", ["gibt-es-nicht", "de/gibt-es-nicht.html", "en/a/b/c/", "de/index.html/", "xx/"])
def test_missing_addresses_get_the_404_page_of_all_languages(published: Published, address: str) -> None:
    status, text = get(published.url + address)
    assert status == 404
    for language in ("de", "en"):
        assert f'href="/repo/{language}/' in text
        assert f'lang="{language}"' in text


def test_pages_name_each_other_as_alternates(published: Published) -> None:
    for name in published.pages("de"):
        if name in {"de/search.html", "de/genindex.html"}:
            continue
        other = "en" + name.removeprefix("de")
        for address in (name, other):
            text = get(published.url + address)[1]
            found = dict(re.findall(r'rel="?alternate"? hreflang="([^"]+)" href="([^"]+)"', text))
            assert found == {
                "de": published.url + name,
                "en": published.url + other,
                "x-default": published.url + name,
            }
            assert f'rel="canonical" href="{published.url}{address}"' in text


def test_every_page_opens_without_console_errors_or_requests_to_other_hosts(
    browser: Browser, published: Published
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    errors: list[str] = []
    foreign: list[str] = []
    tab.on("console", lambda message: errors.append(f"{tab.url}: {message.text}") if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(f"{tab.url}: {error}"))
    tab.on("request", lambda request: None if request.url.startswith(published.url) else foreign.append(request.url))
    for name in ["", "404.html", *published.pages("de"), *published.pages("en")]:
        tab.goto(f"{published.url}{name}#choose")
    context.close()
    assert errors == []
    assert [url for url in foreign if not url.startswith("data:")] == []


def test_the_switcher_stays_on_the_page_without_a_script(browser: Browser, published: Published) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{published.url}de/einstieg/erste-woche.html")
    tab.locator('a[hreflang="en"]:visible').first.click()
    assert tab.url == f"{published.url}en/einstieg/erste-woche.html"
    assert tab.locator("html").get_attribute("lang") == "en"
    context.close()


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("en-GB", "en")])
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


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, published: Published, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    too_wide = []
    for name in [*published.pages("de"), *published.pages("en")]:
        tab.goto(published.url + name)
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(name)
    context.close()
    assert too_wide == []


def test_anchors_are_the_same_in_every_language(published: Published) -> None:
    for name in published.pages("de"):
        if name in {"de/search.html", "de/genindex.html"}:
            continue
        ids = [Anchors(get(published.url + code + name.removeprefix("de"))[1]).ids for code in ("de", "en")]
        assert ids[0] == ids[1], name


def test_units_are_the_same_in_every_language_and_all_reviewed(published: Published) -> None:
    for name in published.pages("de"):
        texts = [get(published.url + code + name.removeprefix("de"))[1] for code in ("de", "en")]
        units = [re.findall(r'data-unit="([^"]+)"', text) for text in texts]
        assert sorted(units[0]) == sorted(units[1]), name
        assert not any("data-state" in re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL) for text in texts), name


def test_an_untranslated_page_says_so(tmp_path: Path, published: Published, browser: Browser) -> None:
    wiki = tmp_path / "wiki"
    shutil.copytree(published.folder, wiki, ignore=shutil.ignore_patterns("build"))
    (wiki / "locales/en/LC_MESSAGES/verbunden/index.po").unlink()
    assert partnerwiki(wiki, "build").returncode == 0
    server = make_server(wiki / "build" / "site")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{server.server_address[1]}/en/verbunden/index.html")
    note = tab.get_by_role("note").first
    assert "0" in note.inner_text()
    assert "German" in note.inner_text()
    paragraph = tab.locator("article p[data-state=missing]").first
    assert paragraph.get_attribute("lang") == "de"
    assert paragraph.get_attribute("dir") == "ltr"
    mark = paragraph.evaluate("node => getComputedStyle(node, '::before').content")
    assert "Not translated" in mark
    context.close()
    server.shutdown()
    server.server_close()


def test_the_reference_wiki_is_complete_in_both_directions() -> None:
    result = partnerwiki(ROOT, "status", "--fail-under", "100")
    assert result.returncode == 0, result.stderr
    pages = list((ROOT / "source").rglob("*.md"))
    english = [path for path in pages if frontmatter.read(path.read_text(encoding="utf-8")).get("language") == "en"]
    assert len(pages) >= 16
    assert len(english) >= 4
    for path in (ROOT / "locales").rglob("*.po"):
        assert all(entry.translated() for entry in polib.pofile(str(path)) if not entry.obsolete), path


def test_msgfmt_accepts_every_catalog() -> None:
    for path in [*(ROOT / "locales").rglob("*.po"), *(ROOT / "docs" / "locales").rglob("*.po")]:
        result = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stderr) == (0, ""), path
