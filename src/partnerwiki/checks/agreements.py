"""The check of agreements: from *negotiated* on, all is reviewed and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator

from partnerwiki.agreements import versions, wording
from partnerwiki.agreements.differences import differences
from partnerwiki.checks import Finding, check
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.records.models import Agreement
from partnerwiki.records.prose import Place
from partnerwiki.records.rules_papers import FROZEN
from partnerwiki.records.store import Entry, Store, read_store
from partnerwiki.units import State

_NAME = "agreements"


@check
def agreements(project: Project) -> Iterator[Finding]:
    """From *negotiated* on, all texts of an agreement are reviewed, its text stays, and the signed file is as it was.

    A text that was never frozen is a warning.
    """
    store, _problems = read_store(project.srcdir, project.languages)
    for entry in store.of("agreements"):
        yield from _signed_file(project, entry)
        if entry.record.stage in FROZEN and entry.record.page is not None:
            yield from _text(project, store, entry)


def _finding(
    project: Project, entry: Entry, place: Place, message: str, mend: str, *, is_error: bool = True
) -> Finding:
    return Finding(project.shown(entry.file.path), entry.line(place), _NAME, message, mend, is_error)


def _text(project: Project, store: Store, entry: Entry) -> Iterator[Finding]:
    record: Agreement = entry.record
    try:
        text = versions.text_of(project, store, entry)
    except PartnerwikiError as error:
        yield _finding(project, entry, ("page",), error.message, error.mend)
        return
    said = {
        State.MACHINE: _("a machine draft"),
        State.OUTDATED: _("outdated"),
        State.MISSING: _("not translated"),
    }
    for one in text.unready:
        yield Finding(
            project.shown(one.path),
            one.line,
            _NAME,
            _("'{id}' is '{stage}', but this text in '{language}' is {state}.").format(
                id=record.id, stage=record.stage, language=one.language, state=said[one.state]
            ),
            _("Have a person review it, or write the stage 'draft'."),
        )
    for passage in text.wording.blanks():
        yield _finding(
            project,
            entry,
            ("page",),
            _("Something is yet to be filled in: {clause}.").format(clause=passage.place),
            _("Fill in what stands in brackets: [… amount]."),
        )
    if record.frozen is None:
        yield _finding(
            project,
            entry,
            ("stage",),
            _("The text of '{id}' is not frozen: nobody would notice a change.").format(id=record.id),
            _("Run 'partnerwiki agreement freeze {id}'.").format(id=record.id),
            is_error=False,
        )
    elif record.frozen != text.wording.checksum:
        yield _changed(project, entry, text)


def _changed(project: Project, entry: Entry, text: wording.Text) -> Finding:
    record: Agreement = entry.record
    try:
        old = versions.load(project, record.id, record.version)
    except PartnerwikiError as error:
        return Finding(str(error.path or ""), 0, _NAME, error.message, error.mend)
    if old.checksum != record.frozen:
        message = _("The checksum on record is not that of version {version}.").format(version=record.version)
        return _finding(project, entry, ("frozen",), message, _("Bring 'frozen' and 'version' back from the history."))
    clauses = dict.fromkeys(wording.place_of(change.clause) for change in differences(old, text.wording))
    return _finding(
        project,
        entry,
        ("frozen",),
        _("The text of '{id}' is no longer that of version {version}: {clauses}.").format(
            id=record.id, version=record.version, clauses=", ".join(clauses) or _("its form")
        ),
        _("Bring the text back, or agree on a new version: 'partnerwiki agreement freeze {id}'.").format(id=record.id),
    )


def _signed_file(project: Project, entry: Entry) -> Iterator[Finding]:
    """Compare the signed file with the checksum on record."""
    record: Agreement = entry.record
    if record.signed_file is None:
        return
    place: Place = ("signed_file",)
    path = (project.srcdir / record.signed_file).resolve()
    if not path.is_relative_to(project.srcdir.resolve()):
        message = _("The signed file lies outside the folder of the pages.")
        yield _finding(
            project, entry, place, message, _("Put it below that folder, or take out the line 'signed_file'.")
        )
        return
    try:
        digest = versions.checksum_of(path)
    except PartnerwikiError as error:
        yield _finding(project, entry, place, error.message, error.mend)
        return
    if digest != record.sha256:
        yield _finding(
            project,
            entry,
            ("sha256",) if record.sha256 else place,
            _("The signed file is not the one on record: its SHA-256 is {digest}.").format(digest=digest),
            _("Bring the file back from the archive, or record it with 'partnerwiki agreement sign {id} FILE'.").format(
                id=record.id
            ),
        )
