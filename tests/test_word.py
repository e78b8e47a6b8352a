"""Word documents and OpenDocument: what a paper says is what is read back, with its language and direction."""

from __future__ import annotations

import base64
import importlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from paper_wiki import make_papers
from PIL import Image
from views import DAY, png
from word_reader import Read, Wanted, faults, is_head, letters, of, rows, table_style, wanted, words

from partnerwiki.config import load_project
from partnerwiki.documents import bitmaps, columns, making, pandoc_, setting, word, word_reference, wording
from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing import making as importing
from partnerwiki.languages import direction, tag
from partnerwiki.messages import translator
from partnerwiki.papers import model as m

LANGUAGES = ["uk", "ar", "he", "am"]
VERSION = translator("de")("Version")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="1" y="15">Wasser</text>{more}</svg>'


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> making.Papers:
    """Papers that real builds have made."""
    folder = make_papers(tmp_path_factory.mktemp("papers"), LANGUAGES)
    return making.read_papers(load_project(folder))[0]


def paper(*blocks: m.Block, language: str = "de", title: str = "Titel", **values: Any) -> m.Paper:
    return m.Paper(docname="a", language=language, source="de", title=title, blocks=list(blocks), **values)


def text(words_: str, **values: Any) -> m.Paragraph:
    return m.Paragraph(inside=[m.Text(text=words_)], **values)


def single(*blocks: m.Block, **values: Any) -> Read:
    return Read(word.single(paper(*blocks, **values), "1"))


def plain(parts: Any) -> str:
    return "".join(part.text for part in m.walk(parts) if isinstance(part, m.Text))


def misread(read: Any, said: list[Wanted]) -> list[str]:
    """Give the words that are not there in their order, or in another language or direction than they should."""
    found = list(letters(read))
    whole = "".join(letter.text for letter in found)
    wrong, at = [], 0
    for one in said:
        text_ = re.sub(r"\s+\Z", "", one.text) if one.is_code else one.text
        place = whole.find(text_, at)
        if place < 0:
            wrong.append(f"not there: {text_}")
            continue
        at = place + len(text_)
        for letter in (letter for letter in found[place:at] if letter.text.isalnum()):
            way = direction(one.lang) == "rtl" and not one.is_code
            around = direction(one.around) == "rtl" and not one.is_code
            if (letter.lang, letter.is_rtl, letter.is_in_rtl) != (one.lang, way, around):
                wrong.append(f"{text_[:20]}: {letter}, not {one}")
                break
    return wrong


def turns(*columns: m.Paper) -> list[Wanted]:
    """Give the words of papers side by side, in the order of reading."""
    return [
        part
        for row in setting.aligned(columns)
        for mine, block in zip(columns, row, strict=True)
        for part in wanted([block], tag(mine.language))
    ]


# ------------------------------------------------------------------------------------------------------- what it holds
@pytest.mark.parametrize("name", ["vertrag", "blatt"])
@pytest.mark.parametrize("language", ["de", *LANGUAGES])
def test_a_document_says_what_its_paper_says(papers: making.Papers, name: str, language: str, tmp_path: Path) -> None:
    mine = papers[name, language]
    data = word.single(mine, "1a2b")
    read = Read(data)
    assert faults(data, tmp_path) == []
    assert misread(read.body, list(of(mine))) == []
    parts = list(m.walk(mine.blocks))
    headings = [(block.level, plain(block.inside)) for block in parts if isinstance(block, m.Heading)]
    assert [(level, said.split("] ")[-1]) for level, said in read.headings] == headings
    assert len(headings) == 4
    tables = [part for part in parts if isinstance(part, m.Table)]
    assert [[is_head(row) for row in rows(table)] for table in read.tables] == [
        [True] * len(table.head) + [False] * len(table.body) for table in tables
    ]
    cells = [one for table in tables for row in (*table.head, *table.body) for one in row]
    assert len([one for table in read.tables for one in table.iter(qn("w:tc"))]) == len(cells)
    assert read.alts == [part.alt for part in parts if isinstance(part, m.Figure)]
    assert read.numbers == [
        item.number for part in parts if isinstance(part, m.Items) for item in part.items if item.number
    ]
    assert [len(read.notes), len(mine.notes)] == [2, 2]
    for note, blocks in zip(read.notes, mine.notes.values(), strict=True):
        assert misread(note, list(wanted(blocks, tag(language)))) == []


