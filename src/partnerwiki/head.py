"""What a page says of itself to others: its description, and Open Graph for those who share it (https://ogp.me)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.localedata import exists
from docutils import nodes
from jinja2.filters import do_striptags
from sphinx import addnodes
from sphinx.application import Sphinx

from partnerwiki import wiki as wiki_
from partnerwiki.extract import record_of

#: What a list of results shows of a description, in characters.
LENGTH = 160
#: A paragraph that is shorter is a remark ("Stand: 2026"), unless there is no longer one.
SHORT = 30
#: Cells, terms or entries that stand for a page without paragraphs.
NAMES = 12
#: What holds no text of the page itself.
_APART: tuple[type[Any], ...] = (
    nodes.table,
    nodes.footnote,
    nodes.citation,
    nodes.field_list,
    nodes.system_message,
    nodes.comment,
    nodes.figure,
    addnodes.toctree,
)
#: What is no running text: an answer to "what is this page about?" only where there is nothing else.
_ASIDE: tuple[type[Any], ...] = (
    nodes.Admonition,
    nodes.sidebar,
    nodes.topic,
    nodes.list_item,
    nodes.definition_list,
    nodes.container,  # cards, tabs, dropdowns
    addnodes.desc,
    addnodes.versionmodified,
)
#: Inside a sentence: what says nothing without its looks.
_UNSPOKEN: tuple[type[Any], ...] = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.image,
    nodes.math,
    nodes.problematic,
    nodes.system_message,
)
_IMAGES = {".png", ".jpg", ".jpeg"}


@dataclass(frozen=True)
class Head:
    """``description`` is one or two sentences of plain text; ``properties`` are (property, content) of Open Graph."""

    description: str
    properties: tuple[tuple[str, str], ...] = ()


def head(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> Head:
    """Give what stands in a page's head, in the language of the page; what has no translation in that of its source."""
    site = do_striptags(context.get("docstitle") or app.config.project)
    record = record_of(app.env, pagename)
    titles = app.env.titles.get(pagename)
    made = do_striptags(context.get("title") or "")  # a page that no file has
    title = (record.title if record else "") or (titles.astext() if titles else made) or site
    given = record.description if record else ""
    description = " ".join(given.split()) or _given_by_meta(doctree) or shorten(_summary(doctree, title, site))
    is_start = pagename == app.config.root_doc
    properties = {
        "og:type": "website" if is_start else "article",
        "og:site_name": site,
        "og:title": site if is_start else title,
        "og:description": description,
    }
    address = context.get("pageurl")
    if not address:
        return Head(description, tuple(properties.items()))
    properties["og:url"] = address
    properties["og:locale"] = locale_of(app.config.language)
    if image := _image(app, doctree):
        properties["og:image"] = posixpath.join(app.config.html_baseurl, image)
    others = [code for code in wiki_.of(app.config).languages if code != app.config.language]
    alternates = [("og:locale:alternate", locale_of(code)) for code in others]
    return Head(description, (*properties.items(), *alternates))


@cache
def locale_of(code: str) -> str:
    """Give a language with a country, as Open Graph names it: that named after it (``de_DE``), else CLDR's likely."""
    locale = Locale.parse(code.replace("-", "_"))
    home = f"{locale.language}_{locale.language.upper()}"
    likely = home if exists(home) else get_global("likely_subtags").get(locale.language, locale.language)
    country = locale.territory or Locale.parse(likely).territory or ""
    return f"{locale.language}_{country}" if country.isalpha() else locale.language


def shorten(text: str) -> str:
    """Cut a text at the end of a word to at most :data:`LENGTH` characters, with a ``…`` where it is cut."""
    if len(text) <= LENGTH:
        return text
    kept = text[: LENGTH - 1]
    if not text[LENGTH - 1].isspace() and kept.rfind(" ") > LENGTH // 2:  # some scripts have no spaces
        kept = kept[: kept.rfind(" ")]
    return kept.rstrip(" ,;:.–—-،؛、。") + "…"


def plain(node: nodes.Element) -> str:
    """Give the words of a text as a reader would say them, on one line."""
    return " ".join("".join(_spoken(node)).split())


def _spoken(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.raw):
        yield " " if "<br" in node.astext() else ""
    elif not isinstance(node, _UNSPOKEN):
        for child in node.children:
            yield from _spoken(child)


def _given_by_meta(doctree: nodes.document | None) -> str:
    """Give the description of a page's ``html_meta``."""
    found = doctree.findall(nodes.meta) if doctree is not None else ()
    return next((str(meta["content"]) for meta in found if meta.get("name") == "description"), "")


def _summary(doctree: nodes.document | None, title: str, site: str) -> str:
    """Give what a page is about: its first paragraph, else the words that it lists, else its title."""
    if doctree is not None:
        if text := _first([plain(node) for node in _paragraphs(doctree, (*_APART, *_ASIDE))]):
            return text
        names = list(dict.fromkeys(filter(None, map(plain, _names(doctree)))))[:NAMES]
        if names:
            return f"{title}: {', '.join(names)}"
        if text := _first([plain(node) for node in _paragraphs(doctree, _APART)]):
            return text
    return title if title == site else f"{title} – {site}"


def _first(texts: list[str]) -> str:
    """Give the first text that is long enough to be a sentence, else all of them."""
    texts = [text for text in texts if re.search(r"\w", text)]
    return next((text for text in texts if len(text) >= SHORT), " ".join(texts))


def _paragraphs(node: nodes.Element, without: tuple[type[Any], ...]) -> Iterator[nodes.Element]:
    for child in node.children:
        if isinstance(child, nodes.paragraph):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, without):
            yield from _paragraphs(child, without)


def _names(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Give the heads and first cells of tables, the terms of lists, the entries of toctrees, in the page's order."""
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.term | addnodes.compact_paragraph):
            yield node
        elif isinstance(node, nodes.row):
            yield from node.children if isinstance(node.parent, nodes.thead) else node.children[:1]  # type: ignore[misc]


def _image(app: Sphinx, doctree: nodes.document | None) -> str:
    """Give the address, below the language's folder, of the page's first photograph or else the logo."""
    for image in doctree.findall(nodes.image) if doctree is not None else ():
        name = PurePosixPath(image["uri"])
        if name.parent.name == app.builder.imagedir and name.suffix.lower() in _IMAGES:  # an image of ours, as written
            return f"{app.builder.imagedir}/{name.name}"
    logo = PurePosixPath(str(app.config.html_logo or ""))
    return f"_static/{logo.name}" if logo.suffix.lower() in _IMAGES and "//" not in str(app.config.html_logo) else ""
