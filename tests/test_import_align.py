"""Alignment keeps order, pairs nothing twice, and gives no pair that is not sure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from partnerwiki.importing.align import NEVER, align

WORDS = st.lists(st.sampled_from("abcdef"), max_size=7)


def cost(one: str, other: str) -> float:
    return 0 if one == other else NEVER


@given(left=WORDS, right=WORDS)
def test_pairs_are_in_order_and_each_place_has_one_at_most(left: list[str], right: list[str]) -> None:
    pairs = align(left, right, cost, gap=1, margin=0.5)
    assert pairs == sorted(pairs)
    for places in zip(*pairs, strict=True):
        assert list(places) == sorted(set(places))
    assert all(left[one] == right[other] for one, other in pairs)


@given(words=st.lists(st.integers(0, 99), unique=True, max_size=8), gone=st.integers(0, 7))
def test_what_one_side_lacks_is_left_alone(words: list[int], gone: int) -> None:
    others = [word for place, word in enumerate(words) if place != gone]
    pairs = align(words, others, lambda a, b: 0 if a == b else NEVER, gap=1, margin=0.5)
    assert [(words[one], others[other]) for one, other in pairs] == [(word, word) for word in others]


def test_of_two_that_are_equal_none_is_sure() -> None:
    assert align(["a", "a"], ["a"], cost, gap=1, margin=0.5) == []
    assert align(["a", "x", "a"], ["a", "x"], cost, gap=1, margin=0.5) == [(0, 0), (1, 1)]
