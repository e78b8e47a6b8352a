"""``partnerwiki draft`` and a server that misbehaves: no hang, nothing wrong in a catalog, no secret anywhere."""

from __future__ import annotations

import json
import logging
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result
from fault_server import (
    Answer,
    Handler,
    Request,
    Server,
    body,
    drip_body,
    drip_headers,
    drip_status,
    flood,
    hang,
    reset,
    serving,
    status,
    truncate,
)
from wikis import CONF, make_wiki, tree

from partnerwiki.cli import main
from partnerwiki.units import State, state_of

KEY = "geheim123"
PAGES = {
    "index.md": "# Wiki\n\nVertraulicher **Wortlaut** des Rates.\n\n```{toctree}\nzwei\n```\n",
    "zwei.md": "# Mitteilungen\n\nNiemand sonst liest diese Zeile.\n",
}
#: Words of the pages, which stand in no message; the names of pages and settings do.
WORDS = ("Vertraulicher", "Wortlaut", "Rates", "Mitteilungen", "Niemand", "Zeile", "Vertraulichero")


def translate(handler: Handler, request: Request) -> None:
    words = re.sub(r"[^\W\d_]{3,}", lambda found: found[0].capitalize() + "o", request.form["q"])
    handler.reply({"translatedText": words})


def after(count: int, first: Answer, then: Answer) -> Answer:
    """Answer the first requests in one way, and all others in another."""
    seen: list[Request] = []

    def answer(handler: Handler, request: Request) -> None:
        seen.append(request)
        (first if len(seen) <= count else then)(handler, request)

    return answer


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with serving(translate) as running:
        yield running


@pytest.fixture(scope="module")
def read_once(shared: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki whose pages are read once for all tests of this module."""
    engine = {"libretranslate": {"url": shared.url, "timeout": 0.25}}
    conf = CONF + f'partnerwiki_engine = "libretranslate"\npartnerwiki_engines = {engine}\n'
    return make_wiki(tmp_path_factory.mktemp("wiki"), pages=PAGES, conf=conf)


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    shared.answer = translate
    shared.requests.clear()
    shared.over, shared.tired = threading.Event(), threading.Event()
    yield shared
    shared.over.set()


@pytest.fixture
def wiki(read_once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wiki as its pages are, with empty catalogs, a key in the environment, and short pauses."""
    for folder in ("locales", "build/drafts"):
        shutil.rmtree(read_once / folder, ignore_errors=True)
    monkeypatch.setenv("PARTNERWIKI_LIBRETRANSLATE_KEY", KEY)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr("partnerwiki.engines.patience._PAUSE", 0.001)
    assert command(read_once, "update").exit_code == 0
    return read_once


@pytest.fixture(autouse=True)
def traces(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test leaves a key or a page's text in a log."""
    caplog.set_level(logging.DEBUG)
    yield
    said = caplog.text + "".join(str(record.args) for record in caplog.records)
    assert not [word for word in (KEY, *WORDS) if word in said]


def command(wiki: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(wiki), *arguments])


def drafted(wiki: Path) -> dict[str, str]:
    entries = [entry for path in (wiki / "locales").rglob("*.po") for entry in polib.pofile(str(path))]
    assert {state_of(entry) for entry in entries} <= {State.MISSING, State.MACHINE}
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr}


def check_silence(wiki: Path, result: Result) -> None:
    """Neither what the command printed nor its reports hold the key; texts stand in the page for coordinators alone."""
    report = (wiki / "build/drafts/report.json").read_text(encoding="utf-8")
    page = (wiki / "build/drafts/report.html").read_text(encoding="utf-8")
    said = result.stdout + result.stderr + report
    assert not [word for word in (KEY, *WORDS) if word in said]
    assert KEY not in page


