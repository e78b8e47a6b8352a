"""Remove output of pages that are gone: Sphinx leaves their HTML, images and downloads where they are."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment


def removed_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Delete the HTML of removed pages. Handler of ``env-get-outdated``."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        for docname in removed:
            Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
    return []


def unused_files(app: Sphinx, exception: Exception | None) -> None:
    """Delete images and downloads that no page shows any more. Handler of ``build-finished``."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    images = {name for _docs, name in app.env.images.values()}
    downloads = {name for _docs, name in app.env.dlfiles.values()}
    for folder, wanted in (("_images", images), ("_downloads", downloads)):
        base = Path(app.outdir) / folder
        for path in base.rglob("*"):
            if path.is_file() and path.relative_to(base).as_posix() not in wanted:
                path.unlink()
