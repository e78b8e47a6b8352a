"""HTTP for engines: with an end in time and size, without redirects, detours and traces.

Stands in for the ``requests`` module inside deep-translator's modules and for the HTTP client inside ``deepl``. It
loads network libraries, so engines import it when they translate and not before.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

from partnerwiki.engines import Trouble
from partnerwiki.engines.patience import AttemptError

#: Bytes of the longest answer: fifty texts of DeepL with every character escaped stay far below.
_LARGEST = 2_000_000
_REFUSED = {401: Trouble.FORBIDDEN, 403: Trouble.FORBIDDEN, 429: Trouble.BUSY, 456: Trouble.QUOTA}

#: What services say with status 400 of a language that they lack; 400035 and 400036 are Microsoft's numbers for it.
_UNKNOWN_LANGUAGE = re.compile(r"not supported|\b40003[56]\b")

#: Looks at an answer and raises :class:`AttemptError` where it is no translation.
Examine = Callable[[str], None]

_silent: ContextVar[bool] = ContextVar("silent", default=False)


def _is_heard(_record: logging.LogRecord) -> bool:
    return not _silent.get()


for _name in [name for name in logging.root.manager.loggerDict if name.startswith("urllib3")] + ["deepl"]:
    logging.getLogger(_name).addFilter(_is_heard)


@contextmanager
def quietly() -> Iterator[None]:
    """Keep libraries from logging in this thread: urllib3 logs addresses with texts in them, deepl the texts."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


class _Watch:
    """Ends one request at its deadline by shutting its socket.

    A socket's own timeout begins anew with every byte: a server that drips would hold it for hours.
    """

    def __init__(self, seconds: float, *, local: bool) -> None:
        self.local = local
        self._end = time.monotonic() + seconds
        self._handle: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._end - time.monotonic()

    @property
    def is_over(self) -> bool:
        """Say whether the deadline has been reached, or a socket's timeout that ends with it."""
        return self.left <= 0.05

    def guard(self, number: int) -> None:
        """Take the request's socket by its file number; it is duplicated, since TLS replaces the object."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
            self._handle = socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM)

    def _shut(self) -> None:
        with self._lock, suppress(OSError):
            if self._handle is not None:
                self._handle.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Watch:
        self._token = _watch.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()
        _watch.reset(self._token)
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None


_watch: ContextVar[_Watch] = ContextVar("watch")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        watch = _watch.get()
        found = socket.getaddrinfo(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
        hosts = [str(host) for *_rest, (host, *_port) in found]
        if watch.local:  # wherever the name "localhost" may lead
            hosts = [host for host in hosts if ip_address(host).is_loopback]
        for number, host in enumerate(hosts):
            # an address that does not answer leaves time for the others
            seconds = max(watch.left / (len(hosts) - number), 0.001)
            with suppress(OSError):
                connected = create_connection((host, self.port), seconds, socket_options=self.socket_options)
                watch.guard(connected.fileno())
                return connected
        raise NewConnectionError(self, "no address answered")

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:  # kept open since the last request
            _watch.get().guard(self.sock.fileno())
        super().request(*args, **kwargs)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """Requests' own adapter with our connections; safe for many threads."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager


class Reply:
    """An answer as far as deep-translator looks at it."""

    def __init__(self, status: int, text: str) -> None:
        self.status_code = status
        self.text = text

    def json(self) -> Any:
        """Give the parsed body."""
        return parsed(self.text)

    def close(self) -> None:
        """Do nothing: the body has been read."""


class Transport:
    """Makes requests; one object serves many threads.

    ``timeout`` is the time in seconds from connecting to the last byte (finding the address of a name comes before).
    ``local`` says that the engine is on this machine: then no proxy is used and nothing but loopback is connected to.
    """

    exceptions = requests.exceptions  #: deep-translator looks for it here

    def __init__(self, timeout: float, *, local: bool, examine: Examine) -> None:
        self._timeout = timeout
        self._local = local
        self._examine = examine

    def get(self, url: str, *, params: Mapping[str, str] | None = None, **_ignored: object) -> Reply:
        """Send a GET request."""
        return self.request("GET", url, params=params)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        **_ignored: object,
    ) -> Reply:
        """Send a POST request."""
        return self.request("POST", url, params=params, headers=headers, json=json)

    def request(self, method: str, url: str, **parts: Any) -> Reply:
        """Send a request of ``parts`` (see ``requests.Request``), read the answer. Raises :class:`AttemptError`."""
        watch = _Watch(self._timeout, local=self._local)
        # whatever goes wrong may hold the text, the key or the address: only its kind is passed on
        with watch, quietly():
            try:
                response = self._send(method, url, parts)
            except Exception:
                raise _late(watch) or AttemptError(Trouble.UNREACHABLE, again=True) from None
            try:
                _check(response)
                text = _body(response)
                if watch.is_over:  # a shut socket looks like the end of headers or body
                    raise AttemptError(Trouble.TIMEOUT)
                if response.status_code == 400:
                    raise AttemptError(Trouble.UNSUPPORTED if _UNKNOWN_LANGUAGE.search(text) else Trouble.SERVER)
                self._examine(text)
                return Reply(response.status_code, text)
            except AttemptError as failure:
                raise _late(watch) or failure from None
            except Exception:
                raise _late(watch) or AttemptError(Trouble.MALFORMED) from None
            finally:
                response.close()

    def _send(self, method: str, url: str, parts: dict[str, Any]) -> requests.Response:
        headers = {**requests.utils.default_headers(), "Accept-Encoding": "identity", **(parts.pop("headers", 0) or {})}
        prepared = requests.Request(method, url, headers=headers, **parts).prepare()
        with requests.Session() as session:  # the town's proxies and certificates, as requests finds them
            found = session.merge_environment_settings(url, {}, None, None, None)
        return self._adapter.send(
            prepared,
            stream=True,
            timeout=self._timeout,
            verify=found["verify"],
            proxies={} if self._local else found["proxies"],
        )

    @cached_property
    def _adapter(self) -> _Adapter:
        return _Adapter(pool_maxsize=32)


def _late(watch: _Watch) -> AttemptError | None:
    return AttemptError(Trouble.TIMEOUT) if watch.is_over else None


def _check(response: requests.Response) -> None:
    """Raise :class:`AttemptError` for every status but success and 400, which may tell of an unknown language."""
    status = response.status_code
    after = _seconds(response.headers.get("Retry-After", ""))
    if status in _REFUSED:
        raise AttemptError(_REFUSED[status], again=status == 429, after=after)
    if 300 <= status < 400:
        raise AttemptError(Trouble.ERROR_PAGE)
    if status != 400 and not 200 <= status < 300:
        raise AttemptError(Trouble.SERVER, again=status >= 500, after=after)


def _seconds(value: str) -> float:
    """Read ``Retry-After``: seconds, or a date (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max((when.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _body(response: requests.Response) -> str:
    body = bytearray()
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > _LARGEST:
            raise AttemptError(Trouble.TOO_LARGE)
    said = "charset" in response.headers.get("Content-Type", "").lower()
    return body.decode(response.encoding or "utf-8" if said else "utf-8")


def parsed(text: str) -> Any:
    """Parse JSON. Raises :class:`AttemptError` where it is a page, ``null`` or broken."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise AttemptError(Trouble.ERROR_PAGE if text.lstrip().startswith("<") else Trouble.MALFORMED) from None
    if data is None:
        raise AttemptError(Trouble.EMPTY)
    return data
