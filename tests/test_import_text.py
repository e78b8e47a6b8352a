"""Whatever a file says becomes a page that says the same, and nothing of it is ever read as markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from myst_parser.docutils_ import Parser

from partnerwiki.importing.losses import Losses, report
from partnerwiki.importing.myst import Page, Writer, _text
from partnerwiki.importing.tree import plain, plain_blocks
from partnerwiki.numbering import Numbering
from partnerwiki.papers import model as m

EXTENSIONS = (
    "amsmath attrs_block attrs_inline colon_fence deflist dollarmath fieldlist html_admonition html_image "
    "strikethrough substitution tasklist"
).split()
NASTY = [
    "{eval-rst}", "```{include} /etc/passwd", "`{include}`", "---", "***", "===", "1. ", "1) ", "- ", "+ ", "# ", "> ",
    "| a | b |", "|---|---|", "<script>alert(1)</script>", "<!-- ", "&amp;", "&#60;", "[a](javascript:x)", "![a](b)",
    "[^1]", "[^1]: x", "[x]: http://y", "(label)=", "% comment", "+++", ":::{note}", ":name: value", ": def", "{{ x }}",
    "{.class}", "{#id}", "$x$", "$$", "\\begin{align}", "~~x~~", "**x**", "__x__", "_x_", "*", "\\", "`", "``", "[ ] x",
    "[x]", "http://x.y", "www.x.y", "a_b_c", "§ 1", "Art. 2", "(1)", "--", "...", "\u00a0", "\u2028", "\t", "\x0b",
    "\ufdd0", "~", "^", "=", "!", "@x", "{ref}`x`", "{", "}", "\n", "---\ntitle: x\n---", "\u202e", "\u00ad", "Ä", "ї",
]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8), st.just(" ")), max_size=6).map("".join)


def inlines(*, deep: bool = True) -> st.SearchStrategy[list[m.Inline]]:
    texts = TEXT.map(lambda text: m.Text(text=text))
    if not deep:
        return st.lists(texts, max_size=3)
    inside = inlines(deep=False)
    styles = st.sampled_from(["strong", "emphasis", "sub", "sup", "literal"])
    links = st.sampled_from(["https://a.b/c?d=e&f=(g)#h", "mailto:a@b.c", "http://x/`*_[]<>\"'\\;&copy;"])
    parts = st.one_of(
        texts,
        st.builds(m.Style, style=styles, inside=inside),
        st.builds(m.Link, to=links, inside=inside),
        st.just(m.Break()),
        st.just(m.Footnote(id="1")),
    )
    return st.lists(parts, max_size=5)


PARAGRAPHS = inlines().map(lambda inside: m.Paragraph(inside=inside))


def block(inner: st.SearchStrategy[m.Block]) -> st.SearchStrategy[m.Block]:
    blocks = st.lists(inner, max_size=3)
    numbers = st.sampled_from(["", "(1)", "a)", "1.", "7)", "1.1", "§ 3", "0."])
    cells = st.builds(m.Cell, blocks=blocks, across=st.integers(1, 2), down=st.integers(1, 2))
    rows = st.lists(cells, min_size=1, max_size=3)
    return st.one_of(
        st.lists(st.builds(m.Item, number=numbers, blocks=blocks), min_size=1, max_size=3).map(
            lambda items: m.Items(items=items)
        ),
        st.builds(
            m.Table,
            columns=st.just(1),
            caption=inlines(deep=False),
            head=st.lists(rows, max_size=1),
            body=st.lists(rows, min_size=1, max_size=2),
        ),
        blocks.map(lambda inside: m.Quote(blocks=inside)),
        TEXT.map(lambda text: m.Code(text=text)),
        st.lists(st.builds(m.Definition, term=inlines(deep=False), blocks=blocks), min_size=1, max_size=2).map(
            lambda items: m.Definitions(items=items)
        ),
        st.builds(m.Figure, path=st.just("a-1.png"), alt=TEXT, caption=st.lists(PARAGRAPHS, max_size=1)),
    )


BLOCKS = st.recursive(PARAGRAPHS, block, max_leaves=6)
HEADINGS = st.builds(
    lambda level, inside: m.Heading(level=level, inside=[m.Text(text="x"), *inside]), st.integers(2, 3), inlines()
)


def tree(text: str, extensions: list[str] = EXTENSIONS) -> nodes.document:
    config = {"myst_enable_extensions": extensions, "report_level": 1, "halt_level": 5, "warning_stream": False}
    config |= {"file_insertion_enabled": True, "raw_enabled": True, "output_encoding": "unicode"}
    return publish_doctree(text, parser=Parser(), settings_overrides=config)


def letters(text: str) -> str:
    return re.sub(r"\s", "", _text(text))


def words_of(document: nodes.document) -> str:
    parts = []
    for node in document.findall():
        if isinstance(node, nodes.Text):
            if not isinstance(node.parent, nodes.label | nodes.footnote_reference | nodes.raw):
                inside = node.parent
                while inside is not None and not isinstance(
                    inside, nodes.docinfo | nodes.field_list | nodes.system_message
                ):
                    inside = inside.parent
                if inside is None:
                    parts.append(node.astext())
        elif isinstance(node, nodes.image):
            parts.append(node.get("alt", ""))
    return letters("".join(parts))


def wanted_of(page: Page) -> str:
    """Give the words of a page; numbers of lists are no text of it."""
    whole = [*page.blocks, *(block for said in page.notes.values() for block in said)]
    return letters(plain_blocks(whole))


def complaints(document: nodes.document) -> list[str]:
    known = ("Duplicate implicit target", "Non-consecutive header", "No targets defined", "is not referenced")
    return [
        node.astext()
        for node in document.findall(nodes.system_message)
        if node["level"] > 1 and not any(part in node.astext() for part in known)
    ]


NAMES = set(
    """
    document section title paragraph strong emphasis literal subscript superscript reference footnote
    footnote_reference label bullet_list enumerated_list list_item table tgroup colspec thead tbody row entry
    block_quote literal_block definition_list definition_list_item term definition image figure caption legend Text
    docinfo field field_name field_body field_list system_message target transition raw
    """.split()
)


@pytest.mark.parametrize("numbering", [None, Numbering.SECTION])
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
def test_any_paper_comes_back_with_all_its_words_and_nothing_else(numbering: Numbering | None, data: Any) -> None:
    blocks = data.draw(st.lists(st.one_of(HEADINGS, BLOCKS), max_size=4))
    title = m.Heading(level=1, inside=[m.Text(text="T"), *data.draw(inlines(deep=False))])
    page = Page(
        [title, m.Paragraph(inside=[m.Text(text="see"), m.Footnote(id="1")]), *blocks],
        notes={"1": data.draw(st.lists(BLOCKS, min_size=1, max_size=2))},
        numbering=numbering,
    )
    extensions = data.draw(st.sampled_from([[], EXTENSIONS]))
    text = Writer(Losses(), frozenset(extensions)).page(page)
    document = tree(text, extensions)
    assert complaints(document) == [], text
    assert {node.astext() for node in document.findall(nodes.raw)} <= {"<br />\n", "\\\\\n"}  # MyST's end of a line
    names = {type(node).__name__ for node in document.findall()}
    assert names <= NAMES, (names - NAMES, text)
    assert sorted(unnumbered(words_of(document))) == sorted(unnumbered(wanted_of(page))), text


def unnumbered(text: str) -> str:
    """Leave out what numbers of lists are made of: they stand as text or as marks of a list."""
    return re.sub(r"[\s0-9a§.()–\u00ad]", "", text)


@settings(max_examples=150, deadline=None)
@given(inside=inlines())
def test_a_line_says_its_words_in_their_order(inside: list[m.Inline]) -> None:
    writer = Writer(Losses(), notes=frozenset({"1"}))
    line = writer.line([m.Text(text="x"), *inside, m.Text(text="y")])
    document = tree(f"{line}\n\n[^1]: note\n", [])
    paragraph = next(document.findall(nodes.paragraph))
    assert len(document.children[:1]) == 1
    assert words_of_paragraph(paragraph) == letters(plain([m.Text(text="x"), *inside, m.Text(text="y")]))


def words_of_paragraph(paragraph: nodes.paragraph) -> str:
    return letters(
        "".join(
            node.astext()
            for node in paragraph.findall(nodes.Text)
            if not isinstance(node.parent, nodes.footnote_reference | nodes.raw)
        )
    )


def test_a_report_holds_no_markup_of_the_file() -> None:
    losses = Losses()
    from partnerwiki.importing.losses import Kind

    losses.add(Kind.TEXT, "<script>x</script> [a](b) `c`\n# d", place="*e*")
    said = report("a<b>.docx", "a.md", losses.sorted())
    assert "<script>" not in said
    assert "\\<script\\>" in said
    assert "\n# d" not in said
