"""How documents look: columns, sheets that a page asks for, arms and colour of a town, version and state of a text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
import pdfplumber
import pikepdf
import polib
import pytest
from paper_wiki import CONF, RECORDS, SENTENCES, make_papers
from pdf_structure import failures, sheets, sizes, tree
from synopsis import wrong_cells
from views import DAY, png
from wikis import make_wiki, partnerwiki

from partnerwiki.config import load_project
from partnerwiki.documents import making, pdf, setting
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import native_name
from partnerwiki.papers import model as m

A4, A5 = (595, 842), (420, 595)
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def across(size: tuple[int, int]) -> tuple[int, int]:
    return size[1], size[0]


def letters(data: bytes, word: str) -> set[float]:
    """Give the sizes in points of the letters of a word."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        found = [one for sheet in file.pages for one in sheet.extract_words(extra_attrs=["size"])]
    return {round(one["size"], 1) for one in found if one["text"] == word}


# -------------------------------------------------------------------------------------------------------------- columns
@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> making.Papers:
    """The papers of an agreement in five languages."""
    wiki = make_papers(tmp_path_factory.mktemp("look"), ["uk", "fr", "ar", "am"])
    return making.read_papers(load_project(wiki))[0]


def of(papers: making.Papers, *codes: str) -> list[m.Paper]:
    return [papers["vertrag", code] for code in codes]


def fitted(found: list[m.Paper], look: setting.Look | None = None) -> bytes:
    return pdf.set_pdf(setting.fitted(found, "1", look or setting.Look()), int(DAY))


@pytest.mark.parametrize("codes", [("de", "uk", "fr"), ("ar", "de", "am")])
def test_three_languages_lie_side_by_side_across(papers: making.Papers, codes: tuple[str, ...]) -> None:
    found = of(papers, *codes)
    data = fitted(found)
    assert failures(data) == []
    assert set(sizes(data)) == {across(A4)}
    assert wrong_cells(data, *found) == []
    # a PDF holds letters from right to left as they are seen
    names = [native_name(code)[:: -1 if code == "ar" else 1] for code in codes]
    assert [cell.words for cell in tree(data).inside[0].inside[0].inside[:3]] == names


def test_two_languages_lie_upright(papers: making.Papers) -> None:
    assert set(sizes(fitted(of(papers, "uk", "de")))) == {A4}


@pytest.mark.parametrize("codes", [("de", "uk", "fr", "ar"), ("am", "ar", "fr", "uk", "de")])
def test_more_than_three_languages_stand_one_after_the_other(papers: making.Papers, codes: tuple[str, ...]) -> None:
    found = of(papers, *codes)
    data = fitted(found)
    assert failures(data) == []
    assert set(sizes(data)) == {A4}
    top = tree(data)
    titles = [tag.words for tag in top.all() if tag.kind == "H1"]
    assert len(titles) == len(codes)
    assert top.words.count("Bürgermeisteramt") == 1  # all sign once
    assert sum(tag.kind == "H2" for tag in top.all()) == 2 * len(codes)
    read = [tag.lang for tag in top.all() if tag.kind == "H1" for tag in tag.all() if re.search(r"\w{4}", tag.text)]
    assert list(dict.fromkeys(read)) == list(codes)
    shown = [set(text.splitlines()) for text in sheets(data)]
    begins = [[number for number, lines in enumerate(shown) if native_name(code) in lines] for code in codes]
    first = [one[0] for one in begins if len(one) == 1]
    assert len(first) >= len(codes) - 1  # all but Arabic, which is read from the other end
    assert first == sorted(set(first))


def test_the_word_for_a_draft_is_one_line_within_the_sheet(papers: making.Papers) -> None:
    for codes in (["de"], ["de", "uk"], ["de", "uk", "fr"], ["de", "uk", "fr", "ar", "am"]):
        for wish in (m.Sheets(), m.Sheets(paper="a5")):
            found = [paper.model_copy(update={"sheets": wish}) for paper in of(papers, *codes)]
            with pdfplumber.open(io.BytesIO(fitted(found))) as file:
                sheet = file.pages[0]
                mark = [one for one in sheet.chars if one["matrix"][1]]
                assert "ENTWURF" in "".join(one["text"] for one in mark)
                assert all(one["x0"] > 0 and one["top"] > 0 for one in mark)
                assert all(one["x1"] < sheet.width and one["bottom"] < sheet.height for one in mark)
                ends = [one["matrix"][4] - one["matrix"][5] for one in mark]  # the same on a line that rises by 45°
                assert max(ends) - min(ends) < 1


