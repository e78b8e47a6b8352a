"""The messages of a page: all that readers see, once, in the order of the page, and nothing else."""

from __future__ import annotations

import polib
import pytest
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st
from sphinx.util.nodes import _clean_extracted_message

from partnerwiki.extract import image_alt_in, message_text, reader_strings, record_of, sphinx_text
from partnerwiki.inline import StandaloneParser


def messages(project: Project, docname: str = "index", language: str = "de") -> list[str]:
    record = record_of(project.build(language, builder="dummy").env, docname)
    assert record is not None
    return [message.msgid for message in record.messages]


ROOTS = ["blocks", "captions", "code", "design", "footnotes", "glossary", "head", "index-entries", "links", "states"]
ROOTS += ["hard-breaks", "substitutions"]


@pytest.mark.parametrize("root", ROOTS, indirect=True)
def test_the_catalog_of_each_example_is_complete(root: Project) -> None:
    """Each root's catalog holds what is extracted from its pages, and what is not yet translated is known."""
    env = root.build("de", builder="dummy").env
    known = {'Ohne "Übersetzung".', 'Reiter "ohne"', "Inhalt.", "Alter Katalog\\\nzweite Zeile"}
    for docname in env.found_docs:
        record = record_of(env, docname)
        assert record is not None
        path = root.folder / f"locales/en/LC_MESSAGES/{docname}.po"
        catalog = {entry.msgid for entry in polib.pofile(str(path))}
        conf = {text for _name, text in reader_strings(env.config)}
        assert {message.msgid for message in record.messages} - conf <= catalog | known
        assert catalog <= {message.msgid for message in record.messages} | {"Alter Katalog zweite Zeile"}


@pytest.mark.parametrize("root", ["foreign"], indirect=True)
def test_the_order_is_that_of_the_page(root: Project) -> None:
    assert messages(root, "tutorials/setup", language="en") == [
        "Setup",
        "Author",
        "Somebody",
        "Level",
        "easy",
        "Install it",
        'Run `pip install x` -- it "works" for $n$ packages[^many].',
        "At most 10.",
        "Linux",
        "Use the shell.",
        "More",
        "See {ref}`install` and {doc}`old`.",
        "Wheel",
        "A *built* package.",
    ]


NOTHING = {
    "mathematics": "$$\na+b\n$$\n",
    "raw": "<div>roh</div>\n",
    "code": "```python\nx\n```\n",
    "comment": "% nichts\n",
    "target": "(ziel)=\n",
    "front matter": "",
    "a picture alone": "![](bild.png)\n",
    "rule": "---\n",
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_no_text_is_no_message(project: Project, name: str) -> None:
    project.conf('myst_enable_extensions = ["dollarmath"]\nsuppress_warnings = ["image.not_readable"]\n')
    front = "---\nauthor: Jemand\ntags: [eins, zwei]\norphan: true\n---\n" if name == "front matter" else ""
    project.write("index.md", f"{front}# Titel\n\n{NOTHING[name]}\nEnde.\n")
    assert messages(project) == ["Titel", "Ende."]


def test_labels_that_sphinx_writes_are_none_of_ours(project: Project) -> None:
    project.conf('extensions = ["myst_parser", "partnerwiki", "sphinx.ext.todo"]\n')
    project.write(
        "index.md",
        "# Titel\n\n```{todo}\nTun\n```\n\n```{contents}\n```\n\n```{seealso}\nDort\n```\n\n"
        "```{tab-set-code}\n~~~{code-block} python\nx\n~~~\n```\n\n```{contents} Auf dieser Seite\n```\n",
    )
    assert messages(project) == ["Titel", "Tun", "Dort", "Auf dieser Seite"]


def test_texts_of_conf() -> None:
    raw = {
        "project": "Wiki",
        "html_title": " ",
        "html_theme_options": {"announcement": "Neu", "footer_pages": ["x"]},
        "myst_substitutions": {"a": "Wert", "b": 7, "c": "```{note}\nx\n```"},
    }
    assert dict(reader_strings(raw)) == {
        "project": "Wiki",
        "html_theme_options: announcement": "Neu",
        "myst_substitutions: a": "Wert",
    }


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\"), min_size=1)))
def test_without_hard_breaks_a_msgid_is_sphinxs(lines: list[str]) -> None:
    text = "\n".join(line.strip() for line in lines)
    assert sphinx_text(text) == _clean_extracted_message(text)
    assert message_text(text) == _clean_extracted_message(text)


@pytest.mark.parametrize(
    ("source", "msgid", "old"),
    [
        ("a\\\nb", "a\\\nb", "a b"),
        ("a  \nb", "a\\\nb", "a   b"),
        ("a   \nb\nc", "a\\\nb c", "a    b c"),
        ("a\\\\\nb", "a\\ b", "a\\ b"),
        ("a \nb", "a  b", "a  b"),
        ("a\\", "a", "a"),
    ],
)
def test_hard_breaks(source: str, msgid: str, old: str) -> None:
    assert message_text(source) == msgid
    assert sphinx_text(source) == _clean_extracted_message(source) == old


def test_a_hard_break_in_a_msgid_is_one_on_the_page() -> None:
    from myst_parser.config.main import MdParserConfig

    found = StandaloneParser(MdParserConfig()).signature(message_text("a  \nb\\\nc\nd"))
    assert {mark.kind: number for mark, number in found.items()} == {"hardbreak": 2}


@pytest.mark.parametrize(
    ("text", "alt"),
    [
        ("![Ein Bild](a.png)", "Ein Bild"),
        ('![Ein Bild](a.png "Titel"){width=50%}', "Ein Bild"),
        ("![Ein \\[Bild\\]](a.png)", "Ein \\[Bild\\]"),
        ("![Bild](a.png) mehr", None),
        ("Text", None),
    ],
)
def test_alternative_texts_of_older_catalogs(text: str, alt: str | None) -> None:
    assert image_alt_in(text) == alt


MARKUP = {
    "*a* **b** `c`": "*a* **b** `c`",
    "[a *b*](zwei.md)": "[a *b*](/zwei.md)",
    "[](zwei.md#teil)": "[](/zwei.md#teil)",
    '[a](https://x.example "Titel")': '[a](https://x.example "Titel")',
    "{kbd}`Strg` {abbr}`EU (x)`": "{kbd}`Strg` {abbr}`EU (x)`",
    "``a`b`` und *\\*x\\**": "``a`b`` und *\\*x\\**",
    "![alt](bild.png) *x*": "![alt](bild.png) *x*",
    "{ref}`Worte <ziel>`": "{ref}`Worte <ziel>`",
    "$a$ b": "{math}`a` b",
    "[a]{.k} *b*": "a b",
}


@pytest.mark.parametrize("title", MARKUP)
def test_titles_that_come_as_nodes_are_written_as_markdown(project: Project, title: str) -> None:
    project.conf(
        'myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath"]\n'
        'suppress_warnings = ["image.not_readable"]\n'
    )
    project.write("index.md", f"(ziel)=\n# Titel\n\n:::{{card}} {title}\nText\n:::\n")
    project.write("zwei.md", "---\norphan: true\n---\n# Zwei\n\n## Teil\n")
    assert messages(project) == ["Titel", MARKUP[title], "Text"]
