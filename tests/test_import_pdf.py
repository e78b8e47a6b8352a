"""PDF of other programs: paragraphs, clauses, columns and tables, with and without tags."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from partnerwiki.importing import making
from partnerwiki.importing.losses import Kind
from partnerwiki.importing.pdf_layout import join

LONG = (
    "Die Gemeinden arbeiten in allen Angelegenheiten der kommunalen Daseinsvorsorge vertrauensvoll zusammen und "
    "unterrichten einander rechtzeitig über Vorhaben, die den jeweils anderen Partner berühren können. "
)
TITLES = ["Gegenstand", "Zusammenarbeit", "Kosten", "Haftung"]


def contract(path: Path, columns: int) -> Path:
    """Write a contract as offices do: bold, centred lines instead of headings, numbers typed by hand."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Stadt Musterstadt – Amt 13"
    if columns > 1:
        section._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="{columns}" w:space="708"/>'))

    def line(text: str, *, is_bold: bool) -> None:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = is_bold

    line("Kooperationsvertrag", is_bold=True)
    line("der Stadt Musterstadt", is_bold=False)
    for number, title in enumerate(TITLES, 1):
        line(f"§ {number} {title}", is_bold=True)
        for paragraph in (1, 2, 3):
            document.add_paragraph(f"({paragraph}) {LONG * paragraph}")
        document.add_paragraph("a) erstens einen Bericht,")
        document.add_paragraph("b) zweitens eine Rechnung.")
    if columns == 1:
        table = document.add_table(rows=2, cols=2)
        table.style = "Table Grid"
        for row in range(2):
            for column in range(2):
                table.cell(row, column).text = f"Zelle {row}{column}"
    document.save(str(path))
    return path


@pytest.mark.parametrize(("columns", "tagged"), [(1, True), (1, False), (2, False)])
def test_a_contract_of_an_office_has_its_clauses(tmp_path: Path, columns: int, tagged: bool) -> None:
    source = contract(tmp_path / "vertrag.docx", columns)
    wanted = json.dumps({"UseTaggedPDF": {"type": "boolean", "value": str(tagged).lower()}})
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    office = ["soffice", profile, "--headless", "--convert-to", f"pdf:writer_pdf_Export:{wanted}", "--outdir"]
    subprocess.run([*office, str(tmp_path), str(source)], check=True, capture_output=True, timeout=180)
    made = making.make(tmp_path / "vertrag.pdf", "a", extensions=["attrs_block"])
    text = " ".join(LONG.split())
    clauses = "".join(
        f"\n## {title}\n\n1. {text}\n\n2. {text} {text}\n\n3. {text} {text} {text}\n\n"
        "   1. erstens einen Bericht,\n   2. zweitens eine Rechnung.\n"
        for title in TITLES
    )
    begun = "---\nnumbering: §\n---\n\n# Kooperationsvertrag\n\nder Stadt Musterstadt\n"
    assert made.text.startswith(begun)
    if columns == 2:
        # a sentence that ends with its column may end its paragraph
        words = " ".join(made.text.replace("\n", " ").split())
        assert [words.count(f"## {title} 1. {text} 2. {text}") for title in TITLES] == [1, 1, 1, 1]
        assert words.count(text) == 6 * len(TITLES)
    else:
        assert made.text.startswith(begun + clauses)
        assert "* - Zelle 00\n  - Zelle 01\n* - Zelle 10\n  - Zelle 11" in made.text
    assert [loss.what for loss in made.losses.found if loss.kind is Kind.TEXT] == []
    assert any("Amt 13" in loss.what for loss in made.losses.found if loss.kind is Kind.HEADER)


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Zusam-", "menarbeit", "Zusammenarbeit"),
        ("Vor-", "und Nachteile", "Vor- und Nachteile"),
        ("Baden-", "Württemberg", "Baden-Württemberg"),
        ("Wort\u00ad", "ende", "Wortende"),
        ("von 1 -", "drei", "von 1 - drei"),
        ("Ende.", "Anfang", "Ende. Anfang"),
        ("", "Anfang", "Anfang"),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_one_again(before: str, after: str, whole: str) -> None:
    assert join(before, after) == whole
