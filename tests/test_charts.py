"""Drawings: what stands where, what never gets in, and that the same data give the same bytes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from partnerwiki import charts
from partnerwiki.charts import (
    Bar,
    Danger,
    Drawer,
    Drawing,
    Link,
    Mark,
    Money,
    Node,
    Place,
    Point,
    Reading,
    Stack,
    Statement,
)
from partnerwiki.charts.canvas import COLOURS, amount, colour, fitting, letter, shape, steps
from partnerwiki.charts.maps import _View
from partnerwiki.charts.render import LIGHT, SIZES

SHEET = Path(charts.__file__).parent.parent / "theme" / "partnerwiki" / "static" / "charts.css"
TODAY = date(2026, 5, 20)
SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\((-?[\d.]+)[ ,](-?[\d.]+)\)")
#: Everything that a drawing may say.
WORDLESS = re.compile(
    r"[A-Z]{0,2}|[A-Z]{0,2}\d[\d.]*|\d{4}-\d\d|\u2212?[\d\u202f.]+(\u202f(%|km))?|\u2212?[\d.]+·10[⁰-⁹¹²³]+|!"
)

GANTT = [
    Bar("1", date(2026, 1, 10), date(2026, 3, 15), 100),
    Bar("2", date(2026, 2, 1), date(2026, 5, 10), 60, ("1",)),
    Bar("3", date(2026, 5, 15), date(2026, 5, 15), 0, ("2", "none")),
    Bar("4", date(2026, 4, 1), date(2026, 8, 30), 35, ("1",)),
]
USUAL = {
    "grid": charts.grid([Point("1", 5, 5, 0), Point("2", 5, 5, 1), Point("3", 1, 2), Point("4", 3, 4, 2)]),
    "risks": charts.risks([Danger("1", 1, 5), Danger("2", 4, 4), Danger("3", 4, 4)]),
    "gantt": charts.gantt(GANTT, TODAY),
    "timeline": charts.timeline([Mark("1", date(1987, 1, 1), exact=False), Mark("2", date(2012, 7, 1), party=1)]),
    "budget": charts.budget(
        [Stack("A", Money(12000, Decimal("30000.50"), 2500, 4000), Money(11000)), Stack("B", Money())]
    ),
    "share": charts.share(7.5, 20),
    "share enough": charts.share(20, 20),
    "line": charts.line(
        [Reading(date(2025, 1, 1), 110), Reading(date(2024, 1, 1), Decimal("118.5"))],
        Reading(date(2023, 1, 1), 125),
        Reading(date(2027, 12, 31), 80),
        "down",
    ),
    "bullet": charts.bullet(99, 125, 80),
    "sides": charts.sides(
        [Statement("A1", 0), Statement("B1", 1), Statement("A2", 0), Statement("C1", 2)],
        [Link("A1", "B1", "shared"), Link("A1", "C1", "conflict"), Link("A2", "A1", "open")],
    ),
    "orgchart": charts.orgchart([Node("1"), Node("2", 0, "1"), Node("3", 1, "1"), Node("4", 1)]),
    "map": charts.map_([Place("1", 52.27, 7.44, 0), Place("2", 39.74, -8.8, 1)]),
    "near": charts.map_([Place("1", 52.27, 7.44, 0), Place("2", 52.2, 7.7, 1)]),
}
EMPTY = {
    "grid": charts.grid([]),
    "risks": charts.risks([]),
    "gantt": charts.gantt([], TODAY),
    "timeline": charts.timeline([]),
    "budget": charts.budget([]),
    "line": charts.line([], Reading(TODAY, 0), Reading(TODAY, 0), "up"),
    "bullet": charts.bullet(None, 0, 0),
    "sides": charts.sides([], [], parties=3),
    "orgchart": charts.orgchart([]),
    "map": charts.map_([]),
}
HUNDREDS = {
    "grid": charts.grid([Point(str(n), n % 5 + 1, 5, n % 4) for n in range(300)]),
    "risks": charts.risks([Danger(str(n), 5, 5) for n in range(300)]),
    "gantt": charts.gantt([Bar(str(n), TODAY + timedelta(n), TODAY + timedelta(2 * n)) for n in range(300)], TODAY),
    "timeline": charts.timeline([Mark(str(n), TODAY + timedelta(n)) for n in range(300)]),
    "budget": charts.budget([Stack(str(n), Money(n, n)) for n in range(300)]),
    "sides": charts.sides([Statement(str(n), n % 12) for n in range(300)], [Link("1", "2", "shared")]),
    "orgchart": charts.orgchart([Node(str(n), 0, str(n - 1)) for n in range(300)]),
    "wide orgchart": charts.orgchart([Node(str(n), 0, "0") for n in range(300)]),
    "map": charts.map_([Place(str(n), n / 4, n / 2, n % 3) for n in range(120)]),
}


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Drawer:
    return Drawer(tmp_path_factory.mktemp("drawings"))


def drawn(drawer: Drawer, drawing: Drawing) -> etree._Element:
    return etree.fromstring(drawer.svg(drawing, anchor="x", title="T", desc="D"))


def place(element: etree._Element) -> tuple[float, float]:
    found = MOVE.search(element.get("transform", ""))
    assert found is not None
    return float(found[1]), float(found[2])


def texts(root: etree._Element) -> list[str]:
    return [element.text for element in root.iter(f"{SVG}text")]


def where(root: etree._Element, key: str) -> tuple[float, float]:
    [element] = [
        element
        for element in root.iter(f"{SVG}text")
        if element.text == key and "bold" in (element.get("font-weight"), element.getparent().get("font-weight"))
    ]
    return place(element)


@pytest.mark.parametrize("name", USUAL)
def test_a_drawing_can_stand_in_a_page_with_others(name: str, drawer: Drawer) -> None:
    root = drawn(drawer, USUAL[name])
    assert not {str(element.tag).removeprefix(SVG) for element in root.iter()} & {
        "style",
        "script",
        "foreignObject",
        "image",
        "a",
    }
    for element in root.iter():
        for attribute in element.attrib:
            assert attribute not in {"style", "href", "aria-label", "font-family"}
            assert not attribute.startswith(("on", "{"))
    for text in map(str, (element.get("id") for element in root.iter() if element.get("id"))):
        assert text.startswith("x-")
    assert root.get("viewBox") == f"0 0 {USUAL[name].width} {USUAL[name].height}"
    assert root.get("width") is root.get("height") is None
    assert (root.get("role"), root.get("direction"), root.get("aria-labelledby")) == ("img", "ltr", "x-t x-d")
    used = set(re.findall(r"url\(#([\w-]+)\)", etree.tostring(root).decode()))
    assert used <= {element.get("id") for element in root.iter(f"{SVG}pattern")}


@pytest.mark.parametrize("name", USUAL)
def test_a_drawing_speaks_no_language(name: str, drawer: Drawer) -> None:
    for text in texts(drawn(drawer, USUAL[name])):
        assert WORDLESS.fullmatch(text), text


@pytest.mark.parametrize("name", USUAL)
def test_text_is_large_enough_to_read(name: str, drawer: Drawer) -> None:
    root = drawn(drawer, USUAL[name])
    for element in root.iter(f"{SVG}text"):
        size = element.get("font-size") or element.getparent().get("font-size")
        assert float(size) >= 11.5


@pytest.mark.parametrize("name", USUAL)
def test_a_drawing_is_small_and_the_same_each_time(name: str, drawer: Drawer, tmp_path: Path) -> None:
    first = drawer.svg(USUAL[name], anchor="x", title="T", desc="D")
    again = Drawer(tmp_path).svg(USUAL[name], anchor="x", title="T", desc="D")
    kept = Drawer(tmp_path).svg(USUAL[name], anchor="x", title="T", desc="D")
    assert first == again == kept
    assert len(first.encode()) < 12_000


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_gives_an_empty_frame(name: str, drawer: Drawer) -> None:
    assert EMPTY[name].width == 340
    assert drawn(drawer, EMPTY[name]).get("role") == "img"


@pytest.mark.parametrize("name", HUNDREDS)
def test_hundreds_are_all_there(name: str, drawer: Drawer) -> None:
    found = texts(drawn(drawer, HUNDREDS[name]))
    for key in range(0, 120 if name == "map" else 300, 7):
        assert str(key) in found
    assert HUNDREDS[name].width <= SIZES[-1]


def test_title_and_description_are_text(drawer: Drawer) -> None:
    hostile = "</title><script>alert(1)</script>&\"'@@"
    root = etree.fromstring(drawer.svg(USUAL["share"], anchor="a-1", title=hostile, desc=hostile))
    assert root.findtext(f"{SVG}title") == root.findtext(f"{SVG}desc") == hostile
    assert root.find(f".//{SVG}script") is None
    assert root.find(f"{SVG}title").get("id") == "a-1-t"


@pytest.mark.parametrize("anchor", ["", "1", 'a"', "a b", "ä", "a\n"])
def test_an_anchor_is_checked(anchor: str, drawer: Drawer) -> None:
    with pytest.raises(ValueError, match="anchor"):
        drawer.svg(USUAL["share"], anchor=anchor, title="", desc="")


@pytest.mark.parametrize("key", ["", "<b>", "Anna", "datum.x", "1\n", "ABC", "@@", "١", "1" * 9])
def test_no_text_of_a_record_gets_in_as_a_key(key: str) -> None:
    for draw in (
        lambda: charts.grid([Point(key, 1, 1)]),
        lambda: charts.risks([Danger(key, 1, 1)]),
        lambda: charts.gantt([Bar(key, TODAY, TODAY)], TODAY),
        lambda: charts.timeline([Mark(key, TODAY)]),
        lambda: charts.budget([Stack(key, Money())]),
        lambda: charts.sides([Statement(key, 0)], []),
        lambda: charts.orgchart([Node(key)]),
        lambda: charts.map_([Place(key, 0, 0)]),
    ):
        with pytest.raises(ValueError, match="key"):
            draw()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 1e300, Decimal("NaN")])
def test_no_number_that_is_none(bad: float) -> None:
    good = Reading(TODAY, 1)
    for draw in (
        lambda: charts.budget([Stack("1", Money(own=bad))]),
        lambda: charts.share(bad, 10),
        lambda: charts.bullet(bad, 0, 1),
        lambda: charts.line([Reading(TODAY, bad)], good, good, "up"),
        lambda: charts.map_([Place("1", bad, 0)]),
        lambda: charts.gantt([Bar("1", TODAY, TODAY, bad)], TODAY),
    ):
        with pytest.raises(ValueError):
            draw()


def test_what_contradicts_itself_is_refused() -> None:
    for draw in (
        lambda: charts.grid([Point("1", 6, 1)]),
        lambda: charts.risks([Danger("1", 0, 1)]),
        lambda: charts.gantt([Bar("1", TODAY, TODAY - timedelta(1))], TODAY),
        lambda: charts.budget([Stack("1", Money(own=-1))]),
        lambda: charts.share(101, 10),
        lambda: charts.map_([Place("1", 91, 0)]),
        lambda: charts.sides([Statement("1", 0), Statement("1", 1)], []),
        lambda: charts.sides([Statement("1", -1)], []),
        lambda: charts.orgchart([Node("1"), Node("1")]),
    ):
        with pytest.raises(ValueError):
            draw()


def test_large_amounts_and_far_days_are_drawn(drawer: Drawer) -> None:
    for drawing in (
        charts.budget([Stack("1", Money(own=9e14))]),
        charts.bullet(1e15, -1e15, 0),
        charts.bullet(1e-9, 0, 1e-8),
        charts.line([], Reading(date.min, -1e15), Reading(date.max, 1e15), "up"),
        charts.gantt([Bar("1", date.min, date.max)], date.max),
        charts.gantt([Bar("1", date.max, date.max)], date.max),
        charts.timeline([Mark("1", date.min), Mark("2", date.min)]),
        charts.map_([Place("1", 90, 180), Place("2", -90, -180)]),
    ):
        assert b"NaN" not in etree.tostring(drawn(drawer, drawing))


cell = st.integers(1, 5)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(cell, cell, st.none() | st.integers(0, 40)), max_size=40))
def test_each_key_stands_once_and_in_its_cell(drawer: Drawer, those: list[tuple[int, int, int | None]]) -> None:
    drawing = charts.grid([Point(f"9{n:02}", x, y, party) for n, (x, y, party) in enumerate(those)])
    root = drawn(drawer, drawing)
    wide, high = (drawing.width - 40) / 5, (drawing.height - 38) / 5
    places = [where(root, f"9{n:02}") for n in range(len(those))]
    for (x, y), (interest, power, _) in zip(places, those, strict=True):
        assert 30 + (interest - 1) * wide <= x <= 30 + interest * wide + 1
        assert 12 + (5 - power) * high <= y <= 12 + (6 - power) * high + 6
    assert len(set(places)) == len(places)


def test_a_grid_has_power_upwards_and_interest_to_the_right(drawer: Drawer) -> None:
    root = drawn(drawer, charts.grid([Point("11", 1, 1), Point("12", 5, 2), Point("13", 1, 5)]))
    assert where(root, "11")[0] == where(root, "13")[0] < where(root, "12")[0]
    assert where(root, "13")[1] < where(root, "12")[1] < where(root, "11")[1]


def test_risks_show_each_product(drawer: Drawer) -> None:
    found = texts(drawn(drawer, EMPTY["risks"]))
    for x in range(1, 6):
        for y in range(1, 6):
            assert str(x * y) in found


def test_a_bar_is_as_long_as_its_time_and_late_ones_are_marked(drawer: Drawer) -> None:
    root = drawn(drawer, charts.gantt([Bar("1", date(2026, 1, 1), date(2026, 1, 31), 50), *GANTT[3:]], TODAY))
    assert texts(root).count("!") == 1
    assert root.find(f".//{SVG}pattern").get("id") == "x-hatch1"
    assert "!" not in texts(drawn(drawer, charts.gantt(GANTT[3:], date(2026, 8, 30))))
    assert "!" in texts(drawn(drawer, charts.gantt(GANTT[3:], date(2026, 8, 31))))


@pytest.mark.parametrize(
    ("low", "high", "label"),
    [
        (date(2026, 3, 1), date(2026, 3, 20), "2026-03"),
        (date(2026, 1, 1), date(2026, 9, 1), "09"),
        (date(2024, 1, 1), date(2026, 12, 1), "10"),
        (date(2010, 1, 1), date(2026, 1, 1), "2015"),
    ],
)
def test_the_axis_counts_days_months_quarters_or_years(low: date, high: date, label: str, drawer: Drawer) -> None:
    assert label in texts(drawn(drawer, charts.gantt([Bar("1", low, high)], low)))


def test_marks_of_one_day_stand_above_each_other(drawer: Drawer) -> None:
    root = drawn(drawer, charts.timeline([Mark("11", TODAY), Mark("12", TODAY), Mark("13", date(1990, 1, 1))]))
    (x1, y1), (x2, y2), (x3, y3) = (where(root, key) for key in ("11", "12", "13"))
    assert x1 == x2 > x3
    assert y2 < y1 == y3


def test_a_share_below_the_least_is_told_by_more_than_colour(drawer: Drawer) -> None:
    assert "!" in texts(drawn(drawer, charts.share(19.99, 20)))
    assert "!" not in texts(drawn(drawer, charts.share(20, 20)))


def test_what_is_linked_stands_in_one_row(drawer: Drawer) -> None:
    statements = [Statement("A1", 0), Statement("A2", 0), Statement("B1", 1), Statement("B2", 1), Statement("E1", 4)]
    root = drawn(drawer, charts.sides(statements, [Link("A2", "B1", "shared"), Link("B1", "E1", "open")]))
    assert where(root, "A2")[1] == where(root, "B1")[1] == where(root, "E1")[1] < where(root, "A1")[1]
    assert where(root, "B1")[0] == where(root, "B2")[0]
    assert [text for text in texts(root) if text in "ABCDE"] == list("ABCDE")


def test_levels_of_bodies_go_down_and_rounds_end(drawer: Drawer) -> None:
    root = drawn(drawer, charts.orgchart([Node("1"), Node("2", 0, "1"), Node("3", 1, "2"), Node("4", 1, "gone")]))
    heights = {key: where(root, key)[1] for key in "1234"}
    assert heights["1"] == heights["4"] < heights["2"] < heights["3"]
    round_about = [Node("1", None, "3"), Node("2", None, "1"), Node("3", None, "2"), Node("4", None, "4")]
    assert sorted(texts(drawn(drawer, charts.orgchart(round_about)))) == ["1", "2", "3", "4"]


def test_a_map_has_north_above_and_crosses_the_antimeridian() -> None:
    view = _View([Place("1", -18.1, 178.4), Place("2", -13.8, -171.8)])
    (x1, y1), (x2, y2) = view.pixel(-18.1, 178.4), view.pixel(-13.8, -171.8)
    assert 0 < x1 < x2 < 340
    assert 0 < y2 < y1 < 280
    assert view.kilometres < 2500


def test_outlines_lie_where_the_places_do(drawer: Drawer) -> None:
    """Vega projects the coasts, this package the places: a place on a coast has to be on both."""
    coast = (-9.5, 38.78)  # the westernmost point of the mainland, which the outline holds nearly
    places = [Place("1", 52.27, 7.44), Place("2", 36.0, coast[0])]
    x, _ = _View(places).pixel(coast[1], coast[0])
    root = drawn(drawer, charts.map_(places))
    paths = [element.get("d") for element in root.iter(f"{SVG}path") if len(element.get("d")) > 1000]
    nearest = min(abs(at_x - x) for at_x, at_y in corners(paths[0]) if 150 < at_y < 270)
    assert nearest < 4


def corners(path: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for part in path.split("M")[1:]:
        numbers = [float(found) for found in re.findall(r"-?[\d.]+", part)]
        x, y = numbers[:2]
        points.append((x, y))
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


def test_towns_near_each_other_get_a_scale_and_no_coast(drawer: Drawer) -> None:
    assert any(text.endswith("km") for text in texts(drawn(drawer, USUAL["near"])))
    globe = charts.map_([Place("1", 52, 7), Place("2", -36, 174), Place("3", 49, -123)])
    assert not any(text.endswith("km") for text in texts(drawn(drawer, globe)))


def test_lines_that_sources_dispute_are_not_drawn() -> None:
    from partnerwiki.charts.maps import _world

    for west, south, east, north in ((32.0, 44.0, 36.8, 46.4), (32.2, 34.5, 34.7, 35.8), (47.5, 7.5, 49.5, 11.0)):
        for border in _world()["borders"]:
            assert not all(west <= lon <= east and south <= lat <= north for lon, lat in border)


def test_numbers_have_narrow_spaces_between_groups() -> None:
    assert amount(1234567) == "1\u202f234\u202f567"
    assert amount(-0.5) == "\u22120.5"
    assert amount(2e9) == "2·10⁹"
    assert steps(0, 87, 4) == [0, 50, 100]
    assert fitting(0, 900_000_000, 100) == [0, 1_000_000_000] or len(fitting(0, 900_000_000, 100)) <= 3


def test_parties_have_letters_and_signs_of_their_own() -> None:
    assert [letter(n) for n in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
    assert len({(colour(n), shape(n)) for n in range(36)}) == 36
    assert shape(0) in charts.party_sign(0)
    assert {etree.fromstring(charts.source_sign(n)).get("aria-hidden") for n in range(4)} == {"true"}
    assert etree.fromstring(charts.party_sign(None)).get("class") == "pw-swatch"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_light_and_dark_paper() -> None:
    css = SHEET.read_text(encoding="utf-8")
    found = re.findall(r"--pw-(ink|soft|line|c\d): (#[0-9a-f]{6});", css)
    light, dark, system = (dict(found[part * 9 : part * 9 + 9]) for part in range(3))
    assert dark == system
    assert light == {name: LIGHT[name] for name in light}
    assert len([name for name in light if name.startswith("c")]) == COLOURS
    for colours, paper in ((light, 1.0), (dark, luminance("#131416"))):
        for name, value in colours.items():
            high, low = sorted((luminance(value), paper), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= (4.5 if name in {"ink", "soft"} else 3), (name, value)


def test_every_class_and_width_has_its_rule(drawer: Drawer) -> None:
    css = SHEET.read_text(encoding="utf-8")
    classes = {f"pw-w{size}" for size in SIZES}
    for drawing in USUAL.values():
        for element in drawn(drawer, drawing).iter():
            classes |= set((element.get("class") or "").split())
    for name in classes:
        assert f".{name} {{" in css
