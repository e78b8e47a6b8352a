"""What is known of a paragraph beside its words, carried through pandoc as a sign at its beginning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: Characters that stand for no letter (Unicode, section 23.7): no text has them.
_FIRST, _LAST, _NOTE = "\ufdd0", "\ufdd1", "\ufdd2"
_MARK = re.compile(f"{_FIRST}([0-9]+){_LAST}")
NOTE = re.compile(f"{_NOTE}([0-9]+){_LAST}")
_OWN: dict[int, str | None] = dict.fromkeys(map(ord, (_FIRST, _LAST, _NOTE)))
#: Control characters, which XML cannot hold.
_OWN |= dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], " ")


@dataclass(frozen=True)
class Mark:
    """What a paragraph is.

    ``outline`` is the level of a heading, 0 for none. ``level`` counts lists from 0, -1 is no list; ``label`` is the
    number as it is shown, empty for what continues an item; ``series`` names the list that counts it. ``indent`` is in
    twentieths of a point. ``is_strong`` says that all letters are bold or that the paragraph stands in the middle.
    """

    outline: int = 0
    is_title: bool = False
    level: int = -1
    label: str = ""
    indent: int = 0
    is_strong: bool = False
    series: str = ""


@dataclass
class Marks:
    """The marks of a file."""

    all: list[Mark] = field(default_factory=list)

    def add(self, mark: Mark) -> str:
        """Keep a mark and give the sign for it."""
        self.all.append(mark)
        return f"{_FIRST}{len(self.all) - 1}{_LAST}"

    def find(self, text: str) -> tuple[Mark | None, str]:
        """Give the mark that a text holds, and the text without its sign."""
        found = _MARK.search(text)
        if found is None:
            return None, text
        at = int(found[1])
        return (self.all[at] if at < len(self.all) else None), _MARK.sub("", text)


def note_sign(number: int) -> str:
    """Give the sign for another reference to a footnote, counted from 1."""
    return f"{_NOTE}{number}{_LAST}"


def without_signs(text: str) -> str:
    """Give a text of a file without characters that are our signs, and without those that XML cannot hold."""
    return text.translate(_OWN)


def without_marks(text: str) -> str:
    """Give a text that has been marked without its signs and what they hold."""
    return without_signs(NOTE.sub(" ", _MARK.sub("", text)))
