"""The locale transform: puts translations into a freshly read page, by inline rules only, gated and marked.

It stands where Sphinx's own ``Locale`` transform stands (same priority), which has nothing to do because
``locale_dirs`` is empty.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import clean_astext
from sphinx import addnodes
from sphinx.domains.std import split_term_classifiers
from sphinx.transforms import SphinxTransform
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import LITERAL_TYPE_NODES, traverse_translatable_index

from partnerwiki import frontmatter, inline
from partnerwiki import wiki as wiki_
from partnerwiki.catalog import Message
from partnerwiki.extract import CONF, RECORD, Found, messages_of, record_of
from partnerwiki.glossary import is_glossary_term, resolve_term, translate_term
from partnerwiki.inline import (
    ANY_PAGE,
    Around,
    InlineParser,
    Mark,
    Signature,
    beyond_record,
    clean,
    difference,
    oversized,
    refused,
)
from partnerwiki.kept import keep_paths, list_references, take_out, take_over
from partnerwiki.languages import tag
from partnerwiki.lookup import Table, Translation
from partnerwiki.marks import mark
from partnerwiki.messages import _
from partnerwiki.reading import TEXT, is_markdown, link_definitions, page_config, project_config
from partnerwiki.rst_inline import RstInlineParser
from partnerwiki.units import State
from partnerwiki.warnings_ import Warn, warn

__all__ = ["Locale", "resolve_term"]

_RST = re.compile(r":[\w:+.-]+:`|`_|``|\|\S|\]_|<")  # "<package>" is text there, HTML in Markdown
_NOT_COMPARED = re.compile(r"[\s\"'“”„‘’‚]+")
_NOQA = re.compile(r"(?<!\\)#\s*noqa\s*$")
MISSING = Translation("", State.MISSING, 0)


class Locale(SphinxTransform):
    """Translate one page and note its messages and the state of its units in its record."""

    default_priority = 20

    def apply(self, **kwargs: Any) -> None:
        """Run on ``self.document``, a page as it was parsed."""
        docname = self.env.current_document.docname
        record = record_of(self.env, docname)
        if record is None:  # a document that is no page of the project, such as one that a directive parses
            return
        index = "index" in self.config.gettext_additional_targets
        found = messages_of(self.document, markdown=is_markdown(self.env, docname), index=index)
        record.messages += [
            Message(item.msgid, (), item.hint, item.sphinx_msgid) for item in found if RECORD not in item.node
        ]
        foreign = [item for item in found if _language_of(item, record.language) != self.config.language]
        translated = {id(item) for item in foreign}
        for item in found:
            if id(item) not in translated:
                mark(item.node, item.msgid, None, "")
        if foreign or record.language != self.config.language:
            page = _Page(self, docname, record.language)
            page.substituted, page.refused = record.substituted, record.refused
            record.states |= page.translate(foreign)
            heading = next(iter(self.document.findall(nodes.title)), None)
            record.heading_missing = heading is not None and heading.get("data-state") == State.MISSING.value
        record.count()


def _language_of(item: Found, page_language: str) -> str:
    """Give the language that a text was written in: a record's, or that of its page."""
    return str(item.node[RECORD][1]) if RECORD in item.node else page_language


