"""Pairs of what belongs together in two sequences that keep their order; pairs that are not sure are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
NEVER = float("inf")


def align(
    left: Sequence[T], right: Sequence[T], cost: Callable[[T, T], float], *, gap: float, margin: float
) -> list[tuple[int, int]]:
    """Give the places of pairs, in order.

    ``cost`` says how little two fit (0: wholly), :data:`NEVER` that they do not; what stays alone costs ``gap``. A pair
    is given only where each alignment without it costs at least ``margin`` more than the best one.
    """
    costs = [[cost(one, other) for other in right] for one in left]
    rows, columns = len(left), len(right)
    before = _forward(costs, rows, columns, gap)
    turned = [row[::-1] for row in costs[::-1]]
    after = _forward(turned, rows, columns, gap)
    best = before[rows][columns]
    found = []
    through = [
        [before[y][x] + costs[y][x] + after[rows - y - 1][columns - x - 1] for x in range(columns)] for y in range(rows)
    ]
    alone_left = [
        min(before[y][x] + gap + after[rows - y - 1][columns - x] for x in range(columns + 1)) for y in range(rows)
    ]
    alone_right = [
        min(before[y][x] + gap + after[rows - y][columns - x - 1] for y in range(rows + 1)) for x in range(columns)
    ]
    for y in range(rows):
        for x in range(columns):
            if through[y][x] > best + 1e-9:
                continue
            others = [through[y][other] for other in range(columns) if other != x]
            others += [through[other][x] for other in range(rows) if other != y]
            if min([*others, alone_left[y], alone_right[x]]) >= best + margin:
                found.append((y, x))
    return found


def _forward(costs: list[list[float]], rows: int, columns: int, gap: float) -> list[list[float]]:
    """Give the least cost of aligning each beginning with each other."""
    table = [[x * gap for x in range(columns + 1)]]
    for y in range(1, rows + 1):
        line = [y * gap]
        above, own = table[y - 1], costs[y - 1]
        for x in range(1, columns + 1):
            line.append(min(above[x - 1] + own[x - 1], above[x] + gap, line[x - 1] + gap))
        table.append(line)
    return table
