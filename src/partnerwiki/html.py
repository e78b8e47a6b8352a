"""What a page of the site carries besides its text: marks on its blocks, its other languages, its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki import dashboard, navigation
from partnerwiki import wiki as wiki_
from partnerwiki.extract import KEY, record_of
from partnerwiki.head import Head, head
from partnerwiki.history import Facts, facts
from partnerwiki.languages import direction, name_in, native_name, tag
from partnerwiki.menu import Navigation
from partnerwiki.messages import translator
from partnerwiki.papers import making as papers
from partnerwiki.papers.making import PLACE
from partnerwiki.partnership import shelf
from partnerwiki.partnership.standing import Standing, standing
from partnerwiki.paths import Step, steps
from partnerwiki.records.audience import Audience
from partnerwiki.review import Review, review
from partnerwiki.units import Count

#: Runs before anything is painted; without it a dark page flashes white. Constant, because the policy holds its hash.
MODE_SCRIPT = (
    "<script>"
    'document.documentElement.classList.replace("no-js","js");'
    'try{document.body.dataset.theme=localStorage.getItem("theme")||"auto"}'
    'catch{document.body.dataset.theme="auto"}'
    "</script>"
)
#: What Sphinx, Furo and sphinx-design add to every page and this theme does itself, smaller, or with no ``eval``.
UNUSED = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/translations.js",
    "_static/sphinx_highlight.js",
    "_static/scripts/furo.js",
    "_static/styles/furo-extensions.css",
    "_static/sphinx-design.min.css",
)
#: Files that a page needs only where its text holds these letters.
NEEDED_BY = {"_static/pygments.css": "highlight", "_static/design.css": "sd-", "_static/design-tabs.js": "sd-tab-"}
NEEDED_BY |= {"_static/charts.css": "pw-chart", "_static/records.css": "pw-record", "_static/sort.js": "pw-sortable"}
MARKS = ("data-unit", "data-state", "data-label", "dir", "lang")


def marked(base: type[Any]) -> type[Any]:
    """Give an HTML translator that writes a node's ``data-unit``, ``data-state``, ``dir`` and ``lang`` into its tag.

    A node with several tags gets them on the first, so that a unit stands once.
    """

    class MarkedTranslator(base):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._marked: set[int] = set()

        def starttag(
            self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
        ) -> str:
            if attributes.get("ROLE") == "heading":  # of a list of pages; Sphinx leaves its level out
                attributes["aria-level"] = str(self.section_level + 1)
            if tagname == "th" and isinstance(node, nodes.entry):
                attributes["scope"] = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
            if isinstance(node, nodes.container):
                inside = node.first_child_matching_class((nodes.table, nodes.math_block))
                if inside is not None and node["ids"] == node.children[inside].get("ids"):  # type: ignore[attr-defined]
                    node["ids"] = []  # the frame that Furo puts around a table or formula has the same
            # a figure's caption has an outer tag that holds the legend as well
            is_outer = isinstance(node, nodes.caption) and tagname == "figcaption"
            if isinstance(node, nodes.Element) and id(node) not in self._marked and not is_outer:
                given = {name: node[name] for name in MARKS if name in node}
                if given:
                    self._marked.add(id(node))
                    attributes = {**given, **attributes}
            return str(super().starttag(node, tagname, suffix, empty, **attributes))

    MarkedTranslator.__name__ = MarkedTranslator.__qualname__ = f"Marked{base.__name__}"
    return MarkedTranslator


def use_marked_translator(app: Sphinx) -> None:
    """Wrap whatever HTML translator the builder has. Handler of ``builder-inited``."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        base = app.registry.get_translator_class(app.builder)
        app.set_translator(app.builder.name, marked(base), override=True)


@dataclass(frozen=True)
class Language:
    """A language as templates show it; ``name`` in the language itself."""

    code: str
    tag: str
    name: str
    dir: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class Alternate:
    """One ``<link rel="alternate">``."""

    hreflang: str
    href: str


@dataclass(frozen=True)
class Status:
    """The state of a translated page; ``share`` is the reviewed share in percent, rounded down."""

    source: Language
    source_href: str
    counts: Count

    @property
    def share(self) -> int:
        """Reviewed units in percent; 100 only where all are."""
        return int(self.counts.share)


