"""What state a unit is in, and how units are counted."""

from __future__ import annotations

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerwiki.units import Count, Draft, State, count, draft_of, state_of, text_hash, unit_id, words_in


def drafted(text: str) -> str:
    """Give the comment of a machine draft of ``text``."""
    return f"mt: deepl/next 2026-11-21 sha256:{text_hash(text)}"


FUZZY = ["fuzzy"]
ENTRIES = {
    "a msgstr without fuzzy": (State.REVIEWED, polib.POEntry(msgid="Haus", msgstr="house")),
    "an empty msgstr": (State.MISSING, polib.POEntry(msgid="Haus")),
    "an empty fuzzy msgstr": (State.MISSING, polib.POEntry(msgid="Haus", flags=FUZZY)),
    "fuzzy and drafted": (
        State.MACHINE,
        polib.POEntry(msgid="Haus", msgstr="house", flags=FUZZY, tcomment=drafted("house")),
    ),
    "fuzzy, drafted, with a reviewer's remark": (
        State.MACHINE,
        polib.POEntry(msgid="Haus", msgstr="house", flags=FUZZY, tcomment=f"Ask Ana.\n{drafted('house')}"),
    ),
    "fuzzy, drafted anew": (
        State.MACHINE,
        polib.POEntry(msgid="Haus", msgstr="house", flags=FUZZY, tcomment=f"{drafted('hous')}\n{drafted('house')}"),
    ),
    "fuzzy, drafted, then edited by a person": (
        State.OUTDATED,
        polib.POEntry(msgid="Haus", msgstr="home", flags=FUZZY, tcomment=drafted("house")),
    ),
    "fuzzy, marked by a person": (State.OUTDATED, polib.POEntry(msgid="Haus", msgstr="house", flags=FUZZY)),
    "fuzzy, the source changed": (
        State.OUTDATED,
        polib.POEntry(msgid="Häuser", msgstr="house", flags=FUZZY, previous_msgid="Haus"),
    ),
    "a draft whose source changed": (
        State.OUTDATED,
        polib.POEntry(msgid="Häuser", msgstr="house", flags=FUZZY, previous_msgid="Haus", tcomment=drafted("house")),
    ),
    "a draft accepted unchanged": (
        State.REVIEWED,
        polib.POEntry(msgid="Haus", msgstr="house", tcomment=drafted("house")),
    ),
    "all plural forms": (
        State.REVIEWED,
        polib.POEntry(msgid="Haus", msgid_plural="Häuser", msgstr_plural={0: "house", 1: "houses"}),
    ),
    "one plural form of two": (
        State.MISSING,
        polib.POEntry(msgid="Haus", msgid_plural="Häuser", msgstr_plural={0: "house", 1: ""}),
    ),
}


@pytest.mark.parametrize(("state", "entry"), ENTRIES.values(), ids=ENTRIES.keys())
def test_state(state: State, entry: polib.POEntry) -> None:
    assert state_of(entry) is state


def test_draft_is_read_from_its_comment() -> None:
    entry = polib.POEntry(msgid="Haus", msgstr="house", tcomment=drafted("house"))
    assert draft_of(entry) == Draft("deepl/next", "2026-11-21", text_hash("house"))
    assert str(draft_of(entry)) == drafted("house")


@pytest.mark.parametrize(
    "comment", ["mt: deepl/next", "mt: deepl/next gestern sha256:00", "see mt: below", f"über {drafted('house')}"]
)
def test_other_comments_are_no_draft(comment: str) -> None:
    assert draft_of(polib.POEntry(msgid="Haus", msgstr="house", tcomment=comment)) is None


def test_unit_id_is_ten_hex_digits_of_the_source() -> None:
    assert unit_id("Haus") == "50976ad58f"


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words_in("Am 31. März: **Trinkwasser** für alle – вода!") == 7


def test_count_as_json() -> None:
    entries = [entry for _state, entry in ENTRIES.values()]
    assert count(entries).as_dict() == {
        "units": 13,
        "reviewed": 3,
        "machine": 3,
        "outdated": 4,
        "missing": 3,
        "words": 13,
    }


def test_share_is_that_of_reviewed_units() -> None:
    assert Count(reviewed=1, machine=1, outdated=1, missing=1).share == 25.0


def test_share_of_nothing_is_all() -> None:
    assert Count().share == 100.0


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            polib.POEntry,
            msgid=st.text(min_size=1),
            msgstr=st.text(),
            flags=st.lists(st.sampled_from(["fuzzy", "no-wrap"]), unique=True),
            previous_msgid=st.none() | st.text(),
            tcomment=st.text(),
        )
    ),
    st.integers(0, 10),
)
def test_every_unit_is_counted_once_however_the_catalog_is_cut(entries: list[polib.POEntry], cut: int) -> None:
    total = count(entries)
    assert total.units == len(entries)
    assert count(entries[:cut]) + count(entries[cut:]) == total
