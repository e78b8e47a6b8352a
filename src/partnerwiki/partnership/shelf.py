"""The records of a running build: what its site may show, in its language, and which page has seen what.

A page depends on what it asked the shelf for, not on files: a changed record has those pages read again that showed
it, and no others.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from partnerwiki import wiki as wiki_
from partnerwiki.charts import Drawer
from partnerwiki.inline import StandaloneParser, clean, prose
from partnerwiki.messages import _
from partnerwiki.records.audience import Audience, reduced
from partnerwiki.records.models import DecisionRules
from partnerwiki.records.prose import iter_translatable
from partnerwiki.records.rules import check
from partnerwiki.records.store import Entry, Known, Store, read_store
from partnerwiki.today import today
from partnerwiki.units import State

#: The configuration value that says for whom the site is; only the command line sets it.
AUDIENCE = "partnerwiki_audience"
_SHELF = "_partnerwiki_shelf"
#: Errors of records that a build tells at once.
_TOLD = 20
Key = tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A text of a record as a reader gets it: ``language`` is its own, which is another's where nobody translated it.

    ``state`` is None for a text in the language that it was written in.
    """

    text: str
    language: str
    state: State | None = None


class Shelf:
    """The records that this build may show."""

    def __init__(self, app: Sphinx, store: Store) -> None:
        self.config = app.config
        self.language = str(app.config.language)
        self.audience = Audience(app.config[AUDIENCE])
        self.today = today()
        folder = Path(app.doctreedir)
        # the languages of a site share its drawings, which hold no words
        shared = folder.parent.parent if folder.parent.parent.name == "work" else folder
        self.drawer = Drawer(shared / "pictures")
        self.all_entries = store.entries
        #: All ids, hidden ones too.
        self.existing = frozenset(store.ids)
        #: All records, hidden ones too: what a checksum is made of is the same for every site.
        self.full = store
        self.store = reduced(store, self.audience, self.today)
        self._by_kind: dict[str, list[Entry]] = {}
        for entry in self.store.entries:
            self._by_kind.setdefault(entry.kind, []).append(entry)
        self._prints: dict[int, str] = {}
        self._parser: StandaloneParser | None = None
        self._texts: dict[int, frozenset[str]] = {}

    def of(self, kind: str, party: str = "") -> list[Entry]:
        """Give the records of a kind in the order of their files; with ``party`` those of that party or of all."""
        found = self._by_kind.get(kind, [])
        return [entry for entry in found if not party or getattr(entry.record, "party", party) in (party, "joint")]

    @cached_property
    def hidden_files(self) -> frozenset[str]:
        """Files below the pages' folder that records name which this site does not show, and no other record."""
        named = {path for entry in self.all_entries for path in _files(entry)}
        return frozenset(named - {path for entry in self.store.entries for path in _files(entry)})

    def said(self, entry: Entry, text: str) -> Said:
        """Give a prose text of a record in the language of the build.

        Raises :class:`KeyError` for a text that is none of the record's prose: extraction would not know it.
        """
        if text not in self._prose_of(entry):
            raise KeyError(text)
        if entry.language == self.language:
            return Said(text, self.language)
        unit = wiki_.of(self.config).lookup.table(self.language, entry.catalog).units.get(text)
        translation = clean(unit.msgstr).strip() if unit is not None else ""
        if unit is None or not translation:
            return Said(text, entry.language, State.MISSING)
        return Said(translation, self.language, unit.state)

    def name(self, entry: Entry, names: dict[str, str]) -> Said:
        """Give a proper name in the language of the build, else its one form, else that of the record's language."""
        base = self.language.split("_")[0]
        for code in (self.language, base):
            if code in names:
                return Said(names[code], self.language)
        if "" in names:
            return Said(names[""], self.language)
        code = entry.language if entry.language in names else next(iter(names))
        return Said(names[code], code)

    def heading(self, known: Known | Entry) -> Said:
        """Give what a record, or a part of one, is called."""
        entry, part = (known, known.record) if isinstance(known, Entry) else (known.entry, known.part)
        if isinstance(part, DecisionRules) and part.body in self.store.ids:
            return self.heading(self.store.ids[part.body])
        value = getattr(part, "heading", None) or getattr(part, "name", None)
        value = value or getattr(part, "title", None) or getattr(part, "text", None) or part.id
        if isinstance(value, dict):
            return self.name(entry, value)
        if value not in self._prose_of(entry):
            return Said(value, self.language)
        said = self.said(entry, value)
        return replace(said, text=self._words(said.text))

    def words(self, entry: Entry, text: str) -> str:
        """Give the words of a prose text in the language of the build, for files that know no marks."""
        return self._words(self.said(entry, text).text)

    def _words(self, text: str) -> str:
        """Give the words of a text without its marks: a name stands in links and heads of tables."""
        if self._parser is None:
            self._parser = StandaloneParser(MdParserConfig())
        return text if self._parser.is_plain(text) else prose(self._parser.parse(text))

    def fingerprint(self, key: Key) -> str:
        """Give a fingerprint of what a page saw under a key, to compare with that of a later build."""
        if key[0] == "today":
            return self.today.isoformat()
        if key[0] == "id":
            known = self.store.ids.get(key[1])
            return self._print(known.entry) if known is not None else ""
        return _digest(self._print(entry) for entry in self.of(key[1], key[2]))

    def _prose_of(self, entry: Entry) -> frozenset[str]:
        if id(entry) not in self._texts:
            self._texts[id(entry)] = frozenset(text for _place, text in iter_translatable(entry.record))
        return self._texts[id(entry)]

    def _print(self, entry: Entry) -> str:
        if id(entry) not in self._prints:
            texts = [repr(self.said(entry, text)) for text in sorted(self._prose_of(entry))]
            self._prints[id(entry)] = _digest([entry.record.model_dump_json(), entry.catalog, entry.language, *texts])
        return self._prints[id(entry)]


