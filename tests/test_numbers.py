"""Numbers, dates, times and amounts: what is the same in two languages, and what is not."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from partnerwiki.drafts import amounts
from partnerwiki.drafts.numbers import compare, digits_differ

SAME = """
en de | 1,234.5 people | 1.234,5 Leute
de fr | 1.234,5 | 1\u202f234,5
de fr | 1.234,5 | 1\u00a0234,5
en ar | 1,234.5 people | ١٬٢٣٤٫٥ شخص
en hi | 1,23,456 | १,२३,४५६
en pl | 1,234 people | 1 234 osoby
en de | 3.5 | 3.5
en de | version 1.2.3 | Version 1.2.3
de en | 01067 Dresden | 01067 Dresden
de en | Az. 3 O 17493/20, § 4 Abs. 2 | case 3 O 17493/20, Section 4(2)
de en | Tel. +49 30 123 456 | phone +49 30 123 456
de en | -5 °C | −5 °C
de en | CO₂ auf 20 m² | CO2 on 20 m²
de en | 31. März 2025 | March 31, 2025
de pt | 31. März 2025 | 31 de março de 2025
pt de | 31 de março de 2025 | 31.03.2025
de en | 31. März 2025 | 31/03/2025
en de | 03/31/2025 | 31.3.2025
de en | 31. März 2025 | 2025-03-31
de en | die Frist am 31.03. endet | the deadline of 31 March ends
de en | am 3.4. und am 3.4.2025 | on 3 April and on 3 April 2025
de en | mit Version 2.3. | version 2.3 is used
en uk | March 31, 2025 | 31 березня 2025 року
en ar | 31 March 2025 | ٣١ مارس ٢٠٢٥
en he | 31 March 2025 | 31 במרץ 2025
en zh | March 31, 2025 | 2025年3月31日
en vi | March 31, 2025 | 31 tháng 3, 2025
en hu | March 31, 2025 | 2025. március 31.
en lt | March 31, 2025 | 2025 m. kovo 31 d.
en pl | in March 2025 | w marcu 2025
de en | 15. Jänner 2025 | 15 January 2025
de en | im März 12 Personen | 12 people in March
en de | We may meet 5 times | Wir treffen uns vielleicht 5-mal
de en | 19:30 Uhr | 7:30 p.m.
de en | 19.30 Uhr | 7:30 pm
de en | 19 Uhr | 7 pm
de en | 8.30–12.00 Uhr | 8:30–12:00
en de | from 7-9 pm | von 19–21 Uhr
en fr | 7:30 pm | 19h30
en es | 7:30 pm | 7:30 p. m.
en de | 7:30 pm | 7.30 Uhr abends
en fi | 19:30 | klo 19.30
en pt | 1st prize in the 19th century | 1º prémio no século XIX
de en | Kapitel II | chapter II
"""
DIFFERENT = """
en de | 3.5 | 35
en de | 3.5 | 5,3
en de | 20 people | 21 Leute
en de | 20 people | Leute
en de | people | 20 Leute
en de | 1,234 | 12,34
en de | 1,234.5 | 1.234,6
en de | 1.2.3 | 1.2.4
en de | 1.2.3 | 12.3
de en | 01067 | 1067
de en | -5 °C | 5 °C
de en | 5 °C | -5 °C
en pt | 3 towns | três cidades
de en | 31. März 2025 | April 31, 2025
de en | 31. März 2025 | 31/04/2025
de en | 31.03.2025 | 31 April 2025
de en | 03.04.2025 | 4.3.2025
de en | 31. März | 31.
de en | im März | in April
en pt | 31 May | 31 de março
en zh | March 2025 | 2025年4月
de en | 19:30 | 7:30
de en | 19:30 | 7:30 am
en de | 7:30 pm | 7:30 Uhr
de en | Kapitel II | chapter III
de en | Kapitel II | chapter 2
de en | Kapitel XXII | chapter XXIII
"""


def rows(table: str) -> list[list[str]]:
    return [[*row.split(" | ")[0].split(), *row.split(" | ")[1:]] for row in table.strip().splitlines()]


@pytest.mark.parametrize(("a", "b", "source", "draft"), rows(SAME))
def test_the_same_in_both_languages(a: str, b: str, source: str, draft: str) -> None:
    assert compare(source, draft, a, b).size == 0
    assert compare(draft, source, b, a).size == 0


@pytest.mark.parametrize(("a", "b", "source", "draft"), rows(DIFFERENT))
def test_not_the_same(a: str, b: str, source: str, draft: str) -> None:
    assert compare(source, draft, a, b).size


LANGUAGES = st.sampled_from("de en pt es fr it pl cs uk ru tr fi sv hu ro el ar fa he am hi zh ja sw".split())
DAYS = st.dates(datetime.date(1000, 1, 1))


@given(LANGUAGES, LANGUAGES, st.decimals(-(10**9), 10**9, places=2), st.booleans())
def test_numbers_as_cldr_writes_them_are_the_same(a: str, b: str, number: Decimal, own_digits: bool) -> None:
    system = "default" if own_digits else "latn"
    texts = [format_decimal(number, locale=code, numbering_system=system) for code in (a, b)]
    assert compare(texts[0], texts[1], a, b).size == 0


@given(LANGUAGES, LANGUAGES, DAYS, st.sampled_from(["long", "medium"]))
def test_dates_as_cldr_writes_them_are_the_same(a: str, b: str, day: datetime.date, width: str) -> None:
    texts = [format_date(day, width, locale=Locale.parse(code)) for code in (a, b)]
    assert compare(texts[0], texts[1], a, b).size == 0


@given(LANGUAGES, LANGUAGES, DAYS, st.integers(1, 11))
def test_dates_of_another_month_differ(a: str, b: str, day: datetime.date, later: int) -> None:
    day = day.replace(day=28)
    other = day.replace(month=(day.month - 1 + later) % 12 + 1)
    texts = [format_date(date, "long", locale=code) for date, code in ((day, a), (other, b))]
    assert compare(texts[0], texts[1], a, b).size


@given(st.text(), st.text(), LANGUAGES)
def test_any_text_can_be_compared(a: str, b: str, language: str) -> None:
    assert compare(a, a, "de", language).size == 0
    compare(a, b, "de", language)
    amounts.differ(a, b, "de", language)


def test_runs_of_digits_are_compared_without_a_language() -> None:
    assert digits_differ("1.234 am 3.4.", "[3.4. ẋ 1.234]").size == 0
    assert digits_differ("1.234", "1.235").adds == ("235",)


@pytest.mark.parametrize(
    ("a", "b", "source", "draft", "wrong"),
    [
        ("en", "de", "5%", "5 Prozent", []),
        ("en", "pt", "5%", "5 por cento", []),
        ("de", "en", "5 %", "5 per cent", []),
        ("en", "de", "5%", "5", ["%"]),
        ("de", "en", "20", "20%", ["%"]),
        ("en", "de", "€20", "20 €", []),
        ("en", "de", "EUR 20", "20 Euro", []),
        ("en", "uk", "₴20", "20 гривень", []),
        ("de", "en", "20 Euro", "€20", []),
        ("en", "de", "€20", "20 $", ["EUR", "USD"]),
        ("en", "de", "€20", "20", ["EUR"]),
        ("en", "pt", "SDG 11", "ODS 11", []),
    ],
)
def test_percent_and_currency(a: str, b: str, source: str, draft: str, wrong: list[str]) -> None:
    assert amounts.differ(source, draft, a, b) == wrong
