"""``partnerwiki update``: extract every page's messages and bring every catalog in line with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polib

from partnerwiki import pofile
from partnerwiki.catalog import Memory, Merged, Message, merge, new_header, turned
from partnerwiki.config import Project
from partnerwiki.extract import CONF, PageRecord, image_alt_in, reader_strings, record_of
from partnerwiki.pofile import POFile
from partnerwiki.sphinx_run import run


@dataclass(frozen=True)
class Page:
    """What a catalog is made from: docname, source language, messages with their place."""

    docname: str
    language: str
    messages: tuple[Message, ...]


@dataclass
class Updated:
    """Result of an update: catalogs written (or that would be), renamed, removed; sums of all merges."""

    written: list[Path] = field(default_factory=list)
    renamed: list[tuple[Path, Path]] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unchanged: int = 0
    merged: Merged = field(default_factory=Merged)

    @property
    def changed(self) -> bool:
        """Say whether anything on disk changes."""
        return bool(self.written or self.renamed or self.removed)


def extract_pages(project: Project) -> list[Page]:
    """Read the project's pages (only those that changed since last time) and give their messages in page order."""
    folder = project.build / "extract"
    result = run(
        project,
        "partnerwiki-messages",
        language=project.languages[0],
        outdir=folder / "out",
        doctreedir=folder / "doctrees",
    )
    pages = []
    for docname in sorted(result.env.found_docs):
        record = record_of(result.env, docname)
        if record is not None:
            place = _relative(Path(result.env.doc2path(docname)), project)
            pages.append(_page(docname, record, place))
    conf = tuple(Message(text, ("conf.py",), name) for name, text in reader_strings(result.env.config))
    return [Page(CONF, project.languages[0], conf), *pages]


def _relative(path: Path, project: Project) -> str:
    try:
        return path.resolve().relative_to(project.confdir).as_posix()
    except ValueError:  # pages outside of conf.py's folder
        return path.name


def _page(docname: str, record: PageRecord, place: str) -> Page:
    messages = tuple(Message(message.msgid, (place,), message.hint) for message in record.messages)
    return Page(docname, record.language, messages)


def update(
    project: Project,
    pages: list[Page],
    *,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] = lambda _language, _done, _total: None,
) -> Updated:
    """Merge ``pages`` into the catalogs of all languages.

    Every catalog is read before any is written: a broken one stops the update with nothing changed. With ``dry_run``
    nothing is written at all. ``progress(language, done, total)`` is called after each catalog.
    """
    shelves = {language: _Shelf(project, language) for language in project.languages}
    plans = {language: shelves[language].plan(pages, shelves) for language in project.languages}
    result = Updated()
    for language, plan in plans.items():
        total = len(plan.catalogs)
        for done, po in enumerate(plan.catalogs, 1):
            _save(po, result, dry_run=dry_run)
            progress(language, done, total)
        for old, new in plan.renamed:
            result.renamed.append((old, new))
            if not dry_run:
                old.unlink(missing_ok=True)
        _sum(result.merged, plan.merged)
    return result


def _save(po: POFile, result: Updated, *, dry_run: bool) -> None:
    if not po.entries:
        if po.path.exists():
            result.removed.append(po.path)
            if not dry_run:
                po.path.unlink()
        return
    if not po.changed():
        result.unchanged += 1
        return
    result.written.append(po.path)
    if not dry_run:
        po.save()


@dataclass
class _Plan:
    catalogs: list[POFile] = field(default_factory=list)
    renamed: list[tuple[Path, Path]] = field(default_factory=list)
    merged: Merged = field(default_factory=Merged)