@pytest.mark.parametrize(("language", "other"), [("de", "ar"), ("ar", "de"), ("de", "de")])
def test_a_footnote_that_is_not_translated_keeps_its_direction(language: str, other: str) -> None:
    said = [m.Text(text="Wort "), m.Style(style="strong", lang=language, inside=[m.Text(text="ماء")])]
    notes = {"n": [m.Paragraph(inside=said, lang=other if other != language else "", mark="missing", unit="u")]}
    read = single(m.Paragraph(inside=[m.Footnote(id="n")]), language=language, notes=notes)
    assert misread(read.notes[0], list(wanted(notes["n"], language))) == []


@pytest.mark.parametrize(("one", "other"), [("de", "uk"), ("de", "ar"), ("ar", "de"), ("he", "ar"), ("de", "am")])
def test_two_languages_stand_side_by_side_clause_by_clause(
    papers: making.Papers, one: str, other: str, tmp_path: Path
) -> None:
    left, right = papers["vertrag", one], papers["vertrag", other]
    data = word.side_by_side([left, right], "1a2b")
    read = Read(data)
    assert faults(data, tmp_path) == []
    assert misread(read.body, turns(left, right)) == []
    table = next(iter(read.body.iter(qn("w:tbl"))))
    pairs = setting.aligned([left, right])
    assert len(rows(table)) == len(pairs) + 1
    assert [is_head(row) for row in rows(table)] == [True] + [False] * len(pairs)
    assert all(len(row.findall(qn("w:tc"))) == 2 for row in rows(table))
    for row, pair in zip(rows(table)[1:], pairs, strict=True):
        for cell, block, mine in zip(row.findall(qn("w:tc")), pair, (left, right), strict=True):
            assert misread(cell, list(wanted([block], tag(mine.language)))) == []
            kinds = [part.t for part in m.walk([block]) if getattr(part, "t", "") in ("table", "figure")]
            there = [
                {"tbl": "table", "inline": "figure"}[etree.QName(part).localname]
                for part in cell.iter("{*}tbl", "{*}inline")
            ]
            assert there == kinds
    assert visual(table) == (direction(one) == "rtl")
    inner = [found for found in read.tables if found is not table]
    assert [visual(found) for found in inner] == [direction(one) == "rtl", direction(other) == "rtl"]
    assert len(read.headings) == 8
    assert len(read.notes) == 2
    for note, name in zip(read.notes, left.notes, strict=True):
        both = [*wanted(left.notes[name], tag(one)), *wanted(right.notes[name], tag(other))]
        assert misread(note, both) == []
    assert [read.document.core_properties.language, read.document.core_properties.title] == [
        tag(one),
        f"{left.title} – {right.title}",
    ]


def test_three_languages_lie_across_the_sheet(papers: making.Papers, tmp_path: Path) -> None:
    three = [papers["vertrag", code] for code in ("de", "ar", "uk")]
    data = word.side_by_side(three, "1")
    assert faults(data, tmp_path) == []
    read = Read(data)
    assert misread(read.body, turns(*three)) == []
    section = read.document.sections[0]
    assert section.page_width > section.page_height
    table = next(iter(read.body.iter(qn("w:tbl"))))
    assert {len(row.findall(qn("w:tc"))) for row in rows(table)} == {3}
    assert [visual(found) for found in read.tables] == [False, True, False]
    assert len(read.notes) == 2
    assert section.header.paragraphs[-1].text == "ENTWURF / مسودة / ПРОЄКТ"


def visual(table: Any) -> bool:
    return table.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None


def _drop(name: str) -> Any:
    def change(root: Any) -> None:
        for part in list(root.iter(qn(name))):
            part.getparent().remove(part)

    return change


def _swap(root: Any) -> None:
    row = next(row for row in root.iter(qn("w:tr")) if not is_head(row))
    row.append(row.findall(qn("w:tc"))[0])


@pytest.mark.parametrize("change", [_drop("w:lang"), _drop("w:rtl"), _drop("w:bidi"), _swap])
def test_what_is_broken_is_found(papers: making.Papers, change: Any) -> None:
    left, right = papers["vertrag", "de"], papers["vertrag", "ar"]
    read = Read(word.side_by_side([left, right], "1"))
    change(read.body)
    assert misread(read.body, turns(left, right))


def test_a_footnote_has_one_number_however_often_it_is_named(papers: making.Papers) -> None:
    left, right = papers["vertrag", "de"], papers["vertrag", "uk"]
    for data, fields in ((word.single(left, "1"), 1), (word.side_by_side([left, right], "1"), 4)):
        read = Read(data)
        places = {mark.get(qn("w:name")) for mark in read.body.iter(qn("w:bookmarkStart"))}
        assert len(list(read.body.iter(qn("w:footnoteReference")))) == 2
        named = [found.text.split()[:2] for found in read.body.iter(qn("w:instrText"))]
        assert len(named) == fields
        assert {kind for kind, _place in named} == {"NOTEREF"}
        assert {place for _kind, place in named} <= places


