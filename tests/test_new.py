"""``partnerwiki new``: somebody in front of a terminal, or a file of answers; and what stands in the files then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal import Terminal
from wikis import make_wiki, partnerwiki, tree, write

from partnerwiki.records import writing
from partnerwiki.records.asking import order
from partnerwiki.records.kinds import Part
from partnerwiki.records.models import KINDS
from partnerwiki.records.reading import parsed, read
from partnerwiki.records.slugs import slug

GOOD = Path(__file__).parent / "fixtures" / "records" / "good.yaml"
PARTNERSHIP = """\
# Unsere Partnerschaft
partnerships:
  - id: zwei
    name: Zwei Orte
    type: formal
    parties:
      - {id: musterstadt, name: Musterstadt, country: DE, languages: [de]}
      - {id: vila-modelo, name: Vila Modelo, country: PT, languages: [pt]}
"""
RISK = {"title": "Eine Stelle bleibt frei", "kind": "anchoring", "likelihood": 3, "impact": 4, "measure": "Vertretung"}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    folder = make_wiki(tmp_path)
    write(folder / "source/_data", {"partnerships.yaml": PARTNERSHIP})
    return folder


def answered(wiki: Path, kind: str, answers: Any, *options: str) -> Any:
    (wiki / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    return partnerwiki(wiki, "new", kind, "--answers", "answers.json", *options)


# ------------------------------------------------------------------------------------------------------------- answers
def test_the_kinds_are_listed_with_a_sentence(tmp_path: Path) -> None:
    lines = partnerwiki(tmp_path, "new", "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)
    assert all(line.endswith(".") for line in lines)


def test_answers_from_a_file_become_a_commented_record(wiki: Path) -> None:
    result = answered(wiki, "risks", RISK)
    assert result.returncode == 0, result.stderr
    assert "source/_data/risks.yaml, with the id eine-stelle-bleibt-frei" in result.stdout
    assert (wiki / "source/_data/risks.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=.schema.json\n"
        "risks:\n"
        "  # What may go wrong, and what you do about it.\n"
        "  - id: eine-stelle-bleibt-frei\n"
        "    # What it is called.\n"
        "    title: Eine Stelle bleibt frei\n"
        "    # Where the risk comes from.\n"
        "    kind: anchoring\n"
        "    # How likely it is, 1 to 5.\n"
        "    likelihood: 3\n"
        "    # How grave it would be, 1 to 5.\n"
        "    impact: 4\n"
        "    # What you do about it.\n"
        "    measure: Vertretung\n"
    )
    assert (wiki / "source/_data/.schema.json").is_file()
    assert partnerwiki(wiki, "check", "records").returncode == 0
    again = answered(wiki, "risks", RISK)
    assert "eine-stelle-bleibt-frei-2" in again.stdout
    assert partnerwiki(wiki, "check", "records").returncode == 0


def test_a_dry_run_prints_and_writes_nothing(wiki: Path) -> None:
    (wiki / "answers.json").write_text("{}", encoding="utf-8")
    before = tree(wiki / "source")
    result = answered(wiki, "risks", RISK, "--dry-run")
    assert result.returncode == 0
    assert "- id: eine-stelle-bleibt-frei\n" in result.stdout
    assert tree(wiki / "source") == before


@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        ("risks", {**RISK, "impact": 6}, "impact: at most 5 is possible"),
        ("risks", {**RISK, "kind": "fate"}, "'fate' is not possible for 'kind'"),
        ("risks", {**RISK, "responsible": "nobody"}, "There is no record with the id 'nobody'"),
        ("risks", {**RISK, "id": "musterstadt"}, "stands here a second time"),
        ("risks", {key: value for key, value in RISK.items() if key != "measure"}, "The field 'measure' is missing"),
        ("risks", {**RISK, "colour": "red"}, "There is no field 'colour' here"),
        ("risks", {**RISK, "title": None}, "The field 'title' has no value"),
        ("risks", {**RISK, "title": {"de": []}}, "a text is needed"),
        ("risks", [RISK], "The file holds no fields"),
        ("risk", RISK, "Did you mean 'risks'?"),
        ("actors", {"name": "Bauhof", "party": "atlantis"}, "is missing"),
    ],
)
def test_wrong_answers_are_told_and_nothing_is_written(wiki: Path, kind: str, answers: Any, expected: str) -> None:
    before = tree(wiki / "source")
    result = answered(wiki, kind, answers)
    assert result.returncode == 1
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(wiki / "source") == before


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b"[" * 100_000])
def test_a_file_that_is_no_json_is_told(wiki: Path, content: bytes) -> None:
    (wiki / "answers.json").write_bytes(content)
    result = partnerwiki(wiki, "new", "risks", "--answers", "answers.json")
    assert result.returncode == 1
    assert "The file is no JSON" in result.stderr


def test_without_a_terminal_and_without_answers_there_is_one_error(wiki: Path) -> None:
    result = partnerwiki(wiki, "new", "risks")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "Error: There is nobody to ask: this is no terminal.",
        "  → Run it in a terminal, or give the answers: --answers FILE.json",
    ]
    assert "Which kind of record?" in partnerwiki(wiki, "new").stderr


def test_another_language_gets_a_file_of_its_own(wiki: Path) -> None:
    assert answered(wiki, "risks", RISK).returncode == 0
    assert answered(wiki, "risks", {**RISK, "title": "A post stays vacant"}, "--language", "en").returncode == 0
    text = (wiki / "source/_data/risks.en.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=.schema.json\nlanguage: en\n\nrisks:\n")
    assert partnerwiki(wiki, "check", "records").returncode == 0


# --------------------------------------------------------------------------------------------------------------- files
NEW = {"id": "neu", "title": "Neu: ja", "kind": "context", "likelihood": "1", "impact": "1", "measure": "no"}
ONE = "id: alt, title: Alt, kind: context, likelihood: 1, impact: 1, measure: Nichts"
BLOCK = "".join(f"    {part}\n" for part in ONE.split(", ")).replace("    id", "  - id", 1)
FILES = {
    "empty": "",
    "comment": "# nur ein Kommentar\n",
    "key without list": "risks:\n\n# Ende\n",
    "list": f"# oben\nrisks:\n{BLOCK}\n# unten\n",
    "no newline at the end": f"risks:\n{BLOCK}".rstrip(),
    "list, then others": f"risks:\n{BLOCK}    # dazu\n\n# Orte\nprojects:\n  - {{id: p, name: P, summary: S}}\n",
    "not indented": "risks:\n" + "".join(f"{line[2:]}\n" for line in BLOCK.splitlines()) + "language: de\n",
    "block text": f"risks:\n{BLOCK}".replace("Nichts", "|\n      Zeile\n\n      Zeile") + "\nprojects:\n",
    "folded text": f"risks:\n{BLOCK}".replace("Nichts", "eins\n      zwei\n      drei"),
    "braces": f"risks:\n  - {{{ONE}}}   # kurz\n",
    "other kinds": "projects:\n  - {id: p, name: P, summary: S}\n",
    "windows": f"risks:\n{BLOCK}\n# unten\n".replace("\n", "\r\n"),
    "mark": f"\ufeffrisks:\n{BLOCK}",
    "document mark": f"---\nrisks:\n{BLOCK}",
    "document end": f"risks:\n{BLOCK}...\n",
    "list in brackets": f"risks: [{{{ONE}}}]\n",
    "brackets": "risks: []\n",
    "nothing": "risks: ~\n",
    "all in braces": f"{{risks: [{{{ONE}}}]}}\n",
    "another language": f"language: en\nrisks:\n{BLOCK}",
}


@pytest.mark.parametrize("name", FILES)
def test_what_stands_in_a_file_stays_byte_by_byte(tmp_path: Path, name: str) -> None:
    path = tmp_path / "_data/risks.yaml"
    path.parent.mkdir()
    before = FILES[name].encode("utf-8")
    path.write_bytes(before)
    ((target, after),) = writing.planned(tmp_path, ["de", "en"], "risks", [dict(NEW)], "de").items()
    if target == path:
        added = lines_between(before, after)
        assert b"id: neu" in added
        old = (parsed(path, before).data or {}).get("risks") or []
        assert parsed(path, after).data["risks"] == [*old, NEW]
        if name == "windows":
            assert b"\n" not in after.replace(b"\r\n", b"")
    else:
        assert name in {"list in brackets", "brackets", "nothing", "all in braces", "another language", "document end"}
        assert target.name == "risks-2.yaml"
        assert parsed(target, after).data["risks"] == [NEW]


def lines_between(before: bytes, after: bytes) -> bytes:
    """Give what was put into a file in one piece (and behind a last line, its end)."""
    start = 0
    while start < len(before) and before[start] == after[start]:
        start += 1
    end = len(before) - start
    assert end == 0 or after.endswith(before[-end:]), (before, after)
    return after[start : len(after) - end]


def test_every_record_is_written_so_that_it_is_read_as_it_was() -> None:
    data = read(GOOD).data
    for kind in KINDS:
        for record in data[kind]:
            text = f"{kind}:\n" + "".join(f"{line}\n" for line in writing.entry_lines(kind, record))
            assert parsed(GOOD, text.encode("utf-8")).data == {kind: [flat(record)]}


def flat(value: Any) -> Any:
    """Give a value without keys that say nothing: they are not written."""
    if isinstance(value, dict):
        return {key: flat(item) for key, item in value.items() if item not in (None, [], {})}
    return [flat(item) for item in value] if isinstance(value, list) else value


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1) | st.sampled_from(
    (
        *("no", "yes", "~", "null", "1e3", "0x1", "12:30", "2027-03-04", "- a", "a: b", "a #b", "*x", "&x", "!x", "="),
        *("<<", "%x", "@x", "`x", "'", '"', "[a]", "{a}", "a, b", "? x", ": x", "#", "...", "---", "true", "x:", " x "),
    )
)


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_written_so_that_it_is_read_as_it_was(title: str, language: str, code: str) -> None:
    records: list[tuple[str, dict[str, Any]]] = [
        ("risks", {"id": "x", "title": title, "measure": language}),
        ("support", {"id": "x", "name": {code: title}, "languages": [language, code], "offers": title}),
        ("agreements", {"id": "x", "title": title, "annexes": [title, language]}),
    ]
    for kind, record in records:
        text = f"{kind}:\n" + "".join(f"{line}\n" for line in writing.entry_lines(kind, record))
        assert parsed(GOOD, text.encode("utf-8")).data == {kind: [record]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bürgermeisteramt: Größe", "buergermeisteramt-groesse"),
        ("São João", "sao-joao"),
        ("Партнерство трьох громад", "partnerstvo-troh-gromad"),
        ("Ελλάδα", "ellada"),
        ("日本", "risks"),
        ("", "risks"),
        ("!!!", "risks"),
        ("da", "da-2"),
        (
            "Wir möchten sehen, wie Straßen nach einem Wolkenbruch trocken werden",
            "wir-moechten-sehen-wie-strassen-nach",
        ),
        ("x" * 90, "x" * 40),
    ],
)
def test_ids_are_made_from_titles(text: str, expected: str) -> None:
    assert slug(text, {"da"}, "risks") == expected


@given(st.text())
def test_an_id_is_always_one(text: str) -> None:
    KINDS["risks"].model_validate({**NEW, "id": slug(text, (), "risks")})


def test_the_name_is_asked_first(tmp_path: Path) -> None:
    def parts(model: type[Part]) -> list[str]:
        return [found.name for found in order(model)]

    assert parts(KINDS["risks"])[0] == "title"
    assert parts(KINDS["expectations"])[0] == "statement"
    assert parts(KINDS["partnerships"])[:3] == ["name", "id", "type"]


# ------------------------------------------------------------------------------------------------------------ terminal
def test_a_partnership_is_asked_for_from_nothing(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    terminal = Terminal(wiki, "new", "partnerships")
    terminal.wait_for("The partnership: who it joins, since when, and what for.")
    terminal.answers(
        [
            ("name", ""),  # this one is needed
            ("name", "Zwei Orte"),
            ("Does the name have another form in another language? [y/N]", "y"),
            ("In this language, may be empty: English", "Two towns"),
            ("id, empty for zwei-orte", "Zwei Orte"),  # no id
            ("id, empty for zwei-orte", ""),
        ]
    )
    terminal.wait_for("1  formal – formal partnership")
    terminal.answers(
        [
            ("type", "9"),  # there is no such number
            ("type", "1"),
            ("name, may be empty", "Müsterstadt"),
            ("Does the name have another form in another language? [y/N]", ""),
            ("id, empty for muesterstadt", "musterstadt"),
            ("country", "Germany"),
            ("country", "DE"),
            ("languages no. 1, empty line ends", ""),  # one is needed
            ("languages no. 1, empty line ends", "de"),
            ("languages no. 2, empty line ends", ""),
            ("More fields, all of them optional? [y/N]", "n"),
            ("name, may be empty", ""),  # two are needed
            ("name, may be empty", "Vila Modelo"),
            ("Does the name have another form in another language? [y/N]", ""),
            ("id, empty for vila-modelo", ""),
            ("country", "PT"),
            ("languages no. 1, empty line ends", "pt"),
            ("languages no. 2, empty line ends", ""),
            ("More fields, all of them optional? [y/N]", ""),
            ("name, may be empty", ""),
            ("More fields, all of them optional? [y/N]", ""),
        ]
    )
    assert terminal.end() == 0, terminal.said
    assert "This one is needed." in terminal.said
    assert "an id is needed" in terminal.said
    assert "a country's code after ISO 3166 is needed" in terminal.said
    assert "At least 2 are needed." in terminal.said
    record = read(wiki / "source/_data/partnerships.yaml").data["partnerships"][0]
    assert record["name"] == {"de": "Zwei Orte", "en": "Two towns"}
    assert [party["id"] for party in record["parties"]] == ["musterstadt", "vila-modelo"]
    assert partnerwiki(wiki, "check", "records").returncode == 0


def test_what_exists_is_chosen_by_number(wiki: Path) -> None:
    terminal = Terminal(wiki, "new", "expectations")
    terminal.answers([("statement", "Wir möchten Regen sammeln."), ("id, empty for wir-moechten-regen-sammeln", "")])
    terminal.wait_for("1  musterstadt – Musterstadt")
    terminal.answers([("party", "2"), ("More fields, all of them optional? [y/N]", "y")])
    empty = ("status", "visibility", "review_due", "title", "asked_on", "topic")
    terminal.answers([(f"{name}, may be empty", "") for name in empty])
    terminal.answers([("priority, may be empty", "4"), ("priority, may be empty", "1")])
    terminal.answers([(f"{name}, may be empty", "") for name in ("contribution_offered", "result", "waived")])
    assert terminal.end() == 0, terminal.said
    record = read(wiki / "source/_data/expectations.yaml").data["expectations"][0]
    assert record == {
        "id": "wir-moechten-regen-sammeln",
        "party": "vila-modelo",
        "statement": "Wir möchten Regen sammeln.",
        "priority": "1",
    }


def test_nested_parts_know_each_other(wiki: Path) -> None:
    terminal = Terminal(wiki, "new", "raci")
    terminal.answers(
        [
            ("title", "Wer was tut"),
            ("id, empty for wer-was-tut", ""),
            ("name, may be empty", "Koordination"),
            ("id, empty for koordination", ""),
            ("party", "musterstadt"),
            ("name, may be empty", "Amt"),
            ("id, empty for amt", ""),
            ("party", "2"),
            ("name, may be empty", ""),
            ("name, may be empty", "Jahresplan"),
            ("koordination (Koordination), may be empty", "A"),
            ("amt (Amt), may be empty", "R"),
            ("name, may be empty", ""),
            ("More fields, all of them optional? [y/N]", ""),
        ]
    )
    assert terminal.end() == 0, terminal.said
    record = read(wiki / "source/_data/raci.yaml").data["raci"][0]
    assert record["tasks"] == [{"name": "Jahresplan", "cells": {"koordination": "A", "amt": "R"}}]


def test_ctrl_c_leaves_nothing(wiki: Path) -> None:
    before = tree(wiki)
    terminal = Terminal(wiki, "new", "risks", language="de_DE.UTF-8")
    terminal.answer("title", "Eine Stelle bleibt frei")
    terminal.wait_for("eine-stelle-bleibt-frei")
    assert terminal.interrupt() == 130
    assert "Traceback" not in terminal.said
    assert tree(wiki) == before


def test_the_end_of_the_input_leaves_nothing(wiki: Path) -> None:
    before = tree(wiki)
    terminal = Terminal(wiki, "new", "risks")
    terminal.wait_for("title: ")
    terminal.type("\x04")
    assert terminal.end() == 130
    assert tree(wiki) == before


def test_without_what_is_to_be_chosen_from_the_way_is_told(tmp_path: Path) -> None:
    terminal = Terminal(make_wiki(tmp_path), "new", "expectations")
    terminal.answers([("statement", "Wir lernen."), ("id, empty for wir-lernen", "")])
    assert terminal.end() == 1
    assert "partnerwiki new partnerships" in terminal.said


def test_what_breaks_a_rule_is_told_before_it_is_written(wiki: Path) -> None:
    terminal = Terminal(wiki, "new", "raci")
    terminal.answers(
        [
            ("title", "Wer was tut"),
            ("id, empty for wer-was-tut", ""),
            ("name, may be empty", "Koordination"),
            ("id, empty for koordination", ""),
            ("party", "musterstadt"),
            ("name, may be empty", ""),
            ("name, may be empty", "Jahresplan"),
            ("koordination (Koordination), may be empty", "C"),
            ("name, may be empty", ""),
            ("More fields, all of them optional? [y/N]", ""),
            ("Write it all the same, and mend it in the file? [y/N]", ""),
        ]
    )
    assert terminal.end() == 0
    assert "Nothing was written." in terminal.said
    assert not (wiki / "source/_data/raci.yaml").exists()
