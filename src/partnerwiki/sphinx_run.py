"""Run Sphinx in this process on a project, quietly, and collect its warnings."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.locale import translators
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from partnerwiki import finishing
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError, files_told
from partnerwiki.messages import _
from partnerwiki.speed import quick


@dataclass
class Run:
    """A finished run, and its warnings, one a line."""

    app: Sphinx
    warnings: list[str]

    @property
    def env(self) -> Any:
        """Sphinx's environment."""
        return self.app.env

    @property
    def builder(self) -> Any:
        """Sphinx's builder."""
        return self.app.builder


class Session:
    """Sphinx on a project with one builder in one language; it can build again and again until it is closed.

    What a build notes in memory stays for the next; ``conf.py``, extensions, templates and the catalog of ``conf.py``
    are read once. With ``later``, what no page shows (the search index, the offline copy) waits for
    :meth:`finish_later`.
    """

    def __init__(
        self,
        project: Project,
        builder: str,
        *,
        language: str,
        outdir: Path,
        doctreedir: Path,
        status: Any = None,
        overrides: dict[str, Any] | None = None,
        later: bool = False,
    ) -> None:
        self._project = project
        self._log = io.StringIO()
        self._again: list[str] = []
        self._is_new = True
        self._stack = ExitStack()
        translators.clear()  # Sphinx keeps the words of the language before, which the next would mix in
        nocolor()
        parts = [quick(), patch_docutils(str(project.confdir)), docutils_namespace()]
        # some Python warnings of libraries go to stderr; they are no business of an author
        for part in (*parts, redirect_stderr(io.StringIO())):
            self._stack.enter_context(part)
        try:
            with self._told():
                self._app = Sphinx(
                    srcdir=project.srcdir,
                    confdir=project.confdir,
                    outdir=outdir,
                    doctreedir=doctreedir,
                    buildername=builder,
                    confoverrides={"language": language, **(overrides or {})},
                    status=status,
                    warning=self._log,
                    parallel=1,
                )
        except BaseException:
            self.close()
            raise
        self._app.connect("env-get-outdated", lambda *_arguments: self._again)
        if later:
            finishing.wait(self._app)
            self._stack.enter_context(finishing.environment_apart())

    def build(self, again: Iterable[str] = ()) -> Run:
        """Build all outdated pages, and those of ``again``.

        Raises :class:`PartnerwikiError` where Sphinx stops. Warnings do not stop it; they are in the result.
        """
        self._again = list(again)
        with self._told():
            if not self._is_new:
                self._log.seek(0)
                self._log.truncate()
                self._app.emit("partnerwiki-again")
            self._is_new = False
            self._app.build()
        lines = [click.unstyle(line) for line in self._log.getvalue().splitlines() if line.strip()]
        return Run(self._app, [shorten(line, self._project) for line in lines])

    def save(self) -> None:
        """Save what the next process builds upon. Raises :class:`PartnerwikiError`."""
        with self._told():
            finishing.save_environment(self._app)

    def finish_later(self) -> None:
        """Do what waited. Raises :class:`PartnerwikiError`."""
        with self._told():
            finishing.finish(self._app)

    def close(self) -> None:
        """Give everything back that was replaced for the session."""
        self._stack.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the errors that Sphinx stops with into ours."""
        try:
            with files_told():
                yield
        except SphinxError as error:
            raise PartnerwikiError(
                _("Sphinx stopped: {error}").format(error=str(error).strip()),
                mend=_("Correct what it names; the wiki's own settings are in conf.py."),
            ) from error


def run(project: Project, builder: str, *, again: Iterable[str] = (), **options: Any) -> Run:
    """Build once; see :class:`Session`."""
    session = Session(project, builder, **options)
    try:
        return session.build(again)
    finally:
        session.close()


def shorten(line: str, project: Project) -> str:
    """Give a warning with paths relative to the project's folder."""
    return line.replace(f"{project.confdir}{os.sep}", "")
