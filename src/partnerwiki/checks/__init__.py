"""Checks of pages and catalogs: a registry, and the function that runs them all.

A check takes the project and yields findings. It is registered by its decorator; the modules below hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend: ``path`` relative to ``conf.py``'s folder, ``line`` from 1 (0: the file as a whole).

    ``is_error`` is false for a warning, which is shown and fails nothing.
    """

    path: str
    line: int
    check: str
    message: str
    mend: str = ""
    is_error: bool = True

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        message = self.message if self.is_error else _("Warning: {message}").format(message=self.message)
        return f"{where}: {message} [{self.check}]" + (f"\n  → {self.mend}" if self.mend else "")

    def as_dict(self) -> dict[str, Any]:
        """Give what ``check --json`` prints of it."""
        return {
            "path": self.path,
            "line": self.line,
            "check": self.check,
            "message": self.message,
            "mend": self.mend,
            "error": self.is_error,
        }


Check = Callable[[Project], Iterator[Finding]]
REGISTRY: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a check under its function's name."""
    REGISTRY[function.__name__.replace("_", "-")] = function
    return function


def run_all(project: Project, names: Sequence[str] = ()) -> list[Finding]:
    """Run the checks of these names, or every check; findings come ordered by file and line.

    Raises :class:`PartnerwikiError` for a name that no check has.
    """
    from partnerwiki.checks import agreements, catalogs, glossary, pages, privacy, records  # noqa: F401 importing registers

    for name in names:
        if name not in REGISTRY:
            raise PartnerwikiError(
                _("There is no check '{name}'.").format(name=name),
                mend=_("There are: {names}.").format(names=", ".join(sorted(REGISTRY))),
            )
    chosen = dict.fromkeys(names or REGISTRY)
    return sorted(finding for name in chosen for finding in REGISTRY[name](project))


def page_paths(project: Project) -> list[Path]:
    """Give the Markdown pages below the source folder, without output and hidden folders."""
    skipped = {project.build, project.catalogs}
    return [
        path
        for path in sorted(project.srcdir.rglob("*.md"))
        if not any(folder in path.parents for folder in skipped)
        and not any(part.startswith(".") for part in path.relative_to(project.srcdir).parts)
    ]
