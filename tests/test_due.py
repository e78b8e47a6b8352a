"""What is due: which days count, in which order, and what a list for the public says."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from small_records import DAY, GOOD, WORLD, examine, world, write_records
from wikis import CONF, make_wiki, partnerwiki

from partnerwiki.records.due import Due, What, due, months_before
from partnerwiki.records.store import Store

ALL = dt.timedelta(20_000)
GOOD_DUE = [
    ("2027-06-30", "decision", "beschluss-bus"),
    ("2027-10-01", "deadline", "foerderung-wasser"),
    ("2027-10-29", "task", "aufgabe-bauen"),
    ("2027-11-05", "task", "aufgabe-abnahme"),
    ("2028-01-15", "consent", "kontakt-eins"),
    ("2028-01-31", "review", "drei-orte"),
    ("2028-02-10", "link", "foerderung-wasser"),
    ("2028-02-10", "link", "hilfe-netz"),
    ("2028-02-10", "link", "papier-klima"),
    ("2028-02-29", "link", "drei-orte"),
    ("2029-12-31", "mandate", "steuerung"),
    ("2030-10-31", "mandate", "rat-musterstadt"),
    ("2038-11-30", "notice", "vereinbarung"),
    ("2039-05-31", "agreement", "vereinbarung"),
]


def told(found: list[Due]) -> list[tuple[str, str, str]]:
    return [(one.day.isoformat(), one.what.value, one.part) for one in found]


@pytest.fixture
def good(tmp_path: Path) -> Store:
    write_records(tmp_path, {"good.yaml": GOOD.read_bytes()})
    return examine(tmp_path)[0]


def changed(folder: Path, kind: str, old: str, new: str) -> Store:
    assert old in WORLD[kind]
    write_records(folder, {"world.yaml": world(without=kind), "b.yaml": f"{kind}:\n{WORLD[kind].replace(old, new)}"})
    return examine(folder)[0]


def test_everything_with_a_day_is_listed_in_order(good: Store) -> None:
    assert told(due(good.entries, DAY, ALL)) == GOOD_DUE
    assert {what for _day, what, _part in GOOD_DUE} == {what.value for what in What}


@pytest.mark.parametrize(("days", "count"), [(0, 0), (28, 0), (29, 1), (122, 2), (150, 3)])
def test_within_counts_days_and_includes_the_last(good: Store, days: int, count: int) -> None:
    assert len(due(good.entries, DAY, dt.timedelta(days))) == count


def test_overdue_begins_the_day_after(good: Store) -> None:
    day = dt.date(2027, 6, 30)
    assert [one.overdue for one in due(good.entries, day, dt.timedelta(0))] == [False]
    assert [one.overdue for one in due(good.entries, day + dt.timedelta(1), dt.timedelta(0))] == [True]


@pytest.mark.parametrize(
    ("kind", "old", "new", "part"),
    [
        ("plans", "depends_on: [messen]", "status: done\n              progress: 100", "bauen"),
        ("plans", "depends_on: [messen]", "status: cancelled", "bauen"),
        ("plans", "- id: plan\n", "- id: plan\n  status: cancelled\n", "bauen"),
        ("meetings", "due: 2027-06-30", "due: 2027-06-30, status: done", "beschluss"),
        ("agreements", "stage: in-force", "stage: terminated", "neu"),
        ("agreements", "stage: in-force", "stage: draft", "neu"),
        ("contacts", "legal_basis: consent", "legal_basis: none", "kontakt"),
        ("funding", "- id: fonds\n", "- id: fonds\n  status: done\n", "fonds"),
    ],
)
def test_what_is_closed_is_not_due(tmp_path: Path, kind: str, old: str, new: str, part: str) -> None:
    unwanted = [one for one in due(changed(tmp_path, kind, old, new).entries, DAY, ALL) if one.part == part]
    assert [one.what for one in unwanted] == ([What.LINK] if kind == "funding" else [])
    assert part in [one.part for one in due(changed(tmp_path, kind, old, old).entries, DAY, ALL)]


def test_notice_that_can_no_longer_be_given_is_not_asked_for(tmp_path: Path) -> None:
    store = changed(tmp_path, "agreements", "ends: 2039-05-31", "ends: 2027-08-31")
    assert ("2027-08-31", "agreement", "neu") in told(due(store.entries, DAY, ALL))
    assert "notice" not in [one.what for one in due(store.entries, DAY, ALL)]
    assert ("2027-02-28", "notice", "neu") in told(due(store.entries, dt.date(2027, 2, 28), ALL))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2027-08-31", 6, "2027-02-28"),
        ("2028-08-31", 6, "2028-02-29"),
        ("2027-01-15", 1, "2026-12-15"),
        ("2027-12-31", 0, "2027-12-31"),
        ("2027-12-31", 120, "2017-12-31"),
        ("0001-02-03", 120, "0001-01-03"),
    ],
)
def test_months_before_a_day(day: str, months: int, expected: str) -> None:
    assert months_before(dt.date.fromisoformat(day), months).isoformat() == expected


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_wiki(tmp_path, conf=CONF.replace('["de", "en"]', '["de", "pt", "uk"]'))
    (tmp_path / "source" / "_data").mkdir()
    shutil.copy(GOOD, tmp_path / "source" / "_data")
    at(monkeypatch, DAY)
    return tmp_path


def at(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """Have it be a day."""
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))


def test_a_table_for_people(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, dt.date(2027, 9, 25))
    result = partnerwiki(wiki, "check", "due", "--within", "10")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["day", "what", "record", "place"]
    assert lines[1].split()[:3] == ["2027-06-30", "overdue", "decision"]
    assert [line.split()[:2] for line in lines if line.startswith("2027-10")] == [["2027-10-01", "deadline"]]
    assert "(beschluss-bus)" in result.stdout


def test_nothing_due_is_said(wiki: Path) -> None:
    result = partnerwiki(wiki, "check", "due", "--within", "5", "--fail")
    assert (result.returncode, result.stdout) == (0, "Nothing is due in the next 5 days.\n")
    assert partnerwiki(wiki, "check", "due", "--within", "5", "--json").stdout == "[]\n"


def test_fail_fails_where_something_is_due(wiki: Path) -> None:
    assert partnerwiki(wiki, "check", "due", "--within", "30").returncode == 0
    assert partnerwiki(wiki, "check", "due", "--within", "30", "--fail").returncode == 1
    assert partnerwiki(wiki, "check", "due", "--within", "-1").returncode == 2


def test_json_names_file_and_line_of_the_part(wiki: Path) -> None:
    found = json.loads(partnerwiki(wiki, "check", "due", "--within", "200", "--json").stdout)
    (task,) = (row for row in found if row["id"] == "aufgabe-bauen")
    line = GOOD.read_text(encoding="utf-8").splitlines().index("              - id: aufgabe-bauen") + 1
    assert task == {
        "day": "2027-10-29",
        "what": "task",
        "overdue": False,
        "kind": "tasks",
        "id": "aufgabe-bauen",
        "title": "Mulden anlegen",
        "path": "source/_data/good.yaml",
        "line": line,
    }


def test_markdown_names_only_what_a_public_site_may_name(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Internal records, and people whose consent has ended, stand there with their ids."""
    path = wiki / "source" / "_data" / "good.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "  - id: plan-2027\n", "  - id: plan-2027\n    visibility: internal\n"
    )
    path.write_text(text, encoding="utf-8")
    at(monkeypatch, dt.date(2028, 1, 20))
    lines = partnerwiki(wiki, "check", "due", "--markdown").stdout.splitlines()
    assert lines[0].startswith(
        "- [ ] 2027-06-30 **overdue** decision: Musterstadt bestellt den Bus. (beschluss-bus) (`"
    )
    assert any("task: aufgabe-bauen (`source/_data/good.yaml:" in line for line in lines)
    assert any("consent ends: kontakt-eins (`" in line for line in lines)
    assert not any("Mulden anlegen" in line or "M. Muster" in line for line in lines)
    full = partnerwiki(wiki, "check", "due", "--markdown", "--internal").stdout
    assert "task: Mulden anlegen (aufgabe-bauen)" in full
    assert "consent ends: M. Muster (kontakt-eins)" in full


