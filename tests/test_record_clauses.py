"""Clauses and council papers that come from records: numbered, in each language, in Word and PDF."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import docx
import polib
import pytest
from bs4 import BeautifulSoup
from pdf_structure import failures
from views import CONF, DAY, GOOD, make_views
from wikis import partnerwiki

CONTRACT = """\
---
numbering: §
orphan: true
---

# Vertrag

## Aufgaben

1. Die Parteien tun das Folgende.

:::{partnership:plan-clause} plan-2027
:::

(geld)=
## Geld

:::{partnership:budget-clause} haushalt-2027
:::

## Entscheidungen

:::{partnership:decision-clause} regeln-steuerung
:::

## Ansprechstellen

Zu {clause}`geld`:

:::{partnership:contacts-clause}
:::
"""
PAPER = """\
---
orphan: true
---

# Vorlage 2019/117

:::{partnership:council-paper} vorlage-vereinbarung
:::

## Beschlussvorschlag

1. Der Rat stimmt zu.
2. Das Amt wird beauftragt.

## Begründung

Der Bach braucht Platz.
"""


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A wiki with a contract made of records and a council paper, built."""
    folder = tmp_path_factory.mktemp("clauses")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        make_views(folder, extra={"vertrag.md": CONTRACT, "vorlage.md": PAPER})
        records = GOOD.read_text(encoding="utf-8").replace("page: rat/vorlage", "page: vorlage")
        (folder / "source" / "_data" / "good.yaml").write_text(records, encoding="utf-8")
        assert partnerwiki(folder, "update").returncode == 0
        done = partnerwiki(folder, "build", "-W")
        assert done.returncode == 0, done.stderr
        yield folder


def page(wiki: Path, language: str, name: str) -> BeautifulSoup:
    path = wiki / "build" / "site" / language / f"{name}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def clauses(soup: BeautifulSoup) -> list[list[str]]:
    """Give the paragraphs of each clause, as they read."""
    found = []
    for section in soup.select("section section"):
        items = [item for top in section.select("ol.pw-clause-1") for item in top.find_all("li", recursive=False)]
        found.append([" ".join(item.get_text(" ").split()) for item in items])
    return found


def test_what_records_say_becomes_numbered_paragraphs_in_every_language(wiki: Path) -> None:
    german, portuguese, arabic = (clauses(page(wiki, code, "vertrag")) for code in ("de", "pt", "ar"))
    assert [len(clause) for clause in german] == [len(clause) for clause in portuguese]
    assert [len(clause) for clause in german] == [len(clause) for clause in arabic]
    assert all(len(clause) > 0 for clause in german)
    decisions = " ".join(german[2])
    assert "Zur Beschlussfähigkeit müssen mindestens 2 Mitglieder mitwirken." in decisions
    assert "Número de membros necessário para o quórum: 2." in " ".join(portuguese[2])
    assert "عدد الأعضاء اللازم لاكتمال النصاب" in " ".join(arabic[2])


def test_a_list_of_records_goes_on_counting(wiki: Path) -> None:
    soup = page(wiki, "de", "vertrag")
    first, second = soup.select("section section")[0].select("ol.pw-clause-1")
    assert first.get("start") is None
    assert second["start"] == "2"
    assert soup.select("ol.pw-clause-1 ol.pw-clause-2")


def test_amounts_add_up_as_in_the_budget(wiki: Path) -> None:
    budget = page(wiki, "de", "v-budget")
    total = budget.select("table")[-1].select("tr")[-1].get_text(" ")
    said = clauses(page(wiki, "de", "vertrag"))[1]
    amounts = [part for part in said[0].split() if part[0].isdigit() and "," in part]
    assert amounts
    parts = [float(text.split(": ")[1].split()[0].replace(".", "").replace(",", ".")) for text in points(wiki)]
    assert sum(parts) == float(amounts[-1].replace(".", "").replace(",", "."))
    assert total.strip()


