"""Numbers, dates and times of two texts, each read as its language writes them.

``1,234.5``, ``1.234,5``, ``1 234,5`` and ``١٬٢٣٤٫٥`` are one number; ``31. März 2025`` and ``2025-03-31`` are the day
31, the year 2025 and a month; ``7:30 pm`` and ``19h30`` are one time. What stands in both texts to the letter is equal,
whatever it means: versions, file numbers, phone numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

from babel import numbers as babel_numbers

from partnerwiki.drafts.calendar import WORD, day_parts, locale_of, months

#: Digits that are not ASCII's.
_DIGITS = re.compile(r"(?![0-9])\d")
_MINUS = re.compile(r"[−–](?=\d)")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u2060-\u2069\u202a-\u202e\ufeff]")
#: Superscripts, subscripts and fractions hold digits that ``\d`` does not find.
_SMALL = re.compile("[²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞]")
_FIGURE = re.compile(rf"\d|{_SMALL.pattern}")
_ROMAN = re.compile(r"(?<![\w'’.-])(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?!\w)")
_NEAR_ROMAN = re.compile("[IVX]{2}")
#: A text without any of these has no figures.
_ANYTHING = re.compile(f"{_FIGURE.pattern}|{_NEAR_ROMAN.pattern}")
_ORDINAL = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|[ºª°]|\.[ºª]|\.(?=\s)|er?\b|ème|-)")
_NEAR_GROUPS = re.compile(r"\d[ \u00a0]\d{3}")
_SHORT_DATE = re.compile(r"\d\.\d{1,2}\.(?!\d)")
#: The second hour of a range.
_UNTIL = re.compile(r"\s?(?:-|[–—]|[^\W\d]{1,4}(?=\s))\s?(?P<hour>\d{1,2})(?:[.:h]\d\d)?(?!\d)")
_FORMS = r"""
    (?P<year>(?<!\d)\d{4})[-/.]\s?(?P<ym>\d{1,2})[-/.]\s?(?P<yd>\d{1,2})(?!\d|[-/.]\d)
  | (?<!\d)(?<!\d[./:,])(?P<first>\d{1,2})(?P<part>[-/.])\s?(?P<second>\d{1,2})(?P=part)\s?(?P<last>\d{4}|\d\d)
    (?!\d|[./-]\d)
  | (?<!\d)(?<!\d[./:,])(?P<day>DAY)\.(?P<month>DAY)\.(?!\d)
  | (?<!\d)(?<!\d[./:,])(?P<h>\d{1,2})(?P<colon>:|\s?[hH]\s?|\.)(?P<min>[0-5]\d)(?![\d:]|[.,]\d)
  | (?P<sign>(?<![\w)\]%.,;:+-])[-+])?(?P<number>NUMBER)
"""
_NUMBER = r"\d+(?:[.,'’]\d+)*"
#: A space between groups of three: other languages than English write so, and all of them write phone numbers so.
_SPACED = r"(?<!\d)\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)(?:[.,]\d+)?|" + _NUMBER
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0'’]\d{3})+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Figure:
    """One number, date or time as it stands in the text, the values that it means, and the month of a date."""

    surface: str
    values: tuple[str, ...]
    month: int = 0


@dataclass(frozen=True)
class Difference:
    """What a draft lacks and what it adds, as readable values; months as numbers."""

    lacks: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    months: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How much differs."""
        return len(self.lacks) + len(self.adds) + len(self.months)


def digits_differ(source: str, draft: str) -> Difference:
    """Compare runs of digits alone, for a draft that is in no language."""
    return _difference(Counter(re.findall(r"\d+", source)), Counter(re.findall(r"\d+", draft)))


def compare(source: str, draft: str, source_language: str, target_language: str) -> Difference:
    """Compare what two texts count, date and time.

    A text may be read in several ways (``03/04`` in English, spaces between groups of digits); the reading with which
    least differs counts.
    """
    if not any(map(_ANYTHING.search, (source, draft))) and not months(source_language).named(set(WORD.findall(source))):
        return Difference()
    old, new = _Read(source, source_language), _Read(draft, target_language)
    if old.readings == new.readings == [[]] and not (old.named and new.named):
        return Difference()
    best: Difference | None = None
    for a, b in product(old.readings, new.readings):
        found = _compare_figures(a, b, old, new)
        if not found.size:
            return found
        if best is None or found.size < best.size:
            best = found
    return best or Difference()


def normal(text: str, language: str) -> str:
    """Write a text's digits, minus signs and separators of numbers as ASCII has them."""
    if text.isascii():
        return text
    decimal, group = _separators(language)
    text = _UNSEEN.sub("", text).replace("٫", decimal).replace("٬", group).replace("٪", "%")
    text = _SMALL.sub(lambda found: f" {unicodedata.normalize('NFKC', found[0])} ", text)
    text = _SPACES.sub("\u00a0", _MINUS.sub("-", text))
    return _DIGITS.sub(lambda found: str(unicodedata.decimal(found[0])), text)