def test_two_languages_are_not_taken_for_three(papers: making.Papers) -> None:
    found = of(papers, "de", "uk", "fr")
    assert wrong_cells(fitted(found), found[0], found[2], found[1])
    assert wrong_cells(fitted(found), *found[:2])


# --------------------------------------------------------------------------------------------------------------- sheets
LONG = "\n\n".join(f"Wort {number}. " + "Ein Satz mit einigen Worten steht hier. " * 3 for number in range(26))
ASKED = {
    "a5": "{paper: a5}",
    "quer": "{landscape: true}",
    "beides": "{paper: a5, landscape: true}",
    "ja": "true",
    "leer": "{pages: []}",
    "passt": "{at_most: 1}",
    "frei": "{at_most: 0}",
    "mappe": "{pages: [erste, zweite.md]}",
    "doppelt": "{pages: [erste, erste]}",
    "kreis": "{pages: [gegenkreis]}",
    "gegenkreis": "{pages: [kreis]}",
}
NO_SHEETS = "'document' of the front matter asks for sheets that do not exist.", "Write 'paper: a4' or 'a5'"
NO_LIST = "'pages' of the front matter is no list of pages.", "[partners/contacts, partners/plan]"
REFUSED = {
    "a3": ("{paper: a3}", *NO_SHEETS),
    "papiere": ("{paper: [a4, a5]}", *NO_SHEETS),
    "vielleicht": ("{landscape: maybe}", *NO_SHEETS),
    "minus": ("{at_most: -1}", *NO_SHEETS),
    "hundert": ("{at_most: 100}", *NO_SHEETS),
    "viele": ("{at_most: many}", *NO_SHEETS),
    "halb": ("{at_most: 1.5}", *NO_SHEETS),
    "wort": ("a5", *NO_SHEETS),
    "liste": ("[a5]", *NO_SHEETS),
    "zahl": ("3", *NO_SHEETS),
    "tag": ("2026-01-01", *NO_SHEETS),
    "farbe": ("{color: red}", "holds what is not known: color.", "paper, landscape, at_most, pages"),
    "nummer": ("{1: 2}", "holds what is not known: 1.", "paper, landscape, at_most, pages"),
    "text": ("{pages: erste}", *NO_LIST),
    "tabelle": ("{pages: {a: erste}}", *NO_LIST),
    "fremd": ("{pages: [nirgends]}", "There is no page 'nirgends' for this pack.", "without '.md'"),
    "selbst": ("{pages: [selbst]}", "There is no page 'selbst' for this pack.", "without '.md'"),
    "pfad": ('{pages: ["../../etc/passwd"]}', "There is no page '../../etc/passwd' for this pack.", "without '.md'"),
    "zulang": ("{at_most: 1}", "This document has more sheets than it may have: 1.", "allow more with 'at_most'"),
}
NOT_ASKED = {"nein": "false", "no": "no", "nichts": "null"}
FURTHER = "# {title}\n\n({title}-hier)=\n## Hier\n\nText von {title}.[^a] Siehe [](#{title}-hier).\n\n[^a]: Note.\n"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A wiki whose pages ask for sheets of all kinds, and what was said of those that nobody can do."""
    folder = tmp_path_factory.mktemp("sheets")
    wishes = ASKED | NOT_ASKED | {name: wish for name, (wish, _said, _mend) in REFUSED.items()}
    text = {"zulang": LONG * 4, "passt": LONG, "frei": LONG}
    pages = {
        f"{name}.md": f"---\norphan: true\ndocument: {wish}\n---\n\n# Blatt {name}\n\n{text.get(name, 'Satz.')}\n"
        for name, wish in wishes.items()
    }
    pages |= {f"{name}.md": FURTHER.format(title=name) for name in ("erste", "zweite")}
    pages["index.md"] = "# Start\n\n```{toctree}\nerste\nzweite\n```\n"
    conf = re.sub(r"(_languages = ).*", r'\1["de"]', CONF)
    make_wiki(folder, pages=pages, conf=conf)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        done = partnerwiki(folder, "documents")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return folder / "build" / "documents", done.stderr.splitlines()


@pytest.mark.parametrize("name", REFUSED)
def test_sheets_that_cannot_be_are_refused_with_page_line_and_mend(asked: tuple[Path, list[str]], name: str) -> None:
    folder, lines = asked
    _wish, said, mend = REFUSED[name]
    found = [number for number, line in enumerate(lines) if line.startswith(f"source/{name}.md")]
    assert len(found) == 1
    assert lines[found[0]].startswith(f"source/{name}.md:1: ")
    assert said in lines[found[0]]
    assert lines[found[0] + 1].startswith("  → ")
    assert mend in lines[found[0] + 1]
    assert not list(folder.glob(f"{name}-*"))


def test_only_what_was_asked_for_is_there(asked: tuple[Path, list[str]]) -> None:
    folder, lines = asked
    assert {path.name for path in folder.glob("*.pdf")} == {f"{name}-de.pdf" for name in ASKED}
    # sheets of a kind of their own are made to be printed
    assert {path.name for path in folder.glob("*.docx")} == {
        f"{name}-de.docx" for name in ("ja", "leer", "frei", "mappe", "doppelt", "kreis", "gegenkreis")
    }
    assert sum(line.startswith("source/") for line in lines) == len(REFUSED)


@pytest.mark.parametrize(
    ("name", "size"), [("a5", A5), ("quer", across(A4)), ("beides", across(A5)), ("ja", A4), ("leer", A4)]
)
def test_sheets_are_as_the_page_asks(asked: tuple[Path, list[str]], name: str, size: tuple[int, int]) -> None:
    data = (asked[0] / f"{name}-de.pdf").read_bytes()
    assert sizes(data) == [size]
    assert failures(data) == []


def test_letters_become_smaller_until_all_fits_but_stay_legible(asked: tuple[Path, list[str]]) -> None:
    free, fits = ((asked[0] / f"{name}-de.pdf").read_bytes() for name in ("frei", "passt"))
    assert len(sizes(free)) == 2
    assert len(sizes(fits)) == 1
    assert letters(free, "Worten") == {10.0}
    assert len(letters(fits, "Worten")) == 1
    assert 8 <= min(letters(fits, "Worten")) < 10
    assert failures(fits) == []


@pytest.mark.parametrize("count", range(1, 6))
def test_no_letters_are_smaller_than_8_points(papers: making.Papers, count: int) -> None:
    found = of(papers, *["de", "uk", "fr", "am", "ar"][:count])
    sources = [setting.fitted(found, "1", setting.Look(), smaller=smaller) for smaller in setting.steps(count)]
    assert setting.steps(count)[0] == 0
    smallest = pdf.set_pdf(sources[-1], int(DAY))
    assert letters(smallest, "lernen") == {8.0}
    assert failures(smallest) == []


def test_pages_of_a_pack_begin_on_sheets_of_their_own(asked: tuple[Path, list[str]]) -> None:
    data = (asked[0] / "mappe-de.pdf").read_bytes()
    assert [text.split()[0] for text in sheets(data)] == ["Blatt", "erste", "zweite"]
    assert failures(data) == []
    top = tree(data)
    assert sum(tag.kind in ("Note", "FENote") for tag in top.all()) == 2
    with pikepdf.open(io.BytesIO(data)) as file:
        links = [[link.Dest[0].objgen == sheet.objgen for link in sheet.get("/Annots", [])] for sheet in file.pages]
    # "see" leads to the place on its own sheet, as do a footnote's number and the way back from it
    assert links == [[], [True] * 3, [True] * 3]


def test_a_page_stands_once_in_a_pack_and_brings_no_pack_of_its_own(asked: tuple[Path, list[str]]) -> None:
    for name, first in {"doppelt": ["Blatt", "erste"], "kreis": ["Blatt", "Blatt"]}.items():
        data = (asked[0] / f"{name}-de.pdf").read_bytes()
        assert [text.split()[0] for text in sheets(data)] == first
        assert failures(data) == []


# ------------------------------------------------------------------------------------------------------- look of a town
@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A wiki with files that are arms or letterhead, and others that are none."""
    folder = tmp_path_factory.mktemp("town")
    conf = re.sub(r"(_languages = ).*", r'\1["de"]', CONF)
    page = "---\ndocument: true\n---\n\n# Überschrift\n\nText.\n"
    make_wiki(folder, pages={"index.md": page, "zwei.md": page.replace("---\n\n", "orphan: true\n---\n\n")}, conf=conf)
    arms = folder / "arms"
    arms.mkdir()
    for name, data in {
        "gut.png": png(),
        "gut.SVG": PLAIN.encode(),
        "greift.svg": f'{PLAIN[:-6]}<image href="gut.png" width="3" height="3"/></svg>'.encode(),
        "holt.svg": f'{PLAIN[:-6]}<image href="http://127.0.0.1:9/x.png" width="3" height="3"/></svg>'.encode(),
        "text.png": b"kein Bild",
        "halb.png": png()[:40],
        "leer.svg": b"",
        "loop.svg": f'<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>{PLAIN[:-6]}<text>&a;</text></svg>'.encode(),
        "fremd.svg": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "../conf.py">]>{PLAIN[:-6]}<text>&x;</text></svg>'.encode(),
        "text.docx": b"kein Brief",
        "bild.docx": png(),
    }.items():
        (arms / name).write_bytes(data)
    letterhead = docx.Document()
    letterhead.styles["Normal"].font.name = "Courier New"
    letterhead.add_paragraph("Vertraulicher Rest")
    letterhead.save(str(arms / "kopf.docx"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert partnerwiki(folder, "documents", "--dry-run").returncode == 0
        yield folder


def looking(town: Path, value: object) -> Path:
    """Write ``partnerwiki_documents`` into a wiki's conf.py."""
    path = town / "conf.py"
    own = path.read_text(encoding="utf-8").split("partnerwiki_documents")[0]
    path.write_text(f"{own}partnerwiki_documents = {value!r}\n", encoding="utf-8")
    return town


def made(
    town: Path, value: object, kinds: Sequence[making.Kind] = (making.Kind.PDF, making.Kind.DOCX)
) -> dict[str, bytes]:
    """Give the documents of a wiki that looks so."""
    result = making.make(load_project(looking(town, value)), kinds=kinds)
    assert result.problems == []
    return {one.document.name: one.data for one in result.made}


def colors(data: bytes, word: str) -> set[tuple[float, ...]]:
    with pdfplumber.open(io.BytesIO(data)) as file:
        found = [one for one in file.pages[0].extract_words(extra_attrs=["non_stroking_color"]) if one["text"] == word]
    return {tuple(round(part, 2) for part in one["non_stroking_color"]) for one in found}


def test_arms_color_and_letterhead_of_a_town_are_used(town: Path) -> None:
    files = made(town, {"logo": "arms/gut.png", "color": "#0a4B78", "word": "arms/kopf.docx"})
    data = files["index-de.pdf"]
    assert failures(data) == []
    assert (0.04, 0.29, 0.47) in colors(data, "Überschrift")
    assert (0.04, 0.29, 0.47) not in colors(data, "Text.")
    with pdfplumber.open(io.BytesIO(data)) as file:
        assert [len(sheet.images) for sheet in file.pages] == [1]
    assert not any(tag.kind == "Figure" for tag in tree(data).all())  # an ornament is not read aloud
    letter = docx.Document(io.BytesIO(files["index-de.docx"]))
    assert letter.styles["Normal"].font.name == "Courier New"
    assert "Vertraulicher Rest" not in [paragraph.text for paragraph in letter.paragraphs]


def test_another_look_sets_all_anew_and_the_same_gives_the_same_bytes(town: Path) -> None:
    looks: Sequence[dict[str, str]] = (
        {"color": "#000080"},
        {"color": "#800000"},
        {"logo": "arms/gut.png"},
        {"word": "arms/kopf.docx"},
        {},
    )
    files = [made(town, look) for look in (*looks, *looks)]
    assert files[: len(looks)] == files[len(looks) :]
    assert len({one["index-de.pdf"] for one in files}) == 4  # a letterhead is for Word alone
    assert len({one["index-de.docx"] for one in files}) == 2


def test_a_drawing_is_no_picture_to_read(town: Path) -> None:
    data = made(town, {"logo": "arms/gut.SVG"}, [making.Kind.PDF])["index-de.pdf"]
    assert failures(data) == []


IS_NONE = "This picture cannot be read: it is damaged, or of a kind that we do not know."
NEEDED = "partnerwiki_documents in conf.py: a dictionary of texts is needed."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"logo": "arms/fehlt.png"}, "arms/fehlt.png: The picture cannot be read: No such file"),
        ({"logo": "arms"}, "arms: The picture cannot be read: Is a directory"),
        *(({"logo": f"arms/{name}"}, f"arms/{name}: {IS_NONE}") for name in (
            "text.png", "halb.png", "leer.svg", "loop.svg", "fremd.svg", "greift.svg", "holt.svg", "kopf.docx")),
        ({"logo": "conf.py"}, f"conf.py: {IS_NONE}"),
        ({"logo": 'arms/gut.png"); #panic("x'}, "The picture cannot be read: No such file"),
        ({"logo": "arms/gut.png\0"}, NEEDED),
        ({"word": "arms/fehlt.docx"}, "arms/fehlt.docx: A file cannot be read or written: No such file"),
        ({"word": "arms"}, "arms: A file cannot be read or written: Is a directory"),
        ({"word": "arms/text.docx"}, "arms/text.docx: This file is no Word document."),
        ({"word": "arms/bild.docx"}, "arms/bild.docx: This file is no Word document."),
        ({"color": "red"}, "'red' is no colour such as #0a4b78."),
        ({"color": "#0a4b7"}, "'#0a4b7' is no colour such as #0a4b78."),
        ({"color": '#0a4b78"); #panic("x'}, "is no colour such as #0a4b78."),
        ({"color": "#0a4b78\n"}, NEEDED),
        ({"color": "#ffff00"}, "'#ffff00' is too pale on white paper"),
        ({"color": "#787878"}, "'#787878' is too pale on white paper"),
        ({"colour": "#000000"}, "'colour' is not one of logo, color, word."),
        ({"logo": 3}, NEEDED),
        ({"logo": None}, NEEDED),
        (["logo"], NEEDED),
        ("arms/gut.png", NEEDED),
    ],
)  # fmt: skip
def test_a_look_that_cannot_be_stops_all_with_one_message(town: Path, value: object, said: str) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        made(town, value)
    assert said in str(caught.value)
    assert caught.value.mend
    assert str(town) not in str(caught.value).replace(f"{town}/conf.py", "")


