"""How wide the columns of a table are, and which of its rows stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from partnerwiki.papers import model as m

#: In letters: what a column is wide at least, the air at its sides, the longest word and the longest text that count.
_LEAST, _AIR, _LONGEST, _LONG = 5.0, 2, 25, 60
#: How much wider the letters of a head are.
_BOLD = 1.15
#: A cell of no more letters fits on any sheet, also in a narrow column of three languages.
_FITS = 240


def shares(block: m.Table) -> list[float]:
    """Give the shares of a table's columns in its width: room for the longest word, and more for longer texts."""
    wanted = [_LEAST] * block.columns
    for rows in (block.head, block.body):
        taken: dict[int, int] = {}  # rows that cells from above still take, by column
        for row in rows:
            column = 0
            for one in row:
                while taken.get(column):
                    taken[column] -= 1
                    column += 1
                if one.across == 1 and column < block.columns:
                    wanted[column] = max(wanted[column], _room(one))
                for across in range(one.across):
                    taken[column + across] = one.down - 1
                column += one.across
            for rest in range(column, block.columns):
                taken[rest] = max(0, taken.get(rest, 0) - 1)
    return [width / sum(wanted) for width in wanted]


def _room(one: m.Cell) -> float:
    said = " ".join(part.text for part in m.walk(one.blocks) if isinstance(part, m.Text))
    longest = max(map(len, said.split(" ")))  # a number and its unit, with a space that does not break, are one word
    return _AIR + min(longest, _LONGEST) * (_BOLD if one.is_head else 1) + min(len(said), _LONG) / 12


def stays_whole(row: Sequence[m.Cell]) -> bool:
    """Say whether a row is small enough not to be divided between two sheets."""
    parts = [list(m.walk(one.blocks)) for one in row]
    if any(isinstance(one, m.Figure | m.Image) for found in parts for one in found):
        return False
    letters = (sum(len(one.text) for one in found if isinstance(one, m.Text | m.Code)) for found in parts)
    return max(letters, default=0) <= _FITS
