"""Where the parties are: outlines of land and borders, without tiles of anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import atan, cos, degrees, exp, floor, hypot, log, log10, pi, radians, sin, tan
from typing import Any

from partnerwiki.charts.canvas import NARROW, SMALL, Canvas, Drawing, checked_key, number, sign_half

_HIGH = 280
_MARGIN = 34.0
_SIZE = 10.0
_EARTH = 6371.0
#: Below this width in km the outlines are too coarse to say anything; and how narrow a picture gets, in km.
_COARSE, _LEAST = 250.0, 4.0
#: Above this width in km borders would be a tangle.
_WORLD = 15_000.0
#: Mercator ends here.
_POLE = 82.0


@dataclass(frozen=True)
class Place:
    """A place in decimal degrees, north and east positive; ``party`` is an index from 0 or None."""

    key: str
    lat: float
    lon: float
    party: int | None = None


def map_(places: Sequence[Place]) -> Drawing:
    """Draw a map with north above, as close as all places allow, also across the antimeridian.

    Coasts are drawn where the picture is wider than 250 km, borders up to 15,000 km; below 250 km the places stand in
    a frame. A bar of a round number of kilometres is drawn where it holds for the whole picture. A dot is the place;
    the sign with the key stands near it, where it touches no other. Raises ValueError for what is no place on Earth.
    """
    for place in places:
        checked_key(place.key)
        if not (-90 <= number(place.lat) <= 90 and -180 <= number(place.lon) <= 180):
            raise ValueError(f"not a place: {place}")
    view = _View(places)
    canvas = Canvas(NARROW, _HIGH)
    if view.kilometres > _COARSE:
        view.outlines(canvas)
    canvas.add("rect", [{"x": 0.5, "y": 0.5}], width=NARROW - 1, height=_HIGH - 1, stroke="line", strokeWidth=1)
    dots = [(place, *view.pixel(place.lat, place.lon)) for place in places]
    signs = _apart([(sign_half(place.key, _SIZE), x, y) for place, x, y in dots])
    stems = [{"x": x, "y": y, "x2": sx, "y2": sy} for (_, x, y), (sx, sy) in zip(dots, signs, strict=True)]
    canvas.add("rule", stems, stroke="ink", strokeWidth=1.25)
    canvas.add("symbol", [{"x": x, "y": y} for _, x, y in dots], size=30, fill="ink", stroke="paper", strokeWidth=1)
    canvas.signs(((place.key, *sign, place.party) for (place, *_), sign in zip(dots, signs, strict=True)), _SIZE)
    if view.is_even:
        _scale_bar(canvas, view.kilometres)
    return canvas.drawing()


class _View:
    """What of the world is seen: Mercator around a middle, in radians a pixel."""

    def __init__(self, places: Sequence[Place]) -> None:
        lons = sorted({place.lon % 360 for place in places}) or [0.0]
        gaps = [(after - before, after) for before, after in pairwise([*lons, lons[0] + 360])]
        widest, start = max(gaps)
        span = 360 - widest
        self._lon = (start + span / 2 + 180) % 360 - 180
        heights = [_mercator(place.lat) for place in places] or [0.0]
        middle, tall = (min(heights) + max(heights)) / 2, max(heights) - min(heights)
        self._lat = _latitude(middle)
        wide = NARROW - 2 * _MARGIN
        least = _LEAST / _EARTH / cos(radians(self._lat)) / wide
        self._unit = max(radians(span) / wide, tall / (_HIGH - 2 * _MARGIN), least)
        self._unit = min(self._unit, 2 * pi / NARROW)
        self._middle = middle
        edges = [_stretch(_latitude(middle + side * self._unit * _HIGH / 2)) for side in (-1, 1)]
        #: Whether a kilometre has nearly the same length everywhere in the picture.
        self.is_even = max(edges) / min(edges) < 1.15
        self.kilometres = self._unit * NARROW * _EARTH * cos(radians(self._lat))

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Give where a place is drawn."""
        east = radians((lon - self._lon + 180) % 360 - 180)
        return NARROW / 2 + east / self._unit, _HIGH / 2 - (_mercator(lat) - self._middle) / self._unit

    def outlines(self, canvas: Canvas) -> None:
        """Draw land and borders."""
        world = _world()
        canvas.projections.append(
            {
                "name": "p",
                "type": "mercator",
                "rotate": [-self._lon, 0],
                "center": [0, self._lat],
                "scale": 1 / self._unit,
                "translate": [NARROW / 2, _HIGH / 2],
                "clipExtent": [[0, 0], [NARROW, _HIGH]],
                "precision": 0.5,
            }
        )
        land = [[self._thinned(ring) for ring in polygon] for polygon in world["land"] if self._sees(polygon[0])]
        land = [rings for polygon in land if len((rings := [ring for ring in polygon if len(ring) > 3] or [[]])[0]) > 3]
        borders = [self._thinned(border) for border in world["borders"] if self._sees(border)]
        if self.kilometres > _WORLD:
            borders = []
        for kind, parts, style in (
            ("MultiPolygon", land, {"fill": "line", "fillOpacity": 0.22, "stroke": "soft", "strokeWidth": 0.75}),
            ("MultiLineString", borders, {"stroke": "soft", "strokeWidth": 0.75, "strokeDash": [3, 2]}),
        ):
            if parts:
                name = f"g{kind}"
                canvas.data.append({"name": name, "values": [{"type": kind, "coordinates": parts}]})
                canvas.marks.append(
                    {
                        "type": "shape",
                        "from": {"data": name},
                        "encode": {"enter": {channel: {"value": value} for channel, value in style.items()}},
                        "transform": [{"type": "geoshape", "projection": "p"}],
                    }
                )

    def _thinned(self, points: list[list[float]]) -> list[list[float]]:
        """Give the line without points that are less than two pixels from the one before."""
        near = degrees(self._unit) * 2
        kept = [points[0]]
        for lon, lat in points[1:-1]:
            if hypot((lon - kept[-1][0]) * cos(radians(lat)), lat - kept[-1][1]) * _stretch(lat) >= near:
                kept.append([lon, lat])
        return [*kept, points[-1]]

    def _sees(self, points: list[list[float]]) -> bool:
        """Tell whether something may be within the picture; rather too often than not."""
        half = degrees(self._unit * NARROW / 2) + 1
        easts = [(lon - self._lon + 180) % 360 - 180 for lon, _ in points]
        if max(easts) - min(easts) < 180 and (min(easts) > half or max(easts) < -half):
            return False
        tall = self._unit * _HIGH / 2
        south, north = _latitude(self._middle - tall) - 1, _latitude(self._middle + tall) + 1
        return min(lat for _, lat in points) < north and max(lat for _, lat in points) > south


