"""The commands that check: ``check`` with the names of checks, and ``check due``."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from partnerwiki.config import Project, load_project
from partnerwiki.messages import _
from partnerwiki.terminal import err, out, plainly

if TYPE_CHECKING:
    from partnerwiki.records.due import Due
    from partnerwiki.records.store import Store


class Checks(click.Group):
    """Runs its command ``run`` where the first word is none of its commands: ``check glossary``, ``check --json``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind ``check``."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["run", *args])


@click.group(cls=Checks)
def check() -> None:
    """Check pages, catalogs and records, or list what is due.

    \b
    Example:
      partnerwiki check             every check
      partnerwiki check glossary    only whether translations use the agreed words
      partnerwiki check due         what is overdue or due soon
    """


@check.command("run")
@click.argument("names", metavar="[CHECK]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
@plainly
def run(folder: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Check the wiki; the word "run" may be left out.

    Runs every check, or those that are named: syntax, markup of translations, agreed words, what translation tools
    cannot carry, records. Warnings are shown; the exit status is 1 if there is anything else. 'partnerwiki check due'
    lists what is due.

    \b
    Example:
      partnerwiki check
      partnerwiki check glossary    only whether translations use the agreed words
      partnerwiki check records     only the records below source/_data/
    """
    from partnerwiki import checks

    project = load_project(folder)
    findings = checks.run_all(project, names)
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            out.print(str(finding), markup=False)
        out.print(
            _("Nothing to mend.") if not findings else _("{count} findings.").format(count=len(findings)), markup=False
        )
    if any(finding.is_error for finding in findings):
        sys.exit(1)


@check.command()
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="How many days to look ahead.",
)
@click.option("--fail", is_flag=True, help="Exit with 1 if anything is due.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print a list for the text of an issue.")
@click.option("--internal", is_flag=True, help="Give titles in that list even of what a public site may not show.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_obj
@plainly
def due(folder: Path, within: int, fail: bool, as_markdown: bool, internal: bool, as_json: bool) -> None:
    """List reviews, deadlines, consents, mandates, tasks, decisions, agreements and links that are due.

    Records that cannot be read are named and left out.

    \b
    Example:
      partnerwiki check due --within 90
      partnerwiki check due --within 14 --fail
      partnerwiki check due --markdown    for an issue that a scheduled workflow opens
    """
    from partnerwiki.records.audience import Audience, reduced
    from partnerwiki.records.due import due as due_of
    from partnerwiki.records.store import read_store
    from partnerwiki.today import today

    project = load_project(folder)
    store, problems = read_store(project.srcdir, project.languages)
    for problem in problems:
        err.print(f"{project.shown(problem.path)}:{problem.line}: {problem.message}", markup=False)
    found = due_of(store.entries, today(), dt.timedelta(within))
    public = reduced(store, Audience.PUBLIC, today()).ids
    rows = [_row(project, store, one, titled=internal or not as_markdown or one.part in public) for one in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif as_markdown:  # nothing is due: no list
        for row in rows:
            click.echo(_item(row))
    elif not rows:
        click.echo(_("Nothing is due in the next {days} days.").format(days=within))
    else:
        out.print(_table(rows))
    if rows and fail:
        sys.exit(1)


def _words() -> dict[str, str]:
    """Give what each thing that is due is called."""
    return {
        "review": _("review"),
        "deadline": _("deadline"),
        "consent": _("consent ends"),
        "mandate": _("mandate ends"),
        "task": _("task"),
        "decision": _("decision"),
        "notice": _("last day of notice"),
        "agreement": _("agreement ends"),
        "link": _("check the link"),
    }


def _row(project: Project, store: Store, one: Due, *, titled: bool) -> dict[str, Any]:
    """Give what JSON says of something due; without ``titled`` its title stays away."""
    entry, known = one.entry, store.ids[one.part]
    return {
        "day": one.day.isoformat(),
        "what": one.what.value,
        "overdue": one.overdue,
        "kind": known.kind,
        "id": one.part,
        "title": _title(known.part, entry.language) if titled else "",
        "path": project.shown(entry.file.path),
        "line": entry.line(known.place),
    }


def _title(part: Any, language: str) -> str:
    """Give what a record or part is called on one line: prose, or a name in the language of its file."""
    title = getattr(part, "heading", None) or getattr(part, "title", None) or getattr(part, "text", None) or part.id
    if isinstance(title, dict):
        title = title.get(language) or next(iter(title.values()))
    return " ".join(str(title).split())


def _table(rows: list[dict[str, Any]]) -> Table:
    words = _words()
    table = Table(box=None, pad_edge=False)
    for title in (_("day"), "", _("what"), _("record"), _("place")):
        table.add_column(title, overflow="fold")
    for row in rows:
        cells = [row["day"], _("overdue") if row["overdue"] else "", words[row["what"]], _named(row), _place(row)]
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _item(row: dict[str, Any]) -> str:
    """Give an item of a Markdown list."""
    word = _("overdue")
    late = f" **{word}**" if row["overdue"] else ""
    # a title is no Markdown, and calls nobody: with a word joiner behind them "@" and "#" make no link
    named = re.sub(r"[\\`*_\[\]<>!@#]", r"\\\g<0>", _named(row)).replace("@", "@\u2060").replace("#", "#\u2060")
    return f"- [ ] {row['day']}{late} {_words()[row['what']]}: {named} (`{_place(row)}`)"


def _named(row: dict[str, Any]) -> str:
    return f"{row['title']} ({row['id']})" if row["title"] not in ("", row["id"]) else row["id"]


def _place(row: dict[str, Any]) -> str:
    return f"{row['path']}:{row['line']}"
