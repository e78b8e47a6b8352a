"""Write a small, complete wiki into an empty folder: content and settings, no engine code.

The files come from ``scaffold_files/``: ``common/`` for every wiki, ``de/`` and ``en/`` with start pages, README and
the words that the common files need, ``catalogs/`` with the reviewed translations of the start pages. In their names
``dot_`` stands for a leading dot and ``.in`` for a file with ``@@TOKENS@@``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from babel.lists import format_list

from partnerwiki.catalog import new_header
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import check_code, name_in
from partnerwiki.messages import _

FILES = Path(__file__).with_name("scaffold_files")

#: The start pages' names in both languages; catalogs are made for these (``scripts/scaffold_catalogs.py``).
PAGES = (
    {"de": "index", "en": "index"},
    {"de": "erste-woche", "en": "first-week"},
    {"de": "vereinbarung", "en": "agreement"},
    {"de": "glossar", "en": "glossary"},
    {"de": "impressum", "en": "imprint"},
    {"de": "datenschutz", "en": "privacy"},
    {"de": "barrierefreiheit", "en": "accessibility"},
    {"de": "beschwerde", "en": "complaints"},
)

#: Those of them that every page links to at its foot.
FOOTER = PAGES[-4:]

#: The header of the ready-made catalogs; a wiki's own takes its place.
HEADER = r"""msgid ""
msgstr ""
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""

_CODE = re.compile(
    r"(?P<language>[a-z]{2,3})([-_](?P<script>[a-z]{4}))?([-_](?P<territory>[a-z]{2}|[0-9]{3}))?", re.IGNORECASE
)
_TOKEN = re.compile(r"@@([A-Z_]+)@@")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&~|#{}$^!])")
#: Categories that no name holds: line and paragraph separators, control characters, halves of surrogate pairs.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


#: What a new wiki asks the package index for.
REQUIREMENT = "partnerwiki>=0.1,<0.2"


@dataclass(frozen=True)
class Created:
    """What :func:`create_wiki` made.

    ``files`` are relative to ``folder`` and sorted. ``page_language`` is ``de`` or ``en``, the language in which the
    start pages are written; ``note`` is a sentence to show where that is not the wiki's first language, else empty.
    """

    folder: Path
    files: list[Path]
    page_language: str
    note: str = ""


@dataclass(frozen=True)
class _Start:
    """The start pages of one wiki: ``text`` is ``de`` or ``en``, ``code`` the wiki's code that the pages belong to."""

    text: str
    code: str
    first: str

    @property
    def foreign(self) -> bool:
        """Say whether the pages are in a language that the wiki does not have."""
        return _base(self.code) != self.text


def create_wiki(target: Path, languages: list[str], name: str) -> Created:
    """Write a new wiki with ``languages`` (the first is the default source language) and ``name`` into ``target``.

    ``target`` must be missing (with its parent there) or an empty folder. All or nothing: the files are made in a
    temporary folder and moved into place. Raises :class:`PartnerwikiError` for bad input and where nothing can be
    written.
    """
    codes = _check_languages(languages)
    title = _check_name(name)
    _check_target(target)
    start = _start(codes)
    content = dict(_content(start, codes, title))
    try:
        _write(target, content)
    except OSError as error:
        raise PartnerwikiError(
            _("The wiki cannot be written: {error}.").format(error=error.strerror or error),
            path=target,
            mend=_("Choose a folder in which you may write and with room for a few small files."),
        ) from error
    return Created(target, sorted(map(Path, content)), start.text, _note(start))


def _check_languages(languages: list[str]) -> list[str]:
    """Give the codes in CLDR's spelling (``pt-br`` -> ``pt_BR``)."""
    codes = [_canonical(code) for code in languages]
    if not codes:
        raise PartnerwikiError(
            _("The wiki needs at least one language."), mend=_("Name its languages, the first one first: de,uk.")
        )
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise PartnerwikiError(
            _("The language '{code}' is listed twice.").format(code=twice), mend=_("Name each language once.")
        )
    return codes