@dataclass(frozen=True, repr=False)  # Sphinx asks for it at each event
class PageContext:
    """What templates know as ``pw``."""

    t: Callable[[str], str]
    language: Language
    switch: list[Language]
    alternates: list[Alternate]
    head: Head
    page_title: str
    status: Status | None
    footer_pages: list[dict[str, str]]
    navigation: Navigation
    facts: Facts
    review: Review
    steps: list[Step]
    dashboard_href: str
    internal: bool
    documents: str
    standing: Standing | None


def language_of(code: str, href: str = "", *, current: bool = False, shown_in: str = "") -> Language:
    """Give a language for templates; ``shown_in`` puts its name into another language."""
    name = name_in(code, shown_in) if shown_in else native_name(code)
    return Language(code, tag(code), name, direction(code), href, current)


def add_context(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give templates the variable ``pw``. Handler of ``html-page-context``.

    Builders that write the context itself (JSON, pickle) have no templates and get none.
    """
    if context.get("meta"):
        context["meta"] = {name: value for name, value in context["meta"].items() if name != KEY}
    if hasattr(app.builder, "implementation"):
        return
    wiki = wiki_.of(app.config)
    here = app.config.language
    languages = wiki.languages if here in wiki.languages else [*wiki.languages, here]
    target = str(app.builder.get_target_uri(pagename))
    up = "../" * (pagename.count("/") + 1)
    record = record_of(app.env, pagename)

    def href(code: str) -> str:
        return f"{up}{code}/{target}"

    status = None
    if record is not None and record.language != here and record.counts.units:
        source = language_of(record.language, shown_in=here)
        status = Status(source, href(record.language), record.counts)
    translate = translator(here)
    context["pw"] = PageContext(
        t=translate,
        language=language_of(here),
        switch=[language_of(code, href(code), current=code == here) for code in languages]
        if len(languages) > 1
        else [],
        alternates=_alternates(wiki, languages, target, href) if record is not None else [],
        head=head(app, pagename, context, doctree),
        page_title=record.title if record else "",
        status=status,
        footer_pages=_footer(app, context),
        navigation=navigation.navigation(app, pagename, context.get("body", "")),
        facts=facts(app, pagename),
        review=review(app, pagename, context),
        steps=steps(app, pagename),
        dashboard_href=str(app.builder.get_relative_uri(pagename, dashboard.NAME)),
        internal=shelf.of(app).audience is not Audience.PUBLIC,
        documents=PLACE if papers.has(app, pagename) else "",
        standing=standing(app, pagename) if record is not None else None,
    )
    for name, docname in zip(
        ("prev", "next"), getattr(app.builder, "relations", {}).get(pagename, ())[1:], strict=False
    ):
        if context.get(name) and docname:
            context[name]["lang"] = navigation.foreign_title(app.env, docname)
    if app.config.html_theme == "partnerwiki":
        context["pw_mode_script"] = MODE_SCRIPT
        for name in ("script_files", "css_files"):
            context[name][:] = [file for file in context[name] if _is_needed(file, context.get("body"))]


def _is_needed(file: Any, body: str | None) -> bool:
    """Say whether a page loads a stylesheet or script; a page without ``body`` is made by a template of ours."""
    name = str(getattr(file, "filename", file))
    return name not in UNUSED and NEEDED_BY.get(name, "") in (body or "")


def _alternates(wiki: wiki_.Wiki, languages: list[str], target: str, href: Callable[[str], str]) -> list[Alternate]:
    """Give the page in every language; ``x-default`` is the first language's, where the site has no chooser for it."""
    if len(languages) < 2:
        return []

    def url(code: str) -> str:
        return f"{wiki.base_url}{code}/{target}" if wiki.base_url else href(code)

    found = [Alternate(tag(code), url(code)) for code in languages]
    return [*found, Alternate("x-default", url(wiki.source_language))]


def _footer(app: Sphinx, context: dict[str, Any]) -> list[dict[str, str]]:
    """Give title and link of the pages that ``html_theme_options["footer_pages"]`` lists, as far as they exist."""
    names = app.config.html_theme_options.get("footer_pages", [])
    pathto = context["pathto"]
    return [
        {"title": app.env.titles[name].astext(), "href": pathto(name), "lang": navigation.foreign_title(app.env, name)}
        for name in names
        if name in app.env.titles
    ]