@pytest.mark.parametrize(
    ("value", "said"), [({"logo": "arms/text.png"}, IS_NONE), ({"color": "red"}, "'red' is no colour such as #0a4b78.")]
)
def test_the_command_tells_it_once_and_leaves_what_is_there(town: Path, value: object, said: str) -> None:
    (town / "build" / "documents").mkdir(exist_ok=True)
    (town / "build" / "documents" / "index-de.pdf").write_bytes(b"as it was")
    done = partnerwiki(looking(town, value), "documents")
    assert done.returncode == 1
    assert (done.stderr.count(said), done.stderr.count("→"), done.stderr.count("Traceback")) == (1, 1, 0)
    assert [path.read_bytes() for path in (town / "build" / "documents").iterdir()] == [b"as it was"]


@pytest.mark.parametrize("color", ["#767676", "#000000", "#0A4b78"])
def test_a_color_of_4_5_to_1_is_dark_enough(town: Path, color: str) -> None:
    assert made(town, {"color": color}, [making.Kind.PDF])


# ------------------------------------------------------------------------------------------ version and state of a text
PAGE = """\
---
numbering: §
---

# Vereinbarung

## Ziele

1. Die Orte lernen voneinander.
2. Sie treffen sich dreimal.

## Geld

Jeder Ort zahlt seine Reisen.
"""


