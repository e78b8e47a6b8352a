"""The dashboard: a page a language that tells the state of the wiki."""

from __future__ import annotations

from sphinx.application import Sphinx

#: The docname of the page, which no file has.
NAME = "translation-status"


def set_up(app: Sphinx) -> None:
    """Register handlers."""
