"""A file becomes a page, its pictures and the report of what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partnerwiki.importing import guard, halves, pandoc_, pictures
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.myst import Page, Unit, Writer
from partnerwiki.importing.source import Blocks, Source
from partnerwiki.importing.structure import name_references, structured
from partnerwiki.importing.tree import Tree, plain_blocks, words_of
from partnerwiki.messages import _
from partnerwiki.papers import model as m

#: Words in a row that the report names at once.
_MANY = 60


@dataclass
class Imported:
    """A page to be: its text, its pictures by file name, what was lost; ``units`` are its texts in their order."""

    text: str
    pictures: dict[str, bytes]
    losses: Losses
    page: Page
    units: list[Unit] = field(default_factory=list)


def read_page(path: Path, name: str, *, extensions: Iterable[str] = ()) -> tuple[Page, Losses, Blocks]:
    """Read a file and give the page that it makes; ``name`` is its title where it has none.

    Raises :class:`PartnerwikiError` for a file that is damaged, hostile, or of a kind that cannot be read.
    """
    blocks, losses = read_blocks(path)
    return page_of(blocks, losses, name, extensions), losses, blocks


def read_blocks(path: Path) -> tuple[Blocks, Losses]:
    """Read what a file says. Raises :class:`PartnerwikiError` as :func:`read_page` does."""
    pandoc_.require()
    losses = Losses()
    kind, data = guard.read_file(path)
    return _blocks(kind, data, path, losses), losses


def page_of(blocks: Blocks, losses: Losses, name: str, extensions: Iterable[str]) -> Page:
    """Give the page that blocks make; ``name`` is its title where they have none."""
    return structured(blocks, losses, name=name, has_attributes="attrs_block" in set(extensions))


def _blocks(kind: guard.FileKind, data: bytes, path: Path, losses: Losses) -> Blocks:
    if kind is guard.FileKind.PDF:
        from partnerwiki.importing import pdf

        return pdf.read(data, path, losses)
    source = _source(kind, data, path, losses)
    tree: dict[str, Any] = pandoc_.read(source.data, source.format, path)
    return Tree(source, losses).read(tree)


def _source(kind: guard.FileKind, data: bytes, path: Path, losses: Losses) -> Source:
    if kind is guard.FileKind.DOCX:
        from partnerwiki.importing import word

        return word.prepare(data, path, losses)
    if kind is guard.FileKind.ODT:
        from partnerwiki.importing import opendocument

        return opendocument.prepare(data, path, losses)
    from partnerwiki.importing import webpage

    return webpage.prepare(data, path, losses)


def make(path: Path, stem: str, *, title: str = "", extensions: Iterable[str] = ()) -> Imported:
    """Make a page of a file. ``stem`` is the page's file name without its ending; pictures begin with it.

    Raises :class:`PartnerwikiError` as :func:`read_page` does.
    """
    page, losses, blocks = read_page(path, title or path.stem, extensions=extensions)
    if halves.are_there(blocks):
        losses.add(
            Kind.TABLE,
            _("A table of two columns holds most of this paper."),
            _("If these are two languages, name it twice: --pair de=FILE uk=FILE makes a page and its catalog."),
            place="",
        )
    return written(page, losses, blocks, stem, extensions=extensions)


def written(page: Page, losses: Losses, blocks: Blocks, stem: str, *, extensions: Iterable[str] = ()) -> Imported:
    """Write a page that was read, and name every word and every picture of the file that it does not have."""
    files = place_pictures(page, losses, stem)
    writer = Writer(losses, frozenset(extensions), stem=stem)
    text = writer.page(page)
    account(blocks.words, page, losses)
    name_references(page, losses)
    return Imported(text, files, losses, page, writer.units)


# ------------------------------------------------------------------------------------------------------------- pictures
def place_pictures(page: Page, losses: Losses, stem: str) -> dict[str, bytes]:
    """Give the page's pictures names beside it; those that cannot be shown are named and left out."""
    placer = _Placer(page.pictures, losses, stem)
    page.blocks = placer.blocks(page.blocks)
    page.notes = {name: placer.blocks(said) for name, said in page.notes.items()}
    unused = sorted(set(page.pictures) - placer.seen)
    for name in unused:
        losses.add(
            Kind.IMAGE,
            _("A picture of the file stands nowhere in its text: {name}").format(name=name),
            place="",
        )
    return placer.files


