"""``partnerwiki update`` from end to end: pages on disk, catalogs on disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
import wikis
from wikis import CONF, partnerwiki, tree, write

from partnerwiki import messages, pofile
from partnerwiki.config import load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.units import State, state_of, text_hash
from partnerwiki.update import Updated, extract_pages, update

HEADER = """\
# Translations of the wiki
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
A = "# Wasser\n\nDas Wasserwerk liefert Trinkwasser.\n\nEs gehört der Stadt.\n"
B = "# Schule\n\nDie Schule hat zwei Höfe.\n\nSie liegt am Fluss.\n"


def po(*entries: str) -> str:
    """Give the text of a catalog."""
    return "\n".join([HEADER, *(f"{entry}\n" for entry in entries)])


def unit(msgid: str, msgstr: str, *comments: str) -> str:
    return "\n".join([*comments, f'msgid "{msgid}"', f'msgstr "{msgstr}"'])


A_EN = po(
    unit("Wasser", "Water"),
    unit("Das Wasserwerk liefert Trinkwasser.", "The waterworks supply drinking water.", "# Ana checked the term"),
    unit("Es gehört der Stadt.", "They belong to the town."),
    '#~ msgid "Früher war hier ein Brunnen."\n#~ msgstr "There used to be a well here."',
)


def make_wiki(folder: Path, *, pages: dict[str, str], catalogs: dict[str, str] | None = None, conf: str = CONF) -> Path:
    """Write a wiki; Sphinx wants an index page in each."""
    return wikis.make_wiki(folder, pages={"index.md": "# Start\n", **pages}, catalogs=catalogs, conf=conf)


def updated(wiki: Path, *, dry_run: bool = False) -> Updated:
    """Run an update; every catalog that it leaves must be good for gettext."""
    project = load_project(wiki)
    result = update(project, extract_pages(project), dry_run=dry_run)
    for path in sorted(project.catalogs.rglob("*.po")):
        done = subprocess.run(["msgfmt", "-c", "-o", os.devnull, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return result


def catalog(wiki: Path, name: str) -> Path:
    language, _, docname = name.partition("/")
    return wiki / "locales" / language / "LC_MESSAGES" / f"{docname}.po"


def body(wiki: Path, name: str) -> str:
    """Give a catalog without its header and without what does not matter to most tests, the locations."""
    entries = catalog(wiki, name).read_text(encoding="utf-8").split("\n\n", 1)[1]
    return re.sub(r"^#: .*\n", "", entries, flags=re.MULTILINE).rstrip("\n")


def states(wiki: Path, name: str) -> dict[str, tuple[str, State]]:
    """Give the live entries of a catalog: msgid, msgstr, state."""
    return {entry.msgid: (entry.msgstr, state_of(entry)) for entry in pofile.read(catalog(wiki, name)).live}


def translations(wiki: Path) -> set[tuple[str, str]]:
    """Give all translations in all catalogs, msgid and msgstr, obsolete ones included."""
    files = [polib.pofile(str(path)) for path in (wiki / "locales").rglob("*.po")]
    return {(entry.msgid, entry.msgstr) for file in files for entry in file if entry.msgstr}


def stamps(wiki: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (wiki / "locales").rglob("*.po")}


# New catalogs


def test_every_page_gets_a_catalog_in_every_other_language(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A, "en.md": "---\nlanguage: en\n---\n# School\n"})
    updated(wiki)
    assert sorted(tree(wiki / "locales")) == [
        "de/LC_MESSAGES/en.po",
        "en/LC_MESSAGES/_conf.po",
        "en/LC_MESSAGES/index.po",
    ]


def test_a_new_catalog_in_full(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path, pages={"thema/index.md": "---\ntitle: Alles über Wasser\n---\n# Wasser\n\nEs ist nass.\n"}
    )
    updated(wiki)
    text = catalog(wiki, "en/thema/index").read_text(encoding="utf-8")
    assert re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "DATE", text) == (
        'msgid ""\n'
        'msgstr ""\n'
        '"Project-Id-Version: Testwiki\\n"\n'
        '"PO-Revision-Date: DATE+0000\\n"\n'
        '"Last-Translator: none yet\\n"\n'
        '"Language-Team: none yet\\n"\n'
        '"Language: en\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"X-Source-Language: de\\n"\n'
        "\n"
        "#. front matter: title\n"
        "#: source/thema/index.md\n"
        'msgid "Alles über Wasser"\n'
        'msgstr ""\n'
        "\n"
        "#: source/thema/index.md\n"
        'msgid "Wasser"\n'
        'msgstr ""\n'
        "\n"
        "#: source/thema/index.md\n"
        'msgid "Es ist nass."\n'
        'msgstr ""\n'
    )


