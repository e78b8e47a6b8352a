"""Whether something works: readings over time, or the last one alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from partnerwiki.charts import calendar_axis
from partnerwiki.charts.canvas import DIAMOND, NARROW, SMALL, Canvas, Drawing, amount, fitting, number, steps

_TOP, _HEIGHT = 12.0, 150.0


@dataclass(frozen=True)
class Reading:
    """A value on a day."""

    day: date
    value: Decimal | float


def line(readings: Sequence[Reading], baseline: Reading, target: Reading, direction: Literal["up", "down"]) -> Drawing:
    """Draw readings as a line of dots, from the baseline (square) towards the target (diamond).

    A dashed line shows the even way from the one to the other; an arrow at the right edge shows in which direction the
    indicator is meant to go. Readings are drawn by date. Raises ValueError for what is not a number up to 1e15.
    """
    points = [(reading.day, number(reading.value)) for reading in sorted(readings, key=lambda one: one.day)]
    start, goal = (baseline.day, number(baseline.value)), (target.day, number(target.value))
    values = [value for _, value in (*points, start, goal)]
    ticks = steps(min(values), max(values), 5)
    left = 14 + 6.4 * max(len(amount(tick)) for tick in ticks)
    right, bottom = NARROW - 26.0, _TOP + _HEIGHT
    days = [day for day, _ in (*points, start, goal)]
    axis = calendar_axis.axis(min(days), max(days), right - left)
    canvas = Canvas(NARROW, bottom + calendar_axis.HEIGHT)
    canvas.scale("t", (axis.low.toordinal(), axis.high.toordinal()), (left, right))
    canvas.scale("v", (ticks[0], ticks[-1]), (bottom, _TOP))
    levels = [{"y": tick} for tick in ticks]
    canvas.add("rule", levels, scaled={"y": "v"}, x=left, x2=right, stroke="line", strokeWidth=0.75)
    labels = [{"y": tick, "text": amount(tick)} for tick in ticks]
    canvas.texts(labels, scaled={"y": "v"}, x=left - 7, align="right", fontSize=SMALL)
    calendar_axis.draw(canvas, "t", axis, bottom, bottom + 5, bottom + 4)

    scaled = {"x": "t", "y": "v", "x2": "t", "y2": "v"}
    way = [{"x": start[0].toordinal(), "y": start[1], "x2": goal[0].toordinal(), "y2": goal[1]}]
    canvas.add("rule", way, scaled=scaled, stroke="ink", strokeWidth=1.5, strokeDash=[5, 4])
    dots = [{"x": day.toordinal(), "y": value} for day, value in points]
    canvas.add("line", dots, scaled=scaled, stroke="c0", strokeWidth=2.5)
    canvas.add("symbol", dots, scaled=scaled, size=60, fill="paper", stroke="c0", strokeWidth=2.5)
    for (day, value), shape, fill in ((start, "square", "ink"), (goal, DIAMOND, "c1")):
        place = [{"x": day.toordinal(), "y": value}]
        canvas.add("symbol", place, scaled=scaled, shape=shape, size=110, fill=fill, stroke="paper", strokeWidth=1.5)
    tip, foot, turn = (_TOP + 40, _TOP + 90, 1) if direction == "up" else (_TOP + 90, _TOP + 40, -1)
    arrow = f"M{NARROW - 12} {foot}V{tip}m-5 {6 * turn}l5 {-6 * turn}l5 {6 * turn}"
    canvas.add("path", [{"path": arrow}], stroke="ink", strokeWidth=2)
    return canvas.drawing()


def bullet(value: Decimal | float | None, baseline: Decimal | float, target: Decimal | float) -> Drawing:
    """Draw the way from baseline (square) to target (upright line with a diamond) and how far the value is along it.

    ``value`` None: nothing was read yet. Raises ValueError for what is not a number up to 1e15.
    """
    start, goal = number(baseline), number(target)
    now = None if value is None else number(value)
    known = [start, goal, *([] if now is None else [now])]
    ticks = fitting(min(known), max(known), NARROW - 48)
    canvas = Canvas(NARROW, 74)
    canvas.scale("m", (ticks[0], ticks[-1]), (24, NARROW - 24))
    scaled = {"x": "m", "x2": "m"}
    canvas.add("rule", [{"x": tick} for tick in ticks], scaled=scaled, y=16, y2=50, stroke="line", strokeWidth=0.75)
    labels = [{"x": tick, "text": amount(tick)} for tick in ticks]
    canvas.texts(labels, scaled=scaled, y=62, fontSize=SMALL)
    way = [{"x": start, "x2": goal}]
    canvas.add("rect", way, scaled=scaled, y=24, height=18, fill="paper", stroke="ink", strokeDash=[4, 3])
    if now is not None:
        canvas.add("rect", [{"x": start, "x2": now}], scaled=scaled, y=28, height=10, fill="c0")
        canvas.add("symbol", [{"x": now}], scaled=scaled, y=33, size=60, fill="paper", stroke="c0", strokeWidth=2.5)
    canvas.add("symbol", [{"x": start}], scaled=scaled, y=33, shape="square", size=110, fill="ink", stroke="paper")
    canvas.add("rule", [{"x": goal}], scaled=scaled, y=16, y2=46, stroke="c1", strokeWidth=3)
    canvas.add("symbol", [{"x": goal}], scaled=scaled, y=12, shape=DIAMOND, size=110, fill="c1")
    return canvas.drawing()
