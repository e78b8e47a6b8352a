"""In which language is a text? py3langid's model, believed only where it is reliable."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from threading import Lock
from typing import Any

from partnerwiki.drafts.calendar import base_of, locale_of

#: How far, in py3langid's log scores by the root of the text's bytes, a target may be behind the best language.
#: Measured on all translations of 60 characters and more in the catalogs of this repository and of Sphinx 9.0 (40
#: languages): a neighbour (Galician, Bosnian, Malay) was at most 1.6 ahead of the right language; Portuguese texts that
#: stand in Sphinx's Albanian catalog were 11 and more ahead.
_NEIGHBOUR = 2.0
#: Our codes, where py3langid has others.
_NAMES = {"nb": "no", "fil": "tl", "iw": "he", "in": "id", "sh": "sr"}
_lock = Lock()
#: Letters beyond the Latin ones, and digits other than ASCII's.
_NOT_LATIN = re.compile(r"[^\W_\x00-\u02ff\u1d00-\u1eff\u2070-\u218f\ua720-\ua7ff\ufb00-\ufb06]")
_WORD = re.compile(r"[^\W\d_]+|(?![0-9])\d")
_SCRIPTS = frozenset(
    {"ARABIC", "ARABIC-INDIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "EXTENDED"}
    | {"FULLWIDTH", "GEORGIAN", "GREEK", "GUJARATI", "GURMUKHI", "HEBREW", "KANNADA", "KHMER", "LAO", "MALAYALAM"}
    | {"MYANMAR", "SINHALA", "TAMIL", "TELUGU", "THAI", "TIBETAN"}
)
#: Scripts that are written together in one language.
_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK", "BOPOMOFO": "CJK"}
#: Scripts with letters that look the same; no language mixes them in a word.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_LATIN = frozenset({"LATIN"})


@cache
def _loaded() -> tuple[Any, frozenset[str]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes half a second

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    # py3langid keeps half-size numbers, which numpy widens at every call: twice as fast for 57 MB
    identifier.nb_ptc = identifier.nb_ptc.astype("float32")
    return identifier, frozenset(identifier.labels)


def _model() -> tuple[Any, frozenset[str]]:
    with _lock:  # so that threads do not load it twice
        return _loaded()


def in_another_language(text: str, language: str, source: str) -> str:
    """Give the language that a text is in if that is not ``language``, else an empty text.

    Neighbours of ``language`` are believed to be it, the language of the ``source`` never is. An unknown language gives
    an empty text.
    """
    identifier, labels = _model()
    wanted, other = (_NAMES.get(base_of(code), base_of(code)) for code in (language, source))
    if wanted not in labels or wanted == other:
        return ""
    best = str(identifier.classify(text)[0])
    if best == wanted:
        return ""
    scores: dict[str, float] = dict(identifier.rank(text))
    if other in scores and scores[other] > scores[wanted]:
        return other
    return best if _ahead(scores[best] - scores[wanted], text) else ""


def _ahead(difference: float, text: str) -> bool:
    return difference / math.sqrt(len(text.encode(errors="replace")) or 1) > _NEIGHBOUR


def is_in(text: str, language: str) -> bool:
    """Say whether a text is certainly in a language: no other comes near."""
    identifier, _labels = _model()
    (best, first), (_other, second) = identifier.rank(text)[:2]
    return bool(best == _NAMES.get(base_of(language), base_of(language)) and _ahead(first - second, text))


def foreign_script(source: str, draft: str, language: str) -> str:
    """Give a script that the draft has words or digits in and its language is not written with, else an empty text.

    Words of the source may stay. Latin ones may stand in every script; a single Greek letter is a symbol. Letters of
    two scripts that look alike never stand in one word.
    """
    if not _NOT_LATIN.search(draft):
        return ""
    own = _own_scripts(language)
    for word in set(_WORD.findall(draft)).difference(_WORD.findall(source)):
        scripts = {_script(character) for character in word}
        foreign = scripts & _SCRIPTS - own if own and not (word.isdecimal() and own > _LATIN) else frozenset()
        if len(word) == 1:
            foreign -= {"GREEK"}
        if foreign or len(scripts & _ALIKE) > 1:
            return min(foreign or scripts & _ALIKE - _LATIN).title()
    return ""


@cache
def _own_scripts(language: str) -> frozenset[str]:
    """Give the scripts of a language, in which it writes its own name; none if that is not known."""
    locale = locale_of(language)
    name = locale and locale.get_display_name()
    return _LATIN.union(map(_script, filter(str.isalpha, name))) if name else frozenset()


@cache
def _script(character: str) -> str:
    script = unicodedata.name(character, "").split(" ")[0]
    return _TOGETHER.get(script, script)
