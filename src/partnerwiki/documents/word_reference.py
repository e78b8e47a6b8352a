"""The reference document of our Word documents: its page and its styles. A town can put its own in place."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Made by ``scripts/reference_docx.py``.
OURS = Path(__file__).with_name("reference.docx")


def prepared(own: Path | None) -> bytes:
    """Give the reference document: a town's own, with those of our styles that it lacks, or ours.

    Raises :class:`PartnerwikiError` for a file that is no Word document.
    """
    if own is None:
        return OURS.read_bytes()
    import docx

    try:
        document = docx.Document(io.BytesIO(own.read_bytes()))
        styles: Any = document.styles.element
    except OSError as error:
        raise PartnerwikiError(
            _("A file cannot be read or written: {error}").format(error=error.strerror or error), path=own
        ) from None
    except (ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise PartnerwikiError(
            _("This file is no Word document."), path=own, mend=_("Save it in Word as a document (.docx).")
        ) from None
    _complete(styles, docx.Document(str(OURS)).styles.element)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _complete(styles: Any, ours: Any) -> None:
    """Add the styles that are missing. They are known by their names: Word's ids of them differ by its language."""
    from docx.oxml.ns import qn

    def name(style: Any) -> tuple[str, str]:
        return style.get(qn("w:type")), "".join(style.xpath("./w:name/@w:val")).lower()

    ids = {name(style): style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    defaults = {style.get(qn("w:type")) for style in styles.findall(qn("w:style")) if style.get(qn("w:default")) == "1"}
    missing = [style for style in ours.findall(qn("w:style")) if name(style) not in ids]
    renamed = {style.get(qn("w:styleId")): ids.get(name(style)) for style in ours.findall(qn("w:style"))}
    taken = set(ids.values())
    for style in missing:
        identity = style.get(qn("w:styleId"))
        renamed[identity] = f"{identity}Partnerwiki" if identity in taken else identity
    for style in missing:
        new = deepcopy(style)
        new.set(qn("w:styleId"), renamed[style.get(qn("w:styleId"))])
        if new.get(qn("w:type")) in defaults:
            new.attrib.pop(qn("w:default"), None)
        for tag in ("w:basedOn", "w:next", "w:link"):
            for other in new.findall(qn(tag)):
                other.set(qn("w:val"), renamed[other.get(qn("w:val"))])
        styles.append(new)