def test_a_second_update_touches_nothing(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A, "mit leerzeichen.md": B})
    updated(wiki)
    before, when = tree(wiki / "locales"), stamps(wiki)
    result = updated(wiki)
    assert (result.changed, result.unchanged) == (False, 3)
    assert (tree(wiki / "locales"), stamps(wiki)) == (before, when)


def test_a_catalog_whose_page_did_not_change_is_not_touched(tmp_path: Path) -> None:
    odd = po('msgid "Wasser"\nmsgstr ""\n"Wa"\n  "ter"', "", unit("Es gehört der Stadt.", "It is ours."))
    odd = odd.replace('msgid "Wasser"', '#: source/index.md\nmsgid "Wasser"').replace(
        'msgid "Es', '#: source/index.md\nmsgid "Es'
    )
    wiki = make_wiki(tmp_path, pages={"index.md": "# Wasser\n\nEs gehört der Stadt.\n"}, catalogs={"en/index": odd})
    path = catalog(wiki, "en/index")
    os.utime(path, (1, 1))
    updated(wiki)
    assert (path.read_text(encoding="utf-8"), path.stat().st_mtime) == (odd, 1)


def test_entries_follow_the_page_and_keep_their_lines(tmp_path: Path) -> None:
    page = "# Wasser\n\nEs gehört der Stadt.\n\nNeu ist das Bad.\n\nDas Wasserwerk liefert Trinkwasser.\n"
    hand_made = A_EN.replace('"They belong to the town."', '""\n"They "\n"belong to the town."')
    wiki = make_wiki(tmp_path, pages={"index.md": page}, catalogs={"en/index": hand_made})
    updated(wiki)
    assert catalog(wiki, "en/index").read_text(encoding="utf-8") == po(
        unit("Wasser", "Water", "#: source/index.md"),
        '#: source/index.md\nmsgid "Es gehört der Stadt."\nmsgstr ""\n"They "\n"belong to the town."',
        unit("Neu ist das Bad.", "", "#: source/index.md"),
        unit(
            "Das Wasserwerk liefert Trinkwasser.",
            "The waterworks supply drinking water.",
            "# Ana checked the term",
            "#: source/index.md",
        ),
        '#~ msgid "Früher war hier ein Brunnen."\n#~ msgstr "There used to be a well here."',
    )


def test_a_changed_sentence_is_outdated(tmp_path: Path) -> None:
    page = A.replace("liefert Trinkwasser", "liefert gutes Trinkwasser")
    wiki = make_wiki(tmp_path, pages={"index.md": page}, catalogs={"en/index": A_EN})
    updated(wiki)
    assert (
        "# Ana checked the term\n"
        "#, fuzzy\n"
        '#| msgid "Das Wasserwerk liefert Trinkwasser."\n'
        'msgid "Das Wasserwerk liefert gutes Trinkwasser."\n'
        'msgstr "The waterworks supply drinking water."\n'
    ) in body(wiki, "en/index")


def test_a_catalog_without_header_gets_one_when_it_is_written(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": unit("Wasser", "Water") + "\n"})
    updated(wiki)
    text = catalog(wiki, "en/index").read_text(encoding="utf-8")
    assert text.startswith('msgid ""\nmsgstr ""\n"Project-Id-Version: Testwiki\\n"')
    assert states(wiki, "en/index")["Wasser"] == ("Water", State.REVIEWED)


# Sentences that move


@pytest.mark.parametrize(
    "entry",
    [
        unit("Es gehört der Stadt.", "They belong to the town."),
        unit(
            "Es gehört der Stadt.",
            "It belongs to the town.",
            f"# mt: deepl/next 2026-11-21 sha256:{text_hash('It belongs to the town.')}",
            "#, fuzzy",
        ),
        unit("Es gehört der Stadt.", "It is the town's.", "#, fuzzy", '#| msgid "Es gehört uns."'),
    ],
    ids=["reviewed", "machine", "outdated"],
)
def test_a_sentence_moves_to_another_page_with_its_state(tmp_path: Path, entry: str) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A, "b.md": B}, catalogs={"en/index": po(entry)})
    updated(wiki)
    write(
        wiki / "source", {"index.md": A.replace("Es gehört der Stadt.\n", ""), "b.md": f"{B}\nEs gehört der Stadt.\n"}
    )
    updated(wiki)
    assert body(wiki, "en/b").endswith(f"\n\n{entry}")


