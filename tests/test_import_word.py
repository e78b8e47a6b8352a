"""Word files of other people: their numbers, notes, tables and pictures are on the page, or named."""

from __future__ import annotations

from pathlib import Path

import pytest
import word_files as w
from views import png

from partnerwiki.importing import making
from partnerwiki.importing.losses import Kind
from partnerwiki.importing.making import Imported

EXTENSIONS = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
CLAUSES = w.numbering(
    w.level(0, "§ %1", more='<w:pStyle w:val="Heading2"/>')
    + w.level(1, "(%2)")
    + w.level(2, "%3)", "lowerLetter")
    + w.level(3, "%4.", "lowerRoman"),
    w.level(0, "%1.") + w.level(1, "%1.%2") + w.level(2, "%1.%2.%3"),
    w.level(0, "\u2022", "bullet"),
)


def imported(path: Path, stem: str = "seite") -> Imported:
    return making.make(path, stem, extensions=EXTENSIONS)


def said(made: Imported, kind: Kind) -> list[str]:
    return [loss.what for loss in made.losses.found if loss.kind is kind]


def test_numbers_of_clauses_come_from_words_own_counting(tmp_path: Path) -> None:
    path = w.write(
        tmp_path / "a.docx",
        w.para("Vertrag", style="Title"),
        w.para("Präambel", style="Heading1"),
        w.para("Ziele", num="1", style="Heading1"),
        w.para("Erstens", num="1", at=1),
        w.para("Zweitens:", num="1", at=1),
        w.para("eins", num="1", at=2),
        w.para("zwei", num="1", at=2),
        w.para("Geld", num="1", style="Heading1"),
        w.para("Wieder erstens", num="1", at=1),
        lists=CLAUSES,
    )
    made = imported(path)
    assert made.text == (
        "---\nnumbering: §\n---\n\n# Vertrag\n\n{.unnumbered}\n## Präambel\n\n## Ziele\n\n1. Erstens\n\n"
        "2. Zweitens:\n\n"
        "   1. eins\n   2. zwei\n\n## Geld\n\n1. Wieder erstens\n"
    )
    assert made.losses.found == []


def test_numbers_come_from_styles_and_levels_that_styles_are_linked_to(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Klausel"><w:name w:val="Klausel"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Absatz"><w:name w:val="Absatz"/><w:basedOn w:val="Klausel"/><w:pPr>'
        '<w:outlineLvl w:val="9"/></w:pPr></w:style>'
    )
    lists = w.numbering(
        w.level(0, "Art. %1", more='<w:pStyle w:val="Klausel"/>')
        + w.level(1, "(%2)", more='<w:pStyle w:val="Absatz"/>')
    )
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Satzung", style="Title"),
            w.para("Name", style="Klausel"),
            w.para("Der Verein heißt so.", style="Absatz"),
            w.para("Sitz", style="Klausel"),
            w.para("Er sitzt hier.", style="Absatz"),
            w.para("Und dort.", style="Absatz"),
            lists=lists,
            styles=styles,
        )
    )
    assert "numbering: Art." in made.text
    assert "## Sitz\n\n1. Er sitzt hier.\n2. Und dort.\n" in made.text
    assert made.losses.found == []


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("decimal", ["3.", "4.", "5."]),
        ("lowerLetter", ["c.", "d.", "e."]),
        ("upperRoman", ["III.", "IV.", "V."]),
        ("decimalZero", ["03.", "04.", "05."]),
        ("russianLower", ["в.", "г.", "д."]),
    ],
)
def test_numbers_that_the_page_would_not_give_stand_as_text(tmp_path: Path, kind: str, numbers: list[str]) -> None:
    lists = w.numbering(w.level(0, "%1.", kind, start=3))
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Titel", style="Title"),
            *(w.para(word, num="1") for word in ("Anfang", "Mitte", "Ende")),
            lists=lists,
        )
    )
    if kind == "decimal":
        assert "3. Anfang\n4. Mitte\n5. Ende" in made.text
        assert said(made, Kind.NUMBER) == []
        return
    for number, word in zip(numbers, ("Anfang", "Mitte", "Ende"), strict=True):
        assert f"{number} {word}" in made.text.replace("\\", "")
        assert number in said(made, Kind.NUMBER)[0]


def test_lists_of_many_levels_and_lists_that_begin_again(tmp_path: Path) -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    lists = w.numbering(w.level(0, "%1.") + w.level(1, "%1.%2") + w.level(2, "%1.%2.%3"), nums=nums)
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Titel", style="Title"),
            w.para("a", num="1"),
            w.para("b", num="1", at=1),
            w.para("c", num="1", at=2),
            w.para("d", num="1", at=1),
            w.para("e", num="1"),
            w.para("f", num="2"),
            w.para("g", num="2"),
            lists=lists,
        )
    )
    flat = made.text.replace("\\", "")
    assert [line.strip() for line in flat.split("\n") if line.strip()[:1].isdigit()][:5] == [
        "1. a",
        "1.1 b",
        "1.1.1 c",
        "1.2 d",
        "2. e",
    ]
    assert "1. f\n2. g" in flat or "1) f\n2) g" in flat
    assert made.text.count("1.1") == 2


