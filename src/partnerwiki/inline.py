"""MyST inline text: parse it, say which markup it carries, and render it.

Translations are parsed by inline rules alone, so block syntax in a msgstr is text and nothing else. What a text carries
is its *signature*: the multiset of its marks. The gate compares the signature of a msgstr with that of its msgid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser

#: Characters and endings that may begin inline markup in any of MyST's extensions, and bidirectional controls; a text
#: without them is plain.
_MARKUP = r"\\`*_{}\[\]<>&$!~^|#@§\n\u202a-\u202e\u2066-\u2069"
#: Extensions that change plain text itself.
_TYPOGRAPHY = frozenset({"smartquotes", "replacements", "linkify", "gfm_autolink"})
#: Roles whose content is words for readers; it may differ. All others must be as in the source, to the letter.
_TEXT_ROLES = frozenset(
    {"abbr", "abbreviation", "command", "dfn", "emphasis", "guilabel", "index", "kbd", "menuselection", "strong"}
    | {"sub", "subscript", "sup", "superscript", "term", "title", "title-reference"}
)
#: Roles that make a link; a reviewed translation may point elsewhere (with a warning), nothing is executed or copied.
_LINK_ROLES = frozenset(
    {"any", "confval", "doc", "envvar", "eq", "keyword", "numref", "option", "ref", "token"}
    | {"attr", "class", "const", "data", "exc", "func", "meth", "mod", "obj"}
)
#: Domains whose roles all make links: ours, and those of Sphinx itself.
_DOMAINS = ("partnership:", "py:", "c:", "cpp:", "js:", "rst:", "std:")
_OWN_ATTRIBUTES = frozenset({"href", "src", "title", "alt"})
_BADGE = re.compile(r"bdg(?:-(?P<kind>link|ref))?(?:-(?!link|ref)[a-z]+)*\Z")
EXPLICIT = re.compile(r"^(?P<text>.+?)\s*(?<!\\)<(?P<target>[^<>]*)>$", re.DOTALL)
_TOOLTIP = re.compile(r"(?<=>)\s*;[^;]*\Z")
#: What ``{numref}`` fills into its text. Python's format language could do far more.
_NUMREF_FIELDS = frozenset({"{name}", "{number}", "%s", "%%"})
_FIELD = re.compile(r"\{[^{}]*\}?|%.?")
_TEX_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)|\^\^", re.DOTALL)
_LONGEST_NAME = 200
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Characters that are no text: controls but tab and line feed, and code points that are no characters.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])
_CONTROLS |= dict.fromkeys(range(0xD800, 0xE000))
_BIDI_PAIRS = (("\u202a\u202b", "\u202c"), ("\u2066\u2067\u2068", "\u2069"))
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BIDI_OVERRIDES = re.compile("[\u202d\u202e]")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>")
#: Tokens that are words or the room between them.
_WORDS = frozenset({"text", "softbreak", "text_special"})
#: Markup that stands in the midst of words without parting them.
_NO_GAP = frozenset({"inline", "em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close"}) | frozenset(
    {"link_open", "link_close"}
)
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(frozen=True)
class Mark:
    """One piece of markup: its kind, what it points at or holds, and for roles the role's name."""

    kind: str
    target: str = ""
    role: str = ""

    def __str__(self) -> str:
        if self.kind == "role":
            return f"{{{self.role}}}`{self.target}`" if self.target else f"{{{self.role}}}"
        return f"{self.kind} {self.target}".strip()


Signature = Counter[Mark]

#: Kinds that carry a meaning of their own and must be equal; emphasis and line breaks are the translator's business.
BINDING = frozenset(
    {"link", "image", "code", "math", "html", "role", "substitution", "footnote", "citation", "anchor", "attributes"}
)


@dataclass(frozen=True)
class Around:
    """What the page around a text offers, so that a translation may point at it and at nothing else.

    ``is_page(path)`` says whether a relative link leads to a page of the wiki, ``is_file(path)`` whether it leads to
    some other file; ``footnotes`` are the labels that the page defines (None: not known); ``schemes`` are the project's
    own kinds of addresses that become web addresses (``myst_url_schemes``).
    """

    is_page: Callable[[str], bool] = lambda _path: False
    is_file: Callable[[str], bool] = lambda _path: False
    footnotes: frozenset[str] | None = None
    schemes: frozenset[str] = frozenset()


