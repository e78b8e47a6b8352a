"""What a file may be before anything reads it: its kind by its content, its size, what its archive holds.

Nothing of a file is executed or fetched, and nothing of it is written to disk under a name of its own.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Bytes of a file, of all that an archive holds, and of one XML part of it.
MOST, UNPACKED, PART = 50_000_000, 500_000_000, 100_000_000
#: Parts of an archive, and how many times its size it may unpack to; Word's XML reaches about 40.
MEMBERS, RATIO = 5_000, 200
#: An archive below this size, unpacked, is no bomb whatever its ratio.
_SMALL = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileKind(StrEnum):
    """The kinds of files that can be read."""

    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    PDF = "pdf"


class Archive:
    """The parts of a zip file by name, all checked; ``read`` unpacks one and never more than it said it would be."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _broken(path) from error
        if len(infos) > MEMBERS:
            raise _refused(path, _("it holds too many parts ({count})").format(count=len(infos)))
        total = sum(info.file_size for info in infos)
        if total > UNPACKED or (total > _SMALL and total > RATIO * max(len(data), 1)):
            raise _refused(path, _("it unpacks to {size} MB").format(size=total // 1_000_000))
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._check(info)
            self._infos[info.filename] = info

    def _check(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename.replace("\\", "/")
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name:
            raise _refused(self.path, _("it names a file outside of itself ({name})").format(name=name[:80]))
        if info.flag_bits & 0x1:
            raise PartnerwikiError(
                _("This file is locked with a password."),
                path=self.path,
                mend=_("Open it in the program that made it and save it without a password."),
            )
        if info.filename in self._infos:
            raise _refused(self.path, _("it holds two parts of one name ({name})").format(name=name[:80]))

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """Unpack a part. Raises :class:`PartnerwikiError` for one that is broken or larger than it says."""
        info = self._infos[name]
        if info.file_size > PART:
            raise _refused(self.path, _("it unpacks to {size} MB").format(size=info.file_size // 1_000_000))
        try:
            with self._zip.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise _broken(self.path) from error
        if len(data) > info.file_size:
            raise _broken(self.path)
        return data

    def xml(self, name: str) -> Any | None:
        """Give the root of an XML part, None where there is none. Entities and document types are refused."""
        return parse_xml(self.read(name), self.path) if name in self else None

    def rewritten(self, changed: dict[str, bytes], keep: frozenset[str] | None = None) -> bytes:
        """Give the archive with some parts changed; with ``keep`` no other part is in it."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
            for name in self.names:
                if name in changed:
                    target.writestr(name, changed[name])
                elif keep is None or name in keep:
                    target.writestr(name, self.read(name))
        return stream.getvalue()


def parse_xml(data: bytes, path: Path) -> Any:
    """Give the root of an XML text, read without its document type, its entities and the network."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(path) from error
    if root.getroottree().docinfo.doctype:
        raise _refused(path, _("it defines entities"))
    for part in root.iter(etree.ProcessingInstruction):
        if part.getparent() is not None:
            part.getparent().remove(part)
    return root


def read_file(path: Path) -> tuple[FileKind, bytes]:
    """Read a file and say what it is, whatever its name says.

    Raises :class:`PartnerwikiError` for one that is missing, too large or of another kind.
    """
    try:
        if not path.is_file():
            raise PartnerwikiError(_("There is no such file."), path=path, mend=_("Check the file's name."))
        if path.stat().st_size > MOST:
            raise PartnerwikiError(
                _("This file is larger than {size} MB.").format(size=MOST // 1_000_000),
                path=path,
                mend=_("Make its pictures smaller, or divide it."),
            )
        data = path.read_bytes()
    except OSError as error:
        raise PartnerwikiError(
            _("A file cannot be read or written: {error}").format(error=error.strerror or error), path=path
        ) from error
    return _kind(data, path), data


def _kind(data: bytes, path: Path) -> FileKind:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"PK"):
        archive = Archive(data, path)
        if "word/document.xml" in archive or ("[Content_Types].xml" in archive and main_part(archive)):
            return FileKind.DOCX
        if "mimetype" in archive and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
            return FileKind.ODT
    elif data.startswith(_OLE):
        raise PartnerwikiError(
            _("This is a file of an old program, or one that is locked with a password."),
            path=path,
            mend=_("Open it in Word or LibreOffice and save it as a Word document (.docx) without a password."),
        )
    elif _looks_like_html(data):
        return FileKind.HTML
    raise PartnerwikiError(
        _("This file is neither a Word document nor OpenDocument text, HTML or PDF."),
        path=path,
        mend=_("Open it in the program that made it and save it as a Word document (.docx)."),
    )


def _looks_like_html(data: bytes) -> bool:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("latin-1",):
        start = data[:4096].decode(encoding, "replace").lstrip("\ufeffï»¿ \t\r\n").lower()
        if start.startswith("<?xml"):
            start = start.partition("?>")[2].lstrip()
        return start.startswith(("<!doctype html", "<html", "<head", "<body", "<!--", "<h1", "<p>", "<p ", "<div"))
    return False


def main_part(archive: Archive) -> str:
    """Give the name of a Word file's main part: what its relationships name, which other programs call otherwise."""
    root = archive.xml("_rels/.rels")
    for relation in root if root is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument") and relation.get("TargetMode") != "External":
            name = posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
            if name in archive and name.endswith(".xml") and not name.startswith(("xl/", "ppt/")):
                return name
    return ""


def _broken(path: Path) -> PartnerwikiError:
    return PartnerwikiError(
        _("This file is damaged."),
        path=path,
        mend=_("Open it in the program that made it, save it anew and try again."),
    )


def _refused(path: Path, reason: str) -> PartnerwikiError:
    return PartnerwikiError(
        _("This file is not read: {reason}.").format(reason=reason),
        path=path,
        mend=_("No word processor writes such a file. Ask whoever sent it for another."),
    )
