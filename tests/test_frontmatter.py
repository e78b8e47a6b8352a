"""The YAML at the top of a page: what is read from it, what is translated in it, and that nothing else changes."""

from __future__ import annotations

import datetime

import pytest
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st

from partnerwiki import frontmatter
from partnerwiki.extract import KEY, translatable_value

PAGE = """\
---
title: Titel
date: 2026-01-02
3: drei
flag: yes
nothing:
myst:
  substitutions:
    ort: die Stadt
    zahl: 7
---
# Seite

Text {{ ort }}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# Nur Text\n", {}),
        ("---\n---\n", {}),
        ("---\na: 1\n---\nText", {"a": 1}),
        ("---  \na: 1\n...\nText", {"a": 1}),
        ("---\na: 1\n---", {"a": 1}),
        ("---\na: [\n---\n", {}),
        ("---\n- a\n---\n", {}),
        ("---\na: 2026-99-99\n---\n", {}),
        (" ---\na: 1\n---\n", {}),
        ("---\na: 1\n", {}),
    ],
)
def test_read(text: str, expected: dict[str, object]) -> None:
    assert frontmatter.read(text) == expected


def test_values_are_translated_and_the_rest_stays() -> None:
    new = frontmatter.translate_substitutions(PAGE, lambda value: {"die Stadt": "the city"}.get(value, value))
    data = frontmatter.read(new)
    assert data["myst"]["substitutions"] == {"ort": "the city", "zahl": 7}
    assert (data["date"], data[3], data["flag"], data["nothing"]) == (datetime.date(2026, 1, 2), "drei", True, None)
    assert new.split("---\n", 2)[2] == PAGE.split("---\n", 2)[2]
    assert new.count("\n") == PAGE.count("\n")


def test_without_a_translation_the_page_stays_to_the_letter() -> None:
    assert frontmatter.translate_substitutions(PAGE, lambda value: value) == PAGE
    assert frontmatter.translate_substitutions("# Seite\n", str.upper) == "# Seite\n"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_value_survives_and_no_line_moves(value: str) -> None:
    new = frontmatter.translate_substitutions(PAGE, lambda old: value if old == "die Stadt" else old)
    assert frontmatter.read(new)["myst"]["substitutions"]["ort"] == value
    assert len(new.split("# Seite")[0].splitlines()) == len(PAGE.split("# Seite")[0].splitlines())


def test_a_value_that_holds_itself() -> None:
    page = "---\nself: &a [*a]\nsubstitutions:\n  ort: die Stadt\n---\n# x\n"
    new = frontmatter.translate_substitutions(page, lambda _value: "the city")
    assert frontmatter.read(new)["substitutions"] == {"ort": "the city"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ein Satz", True),
        ("- a\n- b", True),
        ("1. Januar", True),
        ("Eins\n\nZwei", False),
        ("```{note}\nx\n```", False),
        (":::{note}\nx\n:::", False),
        ("123", False),
        ("", False),
        (7, False),
        (["a"], False),
    ],
)
def test_which_values_are_prose(value: object, expected: bool) -> None:
    assert translatable_value(value) is expected


def test_title_and_description_go_to_the_record(project: Project) -> None:
    project.write("index.md", "---\ntitle: Titel im Kopf\ndescription: Worum es geht\n---\n# Titel\n")
    project.po("index", {"Titel im Kopf": "Title in the head", "Worum es geht": "What it <b>is</b>"})
    built = project.build("en")
    record = built.env.metadata["index"][KEY]
    assert (record.title, record.description) == ("Title in the head", "Worum es geht")
    assert built.warnings[0].endswith("[partnerwiki.refused]")
    record = project.build("de").env.metadata["index"][KEY]
    assert (record.title, record.description) == ("Titel im Kopf", "Worum es geht")


def test_a_title_may_become_the_heading(project: Project) -> None:
    project.conf("myst_title_to_header = True\n")
    project.write("index.md", "---\ntitle: Der Titel\n---\n\nText.\n")
    project.po("index", {"Der Titel": "The title"})
    assert project.build("en").body("index").h1.get_text() == "The title"


def test_a_key_of_our_name_harms_nothing(project: Project) -> None:
    project.write("index.md", "---\npartnerwiki: x\n---\n# Titel\n")
    built = project.build("en")
    assert not built.warnings
    assert built.body("index").h1["data-state"] == "missing"
