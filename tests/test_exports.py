"""Files of records: complete, in the reader's language, the same each time, and safe to open."""

from __future__ import annotations

import csv as csv_
import dataclasses
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from partnerwiki.partnership.exporting import Export
from partnerwiki.partnership.exports import csv, ics, records_json, vcf, xlsx
from partnerwiki.records.audience import Audience, reduced
from partnerwiki.records.models import KINDS, PARTS
from partnerwiki.records.store import Entry, Store, read_store

GOOD = Path(__file__).parent / "fixtures" / "records" / "good.yaml"
TODAY = dt.date(2027, 6, 1)
HOST = "wiki.musterstadt.example"


def say(_entry: Entry, text: str) -> str:
    return text.replace("**", "")


def link(name: str) -> str:
    return f"https://{HOST}/de/x.html#record-{name}"


def store_of(folder: Path, text: str, audience: Audience = Audience.PUBLIC) -> Store:
    (folder / "_data").mkdir(exist_ok=True)
    (folder / "_data/all.yaml").write_text(text, encoding="utf-8")
    store, problems = read_store(folder, ["de", "pt", "uk", "en", "ar", "he"])
    assert [problem.message for problem in problems] == []
    return reduced(store, audience, TODAY)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_of(tmp_path, GOOD.read_text(encoding="utf-8"))


@pytest.fixture
def inside(tmp_path: Path) -> Store:
    return store_of(tmp_path, GOOD.read_text(encoding="utf-8"), Audience.INTERNAL)


def changed(store: Store, name: str, /, **values: Any) -> Store:
    """Give a store in which a record has other values."""
    entries = [
        dataclasses.replace(entry, record=entry.record.model_copy(update=values)) if entry.record.id == name else entry
        for entry in store.entries
    ]
    return dataclasses.replace(store, entries=entries)


def rows_of(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv_.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


# -------------------------------------------------------------------------------------------------------------- tables
@pytest.mark.parametrize("kind", [*KINDS, *PARTS])
def test_a_table_has_every_record_of_a_kind(inside: Store, kind: str) -> None:
    rows = rows_of(csv(inside, kind, "en", say))
    assert [row["Id"] for row in rows] == [row.part.id for row in Export(inside, "en", say).rows[kind]]
    assert len(rows) > 0


def test_a_table_speaks_the_language_of_its_reader(store: Store) -> None:
    row = rows_of(csv(store, "expectations", "en", say))[0]
    assert row["Expectation"] == "Wir möchten sehen, wie Straßen nach einem Wolkenbruch schneller trocken werden."
    assert row["Party"] == "Musterstadt"
    assert row["Result"] == "shared"
    assert row["Goal"] == "Bis 2030 versickert in jedem Ort ein Viertel mehr Regenwasser als heute."
    party = rows_of(csv(store, "parties", "pt", say))[1]
    assert "Portugal" in party.values()
    assert "português" in party.values()


def test_a_task_names_what_it_belongs_to(store: Store) -> None:
    first = rows_of(csv(store, "tasks", "en", say))[0]
    assert first["Belongs to"] == "Mulden an drei Straßen"
    assert (first["Start"], first["End"], first["Progress"]) == ("2027-03-01", "2027-05-14", "100")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://x.example","x")', "＝1", "\r=1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_taken_for_a_formula(store: Store, text: str) -> None:
    evil = changed(store, "erwartung-chor", statement=text)
    cell = rows_of(csv(evil, "expectations", "en", say))[2]["Expectation"]
    assert cell == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(xlsx(evil, "en", say)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert text.strip() in {str(cell.value).replace("_x000D_", "").strip() for cell in cells}


@pytest.mark.parametrize("text", ['a "b", c; d', "Zeile 1\nZeile 2", "Wasser, Straße; „Ja“", "a" * 5000])
def test_a_table_gives_back_what_it_got(store: Store, text: str) -> None:
    rows = rows_of(csv(changed(store, "erwartung-chor", statement=text), "expectations", "en", say))
    assert rows[2]["Expectation"] == text


def test_a_workbook_has_a_sheet_for_each_kind(inside: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(inside, "en", say)))
    assert len(book.sheetnames) == len(KINDS) + len(PARTS)
    sheet = book["Expectations"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    heads = [cell.value for cell in sheet[1]]
    asked = sheet.cell(2, heads.index("Asked on") + 1)
    assert asked.is_date
    assert asked.value == dt.datetime(2026, 2, 1)  # noqa: DTZ001
    assert sheet.cell(2, heads.index("Priority") + 1).value == 1
    assert not sheet.sheet_view.rightToLeft
    lines = book["Budget lines"]
    heads = [cell.value for cell in lines[1]]
    assert lines.cell(2, heads.index("Actual") + 1).value == 7640.5


@pytest.mark.parametrize("language", ["ar", "he"])
def test_a_workbook_runs_from_right_to_left(store: Store, language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(store, language, say)))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_a_workbook_of_one_kind_and_one_of_nothing(store: Store) -> None:
    assert openpyxl.load_workbook(io.BytesIO(xlsx(store, "en", say, ["events"]))).sheetnames == ["Events"]
    assert len(openpyxl.load_workbook(io.BytesIO(xlsx(Store(), "en", say))).sheetnames) == 1


def test_a_text_too_long_for_a_cell_is_marked_as_cut(store: Store) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx(changed(store, "erwartung-chor", statement="x" * 40_000), "en", say, ["expectations"]))
    )
    found = [str(cell.value) for line in book["Expectations"].iter_rows() for cell in line]
    assert any(text.endswith("[…]") and len(text) > 32_000 for text in found)