def test_the_number_alone_and_its_title_in_the_next_line_are_one_heading(tmp_path: Path) -> None:
    centred = '<w:jc w:val="center"/>'
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Partnerschaftsvertrag", more=centred),
            w.para("zwischen A und B", more=centred),
            w.para("§ 1", more=centred),
            w.para("Gegenstand", more=centred),
            w.para("(1) Die Städte arbeiten zusammen."),
            w.para("(2) Sie tun das"),
            w.para("a) gern,"),
            w.para("b) oft."),
            w.para("§ 2", more=centred),
            w.para("Kosten", more=centred),
            w.para("Jeder zahlt selbst. § 1 gilt entsprechend."),
        )
    )
    assert made.text == (
        "---\nnumbering: §\n---\n\n# Partnerschaftsvertrag\n\nzwischen A und B\n\n## Gegenstand\n\n"
        "1. Die Städte arbeiten zusammen.\n\n2. Sie tun das\n\n   1. gern,\n   2. oft.\n\n## Kosten\n\n"
        "Jeder zahlt selbst. § 1 gilt entsprechend.\n"
    )


@pytest.mark.parametrize("at", [0, 1])
def test_clauses_in_plain_paragraphs_that_word_counts_become_headings(tmp_path: Path, at: int) -> None:
    """Offices write bold paragraphs with automatic numbers, and their text in the same list or in another."""
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    other = "1" if at else "2"
    lists = w.numbering(w.level(0, "§ %1") + w.level(1, "(%2)"), w.level(0, "(%1)"))
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para(inside=bold.format("Rahmenvereinbarung")),
            w.para(inside=bold.format("Ziele"), num="1"),
            w.para("Wir wollen.", num=other, at=at),
            w.para("Wir sollen.", num=other, at=at),
            w.para(inside=bold.format("Geld"), num="1"),
            w.para("Ohne Nummer."),
            lists=lists,
        )
    )
    assert made.text == (
        "---\nnumbering: §\n---\n\n# Rahmenvereinbarung\n\n## Ziele\n\n1. Wir wollen.\n2. Wir sollen.\n\n"
        "## Geld\n\nOhne Nummer.\n"
    )


def test_clauses_with_a_gap_keep_the_numbers_that_they_have(tmp_path: Path) -> None:
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Satzung", style="Title"),
            *(w.para(f"§ {number} Titel {number}", style="Heading1") for number in ("1", "2", "2a", "3", "5")),
        )
    )
    assert "{.unnumbered}\n## § 2a Titel 2a" in made.text
    assert "{.unnumbered}\n## § 5 Titel 5" in made.text
    assert "\n## Titel 3" in made.text
    assert any("§ 2a, § 5" in what for what in said(made, Kind.NUMBER))
    without = making.make(tmp_path / "a.docx", "a", extensions=[])
    assert "numbering" not in without.text
    assert "## § 3 Titel 3" in without.text


def test_articles_in_other_words_are_named(tmp_path: Path) -> None:
    made = imported(
        w.write(
            tmp_path / "a.docx",
            w.para("Agreement", style="Title"),
            w.para("Article I – Aims", style="Heading1"),
            w.para("Text."),
            w.para("Article II: Money", style="Heading1"),
        )
    )
    assert "numbering: Art." in made.text
    assert "## Aims" in made.text
    assert "Article II → Art.\xa02" in said(made, Kind.NUMBER)[0]


def test_references_to_clauses_are_named(tmp_path: Path) -> None:
    paragraphs = (
        w.para("Vertrag", style="Title"),
        w.para("§ 1 Ziele", style="Heading1"),
        w.para("Näheres steht in § 2 Abs. 1 und in §\u00a02."),
        w.para("§ 2 Geld", style="Heading1"),
        w.para("Nach § 1, nicht nach § 21 BDSG, Art. 2 oder § 2.5."),
    )
    made = imported(w.write(tmp_path / "a.docx", *paragraphs))
    assert said(made, Kind.NUMBER) == ["These references to clauses stand as text: § 2 Abs. 1, § 2, § 1"]
    assert "Näheres steht in § 2 Abs. 1" in made.text.replace("\u00a0", " ")


