"""What Sphinx, docutils and MyST do anew for every page or node and is the same each time, done once or done faster.

Each replacement gives what the original gives. ``tests/test_speed.py`` compares them with the originals as they are
installed, so that an upgrade which changes one of them is noticed there. A plain ``sphinx-build`` does without them.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial, wraps
from pathlib import Path
from types import MethodType
from typing import Any
from weakref import WeakKeyDictionary

import sphinx.builders.html as html_builder
import sphinx.util.docutils as sphinx_docutils
from docutils import frontend, nodes, utils
from docutils.transforms.references import DanglingReferencesVisitor
from docutils.utils import smartquotes
from jinja2 import Environment, FileSystemBytecodeCache
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils import base as myst_base
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms import SphinxSmartQuotes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.nodes import NodeMatcher
from sphinx_design.aside import AsideHtmlTransform
from sphinx_design.dropdown import DropdownHtmlTransform
from sphinx_design.tabs import TabSetHtmlTransform

#: Objects between two collections of garbage, collections of the young between two of the older, and so on. Trees of
#: pages have cycles and must be collected; Sphinx's environment only grows, and is looked through in vain.
_GARBAGE = (200_000, 50, 1000)
#: Pages that are many.
_MANY = 50
#: What smart quotes act upon (docutils 0.22, ``smartquotes.educate_tokens``); a text without it stays as it is.
_EDUCATED = re.compile(r"""["'`\\]|--|\.\.|\. \.|&(?:quot|#(?:34|39|45|46|92|96));""")
#: Stands for the text in the HTML of a title (a character for private use).
_PLACE = "\ue000"
#: Their one mode that acts upon other characters.
_STUPEFY = "-1"


@contextmanager
def quick() -> Iterator[None]:
    """Have what runs inside use the replacements."""
    kinds, trees = Kinds(), Trees()
    replacements: list[tuple[Any, str, Callable[[Any], Any]]] = [
        (sphinx_docutils, "_get_settings", settings_once),
        (myst_base, "get_default_settings", settings_once),
        (nodes.Node, "findall", kinds.finding),
        (nodes.Element, "__init__", kinds.making),
        (nodes.Element, "copy", kinds.copying),
        (nodes.Node, "setup_child", kinds.adopting),
        (nodes.Node, "walk", partial(without_messages, _walk_or_pick)),
        (nodes.Node, "walkabout", partial(without_messages, _walkabout)),
        (AsideHtmlTransform, "run", kinds.designing),
        (DropdownHtmlTransform, "run", kinds.designing),
        (TabSetHtmlTransform, "run", kinds.designing),
        (DocutilsRenderer, "__init__", rules_once),
        (myst_base, "SyntaxTreeNode", trees.making),
        (DocutilsRenderer, "_render_tokens", trees.rendering),
        (Builder, "_read_serial", without_collections),
        (Builder, "read_doc", kinds.reading),
        (SphinxTranslator, "dispatch_visit", partial(dispatch_once, "visit_")),
        (SphinxTranslator, "dispatch_departure", partial(dispatch_once, "depart_")),
        (StandaloneHTMLBuilder, "render_partial", titles_once),
        (html_builder, "_file_checksum", checksums_once),
        (HighlightLanguageTransform, "apply", highlighting_where_needed),
        (BuildEnvironment, "relfn2path", paths_once),
        (BuiltinTemplateLoader, "init", templates_of_ours),
        (SphinxSmartQuotes, "apply", quotes_where_needed),
        (smartquotes, "educate_tokens", educated_where_needed),
    ]
    originals = [(holder, name, getattr(holder, name)) for holder, name, _replace in replacements]
    threshold = gc.get_threshold()
    try:
        for (holder, name, replace), (_holder, _name, original) in zip(replacements, originals, strict=True):
            setattr(holder, name, replace(original))
        gc.freeze()  # modules stay
        gc.set_threshold(*_GARBAGE)
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()
        for holder, name, original in originals:
            setattr(holder, name, original)


