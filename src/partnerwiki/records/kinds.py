"""What the fields of records are made of: ids, references, prose, names, dates, amounts.

Everything that comes from a file is text; pydantic turns it into numbers, dates and truth values where a field wants
them. So ``no`` stays the code of Norwegian where a text is wanted, and becomes a "no" where a yes or no is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from babel import Locale
from babel.numbers import list_currencies
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import check_code
from partnerwiki.messages import _

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Translated:
    """Marks a field whose text is prose: it reaches the catalogs, and pages show it in the reader's language."""


@dataclass(frozen=True)
class To:
    """Marks a field that holds the id of another record, of one of these kinds."""

    kinds: tuple[str, ...]


def _id(value: object) -> object:
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise ValueError(_("an id is needed: a-z, digits and single hyphens"))
    return value


def _language(value: object) -> object:
    if isinstance(value, str):
        try:
            return check_code(value).replace("-", "_")
        except PartnerwikiError as error:
            raise ValueError(error.message) from error
    return value


def _country(value: object) -> object:
    if isinstance(value, str) and not (re.fullmatch("[A-Z]{2}", value) and value in Locale("en").territories):
        raise ValueError(_("a country's code after ISO 3166 is needed, such as DE or PT"))
    return value


def _currency(value: object) -> object:
    if isinstance(value, str) and value not in list_currencies():
        raise ValueError(_("a currency's code after ISO 4217 is needed, such as EUR"))
    return value


def _day(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(_("a date is needed: year, month and day, such as 2027-03-04"))
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(_("there is no such day: {value}").format(value=value)) from None
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?", value):
        raise ValueError(_("a number is needed, with a decimal point and nothing else: 1250.50"))
    return value


def _address(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"https?://[^\s/@<>\"']+(/[^\s<>\"']*)?", value):
        raise ValueError(_("a web address is needed that begins with https://"))
    return value


def _mail(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]+", value):
        raise ValueError(_("a mail address is needed"))
    return value


def _phone(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\+[1-9][0-9 ()/-]{5,24}", value):
        raise ValueError(_("a phone number is needed that begins with + and the country's number"))
    return value


def _zone(value: object) -> object:
    if isinstance(value, str):
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(_("a time zone is needed, such as Europe/Berlin")) from None
    return value


def _moment(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError(_('a time of day is needed in quotation marks, such as "09:30"'))
    return value


def _file(value: object) -> object:
    if isinstance(value, str):
        parts = value.split("/")
        if value.startswith("/") or ".." in parts or "\\" in value or ":" in value:
            raise ValueError(_("a file below the folder source is needed, such as _static/photo.jpg"))
    return value


def _percent(value: object) -> object:
    return value.removesuffix("%").strip() if isinstance(value, str) else value


def _lines(value: object) -> object:
    """Give prose on one line: it is one paragraph, however the file breaks it."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _money(value: object) -> object:
    """Refuse what a German reads as thousands and a computer as thousandths."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", value):
        raise ValueError(
            _("{value} may mean thousands or thousandths; write {whole} or {part}").format(
                value=value, whole=value.replace(".", ""), part=value[:-1]
            )
        )
    return value


def _names(value: object) -> object:
    if isinstance(value, dict):
        return {_language(code): name for code, name in value.items()}
    return {"": value} if isinstance(value, str) else value


Id = Annotated[str, BeforeValidator(_id)]
#: Prose of one paragraph: Markdown's inline marks, no HTML. It is a translation unit.
Prose = Annotated[str, BeforeValidator(_lines), Field(min_length=1, max_length=5000), Translated()]
#: A text that is the same in every language: a paper number, an address.
Plain = Annotated[str, Field(min_length=1, max_length=500)]
Language = Annotated[str, BeforeValidator(_language)]
#: A proper name: one form, or by language.
Name = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=200)]], BeforeValidator(_names), Field(min_length=1)
]
Country = Annotated[str, BeforeValidator(_country)]
Currency = Annotated[str, BeforeValidator(_currency)]
Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Amount = Annotated[Decimal, BeforeValidator(_number), BeforeValidator(_money), Field(ge=0)]
# the validator that stands last runs first
Percent = Annotated[Decimal, BeforeValidator(_number), BeforeValidator(_percent), Field(ge=0, le=100)]
Address = Annotated[str, BeforeValidator(_address), Field(max_length=2000)]
Mail = Annotated[str, BeforeValidator(_mail), Field(max_length=254)]
Phone = Annotated[str, BeforeValidator(_phone)]
Zone = Annotated[str, BeforeValidator(_zone)]
Moment = Annotated[str, BeforeValidator(_moment)]
File = Annotated[str, BeforeValidator(_file), Field(max_length=200)]
Five = Annotated[int, Field(ge=1, le=5)]


class Visibility(StrEnum):
    """Who may read a record."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"


class Status(StrEnum):
    """How far the matter of a record is."""

    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Part(BaseModel):
    """A part of a record; unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


class Source(Part):
    """Where something comes from: a title, and an address with the day it was last looked at."""

    title: Prose
    url: Address | None = None
    checked: Day | None = Field(None, description="The day on which the link was last looked at.")


class Record(Part):
    """The fields that every record has."""

    id: Id = Field(description="A short name, unique in the whole wiki: a-z, digits, hyphens.")
    status: Status | None = None
    visibility: Visibility = Field(Visibility.PUBLIC, description="Who may read it.")
    owner: Annotated[str, To(("bodies", "contacts", "roles"))] | None = Field(
        None, description="Who looks after this record: the id of a body, a contact or a role."
    )
    review_due: Day | None = Field(None, description="The day on which it is to be looked at again.")
    sources: list[Source] = []

    @property
    def heading(self) -> Any:
        """Give what the record is called: prose (str), a proper name (dict by language), or its id."""
        for field in ("name", "title", "statement", "event", "topic", "text"):
            value = getattr(self, field, None)
            if value:
                return value
        return self.id
