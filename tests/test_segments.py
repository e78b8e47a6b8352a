"""Texts are cut into exact spans: what markdown-it takes for markup, and the words between."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig

from partnerwiki.inline import StandaloneParser
from partnerwiki.segments import Kind, Piece, Segmenter, protect, sentences

ROOT = Path(__file__).parent.parent
CONFIG = MdParserConfig(
    enable_extensions={"attrs_inline", "colon_fence", "dollarmath", "linkify", "strikethrough", "substitution"}
)
SEGMENTER = Segmenter(CONFIG, {"REF": {"href": "page.md", "title": ""}})
SIGN = {Kind.TEXT: "t", Kind.OPAQUE: "o", Kind.OPEN: "(", Kind.CLOSE: ")"}


def cut(text: str) -> list[str]:
    """Give pieces as ``t words``, ``o markup``, ``( begin``, ``) end``."""
    return [f"{SIGN[piece.kind]} {piece.source}" for piece in SEGMENTER.pieces(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a **b *c* d** e", ["t a ", "( **", "t b ", "( *", "t c", ") *", "t  d", ") **", "t  e"]),
        ("***both***", ["( *", "( **", "t both", ") **", ") *"]),
        ("***a** b*", ["( *", "( **", "t a", ") **", "t  b", ") *"]),
        ("_a_ __b__ ~~c~~", ["( _", "t a", ") _", "t  ", "( __", "t b", ") __", "t  ", "( ~~", "t c", ") ~~"]),
        ("[the **page**](x.md#a)", ["( [", "t the ", "( **", "t page", ") **", ") ](x.md#a)"]),
        ('[a](x.md "Title"){.big} b', ["( [", "t a", ') ](x.md "Title"){.big}', "t  b"]),
        ("[](x.md) b", ["o [](x.md)", "t  b"]),
        ("[a][ref] and [ref] and [no]", ["( [", "t a", ") ][ref]", "t  and ", "( [", "t ref", ") ]", "t  and [no]"]),
        ("![alt](a.png)", ["( ![", "t alt", ") ](a.png)"]),
        ("[![alt](a.png)](b)", ["( [", "( ![", "t alt", ") ](a.png)", ") ](b)"]),
        ("[words]{.cls} b", ["( [", "t words", ") ]{.cls}", "t  b"]),
        ("[Bom dia]{.lang-pt}, [hi]{lang=en}", ["o [Bom dia]{.lang-pt}", "t , ", "o [hi]{lang=en}"]),
        ("`code`{.py} and ``a`b``", ["o `code`{.py}", "t  and ", "o ``a`b``"]),
        ("{doc}`Title <page>`", ["( {doc}`", "t Title", ")  <page>`"]),
        ("{term}`own share`", ["( {term}`", "t own share", ") `"]),
        ("{ref}`x` {kbd}`Ctrl`", ["o {ref}`x`", "t  ", "o {kbd}`Ctrl`"]),
        ("{{ year }} is $x^2$ [^1]", ["o {{ year }}", "t  is ", "o $x^2$", "t  ", "o [^1]"]),
        ("<b>hi</b> <https://a.example>", ["o <b>", "t hi", "o </b>", "t  ", "o <https://a.example>"]),
        (
            "see https://a.example/b, or me@a.example.",
            ["t see ", "o https://a.example/b", "t , or ", "o me@a.example", "t ."],
        ),
        ("one\\\ntwo", ["t one", "o \\\n", "t two"]),
        ("31\\. March &amp; 5 * 3 ** 2", ["t 31\\. March &amp; 5 * 3 ** 2"]),
        ("[", ["t ["]),
        ("", []),
    ],
)
def test_markup_is_cut_where_markdown_sees_it(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_words_are_what_readers_see() -> None:
    (piece,) = SEGMENTER.pieces("31\\. March &amp; &euro; \\*")
    assert piece.words == "31. March & € *"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see book.pdf and wiki.example.org. Next", ["book.pdf", "wiki.example.org"]),
        ("Version 1.2.3, v0.4.6 or ~=0.4 by @somebody in #594", ["1.2.3", "v0.4.6", "~=0.4", "@somebody", "#594"]),
        ("set max_page_size now", ["max_page_size"]),
        ("z. B. z.B. e.g. and/or 3.5 and 5 < 6 at 19.30", []),
        ("Ende.Anfang und Nr.5", []),
    ],
)
def test_what_no_language_has_a_word_for_is_kept(text: str, kept: list[str]) -> None:
    assert [piece.source for piece in SEGMENTER.pieces(text) if piece.protected] == kept


MARKUP = (
    "** * _ ~~ ` `` [ ](x.md) ] ![ {ref}`a` {term}`b| <c>` {{|v|}} $x$ $ [^1] <b> </b> \\ \\\n| &amp; "
    "https://a.example {.cls} ( ) | word Ä.| 3.5"
)
INLINE = st.lists(st.sampled_from([part.replace("|", " ") for part in MARKUP.split(" ")]), max_size=25).map("".join)


@settings(deadline=None)
@given(INLINE | st.text(max_size=80))
def test_pieces_join_to_the_text(text: str) -> None:
    assert "".join(piece.source for piece in SEGMENTER.pieces(text)) == text


@settings(deadline=None)
@given(INLINE)
def test_what_opens_closes(text: str) -> None:
    open_pairs: list[int] = []
    for piece in SEGMENTER.pieces(text):
        if piece.kind is Kind.OPEN:
            open_pairs.append(piece.pair)
        elif piece.kind is Kind.CLOSE:
            assert open_pairs.pop() == piece.pair
    assert not open_pairs


@settings(deadline=None)
@given(INLINE)
def test_other_words_in_the_text_pieces_leave_the_signature(text: str) -> None:
    parser = StandaloneParser(CONFIG)
    segmenter = Segmenter(CONFIG)
    other = "".join(
        piece.source.replace("word", "Wort") if piece.kind is Kind.TEXT else piece.source
        for piece in segmenter.pieces(text)
    )
    assert parser.signature(other) == parser.signature(text)


def test_every_msgid_of_the_repository_joins() -> None:
    count = 0
    for path in [*ROOT.glob("locales/**/*.po"), *ROOT.glob("docs/locales/**/*.po")]:
        for entry in polib.pofile(str(path)):
            for text in (entry.msgid, entry.msgstr):
                assert "".join(piece.source for piece in SEGMENTER.pieces(text)) == text
                count += 1
    assert count > 4000


def test_protected_words_become_opaque() -> None:
    pieces = protect([Piece(Kind.TEXT, "In Musterstadt.")], lambda text: [(3, 14)])
    assert [piece.kind for piece in pieces] == [Kind.TEXT, Kind.OPAQUE, Kind.TEXT]
    assert "".join(piece.source for piece in pieces) == "In Musterstadt."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence here. Another one here!", ["One sentence here. ", "Another one here!"]),
        ("Am 3. März kam z. B. Frau X mit. Danach nicht.", ["Am 3. März kam z. B. Frau X mit. ", "Danach nicht."]),
        ("He said “Stop now.” Then he left.", ["He said “Stop now.” ", "Then he left."]),
        ("Wirklich so? Ja (immer). Gut.", ["Wirklich so? ", "Ja (immer). ", "Gut."]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text, 450) == expected


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(16, 60))
def test_sentences_join_and_are_short(text: str, limit: int) -> None:
    parts = sentences(text, limit)
    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)


def test_an_overlong_sentence_is_cut_at_its_joints() -> None:
    text = "first part of it; second part of it, third part"
    assert sentences(text, 20) == ["first part of it; ", "second part of it, ", "third part"]
