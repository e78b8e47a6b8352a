"""Reading a page: its source language, the texts of its front matter, and whether its catalog makes it stale."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from myst_parser.config.main import MdParserConfig, merge_file_level
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import get_filetype

from partnerwiki import frontmatter
from partnerwiki import wiki as wiki_
from partnerwiki.catalog import Message
from partnerwiki.extract import CONF, KEY, PageRecord, message_text, translatable_value
from partnerwiki.inline import clean, safe_value
from partnerwiki.lookup import Table, Translation
from partnerwiki.messages import _
from partnerwiki.units import State
from partnerwiki.warnings_ import Warn, warn

#: Where the text of the page that is being read lies in Sphinx's data of the current document.
TEXT = "partnerwiki:text"
_DEFINITION = re.compile(r"^[ >]*\[[^\]^][^\]]*\]:", re.MULTILINE)
_DIRECTIVE = re.compile(r"\{(?!code|literal|math|raw|eval-rst|parsed)[\w:-]+\}")
_RST_LANGUAGE = re.compile(r"\A(?:\s*:[\w -]+:.*\n)*?\s*:language:[ \t]*(?P<code>\S+)")


def is_markdown(env: BuildEnvironment, docname: str) -> bool:
    """Say whether a page is Markdown (of any kind) and no reStructuredText."""
    filetype: str = get_filetype(env.config.source_suffix, str(env.doc2path(docname)))
    return filetype != "restructuredtext"


def project_config(env: Any) -> MdParserConfig:
    """Give MyST's configuration of the project."""
    config: MdParserConfig = env.myst_config
    return config


def page_config(config: MdParserConfig, data: dict[str, Any]) -> MdParserConfig:
    """Give MyST's configuration for one page: the project's, with what the page's front matter changes."""
    if not ({"myst", "substitutions", "html_meta"} & set(data)):
        return config
    return merge_file_level(config, data, lambda _type, _message: None)


def link_definitions(texts: list[str], config: MdParserConfig) -> dict[str, Any]:
    """Give a page's link definitions (``[name]: target``); a text is only parsed again where it has any."""
    env: dict[str, Any] = {}
    parser = None
    pending = [text for text in reversed(texts) if _DEFINITION.search(text)]
    while pending:
        parser = parser or create_md_parser(config, SphinxRenderer)
        # a directive's content is parsed with the same definitions as the page
        pending += [
            token.content
            for token in parser.parse(pending.pop(), env)
            if token.type.endswith("fence") and _DIRECTIVE.match(token.info) and _DEFINITION.search(token.content)
        ]
    return dict(env.get("references", {}))


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
    wiki = wiki_.of(app.config)
    named = data.get("language")
    if named is None:
        return wiki.source_language
    if named is False:  # YAML reads Norwegian's code as a truth value
        named = "no"
    if named not in wiki.languages:
        message = _("The page says language: {language}, which is not among {languages}.").format(
            language=named, languages=", ".join(wiki.languages)
        )
        warn(Warn.LANGUAGE, message, path=app.env.doc2path(docname), line=1)
        return wiki.source_language
    return str(named)


def _front_matter(env: BuildEnvironment, docname: str, text: str) -> dict[str, Any]:
    if is_markdown(env, docname):
        return frontmatter.read(text)
    found = _RST_LANGUAGE.match(text)
    return {"language": found["code"]} if found else {}


def open_record(app: Sphinx, docname: str, content: list[str]) -> None:
    """Begin the page's record, and put translated substitutions into its text.

    Handler of ``source-read``; ``content`` holds the text of the page.
    """
    data = _front_matter(app.env, docname, content[0])
    record = PageRecord(page_language(app, docname, data))
    app.env.metadata[docname][KEY] = record
    record.messages = list(front_matter_messages(data))
    titles = {name: str(data[name]).strip() for name in ("title", "description") if isinstance(data.get(name), str)}
    if record.language != app.config.language:
        values = _Values(app, docname, data)
        for message in record.messages:
            record.states[message.msgid] = values.find(message.msgid).state
        titles = {name: values.text(text) for name, text in titles.items()}
        record.refused = {message_text(text) for text in {*values.refused, *wiki_.of(app.config).refused}}
        record.substituted = {message_text(new): old for new, old in wiki_.of(app.config).substituted.items()}
        for _name, value in frontmatter.substitutions(data):
            if translatable_value(value) and values.text(value) != value:
                record.substituted[message_text(values.text(value))] = message_text(value)
        content[0] = frontmatter.translate_substitutions(
            content[0], lambda value: values.text(value) if translatable_value(value) else value
        )
    record.title, record.description = titles.get("title", ""), titles.get("description", "")
    app.env.current_document[TEXT] = content[0]


class _Values:
    """Translations of a page's front matter, each used as a whole or not at all."""

    def __init__(self, app: Sphinx, docname: str, data: dict[str, Any]) -> None:
        self.table: Table = wiki_.of(app.config).lookup.table(app.config.language, docname)
        self.config = page_config(project_config(app.env), data)
        self.refused: set[str] = set()
        self._known: dict[str, Translation] = {}

    def find(self, msgid: str) -> Translation:
        """Give a translation that may be used, else an empty one."""
        if msgid not in self._known:
            self._known[msgid] = self._find(msgid)
        return self._known[msgid]

    def text(self, value: str) -> str:
        """Give a value's translation, or the value itself."""
        return self.find(value).msgstr or value

    def _find(self, msgid: str) -> Translation:
        unit = self.table.units.get(msgid)
        text = clean(unit.msgstr) if unit else ""
        if unit is None or not text.strip():
            return Translation("", State.MISSING, 0)
        text = safe_value(msgid, text, self.config)
        if not text:
            message = _("This translation has other markup than its source.")
            warn(Warn.REFUSED, message, path=self.table.path, line=unit.line)
            self.refused.add(msgid)
            return Translation("", State.MISSING, unit.line)
        return Translation(text, unit.state, unit.line, unit.previous)


def new_catalogs(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Name the pages whose catalog appeared since they were read.

    Handler of ``env-get-outdated``. Changed and deleted catalogs are dependencies of their pages, which Sphinx watches.
    """
    lookup = wiki_.of(app.config).lookup
    conf = lookup.path(app.config.language, CONF)
    stale = []
    for docname in env.found_docs - added - changed:
        record = env.metadata.get(docname, {}).get(KEY)
        if record is None or record.language == app.config.language:
            continue
        known = {os.path.normpath(app.srcdir / name) for name in env.dependencies.get(docname, ())}
        catalogs = (lookup.path(app.config.language, docname), conf)
        if any(path is not None and os.path.normpath(path) not in known for path in catalogs):
            stale.append(docname)
    return stale
