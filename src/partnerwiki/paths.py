"""Reading paths: the directive ``{path}``, and the way on from each page of a path.

A path is an ordinary numbered list of links in the text of a page. Which pages it leads through is collected while the
pages are read; reading times and the place of a page in a path are put in when a page is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, ClassVar

from babel.units import format_unit
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from partnerwiki import dates
from partnerwiki.messages import _, translator
from partnerwiki.reading_time import minutes, prose
from partnerwiki.today import today
from partnerwiki.units import unit_id
from partnerwiki.warnings_ import Warn, warn

#: The attribute of a list item that leads to a page of a path: the page.
PAGE = "pw_page"


class ReadingPath(nodes.container):
    """A path; ``path`` is its id. Other builders than HTML show what is in it."""


class PathDirective(SphinxDirective):
    """``{path} Title``: its first numbered list leads through pages; whatever else it holds is shown as it is.

    ``:id:`` names the path in addresses and in what browsers remember, ``:role:`` says whom it is for. Without an id
    the path has one made from its title in the page's own language.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {"id": directives.unchanged_required, "role": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Give the path with its title, its role and its content."""
        title = self.arguments[0]
        path_id = nodes.make_id(self.options.get("id", "")) or unit_id(title)
        path = ReadingPath(path=path_id, role="role" in self.options, ids=[f"path-{path_id}"], classes=["pw-path"])
        self.set_source_info(path)
        path += self._text(nodes.rubric, title, "pw-path-title")
        if "role" in self.options:
            path += self._text(nodes.paragraph, self.options["role"], "pw-path-role")
        path += self.parse_content_to_nodes()
        return [path]

    def _text(self, kind: type[nodes.TextElement], text: str, name: str) -> nodes.TextElement:
        """Give a translation unit that stands in the directive's head."""
        children, messages = self.parse_inline(text)
        node = kind(text, "", *children, *messages, classes=[name])
        self.set_source_info(node)
        return node


@dataclass(frozen=True)
class Path:
    """A path as its page has it: ``steps`` holds each step's page and line; an empty name where it leads nowhere."""

    id: str
    title: str
    docname: str
    source: str
    line: int
    steps: tuple[tuple[str, int], ...]

    @property
    def anchor(self) -> str:
        """The element's id."""
        return f"path-{self.id}"

    def pages(self, env: BuildEnvironment) -> list[str]:
        """Give the pages that exist, in the path's order, each once."""
        return list(dict.fromkeys(page for page, _line in self.steps if page in env.found_docs))


class Paths(Domain):
    """What is known of all pages: their paths, the minutes that they take, their lists of dates."""

    name = "partnerwiki_paths"
    label = "Partnerwiki"
    initial_data: ClassVar[dict[str, Any]] = {"paths": {}, "minutes": {}, "days": {}}

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for table in ("paths", "minutes", "days"):
            self.data[table].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for table in ("paths", "minutes", "days"):
            self.data[table] |= {docname: value for docname, value in otherdata[table].items() if docname in docnames}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note a page that was read and translated."""
        self.data["minutes"][docname] = minutes(prose(document), env.config.language)
        if found := [_read(docname, node) for node in document.findall(ReadingPath)]:
            self.data["paths"][docname] = found
            slugs = env.metadata[docname].setdefault("myst_slugs", {})  # for links such as page.md#path-id
            slugs |= {path.anchor: (path.line, path.anchor, path.title) for path in found}
        if days := dates.days(document):
            self.data["days"][docname] = days

    def check_consistency(self) -> None:
        """Warn of steps that lead nowhere and of paths with the same id."""
        seen: dict[str, Path] = {}
        for path in self.all():
            first = seen.setdefault(path.id, path)
            if first is not path:
                message = _("Another path has the id '{id}' ({place}); write :id: with another one.")
                place = f"{self.env.doc2path(first.docname, base=False)}:{first.line}"
                warn(Warn.PATH, message.format(id=path.id, place=place), path=path.source, line=path.line)
            if not path.steps:
                message = _("This path has no steps; write them as a numbered list of links.")
                warn(Warn.PATH, message, path=path.source, line=path.line)
            self._check_steps(path)

    def _check_steps(self, path: Path) -> None:
        pages = path.pages(self.env)
        for page, line in path.steps:
            if page not in self.env.found_docs:
                message = _("This step leads to no page of the wiki; begin it with a link to one.")
                warn(Warn.PATH, message, path=path.source, line=line)
            elif page in pages:
                pages.remove(page)
            else:
                warn(Warn.PATH, _("This page stands in the path twice."), path=path.source, line=line)

    def resolve_any_xref(self, *arguments: Any) -> list[Any]:
        """Give nothing: paths are linked by the page's file."""
        return []

    def all(self) -> Iterator[Path]:
        """Give all paths by page and place."""
        for _docname, paths in sorted(self.data["paths"].items()):
            yield from paths


def _of(env: BuildEnvironment) -> Paths:
    domain: Any = env.domains[Paths.name]
    return domain  # type: ignore[no-any-return]


