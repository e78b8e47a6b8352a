"""From a drawing to an SVG that stands inside a page.

Vega draws. What it gives is rebuilt so that a page can hold it: colours become classes that charts.css fills for light,
dark and print, numbers are rounded, ids get the page's anchor, everything that speaks English or styles inline goes.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from partnerwiki.charts.canvas import Drawing, colour, shape
from partnerwiki.pofile import write_atomically

#: Colours where no stylesheet reaches: those of light paper. charts.css names the same.
LIGHT = {
    "c0": "#0072b2",
    "c1": "#d55e00",
    "c2": "#00855f",
    "c3": "#b4568c",
    "c4": "#946c00",
    "c5": "#4d4d4d",
    "ink": "#1a1c1e",
    "soft": "#5c636a",
    "line": "#8a9199",
    "paper": "#ffffff",
}
#: Widths from which charts.css does not shrink a drawing, but its container scrolls.
SIZES = (340, 480, 640, 960, 1280, 2560, 5120, 10240, 20480)
#: Which form of what this module makes is in the cache.
_FORM = "1"
_SVG = "{http://www.w3.org/2000/svg}"
#: Stands for the anchor in what is kept; no key can hold it.
_ANCHOR_MARK = "@@"
_ANCHOR = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_DECIMAL = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_KEPT = ("d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "transform", "text-anchor", "font-size",
         "font-weight", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "fill-opacity",
         "stroke-opacity", "fill", "stroke")  # fmt: skip
_PATTERN = re.compile(r"(hatch|dots|bars)(\d)")
_CORNER = re.compile(r"([MLZ])(?:(-?[\d.]+)[, ](-?[\d.]+))?")
_STRAIGHT = re.compile(r"(?:[ML]-?[\d.]+[, ]-?[\d.]+|Z)+")


class Drawer:
    """Makes SVGs and keeps them in a folder, named by what they show."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def svg(self, drawing: Drawing, *, anchor: str, title: str, desc: str) -> str:
        """Give the ``<svg>`` element of a drawing.

        ``anchor`` is an id that the page has nowhere else; ids inside begin with it. ``title`` and ``desc`` are plain
        text in the page's language.

        Raises:
            ValueError: ``anchor`` is not a letter followed by letters, digits, ``-`` and ``_``.
            OSError: The cache cannot be written.
        """
        if not _ANCHOR.fullmatch(anchor):
            raise ValueError(f"not an anchor: {anchor!r}")
        size = next((size for size in SIZES if drawing.width <= size), SIZES[-1])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pw-chart pw-w{size}" viewBox="0 0 {drawing.width} '
            f'{drawing.height}" role="img" direction="ltr" aria-labelledby="{anchor}-t {anchor}-d">'
            f'<title id="{anchor}-t">{escape(title)}</title><desc id="{anchor}-d">{escape(desc)}</desc>'
            f"{self._body(drawing).replace(_ANCHOR_MARK, anchor)}</svg>"
        )

    def _body(self, drawing: Drawing) -> str:
        name = hashlib.sha256(f"{_FORM}\n{_renderer()}\n{drawing.spec}".encode()).hexdigest()
        kept = self._cache / name[:2] / f"{name}.svg"
        try:
            return kept.read_text(encoding="utf-8")
        except FileNotFoundError:
            body = rebuilt(_vega(drawing.spec))
            write_atomically(kept, body.encode())
            return body


@cache
def _renderer() -> str:
    return version("vl-convert-python")


def _vega(spec: str) -> str:
    import vl_convert  # starting its engine takes a third of a second, which builds without a picture do without

    return str(vl_convert.vega_to_svg(spec, allowed_base_urls=[]))


def rebuilt(svg: str) -> str:
    """Give the inside of Vega's SVG in the form that a page holds; ids begin with a mark for the anchor."""
    patterns: set[str] = set()
    whole = etree.Element("g", fill="none")
    for child in etree.fromstring(svg.encode()):
        whole.extend(_clean(child, patterns))
    definitions = "".join(_pattern(name) for name in sorted(patterns))
    return (f"<defs>{definitions}</defs>" if definitions else "") + _text(whole)