class _Placer:
    def __init__(self, found: dict[str, bytes], losses: Losses, stem: str) -> None:
        self.found, self.losses, self.stem = found, losses, stem
        self.names: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.seen: set[str] = set()
        self.number = 0

    def name(self, picture: str, alt: str) -> str:
        """Give the name of a picture beside the page, empty where it cannot be shown."""
        self.seen.add(picture)
        self.number += 1
        if picture not in self.names:
            checked = pictures.checked(self.found.get(picture, b""))
            if checked is None:
                self.names[picture] = ""
            else:
                ending, data = checked
                self.names[picture] = f"{self.stem}-{len(self.files) + 1}.{ending}"
                self.files[self.names[picture]] = data
        if not self.names[picture]:
            self.losses.add(
                Kind.IMAGE,
                _("A picture of a kind that pages cannot show: {name} ({words})").format(
                    name=picture, words=alt or "–"
                ),
                _("Save it as PNG and put it on the page."),
                place="",
            )
        elif not alt:
            self.losses.add(
                Kind.IMAGE,
                _("{name} has no words for those who do not see it.").format(name=self.names[picture]),
                _("Write them between the brackets: ![words](file)."),
                place="",
            )
        return self.names[picture]

    def blocks(self, found: Iterable[m.Block]) -> list[m.Block]:
        return [block for one in found if (block := self.block(one)) is not None]

    def block(self, one: m.Block) -> m.Block | None:
        if isinstance(one, m.Figure):
            name = self.name(one.path, one.alt)
            caption = self.blocks(one.caption)
            if name:
                return one.model_copy(update={"path": name, "caption": caption})
            return m.Box(blocks=caption) if caption else None
        if isinstance(one, m.Heading | m.Paragraph):
            return one.model_copy(update={"inside": self.inlines(one.inside)})
        if isinstance(one, m.Items):
            items = [item.model_copy(update={"blocks": self.blocks(item.blocks)}) for item in one.items]
            return one.model_copy(update={"items": items})
        if isinstance(one, m.Definitions):
            terms = [
                item.model_copy(update={"term": self.inlines(item.term), "blocks": self.blocks(item.blocks)})
                for item in one.items
            ]
            return one.model_copy(update={"items": terms})
        if isinstance(one, m.Quote | m.Box):
            return one.model_copy(update={"blocks": self.blocks(one.blocks)})
        if isinstance(one, m.Table):
            head, body = (
                [[cell.model_copy(update={"blocks": self.blocks(cell.blocks)}) for cell in row] for row in rows]
                for rows in (one.head, one.body)
            )
            return one.model_copy(update={"head": head, "body": body, "caption": self.inlines(one.caption)})
        return one

    def inlines(self, found: Iterable[m.Inline]) -> list[m.Inline]:
        made: list[m.Inline] = []
        for part in found:
            if isinstance(part, m.Image):
                name = self.name(part.path, part.alt)
                made += [part.model_copy(update={"path": name})] if name else []
            elif isinstance(part, m.Style | m.Link):
                made.append(part.model_copy(update={"inside": self.inlines(part.inside)}))
            else:
                made.append(part)
        return made


# ---------------------------------------------------------------------------------------------------------------- words
def account(words: Iterable[str], page: Page, losses: Losses) -> None:
    """Name the words of a file that stand neither on the page nor in the report."""
    there = Counter(words_of(plain_blocks(page.blocks)))
    for said in page.notes.values():
        there.update(words_of(plain_blocks(said)))
    for loss in losses.found:
        there.update(words_of(loss.what))
    missing: list[str] = []
    run: list[str] = []

    def close() -> None:
        if run:
            missing.append(" ".join(run))
            run.clear()

    for word in words_of("".join(words)):
        if there[word] > 0:
            there[word] -= 1
            close()
        else:
            run.append(word)
            if len(run) >= _MANY:
                close()
    close()
    for passage in missing:
        losses.add(
            Kind.TEXT,
            _("Not on the page: {words}").format(words=passage),
            _("Compare this place with the file."),
            place="",
        )