def _canonical(code: str) -> str:
    """Give a code as Sphinx and CLDR write it; Babel alone would also take ``de.UTF-8`` and other names of locales."""
    found = _CODE.fullmatch(code.strip())
    if not found:
        raise PartnerwikiError(
            _("'{code}' is not a language code.").format(code=code), mend=_("Use a code such as de, en, pt or pt_BR.")
        )
    parts = (found["language"].lower(), (found["script"] or "").title(), (found["territory"] or "").upper())
    return check_code("_".join(part for part in parts if part))


def _check_name(name: str) -> str:
    title = name.strip()
    if not title:
        raise PartnerwikiError(
            _("The wiki needs a name."), mend=_('Give it one: --name "Musterstadt – Beispielhorod".')
        )
    if any(unicodedata.category(character) in _UNPRINTABLE for character in title):
        raise PartnerwikiError(
            _("The name holds a line break or a control character."),
            mend=_("Write the name in one line of plain text."),
        )
    return title


def _check_target(target: Path) -> None:
    if target.is_symlink() and not target.exists():
        raise PartnerwikiError(
            _("This is a link to something that does not exist."), path=target, mend=_("Choose another folder.")
        )
    if target.exists() and not target.is_dir():
        raise PartnerwikiError(_("This is a file, not a folder."), path=target, mend=_("Choose another folder."))
    try:
        filled = target.is_dir() and any(target.iterdir())
    except OSError as error:
        raise PartnerwikiError(
            _("The folder cannot be read: {error}.").format(error=error.strerror or error),
            path=target,
            mend=_("Choose another folder."),
        ) from error
    if filled:
        raise PartnerwikiError(
            _("The folder is not empty."),
            path=target,
            mend=_("Choose a new or an empty folder; hidden files count, too."),
        )
    if not target.absolute().parent.is_dir():
        raise PartnerwikiError(
            _("The folder above it does not exist."), path=target, mend=_("Make that folder first or choose another.")
        )


def _base(code: str) -> str:
    return code.split("_")[0]


def _start(codes: list[str]) -> _Start:
    """Choose the start pages: those of the first language, else English ones, else German ones, if the wiki has it.

    A wiki with neither gets English text under its first language, to be rewritten.
    """
    first = codes[0]
    if _base(first) in {"de", "en"}:
        return _Start(_base(first), first, first)
    for text in ("en", "de"):
        for code in codes:
            if _base(code) == text:
                return _Start(text, code, first)
    return _Start("en", first, first)


def _note(start: _Start) -> str:
    if start.foreign:
        text = _("The start pages are in English, because there are none in '{code}' yet: please rewrite them.")
    elif start.code == start.first:
        return ""
    elif start.text == "de":
        text = _("The start pages are in German, because there are none in '{code}' yet.")
    else:
        text = _("The start pages are in English, because there are none in '{code}' yet.")
    return text.format(code=start.first)


def _content(start: _Start, codes: list[str], title: str) -> Iterator[tuple[str, str]]:
    """Give ``(path, text)`` of every file of the wiki."""
    words = json.loads((FILES / start.text / "words.json").read_text(encoding="utf-8"))
    tokens = {**words, **_tokens(start, codes, title)}
    for base in ("common", start.text):
        for path in sorted((FILES / base).rglob("*")):
            if path.is_file() and path.name != "words.json":
                yield _filled(path, path.relative_to(FILES / base).as_posix(), start, tokens)
    if not start.foreign:
        yield from _catalogs(start, codes, title)
    folder = _installed_from()[1]
    if folder:
        for_make = folder.replace("$", "$$").replace("#", "\\#")
        yield "local.mk", f"PARTNERWIKI_REQUIREMENT ?= {for_make}\n"


