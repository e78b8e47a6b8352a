"""Which pages have to be read again: those whose files have another content, whatever the files' dates say.

Sphinx goes by dates. A fresh clone or an unpacked cache has new dates on old files, and a file that was put back has an
old date on a new content.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from partnerwiki.inputs import content_of

_NOW = "_partnerwiki_contents"


def compare(app: Sphinx) -> None:
    """Set the dates that Sphinx compares by what the files hold. Handler of events before a build begins."""
    env: Any = app.env
    before: dict[str, str] = getattr(env, "partnerwiki_contents", {})
    templates = getattr(app.builder, "templates", None)
    newest = templates.newest_template_mtime() if templates is not None and before else 0.0
    now: dict[str, str] = {}
    vars(app)[_NOW] = now  # noted when the pages have been read: a build may stop before
    for docname in env.all_docs:
        names = [str(path) for path in _files(env, docname)]
        for name in names:
            if name not in now:
                now[name] = content_of(Path(name))
        if not before:
            continue
        if any(now[name] != before.get(name) for name in names):
            env.all_docs[docname] = 0
        else:
            env.all_docs[docname] = time.time_ns() // 1000
            _renew(app, docname, newest)


def remember(app: Sphinx, env: Any) -> None:
    """Note what the files hold that came with this build. Handler of ``env-updated``."""
    known: dict[str, str] = vars(app)[_NOW]
    wanted = {str(path) for docname in env.all_docs for path in _files(env, docname)}
    env.partnerwiki_contents = {name: known.get(name) or content_of(Path(name)) for name in wanted}


def _files(env: BuildEnvironment, docname: str) -> Iterator[Path]:
    """Give the files that a page is made from, the page's own first."""
    yield Path(env.doc2path(docname))
    yield from (Path(env.srcdir, name) for name in sorted(map(str, env.dependencies.get(docname, ()))))


def _renew(app: Sphinx, docname: str, newest: float) -> None:
    """Give a finished page that is older than its source, or than the newest template, the date of the younger one."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        path = Path(app.builder.get_outfilename(docname))
        date = max(newest, Path(app.env.doc2path(docname)).stat().st_mtime)
        if path.is_file() and path.stat().st_mtime < date:
            os.utime(path, (date + 1, date + 1))  # dates of files are less exact than numbers


def frame(app: Sphinx) -> str:
    """Give a fingerprint (SHA-256, hex) of what all pages show and no page holds: templates, and files' checksums."""
    config, builder = app.config, app.builder
    folders = [Path(app.confdir, name) for name in (*config.templates_path, *config.html_static_path)]
    theme = getattr(builder, "theme", None)
    folders += [Path(folder) for folder in theme.get_theme_dirs()] if theme is not None else []
    return hashlib.sha256(repr([content_of(folder) for folder in folders]).encode()).hexdigest()