NOWHERE = Around()
#: Links may lead to any page, which a build warns of where it is not there, and to no other file.
ANY_PAGE = Around(lambda _path: True)


def clean(text: str) -> str:
    """Give a translation without control characters, which no reader sees and some writers choke on."""
    return text.translate(_CONTROLS)


def is_plain(text: str, config: MdParserConfig) -> bool:
    """Say whether a text certainly holds no markup, so that parsing can be spared."""
    pattern = _markup(tuple(config.sub_delimiters), bool(_TYPOGRAPHY & set(config.enable_extensions)))
    return pattern is not None and not pattern.search(text)


@cache
def _markup(delimiters: tuple[str, ...], typography: bool) -> re.Pattern[str] | None:
    if typography:
        return None
    return re.compile(f"[{_MARKUP}{re.escape(''.join(delimiters))}]|://|www\\.")


def oversized(msgid: str, text: str) -> bool:
    """Say whether a translation is out of all proportion, so that parsing it might take long.

    Markdown's brackets take quadratic time: 25,000 times ``[^`` took markdown-it-py more than five minutes.
    """
    return len(text) > 2000 + 10 * len(msgid) or text.count("[") > 50 + 2 * msgid.count("[")


def signature(tokens: Sequence[Token]) -> Signature:
    """Give the multiset of marks in a token stream."""
    marks = Counter(_marks(tokens))
    if not _nested([token.content for token in _flat(tokens) if token.type == "html_inline"]):
        marks[Mark("html", "(unbalanced)")] += 1
    for token in tokens:
        marks.update(bidi_marks(token.content))
    return marks


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _nested(tags: list[str]) -> bool:
    """Say whether tags open and close in order, so that none reaches out of its paragraph."""
    open_tags: list[str] = []
    for tag in tags:
        found = _TAG.match(tag)
        if found is None or found["rest"].endswith("/") or found["name"].lower() in _VOID:
            continue
        if not found["close"]:
            open_tags.append(found["name"].lower())
        elif not open_tags or open_tags.pop() != found["name"].lower():
            return False
    return not open_tags


def bidi_marks(text: str) -> Iterator[Mark]:
    """Give a mark for each direction override, and one where embeddings do not close: they would turn what follows."""
    if not _BIDI.search(text):
        return
    for character in _BIDI_OVERRIDES.findall(text):
        yield Mark("control", f"U+{ord(character):04X}")
    for openers, closer in _BIDI_PAIRS:
        depth = 0
        for character in text:
            depth += (character in openers) - (character == closer and depth > 0)
        if depth:
            yield Mark("control", f"U+{ord(openers[0]):04X}")


def _marks(tokens: Sequence[Token]) -> Iterator[Mark]:
    for token in tokens:
        if token.type == "inline":
            yield from _marks(token.children or [])
        elif token.type not in _WORDS and not token.type.endswith("_close"):
            yield _mark(token)
        yield from _attributes(token)


Structure = Counter[tuple[Mark, ...]]


def structure(tokens: Sequence[Token]) -> Structure:
    """Give the multiset of all marks of a parsed text, each behind the marks that it stands in, outermost first.

    It holds all that :func:`signature` holds, and what a person may change but a machine may not: the target of a
    glossary term (``role``; ``term`` where its words are its target), whether a link has words, an image an alternative
    text, and either a title.
    """
    paths: Structure = Counter()
    for token in tokens:
        around: list[Mark] = []
        for child, following in pairwise([*(token.children or []), token]):
            if child.type.endswith("_close"):
                del around[-1:]
            elif child.type not in _WORDS:
                mark = _term(child) or _mark(child)
                paths.update((*around, found) for found in (mark, *_attributes(child), *_said(child, following)))
                if child.nesting == 1:
                    around.append(mark)
                elif child.type == "html_inline":
                    _step(child.content, mark, around)
    return paths


def _term(token: Token) -> Mark | None:
    if token.type != "myst_role" or token.meta["name"] != "term":
        return None
    content = " ".join(token.content.split())
    explicit = EXPLICIT.match(content)
    return Mark("role", explicit["target"], "term") if explicit else Mark("term", content)


