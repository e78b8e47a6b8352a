"""Build the whole site: every language in its own process, published all or nothing.

``build/work/<lang>`` keeps a language's doctrees and pages from build to build, and in ``built.json`` what the build
told. A language whose inputs are as they were is not built again. ``build/site`` is replaced as a whole once every
language is done; ``build/published.json`` tells what it was made from.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from partnerwiki import offline, root_pages
from partnerwiki.config import Project
from partnerwiki.documents import making as documents
from partnerwiki.errors import PartnerwikiError
from partnerwiki.fingerprint import EVERYTHING, WorkFolder, engine_version
from partnerwiki.inputs import Inputs, listing
from partnerwiki.messages import _
from partnerwiki.pofile import write_atomically
from partnerwiki.root_pages.documents import FOLDER, Listed, note_of
from partnerwiki.units import Count

Progress = Callable[[str, str, int], None]


@dataclass
class Built:
    """One language's build: addresses by docname, units by state as readers see them, warnings, seconds.

    ``inputs`` and ``sources`` are the fingerprints that :class:`Inputs` gave before it, ``elsewhere`` the files that it
    read beyond the project's, ``files`` a fingerprint of what it wrote, ``code`` of what it ran. ``again`` are pages
    that the next build reads again, because Sphinx forgets their warnings. ``seconds`` is 0 where nothing had to be
    done.
    """

    language: str
    pages: dict[str, str] = field(default_factory=dict)
    units: Count = field(default_factory=Count)
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""
    inputs: str = ""
    sources: str = ""
    elsewhere: list[str] = field(default_factory=list)
    files: str = ""
    code: str = ""
    again: list[str] = field(default_factory=list)

    def take(self, message: dict[str, Any]) -> None:
        """Take over what a worker told of its build."""
        self.pages, self.warnings = message["pages"], message["warnings"]
        self.elsewhere, self.again = message["elsewhere"], message["again"]
        self.units = Count(**message["units"])


@dataclass
class Site:
    """The result of a build; ``published`` is false where the site on disk was left as it was.

    ``changed`` says whether the site is another than before; ``problems`` tells of documents that were not made,
    ``notes`` what should be known and is no warning.
    """

    languages: list[Built]
    published: bool
    seconds: float
    changed: bool = True
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """All warnings, and the documents that could not be made."""
        return [*all_warnings(self.languages), *self.problems]


def all_warnings(languages: Iterable[Built]) -> list[str]:
    """Give the warnings of all languages, each once, with the language it came from where that is only one."""
    seen: dict[str, list[str]] = {}
    for built in languages:
        for line in built.warnings:
            seen.setdefault(line, []).append(built.language)
    return [line if len(codes) > 1 else f"[{codes[0]}] {line}" for line, codes in seen.items()]


def build(
    project: Project,
    *,
    languages: Iterable[str] | None = None,
    strict: bool = False,
    fresh: bool = False,
    progress: Progress = lambda _language, _phase, _percent: None,
) -> Site:
    """Build every language and publish to ``build/site``; or only some, for :func:`assemble` to publish.

    With ``strict`` a warning keeps the last good site. Raises :class:`PartnerwikiError` where a language's process
    fails; the last good site stays then, too.
    """
    start = time.perf_counter()
    inputs = Inputs(project)
    stages = [Stage(project, language, inputs) for language in languages or project.languages]
    for stage in stages:  # as they are before they are read: what changes meanwhile is built next time
        inputs.of(stage.language)
    results = [stage.kept(fresh=fresh) for stage in stages]
    missing = [stage for stage, built in zip(stages, results, strict=True) if built is None]
    made = dict(zip([stage.language for stage in missing], _run_all(missing, progress, fresh=fresh), strict=True))
    for stage in missing:
        built = made[stage.language]
        if built.error:
            raise PartnerwikiError(
                _("The build of language '{language}' failed: {error}").format(
                    language=stage.language, error=built.error
                ),
                mend=_("The last good site is unchanged. Correct what is named and build again."),
            )
        stage.keep(built)
    done = [built or made[stage.language] for stage, built in zip(stages, results, strict=True)]
    if languages is not None or (strict and any(built.warnings for built in done)):
        return Site(done, published=False, seconds=time.perf_counter() - start)
    return _finish(project, stages, done, start=start, strict=strict, made=bool(missing), progress=progress)


def assemble(project: Project, *, strict: bool = False) -> Site:
    """Publish languages that were built one by one, perhaps on other machines.

    With ``strict`` a warning keeps the last good site. Raises :class:`PartnerwikiError` for a language that is not
    there, or that was built from other pages, catalogs or settings than those of the project now.
    """
    start = time.perf_counter()
    inputs = Inputs(project)
    stages = [Stage(project, language, inputs) for language in project.languages]
    done = []
    for stage in stages:
        built = stage.read()
        if built is None or not stage.html.is_dir():
            raise PartnerwikiError(
                _("Language '{language}' has not been built.").format(language=stage.language),
                path=stage.folder,
                mend=_("Run 'partnerwiki build --lang {language}' first.").format(language=stage.language),
            )
        if built.sources != inputs.sources(stage.language):
            raise PartnerwikiError(
                _("Language '{language}' was built from other pages, catalogs or settings.").format(
                    language=stage.language
                ),
                path=stage.folder,
                mend=_("Build all languages from the same commit, with the same --base-url."),
            )
        done.append(built)
    if strict and any(built.warnings for built in done):
        return Site(done, published=False, seconds=time.perf_counter() - start)
    return _finish(project, stages, done, start=start, strict=strict, made=True)


def _finish(
    project: Project,
    stages: list[Stage],
    done: list[Built],
    *,
    start: float,
    strict: bool,
    made: bool,
    progress: Progress = lambda _language, _phase, _percent: None,
) -> Site:
    """Make the documents and publish, unless all of it is there."""
    note = project.build / "published.json"
    if not made and _is_published(note, _made_from(project, done), project.site):
        return Site(done, published=True, seconds=time.perf_counter() - start, changed=False)
    kinds = documents.usual_kinds()
    if all(kind.is_there for kind in kinds):
        result = documents.make(
            project, kinds=kinds, progress=lambda part, all_: progress("PDF", "writing", 100 * part // all_)
        )
    else:
        result = documents.Result([], [])
    notes = _notes(project)
    problems = [str(problem) for problem in result.problems]
    is_good = not (strict and problems)
    changed = _publish(project, stages, done, result.made) if is_good else False
    seconds = time.perf_counter() - start
    return Site(done, published=is_good, seconds=seconds, changed=changed, problems=problems, notes=notes)


def _notes(project: Project) -> list[str]:
    """Say which documents the site does not have, since something is not installed."""
    planned = {document.kind for document in documents.plan(documents.read_papers(project)[0], project.languages)}
    missing = {kind for kind in planned if not kind.is_there}
    if missing - {documents.Kind.ODT}:
        return [_("Without documents: pip install 'partnerwiki[documents]' brings what makes them.")]
    if missing:
        return [_("Without OpenDocument files: LibreOffice Writer makes them, and is not installed.")]
    return []


class Stage:
    """The folder where one language is built."""

    def __init__(self, project: Project, language: str, inputs: Inputs) -> None:
        self.project = project
        self.language = language
        self.folder = project.build / "work" / language
        self.html = self.folder / "html"
        self._inputs = inputs
        self._note = self.folder / "built.json"
        self._work: WorkFolder | None = None
        self._before = self.read()

    def read(self) -> Built | None:
        """Give what the last build of this language told, if it ended well."""
        try:
            told = json.loads(self._note.read_bytes())
            return Built(**{**told, "units": Count(**told["units"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def kept(self, *, fresh: bool) -> Built | None:
        """Give the last build where the inputs are as they were and its files are there."""
        built = self._before
        if fresh or built is None or built.inputs != self._inputs.of(self.language, built.elsewhere):
            return None
        if not self.html.is_dir() or built.files != listing(self.html):
            return None
        built.seconds = 0.0
        return built

    def begin(self, *, fresh: bool = False) -> None:
        """Make ready for a build by a new process."""
        before = self._before
        if before is not None and (
            before.code != self._inputs.code(before.elsewhere)  # of which Sphinx knows nothing
            or before.files != listing(self.html)  # somebody else has been at it
        ):
            fresh = True
        self._work = WorkFolder(self.folder, self.project.base_url, self.project.settings, fresh=fresh)
        self.begin_again(before.again if before is not None else [])

    def begin_again(self, again: list[str]) -> None:
        """Make ready for a build upon what is in memory and in the folder; ``again`` are pages to be read again."""
        if self._work is not None:
            self._work.begin()
        self._note.unlink(missing_ok=True)
        (self.folder / "again.json").write_text(json.dumps(again), encoding="utf-8")

    def renew(self, inputs: Inputs) -> None:
        """Take other inputs for those of the next build."""
        self._inputs = inputs
        inputs.of(self.language)

    def command(self) -> list[str]:
        """Give the command line of this language's process."""
        project = self.project
        flags = ["--internal"] if project.is_internal else []
        return [
            sys.executable,
            "-m",
            "partnerwiki.worker",
            str(project.confdir),
            self.language,
            project.base_url,
            *flags,
        ]

    def may_go_on(self, built: Built) -> None:
        """Note that what was built may be built upon, though not all of it is there yet."""
        if self._work is not None and built.again != [EVERYTHING]:
            self._work.finish()

    def keep(self, built: Built) -> None:
        """Note that what was built may be built upon, and what it was made from."""
        built.inputs = self._inputs.of(self.language, built.elsewhere)
        built.sources = self._inputs.sources(self.language)
        built.code = self._inputs.code(built.elsewhere)
        built.files = listing(self.html)
        write_atomically(self._note, json.dumps(asdict(built), ensure_ascii=False).encode("utf-8"))
        self.may_go_on(built)


