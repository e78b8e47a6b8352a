"""The translation memory of a project: the catalogs of a language, live entries and obsolete ones alike.

There is no second store. What other tools remember comes in as obsolete entries of the catalog :data:`IMPORTED`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import polib
from myst_parser.config.main import MdParserConfig
from rapidfuzz import fuzz, process

from partnerwiki import pofile
from partnerwiki.catalog import SIMILAR, Memory, copy_of, is_held_by, merge, new_header
from partnerwiki.config import Project
from partnerwiki.inline import Signature, StandaloneParser, difference, oversized, refused
from partnerwiki.pofile import POFile
from partnerwiki.units import State, state_of, text_hash

#: The catalog of imported translations. Where it holds those of another source language, the name ends in that.
IMPORTED = "_memory"
#: The catalog of Sphinx's own words, which are nobody's pages.
_SPHINX = "sphinx"
_SOURCE_LANGUAGE = re.compile(r"X-Source-Language:[ \t]*([\w-]+)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Proposal:
    """A reviewed translation of a similar text (for :func:`partnerwiki.catalog.offer`); ``score`` is in percent."""

    entry: polib.POEntry
    score: float


class ProjectMemory:
    """All translations into one language. ``signature(text)`` gives the signature of a text of the project."""

    def __init__(self, entries: Iterable[polib.POEntry], signature: Callable[[str], Signature]) -> None:
        self._memory = Memory()
        self._signature = signature
        #: msgids of reviewed translations, by length
        self._sources: list[str] = []
        for entry in entries:
            self.add(entry)

    @classmethod
    def read(cls, project: Project, language: str) -> Self:
        """Read the catalogs of a language. Raises :class:`PartnerwikiError` for one that cannot be read."""
        parser = StandaloneParser(MdParserConfig(enable_extensions=set(project.myst_extensions)))
        return cls((entry for po in _catalogs(project, language).values() for entry in po.entries), parser.signature)

    def add(self, entry: polib.POEntry) -> None:
        """Take in one more entry; it is found from now on, unless a better one is known."""
        is_new = not self._is_reviewed(entry.msgid)
        self._memory.add([entry])
        if is_new and self._is_reviewed(entry.msgid):
            insort(self._sources, entry.msgid, key=len)

    def _is_reviewed(self, msgid: str) -> bool:
        known = self._memory.best.get(msgid)
        return known is not None and state_of(known) is State.REVIEWED

    def exact(self, msgid: str) -> polib.POEntry | None:
        """Give the best translation of this very text, in whatever state; for :func:`partnerwiki.catalog.fill`."""
        return self._memory.best.get(msgid)

    def similar(self, msgid: str) -> Proposal | None:
        """Give the reviewed translation of the most similar text; one with the same numbers goes first.

        It is at least :data:`partnerwiki.catalog.SIMILAR` percent similar and has the markup that a page wants of a
        translation of ``msgid``. A remark on a machine comes along only where the text is the machine's to the letter.
        """
        # the ratio of two texts is at most twice the shorter length by the sum of both: others need no comparison
        low = bisect_left(self._sources, len(msgid) * SIMILAR / (200 - SIMILAR), key=len)
        high = bisect_right(self._sources, len(msgid) * (200 - SIMILAR) / SIMILAR, key=len)
        found = process.extract(msgid, self._sources[low:high], scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None)
        numbers = _numbers(msgid)
        for source, score, _index in sorted(found, key=lambda hit: (_numbers(hit[0]) != numbers, -hit[1], hit[0])):
            entry = self._memory.best[source]
            if source != msgid and self._fits(msgid, entry.msgstr):
                return Proposal(_without_foreign_drafts(entry), score)
        return None

    def _fits(self, msgid: str, text: str) -> bool:
        if oversized(msgid, text):
            return False
        source, translation = self._signature(msgid), self._signature(text)
        return difference(source, translation) == ([], []) and not refused(source, translation)


def _numbers(text: str) -> list[str]:
    return sorted(_NUMBER.findall(text))


def _without_foreign_drafts(entry: polib.POEntry) -> polib.POEntry:
    """Give a copy without remarks on drafts that are not its text: a person has written it since."""
    copy = copy_of(entry)
    lines = entry.tcomment.split("\n")
    if text_hash(entry.msgstr) not in entry.tcomment:
        lines = [line for line in lines if not line.startswith(("mt: ", "mt-via: "))]
    copy.tcomment = "\n".join(lines)
    return copy


@dataclass(frozen=True)
class Pair:
    """One text in two languages of the project."""

    source_language: str
    source: str
    target_language: str
    target: str


@dataclass
class Stored:
    """What became of pairs.

    ``added``; ``improved``, where a reviewed text took the place of an unreviewed one; ``known``; ``kept``, where the
    memory has another text already. ``written`` are the catalogs that changed.
    """

    added: int = 0
    improved: int = 0
    known: int = 0
    kept: int = 0
    written: list[Path] = field(default_factory=list)


def reviewed_pairs(project: Project, languages: Sequence[str]) -> Iterator[Pair]:
    """Give each reviewed translation into ``languages`` once: live ones first, then obsolete ones, by catalog."""
    for language in languages:
        catalogs = _catalogs(project, language)
        catalogs.pop(_SPHINX, None)
        pairs = (
            Pair(source, entry.msgid, language, entry.msgstr)
            for obsolete in (False, True)
            for po in catalogs.values()
            if (source := _source_language(po, project, language))
            for entry in (po.obsolete if obsolete else po.live)
            if not entry.msgctxt and not entry.msgid_plural and state_of(entry) is State.REVIEWED
        )
        yield from dict.fromkeys(pair for pair in pairs if pair.source.strip() and pair.target.strip())


def store(project: Project, pairs: Iterable[Pair], *, reviewed: bool, dry_run: bool = False) -> Stored:
    """Put pairs into the memory: as reviewed, or fuzzy for a person to confirm.

    A text that is there already stays, unless it was unreviewed and the new one is not; then it is kept as an older
    text. All catalogs are read before any is written; with ``dry_run`` none is.
    """
    result = Stored()
    shelves: dict[str, _Shelf] = {}
    for pair in pairs:
        language = pair.target_language
        if language not in shelves:
            shelves[language] = _Shelf(project, language, result)
        shelves[language].store(pair, reviewed=reviewed)
    changed = [po for shelf in shelves.values() for po in shelf.finish()]
    for po in changed:
        result.written.append(po.path)
        if not dry_run:
            po.save()
    return result


class _Shelf:
    """The catalogs of one language while pairs are put in."""

    def __init__(self, project: Project, language: str, counts: Stored) -> None:
        self.project = project
        self.language = language
        self.counts = counts
        self.catalogs = _catalogs(project, language)
        #: everything that there is by source language and msgid; catalogs of imports by source language, and what
        #: each holds by msgid; reviewed texts that go ahead of what a catalog of imports holds
        self.all: dict[tuple[str | None, str], list[polib.POEntry]] = {}
        self.imported: dict[str, POFile] = {}
        self.own: dict[str, dict[str, polib.POEntry]] = {}
        self.better: dict[str, list[polib.POEntry]] = {}
        for po in self.catalogs.values():
            source = _source_language(po, project, language)
            for entry in po.entries:
                self.all.setdefault((source, entry.msgid), []).append(entry)

    def store(self, pair: Pair, *, reviewed: bool) -> None:
        entry = polib.POEntry(msgid=pair.source, msgstr=pair.target, obsolete=True)
        if not reviewed:
            entry.flags.append("fuzzy")
        same = self.all.setdefault((pair.source_language, pair.source), [])
        if any(is_held_by(entry, other) for other in same):
            self.counts.known += 1
            return
        own = self._own(pair.source_language)
        before = own.get(pair.source)
        if before is None:
            self.counts.added += 1
            self.imported[pair.source_language].entries.append(entry)
        elif reviewed and state_of(before) is not State.REVIEWED:
            self.counts.improved += 1
            self.better.setdefault(pair.source_language, []).append(entry)
        else:
            self.counts.kept += 1
            return
        own[pair.source] = entry
        same.append(entry)

    def _own(self, source: str) -> dict[str, polib.POEntry]:
        """Give what the catalog of imports from a source language holds, by msgid."""
        if source not in self.own:
            po = self.imported[source] = self._catalog_of(source)
            self.own[source] = {
                entry.msgid: entry
                for entry in po.entries
                if entry.msgstr and not entry.msgctxt and not entry.msgid_plural
            }
        return self.own[source]

    def _catalog_of(self, source: str) -> POFile:
        """Give the catalog of imports from a source language; its header names just one."""
        other = f"{IMPORTED}-{source}"
        first = self.catalogs.get(IMPORTED)
        if first is None:
            name = other if other in self.catalogs else IMPORTED
        else:
            name = IMPORTED if _source_language(first, self.project, self.language) == source else other
        if name not in self.catalogs:
            header = new_header(
                project=self.project.title,
                language=self.language,
                source_language=source,
                date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
            )
            self.catalogs[name] = POFile(self.project.catalog_path(self.language, name), header)
        return self.catalogs[name]

    def finish(self) -> Iterator[POFile]:
        """Give the catalogs of imports that are to be written."""
        for source, po in self.imported.items():
            if better := self.better.get(source):
                po.entries = [*better, *po.entries]
                merge(po, ())  # of two texts for one msgid the first stays, the second becomes an older one
            if po.entries and po.changed():
                yield po


def _catalogs(project: Project, language: str) -> dict[str, POFile]:
    found = pofile.find(project.catalogs / language / "LC_MESSAGES")
    return {name: pofile.read(path) for name, path in found.items()}


def _source_language(po: POFile, project: Project, language: str) -> str | None:
    """Give the language that a catalog translates from: its header's, else the first that is not its own."""
    named = _SOURCE_LANGUAGE.search(po.header)
    candidates = [named[1], *project.languages] if named else project.languages
    return next((code for code in candidates if code in project.languages and code != language), None)
