"""Run Sphinx in this process on a project, quietly, and collect its warnings."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.locale import translators
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
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


def run(
    project: Project,
    builder: str,
    *,
    language: str,
    outdir: Path,
    doctreedir: Path,
    status: Any = None,
    overrides: dict[str, Any] | None = None,
    fresh: bool = False,
    again: Iterable[str] = (),
) -> Run:
    """Build all outdated pages of ``project`` with ``builder`` in ``language``, and those of ``again``.

    Raises :class:`PartnerwikiError` where Sphinx stops. Warnings do not stop it; they are in the result.
    """
    log = io.StringIO()
    translators.clear()  # Sphinx keeps the words of the language before, which the next would mix in
    nocolor()
    try:
        # some Python warnings of libraries go to stderr; they are no business of an author
        with quick(), patch_docutils(str(project.confdir)), docutils_namespace(), redirect_stderr(io.StringIO()):
            app = Sphinx(
                srcdir=project.srcdir,
                confdir=project.confdir,
                outdir=outdir,
                doctreedir=doctreedir,
                buildername=builder,
                confoverrides={"language": language, **(overrides or {})},
                status=status,
                warning=log,
                freshenv=fresh,
                parallel=1,
            )
            app.connect("env-get-outdated", lambda *_arguments: list(again))
            app.build()
    except SphinxError as error:
        raise PartnerwikiError(
            _("Sphinx stopped: {error}").format(error=str(error).strip()),
            mend=_("Correct what it names; the wiki's own settings are in conf.py."),
        ) from error
    except OSError as error:
        raise PartnerwikiError(
            _("A file cannot be read or written: {error}").format(error=error.strerror or error),
            path=error.filename,
        ) from error
    lines = [click.unstyle(line) for line in log.getvalue().splitlines() if line.strip()]
    return Run(app, [shorten(line, project) for line in lines])


def shorten(line: str, project: Project) -> str:
    """Give a warning with paths relative to the project's folder."""
    return line.replace(f"{project.confdir}{os.sep}", "")
