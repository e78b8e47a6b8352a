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

#: The first entry of a file, whose msgstr is the header, and the charset that it names.
_HEADER = re.compile(rb'^msgid[ \t]+""[ \t]*\r?\n(?:""[ \t]*\r?\n)*msgstr[^\n]*(?:\n[ \t]*"[^\n]*)*', re.MULTILINE)
_CHARSET = re.compile(r"(?P<field>Content-Type:[^\"\n]*?charset=)(?P<name>[\w:.+-]+)")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")
_POLIB_LINE = re.compile(r"\(line (\d+)\)")
#: A comment's mark and what follows it.
_COMMENT = re.compile(r"(?P<mark>#~\||#[~,:.|]?)(?P<rest>.*)", re.DOTALL)
_STRING = r'"(?:[^"\\]++|\\(?:[abfnrtv"\\0-7]|x(?=[0-9a-fA-F])))*+"'
_CODE = re.compile(rf"(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?{_STRING}")
_PREVIOUS = re.compile(rf"(?:(?:msgctxt|msgid|msgid_plural)\s+)?{_STRING}")
#: A location: gettext puts a path with spaces between U+2068 and U+2069.
_LOCATION = re.compile("(?:\u2068(?P<spaced>[^\u2069]*)\u2069|(?P<plain>\\S+?))(?::(?P<line>\\d+))?(?=\\s|$)")
#: What polib is given ahead of every file, so that it never takes the file's first comment for its own.
_STUB = 'msgid ""\nmsgstr ""\n'


class _Lines(str):
    """A text that polib splits at line feeds only.

    ``str.splitlines`` also splits at U+2028, U+0085 and form feeds, which may stand inside a msgstr.
    """

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


@dataclass
class _Chunk:
    """The lines of one entry as they stand in the file; ``first_line`` and ``msgid_line`` count from 1."""

    first_line: int = 0
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
        body = _body(text)
        if chunks[-1].complete and not body.startswith(("msgstr", '"')):
            chunks.append(_Chunk())
        chunk = chunks[-1]
        chunk.first_line = chunk.first_line or number
        if body.startswith("msgid") and not chunk.msgid_line:
            chunk.msgid_line = number
        chunk.complete = chunk.complete or body.startswith("msgstr")
        chunk.lines.append(line)
    return [chunk for chunk in chunks if chunk.lines]


def _body(text: str) -> str:
    """Give a stripped line without the mark of an obsolete entry."""
    return text[2:].lstrip() if text.startswith("#~") and not text.startswith("#~|") else text


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
        entry.previous_msgid_plural,
        entry.tcomment,
        entry.comment,
        bool(entry.obsolete),
    )


@dataclass
class _Raw:
    """An entry as it stood in the file."""

    entry: polib.POEntry
    snapshot: tuple[object, ...]
    occurrences: list[tuple[str, str]]
    lines: list[str]


