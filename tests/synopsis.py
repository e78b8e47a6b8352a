"""What has to hold for languages side by side: order of reading, language of each word, cells built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdf_structure import Tag, tree

from partnerwiki.documents import setting
from partnerwiki.papers import model as m


def cells(top: Tag, columns: int = 2) -> list[Tag]:
    """Give the cells of what stands side by side, without the heads of the columns that each part begins with."""
    parts = top.inside[0].inside
    heads = [cell.words for cell in parts[0].inside[:columns]]
    return [
        cell
        for part in parts
        if [head.words for head in part.inside[:columns]] == heads
        for cell in part.inside[columns:]
    ]


def running(tag: Tag) -> Iterator[Tag]:
    """Give the tags of a cell without its footnotes, which hold both languages."""
    if tag.kind not in ("Note", "FENote"):
        yield tag
        for part in tag.inside:
            yield from running(part)


def spoken(block: Any, paper: m.Paper) -> set[str]:
    """Give the languages in which a block is to be read: those of its units, and that of the words for their state.

    A name that a record has in one language alone is read in that language.
    """
    units = [part for part in m.walk([block]) if getattr(part, "unit", "")]
    own = {unit.lang or paper.language for unit in units}
    marks = {paper.language} if any(unit.mark for unit in units) else set()
    names = {part.lang for part in m.walk([block]) if isinstance(part, m.Style) and part.lang}
    return (own | marks or {paper.language}) | names


def wrong_cells(data: bytes, *papers: m.Paper) -> list[str]:
    """Give what is wrong with papers side by side: order of reading, language of words, a cell built otherwise."""
    count = len(papers)
    found = cells(tree(data), count)
    rows = [row for row in setting.aligned(papers) if not isinstance(row[0], m.NewSheet)]
    if len(found) != count * len(rows):
        return [f"{len(found)} cells for {len(rows)} rows"]
    wrong = []
    for place, cell in enumerate(found):
        paper = papers[place % count]
        wanted = spoken(rows[place // count][place % count], paper)
        read = {tag.lang for tag in running(cell) if re.search(r"\w", tag.text)}
        # numbers of footnotes and lists belong to no language
        if not read <= wanted | {papers[0].language} or (read and not wanted & read):
            wrong.append(f"cell {place} is read as {read}, not {wanted}: {cell.words[:30]}")
        if read - wanted and not any(tag.kind in ("Lbl", "Link", "Note", "FENote") for tag in cell.all()):
            wrong.append(f"cell {place} is read as {read}, too")
        kinds = [tag.kind for tag in cell.all() if tag.kind in ("H1", "H2", "H3", "L", "Table", "Figure", "BlockQuote")]
        beside = found[place - 1 if place % count else place + count - 1]
        if kinds != [tag.kind for tag in beside.all() if tag.kind in kinds]:
            wrong.append(f"cell {place} is not built as the one beside it")
        if any(tag.kind == "Figure" and not tag.alt for tag in cell.all()):
            wrong.append(f"cell {place} has a picture without words")
    return wrong
