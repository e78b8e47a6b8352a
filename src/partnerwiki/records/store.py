"""All records of a wiki: read, checked, and found by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.records.complaints import complaint, without_echoes
from partnerwiki.records.models import KINDS, PARTS, Agreement
from partnerwiki.records.prose import Place, iter_references
from partnerwiki.records.reading import Read, parsed, read

#: The folder of the records, below that of the pages.
FOLDER = "_data"
#: Files there that hold something else.
NOT_RECORDS = frozenset({"glossary.yaml"})


@dataclass(frozen=True)
class Problem:
    """Something wrong with a record: an error stops a build, a warning does not."""

    message: str
    path: Path
    line: int
    mend: str
    is_error: bool = True

    @property
    def as_error(self) -> PartnerwikiError:
        """Give the problem as an error."""
        return PartnerwikiError(self.message, path=self.path, line=self.line, mend=self.mend)


@dataclass(frozen=True)
class Entry:
    """A record, its kind, and where it stands. ``catalog`` is the name of the catalog that holds its prose."""

    kind: str
    record: Any
    file: Read
    place: Place
    language: str
    catalog: str

    def line(self, place: Place = ()) -> int:
        """Give the line of a place in the record."""
        return self.file.line((*self.place, *place))

    def problem(self, place: Place, message: str, mend: str, *, is_error: bool = True) -> Problem:
        """Give a problem at a place of the record."""
        return Problem(message, self.file.path, self.line(place), mend, is_error)


@dataclass(frozen=True)
class Known:
    """What an id names: an entry, or a part of one at a place."""

    kind: str
    entry: Entry
    part: Any
    place: Place = ()


@dataclass
class Store:
    """The records in the order of their files; ``ids`` finds records and parts.

    ``broken`` are the ids in records that were left out, ``incomplete`` the kinds that may have more records than
    could be read: what seems to be missing there may well exist.
    """

    entries: list[Entry] = field(default_factory=list)
    ids: dict[str, Known] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    incomplete: set[str] = field(default_factory=set)

    def of(self, kind: str) -> list[Entry]:
        """Give the entries of a kind."""
        return [entry for entry in self.entries if entry.kind == kind]

    def parts(self, kind: str) -> list[Known]:
        """Give the parts of a kind, such as all ``parties``, in order."""
        return [known for known in self.ids.values() if known.kind == kind]

    def authoritative(self, agreement: Agreement, languages: Iterable[str]) -> tuple[str, ...]:
        """Give the languages of an agreement's binding texts: as recorded, else those of the parties.

        ``languages`` are those of the wiki; no others are given.
        """
        spoken = [code for name in agreement.parties if name in self.ids for code in self.ids[name].part.languages]
        known = set(languages)
        return tuple(dict.fromkeys(code for code in agreement.authoritative_languages or spoken if code in known))


def files_in(srcdir: Path) -> list[Path]:
    """Give the files of records below the folder of the pages, in order."""
    folder = srcdir / FOLDER
    found = (path for suffix in ("*.yaml", "*.yml") for path in folder.rglob(suffix))
    return sorted(path for path in found if path.name not in NOT_RECORDS)


def read_store(
    srcdir: Path, languages: Sequence[str], instead: Mapping[Path, bytes] | None = None
) -> tuple[Store, list[Problem]]:
    """Read all records of a wiki and give them with all that is wrong with them.

    ``instead`` holds what files are to become: it is read in place of what they hold now.

    A record with an error in its form is left out of the store. ``languages[0]`` is that of the prose of files which
    do not name theirs. The rules of the instruments are checked apart (:mod:`partnerwiki.records.rules`).
    """
    store, problems = Store(), []
    planned = instead or {}
    for path in sorted({*files_in(srcdir), *planned}):
        store.files.append(path)
        try:
            file = parsed(path, planned[path]) if path in planned else read(path)
        except PartnerwikiError as error:
            problems.append(Problem(error.message, path, error.line or 1, error.mend))
            store.incomplete |= set(KINDS)
            continue
        catalog = path.relative_to(srcdir).with_suffix("").as_posix()
        problems += _add_file(store, file, catalog, languages)
    problems += _references(store)
    return store, problems


def _add_file(store: Store, file: Read, catalog: str, languages: Sequence[str]) -> Iterator[Problem]:
    data = file.data
    if data is None:
        return
    if not isinstance(data, dict):
        yield Problem(
            _("Lines such as 'actors:' are needed here."), file.path, file.line(()), _("The handbook shows the form.")
        )
        return
    language = data.get("language") or languages[0]
    if language not in languages:
        yield Problem(
            _("The file says language: {language}, which is not among {languages}.").format(
                language=str(language)[:20], languages=", ".join(languages)
            ),
            file.path,
            file.line(("language",)),
            _("Write one of these, or take the line out."),
        )
        return
    for kind, items in data.items():
        if kind == "language":
            continue
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            mend = _("Did you mean '{near}'?").format(near=near) if near else ""
            yield Problem(
                _("There is no kind of record '{kind}', only {known}.").format(kind=kind[:40], known=", ".join(KINDS)),
                file.path,
                file.line((kind,)),
                mend or _("Write one of these."),
            )
        elif items is not None and not isinstance(items, list):
            yield Problem(
                _("A list is needed here."),
                file.path,
                file.line((kind,)),
                _("Each record begins with a hyphen on a line of its own."),
            )
        else:
            for number, item in enumerate(items or []):
                yield from _add(store, file, (kind, number), item, (kind, str(language), catalog))


def _add(store: Store, file: Read, place: Place, item: object, given: tuple[str, str, str]) -> Iterator[Problem]:
    kind, language, catalog = given
    try:
        record = KINDS[kind].model_validate(item)
    except ValidationError as error:
        store.broken |= set(_ids_in(item))
        store.incomplete.add(kind)
        for found in without_echoes(error.errors(include_url=False), KINDS[kind]):
            where: Place = (*place, *found["loc"])
            message, mend = complaint(found, KINDS[kind], where in file.lines and where[:-1] in file.inline)
            yield Problem(message, file.path, file.line(where), mend)
        return
    entry = Entry(kind, record, file, place, language, catalog)
    store.entries.append(entry)
    for known in (Known(kind, entry, record), *_parts(entry, record, ())):
        first = store.ids.setdefault(known.part.id, known)
        if first is not known:
            yield entry.problem(
                (*known.place, "id"),
                _("The id '{id}' stands here a second time; first in {path}, line {line}.").format(
                    id=known.part.id,
                    path=first.entry.file.path.name,
                    line=first.entry.line((*first.place, "id")),
                ),
                _("Give one of the two another id, and change what refers to it."),
            )


def _ids_in(item: object) -> Iterator[str]:
    """Give what are ids in the data of a record, its parts included."""
    for value in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
        yield from _ids_in(value)
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        yield item["id"]


_PART_OF: dict[type[BaseModel], str] = {model: kind for kind, model in PARTS.items()}


def _parts(entry: Entry, part: BaseModel, place: Place) -> Iterator[Known]:
    """Give the parts of a record that have an id of their own."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, BaseModel):
                inner = (*place, name, number)
                if type(item) in _PART_OF:
                    yield Known(_PART_OF[type(item)], entry, item, inner)
                yield from _parts(entry, item, inner)


