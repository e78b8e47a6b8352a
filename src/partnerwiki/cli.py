"""The command line: parse, call one function, print, exit code. Everything else is in the modules it calls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from partnerwiki import __version__
from partnerwiki.cli_agreement import agreement
from partnerwiki.cli_check import check
from partnerwiki.cli_documents import documents
from partnerwiki.cli_drafts import draft, engines
from partnerwiki.cli_import import import_
from partnerwiki.cli_memory import memory
from partnerwiki.cli_records import new, survey
from partnerwiki.config import Project, asked_languages, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import name_in
from partnerwiki.messages import _, use_locale
from partnerwiki.terminal import err, out, phases, plainly, progress_bar, stepper
from partnerwiki.units import Count, State


class Group(click.Group):
    """Lists commands in the order in which a wiki needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of their definition."""
        return list(self.commands)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="partnerwiki")
@click.option(
    "-C",
    "--directory",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder that holds conf.py; the current one by default.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """Write a wiki with a partner municipality; each side reads it in its own language.

    \b
    Example:
      partnerwiki init partnerschaft --languages de,uk --name "Musterstadt – Beispielhorod"
      cd partnerschaft && make site
    """
    use_locale()
    ctx.obj = folder


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--languages", required=True, help="Language codes, the first is the pages' own: de,uk")
@click.option("--name", required=True, help="The name of the partnership, the wiki's title.")
@plainly
def init(folder: Path, languages: str, name: str) -> None:
    """Make a new wiki in FOLDER, which must be empty or not exist yet.

    \b
    Example:
      partnerwiki init partnerschaft --languages de,uk --name "Musterstadt – Beispielhorod"
    """
    from partnerwiki.scaffold import create_wiki

    created = create_wiki(folder, [code.strip() for code in languages.split(",") if code.strip()], name)
    out.print(
        _("{count} files written to {folder}.").format(count=len(created.files), folder=created.folder), markup=False
    )
    if created.note:
        out.print(created.note, markup=False)
    out.print(_("Next: cd {folder} && make site").format(folder=created.folder), markup=False)


main.add_command(new)
main.add_command(survey)


@main.command()
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change, write nothing.")
@click.option("--check", is_flag=True, help="Like --dry-run, and exit with 1 if a catalog is out of date.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
@plainly
def update(folder: Path, dry_run: bool, check: bool, as_json: bool) -> None:
    """Bring the catalogs under locales/ in line with the pages.

    \b
    Example:
      partnerwiki update            merge what changed on the pages into every catalog
      partnerwiki update --check    in CI: fail if somebody forgot to
    """
    from partnerwiki.update import extract_pages
    from partnerwiki.update import update as merge_all

    project = load_project(folder)
    with progress_bar() as bar:
        task = bar.add_task(_("reading pages"), total=None)
        pages = extract_pages(project)
        bar.remove_task(task)
        result = merge_all(project, pages, dry_run=dry_run or check, progress=stepper(bar))
    if as_json:
        click.echo(
            json.dumps(
                {
                    "written": [project.shown(path) for path in result.written],
                    "renamed": [[project.shown(a), project.shown(b)] for a, b in result.renamed],
                    "removed": [project.shown(path) for path in result.removed],
                    "unchanged": result.unchanged,
                    "schema": project.shown(result.schema) if result.schema else None,
                    "units": vars(result.merged),
                },
                ensure_ascii=False,
            )
        )
    else:
        for old, new in result.renamed:
            out.print(f"{project.shown(old)} → {project.shown(new)}", markup=False)
        for path in [*result.written, *result.removed, *filter(None, [result.schema])]:
            out.print(project.shown(path), markup=False)
        _print_update(result, planned=dry_run or check)
    if check and result.changed:
        raise PartnerwikiError(
            _("Catalogs are out of date."), mend=_("Run 'partnerwiki update' and commit the result.")
        )


def _print_update(result: Any, *, planned: bool) -> None:
    sentence = (
        _("{written} catalogs would be written, {unchanged} stay as they are.")
        if planned
        else _("{written} catalogs written, {unchanged} left as they were.")
    )
    out.print(sentence.format(written=len(result.written), unchanged=result.unchanged), markup=False)
    merged = result.merged
    out.print(
        _(
            "Units: {kept} kept, {filled} filled from elsewhere, {similar} outdated, {new} new, {obsolete} obsolete."
        ).format(**vars(merged)),
        markup=False,
    )


main.add_command(draft)
main.add_command(engines)


_strict = click.option(
    "-W", "--fail-on-warning", "strict", is_flag=True, help="Keep the last good site if there is any warning."
)
_internal = click.option(
    "--internal", is_flag=True, help="The site for the partners' staff, with what is internal, in build/internal/."
)
_base_url = click.option("--base-url", help="The site's address, in place of html_baseurl: https://example.org/wiki/")


@main.command()
@_strict
@_internal
@click.option("--fresh", is_flag=True, help="Forget earlier builds and make everything anew.")
@_base_url
@click.option(
    "--lang",
    "codes",
    metavar="LANG,…",
    multiple=True,
    help="Build only these languages, and leave it to 'partnerwiki assemble' to publish. Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
@plainly
def build(
    folder: Path,
    strict: bool,
    internal: bool,
    fresh: bool,
    base_url: str | None,
    codes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Build the site in every language into build/site/.

    Pages and records with 'visibility: internal' are left out unless --internal asks for them; confidential ones are
    in no site.

    \b
    Example:
      partnerwiki build --base-url https://partnerwiki.example/wiki/
      partnerwiki build -W
      partnerwiki build --lang en    only this language, into build/work/en/
      partnerwiki build --internal   for the partners' staff, into build/internal/site/
    """
    from partnerwiki import site as site_

    project = load_project(folder, base_url=base_url, internal=internal)
    languages = asked_languages(project, ",".join(codes)) if codes else None
    with progress_bar() as bar:
        result = site_.build(project, languages=languages, strict=strict, fresh=fresh, progress=phases(bar))
    _show_site(project, result, strict=strict, as_json=as_json)
    if languages and not as_json:
        out.print(_("Not published yet: 'partnerwiki assemble' joins the languages."), markup=False)


