"""One paper in two languages: a page in one of them, and its catalog in the other, clause by clause.

What is not sure to belong together stays untranslated and is named: a wrong translation is worse than none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path

import polib
from myst_parser.config.main import MdParserConfig

from partnerwiki import pofile
from partnerwiki.catalog import new_header
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import message_text
from partnerwiki.importing import halves, making
from partnerwiki.importing.align import NEVER, align
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.making import Imported
from partnerwiki.importing.myst import Unit, Writer
from partnerwiki.importing.places import Place
from partnerwiki.importing.structure import clause_of
from partnerwiki.importing.tree import plain, trimmed
from partnerwiki.inline import StandaloneParser, difference, refused
from partnerwiki.messages import _
from partnerwiki.papers import model as m
from partnerwiki.pofile import POFile

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
#: What a section or a text costs that stays alone, and how sure a pair must be.
_GAP, _MARGIN = 1.2, 0.3
_LEAF_GAP, _LEAF_MARGIN = 0.9, 0.25
#: Texts of which one is more than so many times as long as the other do not say the same.
_LONGER = 3.5
#: Lengths below this say little.
_SHORT = 25


@dataclass
class Section:
    """A heading (the first section of notes has none) and the texts below it."""

    units: list[Unit]
    level: int
    number: int
    letters: int
    figures: Counter[str]


def parse(project: Project, files: Sequence[str]) -> dict[str, Path]:
    """Read ``de=a.docx uk=b.docx``. Raises :class:`PartnerwikiError` for anything but two languages of the wiki."""
    found: dict[str, Path] = {}
    for said in files:
        code, sign, name = said.partition("=")
        if not sign or code not in project.languages or code in found or not name:
            raise PartnerwikiError(
                _("'{said}' does not name a language of the wiki and a file.").format(said=said),
                mend=_("Write --pair de=FILE uk=FILE; the wiki has: {languages}.").format(
                    languages=", ".join(project.languages)
                ),
            )
        found[code] = Path(name)
    if len(found) != 2:
        raise PartnerwikiError(
            _("A pair is two files in two languages."), mend=_("Write --pair de=FILE uk=FILE, both in one command.")
        )
    return found


def make(
    project: Project,
    files: dict[str, Path],
    place: Place,
    *,
    is_reviewed: bool,
    progress: Callable[[str, int, int], None] = lambda _name, _done, _total: None,
) -> tuple[Imported, POFile]:
    """Read two files of one paper, or one with a column for each language; give the page and its catalog.

    The page is in the wiki's own language, if it is one of them. Nothing is written. A translation
    that the catalog has already is left as it is. Raises :class:`PartnerwikiError`.
    """
    source = project.languages[0] if project.languages[0] in files else next(iter(files))
    target = next(code for code in files if code != source)
    name = _("reading files")
    progress(name, 0, 2)
    blocks, losses = making.read_blocks(files[source])
    if files[source].resolve() == files[target].resolve():
        both = halves.apart(blocks, list(files), files[source])
        blocks, (other_blocks, other_losses) = both[source], (both[target], Losses())
    else:
        other_blocks, other_losses = making.read_blocks(files[target])
    progress(name, 1, 2)
    extensions = project.myst_extensions
    page = making.page_of(blocks, losses, files[source].stem, extensions)
    page.language = source if source != project.languages[0] else ""
    made = making.written(page, losses, blocks, place.stem, extensions=extensions)
    other = making.page_of(other_blocks, other_losses, files[target].stem, extensions)
    translated = making.written(other, other_losses, other_blocks, place.stem, extensions=extensions)
    progress(name, 2, 2)
    for loss in translated.losses.found:
        where = f"{target}: {loss.place}" if loss.place else target
        made.losses.found.append(replace(loss, place=where))
    pairs = aligned(made.units, translated.units)
    catalog = _catalog(project, source, target, place)
    _fill(project, catalog, made, translated, pairs, (source, target, place), is_reviewed=is_reviewed)
    return made, catalog


# ------------------------------------------------------------------------------------------------------------ alignment
def aligned(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[int, int]]:
    """Give the places of texts that say the same in two languages."""
    mine, theirs = _sections(left), _sections(right)
    if not mine or not theirs:
        return []
    ratio = (sum(one.letters for one in theirs) + 100) / (sum(one.letters for one in mine) + 100)

    # where one side lacks a clause and Word has counted anew, equal numbers say nothing
    are_sure = not (len(mine) != len(theirs) and _counts_on(mine) and _counts_on(theirs))

    def cost(one: Section, other: Section) -> float:
        if one.level != other.level:
            return NEVER
        numbers = 0.0
        if not are_sure:
            numbers = 0.1 if bool(one.number) != bool(other.number) else 0.0
        elif one.number and other.number:
            numbers = 0.0 if one.number == other.number else 0.8
        elif one.number or other.number:
            numbers = 0.3
        shape = abs(len(one.units) - len(other.units)) / max(len(one.units), len(other.units), 1)
        length = abs(math.log((other.letters + _SHORT) / (one.letters + _SHORT) / ratio))
        return numbers + 0.8 * shape + min(length, 2) + _apart(one.figures, other.figures)

    sections = dict(align(mine, theirs, cost, gap=_GAP, margin=_MARGIN))
    if mine[0].level == theirs[0].level == 1:
        sections[0] = 0
    found: list[tuple[int, int]] = []
    for at, to in sorted(sections.items()):
        found += _texts(left, right, mine[at], theirs[to], ratio)
    return sorted(found)


def _sections(units: Sequence[Unit]) -> list[Section]:
    made = []
    for number, group in groupby(units, key=lambda unit: unit.section):
        inside = list(group)
        head = inside[0] if inside[0].kind.startswith("heading") else None
        said = " ".join(unit.markdown for unit in inside)
        clause = clause_of(f"{head.number or plain(head.inside)} ") if head is not None else None
        made.append(
            Section(
                units=inside,
                level=int(head.kind[-1]) if head else (0 if number == 0 else 99),
                number=clause.value if clause else _first_number(head),
                letters=len(said),
                figures=_figures(said),
            )
        )
    return made


def _counts_on(sections: list[Section]) -> bool:
    """Say whether the numbers of clauses go up one by one."""
    numbers = [one.number for one in sections if one.number]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _first_number(head: Unit | None) -> int:
    found = re.match(r"\s*(\d{1,4})[.)\s]", f"{head.number or plain(head.inside)} ") if head else None
    return int(found[1]) if found else 0


def _figures(text: str) -> Counter[str]:
    """Give the figures of a text: years, amounts, days are the same in every language."""
    return Counter(re.sub(r"[.,]", "", said) for said in _NUMBER.findall(text))


def _apart(one: Counter[str], other: Counter[str]) -> float:
    """Say how little two sets of figures have in common: 0 for equal ones, 1 for none."""
    all_ = (one | other).total()
    return 1 - (one & other).total() / all_ if all_ else 0.0


def _texts(
    left: Sequence[Unit], right: Sequence[Unit], mine: Section, theirs: Section, ratio: float
) -> list[tuple[int, int]]:
    places = {id(unit): at for at, unit in enumerate(left)}
    others = {id(unit): at for at, unit in enumerate(right)}

    def cost(one: Unit, other: Unit) -> float:
        if _kind(one) != _kind(other):
            return NEVER
        if one.kind == "cell" and one.number != other.number:
            return NEVER
        numbers = 0.0
        if one.kind == "item" and one.number and other.number:
            numbers = 0.0 if _value(one.number) == _value(other.number) else 0.9
        a, b = len(plain(one.inside)), len(plain(other.inside))
        length = math.log((b + _SHORT) / (a + _SHORT) / ratio)
        if abs(length) > math.log(_LONGER):
            return NEVER
        notes = 0.3 * (_notes(one) != _notes(other))
        figures = _apart(_figures(one.markdown), _figures(other.markdown))
        return numbers + 0.7 * abs(length) + notes + figures

    is_alike = [(_kind(unit), unit.number if unit.kind == "cell" else "") for unit in mine.units] == [
        (_kind(unit), unit.number if unit.kind == "cell" else "") for unit in theirs.units
    ]
    if is_alike and all(cost(one, other) < 1.2 for one, other in zip(mine.units, theirs.units, strict=True)):
        found = [(at, at) for at in range(len(mine.units))]
    else:
        found = align(mine.units, theirs.units, cost, gap=_LEAF_GAP, margin=_LEAF_MARGIN)
    if mine.units[0].kind.startswith("heading") and theirs.units[0].kind == mine.units[0].kind and (0, 0) not in found:
        found = [(0, 0), *(pair for pair in found if 0 not in pair)]
    return [(places[id(mine.units[at])], others[id(theirs.units[to])]) for at, to in found]


def _kind(unit: Unit) -> str:
    """Give the kind of a text: one that is an item here may be a paragraph with a number there."""
    return "text" if unit.kind in ("item", "text") else unit.kind


def _value(number: str) -> str:
    return re.sub(r"[\W_]", "", number).lower()


def _notes(unit: Unit) -> int:
    return unit.markdown.count("[^")


# -------------------------------------------------------------------------------------------------------------- catalog
def _catalog(project: Project, source: str, target: str, place: Place) -> POFile:
    path = project.catalog_path(target, place.docname)
    if path.exists():
        return pofile.read(path)
    header = new_header(
        project=project.title,
        language=target,
        source_language=source,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
    )
    return POFile(path, header)


def _fill(
    project: Project,
    catalog: POFile,
    made: Imported,
    translated: Imported,
    pairs: list[tuple[int, int]],
    where: tuple[str, str, Place],
    *,
    is_reviewed: bool,
) -> None:
    source, target, place = where
    parser = StandaloneParser(MdParserConfig(enable_extensions=set(project.myst_extensions)))
    names = _same_notes(made.units, translated.units, pairs)
    writer = Writer(Losses(), frozenset(project.myst_extensions), notes=frozenset(made.page.notes), stem=place.stem)
    writer.lead(made.page, _same_places(made, translated, pairs))
    known = {entry.msgid: entry for entry in catalog.live}
    location = (project.shown(place.page), "")
    loss = _Report(made.losses, source, target)
    partners = dict(pairs)
    for at, unit in enumerate(made.units):
        loss.enter(unit)
        to = partners.get(at)
        if to is None:
            loss.alone(unit, source)
            continue
        msgid = message_text(unit.markdown)
        text = message_text(writer.line(_said(unit, translated.units[to], names)))
        if unit.kind == "alt":
            text = plain(translated.units[to].inside)
        one, other = parser.signature(msgid), parser.signature(text)
        entry = known.get(msgid)
        if not text or refused(one, other):
            loss.alone(unit, source)
            loss.alone(translated.units[to], target)
        elif entry is None:
            is_even = difference(one, other) == ([], [])
            flags = [] if is_reviewed and is_even else ["fuzzy"]
            entry = known[msgid] = polib.POEntry(msgid=msgid, msgstr=text, occurrences=[location], flags=flags)
            catalog.entries.append(entry)
            if not is_even:
                loss.uneven(unit)
        elif not entry.msgstr:
            entry.msgstr = text
            if not is_reviewed and not entry.fuzzy:
                entry.flags.insert(0, "fuzzy")
        elif entry.msgstr != text:
            loss.twice(unit, text)
    taken = set(partners.values())
    for to, unit in enumerate(translated.units):
        if to not in taken:
            loss.alone(unit, target)


def _same_notes(left: Sequence[Unit], right: Sequence[Unit], pairs: list[tuple[int, int]]) -> dict[str, str]:
    """Give the names of the page's footnotes for those of the other paper, as texts that belong together have them."""
    names: dict[str, str] = {}
    for at, to in pairs:
        mine, theirs = ([part.id for part in _walk(unit.inside)] for unit in (left[at], right[to]))
        if len(mine) == len(theirs):
            names.update(zip(theirs, mine, strict=True))
    return names