def texts_reviewed(folder: Path) -> None:
    for path in (folder / "locales" / "uk").rglob("*.po"):
        po = polib.pofile(str(path), wrapwidth=1000)
        for entry in po.untranslated_entries():
            entry.msgstr = SENTENCES["uk"]
        po.save()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


Life = dict[str, dict[str, bytes]]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> tuple[Life, str]:
    """The documents of an agreement as a draft, frozen, in force, and changed after that; and its checksum."""
    folder = tmp_path_factory.mktemp("life")
    pages = {"index.md": "# Start\n\n```{toctree}\nvertrag\n```\n", "vertrag.md": PAGE, "_data/r.yaml": RECORDS}
    make_wiki(folder, pages=pages, conf=re.sub(r"(_languages = ).*", r'\1["de", "uk"]', CONF))
    records = folder / "source" / "_data" / "r.yaml"
    found: Life = {}

    def keep(state: str) -> None:
        done = partnerwiki(folder, "documents", "--format", "pdf", "--output", state)
        assert done.returncode == 0, done.stderr
        found[state] = {path.stem: path.read_bytes() for path in (folder / state).iterdir()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert partnerwiki(folder, "update").returncode == 0
        texts_reviewed(folder)
        keep("draft")
        done = partnerwiki(folder, "agreement", "freeze", "papier")
        assert done.returncode == 0, done.stderr
        keep("frozen")
        stage = "stage: in-force\n    in_force: 2024-05-06\n    resolutions: [{party: hier, date: 2024-01-02}, "
        edit(records, "stage: negotiated", stage + "{party: dort, waiver: Amt}]")
        edit(
            records,
            "authority: Beschluss des Rates}",
            "authority: Beschluss des Rates, place: Hierstadt, signed_on: 2024-05-06}",
        )
        edit(records, "office: Gemeindeamt}", "office: Gemeindeamt, signed_on: 2024-05-07}")
        keep("in-force")
        edit(folder / "source" / "vertrag.md", "dreimal", "viermal")
        keep("changed")
    kept = json.loads((folder / "source" / "_data" / "versions" / "papier-1.json").read_text("utf-8"))
    return found, str(kept["checksum"])


NAMES = ("vertrag-de", "vertrag-uk", "vertrag-de-uk", "vertrag-uk-de")


def test_an_agreement_has_an_original_for_each_party(life: tuple[Life, str]) -> None:
    for files in life[0].values():
        assert sorted(files) == sorted(NAMES)
    left, right = (life[0]["in-force"][name] for name in ("vertrag-de-uk", "vertrag-uk-de"))
    heads = [[cell.words for cell in tree(data).inside[0].inside[0].inside[:2]] for data in (left, right)]
    assert heads == [["Deutsch", "Українська"], ["Українська", "Deutsch"]]
    languages = []
    for data in (left, right):
        assert failures(data) == []
        with pikepdf.open(io.BytesIO(data)) as file:
            languages.append(str(file.Root.Lang))
    assert languages == ["de", "uk"]
    cells = [tree(data).inside[0].inside[0].inside[2:] for data in (left, right)]
    swapped = [cells[1][place ^ 1].words for place in range(len(cells[1]))]
    assert [cell.words for cell in cells[0]] == swapped


@pytest.mark.parametrize("name", NAMES)
def test_the_foot_of_every_sheet_names_the_version(life: tuple[Life, str], name: str) -> None:
    found, checksum = life
    word = "Fassung" if name.startswith("vertrag-de") else "Версія"
    named = {}
    for state, files in found.items():
        said = [re.findall(rf"{word} ((?:\d+ )?\(?[0-9a-f]{{8}}\)?)", text) for text in sheets(files[name])]
        assert all(len(one) == 1 for one in said), (state, said)
        assert len({one[0] for one in said}) == 1
        named[state] = said[0][0]
    assert named["draft"] == checksum[:8]
    assert named["frozen"] == named["in-force"] == f"1 ({checksum[:8]})"
    assert re.fullmatch(r"[0-9a-f]{8}", named["changed"])
    assert named["changed"] != checksum[:8]


@pytest.mark.parametrize("name", NAMES)
def test_sheets_say_that_they_are_a_draft_until_it_is_signed(life: tuple[Life, str], name: str) -> None:
    words = {"de": "ENTWURF", "uk": "ПРОЄКТ"}
    for state, files in life[0].items():
        for text in sheets(files[name]):
            for code in name.split("-")[1:]:
                # the watermark, and the foot for those who do not see it
                assert text.count(words[code]) == (2 if state in ("draft", "frozen") else 0), state
        assert not any(
            word in tree(files[name]).words for word in words.values()
        )  # not once a sheet, in every sentence


def test_day_and_place_stand_where_a_party_has_signed(life: tuple[Life, str]) -> None:
    before, after = (tree(life[0][state]["vertrag-de-uk"]).words for state in ("frozen", "in-force"))
    assert "6. Mai 2024" not in before
    for said in ("Hierstadt, 6. Mai 2024", "7. Mai 2024", "7 травня 2024"):
        assert said in after
    assert "Ort, Datum / Місце, дата" in before
