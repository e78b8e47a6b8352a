"""The messages of a page: listed once, for extraction and for applying translations alike.

The list is Sphinx's own (so that catalogs made by sphinx-intl fit), without what nobody should translate and with what
Sphinx forgets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

from partnerwiki.catalog import Message
from partnerwiki.units import Count, State, words_in

#: ``<meta>`` names whose content is prose for readers.
_META_PROSE = frozenset({"description", "keywords", "title", "subject", "abstract"})
_META_PROPERTIES = frozenset({"og:title", "og:description", "og:site_name", "og:image:alt"})
#: The one catalog that belongs to no page: texts of ``conf.py``.
CONF = "_conf"
KEY = "partnerwiki"


@dataclass
class PageRecord:
    """What the build knows of one page: its source language, its messages, and in a translation its units' states.

    ``title`` and ``description`` are those of the front matter, in the language of the build; empty where it has none.
    """

    language: str
    messages: list[Message] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    title: str = ""
    description: str = ""

    @property
    def counts(self) -> Count:
        """The page's units by state; each msgid is one unit however often it stands on the page."""
        total = Count()
        for msgid, state in self.states.items():
            total.add(state, words_in(msgid))
        return total


def record_of(env: BuildEnvironment, docname: str) -> PageRecord | None:
    """Give a page's record, which lives in Sphinx's metadata of the page (and so is purged and merged with it)."""
    return env.metadata.get(docname, {}).get(KEY)


@dataclass(frozen=True)
class Found:
    """One message in a doctree: the node that shows it, its msgid, and a hint for translators."""

    node: nodes.Element
    msgid: str
    hint: str = ""


def messages_of(document: nodes.document) -> list[Found]:
    """Give the messages of a freshly parsed page in its order.

    An image inside a sentence belongs to the sentence; an image that is a paragraph of its own is its alternative text.
    """
    found = list(_listed_by_sphinx(document))
    forgotten = [Found(node, node.astext()) for node in document.findall(_has_no_source)]
    if forgotten:
        place = {id(node): number for number, node in enumerate(document.findall())}
        found = sorted([*found, *forgotten], key=lambda item: place[id(item.node)])
    return found


def _listed_by_sphinx(document: nodes.document) -> Iterator[Found]:
    for node, msgid in extract_messages(document):
        if isinstance(node, nodes.math_block | nodes.raw) or _in_front_matter(node):
            continue
        if isinstance(node, nodes.image):
            if not msgid.startswith(".. image::") and not _inside_text(node):
                yield Found(node, msgid, "alt text")
        elif isinstance(node, nodes.meta):
            if node.get("name") in _META_PROSE or node.get("property") in _META_PROPERTIES:
                yield Found(node, msgid, "page description")
        elif isinstance(node, LITERAL_TYPE_NODES):
            yield Found(node, msgid, "code")
        elif not _only_image(node):
            yield Found(node, msgid)


def _in_front_matter(node: nodes.Element) -> bool:
    """Say whether a node belongs to the field list at the very top, which docutils takes for metadata."""
    while node.parent is not None and not isinstance(node.parent, nodes.document):
        node = node.parent
    if not isinstance(node, nodes.field_list) or node.parent is None:
        return False
    before = node.parent.children[: node.parent.index(node)]
    return all(isinstance(child, nodes.comment | nodes.meta | nodes.system_message) for child in before)


def _only_image(node: nodes.Element) -> bool:
    return isinstance(node, nodes.paragraph) and len(node) == 1 and isinstance(node[0], nodes.image)


def _inside_text(node: nodes.image) -> bool:
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.TextElement):
        parent = parent.parent if isinstance(parent, nodes.Inline | nodes.reference) else None
    return parent is not None and not _only_image(parent)


def _has_no_source(node: nodes.Node) -> bool:
    """Find texts that Sphinx lists without a source or not at all: a button's label, the words behind a card's link."""
    if not isinstance(node, nodes.inline) or not all(isinstance(child, nodes.Text) for child in node.children):
        return False
    if node.get("translatable"):
        return not node.rawsource and bool(node.astext().strip())
    link = node.parent
    if "sd-hide-link-text" not in link.get("classes", ()):
        return False
    if "refuri" in link:  # without words of its own the link shows its address
        return "".join(node.astext().split()) != link["refuri"]
    return bool(link.get("refexplicit"))


def image_alt_in(text: str) -> str | None:
    """Give the alternative text of a message that is nothing but a Markdown image, else None.

    Older catalogs hold such messages beside the bare alternative text.
    """
    found = re.fullmatch(r"!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)(?:\{[^{}]*\})?", text.strip())
    return found["alt"] if found else None


def reader_strings(config: Any) -> Iterator[tuple[str, str]]:
    """Give ``(option, text)`` for the texts of ``conf.py`` that readers see: titles, announcement, substitutions."""
    raw = getattr(config, "_raw_config", config)
    for name in ("project", "html_title", "html_short_title"):
        value = raw.get(name)
        if isinstance(value, str) and value.strip():
            yield name, value
    theme_options = raw.get("html_theme_options") or {}
    announcement = theme_options.get("announcement") if isinstance(theme_options, dict) else None
    if isinstance(announcement, str) and announcement.strip():
        yield "html_theme_options: announcement", announcement
    for name, value in (raw.get("myst_substitutions") or {}).items():
        if translatable_value(value):
            yield f"myst_substitutions: {name}", value


def translatable_value(value: object) -> bool:
    """Say whether a substitution's value is one run of prose; several paragraphs or a directive stay as they are."""
    return isinstance(value, str) and bool(re.search(r"[^\W\d_]", value)) and "\n\n" not in value.strip()
