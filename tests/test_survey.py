"""Forms: written for each party, filled in as people do and as nobody should, and read back into records."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from wikis import CONF, make_wiki, partnerwiki, tree, write

from partnerwiki.records.reading import read
from partnerwiki.records.store import read_store
from partnerwiki.records.survey import ANSWERS, COLUMNS, GUIDE, HIDDEN, forms
from partnerwiki.records.survey_reading import Filled, Reader

RECORDS = """\
language: de
partnerships:
  - id: drei
    name: Drei Orte
    type: formal
    parties:
      - {id: musterstadt, name: Musterstadt, country: DE, languages: [de]}
      - {id: vila-modelo, name: Vila Modelo, country: PT, languages: [pt]}
      - {id: madina, name: {ar: مدينة, de: Madina}, country: JO, languages: [ar]}
expectations:
  - {id: regen, party: vila-modelo, statement: Regen sammeln, topic: Wasser, priority: 1}
  - {id: chor, party: musterstadt, statement: Gemeinsam singen}
"""
LANGUAGES = ["de", "pt", "ar"]
TODAY = dt.date(2027, 6, 1)
LETTERS = {name: "ABCDEF"[number] for number, name in enumerate(COLUMNS)}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    folder = make_wiki(tmp_path / "wiki", conf=CONF.replace('["de", "en"]', '["de", "pt", "ar"]'))
    write(folder / "source/_data", {"alles.yaml": RECORDS})
    return folder


def form_of(wiki: Path, party: str = "vila-modelo") -> bytes:
    store, problems = read_store(wiki / "source", LANGUAGES)
    assert problems == []
    (form,) = forms(store, LANGUAGES, party)
    return form.data


def filled(data: bytes, path: Path, *rows: dict[str, Any], change: Callable[[Any], None] = lambda book: None) -> Path:
    """Fill a form's first empty rows, as a spreadsheet program would save it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[ANSWERS]
    first = next(row for row in range(2, 500) if not sheet[f"B{row}"].value)
    for number, row in enumerate(rows, first):
        for name, value in row.items():
            sheet[f"{LETTERS[name]}{number}"] = value
    change(book)
    book.save(path)
    return path


def taken(wiki: Path, *paths: Path) -> Filled:
    store, _problems = read_store(wiki / "source", LANGUAGES)
    reader = Reader(store, LANGUAGES, TODAY)
    for path in paths:
        reader.read(path)
    return reader.filled


# ------------------------------------------------------------------------------------------------------------- writing
def test_each_party_gets_a_form_in_its_language_first(wiki: Path, tmp_path: Path) -> None:
    result = partnerwiki(wiki, "survey", "expectations", "--out", str(tmp_path / "forms"))
    assert result.returncode == 0, result.stderr
    names = sorted(path.name for path in (tmp_path / "forms").iterdir())
    assert names == [f"expectations-{party}.xlsx" for party in ("madina", "musterstadt", "vila-modelo")]
    book = openpyxl.load_workbook(tmp_path / "forms/expectations-vila-modelo.xlsx")
    assert book.sheetnames == [ANSWERS, GUIDE, HIDDEN]
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert book[GUIDE]["A1"].value == "Vila Modelo – português"
    assert book[GUIDE]["B1"].value == "Vila Modelo – Deutsch"
    sheet = book[ANSWERS]
    assert sheet["F4"].value == "Português (pt)"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"D3:D62": '"1,2,3"', "F3:F62": '"Português (pt),Deutsch (de),العربية (ar)"'}
    only = partnerwiki(wiki, "survey", "expectations", "--party", "madina", "--out", str(tmp_path / "one"))
    assert only.returncode == 0
    assert len(list((tmp_path / "one").iterdir())) == 1


def test_what_was_said_stands_there_and_is_locked(wiki: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(form_of(wiki)))[ANSWERS]
    assert [cell.value for cell in sheet[2]] == ["regen", "Regen sammeln", "Wasser", 1, "", "Deutsch (de)"]
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[2])
    assert sheet["A3"].protection.locked
    assert sheet["A3"].fill.fgColor.rgb == "FFD9D9D9"
    assert not any(sheet[f"{letter}3"].protection.locked for letter in "BCDEF")
    assert all(sheet[f"{letter}1"].protection.locked for letter in "ABCDEF")


def test_forms_run_as_the_partys_language_does(wiki: Path) -> None:
    for party, is_rtl in (("madina", True), ("vila-modelo", False)):
        book = openpyxl.load_workbook(io.BytesIO(form_of(wiki, party)))
        assert bool(book[ANSWERS].sheet_view.rightToLeft) is is_rtl


def test_the_same_records_give_the_same_form(wiki: Path) -> None:
    assert form_of(wiki) == form_of(wiki)


