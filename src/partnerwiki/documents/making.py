"""Which documents a wiki has, and making them: only what changed is set again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from threading import Lock

from partnerwiki.config import Project
from partnerwiki.documents import pdf, setting, word
from partnerwiki.documents.word_reference import prepared
from partnerwiki.errors import PartnerwikiError
from partnerwiki.fingerprint import engine_version
from partnerwiki.messages import _
from partnerwiki.papers.model import FAULTS, FOLDER, Paper, Sheets
from partnerwiki.pofile import write_atomically
from partnerwiki.today import today

#: Papers by page and language.
Papers = dict[tuple[str, str], Paper]
#: The file of a picture in a paper as JSON.
_PATH = re.compile(rb'(?<="path":)("(?:[^"\\]|\\.)+")')
_ALONE = Lock()
#: How many documents LibreOffice converts in one run at most: it takes longer to start than for four of them.
_AT_ONCE = 24
Progress = Callable[[int, int], None]


class Kind(StrEnum):
    """What kind of file a document is."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"

    @property
    def is_there(self) -> bool:
        """Say whether such files can be made here."""
        if self is Kind.PDF:
            return pdf.is_installed()
        return word.is_installed() and (self is Kind.DOCX or word.has_office())

    def require(self) -> None:
        """Raise :class:`PartnerwikiError` where such files cannot be made here."""
        if self is Kind.PDF:
            pdf.require()
        else:
            word.require()
        if self is Kind.ODT:
            word.require_office()


@dataclass(frozen=True)
class Document:
    """A document of a page: in one language, or in several, the first one left or first."""

    docname: str
    languages: tuple[str, ...]
    kind: Kind = Kind.PDF

    @property
    def name(self) -> str:
        """The file's name: ``agreements-letter-de-pt.pdf``."""
        return f"{self.docname.replace('/', '-')}-{'-'.join(self.languages)}.{self.kind}"


@dataclass(frozen=True)
class Made:
    """A document that is there: ``data`` is its PDF, ``is_new`` says that it was set just now."""

    document: Document
    title: str
    data: bytes
    is_new: bool


@dataclass(frozen=True)
class Result:
    """What was made, and what was not, with the reason."""

    made: list[Made]
    problems: list[PartnerwikiError]


@dataclass(frozen=True)
class _Waiting:
    """A document that LibreOffice is still to make of its Word file ``docx``, with the file that is to keep it."""

    document: Document
    path: Path
    docx: Made


def usual_kinds() -> list[Kind]:
    """Give the kinds of documents that nobody has to ask for: OpenDocument only where LibreOffice is installed."""
    return [kind for kind in Kind if kind is not Kind.ODT or kind.is_there]


def read_papers(project: Project) -> tuple[Papers, list[PartnerwikiError]]:
    """Give the papers that the last build of each language left, and what had no place in one."""
    papers: Papers = {}
    problems: dict[str, PartnerwikiError] = {}
    for language in project.languages:
        folder = project.build / "work" / language / FOLDER
        for path in sorted(folder.rglob("*.json")):
            if path == folder / FAULTS:
                for fault in json.loads(path.read_bytes()).values():
                    error = PartnerwikiError(
                        fault["message"],
                        path=project.shown(Path(fault["path"])) or None,
                        line=fault["line"],
                        mend=fault["mend"],
                    )
                    problems.setdefault(str(error), error)
                continue
            paper = Paper.model_validate_json(path.read_bytes())
            papers[paper.docname, paper.language] = paper
    return papers, list(problems.values())


def plan(papers: Papers, languages: Sequence[str], kinds: Iterable[Kind] = tuple(Kind)) -> list[Document]:
    """Give the documents of a wiki: each page in each language, and side by side.

    Pages that ask for certain sheets are made to be printed: they have PDF alone.

    Of an agreement stand side by side the authoritative languages, with each of them first once: each party gets an
    original that begins with its own language. Of other pages, the language that they were
    written in and each other one.
    """
    found: list[Document] = []
    for docname in sorted({docname for docname, _language in papers}):
        there = [papers[docname, code] for code in languages if (docname, code) in papers]
        codes = [paper.language for paper in there]
        agreement = there[0].agreement
        if agreement is not None:
            wanted = [code for code in agreement.languages if code in codes]
            # each party's original begins with its language
            together = [(one, *(code for code in wanted if code != one)) for one in wanted if len(wanted) > 1]
        else:
            source = there[0].source
            together = [(source, code) for code in codes if code != source and source in codes]
        single = [(paper.language,) for paper in there]
        for kind in kinds:
            if kind is Kind.PDF or there[0].sheets == Sheets():
                fitting = [one for one in together if kind is Kind.PDF or len(one) <= setting.SIDE_BY_SIDE]
                found += [Document(docname, one, kind) for one in (*single, *fitting)]
    return found


