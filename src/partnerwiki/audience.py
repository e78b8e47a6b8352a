"""For whom a build is: pages that are not for its readers are left out, and files that only hidden records name.

A page says ``visibility: internal`` or ``visibility: confidential`` in its front matter, as a record does.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.project import Project

from partnerwiki import frontmatter
from partnerwiki.partnership.shelf import AUDIENCE
from partnerwiki.records.audience import Audience, may_see
from partnerwiki.records.kinds import Visibility

#: Bytes of a page within which its front matter must end to be looked at here.
_HEAD = 65_536


def visibility_of(path: Path) -> Visibility:
    """Give the visibility of a page; a word that is not known counts as confidential, so that nothing slips out."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"visibility" not in head:
        return Visibility.PUBLIC
    given = frontmatter.read(head.decode("utf-8-sig", errors="replace")).get("visibility", "public")
    return Visibility(given) if given in set(Visibility) else Visibility.CONFIDENTIAL


def hide_pages(app: Sphinx, config: Config) -> None:
    """Exclude pages that this build's readers may not see. Handler of ``config-inited``."""
    audience = Audience(config[AUDIENCE])
    if audience is Audience.EVERYTHING:
        return
    project = Project(app.srcdir, config.source_suffix)
    hidden = [
        docname
        for docname in sorted(project.discover(config.exclude_patterns, config.include_patterns))
        if not may_see(audience, visibility_of(Path(project.doc2path(docname, absolute=True))))
    ]
    if hidden:
        # of a page that it does not find, a list of pages asks for the first suffix
        suffixes = dict.fromkeys([*config.source_suffix, ".rst"])
        patterns = [docname + suffix for docname in hidden for suffix in suffixes]
        config.exclude_patterns = [*config.exclude_patterns, *patterns]
        # a list of pages names them for those who may see them
        config.suppress_warnings = [*config.suppress_warnings, "toc.excluded"]


def remove_files(app: Sphinx, exception: Exception | None) -> None:
    """Take photos out of the site that only hidden records name. Handler of ``build-finished``."""
    from partnerwiki.partnership import shelf

    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for name in shelf.of(app).hidden_files:
        for folder in app.config.html_static_path:
            path = Path(app.srcdir, name)
            base = Path(app.confdir, folder)
            if path.is_relative_to(base):
                (Path(app.outdir) / "_static" / path.relative_to(base)).unlink(missing_ok=True)


def set_up(app: Sphinx) -> None:
    """Register handlers."""
    app.connect("config-inited", hide_pages, priority=900)  # Sphinx knows the suffixes of pages by then
    app.connect("build-finished", remove_files, priority=100)