def test_links_lead_to_places_that_are_there(papers: making.Papers) -> None:
    read = Read(word.single(papers["vertrag", "de"], "1"))
    places = [mark.get(qn("w:name")) for mark in read.body.iter(qn("w:bookmarkStart"))]
    assert len(places) == len(set(places))
    links = list(read.body.iter(qn("w:hyperlink")))
    inner = [link.get(qn("w:anchor")) for link in links if link.get(qn("w:anchor"))]
    assert len(inner) == 1
    assert set(inner) <= set(places)
    outer = [read.document.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))]
    assert outer == ["https://wiki.example/repo/de/andere.html"]


def test_what_nobody_has_reviewed_is_marked_and_counted(papers: making.Papers) -> None:
    mine = papers["vertrag", "uk"]
    read, counts = Read(word.single(mine, "1")), wording.marks(mine)
    assert counts["machine"] > 2
    marked = [
        run
        for run in read.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}[@{qn('w:val')}='Unreviewed']") is not None
    ]
    said = [words(run) for run in marked if words(run).startswith("[")]
    assert said.count("[Машинна чернетка]") == counts["machine"]
    assert said.count("[Не перекладено]") == counts["missing"]
    assert [f"{counts.total()}" in line for line in read.styled("Count")] == [True]
    assert Read(word.single(papers["vertrag", "de"], "1")).styled("Count") == []


def test_marks_of_drafts_do_not_come_back_as_text(papers: making.Papers, tmp_path: Path) -> None:
    mine = papers["vertrag", "uk"]
    count = sum(wording.marks(mine).values())
    (tmp_path / "vertrag.docx").write_bytes(word.single(mine, "1"))
    made = importing.make(tmp_path / "vertrag.docx", "vertrag", extensions=["attrs_block", "deflist"])
    assert "Машинна чернетка" not in made.text
    assert "Не перекладено" not in made.text
    assert f"{count} marks of texts that nobody had reviewed are left out." in "".join(
        loss.what for loss in made.losses.found
    )
    # brackets that somebody wrote stay
    (tmp_path / "eigen.docx").write_bytes(
        word.single(paper(m.Paragraph(inside=[m.Text(text="[… Amt] und [Maschineller Entwurf]")])), "1")
    )
    assert "Maschineller Entwurf" in importing.make(tmp_path / "eigen.docx", "eigen").text


def test_a_picture_that_nobody_has_reviewed_says_so() -> None:
    figure = m.Figure(svg=SVG.format(more=""), alt="Ein Fluss", mark="machine", unit="u")
    assert single(figure).alts == ["[Maschineller Entwurf] Ein Fluss"]


def test_a_draft_says_so_on_every_sheet_and_both_parties_sign(papers: making.Papers) -> None:
    left, right = papers["vertrag", "de"], papers["vertrag", "ar"]
    read = Read(word.side_by_side([left, right], "1a2b"))
    section = read.document.sections[0]
    assert section.header.paragraphs[-1].text == "ENTWURF / مسودة"
    assert {letter.lang for letter in letters(section.header._element)} == {"de", "ar"}
    assert section.footer.paragraphs[-1].text.startswith(f"{left.title} · {VERSION} 1a2b · ENTWURF / مسودة")
    fields = [found.get(qn("w:instr")) for found in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    table = next(found for found in read.body.iter(qn("w:tbl")) if table_style(found) == "Signatures")
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows(table))
    said = words(table)
    for wanted_ in ("Hierstadt", "Dorf", "Bürgermeisteramt", "Ort, Datum / ", "Unterschrift / ", "Siegel / "):
        assert wanted_ in said
    agreement = left.agreement.model_copy(update={"is_signed": True})  # type: ignore[union-attr]
    signed = Read(word.single(left.model_copy(update={"agreement": agreement}), "1a2b"))
    assert "ENTWURF" not in "".join(found.text for found in signed.document.sections[0].header.paragraphs)
    assert signed.document.sections[0].footer.paragraphs[-1].text.startswith(f"{left.title} · {VERSION} 1a2b\t")