def _run_all(stages: list[Stage], progress: Progress, *, fresh: bool) -> list[Built]:
    """Run the processes, as many at once as there are processors; when one fails, the others are ended."""
    results = [Built(stage.language) for stage in stages]
    slots = threading.Semaphore(max(os.cpu_count() or 1, 1))
    running: list[subprocess.Popen[str]] = []
    lock = threading.Lock()
    failed = threading.Event()

    def one(stage: Stage, built: Built) -> None:
        with slots:
            with lock:
                if failed.is_set():
                    return
                environ = {**os.environ, "PYTHONUTF8": "1"}
                stage.begin(fresh=fresh)
                process = subprocess.Popen(
                    stage.command(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    env=environ,
                )
                running.append(process)
            _follow(process, built, progress)
            with lock:
                if built.error and failed.is_set():
                    built.error = ""  # ended because another language had failed: that one is named
                elif built.error:
                    failed.set()
                    _end(running)

    threads = [threading.Thread(target=one, args=pair) for pair in zip(stages, results, strict=True)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:  # Ctrl-C: take the children along
        failed.set()
        with lock:
            _end(running)
        raise
    return results


def _end(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()


def _follow(process: subprocess.Popen[str], built: Built, progress: Progress) -> None:
    """Read what a worker says until it ends, and judge how it ended."""
    start = time.perf_counter()
    errors: list[str] = []
    drain = threading.Thread(target=lambda: errors.extend(process.stderr or []))
    drain.start()
    finished = False
    for line in process.stdout or []:
        try:
            message = json.loads(line)
        except ValueError:  # something printed past us (an extension's print)
            continue
        if "phase" in message:
            progress(built.language, message["phase"], message["percent"])
        elif "error" in message:
            built.error = message["error"]
        elif "pages" in message:
            finished = True
            built.take(message)
    code = process.wait()
    drain.join()
    built.seconds = time.perf_counter() - start
    if code == 0 and finished:
        progress(built.language, "done", 100)
    elif not built.error:
        last = errors[-1].strip() if errors else ""
        if code < 0:
            built.error = _("its process was ended by signal {number}").format(number=-code)
        else:
            built.error = _("its process ended with status {code}. {last}").format(code=code, last=last).strip()


def _made_from(project: Project, results: list[Built]) -> list[str]:
    kinds = [kind for kind in documents.Kind if kind.is_there]
    return [engine_version(), project.base_url, *kinds, *(f"{built.language} {built.files}" for built in results)]


def _publish(project: Project, stages: list[Stage], results: list[Built], papers: list[documents.Made]) -> bool:
    """Put the new site in place of the old one as a whole; files that did not change keep their date.

    Says whether anything changed.
    """
    note = project.build / "published.json"
    made_from = _made_from(project, results)
    new, old = project.build / "site.new", project.build / "site.old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for stage in stages:
        for path in _files(stage.html):
            _place(path, new / stage.language / path.relative_to(stage.html), project.site, new)
    pages = {built.language: built.pages for built in results}
    _place_documents(project, new, papers)
    root_pages.fill_documents(project, new, pages)
    root_pages.fill_dashboards(project, new, {built.language: built.units for built in results})
    for stage in stages:
        offline.renew(new / stage.language)
    for name, data in root_pages.files(project, pages).items():
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    is_same = _same(project.site, new)
    if is_same:
        shutil.rmtree(new)
    else:
        if project.site.exists():
            os.replace(project.site, old)
        os.replace(new, project.site)
        shutil.rmtree(old, ignore_errors=True)
    write_atomically(note, json.dumps({"made_from": made_from, "files": listing(project.site)}).encode())
    return not is_same


def _place_documents(project: Project, new: Path, made: list[documents.Made]) -> None:
    """Write the documents into the new site, and what links to them have to know."""
    found = [
        Listed(
            docname=one.document.docname,
            name=one.document.name,
            languages=list(one.document.languages),
            kind=one.document.kind.value,
            size=len(one.data),
        )
        for one in made
    ]
    write_atomically(note_of(project), json.dumps(found).encode())
    for one in made:
        target = new / FOLDER / one.document.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.data)


def _is_published(note: Path, made_from: list[str], site: Path) -> bool:
    try:
        told = json.loads(note.read_bytes())
        return bool(told == {"made_from": made_from, "files": listing(site)})
    except (OSError, ValueError):
        return False


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".buildinfo") and ".doctrees" not in path.parts:
            yield path


def _place(path: Path, target: Path, site: Path, new: Path) -> None:
    """Copy a file, or link the published one where it has the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    published = site / target.relative_to(new)
    if published.is_file() and filecmp.cmp(path, published, shallow=False):
        try:
            os.link(published, target)
            return
        except OSError:  # a file system without hard links
            pass
    shutil.copyfile(path, target)


def _same(old: Path, new: Path) -> bool:
    if not old.is_dir():
        return False
    names = [{path.relative_to(base) for path in base.rglob("*") if path.is_file()} for base in (old, new)]
    return names[0] == names[1] and all(filecmp.cmp(old / name, new / name, shallow=False) for name in names[0])
