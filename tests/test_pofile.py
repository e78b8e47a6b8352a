"""Reading and writing one PO file: nothing is lost, and a broken file is named with its line."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerwiki import messages, pofile
from partnerwiki.errors import PartnerwikiError
from partnerwiki.pofile import POFile
from partnerwiki.units import state_of, text_hash

HEADER = """\
# Partnerwiki, English
msgid ""
msgstr ""
"Project-Id-Version: Wiki\\n"
"PO-Revision-Date: 2026-11-21 12:00+0000\\n"
"Last-Translator: Ana\\n"
"Language-Team: Vila Modelo\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"X-Reviewed-By: town hall\\n"
"""

RICH = (
    HEADER
    + """
# a remark of a translator
#   indented
#. alt text
#: source/a.md source/b.md:12
#, fuzzy, no-wrap
#| msgctxt "old context"
#| msgid "Old "
#| "source"
msgid "Source"
msgstr "Target"

msgid "hand "
      "wrapped"
msgstr ""
"in a way "
"of one's own"


msgctxt "menu"
msgid "Source"
msgstr "Entry"

msgid "town"
msgid_plural "towns"
msgstr[0] "Stadt"
msgstr[1] "Städte"

# kept
#~| msgid "older"
#~ msgid "old"
#~ msgstr "alt"