def test_three_parties_sign_on_one_sheet(tmp_path: Path) -> None:
    parties = [
        m.Signatory(party=name, office="Amt", signed="Ort, 1. Mai 2027" if name == "A" else "") for name in "ABC"
    ]
    agreement = m.Agreement(id="a", stage="signed", is_signed=True, languages=["de"], signatories=parties)
    mine = paper(text("Text."), agreement=agreement)
    data = word.single(mine, "1")
    assert faults(data, tmp_path) == []
    read = Read(data)
    table = next(found for found in read.body.iter(qn("w:tbl")))
    assert [len(row.findall(qn("w:tc"))) for row in rows(table)] == [2, 2]
    seals = [found for found in table.iter(qn("w:p")) if read.style(found) == "Seal"]
    kept = [found.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for found in seals]
    assert kept == [True, True, False]
    others = {read.style(found) for found in rows(table)[0].iter(qn("w:p"))} - {"Seal"}
    assert all(read.document.styles[name].paragraph_format.keep_with_next for name in others)
    assert read.styled("Signature Filled") == ["Ort, 1. Mai 2027"]


# ---------------------------------------------------------------------------------------------------------------- parts
NUMBERS = [
    ["1.", "2.", "3."],
    ["(2)", "(3)"],
    ["a)", "b)", "c)"],
    ["(c)", "(d)"],
    ["i.", "ii.", "iii."],
    ["IV)", "V)"],
    ["A.", "B."],
    ["i)"],
    ["z)"],
    ["7."],
]


@pytest.mark.parametrize("numbers", NUMBERS, ids="-".join)
def test_numbers_that_word_can_count_are_counted_by_it(numbers: list[str], tmp_path: Path) -> None:
    data = word.single(paper(m.Items(items=[m.Item(number=one, blocks=[text("Satz.")]) for one in numbers])), "1")
    assert Read(data).numbers == numbers
    assert faults(data, tmp_path) == []


@pytest.mark.parametrize(
    "numbers",
    [["1.", "3."], ["Art. 1", "Art. 2"], ["(1a)"], ["z)", "aa)"], ["0."], ["1"], ["1.", "b."], ["٣."], ["123456."]],
)
def test_numbers_that_word_cannot_count_stand_as_text(numbers: list[str]) -> None:
    items = [m.Item(number=one, names=["x"], blocks=[text("Satz."), text("Mehr.", lang="ar")]) for one in numbers]
    read = single(m.Items(items=items))
    assert read.numbers == []
    assert read.styled("Numbered") == [f"{one}\tSatz." for one in numbers]
    mine = paper(m.Items(items=items))
    side = Read(word.side_by_side([mine, mine], "1"))
    # side by side an item is alone in its row: Word can count some of them there
    shown = [*side.numbers, *(line.removesuffix("\tSatz.") for line in side.styled("Numbered"))]
    assert sorted(shown) == sorted(numbers * 2)


def test_a_number_stands_before_whatever_an_item_begins_with(tmp_path: Path) -> None:
    table = m.Table(columns=1, body=[[m.Cell(blocks=[text("Zelle")])]])
    firsts: list[m.Block] = [text("ماء", lang="ar"), table, m.Code(text="c"), text("klein", role="small")]
    items = [m.Item(number=f"Art. {at}", names=["x"], blocks=[first]) for at, first in enumerate(firsts, 1)]
    link = m.Paragraph(inside=[m.Link(to="#x", inside=[m.Text(text="hin")])])
    data = word.single(paper(link, m.Items(items=items)), "1")
    assert faults(data, tmp_path) == []
    found = words(Read(data).body)
    assert [found.count(f"Art. {at}\t") for at in range(1, 5)] == [1] * 4
    for numbered in (items, [item.model_copy(update={"number": ""}) for item in items]):
        assert faults(word.single(paper(link, m.Items(items=numbered)), "1"), tmp_path) == []


@given(st.integers(1, 900), st.sampled_from("1aAiI"), st.integers(1, 5), st.sampled_from(["{}.", "{})", "({})"]))
def test_counting_gives_the_numbers_that_it_was_given(start: int, numerals: Any, count: int, form: str) -> None:
    numbers = [form.format(pandoc_.numeral_of(start + place, numerals)) for place in range(count)]
    counted = pandoc_.counting(numbers)
    if counted is None:
        assert numerals in ("a", "A")
        assert start + count - 1 > 26
        return
    kind = next(key for key, name in pandoc_._NUMERALS.items() if name == counted[1])
    form = {"Period": "{}.", "OneParen": "{})", "TwoParens": "({})"}[counted[2]]
    assert [form.format(pandoc_.numeral_of(counted[0] + place, kind)) for place in range(count)] == numbers


