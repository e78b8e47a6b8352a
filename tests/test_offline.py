"""The offline copy: kept when asked for, complete, resumed, updated and removed, in a real browser."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sites import ROOT
from wikis import catalog, make_wiki, partnerwiki, tree

from partnerwiki import offline

PAGES = {
    "index.md": "# Start\n\n![Brücke](bild.svg)\n\n```{toctree}\nzwei\nunter/index\nfür uns\n```\n",
    "zwei.md": "# Zweite Seite\n\nText.\n",
    "unter/index.md": "# Unten\n\nText.\n",
    "für uns.md": "# Für uns\n\nText.\n",
}
NAMES = ("index.html", "", "zwei.html", "unter/", "für uns.html", "zwei.html?q=wort#x", "zwei")


class Server(http.server.ThreadingHTTPServer):
    """Serves a site below ``/repo/``, notes what is asked, and fails or waits when told to."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        server = self
        self.folder = folder
        self.asked: list[str] = []
        self.failing = False
        self.fail_after: int | None = None
        self.open = threading.Event()
        self.open.set()

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: object) -> None:
                super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

            def do_GET(self) -> None:
                self.path = self.path.removeprefix("/repo")
                server.asked.append(unquote(urlsplit(self.path).path))
                if server.fail_after is not None and len(server.asked) > server.fail_after:
                    self.close_connection = True
                    return
                server.open.wait()
                super().do_GET()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", "no-cache")  # what is tested is our copy, not the browser's cache
                super().end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/repo/"


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_wiki(
        tmp_path_factory.mktemp("offline"), pages=PAGES, catalogs={"en/zwei": catalog({"Text.": "Text!"})}
    )
    shutil.copy(ROOT / "source" / "_static" / "zwei-gemeinden.svg", folder / "source" / "bild.svg")
    result = partnerwiki(folder, "build", "-W")
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def server(wiki: Path, tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(wiki / "build" / "site", tmp_path / "site")
    server = Server(tmp_path / "site")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.open.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url, locale="en-GB")
    yield context
    context.close()


def footer(page: Page, address: str = "en/index.html") -> Page:
    page.goto(address)
    page.locator("footer").scroll_into_view_if_needed()
    return page


def store(page: Page, address: str = "en/index.html") -> None:
    footer(page, address).locator(".pw-offline button").first.click()
    expect(page.locator(".pw-offline")).to_contain_text("works without a network", timeout=30_000)


def listed(folder: Path, language: str = "en") -> dict[str, list[str | int]]:
    return json.loads((folder / language / "offline-files.json").read_text(encoding="utf-8"))["files"]


def registered(page: Page) -> int:
    return page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)")


# ------------------------------------------------------------------------------------------------------------- build


def test_the_list_names_every_file_once_with_its_size(wiki: Path) -> None:
    site = wiki / "build" / "site"
    files = listed(site)
    sizes = {name: len(data) for name, data in tree(site / "en").items() if name in files}
    assert {name: size for name, (_hash, size) in files.items()} == sizes
    missing = set(tree(site / "en")) - set(files)
    assert {name for name in missing if not name.endswith(".map")} == {
        "sw.js",
        "offline.json",
        "offline-files.json",
        "objects.inv",
    }


