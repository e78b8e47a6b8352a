"""Contacts as address cards.

vCard 3.0 (RFC 2426) and not 4.0: the mail programs of town halls read 3.0, several of them nothing younger. It has no
field for languages, so they stand in the note.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterator

from partnerwiki.partnership.exporting import Export, Records, Row, Say
from partnerwiki.records.labels import labels
from partnerwiki.records.models import Contact

#: How picture files begin that address books can show.
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF"}
#: What the note holds, for 3.0 has no fields for it.
_IN_NOTE = ("languages", "second_script", "pronunciation", "form_of_address", "deputy")


def vcf(records: Records, language: str, say: Say, host: str, picture: Callable[[str], bytes | None]) -> bytes:
    """Give the contacts as address cards, in the order of the records.

    ``host`` is the site's host name: with a contact's id it names the card for good. ``picture`` reads a file below the
    source folder, or gives None. Contacts come with a photo only where their consent covers it: reducing them has
    taken it out of the others.
    """
    export = Export(records, language, say)
    lines = [line for row in export.rows["contacts"] for line in _card(export, row, host, picture)]
    return b"".join(_folded(line) for line in lines)


def _card(export: Export, row: Row, host: str, picture: Callable[[str], bytes | None]) -> Iterator[str]:
    contact: Contact = row.part
    cells = {
        column.name: str(export.cell(row.entry, getattr(contact, column.attribute), column.shape, ", "))
        for column in export.columns("contacts")
    }
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:{_escaped(f'{contact.id}@{host}')}"
    yield f"FN:{_escaped(contact.name)}"
    # which word is the family's name differs from country to country: nothing is guessed
    yield f"N:{_escaped(contact.name)};;;;"
    for name, value in (("ORG", cells["party"]), ("TITLE", cells["role"])):
        if value:
            yield f"{name}:{_escaped(value)}"
    if contact.phone:
        yield f"TEL;TYPE=WORK,VOICE:{_escaped(contact.phone)}"
    if contact.mail:
        yield f"EMAIL;TYPE=INTERNET,WORK:{_escaped(contact.mail)}"
    if contact.time_zone:
        yield f"TZ;VALUE=text:{_escaped(contact.time_zone)}"
    note = [f"{labels(export.language)[name]}: {cells[name]}" for name in _IN_NOTE if cells[name]]
    if note:
        yield f"NOTE:{_escaped(chr(10).join(note))}"
    data = picture(contact.photo) if contact.photo else None
    form = next((name for begin, name in _PICTURES.items() if data and data.startswith(begin)), None)
    if data and form:
        yield f"PHOTO;ENCODING=b;TYPE={form}:{base64.b64encode(data).decode('ascii')}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    """Give a value as a line may hold it."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(
        "".join(sign for sign in line if unicodedata.category(sign) != "Cc") for line in text.splitlines()
    )


def _folded(line: str) -> bytes:
    """Give a line in pieces of 75 bytes at most that divide no character; each but the first begins with a blank."""
    pieces, piece = [], b""
    for sign in line:
        data = sign.encode("utf-8", "replace")
        if len(piece) + len(data) > 75:
            pieces.append(piece)
            piece = b" "
        piece += data
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