def _said(token: Token, following: Token) -> Iterator[Mark]:
    if token.type == "link_open" and following.type == "link_close":
        yield Mark("link", "without words")
    if token.type == "image" and token.content:
        yield Mark("image", "alternative text")
    if (token.attrs or {}).get("title"):
        yield Mark("title")


def _step(tag: str, mark: Mark, around: list[Mark]) -> None:
    """Step into or out of an HTML element; tags that do not match show in :func:`structure` as other paths."""
    found = _TAG.match(tag)
    if found is None or found["rest"].endswith("/") or found["name"].lower() in _VOID:
        return
    if not found["close"]:
        around.append(mark)
    elif around and around[-1].kind == "html":
        around.pop()


def prose(tokens: Sequence[Token]) -> str:
    """Give the words of a parsed text that somebody translates, those of titles and roles too; spaces for the rest.

    Code, formulas, HTML, substitutions and what stands in a language of its own (``[du]{.lang-de}``) are no prose.
    """
    return "".join(_prose(tokens))


def _prose(tokens: Sequence[Token]) -> Iterator[str]:
    foreign: list[bool] = []
    for token in _flat(tokens):
        title = (token.attrs or {}).get("title")
        if token.type in {"span_open", "span_close"}:
            yield " "
            if token.nesting == 1:
                foreign.append("lang" in token.attrs or "lang-" in str(token.attrGet("class")))
            else:
                del foreign[-1:]
        elif any(foreign):
            continue
        elif token.type in {"text", "text_special", "image"}:
            yield token.content
        elif token.type == "myst_role":
            yield _role_words(str(token.meta["name"]), token.content)
        elif token.type not in _NO_GAP:
            yield " "
        if title:
            yield f" {title} "


def _role_words(name: str, content: str) -> str:
    explicit = EXPLICIT.match(content)
    badge = _BADGE.match(name)
    if explicit and (badge or _is_link(name) or name == "term"):
        return explicit["text"]
    return content if name in _TEXT_ROLES or (badge and not badge["kind"]) else " "


def _mark(token: Token) -> Mark:
    kind = token.type
    if kind == "link_open":
        return Mark("link", str(token.attrGet("href") or ""))
    if kind == "image":
        return Mark("image", str(token.attrGet("src") or ""))
    if kind == "code_inline":
        return Mark("code", token.content)
    if kind.startswith("math"):
        return Mark("math", token.content.strip())
    if kind == "html_inline":
        return Mark("html", token.content)
    if kind.startswith("substitution"):
        return Mark("substitution", token.content.strip())
    if kind == "footnote_ref":
        return Mark("footnote", str((token.meta or {}).get("label", "")))
    if kind == "myst_role":
        return role_mark(str(token.meta["name"]), token.content)
    return Mark(kind.removesuffix("_open"), "" if kind.endswith("_open") else token.content)


def _attributes(token: Token) -> Iterator[Mark]:
    if token.type not in {"link_open", "image", "span_open", "code_inline"}:
        return
    # what MyST throws away, such as onclick, has no business in a translation either
    attributes = {**(token.attrs or {}), **(token.meta or {}).get("insecure_attrs", {})}
    given = {key: str(value) for key, value in attributes.items() if key not in _OWN_ATTRIBUTES}
    if "id" in given:
        yield Mark("anchor", given.pop("id"))
    if given:
        yield Mark("attributes", " ".join(f"{key}={value}" for key, value in sorted(given.items())))


def role_mark(name: str, content: str) -> Mark:
    """Give the mark of a role: with its target for links, bare for words, and with its whole content for all others."""
    content = " ".join(content.split())
    if name == "math":
        return Mark("math", content)
    if name in _TEXT_ROLES:
        return Mark("role", "", name)
    badge = _BADGE.match(name)
    if badge and not badge["kind"]:
        return Mark("role", "", name)
    if badge:
        content = _TOOLTIP.sub("", content)
    explicit = EXPLICIT.match(content)
    if explicit is None or not (badge or _is_link(name)):
        return Mark("role", content, name)
    if name == "numref" and not set(_FIELD.findall(explicit["text"])) <= _NUMREF_FIELDS:
        return Mark("role", content, name + " format")
    return Mark("role", explicit["target"], name)


def _is_link(name: str) -> bool:
    return name in _LINK_ROLES or name.startswith(_DOMAINS)


