"""Numbers in letters and Roman numerals, as lists and clauses have them."""

from __future__ import annotations

from typing import Literal

#: The ways to write a number: decimal, letters, Roman.
Numerals = Literal["1", "a", "A", "i", "I"]


def numeral_of(number: int, numerals: Numerals) -> str:
    """Write a number: ``4`` as 4, d, D, iv or IV; beyond z come aa, ab."""
    if numerals in ("a", "A"):
        text = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            text = chr(ord("a") + rest) + text
    elif numerals in ("i", "I"):
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if numerals in ("A", "I") else text


def _roman(number: int) -> str:
    values = (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")
    text = ""
    for value, letters in (*values, (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        count, number = divmod(number, value)
        text += letters * count
    return text