def test_a_party_that_is_not_there_is_told(wiki: Path) -> None:
    result = partnerwiki(wiki, "survey", "expectations", "--party", "vila-modela")
    assert result.returncode == 1
    assert "Did you mean 'vila-modelo'?" in result.stderr
    empty = make_wiki(wiki.parent / "leer")
    assert "partnerwiki new partnerships" in partnerwiki(empty, "survey", "expectations").stderr


# ------------------------------------------------------------------------------------------------------------- reading
ROWS: tuple[dict[str, Any], ...] = (
    {"statement": "Aprender com a água", "topic": "Água", "priority": 2, "contribution_offered": "Um técnico"},
    {"statement": "Zwei\nZeilen", "priority": "3", "language": "Deutsch (de)"},
    {"statement": "مطر", "language": "ar"},
    {"statement": '=nein: "x" # y', "priority": 1.0},
    {"statement": 2027, "topic": dt.datetime(2027, 3, 4)},  # noqa: DTZ001
)


def as_text(book: Any) -> None:
    """Type what begins with an equals sign as a text, as the cells' format has it."""
    book[ANSWERS]["B6"].data_type = "s"


def test_a_filled_form_becomes_records(wiki: Path, tmp_path: Path) -> None:
    path = filled(form_of(wiki), tmp_path / "form.xlsx", *ROWS, change=as_text)
    result = partnerwiki(wiki, "survey", "read", str(path))
    assert result.returncode == 0, result.stderr
    assert "5 added, 1 known" in result.stdout
    portuguese = read(wiki / "source/_data/expectations.pt.yaml").data
    assert portuguese["language"] == "pt"
    first, formula, year = portuguese["expectations"]
    assert {key: value for key, value in first.items() if key != "asked_on"} == {
        "id": "aprender-com-a-agua",
        "party": "vila-modelo",
        "statement": "Aprender com a água",
        "topic": "Água",
        "priority": "2",
        "contribution_offered": "Um técnico",
    }
    assert (formula["statement"], formula["priority"]) == ('=nein: "x" # y', "1")
    assert (year["statement"], year["topic"]) == ("2027", "2027-03-04")
    german = read(wiki / "source/_data/expectations.yaml").data["expectations"]
    assert (german[0]["statement"], german[0]["priority"]) == ("Zwei Zeilen", "3")
    assert read(wiki / "source/_data/expectations.ar.yaml").data["expectations"][0]["statement"] == "مطر"
    assert partnerwiki(wiki, "check", "records").returncode == 0
    before = tree(wiki)
    again = partnerwiki(wiki, "survey", "read", str(path))
    assert "0 added, 6 known" in again.stdout
    assert tree(wiki) == before


def test_a_dry_run_writes_nothing(wiki: Path, tmp_path: Path) -> None:
    path = filled(form_of(wiki), tmp_path / "form.xlsx", *ROWS)
    before = tree(wiki)
    document = json.loads(partnerwiki(wiki, "survey", "read", str(path), "--dry-run", "--json").stdout)
    assert len(document["added"]) == 4
    assert document["unread"] == [{"file": "form.xlsx", "place": f"{ANSWERS}!B6", "reason": UNREAD_FORMULA}]
    assert tree(wiki) == before


UNREAD_FORMULA = 'This is a formula: =nein: "x" # y'


def test_what_can_be_read_is_written_and_the_rest_is_named(wiki: Path, tmp_path: Path) -> None:
    path = filled(
        form_of(wiki),
        tmp_path / "form.xlsx",
        {"statement": "Gut"},
        {"statement": '=HYPERLINK("https://x.example","x")', "topic": "=1+1"},
        {"statement": "Auch gut", "priority": 7},
        {"topic": "ohne Satz"},
        {"statement": "Klingonisch", "language": "tlh"},
        {"statement": "x" * 6000},
        {"statement": True},
        {"statement": "#N/A"},
    )
    result = partnerwiki(wiki, "survey", "read", str(path))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    for place in ("B4", "C4", "D5", "C6", "F7", "B8", "B9", "B10"):
        assert f"form.xlsx, {ANSWERS}!{place}: " in result.stderr, place
    data = read(wiki / "source/_data/expectations.pt.yaml").data["expectations"]
    assert [record["statement"] for record in data] == ["Gut", "Auch gut"]
    assert "priority" not in data[1]


