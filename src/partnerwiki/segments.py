"""Cut a msgid into exact spans of text and markup, and its text into sentences.

Where markup begins and ends is what markdown-it's own inline rules say: each rule is run as it is, and notes the span
that it took. The law of this module is ``"".join(piece.source for piece in pieces(text)) == text``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from html import unescape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki.inline import EXPLICIT, is_plain

#: Roles whose content is words for readers, so it is translated.
_PROSE_ROLES = frozenset(
    {"abbr", "abbreviation", "dfn", "emphasis", "guilabel", "strong", "sub", "subscript", "sup", "superscript"}
    | {"term", "title", "title-reference"}
)
#: Roles whose content stays as it is, even if it looks like ``text <target>``.
_VERBATIM_ROLES = frozenset({"code", "command", "eq", "file", "index", "kbd", "math", "raw", "samp"})
_ROLE = re.compile(r"(?P<head>\{[^{}]+\}(?P<fence>`+))(?P<content>.*?)(?P=fence)\Z", re.DOTALL)
#: What in a text is no word of any language: addresses, names of files and hosts, identifiers, versions, mentions.
_NO_WORDS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s<>\[\]()\"]*[^\s<>\[\]()\".,;:!?']|\bwww\.[^\s<>\[\]()\"]*[^\s<>\[\]()\".,;:!?']"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w./-])(?:[\w-]{2,}/)*[A-Za-z0-9-]{2,}(?:\.[A-Za-z0-9-]{2,})*\.[a-z][a-z0-9]{1,7}(?![\w-]|\.\w)(?:/[\w./-]*\w)?"
    r"|(?<!\w)(?:[~<>=!]=|[<>])\s?\d[\w.]*\w|\bv?\d+(?:\.\d+){2,}\w*"
    r"|(?<!\w)[@#][\w-]*\w|(?<![\w\\])\w*[^\W_]_\w*[^\W_]"
)
#: Rules that give words; ``linkify`` begins in the middle of an address, which :data:`_NO_WORDS` finds as a whole.
_TEXT_RULES = frozenset({"text", "entity", "escape", "linkify"})
_FOREIGN = re.compile(r"\.lang-[a-z]|\blang=")
_SIGNS = re.compile(r"[\\`*_\[\]{}<>$~^&#|]|://")
#: What stands for another character: a backslash before a sign, an entity.
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:#[xX]?[0-9a-fA-F]+|\w+);)")


class Kind(Enum):
    """What a piece is: words, markup that stands for itself, or the beginning or end of markup around words."""

    TEXT = "text"
    OPAQUE = "opaque"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True)
class Piece:
    """A span of a msgid: ``source`` is its exact text; OPEN and CLOSE of one pair have the same ``pair``.

    ``protected`` are words that no engine may change, such as an address: opaque, but no markup.
    """

    kind: Kind
    source: str
    pair: int = 0
    protected: bool = False

    @property
    def is_words(self) -> bool:
        """Say whether the piece is text, protected or not."""
        return self.kind is Kind.TEXT or self.protected

    @property
    def words(self) -> str:
        """The text as readers see it: without backslashes, and with characters for entities."""
        return ESCAPED.sub(lambda found: found[1] or unescape(found[2]), self.source)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: Kind
    pair: int = 0


class Segmenter:
    """Cuts the texts of one page; ``references`` are the page's link definitions in markdown-it's form.

    Not safe to be used by several threads at once.
    """

    def __init__(self, config: MdParserConfig, references: dict[str, Any] | None = None) -> None:
        self._config = config
        self._references = references or {}
        self._md = create_md_parser(config, RendererHTML)
        self._md.disable("wordcount", ignoreInvalid=True)
        self._text = ""
        self._spans: list[_Span] = []
        self._delimiters: list[tuple[Token, int]] = []
        ruler = self._md.inline.ruler
        for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
            ruler.at(name, self._noting(name, rule))

    def pieces(self, text: str) -> list[Piece]:
        """Cut a text."""
        if is_plain(text, self._config):
            return _with_kept([Piece(Kind.TEXT, text)] if text else [])
        self._text, self._spans, self._delimiters = text, [], []
        self._md.inline.parse(text, self._md, {"references": self._references}, [])
        return _with_kept(_cut(text, [*_outermost(self._spans), *_emphasis(self._delimiters)]))

    def _noting(self, name: str, rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
        def noting(state: StateInline, silent: bool) -> bool:
            start, known = state.pos, len(state.tokens)
            taken = rule(state, silent)
            # an image's alternative text is parsed as a text of its own, with places of its own
            is_text = name in _TEXT_RULES and not state.src.startswith("\\\n", start)
            if taken and not silent and not is_text and state.src == self._text:
                if name in {"emphasis", "strikethrough"}:
                    self._note_delimiters(state.tokens[known:], start, state.pos)
                else:
                    self._spans += _spans(name, state, start, state.pos)
            return taken

        return noting

    def _note_delimiters(self, tokens: list[Token], start: int, end: int) -> None:
        """Note where each new token stands; words that were pending before the delimiters come first."""
        place = end - sum(len(token.content) for token in tokens)
        for token in tokens:
            if place >= start:
                self._delimiters.append((token, place))
            place += len(token.content)


def _spans(name: str, state: StateInline, start: int, end: int) -> Iterator[_Span]:
    """Give the spans of what one rule took."""
    pair = start + 1
    if name in {"link", "span", "image"}:
        inner = start + (2 if name == "image" else 1)
        label_end = _label_end(state, inner - 1)
        # words in another language, such as a greeting that is quoted
        if name == "span" and _FOREIGN.search(state.src, label_end, end):
            yield _Span(start, end, Kind.OPAQUE)
            return
        # an alternative text with markup is a text inside a text, whose places nobody notes
        is_flat = name != "image" or not _SIGNS.search(state.src[inner:label_end])
        if start < inner < label_end < end and is_flat:
            yield _Span(start, inner, Kind.OPEN, pair)
            yield _Span(label_end, end, Kind.CLOSE, pair)
            if name == "image":
                yield _Span(inner, label_end, Kind.TEXT)
            return
    elif name == "myst_role":
        head, words = _role_words(state.src[start:end])
        if words:
            yield _Span(start, start + head, Kind.OPEN, pair)
            yield _Span(start + head, start + head + words, Kind.TEXT)
            yield _Span(start + head + words, end, Kind.CLOSE, pair)
            return
    yield _Span(start, end, Kind.OPAQUE)


def _label_end(state: StateInline, bracket: int) -> int:
    place, limit = state.pos, state.posMax
    state.posMax = len(state.src)
    try:
        end: int = state.md.helpers.parseLinkLabel(state, bracket)
        return end
    finally:
        state.pos, state.posMax = place, limit


def _role_words(source: str) -> tuple[int, int]:
    """Give the length of a role's beginning and of its words; no words where its content stays as it is."""
    found = _ROLE.match(source)
    if found is None:
        return 0, 0
    name, content, head = found["head"].strip("{}`"), found["content"], len(found["head"])
    if name in _VERBATIM_ROLES:
        return head, 0
    explicit = EXPLICIT.match(content)
    if explicit is not None:
        return head, len(explicit["text"])
    return head, len(content) if name in _PROSE_ROLES else 0