def everything() -> list[m.Block]:
    """Give a block of every kind, with every kind of words."""
    inside: list[m.Inline] = [
        m.Text(text="Wort "),
        *[
            m.Style(style=style, inside=[m.Text(text=f"<{style}>")])
            for style in ("strong", "emphasis", "literal", "sub", "sup", "key")
        ],
        m.Style(lang="ar", inside=[m.Text(text="ماء")]),
        m.Link(to="#ziel", inside=[m.Text(text="Ziel")]),
        m.Link(to="#nirgends", inside=[m.Text(text="Nirgends")]),
        m.Link(to='https://wiki.example/a?b=c&d="e"', inside=[m.Text(text="Netz")]),
        m.Link(to="javascript:alert(1)", inside=[m.Text(text="Böse")]),
        m.Symbol(svg=SVG.format(more="")),
        m.Break(),
        m.Footnote(id="n"),
    ]
    cell = m.Cell(blocks=[m.Paragraph(inside=inside)])
    return [
        m.Heading(level=1, number="§ 4", inside=[m.Text(text="Überschrift")], names=["ziel", "ungenannt"]),
        m.Paragraph(inside=inside, mark="outdated", unit="u"),
        *[text(role, role=role) for role in ("caption", "lead", "small")],
        m.Items(items=[m.Item(blocks=[text("Punkt"), m.Code(text="a\n  b")])]),
        m.Definitions(
            items=[m.Definition(term=[m.Text(text="Wort")], mark="machine", lang="ar", blocks=[text("Sinn")])]
        ),
        m.Table(
            columns=3,
            caption=[m.Text(text="Titel der Tafel")],
            head=[[m.Cell(blocks=[text("Kopf")], across=2, is_head=True), m.Cell(blocks=[text("K")], is_head=True)]],
            body=[
                [m.Cell(blocks=[text("Zeile")], down=2, is_head=True), cell, m.Cell(blocks=[text("r")], align="right")],
                [m.Cell(blocks=[]), m.Cell(blocks=[m.Items(items=[m.Item(blocks=[text("P")])])], align="center")],
            ],
        ),
        m.Figure(svg=SVG.format(more=""), alt="Wasser", caption=[text("Unten", role="caption"), text("Legende")]),
        m.Box(
            kind="note",
            blocks=[text("Achtung", role="lead"), text("Text"), m.Items(items=[m.Item(blocks=[text("P")])])],
        ),
        m.Quote(blocks=[text("Zitat"), text("Wer", role="small")]),
        m.Code(text="x = 1\n\ty = 2\n"),
        m.Rule(),
    ]


def test_columns_have_room_for_their_words() -> None:
    rows_ = [["Nr.", "Zuständigkeitsbereich", "Ort"], ["1", "Wasser", "Dorf"]]
    body = [[m.Cell(blocks=[text(one)]) for one in row] for row in rows_]
    joined = m.Cell(blocks=[text("Ein langer Text über alle Spalten hinweg, der keine breiter macht")], across=3)
    down = m.Cell(blocks=[text("x")], down=3)
    block = m.Table(columns=4, body=[[down, *body[0]], [joined], body[1]])
    first, second, third, fourth = columns.shares(block)
    assert sum((first, second, third, fourth)) == pytest.approx(1)
    assert first < second < fourth * 2 < third
    assert columns.shares(m.Table(columns=2, body=[])) == [0.5, 0.5]
    grid = [int(found.get(qn("w:w"))) for found in single(block).body.iter(qn("w:gridCol"))]
    assert [width / sum(grid) for width in grid] == pytest.approx([first, second, third, fourth], abs=0.01)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_kind_of_block_has_its_place(language: str, tmp_path: Path) -> None:
    mine = paper(*everything(), language=language, notes={"n": [text("Fußnote"), m.Code(text="c")]})
    data = word.single(mine, "1")
    assert faults(data, tmp_path) == []
    read = Read(data)
    assert misread(read.body, list(of(mine))) == []
    assert read.headings == [(1, "§ 4\u2002Überschrift")]
    table = read.tables[0]
    assert [is_head(row) for row in rows(table)] == [True, False, False]
    assert next(found.get(qn("w:val")) for found in table.iter(qn("w:gridSpan"))) == "2"
    assert len(list(table.iter(qn("w:vMerge")))) == 2
    sides = [found.get(qn("w:val")) for found in table.iter(qn("w:jc"))]
    # Word turns sides with the direction of a paragraph: right is written as left there, to be right
    assert sides == (["left", "center"] if language == "ar" else ["right", "center"])
    assert read.styled("Table Caption") == ["Titel der Tafel"]
    assert read.styled("Image Caption") == ["Unten"]
    assert [len(read.styled(style)) for style in ("Box Start", "Box End", "Rule")] == [1, 1, 1]
    assert read.styled("Lead") == ["lead", "Achtung"]
    assert read.styled("Table Head") == ["Kopf", "K", "Zeile"]
    assert read.signs == ["–", "", "–", "–"]  # what follows in an item has no sign of its own
    targets = [rel.target_ref for rel in read.document.part.rels.values() if rel.is_external]
    assert {target[:8] for target in targets} == {"https://"}
    assert "Böse" in words(read.body)
    assert read.alts == ["Wasser"]
    side = word.side_by_side([mine, mine.model_copy(update={"language": "en"})], "1")
    assert faults(side, tmp_path) == []