class Reader:
    """The shelf for one page: what the page asks for is noted, with its fingerprint."""

    def __init__(self, shelf: Shelf, seen: dict[Key, str]) -> None:
        self.shelf = shelf
        self._seen = seen

    def _note(self, *key: str) -> None:
        self._seen[key] = self.shelf.fingerprint(key)

    def of(self, kind: str, party: str = "") -> list[Entry]:
        """Give the records of a kind, with ``party`` those of that party or of all."""
        self._note("kind", kind, party)
        return self.shelf.of(kind, party)

    def get(self, name: str) -> Known | None:
        """Give what an id names; None where there is nothing that this site may show."""
        self._note("id", name)
        return self.shelf.store.ids.get(name)

    @property
    def today(self) -> dt.date:
        """The day of the build."""
        self._note("today")
        return self.shelf.today

    def parties(self) -> list[Known]:
        """Give the parties of all partnerships, in order."""
        self._note("kind", "partnerships", "")
        return self.shelf.store.parts("parties")


def _files(entry: Entry) -> list[str]:
    """Give the files that a record names: its photo and those of its parties."""
    parts = [entry.record, *getattr(entry.record, "parties", ())]
    return [part.photo for part in parts if getattr(part, "photo", None)]


def of(app: Any) -> Shelf:
    """Give the shelf of a running build."""
    shelf: Shelf = vars(app)[_SHELF]
    return shelf


def fill(app: Sphinx) -> None:
    """Read all records. Handler of ``builder-inited`` and of ``partnerwiki-again``.

    Raises :class:`SphinxError` that names what is wrong with them: pages would show a part as if it were all.
    """
    wiki = wiki_.of(app.config)
    store, problems = read_store(app.srcdir, wiki.languages)
    errors = [problem for problem in (*problems, *check(store, today())) if problem.is_error]
    if errors:
        told = [str(problem.as_error) for problem in errors[:_TOLD]]
        if len(errors) > _TOLD:
            told.append(_("And {count} more: 'partnerwiki check' lists them all.").format(count=len(errors) - _TOLD))
        raise SphinxError("\n".join(told))
    vars(app)[_SHELF] = Shelf(app, store)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Name the pages that would see something else now. Handler of ``env-get-outdated``."""
    shelf = of(app)
    seen: dict[str, dict[Key, str]] = env.domaindata["partnership"]["seen"]
    return [
        docname
        for docname, keys in seen.items()
        if docname in env.found_docs and any(shelf.fingerprint(key) != kept for key, kept in keys.items())
    ]


def _digest(parts: Iterator[str] | list[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
