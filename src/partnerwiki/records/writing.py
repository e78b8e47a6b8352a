"""Records to YAML: a commented entry, put into a file without touching what else stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from partnerwiki.errors import PartnerwikiError, files_told
from partnerwiki.messages import current_language
from partnerwiki.pofile import write_atomically
from partnerwiki.records import schema
from partnerwiki.records.models import KINDS
from partnerwiki.records.reading import parsed
from partnerwiki.records.rules import check
from partnerwiki.records.shapes import FieldOf, Form, Shape, fields
from partnerwiki.records.store import FOLDER, Problem, read_store
from partnerwiki.records.words import kinds, sentence
from partnerwiki.today import today

#: Values of these forms stand as they are; other texts in quotation marks where YAML takes them for something else.
_BARE = frozenset({Form.NUMBER, Form.PERCENT, Form.WHOLE, Form.DAY, Form.YES_NO, Form.CHOICE})
_BOM = b"\xef\xbb\xbf"


def entry_lines(kind: str, data: Mapping[str, Any], *, indent: int = 2) -> list[str]:
    """Give the lines of a record as an item of its list, each field under a comment that says what it means.

    ``data`` holds texts, lists and mappings, as :func:`partnerwiki.records.reading.read` gives them.
    """
    model = KINDS[kind]
    language = current_language()
    lines = [f"# {kinds(language)[kind]}"]
    for found in _given(model, data):
        if found.name != "id":
            lines.append(f"  # {sentence(language, model, found.name)}")
        lines += [f"  {line}" for line in _field(found.name, data[found.name], found.shape)]
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[first] = f"-{lines[first][1:]}"
    return [" " * indent + line for line in lines]


def _given(model: type[BaseModel], data: Mapping[str, Any]) -> list[FieldOf]:
    return [found for found in fields(model) if data.get(found.name) not in (None, [], {})]


def _field(name: str, value: Any, shape: Shape) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}:", *(f"  {line}" for line in _mapping(value, shape))]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{name}:", *(f"  {line}" for item in value for line in _item(item, shape.item or shape))]
    if isinstance(value, list) and shape.item is not None and shape.item.form in {Form.PROSE, Form.TEXT}:
        return [f"{name}:", *(f"  - {_scalar(item, shape.item)}" for item in value)]
    if isinstance(value, list):
        return [f"{name}: [{', '.join(_scalar(item, shape.item or shape) for item in value)}]"]
    return [f"{name}: {_scalar(value, shape)}"]


def _mapping(value: dict[str, Any], shape: Shape) -> Iterator[str]:
    if shape.model is not None:
        for found in _given(shape.model, value):
            yield from _field(found.name, value[found.name], found.shape)
    else:
        for key, item in value.items():
            yield f"{_scalar(key, _KEY)}: {_scalar(item, shape.item or _KEY)}"


def _item(value: dict[str, Any], shape: Shape) -> list[str]:
    first, *rest = list(_mapping(value, shape))
    return [f"- {first}", *(f"  {line}" for line in rest)]


_KEY = Shape(Form.TEXT)


def _scalar(value: Any, shape: Shape) -> str:
    """Give a text as YAML: bare where every reader takes it for this text, else in quotation marks."""
    text = str(value)
    if shape.form in _BARE and re.fullmatch(r"[\w.+-]+", text, re.ASCII):
        return text
    # a comma or bracket would end a value in a list on one line
    if re.fullmatch(r"\w[^\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029,\[\]{}#&*!|>'\"%@`]*", text) and _is_bare(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        "[\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]", lambda sign: f"\\u{ord(sign[0]):04x}", quoted
    )


def _is_bare(text: str) -> bool:
    try:
        return bool(yaml.safe_load(f"- {text}") == [text])
    except (yaml.YAMLError, ValueError):
        return False


def planned(
    srcdir: Path, languages: list[str], kind: str, records: list[dict[str, Any]], language: str
) -> dict[Path, bytes]:
    """Give what a file is to hold once it has these records, too: that of the kind and the language.

    Where a list there cannot be added to, such as one in brackets, a file with a number gets them. Raises
    :class:`PartnerwikiError` for a file that cannot be read.
    """
    for name in _names(kind, language, languages):
        path = srcdir / FOLDER / name
        with files_told():
            before = path.read_bytes() if path.exists() else None
        after = _with(srcdir, path, before, kind, records, (language, languages[0]))
        if after is not None:
            return {path: after}
    raise AssertionError("a new file takes any record")


def _names(kind: str, language: str, languages: list[str]) -> Iterator[str]:
    base = kind if language == languages[0] else f"{kind}.{language}"
    yield f"{base}.yaml"
    for number in range(2, 10_000):
        yield f"{base}-{number}.yaml"


def _with(
    srcdir: Path, path: Path, before: bytes | None, kind: str, records: list[dict[str, Any]], spoken: tuple[str, str]
) -> bytes | None:
    """Give the bytes of a file with these records at the end of their list; None where that cannot be.

    ``spoken`` are the language of the records, and that of a file which does not name its own.
    """
    language, default = spoken
    if before is None:
        said = f"language: {_scalar(language, _KEY)}\n\n" if language != default else ""
        lines = [line for record in records for line in entry_lines(kind, record)]
        return f"{schema.modeline(srcdir, path)}{said}{kind}:\n{_joined(lines)}".encode()
    old = parsed(path, before).data or {}
    if not isinstance(old, dict) or (old.get("language") or default) != language:
        return None
    text = before.decode("utf-8-sig")
    place = _end_of(text, kind)
    if place is None:
        return None
    number, indent = place
    new = [line for record in records for line in entry_lines(kind, record, indent=indent)]
    if kind not in old:
        new = [*([""] if text.strip() else []), f"{kind}:", *new]
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    head, tail = "".join(lines[:number]), "".join(lines[number:])
    if head and not head.endswith("\n"):
        head += newline
    body = f"{head}{_joined(new).replace(chr(10), newline)}{tail}"
    after = (_BOM if before.startswith(_BOM) else b"") + body.encode("utf-8")
    return after if _fits(path, after, old, kind, len(records)) else None


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _fits(path: Path, after: bytes, old: dict[str, Any], kind: str, count: int) -> bool:
    """Say whether a file holds all that it held, and the new records at the end of their list."""
    try:
        new = parsed(path, after).data
    except PartnerwikiError:
        return False
    if not isinstance(new, dict) or not isinstance(new.get(kind), list):
        return False
    kept = {**new, kind: new[kind][:-count] or None}
    return bool(kept == {**old, kind: old.get(kind) or None})


def _end_of(text: str, kind: str) -> tuple[int, int] | None:
    """Give the line (from 0) behind the list of a kind, and how far its items are indented; None: no list to add to."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        return text.count("\n") + bool(text and not text.endswith("\n")), 2
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    for key, value in node.value:
        if key.value != kind:
            continue
        if isinstance(value, yaml.ScalarNode):
            return (key.end_mark.line + 1, 2) if value.value == "" else None
        if not isinstance(value, yaml.SequenceNode) or value.flow_style or value.start_mark is None:
            return None
        return _last_line(value) + 1, value.start_mark.column
    return text.count("\n") + (not text.endswith("\n")), 2