def _references(store: Store) -> Iterator[Problem]:
    by_kinds: dict[tuple[str, ...], list[str]] = {}
    for entry in store.entries:
        for place, name, kinds in iter_references(entry.record):
            if name == "joint" and "joint" in kinds:
                continue
            known = store.ids.get(name)
            if known is not None and known.kind in kinds:
                continue
            if name in store.broken or (known is None and store.incomplete >= set(KINDS)):
                continue  # what is wrong there is told already
            fitting = by_kinds.setdefault(kinds, [])
            if not fitting:
                fitting += [other for other, found in store.ids.items() if found.kind in kinds]
            if known is not None:
                message = _("'{id}' is the id of another kind of record: {kind}. Wanted: {kinds}.").format(
                    id=name, kind=known.kind, kinds=", ".join(kinds)
                )
            else:
                message = _("There is no record with the id '{id}'. Wanted: {kinds}.").format(
                    id=name[:60], kinds=", ".join(kinds)
                )
            near = nearest(name, fitting)
            if near:
                mend = _("Did you mean '{near}'?").format(near=near)
            elif fitting:
                mend = _("There are: {ids}.").format(ids=", ".join(fitting[:12]))
            else:
                mend = _("Write the record first, or take the id out.")
            yield entry.problem(place, message, mend)


def nearest(word: str, known: Sequence[str] | dict[str, Any]) -> str:
    """Give the known word that is most like a mistyped one, or ''."""
    found = process.extractOne(word, list(known), score_cutoff=70)
    return str(found[0]) if found else ""
