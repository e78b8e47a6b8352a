"""What is wrong with the form of a record, in plain words: pydantic's errors as sentences with a mend."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import process

from partnerwiki.messages import _
from partnerwiki.records.prose import model_at


def complaint(error: ErrorDetails, model: type[BaseModel], is_inline: bool) -> tuple[str, str]:
    """Give message and mend for one error; ``is_inline`` says that its key stands in braces on one line."""
    name = _name(error)
    kind, context = error["type"], error.get("ctx", {})
    given = str(error.get("input"))[:60]
    if kind == "missing":
        return (
            _("The field '{name}' is missing.").format(name=name),
            _("Add the line '{name}: …' to this record.").format(name=name),
        )
    if kind == "extra_forbidden":
        return _unknown(error, model, name, is_inline)
    if kind == "enum" and isinstance(error.get("input"), str):
        words = [word.strip(" '") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        near = process.extractOne(given, words, score_cutoff=70)
        mend = _("Did you mean '{near}'?").format(near=near[0]) if near else _("Write one of these.")
        return (
            _("'{value}' is not possible for '{name}', only {words}.").format(
                value=given, name=name, words=", ".join(words)
            ),
            mend,
        )
    if error.get("input") is None:
        return (
            _("The field '{name}' has no value.").format(name=name),
            _("Write the value behind the colon, or take the line out."),
        )
    if kind == "value_error":
        reason = str(context.get("error", ""))
        return _("{name}: {reason}.").format(name=name, reason=reason), _("Correct the value.")
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"
    wanted = _WANTED.get(kind)
    if wanted is not None:
        message, mend = wanted()
        return _("{name}: {reason}.").format(name=name, reason=message.format(**_limits(context))), mend
    return _("{name}: this value cannot be used.").format(name=name), _("The handbook shows the form of the field.")


def without_echoes(errors: list[ErrorDetails], model: type[BaseModel]) -> list[ErrorDetails]:
    """Leave out each field that is only missing because its name is mistyped: that is told already."""
    meant = {(*error["loc"][:-1], _near(error, model)) for error in errors if error["type"] == "extra_forbidden"}
    return [error for error in errors if error["type"] != "missing" or error["loc"] not in meant]


def _near(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Give the field that was perhaps meant, or ''."""
    found = process.extractOne(_name(error).lower(), _fields_at(model, error["loc"][:-1]), score_cutoff=70)
    return str(found[0]) if found else ""


def _name(error: ErrorDetails) -> str:
    words = [part for part in error["loc"] if isinstance(part, str) and part not in ("", "[key]")]
    return words[-1] if words else _("record")


def _unknown(error: ErrorDetails, model: type[BaseModel], name: str, is_inline: bool) -> tuple[str, str]:
    message = _("There is no field '{name}' here.").format(name=name[:60])
    if is_inline and error.get("input") is None:
        return message, _("A text with a comma stands in quotation marks.")
    near = _near(error, model)
    if near:
        return message, _("Did you mean '{near}'?").format(near=near)
    return message, _("There are: {ids}.").format(ids=", ".join(_fields_at(model, error["loc"][:-1])))


def _fields_at(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """Give the names of the fields that the part at a place may have."""
    part = model_at(model, place) or model
    return [info.alias or name for name, info in part.model_fields.items()]


def _limits(context: dict[str, Any]) -> dict[str, Any]:
    names = {"ge", "le", "gt", "lt", "min_length", "max_length"}
    return {name: context.get(name, "") for name in names}


_WANTED = {
    "int_parsing": lambda: (_("a whole number is needed"), _("Write digits only.")),
    "int_from_float": lambda: (_("a whole number is needed"), _("Write digits only.")),
    "int_parsing_size": lambda: (_("a whole number is needed"), _("Write digits only.")),
    "int_type": lambda: (_("a whole number is needed"), _("Write digits only.")),
    "decimal_parsing": lambda: (_("a number is needed"), _("Write digits with a decimal point: 1250.50")),
    "decimal_type": lambda: (_("a number is needed"), _("Write digits with a decimal point: 1250.50")),
    "bool_parsing": lambda: (_("yes or no is needed"), _("Write yes or no.")),
    "bool_type": lambda: (_("yes or no is needed"), _("Write yes or no.")),
    "date_type": lambda: (_("a date is needed"), _("Write year, month and day: 2027-03-04.")),
    "enum": lambda: (_("a text is needed"), _("Write it on one line, in quotation marks if need be.")),
    "string_type": lambda: (_("a text is needed"), _("Write it on one line, in quotation marks if need be.")),
    "list_type": lambda: (_("a list is needed"), _("Each entry begins with a hyphen on a line of its own.")),
    "dict_type": lambda: (_("lines such as 'key: value' are needed"), _("The handbook shows the form of the field.")),
    "model_type": lambda: (_("lines such as 'key: value' are needed"), _("The handbook shows the form of the field.")),
    "model_attributes_type": lambda: (
        _("lines such as 'key: value' are needed"),
        _("The handbook shows the form of the field."),
    ),
    "greater_than_equal": lambda: (_("at least {ge} is needed"), _("Correct the value.")),
    "less_than_equal": lambda: (_("at most {le} is possible"), _("Correct the value.")),
    "greater_than": lambda: (_("more than {gt} is needed"), _("Correct the value.")),
    "too_short": lambda: (_("at least {min_length} entries are needed"), _("Add what is missing.")),
    "too_long": lambda: (_("at most {max_length} entries are possible"), _("Shorten the list.")),
    "string_too_short": lambda: (_("a text is needed"), _("Write the text, or take the line out.")),
    "string_too_long": lambda: (_("at most {max_length} characters are possible"), _("Shorten the text.")),
    "string_pattern_mismatch": lambda: (
        _("the value has another form than this field wants"),
        _("The handbook shows the form of the field."),
    ),
}
