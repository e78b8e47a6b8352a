"""``partnerwiki status``: what it counts and how it says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wikis import HEADER, catalog, make_wiki, partnerwiki

from partnerwiki import status
from partnerwiki.config import load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.units import Count, State, text_hash

ENTRY = {
    State.REVIEWED: 'msgid "{msgid}"\nmsgstr "text"\n',
    State.MACHINE: f'# mt: x/y 2026-11-21 sha256:{text_hash("text")}\n#, fuzzy\nmsgid "{{msgid}}"\nmsgstr "text"\n',
    State.OUTDATED: '#, fuzzy\n#| msgid "old"\nmsgid "{msgid}"\nmsgstr "text"\n',
    State.MISSING: 'msgid "{msgid}"\nmsgstr ""\n',
}
OBSOLETE = '#~ msgid "gone"\n#~ msgstr "text"\n'


def units(*states: State) -> str:
    """Give a catalog with a unit of two words for each state, and an obsolete entry."""
    entries = [ENTRY[state].format(msgid=f"Wort {number}") for number, state in enumerate(states)]
    return "\n".join([HEADER, *entries, OBSOLETE])


def test_the_counts_as_json(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path,
        catalogs={
            "en/einstieg/index": units(State.REVIEWED, State.REVIEWED, State.MACHINE, State.MISSING),
            "en/index": units(State.OUTDATED),
            "en/geloescht": HEADER + "\n" + OBSOLETE,
        },
    )
    done = partnerwiki(wiki, "status", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "languages": {
            "de": {"units": 0, "reviewed": 0, "machine": 0, "outdated": 0, "missing": 0, "words": 0, "pages": {}},
            "en": {
                "units": 5,
                "reviewed": 2,
                "machine": 1,
                "outdated": 1,
                "missing": 1,
                "words": 10,
                "pages": {
                    "einstieg/index": {
                        "units": 4,
                        "reviewed": 2,
                        "machine": 1,
                        "outdated": 0,
                        "missing": 1,
                        "words": 8,
                    },
                    "index": {"units": 1, "reviewed": 0, "machine": 0, "outdated": 1, "missing": 0, "words": 2},
                },
            },
        }
    }


def test_the_counts_as_a_table(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": units(State.REVIEWED, State.MACHINE, State.MISSING)})
    lines = [line.split() for line in partnerwiki(wiki, "status", "--pages").stdout.splitlines()]
    assert lines == [
        ["language", "words", "units", "reviewed", "machine", "outdated", "missing", "%"],
        ["de", "0", "0", "0", "0", "0", "0", "100"],
        ["en", "6", "3", "1", "1", "0", "1", "33"],
        ["index", "6", "3", "1", "1", "0", "1", "33"],
    ]


@pytest.mark.parametrize(("percent", "code"), [("50", 0), ("50.1", 1), ("100", 1)])
def test_fail_under(tmp_path: Path, percent: str, code: int) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": units(State.REVIEWED, State.MISSING)})
    done = partnerwiki(wiki, "status", "--json", "--fail-under", percent)
    assert done.returncode == code
    assert json.loads(done.stdout)["languages"]["en"]["units"] == 2


def test_a_wiki_without_catalogs_has_nothing_to_translate(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    assert partnerwiki(wiki, "status", "--fail-under", "100").returncode == 0


def test_catalogs_of_languages_that_the_wiki_does_not_have_are_not_counted(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": catalog({"a": "b"}), "fr/index": catalog({"a": "b"})})
    assert [*status.read_status(load_project(wiki))] == ["de", "en"]


def test_hidden_files_are_no_catalogs(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": catalog({"a": "b"}), "en/.#index": "locked by an editor"})
    assert [*status.read_status(load_project(wiki))["en"].pages] == ["index"]


@pytest.mark.parametrize("language", ["en_GB.UTF-8", "de_DE.UTF-8"])
def test_a_broken_catalog_is_named_with_its_line(tmp_path: Path, language: str) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": HEADER + '\nmsgid "a\n'})
    done = partnerwiki(wiki, "status", language=language)
    assert done.returncode == 1
    assert "en/LC_MESSAGES/index.po:6: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_in_place_of_a_catalog_is_named(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    (wiki / "locales/en/LC_MESSAGES/index.po").mkdir(parents=True)
    with pytest.raises(PartnerwikiError, match=r"index\.po: "):
        status.read_status(load_project(wiki))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["a", "b/c", "b/d"]), st.lists(st.sampled_from(State), max_size=8), min_size=1))
def test_the_total_is_the_sum_of_the_pages_and_of_the_states(tmp_path: Path, pages: dict[str, list[State]]) -> None:
    catalogs = {f"en/{page}": units(*pages.get(page, [])) for page in ("a", "b/c", "b/d")}
    found = status.read_status(load_project(make_wiki(tmp_path, catalogs=catalogs)))["en"]
    assert sum(found.pages.values(), Count()) == found.total
    assert found.total.units == sum(len(states) for states in pages.values())
    for state in State:
        assert getattr(found.total, state) == sum(states.count(state) for states in pages.values())
