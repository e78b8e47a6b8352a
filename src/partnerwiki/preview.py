"""``partnerwiki serve``: show the site, build it again when something is saved, and reload open pages.

The server answers as GitHub Pages does: below a base path, ``index.html`` for folders, ``404.html`` for what is not
there, text compressed for browsers that take it.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import itertools
import json
import queue
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from partnerwiki import site as site_
from partnerwiki.config import Project, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import CONF
from partnerwiki.messages import _
from partnerwiki.warm import Workshop

EVENTS = "/.partnerwiki/events"
SCRIPT = "/.partnerwiki/reload.js"
#: A shorter body gains nothing from compression (bytes).
GZIP_FROM = 1024
_RELOAD = """\
const key = "partnerwiki:scroll:" + location.pathname;
const saved = sessionStorage.getItem(key);
if (saved !== null) { sessionStorage.removeItem(key); addEventListener("load", () => scrollTo(0, Number(saved))); }
function show(title, lines) {
  let box = document.getElementById("pw-preview");
  if (!box) document.body.append((box = document.createElement("div")));
  box.id = "pw-preview";
  box.setAttribute("role", "alert");
  box.replaceChildren();
  Object.assign(box.style, { position: "fixed", insetInline: "0", bottom: "0", maxBlockSize: "50vh", overflow: "auto",
    zIndex: "1000", padding: "1rem", background: "#7a1010", color: "#fff", font: "16px/1.5 monospace",
    whiteSpace: "pre-wrap", overflowWrap: "anywhere" });
  const heading = document.createElement("strong");
  heading.textContent = title;
  box.append(heading, "\n", lines.join("\n"));
}
new EventSource("%s").onmessage = ({ data }) => {
  const told = JSON.parse(data);
  if (told.kind === "built") {
    sessionStorage.setItem(key, String(scrollY));
    location.reload();
  } else if (told.lines.length) {
    show(told.title, told.lines);
  }
};
"""


@dataclass
class Listeners:
    """The open pages that want to hear of a new build; ``last`` is what a page is told that opens later."""

    queues: list[queue.Queue[str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: str = ""

    def join(self) -> queue.Queue[str]:
        """Add a page; its queue gets a line for each new build."""
        mine: queue.Queue[str] = queue.Queue()
        with self.lock:
            self.queues.append(mine)
            if self.last:
                mine.put(self.last)
        return mine

    def leave(self, mine: queue.Queue[str]) -> None:
        """Forget a page."""
        with self.lock:
            self.queues.remove(mine)

    def tell(self, *, title: str, lines: list[str], is_built: bool) -> None:
        """Tell all pages that there is a new build, or why there is none; its warnings come with the new page."""
        problem = json.dumps({"kind": "problem", "title": title, "lines": lines}, ensure_ascii=False)
        with self.lock:
            self.last = problem if lines else ""
            for each in self.queues:
                each.put(json.dumps({"kind": "built"}) if is_built else problem)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below a base path, with the 404 rules of GitHub Pages."""

    server_version = "partnerwiki"
    protocol_version = "HTTP/1.1"

    def __init__(
        self, *arguments: object, folder: Path, base_path: str, listeners: Listeners | None, **keywords: object
    ) -> None:
        self.folder = folder
        self.base_path = base_path
        self.listeners = listeners
        super().__init__(*arguments, directory=str(folder), **keywords)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one request."""
        path = unquote(urlsplit(self.path).path)
        if self.listeners is not None and path == EVENTS:
            self._events(self.listeners)
        elif self.listeners is not None and path == SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", (_RELOAD % EVENTS).encode())
        else:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815 the base class looks for this name

    def _file(self, path: str) -> None:
        if path + "/" == self.base_path:
            self._redirect(self.base_path)
            return
        target = self._inside(path)
        if target is not None and target.is_dir():
            if not path.endswith("/"):
                self._redirect(f"{self.path}/")
                return
            target /= "index.html"
        elif path.endswith("/"):  # a file is no folder
            target = None
        if target is None or not target.is_file():
            missing = self.folder / "404.html"
            body = missing.read_bytes() if missing.is_file() else b"404"
            self._send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", body)
            return
        kind = self.guess_type(str(target))
        if _is_text(kind):
            kind += "; charset=utf-8"
        self._send(HTTPStatus.OK, kind, target.read_bytes())

    def _inside(self, path: str) -> Path | None:
        """Give the file for an address, or None outside of the base path or of the folder."""
        if not path.startswith(self.base_path):
            return None
        try:
            target = (self.folder / path.removeprefix(self.base_path)).resolve()
        except (OSError, ValueError):
            return None
        return target if target.is_relative_to(self.folder.resolve()) else None

    def _redirect(self, location: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        if self.listeners is not None and kind.startswith("text/html"):
            body = body.replace(b"</body>", f'<script src="{SCRIPT}" defer></script></body>'.encode(), 1)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if _is_text(kind) and len(body) >= GZIP_FROM:
            self.send_header("Vary", "Accept-Encoding")
            if _accepts_gzip(self.headers.get("Accept-Encoding", "")):
                self.send_header("Content-Encoding", "gzip")
                body = gzip.compress(body, compresslevel=6)
        self.send_header("Content-Length", str(len(body)))
        if self.listeners is not None:
            self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _events(self, listeners: Listeners) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        mine = listeners.join()
        try:
            while True:
                try:
                    line = f"data: {mine.get(timeout=15)}\n\n"
                except queue.Empty:
                    line = ": still here\n\n"  # finds out whether the page is
                self.wfile.write(line.encode())
                self.wfile.flush()
        except OSError:
            pass
        finally:
            listeners.leave(mine)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: an author wants to see builds, not requests."""