def _same_places(made: Imported, translated: Imported, pairs: list[tuple[int, int]]) -> dict[str, str]:
    """Give the places of the page by the names that the other paper has for the same headings."""
    mine, theirs = ([block for block in one.page.blocks if isinstance(block, m.Heading)] for one in (made, translated))
    names: dict[str, str] = {}
    for at, to in pairs:
        unit, other = made.units[at], translated.units[to]
        if unit.kind.startswith("heading") and other.kind.startswith("heading"):
            wanted = mine[unit.section - 1].names[:1]
            names.update((name, wanted[0]) for name in theirs[other.section - 1].names if wanted)
    return names


def _walk(inside: Sequence[m.Inline]) -> list[m.Footnote]:
    made: list[m.Footnote] = []
    for part in inside:
        if isinstance(part, m.Footnote):
            made.append(part)
        elif isinstance(part, m.Style | m.Link):
            made += _walk(part.inside)
    return made


def _said(unit: Unit, other: Unit, names: dict[str, str]) -> list[m.Inline]:
    """Give the words of the other paper as they stand in the page's place: with or without their number."""
    inside = _renamed(other.inside, names)
    if unit.is_said and other.number:
        return trimmed([m.Text(text=f"{other.number} "), *inside])
    return inside


def _renamed(inside: Sequence[m.Inline], names: dict[str, str]) -> list[m.Inline]:
    made: list[m.Inline] = []
    for part in inside:
        if isinstance(part, m.Footnote):
            made += [m.Footnote(id=names[part.id])] if part.id in names else []
        elif isinstance(part, m.Style | m.Link):
            made.append(part.model_copy(update={"inside": _renamed(part.inside, names)}))
        else:
            made.append(part)
    return made


