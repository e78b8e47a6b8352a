"""The commands for agreements: where each stands, freezing its text, what changed, the signed file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from partnerwiki.config import load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.terminal import out, plainly

if TYPE_CHECKING:
    from partnerwiki.agreements.differences import Change

#: What the version is called that is not frozen yet.
NOW = "now"


@click.group()
def agreement() -> None:
    """Agreements: list them, freeze a text, see what changed, record the signed file.

    \b
    Example:
      partnerwiki agreement list
      partnerwiki agreement freeze letter
      partnerwiki agreement diff letter 1 2
      partnerwiki agreement sign letter source/_data/letter-signed.pdf
    """


@agreement.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_obj
@plainly
def list_(folder: Path, as_json: bool) -> None:
    """List the agreements with stage, version and what their text lacks."""
    from partnerwiki.agreements import wording
    from partnerwiki.records.store import read_store

    project = load_project(folder)
    store, _problems = read_store(project.srcdir, project.languages)
    rows: list[dict[str, Any]] = []
    for entry in store.of("agreements"):
        record = entry.record
        row = {"id": record.id, "stage": record.stage.value, "version": record.version, "frozen": record.frozen}
        text = wording.read(project, store, entry)
        if text is not None:
            row["unreviewed"] = len(text.unready)
            row["text"] = text.wording.checksum
        rows.append(row)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("agreement"), _("stage"), _("version"), _("text")):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, (row["id"], row["stage"], str(row["version"]), _said(row))))
    out.print(table)


def _said(row: dict[str, Any]) -> str:
    if "text" not in row:
        return _("no page")
    if row["unreviewed"]:
        return _("{count} not reviewed").format(count=row["unreviewed"])
    if row["frozen"] is None:
        return _("reviewed, not frozen")
    return _("frozen") if row["frozen"] == row["text"] else _("changed since it was frozen")


@agreement.command()
@click.argument("name", metavar="ID")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done, write nothing.")
@click.pass_obj
@plainly
def freeze(folder: Path, name: str, dry_run: bool) -> None:
    """Freeze the text of an agreement: it is negotiated, and 'partnerwiki check' finds any change from now on.

    Every text in the languages that bind must be reviewed. The version is kept in source/_data/versions/, and its
    number and checksum in the record. Run again after a change, it makes the next version; what councils have resolved
    on is not changed any more.

    \b
    Example:
      partnerwiki agreement freeze letter --dry-run
      partnerwiki agreement freeze letter
    """
    from partnerwiki import update
    from partnerwiki.agreements import versions

    project = load_project(folder)
    if update.update(project, update.extract_pages(project), dry_run=True).changed:
        raise PartnerwikiError(
            _("The catalogs are behind the pages: what is new there has no translation that could be reviewed."),
            mend=_("Run 'partnerwiki update', have the new texts translated, and freeze again."),
        )
    done = versions.freeze(project, name, dry_run=dry_run)
    if not done.files:
        said = _("'{id}' is frozen as version {version}, and has not changed.")
    elif dry_run:
        said = _("'{id}' would be frozen as version {version}.")
    else:
        said = _("'{id}' is frozen as version {version}.")
    out.print(said.format(id=name, version=done.version), markup=False)
    for path in done.files:
        out.print(f"  {project.shown(path)}", markup=False)


@agreement.command()
@click.argument("name", metavar="ID")
@click.argument("before", metavar="[A]", required=False)
@click.argument("after", metavar="[B]", required=False, default=NOW)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@click.pass_obj
@plainly
def diff(folder: Path, name: str, before: str | None, after: str, as_json: bool) -> None:
    """Show what changed between two versions of an agreement, in every language that binds.

    A and B are numbers of versions, or "now"; without them, the last version is compared with the text as it is.
    What was taken out stands in [-…-], what was put in stands in {+…+}.

    \b
    Example:
      partnerwiki agreement diff letter
      partnerwiki agreement diff letter 1 2
      partnerwiki agreement diff letter 1 now --json
    """
    from partnerwiki.agreements import versions, wording
    from partnerwiki.agreements.differences import differences

    project = load_project(folder)
    store, entry = versions.find(project, name)

    def read(which: str) -> wording.Wording:
        if which == NOW:
            return versions.text_of(project, store, entry).wording
        if not which.isascii() or not which.isdecimal():
            raise PartnerwikiError(
                _("'{which}' is no version.").format(which=which[:40]), mend=_("Write a number, or 'now'.")
            )
        return versions.load(project, name, int(which))

    old, new = read(before or str(entry.record.version)), read(after)
    changes = differences(old, new)
    if as_json:
        listed = [{"clause": one.clause, "pieces": one.pieces} for one in changes]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for change in changes:
        _show(change)
    if not changes:
        same = old.checksum == new.checksum
        said = (
            _("Nothing has changed.") if same else _("No word has changed, but the form has: lists, numbers, records.")
        )
        out.print(said, markup=False)


def _show(change: Change) -> None:
    from partnerwiki.agreements.differences import Kind

    out.print(Text(change.clause or "–", style="bold"))
    for code, pieces in change.pieces.items():
        line = Text(f"  {code}  ")
        for kind, text in pieces:
            if kind is Kind.TAKEN_OUT:
                line.append(f"[-{text}-]", style="red strike")
            elif kind is Kind.PUT_IN:
                line.append("{+" + text + "+}", style="green")
            else:
                line.append(text)
        out.print(line)


@agreement.command()
@click.argument("name", metavar="ID")
@click.argument("file", metavar="FILE.pdf", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done, write nothing.")
@click.pass_obj
@plainly
def sign(folder: Path, name: str, file: Path, dry_run: bool) -> None:
    """Record the SHA-256 of the signed PDF; 'partnerwiki check' compares a file below source/ with it.

    \b
    Example:
      partnerwiki agreement sign letter source/_data/letter-signed.pdf
      partnerwiki agreement sign letter ~/archive/letter.pdf    only its checksum is recorded
    """
    from partnerwiki.agreements import versions

    digest = versions.sign(load_project(folder), name, file, dry_run=dry_run)
    out.print(f"SHA-256  {digest}", markup=False)
