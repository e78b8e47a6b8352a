"""What a page weighs does not depend on how large the wiki is."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest
from large_wiki import SAMPLE, write_large_wiki
from playwright.sync_api import Browser, CDPSession, expect
from reader import visit
from sites import LANGUAGES, Published, publish

KB = 1024
#: Pages of the wiki: branches of its sections.
SIZES = {101: 1, 821: 9}


@pytest.fixture(scope="module", params=SIZES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Give a wiki of about 100 pages and one of about 800."""
    folder = tmp_path_factory.mktemp("large")
    assert write_large_wiki(folder, SIZES[request.param]) == request.param
    with publish(folder) as site:
        yield site


@pytest.fixture(scope="module")
def small_sizes() -> dict[str, int]:
    """Keep the sizes of the sample page in the smaller wiki, which comes first."""
    return {}


class Transfer:
    """Counts the bytes that come over the line, headers included."""

    def __init__(self, line: CDPSession) -> None:
        self._urls: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        line.on(
            "Network.responseReceived", lambda event: self._urls.update({event["requestId"]: event["response"]["url"]})
        )
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")

    def _finished(self, event: dict[str, str]) -> None:
        url = self._urls.get(event["requestId"], "?")
        self.bytes[url] = self.bytes.get(url, 0) + int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.bytes.values())


def html_size(url: str) -> int:
    """Give the size of a page as it is sent, compressed."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(answer.read())


def cold(browser: Browser, url: str) -> Transfer:
    """Open a page in a browser that has nothing yet."""
    context = browser.new_context()
    tab = context.new_page()
    transfer = Transfer(context.new_cdp_session(tab))
    visit(tab, url)
    tab.wait_for_load_state("networkidle")
    context.close()
    return transfer


@pytest.mark.parametrize("name", ["index", "s0/index", SAMPLE])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_text_page_is_light(browser: Browser, large: Published, language: str, name: str) -> None:
    url = f"{large.url}{language}/{name}.html"
    transfer = cold(browser, url)
    assert html_size(url) <= 15 * KB
    assert transfer.total <= 60 * KB, transfer.bytes


@pytest.mark.parametrize("word", ["short", "middling", "long", "Partner", "Monitoring"])
def test_the_first_query_is_light(browser: Browser, large: Published, word: str) -> None:
    """The last two words are found in both languages, so that both indexes are asked."""
    text = (large.folder / "source" / f"{SAMPLE}.md").read_text(encoding="utf-8")
    words = sorted(set(re.findall(r"[^\W\d_]{5,}", text)), key=lambda word: (len(word), word))
    word = {"short": words[0], "middling": words[len(words) // 2], "long": words[-1]}.get(word, word)
    context = browser.new_context()
    tab = context.new_page()
    visit(tab, f"{large.url}de/search.html")
    tab.wait_for_load_state("networkidle")
    transfer = Transfer(context.new_cdp_session(tab))
    tab.locator("#pw-search-input").fill(word)
    tab.keyboard.press("Enter")
    expect(tab.locator("#pw-search-results:not([aria-busy]) li a").first).to_be_visible(timeout=20_000)
    context.close()
    assert transfer.total <= 170 * KB, (word, transfer.bytes)


def test_a_page_is_no_heavier_in_a_large_wiki(large: Published, small_sizes: dict[str, int]) -> None:
    for language in ("de", "en"):
        size = html_size(f"{large.url}{language}/{SAMPLE}.html")
        assert size <= 1.02 * small_sizes.setdefault(language, size)


#: The one page whose own words alone take 10 KB compressed, and each of whose 216 paragraphs has its identifier.
LONGEST = "vereinbarungen/partnerschaftsvereinbarung.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_reference_wiki_are_light(browser: Browser, published: Published, language: str) -> None:
    sizes = {name: html_size(f"{published.url}{language}/{name}") for name in published.names()}
    assert [name for name, size in sizes.items() if size > 15 * KB] == [LONGEST]
    for name in sorted(sizes, key=lambda name: sizes[name])[-4:]:
        transfer = cold(browser, f"{published.url}{language}/{name}")
        assert transfer.total <= 60 * KB, (name, transfer.bytes)
