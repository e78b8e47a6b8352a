"""The command ``documents``: PDF, Word and OpenDocument of agreements and other pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from partnerwiki.config import Project, asked_languages, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.pofile import write_atomically
from partnerwiki.terminal import err, out, phases, plainly, progress_bar

if TYPE_CHECKING:
    from partnerwiki.documents.making import Document, Made


@click.command()
@click.argument("pages", metavar="[PAGE]...", nargs=-1)
@click.option("--lang", metavar="LANG,…", help="Only documents of these languages alone: de, or de,pt side by side.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(["pdf", "docx", "odt"]),
    multiple=True,
    help="Only files of this kind; may be given again. All if not said, odt only where LibreOffice is installed.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the documents; build/documents/ if not said.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for what Typst is given, to set it again by hand.",
)
@click.option("--dry-run", is_flag=True, help="List what would be made.")
@click.option("--internal", is_flag=True, help="Documents of internal pages, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_obj
@plainly
def documents(
    folder: Path,
    pages: tuple[str, ...],
    lang: str | None,
    formats: tuple[str, ...],
    output: Path | None,
    keep: Path | None,
    dry_run: bool,
    internal: bool,
    as_json: bool,
) -> None:
    """Make PDF, Word and OpenDocument of agreements and of pages that ask for it, each language and side by side.

    The site's build makes them as well and links to them; here they go into a folder of your choice. A page asks for
    documents with 'document: yes' in its front matter; the page of an agreement's record always has them.

    \b
    Example:
      partnerwiki documents
      partnerwiki documents agreements/letter --lang de,pt
      partnerwiki documents --format odt --format docx
      partnerwiki documents --keep build/typst
    """
    from partnerwiki import site
    from partnerwiki.documents import making

    project = load_project(folder, internal=internal)
    codes = tuple(asked_languages(project, lang)) if lang else ()
    kinds = [making.Kind(name) for name in formats] or making.usual_kinds()
    if not dry_run:
        for kind in kinds:
            kind.require()
    with progress_bar() as bar:
        site.build(project, languages=project.languages, progress=phases(bar))
    planned = making.plan(making.read_papers(project)[0], project.languages, kinds)
    known = {document.docname for document in planned}
    for page in pages:
        if page not in known:
            raise PartnerwikiError(
                _("The page '{page}' has no documents.").format(page=page),
                mend=_("Pages with documents: {pages}").format(pages=", ".join(sorted(known)) or "–"),
            )

    def is_wanted(document: Document) -> bool:
        return (not pages or document.docname in pages) and (not codes or document.languages == codes)

    wanted = [document for document in planned if is_wanted(document)]
    target = (output or project.build / "documents").resolve()
    if dry_run:
        for document in wanted:
            click.echo(document.name)
        return
    with progress_bar() as bar:
        step = phases(bar)
        result = making.make(
            project,
            kinds=kinds,
            only=is_wanted,
            keep=keep,
            progress=lambda part, all_: step("PDF", "writing", 100 * part // all_),
        )
    for made in result.made:
        write_atomically(target / made.document.name, made.data)
    _show(project, target, result.made, as_json=as_json)
    for problem in result.problems:
        err.print(str(problem), markup=False)
    if result.problems:
        sys.exit(1)


def _show(project: Project, target: Path, made: list[Made], *, as_json: bool) -> None:
    if as_json:
        listed = [
            {
                "file": str(target / one.document.name),
                "page": one.document.docname,
                "languages": one.document.languages,
                "bytes": len(one.data),
                "new": one.is_new,
            }
            for one in made
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("document"), _("kB"), ""):
        table.add_column(title, justify="right" if title == _("kB") else "left", overflow="fold")
    for one in made:
        state = _("new") if one.is_new else _("unchanged")
        table.add_row(*map(Text, (one.document.name, str(round(len(one.data) / 1000)), state)))
    out.print(table)
    out.print(_("{count} documents in {folder}").format(count=len(made), folder=project.shown(target)), markup=False)
