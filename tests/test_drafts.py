"""``partnerwiki draft`` from end to end: what is filled, what is left alone, and what survives an interruption."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polib
import pytest
from fault_server import Handler, Request, Server, serving
from wikis import CONF, PAGES, catalog, environ, make_wiki, partnerwiki, tree, write

from partnerwiki.config import load_project
from partnerwiki.drafts.cache import Cache
from partnerwiki.drafts.plan import Wish
from partnerwiki.drafts.report import Report
from partnerwiki.drafts.run import draft
from partnerwiki.errors import PartnerwikiError
from partnerwiki.units import State, state_of, store_draft, text_hash

MANY = {
    "index.md": "# Start\n\n```{toctree}\nlang\n```\n",
    "lang.md": "# Lange Seite\n\n" + "\n\n".join(f"Absatz {n} mit **fettem** Wort." for n in range(40)) + "\n",
}


def translate(handler: Handler, request: Request) -> None:
    """Answer as LibreTranslate does, with words that no language has."""
    time.sleep(0.02)
    words = re.sub(r"[^\W\d_]{3,}", lambda found: found[0].capitalize() + "o", request.form["q"])
    handler.reply({"translatedText": words})


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(translate) as running:
        yield running


def conf(url: str = "", languages: str = '"de", "en"', **options: str) -> str:
    text = CONF.replace('"de", "en"', languages)
    if url:
        text += f'partnerwiki_engines = {{"libretranslate": {{"url": "{url}"}}}}\n'
    return text + "".join(f"partnerwiki_{name} = {value!r}\n" for name, value in options.items())


def units(wiki: Path, name: str = "index", language: str = "en") -> dict[str, polib.POEntry]:
    path = wiki / "locales" / language / "LC_MESSAGES" / f"{name}.po"
    return {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def states(wiki: Path, name: str = "index", language: str = "en") -> dict[str, State]:
    return {msgid: state_of(entry) for msgid, entry in units(wiki, name, language).items()}


def run(wiki: Path, *languages: str, engine: str = "pseudo", **options: Any) -> Report:
    names = {key: options.pop(key) for key in ("pages", "only", "limit") if key in options}
    return draft(load_project(wiki), Wish(languages or ("en",), **names), engine, **options)


def test_what_is_missing_becomes_marked_drafts(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    report = run(wiki)
    assert report.count()["drafted"] == 5
    entry = units(wiki)["Willkommen im Wiki."]
    assert entry.fuzzy
    found = re.fullmatch(r"mt: pseudo/1 (\d{4}-\d\d-\d\d) sha256:([0-9a-f]{64})", entry.tcomment)
    assert found
    assert found[2] == text_hash(entry.msgstr)
    assert set(states(wiki).values()) == {State.MACHINE}
    assert partnerwiki(wiki, "build", "-W").returncode == 0
    html = (wiki / "build/site/en/zwei.html").read_text(encoding="utf-8")
    assert html.count('data-state="machine"') >= 2


def test_a_second_run_asks_nothing_and_changes_nothing(tmp_path: Path, server: Server) -> None:
    wiki = make_wiki(tmp_path, pages=MANY, conf=conf(server.url))
    first = run(wiki, engine="libretranslate")
    asked, before = len(server.requests), tree(wiki / "locales")
    assert first.requests == asked > 0
    second = run(wiki, engine="libretranslate")
    assert len(server.requests) == asked
    assert second.requests == 0
    assert not second.outcomes
    assert tree(wiki / "locales") == before


def test_rejected_texts_are_not_asked_for_again(tmp_path: Path, server: Server) -> None:
    server.answer = lambda handler, request: handler.reply({"translatedText": request.form["q"]})
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    first = run(wiki, engine="libretranslate")
    assert first.reasons("rejected")["untranslated"] >= 3
    asked, before = len(server.requests), tree(wiki / "locales")
    second = run(wiki, engine="libretranslate")
    assert second.count()["rejected"] == first.count()["rejected"]
    assert len(server.requests) == asked
    assert tree(wiki / "locales") == before


HUMAN = """
msgid "Start"
msgstr "Home"

