"""The text of an agreement in all of its authoritative languages, and its checksum.

It is read from the page, the catalogs and the records that the page shows, not from a built site: a later release of
this package, which may set the same text otherwise, leaves the checksum as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import polib
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki import frontmatter, pofile
from partnerwiki.messages import _, speaks
from partnerwiki.numbering import KEY, UNNUMBERED, Numbering
from partnerwiki.records.models import Agreement
from partnerwiki.records.prose import iter_translatable
from partnerwiki.records.store import Entry, Store
from partnerwiki.units import State, state_of

#: What the comment of a unit of the front matter begins with: a page's description is no text of the agreement.
_FRONT = "front matter"
#: What the block for signatures says of who signs.
_SIGNING = ("party", "office", "authority")
_DIRECTIVE = re.compile(r"^\{(?P<name>[^}]+)\}\s*(?P<argument>.*)$")
#: What the name of a view ends with that makes a clause of a record.
_MADE = "-clause"
#: A place that somebody has yet to fill in: ``[… amount]``.
BLANK = re.compile(r"\[(?:…|\.\.\.)[^\]\n]{0,80}\]")


@dataclass(frozen=True)
class Passage:
    """A passage: the clause it stands in (number and title, empty before the first one), its text by language."""

    clause: str
    text: dict[str, str]

    @property
    def place(self) -> str:
        """Give where it stands, without words of the page: messages may end in a log."""
        return place_of(self.clause)


def place_of(clause: str) -> str:
    """Give the number of a clause, which is its first word, or say that it has none."""
    number = clause.split(" ")[0]
    return number if any(letter.isdigit() for letter in number) or number.endswith(".") else _("a part without number")


@dataclass(frozen=True)
class Unready:
    """A text that no person has reviewed in one of the authoritative languages, and where it stands."""

    path: Path
    line: int
    language: str
    state: State


@dataclass(frozen=True)
class Wording:
    """What an agreement says: ``languages`` are the authoritative ones, ``shape`` what holds the passages together.

    ``others`` are texts that stand in no line of their own: titles of boxes, alternative texts of pictures.
    ``records`` are those that the page shows, as they are and with their translations.
    """

    languages: tuple[str, ...]
    numbering: str
    shape: tuple[str, ...]
    passages: tuple[Passage, ...]
    others: tuple[dict[str, str], ...]
    records: tuple[Any, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give what a file of this version holds."""
        return asdict(self)

    @staticmethod
    def from_dict(data: dict[str, Any]) -> Wording:
        """Give the wording that a file holds. Raises :class:`KeyError` or :class:`TypeError` for another one."""
        passages = tuple(Passage(str(one["clause"]), dict(one["text"])) for one in data["passages"])
        languages, shape = tuple(data["languages"]), tuple(data["shape"])
        others, records = tuple(map(dict, data["others"])), tuple(data["records"])
        return Wording(languages, str(data["numbering"]), shape, passages, others, records)

    @cached_property
    def checksum(self) -> str:
        """Give the SHA-256 (hex) over all languages: it changes with any word, and with the shape of the text."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def blanks(self) -> Iterator[Passage]:
        """Give the passages with a place that is yet to be filled in."""
        return (one for one in self.passages if any(BLANK.search(text) for text in one.text.values()))


class Wiki(Protocol):
    """Where the pages and catalogs of a wiki lie, and what its pages may hold: a project, or a running build."""

    @property
    def srcdir(self) -> Path:
        """The folder of the pages."""

    @property
    def catalogs(self) -> Path:
        """The folder of ``<lang>/LC_MESSAGES``."""

    @property
    def languages(self) -> Sequence[str]:
        """The languages, the default source first."""

    @property
    def myst_extensions(self) -> Sequence[str]:
        """The syntax extensions of Markdown."""


def page_of(wiki: Wiki, record: Agreement) -> Path | None:
    """Give the Markdown file that holds an agreement's text, None where there is none."""
    if record.page is None:
        return None
    path = wiki.srcdir / f"{record.page}.md"
    return path if path.is_file() else None