# the end
"""
)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "page.po"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def entry_of(po: POFile, msgid: str) -> polib.POEntry:
    return next(entry for entry in po.entries if entry.msgid == msgid and not entry.msgctxt)


def msgfmt(path: Path) -> str:
    """Give what ``msgfmt -c`` complains about."""
    done = subprocess.run(["msgfmt", "-c", "-o", os.devnull, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


# Nothing is lost


def test_a_file_is_read_in_full(tmp_path: Path) -> None:
    po = pofile.read(written(tmp_path, RICH))
    first = po.entries[0]
    assert po.header == HEADER.rstrip("\n")
    assert [entry.msgid for entry in po.live] == ["Source", "hand wrapped", "Source", "town"]
    assert [entry.msgid for entry in po.obsolete] == ["old"]
    assert (first.tcomment, first.comment, first.flags) == (
        "a remark of a translator\n  indented",
        "alt text",
        ["fuzzy", "no-wrap"],
    )
    assert first.occurrences == [("source/a.md", ""), ("source/b.md", "12")]
    assert (first.previous_msgid, first.previous_msgctxt) == ("Old source", "old context")


def test_an_entry_knows_the_line_of_its_msgid(tmp_path: Path) -> None:
    lines = RICH.split("\n")
    for entry in pofile.read(written(tmp_path, RICH)).live:
        assert entry.linenum is not None
        assert lines[entry.linenum - 1].startswith("msgid")


def test_an_obsolete_entry_keeps_its_previous_source(tmp_path: Path) -> None:
    (entry,) = pofile.read(written(tmp_path, RICH)).obsolete
    assert (entry.msgid, entry.previous_msgid, entry.tcomment) == ("old", "older", "kept")


def test_a_file_that_does_not_change_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, RICH)
    os.utime(path, (1, 1))
    assert pofile.read(path).save() is False
    assert (path.read_text(encoding="utf-8"), path.stat().st_mtime) == (RICH, 1)


def test_only_the_entry_that_changes_is_written_anew(tmp_path: Path) -> None:
    path = written(tmp_path, RICH)
    po = pofile.read(path)
    entry_of(po, "old").msgstr = "uralt"
    assert po.save() is True
    assert path.read_text(encoding="utf-8") == RICH.replace('msgstr "alt"', 'msgstr "uralt"').replace(
        'own"\n\n\nmsgctxt', 'own"\n\nmsgctxt'
    )


def test_a_new_location_leaves_the_lines_of_the_text_alone(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + '\n#. hint\n#: a.md:3\nmsgid "a "\n   "b"\nmsgstr ""\n"c"\n')
    po = pofile.read(path)
    po.entries[0].occurrences = [("b.md", "")]
    po.save()
    assert path.read_text(encoding="utf-8") == HEADER + '\n#. hint\n#: b.md\nmsgid "a "\n   "b"\nmsgstr ""\n"c"\n'


def test_a_location_with_spaces_comes_back_whole(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + '\nmsgid "a"\nmsgstr "b"\n')
    po = pofile.read(path)
    po.entries[0].occurrences = [("source/Unsere Seite.md", ""), ("b.md", "7")]
    po.save()
    assert "#: \u2068source/Unsere Seite.md\u2069\n#: b.md:7\n" in path.read_text(encoding="utf-8")
    assert pofile.read(path).entries[0].occurrences == [("source/Unsere Seite.md", ""), ("b.md", "7")]
    assert msgfmt(path) == ""


def test_a_draft_comment_stays_on_one_line(tmp_path: Path) -> None:
    comment = f"mt: engine/{'m' * 80} 2026-11-21 sha256:{'0' * 64}"
    po = POFile(tmp_path / "new.po", HEADER)
    po.entries = [polib.POEntry(msgid="a", msgstr="b", tcomment=comment)]
    po.save()
    assert f"# {comment}\n" in po.path.read_text(encoding="utf-8")


def test_the_first_comment_of_a_file_without_header_belongs_to_its_entry(tmp_path: Path) -> None:
    po = pofile.read(written(tmp_path, '# mine\nmsgid "a"\nmsgstr "b"\n'))
    assert (po.header, po.entries[0].tcomment) == ("", "mine")


def test_marks_of_comments_need_no_space(tmp_path: Path) -> None:
    (entry,) = pofile.read(
        written(tmp_path, HEADER + '\n#mine\n##ours\n#,fuzzy\n#.hint\n#:a.md:1\n#|msgid "o"\nmsgid "a"\nmsgstr "b"\n')
    ).entries
    assert (entry.tcomment, entry.flags, entry.comment) == ("mine\n#ours", ["fuzzy"], "hint")
    assert (entry.occurrences, entry.previous_msgid) == ([("a.md", "1")], "o")


def test_comments_at_the_end_do_not_cost_the_last_entry(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + '\nmsgid "a"\nmsgstr "b"\n\n#:\n#~| msgid "cut off"\n')
    po = pofile.read(path)
    assert [entry.msgid for entry in po.entries] == ["a"]
    po.entries[0].msgstr = "c"
    po.save()
    assert path.read_text(encoding="utf-8").endswith('msgid "a"\nmsgstr "c"\n\n#:\n#~| msgid "cut off"\n')


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\x0cb", "a\x1cb", "a\x0bb", "a\rb"], ids=ascii)
def test_characters_that_python_takes_for_line_ends_stay(tmp_path: Path, text: str) -> None:
    po = POFile(tmp_path / "new.po", HEADER)
    po.entries = [polib.POEntry(msgid="a", msgstr=text)]
    po.save()
    assert pofile.read(po.path).entries[0].msgstr == text


# Line ends and charsets


def test_a_crlf_file_stays_crlf(tmp_path: Path) -> None:
    path = written(tmp_path, RICH.replace("\n", "\r\n"))
    po = pofile.read(path)
    entry_of(po, "hand wrapped").msgstr = "new"
    po.save()
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 30


def test_a_declared_charset_is_kept(tmp_path: Path) -> None:
    text = (HEADER + '\nmsgid "Bürger"\nmsgstr "cidadão"\n\nmsgid "b"\nmsgstr ""\n').replace("UTF-8", "ISO-8859-1")
    path = written(tmp_path, text.encode("latin-1"))
    po = pofile.read(path)
    assert po.entries[0].msgstr == "cidadão"
    po.entries[1].msgstr = "é"
    po.save()
    assert path.read_bytes() == text.replace('"b"\nmsgstr ""', '"b"\nmsgstr "é"').encode("latin-1")


def test_a_text_that_the_charset_cannot_hold_makes_the_file_utf8(tmp_path: Path) -> None:
    text = (HEADER + '\nmsgid "Bürger"\nmsgstr "cidadão"\n\nmsgid "b"\nmsgstr ""\n').replace("UTF-8", "ISO-8859-1")
    path = written(tmp_path, text.encode("latin-1"))
    po = pofile.read(path)
    po.entries[1].msgstr = "вода"
    po.save()
    expected = text.replace("ISO-8859-1", "UTF-8").replace('"b"\nmsgstr ""', '"b"\nmsgstr "вода"')
    assert path.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("declared", ["CHARSET", "latin-1"])
def test_a_byte_order_mark_means_utf8_and_goes_when_the_file_is_written(tmp_path: Path, declared: str) -> None:
    path = written(
        tmp_path, b"\xef\xbb\xbf" + (HEADER.replace("UTF-8", declared) + '\nmsgid "ü"\nmsgstr "u"\n').encode()
    )
    po = pofile.read(path)
    po.entries[0].msgstr = "v"
    po.save()
    assert path.read_text(encoding="utf-8") == HEADER + '\nmsgid "ü"\nmsgstr "v"\n'


def test_a_header_without_charset_gets_one(tmp_path: Path) -> None:
    path = written(tmp_path, 'msgid ""\nmsgstr ""\n"Language: en\\n"\n\nmsgid "ü"\nmsgstr "u"\n')
    po = pofile.read(path)
    po.entries[0].msgstr = "v"
    po.save()
    assert '"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n' in path.read_text(encoding="utf-8")


def test_a_charset_named_inside_a_translation_is_not_the_files(tmp_path: Path) -> None:
    po = pofile.read(written(tmp_path, 'msgid "Content-Type: text/html; charset=ascii"\nmsgstr "ü"\n'))
    assert po.entries[0].msgstr == "ü"


# Broken files

ENTRY = '\nmsgid "a"\nmsgstr "b"\n'
LINE = HEADER.count("\n") + 1  # the empty line that ENTRY begins with
BROKEN = {
    "empty file": ("", 1),
    "comments alone": ("# nothing\n", 1),
    "no PO at all": ("<html>\n", 1),
    "binary junk": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", 1),
    "zero bytes": (b"\x00" * 64, 1),
    "UTF-16": ((HEADER + ENTRY).encode("utf-16"), 1),
    "unescaped quotation mark": (HEADER + '\nmsgid "a "b" c"\nmsgstr ""\n', LINE + 1),
    "escaped backslash before a quotation mark": (HEADER + '\nmsgid "a\\\\"b"\nmsgstr ""\n', LINE + 1),
    "unknown escape": (HEADER + '\nmsgid "a"\nmsgstr "C:\\dir"\n', LINE + 2),
    "unknown keyword": (HEADER + '\nmsgid "a"\nmsgtxt "b"\n', LINE + 2),
    "no quotation marks": (HEADER + "\nmsgid a\nmsgstr b\n", LINE + 1),
    "text without keyword": (HEADER + ENTRY + "oops\n", LINE + 3),
    "msgstr without msgid": (HEADER + '\nmsgstr "b"\n', LINE + 1),
    "two msgstr": (HEADER + ENTRY + 'msgstr "c"\n', LINE + 3),
    "half obsolete": (HEADER + '\n#~ msgid "a"\nmsgstr "b"\n', LINE + 2),
    "broken previous source": (HEADER + '\n#| msgid "a\nmsgid "a"\nmsgstr "b"\n', LINE + 1),
    "cut off in a word": (HEADER + ENTRY + '\nmsgid "c"\nmsgstr "cut o', LINE + 5),
    "cut off behind msgid": (HEADER + ENTRY + '\nmsgid "c"\n', LINE + 4),
    "cut off behind a context": (HEADER + ENTRY + '\nmsgctxt "c"\n', None),
    "conflict": (HEADER + '\nmsgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n=======\nmsgstr "c"\n>>>>>>> other\n', LINE + 2),
    "conflict with CRLF": ((HEADER + "\n<<<<<<< HEAD\n").replace("\n", "\r\n"), LINE + 1),
    "entry twice": (HEADER + ENTRY + ENTRY, LINE + 4),
    "entry twice, with context": (HEADER + 2 * '\nmsgctxt "c"\nmsgid "a"\nmsgstr "b"\n', LINE + 6),
    "header twice": (HEADER + ENTRY + "\n" + HEADER, LINE + 5),
    "not the declared charset": (HEADER.encode() + b'\nmsgid "a"\nmsgstr "\xfc"\n', LINE + 2),
    "unknown charset": (HEADER.replace("UTF-8", "UTF-88") + ENTRY, 10),
    "charset that is no text": (HEADER.replace("UTF-8", "base64") + ENTRY, 10),
    "charset of two bytes": (HEADER.replace("UTF-8", "utf-16") + ENTRY, 10),
    "broken header": (HEADER.replace('"Language: en\\n"', '"Language: en\\n') + ENTRY, 8),
}


@pytest.mark.parametrize("locale", ["en_GB.UTF-8", "de_DE.UTF-8"])
@pytest.mark.parametrize(("content", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_with_line_and_mend(
    tmp_path: Path, content: str | bytes, line: int | None, locale: str
) -> None:
    path = written(tmp_path, content)
    messages.use_locale({"LANG": locale})
    try:
        with pytest.raises(PartnerwikiError) as caught:
            pofile.read(path)
    finally:
        messages.use_locale({"LANG": "C"})
    assert caught.value.line == line
    assert str(caught.value).startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert caught.value.message
    assert caught.value.mend


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "page.po").mkdir()
    with pytest.raises(PartnerwikiError, match=r"page\.po: The catalog cannot be read: Is a directory\.\n  → "):
        pofile.read(tmp_path / "page.po")


def test_a_duplicate_says_where_the_first_one_is(tmp_path: Path) -> None:
    with pytest.raises(PartnerwikiError, match=f"first in line {LINE + 1}"):
        pofile.read(written(tmp_path, HEADER + ENTRY + ENTRY))


def test_the_same_source_with_another_context_is_no_duplicate(tmp_path: Path) -> None:
    text = HEADER + ENTRY + '\nmsgctxt "c"\nmsgid "a"\nmsgstr "d"\n'
    assert len(pofile.read(written(tmp_path, text)).entries) == 2


# Writing fails


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, RICH)
    po = pofile.read(path)
    po.entries[0].msgstr = "new"

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PartnerwikiError, match=r"page\.po: The catalog cannot be written: No space left on device\."):
        po.save()
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.po"]
    assert path.read_text(encoding="utf-8") == RICH


def test_a_written_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = written(tmp_path, RICH)
    path.chmod(0o664)
    po = pofile.read(path)
    po.entries[0].msgstr = "new"
    po.save()
    assert path.stat().st_mode & 0o777 == 0o664


def test_catalogs_are_found_by_name_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/index.po", "a.po", ".git/x.po", ".#a.po", "a.mo"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert pofile.find(tmp_path) == {"a": tmp_path / "a.po", "b/index": tmp_path / "b/index.po"}


# Laws

# gettext keeps U+0000 and U+0004 for itself
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"), max_size=200) | st.lists(
    st.sampled_from(["\\", '"', "\n", "\t", " ", "\u2028", "\x85", "\x0c", "\\n", "שלום", "🌍", "-", "#~", "a" * 90]),
    max_size=30,
).map("".join)
ENTRIES = st.builds(
    polib.POEntry,
    msgid=TEXTS.filter(bool),
    msgstr=TEXTS,
    obsolete=st.booleans(),
    flags=st.lists(st.sampled_from(["fuzzy", "no-wrap"]), unique=True),
    previous_msgid=st.none() | TEXTS,
)
FILES = st.lists(ENTRIES, max_size=6, unique_by=lambda entry: entry.msgid)


def meaning(entry: polib.POEntry) -> tuple[object, ...]:
    return entry.msgid, entry.msgstr, bool(entry.obsolete), entry.flags, entry.previous_msgid


def saved(folder: Path, entries: list[polib.POEntry]) -> Path:
    po = POFile(folder / "law.po", HEADER.rstrip("\n"))
    po.entries = entries
    po.touch()
    po.save()
    return po.path


LAW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAW
@given(FILES)
def test_what_is_written_is_read(tmp_path: Path, entries: list[polib.POEntry]) -> None:
    assert [meaning(entry) for entry in pofile.read(saved(tmp_path, entries)).entries] == [*map(meaning, entries)]


@LAW
@given(FILES)
def test_reading_and_rendering_changes_no_byte(tmp_path: Path, entries: list[polib.POEntry]) -> None:
    path = saved(tmp_path, entries)
    assert pofile.read(path).render().encode() == path.read_bytes()


@LAW
@given(FILES)
def test_polib_reads_the_same(tmp_path: Path, entries: list[polib.POEntry]) -> None:
    text = pofile.read(saved(tmp_path, entries)).render()
    theirs = polib.pofile(pofile._Lines(text))
    # polib alone skips the previous source of obsolete entries
    assert [meaning(entry)[:4] for entry in theirs] == [meaning(entry)[:4] for entry in entries]
    assert [e.previous_msgid for e in theirs if not e.obsolete] == [e.previous_msgid for e in entries if not e.obsolete]


@settings(LAW, max_examples=40)
@given(FILES)
def test_msgfmt_accepts_what_is_written(tmp_path: Path, entries: list[polib.POEntry]) -> None:
    for entry in entries:  # gettext wants both texts to begin and end with a line feed, or neither
        entry.msgid, entry.msgstr = (text.strip("\n") or "-" for text in (entry.msgid, entry.msgstr))
    unique = {entry.msgid: entry for entry in entries}
    msgfmt(saved(tmp_path, list(unique.values())))


@LAW
@given(st.binary(max_size=300) | TEXTS.map(str.encode) | TEXTS.map(lambda text: (HEADER + text).encode()))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, data: bytes) -> None:
    with suppress(PartnerwikiError):
        pofile.read(written(tmp_path, data))


# Most catalogs, read faster

REPOSITORY = Path(__file__).parent.parent
CATALOGS = sorted([*(REPOSITORY / "locales").rglob("*.po"), *(REPOSITORY / "docs" / "locales").rglob("*.po")])


def needed(entry: polib.POEntry) -> tuple[object, ...]:
    """Give what a page needs of an entry."""
    texts = entry.msgid, entry.msgstr, entry.previous_msgid, entry.tcomment
    return *texts, entry.linenum, entry.flags, state_of(entry), entry.msgctxt, entry.msgid_plural


def test_common_files_are_read_the_same_in_the_repository() -> None:
    common = 0
    for path in CATALOGS:
        entries = pofile.read_common(path.read_bytes())
        if entries is not None:
            common += 1
            assert [*map(needed, entries)] == [*map(needed, pofile.read(path).live)], path
    assert common > 0.75 * len(CATALOGS) > 20


def test_all_that_a_page_needs_is_read(tmp_path: Path) -> None:
    text = (
        HEADER
        + f"""
