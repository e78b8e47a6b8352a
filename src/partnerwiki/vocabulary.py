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
    if text.isascii() and text.isalnum():
        return text.lower()
    return _NO_WORD.sub("", _unaccented(text).translate(_SAME))


def _unaccented(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


class Vocabulary:
    """The words of all pages of one language; ``names`` are never divided.

    ``divided`` holds each word as it was divided, by language, and ``bases`` the dictionary forms of the language's own
    words: both may come from an earlier build, and hold more words than the pages now have.
    """

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self.language = language
        self.divided: dict[str, dict[str, str]] = {}
        self.bases: dict[str, str] = {}
        self._names = list(names)
        self._splitters: dict[str, Splitter] = {}

    def divide(self, text: str, language: str, words: set[tuple[str, str]]) -> str:
        """Give a text with a :data:`SEAM` in its compounds; its words go to ``words``, each with its language."""
        known = self.divided.setdefault(language, {})
        found = _WORD.findall(text)
        words.update([(word, language) for word in found])
        is_whole = True
        for word in found:
            pieces = known.get(word)
            if pieces is None:
                pieces = known[word] = self._pieces(word, language)
            is_whole &= pieces is word or pieces == word
        return text if is_whole else _WORD.sub(lambda match: known[match.group()], text)

    def _pieces(self, word: str, language: str) -> str:
        if language not in self._splitters:
            self._splitters[language] = Splitter(language, self._names)
        return SEAM.join(self._splitters[language].split(word))

    def _listed(self, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Give words folded, each with its entry: hyphens in compounds, ``=`` before what Pagefind knows it by."""
        pieces = {word: tuple(self.divided[language][word].split(SEAM)) for word, language in words}
        parts = {part: (part,) for divided in pieces.values() for part in divided}
        listed: dict[str, str] = {}
        for word, divided in (*pieces.items(), *parts.items()):
            plain = fold(word)
            if len(plain) > 2 and not any(map(str.isdigit, plain)):
                indexed = _NO_WORD.sub("", _unaccented(word))
                entry = "-".join(map(fold, divided))
                listed.setdefault(plain, entry if plain == indexed else f"{entry}={indexed}")
        return sorted(listed.items())

    def write(self, folder: Path, words: Iterable[tuple[str, str]], glossary: Glossary, *, stemmed: bool) -> None:
        """Write the files ``00.json`` to ``31.json`` for the pages' words; all exist, so that no query meets an error.

        ``words`` are the wiki's words, folded, with hyphens in compounds; ``terms`` maps an agreed word, of another
        language or less preferred, to the words of this language; ``forms`` are lists of words of which one is
        another's inflection, as far as Pagefind does not know that by itself. ``stemmed`` says that it has a stemmer.
        """
        folder.mkdir(parents=True, exist_ok=True)
        given = sorted(words, key=lambda item: (item[0].swapcase(), item[1]))  # a capital may only begin a sentence
        listed: dict[int, list[str]] = defaultdict(list)
        for plain, entry in self._listed(given):
            listed[shard(plain)].append(entry)
        terms: dict[int, dict[str, list[str]]] = defaultdict(dict)
        for name, targets in sorted(_terms(glossary, self.language).items()):
            terms[shard(name)][name] = targets
        forms: dict[int, list[list[str]]] = defaultdict(list)
        for group in self._forms([word for word, language in given if language == self.language], stemmed=stemmed):
            for number in sorted({shard(word) for word in group}):
                forms[number].append(group)
        for number in range(SHARDS):
            data = {"words": listed[number], "terms": terms[number], "forms": forms[number]}
            text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, sort_keys=True)
            (folder / f"{number:02}.json").write_text(text.replace('", "', '","') + "\n", encoding="utf-8")

    def _forms(self, words: Iterable[str], *, stemmed: bool) -> list[list[str]]:
        """Give words that have a lemma in common and that Pagefind does not know as forms of one.

        It has no stemmer for some languages. Where it has one, it takes the accents off first, so that endings such as
        *ções* go unrecognized; irregular forms no stemmer knows.
        """
        code = self.language.replace("-", "_").split("_")[0]
        of_word, stem = _lemma(_LEMMAS.get(code, code)), _snowball(code) if stemmed else None
        if of_word is None:
            return []
        groups: dict[str, set[str]] = defaultdict(set)
        for word in words:
            base = self.bases.get(word)
            if base is None:
                base = self.bases[word] = of_word(word)
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