@dataclass(frozen=True)
class Text:
    """An agreement's text as it is now: its wording, and what nobody has reviewed."""

    wording: Wording
    unready: tuple[Unready, ...]


def read(wiki: Wiki, store: Store, entry: Entry) -> Text | None:
    """Read the text of an agreement; None for one without a Markdown page."""
    record: Agreement = entry.record
    path = page_of(wiki, record)
    if path is None:
        return None
    page = path.read_text(encoding="utf-8-sig")
    front = frontmatter.read(page)
    source = str(front.get("language") or wiki.languages[0])
    languages = store.authoritative(record, wiki.languages)
    catalogs = _Catalogs(wiki, str(record.page), source, languages)
    config = MdParserConfig(enable_extensions=set(wiki.myst_extensions))
    parser = create_md_parser(config, RendererHTML)
    shape, found, shown = _walk(parser, page)
    passages = [Passage(clause, catalogs.said(text)) for clause, text in _clauses(found, front)]
    there = {_plain(text) for _heading, text in found}
    others = [catalogs.said(text) for text in catalogs.texts() if text not in there]
    views = [(name, argument) for name, argument, _line in shown]
    around = [_Shown(wiki, one, is_whole=True) for one in _shown_records(store, views) if one is not entry]
    around.append(_Shown(wiki, entry, is_whole=False))
    records = tuple(one.as_data(languages) for one in around)
    unready = [*catalogs.unready(), *(gap for one in around for gap in one.unready(languages))]
    # a clause made of a record has sentences of ours, which not every language has
    mute = [code for code in languages if not speaks(code)]
    lines = [line for name, _argument, line in shown if name.endswith(_MADE)]
    unready += [Unready(path, line, code, State.MISSING) for code in mute for line in lines]
    wording = Wording(languages, str(front.get(KEY) or ""), tuple(shape), tuple(passages), tuple(others), records)
    return Text(wording, tuple(unready))


class _Catalogs:
    """The catalogs of a page in the authoritative languages."""

    def __init__(self, wiki: Wiki, docname: str, source: str, languages: Iterable[str]) -> None:
        self._source = source
        self._languages = tuple(languages)
        self._paths = {
            code: wiki.catalogs / code / "LC_MESSAGES" / f"{docname}.po" for code in self._languages if code != source
        }
        self._entries: dict[str, dict[str, polib.POEntry]] = {}
        for code, path in self._paths.items():
            live = list(pofile.read(path).live) if path.is_file() else []
            kept = [entry for entry in live if not entry.comment.startswith(_FRONT)]
            self._entries[code] = {_plain(entry.msgid): entry for entry in kept}

    def texts(self) -> list[str]:
        """Give the texts of all units, in their order."""
        return list(dict.fromkeys(text for entries in self._entries.values() for text in entries))

    def said(self, text: str) -> dict[str, str]:
        """Give a text in each language; where it is no unit, such as a number, it is the same in all."""
        found = {}
        for code in self._languages:
            entry = self._entries.get(code, {}).get(text)
            found[code] = _plain(entry.msgstr) if entry is not None else text
        return found or {self._source: text}

    def unready(self) -> Iterator[Unready]:
        """Give what nobody has reviewed."""
        for code, path in self._paths.items():
            if not path.is_file():
                yield Unready(path, 0, code, State.MISSING)
            for entry in self._entries[code].values():
                if state_of(entry) is not State.REVIEWED:
                    yield Unready(path, entry.linenum or 0, code, state_of(entry))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _walk(parser: Any, page: str) -> tuple[list[str], list[tuple[Token | None, str]], list[tuple[str, str, int]]]:
    """Give the shape of a page, its texts with the heading that begins a clause, and the views of records it shows.

    Views have the line that they begin in.
    """
    shape: list[str] = []
    texts: list[tuple[Token | None, str]] = []
    shown: list[tuple[str, str, int]] = []

    def walk(tokens: list[Token], above: int) -> None:
        opened: Token | None = None
        for token in tokens:
            if token.type == "front_matter":
                continue
            if token.type == "inline":
                texts.append((opened if opened is not None and opened.type == "heading_open" else None, token.content))
                continue
            opened = token
            directive = _DIRECTIVE.match(token.info) if token.type in ("fence", "colon_fence") else None
            said = (
                token.info if directive else f"{token.tag}{token.attrGet('class') or ''}{token.attrGet('start') or ''}"
            )
            shape.append(f"{token.type} {_plain(said)}".strip())
            if directive:
                line = above + (token.map[0] if token.map else 0) + 1
                shown.append((directive["name"], directive["argument"].strip(), line))
                walk(parser.parse(token.content), line)
            elif token.content:
                shape.append(_plain(token.content))

    walk(parser.parse(page), 0)
    return shape, texts, shown


