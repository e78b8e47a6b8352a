"""``partnerwiki update``: extract every page's messages and bring every catalog in line with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polib
from myst_parser.config.main import MdParserConfig
from rapidfuzz import fuzz
from sphinx.util.i18n import docname_to_domain

from partnerwiki import pofile
from partnerwiki.catalog import Memory, Merged, Message, is_held_by, merge, new_header, turned
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import CONF, image_alt_in, reader_strings, record_of
from partnerwiki.fingerprint import WorkFolder
from partnerwiki.messages import _
from partnerwiki.partnership.shelf import AUDIENCE
from partnerwiki.pofile import POFile
from partnerwiki.reading import is_markdown, project_config
from partnerwiki.records import schema
from partnerwiki.records.kinds import Visibility
from partnerwiki.records.prose import iter_translatable
from partnerwiki.records.store import Entry, read_store
from partnerwiki.sphinx_run import run
from partnerwiki.units import State, state_of

#: The share of a catalog that a page without one must have for it to be the same page under a new name.
SAME_PAGE = 0.5
#: Catalogs that are no page's: translations of Sphinx's own words, which Sphinx reads under this name.
_FOREIGN = frozenset({"sphinx"})


@dataclass(frozen=True)
class Page:
    """What a catalog is made from: docname, source language, messages with their place.

    ``path`` is the file that holds the texts, ``syntax`` MyST's configuration of the project (None: the page is no
    Markdown). ``visibility`` is that of the strictest record in a file of records; a page tells its own in its front
    matter.
    """

    docname: str
    language: str
    messages: tuple[Message, ...]
    path: Path | None = None
    syntax: MdParserConfig | None = None
    visibility: str = ""


@dataclass
class Updated:
    """Result of an update: catalogs written (or that would be), renamed, removed; sums of all merges.

    ``schema`` is the path of the schema of records, where that was written.
    """

    written: list[Path] = field(default_factory=list)
    renamed: list[tuple[Path, Path]] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unchanged: int = 0
    merged: Merged = field(default_factory=Merged)
    schema: Path | None = None

    @property
    def changed(self) -> bool:
        """Say whether anything on disk changes."""
        return bool(self.written or self.renamed or self.removed or self.schema)


def extract_pages(project: Project) -> list[Page]:
    """Read the project's pages (only those that changed since last time) and give their messages in page order."""
    work = WorkFolder(project.build / "extract")
    result = run(
        project,
        "partnerwiki-messages",
        language=project.languages[0],
        outdir=work.folder / "out",
        doctreedir=work.folder / "doctrees",
        overrides={AUDIENCE: "everything"},
    )
    pages = []
    syntax = project_config(result.env)
    for docname in sorted(result.env.found_docs):
        record = record_of(result.env, docname)
        path = Path(result.env.doc2path(docname))
        if record is None:  # merging without this page would take its catalogs for those of a deleted page
            raise PartnerwikiError(
                _("The texts of this page could not be read."),
                path=path,
                mend=_("'partnerwiki' must be among the extensions in conf.py; delete the folder build and try again."),
            )
        place = _relative(path, project)
        messages = tuple(replace(message, locations=(place,)) for message in record.messages)
        pages.append(
            Page(docname, record.language, messages, path, syntax if is_markdown(result.env, docname) else None)
        )
    work.finish()
    conf = tuple(Message(text, ("conf.py",), name) for name, text in reader_strings(result.env.config))
    return [
        Page(CONF, project.languages[0], conf, project.confdir / "conf.py", syntax),
        *pages,
        *_records(project, syntax),
    ]


def _records(project: Project, syntax: MdParserConfig) -> Iterator[Page]:
    """Give a page for each file of records: its prose has one catalog, however many pages show it."""
    store, problems = read_store(project.srcdir, project.languages)
    for problem in problems:
        if problem.is_error:
            raise problem.as_error
    files: dict[str, list[Entry]] = {}
    for entry in store.entries:
        files.setdefault(entry.catalog, []).append(entry)
    for catalog, entries in files.items():
        path = entries[0].file.path
        messages = tuple(
            Message(text, (_relative(path, project),), f"{entry.kind}: {entry.record.id}")
            for entry in entries
            for _place, text in iter_translatable(entry.record)
        )
        strictest = max((entry.record.visibility for entry in entries), key=list(Visibility).index)
        yield Page(catalog, entries[0].language, messages, path, syntax, strictest.value)


def _relative(path: Path, project: Project) -> str:
    try:
        return path.resolve().relative_to(project.confdir).as_posix()
    except ValueError:  # pages outside of conf.py's folder
        return path.name


