"""Versions of an agreement's text: frozen once it is negotiated, kept in a file each, compared with what is there now.

Files stand beside the records: ``source/_data/versions/ID-1.json``. The record names the number and the checksum.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from partnerwiki.agreements.wording import Text, Wording, read
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.pofile import write_atomically
from partnerwiki.records.models import Agreement, Stage
from partnerwiki.records.rules_papers import RESOLVED
from partnerwiki.records.store import FOLDER, Entry, Store, nearest, read_store
from partnerwiki.today import today

#: The folder of the versions, below that of the records.
VERSIONS = "versions"


@dataclass(frozen=True)
class Frozen:
    """What freezing did: the version, its checksum, and the files that were written or would be."""

    version: int
    checksum: str
    files: tuple[Path, ...]


def find(project: Project, name: str) -> tuple[Store, Entry]:
    """Give the records and the agreement of this id. Raises :class:`PartnerwikiError` where there is none."""
    store, problems = read_store(project.srcdir, project.languages)
    known = store.ids.get(name)
    if known is None or known.kind != "agreements":
        broken = next((one for one in problems if name in store.broken), None)
        if broken is not None:
            raise broken.as_error
        there = [entry.record.id for entry in store.of("agreements")]
        near = nearest(name, there)
        raise PartnerwikiError(
            _("There is no agreement with the id '{id}'.").format(id=name[:60]),
            mend=_("Did you mean '{near}'?").format(near=near)
            if near
            else _("There are: {ids}.").format(ids=", ".join(there[:12]) or "–"),
        )
    return store, known.entry


def text_of(project: Project, store: Store, entry: Entry) -> Text:
    """Give the text of an agreement as it is now. Raises :class:`PartnerwikiError` where its page is missing."""
    text = read(project, store, entry)
    if text is None:
        raise PartnerwikiError(
            _("The agreement '{id}' has no page with its text.").format(id=entry.record.id),
            path=project.shown(entry.file.path),
            line=entry.line(("page",)),
            mend=_("Name the Markdown page in 'page', without '.md': agreements/letter."),
        )
    return text


def path_of(project: Project, name: str, version: int) -> Path:
    """Give the file of a version."""
    return project.srcdir / FOLDER / VERSIONS / f"{name}-{version}.json"


def load(project: Project, name: str, version: int) -> Wording:
    """Read a version. Raises :class:`PartnerwikiError` where it is missing or is no longer what was frozen."""
    path = path_of(project, name, version)
    try:
        data = json.loads(path.read_bytes())
        wording = Wording.from_dict(data["wording"])
        checksum = data["checksum"]
    except OSError:
        raise PartnerwikiError(
            _("There is no version {version} of '{id}'.").format(version=version, id=name),
            path=project.shown(path),
            mend=_("'partnerwiki agreement freeze' writes versions; bring the file back from the history."),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        wording, checksum = None, ""
    if wording is None or wording.checksum != checksum:
        raise PartnerwikiError(
            _("This file is not what was frozen."),
            path=project.shown(path),
            mend=_("Bring it back from the history; versions are never edited."),
        )
    return wording


def freeze(project: Project, name: str, *, dry_run: bool = False) -> Frozen:
    """Freeze the text of an agreement as its next version, or as the first one.

    A draft becomes *negotiated*. Raises :class:`PartnerwikiError` where a text in one of the authoritative languages is
    not reviewed, a place is yet to be filled in, or the text has been resolved on.
    """
    store, entry = find(project, name)
    record: Agreement = entry.record
    text = text_of(project, store, entry)
    refuse_unready(project, entry, text)
    checksum = text.wording.checksum
    if record.frozen == checksum:
        return Frozen(record.version, checksum, ())
    if record.frozen is not None and record.stage in RESOLVED:
        raise PartnerwikiError(
            _("'{id}' is '{stage}': what was resolved or signed is not changed.").format(id=name, stage=record.stage),
            path=project.shown(entry.file.path),
            line=entry.line(("stage",)),
            mend=_("Bring the text back, or write a new agreement on a page of its own that supersedes this one."),
        )
    version = record.version + 1 if record.frozen is not None else record.version
    values = {"version": str(version), "frozen": checksum}
    if record.stage is Stage.DRAFT:
        values["stage"] = Stage.NEGOTIATED.value
    path = path_of(project, name, version)
    data = {"agreement": name, "version": version, "day": today().isoformat(), "checksum": checksum}
    body = json.dumps(data | {"wording": text.wording.as_dict()}, ensure_ascii=False, indent=1) + "\n"
    edited = with_values(project, entry, values)
    if not dry_run:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, body.encode("utf-8"))
        write_atomically(entry.file.path, edited)
    return Frozen(version, checksum, (path, entry.file.path))


def refuse_unready(project: Project, entry: Entry, text: Text) -> None:
    """Raise :class:`PartnerwikiError` where a text is not ready to be agreed on; it names each place."""
    places = [f"{project.shown(one.path)}:{one.line} ({one.state})" for one in text.unready]
    places += [one.place for one in text.wording.blanks()]
    if places:
        raise PartnerwikiError(
            _("The text of '{id}' is not ready: {places}").format(id=entry.record.id, places="; ".join(places)),
            path=project.shown(entry.file.path),
            line=entry.line(),
            mend=_("Have every translation reviewed, and fill in what stands in brackets: [… amount]."),
        )


def sign(project: Project, name: str, file: Path, *, dry_run: bool = False) -> str:
    """Record the SHA-256 (hex) of the signed PDF, and where it lies if that is below the folder of the pages.

    Raises :class:`PartnerwikiError` where the file is no PDF, or another one is on record.
    """
    _store, entry = find(project, name)
    record: Agreement = entry.record
    digest = checksum_of(file)
    if record.sha256 is not None and record.sha256 != digest:
        raise PartnerwikiError(
            _("Another file is on record as signed: {sha256}.").format(sha256=record.sha256),
            path=project.shown(entry.file.path),
            line=entry.line(("sha256",)),
            mend=_("Is it the right file? To replace the one on record, take out the line 'sha256' first."),
        )
    values = {"sha256": digest}
    if file.resolve().is_relative_to(project.srcdir.resolve()):
        values["signed_file"] = file.resolve().relative_to(project.srcdir.resolve()).as_posix()
    edited = with_values(project, entry, values)
    if not dry_run:
        write_atomically(entry.file.path, edited)
    return digest


def checksum_of(file: Path) -> str:
    """Give the SHA-256 (hex) of a PDF. Raises :class:`PartnerwikiError` for a file that is missing or no PDF."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PartnerwikiError(
            _("The file cannot be read: {error}.").format(error=error.strerror or error),
            path=file,
            mend=_("It is a file that you may read; move away what stands in its place."),
        ) from None
    if b"%PDF-" not in data[:1024]:
        raise PartnerwikiError(
            _("This is no PDF."), path=file, mend=_("Scan the signed paper, or take the signed file, as a PDF.")
        )
    return hashlib.sha256(data).hexdigest()


