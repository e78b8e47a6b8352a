"""In which language is a text? py3langid's model, believed only where it is reliable."""

from __future__ import annotations

import math
from functools import cache
from threading import Lock
from typing import Any

from partnerwiki.drafts.calendar import base_of

#: How far, in py3langid's log scores by the root of the text's bytes, a target may be behind the best language.
#: Measured on all translations of 60 characters and more in the catalogs of this repository and of Sphinx 9.0 (40
#: languages): a neighbour (Galician, Bosnian, Malay) was at most 1.6 ahead of the right language; Portuguese texts that
#: stand in Sphinx's Albanian catalog were 11 and more ahead.
_NEIGHBOUR = 2.0
#: Our codes, where py3langid has others.
_NAMES = {"nb": "no", "fil": "tl", "iw": "he", "in": "id", "sh": "sr"}
_lock = Lock()


@cache
def _loaded() -> tuple[Any, frozenset[str]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes half a second

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
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
    if identifier.classify(text)[0] != _NAMES.get(base_of(language), base_of(language)):
        return False
    first, second = (score for _label, score in identifier.rank(text)[:2])
    return _ahead(first - second, text)
