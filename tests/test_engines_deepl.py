"""DeepL's adapter, against a local server that speaks the parts of DeepL's API that it uses."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from fault_server import Handler, Request, Server, body, drip_body, flood, hang, reset, serving, status, truncate

from partnerwiki.engines import Error, Result, Settings, Trouble, create
from partnerwiki.engines.deepl import DeepL
from partnerwiki.errors import PartnerwikiError

KEY, TEXT = "k3y-t0p-secret", "Vertraulicher Wortlaut"
ENVIRON = {"PARTNERWIKI_DEEPL_KEY": KEY}


class Account:
    """What DeepL keeps for a customer: glossaries by id."""

    def __init__(self, *names: str) -> None:
        self.glossaries: dict[str, dict[str, Any]] = {}
        self.numbers = count()
        for name in names:
            self.add(name, [])

    @property
    def names(self) -> set[str]:
        return {glossary["name"] for glossary in self.glossaries.values()}

    def add(self, name: str, dictionaries: list[dict[str, Any]]) -> dict[str, Any]:
        made = {
            "glossary_id": f"id-{next(self.numbers)}",
            "name": name,
            "creation_time": "2026-01-01T00:00:00.000000Z",
            "dictionaries": [{**dictionary, "entry_count": 1} for dictionary in dictionaries],
        }
        self.glossaries[made["glossary_id"]] = made
        return made

    def __call__(self, handler: Handler, request: Request) -> None:
        if request.headers.get("Authorization") != f"DeepL-Auth-Key {KEY}":
            handler.reply({"message": "Forbidden"}, 403)
        elif request.path == "/v2/translate":
            handler.reply(
                {"translations": [{"text": f"»{text}«", "billed_characters": 1} for text in request.json["text"]]}
            )
        elif request.method == "GET":
            handler.reply({"glossaries": list(self.glossaries.values())})
        elif request.method == "POST":
            handler.reply(self.add(request.json["name"], request.json["dictionaries"]), 201)
        else:
            del self.glossaries[request.path.rpartition("/")[2]]
            handler.reply(b"", 204)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Account()) as running:
        yield running


@pytest.fixture(autouse=True)
def traces(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    said = caplog.text + "".join(capfd.readouterr())
    assert KEY not in said
    assert TEXT not in said


def deepl(server: Server, terms: dict[str, str] | None = None, **values: object) -> DeepL:
    settings = Settings({"url": server.url, "timeout": 0.5, **values}, ENVIRON, lambda _source, _target: terms or {})
    return DeepL(settings, sleep=lambda _seconds: None)


def sent(server: Server, path: str = "/v2/translate") -> list[Any]:
    return [request.json for request in server.requests if request.path == path and request.method == "POST"]


def test_texts_go_out_in_one_request(server: Server) -> None:
    texts = [f"{TEXT} {number}" for number in range(50)]
    assert deepl(server).translate(texts, "de_AT", "en") == [Result(f"»{text}«") for text in texts]
    assert sent(server) == [
        {
            "source_lang": "DE",
            "target_lang": "EN-GB",
            "text": texts,
            "preserve_formatting": True,
            "show_billed_characters": True,
        }
    ]


def test_fifty_longest_texts_fit_a_request(server: Server) -> None:
    made = deepl(server)
    made.translate(["水" * made.max_chars] * made.batch, "zh", "de")
    assert len(server.requests[0].body) < 128 * 1024


@pytest.mark.parametrize(
    ("target", "formality", "expected"),
    [
        ("de", "more", "prefer_more"),
        ("pt", "less", "prefer_less"),
        ("pt_BR", "more", "prefer_more"),
        ("uk", "more", None),
        ("fr", "", None),
    ],
)
def test_formality_goes_to_languages_that_have_it(
    target: str, formality: str, expected: str | None, server: Server
) -> None:
    deepl(server, formality=formality).translate([TEXT], "en", target)
    assert sent(server)[0].get("formality") == expected


def test_agreed_terms_are_a_glossary_made_once(server: Server) -> None:
    made = deepl(server, {"Stadt\nrat": " town council ", "": "x", "Kläranlage": "sewage\x07"})
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(lambda _: made.translate([TEXT], "de", "en_US"), range(8)))) == 8
    deepl(server, {"Stadt rat": "town council"}).translate([TEXT], "de", "en_US")
    (glossary,) = sent(server, "/v3/glossaries")
    (dictionary,) = glossary["dictionaries"]
    assert (dictionary["source_lang"], dictionary["target_lang"]) == ("DE", "EN")
    assert dictionary["entries"] == "Stadt rat\ttown council"
    assert {request["glossary_id"] for request in sent(server)} == set(server.answer.glossaries)  # type: ignore[attr-defined]


def test_our_old_glossaries_of_the_pair_are_removed_and_no_others(server: Server) -> None:
    kept = ("partnerwiki de-fr 1", "ours partnerwiki de-en-GB 1", "Rathaus")
    server.answer = account = Account("partnerwiki de-en-GB old", *kept)
    deepl(server, {"Rat": "council"}).translate([TEXT], "de", "en")
    (made,) = account.names - set(kept)
    assert made.startswith("partnerwiki de-en-GB ")
    assert not made.endswith("old")
    assert account.names > set(kept)


def test_no_terms_are_no_glossary(server: Server) -> None:
    deepl(server).translate([TEXT], "de", "en")
    assert [request.path for request in server.requests] == ["/v2/translate"]


def test_a_pair_without_glossaries_is_translated_without(server: Server) -> None:
    account = Account()

    def refuse(handler: Handler, request: Request) -> None:
        if request.path.startswith("/v3") and request.method == "POST":
            handler.reply({"message": "Unsupported glossary language pair"}, 400)
        else:
            account(handler, request)

    server.answer = refuse
    assert deepl(server, {"Rat": "council"}).translate([TEXT], "de", "sw") == [Result(f"»{TEXT}«")]


def translations(*answers: object) -> object:
    return {"translations": list(answers)}


GOOD = {"text": "a", "billed_characters": 1}
FAULTS = {
    "hang": (hang, Trouble.TIMEOUT),
    "a dripped body": (drip_body, Trouble.TIMEOUT),
    "a reset": (reset, Trouble.UNREACHABLE),
    "403": (status(403), Trouble.FORBIDDEN),
    "429": (status(429), Trouble.BUSY),
    "456": (status(456), Trouble.QUOTA),
    "500": (status(500), Trouble.SERVER),
    "413": (status(413), Trouble.SERVER),
    "a redirect": (status(307, Location="http://127.0.0.1:9/"), Trouble.ERROR_PAGE),
    "a page": (body("<html>Sorry</html>", "text/html"), Trouble.ERROR_PAGE),
    "a truncated body": (truncate, Trouble.MALFORMED),
    "ten megabytes": (flood, Trouble.TOO_LARGE),
    "null": (body(None), Trouble.EMPTY),
    "nothing": (body(b""), Trouble.COUNT),
    "a list": (body([1]), Trouble.COUNT),
    "too few": (body(translations()), Trouble.COUNT),
    "too many": (body(translations(GOOD, GOOD)), Trouble.COUNT),
    "no list": (body({"translations": None}), Trouble.MALFORMED),
    "no texts": (body(translations({"billed_characters": 1})), Trouble.EMPTY),
    "numbers": (body(translations({"text": 5, "billed_characters": 1})), Trouble.MALFORMED),
    "an unknown language": (body({"message": "Value for 'target_lang' not supported."}, code=400), Trouble.UNSUPPORTED),
    "a bad request": (body({"message": KEY}, code=400), Trouble.SERVER),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_becomes_its_trouble(fault: str, server: Server) -> None:
    server.answer, expected = FAULTS[fault]
    (answer,) = deepl(server).translate([TEXT], "de", "en")
    assert isinstance(answer, Error)
    assert answer.trouble is expected
    assert not server.tired.is_set()


def test_a_refusal_holds_for_all_threads(server: Server) -> None:
    server.answer = status(456)
    made = deepl(server, {"Rat": "council"})
    made.translate([TEXT], "de", "en")
    with ThreadPoolExecutor(8) as pool:
        later = list(pool.map(lambda _: made.translate([TEXT], "de", "en"), range(8)))
    assert later == [[Error(Trouble.PAUSED)]] * 8
    assert len(server.requests) == 1


def test_languages(server: Server) -> None:
    made = deepl(server)
    assert made.supports("de", "pt_BR")
    assert made.supports("uk", "he")
    assert not made.supports("de", "rw")
    assert not made.supports("en", "en_GB")
    assert made.translate([TEXT], "de", "rw") == [Error(Trouble.UNSUPPORTED, passing=False)]


def test_keys_of_the_free_plan_have_their_own_server() -> None:
    urls = [DeepL(Settings({}, {"DEEPL_AUTH_KEY": key}))._client.server_url for key in ("secret", "secret:fx")]
    assert urls == ["https://api.deepl.com", "https://api-free.deepl.com"]


def test_a_missing_package_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnerwiki.engines.deepl.find_spec", lambda _name: None)
    with pytest.raises(PartnerwikiError, match=r"partnerwiki\[deepl\]"):
        create("deepl", Settings({}, ENVIRON))


def test_a_missing_key_names_its_variable(server: Server) -> None:
    with pytest.raises(PartnerwikiError, match="PARTNERWIKI_DEEPL_KEY"):
        DeepL(Settings({"url": server.url}, {})).translate([TEXT], "de", "en")
