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
from docutils.languages import get_language
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import LITERAL_TYPE_NODES, is_translatable, traverse_translatable_index

from partnerwiki.catalog import Message
from partnerwiki.source_text import markdown_of
from partnerwiki.units import Count, State, words_in

#: ``<meta>`` names whose content is prose for readers.
_META_PROSE = frozenset({"description", "keywords", "title", "subject", "abstract"})
_META_PROPERTIES = frozenset({"og:title", "og:description", "og:site_name", "og:image:alt"})
#: The one catalog that belongs to no page: texts of ``conf.py``.
CONF = "_conf"
#: Where a page's record lies in Sphinx's metadata of the page: no key of a front matter can be equal to it.
KEY = "\0partnerwiki"
#: On a node that shows prose of a record: the catalog that has its translations, and the language it was written in.
RECORD = "partnerwiki-record"


@dataclass(repr=False)
class PageRecord:
    """What the build knows of one page: its source language, its messages, and in a translation its units' states.

    ``substituted`` maps the translated values of its substitutions to their msgids, ``refused`` holds those values of
    which no translation may be used. ``title`` and ``description`` are
    those of the front matter, in the language of the build; empty where it has none. ``heading_missing`` says that the
    page's first heading is in its source language. ``counts`` are the units by state, once they are counted.
    ``links``, ``lists_pages`` and ``shows_all`` say what it may show of other pages (see :mod:`partnerwiki.shown`).
    """

    language: str
    messages: list[Message] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    substituted: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    title: str = ""
    description: str = ""
    heading_missing: bool = False
    counts: Count = field(default_factory=Count)
    links: list[tuple[str, ...]] = field(default_factory=list)
    lists_pages: bool = False
    shows_all: bool = False

    def count(self) -> None:
        """Count the page's units by state; each msgid is one unit however often it stands on the page."""
        self.counts = Count()
        for msgid, state in self.states.items():
            self.counts.add(state, words_in(msgid))


def record_of(env: BuildEnvironment, docname: str) -> PageRecord | None:
    """Give a page's record, which lives in Sphinx's metadata of the page (and so is purged and merged with it)."""
    record = env.metadata.get(docname, {}).get(KEY)
    return record if isinstance(record, PageRecord) else None


@dataclass(frozen=True)
class Found:
    """One message in a doctree: the node that shows it, its msgid, and a hint for translators.

    ``sphinx_msgid`` is what Sphinx's own extraction calls the same text, where that differs: catalogs of other projects
    hold it.
    """

    node: nodes.Element
    msgid: str
    hint: str = ""
    sphinx_msgid: str = ""


def messages_of(document: nodes.document, *, markdown: bool = True, index: bool = False) -> list[Found]:
    """Give the messages of a freshly parsed page in its order.

    An image inside a sentence belongs to the sentence; an image that is a paragraph of its own is its alternative text.
    ``markdown`` says that the page is no reStructuredText; with ``index`` its index entries are messages too.
    """
    found = [*_listed(document, markdown)]
    beside = [Found(node, node.astext()) for node in document.findall(nodes.inline) if _is_card_link(node)]
    if index:
        for node, entries in traverse_translatable_index(document):
            parts = dict.fromkeys(part for kind, value, *_rest in entries for part in split_index_msg(kind, value))
            beside += [Found(node, part, "index entry") for part in parts if part]
    if beside:
        place = {id(node): number for number, node in enumerate(document.findall())}
        found = sorted([*found, *beside], key=lambda item: place[id(item.node)])
    return found


def _listed(document: nodes.document, markdown: bool) -> Iterator[Found]:
    for text in document.findall(nodes.paragraph):
        if isinstance(text.parent, nodes.entry) and not text.source and text.rawsource and markdown:
            text.source = document["source"]  # in a tab MyST's table cells have none, and Sphinx skips them
    for node in document.findall(_is_unit):
        if isinstance(node, addnodes.translatable):
            holder: Any = node
            yield from (Found(holder, msgid) for msgid in node.extract_original_messages() if msgid)
        elif isinstance(node, nodes.Element):
            item = _found(node, markdown)
            if item.msgid:
                yield item


def _is_unit(node: nodes.Node) -> bool:
    """Say what Sphinx says, without asking where it says no and writes a log of the whole node that nobody reads."""
    if isinstance(node, nodes.TextElement) and not isinstance(node, addnodes.translatable):
        return bool(node.source and node.get("translatable", True)) and is_translatable(node)
    return is_translatable(node)


