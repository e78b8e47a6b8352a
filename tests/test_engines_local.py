"""Engines on this machine: Apertium for real, pseudo translations, and the probe."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerwiki.engines import SHAPES, Engine, Error, Result, Settings, Trouble, create
from partnerwiki.engines.apertium import Apertium
from partnerwiki.engines.probe import SENTENCES, Survival, probe
from partnerwiki.engines.pseudo import Pseudo, PseudoLong, PseudoRtl
from partnerwiki.errors import PartnerwikiError

PSEUDO = ["pseudo", "pseudo-long", "pseudo-rtl"]
SIGNS = r"\^$/[]{}<>@~*#+`|_%0123456789"


@pytest.fixture(scope="module")
def apertium() -> Engine:
    return create("apertium", Settings())


def texts_of(answers: list[Result | Error]) -> list[str]:
    assert all(isinstance(answer, Result) for answer in answers), answers
    return [answer.text for answer in answers if isinstance(answer, Result)]


def test_apertium_translates(apertium: Engine) -> None:
    sources = ["The house is big.", "", "  The cats  ", "42", "I see the dog", "one\n\ntwo"]
    assert texts_of(apertium.translate(sources, "en", "es")) == [
        "La casa es grande.",
        "",
        "  Los gatos  ",
        "42",
        "Veo el perro",
        "Uno\n\ndos",
    ]


def test_apertium_knows_its_pairs_and_version(apertium: Engine) -> None:
    assert apertium.supports("en", "es")
    assert apertium.supports("es_MX", "en_US")
    assert not apertium.supports("de", "en")
    assert not apertium.supports("en", "en_US")
    assert not apertium.supports("nonsense", "en")
    assert re.fullmatch(r"\d[\d.]+", apertium.version)
    assert apertium.translate(["a"], "de", "en") == [Error(Trouble.UNSUPPORTED, passing=False)]


@settings(deadline=None, max_examples=8)
@given(st.lists(st.text(st.sampled_from(SIGNS + "   \t\n\0[]\\^"), max_size=30), min_size=1, max_size=20))
def test_signs_come_back_from_apertium_and_texts_do_not_touch(signs: list[str]) -> None:
    engine = Apertium(Settings())
    sources = [f"{sign} dog {sign}" for sign in signs]
    for source, answer in zip(sources, texts_of(engine.translate(sources, "en", "es")), strict=True):
        assert re.sub(r"[^\W\d_]+", "", answer).split() == re.sub(r"[^\W\d_]+", "", source).replace("\0", " ").split()


def test_a_text_is_translated_as_if_it_were_alone(apertium: Engine) -> None:
    sources = ["Go", "run", "[1] The [2] house", "No. 5", "He is", "big", "^", "the old man"]
    assert apertium.translate(sources, "en", "es") == [apertium.translate([one], "en", "es")[0] for one in sources]


def stub(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Put a program of the name ``apertium`` first in the path."""
    program = folder / "apertium"
    program.write_text(f"#!/bin/sh\nif [ $1 = -l ]; then echo ' eng-spa'; exit; fi\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return create("apertium", Settings({"timeout": 0.5}))


def test_apertium_that_hangs_is_ended_with_all_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = stub(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", monkeypatch)
    assert engine.translate(["a", "b"], "en", "es") == [Error(Trouble.TIMEOUT)] * 2
    child = Path("/proc", (tmp_path / "child").read_text().strip())
    for _try in range(200):
        if not child.exists() or "State:\tZ" in (child / "status").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the child lives on")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("exit 1", Trouble.SERVER),
        ("printf 'a[=0]\\0'", Trouble.COUNT),
        ("printf 'a[=1]\\0b[=0]\\0'", Trouble.COUNT),
        ("printf 'a\\0b\\0'", Trouble.COUNT),
    ],
)
def test_apertium_that_loses_texts_is_noticed(
    script: str, expected: Trouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stub(tmp_path, f"cat > /dev/null; {script}", monkeypatch)
    assert engine.translate(["a", "b"], "en", "es") == [Error(expected)] * 2


def test_no_text_is_an_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = stub(tmp_path, f'echo "$@" >> {tmp_path}/arguments; cat', monkeypatch)
    assert engine.translate(["; rm -rf secret $(x)"], "en", "es") == [Result("; rm -rf secret $(x)")]
    assert (tmp_path / "arguments").read_text() == "-f none -u -z eng-spa\n"


def test_missing_apertium_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PartnerwikiError, match="apt install apertium"):
        create("apertium", Settings())


