"""Filled forms to records. A form that comes back by mail is untrusted: nothing in it is run, followed or guessed."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.records.complaints import complaint
from partnerwiki.records.models import Expectation
from partnerwiki.records.slugs import slug
from partnerwiki.records.store import Store
from partnerwiki.records.survey import ANSWERS, FORM, GUIDE, HIDDEN, columns_of, languages_for

#: Bytes of a file, and of what is packed in it; a filled form has some ten thousand of each.
LARGEST, UNPACKED = 5_000_000, 30_000_000
#: Files that may be packed in it, and rows that are read.
PARTS, ROWS = 300, 5_000
_CODE = re.compile(r".*\((?P<code>[A-Za-z_-]+)\)\s*")


@dataclass(frozen=True)
class Unread:
    """Something in a form that was not taken: where, and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.reason}" if self.place else f"{self.file}: {self.reason}"


@dataclass
class Filled:
    """What forms hold: new expectations by their language, and what could not be read; ``known`` counts the others."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    known: int = 0


@dataclass
class Reader:
    """Reads forms one after the other; ids and answers of earlier ones count for the later ones."""

    store: Store
    languages: Sequence[str]
    today: dt.date
    filled: Filled = field(default_factory=Filled)

    def __post_init__(self) -> None:
        self._ids = set(self.store.ids)
        self._said = {
            (entry.record.party, entry.record.statement): (entry.record.id, _comparable(entry.record.model_dump()))
            for entry in self.store.of("expectations")
        }

    def read(self, path: Path) -> None:
        """Read a form. What cannot be read is noted, and nothing is raised for it."""
        self._file = path.name
        try:
            self._refuse(path)
            book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            try:
                self._book(book)
            finally:
                book.close()
        except PartnerwikiError as error:
            self._note("", error.message)
        except Exception:  # which errors a broken workbook raises is written nowhere
            self._note("", _("This is no workbook that can be read."))

    def _note(self, place: str, reason: str) -> None:
        self.filled.unread.append(Unread(self._file, place, reason))

    def _refuse(self, path: Path) -> None:
        """Raise :class:`PartnerwikiError` for a file that is not opened at all."""
        try:
            size = path.stat().st_size
            with path.open("rb") as stream:
                is_packed = zipfile.is_zipfile(stream)
        except OSError as error:
            raise PartnerwikiError(
                _("The file cannot be read: {error}.").format(error=error.strerror or error)
            ) from error
        if size > LARGEST:
            raise PartnerwikiError(_("The file is larger than {size} bytes.").format(size=LARGEST))
        if not is_packed:
            raise PartnerwikiError(_("This is no workbook that can be read."))
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise PartnerwikiError(_("Unpacked, the file is larger than a form can be."))
            for part in parts:
                self._refuse_part(archive, part)

    def _refuse_part(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        name = part.filename.casefold()
        if name.endswith("vbaproject.bin") or "macrosheets/" in name:
            raise PartnerwikiError(_("The file holds macros; it is not opened. Ask for it without."))
        if "externallinks/" in name and name.endswith(".xml"):
            self._note("", _("The file points to other files; they are not looked at."))
        if name.endswith((".xml", ".rels")) and b"<!" in archive.read(part).replace(b"\0", b"").replace(b"<!--", b""):
            raise PartnerwikiError(_("The file holds declarations that no form has; it is not opened."))

    # ----------------------------------------------------------------------------------------------------------- sheets
    def _book(self, book: Any) -> None:
        missing = [name for name in (ANSWERS, HIDDEN) if name not in book.sheetnames]
        if missing:
            raise PartnerwikiError(
                _("This is no form of this wiki: the sheet {sheet} is missing.").format(sheet=", ".join(missing))
            )
        told = {
            str(row[0]): str(row[1])
            for row in book[HIDDEN].iter_rows(max_row=2, max_col=2, values_only=True)
            if len(row) > 1
        }
        if told.get("form") != FORM:
            raise PartnerwikiError(_("This is no form of this wiki."))
        known = self.store.ids.get(told.get("party", ""))
        if known is None or known.kind != "parties":
            raise PartnerwikiError(
                _("The form is of a party that is not here: {id}.").format(id=told.get("party", "")[:60])
            )
        for name in book.sheetnames:
            if name not in (ANSWERS, GUIDE, HIDDEN):
                self._note(name[:31], _("This sheet is none of the form's; it is not read."))
        default = languages_for(known.part, self.languages)[0]
        self._answers(book[ANSWERS], known.part.id, default)

    def _answers(self, sheet: Any, party: str, default: str) -> None:
        rows = sheet.iter_rows()
        heads = _heads(next(rows, ()), self.languages)
        if "statement" not in heads.values():
            raise PartnerwikiError(_("The heads of the columns are not those of the form."))
        for row in rows:
            cells = {cell.column: cell for cell in row if getattr(cell, "value", None) not in (None, "")}
            if not cells:
                continue
            number = next(iter(cells.values())).row
            if number > ROWS + 1:
                rows = _("from row {number}").format(number=number)
                self._note(f"{ANSWERS}, {rows}", _("A form has no more rows."))
                return
            for column in sorted(set(cells) - set(heads)):
                self._cell_note(number, column, _("This column is none of the form's."))
            self._row(
                number, {heads[column]: cell for column, cell in cells.items() if column in heads}, (party, default)
            )

    def _cell_note(self, row: int, column: int, reason: str) -> None:
        self._note(f"{ANSWERS}!{get_column_letter(column)}{row}", reason)

    # ------------------------------------------------------------------------------------------------------------- rows
    def _row(self, number: int, cells: dict[str, Any], whose: tuple[str, str]) -> None:
        party, default = whose
        texts = {}
        for name, cell in cells.items():
            text = self._text(number, cell)
            if text:
                texts[name] = text
        if set(texts) <= {"language"}:
            return
        code = self._language(number, cells, texts.pop("language", default))
        name = texts.pop("id", "")
        if "priority" in texts and texts["priority"] not in {"1", "2", "3"}:
            self._cell_note(number, cells["priority"].column, _("1, 2 or 3 is needed."))
            del texts["priority"]
        if "statement" not in texts:
            if "statement" not in cells:  # else that cell was noted
                self._cell_note(number, next(iter(cells.values())).column, _("The row says no expectation."))
        elif name:
            self._compare(number, cells, name, (party, texts))
        elif code:
            self._add(number, cells, code, (party, texts))

    def _text(self, row: int, cell: Any) -> str:
        """Give the text of a cell; one that is not its own value is noted."""
        value, kind = cell.value, cell.data_type
        if kind == "f":
            self._cell_note(row, cell.column, _("This is a formula: {text}").format(text=str(value)[:80]))
        elif kind == "e" or isinstance(value, bool):
            self._cell_note(row, cell.column, _("This is no text: {text}").format(text=str(value)[:80]))
        elif isinstance(value, dt.datetime) and value.time() == dt.time():
            return value.date().isoformat()
        elif isinstance(value, float) and value.is_integer():
            return str(int(value))
        else:
            return " ".join(str(value).split())
        return ""

    def _language(self, row: int, cells: dict[str, Any], text: str) -> str:
        match = _CODE.fullmatch(text)
        code = match["code"] if match else text
        if code in self.languages:
            return code
        self._cell_note(
            row, cells["language"].column, _("This is none of the wiki's languages: {text}").format(text=text[:80])
        )
        return ""

    def _compare(self, row: int, cells: dict[str, Any], name: str, answer: tuple[str, dict[str, str]]) -> None:
        """Count a row that is known; note one that says something else than the record of its id."""
        party, texts = answer
        known = self.store.ids.get(name)
        if known is None or known.kind != "expectations" or known.part.party != party:
            self._cell_note(
                row,
                cells["id"].column,
                _("There is no expectation of this party with the id '{id}'.").format(id=name[:60]),
            )
        else:
            self._differs(row, cells, name, (_comparable(known.part.model_dump()), texts))

    def _differs(self, row: int, cells: dict[str, Any], name: str, both: tuple[dict[str, str], dict[str, str]]) -> None:
        before, now = both
        self.filled.known += 1
        for field_name, text in now.items():
            if field_name in before and before[field_name] != text:
                reason = _("The record '{id}' says something else; change it there, if this is right: {text}")
                self._cell_note(row, cells[field_name].column, reason.format(id=name, text=text[:200]))

    def _add(self, row: int, cells: dict[str, Any], code: str, answer: tuple[str, dict[str, str]]) -> None:
        party, texts = answer
        said = self._said.get((party, texts["statement"]))
        if said is not None:
            self._differs(row, cells, said[0], (said[1], texts))
            return
        record: dict[str, Any] = {"id": slug(texts["statement"], self._ids, "expectation"), "party": party}
        record |= {"asked_on": self.today.isoformat(), **texts}
        try:
            Expectation.model_validate(record)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                message, _mend = complaint(found, Expectation, is_inline=False)
                column = cells.get(str(found["loc"][0]), cells["statement"]).column
                self._cell_note(row, column, message)
            return
        self._ids.add(record["id"])
        self._said[party, texts["statement"]] = record["id"], _comparable(record)
        self.filled.records.setdefault(code, []).append(record)


def _heads(row: Sequence[Any], languages: Sequence[str]) -> dict[int, str]:
    """Give the field of each column by its number, from 1; columns may have been moved."""
    known = columns_of(languages)
    found: dict[int, str] = {}
    for cell in row:
        lines = str(getattr(cell, "value", "") or "").split("\n")
        name = next((known[line.strip()] for line in lines if line.strip() in known), None)
        if name is not None and name not in found.values():
            found[cell.column] = name
    return found


def _comparable(record: dict[str, Any]) -> dict[str, str]:
    """Give the fields of a record that a form shows, as texts."""
    fields = ("statement", "topic", "priority", "contribution_offered")
    return {name: " ".join(str(record.get(name) or "").split()) for name in fields}
