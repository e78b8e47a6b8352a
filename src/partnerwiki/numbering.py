"""How the clauses of a page are numbered, as its front matter says."""

from __future__ import annotations

from enum import StrEnum

from partnerwiki.numerals import numeral_of

#: The key of a page's front matter.
KEY = "numbering"
#: The class of a section that has no number.
UNNUMBERED = "unnumbered"


class Numbering(StrEnum):
    """How clauses are numbered: § 1, Art. 1 or I."""

    SECTION = "§"
    ARTICLE = "Art."
    ROMAN = "I."

    def label(self, number: int) -> str:
        """Give the number of a clause as it is written, its parts joined by a space that does not break."""
        return f"{numeral_of(number, 'I')}." if self is Numbering.ROMAN else f"{self.value}\xa0{number}"