@cache
def _world() -> dict[str, Any]:
    text = files("partnerwiki.charts").joinpath("outlines.json").read_text(encoding="utf-8")
    world: dict[str, Any] = json.loads(text)
    return world


def _mercator(lat: float) -> float:
    lat = max(-_POLE, min(_POLE, lat))
    return log(tan(pi / 4 + radians(lat) / 2))


def _stretch(lat: float) -> float:
    """Give how much larger than at the equator Mercator draws."""
    return 1 / cos(radians(max(-_POLE, min(_POLE, lat))))


def _latitude(height: float) -> float:
    return degrees(2 * atan(exp(height)) - pi / 2)


def _apart(signs: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Give each sign (half its width, x, y of its place) a spot near its place where it covers no other place's sign.

    The spots tried lie on ever wider rings, in a fixed order; the first that is free is taken.
    """
    taken: list[tuple[float, float, float]] = []
    for half, x, y in signs:
        for ring in range(60):
            around = [(0.0, -(half + 5.0))] if ring == 0 else _ring(half + 5.0 + 9.0 * ring)
            spots = [(x + dx, y + dy) for dx, dy in around]
            free = [
                (sx, sy)
                for sx, sy in spots
                if half + 2 <= sx <= NARROW - half - 2
                and half + 2 <= sy <= _HIGH - half - 2
                and all(abs(sx - ox) >= half + oh + 3 or abs(sy - oy) >= 2 * _SIZE + 5 for oh, ox, oy in taken)
                and all(abs(sx - ox) >= half + 4 or abs(sy - oy) >= _SIZE + 4 for _, ox, oy in signs)
            ]
            if free:
                taken.append((half, *free[0]))
                break
        else:
            taken.append((half, min(max(x, half + 2), NARROW - half - 2), min(max(y, half + 2), _HIGH - half - 2)))
    return [(x, y) for _, x, y in taken]


def _ring(radius: float) -> list[tuple[float, float]]:
    turns = (turn * pi / 6 for turn in (0, 1, 11, 2, 10, 3, 9, 4, 8, 5, 7, 6))
    return [(radius * sin(turn), -radius * cos(turn)) for turn in turns]


def _scale_bar(canvas: Canvas, kilometres: float) -> None:
    raw = kilometres / 4
    power = 10 ** floor(log10(raw))
    long = max(factor * power for factor in (1, 2, 5) if factor * power <= raw)
    pixels = long / kilometres * NARROW
    canvas.add("path", [{"path": f"M10 {_HIGH - 16}v6h{pixels:.2f}v-6"}], stroke="ink", strokeWidth=1.5)
    words = [{"x": 10 + pixels / 2, "text": f"{long:g}\u202fkm"}]
    canvas.texts(words, y=_HIGH - 21, fontSize=SMALL, stroke="paper", strokeWidth=3)
