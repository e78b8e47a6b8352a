"""Where a page stands in the wiki: menu, breadcrumbs, what is below it; and what pages show of each other.

The tree of pages is made once a build, from the toctrees. A page gets a part of it whose size does not depend on the
number of pages: the top level, the path to itself, its siblings and its children. Long lists are cut around the page;
the page above lists them in full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

#: Entries of one list that a menu shows at most; a longer one is cut to the page's neighbours.
LIMIT = 24
#: Neighbours shown before and after the page where a list is cut.
AROUND = 6


@dataclass(frozen=True)
class Entry:
    """A link of the menu. ``more`` says that pages stand below it which are not in ``children``.

    ``href`` is relative to the page that shows it. ``hidden`` is the number of entries of ``children`` left out.
    """

    title: str
    href: str
    docname: str = ""
    current: bool = False
    on_path: bool = False
    more: bool = False
    children: tuple[Entry, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Group:
    """Entries of the top level below one caption (empty: none); ``hidden`` of them were left out."""

    caption: str
    entries: tuple[Entry, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Navigation:
    """What one page shows: ``trail`` from the start page to the page above it, ``below`` what its text does not link.

    ``start`` is the start page.
    """

    start: Entry
    groups: tuple[Group, ...] = ()
    trail: tuple[Entry, ...] = ()
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry of a toctree: a page, or an address elsewhere; ``title`` is the entry's own, if it has one."""

    target: str
    title: str
    caption: str
    is_page: bool


@dataclass
class Tree:
    """All pages of one language: what each toctree lists, and the page above each page."""

    root: str
    links: dict[str, list[Link]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)

    def path(self, docname: str) -> list[str]:
        """Give the pages from below the root to ``docname``; empty for a page that no toctree leads to."""
        if docname not in self.above:
            return []
        path = [docname]
        while (up := self.above[path[0]]) != self.root:
            path.insert(0, up)
        return path


def make_tree(app: Sphinx, env: BuildEnvironment) -> Tree:
    """Read the toctrees of all pages. A page in several toctrees belongs to the one nearest to the root."""
    tree = Tree(str(env.config.root_doc))
    queue = [tree.root]
    for docname in queue:
        tree.links[docname] = list(_links(app, env, docname))
        for link in tree.links[docname]:
            if link.is_page and link.target != tree.root and link.target not in tree.above:
                tree.above[link.target] = docname
                queue.append(link.target)
    return tree


def _links(app: Sphinx, env: BuildEnvironment, docname: str) -> Iterator[Link]:
    toc = env.tocs.get(docname)
    seen: set[str] = set()
    for toctree in toc.findall(addnodes.toctree) if toc is not None else ():
        if not _is_shown(app, toctree):
            continue
        for title, target in toctree["entries"]:
            is_page = target in env.found_docs
            if target == "self" or target in seen or not (is_page or title):
                continue
            seen.add(target)
            yield Link(target, title or "", toctree.get("caption") or "", is_page)


def _is_shown(app: Sphinx, toctree: nodes.Element) -> bool:
    """Say whether the tags of this build hold for every ``only`` around a toctree."""
    node = toctree.parent
    while node is not None:
        if isinstance(node, addnodes.only) and not app.tags.eval_condition(node["expr"]):
            return False
        node = node.parent
    return True


class Menu:
    """Draws the part of the tree that one page shows."""

    def __init__(self, app: Sphinx, tree: Tree) -> None:
        self.tree = tree
        self.env = app.env
        self.builder = app.builder

    def of(self, pagename: str) -> Navigation:
        """Give the navigation of one page, made pages such as the search included."""
        tree = self.tree
        path = tree.path(pagename)
        groups = []
        for caption, links in _by_caption(tree.links[tree.root]):
            shown, hidden = _cut(links, path[0] if path else "")
            entries = tuple(self._entry(pagename, link, path) for link in shown)
            groups.append(Group(caption, entries, hidden))
        start = self._page(pagename, tree.root)
        trail = tuple(self._page(pagename, docname) for docname in [tree.root, *path[:-1]]) if path else ()
        if not path and pagename != tree.root:  # an orphan, or a made page
            trail = (start,)
        below = tuple(self._entry(pagename, link, []) for link in self._listed(pagename))
        return Navigation(start, tuple(groups), trail, below)

    def _listed(self, pagename: str) -> list[Link]:
        """Give what a page lists of the pages below it: at the start page, which every menu shows, a long list only."""
        links = self.tree.links.get(pagename, [])
        if pagename == self.tree.root:
            return [link for _caption, some in _by_caption(links) if len(some) > LIMIT for link in some]
        return links

    def _page(self, pagename: str, docname: str) -> Entry:
        return Entry(_title(self.env, docname), self._href(pagename, docname), docname)

    def _href(self, pagename: str, docname: str) -> str:
        return str(self.builder.get_relative_uri(pagename, docname)) or "#"

    def _entry(self, pagename: str, link: Link, path: list[str]) -> Entry:
        if not link.is_page:
            return Entry(link.title or link.target, link.target)
        docname = link.target
        entry = Entry(
            link.title or _title(self.env, docname),
            self._href(pagename, docname),
            docname,
            current=docname == pagename,
            on_path=docname in path,
        )
        links = self.tree.links.get(docname, [])
        if not links:
            return entry
        if not entry.on_path:
            return replace(entry, more=True)
        hidden = 0
        if not entry.current:
            below = path[path.index(docname) + 1]
            if below == path[-1]:
                links, hidden = _cut(links, below)
            else:  # between the top level and the page's siblings: the path alone
                links = [link for link in links if link.target == below]
        return replace(entry, children=tuple(self._entry(pagename, link, path) for link in links), hidden=hidden)