def _found(node: nodes.Element, markdown: bool) -> Found:
    """Give the message of one node; an empty msgid where there is nothing to translate."""
    nothing = Found(node, "")
    if isinstance(node, nodes.math_block | nodes.raw) or _in_front_matter(node) or _is_label(node):
        return nothing
    if isinstance(node, nodes.image):
        return nothing if _inside_text(node) else Found(node, node.get("alt", ""), "alt text")
    if isinstance(node, nodes.meta):
        prose = node.get("name") in _META_PROSE or node.get("property") in _META_PROPERTIES
        return Found(node, node["content"], "page description") if prose else nothing
    if isinstance(node, LITERAL_TYPE_NODES):
        return Found(node, node.rawsource or node.astext(), "code")
    if _only_image(node):
        return nothing
    return _text(node, markdown)


def _text(node: nodes.Element, markdown: bool) -> Found:
    plain = sphinx_text(node.rawsource)
    if not markdown:
        return Found(node, plain)
    text = message_text(node.rawsource)
    if node.rawsource == node.astext() and not all(isinstance(child, nodes.Text) for child in node.children):
        text = markdown_of(node) or text
    return Found(node, text, sphinx_msgid=plain if plain != text else "")


_TRAILING = re.compile(r"[ \t]*\\[ \t]*$", re.MULTILINE)
_HARD_BREAK = re.compile(r"(?: {2,}|(?<!\\)\\)\n")


def message_text(source: str) -> str:
    """Give the msgid of a Markdown text: one line, but hard line breaks stay, as a backslash and a line feed."""
    if "\n" not in source:
        return sphinx_text(source)
    return "\\\n".join(sphinx_text(line) for line in _HARD_BREAK.split(source))


def sphinx_text(source: str) -> str:
    """Give the msgid that Sphinx's extraction makes of a text: hard line breaks are lost."""
    text = _TRAILING.sub("", source) if "\\" in source else source
    return text.replace("\n", " ").strip()


def _is_label(node: nodes.Element) -> bool:
    """Find labels that Sphinx or docutils wrote in the language of the build."""
    parent = node.parent
    if isinstance(node, nodes.title):
        if type(parent).__name__ == "todo_node":
            return True
        if isinstance(parent, nodes.topic) and "contents" in parent["classes"]:
            settings: Any = parent.document.settings if parent.document else None
            labels = get_language(settings.language_code).labels if settings else {}
            return bool(node.astext() == labels.get("contents"))
    if isinstance(node, nodes.rubric) and "sd-tab-label" in node["classes"]:
        block = next(iter(parent.findall(nodes.literal_block)), None)
        return block is not None and node.astext() == str(block.get("language", "unknown")).upper()
    return False


def _in_front_matter(node: nodes.Element) -> bool:
    """Say whether a node belongs to the field list at the very top, which docutils takes for metadata.

    Abstract and dedication are not metadata but shown.
    """
    path = [node]
    while path[-1].parent is not None and not isinstance(path[-1].parent, nodes.document):
        path.append(path[-1].parent)
    node = path[-1]
    if not isinstance(node, nodes.field_list) or node.parent is None:
        return False
    if len(path) > 3 and path[-2][0].astext() in {"abstract", "dedication"}:
        return False
    before = node.parent.children[: node.parent.index(node)]
    return all(isinstance(child, nodes.comment | nodes.meta | nodes.system_message) for child in before)


def _only_image(node: nodes.Element) -> bool:
    return isinstance(node, nodes.paragraph) and len(node) == 1 and isinstance(node[0], nodes.image)


def _inside_text(node: nodes.image) -> bool:
    inline: Any = nodes.Inline
    parent = node.parent
    while isinstance(parent, inline):
        parent = parent.parent
    return isinstance(parent, nodes.TextElement) and not _only_image(parent)


def _is_card_link(node: nodes.inline) -> bool:
    """Find the words behind a card's link, which Sphinx does not list."""
    if not all(isinstance(child, nodes.Text) for child in node.children):
        return False
    link: Any = node.parent
    if "sd-hide-link-text" not in link.get("classes", ()):
        return False
    if "refuri" in link:  # without words of its own the link shows its address
        return bool("".join(node.astext().split()) != link["refuri"])
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
    """Say whether a substitution's value is one run of prose.

    Of several paragraphs or a directive, the parts are messages of the pages that show them.
    """
    if not isinstance(value, str) or not re.search(r"[^\W\d_]", value):
        return False
    return "\n\n" not in value.strip() and not re.match(r"\s*(`{3,}|~{3,}|:{3,})", value)
