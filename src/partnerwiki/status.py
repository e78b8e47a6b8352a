"""``partnerwiki status``: units by state, for every language and page, counted in the catalogs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from partnerwiki import pofile
from partnerwiki.config import Project
from partnerwiki.units import Count, count


@dataclass
class LanguageStatus:
    """The units of one language: in all, and by page."""

    total: Count = field(default_factory=Count)
    pages: dict[str, Count] = field(default_factory=dict)


def read_status(project: Project, languages: Sequence[str] = ()) -> dict[str, LanguageStatus]:
    """Count the live entries of every catalog of ``languages`` (none: all).

    Raises :class:`PartnerwikiError` for a catalog that cannot be read.
    """
    result = {}
    for language in languages or project.languages:
        status = LanguageStatus()
        for name, path in pofile.find(project.catalogs / language / "LC_MESSAGES").items():
            counted = count(pofile.read(path).live)
            if counted.units:
                status.pages[name] = counted
                status.total += counted
        result[language] = status
    return result


def as_json(statuses: dict[str, LanguageStatus]) -> dict[str, Any]:
    """Give the document that ``status --json`` prints."""
    return {
        "languages": {
            language: {
                **status.total.as_dict(),
                "pages": {name: counted.as_dict() for name, counted in status.pages.items()},
            }
            for language, status in statuses.items()
        }
    }
