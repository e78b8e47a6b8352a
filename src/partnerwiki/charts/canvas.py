"""A drawing before it is drawn: a Vega specification, built mark by mark.

Lengths are user units of the SVG (about one CSS pixel when it is shown 340 wide), y grows downwards. Colours are names
(``ink``, ``soft``, ``line``, ``paper``, ``c0`` … ``c5``, ``hatch0`` …, ``dots0`` …) that
:mod:`partnerwiki.charts.render` turns into classes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

#: The usual width: a phone shows it at nearly its own size.
NARROW = 340
WIDE = 640
SMALL = 11.5
FONT = 12
#: Colours that go round; see charts.css.
COLOURS = 6
_KEY = re.compile(r"[A-Z]{0,2}[0-9]{0,5}(\.[0-9]{1,3}){0,2}")
#: Outlines of the parties' signs in a square from -1 to 1: what distinguishes them where colours do not.
CIRCLE = "M-0.95 0A0.95 0.95 0 1 1 0.95 0A0.95 0.95 0 1 1 -0.95 0Z"
SQUARE = "M-0.85 -0.85H0.85V0.85H-0.85Z"
DIAMOND = "M0 -1.2L1.2 0L0 1.2L-1.2 0Z"
HEXAGON = "M-0.55 -0.95H0.55L1.1 0L0.55 0.95H-0.55L-1.1 0Z"
SHIELD = "M-0.9 -0.9H0.9V0.3L0 1.15L-0.9 0.3Z"
HOUSE = "M-0.9 0.85V-0.3L0 -1.15L0.9 -0.3V0.85Z"
SHAPES = (CIRCLE, SQUARE, DIAMOND, HEXAGON, SHIELD, HOUSE)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Drawing:
    """What to draw: ``spec`` is a Vega specification as JSON, ``width`` and ``height`` are in user units.

    A drawing wider than 340 belongs into a container that scrolls sideways.
    """

    width: int
    height: int
    spec: str


@dataclass
class Canvas:
    """Collects marks; the first lies lowest."""

    width: float
    height: float
    marks: list[dict[str, Any]] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)
    scales: list[dict[str, Any]] = field(default_factory=list)
    projections: list[dict[str, Any]] = field(default_factory=list)

    def scale(self, name: str, domain: tuple[float, float], pixels: tuple[float, float]) -> None:
        """Add a linear scale; marks name it in ``scaled``."""
        ends = {"domain": list(domain), "range": list(pixels)}
        self.scales.append({"name": name, "type": "linear", "zero": False, **ends})

    def add(self, kind: str, rows: Rows, *, scaled: Mapping[str, str] | None = None, **fixed: Any) -> None:
        """Add one mark of a Vega ``kind`` for each row: its values are channels, ``fixed`` are those of all rows."""
        if not rows:
            return
        name = f"d{len(self.data)}"
        self.data.append({"name": name, "values": [dict(row) for row in rows]})
        enter: dict[str, Any] = {channel: {"value": value} for channel, value in fixed.items()}
        for channel in sorted({channel for row in rows for channel in row}):
            enter[channel] = {"field": channel}
            if scaled and channel in scaled:
                enter[channel]["scale"] = scaled[channel]
        self.marks.append({"type": kind, "from": {"data": name}, "encode": {"enter": enter}})

    def texts(self, rows: Rows, *, scaled: Mapping[str, str] | None = None, **fixed: Any) -> None:
        """Add short texts, centred on their place, in ink."""
        usual = {"align": "center", "baseline": "middle", "fontSize": FONT, "fill": "ink"}
        self.add("text", rows, scaled=scaled, **{**usual, **fixed})

    def signs(self, rows: Iterable[tuple[str, float, float, int | None]], size: float = 11.0) -> None:
        """Add keys in their party's sign: rows of (key, x, y, party); ``size`` is half of the sign's width."""
        rows = list(rows)
        for wide in sorted({sign_half(key, size) for key, *_ in rows}):
            those = [row for row in rows if sign_half(row[0], size) == wide]
            self.add(
                "symbol",
                [{"x": x, "y": y, "shape": shape(party), "stroke": colour(party)} for _, x, y, party in those],
                size=4 * wide * wide,
                fill="paper",
                strokeWidth=2.5,
            )
        self.texts([{"x": x, "y": y, "text": key} for key, x, y, _ in rows], fontSize=SMALL, fontWeight="bold")

    def drawing(self) -> Drawing:
        """Give the drawing; two canvases with the same marks give the same one."""
        width, height = math.ceil(self.width), math.ceil(self.height)
        spec = {
            "$schema": "https://vega.github.io/schema/vega/v5.json",
            "width": width,
            "height": height,
            "padding": 0,
            "autosize": "none",
            "data": self.data,
            "scales": self.scales,
            "projections": self.projections,
            "marks": self.marks,
        }
        return Drawing(width, height, json.dumps(_rounded(spec), sort_keys=True, separators=(",", ":")))


def _rounded(value: Any) -> Any:
    """Round what is computed here, so that the last bit of a float does not change a drawing's name in the cache."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


def checked_key(key: str) -> str:
    """Give the key.

    Raises:
        ValueError: It is not digits with at most two capital letters before and parts after points (``7``, ``A12``,
            ``1.2.3``): a record's text must not get into a drawing.
    """
    if not key or not _KEY.fullmatch(key):
        raise ValueError(f"not a key of a drawing: {key!r}")
    return key


def number(value: Decimal | float) -> float:
    """Give the number as a float.

    Raises:
        ValueError: It is not finite or beyond 1e15.
    """
    value = float(value)
    if not math.isfinite(value) or abs(value) > 1e15:
        raise ValueError(f"not a number that can be drawn: {value!r}")
    return value


def letter(party: int) -> str:
    """Give the letter of the party with this index from 0: A to Z, then AA."""
    return (letter(party // 26 - 1) if party >= 26 else "") + chr(65 + party % 26)


def colour(party: int | None) -> str:
    """Give the colour of a party; of what belongs to none, ink."""
    return "ink" if party is None else f"c{party % COLOURS}"


def shape(party: int | None) -> str:
    """Give the outline of a party's sign; with the colour it is one of 36 pairs."""
    return CIRCLE if party is None else SHAPES[(party + party // COLOURS) % len(SHAPES)]


def sign_half(key: str, size: float) -> float:
    """Give half the width that a key needs in its sign."""
    return max(size, 3.6 * len(key) + 3.5)


def steps(low: float, high: float, most: int) -> list[float]:
    """Give round numbers (1, 2, 5 × 10ⁿ apart) that reach from ``low`` or below to ``high`` or above."""
    span = (high - low) or abs(high) or 1.0
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * count, 12) for count in range(first, max(last, first + 1) + 1)]


def amount(value: float) -> str:
    """Give a number with narrow spaces between groups, from 10⁹ on as a product with a power of ten."""
    if abs(value) >= 1e9:
        exponent = math.floor(math.log10(abs(value)))
        power = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{value / 10**exponent:.3g}·10{power}".replace("-", "\u2212")
    text = f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace("-", "\u2212")


def fitting(low: float, high: float, pixels: float) -> list[float]:
    """Give round numbers as :func:`steps` does, so few that their labels do not touch on ``pixels``."""
    for most in (4, 3, 2):
        ticks = steps(low, high, most)
        if max(len(amount(tick)) for tick in ticks) * 6.6 + 8 <= pixels / (len(ticks) - 1):
            return ticks
    return [ticks[0], ticks[-1]]