def test_a_block_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(TypeError, match="Cell"):
        single(m.Quote.model_construct(t="quote", blocks=[m.Cell(blocks=[])]))
    with pytest.raises(TypeError, match="Cell"):
        single(
            m.Paragraph.model_construct(t="paragraph", inside=[m.Cell(blocks=[])], names=[], mark="", role="", lang="")
        )


HOSTILE = [
    "<w:p><w:r><w:t>x</w:t></w:r></w:p> &amp; &#x41; <![CDATA[x]]> <!-- x -->",
    '{ NOTEREF pw_note_1 \\h } { INCLUDETEXT "/etc/passwd" } { DDEAUTO c:\\\\x }',
    "**b** _e_ `c` [x](y){.z} ~~s~~ ^[note] $x^2$ @cite # nicht --- ... \"q\" 'q'",
    "```{=openxml}\n<w:br/>\n```",
    "`<w:br/>`{=openxml} \\newpage <script>alert(1)</script>",
    ":::{.note} | a | b | --- 1. x\u2029y\u2028z",
    "a\x00b\x0bc\x1b[31m\x85d\ufffee",
    "PAGE NUMPAGES %1 &&& ]]> \u202eumgekehrt\u202c \u200e\u200f\ufeff",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_is_never_markup(hostile: str, tmp_path: Path) -> None:
    wanted_ = pandoc_.clean(hostile)
    mine = paper(
        m.Heading(level=1, number=hostile, inside=[m.Text(text=hostile)], names=[hostile]),
        m.Paragraph(inside=[m.Text(text=hostile), m.Link(to=f"#{hostile}", inside=[m.Text(text=hostile)])]),
        m.Items(items=[m.Item(number=hostile, blocks=[text(hostile)])]),
        m.Code(text=hostile),
        m.Table(columns=1, caption=[m.Text(text=hostile)], body=[[m.Cell(blocks=[text(hostile)])]]),
        m.Figure(svg=SVG.format(more=""), alt=hostile),
        title=hostile,
        agreement=m.Agreement(
            id="a",
            stage="s",
            is_signed=False,
            languages=["de"],
            signatories=[m.Signatory(party=hostile, office=hostile)],
        ),
    )
    data = word.single(mine, hostile)
    assert faults(data, tmp_path) == []
    read = Read(data)
    assert read.headings == [(1, f"{wanted_}\u2002{wanted_}")]
    assert words(read.body).count(wanted_) == (10 if "\n" in hostile else 11)
    assert words(read.body).count(pandoc_.lines(hostile)) >= 1
    assert read.document.core_properties.title == wanted_
    assert read.document.sections[0].footer.paragraphs[-1].text.startswith(f"{wanted_} · {VERSION} {wanted_} · ENTWURF")
    assert read.alts == [wanted_]
    assert not list(read.body.iter(qn("w:instrText"), qn("w:fldSimple")))
    anchors = [link.get(qn("w:anchor")) for link in read.body.iter(qn("w:hyperlink"))]
    assert anchors == [mark.get(qn("w:name")) for mark in read.body.iter(qn("w:bookmarkStart"))]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=8))
def test_any_text_comes_out_as_it_went_in(texts: list[str]) -> None:
    said = [f"x{one}x" for one in texts]
    read = single(*map(text, said))
    assert [words(found) for found in read.body.iter(qn("w:p"))] == [pandoc_.clean(one) for one in said]


@given(st.text())
def test_what_xml_cannot_hold_is_left_out(said: str) -> None:
    parsed = etree.fromstring(etree.tostring(_holding(pandoc_.lines(said))))
    assert parsed.text or not pandoc_.lines(said)


def _holding(said: str) -> Any:
    element = etree.Element("a")
    element.text = said
    return element


def test_control_characters_are_left_out_and_nothing_else() -> None:
    assert (
        pandoc_.clean("a\x00\x1b\x7f\x85\ud800\ufffe\uffffb\tc\nd\u00a0e\u200b\U0001f600")
        == "ab c d\u00a0e\u200b\U0001f600"
    )


