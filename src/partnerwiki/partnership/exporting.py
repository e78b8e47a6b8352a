"""The values of records as files hold them: in a reader's language, and without what no file may hold.

Everything here gets records that have already been reduced to what may be published
(:mod:`partnerwiki.records.audience`); ids of what is not among them are left out, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from babel import Locale
from pydantic import BaseModel

from partnerwiki.languages import name_in
from partnerwiki.messages import translator
from partnerwiki.records.models import KINDS, PARTS, Contact, Event
from partnerwiki.records.names import word
from partnerwiki.records.shapes import FieldOf, Form, Shape, fields
from partnerwiki.records.store import Entry

#: Gives a text of a record in the reader's language, as words: Markdown's marks are taken out by whoever gives it.
Say = Callable[[Entry, str], str]
#: What a cell of a table may be.
Value = str | int | Decimal | dt.date
#: Fields that no file holds, whoever it is for.
NEVER = frozenset({(Event, "hosts"), (Contact, "consent")})
#: Where a record or a part of one has its name, the first that is filled in.
_HEADINGS = ("name", "title", "statement", "audience", "text")
_KIND_OF = {model: kind for kind, model in (*KINDS.items(), *PARTS.items())}


class Records(Protocol):
    """A :class:`~partnerwiki.records.store.Store`, or what looks like one."""

    @property
    def entries(self) -> list[Entry]:
        """The records."""


@dataclass(frozen=True)
class Row:
    """A record, or a part of one that has an id; ``above`` is the id of what the part belongs to."""

    entry: Entry
    part: Any
    above: str = ""


class Export:
    """The records of a site in one language."""

    def __init__(self, records: Records, language: str, say: Say) -> None:
        self.language = language
        self.t = translator(language)
        self._say = say
        self._locale = Locale.parse(language.replace("-", "_"))
        self.rows: dict[str, list[Row]] = {kind: [] for kind in (*KINDS, *PARTS)}
        self.known: dict[str, Row] = {}
        for entry in records.entries:
            for row in _rows(entry, entry.record, ""):
                self.rows[_KIND_OF[type(row.part)]].append(row)
                self.known.setdefault(row.part.id, row)

    def columns(self, kind: str) -> list[FieldOf]:
        """Give the fields of a kind, or of a kind of part, that files may hold."""
        return shown_fields(KINDS[kind] if kind in KINDS else PARTS[kind])

    def heading(self, name: str) -> str:
        """Give what the id of a record or part stands for; nothing for one that is not among the records."""
        if name == "joint":
            return self.t("All parties")
        row = self.known.get(name)
        if row is None:
            return ""
        model: type[BaseModel] = type(row.part)
        for found in sorted(fields(model), key=_rank):
            value = getattr(row.part, found.attribute)
            if found.name in _HEADINGS and value:
                return str(self.cell(row.entry, value, found.shape))
        return name

    def cell(self, entry: Entry, value: Any, shape: Shape, between: str = "; ") -> Value:
        """Give a value as one cell; ``between`` stands between the items of a list."""
        if value is None:
            return ""
        if shape.form is Form.LIST and shape.item is not None:
            items = (self.cell(entry, item, shape.item, between) for item in value)
            return between.join(text for text in (_plain(item) for item in items) if text)
        if shape.form is Form.PART:
            return self._part(entry, value)
        if shape.form is Form.MAP:
            pairs = ((self.heading(key), item) for key, item in value.items())
            return between.join(f"{head}: {item}" for head, item in pairs if head)
        return self._one(entry, value, shape)

    def _part(self, entry: Entry, part: Any) -> str:
        if type(part) in _KIND_OF:
            return self.heading(part.id)
        cells = (
            self.cell(entry, getattr(part, found.attribute), found.shape, ", ") for found in shown_fields(type(part))
        )
        return ", ".join(text for text in (_plain(item) for item in cells) if text)

    def _one(self, entry: Entry, value: Any, shape: Shape) -> Value:
        if isinstance(value, bool):
            return self.t("yes") if value else self.t("no")
        if isinstance(value, StrEnum):
            return word(self.language, value)
        if shape.form is Form.PROSE:
            return self._say(entry, value)
        if shape.form is Form.NAME:
            return self.name(entry, value)
        if shape.form is Form.REFERENCE:
            return self.heading(value)
        if shape.form is Form.LANGUAGE:
            return name_in(value, self.language)
        if shape.form is Form.COUNTRY:
            return str(self._locale.territories.get(value, value))
        return value if isinstance(value, int | Decimal | dt.date) else str(value)

    def name(self, entry: Entry, names: dict[str, str]) -> str:
        """Give a proper name in the reader's language, else its one form, else that of the record's language."""
        wanted = (self.language, self.language.split("_")[0], "", entry.language)
        return next((names[code] for code in wanted if code in names), next(iter(names.values())))

    def data(self, entry: Entry, value: Any, shape: Shape) -> Any:
        """Give a value for programs: ids, codes and dates stay as files of records write them."""
        if isinstance(value, BaseModel):
            found = (
                (field.name, self.data(entry, getattr(value, field.attribute), field.shape))
                for field in shown_fields(type(value))
            )
            return {name: item for name, item in found if item not in (None, [], {})}
        if shape.form is Form.LIST and shape.item is not None:
            items = [self.data(entry, item, shape.item) for item in value]
            return [item for item in items if item is not None]
        if shape.form is Form.MAP:
            return {key: item for key, item in value.items() if key in self.known}
        if shape.form is Form.REFERENCE:
            return value if value == "joint" or value in self.known else None
        return self._datum(entry, value, shape)

    def _datum(self, entry: Entry, value: Any, shape: Shape) -> Any:
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, StrEnum):
            return value.value
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, dt.date):
            return value.isoformat()
        if shape.form is Form.PROSE:
            return self._say(entry, value)
        return self.name(entry, value) if shape.form is Form.NAME else value


def shown_fields(model: type[BaseModel]) -> list[FieldOf]:
    """Give the fields of a model without those that no file holds."""
    return [found for found in fields(model) if (model, found.name) not in NEVER]


def _rank(found: FieldOf) -> int:
    return _HEADINGS.index(found.name) if found.name in _HEADINGS else len(_HEADINGS)


def _plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _rows(entry: Entry, part: BaseModel, above: str) -> Iterator[Row]:
    """Give a record and all parts of it that have an id."""
    name = getattr(part, "id", above)
    if type(part) in _KIND_OF:
        yield Row(entry, part, above)
    for found in fields(type(part)):
        value = getattr(part, found.attribute)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, BaseModel):
                yield from _rows(entry, item, name)