def test_a_sentence_that_is_translated_on_another_page_is_filled(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path, pages={"index.md": A, "b.md": f"{B}\nEs gehört der Stadt.\n"}, catalogs={"en/index": A_EN}
    )
    updated(wiki)
    assert states(wiki, "en/b")["Es gehört der Stadt."] == ("They belong to the town.", State.REVIEWED)


def test_obsolete_text_of_another_page_is_revived(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path, pages={"index.md": A, "b.md": f"{B}\nFrüher war hier ein Brunnen.\n"}, catalogs={"en/index": A_EN}
    )
    updated(wiki)
    assert states(wiki, "en/b")["Früher war hier ein Brunnen."] == ("There used to be a well here.", State.REVIEWED)


# Pages that are renamed or deleted


def rename(wiki: Path, old: str, new: str, change: Callable[[str], str] = str) -> None:
    """Rename a page and change its text."""
    text = (wiki / "source" / old).read_text(encoding="utf-8")
    (wiki / "source" / old).unlink()
    write(wiki / "source", {new: change(text)})


def test_a_renamed_page_takes_its_catalog_along(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": B, "a.md": A}, catalogs={"en/a": A_EN})
    rename(wiki, "a.md", "thema/wasser.md")
    result = updated(wiki)
    assert result.renamed == [(catalog(wiki, "en/a"), catalog(wiki, "en/thema/wasser"))]
    assert not catalog(wiki, "en/a").exists()
    text = catalog(wiki, "en/thema/wasser").read_text(encoding="utf-8")
    assert text.replace("#: source/thema/wasser.md\n", "") == A_EN


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Es gehört der Stadt.", "Es gehört der ganzen Stadt."),
        lambda text: text.replace("# Wasser", "# Wässer").replace("liefert", "liefert uns").replace("Es", "Alles"),
    ],
    ids=["one sentence", "every sentence"],
)
def test_a_page_may_be_edited_while_it_is_renamed(tmp_path: Path, change: Callable[[str], str]) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": B, "a.md": A}, catalogs={"en/a": A_EN})
    rename(wiki, "a.md", "wasser.md", change)
    updated(wiki)
    assert {msgstr for msgstr, _state in states(wiki, "en/wasser").values()} == {
        "Water",
        "The waterworks supply drinking water.",
        "They belong to the town.",
    }
    assert "X-Reviewed-By: town hall" in catalog(wiki, "en/wasser").read_text(encoding="utf-8")
    assert "There used to be a well here." in body(wiki, "en/wasser")


def test_a_whole_folder_is_renamed(tmp_path: Path) -> None:
    """The pages are minutes: they share their headings, and two of them are equal."""
    minutes = {name: f"# Protokoll\n\n## Anwesend\n\n{name}\n\n## Beschlüsse\n\nKeine.\n" for name in ("eins", "zwei")}
    pages = {
        "index.md": A,
        **{f"alt/{name}.md": text for name, text in minutes.items()},
        "alt/drei.md": minutes["zwei"],
    }
    own = {
        f"en/alt/{name}": po(unit("Protokoll", "Minutes", f"# remark on {name}"), unit("Keine.", f"None ({name})."))
        for name in ("eins", "zwei", "drei")
    }
    wiki = make_wiki(tmp_path, pages=pages, catalogs=own)
    updated(wiki)
    for name in ("eins", "zwei", "drei"):
        rename(wiki, f"alt/{name}.md", f"neu/{name}.md")
    result = updated(wiki)
    assert sorted(new.name for _old, new in result.renamed) == ["drei.po", "eins.po", "zwei.po"]
    for name in ("eins", "zwei", "drei"):
        assert f'# remark on {name}\nmsgid "Protokoll"' in body(wiki, f"en/neu/{name}")
        assert states(wiki, f"en/neu/{name}")["Keine."] == (f"None ({name}).", State.REVIEWED)


