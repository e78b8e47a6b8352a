"""Records: what is read, what belongs together across files, which texts are prose; nothing ends in a traceback."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
import typing
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from small_records import DAY, GOOD, WORLD, examine, world, write_records
from wikis import CONF, make_wiki, partnerwiki

from partnerwiki.records import kinds, models
from partnerwiki.records.due import due
from partnerwiki.records.models import KINDS, PARTS
from partnerwiki.records.prose import iter_references, iter_translatable, model_at
from partnerwiki.records.reading import read
from partnerwiki.records.rules import check
from partnerwiki.records.rules_people import letters
from partnerwiki.records.ruling import cycles
from partnerwiki.records.store import Store

ALL_PARTS = [
    part
    for part in [*vars(models).values(), kinds.Source]
    if isinstance(part, type) and issubclass(part, kinds.Part) and part not in (kinds.Part, kinds.Record)
]


@pytest.fixture
def good(tmp_path: Path) -> Store:
    write_records(tmp_path, {"good.yaml": GOOD.read_bytes()})
    store, problems = examine(tmp_path)
    assert problems == []
    return store


def parts_of(part: BaseModel) -> list[BaseModel]:
    """Give a part and all below it."""
    found = [part]
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, list) else [value]:
            found += parts_of(item) if isinstance(item, BaseModel) else []
    return found


# -- what is read -----------------------------------------------------------------------------------------------------


def test_the_good_file_uses_every_kind_and_every_field(good: Store) -> None:
    assert {entry.kind for entry in good.entries} == set(KINDS)
    used = {
        (type(part), name)
        for entry in good.entries
        for part in parts_of(entry.record)
        for name in part.model_fields_set
    }
    missing = {
        f"{part.__name__}.{name}"
        for part in ALL_PARTS
        for name in part.model_fields
        if (part, name) not in used and name not in kinds.Record.model_fields
    }
    assert missing == set()
    assert {name for part, name in used if part is models.Partnership} == set(models.Partnership.model_fields)


def test_the_small_world_breaks_no_rule(tmp_path: Path) -> None:
    write_records(tmp_path, {"world.yaml": world()})
    assert examine(tmp_path)[1] == []


def test_records_may_be_divided_into_files_and_folders_as_people_like(tmp_path: Path) -> None:
    for kind, text in WORLD.items():
        (tmp_path / "_data" / kind).mkdir(parents=True)
        write_records(tmp_path, {f"{kind}/a.yml": f"{kind}:\n{text}"})
    write_records(tmp_path, {"glossary.yaml": "terms: []\n"})
    store, problems = examine(tmp_path)
    assert problems == []
    assert len(store.files) == len(WORLD)
    assert {entry.catalog for entry in store.entries} == {f"_data/{kind}/a" for kind in WORLD}


def test_a_file_names_its_language(tmp_path: Path) -> None:
    write_records(tmp_path, {"a.yaml": f"language: pt\nrisks:\n{WORLD['risks']}"})
    store, problems = examine(tmp_path)
    assert problems == []
    assert [entry.language for entry in store.entries] == ["pt"]


def test_parts_are_found_by_their_ids(good: Store) -> None:
    assert {kind for kind in PARTS if good.parts(kind)} == set(PARTS)
    known = good.ids["aufgabe-bauen"]
    assert (known.kind, known.part.title, known.entry.kind) == ("tasks", "Mulden anlegen", "plans")
    assert (
        "id: aufgabe-bauen" in GOOD.read_text(encoding="utf-8").splitlines()[known.entry.line((*known.place, "id")) - 1]
    )


def test_every_place_has_its_line(good: Store) -> None:
    lines = GOOD.read_text(encoding="utf-8").splitlines()
    for entry in good.entries:
        for place, text in iter_translatable(entry.record):
            assert text[:20] in lines[entry.line(place) - 1]
        for place, name, _kinds in iter_references(entry.record):
            assert name in lines[entry.line(place) - 1]


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """What refers to a broken record, or to one in a file that cannot be read, is not blamed for it."""
    text = world().replace("  class: key\n", "  class: kye\n")
    write_records(tmp_path, {"world.yaml": text})
    assert [problem.message.split(" is not")[0] for problem in examine(tmp_path)[1]] == ["'kye'"]
    write_records(tmp_path, {"world.yaml": world(without="funding"), "funding.yaml": "funding: [\n"})
    assert [problem.path.name for problem in examine(tmp_path)[1]] == ["funding.yaml"]


def test_the_same_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    write_records(tmp_path, {"a.yaml": f"risks:\n{WORLD['risks']}", "b.yaml": f"\nrisks:\n{WORLD['risks']}"})
    (found,) = examine(tmp_path)[1]
    assert (found.path.name, found.line) == ("b.yaml", 3)
    assert "first in a.yaml, line 2" in found.message


# -- rules across records ---------------------------------------------------------------------------------------------


def test_a_time_limited_partnership_needs_an_end_or_a_project(tmp_path: Path) -> None:
    text = WORLD["partnerships"].replace("type: formal", "type: project")
    write_records(tmp_path, {"a.yaml": f"partnerships:\n{text}"})
    found = {(problem.line, problem.is_error): problem.message for problem in examine(tmp_path)[1]}
    assert "needs an end or a project" in found[4, True]
    assert "No project serves the goal" in found[18, False]
    write_records(tmp_path, {"b.yaml": f"projects:\n{WORLD['projects']}"})
    assert examine(tmp_path)[1] == []


def test_one_party_is_no_partnership(tmp_path: Path) -> None:
    parties = "parties: [{id: a, name: A, country: DE, languages: [de]}]"
    write_records(tmp_path, {"a.yaml": f"partnerships:\n  - {{id: x, name: X, type: friendly, {parties}}}\n"})
    (found,) = examine(tmp_path)[1]
    assert "at least two parties; here is 1" in found.message


@pytest.mark.parametrize("count", [2, 3, 5])
def test_every_party_counts_however_many_there_are(tmp_path: Path, count: int) -> None:
    names = [f"ort-{number}" for number in range(count)]
    parties = "".join(f"      - {{id: {name}, name: {name}, country: DE, languages: [de]}}\n" for name in names)
    text = f"partnerships:\n  - id: bund\n    name: Bund\n    type: formal\n    parties:\n{parties}"
    text += f"effects:\n  - {{id: last, party: {names[0]}, kind: burden, text: Zeit, horizon: short}}\n"
    text += "raci:\n  - id: matrix\n    title: Matrix\n    roles:\n"
    text += f"      - {{id: rolle, name: Rolle, party: {names[-1]}}}\n"
    text += '    tasks: [{name: Plan, cells: {rolle: "A, R"}}]\n'
    text += "bodies:\n  - {id: gruppe, name: G, kind: committee, party: joint, chair: C, frequency: monthly}\n"
    text += "events:\n  - {id: fest, title: F, kind: festival, start: 2027-07-01, end: 2027-07-01,\n"
    text += "     time_zone: Europe/Berlin, place: Markt, party: joint}\n"
    write_records(tmp_path, {"a.yaml": text})
    messages = [problem.message for problem in examine(tmp_path)[1]]
    assert sum("has no role" in message for message in messages) == count - 1
    assert sum("has no member" in message for message in messages) == count
    assert sum("has no burden" in message for message in messages) == count - 1
    assert sum("has no benefit" in message for message in messages) == count
    assert not any("language plan" in message for message in messages)  # one language: nothing to interpret


def test_two_partnerships_in_one_wiki_are_not_mixed(tmp_path: Path) -> None:
    other = "- {id: bund, name: B, type: friendly, parties: [{id: c, name: C, country: PL, languages: [pl]}, \
{id: d, name: D, country: DE, languages: [de]}]}\n"
    write_records(tmp_path, {"world.yaml": world(), "b.yaml": f"partnerships:\n{other}"})
    assert examine(tmp_path)[1] == []


def test_an_agreement_warns_where_its_body_has_no_way_out(tmp_path: Path) -> None:
    rules = WORLD["decision_rules"].replace("  exit_rule: Wer geht, sagt es vorher.\n", "")
    write_records(tmp_path, {"world.yaml": world(without="decision_rules"), "b.yaml": f"decision_rules:\n{rules}"})
    found = examine(tmp_path)[1]
    assert [("exit" in problem.message or "leaving" in problem.message, problem.is_error) for problem in found] == [
        (True, False)
    ] * 3


def test_who_signs_or_resolves_is_a_party(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    text = text.replace("parties: [musterstadt, vila-modelo, beispielhorod]", "parties: [musterstadt, vila-modelo]", 1)
    write_records(tmp_path, {"good.yaml": text})
    found = examine(tmp_path)[1]
    assert [problem.message for problem in found] == ["'beispielhorod' is not a party of this agreement."] * 2
    assert all("beispielhorod" in text.splitlines()[problem.line - 1] for problem in found)


def test_a_reference_to_a_kind_without_records_says_to_write_one(tmp_path: Path) -> None:
    write_records(tmp_path, {"world.yaml": world(without="funding")})
    (found,) = examine(tmp_path)[1]
    assert (found.message, found.mend) == (
        "There is no record with the id 'fonds'. Wanted: funding.",
        "Write the record first, or take the id out.",
    )


def test_no_cash_at_all_does_not_reach_the_own_share(tmp_path: Path) -> None:
    budget = WORLD["budgets"].replace("source: grant", "source: in-kind").replace("source: own}", "source: in-kind}")
    write_records(tmp_path, {"world.yaml": world(without="budgets"), "b.yaml": f"budgets:\n{budget}"})
    (found,) = examine(tmp_path)[1]
    assert "0 of 0 EUR are 0 %, wanted are 20 %" in found.message


def test_shares_are_rounded_away_from_the_limit(tmp_path: Path) -> None:
    budget = WORLD["budgets"].replace("planned: 2000", "planned: 1999.99").replace("planned: 500", "planned: 526.32")
    write_records(tmp_path, {"world.yaml": world(without="budgets"), "b.yaml": f"budgets:\n{budget}"})
    found = [problem.message for problem in examine(tmp_path)[1]]
    assert "are 19.99 %, wanted are 20 %" in found[0]
    assert "are 5.01 %, allowed are 5 %" in found[1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("A", "A"), ("A, R", "AR"), ("R/A", "RA"), (" C I ", "CI"), ("a", ""), ("AR", ""), ("X", ""), ("", "")],
)  # fmt: skip
def test_letters_of_a_cell(cell: str, expected: str) -> None:
    assert "".join(letters(cell)) == expected


graphs = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghxy"), max_size=4))


@given(graphs)
@example({"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a"]})
def test_a_cycle_is_found_where_there_is_one(edges: dict[str, list[str]]) -> None:
    found = cycles(edges)
    for cycle in found:
        assert all(after in edges[before] for before, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        assert len(set(cycle)) == len(cycle)
    left = {node: [end for end in ends if end in edges] for node, ends in edges.items()}
    while free := {node for node, ends in left.items() if not ends}:
        left = {node: [end for end in ends if end not in free] for node, ends in left.items() if node not in free}
    assert bool(found) == bool(left)


def test_a_very_long_chain_is_no_cycle_and_no_traceback() -> None:
    edges = {str(number): [str(number + 1)] for number in range(100_000)}
    assert cycles(edges) == []
    assert len(cycles(edges | {"99999": ["0"]})[0]) == 100_000


# -- prose ------------------------------------------------------------------------------------------------------------


def marked(part: BaseModel) -> list[str]:
    """Give the prose of a part, found by what the annotations of its fields say and not by the code under test."""
    found: list[str] = []
    for name, hint in typing.get_type_hints(type(part), include_extras=True).items():
        value = getattr(part, name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                found += marked(item)
            elif isinstance(item, str) and "Translated()" in repr(hint):
                found.append(item)
    return found


def test_every_prose_text_is_translatable_exactly_once(good: Store) -> None:
    for entry in good.entries:
        found = list(iter_translatable(entry.record))
        assert Counter(text for _place, text in found) == Counter(marked(entry.record)), entry.kind
        assert len({place for place, _text in found}) == len(found)
    everything = [text for entry in good.entries for _place, text in iter_translatable(entry.record)]
    assert {"Zimmer im Erdgeschoss", "StA Mu 7/2019", "M. Muster", "musterstadt"}.isdisjoint(everything)
    assert {"Ein Entwurf des nächsten Plans", "Karte der drei Orte", "Begrüßung", "Regenwasser"} <= set(everything)


def test_ids_and_references_are_never_prose() -> None:
    for part in ALL_PARTS:
        for name, hint in typing.get_type_hints(part, include_extras=True).items():
            assert not ("Translated()" in repr(hint) and "To(" in repr(hint)), (part, name)


def test_the_model_of_a_place() -> None:
    assert model_at(models.Plan, ("goals", 0, "measures", 1, "tasks", 2)) is models.Task
    assert model_at(models.Actor, ("class",)) is None
    assert model_at(models.Actor, ("nothing", 0)) is None


# -- whatever a file holds --------------------------------------------------------------------------------------------

CALM = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
words = st.one_of(
    st.sampled_from([*KINDS, "id", "name", "title", "party", "joint", "musterstadt", "language", "A, R", "2027-01-01"]),
    st.text(max_size=12),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip
trees = st.recursive(
    st.one_of(words, st.none(), st.booleans(), st.integers(), st.floats(), st.dates()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=30,
)


def examined(folder: Path, text: str | bytes) -> None:
    """Assert that a file ends in records and problems, each with a line of the file, a message and a mend."""
    write_records(folder, {"any.yaml": text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")})
    written = (folder / "_data" / "any.yaml").read_text(encoding="utf-8", errors="replace")
    last = len(written.splitlines()) + 1
    for problem in examine(folder)[1]:
        assert problem.message
        assert problem.mend
        assert 1 <= problem.line <= last
        str(problem.as_error).encode()


@CALM
@given(st.binary(max_size=200))
def test_any_bytes_end_in_problems(tmp_path: Path, data: bytes) -> None:
    examined(tmp_path, data)


@CALM
@given(st.text(alphabet=st.sampled_from("abid:-[]{}#&*!|>'\"%@`?, \n\t~\ufeff\x85\u2028é€"), max_size=80))
def test_any_text_ends_in_problems(tmp_path: Path, text: str) -> None:
    examined(tmp_path, text)


@CALM
@given(st.dictionaries(st.sampled_from([*KINDS, "language"]), st.lists(trees, max_size=3) | trees, max_size=3))
def test_any_tree_ends_in_problems(tmp_path: Path, tree: Any) -> None:
    examined(tmp_path, yaml.dump(tree, allow_unicode=True))


GOOD_TREE = yaml.load(GOOD.read_text(encoding="utf-8"), yaml.BaseLoader)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Give each holder of a value below, with its key."""
    found = []
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += [(value, key), *places(item)]
    return found


