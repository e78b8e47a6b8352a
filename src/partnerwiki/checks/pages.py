"""Checks of pages: what Markdown does not read as meant, and what catalogs cannot carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from babel import Locale
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki import frontmatter
from partnerwiki.checks import Finding, check, page_paths
from partnerwiki.config import Project
from partnerwiki.messages import _

_TASK = re.compile(r"^\[[ xX]\]\s")


def _pages(project: Project) -> Iterator[tuple[str, str, list[Token]]]:
    """Give path, text and block tokens of every page."""
    config = MdParserConfig(enable_extensions=set(project.myst_extensions) - {"tasklist"})
    parser = create_md_parser(config, RendererHTML)
    for path in page_paths(project):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        yield project.shown(path), text, parser.parse(text)


def _months(languages: list[str]) -> re.Pattern[str]:
    names = {
        name.rstrip(".").casefold()
        for code in languages
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale.parse(code.replace("-", "_")).months[context][width].values()
    }
    return re.compile(rf"({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b", re.IGNORECASE)


@check
def number_at_start(project: Project) -> Iterator[Finding]:
    """A paragraph that begins with a date or a year is a numbered list to Markdown; its number is lost."""
    month = _months(project.languages)
    for path, _text, tokens in _pages(project):
        for index, token in enumerate(tokens):
            if token.type != "ordered_list_open" or not token.map or not token.markup.startswith("."):
                continue
            number = int(token.attrGet("start") or 1)
            words = next((after.content for after in tokens[index:] if after.type == "inline"), "")
            items = _items(tokens, index)
            if items == 1 and (number > 31 or month.match(words)):
                yield Finding(
                    path,
                    token.map[0] + 1,
                    "number-at-start",
                    _(
                        "'{number}.' begins a numbered list here; the number will not be translated with the text."
                    ).format(number=number),
                    _("Write '{number}\\.' with a backslash, or begin the sentence with another word.").format(
                        number=number
                    ),
                )


def _items(tokens: list[Token], index: int) -> int:
    level, items = tokens[index].level, 0
    for token in tokens[index + 1 :]:
        if token.type == "ordered_list_close" and token.level == level:
            break
        items += token.type == "list_item_open" and token.level == level + 1
    return items


@check
def hard_line_break(project: Project) -> Iterator[Finding]:
    """A hard line break inside a paragraph does not reach the translation."""
    for path, _text, tokens in _pages(project):
        for token in tokens:
            if token.map and any(child.type == "hardbreak" for child in token.children or []):
                yield Finding(
                    path,
                    token.map[0] + 1,
                    "hard-line-break",
                    _("A forced line break inside a paragraph is lost in translations."),
                    _("Make two paragraphs, a list or a table of it."),
                )


@check
def task_list(project: Project) -> Iterator[Finding]:
    """The boxes of a task list do not reach the translation."""
    for path, _text, tokens in _pages(project):
        for before, token in pairwise(tokens):
            if before.type == "paragraph_open" and before.level >= 2 and token.map and _TASK.match(token.content):
                yield Finding(
                    path,
                    token.map[0] + 1,
                    "task-list",
                    _("The check box is lost in translations."),
                    _("Use an ordinary list; readers can tick it on paper."),
                )


@check
def page_language(project: Project) -> Iterator[Finding]:
    """A page's ``language`` is one of the project's."""
    for path, text, _tokens in _pages(project):
        named = frontmatter.read(text).get("language")
        if named is not None and named not in project.languages:
            yield Finding(
                path,
                1,
                "page-language",
                _("The page says language: {language}, which is not among {languages}.").format(
                    language=named, languages=", ".join(project.languages)
                ),
                _("Correct the front matter, or add the language to partnerwiki_languages in conf.py."),
            )
