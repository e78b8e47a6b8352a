"""Percent and currencies: what a number counts may be written in another way, but not be lost or exchanged."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, numbers, units

from partnerwiki.drafts.calendar import fold, locale_of
from partnerwiki.drafts.numbers import normal

_PERCENT = re.compile(r"\d\s?%")
#: Signs that stand for one currency, or for one kind: whose dollar it is, the text around says.
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₪": "ILS", "₹": "INR", "₺": "TRY"}
#: Codes that are read as currencies; others are also the beginnings of other things (SDG 11, TOP 3, ALL 5).
_CODES = frozenset(_SIGNS.values()) | {"BRL", "CHF", "CZK", "DKK", "HUF", "NOK", "PLN", "RON", "SEK"}
#: A number stands right beside its currency.
_AMOUNT = re.compile(
    rf"(?P<before>[{re.escape(''.join(_SIGNS))}]|\b[A-Z]{{3}})\s?(?=[-+]?\d)"
    rf"|(?<=\d)(?:\s|[.,]-)?(?P<after>[{re.escape(''.join(_SIGNS))}]|[A-Z]{{3}}\b)"
)
#: What every amount holds; it is found faster.
_COUNTED = re.compile(rf"[%٪{re.escape(''.join(_SIGNS))}]|[A-Z]{{3}}")
#: A number, or a word.
_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+")
#: How many words before and behind a number its currency may stand: "Euro 500", "500 million of our own euros".
_BEFORE, _AFTER = 2, 5


def differ(source: str, draft: str, source_language: str, target_language: str) -> list[str]:
    """Give ``%`` and currency codes that one text writes as signs and the other neither so nor in words."""
    wrong: list[str] = []
    if not _COUNTED.search(source) and not _COUNTED.search(draft):
        return wrong
    source, draft = normal(source, source_language), normal(draft, target_language)
    for a, b, language in ((source, draft, target_language), (draft, source, source_language)):
        percents = len(_PERCENT.findall(a)) if "%" in a else 0
        if percents and percents > len(re.findall(rf"\d[-\s]?(?:%|{_percent(language)})", fold(b))):
            wrong.append("%")
        wanted, present = _currencies(a), _currencies(b)
        wrong += [code for code in wanted - present if not _is_named(code, language, b)]
    return wrong


@cache
def _percent(language: str) -> str:
    """Give a pattern of how words for percent begin, before a number's other words."""
    locale = locale_of(language)
    try:
        words = {units.format_unit(5, "concentr-percent", length="long", locale=locale or "en")}
    except units.UnknownUnitError:
        words = set()
    beginnings = {re.sub(r"[\d\s]+", "", fold(word))[:3] for word in words} | {"per", "pro"}
    return "|".join(sorted(map(re.escape, beginnings)))


def _currencies(text: str) -> set[str]:
    found = {str(match["before"] or match["after"]) for match in _AMOUNT.finditer(text)}
    return {_SIGNS.get(sign, sign) for sign in found} & _CODES


def _is_named(code: str, language: str, text: str) -> bool:
    """Say whether a text names a currency in words, near a number where it has any: "500 euros", "Euro 500"."""
    tokens = _TOKEN.findall(fold(text))
    places = [place for place, token in enumerate(tokens) if token[0].isdigit()]
    names = _names(code, language)
    return any(
        _is_inflected(token, names, language)
        for place, token in enumerate(tokens)
        if not places or any(-_BEFORE <= place - number <= _AFTER for number in places)
    )


def _is_inflected(word: str, names: frozenset[str], language: str) -> bool:
    """Say whether a word is a name or an inflection of one, and no place that is named alike (euro, Europe)."""
    if word in names:
        return True
    places = _places(language)
    return any(
        word[: max(len(name) - 2, 3)] == name[: max(len(name) - 2, 3)] and len(word) <= len(name) + 3
        for name in names
        if len(name) > 2
    ) and not any(word[:5] == place[:5] for place in places)


@cache
def _names(code: str, language: str) -> frozenset[str]:
    locale = locale_of(language)
    names = {numbers.get_currency_name(code, count=count, locale=locale or "en") for count in (1, 2, 5)}
    symbols = {numbers.get_currency_symbol(code, locale=locale or "en"), code}
    return frozenset(word for name in names | symbols for word in _TOKEN.findall(fold(name)) if len(word) > 1)


@cache
def _places(language: str) -> frozenset[str]:
    """Give the names of the world's parts and countries."""
    territories = Locale.parse(locale_of(language) or "en").territories
    return frozenset(fold(name) for name in territories.values() if len(name) > 3)