def test_what_was_said_before_and_is_changed_is_named(wiki: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[ANSWERS]["B2"] = "Regen und Schnee sammeln"
        book[ANSWERS]["A3"] = "chor"
        book[ANSWERS]["B3"] = "Singen"

    found = taken(wiki, filled(form_of(wiki), tmp_path / "form.xlsx", change=change))
    assert [item.place for item in found.unread] == [f"{ANSWERS}!B2", f"{ANSWERS}!A3"]
    assert "Regen und Schnee sammeln" in found.unread[0].reason
    assert found.records == {}


def test_forms_of_several_parties_are_read_at_once(wiki: Path, tmp_path: Path) -> None:
    row = {"statement": "Wasser sparen", "language": "de"}
    paths = [filled(form_of(wiki, party), tmp_path / f"{party}.xlsx", row) for party in ("vila-modelo", "musterstadt")]
    found = taken(wiki, *paths, paths[0])
    assert [(record["id"], record["party"]) for record in found.records["de"]] == [
        ("wasser-sparen", "vila-modelo"),
        ("wasser-sparen-2", "musterstadt"),
    ]
    assert found.unread == []


def test_columns_may_be_moved_and_new_ones_are_named(wiki: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book[ANSWERS]
        sheet.insert_cols(2)
        sheet["B1"], sheet["B3"] = "Bemerkung", "privat"

    found = taken(wiki, filled(form_of(wiki), tmp_path / "form.xlsx", {"statement": "Gut"}, change=change))
    assert [record["statement"] for record in found.records["pt"]] == ["Gut"]
    assert [item.place for item in found.unread] == [f"{ANSWERS}!B3"]


def test_merged_cells_lose_nothing(wiki: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[ANSWERS].merge_cells("B3:C5")

    found = taken(wiki, filled(form_of(wiki), tmp_path / "form.xlsx", {"statement": "Gut"}, change=change))
    assert [record["statement"] for record in found.records["pt"]] == ["Gut"]


def test_further_sheets_and_too_many_rows_are_named(wiki: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Notizen")["A1"] = "auch wichtig"
        for row in range(3, 12_000):
            book[ANSWERS].cell(row, 2, f"Nummer {row}")

    found = taken(wiki, filled(form_of(wiki), tmp_path / "form.xlsx", change=change))
    assert [item.place for item in found.unread] == ["Notizen", f"{ANSWERS}, from row 5002"]
    assert len(found.records["pt"]) == 4999


# ------------------------------------------------------------------------------------------------------- hostile files
def without(data: bytes, *, drop: str = "", add: dict[str, bytes] | None = None) -> bytes:
    """Give a packed file without a part, or with further ones."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop and name not in (add or {}):
                new.writestr(name, old.read(name))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def another_book() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
)
HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "html": (lambda data: b"<html><table><tr><td>x</td></tr></table></html>", "no workbook"),
    "empty": (lambda data: b"", "no workbook"),
    "half": (lambda data: data[: len(data) // 2], "no workbook"),
    "text": (lambda data: "Wir möchten lernen.".encode(), "no workbook"),
    "bomb": (lambda data: without(data, add={SHEET: bytes(40_000_000)}), "larger than a form can be"),
    "many parts": (lambda data: without(data, add={f"x/{n}.xml": b"" for n in range(400)}), "larger than a form"),
    "large": (lambda data: data + bytes(6_000_000), "larger than"),
    "macros": (lambda data: without(data, add={"xl/vbaProject.bin": b"x"}), "macros"),
    "entities": (lambda data: without(data, add={SHEET: LAUGHS}), "declarations"),
    "entities in UTF-16": (
        lambda data: without(data, add={SHEET: LAUGHS.decode().encode("utf-16")}),
        "declarations",
    ),
    "other links": (
        lambda data: without(data, add={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        "points to other files",
    ),
    "no sheet": (lambda data: without(data, drop=SHEET), "sheet Expectations is missing"),
    "broken sheet": (lambda data: without(data, add={SHEET: b"<worksheet><sheetData><row>"}), "no workbook"),
    "any zip": (lambda data: without(data, drop="[Content_Types].xml"), "no workbook"),
    "another workbook": (lambda data: another_book(), "no form of this wiki"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_and_nothing_else_happens(wiki: Path, tmp_path: Path, name: str) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / "form.xlsx"
    path.write_bytes(make(form_of(wiki)))
    found = taken(wiki, path)
    assert found.records == {}
    assert any(expected in item.reason for item in found.unread), found.unread
    good = filled(form_of(wiki), tmp_path / "good.xlsx", {"statement": "Gut"})
    assert len(taken(wiki, path, good).records["pt"]) == 1


def test_a_form_of_another_wiki_is_refused(wiki: Path, tmp_path: Path) -> None:
    def of_nobody(book: Any) -> None:
        book[HIDDEN]["B2"] = "atlantis"

    def of_the_future(book: Any) -> None:
        book[HIDDEN]["B1"] = "survey-expectations-9"

    def without_heads(book: Any) -> None:
        book[ANSWERS].delete_rows(1)

    for number, change in enumerate((of_nobody, of_the_future, without_heads)):
        found = taken(wiki, filled(form_of(wiki), tmp_path / f"{number}.xlsx", {"statement": "Gut"}, change=change))
        assert found.records == {}
        assert len(found.unread) == 1


def test_a_file_that_is_not_there_is_named(wiki: Path, tmp_path: Path) -> None:
    result = partnerwiki(wiki, "survey", "read", str(tmp_path / "fehlt.xlsx"))
    assert result.returncode == 1
    assert "fehlt.xlsx: The file cannot be read" in result.stderr
