"""The words of a wiki in one language, as the search needs them: folded, compounds divided, in small files.

A reader's query is looked up before it is searched: a word that no page has is a typing error, another form of a word,
a compound of the reader's own, or an agreed word of another language. Only files for the letters that the query's words
begin with are loaded.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import snowballstemmer

from partnerwiki.compounds import Splitter, lemma
from partnerwiki.languages import name_in
from partnerwiki.terms import Glossary

#: Files of a language: words whose first letters are equal modulo this stand together. ``search.js`` has it, too.
SHARDS = 32
#: Between the parts of a compound in Pagefind's copy of a text. Pagefind (1.5) divides words at ASCII punctuation and
#: indexes them whole, too; ``search.js`` takes this out of what it shows. No text has the two signs side by side.
SEAM = "~^"
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)*")
#: Letters that some writers write otherwise, after accents and signs are gone; ``search.js`` has the same list.
_SAME = str.maketrans(
    {"ß": "ss", "ة": "ه", "ى": "ي", "ٱ": "ا", "ـ": None, "ł": "l", "ø": "o", "đ": "d", "ı": "i", "ʼ": None}
)
_NO_WORD = re.compile(r"[^\w\s]|_")
#: Languages that simplemma keeps under another code.
_LEMMAS = {"hr": "hbs", "bs": "hbs", "sr": "hbs", "no": "nb"}


def fold(text: str) -> str:
    """Give a text as it is compared: small letters without accents, vowel signs and apostrophes."""
    return _NO_WORD.sub("", _unaccented(text).translate(_SAME))


def _unaccented(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


class Vocabulary:
    """Collects the words of all pages of one language; ``names`` are never divided."""

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self.language = language
        self._names = list(names)
        self._splitters: dict[str, Splitter] = {}
        self._words: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}

    def divide(self, text: str, language: str) -> str:
        """Give a text with a :data:`SEAM` in its compounds; its words are remembered."""
        return _WORD.sub(lambda found: self._divided(found.group(), language), text)

    def _divided(self, word: str, language: str) -> str:
        known = self._known.get((word, language))
        if known is None:
            if language not in self._splitters:
                self._splitters[language] = Splitter(language, self._names)
            pieces = self._splitters[language].split(word)
            known = self._known[word, language] = SEAM.join(pieces)
            self._note(word, pieces)
            if len(pieces) > 1:
                for piece in pieces:
                    self._note(piece, (piece,))
        return known

    def _note(self, word: str, pieces: tuple[str, ...]) -> None:
        """Remember a word; ``=`` leads to its spelling where Pagefind knows it by another than the folded one."""
        plain, indexed = fold(word), _NO_WORD.sub("", _unaccented(word))
        if len(plain) > 2 and not any(char.isdigit() for char in plain):
            entry = "-".join(fold(piece) for piece in pieces)
            self._words.setdefault(plain, entry if plain == indexed else f"{entry}={indexed}")

    def write(self, folder: Path, glossary: Glossary, *, stemmed: bool) -> None:
        """Write the files ``00.json`` to ``31.json``; all exist, so that no query meets an error.

        ``words`` are the wiki's words, folded, with hyphens in compounds; ``terms`` maps an agreed word, of another
        language or less preferred, to the words of this language; ``forms`` are lists of words of which one is
        another's inflection, as far as Pagefind does not know that by itself. ``stemmed`` says that it has a stemmer.
        """
        folder.mkdir(parents=True, exist_ok=True)
        words: dict[int, list[str]] = defaultdict(list)
        for plain, word in sorted(self._words.items()):
            words[shard(plain)].append(word)
        terms: dict[int, dict[str, list[str]]] = defaultdict(dict)
        for name, targets in sorted(_terms(glossary, self.language).items()):
            terms[shard(name)][name] = targets
        forms: dict[int, list[list[str]]] = defaultdict(list)
        for group in self._forms(stemmed=stemmed):
            for number in sorted({shard(word) for word in group}):
                forms[number].append(group)
        for number in range(SHARDS):
            data = {"words": words[number], "terms": terms[number], "forms": forms[number]}
            text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, sort_keys=True)
            (folder / f"{number:02}.json").write_text(text.replace('", "', '","') + "\n", encoding="utf-8")

    def _forms(self, *, stemmed: bool) -> list[list[str]]:
        """Give words that have a lemma in common and that Pagefind does not know as forms of one.

        It has no stemmer for some languages. Where it has one, it takes the accents off first, so that endings such as
        *ções* go unrecognized; irregular forms no stemmer knows.
        """
        code = self.language.replace("-", "_").split("_")[0]
        of_word, stem = _lemma(_LEMMAS.get(code, code)), _snowball(code) if stemmed else None
        if of_word is None:
            return []
        groups: dict[str, set[str]] = defaultdict(set)
        for word, language in self._known:
            if language == self.language:
                base = of_word(word)
                groups[base] |= {fold(base), fold(word)}
        return [
            sorted(group)
            for _base, group in sorted(groups.items())
            if len(group) > 1 and (stem is None or len({stem(word) for word in group}) > 1)
        ]


def _snowball(code: str) -> Callable[[str], str] | None:
    name = name_in(code, "en").split()[0].lower()
    return snowballstemmer.stemmer(name).stemWord if name in snowballstemmer.algorithms() else None


def _lemma(code: str) -> Callable[[str], str] | None:
    try:
        lemma("x", code)
    except ValueError:  # a language that has no dictionary
        return None
    return lambda word: lemma(word, code)


def shard(word: str) -> int:
    """Give the number of the file that holds a folded word."""
    return ord(word[0]) % SHARDS


def _terms(glossary: Glossary, language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for term in glossary.terms:
        own = term.accepted(language)
        if not own:
            continue
        for words in (*term.words.values(), *term.also.values()):
            for name in filter(None, map(fold, words)):
                others = [word for word in own if fold(word) != name]
                if others:
                    found[name] = sorted({*found.get(name, []), *others[:2]})
    return found
