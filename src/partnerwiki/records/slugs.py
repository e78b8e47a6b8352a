"""Ids made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LONGEST = 40
_OWN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
#: Letters of other alphabets, by the name that Unicode gives them: CYRILLIC SMALL LETTER SHCHA.
_LETTER = re.compile(r"(?P<script>CYRILLIC|GREEK|HEBREW|ARABIC)(?: SMALL)? LETTER (?:.* )?(?P<name>[A-Z]+)")
#: Where the name of a Cyrillic letter is far from how it is written with Latin ones.
_CYRILLIC = {"IE": "e", "GHE": "g", "YERU": "y", "SIGN": ""}


def slug(text: str, taken: Container[str], fallback: str) -> str:
    """Give an id for a text: words of a-z and digits with hyphens, none that is ``taken``.

    Letters with marks lose them, German umlauts become two letters, Cyrillic, Greek, Hebrew and Arabic letters become
    what they are called; of a text in another script ``fallback`` is left.
    """
    lowered = unicodedata.normalize("NFC", text.lower()).translate(_OWN)
    plain = (sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))
    latin = "".join(_known(sign) for sign in plain if sign not in "'’ʼ")
    base = _short(re.sub("[^a-z0-9]+", "-", latin).strip("-")) or fallback
    if base not in taken:
        return base
    return next(name for number in range(2, 10_000) if (name := f"{base}-{number}") not in taken)


def _known(sign: str) -> str:
    """Give Latin letters for a letter of another alphabet; any other sign stays."""
    match = _LETTER.fullmatch(unicodedata.name(sign, "").partition(" WITH ")[0])
    if match is None:
        return sign
    name = match["name"]
    if match["script"] != "CYRILLIC":
        return name[0].lower()
    consonant = re.fullmatch("E?([^AEIOUY]+)[AE]?", name)
    return _CYRILLIC.get(name, (consonant[1] if consonant else name).lower())


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rpartition("-")[0] or text[:_LONGEST]
