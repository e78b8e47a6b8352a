"""Pictures of a file: their kind is what their bytes say, and a drawing keeps nothing that acts or fetches."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import imagesize
from lxml import etree

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.guard import parse_xml

_KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
#: Dots that a picture may have at most.
_DOTS = 100_000_000
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ALLOWED = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "title",
        "desc",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "image",
        "switch",
        "metadata",
    ]
)
_STYLE = re.compile(r"url\((?!\s*['\"]?#)|expression|@import|javascript:|\\", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*\Z")


def checked(data: bytes) -> tuple[str, bytes] | None:
    """Give the ending and the bytes of a picture that a page can show, None for any other file."""
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")
    if not kind:
        return _drawing(data)
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except (ValueError, OSError, TypeError, IndexError):
        return None
    return (kind, data) if 0 < int(width) * int(height) <= _DOTS and min(width, height) > 0 else None


def _drawing(data: bytes) -> tuple[str, bytes] | None:
    if b"<svg" not in data[:5000] and b":svg" not in data[:5000]:
        return None
    try:
        root = parse_xml(data, Path())
    except PartnerwikiError:
        return None
    if root.tag != f"{_SVG}svg":
        return None
    for part in list(root.iter()):
        if part is root:
            _clean(part)
        elif not isinstance(part.tag, str) or not _is_allowed(part):
            if part.getparent() is not None:
                part.getparent().remove(part)
        else:
            _clean(part)
    return "svg", etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _is_allowed(part: Any) -> bool:
    name = etree.QName(part)
    return name.namespace == _SVG[1:-1] and name.localname in _ALLOWED


def _clean(part: Any) -> None:
    for name, value in list(part.attrib.items()):
        local = etree.QName(name).localname.lower()
        is_address = local in ("href", "src") or name == _XLINK
        if local.startswith("on") or local == "base" or (is_address and not _is_inside(value)) or _STYLE.search(value):
            del part.attrib[name]


def _is_inside(address: str) -> bool:
    return address.strip().startswith("#") or _DATA.match(address.strip()) is not None