def test_a_title_is_no_markdown_and_calls_nobody(wiki: Path) -> None:
    path = wiki / "source" / "_data" / "good.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Musterstadt bestellt den Bus." in text
    path.write_text(
        text.replace("Musterstadt bestellt den Bus.", "'@amt [Bus](https://x.example) #7 <b>'"), encoding="utf-8"
    )
    lines = partnerwiki(wiki, "check", "due", "--markdown").stdout.splitlines()
    assert any("\\@\u2060amt \\[Bus\\](https://x.example) \\#\u20607 \\<b\\>" in line for line in lines)


def test_a_list_of_nothing_is_empty(wiki: Path) -> None:
    assert partnerwiki(wiki, "check", "due", "--within", "0", "--markdown").stdout == ""


def test_broken_records_do_not_hide_what_is_due(wiki: Path) -> None:
    path = wiki / "source" / "_data" / "broken.yaml"
    path.write_text("risks:\n  - id: Falsch\n", encoding="utf-8")
    result = partnerwiki(wiki, "check", "due")
    assert "beschluss-bus" in result.stdout
    assert "source/_data/broken.yaml:2: id: an id is needed" in result.stderr


def test_german(wiki: Path) -> None:
    result = partnerwiki(wiki, "check", "due", language="de_DE.UTF-8")
    assert result.stdout.splitlines()[0].split() == ["Tag", "was", "Datensatz", "Stelle"]
    assert "2027-06-30" in result.stdout
