"""Read and write one PO file, losing nothing.

polib parses; around it stands what a repository of hand-edited catalogs needs: one clear message for a broken file, and
a writer that leaves every entry that did not change as it stood, letter for letter (wrapping, ``#~|`` lines, spacing),
so that a diff shows what changed and nothing else.
"""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

_CHARSET = re.compile(rb"Content-Type:[^\"\n]*?charset=([\w:.-]+)")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")
_POLIB_LINE = re.compile(r"\(line (\d+)\)")



class _Lines(str):
    """A text that polib splits at line feeds only.

    ``str.splitlines`` also splits at U+2028, U+0085 and form feeds, which may stand inside a msgstr.
    """

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


@dataclass
class _Chunk:
    """The lines of one entry as they stand in the file; ``msgid_line`` counts from 1."""

    lines: list[str] = field(default_factory=list)
    msgid_line: int = 0
    complete: bool = False


def _chunks(lines: list[str]) -> list[_Chunk]:
    """Cut a PO file into its entries, in order; the last chunk may hold comments alone."""
    chunks = [_Chunk()]
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        body = text[2:].lstrip() if text.startswith("#~") and not text.startswith("#~|") else text
        if chunks[-1].complete and not body.startswith(('msgstr', '"')):
            chunks.append(_Chunk())
        chunk = chunks[-1]
        if body.startswith(("msgid ", 'msgid"')) and not chunk.msgid_line:
            chunk.msgid_line = number
        chunk.complete = chunk.complete or body.startswith("msgstr")
        chunk.lines.append(line)
    return [chunk for chunk in chunks if chunk.lines]


def _snapshot(entry: polib.POEntry) -> tuple[object, ...]:
    """Give all that the writer would write of an entry but its locations."""
    return (
        entry.msgid,
        entry.msgctxt,
        entry.msgid_plural,
        tuple(sorted(entry.msgstr_plural.items())),
        entry.msgstr,
        tuple(entry.flags),
        entry.previous_msgid,
        entry.previous_msgctxt,
        entry.tcomment,
        entry.comment,
        bool(entry.obsolete),
    )


@dataclass
class _Raw:
    snapshot: tuple[object, ...]
    occurrences: list[tuple[str, str]]
    lines: list[str]


class POFile:
    """One PO file: ``header`` (text of the first entry), ``entries`` in order, live ones and obsolete ones.

    ``entry.linenum`` is the line of the entry's msgid (1-based), or 0 for a new one.
    """

    def __init__(self, path: Path, header: str) -> None:
        self.path = path
        self.header = header
        self.entries: list[polib.POEntry] = []
        self.encoding = "utf-8"
        self.newline = "\n"
        self.tail: list[str] = []
        self._raw: dict[int, _Raw] = {}
        self._text = ""

    @property
    def live(self) -> Iterator[polib.POEntry]:
        """The entries that are not obsolete."""
        return (entry for entry in self.entries if not entry.obsolete)

    @property
    def obsolete(self) -> Iterator[polib.POEntry]:
        """The obsolete entries."""
        return (entry for entry in self.entries if entry.obsolete)

    def render(self) -> str:
        """Give the file's text: unchanged entries as they stood, others in polib's form."""
        parts = [self.header, *(self._entry_text(entry) for entry in self.entries)]
        if self.tail:
            parts.append("\n".join(self.tail))
        return "\n\n".join(part for part in parts if part) + "\n"

    def _entry_text(self, entry: polib.POEntry) -> str:
        raw = self._raw.get(id(entry))
        if raw is None or raw.snapshot != _snapshot(entry):
            return _render_entry(entry)
        if raw.occurrences == entry.occurrences:
            return "\n".join(raw.lines)
        rest = [line for line in raw.lines if not line.lstrip().startswith("#:")]
        at = next(i for i, line in enumerate(rest) if line.lstrip().startswith(("#,", "#|", "#~", "msg")))
        return "\n".join([*rest[:at], *_location_lines(entry), *rest[at:]])

    def changed(self) -> bool:
        """Say whether saving would change the file's content (its wrapping and spacing aside)."""
        return not self._text or self._order() != self._loaded_order or any(
            id(entry) not in self._raw
            or self._raw[id(entry)].snapshot != _snapshot(entry)
            or (not entry.obsolete and self._raw[id(entry)].occurrences != entry.occurrences)
            for entry in self.entries
        )

    def touch(self) -> None:
        """Have the next :meth:`save` write the file in any case (it has a new path)."""
        self._text = ""

    def _order(self) -> list[int]:
        return [id(entry) for entry in self.entries]

    _loaded_order: list[int] = []

    def save(self) -> bool:
        """Write the file if its content changed, through a temporary file beside it; say whether it was written."""
        if not self.changed():
            return False
        write_atomically(self.path, self.render().replace("\n", self.newline).encode(self.encoding))
        return True


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes files private; catalogs and pages are as public as their neighbours
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _location_lines(entry: polib.POEntry) -> list[str]:
    return [f"#: {path}:{line}" if line else f"#: {path}" for path, line in entry.occurrences]