FAULTS: dict[str, Answer] = {
    "hang": hang,
    "a dripped status": drip_status,
    "dripped headers": drip_headers,
    "a dripped body": drip_body,
    "a reset": reset,
    "403": status(403),
    "429": status(429),
    "456": status(456),
    "500": status(500),
    "500 with the text and the key in it": lambda handler, request: handler.reply(request.body, 500, "text/html"),
    "an error page": body("<!doctype html><html><body>Sorry</body></html>", "text/html"),
    "a truncated body": truncate,
    "null": body(None),
    "a list": body(["x"]),
    "no translation": body({"other": "x"}),
    "an empty translation": body({"translatedText": ""}),
    "an error page as translation": body({"translatedText": "<html><body>Sorry</body></html>"}),
    "no JSON": body("translated"),
    "ten megabytes": flood,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stores_nothing_and_the_next_run_goes_on(wiki: Path, server: Server, fault: str) -> None:
    before = tree(wiki / "locales")
    server.answer = FAULTS[fault]
    result = command(wiki, "draft", "--report", "--json", "--jobs", "2")
    assert result.exit_code == 1
    assert not server.tired.is_set()
    assert result.stderr.count("Error:") == 1
    assert "The engine did not answer for 5 units." in result.stderr
    assert json.loads(result.stdout)["languages"]["en"]["failed"] == 5
    assert tree(wiki / "locales") == before
    check_silence(wiki, result)
    server.answer = translate
    assert command(wiki, "draft", "--report").exit_code == 0
    assert len(drafted(wiki)) == 5


def test_a_redirect_leads_nowhere(wiki: Path, server: Server) -> None:
    with serving(translate) as other:
        server.answer = status(302, Location=f"{other.url}/translate")
        result = command(wiki, "draft", "--report")
        assert not other.requests
    assert result.exit_code == 1
    assert not drafted(wiki)
    check_silence(wiki, result)


def test_a_server_that_is_busy_for_a_moment_is_asked_again(wiki: Path, server: Server) -> None:
    server.answer = after(2, status(429, Retry_After="0"), translate)
    result = command(wiki, "draft", "--report")
    assert result.exit_code == 0, result.stderr
    assert len(drafted(wiki)) == 5
    check_silence(wiki, result)


@pytest.mark.parametrize("fault", [reset, hang, status(403), status(500), body(None)])
@pytest.mark.parametrize("jobs", ["1", "4"])
def test_what_came_before_a_server_died_is_kept(wiki: Path, server: Server, fault: Answer, jobs: str) -> None:
    server.answer = after(2, translate, fault)
    result = command(wiki, "draft", "--report", "--jobs", jobs)
    assert result.exit_code == 1
    assert "The engine did not answer for 3 units." in result.stderr
    assert len(drafted(wiki)) == 2
    check_silence(wiki, result)
    server.answer, already = translate, len(server.requests)
    assert command(wiki, "draft").exit_code == 0
    assert len(server.requests) == already + 3
    assert len(drafted(wiki)) == 5


def test_nobody_listens(wiki: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("partnerwiki.engines.transport.create_connection", refuse)
    result = command(wiki, "draft", "--report")
    assert result.exit_code == 1
    assert "The engine cannot be reached." in result.stdout
    assert not server.requests
    check_silence(wiki, result)


BROKEN: dict[str, Callable[[str], str]] = {
    "markup of its own": lambda text: text + " <b onclick=alert(1)>x</b>",
    "a role of its own": lambda text: text + " {download}`/etc/passwd`",
    "the source again": lambda text: text,
    "a tenfold answer": lambda text: text * 9,
    "a bidirectional override": lambda text: "\u202e" + text.upper(),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_answer_that_the_gate_refuses_reaches_no_catalog(wiki: Path, server: Server, kind: str) -> None:
    server.answer = lambda handler, request: handler.reply({"translatedText": BROKEN[kind](request.form["q"])})
    result = command(wiki, "draft", "--report", "--pages", "zwei")
    assert result.exit_code == 0
    assert not drafted(wiki)
    check_silence(wiki, result)