def test_of_equal_pages_the_one_of_that_name_is_the_same_page(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path,
        pages={"alt/a.md": A, "alt/b.md": A},
        catalogs={"en/alt/a": po(unit("Wasser", "Water (a)")), "en/alt/b": po(unit("Wasser", "Water (b)"))},
    )
    updated(wiki)
    rename(wiki, "alt/a.md", "neu/c.md")
    rename(wiki, "alt/b.md", "neu/b.md")
    updated(wiki)
    assert states(wiki, "en/neu/b")["Wasser"] == ("Water (b)", State.REVIEWED)
    assert states(wiki, "en/neu/c")["Wasser"] == ("Water (a)", State.REVIEWED)


def test_several_pages_are_renamed_at_once(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path,
        pages={"index.md": "# Start\n", "a.md": A, "b.md": B},
        catalogs={"en/a": A_EN, "en/b": po(unit("Schule", "School"), unit("Sie liegt am Fluss.", "By the river."))},
    )
    updated(wiki)
    rename(wiki, "a.md", "c.md")
    rename(wiki, "b.md", "d.md")
    result = updated(wiki)
    assert [(old.stem, new.stem) for old, new in result.renamed] == [("a", "c"), ("b", "d")]
    assert states(wiki, "en/d")["Schule"] == ("School", State.REVIEWED)


