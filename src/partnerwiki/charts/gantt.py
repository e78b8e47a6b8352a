"""Who does what by when: bars, milestones, what waits for what, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from partnerwiki.charts import calendar_axis
from partnerwiki.charts.canvas import DIAMOND, NARROW, WIDE, Canvas, Drawing, checked_key, number

_ROW = 24.0
_TOP = calendar_axis.HEIGHT + 14
_HALF = 6.0


@dataclass(frozen=True)
class Bar:
    """A task from ``start`` to ``end``, both days included; a milestone where they are the same.

    ``progress`` is in percent; ``after`` holds the keys of what has to be done before.
    """

    key: str
    start: date
    end: date
    progress: float = 0.0
    after: tuple[str, ...] = ()

    def overdue(self, today: date) -> bool:
        """Tell whether it should be done and is not."""
        return self.end < today and self.progress < 100


def gantt(bars: Sequence[Bar], today: date) -> Drawing:
    """Draw a row for each bar in the order given, under an axis of months, quarters or years.

    The filled part of a bar is its progress. What is overdue is hatched, has a heavy outline and an exclamation mark
    before its key. A dashed line is today, if it is within the plan or at most a tenth of its length away. Wider than
    340 from 18 months on. Arrows to keys that are not there are left out. Raises ValueError for an end before its
    start, a wrong key or a progress outside 0–100.
    """
    for bar in bars:
        checked_key(bar.key)
        if bar.end < bar.start or not 0 <= number(bar.progress) <= 100:
            raise ValueError(f"not a bar: {bar}")
    plan = _Plan(bars, today)
    plan.frame()
    plan.arrows()
    for late in (False, True):
        plan.tasks(late=late)
        plan.milestones(late=late)
    return plan.canvas.drawing()


class _Plan:
    """The rows and the axis of one plan."""

    def __init__(self, bars: Sequence[Bar], today: date) -> None:
        self._today = today
        self._rows = [(bar, _TOP + (place + 0.5) * _ROW) for place, bar in enumerate(bars)]
        low = min((bar.start for bar in bars), default=today)
        high = max((bar.end for bar in bars), default=today)
        reach = (high - low).days // 10
        if min(abs((today - high).days), abs((today - low).days)) <= reach:
            low, high = min(low, today), max(high, today)
        self._width = NARROW if (high - low).days <= 550 else WIDE
        self._left = 26 + max((7.0 * len(bar.key) for bar in bars), default=8.0)
        self._right = self._width - 18.0
        self._axis = calendar_axis.axis(low, high, self._right - self._left)
        self._bottom = _TOP + max(len(bars), 1) * _ROW
        self.canvas = Canvas(self._width, self._bottom + 8)

    def _x(self, ordinal: int) -> float:
        low, high = self._axis.low.toordinal(), self._axis.high.toordinal()
        return self._left + (ordinal - low) / (high - low) * (self._right - self._left)

    def _start(self, bar: Bar) -> float:
        return self._x(bar.start.toordinal()) - (8 if bar.start == bar.end else 0)

    def _end(self, bar: Bar) -> float:
        if bar.start == bar.end:
            return self._x(bar.start.toordinal()) + 8
        return max(self._x(bar.end.toordinal() + 1), self._start(bar) + 3)

    def frame(self) -> None:
        """Draw the axis, the keys and the line of today."""
        span = (self._axis.low.toordinal(), self._axis.high.toordinal())
        self.canvas.scale("t", span, (self._left, self._right))
        calendar_axis.draw(self.canvas, "t", self._axis, calendar_axis.HEIGHT, self._bottom, 0)
        keys = [{"y": y, "text": bar.key} for bar, y in self._rows]
        self.canvas.texts(keys, x=self._left - 11, align="right", fontWeight="bold")
        late = [{"y": y, "text": "!"} for bar, y in self._rows if bar.overdue(self._today)]
        self.canvas.texts(late, x=8, fontSize=17, fontWeight="bold")
        if self._axis.low <= self._today <= self._axis.high:
            x = self._x(self._today.toordinal())
            line: dict[str, Any] = {"stroke": "ink", "strokeWidth": 1.5, "strokeDash": [4, 3]}
            self.canvas.add("rule", [{"x": x, "y": _TOP - 8, "y2": self._bottom}], **line)
            self.canvas.add("path", [{"path": f"M{x - 5:.2f} {_TOP - 14}h10l-5 7z"}], fill="ink")

    def arrows(self) -> None:
        """Draw from the end of what comes first to the start of what waits for it."""
        by_key = {bar.key: (bar, y) for bar, y in self._rows}
        paths = [
            {"path": _arrow(self._end(by_key[key][0]), by_key[key][1], self._start(bar), y)}
            for bar, y in self._rows
            for key in bar.after
            if key in by_key and key != bar.key
        ]
        self.canvas.add("path", paths, stroke="soft", strokeWidth=1.25)

    def tasks(self, *, late: bool) -> None:
        """Draw the bars that are late or those that are not."""
        those = [(bar, y) for bar, y in self._rows if bar.start < bar.end and bar.overdue(self._today) == late]
        boxes = [(bar, self._start(bar), self._end(bar), y - _HALF) for bar, y in those]
        colour = "c1" if late else "c0"
        whole = [{"x": start, "width": end - start, "y": y} for _, start, end, y in boxes]
        done = [
            {"x": start, "width": (end - start) * bar.progress / 100, "y": y}
            for bar, start, end, y in boxes
            if bar.progress > 0
        ]
        self.canvas.add("rect", whole, height=2 * _HALF, fill="paper")
        if late:
            self.canvas.add("rect", whole, height=2 * _HALF, fill="hatch1")
        self.canvas.add("rect", done, height=2 * _HALF, fill=colour)
        self.canvas.add("rect", whole, height=2 * _HALF, stroke=colour, strokeWidth=2 if late else 1.25)

    def milestones(self, *, late: bool) -> None:
        """Draw the milestones that are late or those that are not: full when reached."""
        those = [(bar, y) for bar, y in self._rows if bar.start == bar.end and bar.overdue(self._today) == late]
        colour = "c1" if late else "c0"
        usual: dict[str, Any] = {"shape": DIAMOND, "size": 180, "stroke": colour, "strokeWidth": 2}
        for fill, full in ((colour, True), ("paper", False)):
            rows = [{"x": self._x(bar.start.toordinal()), "y": y} for bar, y in those if (bar.progress >= 100) == full]
            self.canvas.add("symbol", rows, fill=fill, **usual)
            if late:
                self.canvas.add("symbol", rows, fill="hatch1", **usual)


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """Give a path with right angles that comes to ``x2`` from the left."""
    if x2 - x1 >= 10:
        way = f"M{x1:.2f} {y1:.2f}H{x2 - 6:.2f}V{y2:.2f}H{x2 - 1:.2f}"
    else:
        between = y2 - (_ROW / 2 if y2 > y1 else -_ROW / 2)
        way = f"M{x1:.2f} {y1:.2f}h4V{between:.2f}H{x2 - 7:.2f}V{y2:.2f}H{x2 - 1:.2f}"
    return f"{way}m-4 -3.5l4 3.5l-4 3.5"
