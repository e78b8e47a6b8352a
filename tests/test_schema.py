"""The schema that editors use: it takes what the models take, and finds what people get wrong."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ValidationError
from wikis import make_wiki, partnerwiki

from partnerwiki import reference
from partnerwiki.records import schema as schema_
from partnerwiki.records import words
from partnerwiki.records.kinds import Record
from partnerwiki.records.labels import labels
from partnerwiki.records.models import KINDS
from partnerwiki.records.prose import iter_references
from partnerwiki.records.reading import read
from partnerwiki.records.shapes import Form, Shape, fields

GOOD = Path(__file__).parent / "fixtures" / "records" / "good.yaml"
SCHEMA = schema_.schema("en")
VALIDATOR = Draft7Validator(SCHEMA)


class Core(yaml.SafeLoader):
    """Reads YAML as editors do, after the core schema of YAML 1.2: no dates, and "no" is a text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def in_editor(text: str) -> Any:
    return yaml.load(text, Core)


@cache
def _good() -> Any:
    return in_editor(GOOD.read_text(encoding="utf-8"))


def good() -> Any:
    """Give the records of every kind, to change as one likes."""
    return copy.deepcopy(_good())


def complaints(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    for language in ("en", "de"):
        Draft7Validator.check_schema(schema_.schema(language))
    assert schema_.rendered("en") == schema_.rendered("en")
    assert list(SCHEMA["properties"]) == ["language", *KINDS]


def test_it_takes_every_kind_and_every_field() -> None:
    assert complaints(good()) == []


def test_an_empty_file_and_an_empty_kind_are_fine() -> None:
    for text in ("", "language: de\n", "actors:\n", "actors: []\n"):
        assert complaints(in_editor(text)) == []


def parts(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) and "properties" in node else []
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        found += parts(value)
    return found


def test_nothing_unknown_is_possible_and_everything_is_described() -> None:
    assert len(parts(SCHEMA)) > 60
    for part in parts(SCHEMA):
        assert part["additionalProperties"] is False
        for name, value in part["properties"].items():
            assert value["title"], name
            assert value["description"].endswith("."), name


def test_every_kind_and_field_has_a_sentence_and_every_column_a_name() -> None:
    used: set[str] = set()

    def walk(model: Any) -> None:
        for found in fields(model):
            words.sentence("en", model, found.name)
            used.update((found.name, f"{model.__name__}.{found.name}"))
            shape: Shape | None = found.shape
            while shape is not None:
                if shape.model is not None:
                    walk(shape.model)
                shape = shape.item

    for kind, model in KINDS.items():
        walk(model)
        assert words.kinds("en")[kind]
        assert all(labels("en")[found.name] for found in fields(model))
    assert list(words.kinds("en")) == list(KINDS)
    assert set(words._sentences("en")) - used == set(), "sentences that no field has"


def test_references_name_kinds_and_choices_name_words() -> None:
    shapes = {found.name: found.shape for found in fields(KINDS["expectations"])}
    assert shapes["party"].form is Form.REFERENCE
    assert shapes["party"].kinds == ("parties",)
    assert shapes["result"].choices == ("shared", "compatible", "one-sided", "conflict", "open")
    assert (shapes["priority"].limits, shapes["priority"].empty) == ({"ge": 1, "le": 3}, False)


#: What people get wrong: a path in the file of every kind, and the value that stands there.
WRONG: list[tuple[str, Any]] = [
    ("partnerships.0.type", "formel"),
    ("partnerships.0.id", "Drei Orte"),
    ("partnerships.0.founded", "12.05.2019"),
    ("partnerships.0.name", {}),
    ("partnerships.0.name", ""),
    ("partnerships.0.parties.0.country", "Germany"),
    ("partnerships.0.parties.0.latitude", 97),
    ("partnerships.0.parties.0.population", "many"),
    ("partnerships.0.parties.0.population", 0),
    ("partnerships.0.parties.0.population", 10.5),
    ("partnerships.0.parties.0.languages", []),
    ("partnerships.0.parties.0.languages", "de"),
    ("partnerships.0.parties.0.website", "musterstadt.example"),
    ("partnerships.0.parties.0.photo", "/etc/photo.jpg"),
    ("partnerships.0.goals.0.sdgs", [18]),
    ("partnerships.0.history.0.date", "May 2019"),
    ("partnerships.0.working_languages", ["Deutsch!"]),
    ("partnerships.0.sources", None),
    ("actors.0.power", 6),
    ("actors.0.stance", -3),
    ("actors.0.involvement.0.level", "helps"),
    ("actors.0.name", None),
    ("expectations.0.priority", 4),
    ("expectations.0.statement", "  "),
    ("raci.0.tasks.0.cells", {}),
    ("raci.0.roles", []),
    ("agreements.1.parties", ["musterstadt"]),
    ("agreements.1.sha256", "abc"),
    ("agreements.1.resolutions.0.vote.yes", -1),
    ("budgets.0.currency", "Euro"),
    ("budgets.0.lines.0.planned", "8.000,00"),
    ("budgets.0.lines.0.planned", -1),
    ("budgets.0.own_share_min", 120),
    ("contacts.0.mail", "office"),
    ("contacts.0.phone", "05251 1234"),
    ("contacts.0.consent.scope", []),
    ("events.0.start_time", "9:30 Uhr"),
    ("effects.0.monetary", "maybe"),
]


def changed(path: str, value: Any) -> tuple[Any, str]:
    data = good()
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = data
    for step in way:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    place[last] = value
    return data, str(way[0])


def as_text(value: Any) -> Any:
    """Give what the program reads: texts, lists, keys and nothing."""
    if isinstance(value, dict):
        return {str(key): as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def fits_models(data: Any) -> bool:
    try:
        for kind, model in KINDS.items():
            for item in data.get(kind) or ():
                model.model_validate(as_text(item))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("path", "value"), WRONG, ids=[f"{path}={value}" for path, value in WRONG])
def test_what_people_get_wrong_is_found_by_both(path: str, value: Any) -> None:
    data, _kind = changed(path, value)
    assert complaints(data) != []
    assert not fits_models(data)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_and_unknown_fields_are_found_by_both(kind: str) -> None:
    right = good()[kind][0]
    for found in fields(KINDS[kind]):
        if found.required:
            lacking = copy.deepcopy(right)
            del lacking[found.name]
            assert complaints({kind: [lacking]}) != []
            assert not fits_models({kind: [lacking]})
    assert complaints({kind: [{**right, "colour": "red"}]}) != []
    assert not fits_models({kind: [{**right, "colour": "red"}]})


#: Values as they may stand behind a colon.
VALUES = (
    *("12", "-4", "3.5", '"7"', "1_000", "5", "0.5", "1e3", "yes", "no", '"no"', "~", "[]", "{}", '""'),
    *("2027-03-04", "2019", "2019-05", '"09:30"', "25:00", "20 %", "de", "pt-BR", '"de, pt"', "[de]", "[de, pt]"),
    *("{de: Rathaus}", "{de: 5}", "musterstadt", "[musterstadt]", "A-B", "joint", "EUR", "DE", "+4952511234"),
    *("https://musterstadt.example/", "x@musterstadt.example", "Europe/Berlin", "a/b.jpg", "../x", "/x"),
    *("public", "formal", "open", "shared", "[1, 17]", "[0]", "[{party: musterstadt}]"),
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_what_the_program_takes_the_schema_takes(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any field of any record gets any of the values, written as in a file; program and editor each read the file."""
    kind = data.draw(st.sampled_from(list(KINDS)))
    record = data.draw(st.sampled_from(as_text(good()[kind])))
    drawn = data.draw(st.sampled_from([found.name for found in fields(KINDS[kind])]))
    lines = {name: json.dumps(value, ensure_ascii=False) for name, value in record.items()}
    lines[drawn] = data.draw(st.sampled_from(VALUES))
    text = f"{kind}:\n- " + "\n  ".join(f"{name}: {line}" for name, line in lines.items()) + "\n"
    path = tmp_path_factory.getbasetemp() / "records.yaml"
    path.write_text(text, encoding="utf-8")
    read_by_program = read(path).data
    if fits_models(read_by_program) and has_possible_ids(read_by_program[kind][0], KINDS[kind]):
        assert complaints(in_editor(text)) == [], text


def has_possible_ids(item: Any, model: type[Record]) -> bool:
    """The models take any text for the id of another record; such a record does not exist."""
    return all(re.fullmatch(schema_.ID, name) for _place, name, _kinds in iter_references(model.model_validate(item)))


# ------------------------------------------------------------------------------------------------ where it is written
def test_update_writes_it_beside_records_and_only_when_it_changed(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    partnerwiki(wiki, "update")
    path = wiki / "source/_data/.schema.json"
    assert not path.exists()
    path.parent.mkdir()
    (path.parent / "alle.yaml").write_text("language: de\n", encoding="utf-8")
    stale = partnerwiki(wiki, "update", "--check")
    assert stale.returncode == 1
    assert "source/_data/.schema.json" in stale.stdout
    assert not path.exists()
    assert json.loads(partnerwiki(wiki, "update", "--json").stdout)["schema"] == "source/_data/.schema.json"
    assert path.read_text(encoding="utf-8") == schema_.rendered("de")
    again = json.loads(partnerwiki(wiki, "update", "--json").stdout)
    assert again["schema"] is None
    assert partnerwiki(wiki, "update", "--check").returncode == 0


@pytest.mark.parametrize(("languages", "expected"), [(["de_AT", "en"], "de"), (["de"], "de"), (["pt", "de"], "en")])
def test_its_language_is_that_of_the_wiki(languages: list[str], expected: str) -> None:
    assert schema_.language_of(languages) == expected


def test_the_first_line_of_a_file_leads_to_it(tmp_path: Path) -> None:
    assert schema_.modeline(tmp_path, tmp_path / "_data/a.yaml") == "# yaml-language-server: $schema=.schema.json\n"
    nested = schema_.modeline(tmp_path, tmp_path / "_data/x/y/a.yaml")
    assert nested == "# yaml-language-server: $schema=../../.schema.json\n"


def test_the_handbook_lists_every_field_and_word() -> None:
    page = reference.pages()["records.md"]
    for kind in KINDS:
        assert f"## `{kind}`\n" in page
    assert "| `class` | yes | `key`, `primary`, `secondary`, `veto` |" in page
    assert "| `party` | yes | id of `parties`, `joint` |" in page
    assert "| `power` | yes | whole number, 1 to 5 |" in page
    for part in parts(SCHEMA):
        for name in part["properties"]:
            assert f"| `{name}` |" in page or name in {"language", *KINDS}
    assert json.loads(reference.pages()["records.schema.json"]) == SCHEMA
