"""The form of a draft: its markup, its block, its characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from partnerwiki.drafts.calendar import WORD, locale_of, months
from partnerwiki.inline import Mark, StandaloneParser, Structure, same_blocks

#: A text that begins with a letter and is one line is a paragraph and nothing else.
_PARAGRAPH = re.compile(r"[^\W\d_][^\n]*\Z")
_PARAGRAPH_TOKENS = ["paragraph_open", "inline", "paragraph_close"]
#: A number with a dot opens a list to Markdown; so begin dates and ordinals in many languages.
_ORDINAL = re.compile(r" {0,3}(?P<number>\d{1,9})[.)](?=\s)")
#: What markup leaves in a text that was not understood as such, and markers of our own that came back broken.
_LEFTOVERS = re.compile(r"[*`_\[\]{}<>|\\⟦⟧]|~~|\bX\s?\d+\s?X\b|#\s?\d+\s?#")
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
    found = _LEFTOVERS.findall(draft)
    return list((Counter(found) - Counter(_LEFTOVERS.findall(source))).elements()) if found else []


def hidden(source: str, draft: str, target: str) -> Iterator[str]:
    """Give controls, direction overrides and other characters without a shape that the source does not have.

    Line feeds are judged with the blocks. Texts in scripts that need them may bring marks of direction and joiners.
    """
    if draft.isprintable():
        return
    locale = locale_of(target)
    allowed = {"\n"} | (_DIRECTION_MARKS if locale and locale.text_direction == "rtl" else frozenset())
    for place, character in enumerate(draft):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and character not in allowed:
            joins = character in _JOINERS and place and ord(draft[place - 1]) > 0x590
            if not joins and draft.count(character) > source.count(character):
                yield f"U+{ord(character):04X}"


def other_block(parser: StandaloneParser, source: str, draft: str, target: str) -> str:
    """Give the kind of block that a draft would be on a page of its own, where its source is none such."""
    if _PARAGRAPH.match(draft):
        return ""
    first = _ORDINAL.match(draft)
    if first and _is_ordinal(first, source, target):
        draft = draft[first.end() :].lstrip()
    kinds = [token.type for token in parser.blocks(draft)]
    if kinds == _PARAGRAPH_TOKENS or same_blocks(parser.blocks(source), parser.blocks(draft)):
        return ""
    return next((kind.removesuffix("_open") for kind in kinds if kind not in _PARAGRAPH_TOKENS), "paragraphs")


def _is_ordinal(first: re.Match[str], source: str, target: str) -> bool:
    """Say whether the number in front of a draft is that of a date, or stands in front of the source, too."""
    month = WORD.match(first.string, first.end() + 1)
    in_date = month and months(target).month(month[0])
    return bool(in_date or re.match(rf"\W*0?{first['number']}(?!\d)", source))


def breaks(source: str, draft: str) -> bool:
    """Say whether a draft has a line break that its source does not have, hard breaks aside."""
    soft = re.compile(r"(?<!\\)\n")
    return len(soft.findall(draft)) > len(soft.findall(source)) or ("\n\n" in draft and "\n\n" not in source)
