"""``partnerwiki new agreement``: a draft from the library of clauses, with its record and the other language's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from partnerwiki.config import Project, asked_languages
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _, current_language
from partnerwiki.pofile import write_atomically
from partnerwiki.terminal import out

if TYPE_CHECKING:
    from partnerwiki.agreements.drafting import Wanted
    from partnerwiki.records.store import Store

#: The fields of a file of answers.
_ANSWERS = frozenset(
    [
        *("template", "id", "page", "parties", "wordings", "records", "numbering", "languages", "prevailing"),
        *("body", "notice_months"),
    ]
)
#: Folders that begin with a line below hold no pages, and file systems take names of 255 bytes.
_PAGE = re.compile(r"[^\W_][\w-]{0,59}(/[^\W_][\w-]{0,59}){0,5}")


def said(texts: Mapping[str, str]) -> str:
    """Give a text of the library in the terminal's language, which it has in German and English."""
    return texts["de" if current_language() == "de" else "en"]


def show_templates() -> None:
    """List the templates with a sentence each."""
    from partnerwiki.agreements.library import templates

    for name, template in templates().items():
        out.print(Text(name, style="bold"))
        out.print(Text(f"  {said(template.about)}"))


def answered(project: Project, store: Store, given: Mapping[str, Any]) -> Wanted:
    """Read what a draft is to be made of from a file of answers; what it leaves out is preset.

    Raises :class:`PartnerwikiError` for a name that does not exist.
    """
    from partnerwiki.agreements.library import TEXTS, clauses, templates

    for name in given:
        _one_of(name, _ANSWERS)
    template = templates()[_one_of(str(given.get("template", "")), templates())]
    parties = _names(given, "parties")
    there = [known.part.id for known in store.parts("parties")]
    for name in parties:
        _one_of(name, there)
    wordings = _mapping(given, "wordings", '{"texts": "equal"}')
    for name, wording in wordings.items():
        clause = clauses()[_one_of(name, template.clauses)]
        _one_of(wording, [one.id for one in clause.fitting(template.binding)])
    spoken = [code for name in parties for code in store.ids[name].part.languages if code in project.languages]
    languages = list(dict.fromkeys(_names(given, "languages") or spoken)) or project.languages[:1]
    for code in languages:
        _one_of(code, project.languages)
    text = wordings.get(TEXTS, template.clauses.get(TEXTS, ""))
    prevailing = str(given.get("prevailing") or "")
    if text in ("one-prevails", "third-prevails") and not prevailing:
        raise PartnerwikiError(
            _("It is not said which language prevails."), mend=_("Name it in 'prevailing', such as en.")
        )
    wanted = _wanted(template, given, parties, languages, prevailing, wordings)
    return replace(wanted, records=_records(store, wanted, _mapping(given, "records", '{"decisions": "rules"}')))


def _records(store: Store, wanted: Wanted, given: Mapping[str, str]) -> dict[str, str]:
    """Give the record that each clause begins with which follows one: the one named, or the only one there is."""
    from partnerwiki.agreements.library import VIEWS

    found = {}
    for clause, wording in wanted.chosen():
        if not wording.record:
            continue
        there = _there(store, wording.record)
        if not there:
            raise PartnerwikiError(
                _("There is no record yet that the clause '{clause}' can follow.").format(clause=clause.id),
                mend=_("Write it first: 'partnerwiki new {kind}'; or choose another wording.").format(
                    kind=wording.record
                ),
            )
        if clause.id not in given and len(there) > 1 and VIEWS[wording.record][1]:
            raise PartnerwikiError(
                _("It is not said which record the clause '{clause}' follows.").format(clause=clause.id),
                mend=_("Name it in 'records'. There are: {names}.").format(names=", ".join(there)),
            )
        found[clause.id] = _one_of(given.get(clause.id, there[0]), there)
    for name in given:
        _one_of(name, found)
    return found


def _there(store: Store, kind: str) -> list[str]:
    return [entry.record.id for entry in store.of(kind)]


def _names(given: Mapping[str, Any], field: str) -> list[str]:
    names = given.get(field)
    if not isinstance(names, list | None):
        raise PartnerwikiError(
            _("'{name}' is no list.").format(name=field),
            mend=_("Write it in brackets: {example}.").format(example=f'"{field}": ["…", "…"]'),
        )
    return [str(name) for name in names or ()]