class _Page:
    """The translation of one page."""

    def __init__(self, transform: Locale, docname: str, source_language: str) -> None:
        self.document = transform.document
        self.env = transform.env
        self.docname = docname
        self.source_language = source_language
        self.language = transform.config.language
        lookup = self._lookup = wiki_.of(transform.config).lookup
        self.table: Table = lookup.table(self.language, docname)
        self.conf: Table = lookup.table(self.language, CONF)
        self.substituted: dict[str, str] = {}
        self.refused: set[str] = set()
        self.references_changed = False
        self._is_markdown = is_markdown(self.env, docname)
        self._config: MdParserConfig | None = None
        self._parser: InlineParser | RstInlineParser | None = None
        self._around: Around | None = None
        self._sources: set[str] = set()
        self._warned: set[tuple[Path | None, int]] = set()
        for path in (self.table.path, self.conf.path):
            if path is not None:
                self.env.note_dependency(str(path))

    @property
    def config(self) -> MdParserConfig:
        """MyST's configuration for this page."""
        if self._config is None:
            self._config = page_config(project_config(self.env), frontmatter.read(self._text()))
        return self._config

    @property
    def parser(self) -> InlineParser | RstInlineParser:
        """The page's one parser, made when the first text with markup comes."""
        if self._parser is None and self._is_markdown:
            texts = [self._text(), *self._included()]
            self._parser = InlineParser(self.document, self.config, link_definitions(texts, self.config))
        elif self._parser is None:
            self._parser = RstInlineParser(self.document)
        return self._parser

    def _parser_of(self, item: Found) -> Any:
        """Give the parser of a text: inside ``{eval-rst}`` a Markdown page holds reStructuredText."""
        if not self._is_markdown or "{eval-rst}" not in self._text() or not _RST.search(item.msgid):
            return self.parser
        shown, rst = _letters(item.node.astext()), RstInlineParser(self.document)
        is_text = "<" in item.msgid and not any(item.node.findall(nodes.raw))  # a tag would be raw
        if shown in {_letters(self.parser.words(item.msgid)), ""} and not is_text:
            return self.parser
        return rst if shown == _letters(rst.words(item.msgid)) else self.parser

    def _text(self) -> str:
        """Give the page as it was read, with translated substitutions."""
        text = self.env.current_document.get(TEXT)
        return text if isinstance(text, str) else Path(self.env.doc2path(self.docname)).read_text(encoding="utf-8-sig")

    def _included(self) -> list[str]:
        """Give the texts of included files: their link definitions hold for their sentences."""
        paths = [Path(source) for source in sorted(self._sources) if source != self.document["source"]]
        return [path.read_text(encoding="utf-8-sig", errors="replace") for path in paths if path.is_file()]

    @property
    def around(self) -> Around:
        """What the page offers for a translation to point at."""
        if self._around is None:
            labels = {name for note in self.document.findall(nodes.footnote) for name in note["names"]}
            schemes = frozenset(
                scheme
                for scheme, to in self.config.url_schemes.items()
                if to and str(to.get("url", "")).startswith(("https://", "http://"))
            )
            self._around = Around(self._is_page, self._is_file, frozenset(labels), schemes)
        return self._around

    def _is_page(self, path: str) -> bool:
        docnames = self.env.found_docs
        relative, absolute = self.env.relfn2path(path, self.docname)
        return relative in docnames or self.env.path2doc(absolute) in docnames

    def _is_file(self, path: str) -> bool:
        return Path(self.env.relfn2path(path, self.docname)[1]).exists()

    def translate(self, found: list[Found]) -> dict[str, State]:
        """Apply all translations; give the state of each unit by msgid, as the reader sees it."""
        counter = self.document.id_counter.copy()
        self._sources = {str(item.node.source) for item in found if item.node.source}
        states: dict[str, State] = {}
        words: dict[str, str] = {}
        for item in found:
            unit, table = self._unit(item) if item.msgid not in self.refused else (MISSING, self.table)
            if isinstance(item.node, addnodes.index):
                words[item.msgid] = clean(unit.msgstr).strip()
                state = unit.state if words[item.msgid] else State.MISSING
            elif unit is MISSING and item.msgid in self.substituted:
                # the value of a substitution, which arrived translated
                item = Found(item.node, self.substituted[item.msgid])
                state = self._unit(item)[0].state
                mark(item.node, item.msgid, state, "")
            else:
                state = self._translate_one(item, unit, table)
                self._translate_images(item.node)
                source = _language_of(item, self.source_language)
                mark(item.node, item.msgid, state, source if state is State.MISSING else "")
            states[item.msgid] = state
        # ids that docutils gives out later are counted on, as in every other language
        self.document.id_counter = counter
        if words:
            self._translate_index(words)
        if self.references_changed:
            list_references(self.document)
        self._retitle()
        return states

    def _unit(self, item: Found) -> tuple[Translation, Table]:
        if RECORD in item.node:
            table = self._lookup.table(self.language, item.node[RECORD][0])
            return table.units.get(item.msgid, MISSING), table
        for table, msgid in ((self.table, item.msgid), (self.table, item.sphinx_msgid), (self.conf, item.msgid)):
            unit = table.units.get(msgid) if msgid else None
            if unit is not None and unit.msgstr:
                return unit, table
        return MISSING, self.table

    def _translate_one(self, item: Found, unit: Translation, table: Table) -> State:
        """Put one translation into its node; give the state that the reader sees."""
        node, text = item.node, clean(unit.msgstr)
        node_is_code = isinstance(node, LITERAL_TYPE_NODES)
        if not node_is_code:
            text = _NOQA.sub("", text).strip()
        if not isinstance(node, nodes.meta):  # which would show it in the page's head
            node["translated"] = False
        if not text.strip() or (oversized(item.msgid, text) and self._refuse_size(unit, table)):
            return State.MISSING
        if isinstance(node, addnodes.translatable):
            node.apply_translated_message(item.msgid, text)
        elif isinstance(node, nodes.meta):
            node["content"] = text
            if "lang" in node:
                node["lang"] = tag(self.language)
            return unit.state
        elif isinstance(node, nodes.image):
            node["alt"] = text
        elif node_is_code:
            node.children = []
            node += nodes.Text(text)
            node.rawsource = text  # the highlighter expects both to be equal
        elif not self._replace(item, text, unit, table):
            return State.MISSING
        node["translated"] = True
        return unit.state

    def _translate_images(self, node: nodes.Element) -> None:
        """Use what Sphinx's own extraction lists: the alternative text of an image inside a sentence, apart from it."""
        for image in node.findall(nodes.image) if isinstance(node, nodes.TextElement) else ():
            unit = self.table.units.get(image.get("alt", ""))
            if unit is not None and unit.msgstr and unit.state is State.REVIEWED:
                image["alt"] = clean(unit.msgstr).strip()

    def _replace(self, item: Found, text: str, unit: Translation, table: Table) -> bool:
        """Put parsed inline text in place of a node's content, if the gate lets it."""
        node, classifier = item.node, None
        msgid = item.msgid if item.msgid in table.units else item.sphinx_msgid or item.msgid
        if is_glossary_term(node):
            term, classifier = split_term_classifiers(text)
            if not term:
                return False
            text = term
        children: list[nodes.Node]
        if self._is_plain(text) and self._is_plain(msgid):
            kept = take_out(self.document, node)
            children = [nodes.Text(text)]
        else:
            parser = self._parser_of(item)
            parsed = parser.parse(text)
            if RECORD in node and beyond_record(parser.signature(parsed), ANY_PAGE):
                self._warn(
                    Warn.REFUSED, _("This translation has markup that prose of a record may not have."), unit, table
                )
                return False
            if not self._admit(parser, msgid, parsed, unit, table):
                return False
            kept = take_out(self.document, node)
            children = parser.render(parsed, node.line or 1)
            for part in (part for child in children for part in child.findall(nodes.Element)):
                part.source, part.line = node.source or part.source, node.line or part.line
        if isinstance(node, nodes.term) and is_glossary_term(node):
            children += translate_term(self.env, self.docname, node, children, classifier)
        self.references_changed |= bool(kept.footnotes or kept.names)
        is_rst_title = (
            not self._is_markdown and isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
        )
        old_title = node.astext() if is_rst_title else ""
        node.children = []
        node.extend([*kept.checkbox, *children])
        self.references_changed |= take_over(self.document, node, kept)
        if (kept.links or kept.images) and node.source and node.source != self.document["source"]:
            keep_paths(node, kept, self.parser.targets(msgid, "link"), self.parser.targets(msgid, "image"))
        if is_rst_title:
            self._name_section(node, old_title)
        return True

    def _is_plain(self, text: str) -> bool:
        return inline.is_plain(text, self.config) if self._is_markdown else bool(self.parser.is_plain(text))

    def _admit(self, parser: Any, msgid: str, parsed: Any, unit: Translation, table: Table) -> bool:
        """Run the gate: say whether a translation's markup may stand on the page, and warn where it differs."""
        source = _signature(parser, msgid)
        translation = parser.signature(parsed)
        allowed = source | (_signature(parser, unit.previous) if unit.previous else Signature())
        bad = refused(allowed, translation, self.around)
        if bad:
            message = _("This translation brings {marks}, which its source does not have.")
            self._warn(Warn.REFUSED, message.format(marks=_listed(bad)), unit, table)
            return False
        if unit.state is State.OUTDATED:
            return True
        lacks, adds = difference(source, translation)
        if not lacks and not adds:
            return True
        reviewed = unit.state is State.REVIEWED
        parts = []
        if lacks:
            parts.append(_("This translation lacks {marks} of its source.").format(marks=_listed(lacks)))
        if adds:
            parts.append(_("This translation adds {marks}.").format(marks=_listed(adds)))
        if not (reviewed and _NOQA.search(unit.msgstr)):  # a translator's word that the difference is meant
            self._warn(Warn.MARKUP if reviewed else Warn.DRAFT_MARKUP, " ".join(parts), unit, table)
        return reviewed

    def _refuse_size(self, unit: Translation, table: Table) -> bool:
        self._warn(Warn.REFUSED, _("This translation is out of all proportion to its source."), unit, table)
        return True

    def _warn(self, subtype: Warn, message: str, unit: Translation, table: Table) -> None:
        """Warn once for each entry of a catalog, however often its text stands on the page."""
        if (table.path, unit.line) not in self._warned:
            self._warned.add((table.path, unit.line))
            warn(subtype, message, path=table.path, line=unit.line)

    def _translate_index(self, words: dict[str, str]) -> None:
        for node, entries in traverse_translatable_index(self.document):
            node["raw_entries"] = entries
            node["entries"] = [
                (kind, ";".join(words.get(part) or part for part in split_index_msg(kind, value)), target, main, None)
                for kind, value, target, main, _key in entries
            ]

    def _name_section(self, title: nodes.Element, old: str) -> None:
        """Let reStructuredText links find a heading by its translated name too."""
        section = title.parent
        new, old = (nodes.fully_normalize_name(text) for text in (title.astext(), old))
        anchor = self.document.nameids.get(old) or (section["ids"] or [None])[0]
        if anchor and not self.document.has_name(new):
            section["names"].append(new)
            self.document.nameids[new] = anchor
            self.document.nametypes[new] = False

    def _retitle(self) -> None:
        """Give links without a text (``[](#heading)``) the translated heading."""
        slugs = getattr(self.document, "myst_slugs", None)
        if not slugs:
            return
        for heading in self.document.findall(nodes.Element):
            slug = heading.get("slug")
            if slug not in slugs:
                continue
            title = heading[0] if isinstance(heading, nodes.section) and heading.children else heading
            if isinstance(title, nodes.title | nodes.rubric):
                line, anchor, _text = slugs[slug]
                slugs[slug] = (line, anchor, clean_astext(title))


def _letters(text: str) -> str:
    """Give a text without what typography changes: white space and quotation marks."""
    return _NOT_COMPARED.sub("", text)


def _signature(parser: Any, text: str) -> Signature:
    return Signature() if parser.is_plain(text) else parser.signature(parser.parse(text))


def _listed(marks: list[Mark]) -> str:
    # marks are markup, never the text of a page
    return ", ".join(dict.fromkeys(str(mark)[:80] for mark in marks))
