"""What rules are made of: the record that is looked at, with its wiki and the day; parties; cycles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnerwiki.messages import _
from partnerwiki.records.models import Partnership
from partnerwiki.records.prose import Place
from partnerwiki.records.store import Entry, Problem, Store


@dataclass(frozen=True)
class Case:
    """A record under a rule."""

    entry: Entry
    store: Store
    today: dt.date

    @property
    def record(self) -> Any:
        """Give the record."""
        return self.entry.record

    def error(self, place: Place, message: str, mend: str) -> Problem:
        """Give an error at a place of the record."""
        return self.entry.problem(place, message, mend)

    def warning(self, place: Place, message: str, mend: str) -> Problem:
        """Give a warning at a place of the record."""
        return self.entry.problem(place, message, mend, is_error=False)

    def part(self, name: str) -> Any:
        """Give the record or part of this id, or None."""
        known = self.store.ids.get(name)
        return known.part if known else None


Rule = Callable[[Case], Iterator[Problem]]
WholeRule = Callable[[Store, dt.date], Iterator[Problem]]


def partnerships(store: Store) -> list[Partnership]:
    """Give the partnerships."""
    return [entry.record for entry in store.of("partnerships")]


def absent(store: Store, present: Iterable[str]) -> list[str]:
    """Give the parties that are missing beside those present.

    Where a wiki has several partnerships, the one is meant that most of those present belong to.
    """
    there = set(present)
    groups = [[party.id for party in partnership.parties] for partnership in partnerships(store)]
    groups.sort(key=lambda group: (-len(there & set(group)), len(set(group) - there)))
    return [name for name in groups[0] if name not in there] if groups else []


def languages(store: Store) -> list[str]:
    """Give the languages of all partnerships: those of the parties and those of their work."""
    found: dict[str, None] = {}
    for partnership in partnerships(store):
        for party in partnership.parties:
            found |= dict.fromkeys(party.languages)
        found |= dict.fromkeys([*partnership.working_languages, *partnership.authoritative_languages])
    return list(found)


def cycles(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Give cycles of a graph, each from its first node on; a graph that has any gives at least one."""
    left = {node: list(dict.fromkeys(ends)) for node, ends in edges.items()}
    before: dict[str, list[str]] = {node: [] for node in left}
    for node, ends in left.items():
        for end in ends:
            before.setdefault(end, []).append(node)
    count = {node: sum(end in left for end in ends) for node, ends in left.items()}
    loose = [node for node, number in count.items() if not number]
    while loose:  # what nothing in a cycle depends on
        for node in before[loose.pop()]:
            count[node] -= 1
            if not count[node]:
                loose.append(node)
    core = [node for node in left if count[node]]
    following = {node: next(end for end in left[node] if count.get(end)) for node in core}
    found, seen = [], set[str]()
    for start in core:
        path: dict[str, int] = {}
        node = start
        while node not in seen and node not in path:
            path[node] = len(path)
            node = following[node]
        if node in path:
            found.append(list(path)[path[node] :])
        seen |= set(path)
    return found


def no_cycle(kind: str, field: str, message: Callable[[], str]) -> WholeRule:
    """Give the rule that records or parts of a kind do not lead back to themselves through a field of ids."""

    def rule(store: Store, today: dt.date) -> Iterator[Problem]:
        known = {one.part.id: one for one in store.parts(kind)}
        edges = {name: _ids(getattr(one.part, field)) for name, one in known.items()}
        for cycle in cycles(edges):
            one = known[cycle[0]]
            yield one.entry.problem(
                (*one.place, field),
                message().format(ids=" → ".join([*cycle[:12], *(["…"] if len(cycle) > 12 else []), cycle[0]])),
                _("Take one of these steps out."),
            )

    return rule


def _ids(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def repeated(values: Sequence[str]) -> list[int]:
    """Give the places of values that stood before."""
    first: dict[str, int] = {}
    return [number for number, value in enumerate(values) if first.setdefault(value, number) != number]