class POFile:
    """One PO file: ``header`` (text of the first entry), ``entries`` in order, live ones and obsolete ones.

    ``entry.linenum`` is the line of the entry's msgid (1-based) where the file was read. A file without a header has
    the header ``""``.
    """

    def __init__(self, path: Path, header: str) -> None:
        self.path = path
        self.header = header
        self.entries: list[polib.POEntry] = []
        self.encoding = "utf-8"
        self.newline = "\n"
        self.tail: list[str] = []
        self._raw: dict[int, _Raw] = {}
        self._on_disk = False

    @property
    def live(self) -> Iterator[polib.POEntry]:
        """The entries that are not obsolete."""
        return (entry for entry in self.entries if not entry.obsolete)

    @property
    def obsolete(self) -> Iterator[polib.POEntry]:
        """The obsolete entries."""
        return (entry for entry in self.entries if entry.obsolete)

    def remember(self, entries: list[polib.POEntry], chunks: list[_Chunk]) -> None:
        """Take ``entries`` for what stands on disk, each as the lines of its chunk."""
        self.entries, self._on_disk = entries, True
        for entry, chunk in zip(entries, chunks, strict=True):
            entry.linenum = chunk.msgid_line
            self._raw[id(entry)] = _Raw(entry, _snapshot(entry), list(entry.occurrences), chunk.lines)

    def render(self) -> str:
        """Give the file's text: unchanged entries as they stood, others in polib's form."""
        parts = [_with_charset(self.header, self.encoding), *(self._entry_text(entry) for entry in self.entries)]
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
        return (
            not self._on_disk
            or list(self._raw) != [id(entry) for entry in self.entries]
            or any(
                raw.snapshot != _snapshot(raw.entry)
                or (not raw.entry.obsolete and raw.occurrences != raw.entry.occurrences)
                for raw in self._raw.values()
            )
        )

    def touch(self) -> None:
        """Have the next :meth:`save` write the file in any case (it has a new path)."""
        self._on_disk = False

    def save(self) -> bool:
        """Write the file if its content changed, through a temporary file beside it; say whether it was written.

        A text that the file's charset cannot hold makes it UTF-8. Raises :class:`PartnerwikiError` where the file
        cannot be written; then the old one still stands.
        """
        if not self.changed():
            return False
        try:
            data = self._encoded()
        except UnicodeEncodeError:
            self.encoding = "utf-8"
            data = self._encoded()
        try:
            write_atomically(self.path, data)
        except OSError as error:
            raise PartnerwikiError(
                _("The catalog cannot be written: {error}.").format(error=error.strerror or error),
                path=self.path,
                mend=_("Make room on the disk or the folder writable, then run the command again."),
            ) from error
        return True

    def _encoded(self) -> bytes:
        return self.render().replace("\n", self.newline).encode(self.encoding)


_QUOTED = r'"(?:[^"\\\n]|\\[nrt"\\])*+"'
#: An entry as most are, with what follows it; nothing of it can stand in two ways.
_COMMON = re.compile(
    r"(?P<comments>(?:#(?:[ .:,][^\n]*)?\n)*(?:#\| msgid QUOTED\n(?:#\| QUOTED\n)*)?)"
    r"msgid (?P<msgid>QUOTED(?:\nQUOTED)*)\nmsgstr (?P<msgstr>QUOTED(?:\nQUOTED)*)(?:\n+|\Z)".replace("QUOTED", _QUOTED)
)
_ESCAPE = re.compile(r'\\([nrt"\\])')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes files private; catalogs and pages are as public as their neighbours
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def find(folder: Path) -> dict[str, Path]:
    """Give the catalogs below an ``LC_MESSAGES`` folder by name (``einstieg/index``), without hidden files."""
    found = {}
    for path in sorted(folder.rglob("*.po")):
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts):
            found[name.with_suffix("").as_posix()] = path
    return found


def _with_charset(header: str, encoding: str) -> str:
    """Have a header name the charset that the file is written in."""
    if not header:
        return header
    found = _CHARSET.search(header)
    if found is None:
        return f'{header}\n"Content-Type: text/plain; charset={encoding.upper()}\\n"'
    try:
        same = codecs.lookup(found["name"]).name == codecs.lookup(encoding).name
    except LookupError:
        same = False
    return header if same else header.replace(found[0], f"{found['field']}{encoding.upper()}", 1)


