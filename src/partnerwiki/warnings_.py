"""Every warning of the build: one enum, each member with its sentence, and the one function that warns."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from sphinx.util import logging

logger = logging.getLogger("partnerwiki")


class Warn(StrEnum):
    """Subtypes of ``partnerwiki.<subtype>``, each with the sentence that the reference page prints."""

    sentence: str

    def __new__(cls, subtype: str, sentence: str) -> Warn:  # noqa: D102 the class says it
        member = str.__new__(cls, subtype)
        member._value_ = subtype
        member.sentence = sentence
        return member

    CATALOG = (
        "catalog",
        "A catalog cannot be read (syntax, charset, conflict markers, duplicate entry). The page shows its source.",
    )
    MARKUP = (
        "markup",
        "A reviewed translation has other links, code, roles or footnotes than its source. It is shown.",
    )
    REFUSED = (
        "refused",
        "A translation brings HTML, a role, a substitution or a file that its source lacks. The source is shown.",
    )
    DRAFT_MARKUP = (
        "draft_markup",
        "A translation that nobody has reviewed has other markup than its source. The source is shown.",
    )
    LANGUAGE = (
        "language",
        "A page's front matter names a language that `partnerwiki_languages` does not list. The default is used.",
    )
    PATH = (
        "path",
        "A reading path has a step that leads to no page or twice to the same, no steps, or the id of another path.",
    )
    DATE = (
        "date",
        "A date is not written as year, month and day (2027-03-04), or an item of a list of dates has none.",
    )
    REVIEW_DUE = (
        "review_due",
        "A page's front matter has a `review_due` that is no date (2027-03-04). The dashboard does without it.",
    )
    FOREIGN = (
        "foreign",
        "A script, stylesheet, logo, favicon or image is of another host. It is left out; an image becomes a link.",
    )
    RECORD = (
        "record",
        "A page names a record that is not there, or of another kind than the view shows.",
    )
    CLAUSE = (
        "clause",
        "A page numbers its clauses in a way that does not exist, or refers to a clause that it does not have.",
    )
    OPTION = (
        "option",
        "An option of `conf.py` has a value that cannot be used. Its default is used.",
    )


def warn(subtype: Warn, message: str, *, path: Path | str | None = None, line: int | None = None) -> None:
    """Log one warning of type ``partnerwiki.<subtype>`` at ``path:line`` (the PO file's line for translations)."""
    location = f"{path}:{line or 1}" if path else None  # Sphinx takes a path without a line for a page's name
    logger.warning(message, type="partnerwiki", subtype=subtype.value, location=location)
