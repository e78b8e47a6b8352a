"""The check of agreed words: what the glossary record says, against every catalog and every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import polib
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from sphinx.domains.std import split_term_classifiers

from partnerwiki import frontmatter, pofile, terms
from partnerwiki.checks import Finding, check, page_paths
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.inline import EXPLICIT
from partnerwiki.messages import _
from partnerwiki.segments import Kind, Segmenter
from partnerwiki.terms import Glossary
from partnerwiki.units import state_of

CHECK = "glossary"
_DIRECTIVE = re.compile(r"\{(?!code|literal|math|raw|eval-rst|parsed)(?P<name>[\w:-]+)\}")


@check
def glossary(project: Project) -> Iterator[Finding]:
    """Translations use the words of the glossary record, which has every term in every language of the wiki."""
    path = project.srcdir / terms.RECORD
    try:
        record = terms.load(path)
    except PartnerwikiError as error:
        yield Finding(project.shown(path), error.line or 0, CHECK, error.message, error.mend)
        return
    if record.path is None:
        return
    yield from _missing_words(project, record)
    yield from _unknown_terms(project, record)
    yield from _other_words(project, record)


def _missing_words(project: Project, record: Glossary) -> Iterator[Finding]:
    for term in record.terms:
        missing = [language for language in project.languages if not term.accepted(language)]
        if missing:
            message = _("The term '{id}' has no word in: {languages}.")
            yield Finding(
                project.shown(project.srcdir / terms.RECORD),
                term.line,
                CHECK,
                message.format(id=term.id, languages=", ".join(missing)),
                _("Agree on a word with your partner and add it to the term's 'words'."),
            )


def _other_words(project: Project, record: Glossary) -> Iterator[Finding]:
    segmenter = Segmenter(MdParserConfig(enable_extensions=set(project.myst_extensions)))
    for language in project.languages:
        for name, path in pofile.find(project.catalogs / language / "LC_MESSAGES").items():
            try:
                entries = list(pofile.read(path).live)
            except PartnerwikiError:  # catalog-syntax names it
                continue
            source_language = _page_language(project, name)
            for entry in entries:
                yield from _violations(entry, project.shown(path), (source_language, language), record, segmenter)


def _violations(
    entry: polib.POEntry, path: str, languages: tuple[str, str], record: Glossary, segmenter: Segmenter
) -> Iterator[Finding]:
    if not entry.msgstr or entry.msgstr == entry.msgid or "code" in entry.comment.split("\n"):
        return
    texts = (_visible(entry.msgid, segmenter), _visible(entry.msgstr, segmenter))
    for violation in terms.violations(*texts, *languages, record):
        message = _("The glossary has other words for '{found}' in this translation ({state}): {wanted}.")
        yield Finding(
            path,
            entry.linenum or 0,
            CHECK,
            message.format(found=violation.found, state=_(state_of(entry).value), wanted=", ".join(violation.wanted)),
            _("Use an agreed word, or add the one that stands here to the term '{id}' in the glossary.").format(
                id=violation.term.id
            ),
        )


def _visible(text: str, segmenter: Segmenter) -> str:
    """Give the words that readers see. What stands for code or a formula keeps its neighbours apart."""
    signs = {Kind.OPAQUE: "\ufffc", Kind.OPEN: "", Kind.CLOSE: ""}
    return "".join(signs.get(piece.kind, piece.words) for piece in segmenter.pieces(text))


def _page_language(project: Project, name: str) -> str:
    """Give the language in which a catalog's page is written."""
    page = project.srcdir / f"{name}.md"
    if not page.is_file():
        return project.languages[0]
    named = frontmatter.read(page.read_text(encoding="utf-8-sig", errors="replace")).get("language")
    named = "no" if named is False else named  # YAML reads Norwegian's code as a truth value
    return named if isinstance(named, str) and named in project.languages else project.languages[0]


def _unknown_terms(project: Project, record: Glossary) -> Iterator[Finding]:
    """Find ``{term}`` roles whose word is neither in the record nor in a glossary that a page holds."""
    parser = create_md_parser(MdParserConfig(enable_extensions=set(project.myst_extensions)), RendererHTML)
    known = {word.lower() for term in record.terms for words in term.words.values() for word in words}
    uses: list[tuple[str, str, int]] = []
    for path in page_paths(project):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        for role, name, line in _uses(parser, text, 1):
            if role:
                uses.append((project.shown(path), name, line))
            else:
                known.add(name.lower())
    for term in record.terms:
        used = _uses(parser, term.definition, 0)
        uses += [(project.shown(project.srcdir / terms.RECORD), name, term.line) for _role, name, _line in used]
    for path_shown, name, line in uses:
        if name.lower() not in known:
            yield Finding(
                path_shown,
                line,
                CHECK,
                _("No glossary has the term '{name}'.").format(name=name[:80]),
                _("Write a word of the glossary, or the words that the sentence needs before it: other words <word>."),
            )


def _uses(parser: MarkdownIt, text: str, first: int) -> Iterator[tuple[bool, str, int]]:
    """Give the words of ``{term}`` roles (true) and of ordinary glossaries (false), with their lines."""
    in_glossary = False  # a definition list of that class is one, too
    for before, token in pairwise([Token("", "", 0), *parser.parse(text)]):
        in_glossary = "glossary" in str(token.attrGet("class")) if token.type == "dl_open" else in_glossary
        line = first + (token.map[0] if token.map else 0)
        for child in token.children or ():
            if child.type == "myst_role" and child.meta["name"] == "term" and not child.content.startswith("!"):
                explicit = EXPLICIT.match(child.content)
                yield True, " ".join((explicit["target"] if explicit else child.content).split()), line
        if in_glossary and before.type == "dt_open":
            yield False, " ".join(split_term_classifiers(token.content)[0].split()), line
        directive = _DIRECTIVE.match(token.info) if token.type.endswith("fence") else None
        if directive:
            yield from _uses(parser, token.content, line + 1)
        if directive and directive["name"] == "glossary":
            for found in re.findall(r"^[^\s:].*", token.content, re.MULTILINE):
                yield False, " ".join(split_term_classifiers(found)[0].split()), line
