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

    ``known`` tells of each word, by language, what is asked of it (see :meth:`_learn`), ``stems`` the stems of folded
    words. Both may come from an earlier build, and tell of more words than the pages now have.
    """

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        self.language = language
        self.known: dict[str, dict[str, list[str]]] = {}
        self.stems: dict[str, str] = {}
        self._names = list(names)
        self._splitters: dict[str, Splitter] = {}
        code = language.replace("-", "_").split("_")[0]
        self._lemma, self._stem = _lemma(_LEMMAS.get(code, code)), _snowball(code)

    def divide(self, text: str, language: str, words: set[tuple[str, str]]) -> str:
        """Give a text with a :data:`SEAM` in its compounds; its words go to ``words``, each with its language."""
        known = self.known.setdefault(language, {})
        found = _WORD.findall(text)
        words.update([(word, language) for word in found])
        is_whole = True
        for word in found:
            facts = known.get(word)
            if facts is None:
                facts = known[word] = self._learn(word, language)
            is_whole &= facts[0] == word
        return text if is_whole else _WORD.sub(lambda match: known[match.group()][0], text)

    def _learn(self, word: str, language: str) -> list[str]:
        """Give a word divided; its entry and what leads to it, folded; and its dictionary form, folded.

        The entry is empty for what is no word to search for, such as a number, and has a ``=`` before what Pagefind
        knows the word by, where that is not the folded word. The form is empty where no dictionary was asked.
        """
        if language not in self._splitters:
            self._splitters[language] = Splitter(language, self._names)
        pieces = self._splitters[language].split(word)
        is_asked = language == self.language and self._lemma is not None
        return [SEAM.join(pieces), *_entry(word, pieces), fold(self._lemma(word)) if is_asked and self._lemma else ""]

    def _listed(self, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Give words, folded, with their entries, each folded word once."""
        listed: dict[str, str] = {}
        parts: dict[str, None] = {}
        for word, language in words:
            divided, entry, plain, _base = self.known[language][word]
            if entry:
                listed.setdefault(plain, entry)
            if divided != word:
                parts |= dict.fromkeys(divided.split(SEAM))
        for part in parts:
            entry, plain = _entry(part, (part,))
            if entry:
                listed.setdefault(plain, entry)
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
        groups: dict[str, set[str]] = defaultdict(set)
        own = self.known.get(self.language, {})
        for word in words:
            _divided, _entry, plain, base = own[word]
            if base:
                groups[base] |= {base, plain}
        return [
            sorted(group)
            for _base, group in sorted(groups.items())
            if len(group) > 1 and not (stemmed and self._has_one_stem(group))
        ]

    def _has_one_stem(self, words: Iterable[str]) -> bool:
        if self._stem is None:
            return False
        for word in words:
            if word not in self.stems:
                self.stems[word] = self._stem(word)
        return len({self.stems[word] for word in words}) == 1


def _entry(word: str, pieces: tuple[str, ...]) -> tuple[str, str]:
    """Give a word's entry, with hyphens between its pieces, and the folded word that leads to it."""
    plain = fold(word)
    if len(plain) < 3 or any(map(str.isdigit, plain)):
        return "", plain
    indexed = _NO_WORD.sub("", _unaccented(word))
    entry = "-".join(map(fold, pieces)) if len(pieces) > 1 else plain
    return entry if plain == indexed else f"{entry}={indexed}", plain


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
