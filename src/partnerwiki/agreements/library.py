"""The library of clauses and the templates of papers, in German and English.

Clauses lie in ``clauses/``, templates in ``templates/``, a YAML file each. Placeholders are Jinja variables; what only
the parties can know is a blank: ``[… amount]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
#: The languages of the library.
LANGUAGES = ("de", "en")
#: The clause that says which text counts; its wordings are values of ``language_clause``.
TEXTS = "texts"
#: The view that makes a clause of a record, by kind of record, and whether it shows one record or all.
VIEWS = {
    "decision_rules": ("decision-clause", True),
    "budgets": ("budget-clause", True),
    "plans": ("plan-clause", True),
    "contacts": ("contacts-clause", False),
}


@dataclass(frozen=True)
class Wording:
    """One way to word a clause. ``binding`` restricts it to contracts or declarations; texts are by language.

    Where ``record`` names a kind of record, the clause begins with what such a record says, and goes on with the text.
    """

    id: str
    name: dict[str, str]
    choose: dict[str, str]
    text: dict[str, str]
    binding: str = ""
    record: str = ""


@dataclass(frozen=True)
class Clause:
    """A clause with its wordings; one that is not ``numbered`` is no clause of its own, such as a preamble."""

    id: str
    title: dict[str, str]
    about: dict[str, str]
    wordings: dict[str, Wording]
    numbered: bool = True

    def fitting(self, binding: str) -> Iterator[Wording]:
        """Give the wordings for a contract or a declaration."""
        return (one for one in self.wordings.values() if one.binding in ("", binding))


@dataclass(frozen=True)
class Template:
    """A kind of paper: its title, its opening, and its clauses in order, each with the wording that is preset.

    ``kind`` and ``binding`` are values of the record of an agreement; a letter has none, and no record.
    """

    id: str
    title: dict[str, str]
    about: dict[str, str]
    opening: dict[str, str]
    clauses: dict[str, str]
    kind: str = ""
    binding: str = ""
    numbering: str = ""


def _load(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((_HERE / folder).glob("*.yaml")):
        yield path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def clauses() -> Mapping[str, Clause]:
    """Give all clauses by id."""
    found = {}
    for name, data in _load("clauses"):
        wordings = {id_: Wording(id=id_, **values) for id_, values in data.pop("wordings").items()}
        found[name] = Clause(id=name, wordings=wordings, **data)
    return found


@cache
def templates() -> Mapping[str, Template]:
    """Give all templates by id."""
    found = {}
    for name, data in _load("templates"):
        wanted = {clause: wording for entry in data.pop("clauses") for clause, wording in entry.items()}
        found[name] = Template(id=name, clauses=wanted, **data)
    return found
