"""Reading paths: the directive ``{path}``, and the way on from each page of a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx


@dataclass(frozen=True)
class Step:
    """A page's place in one path: the ``number`` of ``count``, and what comes next (empty at the end)."""

    path_id: str
    title: str
    href: str
    number: int
    count: int
    next_title: str = ""
    next_href: str = ""


def steps(app: Sphinx, pagename: str) -> list[Step]:
    """Give the paths that a page belongs to."""
    return []


def shown(app: Sphinx, env: Any, docname: str) -> object:
    """Give what a page shows of paths: a change of it writes the page again."""
    return None


def set_up(app: Sphinx) -> None:
    """Register directive, nodes and handlers."""
