"""What happened when: keys above a line of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partnerwiki.charts import calendar_axis
from partnerwiki.charts.canvas import NARROW, Canvas, Drawing, checked_key, sign_half

_SIZE = 10.0
_LANE = 24.0
_MARGIN = 18.0


@dataclass(frozen=True)
class Mark:
    """Something that happened; where only a year or a month is known, ``day`` is its first day and ``exact`` False."""

    key: str
    day: date
    exact: bool = True
    party: int | None = None


def timeline(marks: Sequence[Mark]) -> Drawing:
    """Draw the marks at their days; those that would touch stand above each other, the earlier one below.

    A stem with a full dot is a known day, one with an open dot a year or a month. Raises ValueError for a wrong key.
    """
    days = [mark.day for mark in marks] or [date(2000, 1, 1), date(2001, 1, 1)]
    left, right = _MARGIN, NARROW - _MARGIN
    axis = calendar_axis.axis(min(days), max(days), right - left)
    low, high = axis.low.toordinal(), axis.high.toordinal()
    ends: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: (mark.day, len(mark.key), mark.key)):
        x = left + (mark.day.toordinal() - low) / max(high - low, 1) * (right - left)
        half = sign_half(checked_key(mark.key), _SIZE) + 1.5
        lane = next((number for number, end in enumerate(ends) if end <= x - half), len(ends))
        ends[lane : lane + 1] = [x + half]
        placed.append((mark, x, lane))
    line = 20 + max(len(ends), 1) * _LANE
    canvas = Canvas(NARROW, line + calendar_axis.HEIGHT + 6)
    canvas.scale("t", (low, high), (left, right))
    calendar_axis.draw(canvas, "t", axis, line - 4, line + 4, line + 4)
    stems = [{"x": x, "y2": line - 18 - lane * _LANE} for _, x, lane in placed]
    canvas.add("rule", stems, y=line, stroke="line", strokeWidth=1)
    canvas.add("rule", [{"x": left, "x2": right}], y=line, stroke="ink", strokeWidth=1.5)
    for exact in (True, False):
        dots = [{"x": x} for mark, x, _ in placed if mark.exact == exact]
        canvas.add("symbol", dots, y=line, size=36, fill="ink" if exact else "paper", stroke="ink", strokeWidth=1.5)
    canvas.signs(((mark.key, x, line - 18 - lane * _LANE, mark.party) for mark, x, lane in placed), _SIZE)
    return canvas.drawing()
