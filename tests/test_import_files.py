"""The command 'import' on files of other programs, on our own documents, and on files that mean no good."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import polib
import pytest
import word_files as w
from paper_wiki import AGREEMENT, CONF, RECORDS
from PIL import Image
from views import DAY, png
from wikis import make_wiki, partnerwiki, tree

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing import guard, making, pictures
from partnerwiki.importing.losses import Kind

OWN = "---\nnumbering: §\n---\n\n" + AGREEMENT.replace(
    "   - einmal im Jahr am Fluss,\n   - einmal im Jahr im Dorf.",
    "   1. einmal im Jahr am Fluss,\n   2. einmal im Jahr im Dorf.",
)
WIKI = re.sub(r"(_languages = ).*", r'\1["de", "uk"]', CONF).replace('"attrs_inline"', '"attrs_inline", "attrs_block"')
UK = {
    "Vereinbarung der zwei Orte": "Угода двох громад",
    "Ziele": "Цілі",
    "Geld": "Гроші",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki with an agreement, its documents made."""
    folder = tmp_path_factory.mktemp("wiki")
    pages = {
        "index.md": "# Start\n\n```{toctree}\nvertrag\nandere\nneu/index\n```\n",
        "vertrag.md": OWN,
        "andere.md": "# Andere Seite\n\nText.\n",
        "neu/index.md": "# Neu\n\n```{toctree}\n:glob:\n*\n```\n",
        "_data/r.yaml": RECORDS,
    }
    make_wiki(folder, pages=pages, conf=WIKI)
    (folder / "source" / "_static").mkdir()
    (folder / "source" / "_static" / "bild.png").write_bytes(png())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        made = partnerwiki(folder, "documents", "--format", "docx", "--format", "pdf", "--lang", "de")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def converted(wiki: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agreement's Word document as LibreOffice writes it in other formats."""
    folder = tmp_path_factory.mktemp("converted")
    source = wiki / "build" / "documents" / "vertrag-de.docx"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for ending in ("odt", "html", "pdf", "docx"):
        office = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(source)]
        subprocess.run(office, check=True, capture_output=True, timeout=180)
    return folder


