"""The offline copy: what the service worker of one language stores when a reader asks for it."""

from __future__ import annotations

from sphinx.application import Sphinx


def set_up(app: Sphinx) -> None:
    """Register handlers."""
