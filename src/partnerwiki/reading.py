"""Reading a page: its source language, the texts of its front matter, and whether its catalog makes it stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from partnerwiki import frontmatter
from partnerwiki import wiki as wiki_
from partnerwiki.catalog import Message
from partnerwiki.extract import CONF, KEY, PageRecord, translatable_value
from partnerwiki.inline import is_safe_value
from partnerwiki.lookup import Table, Translation
from partnerwiki.messages import _
from partnerwiki.units import State
from partnerwiki.warnings_ import Warn, warn


def front_matter_messages(data: dict[str, Any]) -> Iterator[Message]:
    """Give the texts of a front matter that readers see: title, description, values of substitutions."""
    for name in ("title", "description"):
        if isinstance(data.get(name), str) and data[name].strip():
            yield Message(data[name].strip(), (), f"front matter: {name}")
    for name, value in frontmatter.substitutions(data):
        if translatable_value(value):
            yield Message(value, (), f"substitution: {name}")


def page_language(app: Sphinx, docname: str, data: dict[str, Any]) -> str:
    """Give a page's source language: what its front matter says, else the project's first language."""
    wiki = wiki_.of(app)
    named = data.get("language")
    if named is None:
        return wiki.source_language
    if named not in wiki.languages:
        message = _("The page says language: {language}, which is not among {languages}.").format(
            language=named, languages=", ".join(wiki.languages)
        )
        warn(Warn.LANGUAGE, message, path=app.env.doc2path(docname), line=1)
        return wiki.source_language
    return str(named)


def open_record(app: Sphinx, docname: str, content: list[str]) -> None:
    """Begin the page's record, and put translated substitutions into its text.

    Handler of ``source-read``; ``content`` holds the text of the page.
    """
    data = frontmatter.read(content[0])
    record = PageRecord(page_language(app, docname, data))
    app.env.metadata[docname][KEY] = record
    record.messages = list(front_matter_messages(data))
    titles = {name: str(data[name]).strip() for name in ("title", "description") if isinstance(data.get(name), str)}
    if record.language != app.config.language:
        table = wiki_.of(app).lookup.table(app.config.language, docname)
        for message in record.messages:
            record.states[message.msgid] = _usable(table, message.msgid).state
        titles = {name: _usable(table, text).msgstr or text for name, text in titles.items()}
        content[0] = frontmatter.translate_substitutions(
            content[0], lambda value: _usable(table, value).msgstr or value
        )
    record.title, record.description = titles.get("title", ""), titles.get("description", "")


def _usable(table: Table, msgid: str) -> Translation:
    """Give a translation that may be used as a whole, else an empty one."""
    unit = table.units.get(msgid)
    if unit is None or not unit.msgstr:
        return Translation("", State.MISSING, 0)
    if not is_safe_value(msgid, unit.msgstr):
        message = _("This translation has other markup than its source.")
        warn(Warn.REFUSED, message, path=table.path, line=unit.line)
        return Translation("", State.MISSING, unit.line)
    return unit


def new_catalogs(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Name the pages whose catalog appeared since they were read.

    Handler of ``env-get-outdated``. Changed and deleted catalogs are dependencies of their pages, which Sphinx watches.
    """
    lookup = wiki_.of(app).lookup
    conf = lookup.path(app.config.language, CONF)
    stale = []
    for docname in env.found_docs - added - changed:
        record = env.metadata.get(docname, {}).get(KEY)
        if record is None or record.language == app.config.language:
            continue
        known = {Path(app.srcdir, name).resolve() for name in env.dependencies.get(docname, ())}
        catalogs = (lookup.path(app.config.language, docname), conf)
        if any(path is not None and path.resolve() not in known for path in catalogs):
            stale.append(docname)
    return stale
