"""The search index of one language: Pagefind's, made from the finished pages, and a list of the words in it.

Pagefind reads a copy of each page's text. In the copy, compounds are divided, so that Pagefind indexes them whole and
in parts, and what is no text of the page is left out. ``pagefind/words/`` holds the wiki's words for queries that
Pagefind alone does not answer: typing errors, inflected words of languages for which it has no stemmer, agreed words of
another language. ``static/search.js`` uses both.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pagefind.service import get_executable
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki import terms
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import record_of
from partnerwiki.finishing import now_or_later
from partnerwiki.languages import tag
from partnerwiki.messages import _
from partnerwiki.texts import Page, Texts
from partnerwiki.units import Count

THEME = "partnerwiki"
FOLDER = "pagefind"
#: What the theme's pages load of all that Pagefind writes; its own interfaces stay behind.
_WANTED = re.compile(r"pagefind\.js|pagefind-entry\.json|pagefind\..*\.pf_meta|index/.*|fragment/.*|wasm\..*")
#: Bytes of words in one file of the index before compression; Pagefind's 20,000 are much for a phone and one word.
_CHUNK = "3000"
#: Characters of a page's id that tell it from others; all of them would weigh more.
_ID = 5


def is_searched(app: Sphinx) -> bool:
    """Say whether this build has our search: other themes keep Sphinx's own."""
    return isinstance(app.builder, StandaloneHTMLBuilder) and app.config.html_theme == THEME


def without_sphinx_search(app: Sphinx) -> None:
    """Keep Sphinx from making its own index. Handler of ``builder-inited``."""
    if is_searched(app):
        app.builder.search = False  # type: ignore[attr-defined]


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the search page, which Sphinx leaves out with its index. Handler of ``html-collect-pages``."""
    if is_searched(app):
        yield "search", {}, "search.html"


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of what was built. Handler of ``build-finished``."""
    if exception is None and is_searched(app):
        now_or_later(app, write_index)


def write_index(app: Sphinx) -> None:
    """Write ``pagefind/`` anew where a page changed."""
    glossary = _glossary(app)
    names = [app.config.project, app.config.html_title or "", *glossary.names]
    texts = Texts(Path(app.doctreedir) / "partnerwiki-search", app.config.language, names, glossary)
    for page in _pages(app):
        texts.add(page)
    texts.clear()
    target = Path(app.outdir) / FOLDER
    if texts.state == texts.written and target.is_dir():
        return
    with tempfile.TemporaryDirectory(prefix="partnerwiki-", dir=app.doctreedir) as folder:
        made = Path(folder, "made")
        _run_pagefind(app, texts.folder, made)
        stemmed = _finish(made, list(texts.pages))
        texts.vocabulary.write(made / "words", texts.words, glossary, stemmed=stemmed)
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)  # one step where both are on one disk
    texts.finish()


def _pages(app: Sphinx) -> Iterator[Page]:
    """Give the pages that people write; ``nosearch`` in a front matter leaves one out, as in Sphinx."""
    here = app.config.language
    for docname in sorted(app.env.found_docs):
        path = Path(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]
        if "nosearch" in app.env.metadata.get(docname, {}) or not path.is_file():
            continue
        record = record_of(app.env, docname)
        count = record.counts if record is not None and record.language != here else Count()
        is_source = record is not None and count.missing == count.units > 0
        language = record.language if record is not None and is_source else here
        state = f"{count.reviewed}.{count.machine}.{count.outdated}.{count.missing}"
        yield Page(path.relative_to(app.outdir).as_posix(), path.read_bytes(), language, state)


def _glossary(app: Sphinx) -> terms.Glossary:
    try:
        return terms.load(Path(app.srcdir) / terms.RECORD)
    except PartnerwikiError:  # the page that shows it says so
        return terms.Glossary()


def _run_pagefind(app: Sphinx, texts: Path, made: Path) -> None:
    """Run Pagefind's program on the copies. Raises :class:`PartnerwikiError` where it fails or is not there."""
    command: list[str | Path] = [get_executable() or "pagefind", "--site", texts, "--output-path", made, "--silent"]
    command += ["--force-language", tag(app.config.language).lower()]
    if app.builder.name != "dirhtml":
        command.append("--keep-index-url")
    texts.mkdir(exist_ok=True)
    environ = {**os.environ, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK}
    try:
        subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PartnerwikiError(
            _("Pagefind, which makes the search index, did not run: {error}").format(
                error=(getattr(error, "stderr", "") or str(error)).strip()
            ),
            mend=_("Install it again: pip install --force-reinstall 'pagefind[bin]'."),
        ) from error


def _finish(made: Path, names: list[str]) -> bool:
    """Keep what the theme loads, and write ``pages.json``: the pages' ids in the order of ``names``.

    The order is that of every language; by it a script knows a page in another language again. Says whether Pagefind
    has a stemmer for this language.
    """
    for path in sorted(made.rglob("*"), reverse=True):
        if path.is_file() and not _WANTED.fullmatch(path.relative_to(made).as_posix()):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    ids = {}
    for path in (made / "fragment").glob("*.pf_fragment"):
        fragment = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        ids[unquote(fragment["url"]).lstrip("/")] = path.stem.rpartition("_")[2][:_ID]
    pages = [ids.get(name) or ids.get(name.removesuffix("index.html"), "") for name in names]
    (made / "pages.json").write_text(json.dumps(pages, separators=(",", ":")), encoding="utf-8")
    entry = json.loads((made / "pagefind-entry.json").read_text(encoding="utf-8"))
    stemmed = all(language["wasm"] for language in entry["languages"].values())
    for path in made.glob("wasm.*"):  # the one for languages without a stemmer comes with every bundle
        if stemmed == (path.name == "wasm.unknown.pagefind"):
            path.unlink()
    return stemmed


def set_up(app: Sphinx) -> None:
    """Register handlers."""
    app.connect("builder-inited", without_sphinx_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", finish)