def _location_lines(entry: polib.POEntry) -> list[str]:
    lines = []
    for path, line in entry.occurrences:
        name = f"\u2068{path}\u2069" if re.search(r"\s", path) else path
        lines.append(f"#: {name}:{line}" if line else f"#: {name}")
    return lines


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

    Raises :class:`PartnerwikiError` with file, line and mend for a file that cannot be read or decoded, holds
    merge-conflict markers, breaks PO syntax, or holds two live entries with the same msgid and context.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PartnerwikiError(
            _("The catalog cannot be read: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("A catalog is a file that you may read; move away what stands in its place."),
        ) from error
    text, encoding = _decode(path, data)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    _refuse_conflicts(path, lines)
    _refuse_syntax(path, lines)
    chunks = _chunks(lines)
    po = POFile(path, "")
    po.encoding, po.newline = encoding, newline
    if chunks and not chunks[-1].complete:
        rest = chunks.pop()
        po.tail = _tail(path, rest)
        lines = lines[: rest.first_line - 1]
    entries = _parse(path, lines)
    for chunk, entry in zip(chunks, entries, strict=True):
        if "\u2068" in "".join(chunk.lines):
            entry.occurrences = _locations(chunk.lines)
    _refuse_duplicates(path, entries, chunks)
    header = next((number for number, entry in enumerate(entries) if _is_header(entry)), None)
    if header is not None:
        po.header = "\n".join(chunks.pop(header).lines)
        del entries[header]
    elif not entries:
        raise PartnerwikiError(
            _("This is not a catalog: it holds no msgid."),
            path=path,
            line=1,
            mend=_("Restore the file from the repository or delete it."),
        )
    po.remember(entries, chunks)
    return po


def read_common(data: bytes) -> list[polib.POEntry] | None:
    """Give the live entries of a catalog that is written as most are, several times faster than :func:`read`.

    It must be UTF-8 with line feeds alone, and hold nothing but a header and singular entries without context, none of
    them twice. None for every other file. The entries hold what a page needs: msgid, msgstr, line, flags, translator's
    comment, previous msgid.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeError:
        return None
    entries: dict[str, polib.POEntry] = {}
    place, line = 0, 1
    while place < len(text):
        found = _COMMON.match(text, place)
        if found is None:
            return None
        comments, msgid, msgstr = found["comments"], _unquoted(found["msgid"]), _unquoted(found["msgstr"])
        number = line + comments.count("\n")
        if place == 0 and (msgid or not _is_utf8(found["msgstr"])):
            return None
        if msgid in entries or (place > 0 and not msgid):
            return None
        entry = entries[msgid] = polib.POEntry(msgid=msgid, msgstr=msgstr, linenum=number)
        if comments:
            _take_comments(entry, comments)
        line += found.group().count("\n")
        place = found.end()
    return list(entries.values())[1:] or None


def _is_utf8(header: str) -> bool:
    """Say whether the first charset that a header names, as :func:`_decode` looks for it, is UTF-8."""
    found = _CHARSET.search(header)
    return found is not None and found["name"].lower() == "utf-8"


def _take_comments(entry: polib.POEntry, comments: str) -> None:
    lines = [line.strip() for line in comments.split("\n")[:-1]]
    # as polib has it: without empty lines at the beginning
    entry.tcomment = "\n".join(line[2:] for line in lines if line.startswith("# ") or line == "#").lstrip("\n")
    for line in lines:
        if line.startswith("#,") and line != "#,":
            entry.flags += [flag.strip() for flag in line[2:].split(",")]
    previous = [line.removeprefix("#| ").removeprefix("msgid ") for line in lines if line.startswith("#|")]
    if previous:
        entry.previous_msgid = _unquoted("\n".join(previous))


def _unquoted(lines: str) -> str:
    """Give the text of a msgid or msgstr as it stands in the file, in quotation marks on one or more lines."""
    text = lines[1:-1].replace('"\n"', "")
    return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], text) if "\\" in text else text


def _is_header(entry: polib.POEntry) -> bool:
    return not entry.msgid and not entry.msgctxt and not entry.obsolete


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    header = _HEADER.search(data)
    found = _CHARSET.search(header.group().decode("ascii", "replace")) if header else None
    name = found["name"] if found else "utf-8"
    if name == "CHARSET":  # the placeholder of a fresh template
        name = "utf-8"
    mend = _("Save the file as UTF-8 and write charset=UTF-8 into its header.")
    try:
        if b'msgid ""'.decode(name) != 'msgid ""':  # a charset whose quotation marks are other bytes
            raise LookupError(name)
    except (LookupError, UnicodeError) as error:
        raise PartnerwikiError(
            _("The catalog names a charset that cannot be used, '{name}'.").format(name=name),
            path=path,
            line=next(number for number, line in enumerate(data.split(b"\n"), 1) if name.encode() in line),
            mend=mend,
        ) from error
    if data.startswith(codecs.BOM_UTF8):
        data, name = data[len(codecs.BOM_UTF8) :], "utf-8"
    try:
        return data.decode(name), name
    except UnicodeError as error:
        raise PartnerwikiError(
            _("The catalog cannot be read as {name}.").format(name=name),
            path=path,
            line=data[: getattr(error, "start", 0)].count(b"\n") + 1,
            mend=mend,
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


def _syntax_error(path: Path, line: int | None, detail: str = "") -> PartnerwikiError:
    return PartnerwikiError(
        _("The catalog breaks the PO syntax") + (f": {detail}." if detail else "."),
        path=path,
        line=line,
        mend=_("Correct the line by hand or in Poedit; 'msgfmt -c FILE' checks it."),
    )


def _refuse_syntax(path: Path, lines: list[str]) -> None:
    """Check each line for itself. polib would read ``msgstr "cut o`` as ``cut`` and say nothing."""
    obsolete = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or (text.startswith("#") and not text.startswith(("#~", "#|"))):
            continue
        if text.startswith(("#~|", "#|")):
            body, pattern = text.lstrip("#~").removeprefix("|").lstrip(), _PREVIOUS
        else:
            body, pattern = _body(text), _CODE
            # msgctxt or msgid says whether its entry is obsolete, and the lines that follow must say the same
            if body.startswith(("msgctxt", "msgid")):
                obsolete = text.startswith("#~")
            elif body.startswith(('"', "msgstr")) and obsolete != text.startswith("#~"):
                raise _syntax_error(path, number, _("only a part of the entry is marked obsolete with #~"))
        if pattern.fullmatch(body):
            continue
        detail = ""
        if body.count('"') - body.count('\\"') > 2:
            detail = _("a quotation mark inside the text is not escaped")
        elif '"' in body and not body.endswith('"'):
            detail = _("the closing quotation mark is missing")
        raise _syntax_error(path, number, detail)


def _tail(path: Path, chunk: _Chunk) -> list[str]:
    """Give the comments at the end of a file; an entry without its msgstr there is an error."""
    if chunk.msgid_line or not all(line.lstrip().startswith("#") for line in chunk.lines):
        raise PartnerwikiError(
            _("The catalog breaks the PO syntax: this entry has no msgstr."),
            path=path,
            line=chunk.msgid_line or None,
            mend=_('The file may have been cut off: restore it from the repository, or add the line msgstr "".'),
        )
    return chunk.lines


def _parse(path: Path, lines: list[str]) -> list[polib.POEntry]:
    try:
        return list(polib.pofile(_Lines(_STUB + "\n".join(map(_for_polib, lines))), encoding="utf-8"))
    except (OSError, UnicodeError, ValueError, IndexError) as error:
        found = _POLIB_LINE.search(str(error))
        raise _syntax_error(path, int(found.group(1)) - _STUB.count("\n") if found else None) from error


def _for_polib(line: str) -> str:
    """Give a line in the form that polib knows.

    It wants a space behind the mark of a comment, and skips ``#~|`` lines: as ``#|`` lines they belong to the obsolete
    entry that follows.
    """
    text = line.strip()
    found = _COMMENT.fullmatch(text)
    if found is None:
        return line
    mark, rest = found["mark"], found["rest"]
    if mark == "#~|":
        mark = "#|"
    return f"{mark}{rest}" if not rest or rest[0] == " " else f"{mark} {rest}"


def _locations(lines: list[str]) -> list[tuple[str, str]]:
    return [
        (found["spaced"] or found["plain"], found["line"] or "")
        for line in lines
        if line.lstrip().startswith("#:")
        for found in _LOCATION.finditer(line.lstrip()[2:])
    ]


def _refuse_duplicates(path: Path, entries: list[polib.POEntry], chunks: list[_Chunk]) -> None:
    seen: dict[tuple[str | None, str], int] = {}
    for entry, chunk in zip(entries, chunks, strict=True):
        if entry.obsolete:
            continue
        key = (entry.msgctxt, entry.msgid)
        if key in seen:
            raise PartnerwikiError(
                _("The same source text stands in the catalog twice; first in line {line}.").format(line=seen[key]),
                path=path,
                line=chunk.msgid_line,
                mend=_("Keep the better one of the two entries and delete the other."),
            )
        seen[key] = chunk.msgid_line