def run(wiki: Path, *arguments: str) -> list[dict]:
    done = partnerwiki(wiki, "import", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ----------------------------------------------------------------------------------------------------------- round trip
def test_our_own_word_document_comes_back_as_the_page_that_it_was_made_of(wiki: Path) -> None:
    row = run(wiki, str(wiki / "build/documents/vertrag-de.docx"), "--output", "source/neu")[0]
    text = (wiki / row["page"]).read_text(encoding="utf-8")
    assert "numbering: §" in text
    assert re.findall(r"^#+ .*", text, re.MULTILINE) == re.findall(r"^#+ .*", OWN, re.MULTILINE)
    assert "1. Sie lernen voneinander.\n\n2. Sie treffen sich:\n\n   1. einmal im Jahr am Fluss," in text
    assert len(re.findall(r"\[\^\d\](?!:)", text)) == 3
    assert "[^1]: Die erste Fußnote." in text
    assert "[^2]: Die zweite Fußnote." in text
    for cell in ("Jahr", "Betrag", "2027", "1.000 €", "2028", "2.000 €"):
        assert re.search(rf"\| {cell} (?=\|)", text)
    assert ':alt: "Eine blaue Fläche"\n\nDer Fluss im Frühling' in text
    assert (wiki / "source/neu/vertrag-de-1.png").read_bytes() == png()
    assert {loss["kind"] for loss in row["losses"]} <= {"header", "format"}
    assert (wiki / row["report"]).is_file()
    built = partnerwiki(wiki, "build", "-W")
    assert built.returncode == 0, built.stderr
    page = (wiki / "build/site/de/neu/vertrag-de.html").read_text(encoding="utf-8")
    assert re.search(r"§.1</span>\s*Ziele", page)


@pytest.mark.parametrize("ending", ["odt", "docx", "html", "pdf"])
def test_what_libreoffice_wrote_has_all_words_notes_and_numbers(converted: Path, ending: str) -> None:
    made = making.make(converted / f"vertrag-de.{ending}", "a", extensions=["attrs_block", "deflist"])
    assert "numbering: §" in made.text
    assert "# Vereinbarung der zwei Orte\n" in made.text
    assert "\n## Ziele\n" in made.text
    assert "\n## Geld\n" in made.text
    flat = " ".join(made.text.replace("\\", "").split())
    for sentence in (
        "Sie lernen voneinander.",
        "einmal im Jahr am Fluss,",
        "Ein Wort von früher.",
        "Die erste Fußnote.",
    ):
        assert flat.count(sentence) == 1
    assert "[^1]: Die erste Fußnote.\n\n[^2]: Die zweite Fußnote." in made.text
    assert "2.000 €" in flat
    assert [loss.what for loss in made.losses.found if loss.kind is Kind.TEXT] == []


def test_our_own_pdf_comes_back_by_its_tags(wiki: Path) -> None:
    made = making.make(wiki / "build/documents/vertrag-de.pdf", "a", extensions=["attrs_block"])
    assert re.findall(r"^#+ .*", made.text, re.MULTILINE) == re.findall(r"^#+ .*", OWN, re.MULTILINE)
    assert "1. Sie lernen voneinander.\n\n2. Sie treffen sich:\n\n   1. einmal im Jahr am Fluss," in made.text
    assert "![Eine blaue Fläche](a-1.png)" in made.text
    assert "| 2028 | 2.000 € |" in made.text
    assert len(re.findall(r"\[\^\d\](?!:)", made.text)) == 3


# -------------------------------------------------------------------------------------------------------------- command
def test_nothing_is_overwritten_and_a_dry_run_writes_nothing(wiki: Path, tmp_path: Path) -> None:
    w.write(tmp_path / "Ein Brief.docx", w.para("Brief", style="Title"), w.para("Text"))
    before = tree(wiki / "source")
    dry = partnerwiki(wiki, "import", str(tmp_path / "Ein Brief.docx"), "-n")
    assert dry.returncode == 0
    assert "# Brief\n\nText\n" in dry.stdout
    assert tree(wiki / "source") == before
    run(wiki, str(tmp_path / "Ein Brief.docx"), "--output", "source/neu")
    assert (wiki / "source/neu/ein-brief.md").read_text(encoding="utf-8") == "# Brief\n\nText\n"
    again = partnerwiki(wiki, "import", str(tmp_path / "Ein Brief.docx"), "--output", "source/neu")
    assert again.returncode == 1
    assert "not overwritten" in again.stderr
    outside = partnerwiki(wiki, "import", str(tmp_path / "Ein Brief.docx"), "--output", str(tmp_path))
    assert outside.returncode == 1
    missing = partnerwiki(wiki, "import", "nirgends.docx")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_one_bad_file_of_several_keeps_no_other_back(wiki: Path, tmp_path: Path) -> None:
    w.write(tmp_path / "gut.docx", w.para("Gut", style="Title"))
    (tmp_path / "schlecht.docx").write_bytes(b"PK nothing")
    done = partnerwiki(
        wiki, "import", str(tmp_path / "gut.docx"), str(tmp_path / "schlecht.docx"), "--output", "source/neu"
    )
    assert done.returncode == 1
    assert "schlecht.docx" in done.stderr
    assert (wiki / "source/neu/gut.md").is_file()


# ----------------------------------------------------------------------------------------------------------------- pair
CLAUSES_DE = [
    ("§ 1", "Ziele", ["(1) Die Städte lernen voneinander und treffen sich.", "(2) Sie beginnen 2027."]),
    ("§ 2", "Kosten", ["(1) Jede Stadt zahlt 1.500 Euro im Jahr.", "(2) Reisen zahlt, wer reist."]),
    ("§ 3", "Dauer", ["Die Vereinbarung gilt bis 31. Dezember 2031 und verlängert sich dann um ein Jahr."]),
    ("§ 4", "Sprachen", ["Beide Fassungen gelten gleich."]),
]
CLAUSES_UK = [
    (
        "Стаття 1",
        "Цілі",
        ["(1) Міста вчаться одне в одного і зустрічаються.", "(2) Вони починають у 2027 році."],
    ),
    ("Стаття 2", "Витрати", ["(1) Кожне місто сплачує 1.500 євро на рік.", "(2) За поїздки платить той, хто їде."]),
    ("Стаття 4", "Мови", ["Обидва тексти мають однакову силу."]),
]


def paper(path: Path, title: str, clauses: list) -> Path:
    parts = [w.para(title, style="Title")]
    for number, name, texts in clauses:
        parts += [w.para(f"{number} {name}", style="Heading1"), *map(w.para, texts)]
    return w.write(path, *parts)


def test_two_papers_become_a_page_and_its_catalog_but_for_the_clause_that_one_lacks(wiki: Path, tmp_path: Path) -> None:
    paper(tmp_path / "de.docx", "Vereinbarung", CLAUSES_DE)
    paper(tmp_path / "uk.docx", "Угода", CLAUSES_UK)
    files = [f"de={tmp_path / 'de.docx'}", f"uk={tmp_path / 'uk.docx'}"]
    row = run(wiki, "--pair", *files, "--output", "source/neu/paar.md")[0]
    assert "numbering: §" in (wiki / row["page"]).read_text(encoding="utf-8")
    catalog = polib.pofile(str(wiki / row["catalog"]))
    said = {entry.msgid: entry.msgstr for entry in catalog}
    assert said == {
        "Vereinbarung": "Угода",
        "Ziele": "Цілі",
        "Die Städte lernen voneinander und treffen sich.": "Міста вчаться одне в одного і зустрічаються.",
        "Sie beginnen 2027.": "Вони починають у 2027 році.",
        "Kosten": "Витрати",
        "Jede Stadt zahlt 1.500 Euro im Jahr.": "Кожне місто сплачує 1.500 євро на рік.",
        "Reisen zahlt, wer reist.": "За поїздки платить той, хто їде.",
        "Sprachen": "Мови",
        "Beide Fassungen gelten gleich.": "Обидва тексти мають однакову силу.",
    }
    assert all(entry.fuzzy for entry in catalog)
    alone = [loss["what"] for loss in row["losses"] if loss["kind"] == "align"]
    assert any("Dauer" in what for what in alone)
    assert any("31. Dezember 2031" in what for what in alone)
    updated = partnerwiki(wiki, "update")
    assert updated.returncode == 0, updated.stderr
    after = polib.pofile(str(wiki / row["catalog"]))
    assert len(after.obsolete_entries()) == 0
    assert {entry.msgid for entry in after if not entry.msgstr} == {
        "Dauer",
        "Die Vereinbarung gilt bis 31. Dezember 2031 und verlängert sich dann um ein Jahr.",
    }


def test_clauses_that_were_counted_anew_are_never_filled_with_their_neighbours_words(
    wiki: Path, tmp_path: Path
) -> None:
    """One paper lacks the second clause, and its word processor has numbered the others anew."""
    anew = [("§ 1", *CLAUSES_UK[0][1:]), ("§ 2", "Строк", ["Угода діє до 31.12.2031."]), ("§ 3", *CLAUSES_UK[2][1:])]
    german = [*CLAUSES_DE[:2], ("§ 3", "Dauer", ["Die Vereinbarung gilt bis 31.12.2031."]), CLAUSES_DE[3]]
    paper(tmp_path / "de.docx", "Dritte", german)
    paper(tmp_path / "uk.docx", "Третя", anew)
    files = [f"de={tmp_path / 'de.docx'}", f"uk={tmp_path / 'uk.docx'}"]
    row = run(wiki, "--pair", *files, "--output", "source/neu/drei.md")[0]
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(wiki / row["catalog"]))}
    true = {"Dritte": "Третя", "Ziele": "Цілі", "Dauer": "Строк", "Sprachen": "Мови"}
    true |= {"Die Vereinbarung gilt bis 31.12.2031.": "Угода діє до 31.12.2031."}
    true |= {"Sie beginnen 2027.": "Вони починають у 2027 році."}
    assert said["Dauer"] == "Строк"
    assert {msgid: text for msgid, text in said.items() if msgid in true}.items() <= true.items()
    assert "Kosten" not in said
    assert "Jede Stadt zahlt 1.500 Euro im Jahr." not in said


