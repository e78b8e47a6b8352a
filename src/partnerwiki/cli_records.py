"""The commands that make records: ``new`` asks for one, ``survey`` asks the parties what they expect."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import click

from partnerwiki.config import Project, asked_languages, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _, current_language
from partnerwiki.terminal import err, out, plainly


@click.command()
@click.argument("kind", required=False)
@click.option("--list", "listed", is_flag=True, help="List the kinds of records, each with a sentence.")
@click.option("--language", metavar="LANG", help="The language of the answers; the wiki's first by default.")
@click.option(
    "--answers",
    metavar="FILE.json",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the answers from a file, field by field, instead of asking.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Print the record, write nothing.")
@click.pass_obj
@plainly
def new(
    folder: Path, kind: str | None, listed: bool, language: str | None, answers: Path | None, dry_run: bool
) -> None:
    """Ask for a record of a KIND and write it to source/_data/KIND.yaml.

    Each answer is checked at once; what exists already can be chosen by number.

    \b
    Example:
      partnerwiki new --list
      partnerwiki new actors
      partnerwiki new events --language pt --dry-run
      partnerwiki new risks --answers risk.json    with {"title": "…", "kind": "context", …}
      partnerwiki new agreement             the draft of a text, clause by clause from the library
      partnerwiki new agreement --list      the kinds of paper: letter of intent, declaration, …
      partnerwiki new agreement --answers letter.json
          with {"template": "letter-of-intent", "parties": ["…", "…"], "page": "agreements/letter",
          "wordings": {"texts": "one-prevails"}, "prevailing": "en"}
    """
    if kind == "agreement":
        _draft(folder, answers, language, listed=listed, dry_run=dry_run)
        return
    from partnerwiki.records.models import KINDS
    from partnerwiki.records.store import nearest
    from partnerwiki.records.words import kinds

    if listed:
        said = kinds(current_language())
        for name in KINDS:
            out.print(f"{name:<15} {said[name]}", markup=False)
        return
    if kind not in KINDS:
        near = nearest(kind, KINDS) if kind else ""
        raise PartnerwikiError(
            _("There is no kind of record '{kind}'.").format(kind=kind[:40]) if kind else _("Which kind of record?"),
            mend=_("Did you mean '{near}'?").format(near=near) if near else _("'partnerwiki new --list' names them."),
        )
    project = load_project(folder)
    code = asked_languages(project, language)[0]
    data = _answered(project, kind, answers) if answers else _asked(project, kind, code)
    _keep(project, kind, data, code, dry_run=dry_run, unattended=answers is not None)


def _draft(folder: Path, answers: Path | None, language: str | None, *, listed: bool, dry_run: bool) -> None:
    """Write the draft of an agreement, or list the kinds of paper."""
    from partnerwiki import cli_drafting as drafts
    from partnerwiki.records.store import read_store

    if listed:
        drafts.show_templates()
        return
    project = load_project(folder)
    store, _problems = read_store(project.srcdir, project.languages)
    if answers is None:
        _need_terminal()
    given = _fields(answers) if answers is not None else drafts.asked(project, store, _line)
    wanted = drafts.answered(project, store, given)
    drafts.keep(project, store, wanted, str(given.get("id") or ""), language, dry_run=dry_run)


def _need_terminal() -> None:
    if not sys.stdin.isatty():
        raise PartnerwikiError(
            _("There is nobody to ask: this is no terminal."),
            mend=_("Run it in a terminal, or give the answers: --answers FILE.json"),
        )


def _answered(project: Project, kind: str, path: Path) -> dict[str, Any]:
    """Give the answers in a file, with an id made from the title where it names none."""
    from partnerwiki.records.asking import HEADINGS
    from partnerwiki.records.slugs import slug
    from partnerwiki.records.store import read_store

    data: dict[str, Any] = as_texts(_fields(path))
    if "id" not in data:
        heading = next((data[name] for name in HEADINGS if data.get(name)), "")
        text = next(iter(heading.values()), "") if isinstance(heading, dict) else heading
        store, _problems = read_store(project.srcdir, project.languages)
        data["id"] = slug(str(text), store.ids, kind.replace("_", "-"))
    return data


def _fields(path: Path) -> dict[str, Any]:
    """Give what a file of answers holds."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PartnerwikiError(
            _("The file cannot be read: {error}.").format(error=error.strerror or error), path=path
        ) from error
    except (ValueError, RecursionError) as error:
        raise PartnerwikiError(
            _("The file is no JSON: {error}.").format(error=error),
            path=path,
            line=getattr(error, "lineno", None),
            mend=_('Write the fields in braces: {"title": "…", "kind": "…"}'),
        ) from error
    if not isinstance(given, dict):
        raise PartnerwikiError(
            _("The file holds no fields."), path=path, mend=_('Write the fields in braces: {"title": "…", "kind": "…"}')
        )
    return given