@main.command()
@_strict
@_internal
@_base_url
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
@plainly
def assemble(folder: Path, strict: bool, internal: bool, base_url: str | None, as_json: bool) -> None:
    """Publish languages built one by one from the same sources to build/site/.

    \b
    Example:
      partnerwiki assemble -W    after 'partnerwiki build --lang …' for each language
    """
    from partnerwiki import site as site_

    project = load_project(folder, base_url=base_url, internal=internal)
    _show_site(project, site_.assemble(project, strict=strict), strict=strict, as_json=as_json)


def _show_site(project: Project, result: Any, *, strict: bool, as_json: bool) -> None:
    """Print what a build made; with ``strict`` a warning is an error."""
    if as_json:
        click.echo(
            json.dumps(
                {
                    "published": result.published,
                    "site": str(project.site),
                    "seconds": round(result.seconds, 2),
                    "warnings": result.warnings,
                    "languages": {
                        built.language: {"pages": len(built.pages), **built.units.as_dict()}
                        for built in result.languages
                    },
                },
                ensure_ascii=False,
            )
        )
    else:
        for line in result.warnings:
            err.print(line, markup=False)
        _print_site(project, result)
        for note in result.notes:
            err.print(note, markup=False)
    if strict and result.warnings:
        raise PartnerwikiError(
            _("{count} warnings; the last good site is unchanged.").format(count=len(result.warnings)),
            mend=_("Mend what the warnings name and build again."),
        )


def _print_site(project: Project, result: Any) -> None:
    table = _count_table(_("language"), _("pages"))
    for built in result.languages:
        name = f"{built.language} {name_in(built.language, built.language)}"
        _count_row(table, name, built.units, str(len(built.pages)))
    out.print(table)
    if result.published:
        index = project.site / "index.html"
        if not result.changed:
            out.print(_("Nothing has changed."))
        out.print(_("{seconds:.1f} seconds. Open {path}").format(seconds=result.seconds, path=index), markup=False)


def _count_table(*first: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, title in enumerate(first):
        table.add_column(title, justify="right" if number else "left")
    for title in (_("units"), _("reviewed"), _("machine"), _("outdated"), _("missing"), "%"):
        table.add_column(title, justify="right")
    return table


def _count_row(table: Table, name: str, total: Count, *cells: str) -> None:
    counts = [str(getattr(total, state.value)) for state in State]
    table.add_row(name, *cells, str(total.units), *counts, str(int(total.share)))


@main.command()
@click.option("--pages", "by_page", is_flag=True, help="List every page, not the languages alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--to", metavar="LANG,…", help="Only these languages; all of the wiki by default.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if less than PERCENT of a language's units is reviewed.",
)
@click.pass_obj
@plainly
def status(folder: Path, by_page: bool, as_json: bool, to: str | None, fail_under: float | None) -> None:
    """Count translation units by state: reviewed, machine, outdated, missing.

    \b
    Example:
      partnerwiki status --pages
      partnerwiki status --json --to de,en --fail-under 100
    """
    from partnerwiki import status as status_

    project = load_project(folder)
    statuses = status_.read_status(project, asked_languages(project, to))
    if as_json:
        click.echo(json.dumps(status_.as_json(statuses), ensure_ascii=False, indent=2))
    else:
        table = _count_table(_("language"), _("words"))
        for language, one in statuses.items():
            _count_row(table, language, one.total, str(one.total.words))
            if by_page:
                for name, counted in one.pages.items():
                    _count_row(table, f"  {name}", counted, str(counted.words))
        out.print(table)
    low = [name for name, one in statuses.items() if fail_under is not None and one.total.share < fail_under]
    if low:
        raise PartnerwikiError(
            _("Less than {percent} % reviewed: {languages}.").format(
                percent=f"{fail_under:g}", languages=", ".join(low)
            ),
            mend=_("Review the drafts: open the catalogs under locales/ in Poedit or Weblate."),
        )


main.add_command(memory)


main.add_command(check)
main.add_command(agreement)
main.add_command(documents)
main.add_command(import_)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--base-path", default="/", show_default=True, help="Serve below this path, as GitHub Pages does: /repo/")
@_internal
@click.pass_obj
@plainly
def serve(folder: Path, host: str, port: int, base_path: str, internal: bool) -> None:
    """Show the site in the browser and build it again whenever a page or a catalog is saved.

    \b
    Example:
      partnerwiki serve --port 8080
    """
    from partnerwiki import preview

    preview.serve(
        load_project(folder, internal=internal),
        host=host,
        port=port,
        base_path=base_path,
        say=lambda text: out.print(text, markup=False),
    )


if __name__ == "__main__":
    main()