class Server(http.server.ThreadingHTTPServer):
    """A server that does not wait for pages that listen, and says nothing of a browser that went away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Show the traceback of what is our fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _is_text(kind: str) -> bool:
    """Say whether a media type is one that static hosts send compressed."""
    kind = kind.partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))


def _accepts_gzip(accepted: str) -> bool:
    """Read ``Accept-Encoding`` (RFC 9110, section 12.5.3); a weight of 0 is a refusal."""
    weights = {}
    for item in accepted.lower().split(","):
        coding, _semicolon, parameter = item.partition(";")
        weights[coding.strip()] = re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", parameter) is None
    return weights.get("gzip", weights.get("*", False))


def make_server(
    folder: Path, *, host: str = "127.0.0.1", port: int = 0, base_path: str = "/", listeners: Listeners | None = None
) -> http.server.ThreadingHTTPServer:
    """Give a server for a built site; ``port`` 0 takes a free one. Without ``listeners`` pages are sent as they are."""
    base_path = f"/{base_path.strip('/')}/" if base_path.strip("/") else "/"
    handler = functools.partial(Handler, folder=folder, base_path=base_path, listeners=listeners)
    try:
        return Server((host, port), handler)
    except OSError as error:
        raise PartnerwikiError(
            _("Cannot listen on {host}:{port}: {error}").format(host=host, port=port, error=error.strerror),
            mend=_("Choose another port with --port, or stop the program that uses this one."),
        ) from error


def serve(project: Project, *, host: str, port: int, base_path: str, say: Callable[[str], None]) -> None:
    """Build, serve and watch until Ctrl-C. A failed build is told; the last good site stays."""
    import watchfiles

    folders = [path for path in (project.srcdir, project.catalogs, project.confdir / "conf.py") if path.exists()]
    watched = functools.partial(_is_input, build=project.build)
    watching = watchfiles.watch(
        *folders,
        watch_filter=watched,
        raise_interrupt=True,
        debounce=50,
        step=20,
        rust_timeout=200,
        yield_on_timeout=True,
    )
    early = next(watching)  # it watches from here on: what is saved during the builds below is not missed
    listeners = Listeners()
    _first_build(project, say)
    server = make_server(project.site, host=host, port=port, base_path=base_path, listeners=listeners)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = f"/{base_path.strip('/')}/" if base_path.strip("/") else "/"
    say(_("Open {url} – Ctrl-C ends it.").format(url=f"http://{host}:{server.server_address[1]}{path}"))
    rebuild = _Rebuild(project, say, listeners)
    try:
        rebuild([])
        for changes in itertools.chain([early], watching):
            if changes:
                rebuild([Path(name) for _kind, name in changes])
    finally:
        server.shutdown()
        rebuild.end()


def _is_input(_change: object, path: str, *, build: Path) -> bool:
    changed = Path(path)
    return (
        build not in changed.parents and not changed.name.startswith(".") and not changed.name.endswith(("~", ".swp"))
    )


def _first_build(project: Project, say: Callable[[str], None]) -> None:
    """Build what can be served at once, and say what came of it."""
    try:
        result = site_.build(project)
    except PartnerwikiError as error:
        say(str(error))
        return
    for line in result.warnings:
        say(line)
    say(_("Built in {seconds:.1f} seconds.").format(seconds=result.seconds))


class _Rebuild:
    """Builds again with processes that stay; they are started anew where they have read what changed only once."""

    def __init__(self, project: Project, say: Callable[[str], None], listeners: Listeners) -> None:
        self._project = project
        self._say = say
        self._listeners = listeners
        self._workshop: Workshop | None = None

    def __call__(self, changed: list[Path]) -> None:
        start = time.perf_counter()
        try:
            warnings = self._build(changed)
        except PartnerwikiError as error:
            self._complain(_("This page is as it was before: the last build failed."), error)
            return
        if changed:
            for line in warnings:
                self._say(line)
            self._say(_("Built in {seconds:.1f} seconds.").format(seconds=time.perf_counter() - start))
            self._listeners.tell(title=_("Warnings of the last build"), lines=warnings, is_built=True)

    def _complain(self, title: str, error: PartnerwikiError) -> None:
        self._say(str(error))
        self._listeners.tell(title=title, lines=str(error).splitlines(), is_built=False)

    def _build(self, changed: list[Path]) -> list[str]:
        if self._workshop is not None and (not self._workshop.is_alive or any(map(_is_read_once, changed))):
            self.end()
        if self._workshop is None:
            project = load_project(
                self._project.confdir, base_url=self._project.base_url, internal=self._project.is_internal
            )
            unfinished = _("Search index and offline copy are as they were before.")
            self._workshop = Workshop(project, functools.partial(self._complain, unfinished))
        return self._workshop.build(changed)

    def end(self) -> None:
        """End the processes."""
        if self._workshop is not None:
            self._workshop.end()
            self._workshop = None


def _is_read_once(path: Path) -> bool:
    """Say whether a build that stays knows nothing of a file's change: settings, their catalog, code, templates."""
    return path.name == f"{CONF}.po" or path.suffix in {".py", ".html", ".conf", ".css", ".js"}
