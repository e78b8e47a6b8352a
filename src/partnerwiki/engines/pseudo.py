"""Engines that translate nothing: pseudo translations for testing pages, and none at all.

Pseudo translations show what a page does with accents, longer words or a script from right to left, before anybody has
translated it. Markers, digits, punctuation and addresses stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from partnerwiki.engines import SHAPES, Error, Result
from partnerwiki.engines.base import Adapter, unsupported

_KEPT = re.compile(
    "|".join(shape.pattern.pattern for shape in SHAPES.values())
    + r"|\b[a-z][a-z0-9+.-]*://\S+|\b(?:mailto|tel):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçðéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ"
)
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûаеиоуыэюяєіїαεηιουω")
_ALEF, _TAV = 0x05D0, 0x05EA


class Pseudo(Adapter):
    """Accented letters, about 30 % longer: what a translation from English to German needs."""

    name = "pseudo"
    version = "1"
    max_chars = 100_000
    batch = 50
    natural = False
    growth: ClassVar[float] = 0.3  #: letters added for each letter

    def supports(self, source: str, target: str) -> bool:
        """Say yes to every pair."""
        return source != target

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Rewrite the letters of texts; the same text always becomes the same."""
        if not self.supports(source, target):
            return unsupported(texts)
        return [Result(self._rewritten(text)) for text in texts]

    def _rewritten(self, text: str) -> str:
        debt = 0.0
        pieces: list[str] = []
        start = 0
        for found in (*_KEPT.finditer(text), None):
            end = found.start() if found else len(text)
            for piece in _split(text[start:end]):
                if _WORD.fullmatch(piece):
                    piece, debt = self._word(piece, debt)
                pieces.append(piece)
            if found:
                pieces.append(found[0])
                start = found.end()
        return "".join(pieces)

    def _word(self, word: str, debt: float) -> tuple[str, float]:
        """Stretch a word at its vowels and its end; ``debt`` are letters that are still to be added."""
        letters: list[str] = []
        for number, letter in enumerate(word, 1):
            if not letter.isalpha():  # such as ½
                letters.append(letter)
                continue
            debt += self.growth
            times = 1 + int(debt) if letter.lower() in _VOWELS or number == len(word) else 1
            debt -= times - 1
            letters.append(self._letter(letter) * times)
        return "".join(letters), debt

    def _letter(self, letter: str) -> str:
        return letter.translate(_ACCENTS)


class PseudoLong(Pseudo):
    """Accented letters, about twice as long: the worst that happens to short labels."""

    name = "pseudo-long"
    growth = 1.0


class PseudoRtl(Pseudo):
    """Hebrew letters: real ones, so that a page is laid out from right to left without control characters."""

    name = "pseudo-rtl"
    growth = 0.0

    def _letter(self, letter: str) -> str:
        return chr(_ALEF + ord(letter.lower()[0]) % (_TAV - _ALEF + 1))


class Nothing(Adapter):
    """No engine: drafts come from what is translated already. Needs no network and no key."""

    name = "memory"
    version = "1"

    def supports(self, source: str, target: str) -> bool:
        """Say no."""
        return False

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Translate nothing."""
        return unsupported(texts)


def _split(text: str) -> list[str]:
    """Cut a text into words and what stands between."""
    return re.split(f"({_WORD.pattern})", text)
