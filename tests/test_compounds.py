"""Compounds are divided where a reader would: a hand-made list, and laws for any word."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerwiki.compounds import Splitter
from partnerwiki.vocabulary import SHARDS, fold, shard

LIST = Path(__file__).parent / "fixtures" / "search" / "compounds-de.txt"


def seams(pieces: list[str]) -> set[int]:
    return set(accumulate(map(len, pieces[:-1])))


def test_german_compounds_are_divided_and_other_words_are_not() -> None:
    splitter = Splitter("de")
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) >= 150
    wanted = found = divided_wrongly = simple = 0
    for line in lines:
        right, got = seams(line.split("|")), seams(list(splitter.split(line.replace("|", ""))))
        wanted, found = wanted + len(right), found + len(right & got)
        if not right:
            simple, divided_wrongly = simple + 1, divided_wrongly + bool(got)
    assert found / wanted >= 0.95
    assert divided_wrongly / simple <= 0.03


def test_names_and_abbreviations_stay_whole() -> None:
    splitter = Splitter("de", ["Wiki von Musterstadt"])
    assert splitter.split("Musterstadt") == ("Musterstadt",)
    assert splitter.split("UNESCO") == ("UNESCO",)


@pytest.mark.parametrize("language", ["en", "uk", "ar", "xx"])
def test_languages_that_write_words_apart_have_no_compounds(language: str) -> None:
    assert Splitter(language).split("Haushaltssatzung") == ("Haushaltssatzung",)


def test_hebrew_particles_are_divided_from_words_of_the_dictionary() -> None:
    assert Splitter("he").split("ובעיר") == ("וב", "עיר")


@given(st.text(max_size=30) | st.from_regex(r"[A-Za-zäöüß]{6,24}", fullmatch=True))
def test_the_pieces_make_up_the_word(word: str) -> None:
    assert "".join(Splitter("de").split(word)) == word


@given(st.text(min_size=1, max_size=30))
def test_folding_is_idempotent(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert not once or 0 <= shard(once) < SHARDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("São", "sao"),
        ("п’ять", "пʼять"),
        ("البلديّة", "البلديه"),
        ("أمين", "امين"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_spellings_of_one_word_are_folded_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)
