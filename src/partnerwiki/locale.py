"""The locale transform: puts translations into a freshly read page, by inline rules only, gated and marked.

It stands where Sphinx's own ``Locale`` transform stands (same priority), which has nothing to do because
``locale_dirs`` is empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig, merge_file_level
from myst_parser.mdit_to_docutils.base import clean_astext
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx import addnodes
from sphinx.domains.std import split_term_classifiers
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import LITERAL_TYPE_NODES
from sphinx_design.shared import PassthroughTextElement

from partnerwiki import frontmatter
from partnerwiki import wiki as wiki_
from partnerwiki.catalog import Message
from partnerwiki.extract import CONF, Found, messages_of, record_of
from partnerwiki.inline import InlineParser, Mark, Signature, difference, is_plain, refused, signature
from partnerwiki.languages import direction, tag
from partnerwiki.lookup import Table, Translation
from partnerwiki.messages import _
from partnerwiki.units import State, unit_id
from partnerwiki.warnings_ import Warn, warn

_DEFINITION = re.compile(r"^ {0,3}\[[^\]^][^\]]*\]:", re.MULTILINE)
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
        found = list(messages_of(self.document))
        record.messages += [Message(item.msgid, (), item.hint) for item in found]
        if record.language == self.config.language:
            for item in found:
                _mark(item.node, item.msgid, None, "")
        else:
            record.states |= _Page(self, docname, record.language).translate(found)


@dataclass
class _Replaced:
    """What a paragraph held before its translation took its place."""

    footnotes: dict[str, list[list[str]]]
    terms: list[str]


class _Page:
    """The translation of one page."""

    def __init__(self, transform: Locale, docname: str, source_language: str) -> None:
        self.document = transform.document
        self.env = transform.env
        self.docname = docname
        self.source_language = source_language
        self.language = transform.config.language
        lookup = wiki_.of(transform.app).lookup
        self.table: Table = lookup.table(self.language, docname)
        self.conf: Table = lookup.table(self.language, CONF)
        self._parser: InlineParser | None = None
        self.footnotes_changed = False
        for path in (self.table.path, self.conf.path):
            if path is not None:
                self.env.note_dependency(str(path))

    @property
    def parser(self) -> InlineParser:
        """The page's one parser, made when the first text with markup comes."""
        if self._parser is None:
            text = Path(self.env.doc2path(self.docname)).read_text(encoding="utf-8-sig")
            config = page_config(self.env.myst_config, text)
            self._parser = InlineParser(self.document, config, _references(text, config))
        return self._parser

    def translate(self, found: list[Found]) -> dict[str, State]:
        """Apply all translations; give the state of each unit by msgid."""
        substituted = {unit.msgstr for unit in self.conf.units.values() if unit.msgstr}
        states: dict[str, State] = {}
        for item in found:
            unit = self.table.units.get(item.msgid) or self.conf.units.get(item.msgid)
            if unit is None and item.msgid in substituted:
                continue  # the value of a substitution, which arrived translated
            unit = unit or MISSING
            state = self._translate_one(item, unit)
            states[item.msgid] = unit.state
            _mark(item.node, item.msgid, state, self.source_language if state is State.MISSING else "")
        if self.footnotes_changed:
            self._renumber_footnotes()
        self._retitle()
        return states

    def _translate_one(self, item: Found, unit: Translation) -> State:
        """Put one translation into its node; give the state that the reader sees."""
        node, text = item.node, _NOQA.sub("", unit.msgstr).strip()
        if not text:
            return State.MISSING
        if isinstance(node, addnodes.translatable):
            node.apply_translated_message(item.msgid, text)
        elif isinstance(node, nodes.meta):
            node["content"] = text
        elif isinstance(node, nodes.image):
            node["alt"] = text
        elif isinstance(node, LITERAL_TYPE_NODES):
            node.children = []
            node += nodes.Text(text)
            node.rawsource = text
        elif not self._replace(node, item.msgid, text, unit):
            return State.MISSING
        node["translated"] = True
        return unit.state

    def _replace(self, node: nodes.Element, msgid: str, text: str, unit: Translation) -> bool:
        """Put parsed inline text in place of a node's content, if the gate lets it."""
        classifier = None
        if isinstance(node, nodes.term):
            text, classifier = split_term_classifiers(text)
            text = text or ""
        children: list[nodes.Node]
        if is_plain(text, self.env.myst_config) and is_plain(msgid, self.env.myst_config):
            old = self._take_out(node)
            children = [nodes.Text(text)]
        else:
            tokens = self.parser.tokens(text)
            if not self._admit(msgid, tokens, unit):
                return False
            old = self._take_out(node)
            children = self.parser.render(tokens, node.line or 1)
        if isinstance(node, nodes.term):
            children += self._term_index(node, children, classifier)
        node.children = []
        node.extend(children)
        self._take_over(node, old)
        return True

    def _admit(self, msgid: str, tokens: list[Token], unit: Translation) -> bool:
        """Run the gate: say whether a translation's markup may stand on the page, and warn where it differs."""
        source = self.parser.signature(msgid)
        translation = signature(tokens)
        allowed: Signature = source | (self.parser.signature(unit.previous) if unit.previous else Signature())
        bad = refused(allowed, translation, is_page=self._is_page)
        if bad:
            self._warn(Warn.REFUSED, _("This translation brings {marks}, which its source does not have."), unit, bad)
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
        warn(Warn.MARKUP if reviewed else Warn.DRAFT_MARKUP, " ".join(parts), path=self.table.path, line=unit.line)
        return reviewed

    def _warn(self, subtype: Warn, message: str, unit: Translation, marks: list[Mark]) -> None:
        warn(subtype, message.format(marks=_listed(marks)), path=self.table.path, line=unit.line)

    def _is_page(self, path: str) -> bool:
        docnames = self.env.found_docs
        relative, absolute = self.env.relfn2path(path, self.docname)
        return relative in docnames or self.env.path2doc(absolute) in docnames

    def _take_out(self, node: nodes.Element) -> _Replaced:
        """Unregister what a node's old content had told the document, so that the new one may say the same."""
        old = _Replaced({}, [])
        document = self.document
        for child in node.findall(nodes.Element):
            if child is node:
                continue
            if isinstance(child, nodes.footnote_reference):
                old.footnotes.setdefault(child.get("refname", ""), []).append(list(child["ids"]))
                self.footnotes_changed = True
            elif isinstance(child, addnodes.pending_xref) and child.get("reftype") == "term":
                old.terms.append(child["reftarget"])
            for name in child.get("ids", []):
                document.ids.pop(name, None)
            for name in child.get("names", []):
                document.nameids.pop(name, None)
                document.nametypes.pop(name, None)
        return old

    def _take_over(self, node: nodes.Element, old: _Replaced) -> None:
        """Give new footnote references the anchors of the old ones, and terms their source's target to fall back on."""
        for reference in node.findall(nodes.footnote_reference):
            self.footnotes_changed = True
            anchors = old.footnotes.get(reference.get("refname", ""))
            if anchors:
                for name in reference["ids"]:
                    self.document.ids.pop(name, None)
                reference["ids"] = anchors.pop(0)
                for name in reference["ids"]:
                    self.document.ids[name] = reference
        terms = [ref for ref in node.findall(addnodes.pending_xref) if ref.get("reftype") == "term"]
        for number, reference in enumerate(terms):
            if number < len(old.terms):
                reference["partnerwiki_term"] = old.terms[number]

    def _renumber_footnotes(self) -> None:
        """List the page's footnote references anew, in its order: MyST numbers footnotes by that list."""
        document = self.document
        references = list(document.findall(nodes.footnote_reference))
        document.autofootnote_refs = [ref for ref in references if ref.get("auto") == 1]
        document.footnote_refs = {}
        for ref in references:
            if "refname" in ref:
                document.footnote_refs.setdefault(ref["refname"], []).append(ref)

    def _term_index(
        self, node: nodes.term, children: list[nodes.Node], classifier: str | None
    ) -> list[addnodes.index]:
        """Register a translated glossary term beside the source's, and translate its entry in the index.

        Both names lead to the same anchor, which is the source's.
        """
        name = nodes.term("", "", *[child.deepcopy() for child in children]).astext()
        standard = self.env.domains.standard_domain
        anchor = node["ids"][0] if node["ids"] else ""
        if anchor and ("term", name) not in standard.objects:
            standard.objects["term", name] = (self.docname, anchor)
            standard._terms.setdefault(name.lower(), (self.docname, anchor))
        kept = [child for child in node.children if isinstance(child, addnodes.index)]
        for index in kept:
            index["entries"] = [
                (kind, name, target, main, classifier or key) for kind, _v, target, main, key in index["entries"]
            ]
        return kept

    def _retitle(self) -> None:
        """Give links without a text (``[](#heading)``) the translated heading."""
        slugs = getattr(self.document, "myst_slugs", None)
        if not slugs:
            return
        for section in self.document.findall(nodes.section):
            slug = section.get("slug")
            if slug in slugs and section.children and isinstance(section[0], nodes.title):
                line, anchor, _text = slugs[slug]
                slugs[slug] = (line, anchor, clean_astext(section[0]))


