"""Merge the messages of a page into its catalog, losing no text that a person wrote.

One message finds its translation in this order; each step is exact but the last:

1. the page's own catalog, live;
2. the best in state (reviewed, machine, outdated) of these, and of equals the first:
   the translation seen from the other side, where the page's source language changed;
   the page's own catalog, obsolete;
   any other catalog of the same language (a sentence that moved, or stands on two pages), with its state;
3. the most similar entry of the page's catalog whose own message is gone: it becomes ``outdated``, with ``#|``.

What no message claims any more stays in the file as obsolete: that is the translation memory. gettext refuses a file
that holds a msgid twice, be it obsolete, so a second text for one msgid is kept with the context :data:`OLDER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import polib
from rapidfuzz import fuzz, process

from partnerwiki.pofile import POFile
from partnerwiki.units import State, state_of

#: Similarity in percent (rapidfuzz ``ratio``) from which an old text is offered for a changed message. gettext's
#: msgmerge takes 60; below 75 the old text says something else too often to be shown on a page.
SIMILAR = 75.0

#: The ``msgctxt`` of an obsolete text whose msgid has another translation in the same file.
OLDER = "partnerwiki: older text"

_RANK = {State.REVIEWED: 0, State.MACHINE: 1, State.OUTDATED: 2}


@dataclass(frozen=True)
class Message:
    """One text to translate: ``msgid``, where it stands (paths relative to ``conf.py``), and a hint for translators.

    ``sphinx_msgid`` is what catalogs of other projects call it, where that is not ``msgid``.
    """

    msgid: str
    locations: tuple[str, ...] = ()
    hint: str = ""
    sphinx_msgid: str = ""


@dataclass
class Memory:
    """Exact translations into one language, by msgid: the best of all catalogs."""

    best: dict[str, polib.POEntry] = field(default_factory=dict)

    def add(self, entries: Iterable[polib.POEntry]) -> None:
        """Take in translated entries; of two for one msgid the better state wins, then the live one, then the first."""
        for entry in entries:
            if not _is_plain(entry) or not entry.msgstr:
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


def copy_of(entry: polib.POEntry) -> polib.POEntry:
    """Give a live copy of a translation, with its state and the comments that belong to the text."""
    return polib.POEntry(
        msgid=entry.msgid,
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
        if not _is_plain(entry) or not entry.msgstr:
            continue
        back = polib.POEntry(msgid=entry.msgstr, msgstr=entry.msgid)
        if state_of(entry) is State.OUTDATED:
            back.flags.append("fuzzy")
        result.append(back)
    return result


def fill(entry: polib.POEntry, found: polib.POEntry) -> None:
    """Give a missing entry an exact translation, with its state and remarks. Raises ValueError for any other entry."""
    _refuse_text(entry)
    text = copy_of(found)
    _take_remarks(text, entry)
    entry.msgstr, entry.previous_msgid = text.msgstr, text.previous_msgid
    entry.flags, entry.tcomment = text.flags, text.tcomment


def offer(entry: polib.POEntry, old: polib.POEntry) -> None:
    """Put an old text under a missing entry, as outdated; ``#|`` is the source that the text translates.

    Raises ValueError for an entry that is not missing.
    """
    _refuse_text(entry)
    entry.msgstr = old.msgstr
    if not entry.fuzzy:
        entry.flags.insert(0, "fuzzy")
    _take_remarks(entry, old)
    # what a person accepted translates its own source, whatever an editor left in ``#|``
    translates = (old.previous_msgid if old.fuzzy else None) or old.msgid
    # a change that was taken back: the text fits again, and whoever reviews it decides
    entry.previous_msgid = translates if translates != entry.msgid else None


def _refuse_text(entry: polib.POEntry) -> None:
    if state_of(entry) is not State.MISSING:
        raise ValueError("a translation is never overwritten")


def is_held_by(entry: polib.POEntry, other: polib.POEntry) -> bool:
    """Say whether ``other`` has the same translation, is no worse in state and lacks no remark: ``entry`` may go."""
    same_text = (entry.msgstr, entry.msgstr_plural) == (other.msgstr, other.msgstr_plural)
    same_source = (entry.msgid, entry.msgctxt) == (other.msgid, other.msgctxt)
    good_enough = state_of(other) in {State.REVIEWED, state_of(entry)}
    return (
        same_source
        and same_text
        and good_enough
        and set(entry.tcomment.split("\n")) <= {"", *other.tcomment.split("\n")}
    )


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
            joined[message.msgid] = replace(known, locations=places, hint=known.hint or message.hint)
    joined.pop("", None)  # the empty msgid is the header's
    return list(joined.values())


def _is_plain(entry: polib.POEntry) -> bool:
    """Say whether an entry could be a page's: those have neither context nor plural."""
    return not entry.msgctxt and not entry.msgid_plural


def _rank(entry: polib.POEntry) -> int:
    return _RANK[state_of(entry)]