#, fuzzy
msgid "Willkommen im Wiki."
msgstr "Somebody is at work here."

# mt: old/1 2026-01-01 sha256:0000000000000000000000000000000000000000000000000000000000000000
#, fuzzy
msgid "Zweite"
msgstr "Edited after the machine."
"""


def test_texts_of_people_are_never_touched(tmp_path: Path) -> None:
    pages = {"index.md": "# Start\n\nWillkommen im Wiki.\n\nZweite\n\nDritte\n"}
    wiki = make_wiki(tmp_path, pages=pages, catalogs={"en/index": catalog({}) + HUMAN})
    run(wiki, only="")
    entries = units(wiki)
    assert entries["Start"].msgstr == "Home"
    assert entries["Willkommen im Wiki."].msgstr == "Somebody is at work here."
    assert entries["Zweite"].msgstr == "Edited after the machine."
    assert state_of(entries["Dritte"]) is State.MACHINE


def test_a_text_that_a_person_writes_during_the_run_stays(tmp_path: Path, server: Server) -> None:
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    assert partnerwiki(wiki, "update").returncode == 0
    path = wiki / "locales/en/LC_MESSAGES/index.po"

    def somebody_types(handler: Handler, request: Request) -> None:
        text = path.read_text(encoding="utf-8")
        text = text.replace('msgid "Start"\nmsgstr ""', 'msgid "Start"\nmsgstr "Home"')
        path.write_text(text, encoding="utf-8")
        translate(handler, request)

    server.answer = somebody_types
    report = run(wiki, engine="libretranslate")
    assert units(wiki)["Start"].msgstr == "Home"
    assert states(wiki)["Start"] is State.REVIEWED
    assert report.count()["kept"] == 1


def test_a_machine_text_of_an_older_source_is_drafted_anew(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    run(wiki)
    write(wiki / "source", {"index.md": PAGES["index.md"].replace("im Wiki", "in diesem Wiki")})
    assert partnerwiki(wiki, "update").returncode == 0
    assert states(wiki)["Willkommen in diesem Wiki."] is State.OUTDATED
    assert not run(wiki, only="missing").outcomes
    assert run(wiki, only="outdated").count() == {"drafted": 1}
    entry = units(wiki)["Willkommen in diesem Wiki."]
    assert state_of(entry) is State.MACHINE
    assert entry.tcomment.count("mt: ") == 1


def test_memory_comes_before_engines(tmp_path: Path) -> None:
    old = "Der Rat entscheidet im Herbst über den neuen Plan."
    new = old.replace("Herbst", "Winter")
    pages = {"index.md": f"# Start\n\nGleich.\n\n{old}\n", "drei.md": f"# Drei\n\nGleich.\n\n{new}\n"}
    known = catalog({"Gleich.": "Equal.", old: "The council decides."})
    wiki = make_wiki(tmp_path, pages=pages, catalogs={"en/index": known})
    report = run(wiki, pages=["drei"])
    entries = units(wiki, "drei")
    assert (entries["Gleich."].msgstr, state_of(entries["Gleich."])) == ("Equal.", State.REVIEWED)
    offered = entries[new]
    assert (offered.msgstr, offered.previous_msgid, state_of(offered)) == ("The council decides.", old, State.OUTDATED)
    assert report.count() == {"drafted": 1, "similar": 1}


def test_only_pages_that_were_named_and_no_more_than_the_limit(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    run(wiki, pages=["zw*"])
    assert set(states(wiki).values()) == {State.MISSING}
    assert set(states(wiki, "zwei").values()) == {State.MACHINE}
    report = run(wiki, limit=1)
    assert report.count() == {"drafted": 1, "limit": 2}


def test_a_dry_run_writes_and_sends_nothing(tmp_path: Path, server: Server) -> None:
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    report = run(wiki, engine="libretranslate", dry_run=True)
    assert not server.requests
    assert not (wiki / "locales").exists()
    assert report.count()["planned"] == 5
    sent = ["Testwiki", "Start", "Willkommen im Wiki.", "Zweite Seite", "Mehr Text, siehe [[1]]."]
    assert report.estimates["en"].characters == sum(map(len, sent))
    run(wiki, engine="libretranslate", pages=["index"])
    again = run(wiki, engine="libretranslate", dry_run=True)
    assert again.estimates["en"].characters == sum(map(len, [sent[0], *sent[3:]]))


# Policy


def test_a_text_goes_no_further_than_the_strictest_page_says(tmp_path: Path) -> None:
    pages = {
        "index.md": "---\ntranslate: any\n---\n# Start\n\nOffen.\n\nGeteilt.\n\n```{toctree}\nintern\n```\n",
        "intern.md": "---\ntranslate: none\n---\n# Intern\n\nGeteilt.\n",
    }
    report = run(make_wiki(tmp_path, pages=pages))
    held = {(item.docname, item.msgid): (item.why, item.detail) for item in report.of("held")}
    assert held == dict.fromkeys(
        [("index", "Geteilt."), ("intern", "Intern"), ("intern", "Geteilt.")], ("none", "intern translate: none")
    )
    assert {item.msgid for item in report.of("drafted")} == {"Start", "Offen.", "Testwiki"}


@pytest.mark.parametrize("excluded", ["", 'exclude_patterns = ["intern.md"]\n'])
def test_what_a_page_includes_keeps_the_rules_of_its_file(tmp_path: Path, excluded: str) -> None:
    include = "```{include} intern.md\n:start-after: Anfang\n```"
    pages = {
        "index.md": f"---\ntranslate: any\n---\n# Start\n\nOffen.\n\n{include}\n",
        "intern.md": "---\ntranslate: none\norphan: true\n---\n# Intern\n\nDer Anfang eines Satzes.\n",
    }
    wiki = make_wiki(tmp_path, pages=pages, conf=conf() + excluded)
    done = partnerwiki(wiki, "draft", "--engine", "pseudo", "--json")
    assert {msgid: entry.msgstr != "" for msgid, entry in units(wiki).items()} == {
        "Start": True,
        "Offen.": True,
        "eines Satzes.": False,
    }
    held = {(unit["page"], unit["detail"]) for unit in json.loads(done.stdout)["languages"]["en"]["units"]}
    assert ("index", "intern.md translate: none") in held


@pytest.mark.parametrize(
    ("front_matter", "engine", "goes"),
    [
        ("", "google", False),
        ("", "pseudo", True),
        ("translate: any", "google", True),
        ("translate: contract", "google", False),
        ("translate: contract", "microsoft", True),
        ("translate: local", "microsoft", False),
        ("translate: none", "pseudo", False),
        ("translate: any\nvisibility: internal", "google", False),
        ("translate: any\nvisibility: internal", "microsoft", True),
        ("translate: any\nvisibility: confidential", "microsoft", False),
        ("translate: any\nvisibility: public", "google", True),
    ],
)
def test_front_matter_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, front_matter: str, engine: str, goes: bool
) -> None:
    monkeypatch.setenv("PARTNERWIKI_MICROSOFT_KEY", "key")
    wiki = make_wiki(tmp_path, pages={"index.md": f"---\n{front_matter}\nowner: x\n---\n# Start\n"})
    report = run(wiki, engine=engine, dry_run=True, pages=["index"])
    assert report.count() == ({"planned": 1} if goes else {"held": 1})


def test_the_project_sets_the_default(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, conf=conf(translate="any"))
    assert run(wiki, engine="google", dry_run=True).count() == {"planned": 5}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("translate", "maybe"),
        ("translate", "no"),
        ("translate", "[any]"),
        ("translate", ""),
        ("visibility", "secret"),
        ("visibility", "{internal: true}"),
        ("Translate", "none"),
        ("myst:\n  translate", "none"),
    ],
)
def test_unknown_rules_are_refused(tmp_path: Path, key: str, value: str) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": f"---\nowner: x\n{key}: {value}\n---\n# Start\n"})
    done = partnerwiki(wiki, "draft", "--engine", "pseudo")
    assert done.returncode == 1
    assert f"source/index.md:{3 + key.count(chr(10))}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (wiki / "locales").exists()


def test_nothing_leaves_the_machine_under_local(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    seen: list[object] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        seen.append(address)
        assert address[0] in {"127.0.0.1", "::1"}, "a connection off loopback"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: pytest.fail(f"a look-up of {host}"))
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    monkeypatch.setenv("PARTNERWIKI_MICROSOFT_KEY", "key")
    monkeypatch.setenv("PARTNERWIKI_DEEPL_KEY", "key")
    for engine in ("google", "mymemory", "microsoft", "deepl", "memory"):
        report = run(wiki, engine=engine)
        assert set(report.count()) <= {"held", "unfit"}
    assert not seen
    monkeypatch.undo()
    monkeypatch.setattr(socket.socket, "connect", guarded)
    assert run(wiki, engine="libretranslate").count()["drafted"] == 5
    assert seen


# Interruptions


def start(wiki: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "partnerwiki", "draft", "--engine", "libretranslate", *arguments],
        cwd=wiki,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(server: Server, count: int) -> None:
    give_up = time.monotonic() + 60
    while len(server.requests) < count and time.monotonic() < give_up:
        time.sleep(0.005)


@pytest.mark.parametrize("count", [1, 7, 17, 25, 39])
def test_a_killed_run_repeats_at_most_one_request(tmp_path: Path, server: Server, count: int) -> None:
    wiki = make_wiki(tmp_path, pages=MANY, conf=conf(server.url))
    process = start(wiki)
    wait_for(server, count)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for path in (wiki / "locales").rglob("*.po"):
        assert subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], check=False).returncode == 0
    report = run(wiki, engine="libretranslate")
    assert report.count("en")["drafted"] >= 40
    sent = [request.form["q"] for request in server.requests]
    assert len(sent) - len(set(sent)) <= 1
    assert not list((wiki / "locales").rglob(".*"))


def test_ctrl_c_keeps_what_was_done(tmp_path: Path, server: Server) -> None:
    wiki = make_wiki(tmp_path, pages=MANY, conf=conf(server.url))
    process = start(wiki)
    wait_for(server, 22)
    process.send_signal(signal.SIGINT)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "goes on from there" in errors
    assert 0 < list(states(wiki, "lang").values()).count(State.MACHINE) < 41
    run(wiki, engine="libretranslate")
    sent = [request.form["q"] for request in server.requests]
    assert len(sent) == len(set(sent))


def test_an_engine_that_does_not_answer_is_told_and_leaves_the_units_missing(tmp_path: Path, server: Server) -> None:
    server.answer = lambda handler, request: handler.reply({"error": "no"}, 403)
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    done = partnerwiki(wiki, "draft", "--engine", "libretranslate")
    assert done.returncode == 1
    assert "The engine did not answer for 5 units" in done.stderr
    assert set(states(wiki).values()) == {State.MISSING}
    server.answer = translate
    assert run(wiki, engine="libretranslate").count() == {"drafted": 5}


def test_several_requests_at_once_mix_nothing_up(tmp_path: Path, server: Server) -> None:
    wikis = [make_wiki(tmp_path / name, pages=MANY, conf=conf(server.url)) for name in ("one", "many")]
    for wiki, jobs in zip(wikis, (1, 8), strict=True):
        run(wiki, engine="libretranslate", jobs=jobs)
    texts = [{msgid: entry.msgstr for msgid, entry in units(wiki, "lang").items()} for wiki in wikis]
    assert texts[0] == texts[1]


def test_a_broken_cache_is_begun_anew(tmp_path: Path, server: Server) -> None:
    wiki = make_wiki(tmp_path, conf=conf(server.url))
    write(wiki, {"build/drafts/answers.sqlite": "this is no database, but long enough to be looked at " * 50})
    assert run(wiki, engine="libretranslate").count() == {"drafted": 5}


def test_no_answer_waits_to_be_kept_while_others_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    server.answer = lambda handler, request: handler.reply({"translatedText": request.form["q"].title()})
    kept, most = 0, 0
    put = Cache.put

    def slowly(self: Cache, answers: Mapping[str, str]) -> None:
        nonlocal kept, most
        time.sleep(0.02)
        most = max(most, len(server.requests) - kept)
        kept += len(answers)
        put(self, answers)

    monkeypatch.setattr(Cache, "put", slowly)
    run(make_wiki(tmp_path, pages=MANY, conf=conf(server.url)), engine="libretranslate", jobs=3)
    assert kept > 40
    assert most == 3


def test_a_cache_that_is_busy_or_full_is_not_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = make_wiki(tmp_path)
    run(wiki)
    path = wiki / "build/drafts/answers.sqlite"
    before = path.read_bytes()

    def fail(*_arguments: object, **_options: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite3, "connect", fail)
    write(wiki / "source", {"index.md": "# Start\n\nNeu.\n"})
    with pytest.raises(PartnerwikiError, match="cannot be kept: database or disk is full"):
        run(wiki)
    assert path.read_bytes() == before


def test_what_stands_in_the_way_of_the_report_is_told(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    (wiki / "build/drafts/report.html").mkdir(parents=True)
    done = partnerwiki(wiki, "draft", "--engine", "pseudo", "--report")
    assert done.returncode == 1
    assert "build/drafts: The report cannot be written: Is a directory." in done.stderr
    assert set(states(wiki).values()) == {State.MACHINE}


# Pivot


PIVOT = conf(languages='"de", "en", "pt"', pivot="en")


def test_drafts_go_through_the_reviewed_pivot(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path, conf=PIVOT, catalogs={"en/index": catalog({"Willkommen im Wiki.": "Welcome to the wiki."})}
    )
    run(wiki, "pt")
    entry = units(wiki, language="pt")["Willkommen im Wiki."]
    assert entry.msgstr.startswith("Ŵ")
    assert entry.tcomment.endswith("\nmt-via: en")
    direct = units(wiki, language="pt")["Start"]
    assert "mt-via" not in direct.tcomment


def test_a_pivot_with_markup_of_its_own_is_not_used(tmp_path: Path) -> None:
    pages = {"index.md": "# Start\n\nSiehe [hier](https://a.example).\n"}
    english = catalog({"Siehe [hier](https://a.example).": "See [here](https://b.example)."})
    wiki = make_wiki(tmp_path, conf=PIVOT, pages=pages, catalogs={"en/index": english})
    run(wiki, "pt")
    entry = units(wiki, language="pt")["Siehe [hier](https://a.example)."]
    assert "https://a.example" in entry.msgstr
    assert "mt-via" not in entry.tcomment


def test_without_an_engine_for_the_pages_language_such_a_text_stays_missing(tmp_path: Path) -> None:
    pages = {"index.md": "# Start\n\nSiehe [hier](https://a.example), bitte.\n"}
    english = catalog(
        {"Siehe [hier](https://a.example), bitte.": "See [here](https://b.example), please.", "Start": "Home"}
    )
    wiki = make_wiki(
        tmp_path, conf=conf(languages='"de", "en", "es"', pivot="en"), pages=pages, catalogs={"en/index": english}
    )
    report = run(wiki, "es", engine="apertium", pages=["index"])
    assert report.count() == {"drafted": 1, "rejected": 1}
    assert "locales/es" not in partnerwiki(wiki, "build").stderr


# What must not be drafted, and texts that are no Markdown


def test_code_stays_for_people_and_figures_are_copied(tmp_path: Path) -> None:
    pages = {"index.md": "# Start\n\n`nur code`\n\n2026\n\n![Ein *Bild* von uns](bild.png)\n"}
    wiki = make_wiki(tmp_path, pages=pages, conf=conf() + 'gettext_additional_targets = ["literal-block"]\n')
    write(wiki, {"source/bild.png": ""})
    report = run(wiki)
    entries = units(wiki)
    assert entries["2026"].msgstr == "2026"
    assert "mt: copy/1" in entries["2026"].tcomment
    assert report.count()["copied"] == 2


def test_titles_and_settings_are_drafted_as_values(tmp_path: Path) -> None:
    pages = {"index.md": "---\ntitle: Der *kurze* Titel\ndescription: Worum es geht\n---\n# Start\n"}
    wiki = make_wiki(tmp_path, pages=pages)
    run(wiki)
    assert units(wiki)["Der *kurze* Titel"].msgstr.count("*") == 2
    assert state_of(units(wiki, "_conf")["Testwiki"]) is State.MACHINE
    assert partnerwiki(wiki, "build", "-W").returncode == 0


def test_restructuredtext_with_markup_is_for_people(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.rst": "Start\n=====\n\nNur Text.\n\nMit *Betonung*.\n"})
    report = run(wiki)
    assert [item.msgid for item in report.of("unfit")] == ["Mit *Betonung*."]
    assert report.count()["drafted"] == 3


INCLUDING = {
    "index.md": "# Start\n\n```{include} teile/a.md\n```\n",
    "teile/a.md": "```{include} teile/b.md\n```\n\nSiehe [die Seite][dort].\n",
    "teile/b.md": "Siehe auch [dort].\n\n[dort]: https://example.org/x_y\n",
}


def test_link_definitions_of_included_files_hold(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages=INCLUDING, conf=conf() + 'exclude_patterns = ["teile"]\n')
    assert partnerwiki(wiki, "draft", "--engine", "pseudo").returncode == 0
    texts = {msgid: entry.msgstr for msgid, entry in units(wiki).items()}
    assert texts["Siehe [die Seite][dort]."].endswith("][dort].")
    assert texts["Siehe auch [dort]."].endswith("][dort].")
    assert partnerwiki(wiki, "build", "-W").returncode == 0


EVAL_RST = """\
# Start

