"""Words of dates and times in a language, as CLDR has them: names of months, and of the parts of a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

#: Variants of a language whose months have names of their own; both are understood everywhere.
_VARIANTS = {"ar": "ar_SY", "de": "de_AT", "es": "es_UY"}
#: What may stand between a number and the name of a month: "31. März", "31 de março de 2025", "March 31st, 2025".
_GAP = r"[^\w\n]{0,3}(?:[^\W\d]{1,4}[^\w\n]{1,2})?"
#: A word; signs of vowels, in Hindi and other languages of Asia, are no letters to ``\w``.
WORD = re.compile(
    r"(?:[^\W\d_]+|(?!\d)[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0970-\u109f\u1780-\u17d3])+"
)
_NUMBER_AFTER = re.compile(rf"\.?{_GAP}\d")
_NUMBER_BEFORE = re.compile(rf"\d(?:[.ºª]|[^\W\d]{{2}})?{_GAP}\Z")
_ABJADS = frozenset({"am", "ar", "fa", "he", "ti", "ur"})  # prepositions are written as part of the word
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Months:
    """How to find months in a text.

    ``names`` are CLDR's names with their month, ``full`` only those that are no abbreviation. ``stems`` finds inflected
    names, and words that only begin like one; ``numbered`` months that are written with their number ("3月",
    "tháng 3"). In ``prefixed`` languages a preposition is written as the first letter of the name.
    """

    names: Mapping[str, int]
    full: Mapping[str, int]
    stems: re.Pattern[str]
    numbered: re.Pattern[str]
    prefixed: bool

    @property
    def known(self) -> bool:
        """Say whether CLDR has names of months for the language."""
        return bool(self.names) or self.numbered is not _NOTHING

    def month(self, word: str) -> int:
        """Give the month that a word names, 0 if none."""
        return self.names.get(word) or (self.prefixed and self.names.get(word[1:])) or 0

    def dated(self, text: str) -> set[int]:
        """Give the months of the dates in a text: those that stand beside a number."""
        found = {self.month(word[0]) for word in WORD.finditer(text) if self.month(word[0]) and _has_number(word)}
        return found | {int(month[month.lastindex or 0]) for month in self.numbered.finditer(text)}

    def named(self, words: Set[str]) -> set[int]:
        """Give the months whose full names are among words."""
        return {self.full[word] for word in words & self.full.keys()}

    def perhaps(self, text: str) -> set[int]:
        """Give all months that a text may name."""
        stems = {int((found.lastgroup or "m0")[1:]) for found in self.stems.finditer(fold(text))}
        return stems | self.dated(text)


def _has_number(word: re.Match[str]) -> bool:
    text, start = word.string, word.start()
    return bool(_NUMBER_AFTER.match(text, word.end()) or _NUMBER_BEFORE.search(text[max(start - 12, 0) : start]))


def fold(text: str) -> str:
    """Give a text in lower case and without accents, which change with the inflection (Greek) and get lost."""
    if text.isascii():
        return text.lower()
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )


def base_of(language: str) -> str:
    """Give a language without its country or script: ``pt_BR`` -> ``pt``."""
    return language.replace("-", "_").split("_")[0]


def locale_of(language: str) -> Locale | None:
    """Give Babel's locale of a language, None where it has none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


@cache
def months(language: str) -> Months:
    """Give the patterns that find a language's months.

    Only CLDR's ``format`` names are read: Babel 2.18 gives ``stand-alone`` names of whichever language was loaded
    before. The stand-alone form begins like the other one, so ``stems`` finds it.
    """
    names: list[tuple[int, str, bool]] = []
    numbered = set()
    for code in (language, _VARIANTS.get(base_of(language), language)):
        locale = locale_of(code)
        for width in ("wide", "abbreviated") if locale else ():
            for month, name in locale.months["format"][width].items():  # type: ignore[union-attr]
                if re.search(r"\d", name):
                    numbered.add(re.sub(r"\d+", r"(?<!\\d)(1[0-2]|0?[1-9])(?!\\d)", re.escape(name)))
                else:
                    names.append((month, name.split()[-1].removeprefix("d’").strip("."), width == "wide"))
    numbered = {form for form in numbered if not form.startswith("M")}  # CLDR's root, "M03": no names are known
    prefixed = base_of(language) in _ABJADS
    return Months(
        names={spelled: month for month, name, _wide in names for spelled in _spelled(name)},
        full={spelled: month for month, name, wide in names if wide for spelled in _spelled(name)},
        stems=_one_of(_stems(names, prefixed=prefixed)),
        numbered=re.compile("|".join(sorted(numbered)), re.IGNORECASE) if numbered else _NOTHING,
        prefixed=prefixed,
    )


def _spelled(name: str) -> set[str]:
    """Give the spellings of a name; languages that write months small write them large where a sentence begins."""
    return {name, name[:1].upper() + name[1:]}


def _stems(names: list[tuple[int, str, bool]], *, prefixed: bool) -> Iterable[tuple[int, str]]:
    """Give for each name its beginning that no other month has, with up to six letters behind it."""
    folded = {(month, fold(name)) for month, name, _wide in names}
    before = r"(?<!\w)\w?" if prefixed else r"(?<!\w)"
    for month, name in sorted(folded):
        others = [other for number, other in folded if number != month]
        length = next((n for n in range(3, len(name)) if not any(o.startswith(name[:n]) for o in others)), len(name))
        yield month, rf"{before}{re.escape(name[:length])}\w{{0,{len(name) - length + 3}}}(?!\w)"


def _one_of(forms: Iterable[tuple[int, str]]) -> re.Pattern[str]:
    """Make one pattern of (month, pattern), the longest first."""
    by_month: dict[int, list[str]] = {}
    for month, form in forms:
        by_month.setdefault(month, []).append(form)
    if not by_month:
        return _NOTHING
    groups = (f"(?P<m{m}>{'|'.join(sorted(by_month[m], key=len, reverse=True))})" for m in sorted(by_month))
    return re.compile("|".join(groups))


@cache
def day_parts(language: str) -> re.Pattern[str]:
    """Give the pattern of the words after an hour that tell morning (group ``am``) from evening (group ``pm``).

    Group ``night`` may be either: it depends on the hour. Words for hours ("Uhr", "h") may stand before.
    """
    locale = locale_of(language)
    words: dict[str, set[str]] = {"am": {"a.m.", "am"}, "pm": {"p.m.", "pm"}, "night": set()}
    hour = r"\s?[hH](?:oras?|rs?)?\b"
    if locale:
        for width in ("wide", "abbreviated"):
            for part, name in locale.day_periods["format"][width].items():
                kind = part.rstrip("0123456789")
                group = {"morning": "am", "am": "am", "night": "night", "midnight": "night"}.get(kind, "pm")
                if name.casefold() not in set().union(*words.values()):
                    words[group].add(name.casefold())
        skeleton = str(locale.datetime_skeletons.get("H", ""))
        hour += "".join(rf"|\s?{re.escape(word)}" for word in re.findall(r"'([^']+)'", skeleton))
    groups = "|".join(f"(?P<{name}>{'|'.join(map(_loose, sorted(some)))})" for name, some in words.items() if some)
    return re.compile(rf"(?P<hour>{hour})?(?:\s?,?\s?(?:{groups})(?!\w))?", re.IGNORECASE)


def _loose(word: str) -> str:
    """Give the pattern of an abbreviation with or without its dots and spaces."""
    return r"[.\s]*".join(map(re.escape, re.sub(r"[.\s]+", " ", word).split())) + (r"\.?" if "." in word else "")