def _listed(marks: list[Mark]) -> str:
    # marks are markup, never the text of a page
    return ", ".join(dict.fromkeys(str(mark)[:80] for mark in marks))


def _mark(node: nodes.Element, msgid: str, state: State | None, language: str) -> None:
    """Write unit, state and, for a text in its source language, that language onto the element that shows the message."""
    if isinstance(node, addnodes.translatable | nodes.meta):
        return
    carrier = node
    if _needs_carrier(node):
        carrier = nodes.inline("", "", *node.children)
        node.children = []
        node += carrier
    carrier["data-unit"] = unit_id(msgid)
    if state is not None and state is not State.REVIEWED:
        carrier["data-state"] = state.value
    if language:
        # docutils turns this class into the lang attribute, and smart quotes follow it
        carrier["classes"].append(f"language-{tag(language)}")
        carrier["dir"] = direction(language)


def _needs_carrier(node: nodes.Element) -> bool:
    """Find elements whose tag somebody else writes later: tab labels, dropdown titles, card titles, buttons."""
    if isinstance(node, PassthroughTextElement) or (isinstance(node, nodes.inline) and node.get("translatable")):
        return True
    if not isinstance(node, nodes.rubric):
        return False
    return "sd-tab-label" in node["classes"] or bool(node.parent and node.parent.get("design_component"))


def page_config(config: MdParserConfig, text: str) -> MdParserConfig:
    """Give MyST's configuration for one page: the project's, with what the page's front matter changes."""
    data = frontmatter.read(text)
    if not ({"myst", "substitutions", "html_meta"} & set(data)):
        return config
    return merge_file_level(config, data, lambda _type, _message: None)


def _references(text: str, config: MdParserConfig) -> dict[str, Any]:
    """Give a page's link definitions (``[name]: target``); the page is only parsed again where it has any."""
    if not _DEFINITION.search(text):
        return {}
    env: dict[str, Any] = {}
    create_md_parser(config, SphinxRenderer).parse(text, env)
    return dict(env.get("references", {}))




def resolve_term(app: Any, env: Any, node: addnodes.pending_xref, contnode: nodes.Element) -> nodes.Element | None:
    """Resolve a translated ``{term}`` by its source's term where its own wording is not in the glossary.

    Handler of ``missing-reference``.
    """
    fallback = node.get("partnerwiki_term")
    if not fallback or node.get("reftype") != "term":
        return None
    standard = env.domains.standard_domain
    return standard.resolve_xref(env, node.get("refdoc"), app.builder, "term", fallback, node, contnode)
