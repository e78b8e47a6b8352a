"""Files that are ZIP archives, the same whenever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

#: The earliest moment that an archive can name.
_MOMENT = (1980, 1, 1, 0, 0, 0)
#: What a reader looks for first: the kinds of the parts of a Word document, the kind of an OpenDocument.
_FIRST = ("mimetype", "[Content_Types].xml")


def packed(data: bytes, changed: Callable[[str, bytes], bytes] = lambda _name, part: part) -> bytes:
    """Give an archive with its files in order and of one moment; ``changed`` may give another text for a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name not in _FIRST, name)):
            # an OpenDocument's kind can be read without unpacking
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, _MOMENT), changed(name, old.read(name)), kind)
    return stream.getvalue()