def difference(source: Signature, translation: Signature) -> tuple[list[Mark], list[Mark]]:
    """Give the binding marks that the translation lacks, and those that it adds."""
    lacks = [mark for mark in (source - translation).elements() if mark.kind in BINDING]
    adds = [mark for mark in (translation - source).elements() if mark.kind in BINDING]
    return lacks, adds


def refused(
    source: Signature,
    translation: Signature,
    around: Around = NOWHERE,
    *,
    is_page: Callable[[str], bool] | None = None,
) -> list[Mark]:
    """Give the marks that may never come from a translation: those that execute, load, copy or restyle something.

    A link to a file publishes that file, so only pages are linked anew. ``is_page`` is short for an :class:`Around`
    that knows no more than that.
    """
    if is_page is not None:
        around = replace(around, is_page=is_page)
    return [mark for mark in (translation - source).elements() if not _harmless(mark, source, around)]


#: Roles that prose of a record may have: references, and words with a meaning of their own.
_RECORD_ROLES = frozenset({"partnership:ref", "term", "date", "abbr", "sub", "sup"})


def beyond_record(signature: Signature, around: Around) -> list[Mark]:
    """Give the marks that prose of a record may not have, neither in its source nor in a translation."""
    roles = {mark for mark in signature if mark.kind == "role" and mark.role in _RECORD_ROLES}
    return [mark for mark in refused(Signature(), signature, around) if mark not in roles]


def _harmless(mark: Mark, source: Signature, around: Around) -> bool:
    if mark.kind in {"html", "substitution", "attributes", "anchor", "image", "control", "problem", "citation"}:
        return False
    if mark.kind == "math":
        return _tex_commands([mark]) <= _tex_commands(source)
    if mark.kind == "role":
        return _harmless_role(mark, {other.role for other in source if other.kind == "role"}, around)
    if mark.kind == "link":
        return _harmless_link(mark.target, around)
    if mark.kind == "footnote":
        return around.footnotes is None or mark.target in around.footnotes
    return True


def _tex_commands(marks: Any) -> set[str]:
    """Give the TeX commands of formulas: another word or figure is harmless, a new command may reach out of it."""
    return {command for mark in marks if mark.kind == "math" for command in _TEX_COMMAND.findall(mark.target)}


def _harmless_role(mark: Mark, known: set[str], around: Around) -> bool:
    if mark.role not in known:
        return False
    badge = _BADGE.match(mark.role)
    if badge and badge["kind"] == "link":
        return _harmless_link(mark.target, around)
    return bool(badge) or mark.role in _TEXT_ROLES or _is_link(mark.role)


def _harmless_link(target: str, around: Around) -> bool:
    if target.startswith("#"):
        return True
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme == "project":
        parts = urlsplit(target.removeprefix("project:"))
    if parts.scheme:
        return parts.scheme in _SAFE_SCHEMES or parts.scheme in around.schemes
    if parts.netloc or not parts.path:
        return not parts.netloc
    path = unquote(parts.path)
    if "\0" in path or len(path) > _LONGEST_NAME:  # MyST looks for such a file and the system raises an error
        return False
    if around.is_page(path):
        return True
    # what is no file is a cross-reference by name, which copies nothing
    return not around.is_file(path) and "/" not in path and "." not in PurePosixPath(path).name


_last: list[tuple[MdParserConfig, Any]] = []


def _parser_for(config: MdParserConfig) -> Any:
    """Give a parser for a configuration; most pages have the project's, whose parser is made once a process."""
    if not _last or _last[0][0] is not config:
        parser = create_md_parser(config, SphinxRenderer)
        parser.disable("wordcount", ignoreInvalid=True)
        _last[:] = [(config, parser)]
    return _last[0][1]


