"""Checks of catalogs: can they be read, and do translations carry the markup of their source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from myst_parser.config.main import MdParserConfig

from partnerwiki import pofile
from partnerwiki.checks import Finding, check
from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.inline import StandaloneParser, difference, refused
from partnerwiki.messages import _
from partnerwiki.units import State, state_of


def _catalogs(project: Project) -> Iterator[Path]:
    for language in project.languages:
        yield from pofile.find(project.catalogs / language / "LC_MESSAGES").values()


def _page_finder(project: Project, catalog: Path) -> Callable[[str], bool]:
    """Give the function that says whether a link in a catalog's page leads to another page."""
    below = catalog.relative_to(project.catalogs).parts[2:-1]

    def is_page(link: str) -> bool:
        base = project.srcdir if link.startswith("/") else project.srcdir.joinpath(*below)
        target = (base / link.lstrip("/")).resolve()
        pages = [target] if target.suffix in {".md", ".rst"} else [target.with_name(f"{target.name}.md")]
        return target.is_relative_to(project.srcdir) and any(page.is_file() for page in pages)

    return is_page


@check
def catalog_syntax(project: Project) -> Iterator[Finding]:
    """Every catalog can be read: syntax, charset, no conflict markers, no duplicate entry."""
    for path in _catalogs(project):
        try:
            pofile.read(path)
        except PartnerwikiError as error:
            yield Finding(project.shown(path), error.line or 0, "catalog-syntax", error.message, error.mend)


@check
def translation_markup(project: Project) -> Iterator[Finding]:
    """Reviewed translations have the links, code, roles and footnotes of their source, and bring nothing harmful."""
    parser = StandaloneParser(MdParserConfig(enable_extensions=set(project.myst_extensions)))
    for path in _catalogs(project):
        try:
            entries = list(pofile.read(path).live)
        except PartnerwikiError:  # catalog-syntax names it
            continue
        is_page = _page_finder(project, path)
        for entry in entries:
            if state_of(entry) is not State.REVIEWED or entry.msgid == entry.msgstr:
                continue
            source, translation = parser.signature(entry.msgid), parser.signature(entry.msgstr)
            lacks, adds = difference(source, translation)
            if lacks or adds:
                parts = [_("lacks {marks}").format(marks=", ".join(map(str, lacks)))] if lacks else []
                parts += [_("adds {marks}").format(marks=", ".join(map(str, adds)))] if adds else []
                harmful = bool(refused(source, translation, is_page=is_page))
                yield Finding(
                    project.shown(path),
                    entry.linenum or 0,
                    "translation-markup",
                    _("The translation {difference}.").format(difference=" · ".join(parts)),
                    _("It is not shown: take out what the source does not have.")
                    if harmful
                    else _("Give the translation the same links, code, roles and footnotes as its source."),
                )
