"""Words that are written together: the parts of a compound, so that each of them can be found.

A German *Haushaltssatzung* is a *Satzung*, and a reader who looks for one wants to find it. Parts are words that the
dictionary of simplemma knows, joined by the letters that the language puts between them. What only looks like a part
(the *Schaft* in *Gesellschaft*, the *Unter* in *Unterlage*) belongs to the grammar and is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

#: Letters of a compound, and of a part that may be divided once more: shorter ones are seldom made of two.
_SHORTEST_COMPOUND, _SHORTEST_INNER = 6, 9
_SHORTEST_PART = 3
#: What a short part costs: of two ways to divide a word, the cheaper one is taken.
_SHORT_COST = 0.5


@dataclass(frozen=True)
class _Rules:
    """How a language joins words.

    ``links`` are the letters between two parts, with what they cost: rare ones are taken last. ``prefixes`` are no
    first part, ``suffixes`` no last one; a first part that ends in ``linked`` needs a link. ``short`` are the only
    parts of three letters. ``nouns`` says that nouns have a capital letter.
    """

    links: dict[str, float]
    prefixes: frozenset[str]
    suffixes: re.Pattern[str]
    linked: tuple[str, ...]
    short: frozenset[str]
    nouns: bool = False


_GERMAN_PREFIXES = """
ab an auf aus außen be bei da dar durch ein emp ent er fehl fort gegen ge haupt her hin hinter los miss mit nach neben
ober rück selbst statt teil über um un unter ur ver voll vor vorder weg wider wieder zer zu zurück zusammen zwischen
alle all eben gleich viel
"""
_GERMAN_SUFFIXES = r"(?:schaft|heit|keit|tum|nis|ung|haft|halt|lein|chen|ling|mal|sal|sam|bar|los|lich|isch|ig|ion)"
_GERMAN_SHORT = """
amt arm art arzt aue bad bau bus ehe eis erz fee fuß gas gut hof hut kur not ohr öl ort pol rad rat see tag tal tat tee
tod tor tür typ uhr weg zoo zug
"""
_RULES = {
    "de": _Rules(
        {"": 0, "s": 0, "es": 0.1, "n": 0.1, "en": 0.2, "er": 0.3, "e": 0.6, "ens": 0.6},
        frozenset(_GERMAN_PREFIXES.split()),
        re.compile(_GERMAN_SUFFIXES + r"(?:e|en|er|es|s|se|sen|ern|ens)?"),
        ("heit", "keit", "ung", "schaft", "ion", "tät"),
        frozenset(_GERMAN_SHORT.split()),
        nouns=True,
    ),
}
#: Particles that are written in one with the word after them.
_PARTICLES = {"he": re.compile(r"[ושכלבמה]{1,3}(?=\w{3})")}


@cache
def _factory() -> TrieDictionaryFactory:
    # it keeps a dictionary in the user's cache folder: unpacking one takes seconds, reading that copy milliseconds
    return TrieDictionaryFactory()


@cache
def _lookup() -> DictionaryLookupStrategy:
    return DictionaryLookupStrategy(_factory())


@cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_factory()))


def lemma(word: str, language: str) -> str:
    """Give the form of a word that a dictionary lists; ValueError for a language without a dictionary."""
    return _lemmatizer().lemmatize(word, language)


class Splitter:
    """Divides compounds of one language; the words of ``names`` stay whole."""

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self.language = language.replace("-", "_").split("_")[0]
        self._names = {word.casefold() for name in names for word in re.findall(r"\w+", name)}

    def split(self, word: str) -> tuple[str, ...]:
        """Give the pieces of a word, which make it up again; one piece where it is no compound."""
        rules, particles = _RULES.get(self.language), _PARTICLES.get(self.language)
        found = particles.match(word) if particles else None
        if found and not _known(word, self.language):
            begun = next((end for end in range(found.end(), 0, -1) if _known(word[end:], self.language)), 0)
            return (word[:begun], word[begun:]) if begun else (word,)
        if rules is None or len(word) < _SHORTEST_COMPOUND or not word.isalpha() or word.isupper():
            return (word,)
        lower = word.lower()
        if word.casefold() in self._names or len(lower) != len(word):
            return (word,)
        _cost, pieces = self._pieces(lower, rules, noun=rules.nouns and word[0].isupper())
        ends = [*accumulate(map(len, pieces))]
        return tuple(word[end - len(piece) : end] for piece, end in zip(pieces, ends, strict=True))

    def _pieces(self, word: str, rules: _Rules, *, noun: bool) -> tuple[float, tuple[str, ...]]:
        """Give the cheapest way to divide a word: few parts, and common links between them."""
        found: list[tuple[float, tuple[str, ...]]] = []
        for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            head, tail = word[:place], word[place:]
            cost = self._head_cost(head, rules) if self._is_tail(tail, rules, noun=noun) else None
            if cost is None:
                continue
            pieces: tuple[str, ...] = ()
            for piece, is_noun in ((head, True), (tail, noun)):
                inner = len(piece) >= _SHORTEST_INNER
                more, parts = self._pieces(piece, rules, noun=is_noun) if inner else (0.0, (piece,))
                cost += more + (_SHORT_COST if len(piece) == _SHORTEST_PART else 0)
                pieces += parts
            found.append((cost + 1, pieces))
        return min(found, default=(0.0, (word,)))

    def _head_cost(self, piece: str, rules: _Rules) -> float | None:
        """Give what the link at the end of a first part costs; nothing where the piece is no first part."""
        for link, cost in rules.links.items():
            base = piece.removesuffix(link)
            if len(base) + len(link) != len(piece) or len(base) < _SHORTEST_PART or base in rules.prefixes:
                continue
            if not link and base.endswith(rules.linked):
                continue
            if self._is_word(base, rules) or (not link and self._is_word(base + "e", rules)):  # Schule, Schulhof
                return cost
        return None

    def _is_tail(self, piece: str, rules: _Rules, *, noun: bool) -> bool:
        if rules.suffixes.fullmatch(piece) or not self._is_word(piece, rules):
            return False
        return not noun or lemma(piece.capitalize(), self.language)[0].isupper()

    def _is_word(self, piece: str, rules: _Rules) -> bool:
        return piece in rules.short if len(piece) == _SHORTEST_PART else _known(piece, self.language)


@lru_cache(maxsize=500_000)
def _known(word: str, language: str) -> bool:
    """Say whether the dictionary of a language has a word, in whatever form."""
    word = unicodedata.normalize("NFC", word)
    if language in _RULES and word.isalpha():  # what the lookup below does, without what other languages need
        dictionary = _factory().get_dictionary(language)
        return any(dictionary.get(form) is not None for form in (word, _other_case(word)))
    return _lookup().get_lemma(word, language) is not None


def _other_case(word: str) -> str:
    return word.lower() if word[:1].isupper() else word.capitalize()