def with_values(project: Project, entry: Entry, values: Mapping[str, str]) -> bytes:
    """Give the file of a record with some of its plain values set; comments and all else stay as they are.

    Raises :class:`PartnerwikiError` for a record that is not written one key a line.
    """
    path = entry.file.path
    data = path.read_bytes().decode("utf-8-sig")
    lines = data.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in data else "\n"
    head = entry.line(("id",)) - 1
    begins = re.match(r"(\s*(?:- )?)id:", lines[head])
    if begins is None:
        raise _by_hand(project, entry, values)
    added = []
    for key, value in values.items():
        if (*entry.place, key) not in entry.file.lines:
            added.append(f"{' ' * len(begins[1])}{key}: {value}{end}")
            continue
        number = entry.line((key,)) - 1
        old = re.match(rf"(?P<key>\s*(?:- )?{key}:)\s*[^#\s]*(?P<comment>\s+#.*)?\s*$", lines[number])
        if old is None:
            raise _by_hand(project, entry, values)
        lines[number] = f"{old['key']} {value}{old['comment'] or ''}{end}"
    lines[head] = lines[head].rstrip("\r\n") + end
    lines[head + 1 : head + 1] = added
    edited = "".join(lines).encode("utf-8")
    store, _problems = read_store(project.srcdir, project.languages, instead={path: edited})
    known = store.ids.get(entry.record.id)
    wanted = entry.record.model_dump(mode="json") | {key: _value(value) for key, value in values.items()}
    if known is None or known.entry.record.model_dump(mode="json") != wanted:
        raise _by_hand(project, entry, values)
    return edited


def _value(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text


def _by_hand(project: Project, entry: Entry, values: Mapping[str, str]) -> PartnerwikiError:
    return PartnerwikiError(
        _("The record '{id}' cannot be changed by the program: it is not written one key a line.").format(
            id=entry.record.id
        ),
        path=project.shown(entry.file.path),
        line=entry.line(),
        mend=_("Write these lines into it: {lines}").format(
            lines="; ".join(f"{key}: {value}" for key, value in values.items())
        ),
    )
