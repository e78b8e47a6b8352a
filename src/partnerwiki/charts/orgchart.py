"""Who reports to whom: boxes by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partnerwiki.charts.canvas import FONT, NARROW, SMALL, Canvas, Drawing, checked_key, colour, letter

_GAP, _HIGH, _LEVEL, _MARGIN = 10.0, 30.0, 58.0, 8.0


@dataclass(frozen=True)
class Node:
    """A body of one party (index from 0) or of all (None), below the one with the key ``above``."""

    key: str
    party: int | None = None
    above: str | None = None


def orgchart(nodes: Sequence[Node]) -> Drawing:
    """Draw boxes with keys, each level below the one it reports to, in the order given.

    A box has its party's letter before the key; one of all parties has a double frame. What reports to nothing that is
    there begins a tree of its own; where reports go round, the first of the round does. Raises ValueError for a wrong
    key or one that is there twice.
    """
    by_key = {checked_key(node.key): node for node in nodes}
    if len(by_key) < len(nodes):
        raise ValueError("a key of a node is there twice")
    above = _above(by_key)
    below: dict[str | None, list[str]] = {}
    for key in by_key:
        below.setdefault(above[key], []).append(key)
    label = {key: (f"{letter(node.party)}\u202f" if node.party is not None else "") for key, node in by_key.items()}
    wide = max([44.0, *(6.8 * (len(key) + len(label[key])) + 16 for key in by_key)])
    at: dict[str, tuple[float, int]] = {}
    leaves = 0
    waiting = [(key, 0, False) for key in reversed(below.get(None, []))]
    while waiting:
        key, level, done = waiting.pop()
        under = below.get(key, [])
        if under and not done:
            waiting.append((key, level, True))
            waiting += [(one, level + 1, False) for one in reversed(under)]
        elif under:
            at[key] = ((at[under[0]][0] + at[under[-1]][0]) / 2, level)
        else:
            at[key] = (leaves, level)
            leaves += 1
    needed = leaves * (wide + _GAP) - _GAP + 2 * _MARGIN
    width = max(NARROW, needed)
    left = (width - needed) / 2 + _MARGIN + wide / 2
    boxes = {key: (left + x * (wide + _GAP), 10 + level * _LEVEL) for key, (x, level) in at.items()}
    canvas = Canvas(width, max((y for _, y in boxes.values()), default=10) + _HIGH + 8)
    lines = []
    for key, over in above.items():
        if over is not None:
            (x1, y1), (x2, y2) = boxes[over], boxes[key]
            lines.append({"path": f"M{x1:.2f} {y1 + _HIGH:.2f}V{(y1 + _HIGH + y2) / 2:.2f}H{x2:.2f}V{y2:.2f}"})
    canvas.add("path", lines, stroke="soft", strokeWidth=1.5)
    rows = [
        {"x": boxes[key][0] - wide / 2, "y": boxes[key][1], "stroke": colour(node.party)}
        for key, node in by_key.items()
    ]
    canvas.add("rect", rows, width=wide, height=_HIGH, cornerRadius=3, fill="paper", strokeWidth=2.5)
    joint = [boxes[key] for key, node in by_key.items() if node.party is None]
    inner = [{"x": x - wide / 2 + 4, "y": y + 4} for x, y in joint]
    canvas.add("rect", inner, width=wide - 8, height=_HIGH - 8, stroke="ink", strokeWidth=1)
    letters = [
        {"x": boxes[key][0] - wide / 2 + 7, "y": boxes[key][1] + 11, "text": label[key].strip("\u202f")}
        for key, node in by_key.items()
        if node.party is not None
    ]
    canvas.texts(letters, fontSize=SMALL, align="left")
    keys = [{"x": x + (6 if label[key] else 0), "y": y + _HIGH / 2 + 1, "text": key} for key, (x, y) in boxes.items()]
    canvas.texts(keys, fontSize=FONT + 1, fontWeight="bold")
    return canvas.drawing()


def _above(by_key: dict[str, Node]) -> dict[str, str | None]:
    """Give what each node hangs below, without what is not there and without going round."""
    above = {key: node.above if node.above in by_key else None for key, node in by_key.items()}
    for key in by_key:
        seen, at = {key}, above[key]
        while at is not None and at not in seen:
            seen.add(at)
            at = above[at]
        if at == key:
            above[key] = None
    return above