def _last_line(node: yaml.Node) -> int:
    """Give the last line of a node (from 0); that of a block runs on to the next, so its last leaf is asked."""
    if isinstance(node, yaml.SequenceNode | yaml.MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            return max(_last_line(last[0]), _last_line(last[1]))
        return _last_line(last)
    mark = node.end_mark
    if mark is None:
        return 0
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return mark.line - 1 if is_block and mark.column == 0 else mark.line


def new_problems(srcdir: Path, languages: list[str], files: Mapping[Path, bytes]) -> list[Problem]:
    """Give the errors that a wiki has only once its files hold what is planned."""
    before = {(found.message, found.path) for found in _errors(srcdir, languages, {})}
    return [found for found in _errors(srcdir, languages, files) if (found.message, found.path) not in before]


def _errors(srcdir: Path, languages: list[str], files: Mapping[Path, bytes]) -> list[Problem]:
    store, problems = read_store(srcdir, languages, files)
    return [found for found in (*problems, *check(store, today())) if found.is_error]


def write(srcdir: Path, languages: list[str], files: Mapping[Path, bytes]) -> None:
    """Write the files, each as a whole, and the schema beside them. Raises :class:`PartnerwikiError`."""
    with files_told():
        for path, data in files.items():
            write_atomically(path, data)
    schema.write(srcdir, languages)