def test_a_translation_of_a_person_is_never_overwritten(wiki: Path, tmp_path: Path) -> None:
    paper(tmp_path / "de.docx", "Zweite Vereinbarung", CLAUSES_DE[:2])
    paper(tmp_path / "uk.docx", "Друга угода", CLAUSES_UK[:2])
    path = wiki / "locales/uk/LC_MESSAGES/neu/zwei.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ziele"\nmsgstr "Мета"\n', "utf-8"
    )
    files = [f"de={tmp_path / 'de.docx'}", f"uk={tmp_path / 'uk.docx'}"]
    row = run(wiki, "--pair", *files, "--output", "source/neu/zwei.md", "--reviewed")[0]
    catalog = {entry.msgid: entry for entry in polib.pofile(str(path))}
    assert catalog["Ziele"].msgstr == "Мета"
    assert not catalog["Kosten"].fuzzy
    assert any("Цілі" in loss["what"] for loss in row["losses"])
    wrong = partnerwiki(wiki, "import", "--pair", f"fr={tmp_path / 'de.docx'}", files[1])
    assert wrong.returncode == 1


def two_columns(path: Path, head: tuple[str, str], *above: str) -> Path:
    """Write a Word file with both languages in the columns of a table, as others make them."""

    def row(*cells: list[str]) -> str:
        return "".join(["<w:tr>", *("<w:tc><w:tcPr/>" + "".join(cell) + "</w:tc>" for cell in cells), "</w:tr>"])

    rows = [row([w.para(head[0])], [w.para(head[1])])] if head[0] else []
    rows.append(row([w.para("Vereinbarung", style="Title")], [w.para("Угода", style="Title")]))
    for (number, name, texts), (other, theirs, others) in zip(CLAUSES_DE[:2], CLAUSES_UK[:2], strict=True):
        heads = (w.para(f"{at} {title}", style="Heading1") for at, title in ((number, name), (other, theirs)))
        rows.append(row(*([one] for one in heads)))
        rows += [row([w.para(left)], [w.para(right)]) for left, right in zip(texts, others, strict=True)]
    grid = '<w:tblGrid><w:gridCol w:w="4500"/><w:gridCol w:w="4500"/></w:tblGrid>'
    return w.write(path, *above, f"<w:tbl {w.W}><w:tblPr/>{grid}{''.join(rows)}</w:tbl>")


