"""The directive ``{partnerwiki-glossary}``: shows the glossary record on a page, in the language of the build."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.parsing import nested_parse_to_nodes
from sphinx.util.typing import OptionSpec

from partnerwiki import terms
from partnerwiki import wiki as wiki_
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import record_of
from partnerwiki.glossary import register
from partnerwiki.languages import direction, name_in, tag
from partnerwiki.messages import _
from partnerwiki.terms import Glossary, Term


class GlossaryRecord(SphinxDirective):
    """Show the record's terms, or those of one ``:topic:``, in the record's order.

    The order is the same in every language, so that two languages can stand side by side; the index has the alphabet.
    A term's words come from the record and are no translation units; its definition is a paragraph of the page like
    any other. The words of the wiki's other languages stand between the two. A broken record stops the build, whose
    pages would all lack their terms.
    """

    option_spec: ClassVar[OptionSpec] = {"topic": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Give a glossary as Sphinx's own directive does."""
        path = Path(self.env.srcdir) / terms.RECORD
        self.env.note_dependency(str(path))
        try:
            glossary = terms.load(path)
            shown = [term for term in glossary.terms if self.options.get("topic", term.topic) == term.topic]
            if not shown:
                message = _("There is no term to show in {path}.").format(path=terms.RECORD.as_posix())
                raise self.error(message)
            record = record_of(self.env, self.env.current_document.docname)
            self.language = record.language if record else self.config.language
            own = [_word(term, self.language, path) for term in shown]
        except PartnerwikiError as error:
            raise SphinxError(str(error)) from error
        items = [self._item(term, word) for term, word in zip(shown, own, strict=True)]
        standard = self.env.domains.standard_domain
        for name, term in _names(glossary, self.language).items():
            if term not in shown:
                continue
            if name in own:  # Sphinx warns where another glossary has it, too
                standard._note_term(name, _anchor(term), location=items[shown.index(term)][0])
            else:
                register(self.env, self.env.current_document.docname, name, _anchor(term))
        return [addnodes.glossary("", nodes.definition_list("", *items, classes=["glossary"]), sorted=False)]

    def _item(self, term: Term, own: str) -> nodes.definition_list_item:
        """Give a term with its definition; ``own`` is its word in the language of the page."""
        source, line = self.get_source_info()
        words = term.accepted(self.config.language)
        word = words[0] if words else own
        node = nodes.term("", "", nodes.Text(word), ids=[_anchor(term)], translatable=False)
        node.source, node.line = source, line
        if not words:
            node["lang"], node["dir"] = tag(self.language), direction(self.language)
        self.state.document.note_explicit_target(node)
        index = addnodes.index(entries=[("single", word, _anchor(term), "main", None)])
        index.source, index.line = source, line
        node += index
        definition = nested_parse_to_nodes(
            self.state, term.definition, source=source, offset=self.content_offset, allow_section_headings=False
        )
        shown = self.config.language if words else self.language
        others = [code for code in wiki_.of(self.config).languages if code != shown and term.accepted(code)]
        spoken = [_words_in(term, others, self.config.language)] if others else []
        return nodes.definition_list_item("", node, nodes.definition("", *spoken, *definition))


def _words_in(term: Term, languages: list[str], reader: str) -> nodes.paragraph:
    """Give a term's words in some languages, whose names are in the reader's; it is no translation unit."""
    line = nodes.paragraph("", "", classes=["pw-words"], translatable=False, support_smartquotes=False)
    for code in languages:
        if line.children:
            line += nodes.Text(" · ")
        name = name_in(code, reader)
        line += nodes.Text(f"{name}: ")
        word = nodes.inline("", ", ".join(term.accepted(code)))
        word["lang"], word["dir"] = tag(code), direction(code)
        line += word
    return line


def _anchor(term: Term) -> str:
    return f"term-{term.id}"


def _names(glossary: Glossary, language: str) -> dict[str, Term]:
    """Give the term that each word leads to: one in whose page's language it is, before one of another language."""
    names: dict[str, Term] = {}
    for words_of in (lambda term: [term.accepted(language)], lambda term: term.words.values()):
        for term in glossary.terms:
            for words in words_of(term):
                names |= {word: term for word in words if word not in names}
    return names


def _word(term: Term, language: str, path: Path) -> str:
    words = term.accepted(language)
    if not words:
        raise PartnerwikiError(
            _("This term has no word in {language}, the language of a page that shows it.").format(language=language),
            path=path,
            line=term.line,
            mend=_("Add the word to the term's 'words'."),
        )
    return words[0]
