"""The preview: serves like GitHub Pages, follows what is saved."""

from __future__ import annotations

import gzip
import http.client
import json
import pickle
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
import sphinx.builders
from wikis import CONF, PAGES, catalog, environ, make_wiki, partnerwiki, tree, write

from partnerwiki.config import load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.preview import make_server
from partnerwiki.sphinx_run import Session

LONG = "<p>Zwei Gemeinden, eine Seite.</p>\n" * 100


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, int]]:
    write(tmp_path, {"geheim.txt": "geheim"})
    folder = tmp_path / "site"
    write(
        folder,
        {"de/index.html": "<body>Start</body>", "404.html": "nichts", "de/a b.html": "Leer", "de/lang.html": LONG},
    )
    (folder / "de" / "bild.png").write_bytes(bytes(4096))
    server = make_server(folder, base_path="repo")
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield "127.0.0.1", server.server_address[1]
    server.shutdown()
    server.server_close()


def get(site: tuple[str, int], path: str, method: str = "GET") -> tuple[int, str, str | None]:
    connection = http.client.HTTPConnection(*site, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    result = answer.status, answer.read().decode(), answer.headers.get("Location")
    connection.close()
    return result


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/repo/de/", 200, "<body>Start</body>"),
        ("/repo/de/index.html", 200, "<body>Start</body>"),
        ("/repo/de/index.html?x=1", 200, "<body>Start</body>"),
        ("/repo/de/a%20b.html", 200, "Leer"),
        ("/repo/de/index.html/", 404, "nichts"),
        ("/repo/fehlt", 404, "nichts"),
        ("/de/index.html", 404, "nichts"),
        ("/repo/../geheim.txt", 404, "nichts"),
        ("/repo/%2e%2e/geheim.txt", 404, "nichts"),
        ("/repo/de/%00", 404, "nichts"),
    ],
)
def test_it_answers_as_github_pages_does(site: tuple[str, int], path: str, status: int, body: str) -> None:
    assert get(site, path)[:2] == (status, body)


def test_folders_are_redirected_to_their_slash(site: tuple[str, int]) -> None:
    assert get(site, "/repo")[::2] == (301, "/repo/")
    assert get(site, "/repo/de")[::2] == (301, "/repo/de/")


def test_head_has_no_body(site: tuple[str, int]) -> None:
    assert get(site, "/repo/de/", "HEAD")[:2] == (200, "")


def answer(
    site: tuple[str, int], path: str, accepted: str, method: str = "GET"
) -> tuple[http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(*site, timeout=10)
    connection.request(method, path, headers={"Accept-Encoding": accepted})
    with connection.getresponse() as response:
        result = response.headers, response.read()
    connection.close()
    return result


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.5", "*", "deflate, gzip;q=1.0, *;q=0"])
def test_text_is_compressed_for_a_browser_that_takes_it(site: tuple[str, int], accepted: str) -> None:
    headers, body = answer(site, "/repo/de/lang.html", accepted)
    assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert headers["Content-Length"] == str(len(body))
    assert gzip.decompress(body).decode() == LONG


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "*;q=0.0", "gzip; q=0, *"])
def test_text_is_sent_as_it_is_to_a_browser_that_does_not(site: tuple[str, int], accepted: str) -> None:
    headers, body = answer(site, "/repo/de/lang.html", accepted)
    assert (headers["Content-Encoding"], headers["Vary"]) == (None, "Accept-Encoding")
    assert body.decode() == LONG


@pytest.mark.parametrize("path", ["/repo/de/bild.png", "/repo/de/a%20b.html"])
def test_pictures_and_short_texts_are_not_compressed(site: tuple[str, int], path: str) -> None:
    assert answer(site, path, "gzip")[0]["Content-Encoding"] is None


