"""Dates: the role ``{date}`` in the reader's format, and the directive ``{dates}``, a list of what comes next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.dates import format_date
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from partnerwiki import wiki
from partnerwiki.languages import tag
from partnerwiki.messages import _, translator
from partnerwiki.today import today
from partnerwiki.warnings_ import Warn, warn

#: The class of a list of dates, and of those of its items that are over.
LIST, PAST = "pw-dates", "pw-past"


class Date(nodes.inline):
    """A date; ``date`` is a :class:`datetime.date`."""


class DateRole(SphinxRole):
    """``{date}`2027-03-04```: shown in the reader's format."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the date; what is none is a warning and stays as it is written."""
        text = self.text.strip()
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            source, line = self.get_source_info()
            message = _("'{text}' is not a date. Write year, month and day: 2027-03-04.").format(text=text)
            warn(Warn.DATE, message, path=source, line=line)
            return [nodes.Text(self.text)], []
        return [Date(self.rawtext, text, date=day)], []


class Formatted(SphinxTransform):
    """Write each date in the language of the text around it, after translations are in place."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Run on ``self.document``."""
        codes = {tag(code): code for code in wiki.of(self.config).languages}
        for node in self.document.findall(Date):
            language = codes.get(language_of(node), self.config.language)
            node.children = []
            node += nodes.Text(format_date(node["date"], "long", locale=language.replace("-", "_")))


def language_of(node: nodes.Element) -> str:
    """Give the language that a text around a node is marked with: that of a text without translation."""
    holder: Any = node
    while holder is not None:
        marked = [str(name) for name in holder.get("classes", ()) if str(name).startswith("language-")]
        if marked:
            return marked[0].removeprefix("language-")
        if holder.get("lang"):
            return str(holder["lang"])
        holder = holder.parent
    return ""


class Dates(SphinxDirective):
    """A list whose items begin with a ``{date}``, sorted by date; what is over is marked, and hidden by the script."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the list, or a sentence where it is empty."""
        found = self.parse_content_to_nodes() if self.content else []
        lists = [node for node in found if isinstance(node, nodes.bullet_list)]
        for node in lists:
            for item in node.children:
                if next(item.findall(Date), None) is None:
                    message = _("An item of this list has no date. Begin it with a date: {example}.")
                    warn(Warn.DATE, message.format(example="{date}`2027-03-04`"), path=item.source, line=item.line)
            node.children.sort(key=lambda item: next((day["date"] for day in item.findall(Date)), dt.date.max))
            node["classes"].append(LIST)
        if not lists:
            found.append(nodes.paragraph("", translator(self.config.language)("No date is fixed at present.")))
        return found


def _items(document: nodes.document) -> list[nodes.list_item]:
    lists = [node for node in document.findall(nodes.bullet_list) if LIST in node["classes"]]
    return [item for node in lists for item in node.children if isinstance(item, nodes.list_item)]


def _last(item: nodes.Element) -> dt.date:
    """Give the last date of an item: an event of three days is over after the third."""
    return max((day["date"] for day in item.findall(Date)), default=dt.date.max)


def mark_past(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say at each item of a list of dates whether it is over. Handler of ``doctree-resolved``."""
    for item in _items(doctree):
        if _last(item) < today():
            item["classes"].append(PAST)
            item += nodes.paragraph("", translator(app.config.language)("Past"), classes=["pw-past-label"])


def days(document: nodes.document) -> list[dt.date]:
    """Give the day after which each item of a page's lists of dates is over."""
    return [_last(item) for item in _items(document)]


def visit_date(translator: Any, node: Date) -> None:
    """Begin ``<time>``."""
    translator.body.append(translator.starttag(node, "time", "", datetime=node["date"].isoformat()))


def depart_date(translator: Any, node: Date) -> None:
    """End ``<time>``."""
    translator.body.append("</time>")


def set_up(app: Sphinx) -> None:
    """Register role, directive, node and handlers."""
    app.add_role("date", DateRole())
    app.add_directive("dates", Dates)
    app.add_node(Date, html=(visit_date, depart_date))
    app.add_transform(Formatted)
    app.connect("doctree-resolved", mark_past)