def _by_caption(links: list[Link]) -> list[tuple[str, list[Link]]]:
    """Group neighbours that stand below the same caption."""
    groups: list[tuple[str, list[Link]]] = []
    for link in links:
        if not groups or groups[-1][0] != link.caption:
            groups.append((link.caption, []))
        groups[-1][1].append(link)
    return groups


def _cut(links: list[Link], target: str) -> tuple[list[Link], int]:
    """Cut a long list to the neighbours of ``target``, or to its beginning; give how many were left out."""
    if len(links) <= LIMIT:
        return links, 0
    place = next((number for number, link in enumerate(links) if link.target == target), 0)
    first = max(0, min(place - AROUND, len(links) - 2 * AROUND - 1))
    shown = links[first : first + 2 * AROUND + 1]
    return shown, len(links) - len(shown)


def _title(env: BuildEnvironment, docname: str) -> str:
    title = env.titles.get(docname)
    return title.astext() if title is not None else docname


def navigation(app: Sphinx, pagename: str) -> Navigation:
    """Give the navigation of one page; the tree is made once for all pages of a build."""
    menu = getattr(app, "_partnerwiki_menu", None)
    if menu is None:
        menu = Menu(app, make_tree(app, app.env))
        app._partnerwiki_menu = menu  # type: ignore[attr-defined]
    return menu.of(pagename)


# --------------------------------------------------------------------------------------- what pages show of each other
#
# Sphinx writes a page again when the page itself changed. Its navigation, its links without a text of their own and the
# titles of its neighbours come from other pages, so a change of any of those writes every page again. What one page
# alone shows of something else (the date of its last change, its place in a path) writes that page again.

Shown = Callable[[Sphinx, BuildEnvironment, str], object]
_SHOWN: list[Shown] = []


def pages_show(*functions: Shown) -> None:
    """Add functions that give what a page shows of something that is not in it; ``repr`` tells whether it changed."""
    _SHOWN.extend(function for function in functions if function not in _SHOWN)


def shared_state(env: BuildEnvironment) -> str:
    """Give a fingerprint (SHA-256, hex) of all that pages show of other pages."""
    digest = hashlib.sha256()
    for part in _parts(env):
        digest.update(repr(part).encode("utf-8"))
    return digest.hexdigest()


def _parts(env: BuildEnvironment) -> Iterator[object]:
    for docname in sorted(env.found_docs):
        title = env.titles.get(docname)
        yield docname, title.astext() if title is not None else "", env.toctree_includes.get(docname)
        yield sorted((env.metadata.get(docname, {}).get("myst_slugs") or {}).items())
        toc = env.tocs.get(docname)
        if toc is not None:
            yield [sorted(tree.attributes.items(), key=str) for tree in toc.findall(addnodes.toctree)]
    standard = env.domains.standard_domain
    yield sorted(standard.labels.items()), sorted(standard.anonlabels.items()), sorted(standard.objects.items())


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Name the pages that show something that changed since the last build. Handler of ``env-updated``."""
    state = shared_state(env)
    own = {docname: repr([function(app, env, docname) for function in _SHOWN]) for docname in sorted(env.found_docs)}
    holder: Any = env
    before, own_before = getattr(env, "partnerwiki_shared", None), getattr(env, "partnerwiki_shown", {})
    holder.partnerwiki_shared, holder.partnerwiki_shown = state, own
    if before not in {None, state}:
        return sorted(env.found_docs)
    return [docname for docname, shown in own.items() if docname in own_before and own_before[docname] != shown]


def without_furo(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Keep Furo from drawing the whole tree on every page. Handler of ``html-page-context``, before Furo's."""
    if "toctree" in context:
        context["partnerwiki_toctree"] = context.pop("toctree")


def with_toctree(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give ``toctree()`` back to templates of a project's own. Handler of ``html-page-context``, after Furo's."""
    if "partnerwiki_toctree" in context:
        context["toctree"] = context.pop("partnerwiki_toctree")