ADDRESSES = ["https://town.example/a?b=c#d", "www.town.example", "office@town.example", "mailto:a@b.example", "tel:112"]
MARKERS = [shape.write(number) for shape in SHAPES.values() for number in (1, 2, 12)]
MIXED = st.lists(st.one_of(st.sampled_from([*MARKERS, *ADDRESSES]), st.text(max_size=12)), max_size=8).map(" ".join)


@given(MIXED)
def test_pseudo_translations_keep_all_but_letters(text: str) -> None:
    for kind in (Pseudo, PseudoLong, PseudoRtl):
        (answer,) = texts_of(kind(Settings()).translate([text], "de", "ar"))
        assert [answer] == texts_of(kind(Settings()).translate([text], "de", "ar"))
        for shape in SHAPES.values():
            assert shape.pattern.findall(answer) == shape.pattern.findall(text)
        for address in ADDRESSES:
            assert answer.count(address) >= text.split().count(address)
        rest = [character for character in text if not character.isalpha()]
        assert [character for character in answer if not character.isalpha()] == rest
        assert len(answer) <= 2.4 * len(text)


TEXT = "The town council decides on the budget of the waterworks for the coming year, and everybody may attend."


@pytest.mark.parametrize(("name", "shortest", "longest"), [("pseudo", 1.2, 1.4), ("pseudo-long", 1.8, 2.4)])
def test_pseudo_translations_are_longer(name: str, shortest: float, longest: float) -> None:
    (answer,) = texts_of(create(name, Settings()).translate([TEXT], "en", "de"))
    assert shortest * len(TEXT) <= len(answer) <= longest * len(TEXT)
    assert not re.search("[aeiou]", answer)


def test_pseudo_rtl_is_of_hebrew_letters() -> None:
    (answer,) = texts_of(create("pseudo-rtl", Settings()).translate([TEXT + " Їжак Ä ß"], "en", "ar"))
    assert re.fullmatch(r"[א-ת ,.]+", answer)


@pytest.mark.parametrize("name", PSEUDO)
def test_pseudo_engines_serve_every_pair_and_are_no_language(name: str) -> None:
    engine = create(name, Settings())
    assert engine.supports("de", "rw")
    assert engine.supports("xx", "yy")
    assert not engine.natural


def test_the_engine_memory_translates_nothing() -> None:
    engine = create("memory", Settings())
    assert not engine.supports("de", "en")
    assert engine.translate(["a"], "de", "en") == [Error(Trouble.UNSUPPORTED, passing=False)]


def test_a_text_that_apertium_has_nothing_for_is_not_asked_again(apertium: Engine) -> None:
    assert apertium.translate(["will"], "en", "es") == [Error(Trouble.EMPTY, passing=False)]


def test_the_probe_counts_sentences_with_all_markers(apertium: Engine) -> None:
    found = probe(apertium, "es", "en")
    assert found[0] == Survival("brackets", 20, 20)
    assert found[-1].shape == "tag"  # "id" is a form of "ir"
    assert [item.survived for item in found] == sorted((item.survived for item in found), reverse=True)
    assert set(apertium.shapes) <= {item.shape for item in found if item.survived == 20}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_of_the_probe_have_one_to_five_markers(language: str) -> None:
    counts = [sentence.count("|") for sentence in SENTENCES[language]]
    assert len(counts) == 20
    assert set(counts) == {1, 2, 3, 4, 5}


def test_the_probe_takes_sentences_of_the_project_for_other_languages() -> None:
    engine = create("pseudo", Settings())
    assert probe(engine, "uk", "de", ["Міська рада відкрита", "Слово", ""])[0].tried == 3
    assert probe(engine, "fr_CA", "de")[0].tried == 20
    with pytest.raises(PartnerwikiError, match="uk"):
        probe(engine, "uk", "de")


def test_the_probe_tells_of_an_engine_without_answers(apertium: Engine) -> None:
    with pytest.raises(PartnerwikiError, match="unsupported"):
        probe(apertium, "de", "en")
