"""The check of privacy: personal data on pages not meant to hold it, and what a public repository gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from partnerwiki import frontmatter
from partnerwiki.audience import visibility_of
from partnerwiki.checks import Finding, check, page_paths
from partnerwiki.config import Project
from partnerwiki.messages import _
from partnerwiki.records.kinds import Visibility
from partnerwiki.records.models import LegalBasis
from partnerwiki.records.prose import iter_translatable
from partnerwiki.records.store import Entry, Store, read_store

#: The key of a front matter by which a page says that it is meant to hold personal data.
MEANT = "personal_data"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w./-])(?:\+\d|\(?0\d)[\d ()/-]{5,}\d(?![\w-])")
#: Digits of the shortest phone number with its area code; a date or a year has fewer.
_DIGITS = 8
#: Code that a page shows: examples of addresses are nobody's.
_CODE = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)", re.DOTALL | re.MULTILINE)
_PAGES = re.compile(r"actions/deploy-pages|^pages:|peaceiris/actions-gh-pages|gh-deploy|gh-pages", re.MULTILINE)


@check
def privacy(project: Project) -> Iterator[Finding]:
    """Pages hold no names of contacts, mail addresses or phone numbers unless they say ``personal_data: true``.

    Addresses and numbers are warnings. Those of offices are no personal data: of contacts whose basis is their task,
    and in ``partnerwiki_corrections``.

    A repository that everybody may read and that publishes a site holds nothing internal (a warning).
    """
    store, _problems = read_store(project.srcdir, project.languages)
    names = _private_names(store)
    known = _of_offices(project, store)
    for path in page_paths(project):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if frontmatter.read(text).get(MEANT) is True or visibility_of(path) is not Visibility.PUBLIC:
            continue
        for number, line in enumerate(_CODE.sub(_blank, text).splitlines(), 1):
            for message, is_error in _found(line, names, known):
                mend = _("Refer to the contact's record, or write '{key}: true' into the page's front matter.")
                yield Finding(project.shown(path), number, "privacy", message, mend.format(key=MEANT), is_error)
    yield from _in_records(project, store, names, known)
    yield from _given_away(project, store)


def _blank(found: re.Match[str]) -> str:
    """Give the line feeds of a text alone, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")


def _private_names(store: Store) -> dict[str, re.Pattern[str]]:
    """Give the names of people that no task of an office makes public, each with what finds it."""
    found = {}
    for entry in store.of("contacts"):
        record = entry.record
        if record.legal_basis is LegalBasis.TASK and record.visibility is Visibility.PUBLIC:
            continue
        for name in filter(None, (record.name, record.second_script)):
            found[name] = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return found


def _of_offices(project: Project, store: Store) -> frozenset[str]:
    """Give the mail addresses and phone numbers of offices, which are no personal data."""
    contacts = [entry.record for entry in store.of("contacts") if entry.record.visibility is Visibility.PUBLIC]
    offices = [record for record in contacts if record.legal_basis is LegalBasis.TASK]
    given = project.options.corrections
    lists = given.values() if isinstance(given, dict) else [given]
    mails = {address.removeprefix("mailto:") for addresses in lists for address in addresses}
    return frozenset(
        mails | {text for record in offices for text in (record.mail, _digits(record.phone or "")) if text}
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _found(text: str, names: dict[str, re.Pattern[str]], known: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Say what a text holds, and whether that is an error; never the datum itself, which would go on into logs.

    Whose address it is, nobody can tell from the page: that is a warning.
    """
    if any(mail not in known for mail in _MAIL.findall(text)):
        yield _("A mail address stands here."), False
    numbers = map(_digits, _PHONE.findall(text))
    if any(len(number) >= _DIGITS and number not in known for number in numbers):
        yield _("A phone number stands here."), False
    if any(pattern.search(text) for pattern in names.values()):
        yield _("The name of a contact stands here."), True


def _in_records(
    project: Project, store: Store, names: dict[str, re.Pattern[str]], known: frozenset[str]
) -> Iterator[Finding]:
    for entry in store.entries:
        if entry.kind == "contacts" or entry.record.visibility is not Visibility.PUBLIC:
            continue
        for place, text in iter_translatable(entry.record):
            for message, is_error in _found(text, names, known):
                mend = _("Refer to the contact's record, or make this record internal.")
                path = project.shown(entry.file.path)
                yield Finding(path, entry.line(place), "privacy", message, mend, is_error)


def _given_away(project: Project, store: Store) -> Iterator[Finding]:
    workflow = _publishes(project)
    if project.options.repository != "public" or workflow is None:
        return
    hidden: list[Entry] = [entry for entry in store.entries if entry.record.visibility is not Visibility.PUBLIC]
    pages = [path for path in page_paths(project) if visibility_of(path) is not Visibility.PUBLIC]
    if not hidden and not pages:
        return
    path, line = (hidden[0].file.path, hidden[0].line(("id",))) if hidden else (pages[0], 1)
    yield Finding(
        project.shown(path),
        line,
        "privacy",
        _("Internal content ({count}) lies in a repository that '{workflow}' publishes from.").format(
            count=len(hidden) + len(pages), workflow=project.shown(workflow)
        ),
        _('Keep the repository private and say partnerwiki_repository = "private" in conf.py, or take it out.'),
        is_error=False,
    )


def _publishes(project: Project) -> Path | None:
    """Give the file that publishes the site to Pages, if there is one."""
    folder = project.confdir / ".github" / "workflows"
    candidates = [*sorted(folder.glob("*.yml")), *sorted(folder.glob("*.yaml")), project.confdir / ".gitlab-ci.yml"]
    for path in candidates:
        if path.is_file() and _PAGES.search(path.read_text(encoding="utf-8", errors="replace")):
            return path
    return None
