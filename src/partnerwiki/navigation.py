"""Where a page stands in the wiki, read from the toctrees once a build."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util import url_re

from partnerwiki.extract import record_of
from partnerwiki.languages import tag
from partnerwiki.menu import Link, Menu, Navigation, Tree


def foreign_title(env: BuildEnvironment, docname: str) -> str:
    """Give the language (BCP 47) of a page's title where it has not been translated, else an empty text."""
    record = record_of(env, docname)
    return tag(record.language) if record is not None and record.heading_missing else ""


def make_menu(app: Sphinx) -> Menu:
    """Read the toctrees of all pages of a build."""
    env = app.env

    def links_of(docname: str) -> list[Link]:
        return list(_links(app, docname))

    def title(docname: str) -> str:
        number = env.toc_secnumbers.get(docname, {}).get("")
        prefix = ".".join(map(str, number)) + env.config.html_secnumber_suffix if number else ""
        return prefix + (env.titles[docname].astext() if docname in env.titles else docname)

    def href(start: str, target: str) -> str:
        return str(app.builder.get_relative_uri(start, target)) or "#"

    return Menu(Tree.grow(str(env.config.root_doc), links_of), title, href, partial(foreign_title, env))


def _links(app: Sphinx, docname: str) -> Iterator[Link]:
    """Give the entries of a page's toctrees, each page once."""
    toc = app.env.tocs.get(docname)
    seen: set[str] = set()
    for toctree in toc.findall(addnodes.toctree) if toc is not None else ():
        caption = toctree.get("caption") or ""
        for title, target in toctree["entries"] if _is_shown(app, toctree) else ():
            if target in seen:
                continue
            seen.add(target)
            if url_re.match(target):
                yield Link(url=target, title=title or "", caption=caption)
            elif target in StandardDomain._virtual_doc_names:
                made, made_title = StandardDomain._virtual_doc_names[target]
                yield Link(made, title=title or str(made_title), caption=caption)
            elif target == "self" or target in app.env.found_docs:
                yield Link(docname if target == "self" else target, title=title or "", caption=caption)


def _is_shown(app: Sphinx, toctree: nodes.Element) -> bool:
    """Say whether the tags of this build hold for every ``only`` around a toctree."""
    node = toctree.parent
    while node is not None:
        if isinstance(node, addnodes.only) and not app.tags.eval_condition(node["expr"]):
            return False
        node = node.parent
    return True


def read_tree(app: Sphinx) -> None:
    """Make the tree for all pages of a build, when all are read and have their numbers.

    Sphinx's previous and next page follow the same tree: its own walk enters a page once for each way that leads there,
    and where a toctree leads back up it has no end.
    """
    menu = make_menu(app)
    vars(app)["_partnerwiki_menu"] = menu
    app.env.toctree_includes |= {
        owner: [
            link.docname
            for link in links
            if link.docname in app.env.found_docs and link is menu.tree.home(link.docname)
        ]
        for owner, links in menu.tree.links.items()
    }


def navigation(app: Sphinx, pagename: str, body: str = "") -> Navigation:
    """Give the navigation of one page whose text is ``body``."""
    menu: Menu = vars(app)["_partnerwiki_menu"]
    return menu.of(pagename, body)


def without_furo(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Keep Furo from drawing the whole tree on every page. Handler of ``html-page-context``, before Furo's."""
    if "toctree" in context:
        context["partnerwiki_toctree"] = context.pop("toctree")


def with_toctree(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give ``toctree()`` back to templates of a project's own. Handler of ``html-page-context``, after Furo's."""
    if "partnerwiki_toctree" in context:
        context["toctree"] = context.pop("partnerwiki_toctree")