Siehe {doc}`zwei` und ``Code``.

```{eval-rst}
Siehe :doc:`zwei` und mehr.

Nur Text.
```

```{toctree}
zwei
```
"""


def test_restructuredtext_inside_markdown_is_for_people(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": EVAL_RST, "zwei.md": "# Zwei\n"})
    report = run(wiki)
    assert [item.msgid for item in report.of("unfit")] == ["Siehe :doc:`zwei` und mehr."]
    assert states(wiki)["Siehe {doc}`zwei` und ``Code``."] is State.MACHINE
    assert states(wiki)["Nur Text."] is State.MACHINE
    assert partnerwiki(wiki, "build", "-W").returncode == 0


def test_a_text_for_people_takes_the_draft_of_a_page_that_has_it_too(tmp_path: Path) -> None:
    text = "Achtung: Siehe a_b und mehr."
    pages = {"a.rst": f":orphan:\n\nAlt\n===\n\n{text}\n", "index.md": f"# Start\n\n{text}\n"}
    wiki = make_wiki(tmp_path, pages=pages)
    assert run(wiki).count() == {"drafted": 4, "memory": 1}
    assert states(wiki, "a")[text] is State.MACHINE
    before = tree(wiki / "locales")
    assert not run(wiki).outcomes
    assert tree(wiki / "locales") == before


# The command


def test_the_report_says_what_happened(tmp_path: Path) -> None:
    pages = {**PAGES, "zwei.md": "---\ntranslate: none\n---\n" + PAGES["zwei.md"]}
    wiki = make_wiki(tmp_path, pages=pages)
    done = partnerwiki(wiki, "draft", "--engine", "pseudo", "--report", language="de_DE.UTF-8")
    assert done.returncode == 0, done.stderr
    data = json.loads((wiki / "build/drafts/report.json").read_text(encoding="utf-8"))
    assert data["languages"]["en"]["drafted"] == 3
    assert {unit["why"] for unit in data["languages"]["en"]["units"]} == {"none"}
    page = (wiki / "build/drafts/report.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in page
    assert "Mehr Text, siehe" in page


def test_json_and_exit_status(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    done = partnerwiki(wiki, "draft", "--engine", "pseudo", "--json", "--to", "en")
    assert json.loads(done.stdout)["languages"]["en"]["drafted"] == 5
    assert partnerwiki(wiki, "draft", "--to", "xx").returncode == 1
    assert partnerwiki(wiki, "draft", "--engine", "none").returncode == 1
    assert partnerwiki(wiki, "draft", "--pages", "nowhere").returncode == 1


def test_the_default_engine_is_the_memory(tmp_path: Path) -> None:
    done = partnerwiki(make_wiki(tmp_path), "draft")
    assert done.returncode == 0
    assert "memory/1: 0 requests" in done.stdout


def test_store_draft_refuses_a_persons_text() -> None:
    entry = polib.POEntry(msgid="a", msgstr="b")
    with pytest.raises(ValueError, match="person"):
        store_draft(entry, "c", "x/1", "2026-01-01")


# Agreed words


GLOSSARY = """\
terms:
  - id: own-share
    words: {de: Eigenanteil, en: own share}
    definition: Was die Stadt selbst zahlt.
