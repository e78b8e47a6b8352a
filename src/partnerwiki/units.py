"""What a translation unit is, and its state.

A unit is one message of one page in one target language. Its state is read from the PO entry alone:

========  =====================================================================
reviewed  a msgstr, not fuzzy
machine   fuzzy, and a translator comment ``mt: ENGINE/MODEL DATE sha256:HASH`` whose hash is that of the msgstr
outdated  fuzzy for any other reason: the source changed (``#| msgid``), or a person marked or edited the text
missing   an empty msgstr
========  =====================================================================
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import polib

# other programs may break the comment's line
_MT = re.compile(r"^mt: (?P<engine>\S+) (?P<date>\d{4}-\d{2}-\d{2})\s+sha256:(?P<hash>[0-9a-f]{64})$", re.MULTILINE)

#: Begins the comment that names the language through which a draft went.
_VIA = "mt-via: "


class State(StrEnum):
    """The four states of a unit; every unit is in exactly one."""

    REVIEWED = "reviewed"
    MACHINE = "machine"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True)
class Draft:
    """Who drafted a text: ``engine`` as ``NAME/MODEL``, ISO ``date``, SHA-256 (hex) of the msgstr as drafted."""

    engine: str
    date: str
    hash: str

    def __str__(self) -> str:
        return f"mt: {self.engine} {self.date} sha256:{self.hash}"


def text_hash(text: str) -> str:
    """Give the SHA-256 (hex) that a ``mt:`` comment carries for a msgstr."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def unit_id(msgid: str) -> str:
    """Give the unit's short name, equal in every language: ten hex digits of the msgid's SHA-256."""
    return hashlib.sha256(msgid.encode("utf-8")).hexdigest()[:10]


def draft_of(entry: polib.POEntry) -> Draft | None:
    """Give the entry's ``mt:`` comment, or None; of several that of its present text, else the last."""
    if "mt: " not in entry.tcomment:
        return None
    drafts = [Draft(found["engine"], found["date"], found["hash"]) for found in _MT.finditer(entry.tcomment)]
    if len(drafts) < 2:
        return drafts[0] if drafts else None
    present = text_hash(entry.msgstr)
    return next((draft for draft in drafts if draft.hash == present), drafts[-1])


def state_of(entry: polib.POEntry) -> State:
    """Give the state of an entry (see the table above)."""
    if not entry.msgstr and not (entry.msgstr_plural and all(entry.msgstr_plural.values())):
        return State.MISSING
    if not entry.fuzzy:
        return State.REVIEWED
    if entry.previous_msgid is not None:
        return State.OUTDATED
    return State.MACHINE if is_machine_text(entry) else State.OUTDATED


def is_machine_text(entry: polib.POEntry) -> bool:
    """Say whether an entry's text is as a machine left it: fuzzy, and with the hash of its ``mt:`` comment."""
    draft = draft_of(entry)
    return entry.fuzzy and draft is not None and draft.hash == text_hash(entry.msgstr)


def store_draft(entry: polib.POEntry, text: str, engine: str, date: str, *, via: str = "") -> None:
    """Put a machine's text into an entry that holds none or a machine's own.

    ``engine`` is ``NAME/MODEL``, ``date`` ISO; ``via`` is the language of the reviewed translation that the draft was
    made from, where that is not the page's. Raises ValueError for an entry that holds a person's text.
    """
    if entry.msgstr and not is_machine_text(entry):
        raise ValueError("a person's text is never overwritten")
    remarks = [line for line in entry.tcomment.split("\n") if line and not line.startswith(("mt: ", _VIA))]
    entry.msgstr = text
    if not entry.fuzzy:
        entry.flags.insert(0, "fuzzy")
    entry.previous_msgid = None
    pivot = [f"{_VIA}{via}"] if via else []
    entry.tcomment = "\n".join([*remarks, str(Draft(engine, date, text_hash(text))), *pivot])


@dataclass
class Count:
    """Units by state; ``words`` are those of the sources."""

    reviewed: int = 0
    machine: int = 0
    outdated: int = 0
    missing: int = 0
    words: int = 0

    @property
    def units(self) -> int:
        """All units."""
        return self.reviewed + self.machine + self.outdated + self.missing

    @property
    def share(self) -> float:
        """The reviewed share in percent; 100 where there is nothing to translate."""
        return 100.0 * self.reviewed / self.units if self.units else 100.0

    def add(self, state: State, words: int = 0) -> None:
        """Count one unit."""
        setattr(self, state.value, getattr(self, state.value) + 1)
        self.words += words

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def as_dict(self) -> dict[str, int]:
        """Give what ``status --json`` prints: units, reviewed, machine, outdated, missing, words."""
        return {"units": self.units, **{name: getattr(self, name) for name in self.__dataclass_fields__}}


def words_in(text: str) -> int:
    """Count words as a translator bills them: runs of letters and digits."""
    return len(re.findall(r"\w+", text))


def count(entries: Iterable[polib.POEntry]) -> Count:
    """Count entries by state."""
    total = Count()
    for entry in entries:
        total.add(state_of(entry), words_in(entry.msgid))
    return total