def make(
    project: Project,
    *,
    kinds: Sequence[Kind],
    only: Callable[[Document], bool] = lambda _document: True,
    keep: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Result:
    """Make the documents of the papers that the last build left.

    A document whose texts, pictures and layout are as they were is taken from ``build/work/documents``. ``keep`` is a
    folder that gets what Typst was given, a folder a document; all are set then. A document that cannot be set is
    among the problems, and the others are made.
    """
    papers, problems = read_papers(project)
    planned = plan(papers, project.languages, kinds)
    wanted = [document for document in planned if only(document)]
    cache = project.build / "work" / "documents"
    with ThreadPoolExecutor() as pool:  # fonts are read while Python reads records
        looking = pool.submit(look_of, project) if Kind.PDF in kinds else None
        known_as = versions_of(project, papers, cache)
    look = looking.result() if looking else setting.Look()
    reference = reference_of(project) if set(kinds) - {Kind.PDF} else None
    given = reference.read_bytes() if reference else b""
    prints = {place: fingerprint(paper) for place, paper in papers.items()}
    used: set[Path] = set()

    def one(document: Document) -> Made | _Waiting | PartnerwikiError:
        try:
            mine = [papers[document.docname, code] for code in document.languages]
            said = known_as[document.docname]
            texts = [prints[document.docname, code] for code in document.languages]
            if document.kind is Kind.PDF:
                path = cache / f"{_key('pdf', said, look.logo, look.suffix, look.color, *texts)}.pdf"
                used.add(path)
                return _pdf(document, mine, said, look, path, keep)
            path = cache / f"{_key('word', said, given, *texts)}.{document.kind}"
            used.add(path)
            if document.kind is Kind.DOCX or path.is_file():
                return _word(document, mine, said, reference, path)
            other = replace(document, kind=Kind.DOCX)
            return _Waiting(document, path, _word(other, mine, said, reference, path.with_suffix(".docx")))
        except PartnerwikiError as error:
            paper = papers[document.docname, document.languages[0]]
            line = error.line or setting.line_of(error.message, paper)
            return PartnerwikiError(error.message, path=error.path or paper.path, line=line, mend=error.mend)

    # OpenDocument last: it is made of what stands there for Word
    in_turn = sorted(wanted, key=lambda document: document.kind is Kind.ODT)
    results: dict[Document, Made | PartnerwikiError] = {}
    waiting: list[_Waiting] = []
    with ThreadPoolExecutor() as pool:
        for document, result in zip(in_turn, pool.map(one, in_turn), strict=True):
            if isinstance(result, _Waiting):
                waiting.append(result)
                continue
            results[document] = result
            progress(len(results), len(wanted))
        size = min(_AT_ONCE, -(-len(waiting) // (os.cpu_count() or 1))) or 1
        parts = [waiting[start : start + size] for start in range(0, len(waiting), size)]
        for part in pool.map(_converted, parts):
            results |= part
            progress(len(results), len(wanted))
    made = [result for document in wanted if isinstance(result := results[document], Made)]
    # what hinders Word hinders OpenDocument
    failed = {str(error): error for one in results.values() if isinstance(error := one, PartnerwikiError)}
    problems += failed.values()
    if len(wanted) == len(planned):
        for path in {path for kind in kinds for path in cache.glob(f"*.{kind}")} - used:
            path.unlink()
    return Result(made, problems)


def versions_of(project: Project, papers: Papers, cache: Path) -> dict[str, str]:
    """Give what the version of each page is called in the foot of its documents.

    An agreement whose text is as it was frozen has the number of its version and the beginning of its checksum; all
    others have eight letters that change with any word in any language. What agreements are called is kept in
    ``cache``: to read their pages, catalogs and records takes longer than all other documents that nobody has changed.
    """
    found: dict[str, str] = {}
    for docname in {docname for docname, _language in papers}:
        found[docname] = setting.version([paper for (name, _code), paper in papers.items() if name == docname])
    if not any(paper.agreement for paper in papers.values()):
        return found
    path = cache / "agreements.json"
    inputs = _key(*(part for file in _read_by_agreements(project, found) for part in (file.name, file.read_bytes())))
    kept = json.loads(path.read_bytes()) if path.is_file() else {}
    if kept.get("inputs") != inputs:
        kept = {"inputs": inputs, "versions": _agreed(project, found)}
        write_atomically(path, json.dumps(kept, ensure_ascii=False).encode("utf-8"))
    versions: dict[str, str] = kept["versions"]
    return found | versions


def _read_by_agreements(project: Project, docnames: Iterable[str]) -> Iterator[Path]:
    """Give the files that tell what agreements are called."""
    yield from sorted(path for path in (project.srcdir / "_data").rglob("*.y*ml") if path.is_file())
    yield from sorted(project.catalogs.glob("*/LC_MESSAGES/**/*.po"))
    yield from (path for docname in sorted(docnames) if (path := project.srcdir / f"{docname}.md").is_file())


def _agreed(project: Project, docnames: Container[str]) -> dict[str, str]:
    from partnerwiki.agreements import wording
    from partnerwiki.records.store import read_store

    found: dict[str, str] = {}
    store, _problems = read_store(project.srcdir, project.languages)
    for entry in store.of("agreements"):
        record = entry.record
        text = wording.read(project, store, entry) if record.page in docnames else None
        if text is not None:
            is_frozen = record.frozen == text.wording.checksum
            found[record.page] = f"{record.version} ({record.frozen[:8]})" if is_frozen else text.wording.checksum[:8]
    return found


def _pdf(
    document: Document, mine: list[Paper], known_as: str, look: setting.Look, path: Path, keep: Path | None
) -> Made:
    title = " – ".join(dict.fromkeys(paper.title for paper in mine))
    if path.is_file() and keep is None:
        return Made(document, title, path.read_bytes(), is_new=False)
    at_most = mine[0].sheets.at_most
    for smaller in setting.steps(len(mine)) if at_most else [0]:
        sources = setting.fitted(mine, known_as, look, smaller=smaller)
        day = datetime.combine(today(), time(), UTC)
        folder = keep / document.name.removesuffix(".pdf") if keep else None
        try:
            data = pdf.set_pdf(sources, int(day.timestamp()), folder)
        except pdf.TooLongError:
            continue
        write_atomically(path, data)
        return Made(document, title, data, is_new=True)
    raise PartnerwikiError(
        _("This document has more sheets than it may have: {count}.").format(count=at_most * len(mine)),
        line=1,
        mend=_("Shorten the page, or allow more with 'at_most' in its front matter."),
    )


def _word(document: Document, mine: list[Paper], known_as: str, reference: Path | None, path: Path) -> Made:
    """Give a Word document; or that of another kind which was made of it before."""
    title = " – ".join(dict.fromkeys(paper.title for paper in mine))
    if path.is_file():
        return Made(document, title, path.read_bytes(), is_new=False)
    with _ALONE:
        import docx  # noqa: F401 threads that import it at once find half of its classes
    data = word.side_by_side(mine, known_as, reference) if len(mine) > 1 else word.single(mine[0], known_as, reference)
    write_atomically(path, data)
    return Made(document, title, data, is_new=True)


def _converted(waiting: Sequence[_Waiting]) -> dict[Document, Made | PartnerwikiError]:
    found: dict[Document, Made | PartnerwikiError] = {}
    for one, data in zip(waiting, word.odts([one.docx.data for one in waiting]), strict=True):
        if isinstance(data, PartnerwikiError):
            found[one.document] = data
            continue
        write_atomically(one.path, data)
        found[one.document] = Made(one.document, one.docx.title, data, is_new=True)
    return found


def fingerprint(paper: Paper) -> bytes:
    """Give a SHA-256 over all that a document takes from a paper: its text, and what its pictures show.

    Where the pictures lie is no part of it: a wiki that was moved to another folder is the same wiki.
    """
    seen: dict[bytes, bytes] = {}

    def content(found: re.Match[bytes]) -> bytes:
        if found[1] not in seen:
            path = Path(json.loads(found[1]))
            is_picture = path.is_absolute() and path.is_file()
            seen[found[1]] = hashlib.sha256(path.read_bytes()).digest() if is_picture else found[1]
        return seen[found[1]]

    return hashlib.sha256(_PATH.sub(content, paper.model_dump_json().encode("utf-8"))).digest()


def _key(*parts: str | bytes) -> str:
    digest = hashlib.sha256(engine_version().encode())
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


def look_of(project: Project) -> setting.Look:
    """Give how the documents of a wiki look, with the fonts read. Raises :class:`PartnerwikiError` for no picture."""
    pdf.ready()
    said = project.options.documents
    color = said.get("color", "")
    if not said.get("logo"):
        return setting.Look(color=color)
    path = project.confdir / said["logo"]
    mend = _("Correct 'logo' of partnerwiki_documents in conf.py.")
    try:
        look = setting.Look(path.read_bytes(), path.suffix.lower(), color)
    except OSError as error:
        raise PartnerwikiError(
            _("The picture cannot be read: {error}").format(error=error.strerror or error),
            path=project.shown(path),
            mend=mend,
        ) from None
    try:
        pdf.set_pdf(setting.sample(look), 0)  # otherwise each page would be blamed
    except PartnerwikiError:
        raise PartnerwikiError(
            _("This picture cannot be read: it is damaged, or of a kind that we do not know."),
            path=project.shown(path),
            mend=mend,
        ) from None
    return look


def reference_of(project: Project) -> Path | None:
    """Give a town's own reference document. Raises :class:`PartnerwikiError` for a file that is none."""
    own = project.options.documents.get("word")
    if not own:
        return None
    path = project.confdir / own
    try:
        prepared(path)
    except PartnerwikiError as error:
        mend = error.mend or _("Correct 'word' of partnerwiki_documents in conf.py.")
        raise PartnerwikiError(error.message, path=project.shown(path), mend=mend) from None
    return path
