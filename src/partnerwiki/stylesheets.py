"""Stylesheets of others, rewritten so that they hold in both directions of writing.

Furo and sphinx-design say ``left`` and ``right``. Their rules mean the start and the end of a line, which CSS has words
for (CSS Logical Properties and Values, level 1): written so, one stylesheet serves every language.
"""

from __future__ import annotations

import re
from pathlib import Path

import furo
import sphinx_design
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

SHEETS = {
    "furo": Path(furo.__file__).parent / "theme" / "furo" / "static" / "styles" / "furo.css",
    "sphinx-design": Path(sphinx_design.__file__).parent / "static" / "sphinx-design.min.css",
}
_DECLARATION = re.compile(r"(?<=[{;])(?P<name>[a-z-]+):(?P<value>[^;{}]+)")
_EDGE = re.compile(r"(?P<box>margin|padding|border)-(?P<side>left|right)(?P<rest>-\w+)?")
_CORNER = re.compile(r"border-(?P<block>top|bottom)-(?P<side>left|right)-radius")
_VALUE = re.compile(r"(?:[^\s(]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")
_START = {"left": "start", "right": "end", "top": "start", "bottom": "end"}


def logical(css: str) -> str:
    """Give minified CSS with sides named by the direction of writing; from left to right it draws the same."""
    css = re.sub(r"/\*[^!].*?\*/", "", css, flags=re.DOTALL)  # what begins with "!" is a licence
    return _DECLARATION.sub(lambda found: _declaration(found["name"], found["value"].strip()), css)


def _declaration(name: str, value: str) -> str:
    if edge := _EDGE.fullmatch(name):
        return f"{edge['box']}-inline-{_START[edge['side']]}{edge['rest'] or ''}:{value}"
    if corner := _CORNER.fullmatch(name):
        return f"border-{_START[corner['block']]}-{_START[corner['side']]}-radius:{value}"
    if name in {"left", "right"}:
        return f"inset-inline-{_START[name]}:{value}"
    if name in {"float", "clear", "text-align"}:
        side = re.sub(r"^(left|right)\b", lambda found: _START[found[0]], value)
        return f"{name}:{'inline-' if side != value and name != 'text-align' else ''}{side}"
    if name in {"margin", "padding"} and len(edges := _VALUE.findall(value)) == 4:
        top, right, bottom, left = edges
        return f"{name}-block:{top} {bottom};{name}-inline:{left} {right}"
    return f"{name}:{value}"


def add_to_templates(app: Sphinx) -> None:
    """Give the theme's stylesheet templates ``logical("furo")``. Handler of ``builder-inited``."""
    if isinstance(app.builder, StandaloneHTMLBuilder) and hasattr(app.builder.templates, "environment"):
        app.builder.templates.environment.globals["logical"] = lambda name: logical(
            SHEETS[name].read_text(encoding="utf-8")
        )