@cache
def _separators(language: str) -> tuple[str, str]:
    """Give a language's decimal and group separator for Western digits."""
    locale = locale_of(language) or "en"
    symbols = babel_numbers.get_decimal_symbol, babel_numbers.get_group_symbol
    decimal, group = (get(locale, numbering_system="latn") for get in symbols)
    return decimal, group


@cache
def _dots_in_times(language: str) -> bool:
    locale = locale_of(language)
    return bool(locale and "." in str(locale.time_formats["short"].pattern).rstrip("."))


@cache
def _month_first(language: str) -> tuple[bool, ...]:
    """Say how ``03/04/2025`` may be meant; English without a country is read both ways."""
    locale = locale_of(language)
    first = bool(locale and str(locale.date_formats["short"].pattern).startswith("M"))
    return (False, True) if first else (False,)


@cache
def _pattern(*, spaced: bool, short: bool) -> re.Pattern[str]:
    forms = _FORMS.replace("NUMBER", _SPACED if spaced else _NUMBER).replace("DAY", r"\d{1,2}" if short else r"\d\d")
    return re.compile(forms, re.VERBOSE)


def _readings(text: str, language: str) -> Iterator[list[Figure]]:
    """Give the ways in which a text's figures may be read, each only once.

    Are spaces between digits those of groups? Is "3.4." a day or the end of a sentence? Does the month come first?
    """
    seen: list[list[Figure]] = []
    groups = (True, False) if _NEAR_GROUPS.search(text) else (False,)
    shorts = (False, True) if _SHORT_DATE.search(text) else (False,)
    firsts = _month_first(language) if "/" in text else (False,)
    for spaced, short, month_first in product(groups, shorts, firsts):
        pattern = _pattern(spaced=spaced, short=short)
        figures = [
            figure for found in pattern.finditer(text) for figure in _figures(found, text, language, month_first)
        ]
        if figures not in seen:
            seen.append(figures)
            yield figures


def _figures(found: re.Match[str], text: str, language: str, month_first: bool) -> Iterator[Figure]:
    surface = found[0]
    if found["number"]:
        values = _values(found["number"], language)
        part = _part_of_day(found, text, language)
        if part and (part["am"] or part["pm"]) and re.fullmatch(r"\d{1,2}", found["number"]):
            values = (_time(int(values[0]), 0, part),)
            surface += part[0]
        yield Figure(surface, ((found["sign"] or "") + values[0], *values[1:]))
    elif found["h"]:
        yield _time_or_number(found, text, language)
    else:
        date = _date(found, month_first)
        if date:
            yield date
        else:
            yield Figure(surface, _values(surface, language))


def _date(found: re.Match[str], month_first: bool) -> Figure | None:
    """Read a date of digits; None where its parts can be no day or month."""
    if found["year"]:
        year, month, day = found["year"], int(found["ym"]), int(found["yd"])
    elif found["day"]:
        year, month, day = "", int(found["month"]), int(found["day"])
    else:
        year, first, second = found["last"], int(found["first"]), int(found["second"])
        day, month = (second, first) if month_first and found["part"] == "/" else (first, second)
        if month > 12:
            day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Figure(found[0], (str(day), *([f"20{year}"[-4:]] if year else [])), month)


def _time_or_number(found: re.Match[str], text: str, language: str) -> Figure:
    """Read ``19:30`` and ``19h30`` as a time, ``19.30`` only where the language or a word behind it says so."""
    hour, minute = int(found["h"]), int(found["min"])
    part = _part_of_day(found, text, language)
    told = bool(part and part[0])
    if hour > 24 or (found["colon"] == "." and not told and not _dots_in_times(language)):
        return Figure(found[0], _values(found[0], language))
    return Figure(found[0] + (part[0] if part else ""), (_time(hour, minute, part),))


def _part_of_day(found: re.Match[str], text: str, language: str) -> re.Match[str] | None:
    """Find the words behind an hour, or behind the later hour of a range: "8.30–12.00 Uhr"."""
    until = _UNTIL.match(text, found.end())
    hour = re.match(r"\d+", found["h"] or found["number"] or "0")
    later = until and hour and int(until["hour"]) > int(hour[0])
    return day_parts(language).match(text, until.end() if until and later else found.end())


def _time(hour: int, minute: int, part: re.Match[str] | None) -> str:
    """Write a time by the 24-hour clock; a full hour as its number, as in "19 Uhr" and "19h"."""
    if part and hour <= 12:
        night = part.groupdict().get("night")
        if part["am"] or (night and (hour < 6 or hour == 12)):
            hour %= 12
        elif part["pm"] or night:
            hour = hour % 12 + 12
    return f"{hour}:{minute:02}" if minute else str(hour)


