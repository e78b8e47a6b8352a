"""The files of records beside the pages: calendar, address cards, tables, a workbook, data; all from the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki import wiki as wiki_
from partnerwiki.partnership import shelf as shelf_
from partnerwiki.partnership.shelf import Shelf
from partnerwiki.pofile import write_atomically
from partnerwiki.records.models import KINDS
from partnerwiki.records.names import downloads, kinds

#: The folder of the files, below that of a language.
FOLDER = "_records"
#: Bytes of the largest photo that goes into an address card.
LARGEST_PHOTO = 200_000


def listed(own: Shelf) -> Iterator[tuple[str, str]]:
    """Give name and title of each file that a site has."""
    named, of_kind = downloads(own.language), kinds(own.language)
    if own.of("events"):
        yield "events.ics", named["ics"]
    if own.of("contacts"):
        yield "contacts.vcf", named["vcf"]
    if own.store.entries:
        yield "records.xlsx", named["xlsx"]
        yield "records.json", named["json"]
    for kind in KINDS:
        if own.of(kind):
            yield f"{kind}.csv", f"{of_kind[kind]} – {named['csv']}"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of a site. Handler of ``build-finished``."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    own = shelf_.of(app)
    folder = Path(app.outdir) / FOLDER
    wanted = [name for name, _title in listed(own)]
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    for name in wanted:
        write_atomically(folder / name, _content(app, own, name))


def _content(app: Sphinx, own: Shelf, name: str) -> bytes:
    from partnerwiki.partnership import exports  # spreadsheets take long to import, and few wikis have records

    base = wiki_.of(app.config).base_url
    host = urlsplit(base).hostname or "partnerwiki.invalid"
    domain: Any = app.env.get_domain("partnership")
    places = domain.places()

    def link(record: str) -> str:
        if record not in places:
            return ""
        docname, anchor = places[record]
        return f"{base}{own.language}/{app.builder.get_target_uri(docname)}#{anchor}" if base else ""

    def picture(file: str) -> bytes | None:
        path = Path(app.srcdir, file)
        return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST_PHOTO else None

    store, language, say = own.store, own.language, own.words
    match name.rpartition("."):
        case _, _, "ics":
            return exports.ics(store, language, say, link, host, own.today)
        case _, _, "vcf":
            return exports.vcf(store, language, say, host, picture)
        case _, _, "xlsx":
            return exports.xlsx(store, language, say)
        case _, _, "json":
            return exports.records_json(store, language, say, link)
        case kind, _, _:
            return exports.csv(store, kind, language, say)


def set_up(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", write, priority=200)
