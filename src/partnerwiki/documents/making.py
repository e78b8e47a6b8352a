"""Which documents a wiki has, and making them: only what changed is set again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path

from partnerwiki.agreements import wording
from partnerwiki.config import Project
from partnerwiki.documents import pdf, setting, word
from partnerwiki.documents.wording import walk
from partnerwiki.errors import PartnerwikiError
from partnerwiki.fingerprint import engine_version
from partnerwiki.messages import _
from partnerwiki.papers.making import FAULTS, FOLDER
from partnerwiki.papers.model import Paper, Sheets
from partnerwiki.pofile import write_atomically
from partnerwiki.records.store import read_store
from partnerwiki.today import today

#: Papers by page and language.
Papers = dict[tuple[str, str], Paper]
#: Points by which letters get smaller until a document fits on its sheets; 8 pt can still be read.
_SMALLER = (0, 0.5, 1, 1.5, 2)
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


#: What the site's build makes. OpenDocument needs LibreOffice, which few machines that build a site have.
PUBLISHED = (Kind.PDF, Kind.DOCX)


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
                        fault["message"], path=project.shown(Path(fault["path"])) or None, line=fault["line"]
                    )
                    problems.setdefault(str(error), error)
                continue
            paper = Paper.model_validate_json(path.read_bytes())
            papers[paper.docname, paper.language] = paper
    return papers, list(problems.values())


def plan(papers: Papers, languages: Sequence[str], kinds: Iterable[Kind] = PUBLISHED) -> list[Document]:
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
    kinds: Sequence[Kind] = PUBLISHED,
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
    known_as, look = versions_of(project, papers), look_of(project)
    own = project.options.documents.get("word")
    reference = project.confdir / own if own else None
    cache = project.build / "work" / "documents"
    made: list[Made] = []
    used: set[Path] = set()

    def one(document: Document) -> Made | PartnerwikiError:
        try:
            mine = [papers[document.docname, code] for code in document.languages]
            said = known_as[document.docname]
            if document.kind is Kind.PDF:
                return _pdf(document, mine, said, look, cache, used, keep)
            return _word(document, mine, said, reference, cache, used)
        except PartnerwikiError as error:
            paper = papers[document.docname, document.languages[0]]
            line = error.line or setting.line_of(error.message, paper)
            return PartnerwikiError(error.message, path=error.path or paper.path, line=line, mend=error.mend)

    if any(document.kind is not Kind.PDF for document in wanted):
        import docx  # noqa: F401 threads that import it at once find half of its classes

    with ThreadPoolExecutor() as pool:
        for number, result in enumerate(pool.map(one, wanted), 1):
            progress(number, len(wanted))
            if isinstance(result, Made):
                made.append(result)
            else:
                problems.append(result)
    if len(wanted) == len(planned):
        for path in {path for kind in kinds for path in cache.glob(f"*.{kind}")} - used:
            path.unlink()
    return Result(made, problems)


def versions_of(project: Project, papers: Papers) -> dict[str, str]:
    """Give what the version of each page is called in the foot of its documents.

    An agreement whose text is as it was frozen has the number of its version and the beginning of its checksum; all
    others have eight letters that change with any word in any language.
    """
    found: dict[str, str] = {}
    for docname in {docname for docname, _language in papers}:
        found[docname] = setting.version([paper for (name, _code), paper in papers.items() if name == docname])
    store, _problems = read_store(project.srcdir, project.languages)
    for entry in store.of("agreements"):
        record = entry.record
        text = wording.read(project, store, entry) if record.page in found else None
        if text is not None:
            is_frozen = record.frozen == text.wording.checksum
            found[record.page] = f"{record.version} ({record.frozen[:8]})" if is_frozen else text.wording.checksum[:8]
    return found


def _pdf(
    document: Document,
    mine: list[Paper],
    known_as: str,
    look: setting.Look,
    cache: Path,
    used: set[Path],
    keep: Path | None,
) -> Made:
    title = " – ".join(dict.fromkeys(paper.title for paper in mine))
    at_most = mine[0].sheets.at_most * len(mine)
    for smaller in _SMALLER if at_most else _SMALLER[:1]:
        sources = setting.fitted(mine, known_as, look, smaller=smaller)
        path = cache / f"{_key(sources)}.pdf"
        if path.is_file() and keep is None:
            used.add(path)
            return Made(document, title, path.read_bytes(), is_new=False)
        day = datetime.combine(today(), time(), UTC)
        folder = keep / document.name.removesuffix(".pdf") if keep else None
        try:
            data = pdf.set_pdf(sources, int(day.timestamp()), folder)
        except pdf.TooLongError:
            continue
        used.add(path)
        write_atomically(path, data)
        return Made(document, title, data, is_new=True)
    raise PartnerwikiError(
        _("This document has more sheets than it may have: {count}.").format(count=at_most),
        line=1,
        mend=_("Shorten the page, or allow more with 'at_most' in its front matter."),
    )


def _word(
    document: Document, mine: list[Paper], known_as: str, reference: Path | None, cache: Path, used: set[Path]
) -> Made:
    """Give a Word document, or what LibreOffice makes of it."""
    title = " – ".join(dict.fromkeys(paper.title for paper in mine))
    path = cache / f"{_word_key(mine, known_as, reference)}.{document.kind}"
    used.add(path)
    if path.is_file():
        return Made(document, title, path.read_bytes(), is_new=False)
    if document.kind is Kind.ODT:
        data = word.odt(_word(replace(document, kind=Kind.DOCX), mine, known_as, reference, cache, used).data)
    elif len(mine) == 1:
        data = word.single(mine[0], known_as, reference)
    else:
        data = word.side_by_side(mine, known_as, reference)
    write_atomically(path, data)
    return Made(document, title, data, is_new=True)


def _word_key(mine: list[Paper], known_as: str, reference: Path | None) -> str:
    digest = hashlib.sha256(f"{engine_version()} {known_as} {today()}".encode())
    if reference:
        digest.update(reference.read_bytes() if reference.is_file() else b"")
    for paper in mine:
        written = paper.model_dump_json()
        for path in sorted({part.path for part in walk(paper.blocks) if getattr(part, "path", "")}):
            digest.update(Path(path).read_bytes() if Path(path).is_file() else b"")
            # a wiki that was moved to another folder is the same wiki
            written = written.replace(json.dumps(path), json.dumps(Path(path).name))
        digest.update(written.encode("utf-8"))
    return digest.hexdigest()[:32]


def look_of(project: Project) -> setting.Look:
    """Give how the documents of a wiki look. Raises :class:`PartnerwikiError` where a file is missing."""
    said = project.options.documents
    if "logo" not in said:
        return setting.Look(color=said.get("color", ""))
    path = project.confdir / said["logo"]
    try:
        return setting.Look(path.read_bytes(), path.suffix.lower(), said.get("color", ""))
    except OSError as error:
        raise PartnerwikiError(
            _("The picture cannot be read: {error}").format(error=error.strerror or error),
            path=project.shown(path),
            mend=_("Correct 'logo' of partnerwiki_documents in conf.py."),
        ) from None


def _key(sources: pdf.Sources) -> str:
    digest = hashlib.sha256(engine_version().encode())
    for part in _parts(sources):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def _parts(sources: pdf.Sources) -> Iterator[bytes]:
    yield pdf.LAYOUT.read_bytes()
    yield sources.main.encode("utf-8")
    for name in sorted(sources.pictures):
        yield name.encode("utf-8")