@dataclass
class _Report:
    losses: Losses
    source: str
    target: str
    place: str = ""

    def enter(self, unit: Unit) -> None:
        if unit.kind.startswith("heading"):
            self.place = f"{unit.number} {plain(unit.inside)}".strip()[:60]

    def alone(self, unit: Unit, language: str) -> None:
        said = f"{unit.number} {plain(unit.inside)}" if unit.kind != "cell" else plain(unit.inside)
        if language == self.source:
            self.losses.add(
                Kind.ALIGN,
                _("No sure translation in {language} for: {words}").format(language=self.target, words=said.strip()),
                _("Translate it by hand in the catalog."),
                place=self.place,
            )
        else:
            self.losses.add(
                Kind.ALIGN,
                _("In {language} alone: {words}").format(language=language, words=said.strip()),
                _("Put it into the catalog where it belongs, or onto the page."),
                place="",
            )

    def uneven(self, unit: Unit) -> None:
        said = _("Links, footnotes or pictures differ between the languages: {words}")
        self.losses.add(Kind.ALIGN, said.format(words=plain(unit.inside)[:120]), place=self.place)

    def twice(self, unit: Unit, text: str) -> None:
        said = _("'{words}' has another translation already; this one is not in the catalog: {text}")
        self.losses.add(Kind.ALIGN, said.format(words=plain(unit.inside)[:120], text=text), place=self.place)