def _text(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode"))


def _clean(element: etree._Element, patterns: set[str]) -> list[etree._Element]:
    """Give what is drawn of an element: itself with few attributes, its parts alone, or nothing."""
    tag = str(element.tag).removeprefix(_SVG)
    if element.get("display") == "none" or element.get("class") == "background" or element.get("d") == "":
        return []
    attributes = _attributes(element, patterns)
    if tag != "g":
        new = etree.Element(tag, attributes)
        new.text = element.text
        return [new]
    parts = [new for child in element for new in _clean(child, patterns)]
    kept = {name: value for name, value in attributes.items() if name == "transform"}
    is_mark = (element.get("class") or "").startswith("mark-") and "mark-group" not in (element.get("class") or "")
    shared = _shared(parts) if is_mark and len(parts) > 1 else {}
    if not parts or not (kept or shared):
        return parts
    group = etree.Element("g", {**kept, **shared})
    for part in parts:
        for name in shared:
            del part.attrib[name]
    group.extend(parts)
    return [group]


def _shared(parts: list[etree._Element]) -> dict[str, str]:
    """Give the attributes that all parts have and that a group can carry for them."""
    first = dict(parts[0].attrib)
    able = first.keys() - {"d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height"}
    return {
        name: first[name] for name in first if name in able and all(part.get(name) == first[name] for part in parts)
    }


def _attributes(element: etree._Element, patterns: set[str]) -> dict[str, str]:
    given: dict[str, Any] = {name: element.get(name) for name in _KEPT if element.get(name) is not None}
    classes = []
    for name in ("fill", "stroke"):
        value = given.pop(name, None)
        if value in LIGHT:
            classes.append(f"pw-{value}" if name == "fill" else f"pw-{value}-edge")
            given[name] = LIGHT[value]
        elif value and _PATTERN.fullmatch(value):
            patterns.add(value)
            given[name] = f"url(#{_ANCHOR_MARK}-{value})"
    if element.tag == f"{_SVG}text" and "stroke" in given:
        given["paint-order"] = "stroke"
    for name, value in list(given.items()):
        if name in {"d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height"}:
            given[name] = _DECIMAL.sub(_short, value)
    if len(given.get("d", "")) > 400:
        given["d"] = _relative(given["d"])
    given["font-size"] = (given.get("font-size") or "").removesuffix("px")
    given["class"] = " ".join(classes)
    return {name: value for name, value in given.items() if value and value != "translate(0,0)"}


def _short(found: re.Match[str]) -> str:
    """Round to a tenth."""
    return f"{round(float(found[0]), 1) + 0.0:g}" if abs(float(found[0])) < 1e5 else f"{float(found[0]):.0f}"


def _relative(path: str) -> str:
    """Give a long path of straight lines by its steps, in tenths that add up: half as long for a coast."""
    if not _STRAIGHT.fullmatch(path):
        return path
    words, last_x, last_y = [], 0, 0
    for command, x, y in _CORNER.findall(path):
        if command == "Z":
            words.append("z")
            continue
        now_x, now_y = round(float(x) * 10), round(float(y) * 10)
        if command == "M":
            words.append(f"M{now_x / 10:g} {now_y / 10:g}l")
        elif (now_x, now_y) != (last_x, last_y):
            words.append(f"{(now_x - last_x) / 10:g} {(now_y - last_y) / 10:g} ")
        last_x, last_y = now_x, now_y
    return "".join(words).replace(" -", "-").replace(" M", "M").replace(" z", "z").replace("lz", "z").strip(" l")


def _pattern(name: str) -> str:
    """Give the definition of a filling that is told apart without its colour."""
    kind, number = _PATTERN.fullmatch(name).groups()  # type: ignore[union-attr]
    of_colour = f'class="pw-c{number}-edge" stroke="{LIGHT[f"c{number}"]}"'
    start = f'<pattern id="{_ANCHOR_MARK}-{name}" width="6" height="6" patternUnits="userSpaceOnUse"'
    if kind == "dots":
        return f'{start}><path {of_colour} stroke-width="3" stroke-linecap="round" d="M3 3h0"/></pattern>'
    turned = ' patternTransform="rotate(45)"' if kind == "hatch" else ""
    return f'{start}{turned}><path {of_colour} stroke-width="2.6" d="M3 0v6"/></pattern>'


def party_sign(party: int | None) -> str:
    """Give the sign of a party as a small SVG for a key or a table; it is hidden from those who hear the page."""
    return _sign(
        f'<path class="pw-paper {_edge(colour(party))}" fill="{LIGHT["paper"]}" stroke="{LIGHT[colour(party)]}" '
        f'stroke-width=".25" d="{shape(party)}"/>'
    )


def source_sign(source: int) -> str:
    """Give the filling of a source of money as a small SVG; 0 own cash, 1 grant, 2 third party, 3 in kind."""
    from partnerwiki.charts.budget import FILLS

    fill = FILLS[source]
    number = fill[-1]
    edge, light = _edge(f"c{number}"), LIGHT[f"c{number}"]
    marks = {
        "c": f'<path class="pw-c{number}" fill="{light}" d="M-1-1H1V1H-1Z"/>',
        "h": f'<path class="{edge}" stroke="{light}" stroke-width=".35" d="M-1 0L0-1M-1 1L1-1M0 1L1 0"/>',
        "d": f'<path class="{edge}" stroke="{light}" stroke-width=".5" stroke-linecap="round" '
        'd="M-.5-.5h0M.5-.5h0M-.5.5h0M.5.5h0"/>',
        "b": f'<path class="{edge}" stroke="{light}" stroke-width=".35" d="M-.6-1V1M0-1V1M.6-1V1"/>',
    }
    frame = f'<path class="{edge}" stroke="{light}" stroke-width=".2" d="M-1-1H1V1H-1Z"/>'
    return _sign(marks[fill[0]] + frame)


def _edge(name: str) -> str:
    return f"pw-{name}-edge"


def _sign(inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="pw-swatch" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true" '
        f'fill="none">{inside}</svg>'
    )
