"""The handbook's page on records: each kind, its fields, what must be there, and the words that a field may hold."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from partnerwiki.records.kinds import Record
from partnerwiki.records.models import KINDS
from partnerwiki.records.shapes import FieldOf, Form, Shape, fields
from partnerwiki.records.words import kinds, sentence

_CALLED = {
    Form.TEXT: "text",
    Form.PROSE: "text, translated",
    Form.ID: "id",
    Form.REFERENCE: "id",
    Form.LANGUAGE: "language code",
    Form.NAME: "name, or a name for each language",
    Form.COUNTRY: "country code",
    Form.CURRENCY: "currency code",
    Form.DAY: "date",
    Form.MOMENT: "time of day",
    Form.NUMBER: "number",
    Form.PERCENT: "number, in percent",
    Form.WHOLE: "whole number",
    Form.YES_NO: "`yes` or `no`",
    Form.ADDRESS: "web address",
    Form.MAIL: "mail address",
    Form.PHONE: "phone number",
    Form.ZONE: "time zone",
    Form.FILE: "file below `source/`",
    Form.PART: "the keys listed below",
}


def blocks() -> Iterator[str]:
    """Give the page, block by block, in Markdown."""
    yield (
        "Records stand in YAML files below `source/_data/`. A file holds lists by kind, and each record in them begins "
        "with a hyphen. `language:` at the top of a file says in which language its texts are written. "
        "`partnerwiki new` asks for what a record needs and writes it."
    )
    yield (
        "Editors that know YAML schemas complete and check while you type: `partnerwiki update` writes the schema to "
        "`source/_data/.schema.json`, and the first line of a file names it. The same schema is "
        "[here for download](records.schema.json)."
    )
    yield "## Fields of every record"
    yield from _tables(Record, common=True)
    for kind, model in KINDS.items():
        yield f"## `{kind}`"
        yield kinds("en")[kind]
        yield from _tables(model)


def _tables(model: type[BaseModel], *, common: bool = False) -> Iterator[str]:
    """Give the table of a model's own fields, or of those ``common`` to all records, and of the parts they hold."""
    own = [found for found in fields(model) if common == _is_common(model, found.name)]
    yield _table(model, own)
    for found in own:
        part = _part_of(found.shape)
        if part is not None:
            yield f"Each entry of `{found.name}`:" if found.shape.form is Form.LIST else f"Keys of `{found.name}`:"
            yield from _tables(part)


def _is_common(model: type[BaseModel], name: str) -> bool:
    if not issubclass(model, Record) or name not in Record.model_fields:
        return False
    return sentence("en", model, name) == sentence("en", Record, name)


def _table(model: type[BaseModel], rows: list[FieldOf]) -> str:
    lines = ["| Field | Needed | Value | Meaning |", "| --- | --- | --- | --- |"]
    for found in rows:
        needed = "yes" if found.required else "no"
        text = sentence("en", model, found.name).replace("|", r"\|")
        lines.append(f"| `{found.name}` | {needed} | {called(found.shape)} | {text} |")
    return "\n".join(lines)


def _part_of(shape: Shape) -> type[BaseModel] | None:
    return _part_of(shape.item) if shape.form is Form.LIST and shape.item else shape.model


def called(shape: Shape) -> str:
    """Say in English what a value is."""
    if shape.form is Form.LIST and shape.item is not None:
        return f"list: {called(shape.item)}"
    if shape.form is Form.CHOICE:
        return ", ".join(f"`{word}`" for word in shape.choices)
    if shape.form is Form.MAP and shape.item is not None:
        return f"{called(shape.item)}, for each id of {', '.join(f'`{kind}`' for kind in shape.kinds)}"
    if shape.form is Form.REFERENCE:
        return f"id of {', '.join(f'`{kind}`' for kind in shape.kinds)}"
    limits = [str(shape.limits[name]) for name in ("ge", "le") if name in shape.limits]
    if len(limits) == 2:
        return f"{_CALLED[shape.form]}, {limits[0]} to {limits[1]}"
    return _CALLED[shape.form]
