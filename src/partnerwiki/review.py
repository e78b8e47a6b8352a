"""What a page hands to its scripts for side by side reading and for suggesting a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx


@dataclass(frozen=True)
class Review:
    """Where a reader's correction of this page goes: ``mailto:`` addresses and templates of addresses."""

    corrections: tuple[str, ...] = ()


def review(app: Sphinx, pagename: str, context: dict[str, Any]) -> Review:
    """Give what the scripts of one page need."""
    return Review()
