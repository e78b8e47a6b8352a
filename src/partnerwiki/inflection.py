"""Words in running text, inflected or not: whether one is a form of another, and where agreed words stand.

A form is found by its stem (Snowball) where the language has a stemmer. Stems alone are too generous (in German,
*Förderung* and *Forderung* share theirs, *vereinbar* and *Vereinbarung*, too), so a form must also begin as the word
does and differ in no more than an ending. Arabic, Hebrew and most Slavic languages go by their endings; in every other
language a longer word may gain a short ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

from partnerwiki.languages import name_in

#: Combining signs, which belong to the letter before, and characters that nobody sees inside a word.
_MARKS = "".join(c for c in map(chr, range(0x300, 0x3100)) if unicodedata.category(c)[0] == "M") + "\u00ad\u200b-\u200d"
#: What some writers leave out: soft hyphens, vowel signs of Hebrew and Arabic, the Arabic tatweel.
_UNWRITTEN = re.compile("[\u00ad\u200b-\u200d\u0591-\u05c7\u0640\u064b-\u0652\u0670]")
#: A word; half a compound ("Projekt- und …", "… und -vereinbarungen") is none.
_WORD = re.compile(rf"(?<!\s[-‐‑])[\w{_MARKS}]++(?![-‐‑](?:\s|$))")
#: Languages written without blanks: every character is a word there.
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
_CHARACTER = re.compile(rf"[A-Za-z0-9]+|\w[{_MARKS}]*")
#: What may stand between the words of one term.
_GAP = re.compile(r"\s*|[-‐‑'’ʼ]")
#: Letters that have another shape at the end of a word or are written in several ways.
_SHAPES = str.maketrans("ךםןףץأإآٱى", "כמנפצااااي")
_PROCLITICS = {
    "ar": re.compile(r"[وف]?(?:[بك]?ال|لل|[بكل])?(?=\w{2})"),
    "he": re.compile(r"[ושכלבמה]{1,3}(?=\w{2})"),
}
_HEBREW = "ת ות ימ י ו נו כמ המ יה יו ינו יהמ תו תה ותיו"
_CYRILLIC = """
а я у ю о е є э и і ы ї й ь ой ий ій ый ої єї ою єю ею ям ам ом ем єм им їм ым ах ях их їх ых ами ями ими їми ымі
ові еві єві ів їв ев ей ого його ому йому аў яў та то те ът ят ите
"""
_LATIN = """
a á ä ą e é ě ę i í o ó u ú ů y ý ie iu ia ou om ům em ím ým am ám ama iem iom iami ima iam ami mi ímu iach ach ách och
ech ích ich ých ych ov ev ów owi ovi ego ého iego ega emu ému iemu og oj ej iej ym im ymi imi ými ími ią ię
"""
_ARABIC = "ة ا ان ون ين تان تين"
_PRONOUNS = ("", "ه", "ها", "هم", "هن", "نا", "كم", "ك", "ي")
_ENDINGS = {
    "ar": frozenset([*_ARABIC.split(), *(number + owner for number in ("", "ت", "ات") for owner in _PRONOUNS)]),
    "he": frozenset(["", *_HEBREW.split()]),
    "cyrillic": frozenset(["", *_CYRILLIC.split()]),
    "latin": frozenset(["", *_LATIN.split()]),
}
_FAMILY = {"ar": "ar", "he": "he", "iw": "he", **dict.fromkeys(("uk", "be", "bg", "mk"), "cyrillic")}
_FAMILY |= dict.fromkeys(("pl", "cs", "sk", "sl", "hr", "bs", "hsb", "dsb"), "latin")
#: The end that a word may lose before another ending comes.
_LOST = {
    "ar": re.compile("ة?"),
    "he": re.compile("[התי]?"),
    "cyrillic": re.compile("(?:[иіы]й|[аяоеєуюиіїйьы])?"),
    "latin": re.compile("[aáąeéęiíoóuúyý]?"),
}
#: Plurals and cases that stemmers miss: the end of the word, and that of the form.
_ALTERNATIONS = {
    "cs": {("ouva", "uv"), ("ec", "ce"), ("ec", "cí"), ("ec", "ci")},
    "de": {("um", "en"), ("a", "en"), ("o", "en")},
    "en": {("is", "es")},
    "fr": {("l", "ux")},
    "pl": {("owa", "ów"), ("a", "zie"), ("nie", "ń")},
    "pt": {("l", "is"), ("il", "eis"), ("m", "ns"), ("ão", "ães"), ("ão", "ãos")},
}
#: Endings of English nouns; those of verbs make other words ("unit", "united").
_ENGLISH = frozenset({"s", "es", "ies"})
#: Languages whose inflections are short; a longer tail makes another word ("Einheit", "einheitlich").
_SHORT_TAILS = frozenset({"ca", "de", "en", "es", "fr", "it", "nl", "pt"})
#: Languages whose stemmers leave a part of some endings.
_LONG_TAILS = frozenset({"el", "et", "eu", "fi", "hu", "lt", "ro", "tr"})
#: A German vowel that takes an umlaut in the plural: no full vowel follows ("Beschluss", "Garten", "Haus").
_UMLAUT = re.compile(r"(?:au|[aou])[^aeiouäöü]*(?:e[^aeiouäöü]*)*")


def normal(word: str) -> str:
    """Give a word as it is compared: composed, small letters, without signs that some writers leave out."""
    text = unicodedata.normalize("NFC", _UNWRITTEN.sub("", word)).casefold()
    return unicodedata.normalize("NFC", text).translate(_SHAPES)


@lru_cache(maxsize=100_000)
def is_form(word: str, form: str, language: str) -> bool:
    """Say whether ``form`` is ``word``, inflected or not; both are :func:`normal`.

    Words of three letters or fewer, such as EU or own, have no forms but with a final *s* or *es*.
    """
    bases = [word]
    if language == "ar" and word.startswith("ال"):
        bases.append(word.removeprefix("ال"))
    return any(_inflected(base, bare, language) for base in bases for bare in _bare(form, language))


def _bare(form: str, language: str) -> Iterator[str]:
    """Give a form, and what is left of it without the particles that are written in one with it."""
    yield form
    particles = _PROCLITICS.get(_FAMILY.get(language, ""))
    found = particles.match(form) if particles else None
    for length in range(1, found.end() + 1 if found else 1):
        yield form[length:]


def _inflected(word: str, form: str, language: str) -> bool:
    if word == form:
        return True
    common = _common(word, form, language)
    lost, gained = word[common:], form[common:]
    if len(word) <= 3:
        return not lost and gained in {"s", "es"}
    if (lost, gained) in _ALTERNATIONS.get(language, ()):
        return True
    family = _FAMILY.get(language)
    if family:
        return any(
            form[len(root) :] in _ENDINGS[family] for root in _roots(word, family) if root and form.startswith(root)
        )
    stemmer = _stemmer(language)
    if stemmer is None:
        return len(word) > 4 and len(lost) <= 1 and len(gained) <= 3
    if language == "en" and gained not in _ENGLISH:
        return False
    stem, other = stemmer.stemWord(word), stemmer.stemWord(form)
    if language in _LONG_TAILS and len(stem) > 4 and len(other) <= len(stem) + 2:
        same = _common(stem, other, language) >= len(stem) - 1
    else:
        same = bool(stem == other)
    return same and len(lost) <= 2 and len(gained) <= (3 if language in _SHORT_TAILS else 6)


def _common(word: str, form: str, language: str) -> int:
    """Count the letters that both begin with; an umlaut that a German plural gained counts as its vowel."""
    for place, (one, other) in enumerate(zip(word, form, strict=False)):
        umlaut = language == "de" and one + other in {"aä", "oö", "uü"} and _UMLAUT.fullmatch(word, place)
        if one != other and not umlaut:
            return place
    return min(len(word), len(form))


@lru_cache(maxsize=10_000)
def _roots(word: str, family: str) -> tuple[str, ...]:
    """Give what endings are put on: the word without its own, in the shapes that this may take."""
    found = [
        word.removesuffix(ending)
        for ending in sorted({word[len(word) - length :] for length in range(3)}, key=len)
        if _LOST[family].fullmatch(ending)
    ]
    roots = [root for root in found if len(root) > 2]
    if family == "cyrillic":
        roots += [re.sub(r"[іо](?=[^аеєиіїоуюяьй]+$)", vowel, root) for root in roots for vowel in "оеі"]
        roots += [re.sub(r"[оеє](?=[кцнл]$)", "", word)]  # розвиток, розвитку
        roots += [root[:-1] + softer for root in roots for hard, softer in ("гз", "кц", "хс") if root[-1] == hard]
    roots += [root[:-1] for root in roots if root[-2:] == root[-1] * 2 and family != "latin"]  # рішення, рішень
    return tuple(dict.fromkeys(roots))


#: Words that a finder remembers; a language's texts have fewer.
_MOST_KNOWN = 200_000
_stemmers: dict[str, Any] = {}


def _stemmer(language: str) -> Any:
    if language not in _stemmers:
        name = name_in(language, "en").split()[0].lower()
        _stemmers[language] = snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None
    return _stemmers[language]


@dataclass(frozen=True)
class Occurrence:
    """A place in a text (``text[start:end]``) where agreed words stand; ``keys`` say whose."""

    start: int
    end: int
    keys: frozenset[int]


class Finder:
    """Finds words in texts of one language; made once for a glossary.

    ``words`` are ``(key, word)``; a word may be several, such as "letter of intent".
    """

    def __init__(self, words: Iterable[tuple[int, str]], language: str) -> None:
        self.language = language.replace("-", "_").split("_")[0]
        self._pattern = _CHARACTER if self.language in _UNSPACED else _WORD
        self._by_letter: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for key, word in words:
            parts = tuple(normal(found.group()) for found in self._pattern.finditer(word))
            if parts:
                for letter in {_letter(parts[0]), _letter(parts[0].removeprefix("ال"))}:
                    self._by_letter.setdefault(letter, []).append((key, parts))
        self._known: dict[str, Sequence[tuple[int, tuple[str, ...]]]] = {}

    def find(self, text: str) -> list[Occurrence]:
        """Give the places from left to right; where several words begin at one place, the longest wins."""
        text = text.replace("_", " ")  # Python takes it for a letter
        found = list(self._pattern.finditer(text))
        occurrences: list[Occurrence] = []
        beyond = 0
        for index, match in enumerate(found):
            candidates = self._known.get(match.group())
            if candidates is None:
                candidates = self._beginning_with(match.group())
            if not candidates or index < beyond:
                continue
            ends: dict[int, set[int]] = {}
            for key, parts in candidates:
                if self._continues(text, found[index : index + len(parts)], parts):
                    ends.setdefault(len(parts), set()).add(key)
            if ends:
                beyond = index + max(ends)
                last = found[beyond - 1]
                occurrences.append(Occurrence(match.start(), last.end(), frozenset(ends[max(ends)])))
        return occurrences

    def _beginning_with(self, word: str) -> Sequence[tuple[int, tuple[str, ...]]]:
        form = normal(word)
        letters = {_letter(bare) for bare in _bare(form, self.language) if bare}
        candidates = [entry for letter in letters for entry in self._by_letter.get(letter, ())]
        known = [entry for entry in candidates if is_form(entry[1][0], form, self.language)]
        if len(self._known) < _MOST_KNOWN:
            self._known[word] = known
        return known

    def _continues(self, text: str, found: list[re.Match[str]], parts: tuple[str, ...]) -> bool:
        if len(found) < len(parts):
            return False
        return all(
            _GAP.fullmatch(text, before.end(), after.start()) and is_form(part, normal(after.group()), self.language)
            for before, after, part in zip(found, found[1:], parts[1:], strict=False)
        )


def _letter(word: str) -> str:
    """Give a word's first letter without its accent: a plural may gain one."""
    return unicodedata.normalize("NFD", word)[:1]
