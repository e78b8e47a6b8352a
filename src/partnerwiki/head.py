"""What a page says of itself to others: description, Open Graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from partnerwiki.extract import record_of


@dataclass(frozen=True)
class Head:
    """``description`` is one or two sentences of plain text; ``properties`` are (property, content) of Open Graph."""

    description: str = ""
    properties: tuple[tuple[str, str], ...] = ()


def head(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> Head:
    """Give what stands in a page's head."""
    record = record_of(app.env, pagename)
    return Head(record.description if record else "")