names: [Musterstadt]
"""


def test_agreed_words_and_names_hold_whatever_the_engine_makes_of_them(tmp_path: Path, server: Server) -> None:
    text = "Der Eigenanteil von Musterstadt ist *klein*."
    wiki = make_wiki(tmp_path, pages={"index.md": f"# Start\n\n{text}\n"}, conf=conf(server.url))
    write(wiki, {"source/_data/glossary.yaml": GLOSSARY})
    assert run(wiki, engine="libretranslate").count() == {"drafted": 3}
    assert units(wiki)[text].msgstr == "Dero own share Vono Musterstadt Isto *Kleino*."
    assert not any("Musterstadt" in request.form["q"] for request in server.requests)


# Engines of others


PLUGIN = """
from partnerwiki.engines import Estimate, Privacy, Result

class Shout:
    name, version, privacy, natural = "shout", "2", Privacy.LOCAL, False
    max_chars, batch, shapes = 500, 10, ("brackets",)
    def __init__(self, settings): self.settings = settings
    def supports(self, source, target): return source != target
    def estimate(self, characters): return Estimate(characters)
    def translate(self, texts, source, target): return [Result(text.upper() + "!") for text in texts]
"""


def test_an_engine_of_others_is_found_through_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = "[partnerwiki.engines]\nshout = shouting:Shout\n"
    metadata = "Metadata-Version: 2.1\nName: shouting\nVersion: 1\n"
    folder = "lib/shouting-1.dist-info"
    write(tmp_path, {"lib/shouting.py": PLUGIN, f"{folder}/entry_points.txt": entry, f"{folder}/METADATA": metadata})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    wiki = make_wiki(tmp_path / "wiki")
    assert "shout" in partnerwiki(wiki, "engines", "list").stdout
    done = partnerwiki(wiki, "draft", "--engine", "shout")
    assert done.returncode == 0, done.stderr
    assert units(wiki)["Start"].msgstr == "START!"
    assert units(wiki)["Start"].tcomment.startswith("mt: shout/2 ")
