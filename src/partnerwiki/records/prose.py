"""The prose of a record: the one list that extraction and rendering share."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from partnerwiki.records.kinds import To, Translated

#: Where a value stands in a record: names of fields (as in the file), keys, and places in lists from 0.
Place = tuple[str | int, ...]


def iter_translatable(record: BaseModel) -> Iterator[tuple[Place, str]]:
    """Give each prose text of a record with its place, in the order of the fields.

    Catalogs hold these texts as msgids, and pages show no prose of a record that is not among them.
    """
    for place, value, _marks in values(record, Translated):
        yield place, value


def iter_references(record: BaseModel) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """Give each id of another record that a record names, with its place and the kinds that it may be of."""
    for place, value, mark in values(record, To):
        yield place, value, mark.kinds


def values(part: BaseModel, wanted: type[Any]) -> Iterator[tuple[Place, Any, Any]]:
    """Give the texts of a part whose fields bear a mark of the type ``wanted``, with place and mark."""
    for name, alias, hint in _fields(type(part)):
        value = getattr(part, name)
        if value is not None:
            yield from _found(value, hint, (alias,), wanted)


def _found(value: Any, hint: Any, place: Place, wanted: type[Any]) -> Iterator[tuple[Place, Any, Any]]:
    if isinstance(value, BaseModel):
        for inner, text, mark in values(value, wanted):
            yield (*place, *inner), text, mark
        return
    mark, hint = _marked(hint, wanted)
    if mark is not None:
        yield place, value, mark
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _found(item, _inner(hint, list)[0], (*place, number), wanted)
    elif isinstance(value, dict):
        key_hint, value_hint = _inner(hint, dict)
        for key, item in value.items():
            yield from _found(key, key_hint, (*place, key), wanted)
            yield from _found(item, value_hint, (*place, key), wanted)


@cache
def _fields(model: type[BaseModel]) -> list[tuple[str, str, Any]]:
    hints = typing.get_type_hints(model, include_extras=True)
    return [(name, info.alias or name, hints[name]) for name, info in model.model_fields.items()]


def _marked(hint: Any, wanted: type[Any]) -> tuple[Any, Any]:
    """Give the mark of a type, if any, and the type without ``Annotated`` and ``None``."""
    mark = None
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint, *marks = typing.get_args(hint)
            mark = next((item for item in marks if isinstance(item, wanted)), mark)
        elif typing.get_origin(hint) in (typing.Union, types.UnionType):
            hint = next(item for item in typing.get_args(hint) if item is not type(None))
        else:
            return mark, hint


def _inner(hint: Any, container: type) -> tuple[Any, ...]:
    arguments = typing.get_args(hint)
    return arguments if typing.get_origin(hint) is container else (Any, Any)


def model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Give the model of the part at a place of a record's model, or None where there is none."""
    hint: Any = model
    for step in place:
        _mark, hint = _marked(hint, Translated)
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            hint = next((inner for _name, alias, inner in _fields(hint) if alias == step), None)
        elif typing.get_origin(hint) is list:
            hint = typing.get_args(hint)[0]
        elif typing.get_origin(hint) is dict:
            hint = typing.get_args(hint)[1]
        else:
            return None
    _mark, hint = _marked(hint, Translated)
    return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None
