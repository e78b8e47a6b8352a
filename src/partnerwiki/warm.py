"""The languages' processes of the live preview, which stay and build again and again with all that they know in memory.

Each language has a process of its own here, too: Sphinx and docutils keep roles, words and translations of one language
in modules, and the languages are built side by side. What a build changed goes to ``build/site`` file by file, when it
ended well.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from partnerwiki import offline, root_pages
from partnerwiki.config import Project
from partnerwiki.dashboard import NAME as DASHBOARD
from partnerwiki.errors import PartnerwikiError, files_told
from partnerwiki.inputs import Inputs
from partnerwiki.messages import _
from partnerwiki.papers.making import PLACE
from partnerwiki.pofile import write_atomically
from partnerwiki.root_pages import documents as root_documents
from partnerwiki.site import Built, Stage, all_warnings

Files = dict[str, tuple[int, int]]


class Language:
    """The process of one language.

    It tells the workshop when what it wrote may be built upon, when search index and offline copy are there, too, and
    why they are not.
    """

    def __init__(self, stage: Stage, workshop: Workshop, *, is_published: bool) -> None:
        self.stage = stage
        self.built = Built(stage.language)
        self.is_busy = True
        self.published = _files(stage.html) if is_published else {}
        self._workshop = workshop
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        stage.begin()
        self._process = subprocess.Popen(
            [*stage.command(), "--stay"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout or []:
            try:
                message = json.loads(line)
            except ValueError:  # something printed past us (an extension's print)
                continue
            if "finished" in message:
                self._workshop.finished(self)
            elif "saved" in message:
                self._workshop.saved(self)
            elif "unfinished" in message:
                self._workshop.complain(PartnerwikiError(message["unfinished"]))
            elif "phase" not in message:
                if "pages" in message:
                    self.built = Built(self.stage.language)
                    self.built.take(message)
                self.is_busy = False
                self._answers.put(message)
        self._answers.put({})

    def ask(self) -> None:
        """Ask for another build."""
        self.is_busy = True
        self.stage.begin_again(self.built.again)
        if self._process.stdin is not None and self._process.poll() is None:
            self._process.stdin.write("\n")
            self._process.stdin.flush()

    def answer(self) -> Built:
        """Wait for a build to end. Raises :class:`PartnerwikiError` where it failed."""
        message = self._answers.get()
        if "pages" in message:
            return self.built
        error = message.get("error") or _("its process ended with status {code}. {last}").format(
            code=self._process.wait(), last=""
        )
        raise PartnerwikiError(
            _("The build of language '{language}' failed: {error}").format(language=self.stage.language, error=error),
            mend=_("The last good site is unchanged. Correct what is named and build again."),
        )

    @property
    def is_alive(self) -> bool:
        """Say whether the process can build again."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


class Workshop:
    """All languages of a project; ``complain`` is told of what fails after a build's pages are there."""

    def __init__(self, project: Project, complain: Callable[[PartnerwikiError], None]) -> None:
        self.project = project
        self.complain = complain
        self._inputs = Inputs(project)
        self._lock = threading.Lock()
        note = project.build / "published.json"
        is_published = note.is_file()
        note.unlink(missing_ok=True)  # the site will be another
        self.languages = {
            code: Language(Stage(project, code, self._inputs), self, is_published=is_published)
            for code in project.languages
        }
        try:
            self._wait(self.languages)
        except BaseException:
            self.end()
            raise

    def build(self, changed: Iterable[Path]) -> list[str]:
        """Build the languages that changed files concern, publish them, and give the warnings of all.

        Raises :class:`PartnerwikiError` where a language fails; the last good pages stay.
        """
        paths = list(changed)
        asked = [code for code in self.languages if any(self._concerns(path, code) for path in paths)]
        self._inputs = Inputs(self.project)
        with self._lock:
            for code in asked:
                self.languages[code].ask()
            for code in asked:  # while they begin
                self.languages[code].stage.renew(self._inputs)
        self._wait(asked)
        return all_warnings(language.built for language in self.languages.values())

    def _concerns(self, path: Path, code: str) -> bool:
        catalogs = self.project.catalogs
        return not path.is_relative_to(catalogs) or path.is_relative_to(catalogs / code)

    def _wait(self, asked: Iterable[str]) -> None:
        """Wait for all, and only then tell of the first that failed: the others are ready for the next build."""
        errors = []
        for code in asked:
            try:
                self.languages[code].answer()
            except PartnerwikiError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        with self._lock, files_told():
            for code in asked:
                self._publish(self.languages[code])
            self._publish_root()

    def saved(self, language: Language) -> None:
        """Note that what a build wrote may be built upon; index and offline copy are missing yet."""
        with self._lock:
            if not language.is_busy:
                language.stage.may_go_on(language.built)

    def finished(self, language: Language) -> None:
        """Publish the rest of a language's build, and note that all of it is there."""
        with self._lock:
            if language.is_busy:  # with a newer build, which will end, too
                return
            try:
                with files_told():
                    self._publish(language)
                    offline.renew(self.project.site / language.stage.language)
                    language.stage.keep(language.built)
            except PartnerwikiError as error:
                self.complain(error)

    def _publish(self, language: Language) -> None:
        """Bring the files of one language that changed, and take away those that are gone."""
        html, site = language.stage.html, self.project.site / language.stage.language
        now = _files(html)
        for name, facts in now.items():
            if language.published.get(name) != facts:
                data = self._with_documents(language, name, (html / name).read_bytes())
                if name == f"{DASHBOARD}.html":
                    counts = {code: other.built.units for code, other in self.languages.items()}
                    text = root_pages.with_languages(self.project, site.name, data.decode(), counts)
                    data = text.encode()
                write_atomically(site / name, data)
        for name in language.published.keys() - now.keys():
            (site / name).unlink(missing_ok=True)
        language.published = now

    def _with_documents(self, language: Language, name: str, data: bytes) -> bytes:
        """Give a page with links to the documents that the last build by command made; the preview makes none."""
        if PLACE.encode() not in data:
            return data
        code = language.stage.language
        docname = next((page for page, address in language.built.pages.items() if address == name), "")
        found = root_documents.listed(self.project)
        return root_pages.with_documents(code, docname, name, data.decode(), found).encode()

    def _publish_root(self) -> None:
        pages = {code: language.built.pages for code, language in self.languages.items()}
        for name, data in root_pages.files(self.project, pages).items():
            path = self.project.site / name
            if not path.is_file() or path.read_bytes() != data:
                write_atomically(path, data)

    @property
    def is_alive(self) -> bool:
        """Say whether all processes can build again."""
        return all(language.is_alive for language in self.languages.values())

    def end(self) -> None:
        """End all processes."""
        for language in self.languages.values():
            language.end()


def _files(folder: Path) -> Files:
    """Give size and date of each file that is published."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith(".buildinfo"):
            stat = path.stat()
            found[path.relative_to(folder).as_posix()] = (stat.st_size, stat.st_mtime_ns)
    return found
