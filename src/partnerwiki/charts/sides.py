"""What the parties expect of each other: a column for each, lines between what belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, pi, sin
from typing import Any, Literal

from partnerwiki.charts.canvas import FONT, NARROW, Canvas, Drawing, checked_key, letter, sign_half

Result = Literal["shared", "compatible", "conflict", "open"]
_TOP, _ROW, _SIZE = 40.0, 34.0, 11.0


@dataclass(frozen=True)
class Statement:
    """An expectation of the party with this index from 0."""

    key: str
    party: int


@dataclass(frozen=True)
class Link:
    """Two statements, by key, that have to do with each other, and what was found."""

    one: str
    other: str
    result: Result


def sides(statements: Sequence[Statement], links: Sequence[Link], parties: int = 0) -> Drawing:
    """Draw a column for each party, headed by its letter, and what is linked side by side.

    Linked statements come first, in the order given, then the others. Shared: a heavy line; compatible: dashes;
    conflict: a zigzag with a cross; open: dots. ``parties`` is how many columns there are at least. A link to a key
    that is not there is left out. Raises ValueError for a wrong key or one that is there twice.
    """
    party_of = {checked_key(one.key): one.party for one in statements}
    if len(party_of) < len(statements) or min(party_of.values(), default=0) < 0:
        raise ValueError("a key of a statement is there twice, or a party is below 0")
    links = [link for link in links if link.one in party_of and link.other in party_of and link.one != link.other]
    columns = max([parties, 1, *(party + 1 for party in party_of.values())])
    half = max((sign_half(key, _SIZE) for key in party_of), default=_SIZE)
    margin = half + 12
    width = max(NARROW, 2 * margin + (columns - 1) * (2 * half + 34))
    pitch = (width - 2 * margin) / (columns - 1) if columns > 1 else 0.0
    rows = _rows(party_of, links)
    canvas = Canvas(width, _TOP + (max(rows.values(), default=0) + 1) * _ROW)
    at = {
        key: ((margin + party * pitch) if columns > 1 else width / 2, _TOP + (rows[key] + 0.5) * _ROW)
        for key, party in party_of.items()
    }
    heads = [{"x": margin + n * pitch if columns > 1 else width / 2, "text": letter(n)} for n in range(columns)]
    canvas.texts(heads, y=16, fontSize=FONT + 3, fontWeight="bold")
    posts = [{"x": head["x"]} for head in heads]
    canvas.add("rule", posts, y=30, y2=canvas.height - 4, stroke="line", strokeWidth=0.75)
    styles: dict[Result, dict[str, Any]] = {
        "shared": {"stroke": "c2", "strokeWidth": 4},
        "compatible": {"stroke": "c0", "strokeWidth": 2.5, "strokeDash": [7, 4]},
        "conflict": {"stroke": "c1", "strokeWidth": 2},
        "open": {"stroke": "soft", "strokeWidth": 2, "strokeDash": [1.5, 4]},
    }
    for result, style in styles.items():
        those = [_way(at[link.one], at[link.other], pitch, half) for link in links if link.result == result]
        paths = [_zigzag(way) if result == "conflict" else way for way in those]
        canvas.add("path", [{"path": _path(way)} for way in paths], **style)
        if result == "conflict":
            crosses = [{"x": way[len(way) // 2][0], "y": way[len(way) // 2][1]} for way in those]
            canvas.add("symbol", crosses, size=230, fill="paper", stroke="c1", strokeWidth=1.5)
            strokes = [f"M{x['x'] - 4:.2f} {x['y'] - 4:.2f}l8 8m0 -8l-8 8" for x in crosses]
            canvas.add("path", [{"path": path} for path in strokes], stroke="c1", strokeWidth=2.5)
    canvas.signs(((key, *at[key], party) for key, party in party_of.items()), _SIZE)
    return canvas.drawing()


def _rows(party_of: dict[str, int], links: Sequence[Link]) -> dict[str, int]:
    """Give each statement a row so that what is linked, directly or not, begins in the same one."""
    near = defaultdict(set)
    for link in links:
        near[link.one].add(link.other)
        near[link.other].add(link.one)
    rows: dict[str, int] = {}
    first = 0
    for key in party_of:
        if key in rows or key not in near:
            continue
        together, waiting = {key}, [key]
        while waiting:
            new = near[waiting.pop()] - together
            together |= new
            waiting += new
        used: dict[int, int] = defaultdict(int)
        for one, party in party_of.items():
            if one in together:
                rows[one] = first + used[party]
                used[party] += 1
        first += max(used.values())
    alone: dict[int, int] = defaultdict(int)
    for key, party in party_of.items():
        if key not in rows:
            rows[key] = first + alone[party]
            alone[party] += 1
    return rows


_Points = list[tuple[float, float]]


def _way(one: tuple[float, float], other: tuple[float, float], pitch: float, half: float) -> _Points:
    """Give points of a curve between two signs: straight to the next column, over what stands between otherwise."""
    (x1, y1), (x2, y2) = min(one, other), max(one, other)
    same = x2 - x1 < 1
    over = abs(x2 - x1) > 1.5 * pitch and not same
    side = half + 9 + min(abs(y2 - y1) / 5, 20) if same else 0.0
    points = []
    for count in range(17):
        part = count / 16
        lift = sin(pi * part)
        over_all = 20 * lift**0.35 if over and 0 < count < 16 else 0.0
        points.append((x1 + (x2 - x1) * part + side * lift, y1 + (y2 - y1) * part - over_all))
    return points if over or same else [points[0], points[8], points[16]]


def _zigzag(way: _Points) -> _Points:
    """Give the same way with teeth."""
    length = sum(hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(way))
    teeth = max(4, round(length / 7))
    points = [way[0]]
    for count in range(1, teeth):
        place = count / teeth * (len(way) - 1)
        (x1, y1), (x2, y2) = way[int(place)], way[int(place) + 1]
        rest, run = place - int(place), hypot(x2 - x1, y2 - y1) or 1.0
        out = 4.0 if count % 2 else -4.0
        points.append((x1 + (x2 - x1) * rest - (y2 - y1) / run * out, y1 + (y2 - y1) * rest + (x2 - x1) / run * out))
    return [*points, way[-1]]


def _path(points: _Points) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
