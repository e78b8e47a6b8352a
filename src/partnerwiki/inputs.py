"""What a language's site is made from: a fingerprint by content, so that nothing is done where nothing changed.

Most inputs lie below the folders of pages and catalogs. What else a build read (static files, templates, included
files, modules of ``conf.py``) it tells when it is done; see :func:`read_elsewhere`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Set
from functools import cached_property
from pathlib import Path
from typing import Any

from partnerwiki import messages
from partnerwiki.config import Project
from partnerwiki.fingerprint import engine_version
from partnerwiki.partnership.standing import catalogs_of_agreements
from partnerwiki.today import today


class Inputs:
    """The inputs of a project as they are now; every file is read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[Path, str] = {}

    def of(self, language: str, elsewhere: Iterable[str] = ()) -> str:
        """Give a fingerprint (SHA-256, hex) of all that makes a language's site on this machine, today.

        ``elsewhere`` are files and folders beyond those of the project, relative to ``conf.py``'s folder or absolute.
        """
        others = sorted((name, self._content(self._project.confdir / name)) for name in elsewhere)
        return _digest(self.sources(language), self._machine, others)

    def code(self, elsewhere: Iterable[str]) -> str:
        """Give a fingerprint of ``conf.py``, what it says, and the project's modules among ``elsewhere``.

        What a change of those does to a page, nobody can tell.
        """
        modules = [(name, self._content(self._project.confdir / name)) for name in elsewhere if name.endswith(".py")]
        return _digest(self._project.settings, modules)

    def sources(self, language: str) -> str:
        """Give a fingerprint of settings, pages and a language's catalogs, the same on every machine."""
        catalogs = self._content(self._project.catalogs / language)
        return _digest(self._project.settings, self._project.base_url, self._pages, language, catalogs)

    @cached_property
    def _pages(self) -> str:
        return self._content(self._project.srcdir)

    @cached_property
    def _machine(self) -> str:
        """What pages show of the day and of the history; the programs, and the language in which they warn."""
        folders = {self._project.srcdir, self._project.catalogs}
        commits = [_commit(folder) for folder in sorted(folders) if folder.is_dir()]
        return _digest(engine_version(), today(), commits, messages.current_language())

    def _content(self, path: Path) -> str:
        if path not in self._known:
            # pages may lie beside conf.py, and then so do catalogs and what is built
            self._known[path] = content_of(path, without={self._project.build, self._project.catalogs})
        return self._known[path]


def content_of(path: Path, *, without: Set[Path] = frozenset()) -> str:
    """Give a fingerprint of a file, or of all files below a folder by their names; hidden ones do not count.

    Empty for what is not there; folders in ``without`` do not count. A process that stays does not read a file again
    whose inode, size and dates are those of a reading that came well after its last change.
    """
    if not path.is_dir():
        return _content_of_file(path) if path.is_file() else ""
    found = []
    for parent, folders, names in os.walk(path):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and here / name not in without)
        files = [here / name for name in sorted(names) if not name.startswith(".")]
        found += [(file.relative_to(path).as_posix(), content_of(file)) for file in files]
    return _digest(*found)


#: Nanoseconds within which a file can change twice without another date: some file systems count in two seconds.
_TICK = 2_500_000_000
_READ: dict[Path, tuple[tuple[int, ...], str]] = {}


def _content_of_file(path: Path) -> str:
    stat = path.stat()
    facts = stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
    known = _READ.get(path)
    if known is not None and known[0] == facts:
        return known[1]
    is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) + _TICK < time.time_ns()
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    if is_settled:
        _READ[path] = facts, content
    return content


def listing(folder: Path) -> str:
    """Give a fingerprint of the files below a folder by name, size and second, without reading them.

    Archives in which caches travel from one machine to another keep no parts of seconds.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            stat = path.stat()
            found.append((path.relative_to(folder).as_posix(), stat.st_size, int(stat.st_mtime)))
    return _digest(*found)


def read_elsewhere(project: Project, app: Any) -> list[str]:
    """Give what a build read beyond pages and catalogs: relative to ``conf.py``'s folder, or absolute."""
    config, confdir = app.config, project.confdir
    named = [*config.html_static_path, *config.html_extra_path, *config.templates_path, *config.html_theme_path]
    named += [config.html_logo, config.html_favicon, "docutils.conf"]
    paths = {confdir / str(name) for name in named if name and "://" not in str(name)}
    paths |= {project.srcdir / name for names in app.env.dependencies.values() for name in names}
    paths |= _own_modules()
    found = {Path(os.path.normpath(path)) for path in paths}
    found = {path for path in found if not any(_is_inside(path, at) for at in (project.srcdir, project.catalogs))}
    found |= set(catalogs_of_agreements(app))
    return sorted(os.path.relpath(path, confdir) if path.is_relative_to(confdir) else str(path) for path in found)


def _is_inside(path: Path, folder: Path) -> bool:
    """Say whether a file counts with a folder; hidden ones do not."""
    return path.is_relative_to(folder) and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _own_modules() -> set[Path]:
    """Give the files of the modules that were not installed: those of the project."""
    installed = {str(Path(name)) for name in (*sys.path[1:], sys.prefix, sys.base_prefix) if "site-packages" in name}
    installed |= {str(Path(os.__file__).parent), str(Path(__file__).parent)}
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return {Path(name) for name in files if name and not name.startswith(tuple(installed)) and name.endswith(".py")}


def _commit(folder: Path) -> str:
    """Give the commit that a folder's history ends with, and whether its beginning was cut off."""
    command = ["git", "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    except OSError:  # no git
        return ""


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()