def test_the_version_changes_with_any_file_and_with_nothing_else(wiki: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(wiki / "build" / "site" / "en", tmp_path / "en")
    lists = ("offline.json", "offline-files.json", "sw.js")
    before = [(folder / name).read_bytes() for name in lists]
    offline.renew(folder)
    assert [(folder / name).read_bytes() for name in lists] == before
    (folder / "zwei.html").write_text("other")
    offline.renew(folder)
    assert [(folder / name).read_bytes() == old for name, old in zip(lists, before, strict=True)] == [
        False,
        False,
        True,
    ]


def test_a_site_without_a_worker_gets_none(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    offline.renew(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


# ----------------------------------------------------------------------------------------------------------- browser


def test_nothing_is_kept_before_a_reader_asks(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    button = footer(page).get_by_role("button", name="Keep a copy of this wiki on this device")
    expect(button).to_contain_text("MB")
    assert registered(page) == 0
    assert page.evaluate("caches.keys()") == []
    assert "/en/offline-files.json" not in server.asked
    assert "/en/sw.js" not in server.asked


def test_a_page_whose_end_nobody_sees_asks_for_nothing(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 800, "height": 100})
    page.goto("en/zwei.html", wait_until="networkidle")
    assert [name for name in server.asked if "offline" in name] == []


def test_every_page_opens_without_a_network(context: BrowserContext) -> None:
    page = context.new_page()
    store(page)
    context.set_offline(True)
    failed: list[str] = []
    # a reader who leaves a page breaks off what it still asks for
    page.on("requestfailed", lambda request: "ABORTED" in request.failure or failed.append(request.url))
    for name in NAMES:
        page.goto(f"en/{name}", wait_until="networkidle")
        expect(page.locator("article h1")).to_be_visible()
        assert page.evaluate(
            "document.styleSheets.length && getComputedStyle(document.body).getPropertyValue('--pw-focus')"
        )
    page.goto("en/index.html")
    assert page.evaluate("document.querySelector('article img').naturalWidth") > 0
    expect(footer(page).locator(".pw-offline")).to_contain_text("works without a network")
    # the browser asks for the icon past the worker
    assert [url for url in failed if not url.endswith(("offline.json", "favicon.svg"))] == []


def test_what_the_copy_lacks_is_said_in_the_readers_language(context: BrowserContext) -> None:
    page = context.new_page()
    store(page)
    context.set_offline(True)
    page.goto("en/there-is-no-such-page.html")
    expect(page.get_by_role("heading", name="This page is not in the copy")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link").click()
    expect(page.locator("article h1")).to_be_visible()


def test_an_interrupted_copy_resumes_where_it_stopped(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    footer(page).locator(".pw-offline button").wait_for()
    files = listed(server.folder)
    server.fail_after = len(server.asked) + 20
    page.locator(".pw-offline button").click()
    expect(page.locator(".pw-offline")).to_contain_text("The connection broke")
    assert registered(page) == 0
    server.fail_after = None
    page.reload()
    before = len(server.asked)
    expect(footer(page).locator(".pw-offline")).to_contain_text("The copy is not complete.")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".pw-offline")).to_contain_text("works without a network", timeout=30_000)
    fetched = [name for name in server.asked[before:] if name.removeprefix("/en/") in files]
    assert len(fetched) < len(files) + 5
    assert page.evaluate("caches.keys().then(all => all.length)") == 1


def test_storing_can_be_cancelled_and_gone_on_with(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    footer(page).locator(".pw-offline button").wait_for()
    server.open.clear()
    page.locator(".pw-offline button").click()
    page.get_by_role("button", name="Cancel").click()
    server.open.set()
    expect(page.locator(".pw-offline")).to_contain_text("Cancelled")
    page.locator(".pw-offline button").first.click()
    expect(page.locator(".pw-offline")).to_contain_text("works without a network", timeout=30_000)


def test_a_slow_network_does_not_keep_a_reader_waiting(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    store(page)
    server.open.clear()
    page.goto("en/zwei.html")  # the server never answers
    expect(page.locator("article h1")).to_contain_text("Zweite Seite")


def test_pages_come_from_the_network_while_there_is_one(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    store(page)
    path = server.folder / "en" / "zwei.html"
    path.write_text(path.read_text(encoding="utf-8").replace("Text!", "Neuer Text!"), encoding="utf-8")
    page.goto("en/zwei.html")
    expect(page.get_by_text("Neuer Text!")).to_be_visible()
    page.goto("en/gone.html")
    assert page.title() == "Error response"  # the server's own


def test_a_newer_version_is_noticed_and_only_what_changed_is_fetched(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    store(page)
    path = server.folder / "en" / "zwei.html"
    path.write_text(path.read_text(encoding="utf-8").replace("Text!", "Newer text!"), encoding="utf-8")
    offline.renew(server.folder / "en")
    expect(footer(page).locator(".pw-offline")).to_contain_text("A newer version is available.")
    before = len(server.asked)
    page.get_by_role("button", name="Update the copy").click()
    expect(page.locator(".pw-offline")).not_to_contain_text("newer", timeout=30_000)
    expect(page.locator(".pw-offline")).to_contain_text("works without a network")
    fetched = [name for name in server.asked[before:] if name.endswith(".html")]
    assert fetched == ["/en/zwei.html"]
    context.set_offline(True)
    page.goto("en/zwei.html")
    expect(page.get_by_text("Newer text!")).to_be_visible()


def test_removing_leaves_nothing_but_what_is_not_ours(context: BrowserContext) -> None:
    page = context.new_page()
    store(page)
    page.evaluate("caches.open('other').then(cache => cache.put('/x', new Response('x')))")
    page.get_by_role("button", name="Remove the copy").click()
    expect(page.get_by_role("button", name="Keep a copy")).to_be_visible()
    assert page.evaluate("caches.keys()") == ["other"]
    assert registered(page) == 0
    page.goto("en/zwei.html")
    expect(page.locator("article h1")).to_be_visible()
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("en/index.html")


def test_two_languages_are_kept_apart(context: BrowserContext) -> None:
    page = context.new_page()
    store(page, "en/index.html")
    footer(page, "de/index.html").locator(".pw-offline button").first.click()
    expect(page.locator(".pw-offline progress")).to_be_hidden()
    expect(page.locator(".pw-offline button")).to_have_count(1)
    assert page.evaluate("caches.keys()") == ["partnerwiki /repo/en/", "partnerwiki /repo/de/"]
    footer(page, "en/index.html").get_by_role("button", name="Remove the copy").click()
    expect(page.get_by_role("button", name="Keep a copy")).to_be_visible()
    context.set_offline(True)
    page.goto("de/zwei.html")
    expect(page.locator("article h1")).to_be_visible()
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("en/zwei.html")


def test_without_script_nothing_is_offered(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("en/index.html")
    expect(page.locator("[data-pw-offline]")).to_be_hidden()
    context.close()


def test_the_search_answers_without_a_network(context: BrowserContext) -> None:
    page = context.new_page()
    store(page)
    context.set_offline(True)
    page.goto("en/search.html?q=Zweite")
    expect(page.get_by_role("main").get_by_role("link", name="Zweite Seite")).to_be_visible(timeout=20_000)