class _Shelf:
    """All catalogs of one language, by the name they have below ``LC_MESSAGES``."""

    def __init__(self, project: Project, language: str) -> None:
        self.project = project
        self.language = language
        self.folder = project.catalogs / language / "LC_MESSAGES"
        self.catalogs: dict[str, POFile] = {}
        for path in sorted(self.folder.rglob("*.po")):
            self.catalogs[path.relative_to(self.folder).with_suffix("").as_posix()] = pofile.read(path)
        self.before = {name: list(po.entries) for name, po in self.catalogs.items()}
        self.live = {name: [_frozen(entry) for entry in po.live] for name, po in self.catalogs.items()}

    def plan(self, pages: list[Page], shelves: dict[str, _Shelf]) -> _Plan:
        """Merge all pages in memory and say what is to be written."""
        plan = _Plan()
        memory = Memory()
        for entries in self.before.values():
            memory.add(_frozen(entry) for entry in entries)
        memory.add(_bare_alts(self.before.values()))
        wanted = [page for page in pages if page.language != self.language and page.messages]
        names = {page.docname for page in wanted}
        orphans = [name for name in self.catalogs if name not in names]
        for page in wanted:
            po = self.catalogs.get(page.docname)
            if po is None:
                po = self._renamed(page, orphans, pages, plan) or self._new(page)
                self.catalogs[page.docname] = po
            other = shelves[page.language].live.get(page.docname, []) if page.language in shelves else []
            _sum(plan.merged, merge(po, page.messages, memory, turned(other)))
        for name in orphans:
            if name in self.catalogs:
                merge(self.catalogs[name], ())
                self._drop_what_lives_elsewhere(self.catalogs[name])
        plan.catalogs = list(self.catalogs.values())
        return plan

    def _new(self, page: Page) -> POFile:
        header = new_header(
            project=self.project.title,
            language=self.language,
            source_language=page.language,
            date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
        )
        return POFile(self.project.catalog_path(self.language, page.docname), header)

    def _renamed(self, page: Page, orphans: list[str], pages: list[Page], plan: _Plan) -> POFile | None:
        """Find the catalog of a page that now has another name: one without a page that shares most of its messages."""
        docnames = {other.docname for other in pages}
        msgids = {message.msgid for message in page.messages}
        best, share = None, 0.5
        for name in orphans:
            if name not in self.catalogs or name in docnames:
                continue
            known = {entry.msgid for entry in self.catalogs[name].live}
            if known and len(known & msgids) / len(known) > share:
                best, share = name, len(known & msgids) / len(known)
        if best is None or self._is_compact(best, docnames):
            return None
        po = self.catalogs.pop(best)
        old, po.path = po.path, self.project.catalog_path(self.language, page.docname)
        po.touch()
        plan.renamed.append((old, po.path))
        return po

    def _is_compact(self, name: str, docnames: Iterable[str]) -> bool:
        """Say whether a catalog holds a whole top folder, as sphinx-intl makes them by default."""
        if isinstance(self.project.compact, str):
            return name == self.project.compact
        return bool(self.project.compact) and any(docname.startswith(f"{name}/") for docname in docnames)

    def _drop_what_lives_elsewhere(self, po: POFile) -> None:
        """Empty a catalog that has no page of all that other catalogs now hold; what is left is memory."""
        living = {
            (entry.msgid, entry.msgstr) for other in self.catalogs.values() if other is not po for entry in other.live
        }
        po.entries = [entry for entry in po.entries if (entry.msgid, entry.msgstr) not in living]


def _frozen(entry: polib.POEntry) -> polib.POEntry:
    """Give a copy that later changes to the catalog do not reach."""
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr=entry.msgstr,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        obsolete=entry.obsolete,
        flags=list(entry.flags),
        previous_msgid=entry.previous_msgid,
        tcomment=entry.tcomment,
    )


def _bare_alts(catalogs: Iterable[list[polib.POEntry]]) -> Iterator[polib.POEntry]:
    """Read alternative texts out of messages that are nothing but an image, as Sphinx extracts them."""
    for entries in catalogs:
        for entry in entries:
            source, target = image_alt_in(entry.msgid), image_alt_in(entry.msgstr or "")
            if source and target:
                bare = _frozen(entry)
                bare.msgid, bare.msgstr, bare.previous_msgid = source, target, None
                yield bare


def _sum(total: Merged, part: Merged) -> None:
    for name in total.__dataclass_fields__:
        setattr(total, name, getattr(total, name) + getattr(part, name))
