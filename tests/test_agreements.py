"""The life of an agreement: reviewed before it is frozen, unchanged after that, and never taken for one in force."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from views import DAY
from wikis import make_wiki, partnerwiki

from partnerwiki.agreements.differences import Kind, differences, pieces_of
from partnerwiki.agreements.wording import Passage, Wording

CONF = """\
project = "Papiere"
html_title = "Papiere"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "uk", "fr"]
myst_enable_extensions = ["colon_fence", "attrs_block"]
exclude_patterns = ["_data"]
html_theme = "partnerwiki"
"""
PAGE = """\
---
description: Ein Papier.
numbering: §
---

# Vereinbarung

## Ziele

1. Die Parteien treffen sich dreimal.
2. Sie lernen voneinander.

## Geld

| Jahr | Betrag |
|------|-------:|
| 2027 | 1.000 € |

## Wie entschieden wird

:::{partnership:decision-rules}
:::
"""
RECORDS = """\
# Die Vereinbarungen.
partnerships:
  - id: bund
    name: Bund
    type: formal
    parties:
      - {id: hier, name: Hierstadt, country: DE, languages: [de]}
      - {id: dort, name: {de: Dorf, uk: Село}, country: UA, languages: [uk]}
    goals: [{id: ziel, text: Wasser}]
bodies:
  - {id: runde, kind: office, name: Runde, party: hier, frequency: monthly, chair: Amt}
decision_rules:
  - id: regeln
    body: runde
    majority: consensus
    vote_unit: party
    exit_rule: Wer geht, sagt es vorher.
agreements:
  - id: papier  # das erste
    title: Vereinbarung
    kind: partnership-agreement
    binding: contract
    stage: draft  # noch offen
    parties: [hier, dort]
    page: vertrag
    body: runde
    language_clause: equal
    signatories:
      - {party: hier, office: Bürgermeisteramt}
      - {party: dort, office: Gemeindeamt}
