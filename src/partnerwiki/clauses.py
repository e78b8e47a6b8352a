"""Numbers of clauses: ``§ 4`` before a title, ``(2)`` and ``a)`` before paragraphs, and references that follow them.

A page asks for numbers with ``numbering: §`` in its front matter. They are the same in every language and stand in no
translation unit; anchors do not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from partnerwiki.dates import language_of
from partnerwiki.languages import tag
from partnerwiki.messages import _, translator
from partnerwiki.numbering import KEY, UNNUMBERED, Numbering
from partnerwiki.numerals import Numerals, numeral_of
from partnerwiki.warnings_ import Warn, warn
from partnerwiki.wiki import of as wiki_of

#: The class of what shows records.
RECORD_VIEW = "pw-record"
#: The class of a number before a title.
NUMBER = "pw-number"
#: The numbers of a clause's paragraphs, of their points and of what is below: kind, what stands before, and after.
_LEVELS = (("arabic", "(", ")"), ("loweralpha", "", ")"), ("lowerroman", "", ")"))
_NUMERALS: tuple[Numerals, ...] = ("1", "a", "i")
#: Where a clause, its paragraph and its point stand: ``(4, 2, 1)`` is § 4 (2) a).
Place = tuple[int, ...]


class Reference(nodes.inline):
    """A reference to a clause by its label, in ``to``."""


class ClauseRole(SphinxRole):
    """``{clause}`label```: the number of a clause, of one of its paragraphs or of a point in one."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the reference; its words come when the page has its numbers."""
        node = Reference(self.rawtext, "", to=nodes.fully_normalize_name(self.text))
        node.source, node.line = self.get_source_info()
        return [node], []


class Numbered(SphinxTransform):
    """Number the clauses of a page, then write its references to them.

    It runs behind the transforms that give labels to what they stand before, and ahead of Sphinx's lists of contents.
    """

    default_priority = 700

    def apply(self, **kwargs: Any) -> None:
        """Run on ``self.document``."""
        numbering = self._numbering()
        places = dict(number_all(self.document, numbering)) if numbering is not None else {}
        codes = {tag(code): code for code in wiki_of(self.config).languages}
        for node in list(self.document.findall(Reference)):
            language = codes.get(language_of(node), self.config.language)
            self._refer(node, numbering, places, language)

    def _numbering(self) -> Numbering | None:
        field = next((field for field in self.document.findall(nodes.field) if field[0].astext() == KEY), None)
        if field is None:
            return None
        value = field[1].astext().strip()
        try:
            return Numbering(value)
        except ValueError:
            message = _("'{value}' is no way to number clauses. There are: {ways}.")
            said = message.format(value=value[:60], ways=", ".join(Numbering))
            warn(Warn.CLAUSE, said, path=self.document["source"], line=field.line)
            return None

    def _refer(self, node: Reference, numbering: Numbering | None, places: dict[str, Place], language: str) -> None:
        name = node["to"]
        anchor = self.document.nameids.get(name) or name
        place = places.get(anchor)
        target = self.document.ids.get(anchor)
        if numbering is not None and place is not None:
            words = in_words(numbering, place, language)
        elif isinstance(target, nodes.section):
            words = target[0].astext()
        else:
            message = _("There is no clause with the label '{label}' on this page.").format(label=name[:60])
            warn(Warn.CLAUSE, message, path=node.source or self.document["source"], line=node.line)
            node.replace_self(nodes.inline("", name))
            return
        link = nodes.reference("", "", nodes.inline("", words, classes=["pw-clause"]), refid=anchor, internal=True)
        node.replace_self(link)


def number_all(document: nodes.document, numbering: Numbering) -> Iterator[tuple[str, Place]]:
    """Write the numbers of a page's clauses into its tree; give each label with the place that it stands for.

    Clauses are the sections below the page's title, but for those of the class ``unnumbered``.
    """
    pages = [node for node in document.children if isinstance(node, nodes.section)]
    sections = [node for page in pages for node in page.children if isinstance(node, nodes.section)]
    clauses = [node for node in sections if not is_unnumbered(node)]
    for number, section in enumerate(clauses, 1):
        title: Any = section[0]
        # a number reads from left to right in every language
        sign = nodes.inline("", numbering.label(number), classes=[NUMBER], support_smartquotes=False, dir="ltr")
        title.insert(0, [sign, nodes.Text(" ")])
        yield from ((name, (number,)) for name in section["ids"])
        yield from _paragraphs(section, (number,), 0)


def is_unnumbered(section: nodes.section) -> bool:
    """Say whether a section is none of the clauses, such as a preamble."""
    title: Any = section[0]
    return any(UNNUMBERED in node["classes"] for node in (section, title))


def _paragraphs(holder: nodes.Element, place: Place, level: int) -> Iterator[tuple[str, Place]]:
    """Number the lists in a clause or in one of its paragraphs; a second list goes on where the first one ended."""
    last = 0
    for node in _lists(holder):
        if isinstance(node, nodes.section):
            yield from _paragraphs(node, place, level)
        elif level < len(_LEVELS):
            node["enumtype"], node["prefix"], node["suffix"] = _LEVELS[level]
            node["classes"].append(f"pw-clause-{level + 1}")
            items = [item for item in node.children if isinstance(item, nodes.list_item)]
            first = max(node.get("start", 1), last + 1)
            if first > 1:
                node["start"] = first
            last = first + len(items) - 1
            for number, item in enumerate(items, first):
                here = (*place, number)
                parts = [item, *(part for part in item.children if isinstance(part, nodes.Element))]
                yield from ((name, here) for part in parts for name in part["ids"])
                yield from _paragraphs(item, here, level + 1)


def _lists(holder: nodes.Element) -> Iterator[nodes.Element]:
    """Give the numbered lists and sections in a part of a page, those of a view of records as if they were its own."""
    for node in holder.children:
        if isinstance(node, nodes.section | nodes.enumerated_list):
            yield node
        elif isinstance(node, nodes.container) and RECORD_VIEW in node["classes"]:
            yield from _lists(node)


def in_words(numbering: Numbering, place: Place, language: str) -> str:
    """Write where something stands in a language: ``§ 4 Abs. 2 Buchst. a`` in German."""
    t = translator(language)
    clause = numbering.label(place[0])
    if numbering is Numbering.ROMAN:
        clause = clause.removesuffix(".")
    below = [numeral_of(number, numerals) for number, numerals in zip(place[1:], _NUMERALS, strict=False)]
    if not below:
        return clause
    if len(below) == 1:
        return t("{clause} para. {paragraph}").format(clause=clause, paragraph=below[0])
    point = " ".join(below[1:])
    return t("{clause} para. {paragraph} point {point}").format(clause=clause, paragraph=below[0], point=point)


def set_up(app: Sphinx) -> None:
    """Register role, node and transform."""
    app.add_role("clause", ClauseRole())
    app.add_node(Reference)
    app.add_transform(Numbered)
