"""Reading a file of records: YAML without surprises, every value a text with its line.

A file is untrusted. Nothing in it is constructed or expanded: anchors, aliases and tags are errors, and so is what is
nested deeper or larger than records are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.records.prose import Place

#: Bytes of one file. A thousand records with their prose are half of it.
LARGEST = 2_000_000
#: How deep lists and keys may lie in each other; a plan, the deepest record, needs ten.
DEEPEST = 20
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Read:
    """What a file holds: mappings, lists, texts and None; and the line (from 1) of each key and item by its place."""

    path: Path
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    inline: set[Place] = field(default_factory=set)

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest around it that is in the file."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(path: Path) -> Read:
    """Read a file of records. Raises :class:`PartnerwikiError` with file, line and mend."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PartnerwikiError(
            _("The file cannot be read: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("It is a file that you may read; move away what stands in its place."),
        ) from error
    return parsed(path, data)


def parsed(path: Path, data: bytes) -> Read:
    """Read what a file holds, or would hold. Raises :class:`PartnerwikiError` with file, line and mend."""
    if len(data) > LARGEST:
        raise PartnerwikiError(
            _("The file is larger than {size} bytes.").format(size=LARGEST),
            path=path,
            line=1,
            mend=_("Divide it: records may stand in as many files as you like."),
        )
    return _Reader(path).read(data)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    def __init__(self, path: Path) -> None:
        self.result = Read(path)

    def error(self, line: int, message: str, mend: str) -> PartnerwikiError:
        return PartnerwikiError(message, path=self.result.path, line=line, mend=mend)

    def read(self, data: bytes) -> Read:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise self.error(line, _("The file is not UTF-8."), _("Save the file as UTF-8.")) from error
        tab = re.search(r"^[ -]*\t", text, re.MULTILINE)
        if tab:
            line = text[: tab.end()].count("\n") + 1
            raise self.error(line, _("The line begins with a tab."), _("Indent with spaces, two for each step."))
        mend = _("Correct the line. A text with ': ' or ' #' in it or a sign before it stands in quotation marks.")
        try:
            self._events = yaml.parse(text, _LOADER)
            self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            problem, line = error.problem or error.context or "", mark.line + 1 if mark else 1
            line = min(line, text.count("\n") + 1)
            message = _("The file breaks the YAML syntax: {problem}.").format(problem=problem)
            raise self.error(line, message, mend) from error
        except yaml.reader.ReaderError as error:
            line = text[: max(error.position, 0)].count("\n") + 1
            raise self.error(
                line,
                _("The file holds a character that no text has."),
                _("Delete it: it may be invisible in your editor."),
            ) from error
        return self.result

    def _document(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.result.lines:
                    raise self.error(
                        _line(event),
                        _("A second document begins here."),
                        _("Take the line '---' out."),
                    )
                self.result.lines[()] = _line(event)
                self.result.data = self._value(next(self._events), ())

    def _value(self, event: yaml.Event, place: Place) -> Any:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.error(
                line,
                _("Anchors (&) and aliases (*) are not used here."),
                _("Write the value out; a text that begins with & or * stands in quotation marks."),
            )
        if getattr(event, "tag", None):
            raise self.error(
                line,
                _("Tags (!) are not used here."),
                _("Take the tag out; a text that begins with ! stands in quotation marks."),
            )
        if len(place) > DEEPEST:
            raise self.error(line, _("Lists lie in lists too deep."), _("The handbook shows the form of records."))
        if isinstance(event, yaml.ScalarEvent):
            text = str(event.value)
            return None if event.style not in ("'", '"', "|", ">") and text in _NULL else text
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(place))
        if event.flow_style:  # type: ignore[attr-defined]
            self.result.inline.add(place)
        return self._mapping(place)

    def _items(self, place: Place) -> Iterator[Any]:
        for number, event in enumerate(iter(lambda: next(self._events), None)):
            if isinstance(event, yaml.SequenceEndEvent):
                return
            self.result.lines[(*place, number)] = _line(event)
            yield self._value(event, (*place, number))

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if isinstance(event, yaml.AliasEvent) or not isinstance(event, yaml.ScalarEvent):
                self._value(event, place) if isinstance(event, yaml.AliasEvent) else None
                raise self.error(line, _("A key is a word."), _("Write lines such as 'key: value'."))
            self._value(event, place)  # anchors and tags
            key = str(event.value)
            if key in found:
                raise self.error(
                    line,
                    _("The key '{key}' stands here twice.").format(key=key[:40]),
                    _("Keep one of the two."),
                )
            self.result.lines[(*place, key)] = line
            found[key] = self._value(next(self._events), (*place, key))
        return found