def test_a_deleted_page_leaves_its_texts_as_memory(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": B, "a.md": A}, catalogs={"en/a": A_EN})
    (wiki / "source/a.md").unlink()
    updated(wiki)
    assert body(wiki, "en/a") == (
        '#~ msgid "Früher war hier ein Brunnen."\n#~ msgstr "There used to be a well here."\n\n'
        '#~ msgid "Wasser"\n#~ msgstr "Water"\n\n'
        "# Ana checked the term\n"
        '#~ msgid "Das Wasserwerk liefert Trinkwasser."\n#~ msgstr "The waterworks supply drinking water."\n\n'
        '#~ msgid "Es gehört der Stadt."\n#~ msgstr "They belong to the town."'
    )


def test_a_page_that_comes_back_finds_its_texts(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": B, "a.md": A}, catalogs={"en/a": A_EN})
    updated(wiki)
    before = states(wiki, "en/a")
    (wiki / "source/a.md").unlink()
    updated(wiki)
    write(wiki / "source", {"a.md": A})
    updated(wiki)
    assert states(wiki, "en/a") == before


def test_a_deleted_page_whose_texts_all_live_elsewhere_leaves_no_catalog(tmp_path: Path) -> None:
    twin = po(unit("Wasser", "Water"))
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": A_EN, "en/a": twin})
    result = updated(wiki)
    assert result.removed == [catalog(wiki, "en/a")]
    assert not catalog(wiki, "en/a").exists()


def test_a_deleted_page_keeps_a_text_whose_remark_stands_nowhere_else(tmp_path: Path) -> None:
    twin = po(unit("Wasser", "Water", "# Ask the waterworks."))
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": A_EN, "en/a": twin})
    updated(wiki)
    assert body(wiki, "en/a") == '# Ask the waterworks.\n#~ msgid "Wasser"\n#~ msgstr "Water"'


def test_translations_of_sphinxs_own_words_are_no_page(tmp_path: Path) -> None:
    own = po(unit("Wasser", "Water"))
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/sphinx": own})
    updated(wiki)
    assert catalog(wiki, "en/sphinx").read_text(encoding="utf-8") == own


# Pages whose source language changes

GERMAN = "# Wasser\n\nEs ist nass.\n"
ENGLISH = "---\nlanguage: en\n---\n# Water\n\nIt is wet.\n"
NASS = po(unit("Wasser", "Water"), unit("Es ist nass.", "It is wet."))


def test_source_and_translation_change_places(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": ENGLISH}, catalogs={"en/index": NASS})
    updated(wiki)
    assert body(wiki, "de/index") == f"{unit('Water', 'Wasser')}\n\n{unit('It is wet.', 'Es ist nass.')}"


def test_there_and_back_both_texts_are_as_before(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": GERMAN}, catalogs={"en/index": NASS})
    updated(wiki)
    before = body(wiki, "en/index")
    for page in (ENGLISH, GERMAN):
        write(wiki / "source", {"index.md": page})
        updated(wiki)
    assert body(wiki, "en/index") == before


def test_what_was_written_in_the_other_language_meanwhile_wins(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": GERMAN}, catalogs={"en/index": NASS})
    updated(wiki)
    write(wiki / "source", {"index.md": ENGLISH.replace("It is wet.", "It is so wet.")})
    updated(wiki)
    assert states(wiki, "de/index")["It is so wet."] == ("Es ist nass.", State.OUTDATED)
    german = catalog(wiki, "de/index")
    accepted = german.read_text(encoding="utf-8").replace('#, fuzzy\n#| msgid "It is wet."\n', "")
    german.write_text(accepted, encoding="utf-8")
    write(wiki / "source", {"index.md": GERMAN})
    updated(wiki)
    assert states(wiki, "en/index")["Es ist nass."] == ("It is so wet.", State.REVIEWED)
    assert '#~ msgid "Es ist nass."\n#~ msgstr "It is wet."' in body(wiki, "en/index")


def test_a_translated_substitution_is_no_new_message(tmp_path: Path) -> None:
    page = "---\nlanguage: en\nmyst:\n  substitutions:\n    greeting: Hello world\n---\n# Water\n\n{{ greeting }}\n"
    own = po(unit("Hello world", "Hallo Welt"), unit("Water", "Wasser"))
    wiki = make_wiki(tmp_path, pages={"index.md": page}, catalogs={"de/index": own})
    updated(wiki)
    assert [*states(wiki, "de/index")] == ["Hello world", "Water"]


# Catalogs that sphinx-intl made

INTL_HEADER = HEADER.replace("# Translations", "# SOME DESCRIPTIVE TITLE.\n# Translations")


def intl(*entries: str) -> str:
    return "\n".join([INTL_HEADER, *(f"{entry}\n" for entry in entries)])


def test_a_catalog_for_each_page_is_taken_over(tmp_path: Path) -> None:
    legacy = intl(
        unit("Wasser", "Water", "#: ../../source/index.md:1"),
        unit("Es gehört der Stadt.", "They belong to the town.", "# remark", "#: ../../source/index.md:5"),
        unit("Das ist alt.", "That is old.", "#: ../../source/index.md:9"),
    )
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": legacy})
    updated(wiki)
    assert catalog(wiki, "en/index").read_text(encoding="utf-8") == intl(
        unit("Wasser", "Water", "#: source/index.md"),
        unit("Das Wasserwerk liefert Trinkwasser.", "", "#: source/index.md"),
        unit("Es gehört der Stadt.", "They belong to the town.", "# remark", "#: source/index.md"),
        '#~ msgid "Das ist alt."\n#~ msgstr "That is old."',
    )


COMPACT = intl(
    unit("Wasser", "Water", "#: ../../source/thema/a.md:1"),
    unit("Es gehört der Stadt.", "They belong to the town.", "# remark", "#: ../../source/thema/a.md:5"),
    unit("Schule", "School", "#: ../../source/thema/tief/b.md:1"),
    unit("Sie liegt am Fluss.", "It is by the river.", "#: ../../source/thema/tief/b.md:5"),
    unit("Das ist alt.", "That is old.", "#: ../../source/thema/a.md:9"),
    '#~ msgid "Das ist älter."\n#~ msgstr "That is older."',
)
IN_USE = {
    "en/thema/a": {"Wasser": "Water", "Es gehört der Stadt.": "They belong to the town."},
    "en/thema/tief/b": {"Schule": "School", "Sie liegt am Fluss.": "It is by the river."},
}


@pytest.mark.parametrize(
    ("conf", "name"),
    [(CONF, "thema"), (f"{CONF}gettext_compact = True\n", "thema"), (f'{CONF}gettext_compact = "docs"\n', "docs")],
    ids=["default", "true", "one name"],
)
def test_a_compact_catalog_is_taken_over(tmp_path: Path, conf: str, name: str) -> None:
    wiki = make_wiki(
        tmp_path, conf=conf, pages={"thema/a.md": A, "thema/tief/b.md": B}, catalogs={f"en/{name}": COMPACT}
    )
    before = translations(wiki)
    updated(wiki)
    for page, units in IN_USE.items():
        for msgid, msgstr in units.items():
            assert states(wiki, page)[msgid] == (msgstr, State.REVIEWED)
        assert "# SOME DESCRIPTIVE TITLE." in (text := catalog(wiki, page).read_text(encoding="utf-8"))
        assert "X-Reviewed-By: town hall" in text
    assert '# remark\nmsgid "Es gehört der Stadt."' in body(wiki, "en/thema/a")
    assert translations(wiki) == before
    assert body(wiki, f"en/{name}") == (
        '#~ msgid "Das ist älter."\n#~ msgstr "That is older."\n\n#~ msgid "Das ist alt."\n#~ msgstr "That is old."'
    )
    assert updated(wiki).changed is False


def test_a_compact_catalog_that_is_mostly_one_pages_is_everybodys(tmp_path: Path) -> None:
    legacy = intl(*(unit(text, "x") for text in ("Wasser", "Es gehört der Stadt.", "Schule")))
    wiki = make_wiki(tmp_path, pages={"thema/a.md": A, "thema/b.md": B}, catalogs={"en/thema": legacy})
    assert updated(wiki).renamed == []
    for page in ("en/thema/a", "en/thema/b"):
        assert "X-Reviewed-By: town hall" in catalog(wiki, page).read_text(encoding="utf-8")


def test_a_compact_catalog_that_has_the_name_of_a_page(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path,
        pages={"thema.md": "# Thema\n\nWasser\n", "thema/a.md": A, "thema/tief/b.md": B},
        catalogs={"en/thema": COMPACT},
    )
    before = translations(wiki)
    updated(wiki)
    for page, units in IN_USE.items():
        for msgid, msgstr in units.items():
            assert states(wiki, page)[msgid] == (msgstr, State.REVIEWED)
    assert states(wiki, "en/thema") == {"Thema": ("", State.MISSING), "Wasser": ("Water", State.REVIEWED)}
    assert translations(wiki) == before


def test_a_compact_catalog_in_another_charset(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"thema/a.md": f"{A}\nВода.\n"})
    catalog(wiki, "en/thema").parent.mkdir(parents=True)
    catalog(wiki, "en/thema").write_bytes(COMPACT.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    updated(wiki)
    assert states(wiki, "en/thema/a")["Wasser"] == ("Water", State.REVIEWED)
    assert "Вода." in states(wiki, "en/thema/a")


def test_an_image_that_sphinx_lists_with_its_markup_fills_the_alternative_text(tmp_path: Path) -> None:
    legacy = intl(
        unit("Bilder", "Pictures"),
        unit("![Das Rathaus](rathaus.png)", "![The town hall](rathaus.png)", "# remark"),
        unit("Das Rathaus", ""),
    )
    wiki = make_wiki(
        tmp_path, pages={"index.md": "# Bilder\n\n![Das Rathaus](rathaus.png)\n"}, catalogs={"en/index": legacy}
    )
    updated(wiki)
    assert states(wiki, "en/index") == {
        "Bilder": ("Pictures", State.REVIEWED),
        "Das Rathaus": ("The town hall", State.REVIEWED),
    }
    assert ("![Das Rathaus](rathaus.png)", "![The town hall](rathaus.png)") in translations(wiki)


# Nothing by halves

BROKEN = {
    "syntax": po('msgid "Wasser\nmsgstr "Water"'),
    "conflict": po('<<<<<<< HEAD\nmsgid "Wasser"\nmsgstr "Water"'),
    "duplicate": po(unit("Wasser", "Water"), unit("Wasser", "Water")),
    "empty": "",
    "charset": po().replace("UTF-8", "UTF-9"),
    "cut off": A_EN[: A_EN.index("supply")],
}


@pytest.mark.parametrize("language", ["en_GB.UTF-8", "de_DE.UTF-8"])
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_catalog_stops_the_update_with_nothing_written(tmp_path: Path, text: str, language: str) -> None:
    conf = CONF.replace('"en"]', '"en", "uk"]')
    wiki = make_wiki(tmp_path, conf=conf, pages={"index.md": A, "b.md": B}, catalogs={"en/b": A_EN, "uk/b": text})
    project = load_project(wiki)
    pages = extract_pages(project)
    before = tree(wiki / "locales")
    messages.use_locale({"LANG": language})
    try:
        with pytest.raises(PartnerwikiError, match=rf"{catalog(wiki, 'uk/b')}:\d+: .+\n  → .+"):
            update(project, pages)
    finally:
        messages.use_locale({"LANG": "C"})
    assert tree(wiki / "locales") == before


def test_a_folder_in_place_of_a_catalog_stops_the_update(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A, "b.md": B})
    catalog(wiki, "en/b").mkdir(parents=True)
    with pytest.raises(PartnerwikiError, match=str(catalog(wiki, "en/b"))):
        updated(wiki)
    assert tree(wiki / "locales") == {}


@pytest.mark.parametrize("written", range(4))
def test_a_full_disk_costs_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """After ``written`` files the disk is full; a compact catalog was to be cut up and a page renamed."""
    wiki = make_wiki(
        tmp_path,
        pages={"a.md": A, "thema/a.md": A, "thema/tief/b.md": B},
        catalogs={"en/thema": COMPACT, "en/z": A_EN},
    )
    project = load_project(wiki)
    pages = extract_pages(project)
    before, replace, left = translations(wiki), os.replace, [None] * written

    def full(source: str, target: Path) -> None:
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(PartnerwikiError, match="No space left on device"):
        update(project, pages)
    monkeypatch.undo()
    assert before <= translations(wiki)
    assert [path.name for path in (wiki / "locales").rglob("*") if path.is_file() and path.suffix != ".po"] == []
    updated(wiki)
    assert before <= translations(wiki)
    assert states(wiki, "en/thema/tief/b")["Schule"] == ("School", State.REVIEWED)


# The command


def test_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": A_EN})
    done = partnerwiki(wiki, "update", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == ["locales/en/LC_MESSAGES/_conf.po", "locales/en/LC_MESSAGES/index.po"]
    assert tree(wiki / "locales") == {"en/LC_MESSAGES/index.po": A_EN.encode()}


def test_a_dry_run_renames_and_removes_nothing(tmp_path: Path) -> None:
    catalogs = {"en/a": A_EN, "en/z": po(unit("Wasser", "Water"))}
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs=catalogs)
    before = tree(wiki / "locales")
    result = updated(wiki, dry_run=True)
    assert (result.renamed, result.removed) != ([], [])
    assert tree(wiki / "locales") == before


def test_check_fails_while_catalogs_are_out_of_date(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": A_EN})
    stale = partnerwiki(wiki, "update", "--check")
    assert (stale.returncode, tree(wiki / "locales")) == (1, {"en/LC_MESSAGES/index.po": A_EN.encode()})
    assert "partnerwiki update" in stale.stderr
    updated(wiki)
    assert partnerwiki(wiki, "update", "--check").returncode == 0


def test_the_result_as_json(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": B, "wasser.md": A}, catalogs={"en/a": A_EN})
    done = partnerwiki(wiki, "update", "--json")
    assert json.loads(done.stdout) == {
        "written": [f"locales/en/LC_MESSAGES/{name}.po" for name in ("_conf", "index", "wasser")],
        "renamed": [["locales/en/LC_MESSAGES/a.po", "locales/en/LC_MESSAGES/wasser.po"]],
        "removed": [],
        "unchanged": 0,
        "units": {"kept": 3, "filled": 0, "similar": 0, "new": 4, "obsolete": 0},
        "schema": None,
    }


def test_a_broken_catalog_is_one_message_and_exit_1(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": A}, catalogs={"en/index": po('msgid "Wasser\nmsgstr "Water"')})
    done = partnerwiki(wiki, "update", language="de_DE.UTF-8")
    assert done.returncode == 1
    assert f"{catalog(wiki, 'en/index')}:14: " in done.stderr
    assert "Traceback" not in done.stderr