def test_a_head_request_tells_of_the_compressed_answer(site: tuple[str, int]) -> None:
    get, body = answer(site, "/repo/de/lang.html", "gzip")
    head, nothing = answer(site, "/repo/de/lang.html", "gzip", "HEAD")
    assert nothing == b""
    assert (head["Content-Encoding"], head["Content-Length"]) == ("gzip", str(len(body)))
    assert get["Content-Type"] == head["Content-Type"]


def test_a_browser_that_goes_away_is_no_error(site: tuple[str, int], capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(site) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
        connection.sendall(b"GET /repo/de/")
    assert get(site, "/repo/de/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_port_in_use_is_told(site: tuple[str, int], tmp_path: Path) -> None:
    with pytest.raises(PartnerwikiError, match="Cannot listen"):
        make_server(tmp_path, port=site[1])


def told(events: IO[bytes]) -> dict[str, Any]:
    """Wait for the next thing that open pages are told."""
    deadline = time.monotonic() + 60
    for line in events:  # one comes every few seconds, with nothing in it
        if line.startswith(b"data:"):
            message: dict[str, Any] = json.loads(line.removeprefix(b"data:"))
            return message
        assert time.monotonic() < deadline, "nothing was told"
    raise AssertionError("the preview has ended")


SAVED = """
import sys
from pathlib import Path


def save(app, env):
    mark = Path(app.confdir, "saved")
    if "--stay" in sys.argv and not mark.exists():
        mark.touch()
        page = Path(app.srcdir, "zwei.md")
        page.write_text(page.read_text(encoding="utf-8").replace("Mehr Text", "Neuer Text"), encoding="utf-8")


def setup(app):
    app.connect("env-updated", save)
"""


def serve(wiki: Path) -> subprocess.Popen[str]:
    """Start the preview."""
    return subprocess.Popen(
        [sys.executable, "-m", "partnerwiki", "serve", "--port", "0"],
        cwd=wiki,
        env={**environ(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    """Wait until the preview says where it is."""
    return next(found[0] for line in process.stdout or [] if (found := re.search(r"http://\S+/", line)))


def stop(process: subprocess.Popen[str]) -> None:
    """End the preview as Ctrl-C does."""
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    if process.stdout:
        process.stdout.close()


def test_what_is_saved_while_the_preview_begins_is_shown(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, conf=CONF + SAVED)  # saves when the pages have been read
    process = serve(wiki)
    assert process.stdout
    try:
        url = address(process)
        deadline = time.monotonic() + 60
        for language in ("de", "en"):
            while "Neuer Text" not in urllib.request.urlopen(f"{url}{language}/zwei.html").read().decode():
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        stop(process)


def test_a_saved_page_is_built_and_open_pages_are_told(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/zwei": catalog({"Zweite Seite": "Second page"})})
    process = serve(wiki)
    assert process.stdout

    def page(name: str) -> str:
        with urllib.request.urlopen(url + name) as answer:
            return str(answer.read().decode())

    try:
        url = address(process)
        assert "Mehr Text" in page("de/zwei.html")
        assert "/.partnerwiki/reload.js" in page("de/zwei.html")
        with urllib.request.urlopen(f"{url}.partnerwiki/events", timeout=60) as events:
            write(wiki / "source", {"zwei.md": PAGES["zwei.md"].replace("Mehr Text", "Neuer Text")})
            assert told(events)["kind"] == "built"
            assert "Neuer Text" in page("de/zwei.html")
            assert "Neuer Text" in page("en/zwei.html")
            write(wiki / "locales/en/LC_MESSAGES", {"zwei.po": catalog({"Zweite Seite": "The other page"})})
            assert told(events)["kind"] == "built"
            assert "The other page" in page("en/zwei.html")
            assert "The other page" in page("en/index.html")  # in the menu
            write(wiki / "source", {"zwei.md": "# Zweite Seite\n\n[leer](#nirgends)\n"})
            assert told(events)["kind"] == "built"
            with urllib.request.urlopen(f"{url}.partnerwiki/events", timeout=60) as late:
                problem = told(late)
            assert problem["kind"] == "problem"
            assert "source/zwei.md:3" in problem["lines"][0]
            write(wiki, {"conf.py": "das ist kein Python\n"})
            problem = told(events)
            assert problem["kind"] == "problem"
            assert any("conf.py" in line for line in problem["lines"])
            assert "leer" in page("de/zwei.html")
            assert any("conf.py" in line for line in process.stdout)
            write(wiki, {"conf.py": CONF.replace("Testwiki", "Umbenannt")})
            assert told(events)["kind"] == "built"
            assert "Umbenannt" in page("de/zwei.html")
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=30)
        process.stdout.close()
    assert code == 130
    assert partnerwiki(wiki, "build").returncode == 0
    site = tree(wiki / "build" / "site")
    assert partnerwiki(wiki, "build", "--fresh").returncode == 0
    assert tree(wiki / "build" / "site") == site


def test_a_preview_that_is_killed_leaves_what_the_next_build_can_use(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/zwei": catalog({"Zweite Seite": "Second page"})})
    process = serve(wiki)
    assert process.stdout
    try:
        with urllib.request.urlopen(f"{address(process)}.partnerwiki/events", timeout=60) as events:
            for number in range(3):
                write(wiki / "source", {"zwei.md": PAGES["zwei.md"].replace("Mehr Text", f"Text {number}")})
                assert told(events)["kind"] == "built"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert partnerwiki(wiki, "build").returncode == 0
    site = tree(wiki / "build" / "site")
    assert b"Text 2" in site["en/zwei.html"]
    assert partnerwiki(wiki, "build", "--fresh").returncode == 0
    assert tree(wiki / "build" / "site") == site


def test_what_cannot_be_written_is_told_and_the_next_build_goes_on(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    process = serve(wiki)
    assert process.stdout
    texts = wiki / "build/work/en/doctrees/partnerwiki-search"
    index = wiki / "build/work/en/html/pagefind/pagefind-entry.json"
    shown = wiki / "build/site/en/zwei.html"

    def save(text: str) -> None:
        write(wiki / "source", {"zwei.md": PAGES["zwei.md"].replace("Mehr Text", text)})

    try:
        with urllib.request.urlopen(f"{address(process)}.partnerwiki/events", timeout=60) as events:
            shutil.rmtree(texts)
            texts.write_text("in the way", encoding="utf-8")
            save("Neuer Text")
            assert told(events)["kind"] == "built"
            problem = told(events)  # of the search index, which comes later
            assert problem["kind"] == "problem"
            assert any("partnerwiki-search" in line for line in problem["lines"])
            texts.unlink()
            shown.unlink()
            shown.mkdir()
            save("Anderer Text")
            problem = told(events)  # of the page itself
            assert problem["kind"] == "problem"
            assert any("zwei.html" in line for line in problem["lines"])
            shown.rmdir()
            before = index.stat().st_mtime_ns
            save("Dritter Text")
            assert told(events)["kind"] == "built"
            assert "Dritter Text" in shown.read_text(encoding="utf-8")
            deadline = time.monotonic() + 60
            while not index.is_file() or index.stat().st_mtime_ns == before:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        stop(process)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # those of libraries; subprocesses do not show them
def test_a_session_that_stays_saves_its_environment_apart(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    project = load_project(wiki)
    saved = []
    for later in (False, True):
        work = tmp_path / f"work-{later}"
        session = Session(
            project, "html", language="en", outdir=work / "html", doctreedir=work / "doctrees", later=later
        )
        try:
            session.build()
            assert (work / "doctrees" / "environment.pickle").is_file() is not later
            if later:
                session.save()
        finally:
            session.close()
        env = pickle.loads((work / "doctrees" / "environment.pickle").read_bytes())
        saved.append((env.titles.keys(), env.all_docs.keys(), env.version, env.metadata))
    assert saved[0][0] == saved[1][0] == {"index", "zwei"}
    assert saved[0][1:] == saved[1][1:]
    assert vars(sphinx.builders)["pickle"] is pickle
    assert "open" not in vars(sphinx.builders)
