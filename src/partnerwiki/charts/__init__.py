"""The pictures of the instruments: plain data in, a drawing without words out.

Each function takes frozen dataclasses and gives a :class:`~partnerwiki.charts.canvas.Drawing`; a
:class:`~partnerwiki.charts.render.Drawer` makes it an SVG to stand inside a page. A drawing holds digits, party letters
and signs only, so it is the same in every language; the page puts the names beside it.
"""

from partnerwiki.charts.budget import Money, Stack, budget, share
from partnerwiki.charts.canvas import Drawing, letter
from partnerwiki.charts.gantt import Bar, gantt
from partnerwiki.charts.grids import Danger, Point, grid, risks
from partnerwiki.charts.indicator import Reading, bullet, line
from partnerwiki.charts.maps import Place, map_
from partnerwiki.charts.orgchart import Node, orgchart
from partnerwiki.charts.render import Drawer, party_sign, source_sign
from partnerwiki.charts.sides import Link, Statement, sides
from partnerwiki.charts.timeline import Mark, timeline

__all__ = [
    "Bar",
    "Danger",
    "Drawer",
    "Drawing",
    "Link",
    "Mark",
    "Money",
    "Node",
    "Place",
    "Point",
    "Reading",
    "Stack",
    "Statement",
    "budget",
    "bullet",
    "gantt",
    "grid",
    "letter",
    "line",
    "map_",
    "orgchart",
    "party_sign",
    "risks",
    "share",
    "sides",
    "source_sign",
    "timeline",
]