# a remark
#
# mt: test/1 2026-01-01 sha256:{text_hash("Target")}
#. alt text
#: source/a.md:1
#, fuzzy, no-wrap
#| msgid ""
#| "Old "
#| "\\"source\\""
msgid "Source"
msgstr "Target"
"""
        + '\nmsgid ""\n"a\\n"\n"b\\t\\\\n"\nmsgstr "c"\n""\n'
    )
    entries = pofile.read_common(text.encode())
    assert entries is not None
    first, second = entries
    assert (first.msgid, first.msgstr, first.linenum, first.flags) == ("Source", "Target", 23, ["fuzzy", "no-wrap"])
    assert first.tcomment == f"a remark\n\nmt: test/1 2026-01-01 sha256:{text_hash('Target')}"
    assert (first.previous_msgid, state_of(first)) == ('Old "source"', "outdated")
    assert (second.msgid, second.msgstr, second.flags) == ("a\nb\t\\n", "c", [])
    assert [*map(needed, entries)] == [*map(needed, pofile.read(written(tmp_path, text)).live)]


UNCOMMON = {
    "empty file": "",
    "header alone": HEADER,
    "no header": ENTRY.lstrip("\n"),
    "header without charset": 'msgid ""\nmsgstr "Language: en\\n"\n' + ENTRY,
    "other charset": HEADER.replace("UTF-8", "ISO-8859-1") + ENTRY,
    "another charset further up": HEADER.replace('"Language:', '"X-Content-Type: a; charset=latin-1\\n"\n"Language:')
    + ENTRY,
    "other bytes": HEADER.encode() + b'\nmsgid "a"\nmsgstr "\xfc"\n',
    "byte order mark": b"\xef\xbb\xbf" + (HEADER + ENTRY).encode(),
    "CRLF": (HEADER + ENTRY).replace("\n", "\r\n"),
    "context": HEADER + '\nmsgctxt "c"' + ENTRY,
    "plural": HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n',
    "obsolete": HEADER + ENTRY + '\n#~ msgid "c"\n#~ msgstr "d"\n',
    "obsolete, with its previous source": HEADER + ENTRY + '\n#~| msgid "c"\n#~ msgid "c"\n#~ msgstr "d"\n',
    "comments at the end": HEADER + ENTRY + "\n# the end\n",
    "previous context": HEADER + '\n#| msgctxt "c"' + ENTRY,
    "a conflict": HEADER + "\n<<<<<<< HEAD" + ENTRY + "=======" + ENTRY + ">>>>>>> other\n",
    "twice": HEADER + ENTRY + ENTRY,
    "header twice": HEADER + ENTRY + "\n" + HEADER,
    "an unknown escape": HEADER + '\nmsgid "a"\nmsgstr "C:\\dir"\n',
    "cut off": HEADER + ENTRY + '\nmsgid "c"\nmsgstr "cut o',
    "indented": HEADER + '\n  msgid "a"\nmsgstr "b"\n',
    "two spaces": HEADER + '\nmsgid  "a"\nmsgstr "b"\n',
}


@pytest.mark.parametrize("content", UNCOMMON.values(), ids=UNCOMMON.keys())
def test_other_files_are_left_to_the_one_that_reads_them_all(content: str | bytes) -> None:
    assert pofile.read_common(content if isinstance(content, bytes) else content.encode()) is None


@pytest.mark.parametrize("content", [content for content, _line in BROKEN.values()], ids=BROKEN.keys())
def test_a_broken_file_is_never_taken_for_a_common_one(content: str | bytes) -> None:
    assert pofile.read_common(content if isinstance(content, bytes) else content.encode()) is None


#: Texts as they stand between quotation marks.
RAW = st.lists(
    st.sampled_from(
        ["a", "Wort ", "ü", "\\n", "\\t", "\\r", '\\"', "\\\\", " ", "#~", "msgid", "\u2028", "\x85", "\t"]
    ),
    max_size=5,
).map("".join)
ODD = st.sampled_from(['"', "\\", "\\a", "\\x41", "\\d", "\x0c", "\0", '\\\\"', "\r"])


def quoted(parts: list[str]) -> str:
    return "\n".join(f'"{part}"' for part in parts)


LINES = st.lists(RAW, min_size=1, max_size=3).map(quoted) | st.tuples(RAW, ODD, RAW).map(lambda p: f'"{"".join(p)}"')
REMARKS = st.lists(
    st.sampled_from(
        ["a remark", "", " ", "  indented", "trailing  ", "\xa0", "#", "\r", "mt: none", "\u2028x", ", fuzzy"]
    )
    | st.sampled_from(["", "Wort ", "ü"]).map(lambda text: f"mt: test/1 2026-01-01 sha256:{text_hash(text)}"),
    max_size=4,
).map(lambda remarks: "".join(f"# {remark}\n" for remark in remarks))
NOTES = st.lists(
    st.sampled_from(
        [
            *("#", "#.", "#. hint", "#.hint", "#:", "#: a.md:1 b.md", "#:a.md", "#: \u2068a b.md\u2069:3", "#. msgid"),
            *(
                "#, fuzzy",
                "#,fuzzy",
                "#, no-wrap",
                "#, fuzzy, no-wrap",
                "#,  fuzzy ,",
                "#,",
                "#, ",
                "#, ,",
                "#,\tfuzzy",
            ),
        ]
    ).map(lambda line: f"{line}\n"),
    max_size=4,
).map("".join)
PREVIOUS = st.sampled_from(["", "", ""]) | LINES.map(
    lambda lines: "".join(f"#| {line}\n" for line in f"msgid {lines}".split("\n"))
)
WHOLE = st.tuples(REMARKS, NOTES, PREVIOUS, LINES, LINES).map(
    lambda parts: f"{parts[0]}{parts[1]}{parts[2]}msgid {parts[3]}\nmsgstr {parts[4]}\n"
)
#: What few files hold.
RARE = st.sampled_from(
    [
        *(
            "#~ msgid {}\n#~ msgstr {}\n",
            "#~| msgid {}\n#~ msgid {}\n#~ msgstr {}\n",
            'msgctxt "c"\nmsgid {}\nmsgstr {}\n',
        ),
        *(
            'msgid {}\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] {}\n',
            'msgid ""\nmsgstr ""\n',
            "#\tx\n",
            "##\n",
            "x\n",
        ),
        *('msgid "a"\nmsgstr "b"\n', '#| msgctxt "c"\n#| msgid {}\nmsgid {}\nmsgstr {}\n', "msgid {}\n", "msgstr {}\n"),
        *("<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n", "# end\n", "#|msgid {}\n", "#| msgid {}\n", "  \n", "\n\n"),
        *(
            "msgid  {}\nmsgstr\t{}\n",
            "msgid {} \nmsgstr {}\n",
            "# a\n\nmsgid {}\nmsgstr {}\n",
            "#: a\n# b\n#, fuzzy\n# c\n",
        ),
        *(
            "#| msgid {}\n# after\nmsgid {}\nmsgstr {}\n",
            "#\r\nmsgid {}\r\nmsgstr {}\n",
            "# a\r\nmsgid {}\nmsgstr {}\n",
        ),
    ]
)
ENTRIES_AS_TEXT = st.lists(
    WHOLE | WHOLE | WHOLE | st.tuples(RARE, LINES).map(lambda parts: parts[0].replace("{}", parts[1])), max_size=5
)
HEADERS = st.sampled_from(
    [
        *([HEADER] * 8),
        HEADER.replace("UTF-8", "utf-8"),
        HEADER.replace("UTF-8", "ISO-8859-1"),
        HEADER.replace("UTF-8", "CHARSET"),
        HEADER.replace("UTF-8", "UTF-8; x=y"),
        HEADER.replace("UTF-8", "ISO-8859-1; charset=UTF-8"),
        HEADER.replace('"Language:', '"X-Content-Type: a; charset=ISO-8859-1\\n"\n"Language:'),
        HEADER.replace("charset=UTF-8", 'charset="\n"UTF-8'),
        HEADER.replace('msgid ""\n', '#, fuzzy\n#\nmsgid ""\n""\n'),
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n',
        'msgid ""\nmsgstr "Language: en\\n"\n',
        "",
    ]
)
CHANGES = st.sampled_from(
    [
        *([lambda data: data] * 8),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("latin-1", "replace"),
        lambda data: data.rstrip(b"\n"),
        lambda data: data[: len(data) * 2 // 3],
        lambda data: b"\n" + data,
    ]
)
FILES_AS_BYTES = st.builds(
    lambda header, gap, entries, change: change((header + gap + gap.join(entries)).encode()),
    HEADERS,
    st.sampled_from(["\n", "\n", "", "\n\n"]),
    ENTRIES_AS_TEXT,
    CHANGES,
)


@settings(LAW, max_examples=400)
@given(FILES_AS_BYTES)
def test_a_common_file_is_read_as_all_others_are(tmp_path: Path, data: bytes) -> None:
    entries = pofile.read_common(data)
    if entries is not None:
        assert [*map(needed, entries)] == [*map(needed, pofile.read(written(tmp_path, data)).live)]


@LAW
@given(FILES)
def test_a_file_that_was_written_here_is_read_as_all_others_are(tmp_path: Path, entries: list[polib.POEntry]) -> None:
    path = saved(tmp_path, entries)
    found = pofile.read_common(path.read_bytes())
    if found is not None:
        assert [*map(needed, found)] == [*map(needed, pofile.read(path).live)]