@CALM
@given(st.data())
def test_a_good_file_with_anything_in_some_place_ends_in_problems(tmp_path: Path, data: st.DataObject) -> None:
    tree = copy.deepcopy(GOOD_TREE)
    for _step in range(data.draw(st.integers(1, 3))):
        found = places(tree)
        holder, key = found[data.draw(st.integers(0, len(found) - 1))]
        change = data.draw(st.sampled_from(["replace", "remove", "swap"]))
        if change == "remove":
            del holder[key]
        elif change == "swap":
            other, place = found[data.draw(st.integers(0, len(found) - 1))]
            holder[key] = copy.deepcopy(other[place]) if isinstance(other, list) or place in other else None
        else:
            holder[key] = data.draw(trees)
    examined(tmp_path, yaml.dump(tree, allow_unicode=True, Dumper=NoAliases))


class NoAliases(yaml.SafeDumper):
    """Writes equal values out."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@cache
def kept(folder: Path) -> Store:
    write_records(folder, {"good.yaml": GOOD.read_bytes()})
    return examine(folder)[0]


@CALM
@given(day=st.dates(), within=st.timedeltas(min_value=dt.timedelta(0)))
@example(day=dt.date.max, within=dt.timedelta.max)
@example(day=dt.date.min, within=dt.timedelta(0))
def test_rules_and_what_is_due_can_be_asked_on_any_day(tmp_path: Path, day: dt.date, within: dt.timedelta) -> None:
    good = kept(tmp_path)
    assert all(problem.message and problem.mend for problem in check(good, day))
    assert all(one.day <= day or one.day - day <= within for one in due(good.entries, day, within))


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_wiki(tmp_path, conf=CONF.replace('["de", "en"]', '["de", "pt", "uk"]'))
    (tmp_path / "source" / "_data").mkdir()
    shutil.copy(GOOD, tmp_path / "source" / "_data")
    monkeypatch.setenv(
        "SOURCE_DATE_EPOCH", str(int(dt.datetime(DAY.year, DAY.month, DAY.day, tzinfo=dt.UTC).timestamp()))
    )
    return tmp_path


def test_check_shows_warnings_and_fails_only_for_errors(wiki: Path) -> None:
    assert partnerwiki(wiki, "check", "records").stdout == "Nothing to mend.\n"
    path = wiki / "source" / "_data" / "good.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("expires: 2028-01-15", "expires: 2027-05-01"), encoding="utf-8")
    result = partnerwiki(wiki, "check", "records")
    assert result.returncode == 0
    line = text[: text.index("expires: 2028-01-15")].count("\n") + 1
    assert f"source/_data/good.yaml:{line}: Warning: The consent ended on 2027-05-01" in result.stdout
    assert "  → Ask again" in result.stdout
    path.write_text(text.replace("quorum: 2", "quorum: 20"), encoding="utf-8")
    result = partnerwiki(wiki, "check", "--json")
    assert result.returncode == 1
    (found,) = (one for one in json.loads(result.stdout) if one["check"] == "records")
    assert (found["path"], found["check"], found["error"]) == ("source/_data/good.yaml", "records", True)
    assert "The quorum is 20" in found["message"]


def test_check_without_run_and_with_it_are_one(wiki: Path) -> None:
    assert partnerwiki(wiki, "check", "run", "records").stdout == partnerwiki(wiki, "check", "records").stdout
    assert partnerwiki(wiki, "check", "nothing").returncode == 1
    assert "due" in partnerwiki(wiki, "check", "--help").stdout


def test_reading_gives_texts_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb:\n  - x: ~\n  - 'null'\n", encoding="utf-8")
    found = read(path)
    assert found.data == {"a": "1", "b": [{"x": None}, "null"]}
    assert [found.line(place) for place in [("a",), ("b", 1), ("b", 0, "x"), ("b", 7, "y"), ("c",)]] == [1, 4, 3, 2, 1]
