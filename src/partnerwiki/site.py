"""Build the whole site: every language in its own process, published all or nothing.

``build/work/<lang>`` keeps a language's doctrees and pages from build to build; ``build/site`` is replaced as a whole
once every language is done.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from partnerwiki import offline, root_pages
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.fingerprint import WorkFolder
from partnerwiki.messages import _
from partnerwiki.units import Count

Progress = Callable[[str, str, int], None]


@dataclass
class Built:
    """One language's build: addresses by docname, units by state as readers see them, warnings, seconds."""

    language: str
    pages: dict[str, str] = field(default_factory=dict)
    units: Count = field(default_factory=Count)
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""


@dataclass
class Site:
    """The result of a build; ``published`` is false where the site on disk was left as it was."""

    languages: list[Built]
    published: bool
    seconds: float

    @property
    def warnings(self) -> list[str]:
        """All warnings, each once, with the language they came from where it is only one."""
        seen: dict[str, list[str]] = {}
        for built in self.languages:
            for line in built.warnings:
                seen.setdefault(line, []).append(built.language)
        return [line if len(langs) > 1 else f"[{langs[0]}] {line}" for line, langs in seen.items()]


def build(
    project: Project,
    *,
    strict: bool = False,
    fresh: bool = False,
    progress: Progress = lambda _language, _phase, _percent: None,
) -> Site:
    """Build every language and publish to ``build/site``.

    With ``strict`` a warning keeps the last good site. Raises :class:`PartnerwikiError` where a language's process
    fails; the last good site stays then, too.
    """
    start = time.perf_counter()
    stages = [_Stage(project, language, fresh=fresh) for language in project.languages]
    results = _run_all(stages, progress)
    for stage, built in zip(stages, results, strict=True):
        if built.error:
            raise PartnerwikiError(
                _("The build of language '{language}' failed: {error}").format(
                    language=stage.language, error=built.error
                ),
                mend=_("The last good site is unchanged. Correct what is named and build again."),
            )
    blocked = strict and any(built.warnings for built in results)
    for stage, built in zip(stages, results, strict=True):
        if not built.warnings:
            stage.finish()
    if not blocked:
        _publish(project, stages, results)
    return Site(results, not blocked, time.perf_counter() - start)


class _Stage:
    """The folder where one language is built."""

    def __init__(self, project: Project, language: str, *, fresh: bool) -> None:
        self.project = project
        self.language = language
        self._work = WorkFolder(project.build / "work" / language, project.base_url, fresh=fresh)
        self.html = self._work.folder / "html"
        self.doctrees = self._work.folder / "doctrees"

    def command(self) -> list[str]:
        """Give the command line of this language's process."""
        project = self.project
        paths = [str(project.confdir), self.language, str(self.html), str(self.doctrees)]
        return [sys.executable, "-m", "partnerwiki.worker", *paths, project.base_url]

    def finish(self) -> None:
        """Note that this stage may be built upon."""
        self._work.finish()


def _run_all(stages: list[_Stage], progress: Progress) -> list[Built]:
    """Run the processes, as many at once as there are processors; when one fails, the others are ended."""
    results = [Built(stage.language) for stage in stages]
    slots = threading.Semaphore(max(os.cpu_count() or 1, 1))
    running: list[subprocess.Popen[str]] = []
    lock = threading.Lock()
    failed = threading.Event()

    def one(stage: _Stage, built: Built) -> None:
        with slots:
            with lock:
                if failed.is_set():
                    return
                environ = {**os.environ, "PYTHONUTF8": "1"}
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
            built.pages, built.warnings, finished = message["pages"], message["warnings"], True
            built.units = Count(**message["units"])
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


def _publish(project: Project, stages: list[_Stage], results: list[Built]) -> None:
    """Put the new site in place of the old one as a whole; files that did not change keep their date."""
    new, old = project.build / "site.new", project.build / "site.old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for stage in stages:
        for path in _files(stage.html):
            _place(path, new / stage.language / path.relative_to(stage.html), project.site, new)
    root_pages.fill_dashboards(project, new, {built.language: built.units for built in results})
    for stage in stages:
        offline.renew(new / stage.language)
    pages = {built.language: built.pages for built in results}
    for name, data in root_pages.files(project, pages).items():
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    if _same(project.site, new):
        shutil.rmtree(new)
        return
    if project.site.exists():
        os.replace(project.site, old)
    os.replace(new, project.site)
    shutil.rmtree(old, ignore_errors=True)


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
