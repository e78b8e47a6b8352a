"""Word's automatic numbers: what stands before each paragraph, counted as Word counts (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from partnerwiki.numerals import Numerals, numeral_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What a label is for a bullet, whatever sign it is.
BULLET = "\u2022"
#: Levels of a list, and how far numbers go that are still written out.
_LEVELS, _HIGHEST = 9, 100_000
_NUMERALS: dict[str, Numerals] = {"lowerRoman": "i", "upperRoman": "I"}
_ALPHABETS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
_DECIMAL = frozenset({"", "decimal", "decimalZero", "ordinal", "numberInDash", "decimalHalfWidth", "decimalFullWidth"})
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """One level of a list: ``text`` as Word has it (``%1.%2``), ``restart`` the level after which it begins again."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""
    indent: int = 0


@dataclass
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Number:
    """What stands before a paragraph: ``label`` as shown (empty: an item without a sign), and its level from 0."""

    label: str
    level: int
    is_bullet: bool
    indent: int
    series: str = ""


class Numbers:
    """Counts the paragraphs of one file. ``unknown`` are formats that stand as decimal numbers."""

    def __init__(self, numbering: Any | None) -> None:
        self.unknown: set[str] = set()
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering)

    def _read(self, root: Any) -> None:
        named: dict[str, str] = {}
        for part in root.iter(f"{W}abstractNum"):
            name = part.get(f"{W}abstractNumId", "")
            found = _List(link=_value(part, "numStyleLink"))
            for level in part.findall(f"{W}lvl"):
                found.levels[_int(level.get(f"{W}ilvl"))] = _level(level)
            self._lists[name] = found
            if style := _value(part, "styleLink"):
                named[style] = name
        for found in self._lists.values():
            if found.link in named and not found.levels:
                found.levels = self._lists[named[found.link]].levels
        for part in root.findall(f"{W}num"):
            starts, levels = {}, {}
            for override in part.findall(f"{W}lvlOverride"):
                at = _int(override.get(f"{W}ilvl"))
                if override.find(f"{W}startOverride") is not None:
                    starts[at] = _int(_value(override, "startOverride"))
                if override.find(f"{W}lvl") is not None:
                    levels[at] = _level(override.find(f"{W}lvl"))
            self._nums[part.get(f"{W}numId", "")] = (_value(part, "abstractNumId"), starts, levels)

    def level_of_style(self, num: str, style: str) -> int:
        """Give the level of a list that a style stands for; 0 where it names none."""
        levels = self._levels(num)
        return next((at for at, level in levels.items() if level.style == style), 0)

    def _levels(self, num: str) -> dict[int, Level]:
        abstract, _starts, own = self._nums.get(num, ("", {}, {}))
        found = self._lists.get(abstract)
        return {**(found.levels if found else {}), **own}

    def next(self, num: str, level: int) -> Number | None:
        """Count a paragraph of a list and give what stands before it; None where there is no such list."""
        if num not in self._nums or not 0 <= level < _LEVELS:
            return None
        abstract, starts, _own = self._nums[num]
        levels = self._levels(num)
        here = levels.get(level)
        if here is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        for at, start in starts.items():
            if (num, at) not in self._begun:
                self._begun.add((num, at))
                levels[at] = replace(levels.get(at, Level()), start=start)
                counts.pop(at, None)
                self._nums[num] = (abstract, starts, levels)
        levels = self._levels(num)
        here = levels[level]
        counts[level] = counts[level] + 1 if level in counts else here.start
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and level < restart):
                counts.pop(deeper, None)
        if here.format == "bullet":
            return Number(BULLET if here.text.strip() else "", level, is_bullet=True, indent=here.indent, series=num)
        label = _PLACE.sub(lambda found: self._shown(levels, counts, int(found[1]) - 1, here), here.text)
        return Number(" ".join(label.split()), level, is_bullet=False, indent=here.indent, series=num)

    def _shown(self, levels: dict[int, Level], counts: dict[int, int], at: int, here: Level) -> str:
        level = levels.get(at, Level())
        number = counts.get(at, level.start)
        kind = "decimal" if here.is_legal and level.format != "none" else level.format
        return self._numeral(number, kind)

    def _numeral(self, number: int, kind: str) -> str:
        if not 0 < number < _HIGHEST or kind in _DECIMAL:
            return f"{number:02d}" if kind == "decimalZero" else str(number)
        if kind == "none":
            return ""
        if kind in _NUMERALS:
            return numeral_of(number, _NUMERALS[kind]) if number < 4000 else str(number)
        if kind in _ALPHABETS:
            letters = _ALPHABETS[kind]  # after z come aa, bb, cc
            times, at = divmod(number - 1, len(letters))
            return letters[at] * min(times + 1, 30)
        self.unknown.add(kind)
        return str(number)


def _level(part: Any) -> Level:
    restart = part.find(f"{W}lvlRestart")
    indent = part.find(f"{W}pPr/{W}ind")
    legal = part.find(f"{W}isLgl")
    start = part.find(f"{W}start")
    return Level(
        start=_int(start.get(f"{W}val")) if start is not None else 0,
        format=_value(part, "numFmt") or "decimal",
        text=_value(part, "lvlText"),
        restart=_int(restart.get(f"{W}val")) if restart is not None else None,
        is_legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false", "off"),
        style=_value(part, "pStyle"),
        indent=left_of(indent) or 0,
    )


def left_of(indent: Any | None) -> int | None:
    """Give how far text is moved in, in twentieths of a point; None where a ``w:ind`` does not say."""
    if indent is None:
        return None
    said = indent.get(f"{W}left", indent.get(f"{W}start"))
    return _int(said) if said is not None else None


def _value(part: Any, name: str) -> str:
    found = part.find(f"{W}{name}")
    return str(found.get(f"{W}val") or "") if found is not None else ""


def _int(said: str | None) -> int:
    try:
        return max(-_HIGHEST, min(int(float(said or 0)), _HIGHEST))
    except (ValueError, OverflowError):
        return 0
