"""MyST inline text: parse it, say which markup it carries, and render it.

Translations are parsed by inline rules alone, so block syntax in a msgstr is text and nothing else. What a text carries
is its *signature*: the multiset of its marks. The gate compares the signature of a msgstr with that of its msgid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser

#: Characters and endings that may begin inline markup in any of MyST's extensions; a text without them is plain.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>&$!~^|#@§\n]|://|www\.")
#: Extensions that change plain text itself.
_TYPOGRAPHY = frozenset({"smartquotes", "replacements", "linkify", "gfm_autolink"})
#: Roles whose content is words for readers; it may differ. All others must be as in the source, to the letter.
_TEXT_ROLES = frozenset(
    "abbr abbreviation dfn emphasis strong sub subscript sup superscript guilabel menuselection kbd command term "
    "title title-reference".split()
)
#: Roles that make a link; a reviewed translation may point elsewhere (with a warning), nothing is executed or copied.
_LINK_ROLES = frozenset("ref numref doc any eq option envvar keyword token confval".split())
_EXPLICIT = re.compile(r"^(?P<text>.+?)\s*(?<!\\)<(?P<target>[^<>]*)>$", re.DOTALL)
#: TeX commands that reach out of a formula: links, classes, styles, packages, definitions.
_UNSAFE_MATH = re.compile(r"\\(href|url|class|cssId|style|require|def|newcommand|renewcommand|html\w*|data|unicode)\b")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


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
BINDING = frozenset({"link", "image", "code", "math", "html", "role", "substitution", "footnote"})


def is_plain(text: str, config: MdParserConfig) -> bool:
    """Say whether a text certainly holds no markup, so that parsing can be spared."""
    return not _MARKUP.search(text) and not (_TYPOGRAPHY & set(config.enable_extensions))


def signature(tokens: Sequence[Token]) -> Signature:
    """Give the multiset of marks in a token stream."""
    return Counter(_marks(tokens))


def _marks(tokens: Sequence[Token]) -> Iterator[Mark]:
    for token in tokens:
        kind = token.type
        if kind == "inline":
            yield from _marks(token.children or [])
            continue
        if kind in {"text", "softbreak", "text_special"} or kind.endswith("_close"):
            continue
        if kind == "link_open":
            yield Mark("link", str(token.attrGet("href") or ""))
        elif kind == "image":
            yield Mark("image", str(token.attrGet("src") or ""))
        elif kind == "code_inline":
            yield Mark("code", token.content)
        elif kind.startswith("math"):
            yield Mark("math", token.content)
        elif kind == "html_inline":
            yield Mark("html", token.content)
        elif kind.startswith("substitution"):
            yield Mark("substitution", token.content.strip())
        elif kind == "footnote_ref":
            yield Mark("footnote", str((token.meta or {}).get("label", "")))
        elif kind == "myst_role":
            yield _role(str(token.meta["name"]), token.content)
        else:
            yield Mark(kind.removesuffix("_open"), "" if kind.endswith("_open") else token.content)
        attributes = {k: v for k, v in (token.attrs or {}).items() if k in {"class", "id", "style", "target", "rel"}}
        if attributes:
            yield Mark("attributes", " ".join(f"{key}={value}" for key, value in sorted(attributes.items())))


def _role(name: str, content: str) -> Mark:
    explicit = _EXPLICIT.match(content)
    if name in _TEXT_ROLES:
        return Mark("role", "", name)
    if name.startswith("bdg") and not explicit:
        return Mark("role", "", name)
    return Mark("role", explicit["target"] if explicit else content, name)


def difference(source: Signature, translation: Signature) -> tuple[list[Mark], list[Mark]]:
    """Give the binding marks that the translation lacks, and those that it adds."""
    lacks = [mark for mark in (source - translation).elements() if mark.kind in BINDING]
    adds = [mark for mark in (translation - source).elements() if mark.kind in BINDING]
    return lacks, adds


def refused(source: Signature, translation: Signature, *, is_page: Any = None) -> list[Mark]:
    """Give the marks that may never come from a translation: those that execute, load, copy or restyle something.

    ``is_page(path)`` says whether a relative link leads to a page of the wiki; other files are never linked anew,
    because a link to a file publishes that file.
    """
    return [mark for mark in (translation - source).elements() if not _harmless(mark, source, is_page)]


def _harmless(mark: Mark, source: Signature, is_page: Any) -> bool:
    if mark.kind in {"html", "substitution", "attributes", "image"}:
        return False
    if mark.kind == "math":
        return not _UNSAFE_MATH.search(mark.target)
    if mark.kind == "role":
        known = {other.role for other in source if other.kind == "role"}
        return mark.role in known and (mark.role in _TEXT_ROLES | _LINK_ROLES or not mark.target)
    if mark.kind == "link":
        return _harmless_link(mark.target, is_page)
    return True


def _harmless_link(target: str, is_page: Any) -> bool:
    if target.startswith("#"):
        return True
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in _SAFE_SCHEMES
    if parts.netloc or not parts.path:
        return not parts.netloc
    path = unquote(parts.path)
    if is_page is not None and is_page(path):
        return True
    # what is no file is a cross-reference by name, which copies nothing
    return "/" not in path and "." not in PurePosixPath(path).name


class InlineParser:
    """One MyST parser for one page: parses and renders its translations by inline rules alone.

    ``references`` are the page's link definitions (``[ref]: target``), in markdown-it's form.
    """

    def __init__(self, document: nodes.document, config: MdParserConfig, references: dict[str, Any]) -> None:
        self.config = config
        self._md = create_md_parser(config, SphinxRenderer)
        self._md.options["document"] = document
        self._env: dict[str, Any] = {"references": references}
        self._renderer: Any = self._md.renderer
        self._renderer.setup_render(self._md.options, self._env)

    def tokens(self, text: str) -> list[Token]:
        """Parse a text; the result holds one inline token."""
        return self._md.parseInline(text, self._env)

    def signature(self, text: str) -> Signature:
        """Give the signature of a text."""
        return Counter() if is_plain(text, self.config) else signature(self.tokens(text))

    def render(self, tokens: list[Token], line: int) -> list[nodes.Node]:
        """Render parsed tokens to docutils nodes; ``line`` (1-based) is where the source stands."""
        for token in tokens:
            token.map = [max(line - 1, 0), line]
        holder = nodes.inline()
        with self._renderer.current_node_context(holder):
            self._renderer._render_tokens(tokens)
        return list(holder.children)


def _default_config() -> MdParserConfig:
    return MdParserConfig(
        enable_extensions={"attrs_inline", "colon_fence", "dollarmath", "strikethrough", "substitution"}
    )


def is_safe_value(source: str, translation: str) -> bool:
    """Say whether the translation of a value that is rendered as a whole (a substitution, a title) may be used.

    Such a value may be parsed as a block: so it must be made of the same kinds of blocks as its source, and bring no
    markup that :func:`refused` names.
    """
    parser = create_md_parser(_default_config(), RendererHTML)
    old, new = parser.parse(source), parser.parse(translation)
    if [token.type for token in old] != [token.type for token in new]:
        return False
    if any(a.content != b.content for a, b in zip(old, new, strict=True) if a.type not in {"inline", "text"}):
        return False
    return not refused(signature(old), signature(new))


class StandaloneParser:
    """Signatures without a Sphinx build, for checks."""

    def __init__(self, config: MdParserConfig) -> None:
        self._config = config
        self._md = create_md_parser(config, RendererHTML)

    def signature(self, text: str) -> Signature:
        """Give the signature of a text; link definitions of its page are unknown here."""
        return Counter() if is_plain(text, self._config) else signature(self._md.parseInline(text, {}))
