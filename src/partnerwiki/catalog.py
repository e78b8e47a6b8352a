"""Merge the messages of a page into its catalog, losing no text that a person wrote.

One message finds its translation in this order; each step is exact but the last:

1. the page's own catalog, live;
2. the page's own catalog, obsolete;
3. any other catalog of the same language (a sentence that moved, or stands on two pages), with its state;
4. the translation seen from the other side, where the page's source language changed;
5. the most similar entry of the page's catalog whose own message is gone: it becomes ``outdated``, with ``#|``.

What no message claims any more stays in the file as obsolete: that is the translation memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polib
from rapidfuzz import fuzz, process

from partnerwiki.pofile import POFile
from partnerwiki.units import State, state_of

#: Similarity in percent (rapidfuzz ``ratio``) from which an old text is offered for a changed message. gettext's
#: msgmerge takes 60; below 75 the old text says something else too often to be shown on a page.
SIMILAR = 75.0

_RANK = {State.REVIEWED: 0, State.MACHINE: 1, State.OUTDATED: 2}


@dataclass(frozen=True)
class Message:
    """One text to translate: ``msgid``, where it stands (paths relative to ``conf.py``), and a hint for translators."""

    msgid: str
    locations: tuple[str, ...] = ()
    hint: str = ""


@dataclass
class Memory:
    """Exact translations into one language, by msgid: the best of all catalogs."""

    best: dict[str, polib.POEntry] = field(default_factory=dict)

    def add(self, entries: Iterable[polib.POEntry]) -> None:
        """Take in the translated entries of a catalog; of two for one msgid the better state wins, then live, then first."""
        for entry in entries:
            if not entry.msgstr or entry.msgctxt or entry.msgid_plural:
                continue
            known = self.best.get(entry.msgid)
            if known is None or self._rank(entry) < self._rank(known):
                self.best[entry.msgid] = entry

    @staticmethod
    def _rank(entry: polib.POEntry) -> tuple[int, bool]:
        return _RANK[state_of(entry)], bool(entry.obsolete)


@dataclass
class Merged:
    """What a merge did: numbers of messages kept, filled from elsewhere, found similar, new, and made obsolete."""

    kept: int = 0
    filled: int = 0
    similar: int = 0
    new: int = 0
    obsolete: int = 0


def copy_of(entry: polib.POEntry, msgid: str | None = None) -> polib.POEntry:
    """Give a live copy of a translation, with its state and the comments that belong to the text."""
    return polib.POEntry(
        msgid=entry.msgid if msgid is None else msgid,
        msgstr=entry.msgstr,
        flags=list(entry.flags),
        previous_msgid=entry.previous_msgid,
        tcomment=entry.tcomment,
    )


def turned(entries: Iterable[polib.POEntry]) -> list[polib.POEntry]:
    """Read translations from the other side: msgstr becomes msgid.

    For a page whose source language changed: what was the source is now a translation, written by a person. The
    translation of an outdated entry does not match its source, so its turn is outdated as well.
    """
    result = []
    for entry in entries:
        if not entry.msgstr or entry.msgctxt or entry.msgid_plural:
            continue
        back = polib.POEntry(msgid=entry.msgstr, msgstr=entry.msgid)
        if state_of(entry) is State.OUTDATED:
            back.flags.append("fuzzy")
        result.append(back)
    return result


def merge(
    po: POFile,
    messages: Sequence[Message],
    memory: Memory | None = None,
    other_side: Sequence[polib.POEntry] = (),
) -> Merged:
    """Bring ``po`` in line with ``messages``, in their order (see the module's text for where translations come from).

    ``memory`` holds the other catalogs of the language, ``other_side`` turned translations of the same page. A msgid
    that occurs twice in ``messages`` becomes one entry. Changes ``po.entries`` in place; does not save.
    """
    merger = _Merger(po, memory or Memory(), other_side)
    merger.exact(_unique(messages))
    merger.similar()
    return merger.finish()


def _unique(messages: Sequence[Message]) -> list[Message]:
    joined: dict[str, Message] = {}
    for message in messages:
        known = joined.get(message.msgid)
        if known is None:
            joined[message.msgid] = message
        else:
            places = tuple(dict.fromkeys([*known.locations, *message.locations]))
            joined[message.msgid] = Message(message.msgid, places, known.hint or message.hint)
    return list(joined.values())


class _Merger:
    def __init__(self, po: POFile, memory: Memory, other_side: Sequence[polib.POEntry]) -> None:
        self.po = po
        self.memory = memory
        plain = [entry for entry in po.entries if not entry.msgctxt and not entry.msgid_plural]
        self.live = {entry.msgid: entry for entry in plain if not entry.obsolete}
        self.old = {entry.msgid: entry for entry in plain if entry.obsolete and entry.msgstr}
        self.other_side = {entry.msgid: entry for entry in other_side}
        self.result: list[polib.POEntry] = []
        self.used: set[int] = set()
        self.fresh: list[polib.POEntry] = []
        self.counts = Merged()

    def exact(self, messages: list[Message]) -> None:
        for message in messages:
            entry, is_new = self._find(message.msgid)
            places = [(place, "") for place in message.locations]
            if entry.occurrences != places:
                entry.occurrences = places
            if message.hint and entry.comment != message.hint:
                entry.comment = message.hint
            if is_new:
                self.fresh.append(entry)
            self.result.append(entry)

    def _find(self, msgid: str) -> tuple[polib.POEntry, bool]:
        """Give the entry for a message, and whether nothing exact was found for a message that is new."""
        own = self.live.get(msgid)
        if own is not None:
            self.used.add(id(own))
            if own.msgstr:
                self.counts.kept += 1
                return own, False
        revived = self.old.get(msgid)
        if revived is not None:
            self.used.add(id(revived))
            revived.obsolete = False
            if own is not None and own.tcomment:
                revived.tcomment = "\n".join(filter(None, [own.tcomment, revived.tcomment]))
            self.counts.filled += 1
            return revived, False
        source = self.memory.best.get(msgid) or self.other_side.get(msgid)
        if source is not None and source.msgstr:
            self.counts.filled += 1
            return self._fill(own, source), False
        if own is not None:
            self.counts.kept += 1
            return own, False
        return polib.POEntry(msgid=msgid), True

    @staticmethod
    def _fill(own: polib.POEntry | None, source: polib.POEntry) -> polib.POEntry:
        entry = copy_of(source)
        if own is not None:  # an empty entry may carry comments and flags that people gave it
            entry.tcomment = "\n".join(filter(None, [own.tcomment, entry.tcomment]))
            entry.flags = list(dict.fromkeys([*own.flags, *entry.flags]))
            entry.comment = own.comment
        return entry

    def similar(self) -> None:
        """Give new messages the most similar unclaimed text, best pairs first, each text once."""
        unclaimed = [
            entry
            for entry in [*self.live.values(), *self.old.values()]
            if id(entry) not in self.used and entry.msgstr
        ]
        claimed = {entry.msgid for entry in self.result} - {entry.msgid for entry in self.fresh}
        pool = [*unclaimed, *(entry for entry in self.other_side.values() if entry.msgid not in claimed)]
        if not pool:
            self.counts.new += len(self.fresh)
            return
        texts = [entry.msgid for entry in pool]
        pairs = [
            (-score, number, index)
            for number, entry in enumerate(self.fresh)
            for _text, score, index in process.extract(
                entry.msgid, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3
            )
        ]
        filled: set[int] = set()
        for _score, number, index in sorted(pairs):
            if number in filled or id(pool[index]) in self.used:
                continue
            filled.add(number)
            self.used.add(id(pool[index]))
            self._offer(self.fresh[number], pool[index])
        self.counts.similar += len(filled)
        self.counts.new += len(self.fresh) - len(filled)

    @staticmethod
    def _offer(entry: polib.POEntry, old: polib.POEntry) -> None:
        """Put an old text under a changed message; ``#|`` is the source that the text translates."""
        entry.msgstr = old.msgstr
        entry.flags = list(old.flags)
        entry.fuzzy = True
        entry.tcomment = old.tcomment
        previous = old.previous_msgid
        entry.previous_msgid = previous if previous and previous != entry.msgid else old.msgid

    def finish(self) -> Merged:
        """Order the file: messages as on the page, then obsolete entries as they stood, then newly obsolete ones."""
        placed = {id(entry) for entry in self.result}
        left = [entry for entry in self.po.entries if id(entry) not in placed and id(entry) not in self.used]
        kept: list[polib.POEntry] = []
        gone: list[polib.POEntry] = []
        known = {(entry.msgid, entry.msgstr) for entry in left if entry.obsolete}
        for entry in left:
            if entry.obsolete:
                kept.append(entry)
                continue
            worth_keeping = entry.msgstr or entry.msgstr_plural or entry.tcomment
            if worth_keeping and (entry.msgid, entry.msgstr) not in known:
                entry.obsolete = True
                gone.append(entry)
        self.counts.obsolete = len(gone)
        self.po.entries = [*self.result, *kept, *gone]
        return self.counts


def new_header(*, project: str, language: str, source_language: str, date: str) -> str:
    """Give the header of a new catalog, complete for ``msgfmt -c``. ``date``: ``2026-11-21 12:00+0000``."""
    fields = {
        "Project-Id-Version": project.replace("\n", " "),
        "PO-Revision-Date": date,
        "Last-Translator": "none yet",
        "Language-Team": "none yet",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": source_language,
    }
    lines = [f'"{name}: {polib.escape(value)}\\n"' for name, value in fields.items()]
    return "\n".join(['msgid ""', 'msgstr ""', *lines])