def _values(body: str, language: str) -> tuple[str, ...]:
    """Read a number; what is none (a version, a list) gives its parts."""
    if _GROUPED.fullmatch(body):
        body = re.sub(r"[ \u00a0'’]", "", body)
        return (body.replace(",", "."),)
    separators = re.findall(r"\D", body)
    runs = re.findall(r"\d+", body)
    if not separators:
        return (body.lstrip("0") or "0",) if len(body) <= 2 else (body,)
    kinds = set(separators)
    if not kinds <= {".", ","}:
        return tuple(runs)
    decimal, _group = _separators(language)
    if len(separators) == 1:
        grouped = separators[0] != decimal and len(runs[1]) == 3 and len(runs[0]) <= 3 and runs[0][0] != "0"
        return (runs[0] + ("" if grouped else ".") + runs[1],)
    if len(kinds) == 1 and _are_groups(runs):
        return ("".join(runs),)
    if len(kinds) == 2 and separators.count(separators[-1]) == 1 and _are_groups(runs[:-1]):
        return (f"{''.join(runs[:-1])}.{runs[-1]}",)
    return (body,) if kinds == {"."} else tuple(runs)


def _are_groups(runs: list[str]) -> bool:
    """Say whether runs of digits are a number in groups, of two digits in India."""
    return len(runs[0]) <= 3 and all(2 <= len(run) <= 3 for run in runs[1:-1]) and len(runs[-1]) == 3


class _Read:
    """A text, the figures in it, and the months that it names in words."""

    def __init__(self, text: str, language: str) -> None:
        self.months = months(language)
        self._raw = text
        self.has_digits = bool(_FIGURE.search(text))
        self.text = normal(text, language) if self.has_digits else text
        roman = _ROMAN.findall(text) if _NEAR_ROMAN.search(text) else []
        figures = [Figure(number, (number,)) for number in roman]
        self.readings = [figures]
        if self.has_digits:  # the number of a month as in "3月" is no figure of its own
            text = self.months.numbered.sub(" ", self.text)
            self.readings = [found + figures for found in _readings(text, language)]

    @cached_property
    def dated(self) -> set[int]:
        """Months that stand beside a number."""
        return self.months.dated(self.text) if self.has_digits else set()

    @cached_property
    def named(self) -> set[int]:
        """Months whose full name stands in the text."""
        return self.months.named(set(WORD.findall(self._raw)))

    @cached_property
    def perhaps(self) -> set[int]:
        """Months that the text may name."""
        return self.months.perhaps(self.text)


def _compare_figures(a: list[Figure], b: list[Figure], source: _Read, draft: _Read) -> Difference:
    same = Counter(figure.surface for figure in a) & Counter(figure.surface for figure in b)
    rest_a, rest_b = _without(a, same), _without(b, same)
    before, after = (Counter(value for figure in rest for value in figure.values) for rest in (rest_a, rest_b))
    found = _difference(before, after, (source.text, draft.text))
    if not (source.months.known and draft.months.known):
        return found
    return Difference(found.lacks, found.adds, _wrong_months(rest_a, rest_b, source, draft))


def _without(figures: list[Figure], same: Counter[str]) -> list[Figure]:
    left = Counter(same)
    rest = []
    for figure in figures:
        if left[figure.surface] > 0:
            left[figure.surface] -= 1
        else:
            rest.append(figure)
    return rest


def _difference(a: Counter[str], b: Counter[str], texts: tuple[str, str] = ("", "")) -> Difference:
    lacks, adds = a - b, b - a
    _match_centuries(lacks, adds, texts[0])
    _match_centuries(adds, lacks, texts[1])
    return Difference(tuple((+lacks).elements()), tuple((+adds).elements()))


def _match_centuries(numbers: Counter[str], romans: Counter[str], text: str) -> None:
    """Take out ordinals of ``text`` that the other text writes in Roman: "19th century", "século XIX"."""
    for roman in filter(_ROMAN.fullmatch, list(romans)):
        plain = roman.replace("IX", "VIIII").replace("IV", "IIII")
        number = str(10 * plain.count("X") + 5 * plain.count("V") + plain.count("I"))
        if numbers[number] > 0 and romans[roman] > 0 and number in _ORDINAL.findall(text):
            numbers[number] -= 1
            romans[roman] -= 1


def _wrong_months(a: list[Figure], b: list[Figure], source: _Read, draft: _Read) -> tuple[int, ...]:
    """Give months of dates that the other text does not name, and names that were exchanged for others."""
    old, new = ({figure.month for figure in rest if figure.month} for rest in (a, b))
    dated, redated = old | source.dated, new | draft.dated
    named, renamed = source.named, draft.named
    if dated == redated and (named == renamed or not (named and renamed)):
        return ()
    before, after = old | source.perhaps, new | draft.perhaps
    wrong = (dated - after) | (redated - before)
    if named - after and renamed - before:
        wrong |= named - after
    return tuple(sorted(wrong))