"""


def wiki(folder: Path, records: str = RECORDS, page: str = PAGE) -> Path:
    pages = {"index.md": "# Start\n\n```{toctree}\nvertrag\n```\n", "vertrag.md": page, "_data/r.yaml": records}
    make_wiki(folder, pages=pages, conf=CONF)
    assert partnerwiki(folder, "update").returncode == 0
    review(folder)
    return folder


def review(folder: Path, language: str = "uk") -> None:
    for path in (folder / "locales" / language).rglob("*.po"):
        po = polib.pofile(str(path), wrapwidth=1000)
        for entry in po:
            if not entry.msgstr:
                entry.msgstr = f"Ж {entry.msgid}"
        po.save()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def findings(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(partnerwiki(folder, "check", "agreements", "--json").stdout)
    return found


def test_a_clause_of_a_record_is_missing_in_a_language_without_sentences_of_ours(tmp_path: Path) -> None:
    page = PAGE.replace("decision-rules}", "decision-clause} regeln")
    records = RECORDS.replace("UA, languages: [uk]", "GE, languages: [ka]").replace("uk: Село", "ka: სოფელი")
    folder = tmp_path / "ka"
    pages = {"index.md": "# Start\n\n```{toctree}\nvertrag\n```\n", "vertrag.md": page, "_data/r.yaml": records}
    make_wiki(folder, pages=pages, conf=CONF.replace('"uk"', '"ka"'))
    assert partnerwiki(folder, "update").returncode == 0
    review(folder, "ka")
    line = page.splitlines().index(":::{partnership:decision-clause} regeln") + 1
    refused = partnerwiki(folder, "agreement", "freeze", "papier")
    assert refused.returncode == 1
    assert f"The text of 'papier' is not ready: source/vertrag.md:{line} (missing)" in refused.stderr
    # all that people wrote is there, and so is a view that is no clause
    (folder / "source" / "vertrag.md").write_text(PAGE, encoding="utf-8")
    assert partnerwiki(folder, "agreement", "freeze", "papier", "--dry-run").returncode == 0
    assert partnerwiki(wiki(tmp_path / "uk", page=page), "agreement", "freeze", "papier").returncode == 0


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    folder = wiki(tmp_path)
    result = partnerwiki(folder, "agreement", "freeze", "papier")
    assert result.returncode == 0, result.stderr
    return folder


def test_freezing_writes_version_checksum_and_stage_and_keeps_the_rest(frozen: Path) -> None:
    text = (frozen / "source" / "_data" / "r.yaml").read_text("utf-8")
    kept = json.loads((frozen / "source" / "_data" / "versions" / "papier-1.json").read_text("utf-8"))
    added = f"    version: 1\n    frozen: {kept['checksum']}\n"
    expected = RECORDS.replace("  - id: papier  # das erste\n", f"  - id: papier  # das erste\n{added}")
    assert text == expected.replace("stage: draft  # noch offen", "stage: negotiated  # noch offen")
    assert kept["wording"]["languages"] == ["de", "uk"]
    said = {one["text"]["de"]: one for one in kept["wording"]["passages"]}
    meeting = said["Die Parteien treffen sich dreimal."]
    assert meeting["clause"] == "§\xa01 Ziele"
    assert meeting["text"]["uk"] == "Ж Die Parteien treffen sich dreimal."
    assert "Ein Papier." not in said
    assert findings(frozen) == []


def test_freezing_twice_changes_nothing(frozen: Path) -> None:
    before = {path: path.read_bytes() for path in (frozen / "source").rglob("*") if path.is_file()}
    assert "unver" in partnerwiki(frozen, "agreement", "freeze", "papier", language="de_DE.UTF-8").stdout
    assert {path: path.read_bytes() for path in (frozen / "source").rglob("*") if path.is_file()} == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = wiki(tmp_path)
    result = partnerwiki(folder, "agreement", "freeze", "papier", "--dry-run")
    assert "would be frozen as version 1" in result.stdout
    assert (folder / "source" / "_data" / "r.yaml").read_text("utf-8") == RECORDS
    assert not (folder / "source" / "_data" / "versions").exists()


@pytest.mark.parametrize("state", ["machine", "outdated", "missing"])
def test_what_is_not_reviewed_keeps_a_text_from_being_frozen_and_fails_the_check(frozen: Path, state: str) -> None:
    path = frozen / "locales" / "uk" / "LC_MESSAGES" / "vertrag.po"
    po = polib.pofile(str(path), wrapwidth=1000)
    entry = next(entry for entry in po if entry.msgid == "Sie lernen voneinander.")
    entry.fuzzy, entry.msgstr = state != "missing", "" if state == "missing" else entry.msgstr
    if state == "machine":
        entry.tcomment = f"mt: test/1 2026-01-01 sha256:{hashlib.sha256(entry.msgstr.encode()).hexdigest()}"
    po.save()
    lines = path.read_text("utf-8").splitlines()
    line = lines.index('msgid "Sie lernen voneinander."') + 1
    found = [one for one in findings(frozen) if one["path"] == "locales/uk/LC_MESSAGES/vertrag.po"]
    assert [one["line"] for one in found] == [line]
    assert partnerwiki(frozen, "check", "agreements").returncode == 1
    edit(frozen / "source" / "_data" / "r.yaml", "stage: negotiated", "stage: draft")
    assert findings(frozen) == []
    result = partnerwiki(frozen, "agreement", "freeze", "papier")
    assert result.returncode == 1
    assert f"locales/uk/LC_MESSAGES/vertrag.po:{line} ({state})" in result.stderr


def test_a_language_that_does_not_bind_may_lack_texts(frozen: Path) -> None:
    french = polib.pofile(str(frozen / "locales" / "fr" / "LC_MESSAGES" / "vertrag.po"))
    assert not any(entry.msgstr for entry in french)
    assert findings(frozen) == []


CHANGES = {
    "a word of the page": ("source/vertrag.md", "dreimal", "viermal", "§\xa01"),
    "a number in a table": ("source/vertrag.md", "1.000", "1.007", "§\xa02"),
    "a word of a translation": ("locales/uk/LC_MESSAGES/vertrag.po", "Ж Sie lernen", "Ж Sie lehren", "§\xa01"),
    "the way of numbers": ("source/vertrag.md", "numbering: §", "numbering: Art.", "its form"),
    "a list that becomes one paragraph": ("source/vertrag.md", "2. Sie lernen", "\n   Sie lernen", "its form"),
    "a record that the page shows": ("source/_data/r.yaml", "majority: consensus", "majority: simple", "its form"),
    "who signs": ("source/_data/r.yaml", "office: Gemeindeamt", "office: Bürgermeisteramt", "its form"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_fails_the_check_and_names_the_clause(frozen: Path, name: str) -> None:
    path, old, new, clause = CHANGES[name]
    edit(frozen / path, old, new)
    found = [one for one in findings(frozen) if one["line"] and "no longer" in str(one["message"])]
    assert [re.findall(r"version 1: (.*)\.$", str(one["message"])) for one in found] == [[clause]]


def test_lines_may_be_broken_otherwise(frozen: Path) -> None:
    edit(frozen / "source" / "vertrag.md", "Die Parteien treffen", "Die Parteien\n   treffen")
    edit(frozen / "source" / "vertrag.md", "description: Ein Papier.", "description: Ein anderes Papier.")
    edit(frozen / "source" / "_data" / "r.yaml", "language_clause: equal", "language_clause: equal\n    archive: A 1")
    assert findings(frozen) == []


def test_a_new_version_is_made_until_councils_have_resolved(frozen: Path) -> None:
    edit(frozen / "source" / "vertrag.md", "dreimal", "viermal")
    assert partnerwiki(frozen, "update").returncode == 0
    review(frozen)
    for path in (frozen / "locales" / "uk").rglob("vertrag.po"):
        po = polib.pofile(str(path))
        for entry in po:
            if "viermal" in entry.msgid:
                entry.msgstr, entry.fuzzy, entry.previous_msgid = "Ж Die Parteien treffen sich viermal.", False, None
        po.save()
    assert partnerwiki(frozen, "agreement", "freeze", "papier").returncode == 0
    assert "    version: 2\n" in (frozen / "source" / "_data" / "r.yaml").read_text("utf-8")
    assert findings(frozen) == []
    shown = partnerwiki(frozen, "agreement", "diff", "papier", "1", "2").stdout
    assert "de  Die Parteien treffen sich [-dreimal-]{+viermal+}." in shown
    assert "uk  Ж Die Parteien treffen sich [-dreimal-]{+viermal+}." in shown
    assert partnerwiki(frozen, "agreement", "diff", "papier").stdout == "Nothing has changed.\n"
    resolved = "stage: resolved\n    resolutions: [{party: hier, date: 2026-01-02}, {party: dort, waiver: Amt}]"
    edit(frozen / "source" / "_data" / "r.yaml", "stage: negotiated  # noch offen", resolved)
    edit(frozen / "source" / "vertrag.md", "viermal", "fünfmal")
    assert partnerwiki(frozen, "update").returncode == 0
    review(frozen)
    result = partnerwiki(frozen, "agreement", "freeze", "papier")
    assert result.returncode == 1
    assert not (frozen / "source" / "_data" / "versions" / "papier-3.json").exists()


def test_a_version_that_was_edited_is_none(frozen: Path) -> None:
    edit(frozen / "source" / "_data" / "versions" / "papier-1.json", "dreimal", "zweimal")
    result = partnerwiki(frozen, "agreement", "diff", "papier", "1")
    assert result.returncode == 1
    assert "source/_data/versions/papier-1.json" in result.stderr
    edit(frozen / "source" / "vertrag.md", "dreimal", "zweimal")
    assert any("not what was frozen" in str(one["message"]) for one in findings(frozen))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["freeze", "papir"], "Did you mean 'papier'?"),
        (["freeze", "hier"], "Did you mean 'papier'?"),
        (["diff", "papier", "7"], "There is no version 7"),
        (["diff", "papier", "../../conf"], "is no version"),
        (["sign", "papier", "nowhere.pdf"], "cannot be read"),
        (["sign", "papier", "conf.py"], "This is no PDF."),
    ],
)
def test_bad_input_gets_one_message(tmp_path: Path, arguments: list[str], said: str) -> None:
    folder = wiki(tmp_path)
    result = partnerwiki(folder, "agreement", *arguments)
    assert result.returncode == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_blanks_keep_a_text_from_being_frozen(tmp_path: Path) -> None:
    folder = wiki(tmp_path, page=PAGE.replace("dreimal", "[… Zahl] Mal"))
    result = partnerwiki(folder, "agreement", "freeze", "papier")
    assert result.returncode == 1
    assert "§\xa01" in result.stderr


def test_a_record_on_one_line_is_left_to_its_author(tmp_path: Path) -> None:
    flow = "agreements:\n  - {id: papier, title: Vereinbarung, kind: declaration, binding: declaration, stage: draft, "
    flow += "parties: [hier, dort], page: vertrag, body: runde, language_clause: equal}\n"
    records = RECORDS[: RECORDS.index("agreements:")] + flow
    folder = wiki(tmp_path, records)
    result = partnerwiki(folder, "agreement", "freeze", "papier")
    assert result.returncode == 1
    assert re.search(r"version: 1; frozen: [0-9a-f]{64}; stage: negotiated", result.stderr)
    assert (folder / "source" / "_data" / "r.yaml").read_text("utf-8") == records


def test_the_signed_file_is_compared(frozen: Path) -> None:
    signed = frozen / "source" / "_data" / "papier.pdf"
    signed.write_bytes(b"%PDF-1.7 signed")
    assert partnerwiki(frozen, "agreement", "sign", "papier", str(signed)).returncode == 0
    text = (frozen / "source" / "_data" / "r.yaml").read_text("utf-8")
    assert f"sha256: {hashlib.sha256(b'%PDF-1.7 signed').hexdigest()}\n" in text
    assert "signed_file: _data/papier.pdf\n" in text
    assert findings(frozen) == []
    signed.write_bytes(b"%PDF-1.7 forged")
    assert any("is not the one on record" in str(one["message"]) for one in findings(frozen))
    other = partnerwiki(frozen, "agreement", "sign", "papier", str(signed))
    assert other.returncode == 1
    signed.unlink()
    assert [one["error"] for one in findings(frozen)] == [True]
    edit(frozen / "source" / "_data" / "r.yaml", "_data/papier.pdf", "../conf.py")
    assert any("outside" in str(one["message"]) for one in findings(frozen))


def put_in_force(path: Path) -> None:
    stage = "stage: in-force\n    in_force: 2024-05-06\n    resolutions: [{party: hier, date: 2024-01-02}, "
    edit(path, "stage: negotiated", stage + "{party: dort, waiver: Amt}]")
    for office in ("Bürgermeisteramt", "Gemeindeamt"):
        edit(path, f"office: {office}}}", f"office: {office}, signed_on: 2024-05-06}}")


def page_of(folder: Path, language: str = "de") -> BeautifulSoup:
    result = partnerwiki(folder, "build")
    assert result.returncode == 0, result.stderr
    return BeautifulSoup((folder / "build" / "site" / language / "vertrag.html").read_text("utf-8"), "lxml")


def test_the_page_says_where_its_agreement_stands(frozen: Path) -> None:
    page = page_of(frozen)
    standing = page.select_one(".pw-standing")
    assert "nicht in Kraft" in standing.get_text()
    now = standing.select("[aria-current=step]")
    assert len(now) == 1
    assert "verhandelt" in now[0].get_text()
    stage = "stage: in-force\n    in_force: 2024-05-06\n    resolutions: [{party: hier, date: 2024-01-02}, "
    edit(frozen / "source" / "_data" / "r.yaml", "stage: negotiated", stage + "{party: dort, waiver: Amt}]")
    edit(
        frozen / "source" / "_data" / "r.yaml",
        "office: Bürgermeisteramt}",
        "office: Bürgermeisteramt, signed_on: 2024-05-06}",
    )
    edit(frozen / "source" / "_data" / "r.yaml", "office: Gemeindeamt}", "office: Gemeindeamt, signed_on: 2024-05-06}")
    standing = page_of(frozen).select_one(".pw-standing")
    assert "ist in Kraft" in standing.get_text()
    assert "6. Mai 2024" in standing.get_text()
    assert "ж" in page_of(frozen, "uk").get_text().lower()


def test_a_changed_text_is_not_shown_as_one_in_force(frozen: Path) -> None:
    stage = "stage: in-force\n    in_force: 2024-05-06\n    resolutions: [{party: hier, date: 2024-01-02}, "
    edit(frozen / "source" / "_data" / "r.yaml", "stage: negotiated", stage + "{party: dort, waiver: Amt}]")
    edit(
        frozen / "source" / "_data" / "r.yaml",
        "office: Bürgermeisteramt}",
        "office: Bürgermeisteramt, signed_on: 2024-05-06}",
    )
    edit(frozen / "source" / "_data" / "r.yaml", "office: Gemeindeamt}", "office: Gemeindeamt, signed_on: 2024-05-06}")
    page_of(frozen)
    edit(frozen / "locales" / "uk" / "LC_MESSAGES" / "vertrag.po", "Ж Sie lernen", "Ж Sie lehren")
    for language in ("de", "uk"):  # no page's own text has changed in German
        standing = page_of(frozen, language).select_one(".pw-standing")
        assert "pw-standing-in-force" not in standing["class"]


texts = st.dictionaries(st.sampled_from(["de", "uk"]), st.text(st.characters(codec="utf-8"), max_size=30), min_size=1)
passages = st.lists(st.builds(Passage, st.sampled_from(["", "§ 1", "§ 2"]), texts), max_size=8)


def wording(found: list[Passage]) -> Wording:
    return Wording(("de", "uk"), "§", (), tuple(found), (), ())


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = list(pieces_of(before, after))
    assert "".join(text for kind, text in pieces if kind is not Kind.PUT_IN) == before
    assert "".join(text for kind, text in pieces if kind is not Kind.TAKEN_OUT) == after


@given(passages, passages)
def test_no_difference_is_lost(before: list[Passage], after: list[Passage]) -> None:
    changes = differences(wording(before), wording(after))
    for code in ("de", "uk"):
        for kind, found, other in ((Kind.PUT_IN, after, before), (Kind.TAKEN_OUT, before, after)):
            gone = [one.text.get(code, "") for one in found if one.text not in [same.text for same in other]]
            kept = ["".join(t for k, t in change.pieces.get(code, []) if k in (Kind.SAME, kind)) for change in changes]
            assert all(text in kept for text in gone if text)
    if [one.text for one in before] == [one.text for one in after]:
        assert changes == []


@given(passages)
def test_a_wording_survives_its_file(found: list[Passage]) -> None:
    one = wording(found)
    again = Wording.from_dict(json.loads(json.dumps(one.as_dict())))
    assert again == one
    assert again.checksum == one.checksum
