"""The form of a draft: its markup, its block, its characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from partnerwiki.drafts.calendar import WORD, locale_of, months
from partnerwiki.inline import Mark, StandaloneParser, Structure, same_blocks

#: A line that begins with a letter, a number, a quotation mark, code, strong words or a role is a paragraph and nothing
#: else; so is one with a link or a bracket in front, if it defines nothing.
_PARAGRAPH = re.compile(
    r"(?:[^\W\d_]|\d+(?![\d.)])|[\"'„“”«»‘’¿¡…]|`(?!``)|\*\*(?![\s*])|\{[\w:+-]+\}`(?!``)|[(\[](?![^\n]*[\])][:=]))[^\n]*\Z"
)
_SOFT = re.compile(r"(?<!\\)\n")
_PARAGRAPH_TOKENS = ["paragraph_open", "inline", "paragraph_close"]
#: A number with a dot opens a list to Markdown; so begin dates and ordinals in many languages.
_ORDINAL = re.compile(r" {0,3}(?P<number>\d{1,9})[.)](?=\s)")
#: What markup leaves in a text that was not understood as such, and markers of our own that came back broken; what a
#: model or a service leaves: pieces of words, signs for unknown ones, variables, characters read in a wrong encoding.
_LEFTOVERS = re.compile(
    r"[*`_\[\]{}<>|\\⟦⟧•▁⁇\ufffd]|~~|@@|\bX\s?\d+\s?X\b|#\s?\d+\s?#|&(?:#\d+|[a-z]+\d*);|%(?:\(\w+\))?[sd]\b"
    r"|[ÂÃ][\x80-ºŸ¼-¿€‚ƒ†‡ˆ‰ŠŒŽ˜™šœž]|[ÐÑ][\x80-º¼-¿]|â€|\?(?=[^\W\d_])"
)
#: What every one of them holds; it is found faster.
_NEAR_LEFTOVERS = re.compile(r"[*`_\[\]{}<>|\\⟦⟧•▁⁇\ufffd~@X#&%ÂÃÐÑâ?]")
#: Characters without a shape that Unicode counts among letters and marks.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: Symbols that languages write in different ways: ordinals, degrees, numbers.
_FREE_SYMBOLS = frozenset("°№℃℉")
_QUOTES = frozenset("\"'„“”«»‹›‚‘’「」『』")
#: A quotation mark that is no apostrophe.
_QUOTE = re.compile('["„“”«»‹›‚「」『』]')
#: Marks that only give the direction of what stands around them, and joiners of letters.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_TERM = Mark("role", "", "term")
_JOINERS = frozenset("\u200c\u200d")


def structure_differs(source: Structure, draft: Structure) -> list[str]:
    """Give the marks that a draft lacks or adds, and those that stand in another place; each with its surroundings."""
    if source == draft:
        return []
    words = {path[-1].target for path in source if path[-1].kind == "term"}
    old, new = _with_free_terms(source, set()), _with_free_terms(draft, words)
    changed = [*(old - new).elements(), *(new - old).elements()]
    return list(dict.fromkeys(" in ".join(map(str, reversed(path))) for path in changed))


def _with_free_terms(structure: Structure, targets: set[str]) -> Structure:
    """Let glossary terms have other words; then they may name their ``targets``, which were the words of the source."""
    result: Structure = Counter()
    for path, count in structure.items():
        mark = path[-1]
        free = mark.kind == "term" or (mark.role == "term" and mark.target in targets)
        result[(*path[:-1], _TERM) if free else path] += count
    return result


def leftovers(source: str, draft: str) -> list[str]:
    """Give characters of markup that readers of the draft would see, and readers of the source do not."""
    found = _LEFTOVERS.findall(draft) if _NEAR_LEFTOVERS.search(draft) else []
    return list((Counter(found) - Counter(_LEFTOVERS.findall(source))).elements()) if found else []


def hidden(source: str, draft: str, target: str) -> Iterator[str]:
    """Give controls, direction overrides and other characters without a shape that the source does not have.

    Line feeds are judged with the blocks. Texts in scripts that need them may bring marks of direction and joiners.
    """
    for character in set(_UNSEEN.findall(draft)):
        if draft.count(character) > source.count(character):
            yield f"U+{ord(character):04X}"
    if draft.isprintable():
        return
    locale = locale_of(target)
    allowed = {"\n"} | (_DIRECTION_MARKS if locale and locale.text_direction == "rtl" else frozenset())
    for place, character in enumerate(draft):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and character not in allowed:
            joins = character in _JOINERS and place and ord(draft[place - 1]) > 0x590
            if not joins and draft.count(character) > source.count(character):
                yield f"U+{ord(character):04X}"


def symbols(source: str, draft: str) -> list[str]:
    """Give symbols (©, ☐, pictures) that one of two texts has more often."""
    before, after = list(_symbols(source)), list(_symbols(draft))
    if before == after:
        return []
    old, new = Counter(before), Counter(after)
    return list((old - new) | (new - old))


def _symbols(text: str) -> Iterator[str]:
    for character in () if text.isascii() else _NOT_ASCII.findall(text):
        if unicodedata.category(character) == "So" and character not in _FREE_SYMBOLS:
            yield character


def is_quoted(text: str) -> bool:
    """Say whether a text as a whole stands in quotation marks."""
    text = text.strip()
    return text[:1] in _QUOTES and text[-1:] in _QUOTES and not _QUOTE.search(text, 1, len(text) - 1)


def is_paragraph(text: str) -> bool:
    """Say whether a text is certainly one paragraph, so that parsing can be spared."""
    return bool(_PARAGRAPH.match(text))


def other_block(parser: StandaloneParser, source: str, draft: str, target: str) -> str:
    """Give the kind of block that a draft would be on a page of its own, where its source is none such."""
    if is_paragraph(draft):
        return ""
    first = _ORDINAL.match(draft)
    if first and _is_ordinal(first, source, target):
        draft = draft[first.end() :].lstrip()
    blocks = parser.blocks(draft)
    kinds = [token.type for token in blocks]
    if kinds == _PARAGRAPH_TOKENS or same_blocks(parser.blocks(source), blocks):
        return ""
    return next((kind.removesuffix("_open") for kind in kinds if kind not in _PARAGRAPH_TOKENS), "paragraphs")


def _is_ordinal(first: re.Match[str], source: str, target: str) -> bool:
    """Say whether the number in front of a draft is that of a date, or stands in front of the source, too."""
    month = WORD.match(first.string, first.end() + 1)
    in_date = month and months(target).month(month[0])
    return bool(in_date or re.match(rf"\W*0?{first['number']}(?!\d)", source))


def breaks(source: str, draft: str) -> bool:
    """Say whether a draft has a line break that its source does not have, hard breaks aside."""
    if "\n" not in draft:
        return False
    return len(_SOFT.findall(draft)) > len(_SOFT.findall(source)) or ("\n\n" in draft and "\n\n" not in source)
