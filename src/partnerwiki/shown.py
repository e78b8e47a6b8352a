"""What each page shows of other pages: where that changed, the page is written again, and no other.

Sphinx writes a page again when the page itself changed. Its menu, its neighbours' titles, its links without a text of
their own and its lists of pages come from other pages; its frame comes from templates and files. For each page there is
a fingerprint of all that, which the next build compares.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docname_join

from partnerwiki import contents, navigation
from partnerwiki.extract import record_of
from partnerwiki.navigation import foreign_title

_LISTING = "_partnerwiki_listing"
Shown = Callable[[Sphinx, BuildEnvironment, str], object]
_SHOWN: list[Shown] = []
#: Packages whose nodes show nothing of other pages, but for those that are looked at here. A page with others is taken
#: to show everything.
_KNOWN = ("docutils.", "sphinx.addnodes", "myst_parser.", "sphinx_design.", "partnerwiki.", "furo")
#: Domains of ours, and those in which pages have nothing that links lead to.
_APART = {"partnerwiki_paths", "partnership", "changeset", "citation", "index", "std"}


def pages_show(*functions: Shown) -> None:
    """Add functions that give what a page shows of something that is not in it; ``repr`` tells whether it changed."""
    _SHOWN.extend(function for function in functions if function not in _SHOWN)


class ShownCollector(EnvironmentCollector):
    """Notes what each page may show of others, and names the pages that show something else than before."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Do nothing: a page's record goes with its metadata."""

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        """Do nothing: a page's record comes with its metadata."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note what a page may show of others."""
        record = record_of(app.env, app.env.current_document.docname)
        if record is None:
            return
        names = ("refdomain", "reftype", "reftarget", "reftargetid", "refexplicit")
        links = {tuple(str(node.get(name) or "") for name in names) for node in doctree.findall(addnodes.pending_xref)}
        record.links = sorted(links)
        record.lists_pages = any(not toctree.get("hidden") for toctree in doctree.findall(addnodes.toctree))
        kinds = {type(node).__module__ for node in doctree.findall(nodes.Element)}
        record.shows_all = not all(f"{kind}.".startswith(_KNOWN) for kind in kinds)
        vars(app).setdefault("_partnerwiki_read", set()).add(app.env.current_document.docname)

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Name the pages that show something that changed since the last build; sections have their numbers by now."""
        holder: Any = env
        if not isinstance(app.builder, StandaloneHTMLBuilder):
            if vars(app).pop("_partnerwiki_read", None):
                holder.partnerwiki_frame = ""  # the next site from this environment is written as a whole
            return []
        pages = sorted(env.found_docs)
        navigation.read_tree(app)
        frame, common = contents.frame(app), _fingerprint(_common(env))
        before: dict[str, tuple[str, str]] = getattr(env, "partnerwiki_shown", {})
        is_new_frame = getattr(env, "partnerwiki_frame", frame) != frame
        read = vars(app).pop("_partnerwiki_read", set())
        if getattr(env, "partnerwiki_common", None) != common:
            read = set(pages)
        holder.partnerwiki_common, holder.partnerwiki_frame = common, frame
        others = _Others(app, env, common)
        now = {}
        for docname in pages:
            own = _fingerprint([function(app, env, docname) for function in _SHOWN])
            is_kept = docname in before and docname not in read
            now[docname] = own, before[docname][1] if is_kept else _fingerprint(others.shown_by(docname))
        holder.partnerwiki_shown = now
        return [docname for docname in pages if is_new_frame or before.get(docname, now[docname]) != now[docname]]


def only_named_pages(app: Sphinx, builder: Builder) -> None:
    """Keep Sphinx from writing each page again that lists a written one. Handler of ``write-started``."""
    if isinstance(builder, StandaloneHTMLBuilder):
        vars(app)[_LISTING] = app.env.files_to_rebuild
        app.env.files_to_rebuild = {}


def restore_lists(app: Sphinx, exception: Exception | None) -> None:
    """Give back what the next build looks at for pages that no page lists. Handler of ``build-finished``."""
    app.env.files_to_rebuild = vars(app).pop(_LISTING, app.env.files_to_rebuild)


class _Others:
    """What a page can show of other pages."""

    def __init__(self, app: Sphinx, env: BuildEnvironment, common: str) -> None:
        self._app, self._env, self._common = app, env, common
        self._relations = env.collect_relations()
        standard = env.domains.standard_domain
        self._terms = _fingerprint(sorted(key for key in standard.objects.items() if key[0][0] == "term"))
        self._named: dict[str, list[object]] = {}
        for (kind, name), place in sorted(standard.objects.items()):
            self._named.setdefault(name, []).append((kind, place))
        self._standard = standard
        self._toc = cache(self._listed)
        self._domains = cache(lambda: _fingerprint(_domain_data(env)))

    def shown_by(self, docname: str) -> Iterator[object]:
        """Give what one page shows."""
        env, record = self._env, record_of(self._env, docname)
        yield navigation.navigation(self._app, docname)
        yield [self._title(other) for other in self._relations.get(docname, ()) if other]
        options = self._app.config.html_theme_options
        yield [self._title(other) for other in options.get("footer_pages", []) if other in env.found_docs]
        yield env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname)
        if record is None or record.shows_all:
            yield self._common
            return
        for link in record.links:
            yield list(self._target(docname, *link))
        if record.lists_pages:
            yield [self._toc(other) for other in self._below(docname)]

    def _title(self, docname: str) -> object:
        title = self._env.titles.get(docname)
        return docname, title.astext() if title is not None else "", foreign_title(self._env, docname)

    def _target(
        self, docname: str, domain: str, kind: str, target: str, anchor: str, explicit: str
    ) -> Iterator[object]:
        """Give what a link shows of the page, section or object that it leads to; with words of its own, where that is.

        ``explicit`` is empty for a link that shows the title of what it leads to.
        """
        if domain == "doc":  # MyST has looked it up
            _line, place, text = _slugs(self._env, target).get(anchor) or (0, "", "")
            yield target in self._env.found_docs, place, "" if explicit else (self._title(target), text)
            return
        if domain == "partnership":
            yield self._env.get_domain("partnership").place_of(target)  # type: ignore[attr-defined]
            return
        for name in sorted({target, target.lower()}):
            label = self._standard.labels.get(name)
            yield label[:2] if label and explicit else label, self._standard.anonlabels.get(name), self._named.get(name)
        if kind == "term":
            yield self._terms
        if kind == "numref":
            yield sorted(self._env.toc_fignumbers.items())
        if domain != "std" or kind == "doc":
            other = docname_join(docname, target)
            yield other in self._env.found_docs, "" if explicit else self._title(other)
        if domain != "std":
            yield self._domains()

    def _below(self, docname: str) -> list[str]:
        """Give all pages that a page's toctrees lead to, at any depth."""
        found: dict[str, None] = {}
        left = [docname]
        while left:
            for other in self._env.toctree_includes.get(left.pop(), ()):
                if other not in found:
                    found[other] = None
                    left.append(other)
        return sorted(found)

    def _listed(self, docname: str) -> object:
        return self._title(docname), _outline(self._env.tocs.get(docname)), self._env.toc_secnumbers.get(docname)