@pytest.mark.parametrize(
    ("head", "order"),
    [(("", ""), ("de", "uk")), (("Deutsch", "Українська"), ("uk", "de")), (("German", "Ukrainian"), ("uk", "de"))],
)
def test_two_columns_of_one_file_become_a_page_and_its_catalog(
    wiki: Path, tmp_path: Path, head: tuple[str, str], order: tuple[str, str]
) -> None:
    path = two_columns(tmp_path / "beide.docx", head, w.para("Anlage 3 zur Vorlage"))
    output = f"source/neu/spalten-{head[0].lower() or 'ohne'}.md"
    row = run(wiki, "--pair", *(f"{code}={path}" for code in order), "--output", output)[0]
    text = (wiki / row["page"]).read_text(encoding="utf-8")
    assert text.startswith("---\nnumbering: §\n---\n\n# Vereinbarung\n")
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(wiki / row["catalog"]))}
    assert said == {
        "Vereinbarung": "Угода",
        "Ziele": "Цілі",
        "Die Städte lernen voneinander und treffen sich.": "Міста вчаться одне в одного і зустрічаються.",
        "Sie beginnen 2027.": "Вони починають у 2027 році.",
        "Kosten": "Витрати",
        "Jede Stadt zahlt 1.500 Euro im Jahr.": "Кожне місто сплачує 1.500 євро на рік.",
        "Reisen zahlt, wer reist.": "За поїздки платить той, хто їде.",
    }
    # what stands in no column is in one language, and is named
    assert any("Anlage 3 zur Vorlage" in loss["what"] for loss in row["losses"])
    assert not [loss for loss in row["losses"] if loss["kind"] == "text"]


def test_a_file_without_two_columns_is_no_pair_and_one_with_them_says_so(wiki: Path, tmp_path: Path) -> None:
    alone = paper(tmp_path / "de.docx", "Vereinbarung", CLAUSES_DE)
    refused = partnerwiki(wiki, "import", "--pair", f"de={alone}", f"uk={alone}", "--output", "source/neu/nie.md")
    assert refused.returncode == 1
    assert "This file does not hold two languages in the columns of a table." in refused.stderr
    assert not (wiki / "source/neu/nie.md").exists()
    both = two_columns(tmp_path / "beide.docx", ("Deutsch", "Українська"))
    made = making.make(both, "a")
    assert any(loss.what == "A table of two columns holds most of this paper." for loss in made.losses.found)


