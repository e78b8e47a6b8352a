"""What changed between two versions of an agreement, clause by clause, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from partnerwiki.agreements.wording import Passage, Wording

#: Words and what stands between them: a difference begins and ends with a word.
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Kind(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    TAKEN_OUT = "taken out"
    PUT_IN = "put in"


@dataclass(frozen=True)
class Change:
    """A passage that is not what it was: by language the pieces of its text, each with what happened to it.

    ``clause`` is the clause as it is now, or as it was where the passage is gone.
    """

    clause: str
    pieces: dict[str, list[tuple[Kind, str]]]


def differences(before: Wording, after: Wording) -> list[Change]:
    """Give the passages that differ, in the order of the text; those of ``after`` that are new, too."""
    languages = list(dict.fromkeys([*before.languages, *after.languages]))
    old, new = before.passages, after.passages
    matcher = SequenceMatcher(None, [_key(one) for one in old], [_key(one) for one in new], autojunk=False)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _changed(old[i1:i2], new[j1:j2], languages)
    return found


def _key(passage: Passage) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(passage.text.items()))


def _changed(old: Sequence[Passage], new: Sequence[Passage], languages: Sequence[str]) -> Iterator[Change]:
    """Pair passages that are alike; what has no pair was taken out or put in."""
    rest = list(old)
    for one in new:
        best = max(rest, key=lambda other: _alike(other, one), default=None)
        if best is not None and _alike(best, one) > 0.5:
            gone = rest[: rest.index(best)]
            yield from (_change(other, None, languages) for other in gone)
            del rest[: len(gone) + 1]
            yield _change(best, one, languages)
        else:
            yield _change(None, one, languages)
    yield from (_change(other, None, languages) for other in rest)


def _alike(one: Passage, other: Passage) -> float:
    shared = one.text.keys() & other.text.keys()
    return max((SequenceMatcher(None, one.text[code], other.text[code]).ratio() for code in shared), default=0.0)


def _change(old: Passage | None, new: Passage | None, languages: Sequence[str]) -> Change:
    pieces = {
        code: list(pieces_of(old.text.get(code, "") if old else "", new.text.get(code, "") if new else ""))
        for code in languages
    }
    there = new or old
    return Change(there.clause if there else "", {code: found for code, found in pieces.items() if found})


def pieces_of(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    """Give the pieces of two texts, word by word: those they share, those taken out and those put in."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Kind.SAME, "".join(old[i1:i2])
            continue
        if i1 < i2:
            yield Kind.TAKEN_OUT, "".join(old[i1:i2])
        if j1 < j2:
            yield Kind.PUT_IN, "".join(new[j1:j2])
