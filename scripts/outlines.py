"""Make ``src/partnerwiki/charts/outlines.json`` from a TopoJSON file of countries.

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    python scripts/outlines.py package/countries-110m.json

The data is Natural Earth's, which is in the public domain; the npm package world-atlas (ISC) holds it as TopoJSON. What
is written are coasts and the borders between countries as lines, so that nothing is said about who owns what. Three
lines are left out, where sources differ: across Cyprus, between Somalia and Somaliland, north of Crimea.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src" / "partnerwiki" / "charts" / "outlines.json"
WITHOUT_LINE = [{"Cyprus", "N. Cyprus"}, {"Somalia", "Somaliland"}]
#: West, south, east and north of the box around Crimea.
CRIMEA = (32.0, 44.0, 36.8, 46.5)


def decoded(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Give the arcs in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[float, float]] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            point = (round(x * kx + dx, 2), round(y * ky + dy, 2))
            if not points or point != points[-1]:
                points.append(point)
        arcs.append(points)
    return arcs


def ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Give a closed line; a number below 0 is an arc that is walked backwards."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += part[1:] if points else part
    return points


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Give a geometry's polygons, each a list of rings of numbers of arcs."""
    if geometry["type"] == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in polygons(part)]
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else list(geometry["arcs"])


def is_drawn(names: set[str], points: list[tuple[float, float]]) -> bool:
    """Tell whether a border between two countries is drawn."""
    west, south, east, north = CRIMEA
    at_crimea = names == {"Russia", "Ukraine"} and all(west <= x <= east and south <= y <= north for x, y in points)
    return len(names) == 2 and names not in WITHOUT_LINE and not at_crimea


def main() -> None:
    """Convert the file that is named."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    owners: dict[int, set[str]] = defaultdict(set)
    for country in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons(country):
            for numbers in polygon:
                for number in numbers:
                    owners[max(number, ~number)].add(country["properties"]["name"])
    land = [[ring(numbers, arcs) for numbers in polygon] for polygon in polygons(topology["objects"]["land"])]
    borders = [arcs[number] for number, names in sorted(owners.items()) if is_drawn(names, arcs[number])]
    text = json.dumps({"land": land, "borders": borders}, separators=(",", ":")) + "\n"
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(land)} polygons, {len(borders)} borders, {len(text)} bytes")


if __name__ == "__main__":
    main()
