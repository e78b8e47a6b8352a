"""Documents: what a page becomes on paper, read back from the PDF as a screen reader reads it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import polib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_wiki import CONF, SENTENCES, make_papers
from pdf_structure import failures, tree
from synopsis import cells, wrong_cells
from views import DAY, png
from wikis import make_wiki, partnerwiki
from wikis import tree as files_of

from partnerwiki.config import load_project
from partnerwiki.documents import making, pdf, setting, typst_, wording
from partnerwiki.numerals import numeral_of
from partnerwiki.papers import model as m


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A wiki of nine languages with an agreement and a page that asks for documents, built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        yield make_papers(tmp_path_factory.mktemp("papers"))


def document(wiki: Path, name: str) -> bytes:
    return (wiki / "build" / "site" / "_documents" / f"{name}.pdf").read_bytes()


def names(wiki: Path, kind: str = "pdf") -> list[str]:
    return sorted(path.stem for path in (wiki / "build" / "site" / "_documents").glob(f"*.{kind}"))


def test_each_page_has_its_documents(wiki: Path) -> None:
    codes = ["de", *SENTENCES]
    pairs = ["vertrag-de-uk", "vertrag-uk-de", *(f"blatt-de-{code}" for code in SENTENCES)]
    assert names(wiki) == sorted([f"{page}-{code}" for page in ("vertrag", "blatt") for code in codes] + pairs)
    assert names(wiki, "docx") == names(wiki)


def test_every_document_is_accessible_and_for_the_archive(wiki: Path) -> None:
    found = {name: failures(document(wiki, name)) for name in names(wiki)}
    assert {name: what for name, what in found.items() if what} == {}
    for name in names(wiki):
        with pikepdf.open(io.BytesIO(document(wiki, name))) as file:
            assert file.check_pdf_syntax() == []


@pytest.mark.parametrize("partner", list(SENTENCES))
def test_partners_are_read_in_turns_each_in_its_language(wiki: Path, partner: str) -> None:
    data = document(wiki, f"blatt-de-{partner}")
    papers, _problems = making.read_papers(load_project(wiki))
    assert wrong_cells(data, papers["blatt", "de"], papers["blatt", partner]) == []
    if partner not in ("ar", "he"):  # a PDF holds letters from right to left as they are seen
        heard = re.sub(r"[^\w]", "", "".join(cell.words for cell in cells(tree(data))[1::2]))
        assert heard.count(re.sub(r"[^\w]", "", SENTENCES[partner])[:12]) > 10


def changed(data: bytes, change: Any) -> bytes:
    """Give a PDF with each element of its tree changed."""
    with pikepdf.open(io.BytesIO(data)) as file:
        left = [file.Root.StructTreeRoot]
        while left:
            element = left.pop()
            change(element)
            kids = element.get("/K", [])
            left += [kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if _is_element(kid)]
        stream = io.BytesIO()
        file.save(stream)
    return stream.getvalue()


def _is_element(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _drop_language(element: Any) -> None:
    if "/Lang" in element and "/S" in element:
        del element["/Lang"]


def _drop_words(element: Any) -> None:
    if "/Alt" in element:
        del element["/Alt"]


def _swap(element: Any) -> None:
    kids = element.get("/K", [])
    if isinstance(kids, pikepdf.Array) and len(kids) > 10:
        kids[4], kids[5] = kids[5], kids[4]


def _skip(element: Any) -> None:
    if str(element.get("/S", "")) == "/H2":
        element.S = pikepdf.Name("/H4")


@pytest.mark.parametrize("change", [_drop_language, _drop_words, _swap, _skip])
def test_what_is_broken_is_found(wiki: Path, change: Any) -> None:
    data = changed(document(wiki, "blatt-de-uk"), change)
    papers, _problems = making.read_papers(load_project(wiki))
    assert failures(data) or wrong_cells(data, papers["blatt", "de"], papers["blatt", "uk"])


def test_what_nobody_has_reviewed_is_marked_and_counted(wiki: Path) -> None:
    papers, _problems = making.read_papers(load_project(wiki))
    paper = papers["vertrag", "uk"]
    counts = wording.marks(paper)
    catalog = polib.pofile(str(wiki / "locales" / "uk" / "LC_MESSAGES" / "vertrag.po"))
    assert counts["machine"] == sum(entry.fuzzy for entry in catalog)
    assert counts["missing"] == sum(not entry.msgstr for entry in catalog)
    words = tree(document(wiki, "vertrag-de-uk")).words
    assert words.count("[Машинна чернетка]") == counts["machine"]
    assert words.count("[Не перекладено]") == counts["missing"]
    assert f"{counts.total()}" in words.rsplit("Абзаци", 1)[1]
    assert "[" not in tree(document(wiki, "vertrag-de")).words


def test_an_untranslated_text_is_read_in_its_own_language(wiki: Path) -> None:
    found = [tag for tag in tree(document(wiki, "vertrag-uk")).all() if "Wer reist" in tag.text]
    assert [tag.lang for tag in found] == ["de"]
    heads = [tag for tag in tree(document(wiki, "vertrag-uk")).all() if "[Не перекладено]" in tag.text]
    assert {tag.lang for tag in heads} == {"uk"}


def test_a_footnote_has_one_number_and_both_languages(wiki: Path) -> None:
    top = tree(document(wiki, "blatt-de-uk"))
    notes = [tag for tag in top.all() if tag.kind in ("Note", "FENote")]
    assert len(notes) == 2
    assert {tag.lang for note in notes for tag in note.all() if tag.text.strip()} >= {"de", "uk"}


def test_a_draft_says_so_and_both_parties_sign(wiki: Path) -> None:
    words = tree(document(wiki, "vertrag-de-uk")).words
    assert "Bürgermeisteramt" in words
    assert "Ort, Datum / Місце, дата" in words
    with pikepdf.open(io.BytesIO(document(wiki, "vertrag-de-uk"))) as file:
        assert str(file.docinfo["/Title"]).startswith("Vereinbarung der zwei Orte")
        assert file.Root.MarkInfo.Marked is True or bool(file.Root.MarkInfo.Marked)


def test_pages_link_to_their_documents(wiki: Path) -> None:
    site = wiki / "build" / "site"
    for language in ("de", "uk", "ar"):
        soup = BeautifulSoup((site / language / "vertrag.html").read_text(encoding="utf-8"), "html.parser")
        links = soup.select(".pw-documents a")
        assert [Path(link["href"]).suffix for link in links].count(".pdf") == 11
        assert [Path(link["href"]).suffix for link in links].count(".docx") == 11
        assert [Path(link["href"]).suffix for link in links].count(".odt") == 11
        assert len(links) == 33
        assert len({link["aria-label"] for link in links}) == 33
        lines = soup.select(".pw-documents li")
        assert [[link["href"].rpartition(".")[2] for link in line.select("a")] for line in lines] == [
            ["pdf", "docx", "odt"]
        ] * 11
        for link in links:
            path = (site / language / link["href"]).resolve()
            assert path.is_file()
            size = round(path.stat().st_size / 1000)
            assert str(size) in link.get_text()
            assert link.get_text() in link["aria-label"]
    first = BeautifulSoup((site / "uk" / "vertrag.html").read_text(encoding="utf-8"), "html.parser")
    assert first.select_one(".pw-documents a")["hreflang"] == "uk"
    assert "pw-documents" not in (site / "de" / "andere.html").read_text(encoding="utf-8")
    assert "<!-- partnerwiki" not in (site / "de" / "vertrag.html").read_text(encoding="utf-8")


def test_only_what_changed_is_set_again_and_the_same_gives_the_same_bytes(wiki: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(wiki, folder)

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (folder / "build" / "site" / "_documents").iterdir()}

    def made() -> dict[str, bool]:
        result = partnerwiki(folder, "documents", "--json")
        assert result.returncode == 0, result.stderr
        return {Path(one["file"]).name: one["new"] for one in json.loads(result.stdout)}

    before = files()

    assert not any(made().values())
    catalog = folder / "locales" / "uk" / "LC_MESSAGES" / "vertrag.po"
    text = catalog.read_text(encoding="utf-8").replace(SENTENCES["uk"], "Інше речення.", 1)
    catalog.write_text(text, encoding="utf-8")
    # the version at the foot of every sheet is that of the text in all its languages
    assert {name for name, new in made().items() if new} == {name for name in before if name.startswith("vertrag")}
    catalog.write_text(text.replace("Інше речення.", SENTENCES["uk"]), encoding="utf-8")
    shutil.rmtree(folder / "build")
    assert partnerwiki(folder, "build").returncode == 0
    assert files() == before


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wiki of one page that asks for documents."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    conf = CONF.replace('"uk", "fr", "pl", "el", "ar", "he", "ka", "am"', '"en"')
    page = "---\ndocument: true\n---\n\n# Blatt\n\nText.\n"
    return make_wiki(tmp_path, pages={"index.md": page}, conf=conf)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<b>fett</b>", 9, "'raw' has no place in a document."),
        ("![](_static/bild.png)", 9, "has no words for those who do not see it"),
        ("Ein 漢 im Text.", 9, 'No font of the documents has these letters: `"漢"`'),
    ],
)
def test_what_has_no_place_stops_the_document_and_names_the_line(small: Path, text: str, line: int, said: str) -> None:
    (small / "source" / "_static").mkdir()
    (small / "source" / "_static" / "bild.png").write_bytes(png())
    page = small / "source" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    (small / "source" / "gut.md").write_text("---\ndocument: true\norphan: true\n---\n\n# Gut\n", encoding="utf-8")
    result = partnerwiki(small, "documents")
    assert result.returncode == 1
    assert f"source/index.md:{line}: " in result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    made = {path.name for path in (small / "build" / "documents").iterdir()}
    assert {"gut-de.pdf", "gut-de-en.pdf"} <= made
    assert "index-de.pdf" not in made
    strict = partnerwiki(small, "build", "-W")
    assert strict.returncode == 1
    assert said in strict.stderr
    assert not (small / "build" / "site").exists()


def test_the_command_lists_restricts_and_keeps(small: Path) -> None:
    listed = partnerwiki(small, "documents", "--dry-run")
    assert listed.stdout.split() == [
        f"index-{languages}.{kind}" for kind in ("pdf", "docx", "odt") for languages in ("de", "en", "de-en")
    ]
    assert not (small / "build" / "documents").exists()
    only = ("--lang", "de,en", "--format", "pdf")
    kept = partnerwiki(small, "documents", "index", *only, "--output", "aus", "--keep", "quelle")
    assert kept.returncode == 0, kept.stderr
    assert [path.name for path in (small / "aus").iterdir()] == ["index-de-en.pdf"]
    assert (small / "quelle" / "index-de-en" / "main.typ").is_file()
    wrong = partnerwiki(small, "documents", "seite", language="de_DE.UTF-8")
    assert wrong.returncode == 1
    assert "Die Seite „seite“ hat keine Dokumente." in wrong.stderr
    assert "index" in wrong.stderr


def test_without_libreoffice_the_site_goes_without_opendocument(
    small: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("nothing")))
    built = partnerwiki(small, "build")
    assert built.returncode == 0
    assert "Without OpenDocument files: LibreOffice Writer makes them, and is not installed." in built.stderr
    folder = small / "build" / "site" / "_documents"
    assert {path.suffix for path in folder.iterdir()} == {".pdf", ".docx"}
    assert partnerwiki(small, "documents", "--dry-run").stdout.count(".odt") == 0
    asked = partnerwiki(small, "documents", "--format", "odt")
    assert asked.returncode == 1
    assert "OpenDocument files need LibreOffice, which is not installed." in asked.stderr
    # it comes with the next build of the same pages once it is installed
    monkeypatch.setenv("PATH", path)
    assert "OpenDocument" not in partnerwiki(small, "build").stderr
    first = files_of(folder)
    assert len([name for name in first if name.endswith(".odt")]) == 3
    assert partnerwiki(small, "build", "--fresh").returncode == 0
    assert files_of(folder) == first


def test_pages_of_another_shape_do_not_stand_side_by_side() -> None:
    one = m.Paper(docname="a", language="de", source="de", title="A", blocks=[m.Paragraph(inside=[], line=3)])
    other = one.model_copy(update={"language": "en", "blocks": [m.Heading(level=1, inside=[])]})
    with pytest.raises(Exception, match="not built alike") as caught:
        setting.aligned([one, other])
    assert caught.value.line == 3  # type: ignore[attr-defined]


HOSTILE = [
    '#panic("x")',
    "#{1 + 1} $x$ *b* _e_ `c` // kein Kommentar",
    '"; #import "/etc/passwd"',
    "\\ \\u{41} \\n ] [ ) ( <a> @b = - + /* */ ~ ' \"",
    ']#read("/etc/passwd")[',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text: str) -> None:
    assert said([text]) == [text]


def said(texts: list[str]) -> list[str]:
    """Give what a document says whose paragraphs are some texts."""
    blocks = [m.Paragraph(inside=[m.Text(text=text)]) for text in texts]
    paper = m.Paper(docname="a", language="en", source="en", title="T", blocks=[*blocks])
    top = tree(pdf.set_pdf(setting.fitted([paper], "0", setting.Look()), 0))
    return [tag.words for tag in top.all() if tag.kind == "P"]


def test_a_row_of_a_table_is_not_divided_between_two_sheets_unless_it_is_long() -> None:
    def cell(text: str) -> m.Cell:
        return m.Cell(blocks=[m.Paragraph(inside=[m.Text(text=text)])])

    long_text = " ".join(f"lang{number}" for number in range(900))
    rows = [[cell(f"anfang{row}x {'wort ' * 25} ende{row}x"), cell("kurz")] for row in range(40)]
    rows.append([cell("vorletzte"), cell(long_text)])
    blocks = [m.Table(columns=2, head=[[cell("Kopf links"), cell("Kopf rechts")]], body=rows)]
    both = [
        m.Paper(docname="a", language=code, source="de", title="T", blocks=[*blocks]) for code in ("de", "en")
    ]  # in a narrow column
    with pdfplumber.open(io.BytesIO(pdf.set_pdf(setting.fitted(both, "0", setting.Look()), 0))) as file:
        sheets = [page.extract_text() for page in file.pages]
    assert len(sheets) > 4
    for row in range(40):
        for word in (f"anfang{row}x", f"ende{row}x"):
            assert [sheet.count(word) for sheet in sheets if word in sheet] == [2]
        assert [f"anfang{row}x" in sheet for sheet in sheets] == [f"ende{row}x" in sheet for sheet in sheets]
    assert sum("lang0" in sheet for sheet in sheets) == 1
    assert "lang899" in sheets[-1]
    assert "lang0 " not in sheets[-1]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("ab \\\"#[]{}$*_`/<>@=-+~'&%,.;:!?äßж", min_size=1, max_size=30), min_size=1, max_size=8))
def test_any_text_comes_out_as_it_went_in(texts: list[str]) -> None:
    wanted = [f"x{text}x" for text in texts]

    def plain(text: str) -> str:
        return re.sub(r"[\s\u00ad]+", "", text)

    assert [plain(text) for text in said(wanted)] == [plain(text) for text in wanted]


@given(st.text(max_size=50))
def test_a_literal_holds_no_control_character_and_ends_where_it_ends(text: str) -> None:
    literal = typst_.quoted(text)
    inside = literal[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", literal)


@pytest.mark.parametrize(
    ("number", "numerals", "written"),
    [(4, "1", "4"), (4, "a", "d"), (28, "a", "ab"), (4, "i", "iv"), (1994, "I", "MCMXCIV"), (3, "A", "C")],
)
def test_numerals(number: int, numerals: Any, written: str) -> None:
    assert numeral_of(number, numerals) == written


def test_papers_survive_the_way_between_processes(wiki: Path) -> None:
    papers, problems = making.read_papers(load_project(wiki))
    assert problems == []
    for paper in papers.values():
        assert m.Paper.model_validate_json(paper.model_dump_json()) == paper