def points(wiki: Path) -> list[str]:
    soup = page(wiki, "de", "vertrag").select("section section")[1]
    return [" ".join(item.get_text(" ").split()).replace(" :", ":") for item in soup.select("ol.pw-clause-2 > li")]


def test_people_are_named_by_their_office(wiki: Path) -> None:
    said = " ".join(clauses(page(wiki, "de", "vertrag"))[3])
    names = [line.split("name: ")[1] for line in GOOD.read_text("utf-8").splitlines() if "name: " in line]
    contacts = page(wiki, "de", "v-contacts")
    shown = [strong.get_text() for strong in contacts.select(".pw-record-cards strong")]
    assert shown
    assert names
    assert not any(name in said for name in shown)


def test_a_frozen_text_notices_another_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    conf = CONF.replace('["de", "en", "pt", "uk", "ar"]', '["de", "pt"]')
    make_views(tmp_path, conf=conf, extra={"vertrag.md": CONTRACT})
    path = tmp_path / "source" / "_data" / "good.yaml"
    text = path.read_text(encoding="utf-8").replace("page: vereinbarungen/partnerschaft", "page: vertrag")
    text = text.replace("authoritative_languages: [de, pt, uk]", "authoritative_languages: [de, pt]")
    lines = [line for line in text.splitlines() if not line.strip().startswith(("frozen:", "version:", "signed_file:"))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert partnerwiki(tmp_path, "update").returncode == 0
    for catalog in (tmp_path / "locales").rglob("*.po"):
        po = polib.pofile(str(catalog))
        for entry in po.untranslated_entries():
            entry.msgstr = entry.msgid
        po.save()
    frozen = partnerwiki(tmp_path, "agreement", "freeze", "vereinbarung")
    assert frozen.returncode == 0, frozen.stderr

    def findings() -> list[str]:
        found = json.loads(partnerwiki(tmp_path, "check", "agreements", "--json").stdout)
        return [one["message"] for one in found if one["error"]]

    assert findings() == []
    text = path.read_text(encoding="utf-8")
    role = next(line for line in text.partition("contacts:")[2].splitlines() if line.strip().startswith("role: "))
    path.write_text(text.replace(role, f"{role} (neu)"), encoding="utf-8")
    found = findings()
    assert any("vereinbarung" in message for message in found)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_council_paper_has_its_head_and_its_documents(wiki: Path, language: str) -> None:
    soup = page(wiki, language, "vorlage")
    head = soup.select_one(".pw-view-council-paper")
    assert head is not None
    said = head.get_text(" ")
    for part in ("2019/117", "11140.529100"):
        assert part in said
    rows = head.select("tbody tr")
    assert len(rows) == 4
    assert len([link for link in soup.select(".pw-documents a") if link["href"].endswith(".docx")]) > 1


def test_a_council_paper_is_word_with_real_styles(wiki: Path) -> None:
    data = (wiki / "build" / "site" / "_documents" / "vorlage-de.docx").read_bytes()
    paper = docx.Document(io.BytesIO(data))
    styles = [(part.style.name, part.text) for part in paper.paragraphs if part.text and part.style is not None]
    assert ("Heading 1", "Beschlussvorschlag") in styles or ("Heading 2", "Beschlussvorschlag") in styles
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "Ausschuss für Kultur" in cells
    pdf = (wiki / "build" / "site" / "_documents" / "vorlage-de.pdf").read_bytes()
    assert failures(pdf) == []


def test_what_a_council_deals_with_behind_closed_doors_is_on_no_public_site(wiki: Path) -> None:
    path = wiki / "source" / "_data" / "good.yaml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("    public: true\n", "    public: false\n"), encoding="utf-8")
        result = partnerwiki(wiki, "check", "records")
        assert result.returncode == 1
        assert "visibility: internal" in result.stdout
    finally:
        path.write_text(text, encoding="utf-8")