# ------------------------------------------------------------------------------------------------------------- pictures
def test_drawings_become_pictures_that_fetch_nothing(tmp_path: Path) -> None:
    other = tmp_path / "geheim.png"
    Image.new("RGB", (40, 20), (200, 0, 0)).save(other)
    plain_ = bitmaps.drawn(SVG.format(more="").encode())
    sly = f'<image href="{other}" width="40" height="20"/><image href="http://127.0.0.1:9/x.png" width="9" height="9"/>'
    assert bitmaps.drawn(SVG.format(more=sly).encode()) == plain_
    assert Image.open(io.BytesIO(plain_)).size == (120, 60)
    huge = SVG.format(more="").replace("0 0 40 20", "0 0 400000 200000")
    assert Image.open(io.BytesIO(bitmaps.drawn(huge.encode()))).size == (2399, 1199)
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{other}">]>' + SVG.format(more="<text>&x;</text>")
    with pytest.raises(PartnerwikiError, match="cannot be read"):
        bitmaps.address(entity.encode())


def test_webp_becomes_png_and_the_others_stay() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (10, 20, 200)).save(stream, "WEBP")
    shown = Image.open(io.BytesIO(base64.b64decode(bitmaps.address(stream.getvalue()).split(",")[1])))
    red, green, blue = shown.convert("RGB").getpixel((5, 5))
    assert (shown.format, blue > 190, red < 30, green < 40) == ("PNG", True, True, True)
    assert base64.b64decode(bitmaps.address(png()).split(",")[1]) == png()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"kein Bild"),
        ("a.svg", b"<svg"),
        ("a.svg", b"<p/>"),
        ("a.webp", b"RIFF"),
        ("a.tif", b"II"),
        ("a.png", png()[:12]),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 0'/>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_a_damaged_picture_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PartnerwikiError, match="cannot be read") as caught:
        single(m.Figure(path=str(tmp_path / name), alt="x", line=7))
    assert (caught.value.path, caught.value.line) == (tmp_path / name, 7)


def test_a_picture_in_a_line_is_as_high_as_the_line(tmp_path: Path) -> None:
    Image.new("RGB", (400, 400)).save(tmp_path / "a.png")
    image = m.Image(path=str(tmp_path / "a.png"), alt="Ein <Zeichen>")
    read = single(m.Paragraph(inside=[m.Text(text="vor "), image, m.Text(text=" nach")]))
    assert read.alts == ["Ein <Zeichen>"]
    assert [int(found.get("cy")) for found in read.body.iter("{*}extent")] == [9 * 12700]


def test_pictures_keep_within_their_column(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 1000)).save(tmp_path / "breit.png")
    Image.new("RGB", (100, 9000)).save(tmp_path / "hoch.png")
    figures = [m.Figure(path=str(tmp_path / name), alt=name) for name in ("breit.png", "hoch.png")]
    inner = m.Table(columns=2, body=[[m.Cell(blocks=[figures[0]]), m.Cell(blocks=[])]])
    mine = paper(*figures, inner)
    for data, widest in ((word.single(mine, "1"), 165), (word.side_by_side([mine, mine], "1"), 75)):
        sizes = [
            (int(found.get("cx")) / 36000, int(found.get("cy")) / 36000) for found in Read(data).body.iter("{*}extent")
        ]
        assert max(wide for wide, _high in sizes) <= widest
        assert max(high for _wide, high in sizes) <= 200
        assert sizes[0][0] > widest - 5
        assert sizes[0][0] / sizes[0][1] == pytest.approx(4, rel=0.01)
        assert sizes[-1][0] < widest / 2


# ----------------------------------------------------------------------------------------------------------- references
def test_our_reference_document_is_what_the_script_makes() -> None:
    script = importlib.import_module("reference_docx")
    made = script.reference(script.default())
    assert parts(made) == parts(word_reference.OURS.read_bytes())


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_our_reference_document_breaks_no_rule(tmp_path: Path) -> None:
    assert faults(word_reference.OURS.read_bytes(), tmp_path) == []


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A town's own reference document, made of Word's own template, with a head and other ids for its styles."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].add_run("Briefkopf der Stadt")
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    document.add_paragraph("Muster, das niemand sehen soll")
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(tmp_path / "eigen.docx", "w") as archive:
        for name, data in parts(stream.getvalue()).items():
            if name.endswith(".xml"):
                data = data.replace(b'"Heading1"', b'"berschrift1"').replace(b'"Caption"', b'"Rule"')
            archive.writestr(name, data)
    return tmp_path / "eigen.docx"