def settings_once(original: Callable[..., frontend.Values]) -> Callable[..., frontend.Values]:
    """Make docutils' default settings once for the same components and options; give a copy each time."""
    made: dict[tuple[object, ...], tuple[dict[str, Any], frontend.Values]] = {}

    @wraps(original)
    def settings(*components: Any, **options: Any) -> frontend.Values:
        key = tuple(part if isinstance(part, type) else type(part) for part in components)
        wanted = {**options, "defaults": dict(options.get("defaults", {}))}
        if key not in made or made[key][0] != wanted:
            made[key] = wanted, original(*components, **options)
        copy = made[key][1].copy()
        copy.record_dependencies = utils.DependencyList()
        return copy

    return settings


class Kinds:
    """Which classes the nodes of one document can have: those it had when it was first searched, and all made since.

    Most transforms look for something that a page does not have; they need not walk through it to find that out.
    """

    def __init__(self) -> None:
        self.document: nodes.document | None = None
        self._present: set[type[nodes.Node]] = set()
        self._answers: dict[type[object], bool] = {}

    def may_have(self, document: nodes.document, classes: tuple[Any, ...]) -> bool:
        """Say whether a document can hold an instance of one of these classes."""
        if document is not self.document:
            self.document = document
            self._present = {nodes.Text, *map(type, _all(document))}
            self._answers.clear()
        return not classes or any(map(self._may_have, classes))

    def _may_have(self, cls: type[nodes.Node]) -> bool:
        if cls not in self._answers:
            self._answers[cls] = any(issubclass(kind, cls) for kind in self._present)
        return self._answers[cls]

    def reading(self, original: Callable[..., None]) -> Callable[..., None]:
        """Know nothing of a page that is about to be parsed: its first search tells what it has."""

        @wraps(original)
        def read_doc(self_: Builder, *arguments: Any, **options: Any) -> None:
            self.document = None
            original(self_, *arguments, **options)

        return read_doc

    def note(self, node: nodes.Node) -> None:
        """Take note of a node that was made, copied or put into a tree."""
        kind = type(node)
        if kind not in self._present:
            self._present.add(kind)
            self._answers.clear()

    def making(self, original: Callable[..., None]) -> Callable[..., None]:
        """Note each element that is made."""

        @wraps(original)
        def init(element: nodes.Element, *arguments: Any, **attributes: Any) -> None:
            original(element, *arguments, **attributes)
            if self.document is not None:
                self.note(element)

        return init

    def copying(self, original: Callable[..., nodes.Element]) -> Callable[..., nodes.Element]:
        """Note each element that is copied."""

        @wraps(original)
        def copy(element: nodes.Element) -> nodes.Element:
            self.note(element)
            return original(element)

        return copy

    def adopting(self, original: Callable[..., None]) -> Callable[..., None]:
        """Note each node that gets a parent, and those below it, which may be older than the first search."""

        @wraps(original)
        def setup_child(element: nodes.Element, child: nodes.Node) -> None:
            original(element, child)
            if self.document is not None:
                for node in _all(child):
                    self.note(node)

        return setup_child

    def designing(self, original: Callable[..., None]) -> Callable[..., None]:
        """Leave a page alone that has none of sphinx-design's components, which are all containers until they run."""

        @wraps(original)
        def run(transform: SphinxPostTransform, **options: Any) -> None:
            if self.may_have(transform.document, (nodes.container,)):
                original(transform, **options)

        return run

    def finding(self, original: Callable[..., Iterator[nodes.Node]]) -> Callable[..., Iterator[nodes.Node]]:
        """Walk with a list of what is left, instead of a generator in a generator for each level; or not at all."""

        @wraps(original)
        def findall(
            node: nodes.Node,
            condition: type[nodes.Node] | Callable[[nodes.Node], bool] | None = None,
            include_self: bool = True,
            descend: bool = True,
            siblings: bool = False,
            ascend: bool = False,
        ) -> Iterator[nodes.Node]:
            if not (include_self and descend) or siblings or ascend:
                return original(node, condition, include_self, descend, siblings, ascend)
            if condition is None:
                return _all(node)
            if isinstance(node, nodes.document):
                classes = condition.classes if isinstance(condition, NodeMatcher) else (condition,)
                if all(isinstance(cls, type) for cls in classes) and not self.may_have(node, classes):
                    return iter(())
            if isinstance(condition, type):
                return _instances(node, condition)
            return _fitting(node, condition)

        return findall


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    left = [node]
    while left:
        node = left.pop()
        yield node
        if node.children:
            left.extend(node.children[::-1])


