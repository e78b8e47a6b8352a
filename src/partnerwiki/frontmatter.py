"""The YAML block at the top of a page: read it, and put translated values into it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

_BLOCK = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read(text: str) -> dict[str, Any]:
    """Give the front matter of a page; empty where there is none or where it is no mapping (MyST reports that)."""
    found = _BLOCK.match(text)
    if found is None:
        return {}
    try:
        data = yaml.safe_load(found["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _substitution_tables(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the tables of substitutions: below ``myst:`` and, as older pages have it, at the top."""
    myst = data.get("myst")
    for holder in (myst, data):
        table = holder.get("substitutions") if isinstance(holder, dict) else None
        if isinstance(table, dict):
            yield table


def substitutions(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the substitutions that a page defines, name and value."""
    for table in _substitution_tables(data):
        yield from table.items()


def translate_substitutions(text: str, translate: Callable[[str], str]) -> str:
    """Give the page with its substitutions' texts translated; every line after the front matter keeps its number.

    The new front matter stands on one line, whatever its values hold; blank lines make up the rest.
    """
    found = _BLOCK.match(text)
    if found is None:
        return text
    data = read(text)
    changed = False
    for table in _substitution_tables(data):
        for name, value in table.items():
            new = translate(value) if isinstance(value, str) else value
            changed = changed or new != value
            table[name] = new
    if not changed:
        return text
    block = found.group(0)
    fence = block.rstrip("\n").rsplit("\n", 1)[-1]
    # double quotes keep every value on its line, with what YAML or str.splitlines take for a line break escaped
    body = yaml.safe_dump(
        data, default_style='"', default_flow_style=True, width=sys.maxsize, allow_unicode=True, sort_keys=False
    )
    padding = "\n" * found["yaml"].count("\n")
    return f"---\n{body.rstrip()}{padding}{fence}\n{text[found.end() :]}"
