"""The commands around machine drafts: ``draft`` and ``engines``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from partnerwiki.config import Project, asked_languages, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.terminal import counting_bar, err, out, plainly, stepper


@click.command()
@click.option("--to", metavar="LANG,…", help="Languages to draft, such as pt or pt,fr; all of the wiki by default.")
@click.option("--engine", "engine_name", help="The engine; partnerwiki_engine of conf.py by default.")
@click.option("--pages", multiple=True, metavar="NAME", help="Only this page or these pages: service/*. Repeatable.")
@click.option(
    "--only",
    type=click.Choice(["missing", "outdated"]),
    help="Only units without text, or machine drafts of changed texts.",
)
@click.option("--public-only", is_flag=True, help="Leave out pages that are internal or confidential.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Give at most N units to the engine.")
@click.option("--jobs", type=click.IntRange(1, 32), default=1, show_default=True, help="Requests at the same time.")
@click.option(
    "-n", "--dry-run", is_flag=True, help="Say what would be sent where and what it would cost; send nothing."
)
@click.option("--report", is_flag=True, help="Write build/drafts/report.json and a page, report.html.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
@plainly
def draft(
    folder: Path,
    to: str | None,
    engine_name: str | None,
    pages: tuple[str, ...],
    only: str | None,
    public_only: bool,
    limit: int | None,
    jobs: int,
    dry_run: bool,
    report: bool,
    as_json: bool,
) -> None:
    """Fill what is missing with machine translation, marked as drafts until a person has reviewed them.

    What people wrote is never touched, and no text goes further than its page allows. A run that was interrupted goes
    on where it stopped.

    \b
    Example:
      partnerwiki draft --to pt --dry-run                   what would be sent, and what it would cost
      partnerwiki draft --to pt --engine libretranslate     draft all that is missing in Portuguese
      partnerwiki draft --to pt --pages 'service/*' --report
    """
    from partnerwiki.drafts.plan import Wish
    from partnerwiki.drafts.run import draft as run

    project = load_project(folder)
    wish = Wish(asked_languages(project, to), pages, only or "", limit, public_only)
    with counting_bar() as bar:
        result = run(
            project,
            wish,
            engine_name or project.options.engine,
            jobs=jobs,
            dry_run=dry_run,
            progress=stepper(bar),
        )
    if report:
        _write_report(result, project)
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print_report(result, dry_run=dry_run)
    if result.stopped:
        err.print(_("Stopped; what was done is kept, and the next run goes on from there."), markup=False)
        sys.exit(130)
    if result.count()["failed"]:
        raise PartnerwikiError(
            _("The engine did not answer for {count} units.").format(count=result.count()["failed"]),
            mend=_("Run the command again later; what is done is kept."),
        )


def _write_report(result: Any, project: Project) -> None:
    from partnerwiki.drafts.report_page import write_page

    folder = project.build / "drafts"
    text = json.dumps(result.as_dict(), ensure_ascii=False, indent=2)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
        write_page(result, folder / "report.html")
    except OSError as error:
        raise PartnerwikiError(
            _("The report cannot be written: {error}.").format(error=error.strerror or error), path=folder
        ) from error
    err.print(_("Report: {path}").format(path=folder / "report.html"), markup=False)


def _print_report(result: Any, *, dry_run: bool) -> None:
    from partnerwiki.drafts.report import OUTCOMES
    from partnerwiki.drafts.report_page import heading, lines, reason

    shown = [name for name in OUTCOMES if result.count()[name]]
    if not shown:
        out.print(_("Nothing is missing: there was nothing to draft."), markup=False)
        return
    table = Table(box=None, pad_edge=False)
    table.add_column(_("language"))
    for name in shown:
        table.add_column(heading(name), justify="right")
    for language in result.languages:
        count = result.count(language)
        table.add_row(language, *(str(count[name]) for name in shown))
    out.print(table)
    for line in lines(result):
        out.print(line, markup=False)
    for item in {(item.why, item.detail): item for item in [*result.of("held"), *result.of("unfit")]}.values():
        out.print(f"{heading(item.outcome)}: {reason(item)}", markup=False)
    if dry_run:
        _print_estimate(result)
    else:
        out.print(
            _("{engine}: {requests} requests, {remembered} answers remembered, {seconds:.1f} seconds.").format(
                engine=result.engine, requests=result.requests, remembered=result.remembered, seconds=result.seconds
            ),
            markup=False,
        )


def _print_estimate(result: Any) -> None:
    pages = result.pages("planned")
    for language, estimate in result.estimates.items():
        known = estimate.cost is not None
        cost = f"{estimate.cost:.2f} {estimate.currency}" if known else _("no price is known")
        out.print(
            _("{language}: {engine} ({privacy}) would see {characters} characters; expected cost: {cost}.").format(
                language=language,
                engine=result.engine,
                privacy=result.privacy,
                characters=estimate.characters,
                cost=cost,
            ),
            markup=False,
        )
        for (code, page), units in sorted(pages.items()):
            if code == language:
                out.print(f"  {page}: {units}", markup=False)


@click.group()
def engines() -> None:
    """List the engines that can draft, and find out what they carry.

    \b
    Example:
      partnerwiki engines list
      partnerwiki engines probe libretranslate --from en --to pt
    """


@engines.command("list")
@click.pass_obj
@plainly
def list_engines(folder: Path) -> None:
    """List the engines with the pairs of this wiki's languages that they translate between.

    \b
    Example:
      partnerwiki engines list
    """
    from partnerwiki.engines import Settings, available, create

    project = load_project(folder)
    table = Table(box=None, pad_edge=False)
    for title in (_("engine"), _("who sees the text"), _("translates")):
        table.add_column(title)
    for entry in available():
        try:
            engine = create(entry.name, Settings(project.options.engines.get(entry.name, {})))
        except PartnerwikiError as error:
            table.add_row(entry.name, "", error.message)
            continue
        pairs = [f"{a}→{b}" for a in project.languages for b in project.languages if a != b and engine.supports(a, b)]
        table.add_row(entry.name, engine.privacy.name.lower(), " ".join(pairs))
    out.print(table)


@engines.command("probe")
@click.argument("name")
@click.option("--from", "source", help="Source language; the wiki's first by default.")
@click.option("--to", "target", help="Target language; the wiki's second by default.")
@click.pass_obj
@plainly
def probe_engine(folder: Path, name: str, source: str | None, target: str | None) -> None:
    """Find out which markers the engine NAME carries, with sentences of our own and none of the wiki.

    \b
    Example:
      partnerwiki engines probe libretranslate --from en --to pt
    """
    from partnerwiki.engines import Settings, create
    from partnerwiki.engines.probe import probe

    project = load_project(folder)
    source = source or project.languages[0]
    target = target or next((code for code in project.languages if code != source), source)
    engine = create(name, Settings(project.options.engines.get(name, {})))
    if not engine.supports(source, target):
        raise PartnerwikiError(
            _("{engine} does not translate from {source} to {target}.").format(
                engine=name, source=source, target=target
            ),
            mend=_("Name a pair of languages with --from and --to."),
        )
    table = Table(box=None, pad_edge=False)
    for title in (_("marker"), _("survived"), _("of")):
        table.add_column(title, justify="right" if table.columns else "left")
    found = probe(engine, source, target)
    for item in found:
        table.add_row(item.shape, str(item.survived), str(item.tried))
    out.print(table)
    good = [item.shape for item in found if item.survived * 2 >= item.tried]
    out.print(_("For conf.py: {setting}").format(setting=f'"shapes": {json.dumps(good)}'), markup=False)
