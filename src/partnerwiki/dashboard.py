"""The dashboard: a page a language that tells the state of the wiki.

How far each page's translation is reviewed, which pages are to be looked at again (``review_due`` in the front matter),
which records are due, and what changed of late. It is written anew in every build.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Generic, TypeVar

from babel.numbers import format_decimal, format_percent
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki.extract import record_of
from partnerwiki.history import in_words, is_translation, last_change
from partnerwiki.messages import _, translator
from partnerwiki.partnership.duties import Duty, duties, has_records
from partnerwiki.records import names
from partnerwiki.today import today
from partnerwiki.units import Count
from partnerwiki.warnings_ import Warn, warn

#: The docname of the page, which no file has.
NAME = "translation-status"
#: Where the site's build puts the table of all languages; one language alone does not know the others' figures.
LANGUAGES = "<!-- partnerwiki: languages -->"
#: Entries of one list at most, so that the page stays light in a large wiki; a sentence tells how many more there are.
LIMIT = 100
#: How far "of late" and "soon" reach.
DAYS = dt.timedelta(days=30)


T = TypeVar("T", bound="Page | Duty")


@dataclass(frozen=True)
class Page:
    """A page as lists show it; ``iso`` is the day that the list is about, ``date`` the same as readers write it."""

    title: str
    href: str
    counts: Count
    iso: str = ""
    date: str = ""

    @property
    def work(self) -> int:
        """Units that a reviewer has yet to see."""
        return self.counts.units - self.counts.reviewed


class List(Generic[T]):
    """The first entries of a list, and how many ``more`` there are."""

    def __init__(self, pages: list[T]) -> None:
        self.pages = pages[:LIMIT]
        self.count = len(pages)
        self.more = self.count - len(self.pages)

    @property
    def days(self) -> list[list[T]]:
        """Give the entries of each day."""
        return [list(pages) for _day, pages in groupby(self.pages, key=lambda page: page.iso)]


def figures(language: str) -> dict[str, Callable[[float], str]]:
    """Give what writes numbers in a language: ``number(1740)`` -> ``1.740``, ``percent(99.9)`` -> ``99 %``."""
    locale = language.replace("-", "_")
    return {
        "number": lambda value: format_decimal(value, locale=locale),
        "percent": lambda value: format_percent(int(value) / 100, locale=locale),
    }


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the dashboard. Handler of ``html-collect-pages``."""
    theme = getattr(app.builder, "theme", None)
    if not isinstance(app.builder, StandaloneHTMLBuilder) or theme is None:
        return
    if any(Path(folder, "dashboard.html").is_file() for folder in theme.get_theme_dirs()):
        yield NAME, _context(app), "dashboard.html"


def _context(app: Sphinx) -> dict[str, Any]:
    language = str(app.config.language)
    t = translator(language)
    now = today()
    before, after = (now - DAYS).isoformat(), (now + DAYS).isoformat()
    docnames = sorted(app.env.found_docs)
    originals = [_page(app, docname) for docname in docnames if not is_translation(app, docname)]
    translated = [_page(app, docname) for docname in docnames if is_translation(app, docname)]
    work = sorted(translated, key=lambda page: (-page.work, page.title))
    due = _by_day(app, {docname: _review_due(app, docname) for docname in docnames})
    changed = _by_day(app, {docname: last_change(app, docname) for docname in docnames}, newest_first=True)
    return {
        "title": t("State of the translations"),
        "as_of": in_words(now, language),
        "as_of_iso": now.isoformat(),
        "total": sum((page.counts for page in work), Count()),
        "work": List([page for page in work if page.work]),
        "done": List([page for page in work if not page.work]),
        "originals": List(sorted(originals, key=lambda page: page.title)),
        "overdue": List([page for page in due if page.iso < now.isoformat()]),
        "soon": List([page for page in due if now.isoformat() <= page.iso <= after]),
        "has_records": has_records(app),
        "duties": List(_duties(app)),
        "said": names.records(language),
        "changed": List([page for page in changed if page.iso >= before]),
        "languages": LANGUAGES,
        **figures(language),
    }


def _duties(app: Sphinx) -> list[Duty]:
    return duties(
        app,
        DAYS,
        lambda docname: app.builder.get_relative_uri(NAME, docname),
        lambda day: in_words(day, str(app.config.language)),
    )


def _page(app: Sphinx, docname: str, iso: str = "") -> Page:
    title = app.env.titles.get(docname)
    record = record_of(app.env, docname)
    return Page(
        title.astext() if title is not None else docname,
        app.builder.get_relative_uri(NAME, docname),
        record.counts if record is not None else Count(),
        iso,
        in_words(dt.date.fromisoformat(iso), app.config.language) if iso else "",
    )


def _by_day(app: Sphinx, days: dict[str, str], *, newest_first: bool = False) -> list[Page]:
    """Give the pages that have a day, in the order of the days and then of their titles."""
    found = sorted((_page(app, docname, iso) for docname, iso in days.items() if iso), key=lambda page: page.title)
    return sorted(found, key=lambda page: page.iso, reverse=newest_first)


def _review_due(app: Sphinx, docname: str) -> str:
    """Give the day (``YYYY-MM-DD``) on which a page is to be looked at again, or ``""``."""
    value = str(app.env.metadata.get(docname, {}).get("review_due", "")).strip()
    try:
        return dt.date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        path = Path(app.env.doc2path(docname))
        lines = path.read_text(encoding="utf-8").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if "review_due" in text), 1)
        message = _("review_due: '{value}' is not a date. Write year, month and day: 2027-03-04.")
        warn(Warn.REVIEW_DUE, message.format(value=value), path=path, line=line)
        return ""


def set_up(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-collect-pages", pages)