def _clauses(found: Iterable[tuple[Token | None, str]], front: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each text with the clause in which it stands."""
    try:
        numbering = Numbering(str(front.get(KEY)))
    except ValueError:
        numbering = None
    clause, number = "", 0
    for heading, content in found:
        text = _plain(content)
        if heading is not None and heading.tag == "h2":
            clause = text
            if numbering is not None and UNNUMBERED not in str(heading.attrGet("class") or ""):
                number += 1
                clause = f"{numbering.label(number)} {text}"
        yield clause, text


def _shown_records(store: Store, shown: Iterable[tuple[str, str]]) -> list[Entry]:
    """Give the records that a page's views show: by their id, or all of the kind that a view is named after."""
    names = [(name.removeprefix("partnership:"), argument) for name, argument in shown if ":" in name]
    found: dict[int, Entry] = {}
    for view, argument in names:
        known = store.ids.get(argument)
        entries = [known.entry] if known is not None else store.of(view.removesuffix(_MADE).replace("-", "_"))
        found.update((id(entry), entry) for entry in entries)
    return list(found.values())


class _Shown:
    """A record that belongs to the text: one that a view on the page shows, whole, or the agreement's own.

    Of its own record only that stands on paper which says who signs: its stage goes on while the text stays.
    """

    def __init__(self, wiki: Wiki, entry: Entry, *, is_whole: bool) -> None:
        self._wiki = wiki
        self._entry = entry
        data = entry.record.model_dump(mode="json", exclude_none=True)
        prose = list(iter_translatable(entry.record))
        if not is_whole:
            signing = [{key: one[key] for key in _SIGNING if key in one} for one in data["signatories"]]
            data = {"id": data["id"], "parties": data["parties"], "signatories": signing}
            prose = [(place, text) for place, text in prose if place[0] == "signatories" and place[-1] in _SIGNING]
        self._data = data
        self._prose = list(dict.fromkeys(text for _place, text in prose))

    def _units(self, languages: Iterable[str]) -> Iterator[tuple[str, Path, dict[str, polib.POEntry]]]:
        for code in languages:
            path = self._wiki.catalogs / code / "LC_MESSAGES" / f"{self._entry.catalog}.po"
            if code != self._entry.language:
                live = pofile.read(path).live if path.is_file() else ()
                yield code, path, {unit.msgid: unit for unit in live}

    def as_data(self, languages: Iterable[str]) -> dict[str, Any]:
        """Give the record and the translations of its prose by language."""
        translations = {
            code: {text: units[text].msgstr for text in self._prose if text in units}
            for code, _path, units in self._units(languages)
        }
        return {"record": self._data, "translations": translations}

    def unready(self, languages: Iterable[str]) -> Iterator[Unready]:
        """Give the prose that nobody has reviewed."""
        for code, path, units in self._units(languages):
            for text in self._prose:
                unit = units.get(text)
                state = state_of(unit) if unit is not None else State.MISSING
                if state is not State.REVIEWED:
                    yield Unready(path, (unit.linenum or 0) if unit is not None else 0, code, state)
