"""The glossary record ``source/_data/glossary.yaml``: one record for readers, for engines and for the check.

It holds the words that the partners agreed on, in every language, and the names that nobody translates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RECORD = Path("_data/glossary.yaml")


@dataclass(frozen=True)
class Term:
    """One agreed term.

    ``words`` maps a language to its accepted words, the preferred one first; ``definition`` is prose in the language
    of the page that shows the glossary; ``line`` (from 1) is where the term stands in the record.
    """

    id: str
    words: Mapping[str, tuple[str, ...]]
    definition: str = ""
    line: int = 0


@dataclass(frozen=True)
class Glossary:
    """All agreed terms, and names that stay as they are in every language."""

    terms: tuple[Term, ...] = ()
    names: tuple[str, ...] = ()
    path: Path | None = None


@dataclass(frozen=True)
class Violation:
    """A translation that uses another word than agreed: the term, and the words that it should have used."""

    term: Term
    found: str
    wanted: tuple[str, ...]


def occurrences(text: str, words: tuple[str, ...], language: str) -> list[tuple[int, int]]:
    """Give the places (start, end) in ``text`` where one of ``words`` stands, inflected or not."""
    raise NotImplementedError


def violations(
    source: str, translation: str, source_language: str, target_language: str, glossary: Glossary
) -> list[Violation]:
    """Give the agreed terms of ``source`` of which ``translation`` holds no agreed word in its language."""
    raise NotImplementedError