# ------------------------------------------------------------------------------------------------------------ calendar
def calendar_of(store: Store, language: str = "en") -> icalendar.Calendar:
    data = ics(store, language, say, link, HOST, TODAY)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    found = icalendar.Calendar.from_ical(data)
    assert isinstance(found, icalendar.Calendar)
    return found


def test_an_event_has_its_own_time_zone_and_those_of_the_parties(store: Store) -> None:
    calendar = calendar_of(store)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Lisbon"]
    (event,) = calendar.events
    assert event["uid"].endswith(f"@{HOST}")
    assert event["dtstart"].params["TZID"] == "Europe/Lisbon"
    assert event.start.replace(tzinfo=None) == dt.datetime(2027, 9, 20, 10, 0)  # noqa: DTZ001
    assert event.end.replace(tzinfo=None) == dt.datetime(2027, 9, 22, 16, 30)  # noqa: DTZ001
    assert event.start.utcoffset() == dt.timedelta(hours=1)
    text = event["description"]
    assert text.startswith("Die Mulden ansehen")
    assert re.search(r"Musterstadt: 9/20/27, 11:00\sAM – 9/22/27, 5:30\sPM \(Europe/Berlin\)", text)
    assert "Vila Modelo: 9/20/27, 10:00" in text
    assert event["url"] == link(event["uid"].split("@")[0])


def test_an_event_without_times_takes_whole_days(inside: Store) -> None:
    event = next(event for event in calendar_of(inside).events if event["uid"].startswith("jugendwoche@"))
    assert (event.start, event.end) == (dt.date(2027, 7, 12), dt.date(2027, 7, 19))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert "description" not in event


def test_an_event_with_an_open_end_and_a_cancelled_one(store: Store) -> None:
    (name,) = (entry.record.id for entry in store.of("events"))
    (event,) = calendar_of(changed(store, name, end_time=None, status="cancelled")).events
    assert event.end.replace(tzinfo=None) == dt.datetime(2027, 9, 23, 0, 0)  # noqa: DTZ001
    (event,) = calendar_of(changed(store, name, end=dt.date(2027, 9, 20), end_time=None)).events
    assert "dtend" not in event


def test_times_are_not_repeated_where_all_clocks_agree(store: Store) -> None:
    (name,) = (entry.record.id for entry in store.of("events"))
    same = [entry for entry in store.entries if entry.kind not in {"contacts", "partnerships"}]
    (event,) = calendar_of(changed(dataclasses.replace(store, entries=same), name, purpose=None)).events
    assert "description" not in event