class InlineParser:
    """One MyST parser for one page: parses and renders its translations by inline rules alone.

    ``references`` are the page's link definitions (``[ref]: target``), in markdown-it's form.
    """

    def __init__(self, document: nodes.document, config: MdParserConfig, references: dict[str, Any]) -> None:
        self.config = config
        self._md = _parser_for(config)
        self._md.options["document"] = document
        self._env: dict[str, Any] = {"references": references}
        self._renderer: Any = self._md.renderer
        self._renderer.setup_render(self._md.options, self._env)

    def is_plain(self, text: str) -> bool:
        """Say whether a text certainly holds no markup."""
        return is_plain(text, self.config)

    def parse(self, text: str) -> list[Token]:
        """Parse a text; the result holds one inline token."""
        tokens: list[Token] = self._md.parseInline(text, self._env)
        return tokens

    def signature(self, parsed: list[Token]) -> Signature:
        """Give the signature of a parsed text."""
        return signature(parsed)

    def words(self, text: str) -> str:
        """Give the words that a reader would see; those of roles as they stand in the text."""
        return "".join(token.content for token in _flat(self.parse(text)) if token.type != "inline")

    def render(self, parsed: list[Token], line: int) -> list[nodes.Node]:
        """Render a parsed text to docutils nodes; ``line`` (1-based) is where the source stands."""
        for token in parsed:
            token.map = [max(line - 1, 0), line]
        holder = nodes.inline()
        with self._renderer.current_node_context(holder):
            self._renderer._render_tokens(parsed)
        return list(holder.children)

    def targets(self, text: str, kind: str) -> list[str]:
        """Give the addresses of a text's links or images in their order."""
        name = {"link": "href", "image": "src"}[kind]
        return [
            str(token.attrGet(name) or "") for token in _flat(self.parse(text)) if token.type in {kind, f"{kind}_open"}
        ]


def safe_value(source: str, translation: str, config: MdParserConfig | None = None) -> str:
    """Give a translation of a value that is rendered as a whole (a substitution, a title), or an empty text.

    Such a value may be parsed as a block: so it must be one paragraph, or made of the same kinds of blocks as its
    source, and bring no markup that :func:`refused` names. A date that Markdown takes for a list ("1. Januar") is made
    a paragraph. ``config`` is that of the page that shows the value.
    """
    if oversized(source, translation) or _doubled(translation) - _doubled(source):
        return ""
    parser = create_md_parser(config or _EVERYDAY, RendererHTML)
    old = parser.parse(source)
    marks = signature(old)
    for text in (translation, re.sub(r"\A\s*(\d*)([-+*#>.)])", r"\1\\\2", translation)):
        new = parser.parse(text)
        if same_blocks(old, new) or [token.type for token in new] == _PARAGRAPH:
            return text if not refused(marks, signature(new)) else ""
    return ""


_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]


def same_blocks(old: list[Token], new: list[Token]) -> bool:
    """Say whether two texts are made of the same kinds of blocks; what is no text of theirs must be equal."""
    if [token.type for token in old] != [token.type for token in new]:
        return False
    return all(a.content == b.content for a, b in zip(old, new, strict=True) if a.type not in {"inline", "text"})


_EVERYDAY = MdParserConfig(
    enable_extensions={"attrs_inline", "colon_fence", "dollarmath", "strikethrough", "substitution"}
)


def _doubled(text: str) -> Signature:
    """Count what may open a substitution on a page that has its own ``sub_delimiters``."""
    return Counter(Mark("substitution", found) for found in re.findall(r"([{\[(<%$#@|])\1", text))


def safe_html(source: str, translation: str) -> str:
    """Give the translation of a text that templates write as HTML (the site's title, the announcement).

    It is empty where it brings a tag of its own.
    """
    tags = re.compile(r"<[^<>]*>?")
    old, new = tags.findall(source), tags.findall(translation)
    return translation if Counter(new) <= Counter(old) and _nested(new) else ""


class StandaloneParser:
    """Parses without a Sphinx build. ``references`` are the page's link definitions, in markdown-it's form."""

    def __init__(self, config: MdParserConfig, references: dict[str, Any] | None = None) -> None:
        self._config = config
        self._references = references or {}
        self._md = create_md_parser(config, RendererHTML)
        self._md.disable("wordcount", ignoreInvalid=True)

    def is_plain(self, text: str) -> bool:
        """Say whether a text certainly holds no markup."""
        return is_plain(text, self._config)

    def parse(self, text: str) -> list[Token]:
        """Parse a text by inline rules; the result holds one inline token."""
        tokens: list[Token] = self._md.parseInline(text, {"references": self._references})
        return tokens

    def signature(self, text: str) -> Signature:
        """Give the signature of a text."""
        return Counter() if self.is_plain(text) else signature(self.parse(text))

    def blocks(self, text: str) -> list[Token]:
        """Parse a text as if it stood on a page of its own."""
        tokens: list[Token] = self._md.parse(text, {"references": dict(self._references)})
        return tokens
