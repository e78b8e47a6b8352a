"""The search index of one language, made by Pagefind from the finished pages."""

from __future__ import annotations

from sphinx.application import Sphinx


def set_up(app: Sphinx) -> None:
    """Register handlers."""
