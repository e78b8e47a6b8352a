"""Translations of one page in one language, as the build reads them.

Catalogs that take long to read, because they are large or of a form that others write, are compiled once and kept under
the build folder.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import polib
from sphinx.util.i18n import docname_to_domain

from partnerwiki import pofile
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.units import State, state_of
from partnerwiki.warnings_ import Warn, warn

#: Raised when the compiled form changes, so that old ones are made again.
_FORMAT = 2
#: Bytes up to which a catalog is read as fast as its compiled form would be found and written.
_SMALL = 100_000


@dataclass(frozen=True)
class Translation:
    """One unit as the page needs it. ``line`` is the msgid's in the PO file; ``previous`` the source of an old text."""

    msgstr: str
    state: State
    line: int
    previous: str = ""


@dataclass(frozen=True)
class Table:
    """The translations of one catalog by msgid, and where they came from."""

    path: Path | None
    units: dict[str, Translation]


EMPTY = Table(None, {})


class Lookup:
    """Finds and compiles catalogs. ``folder`` holds ``<lang>/LC_MESSAGES``, ``cache`` the compiled form."""

    def __init__(self, folder: Path, cache: Path, compact: bool | str) -> None:
        self.folder = folder
        self.cache = cache
        self.compact = compact
        self._tables: dict[Path, Table] = {}
        self._asked: dict[tuple[str, str], Table] = {}

    def candidates(self, language: str, docname: str) -> list[Path]:
        """Give the catalogs that may hold a page's translations: its own, then a compact one made by others."""
        base = self.folder / language / "LC_MESSAGES"
        names = dict.fromkeys([docname, docname_to_domain(docname, self.compact)])
        return [base / f"{name}.po" for name in names]

    def path(self, language: str, docname: str) -> Path | None:
        """Give the catalog that holds a page's translations, or None."""
        return next((path for path in self.candidates(language, docname) if path.is_file()), None)

    def table(self, language: str, docname: str) -> Table:
        """Give a page's translations; a catalog that cannot be read is warned about and counts as empty."""
        if (language, docname) not in self._asked:
            self._asked[language, docname] = self._table(language, docname)
        return self._asked[language, docname]

    def _table(self, language: str, docname: str) -> Table:
        path = self.path(language, docname)
        if path is None:
            return EMPTY
        if path not in self._tables:
            self._tables[path] = self._compiled(path, language)
        return self._tables[path]

    def _compiled(self, path: Path, language: str) -> Table:
        data = path.read_bytes()
        is_small = len(data) <= _SMALL
        entries = pofile.read_common(data) if is_small else None
        if entries:
            return Table(path, _units(entries))
        digest = hashlib.sha256(data).hexdigest()
        compiled = self.cache / language / path.relative_to(self.folder / language).with_suffix(".json")
        try:
            stored = json.loads(compiled.read_bytes())
            if stored["format"] == _FORMAT and stored["sha256"] == digest:
                units = {u[0]: Translation(u[1], State(u[2]), u[3], u[4]) for u in stored["units"]}
                _tell_unused(path, stored["unused"])
                return Table(path, units)
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            pass
        try:
            entries = (None if is_small else pofile.read_common(data)) or list(pofile.read(path).live)
        except PartnerwikiError as error:
            warn(Warn.CATALOG, f"{error.message} {error.mend}", path=path, line=error.line)
            return Table(path, {})
        units = _units(entries)
        unused = [entry.linenum or 0 for entry in entries if entry.msgctxt or entry.msgid_plural]
        _tell_unused(path, unused)
        rows = [[msgid, unit.msgstr, unit.state.value, unit.line, unit.previous] for msgid, unit in units.items()]
        document = {"format": _FORMAT, "sha256": digest, "units": rows, "unused": unused}
        pofile.write_atomically(compiled, json.dumps(document, ensure_ascii=False).encode("utf-8"))
        return Table(path, units)


def _units(entries: list[polib.POEntry]) -> dict[str, Translation]:
    return {
        entry.msgid: Translation(entry.msgstr, state_of(entry), entry.linenum or 0, entry.previous_msgid or "")
        for entry in entries
        if not entry.msgctxt and not entry.msgid_plural
    }


def _tell_unused(path: Path, lines: list[int]) -> None:
    for line in lines:
        message = _("This entry has a context (msgctxt) or a plural, which pages do not have: it is not used.")
        warn(Warn.CATALOG, message, path=path, line=line)
