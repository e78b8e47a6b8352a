"""A wiki that partner municipalities write together and each reads in its own language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the Sphinx extension: options, the locale transform, what pages show, the theme."""
    from partnerwiki import (
        audience,
        clauses,
        contents,
        dashboard,
        glossary_record,
        history,
        html,
        locale,
        navigation,
        offline,
        paths,
        reading,
        search,
        security,
        shown,
        stylesheets,
        sweep,
        wiki,
        words,
    )
    from partnerwiki.builder import MessagesBuilder
    from partnerwiki.config import PREFIX, default_of, option_fields
    from partnerwiki.papers import making as papers
    from partnerwiki.partnership import domain as partnership
    from partnerwiki.partnership import standing

    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")

    for option in option_fields():
        # our own validators check the values; one option is a list or, by language, a dict
        app.add_config_value(PREFIX + option.name, default_of(option), option.metadata["rebuild"], types=(list, dict))
    app.connect("config-inited", wiki.set_up, priority=100)

    app.connect("source-read", reading.open_record)
    app.connect("env-get-outdated", reading.new_catalogs)
    app.add_transform(locale.Locale)
    app.connect("missing-reference", locale.resolve_term)
    app.add_directive("partnerwiki-glossary", glossary_record.GlossaryRecord)

    app.add_event("partnerwiki-again")  # before an application builds once more
    for forget in (wiki.renew, history.forget, contents.compare):
        app.connect("partnerwiki-again", forget)
    app.connect("builder-inited", contents.compare)
    app.connect("env-updated", contents.remember)
    app.connect("env-get-outdated", sweep.removed_pages)
    app.connect("build-finished", sweep.unused_files)
    app.connect("build-finished", sweep.forgotten_words)
    app.add_env_collector(shown.ShownCollector)
    app.connect("write-started", shown.only_named_pages)
    app.connect("build-finished", shown.restore_lists)

    app.add_builder(MessagesBuilder)
    app.add_html_theme("partnerwiki", str(Path(__file__).with_name("theme") / "partnerwiki"))
    app.connect("builder-inited", html.use_marked_translator)
    app.connect("builder-inited", stylesheets.add_to_templates)
    app.connect("html-page-context", navigation.without_furo, priority=400)
    app.connect("html-page-context", html.add_context)
    app.connect("html-page-context", navigation.with_toctree, priority=600)

    for part in (words, paths, clauses, standing, partnership, audience, papers, dashboard, search, offline, security):
        part.set_up(app)
    shown.pages_show(history.shown, paths.shown, papers.shown, standing.shown)

    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True, "env_version": 5}
