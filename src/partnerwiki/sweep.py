"""Remove what pages that are gone or changed left behind: Sphinx keeps their HTML, images, downloads and words."""

from __future__ import annotations

import json
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


#: Sphinx's own search, which it copies to every site.
_SPHINX_SEARCH = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js", "_static/*-stemmer.js")


def unused_files(app: Sphinx, exception: Exception | None) -> None:
    """Delete images and downloads that no page shows any more, and an unused search. Handler of ``build-finished``."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    images = {name for _docs, name in app.env.images.values()}
    downloads = {name for _docs, name in app.env.dlfiles.values()}
    for folder, wanted in (("_images", images), ("_downloads", downloads)):
        base = Path(app.outdir) / folder
        for path in base.rglob("*"):
            if path.is_file() and path.relative_to(base).as_posix() not in wanted:
                path.unlink()
    for pattern in () if app.builder.search else _SPHINX_SEARCH:
        for path in Path(app.outdir).glob(pattern):
            path.unlink()


def forgotten_words(app: Sphinx, exception: Exception | None) -> None:
    """Take words that no page holds any more out of the search index. Handler of ``build-finished``.

    Sphinx adds to the index of the build before and leaves such words in it without a page; sorted and without them
    the index is the same however it came about.
    """
    path = Path(app.outdir) / "searchindex.js"
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder) or not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    head, tail = "Search.setIndex(", ")"
    index = json.loads(text.removeprefix(head).removesuffix(tail))
    for table in ("terms", "titleterms"):
        index[table] = {word: pages for word, pages in index[table].items() if pages != []}
    path.write_text(head + json.dumps(index, sort_keys=True, separators=(",", ":")) + tail, encoding="utf-8")
