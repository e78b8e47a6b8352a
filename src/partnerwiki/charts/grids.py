"""Five by five: actors by power and interest, risks by likelihood and impact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import Any

from partnerwiki.charts.canvas import SMALL, Canvas, Drawing, checked_key, sign_half

_LEFT, _TOP, _BOTTOM, _RIGHT = 30.0, 12.0, 26.0, 10.0
_CELL = 60.0
#: From this product of likelihood and impact on a cell has this much shade.
BANDS = ((1, 0.0), (5, 0.12), (10, 0.26), (15, 0.42))


@dataclass(frozen=True)
class Point:
    """An actor: ``interest`` and ``power`` from 1 to 5, ``party`` its index from 0 or None."""

    key: str
    interest: int
    power: int
    party: int | None = None


@dataclass(frozen=True)
class Danger:
    """A risk: ``likelihood`` and ``impact`` from 1 to 5."""

    key: str
    likelihood: int
    impact: int


_Placed = tuple[str, int, int, int | None]


def grid(points: Sequence[Point]) -> Drawing:
    """Draw actors: interest from left to right, power upwards; heavy lines divide 1–3 from 4–5.

    Actors in one cell stand in rows in the order given. Raises ValueError for a value outside 1–5 or a wrong key.
    """
    board = _Board([(point.key, point.interest, point.power, point.party) for point in points], above=0)
    board.frame()
    heavy: dict[str, Any] = {"stroke": "ink", "strokeWidth": 1.5, "strokeDash": [6, 3]}
    (x0, y0), (x, y), (x1, y1) = board.corner(1, 6), board.corner(4, 4), board.corner(6, 1)
    board.canvas.add("rule", [{"x": x, "x2": x, "y": y0, "y2": y1}, {"x": x0, "x2": x1, "y": y, "y2": y}], **heavy)
    board.signs()
    return board.canvas.drawing()


def risks(dangers: Sequence[Danger]) -> Drawing:
    """Draw risks: likelihood from left to right, impact upwards.

    Each cell is shaded by the product of both (from 5, from 10, from 15) and shows it. Raises ValueError for a value
    outside 1–5 or a wrong key.
    """
    board = _Board([(danger.key, danger.likelihood, danger.impact, None) for danger in dangers], above=14)
    cells = [(x, y, x * y) for y in range(1, 6) for x in range(1, 6)]
    for (least, shade), most in zip(BANDS, [least for least, _ in BANDS[1:]] + [26], strict=True):
        rows = [
            {"x": board.corner(x, y + 1)[0], "y": board.corner(x, y + 1)[1]}
            for x, y, product in cells
            if least <= product < most
        ]
        if shade:
            board.canvas.add("rect", rows, width=board.wide, height=board.high, fill="c1", fillOpacity=shade)
    board.frame()
    board.canvas.texts(
        [
            {"x": board.corner(x, y)[0] + 4, "y": board.corner(x, y + 1)[1] + 9, "text": str(product)}
            for x, y, product in cells
        ],
        fontSize=SMALL,
        align="left",
    )
    board.signs()
    return board.canvas.drawing()


class _Board:
    """Cells that are all as large as the fullest one needs; ``above`` is the height of what stands over the signs."""

    def __init__(self, placed: list[_Placed], *, above: float) -> None:
        self._placed = placed
        self._cells: dict[tuple[int, int], list[_Placed]] = defaultdict(list)
        for one in placed:
            if not (1 <= one[1] <= 5 and 1 <= one[2] <= 5):
                raise ValueError(f"not in the grid from 1 to 5: {one}")
            checked_key(one[0])
            self._cells[one[1], one[2]].append(one)
        most = max(map(len, self._cells.values()), default=1)
        self._across = max(1, ceil(sqrt(most)))
        self._size = 11.0 if self._across <= 2 else 8.5
        half = max((sign_half(key, self._size) for key, *_ in placed), default=self._size)
        self._pitch = 2 * half + 4
        self._above = above
        self.wide = max(_CELL, self._across * self._pitch + 4)
        self.high = max(_CELL, above + ceil(most / self._across) * self._pitch + 4)
        self.canvas = Canvas(_LEFT + 5 * self.wide + _RIGHT, _TOP + 5 * self.high + _BOTTOM)

    def corner(self, x: int, y: int) -> tuple[float, float]:
        """Give the lower left corner of a cell."""
        return _LEFT + (x - 1) * self.wide, _TOP + (6 - y) * self.high

    def frame(self) -> None:
        """Draw the cells' edges, the arrows and the digits of both axes."""
        low, high = self.corner(1, 1), self.corner(6, 6)
        at = range(1, 7)
        lines = [{"x": self.corner(n, 1)[0], "x2": self.corner(n, 1)[0], "y": low[1], "y2": high[1]} for n in at]
        lines += [{"x": low[0], "x2": high[0], "y": self.corner(1, n)[1], "y2": self.corner(1, n)[1]} for n in at]
        self.canvas.add("rule", lines, stroke="line", strokeWidth=0.75)
        middles = [(left + right) / 2 for left, right in pairwise(self.corner(n, 1)[0] for n in at)]
        digits = [{"x": x, "y": low[1] + 15, "text": str(n)} for n, x in enumerate(middles, 1)]
        heights = [(below + above) / 2 for below, above in pairwise(self.corner(1, n)[1] for n in at)]
        digits += [{"x": low[0] - 14, "y": y, "text": str(n)} for n, y in enumerate(heights, 1)]
        self.canvas.texts(digits)
        arrows = [
            {"path": f"M{low[0]} {low[1]}H{high[0] + 6}m-5 -4l5 4l-5 4"},
            {"path": f"M{low[0]} {low[1]}V{high[1] - 6}m-4 5l4 -5l4 5"},
        ]
        self.canvas.add("path", arrows, stroke="ink", strokeWidth=1.5)

    def signs(self) -> None:
        """Place what is in a cell in rows around its middle."""
        rows = []
        for (x, y), those in sorted(self._cells.items()):
            left, bottom = self.corner(x, y)
            lines = ceil(len(those) / self._across)
            middle = bottom - (self.high - self._above) / 2
            for number, (key, _, _, party) in enumerate(those):
                row, column = divmod(number, self._across)
                width = min(self._across, len(those) - row * self._across)
                rows.append(
                    (
                        key,
                        left + self.wide / 2 + (column - (width - 1) / 2) * self._pitch,
                        middle + (row - (lines - 1) / 2) * self._pitch,
                        party,
                    )
                )
        self.canvas.signs(rows, self._size)
