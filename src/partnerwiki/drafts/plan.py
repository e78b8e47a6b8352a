"""What a run has to do: the units that hold no text of a person, catalog by catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import polib

from partnerwiki import pofile
from partnerwiki.catalog import Message
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.rst_inline import is_plain as is_plain_rst
from partnerwiki.units import State, is_machine_text, state_of
from partnerwiki.update import Page

#: Hints of messages that are plain text: what looks like Markdown in them is shown as it stands.
_PLAIN = frozenset({"alt text", "page description", "index entry", "front matter: description"})
_INCLUDE = re.compile(r"^[ >]*(?:[`:~]{3,}\{include\}|\.\. include::)[ \t]+(?P<path>\S.*?)[ \t]*$", re.MULTILINE)
_EVAL_RST = re.compile(r"^[ >]*(?P<fence>`{3,}|~{3,}|:{3,})\{eval-rst\}.*?^[ >]*(?P=fence)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Wish:
    """What a person asked for.

    Target ``languages``; page names with ``*`` (none: all pages); ``only`` units that are ``missing`` or ``outdated``
    (empty: both); at most ``limit`` units for the engine; with ``public_only`` none of a page that is not public.
    """

    languages: Sequence[str]
    pages: Sequence[str] = ()
    only: str = ""
    limit: int | None = None
    public_only: bool = False


@dataclass(frozen=True)
class Task:
    """One unit for the engine: ``source`` in ``source_language`` is what its draft is made from.

    That is the msgid, or its reviewed translation into the pivot language, which ``via`` then names.
    """

    message: Message
    source: str
    source_language: str
    via: str = ""

    @property
    def is_plain(self) -> bool:
        """Say whether the text is no Markdown."""
        return self.message.hint in _PLAIN


@dataclass
class Sheet:
    """One catalog to work on: the messages of ``page`` that have no text of a person in ``language``.

    ``outdated`` are the msgids among them that hold a machine's text of an older source.
    """

    page: Page
    language: str
    path: Path
    messages: tuple[Message, ...]
    outdated: frozenset[str]

    def unfit(self, message: Message) -> str:
        """Say why a message is for people: ``code``, or ``rst`` for reStructuredText with markup; else nothing."""
        if message.hint == "code":
            return "code"
        return "rst" if not is_plain_rst(message.msgid) and self._is_rst(message.msgid) else ""

    def _is_rst(self, msgid: str) -> bool:
        """Say whether a text is reStructuredText; ``{eval-rst}`` on a Markdown page holds it, or brings docstrings."""
        if self.page.syntax is None:
            return True
        markdown, rst = self._parts
        text = bare(msgid)
        return bool(rst) and (text in rst or text not in markdown)

    @cached_property
    def _parts(self) -> tuple[str, str]:
        """The texts that the page is made of in Markdown, and those in reStructuredText."""
        parts: dict[bool, list[str]] = {False: [], True: []}
        for path, text in texts_of(self.page):
            is_rst = path.suffix == ".rst"
            parts[is_rst].append(text if is_rst else _EVAL_RST.sub("\n\n", text))
            parts[True] += [] if is_rst else [found[0] for found in _EVAL_RST.finditer(text)]
        return bare("\n".join(parts[False])), bare("\n".join(parts[True]))


def texts_of(page: Page) -> list[tuple[Path, str]]:
    """Give the text of a page and those of the files that it includes, each with its path.

    ``conf.py`` has none. Paths are relative to the page, also in a file that is included itself, as MyST has it.
    """
    if page.path is None or page.path.suffix == ".py":
        return []
    found: dict[Path, str] = {}
    pending = [page.path]
    while pending:
        path = pending.pop().resolve()
        if path in found or not path.is_file():
            continue
        found[path] = path.read_text(encoding="utf-8-sig", errors="replace")
        for include in _INCLUDE.finditer(found[path]):
            top = page.path.parents[page.docname.count("/")] if include["path"].startswith("/") else page.path.parent
            pending.append(top / include["path"].lstrip("/"))
    return list(found.items())


def bare(text: str) -> str:
    """Give a text without what may differ between a message and the file that it stands in: quotes, breaks, escapes."""
    return " ".join(re.sub(r"^[ >]+|\\", "", text, flags=re.MULTILINE).split())


def sheets(project: Project, pages: Sequence[Page], wish: Wish) -> Iterator[Sheet]:
    """Give the catalogs that lack texts, by language and page.

    Raises :class:`PartnerwikiError` for a page that is not there or a catalog that cannot be read.
    """
    for pattern in wish.pages:
        if not any(fnmatch(page.docname, pattern) for page in pages):
            raise PartnerwikiError(
                _("No page is called '{name}'.").format(name=pattern),
                mend=_("Write names as 'partnerwiki status --pages' shows them; * stands for anything."),
            )
    wanted = [page for page in pages if not wish.pages or any(fnmatch(page.docname, name) for name in wish.pages)]
    for language in wish.languages:
        for page in wanted:
            if page.language == language or not page.messages:
                continue
            path = project.catalog_path(language, page.docname)
            known = entries(path)
            lacking = [message for message in _once(page.messages) if _lacks(known.get(message.msgid), wish.only)]
            if lacking:
                texts = {msgid for msgid, entry in known.items() if entry.msgstr}
                outdated = frozenset(texts.intersection(message.msgid for message in lacking))
                yield Sheet(page, language, path, tuple(lacking), outdated)


def _once(messages: Sequence[Message]) -> list[Message]:
    """Give each text once: what stands twice on a page is one unit."""
    return list({message.msgid: message for message in messages if message.msgid}.values())


def entries(path: Path) -> dict[str, polib.POEntry]:
    """Give a catalog's live entries by msgid; none where there is no catalog."""
    if not path.is_file():
        return {}
    return {entry.msgid: entry for entry in pofile.read(path).live if not entry.msgctxt}


def _lacks(entry: polib.POEntry | None, only: str) -> bool:
    state = state_of(entry) if entry is not None else State.MISSING
    if state is State.OUTDATED:
        return only != "missing" and entry is not None and is_machine_text(entry)
    return state is State.MISSING and only != "outdated"


def may_be_drafted(entry: polib.POEntry) -> bool:
    """Say whether an entry still lacks a person's text; somebody may have written one while the run went on."""
    return _lacks(entry, "")


def task_for(message: Message, page: Page, pivot: str, reviewed: Mapping[str, str]) -> Task:
    """Give what a message is drafted from: its ``reviewed`` translation into the pivot language where there is one."""
    text = reviewed.get(message.msgid, "")
    if text and pivot != page.language:
        return Task(message, text, pivot, pivot)
    return Task(message, message.msgid, page.language)