def test_links_to_a_clause_that_say_its_number_become_references(tmp_path: Path) -> None:
    def mark(name: str) -> str:
        return f'<w:bookmarkStart w:id="1" w:name="{name}"/><w:bookmarkEnd w:id="1"/>'

    def link(name: str, text: str) -> str:
        return f'<w:hyperlink w:anchor="{name}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'

    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    paragraphs = (
        w.para("Vertrag", style="Title"),
        w.para("§ 1 Ziele", style="Heading1", inside=mark("ziele")),
        w.para("Siehe ", inside=link("geld", "§ 2") + run(" und ") + link("geld", "dort") + run(" ")),
        w.para("§ 2 Geld", style="Heading1", inside=mark("geld")),
        w.para("Siehe ", inside=link("ziele", "§ 2")),
    )
    made = imported(w.write(tmp_path / "a.docx", *paragraphs))
    assert "Siehe {clause}`seite-2` und [dort](#seite-2)\n" in made.text
    assert "(seite-2)=\n## Geld" in made.text
    assert "Siehe [§ 2](#seite-1)" in made.text.replace("\u00a0", " ")  # what it says is not where it leads


def test_what_a_paper_has_beside_its_text_is_named(tmp_path: Path) -> None:
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        f'<Relationship Id="rIdX" Type="{rel}/image" Target="https://evil.example/x.png" TargetMode="External"/>'
        f'<Relationship Id="rIdC" Type="{rel}/comments" Target="comments.xml"/>'
        f'<Relationship Id="rIdH" Type="{rel}/header" Target="header9.xml"/>'
        f'<Relationship Id="rIdT" Type="{rel}/attachedTemplate" Target="https://evil.example/t" TargetMode="External"/>'
    )
    parts = {
        "word/comments.xml": f'<w:comments {w.W}><w:comment w:id="0" w:author="Ada">{w.para("Stimmt das?")}</w:comment>'
        "</w:comments>".encode().decode(),
        "word/header9.xml": f"<w:hdr {w.W}>{w.para('Stadt Musterstadt')}</w:hdr>",
        "word/vbaProject.bin": "macro",
        "word/embeddings/oleObject1.bin": "ole",
    }
    changes = (
        '<w:ins w:id="1" w:author="A"><w:r><w:t>neues </w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>altes </w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheimes</w:t></w:r><w:r><w:t>Wort</w:t></w:r>"
    )
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><wps:txbx xmlns:wps="urn:x"><w:txbxContent>'
        "<w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    contents = '<w:style w:type="paragraph" w:styleId="Verz1"><w:name w:val="toc 1"/></w:style>'
    path = w.write(
        tmp_path / "a.docx",
        w.para("Titel", style="Title"),
        w.para("Ziele ........ 3", style="Verz1"),
        w.para("Ein ", inside=changes),
        w.para("Vor dem Kasten.", inside=box),
        w.para("Tabelle ", inside='<w:fldSimple w:instr=" SEQ Tabelle "><w:r><w:t>3</w:t></w:r></w:fldSimple>'),
        styles=contents,
        relations=relations,
        parts={name: text.encode() for name, text in parts.items()},
    )
    made = imported(path)
    assert made.text == "# Titel\n\nEin neues Wort\n\nVor dem Kasten.\n\nIm Kasten\n\nTabelle 3\n"
    assert said(made, Kind.CHANGE)[0] == "Deleted in a tracked change: altes "
    assert "1 insertions" in said(made, Kind.CHANGE)[1]
    assert said(made, Kind.COMMENT) == ["Ada: Stimmt das?"]
    assert said(made, Kind.HEADER) == ["Stadt Musterstadt"]
    assert "geheimes" in said(made, Kind.TEXT)[0]
    assert "Ziele" in said(made, Kind.FIELD)[0]
    assert "https://evil.example/x.png" in said(made, Kind.IMAGE)[0]
    active = " ".join(said(made, Kind.ACTIVE))
    assert "vbaProject.bin" in active
    assert "oleObject1.bin" in active
    assert "https://evil.example/t" in active


def test_tables_notes_pictures_and_links(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Bericht", 0)
    table = document.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"z{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    inner = table.cell(2, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "innen", "auch innen"
    (tmp_path / "bild.png").write_bytes(png())
    document.add_picture(str(tmp_path / "bild.png"))
    document.add_paragraph("Danach H", style="List Bullet").add_run("2").font.subscript = True
    document.save(str(tmp_path / "a.docx"))
    made = imported(tmp_path / "a.docx")
    for row in range(3):
        for column in range(3):
            assert made.text.count(f"z{row}{column}") == 1
    assert "auch innen" in made.text
    assert made.text.count("{list-table}") == 2
    assert "merged" in said(made, Kind.TABLE)[0]
    assert made.pictures == {"seite-1.png": png()}
    assert "![](seite-1.png)" in made.text
    assert "no words for those who do not see it" in said(made, Kind.IMAGE)[0]
    assert "- Danach H{sub}`2`" in made.text
