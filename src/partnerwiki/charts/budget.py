"""Money: planned and actual by source, and the share that a party has to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from partnerwiki.charts.canvas import NARROW, SMALL, Canvas, Drawing, amount, checked_key, fitting, number

#: How own cash, a grant, money of third parties and what is given in kind are filled.
FILLS = ("c0", "bars4", "dots2", "hatch3")
_LEFT, _RIGHT = 46.0, 14.0
_BAR = 16.0
_ROW = 2 * _BAR + 16


@dataclass(frozen=True)
class Money:
    """Amounts of one currency by source, none below 0."""

    own: Decimal | float = 0
    grant: Decimal | float = 0
    third: Decimal | float = 0
    in_kind: Decimal | float = 0

    def parts(self) -> tuple[float, float, float, float]:
        """Give the four amounts; ValueError if one is negative or no number."""
        own, grant, third, in_kind = map(number, (self.own, self.grant, self.third, self.in_kind))
        parts = (own, grant, third, in_kind)
        if min(parts) < 0:
            raise ValueError(f"an amount below 0 cannot be drawn: {self}")
        return parts


@dataclass(frozen=True)
class Stack:
    """What a party or a source was to bring (``planned``) and brought (``actual``; None: not known yet)."""

    key: str
    planned: Money
    actual: Money | None = None


def budget(stacks: Sequence[Stack]) -> Drawing:
    """Draw two bars for each stack, over an axis of amounts.

    The upper one, with an open ring before it, is planned; the lower one, with a full disc, actual. Parts stand in the
    order own cash (full, 1), grant (upright lines, 2), third party (dots, 3), in kind (hatched, 4), each with its digit
    where there is room. Raises ValueError for a negative amount, one beyond 1e15 or a wrong key.
    """
    height = 8 + max(len(stacks), 1) * _ROW
    canvas = Canvas(NARROW, height + 26)
    bars = []
    for place, stack in enumerate(stacks):
        top = 12 + place * _ROW
        bars.append((top, stack.planned.parts(), False))
        if stack.actual is not None:
            bars.append((top + _BAR + 3, stack.actual.parts(), True))
    highest = max((sum(parts) for _, parts, _ in bars), default=0.0) or 1.0
    ticks = fitting(0.0, highest, NARROW - _LEFT - _RIGHT)
    canvas.scale("m", (0, ticks[-1]), (_LEFT, NARROW - _RIGHT - 12))
    _axis(canvas, ticks, 6, height)
    keys = [{"y": 12 + place * _ROW + _BAR + 1.5, "text": checked_key(stack.key)} for place, stack in enumerate(stacks)]
    canvas.texts(keys, x=24, align="right", fontWeight="bold")
    for full in (False, True):
        rings = [{"y": top + _BAR / 2} for top, _, actual in bars if actual == full]
        canvas.add("symbol", rings, x=36, size=50, fill="ink" if full else "paper", stroke="ink", strokeWidth=1.5)
    for source, fill in enumerate(FILLS):
        spans = [
            {"x": start, "x2": end, "y": top}
            for top, parts, _ in bars
            for place, (start, end) in enumerate(pairwise([0.0, *accumulate(parts)]))
            if place == source and end > start
        ]
        scaled = {"x": "m", "x2": "m"}
        canvas.add("rect", spans, scaled=scaled, height=_BAR, fill="paper")
        edge: dict[str, Any] = {"stroke": f"c{fill[-1]}", "strokeWidth": 1.25}
        canvas.add("rect", spans, scaled=scaled, height=_BAR, fill=fill, **edge)
        digits = [
            {"x": (float(span["x"]) + float(span["x2"])) / 2, "y": span["y"] + _BAR / 2 + 0.5, "text": str(source + 1)}
            for span in spans
            if (float(span["x2"]) - float(span["x"])) / ticks[-1] * (NARROW - _LEFT - _RIGHT) > 16
        ]
        canvas.add(
            "symbol", [{"x": row["x"], "y": row["y"]} for row in digits], scaled={"x": "m"}, size=170, fill="paper"
        )
        canvas.texts(digits, scaled={"x": "m"}, fontSize=SMALL, fontWeight="bold")
    return canvas.drawing()


def share(value: float, minimum: float) -> Drawing:
    """Draw a share of 0–100 % as a bar, with a mark at the least that it has to be.

    A share that is too small is hatched, has an exclamation mark, and the missing part an outline of dashes; one that
    suffices is full and has a tick. Raises ValueError for what is not within 0–100.
    """
    if not (0 <= number(value) <= 100 and 0 <= number(minimum) <= 100):
        raise ValueError(f"not shares in percent: {value}, {minimum}")
    canvas = Canvas(NARROW, 66)
    canvas.scale("m", (0, 100), (16, NARROW - 34))
    _axis(canvas, [0, 25, 50, 75, 100], 14, 40, unit="\u202f%")
    enough = value >= minimum
    scaled = {"x": "m", "x2": "m"}
    row: dict[str, Any] = {"y": 18, "height": 18}
    if not enough:
        missing = [{"x": value, "x2": minimum}]
        canvas.add("rect", missing, scaled=scaled, **row, fill="paper", stroke="ink", strokeDash=[3, 2])
    bar = [{"x": 0, "x2": value}]
    canvas.add("rect", bar, scaled=scaled, **row, fill="paper")
    colour = "c2" if enough else "c1"
    canvas.add("rect", bar, scaled=scaled, **row, fill="c2" if enough else "hatch1", stroke=colour, strokeWidth=1.5)
    canvas.add("rule", [{"x": minimum}], scaled=scaled, y=8, y2=40, stroke="ink", strokeWidth=3)
    canvas.add("symbol", [{"x": minimum}], scaled=scaled, y=7, shape="triangle-down", size=70, fill="ink")
    if enough:
        canvas.add("path", [{"path": f"M{NARROW - 22} 27l5 6l9 -13"}], stroke="c2", strokeWidth=3)
    else:
        canvas.texts([{"x": NARROW - 14, "text": "!"}], y=27, fontSize=20, fontWeight="bold")
    return canvas.drawing()


def _axis(canvas: Canvas, ticks: Sequence[float], top: float, bottom: float, *, unit: str = "") -> None:
    rows = [{"x": tick} for tick in ticks]
    canvas.add("rule", rows, scaled={"x": "m"}, y=top, y2=bottom, stroke="line", strokeWidth=0.75)
    labels = [{"x": tick, "text": amount(tick) + unit} for tick in ticks]
    canvas.texts(labels, scaled={"x": "m"}, y=bottom + 13, fontSize=SMALL)
