"""What each field of a record wants: one description that the schema, the questions and the exports share."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from partnerwiki.records import kinds
from partnerwiki.records.kinds import To


class Form(StrEnum):
    """What a value is."""

    TEXT = "text"
    PROSE = "prose"
    ID = "id"
    REFERENCE = "reference"
    LANGUAGE = "language"
    NAME = "name"
    COUNTRY = "country"
    CURRENCY = "currency"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    PERCENT = "percent"
    WHOLE = "whole"
    YES_NO = "yes-no"
    CHOICE = "choice"
    ADDRESS = "address"
    MAIL = "mail"
    PHONE = "phone"
    ZONE = "zone"
    FILE = "file"
    PART = "part"
    LIST = "list"
    MAP = "map"


#: The forms that one of the types in :mod:`partnerwiki.records.kinds` stands for, by what checks them last.
_BY_CHECK: dict[Any, Form] = {
    [mark.func for mark in typing.get_args(alias) if isinstance(mark, BeforeValidator)][-1]: form
    for alias, form in (
        (kinds.Id, Form.ID),
        (kinds.Prose, Form.PROSE),
        (kinds.Language, Form.LANGUAGE),
        (kinds.Name, Form.NAME),
        (kinds.Country, Form.COUNTRY),
        (kinds.Currency, Form.CURRENCY),
        (kinds.Day, Form.DAY),
        (kinds.Moment, Form.MOMENT),
        (kinds.Percent, Form.PERCENT),
        (kinds.Number, Form.NUMBER),
        (kinds.Address, Form.ADDRESS),
        (kinds.Mail, Form.MAIL),
        (kinds.Phone, Form.PHONE),
        (kinds.Zone, Form.ZONE),
        (kinds.File, Form.FILE),
    )
}
_BY_TYPE: dict[Any, Form] = {str: Form.TEXT, int: Form.WHOLE, Decimal: Form.NUMBER, bool: Form.YES_NO}
_LIMITS = ("ge", "le", "min_length", "max_length", "pattern")


@dataclass(frozen=True)
class Shape:
    """What a value has to be.

    ``limits`` holds ``ge``, ``le``, ``min_length``, ``max_length`` and ``pattern``; ``kinds`` what a reference may
    name, ``enum`` the type of a choice, ``model`` that of a part, ``item`` what a list or map holds.
    """

    form: Form
    empty: bool = False
    limits: dict[str, Any] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    enum: type[StrEnum] | None = None
    model: type[BaseModel] | None = None
    item: Shape | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """Give the words of a choice."""
        return tuple(item.value for item in self.enum or ())


@dataclass(frozen=True)
class FieldOf:
    """A field of a model: its name in files, that of the attribute, whether it must be there, and its shape."""

    name: str
    attribute: str
    required: bool
    shape: Shape


@cache
def fields(model: type[BaseModel]) -> tuple[FieldOf, ...]:
    """Give the fields of a model in their order."""
    hints = typing.get_type_hints(model, include_extras=True)
    return tuple(
        FieldOf(info.alias or name, name, info.is_required(), _shape(hints[name]))
        for name, info in model.model_fields.items()
    )


def _shape(hint: Any) -> Shape:
    marks: list[Any] = []
    empty = False
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint, *more = typing.get_args(hint)
            marks = [*more, *marks]
        elif typing.get_origin(hint) in (typing.Union, types.UnionType):
            empty = True
            hint = next(item for item in typing.get_args(hint) if item is not type(None))
        else:
            break
    limits = dict(_limits(marks))
    checks = [_BY_CHECK[mark.func] for mark in marks if isinstance(mark, BeforeValidator) and mark.func in _BY_CHECK]
    to = next((mark for mark in marks if isinstance(mark, To)), None)
    if to is not None:
        return Shape(Form.REFERENCE, empty, limits, kinds=to.kinds)
    if checks:
        return Shape(checks[-1], empty, limits)
    origin = typing.get_origin(hint)
    if origin is list:
        return Shape(Form.LIST, empty, limits, item=_shape(typing.get_args(hint)[0]))
    if origin is dict:
        key = _shape(typing.get_args(hint)[0])
        return Shape(Form.MAP, empty, limits, kinds=key.kinds, item=_shape(typing.get_args(hint)[1]))
    if issubclass(hint, BaseModel):
        return Shape(Form.PART, empty, limits, model=hint)
    if issubclass(hint, StrEnum):
        return Shape(Form.CHOICE, empty, limits, enum=hint)
    return Shape(_BY_TYPE[hint], empty, limits)


def _limits(marks: list[Any]) -> Iterator[tuple[str, Any]]:
    """Give the limits that annotations set; pydantic keeps them in objects with one attribute each."""
    for mark in marks:
        for inner in mark.metadata if isinstance(mark, FieldInfo) else ():
            for name in _LIMITS:
                value = getattr(inner, name, None)
                if value is not None:
                    yield name, value