def _installed_from() -> tuple[str, str]:
    """Give what a new wiki installs the program from: a line for its requirements, and a path on this computer or "".

    Pip notes where a program came from if that was no index (PEP 610). A repository can be named for everybody; a
    folder or an archive only for whoever makes the wiki, in a file that is not committed.
    """
    try:
        origin = json.loads(distribution("partnerwiki").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    parts = urlsplit(origin.get("url", ""))
    if "vcs_info" in origin:
        address = parts._replace(netloc=parts.netloc.rsplit("@", 1)[-1]).geturl()
        return f"partnerwiki @ {origin['vcs_info']['vcs']}+{address}@{origin['vcs_info']['commit_id']}", ""
    if parts.scheme == "file" and Path(url2pathname(parts.path)).exists():
        return REQUIREMENT, url2pathname(parts.path)
    return REQUIREMENT, ""


def _filled(path: Path, name: str, start: _Start, tokens: Mapping[str, str]) -> tuple[str, str]:
    name = re.sub(r"(^|/)dot_", r"\1.", name)
    text = path.read_text(encoding="utf-8")
    if name.endswith(".in"):
        # one pass, so that a name that looks like a token stays as it is
        return name.removesuffix(".in"), _TOKEN.sub(lambda token: tokens[token[1]], text)
    return name, _page(text, start) if name.endswith(".md") else text


#: Above and below the front matter of a page.
_FENCE = "---\n"


def _page(text: str, start: _Start) -> str:
    """Give a start page for a wiki: with its language, and with a remark where that is one without start pages."""
    fields, body = "", text
    if text.startswith(_FENCE):
        fields, body = text.removeprefix(_FENCE).split(f"{_FENCE}\n", 1)
    if start.foreign:
        heading, rest = body.split("\n", 1)
        language = name_in(start.first, "en")
        body = f"{heading}\n\nThis page is still in English: please rewrite it in {language}.\n{rest}"
    elif start.code != start.first:
        fields += f"language: {start.code}\n"
    return f"{_FENCE}{fields}{_FENCE}\n{body}" if fields else body


def _catalogs(start: _Start, codes: list[str], title: str) -> Iterator[tuple[str, str]]:
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000")
    for code in codes:
        header = new_header(project=title, language=code, source_language=start.code, date=date)
        for path in sorted((FILES / "catalogs" / f"{start.text}-{_base(code)}").glob("*.po")):
            text = path.read_text(encoding="utf-8").replace(HEADER, f"{header}\n", 1)
            yield f"locales/{code}/LC_MESSAGES/{path.name}", text


def _tokens(start: _Start, codes: list[str], title: str) -> dict[str, str]:
    names = [f"{name_in(code, start.text)} (`{code}`)" for code in codes]
    return {
        "NAME_PY": _python(title),
        "NAME_MD": _MARKDOWN.sub(r"\\\1", title),
        "FIRST_PY": _python(start.first),
        "LANGUAGES_PY": "[" + ", ".join(map(_python, codes)) + "]",
        "FOOTER_PY": "[" + ", ".join(_python(names[start.text]) for names in FOOTER) + "]",
        "LANGUAGES_MD": format_list(names, locale=start.text),
        "FIRST_MD": name_in(start.first, start.text),
        "OTHER": codes[-1],
        "ENGINE": _installed_from()[0],
    }


def _python(text: str) -> str:
    """Give a Python literal: in double quotes, as people write it; in ASCII where it holds what cannot be seen."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else ascii(text)


def _write(target: Path, content: Mapping[str, str]) -> None:
    """Write all files or none.

    A new folder is made beside its place and renamed. An empty one stays the folder that it is (it may be the
    current one, or a mount point): the files are made in it and moved up.
    """
    there = target.is_dir()
    stage = Path(tempfile.mkdtemp(dir=target if there else target.absolute().parent, prefix=".partnerwiki-"))
    moved: list[Path] = []
    try:
        made = stage / "wiki"
        for name, text in content.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if there:
            for entry in sorted(made.iterdir()):
                moved.append(target / entry.name)
                os.replace(entry, target / entry.name)
        else:
            os.replace(made, target)
    except BaseException:
        for path in moved:
            _remove(path)
        raise
    finally:
        _remove(stage)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