def update(
    project: Project,
    pages: list[Page],
    *,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] = lambda _language, _done, _total: None,
) -> Updated:
    """Merge ``pages`` into the catalogs of all languages.

    Every catalog is read before any is written: a broken one stops the update with nothing changed. A text is written
    to its new place before it leaves its old one. With ``dry_run`` nothing is written at all.
    ``progress(language, done, total)`` is called after each catalog.
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
                _remove(old)
        _sum(result.merged, plan.merged)
    result.schema = schema.write(project.srcdir, project.languages, dry_run=dry_run)
    return result


def _save(po: POFile, result: Updated, *, dry_run: bool) -> None:
    if not po.entries:
        if po.path.exists():
            result.removed.append(po.path)
            if not dry_run:
                _remove(po.path)
        return
    if not po.changed():
        result.unchanged += 1
        return
    result.written.append(po.path)
    if not dry_run:
        po.save()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise PartnerwikiError(
            _("The catalog cannot be removed: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("Its texts are all in other catalogs by now: remove it by hand."),
        ) from error


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
        self.catalogs = {name: pofile.read(path) for name, path in pofile.find(self.folder).items()}
        self.before = {name: [_frozen(entry) for entry in po.entries] for name, po in self.catalogs.items()}

    def plan(self, pages: list[Page], shelves: dict[str, _Shelf]) -> _Plan:
        """Merge all pages in memory and say what is to be written."""
        plan = _Plan()
        memory = Memory()
        for entries in self.before.values():
            memory.add(entries)
        memory.add(_bare_alts(self.before.values()))
        wanted = [page for page in pages if page.language != self.language and page.messages]
        plan.renamed = self._rename(wanted, {page.docname for page in pages})
        for page in wanted:
            po = self.catalogs.get(page.docname) or self._new(page)
            other = shelves[page.language].before_of(page.docname) if page.language in shelves else []
            _sum(plan.merged, merge(po, page.messages, memory, turned(other)))
            if not po.header and po.changed():
                po.header = self._header(page)
            plan.catalogs.append(po)
        names = {page.docname for page in wanted} | _FOREIGN
        orphans = [po for name, po in self.catalogs.items() if name not in names]
        for po in orphans:
            merge(po, ())
        self._drop_what_lives_elsewhere(orphans, plan.catalogs)
        plan.catalogs += orphans
        return plan

    def before_of(self, docname: str) -> list[polib.POEntry]:
        """Give the live entries that a page had before the update."""
        entries = self.before.get(docname) or self.before.get(self._domain(docname), [])
        return [entry for entry in entries if not entry.obsolete]

    def _domain(self, docname: str) -> str:
        """Give the name that Sphinx has for the catalog of a page: its own, or that of its top folder."""
        return docname_to_domain(docname, self.project.compact)

    def _new(self, page: Page) -> POFile:
        """Make a page's catalog; where its texts came in a compact one, with that one's header."""
        path = self.project.catalog_path(self.language, page.docname)
        compact = self.catalogs.get(self._domain(page.docname))
        if compact is None or not compact.header:
            return POFile(path, self._header(page))
        po = POFile(path, compact.header)
        po.encoding, po.newline = compact.encoding, compact.newline
        return po

    def _header(self, page: Page) -> str:
        return new_header(
            project=self.project.title,
            language=self.language,
            source_language=page.language,
            date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
        )

    def _rename(self, wanted: list[Page], docnames: Collection[str]) -> list[tuple[Path, Path]]:
        """Give pages without a catalog the catalogs of pages that are gone, where they are the same page, best first.

        Two passes: the share of messages that are equal, then of words in order, for a page that was edited all over.
        """
        renamed = []
        for likeness in (_equal_messages, _equal_words):
            new = [page for page in wanted if page.docname not in self.catalogs]
            gone = [
                name
                for name in self.catalogs
                if name not in docnames and name not in _FOREIGN and not self._is_compact(name, docnames)
            ]
            pairs = [
                (-share, page.docname.split("/")[-1] != name.split("/")[-1], page.docname, name)
                for name in gone
                for live in [[entry.msgid for entry in self.catalogs[name].live]]
                for page in new
                if (share := likeness(live, page)) > SAME_PAGE
            ]
            for _share, _other_name, docname, name in sorted(pairs):
                if docname in self.catalogs or name not in self.catalogs:
                    continue
                po = self.catalogs.pop(name)
                old, po.path = po.path, self.project.catalog_path(self.language, docname)
                po.touch()
                self.catalogs[docname] = po
                renamed.append((old, po.path))
        return renamed

    def _is_compact(self, name: str, docnames: Iterable[str]) -> bool:
        """Say whether a catalog may hold a whole top folder, as sphinx-intl makes them by default."""
        return any(docname != name and self._domain(docname) == name for docname in docnames)

    @staticmethod
    def _drop_what_lives_elsewhere(orphans: list[POFile], catalogs: list[POFile]) -> None:
        """Empty catalogs without a page of all that pages' catalogs now hold; what is left is memory."""
        living: dict[str, list[polib.POEntry]] = {}
        for po in catalogs:
            for entry in po.live:
                living.setdefault(entry.msgid, []).append(entry)
        for po in orphans:
            po.entries = [
                entry
                for entry in po.entries
                if not any(is_held_by(entry, other) for other in living.get(entry.msgid, ()))
            ]


def _equal_messages(msgids: list[str], page: Page) -> float:
    known = set(msgids)
    return len(known.intersection(message.msgid for message in page.messages)) / len(known) if known else 0.0


def _equal_words(msgids: list[str], page: Page) -> float:
    words = " ".join(msgids).split()
    return fuzz.ratio(words, " ".join(message.msgid for message in page.messages).split()) / 100 if words else 0.0


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
            source, target = image_alt_in(entry.msgid), image_alt_in(entry.msgstr)
            if source and target and state_of(entry) is not State.MACHINE:
                bare = _frozen(entry)
                bare.msgid, bare.msgstr = source, target
                bare.previous_msgid = image_alt_in(entry.previous_msgid or "")
                yield bare


def _sum(total: Merged, part: Merged) -> None:
    for name in total.__dataclass_fields__:
        setattr(total, name, getattr(total, name) + getattr(part, name))
