"""The command ``import``: papers that exist already become pages."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnerwiki.config import Project, load_project
from partnerwiki.errors import PartnerwikiError, files_told
from partnerwiki.messages import _
from partnerwiki.pofile import write_atomically
from partnerwiki.terminal import counting_bar, err, out, plainly, stepper

if TYPE_CHECKING:
    from partnerwiki.importing.making import Imported

#: Losses that the terminal shows of one file; the report names all.
_SHOWN = 12


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--output",
    metavar="FOLDER or PAGE.md",
    type=click.Path(path_type=Path),
    help="Where the pages go; the wiki's folder of pages if not said.",
)
@click.option("--pair", is_flag=True, help="A paper in two languages, as LANG=FILE twice: a page and its translation.")
@click.option("--reviewed", is_flag=True, help="With --pair: the translation is valid; else a person confirms it.")
@click.option("-n", "--dry-run", is_flag=True, help="Print page and report, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
@plainly
def import_(
    folder: Path,
    files: tuple[str, ...],
    output: Path | None,
    pair: bool,
    reviewed: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make pages of Word, OpenDocument, HTML and PDF files, and name everything that could not be kept.

    Headings, numbers of clauses, footnotes, tables and pictures come along. Nothing in a file is run, nothing is
    fetched, and no page is ever overwritten. The report of each page lies in build/import/.

    \b
    Example:
      partnerwiki import agreement.docx
      partnerwiki import minutes/*.odt --output source/minutes
      partnerwiki import letter.pdf --output source/letter.md --dry-run
      partnerwiki import --pair de=agreement-de.docx uk=agreement-uk.docx
      partnerwiki import --pair de=two-columns.docx uk=two-columns.docx
    """
    from partnerwiki.importing import making, places

    project = load_project(folder)
    if pair:
        from partnerwiki.importing import pair as pairing

        found = pairing.parse(project, files)
        first = found[project.languages[0]] if project.languages[0] in found else next(iter(found.values()))
        place = places.place(project, first, output, several=False)
        with counting_bar() as bar:
            made, report = pairing.make(project, found, place, is_reviewed=reviewed, progress=stepper(bar))
        _finish(project, [(place, first.name, made, report)], dry_run=dry_run, as_json=as_json)
        return
    paths = [Path(name) for name in files]
    planned = [(path, places.place(project, path, output, several=len(paths) > 1)) for path in paths]
    places.refuse_twice([place for _path, place in planned])
    done: list[tuple[Any, str, Imported, Any]] = []
    problems: list[PartnerwikiError] = []
    with counting_bar() as bar:
        step = stepper(bar)
        for number, (path, place) in enumerate(planned):
            step(_("reading files"), number, len(planned))
            try:
                made = making.make(path, place.stem, extensions=project.myst_extensions)
                places.refuse_there(project, place, made.pictures)
                done.append((place, path.name, made, None))
            except PartnerwikiError as problem:
                problems.append(problem)
        step(_("reading files"), len(planned), len(planned))
    _finish(project, done, dry_run=dry_run, as_json=as_json)
    for one in problems:
        err.print(str(one), markup=False)
    if problems:
        sys.exit(1)


def _finish(project: Project, done: Sequence[tuple[Any, str, Imported, Any]], *, dry_run: bool, as_json: bool) -> None:
    from partnerwiki.importing import losses

    rows = []
    for place, source, made, catalog in done:
        text = losses.report(source, project.shown(place.page), made.losses.sorted())
        if not dry_run:
            with files_told():
                for name, data in made.pictures.items():
                    write_atomically(place.page.with_name(name), data)
                if catalog is not None:
                    catalog.save()
                write_atomically(place.report, text.encode("utf-8"))
                write_atomically(place.page, made.text.encode("utf-8"))
        rows.append(
            {
                "file": source,
                "page": project.shown(place.page),
                "report": project.shown(place.report),
                "pictures": sorted(made.pictures),
                "catalog": project.shown(catalog.path) if catalog is not None else None,
                "losses": [loss.as_dict() for loss in made.losses.sorted()],
            }
        )
        if not as_json:
            _show(project, place, made, text, catalog, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


def _show(project: Project, place: Any, made: Imported, report: str, catalog: Any, *, dry_run: bool) -> None:
    if dry_run:
        click.echo(made.text)
        click.echo(report)
        return
    out.print(_("Page: {page}").format(page=project.shown(place.page)), markup=False)
    if catalog is not None:
        out.print(_("Catalog: {path}").format(path=project.shown(catalog.path)), markup=False)
    found = made.losses.sorted()
    if not found:
        out.print(_("Everything was kept."), markup=False)
    for loss in found[:_SHOWN]:
        where = f"{loss.place}: " if loss.place else ""
        out.print(f"  {where}{loss.what}"[:300], markup=False)
    if len(found) > _SHOWN:
        out.print(_("  … and {count} more").format(count=len(found) - _SHOWN), markup=False)
    out.print(_("Report: {path}").format(path=project.shown(place.report)), markup=False)
    out.print(_("Next: name the page in a list of pages, read it beside the paper, run 'partnerwiki update'."))