def test_our_own_synopsis_comes_back_as_page_and_catalog(wiki: Path, tmp_path: Path) -> None:
    wiki = shutil.copytree(wiki, tmp_path / "wiki")
    assert partnerwiki(wiki, "update").returncode == 0
    catalog = wiki / "locales/uk/LC_MESSAGES/vertrag.po"
    po = polib.pofile(str(catalog))
    for entry in po:
        kept = "".join(re.findall(r"\[\^\w+\]", entry.msgid))
        link = re.search(r"\[([^\]]+)\](\([^)]+\))", entry.msgid)
        entry.msgstr = f"Ж {entry.msgid}" if kept or link or "!" in entry.msgid else f"Щ {entry.msgid.lower()}"
    po.save()
    done = partnerwiki(wiki, "documents", "vertrag", "--lang", "de,uk", "--format", "docx")
    assert done.returncode == 0, done.stderr
    path = wiki / "build/documents/vertrag-de-uk.docx"
    row = run(wiki, "--pair", f"de={path}", f"uk={path}", "--output", "source/neu/synopse.md")[0]
    text = (wiki / row["page"]).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ .*", text, re.MULTILINE)
    assert headings == re.findall(r"^#+ .*", OWN, re.MULTILINE)
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(wiki / row["catalog"]))}
    assert said["Sie lernen voneinander."] == "Щ sie lernen voneinander."
    assert all(said[heading.lstrip("# ")] == f"Щ {heading.lstrip('# ').lower()}" for heading in headings)
    assert not [loss["what"] for loss in row["losses"] if loss["kind"] == "text"]


# -------------------------------------------------------------------------------------------------------------- hostile
def docx_with(path: Path, name: str, data: bytes) -> Path:
    return w.write(path, w.para("Text"), parts={name: data})


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "word/../../x", "C:/x", "..\\..\\x"])
def test_names_that_lead_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = docx_with(tmp_path / "a.docx", "x" * len(name), b"x")
    data = path.read_bytes().replace(b"x" * len(name), name.encode())
    path.write_bytes(data)
    with pytest.raises(PartnerwikiError):
        making.make(path, "a")


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = docx_with(tmp_path / "a.docx", "word/media/big.png", bytes(400_000_000))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(PartnerwikiError, match="MB"):
        making.make(path, "a")
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(guard.MEMBERS + 1):
            archive.writestr(f"word/{number}", b"")
    (tmp_path / "many.docx").write_bytes(many.getvalue())
    with pytest.raises(PartnerwikiError, match="too many"):
        making.make(tmp_path / "many.docx", "a")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {W}><w:body>&b;</w:body></w:document>',
        '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><w:document {W}><w:body/></w:document>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>&a;</w:body></w:document>',
        "<w:document {W}><w:body>",
        "",
    ],
)
def test_entities_and_broken_xml_are_refused(tmp_path: Path, text: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", text.replace("{W}", w.W))
    (tmp_path / "a.docx").write_bytes(stream.getvalue())
    with pytest.raises(PartnerwikiError):
        making.make(tmp_path / "a.docx", "a")


def test_html_that_acts_or_fetches_is_disarmed_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body onload='x()'><h1>Titel</h1><script>böse()</script><p onclick='y()'>Text "
        "<a href='javascript:z()'>Klick</a> "
        "<a href='https://gut.example/a b'>gut</a></p><img src='https://evil.example/pixel.png' alt='Zähler'>"
        "<iframe src='https://evil.example'></iframe><form><p>Name?</p><input name=a></form>"
        "<p>{eval-rst} ```{include} /etc/passwd``` &lt;b&gt; --- :::{note}</p>"
        "<pre>```{eval-rst}\n.. raw:: html\n```</pre>"
        "<img src='../../../etc/passwd'><img src='file:///etc/passwd'><object data='x.swf'>Film</object></body></html>",
        encoding="utf-8",
    )
    made = making.make(tmp_path / "a.html", "a")
    named = json.dumps([loss.as_dict() for loss in made.losses.found], ensure_ascii=False)
    for what in (
        "evil.example/pixel.png",
        "<iframe>",
        "<form>",
        "Name?",
        "<script>",
        "javascript:z()",
        "Film",
        "etc/passwd",
    ):
        assert what in named
    assert "[gut](https://gut.example/a%20b)" in made.text
    assert "javascript" not in made.text
    assert "evil" not in made.text
    assert "\\{eval-rst\\}" in made.text
    assert "````text\n```{eval-rst}\n.. raw:: html\n```\n````" in made.text
    assert made.pictures == {}