def _render_entry(entry: polib.POEntry) -> str:
    """Give an entry in polib's form, but for comments, which are never wrapped (a ``mt:`` comment is one line)."""
    lines = [f"# {line}" if line else "#" for line in entry.tcomment.split("\n")] if entry.tcomment else []
    if not entry.obsolete:
        lines += [f"#. {line}" for line in entry.comment.split("\n")] if entry.comment else []
        lines += _location_lines(entry)
    bare = polib.POEntry(
        msgid=entry.msgid,
        msgstr=entry.msgstr,
        msgid_plural=entry.msgid_plural,
        msgstr_plural=entry.msgstr_plural,
        msgctxt=entry.msgctxt,
        obsolete=entry.obsolete,
        flags=entry.flags,
        previous_msgid=entry.previous_msgid,
        previous_msgctxt=entry.previous_msgctxt,
        previous_msgid_plural=entry.previous_msgid_plural,
    )
    return "\n".join([*lines, str(bare).rstrip("\n")])


def read(path: Path) -> POFile:
    """Read a PO file.

    Raises :class:`PartnerwikiError` with file, line and mend for a file that cannot be decoded, holds merge-conflict
    markers, breaks PO syntax, or holds two live entries with the same msgid and context.
    """
    data = path.read_bytes()
    text, encoding = _decode(path, data)
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    _refuse_conflicts(path, lines)
    entries = _parse(path, text)
    chunks = _chunks(lines)
    _refuse_halves(path, chunks)
    po = POFile(path, "")
    po.encoding, po.newline, po._text = encoding, newline, text
    if chunks and not chunks[-1].complete:
        po.tail = chunks.pop().lines
    header = next((i for i, chunk in enumerate(chunks) if _is_header(chunk)), None)
    if header is not None:
        po.header = "\n".join(chunks.pop(header).lines)
    if len(chunks) != len(entries):  # polib and we disagree: then polib's reading is the truth and is written whole
        po.entries = entries
    else:
        for chunk, entry in zip(chunks, entries, strict=True):
            entry.linenum = chunk.msgid_line
            po.entries.append(entry)
            po._raw[id(entry)] = _Raw(_snapshot(entry), list(entry.occurrences), chunk.lines)
    po._loaded_order = po._order()
    _refuse_duplicates(path, po)
    return po


def _refuse_halves(path: Path, chunks: list[_Chunk]) -> None:
    for chunk in chunks:
        if chunk.msgid_line and not chunk.complete:
            raise PartnerwikiError(
                _("The catalog breaks the PO syntax: this entry has no msgstr."),
                path=path,
                line=chunk.msgid_line,
                mend=_("The file may have been cut off: restore it from the repository, or add the line msgstr \"\"."),
            )


def _is_header(chunk: _Chunk) -> bool:
    lines = [line for line in chunk.lines if not line.startswith("#")]
    return bool(lines) and lines[0].strip() == 'msgid ""' and len(lines) > 1 and lines[1].startswith("msgstr")


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    found = _CHARSET.search(data)
    name = found.group(1).decode("ascii", "replace") if found else "utf-8"
    if name == "CHARSET":  # the placeholder of a fresh template
        name = "utf-8"
    try:
        codecs.lookup(name)
    except LookupError as error:
        line = data[: found.start()].count(b"\n") + 1 if found else 1
        raise PartnerwikiError(
            _("The catalog names an unknown charset, '{name}'.").format(name=name),
            path=path,
            line=line,
            mend=_("Save the file as UTF-8 and write charset=UTF-8 into its header."),
        ) from error
    if data.startswith(codecs.BOM_UTF8):
        data, name = data[len(codecs.BOM_UTF8) :], "utf-8"
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        raise PartnerwikiError(
            _("The catalog is not {name}, as its header says.").format(name=name),
            path=path,
            line=data[: error.start].count(b"\n") + 1,
            mend=_("Save the file as UTF-8 and write charset=UTF-8 into its header."),
        ) from error


def _refuse_conflicts(path: Path, lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            raise PartnerwikiError(
                _("The catalog holds the markers of an unresolved merge."),
                path=path,
                line=number,
                mend=_("Keep one of the two versions and delete the lines with <<<<<<<, ======= and >>>>>>>."),
            )


def _parse(path: Path, text: str) -> list[polib.POEntry]:
    # polib skips '#~|' lines; as '#|' lines they belong to the obsolete entry that follows
    lines = _Lines(re.sub(r"(?m)^#~\|", "#|", text))
    try:
        parsed = polib.pofile(lines, encoding="utf-8")
    except (OSError, UnicodeError, ValueError, IndexError) as error:
        found = _POLIB_LINE.search(str(error))
        detail = _("a quotation mark inside the text is not escaped") if "double quote" in str(error) else ""
        raise PartnerwikiError(
            _("The catalog breaks the PO syntax") + (f": {detail}." if detail else "."),
            path=path,
            line=int(found.group(1)) if found else None,
            mend=_("Correct the line by hand or in Poedit; 'msgfmt -c FILE' checks it."),
        ) from error
    if text.strip() and not parsed and not parsed.metadata and "msgid" not in text:
        raise PartnerwikiError(
            _("This is not a catalog: it holds no msgid."),
            path=path,
            line=1,
            mend=_("Restore the file from the repository or delete it."),
        )
    return list(parsed)


def _refuse_duplicates(path: Path, po: POFile) -> None:
    seen: dict[tuple[str | None, str], int] = {}
    for entry in po.live:
        key = (entry.msgctxt, entry.msgid)
        if key in seen:
            raise PartnerwikiError(
                _("The same source text stands in the catalog twice; first in line {line}.").format(line=seen[key]),
                path=path,
                line=entry.linenum,
                mend=_("Keep the better one of the two entries and delete the other."),
            )
        seen[key] = entry.linenum
