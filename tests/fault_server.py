"""A real HTTP server on loopback that misbehaves as it is told, for tests of engines."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What the server was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _any(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, parts.path, query, dict(self.headers), body)
        self.server.requests.append(request)
        with contextlib.suppress(ConnectionError):
            self.server.answer(self, request)

    do_GET = do_POST = do_DELETE = _any

    def log_message(self, *args: object) -> None:
        pass

    def reply(self, body: object, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        """Send an answer: JSON, or a text or bytes as they are."""
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


Answer = Callable[[Handler, Request], None]


@dataclass(eq=False)
class Server(ThreadingHTTPServer):
    """Serves until the test ends.

    ``answer`` may be changed at any time, ``requests`` are all that came, ``tired`` is set where the server was the
    first to end a request that should never end.
    """

    answer: Answer
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.over, self.tired = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    daemon_threads = True
    request_queue_size = 64

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def hang(handler: Handler, request: Request) -> None:
    handler.close_connection = True
    if not handler.server.over.wait(20):
        handler.server.tired.set()


def _drip(handler: Handler, start: bytes, drop: bytes) -> None:
    handler.close_connection = True
    handler.wfile.write(start)
    for _number in range(400):
        if handler.server.over.wait(0.05):
            return
        handler.wfile.write(drop)
    handler.server.tired.set()


def drip_status(handler: Handler, request: Request) -> None:
    _drip(handler, b"HTTP/1.1 200 ", b"O")


def drip_headers(handler: Handler, request: Request) -> None:
    _drip(handler, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", b"X: y\r\n")


def drip_body(handler: Handler, request: Request) -> None:
    _drip(handler, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" ")


def reset(handler: Handler, request: Request) -> None:
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def truncate(handler: Handler, request: Request) -> None:
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    handler.wfile.write(b'{"translatedText": "Das Ha')


def flood(handler: Handler, request: Request) -> None:
    handler.reply(json.dumps({"translatedText": "x" * 10_000_000}))


def status(code: int, **headers: str) -> Answer:
    return lambda handler, request: handler.reply("no", code, "text/plain", **headers)


def body(content: object, kind: str = "application/json", code: int = 200) -> Answer:
    return lambda handler, request: handler.reply(content, code, kind)