def test_text_of_a_file_runs_nothing_in_a_build(wiki: Path, tmp_path: Path) -> None:
    nasty = [
        "---", "title: gestohlen", "---",
        "```{eval-rst}", ".. raw:: html", "{include}`/etc/passwd`", "<script>x</script>",
        "{{ config }}", "[^9]: Note", "(ziel)=", "% Kommentar", "+++", ":::{raw} html", "| a |", "|---|", "![](https://evil.example/x.png)",
        "[x](javascript:y)", "$$x$$", "{.klasse}", "{#id}", "1. eins", "- zwei", "# drei", "> vier", "\\begin{align}",
    ]  # fmt: skip
    w.write(tmp_path / "boese.docx", w.para("Titel", style="Title"), *map(w.para, nasty))
    row = run(wiki, str(tmp_path / "boese.docx"), "--output", "source/neu")[0]
    built = partnerwiki(wiki, "build", "-W")
    assert built.returncode == 0, built.stderr
    page = (wiki / "build/site/de/neu/boese.html").read_text(encoding="utf-8")
    shown = re.sub(r"<[^>]+>", "", page[page.index("<article") : page.index("</article")])
    for said in (
        "title: gestohlen",
        ".. raw:: html",
        "{include}",
        "config }}",
        "(ziel)=",
        "% Kommentar",
        ":::{raw} html",
    ):
        assert said in shown
    assert "<script>x" not in page
    assert 'evil.example/x.png"' not in page
    assert [loss for loss in row["losses"] if loss["kind"] == "text"] == []


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "nonsense-1"])
def test_html_in_any_encoding_keeps_its_letters(tmp_path: Path, charset: str) -> None:
    encoding = "utf-8" if charset == "nonsense-1" else charset
    text = f"<html><head><meta charset={charset}></head><body><h1>Grüße</h1><p>Straße – 5 €</p></body></html>"
    (tmp_path / "a.html").write_bytes(text.encode(encoding))
    assert making.make(tmp_path / "a.html", "a").text == "# Grüße\n\nStraße – 5 €\n"


def test_drawings_keep_nothing_that_acts(tmp_path: Path) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()">'
        b"<script>y</script>"
        b'<a xlink:href="javascript:z"><rect/></a><image href="https://evil.example/a.png"/><foreignObject/>'
        b'<circle r="4" style="fill:url(https://evil.example)" onclick="a()"/><text>gut</text></svg>'
    )
    kind, data = pictures.checked(svg) or ("", b"")
    assert kind == "svg"
    for part in (b"script", b"onload", b"onclick", b"evil", b"javascript", b"foreignObject"):
        assert part not in data
    assert b">gut<" in data
    assert pictures.checked(b"<svg><!DOCTYPE x>") is None
    assert pictures.checked(b"\x89PNG\r\n\x1a\nbroken") is None
    assert pictures.checked(b"MZ\x90") is None


def test_pdfs_that_are_locked_scanned_or_broken_get_one_clear_sentence(wiki: Path, tmp_path: Path) -> None:
    source = wiki / "build/documents/vertrag-de.pdf"
    with pikepdf.open(source) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    Image.new("RGB", (400, 600), "white").save(tmp_path / "scan.pdf")
    (tmp_path / "broken.pdf").write_bytes(source.read_bytes()[:3000])
    for name, words in {"locked": "password", "scan": "scanned", "broken": "damaged"}.items():
        with pytest.raises(PartnerwikiError, match=words):
            making.make(tmp_path / f"{name}.pdf", "a")
    with pikepdf.open(source) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.attachments["geheim.txt"] = b"x"
        pdf.save(tmp_path / "active.pdf")
    made = making.make(tmp_path / "active.pdf", "a")
    assert len([loss for loss in made.losses.found if loss.kind is Kind.ACTIVE]) == 2


def test_other_files_are_refused_whatever_they_are_called(tmp_path: Path) -> None:
    for name, data in {
        "a.docx": b"MZ\x90",
        "b.docx": guard._OLE,
        "c.pdf": b"text",
        "d.odt": b"PK\x05\x06" + bytes(18),
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(PartnerwikiError):
            making.make(tmp_path / name, "a")
    shutil.copy(w.write(tmp_path / "x.docx", w.para("Text")), tmp_path / "x.pdf")
    assert "Text" in making.make(tmp_path / "x.pdf", "a").text
