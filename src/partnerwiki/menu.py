"""The menu of one page: the part of the tree of pages that it shows, whose size does not depend on their number.

A page gets the top level, the path to itself, its siblings and its children. Long lists are cut around the page; the
page above lists them in full.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

#: Entries of the top level that a menu shows at most, and of any other list; longer ones are cut to the neighbours.
TOP, LIMIT = 60, 24
#: Neighbours shown before and after the page where a list is cut.
AROUND = 4
#: Levels of the path to a page that are shown: the topmost and the lowest ones.
DEPTH = 8
_HREF = re.compile(r"""\bhref="([^"#]*)""")


@dataclass(frozen=True)
class Entry:
    """A link of the menu. ``more`` says that pages stand below it which are not in ``children``.

    ``href`` is relative to the page that shows it. ``lang`` is the language (BCP 47) of a title that
    has not been translated. ``hidden`` is the number of entries of ``children`` left out.
    """

    title: str
    href: str
    lang: str = ""
    current: bool = False
    on_path: bool = False
    external: bool = False
    more: bool = False
    children: tuple[Entry, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Group:
    """Entries of the top level below one caption (empty: none)."""

    caption: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Navigation:
    """What one page shows: ``trail`` from the start page to the page above it, ``below`` what its text does not link.

    ``start`` is the start page; ``hidden`` is the number of entries of the top level left out.
    """

    start: Entry
    groups: tuple[Group, ...] = ()
    hidden: int = 0
    trail: tuple[Entry, ...] = ()
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry of a toctree: a page (``docname``) or an address elsewhere; ``title`` is the entry's own, if any."""

    docname: str = ""
    url: str = ""
    title: str = ""
    caption: str = ""


@dataclass
class Tree:
    """All pages of one language: what each page's toctrees list, and the place of each page.

    A page in several toctrees belongs to the one nearest to the root; a toctree that leads back up adds no place.
    """

    root: str
    links: dict[str, list[Link]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)

    @classmethod
    def grow(cls, root: str, links_of: Callable[[str], list[Link]]) -> Tree:
        """Read the toctrees of every page that the root leads to."""
        tree = cls(root)
        queue = deque([root])
        while queue:
            owner = queue.popleft()
            tree.links[owner] = links_of(owner)
            for number, link in enumerate(tree.links[owner]):
                if link.docname not in {"", root} and link.docname not in tree.above:
                    tree.above[link.docname] = owner
                    tree.place[link.docname] = number
                    queue.append(link.docname)
        return tree

    def path(self, docname: str) -> list[str]:
        """Give the pages from below the root to ``docname``; empty for a page that no toctree leads to."""
        path: list[str] = []
        while docname in self.above:
            path.append(docname)
            docname = self.above[docname]
        return path[::-1]

    def home(self, docname: str) -> Link | None:
        """Give the entry that leads to a page at its place, if it has one."""
        return self.links[self.above[docname]][self.place[docname]] if docname in self.above else None


class Menu:
    """Draws the part of the tree that one page shows; ``href`` gives the address of the second page from the first."""

    def __init__(
        self,
        tree: Tree,
        title: Callable[[str], str],
        href: Callable[[str, str], str],
        lang: Callable[[str], str] = lambda _docname: "",
    ) -> None:
        self.tree = tree
        self.title = cache(title)
        self.href = href
        self.lang = cache(lang)

    def of(self, pagename: str, body: str = "") -> Navigation:
        """Give the navigation of one page, made pages such as the search included; ``body`` is its HTML."""
        tree = self.tree
        path = tree.path(pagename)
        if len(path) > DEPTH:
            path = [path[0], *path[1 - DEPTH :]]
        shown, hidden = self._cut(tree.links[tree.root], path[0] if path else "", TOP)
        groups = tuple(
            Group(caption, tuple(self._entry(pagename, link, path) for link in links))
            for caption, links in groupby(shown, lambda link: link.caption)
        )
        start = self._page(pagename, tree.root)
        trail: tuple[Entry, ...] = (start, *(self._page(pagename, docname) for docname in path[:-1]))
        if pagename == tree.root:
            trail = ()
        return Navigation(start, groups, hidden, trail, tuple(self._below(pagename, body)))

    def _below(self, pagename: str, body: str) -> Iterator[Entry]:
        """Give what a page lists of the pages below it: at the start page, which every menu shows, a long list only."""
        links = self.tree.links.get(pagename, [])
        if pagename == self.tree.root and len(links) <= TOP:
            return
        linked = {html.unescape(href) for href in _HREF.findall(body)} if links else set()
        for link in links:
            entry = self._entry(pagename, link, [])
            if not entry.current and entry.href not in linked:
                yield entry

    def _page(self, pagename: str, docname: str) -> Entry:
        return Entry(self.title(docname), self.href(pagename, docname), self.lang(docname))

    def _entry(self, pagename: str, link: Link, path: Sequence[str]) -> Entry:
        if link.url:
            return Entry(link.title or link.url, link.url, external=True)
        docname = link.docname
        # a page is opened at its own place alone: elsewhere it would stand twice, and a cycle would have no end
        at_home = self.tree.home(docname) is link
        on_path = at_home and docname in path
        links, hidden = self._children(docname, path) if on_path else ([], 0)
        return Entry(
            link.title or self.title(docname),
            self.href(pagename, docname),
            "" if link.title else self.lang(docname),
            current=docname == pagename,
            on_path=on_path,
            more=at_home and not on_path and bool(self.tree.links.get(docname)),
            children=tuple(self._entry(pagename, child, path) for child in links),
            hidden=hidden,
        )

    def _children(self, docname: str, path: Sequence[str]) -> tuple[list[Link], int]:
        """Give the entries shown below a page of the path, and how many were left out."""
        links = self.tree.links[docname]
        if docname == path[-1]:
            return self._cut(links, "", LIMIT)
        below = path[path.index(docname) + 1]
        if below == path[-1]:
            return self._cut(links, below, LIMIT)
        return list(
            filter(None, [self.tree.home(below)])
        ), 0  # between the top level and the page's siblings: the path alone

    def _cut(self, links: list[Link], docname: str, limit: int) -> tuple[list[Link], int]:
        """Cut a long list to the neighbours of a page in it, or to its beginning; give how many were left out."""
        if len(links) <= limit:
            return links, 0
        first = max(0, min(self.tree.place.get(docname, 0) - AROUND, len(links) - 2 * AROUND - 1))
        shown = links[first : first + 2 * AROUND + 1]
        return shown, len(links) - len(shown)
