"""When a page was last changed, and where it is edited: from git and ``partnerwiki_edit_url``."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

from babel.dates import format_date
from sphinx.application import Sphinx

from partnerwiki import wiki as wiki_
from partnerwiki.extract import record_of

#: What a commit looks like in git's answer: its name and its day as the committer's calendar had it.
_COMMIT = re.compile(r"\x01(?P<name>[0-9a-f]{40,64}) (?P<day>\d{4}-\d\d-\d\d)")
#: Where the forges have their editors, by a word in the host's name (Furo's documentation of ``source_repository``).
_EDITORS = {
    "github": "{repository}/edit/{branch}/{path}",
    "gitlab": "{repository}/-/edit/{branch}/{path}",
    "bitbucket": "{repository}/src/{branch}/{path}?mode=edit&at={branch}",
    "codeberg": "{repository}/_edit/{branch}/{path}",
    "gitea": "{repository}/_edit/{branch}/{path}",
    "forgejo": "{repository}/_edit/{branch}/{path}",
}


@dataclass(frozen=True)
class Facts:
    """``changed`` is the date of the last change in the reader's format, ``changed_iso`` the same as ``YYYY-MM-DD``.

    ``edit`` is the address at which the text of this page in this language is edited. All are empty where unknown.
    """

    changed: str = ""
    changed_iso: str = ""
    edit: str = ""


def facts(app: Sphinx, docname: str) -> Facts:
    """Give the facts of one page in the language of the build; a made page has none."""
    if docname not in app.env.found_docs:
        return Facts()
    changed = last_change(app, docname)
    words = in_words(date.fromisoformat(changed), app.config.language) if changed else ""
    return Facts(words, changed, _edit_address(app, docname))


def shown(app: Sphinx, env: Any, docname: str) -> object:
    """Give what a page shows of its history: a change of it writes the page again."""
    return last_change(app, docname)


def in_words(day: date, language: str) -> str:
    """Give a day as readers of a language write it: ``22. November 2026``."""
    return format_date(day, "long", locale=language.replace("-", "_"))


# ------------------------------------------------------------------------------------------------------------- changes


class _Changes:
    """The last change of every file, asked of git once a repository."""

    def __init__(self) -> None:
        self._days: dict[Path, dict[str, str]] = {}
        self._tops: dict[Path, Path | None] = {}
        self._folders: dict[Path, Path] = {}
        self.of_pages: dict[str, str] = {}

    def day(self, file: Path) -> str:
        """Give the day on which a file was last changed, or ``""`` where git does not know."""
        if file.is_symlink():
            file = file.resolve()
        if file.parent not in self._folders:
            self._folders[file.parent] = file.parent.resolve()
        file = self._folders[file.parent] / file.name
        top = self._top(file.parent)
        if top is None:
            return ""
        if top not in self._days:
            self._days[top] = _read_days(top)
        return self._days[top].get(file.relative_to(top).as_posix(), "")

    def _top(self, folder: Path) -> Path | None:
        """Give the repository that a folder belongs to."""
        if folder not in self._tops:
            above = self._top(folder.parent) if folder.parent != folder else None
            self._tops[folder] = folder if (folder / ".git").exists() else above  # submodules and worktrees have it
        return self._tops[folder]


#: A running build's changes; wikis are built again and again in one process where they are tested.
_CHANGES: WeakKeyDictionary[Sphinx, _Changes] = WeakKeyDictionary()


def forget(app: Sphinx) -> None:
    """Forget what git told for the build before. Handler of ``partnerwiki-again``."""
    _CHANGES.pop(app, None)


def last_change(app: Sphinx, docname: str) -> str:
    """Give the day (``YYYY-MM-DD``) on which a page or, in a translation, its catalog was last changed; else ``""``."""
    changes = _CHANGES.setdefault(app, _Changes())
    if docname not in changes.of_pages:
        files = [Path(app.env.doc2path(docname)), _catalog(app, docname)]
        changes.of_pages[docname] = max(changes.day(file) for file in files if file is not None)
    return changes.of_pages[docname]


def is_translation(app: Sphinx, docname: str) -> bool:
    """Say whether a page was written in another language than that of the build."""
    record = record_of(app.env, docname)
    return record is not None and record.language != app.config.language


def _catalog(app: Sphinx, docname: str) -> Path | None:
    """Give the catalog of a page that is a translation in this build, if there is one."""
    return wiki_.of(app.config).lookup.path(app.config.language, docname) if is_translation(app, docname) else None


def _read_days(top: Path) -> dict[str, str]:
    """Ask git for the last day of every file of a repository; empty where it cannot tell.

    A renamed file begins anew. What a shallow clone has cut off looks as if it came with the oldest commit that is
    left, so such commits tell nothing.
    """
    shallow = top / "".join(_git(top, "rev-parse", "--git-path", "shallow")).strip()
    cut_off = set(shallow.read_text(encoding="ascii").split()) if shallow.is_file() else set()
    days: dict[str, str] = {}
    day = ""
    for field in _git(top, "log", "-z", "--format=%x01%H %cs", "--name-only", "--no-renames"):
        if found := _COMMIT.fullmatch(field):
            day = "" if found["name"] in cut_off else found["day"]
        elif day:
            name = field.removeprefix("\n")
            days[name] = max(days.get(name, ""), day)
    return days


def _git(top: Path, *arguments: str) -> Iterator[str]:
    """Run git in a repository and give its output, cut at NUL characters; nothing where there is no git."""
    # a hook's variables name another repository; a build fetches nothing
    environ = {name: value for name, value in os.environ.items() if name not in {"GIT_DIR", "GIT_WORK_TREE"}}
    environ["GIT_NO_LAZY_FETCH"] = "1"
    command = ["git", "-c", "log.showSignature=false", *arguments]
    try:
        process = subprocess.Popen(command, cwd=top, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return
    with process:
        stream: Any = process.stdout
        rest = b""
        while chunk := stream.read1():
            *fields, rest = (rest + chunk).split(b"\0")
            yield from map(os.fsdecode, fields)
        if rest:
            yield os.fsdecode(rest)


# ------------------------------------------------------------------------------------------------------------- editing


def _edit_address(app: Sphinx, docname: str) -> str:
    """Give the address at which the page's text in this language is edited; empty where none is known."""
    file = _catalog(app, docname) if is_translation(app, docname) else Path(app.env.doc2path(docname))
    own = wiki_.of(app.config).options.edit_url
    if file is None:  # nobody has made the catalog yet
        return ""
    if own:
        return _filled(own, os.path.relpath(file, app.confdir))
    options = app.config.html_theme_options
    repository, branch, folder = (
        str(options.get(f"source_{name}") or "") for name in ("repository", "branch", "directory")
    )
    host = urlsplit(repository).hostname or ""
    editor = next((address for name, address in _EDITORS.items() if name in host), "")
    if not (editor and branch and repository.startswith("https://")):
        return ""
    address = editor.replace("{repository}", repository.rstrip("/")).replace("{branch}", quote(branch))
    return _filled(address, posixpath.join(folder.strip("/"), os.path.relpath(file, app.srcdir)))


def _filled(address: str, path: str) -> str:
    """Put a path into an address; empty for a file that the address does not reach."""
    path = posixpath.normpath(path.replace(os.sep, "/"))
    return "" if path.startswith("../") else address.replace("{path}", quote(path))
