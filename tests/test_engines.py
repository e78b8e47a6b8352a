"""Engines behind deep-translator, against a real server that misbehaves."""

from __future__ import annotations

import contextlib
import html
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fault_server import (
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

from partnerwiki.engines import SHAPES, Engine, Error, Estimate, Privacy, Result, Settings, Trouble, available, create
from partnerwiki.engines.deep import Google, LibreTranslate, Microsoft, MyMemory
from partnerwiki.errors import PartnerwikiError

KEY, TEXT = "k3y-t0p-secret", "Vertraulicher Wortlaut"
ENVIRON = {f"PARTNERWIKI_{name}_KEY": KEY for name in ("DEEPL", "LIBRETRANSLATE", "MICROSOFT")}
ENGINES = {"google": Google, "libretranslate": LibreTranslate, "microsoft": Microsoft, "mymemory": MyMemory}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(hang) as running:
        yield running


@pytest.fixture(autouse=True)
def traces(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing in any test leaves a key or a text in a log or on the terminal."""
    caplog.set_level(logging.DEBUG)
    yield
    said = caplog.text + "".join(capfd.readouterr()) + "".join(str(record.args) for record in caplog.records)
    assert KEY not in said
    assert TEXT not in said
    assert TEXT.split()[1] not in said


def engine(name: str, server: Server, *, timeout: float = 0.4, **values: Any) -> Any:
    """Give an engine that talks to the server and does not really sleep."""
    settings = Settings({"url": server.url, "timeout": timeout, **values}, ENVIRON)
    return ENGINES[name](settings, sleep=lambda _seconds: None)


def trouble(answers: list[Result | Error]) -> Trouble:
    assert len(answers) == 1
    assert isinstance(answers[0], Error)
    return answers[0].trouble


def echo(handler: Handler, request: Request) -> None:
    """Answer in the form of the service whose address is asked, with the text between quotation marks."""
    if request.path == "/m":
        handler.reply(f'<div class="result-container">»{html.escape(request.query["q"])}«</div>', kind="text/html")
    elif request.path == "/get":
        handler.reply({"responseData": {"translatedText": f"»{request.query['q']}«"}, "responseStatus": 200})
    elif request.query.get("api-version"):
        handler.reply([{"translations": [{"text": f"»{request.json[0]['text']}«", "to": "en"}]}])
    else:
        handler.reply({"translatedText": f"»{request.form['q']}«"})


@pytest.mark.parametrize("name", ENGINES)
def test_a_text_goes_out_and_its_translation_comes_back(name: str, server: Server) -> None:
    server.answer = echo
    found = engine(name, server).translate([TEXT, " Straße & <b> „x“ \n", "…", "12 / 3"], "de", "en")
    assert found == [Result(f"»{TEXT}«"), Result(" »Straße & <b> „x“« \n"), Result("…"), Result("12 / 3")]
    assert len(server.requests) == 2


FAULTS: dict[str, tuple[Callable[[Handler, Request], None], Trouble]] = {
    "hang": (hang, Trouble.TIMEOUT),
    "a dripped status": (drip_status, Trouble.TIMEOUT),
    "dripped headers": (drip_headers, Trouble.TIMEOUT),
    "a dripped body": (drip_body, Trouble.TIMEOUT),
    "a reset": (reset, Trouble.UNREACHABLE),
    "401": (status(401), Trouble.FORBIDDEN),
    "403": (status(403), Trouble.FORBIDDEN),
    "429": (status(429), Trouble.BUSY),
    "456": (status(456), Trouble.QUOTA),
    "404": (status(404), Trouble.SERVER),
    "500": (status(500), Trouble.SERVER),
    "a truncated body": (truncate, Trouble.MALFORMED),
    "ten megabytes": (flood, Trouble.TOO_LARGE),
    "a page": (body("<html><body>Are you a person?</body></html>", "text/html"), Trouble.ERROR_PAGE),
    "a page called JSON": (body(" <!DOCTYPE html><p>Sorry</p>"), Trouble.ERROR_PAGE),
    "text that is no UTF-8": (body(b"\xff\xfe\x00"), Trouble.MALFORMED),
    "an unknown charset": (body("{}", "application/json; charset=nonsense"), Trouble.MALFORMED),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ENGINES)
def test_a_fault_becomes_its_trouble_in_time(name: str, fault: str, server: Server) -> None:
    server.answer, expected = FAULTS[fault]
    assert trouble(engine(name, server).translate([TEXT], "de", "en")) is expected
    assert not server.tired.is_set()


SHAPES_OF_ANSWERS = [
    ("libretranslate", None, Trouble.EMPTY),
    ("libretranslate", [], Trouble.MALFORMED),
    ("libretranslate", ["x"], Trouble.MALFORMED),
    ("libretranslate", "x", Trouble.MALFORMED),
    ("libretranslate", {"other": 1}, Trouble.MALFORMED),
    ("libretranslate", {"translatedText": None}, Trouble.EMPTY),
    ("libretranslate", {"translatedText": 5}, Trouble.MALFORMED),
    ("libretranslate", {"translatedText": " "}, Trouble.EMPTY),
    ("libretranslate", {"translatedText": "\ud800"}, Trouble.MALFORMED),
    ("libretranslate", {"translatedText": ["a", "b"]}, Trouble.COUNT),
    ("libretranslate", {"translatedText": "x" * 1000}, Trouble.TOO_LARGE),
    ("libretranslate", {"translatedText": "<html><head>"}, Trouble.ERROR_PAGE),
    ("libretranslate", {"error": "out of memory"}, Trouble.SERVER),
    ("mymemory", None, Trouble.EMPTY),
    ("mymemory", [1], Trouble.MALFORMED),
    ("mymemory", {"responseData": None}, Trouble.MALFORMED),
    ("mymemory", {"responseData": {"translatedText": ""}, "matches": [{"translation": "x"}]}, Trouble.EMPTY),
    ("mymemory", {"responseData": {"translatedText": ["a"]}}, Trouble.MALFORMED),
    ("mymemory", {"responseData": {"translatedText": "MYMEMORY WARNING: YOU USED ALL AVAILABLE"}}, Trouble.QUOTA),
    ("mymemory", {"responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED. MAX"}}, Trouble.ERROR_PAGE),
    ("mymemory", {"responseData": {"translatedText": "INVALID LANGUAGE PAIR SPECIFIED."}}, Trouble.UNSUPPORTED),
    ("mymemory", {"responseData": {"translatedText": "NO"}, "responseStatus": "500"}, Trouble.ERROR_PAGE),
    ("microsoft", None, Trouble.EMPTY),
    ("microsoft", {"error": {"code": 500000, "message": KEY}}, Trouble.SERVER),
    ("microsoft", {}, Trouble.SERVER),
    ("microsoft", "x", Trouble.MALFORMED),
    ("microsoft", [], Trouble.COUNT),
    ("microsoft", [1], Trouble.MALFORMED),
    ("microsoft", [{"translations": None}], Trouble.MALFORMED),
    ("microsoft", [{"translations": [{"to": "en"}]}], Trouble.MALFORMED),
    ("microsoft", [{"translations": [{"text": "a"}, {"text": "b"}]}], Trouble.COUNT),
    ("microsoft", [{"translations": [{"text": "a"}]}] * 2, Trouble.COUNT),
]


@pytest.mark.parametrize(("name", "answer", "expected"), SHAPES_OF_ANSWERS)
def test_an_answer_of_the_wrong_shape_is_told(name: str, answer: object, expected: Trouble, server: Server) -> None:
    server.answer = body(answer)
    assert trouble(engine(name, server).translate([TEXT], "de", "en")) is expected


def test_deep_json_and_an_empty_page_are_told(server: Server) -> None:
    server.answer = body("[" * 100_000)
    assert trouble(engine("mymemory", server).translate([TEXT], "de", "en")) is Trouble.MALFORMED
    server.answer = body("", "text/html")
    assert trouble(engine("google", server).translate([TEXT], "de", "en")) is Trouble.EMPTY


def test_a_redirect_is_not_followed(server: Server) -> None:
    with serving(echo) as other:
        server.answer = status(302, Location=other.url + "/m?q=x")
        for name in ENGINES:
            assert trouble(engine(name, server).translate([TEXT], "de", "en")) is Trouble.ERROR_PAGE
        assert other.requests == []


@pytest.mark.parametrize("drop", [b"", b"\x00"])
def test_a_handshake_without_end_is_ended(drop: bytes) -> None:
    over = threading.Event()

    def never_shake_hands(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x3f\xff")  # the beginning of a long TLS record
            while not over.wait(0.05):
                connection.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=never_shake_hands, args=[listener])
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        made = LibreTranslate(Settings({"url": url, "timeout": 0.4}, {}))
        assert trouble(made.translate([TEXT], "de", "en")) is Trouble.TIMEOUT
        over.set()
        thread.join()


def test_nobody_listening_is_told() -> None:
    with serving(hang) as gone:
        made = engine("libretranslate", gone)
    assert trouble(made.translate([TEXT], "de", "en")) is Trouble.UNREACHABLE


def test_a_language_that_the_server_lacks_is_final(server: Server) -> None:
    server.answer = body({"error": "rw is not supported"}, code=400)
    assert engine("libretranslate", server).translate([TEXT], "de", "rw") == [Error(Trouble.UNSUPPORTED, passing=False)]
    server.answer = body({"error": {"code": 400036, "message": "The target language is not valid."}}, code=400)
    assert engine("microsoft", server).translate([TEXT], "de", "rw") == [Error(Trouble.UNSUPPORTED, passing=False)]
    server.answer = body({"error": "too long"}, code=400)
    assert engine("libretranslate", server).translate([TEXT], "de", "rw") == [Error(Trouble.SERVER)]
    assert engine("google", server).translate([TEXT], "de", "de_AT") == [Error(Trouble.UNSUPPORTED, passing=False)]


@pytest.mark.parametrize("code", [403, 429, 456])
def test_an_engine_that_refused_is_left_alone(code: int, server: Server) -> None:
    server.answer = status(code)
    made = engine("google", server)
    made.translate([TEXT], "de", "en")
    asked = len(server.requests)
    with ThreadPoolExecutor(8) as pool:
        assert {trouble(made.translate([TEXT], "de", "en")) for _ in pool.map(str, range(20))} == {Trouble.PAUSED}
    assert len(server.requests) == asked


def test_an_engine_that_never_answers_is_left_alone(server: Server) -> None:
    made = engine("libretranslate", server, timeout=0.1)
    found = [trouble(made.translate([TEXT], "de", "en")) for _ in range(7)]
    assert found == [Trouble.TIMEOUT] * 5 + [Trouble.PAUSED] * 2


def failing(times: int, code: int, **headers: str) -> Callable[[Handler, Request], None]:
    """Fail some times, then echo."""

    def answer(handler: Handler, request: Request) -> None:
        (status(code, **headers) if len(handler.server.requests) <= times else echo)(handler, request)

    return answer


@pytest.mark.parametrize(
    ("headers", "shortest", "longest"),
    [
        ({}, 0.2, 1.0),
        ({"Retry_After": "3"}, 3, 3),
        ({"Retry_After": "soon"}, 0.2, 1.0),
        ({"Retry_After": "-5"}, 0.2, 1),
    ],
)
def test_a_passing_refusal_is_waited_for(headers: Any, shortest: float, longest: float, server: Server) -> None:
    server.answer = failing(2, 429, **headers)
    slept: list[float] = []
    made = LibreTranslate(Settings({"url": server.url}, ENVIRON), sleep=slept.append)
    assert made.translate([TEXT], "de", "en") == [Result(f"»{TEXT}«")]
    assert len(slept) == 2
    assert all(shortest <= seconds <= longest for seconds in slept)


@pytest.mark.parametrize("after", ["86400", "9" * 400, "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_long_wait_is_not_waited(after: str, server: Server) -> None:
    server.answer = status(429, Retry_After=after)
    slept: list[float] = []
    made = LibreTranslate(Settings({"url": server.url}, ENVIRON), sleep=slept.append)
    assert trouble(made.translate([TEXT], "de", "en")) is Trouble.BUSY
    assert slept == []
    assert len(server.requests) == 1


def test_eight_threads_mix_nothing_up(server: Server) -> None:
    server.answer = echo
    made = engine("libretranslate", server, timeout=20)
    texts = [f"Satz Nummer {number}" for number in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: made.translate([text], "de", "en")[0], texts))
    assert answers == [Result(f"»{text}«") for text in texts]


def test_local_text_goes_through_no_proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer = echo
    with serving(hang) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert engine("libretranslate", server).translate([TEXT], "de", "en") == [Result(f"»{TEXT}«")]
        assert proxy.requests == []
        # what is not local uses the town's proxy
        proxy.answer = echo
        away = MyMemory(Settings({"url": "http://mymemory.example"}, {}))
        assert away.translate([TEXT], "de", "en") == [Result(f"»{TEXT}«")]


def test_localhost_leads_nowhere_else(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer = echo
    made = LibreTranslate(Settings({"url": server.url.replace("127.0.0.1", "localhost")}, {}), sleep=lambda _: None)
    assert made.translate([TEXT], "de", "en") == [Result(f"»{TEXT}«")]
    elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: elsewhere)
    monkeypatch.setattr(socket, "socket", None)  # to connect would be an error of its own
    made = LibreTranslate(Settings({"url": "http://localhost:9"}, {}), sleep=lambda _: None)
    assert trouble(made.translate([TEXT], "de", "en")) is Trouble.UNREACHABLE


def test_libretranslate_has_text_and_key_in_the_body(server: Server) -> None:
    server.answer = echo
    engine("libretranslate", server).translate([TEXT], "zh_Hant", "pt_BR")
    LibreTranslate(Settings({"url": server.url + "/mt/"}, {})).translate([TEXT], "de", "uk")
    with_key, without = server.requests
    assert with_key.form == {"q": TEXT, "source": "zt", "target": "pb", "format": "text", "api_key": KEY}
    assert without.form == {"q": TEXT, "source": "de", "target": "uk", "format": "text"}
    assert (with_key.path, without.path) == ("/translate", "/mt/translate")
    assert with_key.query == without.query == {}


def test_microsoft_has_its_key_and_region_in_headers(server: Server) -> None:
    server.answer = echo
    engine("microsoft", server, region="westeurope").translate([TEXT], "de", "sr_Latn")
    (request,) = server.requests
    assert request.headers["Ocp-Apim-Subscription-Key"] == KEY
    assert request.headers["Ocp-Apim-Subscription-Region"] == "westeurope"
    assert request.query == {"api-version": "3.0", "from": "de", "to": "sr-Latn"}


def test_a_key_that_fits_no_header_is_not_told(server: Server) -> None:
    made = Microsoft(Settings({"url": server.url}, {"PARTNERWIKI_MICROSOFT_KEY": f"{KEY}\nx: ü"}), sleep=lambda _: None)
    assert trouble(made.translate([TEXT], "de", "en")) is Trouble.UNREACHABLE


def test_entities_of_mymemory_are_characters(server: Server) -> None:
    server.answer = body({"responseData": {"translatedText": "l&#39;&quot;eau&quot; &amp;"}, "responseStatus": "200"})
    sources = ["Wasser &", "Wasser &amp;"]
    expected = [Result('l\'"eau" &'), Result("l&#39;&quot;eau&quot; &amp;")]
    assert engine("mymemory", server).translate(sources, "de", "fr") == expected


def test_a_translation_about_errors_is_no_error(server: Server) -> None:
    server.answer = body({"responseData": {"translatedText": "Invalid language pair"}, "responseStatus": 200})
    assert engine("mymemory", server).translate([TEXT], "de", "en") == [Result("Invalid language pair")]


def test_the_library_of_others_is_left_as_it_is(server: Server) -> None:
    server.answer = echo
    engine("google", server).translate([TEXT], "de", "he")
    assert server.requests[0].query["tl"] == "iw"
    import deep_translator.google
    import requests

    assert deep_translator.google.requests is requests


LANGUAGES = "de en fr pl uk it cs es pt nl lt ro hu tr he ar sw rw am vi pt_BR pt_PT zh_Hans zh_Hant".split()


@pytest.mark.parametrize("name", ENGINES)
def test_each_engine_has_a_code_for_each_language(name: str) -> None:
    codes = ENGINES[name].codes
    assert [language for language in LANGUAGES if not codes.code(language)] == []
    assert codes.code("tlh_nonsense") is None


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("google", "he", "iw"),
        ("google", "iw", "iw"),
        ("google", "de_AT", "de"),
        ("google", "de-AT", "de"),
        ("google", "zh", "zh-CN"),
        ("google", "zh_HK", "zh-TW"),
        ("google", "pt_PT", "pt-PT"),
        ("google", "pt_BR", "pt"),
        ("google", "nb", "no"),
        ("google", "sr_Latn", None),
        ("mymemory", "de", "de-DE"),
        ("mymemory", "de_AT", "de-AT"),
        ("mymemory", "en", "en-GB"),
        ("mymemory", "pt_BR", "pt-BR"),
        ("mymemory", "zh_Hant", "zh-TW"),
        ("mymemory", "sr", "sr-Cyrl-RS"),
        ("microsoft", "zh_TW", "zh-Hant"),
        ("microsoft", "sr", "sr-Cyrl"),
        ("microsoft", "pt_BR", "pt"),
        ("libretranslate", "ka", "ka"),
        ("libretranslate", "en_GB", "en"),
        ("libretranslate", "sr_Latn", None),
    ],
)
def test_a_language_has_the_name_that_the_engine_knows(name: str, language: str, code: str | None) -> None:
    assert ENGINES[name].codes.code(language) == code


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("google", {}, Privacy.PUBLIC),
        ("google", {"privacy": "contract", "url": "http://127.0.0.1:1"}, Privacy.PUBLIC),
        ("mymemory", {"privacy": "contract"}, Privacy.PUBLIC),
        ("microsoft", {}, Privacy.CONTRACT),
        ("microsoft", {"privacy": "public"}, Privacy.PUBLIC),
        ("microsoft", {"privacy": "local", "url": "http://127.0.0.1:1"}, Privacy.CONTRACT),
        ("deepl", {}, Privacy.CONTRACT),
        ("deepl", {"privacy": "public"}, Privacy.PUBLIC),
        ("libretranslate", {}, Privacy.LOCAL),
        ("libretranslate", {"url": "http://127.9.9.9:5000/"}, Privacy.LOCAL),
        ("libretranslate", {"url": "http://[::1]:5000"}, Privacy.LOCAL),
        ("libretranslate", {"url": "http://LOCALHOST:5000"}, Privacy.LOCAL),
        ("libretranslate", {"url": "https://mt.town.example"}, Privacy.PUBLIC),
        ("libretranslate", {"url": "https://mt.town.example", "privacy": "contract"}, Privacy.CONTRACT),
        ("libretranslate", {"url": "https://mt.town.example", "privacy": "local"}, Privacy.PUBLIC),
        ("libretranslate", {"url": "https://127.0.0.1.example"}, Privacy.PUBLIC),
        ("libretranslate", {"url": "https://localhost.example"}, Privacy.PUBLIC),
        ("libretranslate", {"url": "http://192.168.1.5:5000"}, Privacy.PUBLIC),
        ("libretranslate", {"url": "http://0.0.0.0:5000"}, Privacy.PUBLIC),
        ("apertium", {"privacy": "public"}, Privacy.LOCAL),
        ("pseudo", {}, Privacy.LOCAL),
        ("memory", {}, Privacy.LOCAL),
    ],
)
def test_privacy_is_that_of_where_a_text_goes(name: str, values: dict[str, object], expected: Privacy) -> None:
    assert create(name, Settings(values, ENVIRON)).privacy is expected


@pytest.mark.parametrize("url", ["http://evil.example\\@127.0.0.1/", "http://u:p@127.0.0.1", "ftp://x", "http://a b"])
def test_an_address_that_can_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        create("libretranslate", Settings({"url": url}, {}))
    assert "u:p" not in str(caught.value)


def test_shapes_of_the_settings_come_first_and_unknown_ones_are_told() -> None:
    assert create("google", Settings({"shapes": ["tag", "hashes"]})).shapes == ("tag", "hashes")
    assert set(create("google", Settings()).shapes) <= set(SHAPES)
    with pytest.raises(PartnerwikiError, match="triangle"):
        create("google", Settings({"shapes": ["triangle"]}))


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    with pytest.raises(PartnerwikiError, match="PARTNERWIKI_MICROSOFT_KEY"):
        create("microsoft", Settings({"url": server.url}, {})).translate([TEXT], "de", "en")
    monkeypatch.setattr("partnerwiki.engines.secrets_.find_spec", lambda _name: None)
    with pytest.raises(PartnerwikiError, match="PARTNERWIKI_DEEPL_KEY"):
        create("deepl", Settings({}, {}))


def test_a_key_may_come_from_a_keyring(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1.0  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return {"partnerwiki libretranslate": KEY}.get(f"{service} {username}")

        def set_password(self, service: str, username: str, password: str) -> None: ...

    usual = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        server.answer = echo
        LibreTranslate(Settings({"url": server.url}, {})).translate([TEXT], "de", "en")
    finally:
        keyring.set_keyring(usual)
    assert server.requests[0].form["api_key"] == KEY


def test_no_object_shows_a_key(server: Server) -> None:
    server.answer = echo
    for name in ENGINES:
        made = engine(name, server)
        made.translate([TEXT], "de", "en")
        assert KEY not in repr(made) + repr(vars(made))
    assert KEY not in repr(Settings({}, ENVIRON))


def test_prices() -> None:
    assert create("google", Settings()).estimate(10**6) == Estimate(10**6, 0)  # type: ignore[arg-type]
    assert create("deepl", Settings({}, ENVIRON)).estimate(250_000) == Estimate(250_000, 5)  # type: ignore[arg-type]
    assert create("microsoft", Settings({}, ENVIRON)).estimate(10**6) == Estimate(10**6, 10, "USD")  # type: ignore[arg-type]
    assert create("libretranslate", Settings({"url": "https://a.example"}, {})).estimate(1).cost is None


def test_a_model_in_the_settings_is_the_version() -> None:
    made: Engine = create("libretranslate", Settings({"model": "argos-1.9"}))
    assert made.version == "argos-1.9"
    assert [create(name, Settings({}, ENVIRON)).version for name in ("google", "microsoft")] == ["web", "3.0"]


def test_making_engines_opens_nothing_and_loads_no_network_library(tmp_path: Path) -> None:
    code = f"""
import socket, subprocess, sys
from partnerwiki.engines import Settings, available, create
entries = list(available())
def audit(event, args):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")):
        raise RuntimeError(event)
sys.addaudithook(audit)
made = [create(entry.name, Settings({{}}, {ENVIRON!r})) for entry in entries]
assert len(made) == {len(list(available()))} == 10
loaded = {{"requests", "urllib3", "deep_translator", "deepl", "keyring", "bs4"}} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
