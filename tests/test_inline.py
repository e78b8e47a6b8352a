"""Signatures and the gate: what a text carries, what may differ, and what never gets in."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig

from partnerwiki.inline import (
    Around,
    Mark,
    StandaloneParser,
    clean,
    difference,
    is_plain,
    oversized,
    refused,
    role_mark,
)

CONFIG = MdParserConfig(
    enable_extensions={"attrs_inline", "colon_fence", "dollarmath", "strikethrough", "substitution"}
)
PARSER = StandaloneParser(CONFIG)

SIGNATURES = {
    "nur Worte": [],
    "*betont* und **stark**": ["em", "strong"],
    '[x](y.md#z "Titel")': ["link y.md#z"],
    "<https://a.example>": ["link https://a.example"],
    "![Bild](b.png)": ["image b.png"],
    "`code` und ``a`b``": ["code code", "code a`b"],
    "$a+b$ und {math}`a+b`": ["math a+b", "math a+b"],
    "<b>x</b>": ["html <b>", "html </b>"],
    "</b>x<b>": ["html </b>", "html <b>", "html (unbalanced)"],
    "{{ ort }}": ["substitution ort"],
    "x[^1]": ["footnote 1"],
    "{ref}`Worte <ziel>`": ["{ref}`ziel`"],
    "{ref}`ziel`": ["{ref}`ziel`"],
    "{term}`Wasser`": ["{term}"],
    "{abbr}`EU (Europäische Union)`": ["{abbr}"],
    "{download}`Worte <a.txt>`": ["{download}`Worte <a.txt>`"],
    "{bdg-info}`neu`": ["{bdg-info}"],
    "{bdg-link-info-line}`neu <https://a.example> ; Hinweis`": ["{bdg-link-info-line}`https://a.example`"],
    "{bdg-ref-info}`ziel`": ["{bdg-ref-info}`ziel`"],
    "{py:func}`Worte <os.path>`": ["{py:func}`os.path`"],
    "{numref}`Bild {number} <b>`": ["{numref}`b`"],
    "{numref}`{name.__class__} <b>`": ["{numref format}`{name.__class__} <b>`"],
    "[x]{.k #a}": ["span", "anchor a", "attributes class=k"],
    "`x`{l=python}": ["code x", "attributes l=python"],
    "a\\\nb": ["hardbreak"],
    "~~x~~": ["s"],
    "a \u202e b": ["control U+202E"],
    "a \u2067b\u2069 c": [],
    "a \u200f b": [],
}


@pytest.mark.parametrize("text", SIGNATURES)
def test_signature(text: str) -> None:
    assert Counter(map(str, PARSER.signature(text).elements())) == Counter(SIGNATURES[text])


@given(
    st.text(alphabet=st.characters(exclude_characters="\\`*_{}[]<>&$!~^|#@§\n", exclude_categories=["Cc", "Cf", "Cs"]))
)
def test_plain_text_has_no_signature(text: str) -> None:
    if is_plain(text, CONFIG):
        tokens = PARSER._md.parseInline(text, {})
        assert not PARSER.signature(text)
        assert {token.type for token in tokens[0].children or []} <= {"text"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_alone_never_change_the_signature(before: str, after: str) -> None:
    """What is plain on its own may stand around markup: nothing is refused and nothing differs."""
    if not (is_plain(before, CONFIG) and is_plain(after, CONFIG)) or "\x00" in before + after:
        return
    source = PARSER.signature("Siehe [x](y.md) und `z`.")
    translation = PARSER.signature(f"{before} [ab](y.md) {after} `z` {before}")
    assert not refused(source, translation)
    assert difference(source, translation) == ([], [])


@pytest.mark.parametrize("typography", ["smartquotes", "replacements", "linkify", "gfm_autolink"])
def test_with_typography_no_text_is_plain(typography: str) -> None:
    assert not is_plain("Worte", MdParserConfig(enable_extensions={typography}))


def test_a_projects_delimiters_are_markup() -> None:
    config = MdParserConfig(enable_extensions={"substitution"}, sub_delimiters=("%", "%"))
    assert not is_plain("%% x %%", config)
    assert is_plain("%% x %%", CONFIG)


def source(text: str) -> Counter[Mark]:
    return PARSER.signature(text)


PAGES = Around(
    is_page=lambda path: path in {"zwei.md", "../drei.md"},
    is_file=lambda path: path in {"geheim", "geheim.txt"},
    footnotes=frozenset({"1", "2"}),
    schemes=frozenset({"wiki"}),
)
ALLOWED = [
    ("[x](https://a.example)", "[x](https://b.example)"),
    ("[x](eins.md)", "[x](zwei.md)"),
    ("[x](eins.md)", "[x](../drei.md#teil)"),
    ("[x](#a)", "[x](#b)"),
    ("[x](ziel)", "[x](anderes-ziel)"),
    ("[x](wiki:Wasser)", "[x](wiki:Water)"),
    ("[x](project:eins.md)", "[x](project:zwei.md)"),
    ("x[^1]", "x[^2]"),
    ("{ref}`a`", "{ref}`b`"),
    ("{term}`Wasser`", "{term}`water <Wasser>`"),
    ("$3{,}5$", "$3.5$"),
    ("$\\frac{a}{b}$", "$\\frac{c}{d}$"),
    ("{bdg-link-info}`x <https://a.example>`", "{bdg-link-info}`x <https://b.example>`"),
    ("{index}`Wasser`", "{index}`water`"),
]


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_what_people_localise(old: str, new: str) -> None:
    assert not refused(source(old), source(new), PAGES)


REFUSED = [
    ("[x](eins.md)", "[x](geheim.txt)"),
    ("[x](ziel)", "[x](geheim)"),
    ("[x](wiki:Wasser)", "[x](andere:Water)"),
    ("[x](project:eins.md)", "[x](project:geheim.txt)"),
    ("[x](a)", "[x](//b.example)"),
    ("x[^1]", "x[^9]"),
    ("$a$", "$\\href{b}{a}$"),
    ("{ref}`a`", "{doc}`a`"),
    ("{samp}`a`", "{samp}`b`"),
    ("", "{ref}`a`"),
]


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_what_never_gets_in(old: str, new: str) -> None:
    assert refused(source(old), source(new), PAGES)


def test_checks_give_no_more_than_the_pages() -> None:
    known = source("[x](zwei.md)")
    assert not refused(source(""), known, is_page=lambda path: path == "zwei.md")
    assert refused(source(""), known, is_page=lambda _path: False)
    assert not refused(source("x[^1]"), source("x[^9]")), "without a page its footnotes are unknown"


def test_difference_names_what_binds() -> None:
    lacks, adds = difference(source("*a* `b` [c](d)"), source("**a** `e`"))
    assert sorted(map(str, lacks)) == ["code b", "link d"]
    assert list(map(str, adds)) == ["code e"]


def test_sizes() -> None:
    assert not oversized("Ein Satz.", "A sentence. " * 20)
    assert oversized("Ein Satz.", "x" * 3000)
    assert oversized("Ein Satz.", "[" * 60)
    assert not oversized("[x]" * 60, "[y]" * 60)


def test_clean_leaves_what_readers_see() -> None:
    assert clean("a\tb\nc\u200d\u00ad\U0001f469") == "a\tb\nc\u200d\u00ad\U0001f469"
    assert clean("a\x00\x08\x7f\x85\ufffeb") == "ab"


def test_roles_of_reST_and_MyST_have_one_mark() -> None:
    assert role_mark("ref", "Worte\n <ziel>") == role_mark("ref", "ziel")
