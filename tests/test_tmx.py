"""TMX: the dialects of other tools, files from strangers, the round trip, and the commands."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from wikis import CONF, catalog, make_wiki, partnerwiki, tree

from partnerwiki import pofile
from partnerwiki.config import Project, load_project
from partnerwiki.drafts import tmx
from partnerwiki.drafts.memory import Pair, reviewed_pairs, store
from partnerwiki.drafts.tmx import Content, Skip, export_memory, import_memory, language_of, read, write
from partnerwiki.errors import PartnerwikiError

RING = CONF.replace('["de", "en"]', '["de", "en", "pt_BR"]')

TRADOS = """\
<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="SDL Language Platform" creationtoolversion="8.0" o-tmf="SDL TM8 Format" datatype="xml"
 segtype="sentence" adminlang="en-US" srclang="DE-DE" creationdate="20250101T080000Z" creationid="TOWN\\mia">
<prop type="x-Recognizers">RecognizeAll</prop></header>
<body>
<tu creationdate="20250101T080000Z" creationid="TOWN\\mia"><prop type="x-ConfirmationLevel">Translated</prop>
<tuv xml:lang="DE-DE"><seg>Die <bpt i="1" type="1" x="1" />Schule<ept i="1" /> hat zwei Höfe.</seg></tuv>
<tuv xml:lang="EN-US"><seg>The <bpt i="1" type="1" x="1" />school<ept i="1" /> has two yards.</seg></tuv></tu>
<tu><tuv xml:lang="DE-DE"><seg>Zeile<ph x="1" type="2" />Umbruch</seg></tuv>
<tuv xml:lang="EN-US"><seg>Line<ph x="1" type="2" />break</seg></tuv></tu>
</body></tmx>
"""
WORKBENCH = """\
<?xml version="1.0" encoding="windows-1252"?>
<tmx version="1.1"><header creationtool="TRADOS Translator's Workbench" datatype="rtf" srclang="DE-DE"/>
<body><tu>
<tuv lang="DE-DE"><seg>Das <ut>{\\b </ut>Rathaus<ut>}</ut> öffnet <hi type="bold">montags</hi>.</seg></tuv>
<tuv lang="EN-GB"><seg>The <ut>{\\b </ut>town hall<ut>}</ut> opens <hi type="bold">on Mondays</hi>.</seg></tuv>
</tu></body></tmx>
"""
OMEGAT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" segtype="sentence"
   srclang="en"/>
  <body>
    <tu>
      <note>draft</note>
      <tuv xml:lang="en"><seg>See <bpt i="0" x="0">&lt;b0&gt;</bpt>here<ept i="0">&lt;/b0&gt;</ept>.</seg></tuv>
      <tuv xml:lang="de" changeid="mia" changedate="20250101T080000Z">
        <seg>Siehe <bpt i="0" x="0">&lt;b0&gt;</bpt>hier<ept i="0">&lt;/b0&gt;</ept>.</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""
MEMOQ = """\
<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4"><header creationtool="MemoQ" datatype="unknown" srclang="de"/>
<body><tu changedate="20250101T080000Z"><prop type="client">Musterstadt</prop>
<tuv xml:lang="de"><prop type="x-context-pre">&lt;seg&gt;Vorher&lt;/seg&gt;</prop>
<seg>Noch <bpt i='1'>**</bpt>{0}<ept i='1'>**</ept> Tage bis <ph>{date}`x`</ph>, <it pos="begin">{}</it>bitte.</seg>
</tuv>
<tuv xml:lang="en-gb"><seg>Only <bpt i='1'>**</bpt>{0}<ept i='1'>**</ept> days to <ph>{date}`x`</ph>, please.</seg>
</tuv>
</tu></body></tmx>
"""
WEBLATE = """\
<?xml version='1.0' encoding='utf-8'?>
<tmx version="1.4"><header creationtool="Translate Toolkit" datatype="PlainText" srclang="de"/><body>
<tu><prop type="x-context">c</prop><tuv xml:lang="de"><seg>Gut &amp; <!-- sic -->schön</seg></tuv>
<tuv xml:lang="en"><seg>Good &amp; <![CDATA[<nice>]]></seg></tuv>
<tuv xml:lang="pt_BR"><seg>  Bom
dia </seg></tuv>
<tuv xml:lang="fr"><seg>Beau</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Leer</seg></tuv><tuv xml:lang="en"><seg> </seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Nur</seg></tuv><tuv xml:lang="fr"><seg>Seulement</seg></tuv></tu>
<tu><tuv><seg>ohne</seg></tuv><tuv xml:lang="en"><seg>without</seg></tuv></tu>
</body></tmx>
"""


def file(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "memory.tmx"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def both_ways(source: str, target: str, language: str = "en") -> list[Pair]:
    return [Pair("de", source, language, target), Pair(language, target, "de", source)]


def taken(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Content:
    languages = ["de", "en", "pt_BR"]
    return read(file(folder, text, encoding), languages, languages)


def document(body: str = "", prolog: str = "") -> str:
    return f'{prolog}<tmx version="1.4"><header srclang="de"/><body>{body}</body></tmx>'


def unit(source: str, target: str) -> str:
    return f'<tu><tuv xml:lang="de"><seg>{source}</seg></tuv><tuv xml:lang="en"><seg>{target}</seg></tuv></tu>'


# Dialects


@pytest.mark.parametrize(
    ("text", "encoding", "pairs", "skipped"),
    [
        (TRADOS, "utf-16", both_ways("Die Schule hat zwei Höfe.", "The school has two yards."), {Skip.CODES: 1}),
        (WORKBENCH, "cp1252", both_ways("Das Rathaus öffnet montags.", "The town hall opens on Mondays."), {}),
        (OMEGAT, "utf-8", both_ways("Siehe hier.", "See here."), {}),
        (
            MEMOQ,
            "utf-8-sig",
            both_ways("Noch **{0}** Tage bis {date}`x`, bitte.", "Only **{0}** days to {date}`x`, please."),
            {},
        ),
        (
            WEBLATE,
            "utf-8",
            [
                *both_ways("Gut & schön", "Good & <nice>"),
                *both_ways("Gut & schön", "  Bom\ndia ", "pt_BR"),
                Pair("en", "Good & <nice>", "pt_BR", "  Bom\ndia "),
                Pair("pt_BR", "  Bom\ndia ", "en", "Good & <nice>"),
            ],
            {Skip.LANGUAGE: 2, Skip.EMPTY: 1},
        ),
    ],
    ids=["trados", "workbench", "omegat", "memoq", "weblate"],
)
def test_the_dialects_of_other_tools(
    tmp_path: Path, text: str, encoding: str, pairs: list[Pair], skipped: dict[Skip, int]
) -> None:
    content = taken(tmp_path, text, encoding)
    key = lambda pair: (pair.source_language, pair.target_language)  # noqa: E731
    assert sorted(content.pairs, key=key) == sorted(pairs, key=key)
    assert content.skipped == skipped


@pytest.mark.parametrize(
    ("code", "languages", "expected"),
    [
        ("en", ["de", "en"], "en"),
        ("EN-US", ["de", "en"], "en"),
        ("en_GB", ["en", "en_GB"], "en_GB"),
        ("zh-Hant-TW", ["zh_Hans", "zh_Hant"], "zh_Hant"),
        ("pt", ["pt_BR"], "pt_BR"),
        ("pt", ["pt_BR", "pt_PT"], None),
        ("pt-PT", ["pt_BR"], None),
        ("eng", ["en"], None),
        ("", ["en"], None),
        ("*all*", ["en"], None),
    ],
)
def test_the_language_of_a_tag(code: str, languages: list[str], expected: str | None) -> None:
    assert language_of(code, languages) == expected


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ("a <hi>b <hi>c</hi></hi>", "a b c"),
        ('a <bpt i="1">&lt;a title="<sub>x</sub>"&gt;</bpt>b<ept i="1">&lt;/a&gt;</ept>', "a b"),
        ("<it pos='end'>\\b0 </it>a", "a"),
        ("<?pi x?>a<!-- b -->", "a"),
        ("<bpt i='1'>[</bpt>a<ept i='1'>](b.md)</ept>", "[a](b.md)"),
        ("<ph>&lt;img src='x'/&gt;</ph>a", None),
        ("a<ph/>", None),
        ("<hi>" * 200 + "a" + "</hi>" * 200, "a"),
    ],
)
def test_codes_inside_a_text(tmp_path: Path, segment: str, text: str | None) -> None:
    content = taken(tmp_path, document(unit(segment, "x")))
    assert content.pairs == (both_ways(text, "x") if text else [])
    assert content.skipped[Skip.CODES] == (text is None)


def test_texts_from_the_language_that_the_file_names_come_first(tmp_path: Path) -> None:
    back = unit("Heim", "home").replace("<tu>", '<tu srclang="en">')
    (haus, house), (heim, home) = both_ways("Haus", "home"), both_ways("Heim", "home")
    assert taken(tmp_path, document(unit("Haus", "home") + back)).pairs == [haus, home, house, heim]


# Files from strangers


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", 1),
        ("Haus;house\n", 1),
        ("<xliff/>", 1),
        ('{"tmx": 1}', 1),
        (document("\n" + unit("a", "b"))[:-20], 2),
        (document(f"\n\n{unit('a', '&#1;')}"), 3),
        (document(f"\n{unit('a', chr(7))}"), 2),
        (document("\n" + unit("a", "ü")).encode("latin-1"), 2),
        (document(prolog='<?xml version="1.0" encoding="klingon"?>'), 1),
        (document(unit("a", "&nbsp;")), 1),
        (document(unit("a", "b"), '<!DOCTYPE tmx [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 2),
        (document(unit("a", "&x;"), '\n<!DOCTYPE tmx [<!ENTITY % x SYSTEM "x.dtd"> %x;]>'), 2),
        (document(unit("a", "&a9;"), f"<!DOCTYPE tmx [{LAUGHS}]>"), 1),
        (document('<tu x="&a9;"/>', f"<!DOCTYPE tmx [{LAUGHS}]>"), 1),
    ],
)
def test_what_is_no_harmless_tmx_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int) -> None:
    project = load_project(make_wiki(tmp_path / "wiki"))
    path = file(tmp_path, text)
    with pytest.raises(PartnerwikiError) as caught:
        import_memory(project, path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert caught.value.mend
    assert not project.catalogs.exists()


def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/tmx14.dtd"
        try:
            assert taken(tmp_path, document(unit("a", "b"), f'<!DOCTYPE tmx SYSTEM "{url}">')).pairs
            for prolog in (f'<!ENTITY x SYSTEM "{url}">', f'<!ENTITY % x SYSTEM "{url}"> %x;'):
                with pytest.raises(PartnerwikiError):
                    taken(tmp_path, document(unit("a", "&x;"), f"<!DOCTYPE tmx [{prolog}]>"))
        finally:
            server.shutdown()
            thread.join()
    assert asked == []


def test_an_entity_of_a_dtd_that_is_not_read_skips_its_unit(tmp_path: Path) -> None:
    body = unit("a&nbsp;b", "c") + unit("d", "e")
    content = taken(tmp_path, document(body, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'))
    assert content == Content(both_ways("d", "e"), {Skip.CODES: 1})


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tmx, "LARGEST", 10)
    with pytest.raises(PartnerwikiError, match="larger than"):
        taken(tmp_path, document())
    for path in (tmp_path / "none.tmx", tmp_path):
        with pytest.raises(PartnerwikiError, match="cannot be read"):
            read(path, ["de"], ["de"])


def test_errors_do_not_quote_the_file(tmp_path: Path) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        taken(tmp_path, document("<geheim>"))
    assert "geheim" not in str(caught.value)


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, noise: bytes, at: int) -> None:
    whole = OMEGAT.encode()
    with suppress(PartnerwikiError):
        taken(tmp_path, whole[:at] + noise + whole[at + len(noise) :])


# The round trip

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t\r<>&\"'\\ \u2028\x85"),
    min_size=1,
    max_size=30,
).filter(str.strip)
several = st.lists(
    st.builds(
        lambda languages, source, target: Pair(languages[0], source, languages[1], target),
        st.permutations(["de", "en", "pt_BR"]),
        texts,
        texts,
    ),
    unique_by=lambda pair: (pair.source_language, pair.source, pair.target_language),
)


@given(several)
@example([Pair("de", " a\n", "en", "<b>&amp;]]>\r\n")])
@example([Pair("de", "Partner", "pt_BR", "Partner"), Pair("en", "Partner", "pt_BR", "Partner")])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_exported_is_imported_again(tmp_path_factory: pytest.TempPathFactory, pairs: list[Pair]) -> None:
    folder = tmp_path_factory.mktemp("trip")
    full, empty = (load_project(make_wiki(folder / name, conf=RING)) for name in ("full", "empty"))
    store(full, pairs, reviewed=True)
    path = folder / "memory.tmx"
    export_memory(full, path)
    import_memory(empty, path, reviewed=True)
    turned = {Pair(pair.target_language, pair.target, pair.source_language, pair.source) for pair in pairs}
    assert set(pairs) <= set(reviewed_pairs(empty, empty.languages)) <= turned.union(pairs)


def test_the_document_is_valid_tmx_without_dates_and_names() -> None:
    data = write([Pair("de", "Haus", "pt_BR", "casa"), Pair("en", "house", "de", "Haus")])
    root = etree.fromstring(data)
    assert b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">' in data
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = dict(root.find("header").attrib)
    assert {"creationtool": "partnerwiki", "srclang": "*all*", "datatype": "PlainText"}.items() <= header.items()
    required = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert set(header) == required
    assert [dict(unit.attrib) for unit in root.iter("tu")] == [{"srclang": "de"}, {"srclang": "en"}]
    assert root.xpath("//tuv/@xml:lang") == ["de", "pt-BR", "en", "de"]
    assert data == write([Pair("de", "Haus", "pt_BR", "casa"), Pair("en", "house", "de", "Haus")])


def test_languages_can_be_chosen(tmp_path: Path) -> None:
    project = load_project(make_wiki(tmp_path, conf=RING))
    stored, skipped = import_memory(project, file(tmp_path, WEBLATE), ["pt_BR"], reviewed=True)
    assert {path.parts[-3] for path in stored.written} == {"pt_BR"}
    assert skipped == {Skip.LANGUAGE: 2, Skip.EMPTY: 1}
    assert export_memory(project, tmp_path / "out.tmx", ["de"]) == {}
    assert export_memory(project, tmp_path / "out.tmx", ["pt_BR", "de"]) == {"pt_BR": 2}
    done = partnerwiki(project.confdir, "memory", "export", "out.tmx", "--to", "fr")
    assert done.returncode == 1
    assert "'fr' is not among" in done.stderr


def test_progress_ends_at_the_last_unit(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    project = load_project(make_wiki(tmp_path))
    path = file(tmp_path, document("".join(unit(f"a{n}", f"b{n}") for n in range(1500))))
    import_memory(project, path, dry_run=True, progress=lambda *step: steps.append(step))
    assert steps == [("memory.tmx", 1000, 1500), ("memory.tmx", 1500, 1500)]


# The commands


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return make_wiki(tmp_path / "wiki", catalogs={"en/index": catalog({"Start": "Home"})})


def project_of(wiki: Path) -> Project:
    return load_project(wiki)


def test_import_says_what_it_did(wiki: Path) -> None:
    path = file(wiki, document(unit("Start", "Home") + unit("Haus", "house") + unit("a<ph/>", "b")))
    planned = partnerwiki(wiki, "memory", "import", path.name, "--dry-run", "--json")
    assert json.loads(planned.stdout) == {
        "added": 3,
        "improved": 0,
        "known": 1,
        "kept": 0,
        "written": ["locales/en/LC_MESSAGES/_memory.po", "locales/de/LC_MESSAGES/_memory.po"],
        "skipped": {"language": 0, "codes": 1, "empty": 0},
    }
    assert not (wiki / "locales/de").exists()
    done = partnerwiki(wiki, "memory", "import", path.name)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "locales/en/LC_MESSAGES/_memory.po\nlocales/de/LC_MESSAGES/_memory.po\n"
        "Translations: 3 added, 0 improved; 1 known, 0 left with their own text.\n"
        "Units skipped: 0 without a language pair of the wiki, 1 with codes, 0 empty.\n"
    )
    before = tree(wiki / "locales")
    again = partnerwiki(wiki, "memory", "import", path.name)
    assert again.stdout.startswith("Translations: 0 added, 0 improved; 4 known, 0 left")
    assert tree(wiki / "locales") == before


def test_a_wiki_with_imports_builds_and_checks_as_before(wiki: Path) -> None:
    assert partnerwiki(wiki, "update").returncode == 0
    before = partnerwiki(wiki, "status", "--json").stdout
    partnerwiki(wiki, "memory", "import", str(file(wiki, document(unit("Haus", "<script>x</script>")))))
    assert partnerwiki(wiki, "update", "--check").returncode == 0
    assert partnerwiki(wiki, "status", "--json").stdout == before
    assert partnerwiki(wiki, "check").returncode == 0
    built = partnerwiki(wiki, "build", "-W")
    assert built.returncode == 0, built.stderr


def test_export_writes_the_same_bytes_each_time(wiki: Path) -> None:
    written = []
    for name in ("a.tmx", "b.tmx"):
        done = partnerwiki(wiki, "memory", "export", name, "--to", "en")
        assert (done.returncode, done.stdout) == (0, f"1 translations written to {name}.\n")
        written.append((wiki / name).read_bytes())
    assert written[0] == written[1]
    assert json.loads(partnerwiki(wiki, "memory", "export", "a.tmx", "--json").stdout) == {
        "written": "a.tmx",
        "pairs": {"en": 1},
    }


@pytest.mark.parametrize("command", ["import", "export"])
def test_bad_calls_have_one_clear_message(wiki: Path, command: str) -> None:
    (wiki / "file").write_text("x", encoding="utf-8")
    done = partnerwiki(wiki, "memory", command, "file/x.tmx")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: file/x.tmx: The file cannot be")
    help_text = partnerwiki(wiki, "memory", command, "--help").stdout
    assert f"Example:\n    partnerwiki memory {command} " in help_text


def test_a_broken_catalog_of_imports_is_named_and_nothing_written(wiki: Path) -> None:
    broken = wiki / "locales/en/LC_MESSAGES/_memory.po"
    broken.write_text('msgid "cut o', encoding="utf-8")
    before = tree(wiki / "locales")
    with pytest.raises(PartnerwikiError) as caught:
        import_memory(project_of(wiki), file(wiki, document(unit("Haus", "house"))))
    assert caught.value.path == broken
    assert tree(wiki / "locales") == before
    broken.unlink()
    import_memory(project_of(wiki), file(wiki, document(unit("Haus", "house"))))
    assert [entry.msgid for entry in pofile.read(broken).entries] == ["Haus"]