# --------------------------------------------------------------------------------------------------------------- cards
def cards_of(data: bytes) -> list[dict[str, str]]:
    """Read address cards strictly after RFC 2426: lines of 75 bytes, folded between characters, values unescaped."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]
    cards: list[dict[str, str]] = []
    for line in lines:
        match = re.fullmatch(r"([A-Z]+)((?:;[A-Z]+=[A-Za-z,]+)*):(.*)", line)
        assert match, line
        name, _parameters, value = match.groups()
        if name == "BEGIN":
            cards.append({})
        assert name not in cards[-1] or name == "TEL"
        assert not re.search(r"(?<!\\)(\\\\)*,", value)
        cards[-1][name] = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], value)
    for card in cards:
        assert list(card)[:2] == ["BEGIN", "VERSION"]
        assert list(card)[-1] == "END"
        assert card["VERSION"] == "3.0"
    return cards


def test_cards_hold_the_contacts_that_may_be_shown(store: Store) -> None:
    cards = cards_of(vcf(store, "en", say, HOST, lambda path: None))
    contacts = [entry.record for entry in store.of("contacts")]
    assert [card["FN"] for card in cards] == [contact.name for contact in contacts]
    assert len(cards) > 0
    for card, contact in zip(cards, contacts, strict=True):
        assert card["UID"] == f"{contact.id}@{HOST}"
        assert card["TITLE"] == contact.role
        assert card.get("EMAIL") == contact.mail
        assert card.get("TEL") == contact.phone
        assert "PHOTO" not in card
    assert any("Languages: " in card.get("NOTE", "") for card in cards)


def test_a_photo_is_in_a_card_only_where_consent_covers_it(inside: Store) -> None:
    name = inside.of("contacts")[0].record.id
    picture: Callable[[str], bytes] = lambda path: b"\x89PNG" + bytes(200)  # noqa: E731
    with_photo = changed(inside, name, photo="_static/x.png")
    data = vcf(with_photo, "en", say, HOST, picture)
    assert data.count(b"PHOTO;ENCODING=b;TYPE=PNG:") == sum(
        entry.record.photo is not None for entry in with_photo.of("contacts")
    )
    without = changed(inside, name, photo=None)
    assert vcf(without, "en", say, HOST, picture).count(b"PHOTO") < data.count(b"PHOTO")
    assert b"PHOTO" not in vcf(with_photo, "en", say, HOST, lambda path: b"<svg>")


@pytest.mark.parametrize("text", ["Meyer; Amt, Leitung", "A\\B\\n", "Zeile\nEND:VCARD", "日本語" * 40, "é\u200c" * 60])
def test_a_card_gives_back_what_it_got(store: Store, text: str) -> None:
    name = store.of("contacts")[0].record.id
    card = cards_of(vcf(changed(store, name, name=text), "en", say, HOST, lambda path: None))[0]
    assert card["FN"] == text


# ---------------------------------------------------------------------------------------------------------------- data
def feed_of(store: Store, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records_json(store, language, say, link))
    return found


def test_data_holds_every_record_once(store: Store) -> None:
    feed = feed_of(store)
    assert (feed["version"], feed["language"]) == (1, "en")
    listed = [(record["kind"], record["id"]) for record in feed["records"]]
    assert sorted(listed) == sorted((entry.kind, entry.record.id) for entry in store.entries)
    chor = next(record for record in feed["records"] if record["id"] == "erwartung-chor")
    assert chor == {
        "kind": "expectations",
        "id": "erwartung-chor",
        "title": "Unsere Chöre sollen gemeinsam auftreten.",
        "url": link("erwartung-chor"),
        "fields": {
            "visibility": "public",
            "party": "beispielhorod",
            "statement": "Unsere Chöre sollen gemeinsam auftreten.",
            "priority": 2,
            "match": ["erwartung-regen"],
            "result": "shared",
            "waived": "Die Chöre planen das selbst, ohne die Verwaltungen.",
        },
    }
    money = next(record for record in feed["records"] if record["kind"] == "budgets")["fields"]["lines"][0]
    assert (money["planned"], money["actual"]) == (8000, 7640.5)


def test_names_and_prose_are_in_the_language_of_the_site(store: Store) -> None:
    feed = json.loads(records_json(store, "pt", lambda entry, text: f"[pt] {text}", link))
    first = next(record for record in feed["records"] if record["kind"] == "partnerships")
    assert first["title"] == "Parceria das três terras"
    assert first["fields"]["vision"].startswith("[pt] Drei Orte")
    assert first["fields"]["parties"][1]["name"] == "Vila Modelo"


# ------------------------------------------------------------------------------------------------------------- privacy
def everything(store: Store) -> str:
    """Give the text of all files together."""
    book = zipfile.ZipFile(io.BytesIO(xlsx(store, "de", say)))
    tables = b"".join(csv(store, kind, "de", say) for kind in (*KINDS, *PARTS))
    cards = vcf(store, "de", say, HOST, lambda path: None).replace(b"\r\n ", b"")
    calendar = ics(store, "de", say, link, HOST, TODAY).replace(b"\r\n ", b"")
    data = records_json(store, "de", say, link)
    return b"".join([tables, cards, calendar, data, *(book.read(name) for name in book.namelist())]).decode("utf-8")


def test_no_file_holds_hosts_or_what_somebody_consented_to(tmp_path: Path) -> None:
    store, _problems = read_store_of_good(tmp_path)
    text = everything(store)
    assert "Familie B" not in text
    assert "Zimmer im Erdgeschoss" not in text
    assert '"consent":{' not in text
    assert '"hosts"' not in text


def read_store_of_good(folder: Path) -> tuple[Store, list[Any]]:
    """Give all records as they are, nothing left out."""
    (folder / "_data").mkdir()
    (folder / "_data/all.yaml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    return read_store(folder, ["de", "pt", "uk"])


def test_ids_of_what_is_not_shown_stay_away(store: Store, inside: Store) -> None:
    hidden = {entry.record.id for entry in inside.entries} - {entry.record.id for entry in store.entries}
    assert hidden
    pointing = changed(store, "absicht", body=next(iter(hidden)))
    pointing = changed(pointing, "erwartung-chor", owner=next(iter(hidden)), match=sorted(hidden))
    text = everything(pointing)
    assert [name for name in hidden if name in text] == []


# ------------------------------------------------------------------------------------------------------- the same again
def test_the_same_records_give_the_same_bytes(inside: Store) -> None:
    assert all_files(inside) == all_files(inside)


def all_files(store: Store) -> list[bytes]:
    return [
        data
        for language in ("de", "ar")
        for data in (
            xlsx(store, language, say),
            vcf(store, language, say, HOST, lambda path: b"\xff\xd8\xff"),
            ics(store, language, say, link, HOST, TODAY),
            records_json(store, language, say, link),
            *(csv(store, kind, language, say) for kind in (*KINDS, *PARTS)),
        )
    ]
