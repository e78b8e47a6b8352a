"""Two languages side by side in one file: the columns of a table become two papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.source import Blocks
from partnerwiki.importing.tree import plain_blocks, words_of
from partnerwiki.languages import name_in, native_name, tag
from partnerwiki.messages import _
from partnerwiki.papers import model as m

#: A table holds two languages where it has so many rows, most of them with words in both cells,
_ROWS, _FILLED = 3, 0.7
#: and all such tables together most of the paper's letters.
_MOST = 0.5


def are_there(found: Blocks) -> bool:
    """Say whether most of a paper stands in tables of two columns."""
    everything = len(plain_blocks(found.blocks))
    return bool(everything) and len(plain_blocks(_tables(found))) > _MOST * everything


def apart(found: Blocks, languages: Sequence[str], path: Path) -> dict[str, Blocks]:
    """Give the paper of each of two languages: the first has the left column, unless a head says otherwise.

    What stands outside of these tables belongs to the first one. Raises :class:`PartnerwikiError` where there is no
    such table.
    """
    if not are_there(found):
        raise PartnerwikiError(
            _("This file does not hold two languages in the columns of a table."),
            path=path,
            mend=_("Name a file for each language: --pair de=FILE uk=FILE."),
        )
    first, second = languages
    tables = _tables(found)
    if any(_swapped(table, first, second) for table in tables):
        left, right = second, first
    else:
        left, right = first, second
    blocks: dict[str, list[m.Block]] = {left: [], right: []}
    heads: list[m.Block] = []
    for block in found.blocks:
        if not any(block is table for table in tables):
            blocks[first].append(block)
            continue
        for row in _rows(block):
            if _is_head(row, languages):
                heads += [one for cell in row for one in cell.blocks]
                continue
            blocks[left if len(row) > 1 else first] += row[0].blocks
            blocks[right] += row[1].blocks if len(row) > 1 else []
    theirs = _part(found, blocks[second])
    mine = _part(found, blocks[first])
    # each word of the file is accounted for once: what the second paper has, the first need not have
    taken = Counter(words_of(" ".join([*theirs.words, plain_blocks(heads)])))
    mine.words = [" ".join(word for word in words_of("".join(found.words)) if not _take(taken, word))]
    return {first: mine, second: theirs}


def _tables(found: Blocks) -> list[m.Table]:
    tables = [block for block in found.blocks if isinstance(block, m.Table) and block.columns == 2]
    return [table for table in tables if _is_filled(list(_rows(table)))]


def _is_filled(rows: list[list[m.Cell]]) -> bool:
    full = [row for row in rows if len(row) == 2 and all(plain_blocks(cell.blocks).strip() for cell in row)]
    return len(rows) >= _ROWS and len(full) >= _FILLED * len(rows)


def _rows(block: m.Block) -> Iterator[list[m.Cell]]:
    if isinstance(block, m.Table):
        yield from (row for row in (*block.head, *block.body) if row)


def _names(code: str, languages: Sequence[str]) -> set[str]:
    """Give what a language is called at the head of its column, in small letters."""
    there = (native_name(code), *(name_in(code, other) for other in (*languages, "en")), code, tag(code))
    return {name.lower() for name in there}


def _is_head(row: list[m.Cell], languages: Sequence[str]) -> bool:
    names = set().union(*(_names(code, languages) for code in languages))
    return len(row) == 2 and all(plain_blocks(cell.blocks).strip().lower() in names for cell in row)


def _swapped(table: m.Table, first: str, second: str) -> bool:
    row = next(_rows(table))
    said = [plain_blocks(cell.blocks).strip().lower() for cell in row]
    both = (first, second)
    return _is_head(row, both) and said[0] in _names(second, both) and said[1] in _names(first, both)


def _part(found: Blocks, blocks: list[m.Block]) -> Blocks:
    """Give some of the blocks as a paper with the footnotes and pictures that belong to them."""
    parts = list(m.walk(blocks))
    notes = {one.id: found.notes[one.id] for one in parts if isinstance(one, m.Footnote) and one.id in found.notes}
    parts += m.walk([block for said in notes.values() for block in said])
    seen = {one.path for one in parts if isinstance(one, m.Figure | m.Image)}
    pictures = {name: data for name, data in found.pictures.items() if name in seen}
    words = [plain_blocks([*blocks, *(block for said in notes.values() for block in said)])]
    return Blocks(blocks=blocks, notes=notes, pictures=pictures, words=words)


def _take(taken: Counter[str], word: str) -> bool:
    if taken[word] > 0:
        taken[word] -= 1
        return True
    return False
