"""The locale transform: every text of a page comes out translated, marked, and with the anchors of its source."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project

from partnerwiki.extract import KEY

TRANSLATED = ["blocks", "captions", "code", "design", "footnotes", "glossary", "hard-breaks", "head", "links"]
TRANSLATED += ["substitutions"]
#: Shown by the theme alone (see test_frontmatter); a term that another text names as its source does.
ELSEWHERE = {"Titel im Kopf", "Worum es geht", "Schmutzwasser"}
every_root = pytest.mark.parametrize("root", TRANSLATED, indirect=True)


def words(text: str) -> list[str]:
    """Give the words of a MyST text that a reader sees."""
    text = re.sub(r"\{(?:num)?ref\}`[^`<]*`|\{doc\}`[^`<]*`", " ", text)
    text = re.sub(r"\{\{.*?\}\}|(?<=\))\{[^}]*\}|(?<=\])\{[^}]*\}|\{[\w-]+\}(?=`)", " ", text)
    text = re.sub(r"\[\^\w+\]|<[^>]*>|\]\([^)]*\)|\]\[[^\]]*\]", " ", text)
    return re.findall(r"[^\W_]{3,}", text)


def shown(built: Built) -> set[str]:
    """Give the words of all pages: text, alternative texts, and what the head holds."""
    found: set[str] = set()
    for path in built.folder.glob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        texts = [page.get_text(" "), *(tag.get("alt", "") for tag in page.find_all("img"))]
        texts += [str(tag.get("content", "")) for tag in page.find_all("meta")]
        found.update(re.findall(r"[^\W_]{3,}", " ".join(texts)))
    return found


@every_root
def test_every_text_comes_out_translated(root: Project) -> None:
    built = root.build("en")
    assert not built.warnings
    seen = shown(built)
    for path in (root.folder / "locales/en/LC_MESSAGES").glob("*.po"):
        for entry in polib.pofile(str(path)):
            if entry.msgid in ELSEWHERE:
                continue
            missing = set(words(entry.msgstr)) - seen
            assert not missing, (entry.msgid, missing)
            left = set(words(entry.msgid)) - set(words(entry.msgstr)) & seen
            assert not left & seen, (entry.msgid, left & seen)


def anchors(body: BeautifulSoup) -> list[str]:
    return sorted(tag["id"] for tag in body.find_all(id=True))


def units(body: BeautifulSoup) -> list[str]:
    return [tag["data-unit"] for tag in body.find_all(attrs={"data-unit": True})]


@every_root
def test_anchors_units_and_targets_are_those_of_the_source(root: Project) -> None:
    source, target = root.build("de"), root.build("en")
    assert not source.warnings
    for path in source.folder.glob("*.html"):
        if path.stem in {"search", "genindex"}:
            continue
        old, new = source.body(path.stem), target.body(path.stem)
        assert anchors(new) == anchors(old)
        assert Counter(units(new)) == Counter(units(old))
        assert Counter(a.get("href") for a in new.find_all("a")) == Counter(a.get("href") for a in old.find_all("a"))


@every_root
def test_a_unit_stands_on_one_element_and_inside_no_other(root: Project) -> None:
    built = root.build("en")
    for path in built.folder.glob("*.html"):
        for tag in built.body(path.stem).find_all(attrs={"data-unit": True}) if path.stem != "search" else ():
            assert tag.find(attrs={"data-unit": True}) is None, str(tag)


@pytest.mark.parametrize("root", ["blocks"], indirect=True)
def test_blocks_keep_what_is_no_text(root: Project) -> None:
    body = root.build("en").body("index")
    assert [("checked" in box.attrs, box.parent.get_text(strip=True)) for box in body.find_all("input")] == [
        (False, "Opentask"),
        (True, "Finished task"),
    ]
    assert body.find("dt", string="Price : euro")
    todo = body.find("div", class_="admonition-todo")
    assert todo is not None
    assert todo.p.get_text() == "Todo"  # Sphinx's own word, in the language of the build
    assert not todo.p.has_attr("data-state")
    assert [line.get_text() for line in body.find_all("div", class_="line")] == ["First verse", "Second verse"]
    assert "—A citizen" in body.get_text()
    assert body.find("span", class_="versionmodified").find_next("span").get_text() == "New in this version"


@pytest.mark.parametrize("root", ["captions"], indirect=True)
def test_captions_and_navigation(root: Project) -> None:
    built = root.build("en")
    body = built.body("index")
    assert [image["alt"] for image in body.find_all("img")] == [
        "What the picture shows",
        "Linked picture",
        "Picture alone",
        "picture inside",
    ]
    assert body.find("figcaption").find(attrs={"data-unit": True})["class"] == ["caption-text"]
    navigation = body.find("div", class_="toctree-wrapper")
    assert navigation.get_text(" ", strip=True) == "Content of the wiki Own name"
    assert built.html("zwei").title.get_text().startswith("Second page")
    assert built.html("index").find("link", rel="next")["title"] == "Second page"


@pytest.mark.parametrize("root", ["captions"], indirect=True)
def test_the_search_index_holds_the_translation(root: Project) -> None:
    searched = root.build("en").searched()
    assert "caption" in searched["terms"]
    assert "caption" not in root.build("de").searched()["terms"]
    assert searched["titles"] == ["Figures", "Second page"]


@pytest.mark.parametrize("root", ["design"], indirect=True)
def test_titles_and_buttons_keep_their_markup(root: Project) -> None:
    body = root.build("en").body("index")
    title = body.find("div", class_="sd-card-title")
    assert title.strong.get_text() == "title"
    assert title.a["href"] == "zwei.html"
    button = body.find_all("a", class_="sd-btn")[1]
    assert [tag.name for tag in button.find_all(["em", "code"])] == ["code", "em"]
    assert [label.get_text(strip=True) for label in body.find_all("label")] == ["Tabone", "Tab two", "PYTHON"]
    assert body.find("summary").get_text(strip=True) == "Flapopen"


@pytest.mark.parametrize("root", ["links"], indirect=True)
def test_links_without_words_show_the_translated_title(root: Project) -> None:
    body = root.build("en").body("index")
    paragraphs = [p.get_text() for p in body.find_all("p")]
    assert paragraphs[0] == "Far place, Near place, Part one, Second page, place, word."
    assert paragraphs[1] == "Far place, words, Second page, words, https://example.org."
    assert paragraphs[2] == "Evidence here and source and Second page."
    here = body.find("a", string="here")
    assert (here["href"], here["title"]) == ("https://example.org/quelle", "Der Titel")
    assert body.find("a", string="too")["href"] == "https://example.org/innen"


@pytest.mark.parametrize("root", ["footnotes"], indirect=True)
def test_footnotes_are_numbered_by_the_translation(root: Project) -> None:
    body = root.build("en").body("index")
    references = [(a.get_text(strip=True), a["href"], a["id"]) for a in body.find_all("a", class_="footnote-reference")]
    assert references == [
        ("[1]", "#b", "id2"),
        ("[2]", "#a", "id1"),
        ("[2]", "#a", "id3"),
        ("[7]", "#id6", "id5"),
        ("[3]", "#c", "id4"),
    ]
    notes = [(note["id"], note.p.get_text()) for note in body.find_all("aside", class_="footnote")]
    assert dict(notes)["b"] == "Footnote B with a link."
    for note in body.find_all("aside", class_="footnote"):
        for back in note.find_all("a", role="doc-backlink"):
            assert body.find(id=back["href"][1:])["href"] == f"#{note['id']}"


@pytest.mark.parametrize("root", ["glossary"], indirect=True)
def test_terms_lead_to_their_definition_however_they_are_inflected_or_ordered(root: Project) -> None:
    built = root.build("en")
    body = built.body("index")
    links = [(a.get_text(), a["href"].removeprefix("glossar.html#term-")) for a in body.find_all("a")][:7]
    assert links == [
        ("spring", "Quelle"),
        ("well", "Brunnen"),
        ("well’s shaft", "Brunnen"),
        ("springs", "Quelle"),
        ("wells", "Brunnen"),
        ("Waste water", "Abwasser"),
        ("Schmutzwasser", "Schmutzwasser"),
    ]
    index = built.text("genindex")
    assert "Cistern" in index
    assert "Brunnen" not in index
    glossary = built.body("glossar")
    assert [term.get_text() for term in glossary.find_all("dt")] == [
        "Well",
        "Spring",
        "Cistern",
        "Waste water",
        "Dirty water",
        "Floodplain",
    ]


@pytest.mark.parametrize("root", ["head"], indirect=True)
def test_the_head_of_a_page(root: Project) -> None:
    built = root.build("en")
    page = built.html("index")
    metas = {tag.get("name") or tag.get("property"): tag for tag in page.find_all("meta")}
    assert metas["description"]["content"] == "For search engines"
    assert metas["description"]["lang"] == "en"
    assert metas["keywords"]["content"] == "water, city"
    assert metas["og:title"]["content"] == "For social networks"
    assert metas["robots"]["content"] == "noindex"
    assert not any("translated" in tag.attrs for tag in page.find_all("meta"))
    assert page.title.get_text().startswith("Title of the page — Trial")


def test_an_abstract_in_the_head_is_text(project: Project) -> None:
    project.write("index.md", "---\nabstract: Kurz *gefasst*\nauthor: Jemand\n---\n# Titel\n")
    project.po("index", {"Kurz *gefasst*": "In *short*", "Titel": "Title"})
    built = project.build("en")
    assert [message.msgid for message in built.env.metadata["index"][KEY].messages] == ["Kurz *gefasst*", "Titel"]
    assert built.body("index").find("div", class_="abstract").find("em").get_text() == "short"


@pytest.mark.parametrize("root", ["substitutions"], indirect=True)
def test_values_of_substitutions(root: Project) -> None:
    source, built = root.build("de"), root.build("en")
    body = built.body("index")
    assert body.p.get_text() == "On 1 January, the mayor and the city of Muster."
    assert body.p.a["href"] == "https://example.org"
    sentence = body.find("p", string="A whole sentence of the page.")
    assert sentence["data-state"] == "machine"
    assert sentence["data-unit"] == source.body("index").find("p", string="Ein ganzer Satz der Seite.")["data-unit"]
    assert not body.find("p", string="Motto of the city").has_attr("data-state")


@pytest.mark.parametrize("root", ["hard-breaks"], indirect=True)
def test_hard_line_breaks_are_kept(root: Project) -> None:
    body = root.build("en").body("index")
    address, old = body.find_all("p")
    assert list(address.stripped_strings) == ["City of Muster", "Marktplatz 1", "12345 Muster by the lake"]
    assert len(address.find_all("br")) == 2
    # a catalog that Sphinx's own extraction made has the sentence without its break
    assert old.get_text() == "Old catalog, second line"
    assert not old.has_attr("data-state")


@pytest.mark.parametrize("root", ["index-entries"], indirect=True)
def test_the_index_is_translated_where_the_project_asks_for_it(root: Project) -> None:
    source, built = root.build("de"), root.build("en")
    assert not built.warnings
    index = built.text("genindex")
    assert (
        index.split()[1:]
        == "E | G | H | K | W E Electricity G garden house H house garden K keyword W Water Pipe".split()
    )
    assert anchors(source.body("index")) == anchors(built.body("index"))


@pytest.mark.parametrize("root", ["code"], indirect=True)
def test_code_is_taken_to_the_letter(root: Project) -> None:
    blocks = [block.get_text() for block in root.build("en").body("index").find_all("pre")]
    assert blocks == ['# a comment\nif True:\n    print("Hello")  # noqa\n', "Line of the example\n"]


@pytest.mark.parametrize("root", ["states"], indirect=True)
def test_states_and_quotation_marks_follow_the_block(root: Project) -> None:
    source, built = root.build("de"), root.build("en")
    body = built.body("index")
    seen = {p.get_text(): (p.get("data-state"), p.get("lang"), p.get("dir")) for p in body.find_all("p")}
    assert seen == {
        "Reviewed “here”.": (None, None, None),
        "By the “machine”.": ("machine", None, None),
        "Has “changed”.": ("outdated", None, None),
        "Ohne „Übersetzung“.": ("missing", "de", "ltr"),
        "Inhalt.": ("missing", "de", "ltr"),
    }
    assert body.label.get_text(strip=True) == "Reiter „ohne“"
    assert (body.label.span["data-state"], body.label.span["lang"]) == ("missing", "de")
    assert not source.body("index").find_all(attrs={"data-state": True})
    assert not source.body("index").find_all(attrs={"lang": True})


@pytest.mark.parametrize(("source", "target"), [("ar", "de"), ("de", "ar"), ("he", "en"), ("en", "fa"), ("ja", "en")])
def test_untranslated_text_says_its_language_and_direction(project: Project, source: str, target: str) -> None:
    project.conf(f'language = "{source}"\npartnerwiki_languages = ["{source}", "{target}"]\n')
    project.write("index.md", '# Titel\n\nEin "Wort".\n\n```{note}\nUnd *noch* eines.\n```\n')
    built = project.build(target)
    assert not built.warnings
    rtl = {"ar", "he", "fa"}
    for tag in built.body("index").find_all(attrs={"data-unit": True}):
        assert (tag["lang"], tag["dir"]) == (source, "rtl" if source in rtl else "ltr")


def test_a_page_may_have_another_source_language(project: Project) -> None:
    project.write("index.md", "# Anfang\n\n[](guest.md)\n\n```{toctree}\nguest\n```\n")
    project.write("guest.md", "---\nlanguage: en\n---\n# Guest\n\nA page.\n")
    project.po("index", {"Anfang": "Start"})
    project.po("guest", {"Guest": "Gast"}, language="de", state="machine")
    english, german = project.build("en"), project.build("de")
    assert not english.warnings + german.warnings
    assert not english.body("guest").find_all(attrs={"data-state": True})
    heading = german.body("guest").h1
    assert (heading.get_text(), heading["data-state"]) == ("Gast", "machine")
    assert german.body("guest").p["lang"] == "en"
    assert german.body("index").p.get_text() == "Gast"
    record = german.env.metadata["guest"][KEY]
    assert (record.counts.machine, record.counts.missing, record.counts.units) == (1, 1, 2)


def test_a_language_that_is_not_listed_is_told(project: Project) -> None:
    project.write("index.md", "---\nlanguage: fr\n---\n# Anfang\n")
    (warning,) = project.build("en").warnings
    assert warning.startswith("index.md:1: WARNING: The page says language: fr")
    assert warning.endswith("[partnerwiki.language]")


def test_norwegians_code_is_no_truth_value(project: Project) -> None:
    project.conf('partnerwiki_languages = ["de", "no"]\n')
    project.write("index.md", "---\nlanguage: no\n---\n# Start\n")
    built = project.build("de")
    assert not built.warnings
    assert built.body("index").h1["lang"] == "no"


# --- loud


def po_line(path: Path, msgid: str) -> int:
    return path.read_text(encoding="utf-8").splitlines().index(f'msgid "{msgid}"') + 1


def test_a_reviewed_difference_is_shown_and_told(project: Project) -> None:
    project.write("index.md", "# Titel\n\nSiehe [hier](https://a.example) und `code`.\n")
    msgid = "Siehe [hier](https://a.example) und `code`."
    path = project.po("index", {"Titel": "Title", msgid: "See [here](https://b.example)."})
    built = project.build()
    (warning,) = built.warnings
    assert warning == (
        f"locales/en/LC_MESSAGES/index.po:{po_line(path, msgid)}: WARNING: This translation lacks "
        "link https://a.example, code code of its source. This translation adds link https://b.example. "
        "[partnerwiki.markup]"
    )
    assert built.body("index").a["href"] == "https://b.example"
    assert not project.build(suppress_warnings=["partnerwiki.markup"]).warnings


def test_a_draft_that_differs_is_not_shown_and_told(project: Project) -> None:
    project.write("index.md", "# Titel\n\nSiehe `code`.\n")
    path = project.po("index", {"Titel": "Title", "Siehe `code`.": "See code."}, state="machine")
    built = project.build()
    (warning,) = built.warnings
    assert warning.startswith(f"locales/en/LC_MESSAGES/index.po:{po_line(path, 'Siehe `code`.')}: WARNING: ")
    assert warning.endswith("[partnerwiki.draft_markup]")
    paragraph = built.body("index").p
    assert (paragraph.get_text(), paragraph["data-state"], paragraph["lang"]) == ("Siehe code.", "missing", "de")
    assert built.env.metadata["index"][KEY].counts.missing == 1


def test_an_old_text_may_have_the_markup_of_its_old_source(project: Project) -> None:
    project.write("index.md", "# Titel\n\nSiehe {kbd}`Strg`.\n")
    project.write("x.txt", "")
    path = project.po("index", {"Siehe {kbd}`Strg`.": "See {download}`x.txt`."}, state="outdated")
    assert "[partnerwiki.refused]" in project.build().warnings[0]
    path.write_text(path.read_text().replace('#| msgid "vorher"', '#| msgid "Dort {download}`x.txt`."'))
    built = project.build()
    assert not built.warnings
    assert (built.body("index").p.get_text(), built.body("index").p["data-state"]) == ("See x.txt.", "outdated")


def test_noqa_says_that_a_difference_is_meant(project: Project) -> None:
    project.write("index.md", "# Titel\n\nSiehe `code`.\n")
    project.po("index", {"Titel": "Title", "Siehe `code`.": "See there. # noqa"})
    built = project.build()
    assert not built.warnings
    assert built.body("index").p.get_text() == "See there."


def test_a_broken_catalog_is_told_and_the_source_shown(project: Project) -> None:
    project.write("index.md", "# Titel\n")
    path = project.po("index", {"Titel": "Title"})
    path.write_text(path.read_text() + '\nmsgid "offen\n', encoding="utf-8")
    built = project.build()
    assert re.match(r"locales/en/LC_MESSAGES/index.po:\d+: WARNING: .*\[partnerwiki.catalog\]", built.warnings[0])
    assert built.body("index").h1["lang"] == "de"


def test_an_entry_that_no_page_can_use_is_told(project: Project) -> None:
    project.write("index.md", "# Titel\n")
    path = project.po("index", {"Titel": "Title"})
    path.write_text(path.read_text() + '\nmsgctxt "x"\nmsgid "Titel"\nmsgstr "Other"\n', encoding="utf-8")
    assert "msgctxt" in project.build().warnings[0]
    project.write("index.md", "# Titel\n\nNeu.\n")
    assert "msgctxt" in project.build().warnings[0], "told again from the compiled form"


def test_sphinx_build_with_warnings_as_errors(project: Project) -> None:
    project.write("source/index.md", "# Titel\n\nText.\n")
    project.po("index", {"Titel": "Title", "Text.": "Words."})
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-D",
        "language=en",
        "-c",
        ".",
        "source",
        "out",
    ]
    assert subprocess.run(command, cwd=project.folder, check=False).returncode == 0
    project.po("index", {"Titel": "Title <b>", "Text.": "Words."})
    result = subprocess.run(command, cwd=project.folder, check=False, capture_output=True, text=True)
    assert result.returncode == 1
    assert "locales/en/LC_MESSAGES/index.po:" in result.stderr
    assert not list(project.folder.rglob("*.mo"))


# --- again and again


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(folder).parts
    }


def three_pages(project: Project) -> None:
    project.write("index.md", "# Eins\n\n```{toctree}\nzwei\nsub/drei\n```\n")
    project.write("zwei.md", "# Zwei\n\nText.\n")
    project.write("sub/drei.md", "# Drei\n\nText.\n")
    project.po("index", {"Eins": "One"})
    project.po("zwei", {"Zwei": "Two"})
    project.po("sub/drei", {"Drei": "Three"})


def read_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Built]:
    from sphinx.builders import Builder

    seen: list[str] = []
    original = Builder.read_doc

    def read_doc(self: Builder, docname: str, **options: bool) -> None:
        seen.append(docname)
        original(self, docname, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Builder, "read_doc", read_doc)
        built = project.build()
    return sorted(seen), built


def test_a_changed_catalog_reads_its_page_alone(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(project)
    before = files(project.folder)
    assert read_again(project, monkeypatch)[0] == ["index", "sub/drei", "zwei"]
    assert read_again(project, monkeypatch)[0] == []
    assert files(project.folder) == before, "nothing is written into the sources"
    project.po("sub/drei", {"Drei": "Three", "Text.": "Words."})
    seen, built = read_again(project, monkeypatch)
    assert seen == ["sub/drei"]
    assert built.body("sub/drei").p.get_text() == "Words."


def test_a_catalog_may_appear_break_be_mended_and_vanish(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(project)
    path = project.folder / "locales/en/LC_MESSAGES/zwei.po"
    good = path.read_text(encoding="utf-8")
    path.unlink()
    assert project.build().body("zwei").h1["data-state"] == "missing"
    path.write_text(good, encoding="utf-8")
    seen, built = read_again(project, monkeypatch)
    assert (seen, built.body("zwei").h1.get_text()) == (["zwei"], "Two")
    path.write_text(good + "\n<<<<<<< ours\n", encoding="utf-8")
    seen, built = read_again(project, monkeypatch)
    assert (seen, built.body("zwei").h1.get_text()) == (["zwei"], "Zwei")
    assert "[partnerwiki.catalog]" in built.warnings[0]
    path.write_text(good, encoding="utf-8")
    seen, built = read_again(project, monkeypatch)
    assert (seen, built.body("zwei").h1.get_text()) == (["zwei"], "Two")
    path.unlink()
    seen, built = read_again(project, monkeypatch)
    assert (seen, built.body("zwei").h1.get_text()) == (["zwei"], "Zwei")
    assert read_again(project, monkeypatch)[0] == []


def test_a_page_moves_from_a_compact_catalog_to_its_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    three_pages(project)
    (project.folder / "locales/en/LC_MESSAGES/sub/drei.po").unlink()
    project.po("sub", {"Drei": "Number three"})
    assert project.build().body("sub/drei").h1.get_text() == "Number three"
    project.po("sub/drei", {"Drei": "Three"})
    seen, built = read_again(project, monkeypatch)
    assert (seen, built.body("sub/drei").h1.get_text()) == (["sub/drei"], "Three")


def test_parallel_builds_give_the_same_pages(tmp_path: Path) -> None:
    outputs = []
    for jobs in (1, 2):
        project = Project(tmp_path / str(jobs))
        project.conf()
        entries = "\n".join(f"p{number}" for number in range(12))
        project.write("index.md", f"# Anfang\n\n```{{toctree}}\n{entries}\n```\n")
        for number in range(12):
            project.write(f"p{number}.md", f"# Seite {number}\n\nText[^1] und [](index.md).\n\n[^1]: Fuß {number}.\n")
            project.po(
                f"p{number}",
                {f"Seite {number}": f"Page {number}", "Text[^1] und [](index.md).": "Words[^1], [](index.md)."},
            )
        built = project.build(jobs=jobs)
        assert not built.warnings
        outputs.append({path.name: path.read_bytes() for path in built.folder.glob("*.html")})
    assert outputs[0] == outputs[1]
