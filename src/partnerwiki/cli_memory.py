"""The commands around the translation memory: ``memory import`` and ``memory export``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from partnerwiki.config import asked_languages, load_project
from partnerwiki.messages import _
from partnerwiki.terminal import out, plainly, progress_bar, stepper


@click.group()
def memory() -> None:
    """Exchange the translation memory with other tools, as TMX. The memory itself is in the catalogs.

    \b
    Example:
      partnerwiki memory import trados.tmx
      partnerwiki memory export partnership.tmx
    """


@memory.command("import")
@click.argument("path", metavar="FILE.tmx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", metavar="LANG,…", help="Only translations into these languages; all of the wiki by default.")
@click.option("--reviewed", is_flag=True, help="The translations have been reviewed; else a person confirms each one.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be added, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
@plainly
def import_(folder: Path, path: Path, to: str | None, reviewed: bool, dry_run: bool, as_json: bool) -> None:
    """Take the translations of FILE.tmx into the memory; none that is there already is overwritten.

    \b
    Example:
      partnerwiki memory import trados.tmx --dry-run
      partnerwiki memory import omegat.tmx --to uk --reviewed
    """
    from partnerwiki.drafts.tmx import Skip, import_memory

    project = load_project(folder)
    with progress_bar() as bar:
        stored, skipped = import_memory(
            project, path, asked_languages(project, to), reviewed=reviewed, dry_run=dry_run, progress=stepper(bar)
        )
    reasons = {reason.value: skipped[reason] for reason in Skip}
    if as_json:
        written = [project.shown(catalog) for catalog in stored.written]
        click.echo(json.dumps({**vars(stored), "written": written, "skipped": reasons}, ensure_ascii=False))
        return
    for catalog in stored.written:
        out.print(project.shown(catalog), markup=False)
    sentence = (
        _("Translations: {added} would be added, {improved} improved; {known} known, {kept} left with their own text.")
        if dry_run
        else _("Translations: {added} added, {improved} improved; {known} known, {kept} left with their own text.")
    )
    out.print(sentence.format(**vars(stored)), markup=False)
    if skipped:
        sentence = _(
            "Units skipped: {language} without a language pair of the wiki, {codes} with codes, {empty} empty."
        )
        out.print(sentence.format(**reasons), markup=False)


@memory.command()
@click.argument("path", metavar="FILE.tmx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", metavar="LANG,…", help="Only translations into these languages; all of the wiki by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
@plainly
def export(folder: Path, path: Path, to: str | None, as_json: bool) -> None:
    """Write the reviewed translations into FILE.tmx, those of earlier texts included.

    \b
    Example:
      partnerwiki memory export partnership.tmx
      partnerwiki memory export --to uk for-the-agency.tmx
    """
    from partnerwiki.drafts.tmx import export_memory

    project = load_project(folder)
    pairs = export_memory(project, path, asked_languages(project, to))
    if as_json:
        click.echo(json.dumps({"written": str(path), "pairs": pairs}, ensure_ascii=False))
    else:
        out.print(_("{count} translations written to {path}.").format(count=pairs.total(), path=path), markup=False)
