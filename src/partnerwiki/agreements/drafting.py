"""A draft of an agreement from the library: the page in one language, and the same text in the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.lists import format_list
from jinja2.sandbox import SandboxedEnvironment
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki import pofile
from partnerwiki.agreements.library import LANGUAGES, TEXTS, VIEWS, Clause, Template, Wording, clauses
from partnerwiki.languages import name_in
from partnerwiki.records.store import Store

_JINJA = SandboxedEnvironment(autoescape=False, keep_trailing_newline=False)
_REFERENCE = re.compile(r"\{clause\}`([a-z-]+)`")
#: What stands for the office that signs, until the parties have said it.
_OFFICE = {"de": "[… Amt]", "en": "[… office]"}
#: How a steering body is called that is not on record yet.
_BODY = {"de": "Steuerungsgruppe", "en": "Steering group"}
_NOTICE = 6


@dataclass(frozen=True)
class Wanted:
    """What a draft is made of.

    ``page`` is the page's name without ``.md``; ``languages`` are those of the binding texts, ``prevailing`` one of
    them or a third; ``wordings`` names other wordings than the template's by clause, ``records`` the record that a
    clause begins with.
    """

    template: Template
    page: str
    parties: tuple[str, ...]
    languages: tuple[str, ...]
    prevailing: str = ""
    body: str = ""
    notice_months: int = _NOTICE
    numbering: str = ""
    wordings: Mapping[str, str] | None = None
    records: Mapping[str, str] | None = None

    def chosen(self) -> Iterator[tuple[Clause, Wording]]:
        """Give the clauses with the wording of each."""
        for name, preset in self.template.clauses.items():
            clause = clauses()[name]
            yield clause, clause.wordings[(self.wordings or {}).get(name, preset)]


def page(wanted: Wanted, store: Store, language: str, *, named: bool) -> str:
    """Give the Markdown of a draft in German or English; ``named`` writes the language into the front matter."""
    values = _values(wanted, store, language)
    template = wanted.template
    prefix = wanted.page.rsplit("/", 1)[-1]
    numbering = wanted.numbering or template.numbering
    front = [f"language: {language}"] if named else []
    front += [f'numbering: "{numbering}"'] if numbering else []
    front += [] if template.kind else ["document: true"]  # a letter has no record that its documents come from
    parts = ["---\n" + "\n".join(front) + "\n---"] if front else []
    parts.append(f"# {_filled(template.title[language], values)}")
    parts.append(_filled(template.opening[language], values))
    for clause, wording in wanted.chosen():
        unnumbered = "" if clause.numbered else "{.unnumbered}\n"
        parts.append(f"({prefix}-{clause.id})=\n{unnumbered}## {clause.title[language]}")
        text = _filled(wording.text[language], values)
        if wording.record:
            view, shows_one = VIEWS[wording.record]
            shown = f" {(wanted.records or {})[clause.id]}" if shows_one else ""
            parts.append(f":::{{partnership:{view}}}{shown}\n:::")
        parts.append(_REFERENCE.sub(lambda found: f"{{clause}}`{prefix}-{found[1]}`", text))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _JINJA.from_string(text).render(values).strip()


def _values(wanted: Wanted, store: Store, language: str) -> dict[str, str]:
    names = [called(store, party, language) for party in wanted.parties]
    return {
        "parties": format_list(names, locale=language),
        "languages": format_list([name_in(code, language) for code in wanted.languages], locale=language),
        "prevailing": name_in(wanted.prevailing, language) if wanted.prevailing else "",
        "body": called(store, wanted.body, language) if wanted.body else _BODY[language],
        "originals": str(max(len(wanted.parties), 2)),
        "notice_months": str(wanted.notice_months),
    }


def called(store: Store, name: str, language: str) -> str:
    """Give what a record is called in a language, its id where it has no name."""
    known = store.ids.get(name)
    given = getattr(known.part, "name", None) or getattr(known.part, "title", None) if known is not None else None
    if isinstance(given, dict):
        return str(given.get(language) or given.get("") or next(iter(given.values())))
    return str(given or name)


def record(wanted: Wanted, name: str, language: str, title: str) -> dict[str, Any]:
    """Give the record of a draft, as texts, lists and mappings."""
    data: dict[str, Any] = {
        "id": name,
        "title": title,
        "kind": wanted.template.kind,
        "binding": wanted.template.binding,
        "stage": "draft",
        "parties": list(wanted.parties),
        "page": wanted.page,
        "authoritative_languages": list(wanted.languages),
        "signatories": [{"party": party, "office": _OFFICE[language]} for party in wanted.parties],
    }
    chosen = {clause.id: wording.id for clause, wording in wanted.chosen()}
    if wanted.body:
        data["body"] = wanted.body
    if TEXTS in chosen:
        data["language_clause"] = chosen[TEXTS]
    if wanted.prevailing:
        data["prevailing_language"] = wanted.prevailing
    if any("{{ notice_months }}" in wording.text[language] for _clause, wording in wanted.chosen()):
        data["notice_months"] = str(wanted.notice_months)
    return data


def title(wanted: Wanted, store: Store, language: str) -> str:
    """Give the title of a draft."""
    return _filled(wanted.template.title[language], _values(wanted, store, language))


def other_language(language: str) -> str:
    """Give the other language of the library."""
    return next(code for code in LANGUAGES if code != language)


def translate(path: Path, source: str, translation: str, extensions: Iterable[str]) -> int:
    """Fill the catalog of a draft with the library's text in the other language; give how many texts were filled.

    Both pages have the same shape. No text that is there is touched.
    """
    config = MdParserConfig(enable_extensions=set(extensions))
    parser = create_md_parser(config, RendererHTML)
    texts = [
        [_plain(token.content) for token in parser.parse(page) if token.type == "inline"]
        for page in (source, translation)
    ]
    return _fill(path, dict(zip(*texts, strict=True)))


def translate_record(path: Path, wanted: Wanted, store: Store, language: str) -> int:
    """Fill the catalog of a draft's record, which is written in ``language``, in the other one."""
    other = other_language(language)
    table = {_plain(title(wanted, store, language)): _plain(title(wanted, store, other))}
    return _fill(path, table | {_OFFICE[language]: _OFFICE[other]})


def _fill(path: Path, table: Mapping[str, str]) -> int:
    catalog = pofile.read(path)
    filled = 0
    for entry in catalog.live:
        text = table.get(_plain(entry.msgid))
        if text is not None and not entry.msgstr:
            entry.msgstr = text
            filled += 1
    catalog.save()
    return filled


def _plain(text: str) -> str:
    return " ".join(text.split())