class _Merger:
    def __init__(self, po: POFile, memory: Memory, other_side: Sequence[polib.POEntry]) -> None:
        self.po = po
        self.memory = memory
        self.other_side = {entry.msgid: entry for entry in other_side}
        #: the page's entry for a msgid, live or kept for its comments alone; its translated obsolete entry
        self.own: dict[str, polib.POEntry] = {}
        self.old: dict[str, polib.POEntry] = {}
        for entry in filter(_is_plain, po.entries):
            if not entry.obsolete or (not entry.msgstr and entry.msgid not in self.own):
                self.own[entry.msgid] = entry
            elif entry.msgstr:
                known = self.old.get(entry.msgid)
                if known is None or _rank(entry) <= _rank(known):
                    self.old[entry.msgid] = entry
        self.result: list[polib.POEntry] = []
        self.used: set[int] = set()
        self.fresh: list[polib.POEntry] = []
        self.counts = Merged()

    def exact(self, messages: list[Message]) -> None:
        for message in messages:
            entry = self._find(message)
            entry.occurrences = [(place, "") for place in message.locations]
            if message.hint:
                entry.comment = message.hint
            self.used.add(id(entry))
            self.result.append(entry)

    def _find(self, message: Message) -> polib.POEntry:
        """Give the entry for a message; one for which nothing exact was found joins ``fresh``."""
        own = self.own.get(message.msgid)
        is_new = own is None or own.obsolete
        if own is not None:
            own.obsolete = False
            self.used.add(id(own))
            if own.msgstr:
                self.counts.kept += 1
                return own
        text = self._translation(message)
        if text is not None:
            self.counts.filled += 1
            entry = text if text is self.old.get(message.msgid) else copy_of(text)
            entry.msgid, entry.obsolete = message.msgid, False
            if own is not None:
                _take_remarks(entry, own)
            return entry
        entry = own or polib.POEntry(msgid=message.msgid)
        if is_new:
            self.fresh.append(entry)
        else:
            self.counts.kept += 1
        return entry

    def _translation(self, message: Message) -> polib.POEntry | None:
        """Give the best exact translation beyond the page's live entries."""
        names = [message.msgid, message.sphinx_msgid] if message.sphinx_msgid else [message.msgid]
        sources = (self.other_side, self.old, self.memory.best)
        found = [source[name] for name in names for source in sources if name in source]
        best = min(found, key=_rank, default=None)
        old = self.old.get(message.msgid)
        if best is not None and old is not None and (best.msgstr, _rank(best)) == (old.msgstr, _rank(old)):
            return old  # the same text, with its comments
        return best

    def similar(self) -> None:
        """Give new messages the most similar unclaimed text, best pairs first, each text once."""
        known = [*self.own.values(), *self.old.values()]
        own = [entry for entry in known if entry.msgstr and id(entry) not in self.used]
        claimed = {entry.msgid for entry in self.result} - {entry.msgid for entry in self.fresh}
        pool = [*own, *(entry for entry in self.other_side.values() if entry.msgid not in claimed)]
        texts = [entry.msgid for entry in pool]
        pairs = [
            (-score, number, index)
            for number, entry in enumerate(self.fresh)
            for _text, score, index in process.extract(
                entry.msgid, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3
            )
        ]
        filled: set[int] = set()
        offered: set[int] = set()
        for _score, number, index in sorted(pairs):
            if number in filled or index in offered:
                continue
            filled.add(number)
            offered.add(index)
            old = pool[index]
            offer(self.fresh[number], old)
            if not old.obsolete:  # its message has changed; an obsolete pair stays true, as memory
                self.used.add(id(old))
        self.counts.similar += len(filled)
        self.counts.new += len(self.fresh) - len(filled)

    def finish(self) -> Merged:
        """Order the file: messages as on the page, then obsolete entries as they stood, then newly obsolete ones."""
        left = [entry for entry in self.po.entries if id(entry) not in self.used]
        before = [entry for entry in left if entry.obsolete]
        gone = [entry for entry in left if not entry.obsolete and (_has_text(entry) or entry.tcomment)]
        for entry in gone:
            entry.obsolete = True
        kept = self._without_duplicates(sorted([*gone, *before], key=_worth_as_memory))
        self.counts.obsolete = sum(id(entry) in kept for entry in gone)
        self.po.entries = [*self.result, *(entry for entry in [*before, *gone] if id(entry) in kept)]
        return self.counts

    def _without_duplicates(self, obsolete: list[polib.POEntry]) -> set[int]:
        """Give the ids of the obsolete entries to keep, no two of them (nor a live one) with one msgid and context."""
        holders = {(entry.msgctxt, entry.msgid): entry for entry in self.result}
        kept = set()
        for entry in obsolete:
            holder = holders.get((entry.msgctxt, entry.msgid))
            if holder is not None:
                if is_held_by(entry, holder) or state_of(entry) is State.MACHINE:
                    continue
                older = (f"{OLDER} {number}".removesuffix(" 1") for number in count(1))
                entry.msgctxt = next(context for context in older if (context, entry.msgid) not in holders)
            holders[entry.msgctxt, entry.msgid] = entry
            kept.add(id(entry))
        return kept


def _worth_as_memory(entry: polib.POEntry) -> int:
    """Give 0 for a person's text, 1 for a draft, 2 for a remark alone."""
    return int(state_of(entry) is State.MACHINE) if _has_text(entry) else 2


def _has_text(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr) or any(entry.msgstr_plural.values())


def _take_remarks(entry: polib.POEntry, other: polib.POEntry) -> None:
    """Give an entry the comments and flags that people gave another one; whether it is fuzzy is its own affair."""
    known = entry.tcomment.split("\n")
    more = [line for line in other.tcomment.split("\n") if line not in known]
    entry.tcomment = "\n".join(filter(None, [*more, entry.tcomment]))
    entry.flags += [flag for flag in other.flags if flag != "fuzzy" and flag not in entry.flags]
    entry.comment = entry.comment or other.comment


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
