"""A JSON Schema (draft 7) of a file of records, so that editors complete and check while somebody types.

Editors read numbers as numbers where the program reads every value as text; so the schema allows both where a value
may be either. What it says of values is never stricter than the models are; what only the program can check, such as
the days of a month or whether an id is known, it leaves to ``partnerwiki check``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from partnerwiki.errors import files_told
from partnerwiki.messages import translator
from partnerwiki.pofile import write_atomically
from partnerwiki.records.labels import labels
from partnerwiki.records.models import KINDS
from partnerwiki.records.shapes import Form, Shape, fields
from partnerwiki.records.store import FOLDER, files_in
from partnerwiki.records.words import kinds, sentence

#: The file below the folder of records that editors read.
NAME = ".schema.json"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
#: Texts that may look like numbers or truth values to an editor: a title "2027", a paper "12".
_ANY_TEXT = ["string", "number", "boolean"]
_FORMS: dict[Form, dict[str, Any]] = {
    Form.TEXT: {"type": _ANY_TEXT},
    Form.PROSE: {"type": _ANY_TEXT, "pattern": r"\S"},
    Form.ID: {"type": ["string", "integer"], "pattern": ID, "minimum": 0},
    Form.REFERENCE: {"type": ["string", "integer"], "pattern": ID, "minimum": 0},
    Form.LANGUAGE: {"type": "string", "pattern": LANGUAGE},
    Form.COUNTRY: {"type": "string", "pattern": "^[A-Z]{2}$"},
    Form.CURRENCY: {"type": "string", "pattern": "^[A-Z]{3}$"},
    Form.DAY: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Form.MOMENT: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    Form.NUMBER: {"type": ["number", "string"], "pattern": r"^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?$"},
    Form.PERCENT: {"type": ["number", "string"], "pattern": r"^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?\s*%?$"},
    Form.WHOLE: {"type": ["integer", "string"], "pattern": r"^\s*[+-]?[0-9][0-9_]*(\.0*)?\s*$"},
    Form.YES_NO: {"enum": ["yes", "no", True, False]},
    Form.ADDRESS: {"type": "string", "format": "uri", "pattern": "^https?://"},
    Form.MAIL: {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"},
    Form.PHONE: {"type": ["string", "integer"], "pattern": r"^\+[1-9][0-9 ()/-]{5,24}$"},
    Form.ZONE: {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$"},
    Form.FILE: {"type": ["string", "number"], "pattern": r"^([^/\\:][^\\:]*)?$"},
}
_LIMITS = {
    Form.LIST: {"min_length": "minItems"},
    Form.MAP: {"min_length": "minProperties"},
    Form.NUMBER: {"ge": "minimum", "le": "maximum"},
    Form.PERCENT: {"ge": "minimum", "le": "maximum"},
    Form.WHOLE: {"ge": "minimum", "le": "maximum"},
    # prose is measured after its lines are joined, so its raw length says nothing
    Form.PROSE: {},
}
_OF_TEXT = {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}


def schema(language: str) -> dict[str, Any]:
    """Give the schema of a file of records; titles and descriptions are German for ``de``, else English."""
    _ = translator(language)
    listed = {
        kind: {
            "title": kind,
            "description": kinds(language)[kind],
            "type": ["array", "null"],
            "items": _part(model, language, kinds(language)[kind]),
        }
        for kind, model in KINDS.items()
    }
    spoken = {
        "title": "language",
        "description": _("The language in which the texts of this file are written; the wiki's first if not said."),
        **_FORMS[Form.LANGUAGE],
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": _("Records of a partnership"),
        "description": _("Lists of records by kind; each record begins with a hyphen on a line of its own."),
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {"language": spoken, **listed},
    }


def rendered(language: str) -> str:
    """Give the schema as a text that is the same byte by byte wherever it is made."""
    return json.dumps(schema(language), ensure_ascii=False, indent=1) + "\n"


def language_of(languages: list[str]) -> str:
    """Give the language of the schema of a wiki: German where its first language is, else English."""
    return "de" if languages[0].split("_")[0].split("-")[0] == "de" else "en"


def write(srcdir: Path, languages: list[str], *, dry_run: bool = False) -> Path | None:
    """Write the schema of records beside them, where there are any; give its path if it was missing or another.

    Raises :class:`PartnerwikiError` where it cannot be written.
    """
    path = srcdir / FOLDER / NAME
    data = rendered(language_of(languages)).encode("utf-8")
    with files_told():
        if not files_in(srcdir) or (path.is_file() and path.read_bytes() == data):
            return None
        if not dry_run:
            write_atomically(path, data)
    return path


def modeline(srcdir: Path, path: Path) -> str:
    """Give the first line of a file of records, by which editors find the schema."""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(srcdir / FOLDER / NAME, path.parent)).as_posix()}\n"


def _part(model: type[BaseModel], language: str, description: str) -> dict[str, Any]:
    heads = labels(language)
    properties = {
        found.name: {
            "title": heads.get(found.name, found.name),
            "description": sentence(language, model, found.name),
            **_value(found.shape, language, sentence(language, model, found.name)),
        }
        for found in fields(model)
    }
    required = [found.name for found in fields(model) if found.required]
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
    }


def _value(shape: Shape, language: str, description: str) -> dict[str, Any]:
    if shape.form is Form.PART and shape.model is not None:
        found = _part(shape.model, language, description)
    elif shape.form is Form.CHOICE:
        found = {"enum": list(shape.choices)}
    elif shape.form is Form.LIST and shape.item is not None:
        item = {"description": description, **_value(shape.item, language, description)}
        found = {"type": "array", "items": item}
    elif shape.form is Form.MAP and shape.item is not None:
        found = {"type": "object", "additionalProperties": _value(shape.item, language, description)}
    elif shape.form is Form.NAME:
        text = {"type": _ANY_TEXT, "minLength": 1, "maxLength": 200}
        found = {"type": [*_ANY_TEXT, "object"], "minLength": 1, "maxLength": 200}
        found |= {"minProperties": 1, "additionalProperties": text}
    else:
        found = dict(_FORMS[shape.form])
    if shape.form is not Form.NAME:
        names = _LIMITS.get(shape.form, _OF_TEXT)
        found |= {names[name]: value for name, value in shape.limits.items() if name in names}
    return _or_nothing(found) if shape.empty else found


def _or_nothing(found: dict[str, Any]) -> dict[str, Any]:
    """Allow a key without a value."""
    if "enum" in found:
        return {**found, "enum": [*found["enum"], None]}
    kept = found["type"] if isinstance(found["type"], list) else [found["type"]]
    return {**found, "type": [*kept, "null"]}
