"""The ladder: texts with markup go to an engine and come back whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig
from test_segments import INLINE

from partnerwiki.drafts.ladder import Attempt, attempts
from partnerwiki.engines import SHAPES
from partnerwiki.inline import StandaloneParser
from partnerwiki.segments import Kind, Segmenter

CONFIG = MdParserConfig(enable_extensions={"attrs_inline", "dollarmath", "strikethrough", "substitution"})
SEGMENTER = Segmenter(CONFIG)
PARSER = StandaloneParser(CONFIG)
SIGNS = "\\`*_[]{}<>$~^&#|!"


def rungs(text: str, *shapes: str, limit: int = 450) -> list[Attempt]:
    return list(attempts(SEGMENTER.pieces(text), shapes or ("brackets",), limit))


def through(attempt: Attempt, engine: Callable[[str], str]) -> str | None:
    return attempt.assemble({text: engine(text) for text in attempt.requests}, SEGMENTER)


def words(text: str) -> str:
    parts = (piece.words if piece.is_words else piece.source for piece in SEGMENTER.pieces(text))
    return "".join("".join(parts).split())


def test_an_engine_sees_sentences_with_markers() -> None:
    (marked, runs) = rungs("**Note:** See [the *big* page](x.md) and `code`. It works.[^1]")
    assert marked.requests == ["[1] Note:[2] See [3] the [4] big [5] page [6] and [7].", "It works."]
    assert runs.requests == ["Note:", "See", "the", "big", "page", "and", "It works."]


def test_markup_around_a_whole_sentence_is_not_sent() -> None:
    assert rungs("**All of [it](x.md).**")[0].requests == ["All of [1] it [2]."]
    assert rungs("**[all](x.md)**")[0].requests == ["all"]


def test_words_alone_have_one_rung() -> None:
    (only,) = rungs("Just words.")
    assert only.requests == ["Just words."]


@pytest.mark.parametrize("text", ["`code`", "2026", "{{ year }}", "[](x.md)", "– 3,5 %"])
def test_what_holds_no_words_is_not_sent(text: str) -> None:
    first = rungs(text)[0]
    assert first.requests == []
    assert through(first, str) == text


def test_markers_may_change_places() -> None:
    (marked, _runs) = rungs("the `red` *house*")
    assert through(marked, lambda text: "la [2]casa[3] [1]") == "la *casa* `red`"


@pytest.mark.parametrize(
    "answer", ["la casa", "la [1] [2]casa", "[1] [1] [2]casa[3]", "[1] [2]casa[3] [4]", "[01][2]x[33]"]
)
def test_a_lost_or_doubled_marker_is_no_draft(answer: str) -> None:
    (marked, _runs) = rungs("the `red` *house*")
    assert through(marked, lambda text: answer) is None


@pytest.mark.parametrize(
    ("source", "answer", "draft"),
    [
        ("see **the page** now", "veja[1]a página[2]agora", "veja **a página** agora"),
        ("see **the page** now", "veja [1] a página [2] agora", "veja **a página** agora"),
        ("the file (`a`) here", "o arquivo ( [1] ) aqui", "o arquivo (`a`) aqui"),
        ("the file `a`.", "o arquivo[1] .", "o arquivo `a`."),
        ("use `a`, then `b`", "use[1], depois[2]", "use `a`, depois `b`"),
        ("pre-`a`-post", "pré-[1]-pós", "pré-`a`-pós"),
        ("un**der**stood", "com [1] preen [2] dido", "com**preen**dido"),
    ],
)
def test_spaces_around_markup_are_those_of_the_source(source: str, answer: str, draft: str) -> None:
    assert through(rungs(source)[0], lambda text: answer) == draft


def test_a_shape_that_stands_in_the_text_is_left_out() -> None:
    attempts_ = rungs("As *seen* in [1] and X2X.", "brackets", "letters", "braces")
    assert [attempt.sentences[0].shape for attempt in attempts_][:1] == [SHAPES["braces"]]


@pytest.mark.parametrize(
    ("answer", "draft"),
    [
        ("um *dois*", "um \\*dois\\*"),
        ("um [dois](x)", "um \\[dois\\](x)"),
        ("`x`", "\\`x\\`"),
        ("a <b>b</b>", "a \\<b\\>b\\</b\\>"),
        ("1. março", "1\\. março"),
        ("# título", "\\# título"),
        ("- item", "\\- item"),
        ("5 * 3 e snake_case", "5 * 3 e snake_case"),
    ],
)
def test_what_an_engine_writes_is_words(answer: str, draft: str) -> None:
    written = through(rungs("Some words.")[0], lambda text: answer)
    assert written == draft
    assert not PARSER.signature(written)


def test_line_breaks_stay_where_they_are() -> None:
    (marked, *_rest) = rungs("Town hall\\\nMarket 1")
    assert marked.requests == ["Town hall", "Market 1"]
    assert through(marked, str.upper) == "TOWN HALL\\\nMARKET 1"


def test_text_in_a_role_is_not_escaped() -> None:
    assert through(rungs("the {term}`own share`")[0], lambda t: "a [1]quota_parte_*[2]") == "a {term}`quota_parte_*`"


def test_sentences_keep_to_the_limit() -> None:
    text = " ".join(f"Sentence **number {n}** is here, and `code` too." for n in range(40))
    for attempt in rungs(text, limit=120):
        assert all(len(request) <= 120 for request in attempt.requests)
        assert through(attempt, str) == text


def test_private_characters_in_a_text_leave_the_last_rung() -> None:
    (runs,) = rungs("a \ue000 *b*")
    assert through(runs, str) == "a \ue000 *b*"


def is_glued(text: str) -> bool:
    """Say whether a sign among the words touches markup: escaping it can make other markup of both."""
    for before, after in pairwise(SEGMENTER.pieces(text)):
        if before.kind is Kind.TEXT is not after.kind and before.source[-1] in SIGNS:
            return True
        if after.kind is Kind.TEXT is not before.kind and after.source[0] in SIGNS:
            return True
    return False


@settings(deadline=None)
@given(INLINE)
@example("https://a.example[****\\**")
@example("**\\**word**")
@example("\\![](x.md)")
def test_an_engine_that_changes_nothing_gives_the_text(text: str) -> None:
    for attempt in rungs(text, "brackets", "letters", "tag"):
        draft = through(attempt, str)
        if draft is None:
            assert is_glued(text)
            continue
        assert PARSER.signature(draft) == PARSER.signature(text)
        assert words(draft) == words(text)


@settings(deadline=None)
@given(INLINE, st.sampled_from(sorted(SHAPES)))
def test_other_words_leave_the_markup(text: str, shape: str) -> None:
    for attempt in rungs(text, shape):
        draft = through(attempt, lambda sentence: sentence.replace("word", "mot"))
        if draft is None:
            assert is_glued(text)
            continue
        assert PARSER.signature(draft) == PARSER.signature(text)
