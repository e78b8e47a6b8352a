"""Which documents a wiki has, and making them: only what changed is set again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from partnerwiki.agreements import wording
from partnerwiki.config import Project
from partnerwiki.documents import pdf, setting
from partnerwiki.errors import PartnerwikiError
from partnerwiki.fingerprint import engine_version
from partnerwiki.papers.making import FAULTS, FOLDER
from partnerwiki.papers.model import Paper
from partnerwiki.pofile import write_atomically
from partnerwiki.records.store import read_store
from partnerwiki.today import today

#: Papers by page and language.
Papers = dict[tuple[str, str], Paper]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Document:
    """A document of a page: in one language, or in several, the first one left or first."""

    docname: str
    languages: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name: ``agreements-letter-de-pt.pdf``."""
        return f"{self.docname.replace('/', '-')}-{'-'.join(self.languages)}.pdf"


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


def plan(papers: Papers, languages: Sequence[str]) -> list[Document]:
    """Give the documents of a wiki: each page in each language, and side by side.

    Of an agreement stand side by side the authoritative languages, with each of them first once: each party gets an
    original that begins with its own language. Of other pages, the language that they were
    written in and each other one.
    """
    found = []
    for docname in sorted({docname for docname, _language in papers}):
        there = [papers[docname, code] for code in languages if (docname, code) in papers]
        found += [Document(docname, (paper.language,)) for paper in there]
        codes = [paper.language for paper in there]
        agreement = there[0].agreement
        if agreement is not None:
            wanted = [code for code in agreement.languages if code in codes]
            # each party's original begins with its language
            together = [(one, *(code for code in wanted if code != one)) for one in wanted if len(wanted) > 1]
        else:
            source = there[0].source
            together = [(source, code) for code in codes if code != source and source in codes]
        found += [Document(docname, pair) for pair in together]
    return found


def make(
    project: Project,
    *,
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
    wanted = [document for document in plan(papers, project.languages) if only(document)]
    known_as = versions_of(project, papers)
    cache = project.build / "work" / "documents"
    made: list[Made] = []
    used: set[Path] = set()

    def one(document: Document) -> Made | PartnerwikiError:
        try:
            return _made(document, papers, known_as[document.docname], cache, used, keep)
        except PartnerwikiError as error:
            paper = papers[document.docname, document.languages[0]]
            line = error.line or setting.line_of(error.message, paper)
            return PartnerwikiError(error.message, path=error.path or paper.path, line=line, mend=error.mend)

    with ThreadPoolExecutor() as pool:
        for number, result in enumerate(pool.map(one, wanted), 1):
            progress(number, len(wanted))
            if isinstance(result, Made):
                made.append(result)
            else:
                problems.append(result)
    if len(wanted) == len(plan(papers, project.languages)):
        for path in set(cache.glob("*.pdf")) - used:
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


def _made(document: Document, papers: Papers, known_as: str, cache: Path, used: set[Path], keep: Path | None) -> Made:
    mine = [papers[document.docname, code] for code in document.languages]
    if len(mine) == 1:
        sources = setting.single(mine[0], known_as)
    elif len(mine) <= setting.SIDE_BY_SIDE:
        sources = setting.synopsis(mine, known_as)
    else:
        sources = setting.in_turn(mine, known_as)
    path = cache / f"{_key(sources)}.pdf"
    used.add(path)
    title = " – ".join(dict.fromkeys(paper.title for paper in mine))
    if path.is_file() and keep is None:
        return Made(document, title, path.read_bytes(), is_new=False)
    day = datetime.combine(today(), time(), UTC)
    data = pdf.set_pdf(sources, int(day.timestamp()), keep / document.name.removesuffix(".pdf") if keep else None)
    write_atomically(path, data)
    return Made(document, title, data, is_new=True)


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