def test_a_town_can_put_its_own_in_place(own: Path, papers: making.Papers, tmp_path: Path) -> None:
    left, right = papers["vertrag", "de"], papers["vertrag", "ar"]
    for data in (word.single(left, "1a", own), word.side_by_side([left, right], "1a", own)):
        assert faults(data, tmp_path) == []
        read = Read(data)
        section = read.document.sections[0]
        assert section.header.paragraphs[0].text == "Briefkopf der Stadt"
        for head in (section.header, section.first_page_header, section.even_page_header):
            assert head.paragraphs[-1].text.startswith("ENTWURF")
        for foot in (section.footer, section.first_page_footer, section.even_page_footer):
            assert f"{VERSION} 1a" in foot.paragraphs[-1].text
        assert "Muster" not in words(read.body)
        names = {style.name for style in read.document.styles}
        assert {"Unreviewed", "Box End", "Rule", "Synopsis", "Signatures", "Seal", "Count", "Table Head"} <= names
        ids = [style.style_id for style in read.document.styles]
        assert len(ids) == len(set(ids))
        assert read.headings[0] == (1, left.title)
    assert misread(Read(word.single(right, "1", own)).body, list(of(right))) == []


@pytest.mark.parametrize("data", [b"", b"kein Dokument", None])
def test_a_reference_document_that_is_none_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "eigen.docx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(PartnerwikiError) as caught:
        word.single(paper(text("x")), "1", path)
    assert caught.value.path == path


# ------------------------------------------------------------------------------------------------------------ the files
def test_the_same_paper_gives_the_same_bytes(papers: making.Papers) -> None:
    one, other = papers["vertrag", "de"], papers["vertrag", "ar"]
    data = word.side_by_side([one, other], "1")
    assert word.side_by_side([one, other], "1") == data
    assert word.single(one, "1") == word.single(one, "1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    said = Read(data).document.core_properties
    assert [said.created.isoformat(), said.modified.isoformat()] == ["2027-06-01T00:00:00+00:00"] * 2


def test_a_failure_of_pandoc_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_api", lambda: [9, 9])
    with pytest.raises(PartnerwikiError, match="pandoc cannot write this document"):
        word.single(paper(text("x")), "1")


def odt(data: bytes) -> bytes:
    (made,) = word.odts([data])
    assert isinstance(made, bytes), made
    return made


@pytest.fixture(scope="module")
def opened(papers: making.Papers) -> Iterator[dict[str, bytes]]:
    """The parts of an OpenDocument that LibreOffice has made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        data = word.side_by_side([papers["vertrag", "de"], papers["vertrag", "ar"]], "1")
        yield parts(odt(data))


def test_an_opendocument_keeps_directions_alt_texts_and_languages(
    opened: dict[str, bytes], papers: making.Papers
) -> None:
    assert word.has_office()
    content = BeautifulSoup(opened["content.xml"], "xml")
    alts = [part.alt for code in ("de", "ar") for part in papers["vertrag", code].blocks if isinstance(part, m.Figure)]
    assert [found.text for found in content.find_all("desc")] == alts
    ways = {
        style["style:name"]: style.find("paragraph-properties").get("style:writing-mode")
        for style in content.find_all("style")
        if style.find("paragraph-properties")
    }
    arabic = [found for found in content.find_all(["p", "h"]) if re.match(r"[\u0600-\u06ff]", found.text)]
    assert len(arabic) > 15
    assert {ways.get(found.get("text:style-name")) for found in arabic if "Beschluss" not in found.text} == {"rl-tb"}
    spoken = {props.get("style:language-complex") for props in content.find_all("text-properties")}
    assert {"ar"} <= spoken
    assert "de" in {props.get("fo:language") for props in content.find_all("text-properties")}
    assert len(content.find_all("note")) == 2
    assert len(content.find_all("h")) == 8
    assert [found.text for found in content.find("table-header-rows").find_all("p")] == ["Deutsch", "العربية"]


def test_the_same_document_gives_the_same_opendocument(papers: making.Papers) -> None:
    data = word.single(papers["blatt", "ar"], "1")
    other = word.side_by_side([papers["vertrag", "de"], papers["vertrag", "ar"]], "1")
    alone, *_rest = word.odts([data])
    among = word.odts([other, data, b"PK\x03\x04 kein Dokument", data])
    assert [among[1], among[3]] == [alone, alone]
    assert isinstance(among[0], bytes)
    assert "LibreOffice cannot convert this document" in str(among[2])


def test_without_libreoffice_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not word.has_office()
    with pytest.raises(PartnerwikiError, match="OpenDocument files need LibreOffice") as caught:
        word.odts([b""])
    assert caught.value.mend


def test_what_libreoffice_cannot_open_is_told() -> None:
    (error,) = word.odts([b"PK\x03\x04 kein Dokument"])
    assert isinstance(error, PartnerwikiError)
    assert "LibreOffice cannot convert this document" in error.message
    assert error.mend
