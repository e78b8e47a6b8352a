"""When a page was last changed, and where it is edited: from git and ``partnerwiki_edit_url``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx


@dataclass(frozen=True)
class Facts:
    """``changed`` is the date of the last change in the reader's format, ``changed_iso`` the same as ``YYYY-MM-DD``.

    ``edit`` is the address at which the text of this page in this language is edited. All are empty where unknown.
    """

    changed: str = ""
    changed_iso: str = ""
    edit: str = ""


def facts(app: Sphinx, docname: str) -> Facts:
    """Give the facts of one page in the language of the build."""
    return Facts()


def shown(app: Sphinx, env: Any, docname: str) -> object:
    """Give what a page shows of its history: a change of it writes the page again."""
    return None