def _mapping(given: Mapping[str, Any], field: str, example: str) -> dict[str, str]:
    chosen = given.get(field)
    if not isinstance(chosen, dict | None):
        raise PartnerwikiError(
            _("'{name}' does not name clauses and what is chosen for each.").format(name=field),
            mend=_("Write it in braces: {example}.").format(example=f'"{field}": {example}'),
        )
    return {str(clause): str(choice) for clause, choice in (chosen or {}).items()}


def _wanted(
    template: Any,
    given: Mapping[str, Any],
    parties: Sequence[str],
    languages: Sequence[str],
    prevailing: str,
    wordings: Mapping[str, str],
) -> Wanted:
    from partnerwiki.agreements.drafting import Wanted
    from partnerwiki.numbering import Numbering

    if len(parties) < 2:
        raise PartnerwikiError(
            _("An agreement has two parties or more."), mend=_("Name the ids of the parties in 'parties'.")
        )
    page = str(given.get("page") or template.id)
    if not _PAGE.fullmatch(page):
        raise PartnerwikiError(
            _("'{page}' is no name for a page.").format(page=page[:60]),
            mend=_("Write letters, digits and hyphens, and folders with a slash: agreements/letter."),
        )
    numbering = str(given.get("numbering") or "")
    if numbering:
        _one_of(numbering, list(Numbering))
    months = str(given.get("notice_months", 6))
    if not months.isascii() or not months.isdecimal() or not 2 <= int(months) <= 120:
        raise PartnerwikiError(
            _("'{months}' is no number of months.").format(months=months[:20]), mend=_("Write a number from 2 to 120.")
        )
    return Wanted(
        template=template,
        page=page,
        parties=tuple(parties),
        languages=tuple(languages),
        prevailing=prevailing,
        body=str(given.get("body") or ""),
        notice_months=int(months),
        numbering=numbering,
        wordings=wordings,
    )


def _one_of(name: str, known: Collection[str]) -> str:
    from partnerwiki.records.store import nearest

    if name in known:
        return name
    near = nearest(name, sorted(known)) if name else ""
    raise PartnerwikiError(
        _("There is no '{name}' here.").format(name=name[:60]) if name else _("The kind of paper is missing."),
        mend=_("Did you mean '{near}'?").format(near=near)
        if near
        else _("There are: {names}.").format(names=", ".join(sorted(known))),
    )


def asked(project: Project, store: Store, ask: Callable[[str], str]) -> dict[str, Any]:
    """Ask what a draft is made of: kind of paper, parties, page, and how to word what can be worded in several ways."""
    from partnerwiki.agreements import drafting
    from partnerwiki.agreements.library import TEXTS, VIEWS, clauses, templates

    found: dict[str, Any] = {}
    options = [(name, said(template.about)) for name, template in templates().items()]
    found["template"] = _chosen(ask, _("Which kind of paper?"), options, "")
    parties = [(known.part.id, "") for known in store.parts("parties")]
    if len(parties) < 2:
        raise PartnerwikiError(
            _("No two parties are on record yet."), mend=_("Write them first: 'partnerwiki new partnerships'.")
        )
    found["parties"] = [one for one, _note in parties]
    if len(parties) > 2:
        chosen: list[str] = []
        while len(chosen) < len(parties):
            left = [one for one in parties if one[0] not in chosen]
            name = _chosen(ask, _("Which party? Nothing ends the list."), left, "", may_end=len(chosen) >= 2)
            if not name:
                break
            chosen.append(name)
        found["parties"] = chosen
    template = templates()[found["template"]]
    found["page"] = ask(_("The page's name, such as agreements/letter") + f" [{template.id}]: ").strip() or template.id
    found["wordings"], found["records"] = {}, {}
    for name, preset in template.clauses.items():
        fitting = [
            one for one in clauses()[name].fitting(template.binding) if not one.record or _there(store, one.record)
        ]
        if len(fitting) > 1:
            notes = [(one.id, f"{said(one.name)}. {said(one.choose)}") for one in fitting]
            question = f"{said(clauses()[name].title)}: {said(clauses()[name].about)}"
            found["wordings"][name] = chosen_ = _chosen(ask, question, notes, preset)
            kind = clauses()[name].wordings[chosen_].record
            records = _there(store, kind) if kind and VIEWS[kind][1] else []
            if len(records) > 1:
                options = [(one, drafting.called(store, one, current_language())) for one in records]
                found["records"][name] = _chosen(ask, _("Which record?"), options, "")
    if found["wordings"].get(TEXTS, template.clauses.get(TEXTS)) in ("one-prevails", "third-prevails"):
        found["prevailing"] = ask(_("Which language prevails, such as en?") + " ").strip()
    return found


