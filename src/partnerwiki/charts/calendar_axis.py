"""Ticks of an axis of days, labelled with digits only: years, months and days as ISO 8601 writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from partnerwiki.charts.canvas import SMALL, Canvas

#: Months between ticks, and the pixels that a label needs.
_STEPS = ((1, 22), (3, 22), (6, 26), *((12 * years, 36) for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)))
HEIGHT = 36.0


@dataclass(frozen=True)
class Axis:
    """``low`` and ``high`` are the days at both ends; ``fine`` and ``coarse`` are ticks with their labels."""

    low: date
    high: date
    fine: tuple[tuple[date, str], ...]
    coarse: tuple[tuple[date, str], ...]


def axis(low: date, high: date, pixels: float) -> Axis:
    """Give an axis from the month of ``low`` to the end of that of ``high``: months, quarters, half-years or years.

    Less than six weeks are told by days instead. The order of the two days does not matter.
    """
    low, high = min(low, high), max(low, high)
    if (high - low).days < 42:
        return _of_days(low, high, pixels)
    first, last = _month(low), _month(high) + 1
    step = next((months for months, need in _STEPS if pixels * months / (last - first) >= need), _STEPS[-1][0])
    if step >= 12:
        start, end = first // step * step, -(-last // step) * step
        ticks = [(at, f"{at // 12:04}") for at in range(start, end + 1, step)]
        return Axis(_first_day(start), _first_day(end), tuple((_first_day(at), text) for at, text in ticks), ())
    fine = [(_first_day(at), f"{at % 12 + 1:02}") for at in range(-(-first // step) * step, last, step)]
    years = [at for at in range(first, last) if at == first or at % 12 == 0]
    coarse = [(at, f"{at // 12:04}") for at in years]
    if len(coarse) > 1 and (coarse[1][0] - coarse[0][0]) * pixels / (last - first) < 32:
        del coarse[0]  # the first year has too little room; the next tells
    return Axis(_first_day(first), _first_day(last), tuple(fine), tuple((_first_day(at), text) for at, text in coarse))


def _of_days(low: date, high: date, pixels: float) -> Axis:
    low = min(low, date.max - timedelta(days=7))
    high = max(high + timedelta(days=1) if high < date.max else high, low + timedelta(days=7))
    days = (high - low).days
    step = next((step for step in (1, 2, 7, 14) if pixels * step / days >= 22), 14)
    fine = [low + timedelta(days=count) for count in range(0, days + 1, step)]
    coarse = [day for number, day in enumerate(fine) if number == 0 or day.month != fine[number - 1].month]
    if len(coarse) > 1 and (coarse[1] - coarse[0]).days * pixels / days < 52:
        del coarse[0]
    return Axis(
        low,
        high,
        tuple((day, f"{day.day:02}") for day in fine),
        tuple((day, f"{day:%Y}-{day:%m}".rjust(7, "0")) for day in coarse),
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    """Give the first day of a month counted from year 0; beyond what a date can be, the last that it can."""
    if month < 12:
        return date.min
    return date(month // 12, month % 12 + 1, 1) if month < 120_000 else date.max


def draw(canvas: Canvas, scale: str, of: Axis, top: float, bottom: float, labels: float) -> None:
    """Draw the grid from ``top`` to ``bottom`` and the labels in two lines from y = ``labels`` on."""
    coarse = {day for day, _ in of.coarse}
    scaled = {"x": scale}
    for stroke, days in (("line", {day for day, _ in of.fine} - coarse), ("soft", coarse)):
        rows = [{"x": day.toordinal()} for day in sorted(days)]
        canvas.add("rule", rows, scaled=scaled, y=top, y2=bottom, stroke=stroke, strokeWidth=0.75)
    fine = [{"x": day.toordinal(), "text": text} for day, text in of.fine]
    canvas.texts(fine, scaled=scaled, y=labels + 8, fontSize=SMALL)
    heads = [{"x": day.toordinal(), "text": text} for day, text in of.coarse]
    canvas.texts(heads, scaled=scaled, y=labels + 23, fontSize=SMALL, fontWeight="bold", align="left", dx=-7)