def _outermost(spans: Iterable[_Span]) -> list[_Span]:
    """Leave out what lies inside a span that is kept as it is: markup inside a link's target, or of a role."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _emphasis(delimiters: list[tuple[Token, int]]) -> Iterator[_Span]:
    """Pair the delimiters that markdown-it took for emphasis."""
    opened: list[tuple[str, int]] = []
    for token, place in delimiters:
        kind, _underscore, side = token.type.rpartition("_")
        if kind not in {"em", "strong", "s"}:
            continue
        start = place - 1 if token.type == "strong_open" else place
        length = 1 if kind == "em" else 2
        if side == "open":
            opened.append((kind, start + 1))
            yield _Span(start, start + length, Kind.OPEN, start + 1)
        elif opened and opened[-1][0] == kind:
            yield _Span(start, start + length, Kind.CLOSE, opened.pop()[1])


def _cut(text: str, spans: list[_Span]) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start < place:
            continue
        if span.start > place:
            pieces.append(Piece(Kind.TEXT, text[place : span.start]))
        attributes = span.kind is Kind.OPAQUE and span.start == place and text.startswith("{", place)
        if attributes and pieces and pieces[-1].kind in {Kind.CLOSE, Kind.OPAQUE} and not _stands_alone(text[place:]):
            last = pieces.pop()
            pieces.append(Piece(last.kind, last.source + text[span.start : span.end], last.pair))
        elif span.end > span.start:
            pieces.append(Piece(span.kind, text[span.start : span.end], span.pair))
        place = max(place, span.end)
    if place < len(text):
        pieces.append(Piece(Kind.TEXT, text[place:]))
    return pieces


def _stands_alone(source: str) -> bool:
    """Say whether braces begin a role or a substitution, and no attributes."""
    return bool(re.match(r"\{[^{}]+\}`|\{\{", source))


def _with_kept(pieces: list[Piece]) -> list[Piece]:
    """Keep what no language has a word for as it is."""
    return protect(pieces, lambda text: [found.span() for found in _NO_WORDS.finditer(text)])


def protect(pieces: list[Piece], find: Callable[[str], Iterable[tuple[int, int]]]) -> list[Piece]:
    """Make opaque what ``find`` gives (disjoint spans of a text piece's source, in order)."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.kind is not Kind.TEXT:
            result.append(piece)
            continue
        place = 0
        for start, end in find(piece.source):
            kept = Piece(Kind.OPAQUE, piece.source[start:end], protected=True)
            result += [Piece(Kind.TEXT, piece.source[place:start]), kept]
            place = end
        result.append(Piece(Kind.TEXT, piece.source[place:]))
    return [piece for piece in result if piece.source]


#: The end of a sentence: its sign, closing quotes, brackets and private-use characters (which stand for markup), and
#: spaces before what may begin the next one.
_SENTENCE_END = re.compile(r"[.!?…。！？؟։]+[\"'”’»)\]\ue000-\uf8ff]*\s+(?=[\"'“‘«„(\[¿¡\ue000-\uf8ff]*[^\W_a-z])|\n+")
#: What a full stop more likely makes an ordinal or an abbreviation of than the end of a sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:\w{1,2}|Abs|Art|bzw|etc|ggf|Mrs|Prof|usw|vgl)|\d)\.\s+\Z")
#: Where an overlong sentence is cut, the best place first.
_WEAK_ENDS = (re.compile(r"(?<=[;:–—])\s+"), re.compile(r"(?<=[,،])\s+"), re.compile(r"\s+"))


def sentences(text: str, limit: int) -> list[str]:
    """Cut a text into runs of whole sentences of at most ``limit`` characters; joined they are the text again.

    A small neural model silently drops the end of long input (measured: above about 900 characters), so a longer
    sentence is cut at a semicolon, a comma or a space, and only then anywhere.
    """
    return list(_packed(_split(text, _SENTENCE_END), limit, 0))


def _split(text: str, end: re.Pattern[str]) -> list[str]:
    places = [found.end() for found in end.finditer(text) if not _ABBREVIATION.search(text[: found.end()][-8:])]
    return [text[start:stop] for start, stop in zip([0, *places], [*places, len(text)], strict=True) if start < stop]


def _packed(parts: list[str], limit: int, depth: int) -> Iterator[str]:
    """Give sentences one by one; only the parts of an overlong one are joined up to the limit."""
    held = ""
    for part in parts:
        if held and (depth == 0 or len(held) + len(part) > limit):
            yield held
            held = ""
        if len(part) <= limit:
            held += part
        elif depth < len(_WEAK_ENDS):
            yield from _packed(_split(part, _WEAK_ENDS[depth]), limit, depth + 1)
        else:
            yield from (part[start : start + limit] for start in range(0, len(part), limit))
    if held:
        yield held