def _read(docname: str, path: ReadingPath) -> Path:
    """Give a path as it was parsed, and note on its title and its items what they are when they are written."""
    title: Any = path[0]
    depth = 0
    holder: Any = path.parent
    while holder is not None:
        depth += isinstance(holder, nodes.section)
        holder = holder.parent
    for heading in path.children:
        if isinstance(heading, nodes.rubric):
            heading["heading-level"] = min(depth + 1 + (heading is not title), 6)
    steps = []
    lists = [node for node in path.children if isinstance(node, nodes.enumerated_list)]
    items: Any = lists[0].children if lists else []
    for item in items:
        item[PAGE] = page = next(filter(None, map(_page, item.findall(addnodes.pending_xref))), "")
        item["classes"].append("pw-step")
        steps.append((page, item.line or path.line or 0))
    return Path(path["path"], title.astext(), docname, path.source or "", path.line or 0, tuple(steps))


def _page(link: addnodes.pending_xref) -> str:
    """Give the page that a link names by its file; empty for every other link."""
    if link.get("refdomain") == "doc":  # MyST has looked it up
        return str(link["reftarget"])
    if link.get("reftype") == "doc":
        return docname_join(link["refdoc"], link["reftarget"])
    return ""


# ------------------------------------------------------------------------------------------------- writing


@dataclass(frozen=True)
class Step:
    """A page's place in one path: the ``number`` of ``count``, and what comes next (empty at the end)."""

    path_id: str
    title: str
    href: str
    number: int
    count: int
    next_title: str = ""
    next_href: str = ""


def steps(app: Sphinx, pagename: str) -> list[Step]:
    """Give the paths that a page belongs to."""
    env, address = app.env, app.builder.get_relative_uri
    found = []
    for path in _of(env).all():
        pages = path.pages(env)
        if pagename not in pages:
            continue
        number = pages.index(pagename) + 1
        href = f"{address(pagename, path.docname)}#{path.anchor}"
        step = Step(path.id, path.title, href, number, len(pages))
        if number < len(pages):
            following = pages[number]
            title = env.titles[following].astext()
            step = Step(path.id, path.title, href, number, len(pages), title, address(pagename, following))
        found.append(step)
    return found


def shown(app: Sphinx, env: Any, docname: str) -> object:
    """Give what a page shows of paths and of the calendar: a change of it writes the page again."""
    data = _of(env).data
    times = [[data["minutes"].get(page) for page in path.pages(env)] for path in data["paths"].get(docname, [])]
    past = [day < today() for day in data["days"].get(docname, [])]
    return steps(app, docname), times, past


def complete(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put reading times into the paths of a page. Handler of ``doctree-resolved``."""
    times = _of(app.env).data["minutes"]
    t = translator(app.config.language)

    def duration(count: int) -> str:
        return format_unit(count, "duration-minute", locale=app.config.language.replace("-", "_"))

    for path in doctree.findall(ReadingPath):
        items = [item for item in path.findall(nodes.list_item) if item.get(PAGE) in times]
        for item in items:
            _mark_link(app, item, docname)
            item += nodes.paragraph("", duration(times[item[PAGE]]), classes=["pw-step-time"])
        total = duration(sum(times[item[PAGE]] for item in items))
        facts = [t("Pages: {count}").format(count=len(items)), t("Reading time: about {time}").format(time=total)]
        path.insert(2 if path.get("role") else 1, nodes.paragraph("", " · ".join(facts), classes=["pw-path-facts"]))


def _mark_link(app: Sphinx, item: nodes.list_item, docname: str) -> None:
    """Mark the link of a step, by which the script knows its page and its title."""
    links = list(item.findall(nodes.reference))
    address = app.builder.get_relative_uri(docname, item[PAGE])
    for link in [link for link in links if link.get("refuri", "").split("#")[0] == address][:1] or links[:1]:
        link["classes"].append("pw-step-link")


def add_files(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give pages with paths or dates their style. Handler of ``html-page-context``, before ours that sorts files."""
    data = _of(app.env).data
    if app.config.html_theme == "partnerwiki" and (
        pagename in data["paths"] or pagename in data["days"] or steps(app, pagename)
    ):
        app.add_css_file("path.css")


def visit_path(translator: Any, node: ReadingPath) -> None:
    """Begin ``<section>``."""
    translator.body.append(translator.starttag(node, "section", **{"data-pw-path": node["path"]}))


def depart_path(translator: Any, node: ReadingPath) -> None:
    """End ``<section>``."""
    translator.body.append("</section>\n")


def set_up(app: Sphinx) -> None:
    """Register directive, nodes and handlers."""
    app.add_domain(Paths)
    app.add_directive("path", PathDirective)
    app.add_node(ReadingPath, html=(visit_path, depart_path))
    app.connect("doctree-resolved", complete)
    app.connect("html-page-context", add_files, priority=450)
    dates.set_up(app)
