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


class _Words(dict[str, bool | None]):
    """Which pieces of words, in small letters, are words of a language: True for a noun, False for others, else None.

    Nouns are those whose form in the dictionary has a capital letter.
    """

    def __init__(self, language: str, rules: _Rules) -> None:
        super().__init__()
        self._language = language
        self._rules = rules

    def __missing__(self, piece: str) -> bool | None:
        """Look a piece up once."""
        found = None
        if len(piece) > _SHORTEST_PART or piece in self._rules.short:
            dictionary = _factory().get_dictionary(self._language)
            form = dictionary.get(piece.capitalize()) or dictionary.get(piece)
            found = form[0].isupper() if form else (False if len(piece) == _SHORTEST_PART else None)
        self[piece] = found
        return found


class Splitter:
    """Divides compounds of one language; the words of ``names`` stay whole."""

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self.language = language.replace("-", "_").split("_")[0]
        self._names = {word.casefold() for name in names for word in re.findall(r"\w+", name)}
        rules = _RULES.get(self.language)
        self._words = _Words(self.language, rules) if rules else {}

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
            tail = word[place:]
            is_noun = self._words[tail]
            if is_noun is None or (noun and not is_noun) or rules.suffixes.fullmatch(tail):
                continue
            head = word[:place]
            cost = self._head_cost(head, rules)
            if cost is None:
                continue
            pieces: tuple[str, ...] = ()
            for piece, as_noun in ((head, True), (tail, noun)):
                inner = len(piece) >= _SHORTEST_INNER
                more, parts = self._pieces(piece, rules, noun=as_noun) if inner else (0.0, (piece,))
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
            if self._words[base] is not None or (not link and self._words[base + "e"] is not None):  # Schule, Schulhof
                return cost
        return None


@lru_cache(maxsize=500_000)
def _known(word: str, language: str) -> bool:
    """Say whether the dictionary of a language has a word, in whatever form."""
    return _lookup().get_lemma(unicodedata.normalize("NFC", word), language) is not None