def as_texts(value: Any) -> Any:
    """Give what a file of records would hold of a JSON value: texts, lists and mappings."""
    if isinstance(value, dict):
        return {str(key): as_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def _asked(project: Project, kind: str, language: str) -> dict[str, Any]:
    from partnerwiki.records.asking import Asker
    from partnerwiki.records.store import read_store

    _need_terminal()
    store, _problems = read_store(project.srcdir, project.languages)
    return Asker(store, project.languages, language, _line, lambda text: out.print(text, markup=False)).record(kind)


def _line(prompt: str) -> str:
    """Ask for a line; the end of the input stops the command as Ctrl-C does."""
    try:
        return input(prompt)
    except EOFError as error:
        raise KeyboardInterrupt from error


def _keep(project: Project, kind: str, data: dict[str, Any], language: str, *, dry_run: bool, unattended: bool) -> None:
    """Write a record, or print it; what is wrong with it is told before."""
    from pydantic import ValidationError

    from partnerwiki.records import writing
    from partnerwiki.records.complaints import complaint
    from partnerwiki.records.models import KINDS

    try:
        KINDS[kind].model_validate(data)
    except ValidationError as error:
        message, mend = complaint(error.errors(include_url=False)[0], KINDS[kind], is_inline=False)
        raise PartnerwikiError(message, mend=mend) from error
    files = writing.planned(project.srcdir, project.languages, kind, [data], language)
    problems = writing.new_problems(project.srcdir, project.languages, files)
    if dry_run:
        click.echo("\n".join(writing.entry_lines(kind, data, indent=0)))
    if problems and (unattended or dry_run):
        raise PartnerwikiError(problems[0].message, mend=problems[0].mend)
    for problem in problems:
        out.print(f"{problem.message}\n  → {problem.mend}", markup=False)
    question, choice = _("Write it all the same, and mend it in the file?"), _("y/N")
    if problems and _line(f"{question} [{choice}]: ").casefold() not in {"y", "yes", "j", "ja"}:
        out.print(_("Nothing was written."), markup=False)
        return
    if dry_run:
        return
    writing.write(project.srcdir, project.languages, files)
    for path in files:
        out.print(
            _("Written to {path}, with the id {id}.").format(path=project.shown(path), id=data["id"]), markup=False
        )
    out.print(_("Next: 'partnerwiki check records', then 'partnerwiki update'."), markup=False)


@click.group()
def survey() -> None:
    """Ask the parties with forms that they fill in as workbooks.

    \b
    Example:
      partnerwiki survey expectations --out forms
      partnerwiki survey read forms/*.xlsx --dry-run
    """


@survey.command()
@click.option("--party", metavar="ID", default="", help="Only the form of this party; all parties by default.")
@click.option(
    "--out",
    "out_folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder for the forms; the current one by default.",
)
@click.pass_obj
@plainly
def expectations(folder: Path, party: str, out_folder: Path) -> None:
    """Write a form for each party that asks what it expects, in all languages of the wiki, the party's own first.

    What a party has said before stands in it already.

    \b
    Example:
      partnerwiki survey expectations --out forms
      partnerwiki survey expectations --party vila-modelo
    """
    from partnerwiki.errors import files_told
    from partnerwiki.pofile import write_atomically
    from partnerwiki.records.store import nearest, read_store
    from partnerwiki.records.survey import forms

    project = load_project(folder)
    store, problems = read_store(project.srcdir, project.languages)
    for problem in problems:
        if problem.is_error:
            raise problem.as_error
    made = forms(store, project.languages, party)
    if not made:
        known = [found.part.id for found in store.parts("parties")]
        near = nearest(party, known) if party else ""
        raise PartnerwikiError(
            _("There is no party '{id}'.").format(id=party[:60]) if party else _("There is no party yet."),
            mend=_("Did you mean '{near}'?").format(near=near)
            if near
            else _("Write that first: partnerwiki new {kind}").format(kind="partnerships"),
        )
    for form in made:
        with files_told():
            write_atomically(out_folder / form.name, form.data)
        out.print(str(out_folder / form.name), markup=False)


@survey.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be added, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
@plainly
def read(folder: Path, files: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Take the answers of filled forms into the records, in a file for each language.

    What can be read is written, and what cannot is listed with its cell; then the exit status is 1. The same form read
    again adds nothing.

    \b
    Example:
      partnerwiki survey read forms/*.xlsx --dry-run
    """
    from partnerwiki.records import writing
    from partnerwiki.records.store import read_store
    from partnerwiki.records.survey_reading import Reader
    from partnerwiki.today import today

    project = load_project(folder)
    store, problems = read_store(project.srcdir, project.languages)
    for problem in problems:
        if problem.is_error:
            raise problem.as_error
    reader = Reader(store, project.languages, today())
    for path in files:
        reader.read(path)
    filled = reader.filled
    planned: dict[Path, bytes] = {}
    for code, records in filled.records.items():
        planned |= writing.planned(project.srcdir, project.languages, "expectations", records, code)
    wrong = writing.new_problems(project.srcdir, project.languages, planned) if planned else []
    if wrong:
        raise PartnerwikiError(wrong[0].message, mend=wrong[0].mend)
    if planned and not dry_run:
        writing.write(project.srcdir, project.languages, planned)
    added = [record["id"] for records in filled.records.values() for record in records]
    if as_json:
        click.echo(
            json.dumps(
                {
                    "written": [project.shown(path) for path in planned],
                    "added": added,
                    "known": filled.known,
                    "unread": [dataclasses.asdict(item) for item in filled.unread],
                },
                ensure_ascii=False,
            )
        )
    else:
        for path in planned:
            out.print(project.shown(path), markup=False)
        for item in filled.unread:
            err.print(str(item), markup=False)
        sentence = _("{added} would be added, {known} are known.") if dry_run else _("{added} added, {known} known.")
        out.print(_("Expectations:"), sentence.format(added=len(added), known=filled.known), markup=False)
    if filled.unread:
        raise PartnerwikiError(
            _("{count} places could not be read; they are listed above.").format(count=len(filled.unread)),
            mend=_("Correct them in the form and read it again: nothing is added twice."),
        )
