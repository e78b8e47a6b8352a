"""What an import could not keep, each with its place and how to mend it, and the report that names it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from partnerwiki.messages import _


class Kind(StrEnum):
    """Kinds of losses, in the order of the report: what matters most comes first."""

    TEXT = "text"
    NUMBER = "number"
    CHANGE = "change"
    COMMENT = "comment"
    NOTE = "note"
    IMAGE = "image"
    TABLE = "table"
    LINK = "link"
    FIELD = "field"
    FORMAT = "format"
    HEADER = "header"
    ACTIVE = "active"
    ALIGN = "align"


def name_of(kind: Kind) -> str:
    """Give the name of a kind in the terminal's language."""
    return {
        Kind.TEXT: _("Text"),
        Kind.NUMBER: _("Numbers"),
        Kind.CHANGE: _("Tracked changes"),
        Kind.COMMENT: _("Comments"),
        Kind.NOTE: _("Footnotes"),
        Kind.IMAGE: _("Images"),
        Kind.TABLE: _("Tables"),
        Kind.LINK: _("Links"),
        Kind.FIELD: _("Fields"),
        Kind.FORMAT: _("Looks"),
        Kind.HEADER: _("Headers and footers"),
        Kind.ACTIVE: _("Macros, scripts and embedded files"),
        Kind.ALIGN: _("Not aligned with the other language"),
    }[kind]


@dataclass(frozen=True)
class Loss:
    """One thing that the page does not have as the paper had it.

    ``place`` is the heading or page that it stands near, ``what`` says what it was, with the words that are not on the
    page, ``mend`` what a person can do.
    """

    kind: Kind
    place: str
    what: str
    mend: str = ""

    def as_dict(self) -> dict[str, str]:
        """Give the loss as JSON holds it."""
        return {"kind": self.kind.value, "place": self.place, "what": self.what, "mend": self.mend}


@dataclass
class Losses:
    """All losses of one file. ``place`` is where the reader is now."""

    found: list[Loss] = field(default_factory=list)
    place: str = ""

    def add(self, kind: Kind, what: str, mend: str = "", *, place: str | None = None) -> None:
        """Note a loss, once however often it is met at the same place."""
        loss = Loss(kind, self.place if place is None else place, what, mend)
        if loss not in self.found[-50:]:
            self.found.append(loss)

    def sorted(self) -> list[Loss]:
        """Give the losses in the order of the report; of one kind, in the order of the paper."""
        order = list(Kind)
        return sorted(self.found, key=lambda loss: order.index(loss.kind))

    def counts(self) -> Counter[str]:
        """Give the number of losses by the name of their kind."""
        return Counter(name_of(loss.kind) for loss in self.sorted())


def report(source: str, page: str, losses: Iterable[Loss]) -> str:
    """Write the report in Markdown: a heading a kind, an item a loss. What comes from the file stands as plain text."""
    title = _("Import of {file}").format(file=_plain(source))
    lines = [f"# {title}", ""]
    lines += [_("Page: {page}").format(page=page), ""]
    found = list(losses)
    if not found:
        return "\n".join([*lines, _("Everything was kept."), ""])
    lines += [_("What the page does not have as the paper had it:"), ""]
    kind = None
    for loss in found:
        if loss.kind is not kind:
            kind = loss.kind
            lines += ["", f"## {name_of(kind)}", ""]
        where = f"{_plain(loss.place)}: " if loss.place else ""
        lines.append(f"- {where}{_plain(loss.what)}")
        if loss.mend:
            lines.append(f"  → {loss.mend}")
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    """Give text of a file on one line, with the signs that Markdown and HTML read disarmed."""
    flat = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>{}$" else sign for sign in flat)