def _chosen(
    ask: Callable[[str], str], question: str, options: Sequence[tuple[str, str]], preset: str, *, may_end: bool = False
) -> str:
    """Ask for one of some options by its number or name; the preset one is taken where nothing is given."""
    out.print(Text(f"\n{question}", style="bold"))
    for number, (name, note) in enumerate(options, 1):
        out.print(Text(f"  {number}  {name}" + (f" – {note}" if note else "")))
    while True:
        given = ask(f"[{preset}]: " if preset else ": ").strip()
        if not given and (preset or may_end):
            return preset
        if given.isascii() and given.isdecimal() and 1 <= int(given) <= len(options):
            return options[int(given) - 1][0]
        if given in [name for name, _note in options]:
            return given
        out.print(_("Write one of the numbers."), markup=False)


def keep(project: Project, store: Store, wanted: Wanted, name: str, language: str | None, *, dry_run: bool) -> None:
    """Write page, record and the other language's catalog, or print the page.

    Raises :class:`PartnerwikiError` where the page exists, or the wiki has no language of the library.
    """
    from partnerwiki import update
    from partnerwiki.agreements import drafting
    from partnerwiki.agreements.library import LANGUAGES
    from partnerwiki.records import writing
    from partnerwiki.records.slugs import slug

    there = [code for code in project.languages if code in LANGUAGES]
    if language is not None:
        code = asked_languages(project, language)[0]
        there = [code] if code in LANGUAGES else []
    if not there:
        raise PartnerwikiError(
            _("The library has German and English texts only."),
            mend=_("Add 'en' to partnerwiki_languages in conf.py, and translate the draft from there."),
        )
    code = there[0]
    if "attrs_block" not in project.myst_extensions:
        raise PartnerwikiError(
            _("The syntax for parts without number is not switched on."),
            mend=_("Add 'attrs_block' to myst_enable_extensions in conf.py."),
        )
    path = project.srcdir / f"{wanted.page}.md"
    if path.exists():
        raise PartnerwikiError(
            _("The page exists already."), path=project.shown(path), mend=_("Choose another name for the page.")
        )
    text = drafting.page(wanted, store, code, named=code != project.languages[0])
    if dry_run:
        out.print(text, markup=False)
        return
    files: dict[Path, bytes] = {}
    if wanted.template.kind:
        identity = name or slug(wanted.page.rsplit("/", 1)[-1], store.ids, "agreement")
        title = drafting.title(wanted, store, code)
        data = drafting.record(wanted, identity, code, title)
        files = writing.planned(project.srcdir, project.languages, "agreements", [data], code)
        problems = [one for one in writing.new_problems(project.srcdir, project.languages, files) if one.is_error]
        if problems:
            raise PartnerwikiError(problems[0].message, mend=problems[0].mend)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode("utf-8"))
    if files:
        writing.write(project.srcdir, project.languages, files)
    for written in (path, *files):
        out.print(_("Written: {path}").format(path=project.shown(written)), markup=False)
    other = drafting.other_language(code)
    if other in project.languages:
        update.update(project, update.extract_pages(project))
        catalog = project.catalog_path(other, wanted.page)
        count = drafting.translate(
            catalog, text, drafting.page(wanted, store, other, named=False), project.myst_extensions
        )
        line = _("Written: {path}").format(path=project.shown(catalog))
        out.print(f"{line} ({count})", markup=False)
    out.print(_("Next: put the page into a list of pages, and fill in what stands in brackets."), markup=False)