def _slugs(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    return env.metadata.get(docname, {}).get("myst_slugs") or {}


def _common(env: BuildEnvironment) -> Iterator[object]:
    """Give all that pages can show of other pages."""
    for docname in sorted(env.found_docs):
        title = env.titles.get(docname)
        yield docname, title.astext() if title is not None else "", foreign_title(env, docname)
        yield env.toctree_includes.get(docname), env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname)
        yield sorted((slug, place, text) for slug, (_line, place, text) in _slugs(env, docname).items())
        yield _outline(env.tocs.get(docname))
    standard = env.domains.standard_domain
    yield sorted(standard.labels.items()), sorted(standard.anonlabels.items()), sorted(standard.objects.items())
    yield from _domain_data(env)


#: Outlines of tables of contents, which stay as they are until their page is read again.
_OUTLINES: WeakKeyDictionary[nodes.Element, object] = WeakKeyDictionary()


def _outline(toc: nodes.Element | None) -> object:
    """Give what a page's table of contents shows."""
    if toc is None:
        return None
    if toc not in _OUTLINES:
        _OUTLINES[toc] = _drawn(toc)
    return _OUTLINES[toc]


def _drawn(node: nodes.Node) -> object:
    if isinstance(node, nodes.Text):
        return str(node)
    attributes = node.attributes if isinstance(node, addnodes.toctree | addnodes.only) else {}
    anchor = node.get("anchorname") if isinstance(node, nodes.Element) else ""
    return type(node).__name__, anchor, sorted(attributes.items(), key=str), [_drawn(child) for child in node.children]


def _domain_data(env: BuildEnvironment) -> Iterator[object]:
    for name, data in sorted(env.domaindata.items()):
        if name not in _APART:
            yield name, pickle.dumps(data)


def _fingerprint(parts: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8"))
    return digest.hexdigest()
