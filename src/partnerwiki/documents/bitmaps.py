"""Pictures as Word can show them: drawings and WebP become PNG, the others stay as they are."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import imagesize
from lxml import etree

from partnerwiki.documents.pdf import FONTS
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: How the files begin that Word shows as they are.
_KINDS = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_SVG = "http://www.w3.org/2000/svg"
#: A unit of a drawing is 1/96 inch (CSS), of which the renderer's own measure, the point, has 3/4.
_SCALE = 0.75
#: Three dots a unit are 288 an inch; no drawing gets more than this many dots on its longer side.
_PPI, _DOTS = 288, 2400


def address(data: bytes) -> str:
    """Give a picture as an address that holds it (``data:image/png;base64,…``), whatever its file is called.

    Raises :class:`PartnerwikiError` for what is no picture.
    """
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")
    try:
        if not kind:
            kind, data = "png", drawn(_framed(data) if data.startswith(b"RIFF") else data)
        elif min(imagesize.get(io.BytesIO(data))) < 1:
            raise ValueError(kind)
    except (ValueError, RuntimeError, etree.XMLSyntaxError):
        raise PartnerwikiError(
            _("This picture cannot be read: it is damaged, or of a kind that we do not know."),
            mend=_("Save it again as PNG or JPEG."),
        ) from None
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def drawn(svg: bytes) -> bytes:
    """Give a drawing as PNG. What it would fetch from elsewhere is left out.

    Raises :class:`ValueError`, :class:`RuntimeError` or :class:`lxml.etree.XMLSyntaxError` for what is no drawing.
    """
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    for part in root.iter():
        for name, value in part.attrib.items():
            if etree.QName(name).localname == "href" and not value.strip().startswith(("#", "data:")):
                del part.attrib[name]
    longest = max(_size(root))
    if not 0 < longest < float("inf"):
        raise ValueError(longest)
    ppi = min(_PPI, 72 * _DOTS / (_SCALE * longest))
    text = etree.tostring(root, encoding="unicode")
    return bytes(_renderer()(text, scale=_SCALE, ppi=ppi))


def _size(root: Any) -> tuple[float, float]:
    """Give width and height of a drawing in its units."""
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        raise ValueError(root.tag)
    box = root.get("viewBox", "").replace(",", " ").split()
    told = [root.get(name, "") for name in ("width", "height")]
    if all(told) and not any("%" in value for value in told):
        width, height = imagesize.get(io.BytesIO(etree.tostring(root)))
        return float(width), float(height)
    if len(box) != 4:
        raise ValueError(box)
    return float(box[2]), float(box[3])


def _framed(data: bytes) -> bytes:
    """Give a drawing that holds a picture and nothing else."""
    width, height = imagesize.get(io.BytesIO(data))
    if min(width, height) < 1:
        raise ValueError(width, height)
    inside = base64.b64encode(data).decode("ascii")
    return (
        f'<svg xmlns="{_SVG}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/webp;base64,{inside}"/></svg>'
    ).encode("ascii")


@cache
def _renderer() -> Callable[..., bytes]:
    import vl_convert  # starting its engine takes a third of a second, which documents without a drawing do without

    vl_convert.register_font_directory(str(Path(FONTS)))
    draw: Callable[..., bytes] = vl_convert.svg_to_png
    return draw