def _instances(node: nodes.Node, cls: type[nodes.Node]) -> Iterator[nodes.Node]:
    left = [node]
    while left:
        node = left.pop()
        if isinstance(node, cls):
            yield node
        if node.children:
            left.extend(node.children[::-1])


def _fitting(node: nodes.Node, condition: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    left = [node]
    while left:
        node = left.pop()
        if condition(node):
            yield node
        if node.children:
            left.extend(node.children[::-1])


def without_messages(
    quick: Callable[[nodes.Node, nodes.NodeVisitor], bool], original: Callable[..., bool]
) -> Callable[..., bool]:
    """Visit a tree without two messages for each node that only show with docutils' ``debug``."""

    @wraps(original)
    def visit(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
        return (original if visitor.document.reporter.debug_flag else quick)(self, visitor)

    return visit


#: All that docutils' visitor for dangling references acts upon; it leaves what is in them and around them alone.
_REFERENCES = (nodes.reference, nodes.footnote_reference, nodes.citation_reference)


def _walk_or_pick(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Say whether the visitor stops the whole traversal; the one for dangling references goes to references alone."""
    if type(visitor) is not DanglingReferencesVisitor:
        return _walk(node, visitor)
    for reference in [found for found in _all(node) if isinstance(found, _REFERENCES)]:
        visitor.dispatch_visit(reference)
    return False


def _walk(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Say whether the visitor stops the whole traversal."""
    try:
        try:
            visitor.dispatch_visit(node)
        except (nodes.SkipChildren, nodes.SkipNode):
            return False
        except nodes.SkipDeparture:
            pass
        try:
            return any(_walk(child, visitor) for child in node.children[:])
        except nodes.SkipSiblings:
            return False
    except nodes.StopTraversal:
        return True


def _walkabout(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Say whether the visitor stops the whole traversal."""
    is_departed = True
    stop = False
    try:
        try:
            visitor.dispatch_visit(node)
        except nodes.SkipNode:
            return False
        except nodes.SkipDeparture:
            is_departed = False
        try:
            for child in node.children[:]:
                if _walkabout(child, visitor):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if is_departed:
        visitor.dispatch_departure(node)
    return stop


def dispatch_once(prefix: str, original: Callable[..., None]) -> Callable[..., None]:
    """Look up once for each class of translator and node which method handles it."""
    names: dict[tuple[type[object], type[nodes.Node]], str] = {}

    @wraps(original)
    def dispatch(self: SphinxTranslator, node: nodes.Node) -> None:
        key = type(self), type(node)
        if key not in names:
            found = (prefix + cls.__name__ for cls in type(node).__mro__)
            names[key] = next((name for name in found if getattr(self, name, None)), "")
        if names[key]:
            getattr(self, names[key])(node)
        else:
            original(self, node)

    return dispatch


def rules_once(original: Callable[..., None]) -> Callable[..., None]:
    """Look up once for each class of renderer which methods render a token."""
    names: dict[type[DocutilsRenderer], list[str]] = {}

    @wraps(original)
    def init(self: DocutilsRenderer, parser: MarkdownIt) -> None:
        if type(self) not in names:
            original(self, parser)
            names[type(self)] = list(self.rules)
        self.md = parser
        self.rules = {name: getattr(self, name) for name in names[type(self)]}
        self._inventories = None

    return init


class Trees:
    """Markdown's syntax trees, whose nodes know their parents: taken apart after rendering, no collection is needed."""

    def __init__(self) -> None:
        self._made: list[SyntaxTreeNode] = []

    def making(self, original: type[SyntaxTreeNode]) -> Callable[..., SyntaxTreeNode]:
        """Note each tree that is made."""

        @wraps(original)
        def make(tokens: Sequence[Token]) -> SyntaxTreeNode:
            tree = original(tokens)
            self._made.append(tree)
            return tree

        return make

    def rendering(self, original: Callable[..., None]) -> Callable[..., None]:
        """Take the trees apart that were made for a text, once all of it is rendered."""

        @wraps(original)
        def render(self_: DocutilsRenderer, tokens: list[Token]) -> None:
            outer = len(self._made)
            try:
                original(self_, tokens)
            finally:
                left = self._made[outer:]
                del self._made[outer:]
                while left:
                    node: Any = left.pop()
                    node._parent = None
                    left += node._children

        return render


def without_collections(original: Callable[..., None]) -> Callable[..., None]:
    """Collect no garbage while many pages are read: their trees are needed until they are written.

    Other parsers than Markdown's leave much behind; so pages that are not in Markdown are read as ever.
    """

    @wraps(original)
    def read(self: Builder, docnames: list[str]) -> None:
        if len(docnames) < _MANY or not all(self.env.doc2path(docname).suffix == ".md" for docname in docnames):
            original(self, docnames)
            return
        gc.disable()
        try:
            original(self, docnames)
        finally:
            gc.freeze()
            gc.enable()

    return read


def titles_once(original: Callable[..., dict[str, str]]) -> Callable[..., dict[str, str]]:
    """Render a page's title once for all pages that show it; of titles that are plain text the first alone."""
    made: WeakKeyDictionary[nodes.Node, dict[str, str]] = WeakKeyDictionary()
    patterns: WeakKeyDictionary[StandaloneHTMLBuilder, tuple[Any, dict[str, str]]] = WeakKeyDictionary()

    @wraps(original)
    def render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title):
            return original(self, node)
        if node not in made:
            if [type(child) for child in node.children] == [nodes.Text] and not any(node.attributes.values()):
                if self not in patterns:
                    pattern = original(self, nodes.title("", _PLACE))
                    patterns[self] = self.create_translator(utils.new_document("", self._settings), self), pattern
                translator, pattern = patterns[self]
                text = translator.encode(node.astext())
                made[node] = {part: html.replace(_PLACE, text) for part, html in pattern.items()}
            else:
                made[node] = original(self, node)
        return made[node]

    return render_partial


def checksums_once(original: Callable[..., str]) -> Callable[..., str]:
    """Look a file up once for all pages that load it."""
    return cache(original)


def highlighting_where_needed(original: Callable[..., None]) -> Callable[..., None]:
    """Leave a page alone that has no code."""

    @wraps(original)
    def apply(self: HighlightLanguageTransform, **options: Any) -> None:
        if any(self.document.findall(nodes.literal_block)) or any(self.document.findall(addnodes.highlightlang)):
            original(self, **options)

    return apply


def paths_once(original: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    """Resolve a path in a folder of pages once; links to the same page are many."""
    known: dict[tuple[object, ...], tuple[str, str]] = {}

    @wraps(original)
    def relfn2path(self: BuildEnvironment, filename: str, docname: str | None = None) -> tuple[str, str]:
        page = docname or self.docname
        key = self.srcdir, str(filename), page.rpartition("/")[0] if page else None
        if key not in known:
            known[key] = original(self, filename, docname)
        return known[key]

    return relfn2path


def templates_of_ours(original: Callable[..., None]) -> Callable[..., None]:
    """Keep templates once they are loaded, compiled ones from build to build.

    They are trusted: they are files of the theme and of the project.
    """

    @wraps(original)
    def init(self: BuiltinTemplateLoader, builder: Builder, *arguments: Any, **options: Any) -> None:
        original(self, builder, *arguments, **options)
        environment: Any = self.environment
        compiled = Path(builder.doctreedir, "templates")
        compiled.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        environment.auto_reload = environment.sandboxed = False
        environment.getattr = MethodType(Environment.getattr, environment)
        environment.getitem = MethodType(Environment.getitem, environment)

    return init


def quotes_where_needed(original: Callable[..., None]) -> Callable[..., None]:
    """Leave a page alone on which smart quotes find nothing to do."""

    @wraps(original)
    def apply(self: SphinxSmartQuotes, **options: Any) -> None:
        if self.config.smartquotes_action == _STUPEFY or any(map(_EDUCATED.search, self.document.findall(nodes.Text))):
            original(self, **options)

    return apply


def educated_where_needed(original: Callable[..., Iterator[str]]) -> Callable[..., Iterator[str]]:
    """Give back the parts of a sentence in which smart quotes find nothing to do."""

    @wraps(original)
    def educate_tokens(tokens: Iterable[tuple[str, str]], attr: str = "1", language: str = "en") -> Iterator[str]:
        parts = list(tokens)
        if attr == _STUPEFY or any(_EDUCATED.search(text) for _kind, text in parts):
            return original(parts, attr, language)
        return iter([text for _kind, text in parts])

    return educate_tokens
