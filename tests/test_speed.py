"""What ``speed.quick()`` puts in place of Sphinx, docutils and MyST gives what they give as they are installed."""

from __future__ import annotations

import gc
import io
import os
import pickle
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import MethodType
from typing import Any, TypeVar

import pytest
import sphinx.builders.html as html_builder
import sphinx.locale
import sphinx.util.docutils as sphinx_docutils
from conftest import Project
from docutils import core, frontend, nodes
from docutils.parsers.rst import Parser as RSTParser
from docutils.readers import standalone
from docutils.utils import new_document, smartquotes
from docutils.writers.html5_polyglot import Writer as HTMLWriter
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils import base as myst_base
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.docutils_ import Parser as MystParser
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ThemeError
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms import SphinxSmartQuotes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.docutils import SphinxTranslator, docutils_namespace, patch_docutils
from sphinx.util.nodes import NodeMatcher
from sphinx_design.aside import AsideHtmlTransform
from sphinx_design.dropdown import DropdownHtmlTransform
from sphinx_design.tabs import TabSetHtmlTransform
from wikis import tree

from partnerwiki.speed import quick

LAW = settings(deadline=None, max_examples=100)
Result = TypeVar("Result")
WAYS: list[Callable[[], AbstractContextManager[None]]] = [nullcontext, quick]


def both(compute: Callable[[], Result]) -> tuple[Result, Result]:
    """Give what is computed with the originals, and with the replacements."""
    plain = compute()
    with quick():
        return plain, compute()


# What is replaced, and that it is put back

REPLACED: list[tuple[Any, str]] = [
    (sphinx_docutils, "_get_settings"),
    (myst_base, "get_default_settings"),
    (nodes.Node, "findall"),
    (nodes.Element, "__init__"),
    (nodes.Element, "copy"),
    (nodes.Node, "setup_child"),
    (nodes.Node, "walk"),
    (nodes.Node, "walkabout"),
    (AsideHtmlTransform, "run"),
    (DropdownHtmlTransform, "run"),
    (TabSetHtmlTransform, "run"),
    (DocutilsRenderer, "__init__"),
    (myst_base, "SyntaxTreeNode"),
    (DocutilsRenderer, "_render_tokens"),
    (Builder, "_read_serial"),
    (Builder, "read_doc"),
    (SphinxTranslator, "dispatch_visit"),
    (SphinxTranslator, "dispatch_departure"),
    (StandaloneHTMLBuilder, "render_partial"),
    (html_builder, "_file_checksum"),
    (HighlightLanguageTransform, "apply"),
    (BuildEnvironment, "relfn2path"),
    (BuiltinTemplateLoader, "init"),
    (SphinxSmartQuotes, "apply"),
    (smartquotes, "educate_tokens"),
]


def state() -> dict[tuple[str, str], Any]:
    """Give all that stands in the modules and classes of which something is replaced."""
    holders = [holder for holder, _name in REPLACED]
    return {(holder.__name__, name): value for holder in holders for name, value in vars(holder).items()}


def test_what_is_replaced_is_what_is_compared_here() -> None:
    before = state()
    with quick():
        inside = state()
    changed = {key for key, value in inside.items() if value is not before.get(key)}
    assert changed == {(holder.__name__, name) for holder, name in REPLACED}


def test_everything_is_as_before_afterwards() -> None:
    before, threshold = state(), gc.get_threshold()
    with quick():
        assert gc.get_threshold() != threshold
    assert (state(), gc.get_threshold(), gc.get_freeze_count()) == (before, threshold, 0)


def test_everything_is_as_before_after_an_error() -> None:
    before, threshold = state(), gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), quick():
        raise ValueError("broken")
    assert (state(), gc.get_threshold(), gc.get_freeze_count()) == (before, threshold, 0)


def test_one_inside_another_leaves_the_outer_one_in_place() -> None:
    before = state()
    with quick():
        outer = state()
        with quick():
            pass
        assert state() == outer
    assert state() == before


# Settings

COMPONENTS: list[tuple[Any, ...]] = [(), (RSTParser,), (MystParser,), (standalone.Reader, RSTParser), (HTMLWriter,)]


def plain_values(values: frontend.Values) -> dict[str, Any]:
    """Give settings, those that are objects of their own as what they hold."""
    return {**vars(values), "record_dependencies": vars(values.record_dependencies)}


@pytest.mark.parametrize("components", COMPONENTS, ids=str)
def test_the_default_settings_are_the_same_each_time(components: tuple[Any, ...]) -> None:
    plain = plain_values(frontend.get_default_settings(*components))
    with quick():
        given = [myst_base.get_default_settings(*components) for _time in range(3)]
    assert [plain_values(values) for values in given] == [plain] * 3
    assert {type(values) for values in given} == {frontend.Values}


@pytest.mark.parametrize("config", [False, True])
@pytest.mark.parametrize("defaults", [{}, {"language_code": "de", "smart_quotes": True}, {"halt_level": 2}], ids=str)
@pytest.mark.parametrize("components", COMPONENTS, ids=str)
def test_the_settings_of_sphinx_are_the_same_each_time(
    components: tuple[Any, ...], defaults: dict[str, Any], config: bool
) -> None:
    def made() -> dict[str, Any]:
        return plain_values(sphinx_docutils._get_settings(*components, defaults=defaults, read_config_files=config))

    plain, replaced = both(made)
    assert replaced == plain


def test_settings_follow_other_defaults_and_other_components() -> None:
    asked: list[tuple[Any, dict[str, Any]]] = [
        ((component,), {"language_code": language})
        for language in ("de", "en", "de")
        for component in (RSTParser, MystParser, RSTParser(), MystParser())
    ]

    def made() -> list[dict[str, Any]]:
        return [plain_values(sphinx_docutils._get_settings(*parts, defaults=defaults)) for parts, defaults in asked]

    plain, replaced = both(made)
    assert replaced == plain


def test_settings_heed_whether_configuration_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docutils.conf").write_text("[general]\nlanguage_code: fr\n", encoding="utf-8")
    monkeypatch.setenv("DOCUTILSCONFIG", str(tmp_path / "docutils.conf"))

    def made() -> list[str]:
        return [
            sphinx_docutils._get_settings(RSTParser, defaults={}, read_config_files=read).language_code
            for read in (False, True, False)
        ]

    plain, replaced = both(made)
    assert replaced == plain == ["en", "fr", "en"]


def test_settings_are_copies_with_dependencies_of_their_own() -> None:
    with quick():
        one, other = (sphinx_docutils._get_settings(RSTParser, defaults={}) for _time in range(2))
        one.language_code = "xx"
        one.surplus = True
        one.record_dependencies.add("a.txt")
        third = sphinx_docutils._get_settings(RSTParser, defaults={})
    for values in (other, third):
        assert (values.language_code, hasattr(values, "surplus"), values.record_dependencies.list) == ("en", False, [])


# Trees


class Remark(nodes.paragraph):
    """A node of an extension."""


class Shout(nodes.Text):
    """A text of an extension."""


ELEMENTS: list[type[nodes.Element]] = [
    nodes.section,
    nodes.paragraph,
    Remark,
    nodes.emphasis,
    nodes.literal,
    nodes.reference,
    nodes.image,
    nodes.container,
    addnodes.pending_xref,
]
#: A tree is the text of a leaf, or the class of an element and its children.
TREES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["a", "b", "loud!"]),
    lambda below: st.tuples(st.sampled_from(ELEMENTS), st.lists(below, max_size=4)),
    max_leaves=12,
)
BRANCHES: st.SearchStrategy[Any] = st.tuples(st.sampled_from(ELEMENTS), st.lists(TREES, max_size=4))


def made_of(given: Any) -> nodes.Node:
    """Make the nodes of a tree."""
    if isinstance(given, str):
        return Shout(given) if given.endswith("!") else nodes.Text(given)
    cls, below = given
    node = cls("", *map(made_of, below))
    node["classes"] = [cls.__name__[0]]
    return node


def document_of(given: list[Any]) -> nodes.document:
    """Make a document of trees."""
    document = new_document("page.md", frontend.get_default_settings())
    document.extend(map(made_of, given))
    return document


def in_order(node: nodes.Node) -> Iterator[nodes.Node]:
    """Give a node and those below it, without any function that is replaced."""
    yield node
    for child in node.children:
        yield from in_order(child)


def is_inline(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Inline)


CONDITIONS: list[Any] = [
    None,
    nodes.Node,
    nodes.Element,
    nodes.Text,
    Shout,
    nodes.Inline,
    nodes.TextElement,
    nodes.paragraph,
    nodes.image,
    nodes.literal,
    nodes.document,
    nodes.math,
    Remark,
    addnodes.pending_xref,
    is_inline,
    lambda node: len(node.children) == 1,
    NodeMatcher(),
    NodeMatcher(nodes.emphasis),
    NodeMatcher(nodes.emphasis, Shout, nodes.reference),
    NodeMatcher(nodes.paragraph, classes=["R"]),
    NodeMatcher(classes=["r"]),
    NodeMatcher(nodes.math, classes=Any),
]


def searched(root: nodes.Node, node: nodes.Node | None = None, **how: bool) -> list[list[int]]:
    """Give for each condition which nodes are found, by their places in a tree."""
    places = {id(each): place for place, each in enumerate(in_order(root))}
    start = root if node is None else node
    return [[places[id(found)] for found in start.findall(condition, **how)] for condition in CONDITIONS]


@LAW
@given(st.lists(TREES, max_size=4))
def test_a_search_finds_the_same_in_the_same_order(given: list[Any]) -> None:
    document = document_of(given)
    plain, replaced = both(lambda: [searched(document, node) for node in in_order(document)])
    assert replaced == plain


@LAW
@given(
    st.lists(TREES, max_size=3),
    st.integers(0, 20),
    st.fixed_dictionaries(
        {}, optional={name: st.booleans() for name in ("include_self", "descend", "siblings", "ascend")}
    ),
)
def test_a_search_finds_the_same_in_other_directions(given: list[Any], place: int, how: dict[str, bool]) -> None:
    document = document_of(given)
    start = [*in_order(document)][place % len([*in_order(document)])]
    plain, replaced = both(lambda: searched(document, start, **how))
    assert replaced == plain


def test_a_search_takes_its_arguments_by_place_as_well() -> None:
    document = document_of([(nodes.section, ["a", (nodes.emphasis, ["b"])]), "c"])
    start = document[0][0]
    plain, replaced = both(lambda: [[*map(str, start.findall(None, False, True, True, True))]])
    assert replaced == plain
    assert {start.next_node(nodes.Text, ascend=True) for _time in range(2)} == {"b"}


def test_what_is_no_condition_is_refused_as_before() -> None:
    document = document_of(["a"])
    for way in WAYS:
        with way(), pytest.raises(TypeError):
            list(document.findall((nodes.paragraph, nodes.image)))  # type: ignore[arg-type]


#: How a node is put into a tree, and where it comes from.
ATTACHED = ["append", "extend", "insert", "insert several", "item", "slice", "+=", "+= list", "replace", "move"]
ORIGINS = ["new", "older", "pickled", "deep copy", "copy", "another document"]


@dataclass(frozen=True)
class Step:
    """A change of a document: a tree, where it comes from, and where and how it is put in."""

    tree: Any
    origin: str
    how: str
    place: int


STEPS = st.lists(
    st.builds(Step, BRANCHES, st.sampled_from(ORIGINS), st.sampled_from(ATTACHED), st.integers(0, 30)), max_size=4
)


@dataclass
class Stock:
    """What was made before anything was searched: a document, and what will be put into it."""

    document: nodes.document
    parts: list[tuple[nodes.Element, bytes, nodes.document]]

    @classmethod
    def of(cls, given: list[Any], steps: list[Step]) -> Stock:
        """Make it."""
        parts: list[tuple[nodes.Element, bytes, nodes.document]] = []
        for step in steps:
            part: Any = made_of(step.tree)
            parts.append((part, pickle.dumps(part), document_of([step.tree])))
        return cls(document_of(given), parts)


def taken(step: Step, part: nodes.Element, pickled: bytes, other: nodes.document) -> nodes.Element:
    """Give the node that a step puts in."""
    if step.origin == "new":
        node: Any = made_of(step.tree)
    elif step.origin == "pickled":
        node = pickle.loads(pickled)
    elif step.origin == "deep copy":
        node = part.deepcopy()
    elif step.origin == "copy":
        node = part.copy()
    elif step.origin == "another document":
        searched(other)
        node = other.pop()
    else:
        node = part
    return node


def put(step: Step, document: nodes.document, node: nodes.Element) -> None:
    """Put a node into a document."""
    elements: list[Any] = [each for each in in_order(document) if isinstance(each, nodes.Element)]
    target = elements[step.place % len(elements)]
    last = len(target) - 1
    if step.how == "extend":
        target.extend([node])
    elif step.how == "insert":
        target.insert(step.place % 3, node)
    elif step.how == "insert several":
        target.insert(0, [nodes.Text("c"), node])
    elif step.how == "item" and last >= 0:
        target[last] = node
    elif step.how == "slice":
        target[0:1] = [node, nodes.Text("d")]
    elif step.how == "+=":
        target += node
    elif step.how == "+= list":
        target += [node]
    elif step.how == "replace" and last >= 0:
        target.replace(target[last], [node])
    elif step.how == "move" and last >= 0:
        node += target.pop()
        target += node
    else:
        target.append(node)


def played(given: list[Any], steps: list[Step], way: Callable[[], AbstractContextManager[None]]) -> list[Any]:
    """Give what is found in a document after each step."""
    stock = Stock.of(given, steps)
    with way():
        found = [searched(stock.document)]
        for step, parts in zip(steps, stock.parts, strict=True):
            put(step, stock.document, taken(step, *parts))
            found.append(searched(stock.document))
            found += [searched(node) for node in list(in_order(stock.document))[:5]]
    return found


@LAW
@given(st.lists(TREES, max_size=3), STEPS)
def test_a_search_finds_what_was_put_in_after_the_first_one(given: list[Any], steps: list[Step]) -> None:
    assert played(given, steps, quick) == played(given, steps, nullcontext)


@pytest.mark.parametrize("how", ATTACHED)
@pytest.mark.parametrize("origin", ORIGINS)
def test_what_lies_deep_in_a_part_that_was_put_in_is_found(origin: str, how: str) -> None:
    deep = (nodes.section, [(nodes.paragraph, [(nodes.emphasis, ["loud!", (nodes.image, [])])])])
    steps = [Step(deep, origin, how, 1), Step((Remark, []), "new", "append", 3)]
    given = [(nodes.container, [(nodes.literal, ["a"])])]
    assert played(given, steps, quick) == played(given, steps, nullcontext)


def test_nodes_may_be_replaced_one_by_one_while_they_are_searched() -> None:
    def replaced() -> str:
        document = document_of([(nodes.section, [(nodes.emphasis, ["a", (nodes.emphasis, ["b"])]), "c"])] * 2)
        for node in document.findall(nodes.emphasis):
            node.replace_self(nodes.strong("", "", *[child.deepcopy() for child in node.children]))
        return document.pformat()

    plain, quickly = both(replaced)
    assert quickly == plain


def test_a_document_that_is_searched_anew_after_another_is_known_anew() -> None:
    with quick():
        one, other = document_of([(nodes.emphasis, [])]), document_of([(nodes.literal, [])])
        found = [len([*page.findall(cls)]) for page in (one, other, one) for cls in (nodes.emphasis, nodes.literal)]
    assert found == [1, 0, 0, 1, 1, 0]


# Visits

SIGNALS: list[type[BaseException] | str] = [
    nodes.SkipNode,
    nodes.SkipChildren,
    nodes.SkipSiblings,
    nodes.SkipDeparture,
    nodes.StopTraversal,
    ValueError,
]


class Visitor(nodes.NodeVisitor):
    """Writes down what it visits; does what it is told to do at certain nodes."""

    def __init__(
        self, document: nodes.document, at_visit: dict[int, Any], at_departure: dict[int, type[Exception]]
    ) -> None:
        super().__init__(document)
        self.places = {id(node): place for place, node in enumerate(in_order(document))}
        self.kept = [*in_order(document)]  # no id is given to another node
        self.at_visit, self.at_departure = at_visit, at_departure
        self.seen: list[object] = []

    def dispatch_visit(self, node: nodes.Node) -> None:
        place = self.places.get(id(node), -1)
        self.seen.append(("visit", place, type(node)))
        told = self.at_visit.get(place)
        if told == "replace" and node.parent is not None:
            node.parent.replace(node, nodes.comment("", "new"))
        elif told == "remove" and node.parent is not None:
            node.parent.remove(node)
        elif isinstance(told, type):
            raise told

    def dispatch_departure(self, node: nodes.Node) -> None:
        place = self.places.get(id(node), -1)
        self.seen.append(("depart", place, type(node)))
        if place in self.at_departure:
            raise self.at_departure[place]


def visits(
    way: Callable[[], AbstractContextManager[None]],
    method: str,
    given: list[Any],
    at_visit: dict[int, Any],
    at_departure: dict[int, Any],
) -> tuple[object, ...]:
    """Give what a visitor saw, what came back, and the tree afterwards."""
    document = document_of(given)
    visitor = Visitor(document, at_visit, at_departure)
    with way():
        try:
            result: object = getattr(document, method)(visitor)
        except Exception as error:
            result = type(error)
    return visitor.seen, result, document.pformat()


PLACES = st.integers(0, 25)


@LAW
@pytest.mark.parametrize("method", ["walk", "walkabout"])
@given(
    given=st.lists(TREES, max_size=4),
    at_visit=st.dictionaries(PLACES, st.sampled_from([*SIGNALS[:-1], "replace", "remove"]), max_size=6),
    at_departure=st.dictionaries(PLACES, st.sampled_from(SIGNALS), max_size=2),
)
def test_a_visitor_sees_the_same_in_the_same_order(
    method: str, given: list[Any], at_visit: dict[int, Any], at_departure: dict[int, Any]
) -> None:
    assert visits(quick, method, given, at_visit, at_departure) == visits(
        nullcontext, method, given, at_visit, at_departure
    )


@pytest.mark.parametrize("method", ["walk", "walkabout"])
@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_from_each_place_has_the_same_effect(method: str, signal: type[Exception]) -> None:
    given = [(nodes.section, [(nodes.paragraph, ["a", (nodes.emphasis, ["b"]), "c"]), (nodes.image, [])]), "d"]
    for place in range(9):
        for at_visit, at_departure in (({place: signal}, {}), ({}, {place: signal})):
            assert visits(quick, method, given, at_visit, at_departure) == visits(
                nullcontext, method, given, at_visit, at_departure
            )


@pytest.mark.parametrize("method", ["walk", "walkabout"])
def test_with_debug_each_visit_is_reported(method: str) -> None:
    def reported() -> str:
        stream = io.StringIO()
        values = frontend.get_default_settings()
        values.debug, values.warning_stream = True, stream
        document = new_document("page.md", values)
        document += made_of((nodes.paragraph, ["a", (nodes.emphasis, ["b"])]))
        getattr(document, method)(Visitor(document, {}, {}))
        return stream.getvalue()

    plain, replaced = both(reported)
    assert replaced == plain
    assert replaced.count("calling dispatch_visit") == 5


# Translators


class Recorder(SphinxTranslator):
    """A translator of some nodes, and of others by the classes that they come from."""

    def __init__(self, document: nodes.document) -> None:
        nodes.NodeVisitor.__init__(self, document)
        self.seen: list[tuple[str, str]] = []

    def visit_paragraph(self, node: nodes.Element) -> None:
        self.seen.append(("visit_paragraph", type(node).__name__))

    def depart_paragraph(self, node: nodes.Element) -> None:
        self.seen.append(("depart_paragraph", type(node).__name__))

    def visit_Element(self, node: nodes.Element) -> None:
        self.seen.append(("visit_Element", type(node).__name__))

    def visit_literal(self, node: nodes.Element) -> None:
        self.seen.append(("visit_literal", type(node).__name__))
        raise nodes.SkipNode

    def depart_Inline(self, node: nodes.Element) -> None:
        self.seen.append(("depart_Inline", type(node).__name__))

    depart_emphasis = None  # as good as none

    def unknown_visit(self, node: nodes.Node) -> None:
        self.seen.append(("unknown_visit", type(node).__name__))

    def unknown_departure(self, node: nodes.Node) -> None:
        self.seen.append(("unknown_departure", type(node).__name__))


class Heir(Recorder):
    """A translator with more methods than the one it comes from."""

    def visit_Remark(self, node: nodes.Element) -> None:
        self.seen.append(("visit_Remark", type(node).__name__))
        self.visit_paragraph(node)

    def visit_Text(self, node: nodes.Text) -> None:
        self.seen.append(("visit_Text", type(node).__name__))


def reference_of_an_extension(translator: Recorder, node: nodes.Element) -> None:
    """Handle a node as ``app.add_node(..., html=...)`` has a translator do it."""
    translator.seen.append(("handler", type(node).__name__))


@LAW
@given(st.lists(TREES, max_size=4), st.lists(st.sampled_from([Recorder, Heir]), min_size=1, max_size=3))
def test_a_translator_handles_each_node_with_the_same_method(given: list[Any], kinds: list[type[Recorder]]) -> None:
    def handled() -> list[object]:
        seen: list[object] = []
        for kind in kinds:
            document = document_of(given)
            translator: Any = kind(document)
            translator.visit_reference = MethodType(reference_of_an_extension, translator)
            translator.depart_reference = MethodType(reference_of_an_extension, translator)
            document.walkabout(translator)
            seen.append(translator.seen)
        return seen

    plain, replaced = both(handled)
    assert replaced == plain


def test_a_node_that_no_method_handles_is_named_as_before() -> None:
    class Strict(SphinxTranslator):
        unknown_visit = nodes.NodeVisitor.unknown_visit

        def __init__(self, document: nodes.document) -> None:
            nodes.NodeVisitor.__init__(self, document)

    document = document_of([(nodes.image, [])])
    for way in WAYS:
        with way():
            for dispatch in (Strict(document).dispatch_visit, Strict(document).dispatch_departure):
                for _time in range(2):
                    with pytest.raises(NotImplementedError, match=r"Strict.*(visiting|departing) unknown node type"):
                        dispatch(document[0])


# MyST's renderers


class OwnRenderer(SphinxRenderer):
    """A renderer with a token of its own."""

    def render_own(self, token: object) -> None:
        """Do nothing."""

    render_no_method = staticmethod(len)


@pytest.mark.parametrize("kind", [DocutilsRenderer, SphinxRenderer, OwnRenderer])
def test_a_renderer_has_the_same_rules(kind: type[DocutilsRenderer]) -> None:
    parser = MarkdownIt()
    plain = kind(parser)
    with quick():
        renderers = [kind(parser) for _time in range(2)]
    for renderer in renderers:
        assert {**vars(renderer), "rules": None} == {**vars(plain), "rules": None}
        assert list(renderer.rules) == list(plain.rules)
        for name, rule in renderer.rules.items():
            assert rule.__self__ is renderer
            assert rule.__func__ is plain.rules[name].__func__


def test_each_class_of_renderers_has_its_own_rules() -> None:
    with quick():
        rules = [set(kind(MarkdownIt()).rules) for kind in (SphinxRenderer, OwnRenderer, SphinxRenderer)]
    assert rules[0] == rules[2] == rules[1] - {"render_own"}


# Smart quotes

ENTITIES = ["&quot;", "&#34;", "&#39;", "&#45;", "&#46;", "&#92;", "&#96;", "&amp;"]
ESCAPED = ["\\'", '\\"', "\\-", "\\.", "\\\\", "\\`"]
SIGNS = [
    *"\"'`\\-. aZ(;,…–“\x00\n",
    "--",
    "---",
    "...",
    ". . .",
    "``",
    "''",
    "\N{NARROW NO-BREAK SPACE}",
    "Wort",
    "1990",
]
WRITTEN = st.lists(st.sampled_from([*SIGNS, *ESCAPED, *ENTITIES]), max_size=12).map("".join) | st.text(max_size=20)
TOKENS = st.lists(st.tuples(st.sampled_from(["plain", "plain", "literal", "tag"]), WRITTEN), max_size=5)


@settings(LAW, max_examples=400)
@given(
    TOKENS,
    st.sampled_from(["0", "1", "2", "3", "-1", "qDe", "q", "b", "B", "d", "D", "i", "e", "w", "qBdew", ""]),
    st.sampled_from(["de", "en", "fr", "pt", "de-x-altquot", "xx", ""]),
)
def test_quotation_marks_and_dashes_come_out_the_same(tokens: list[tuple[str, str]], attr: str, language: str) -> None:
    plain, replaced = both(lambda: list(smartquotes.educate_tokens(iter(tokens), attr, language)))
    assert replaced == plain


@given(TOKENS)
def test_quotation_marks_come_out_the_same_by_default(tokens: list[tuple[str, str]]) -> None:
    plain, replaced = both(lambda: list(smartquotes.educate_tokens(tokens)))
    assert replaced == plain


# A built project

PAGES = {
    "index.md": """\
# Anfang "hier" -- und *dort* ...

Text mit "Anführung", einem Gedanken -- so -- und mehr ... [Verweis](a/eins.md), [](a/zwei.md#teil),
<https://anderswo.example/>, {ref}`anker`, {doc}`a/drei`, {term}`Haus`, `code "so"`, Fußnote[^1] und[^zwei].

```{toctree}
:maxdepth: 3
:numbered:

a/eins
a/zwei
a/drei
schlicht
alt
sprachen
umgestellt
```

[^1]: Die erste -- "kurz".
[^zwei]: Die *zweite*.
""",
    "a/eins.md": """\
(anker)=
# Eins mit `code "x"`, {sub}`tief` und ![Bild](../bild.svg)

```python
print("a -- b")
```

```{highlight} pycon
:linenothreshold: 2
```

    >>> 1  # doctest: +SKIP
    2
    3

```{code-block}
:linenos:
>>> "c"
```

## Teil "Zwei"

{numref}`Bild %s <abb>`

```{figure} ../bild.svg
:name: abb

Unterschrift -- "hier"
```

{download}`Datei <../datei.txt>` und {download}`noch einmal </datei.txt>`

![](/bild.svg) ![](../bild.svg)
""",
    "a/zwei.md": """\
# Zwei

(teil)=
## Teil

::::::{dropdown} Aufklappen "oben" -- ja
:name: klapp

:::::{dropdown}
Innen ohne Titel.

::::{tab-set}
:sync-group: a

:::{tab-item} Eins
:sync: eins
Erster "Reiter".
:::

:::{tab-item} Zwei
:selected:
:sync: zwei
```{note}
Ein *Hinweis* ...
```
:::
::::
:::::
::::::

::::{tab-set}
:::{tab-item} A
A
:::
:::{tab-item} B
B
:::
::::

:::{aside} Am Rand -- "dort"
:align: left
Text am Rand.
:::

::::{grid} 2
:::{grid-item-card} Karte
Text
:::
:::{grid-item}
Ohne Karte
:::
::::

```{warning}
Vorsicht -- "hier".
```

```{admonition} Eigener Titel 'so'
:class: tip
Text.
```

```{code-block} json
{"a": "--"}
```
""",
    "a/drei.md": """\
# Drei

| Amt | "Betrag" |
|:----|-------:|
| Werk -- A | 1200 |
| `a--b` | ... |

```{list-table} Liste
:header-rows: 1

* - eins
  - zwei
* - "drei"
  - vier
```

```{glossary}
Haus
  Ein "Bau".

Tor
  Ein Eingang.
```

```{include} ../teil.txt
```

> Zitat "hier"
>
> -- Quelle

- [ ] Punkt &quot; &#34;
- $a -- b$

$$
a = "b"
$$

```{math}
:label: formel
c
```

Siehe {eq}`formel` und {ref}`genindex` und [Fehlt](gibtesnicht.md).
""",
    "schlicht.md": "# Schlicht\n\nNur Text ohne alles. &amp;#34; und \\* und \\_ und 3 - 2.\n\n- Punkt\n",
    "alt.rst": """\
Alt
===

.. highlight:: c

Text "mit" ``literal "x"`` und \\* und \\" und \\--, |ersatz|, siehe :doc:`schlicht` und `Alt`_ ::

   int main() { return "--"; }

.. |ersatz| replace:: *Ersatz* -- "so"

.. code-block:: python
   :caption: Titel "hier"
   :emphasize-lines: 1

   print('x')

.. function:: f(a="--", *, b=...)

   Tut "etwas".

>>> 1 + 1 # doctest: +SKIP
2

.. only:: html

   Nur hier.

.. index:: Eintrag; "zwei"

.. [Zit] Quelle -- "dort"

.. parsed-literal::

   *Text* "so" -- [Zit]_
""",
    "sprachen.md": """\
# Sprachen

```{container} language-en
English "text" -- here.
```

```{container} language-fr
Texte "en français" -- ici.
```

Deutscher "Text" -- hier.
""",
    "umgestellt.md": "# Umgestellt\n\n```{highlight} c\n```\n\nOhne Code.\n",
    "teil.txt": 'Eingefügt -- "hier".\n',
    "datei.txt": "Inhalt\n",
    "bild.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}
SETTINGS = """\
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "dollarmath", "tasklist"]
numfig = True
extensions.append("sphinx_design")
extensions.append("sphinx.ext.mathjax")
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
"""
LOOKS = {
    "Sphinx alone": SETTINGS + 'extensions.remove("partnerwiki")\n',
    "with partnerwiki": SETTINGS,
    "with its theme": SETTINGS + 'html_theme = "partnerwiki"\nhtml_title = "Test"\n',
    "in furo, with code of one language": SETTINGS + 'html_theme = "furo"\nhighlight_language = "python"\n',
}


def pages_of(project: Project, extra: str) -> None:
    """Write the project."""
    project.conf(extra)
    for name, text in PAGES.items():
        project.write(name, text)


def built_twice(project: Project) -> list[tuple[dict[str, bytes], list[str]]]:
    """Give the files and warnings of a build of all pages, and of one upon it after a page changed."""
    shutil.rmtree(project.folder / "build", ignore_errors=True)
    results = []
    for text in ("# Schlicht\n\nNur Text.\n", '# Schlicht "neu"\n\n```c\nint a;\n```\n\n*Betont* -- {ref}`anker`.\n'):
        path = project.write("schlicht.md", text)
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 5 * len(results)))
        built = project.build("de")
        results.append((tree(built.folder), sorted(built.warnings)))
    return results


@pytest.mark.parametrize("extra", LOOKS.values(), ids=LOOKS.keys())
def test_a_project_is_built_byte_by_byte_the_same(project: Project, extra: str) -> None:
    pages_of(project, extra)
    plain, replaced = both(lambda: built_twice(project))
    for (files, complaints), (quick_files, quick_complaints) in zip(plain, replaced, strict=True):
        assert quick_complaints == complaints
        assert [name for name in files if files[name] != quick_files.get(name)] == []
        assert list(quick_files) == list(files)
    first, second = (files for files, _complaints in replaced)
    assert first["schlicht.html"] != second["schlicht.html"]
    page = first["a/zwei.html"].decode()
    assert all(found in page for found in ("<details", "sd-tab-set", "sd-aside", "highlight-json", "admonition"))
    assert "„Anführung“" in first["index.html"].decode()


def test_other_builders_give_the_same(project: Project) -> None:
    pages_of(project, SETTINGS)
    for builder in ("text", "gettext"):
        plain, replaced = both(lambda name=builder: fresh(project, name))  # type: ignore[misc]
        assert replaced == plain


def fresh(project: Project, builder: str) -> dict[str, bytes]:
    """Build anew; give the files without the moment that catalogs name."""
    shutil.rmtree(project.folder / "build", ignore_errors=True)
    files = tree(project.build("de", builder=builder).folder)
    return {
        name: b"\n".join(line for line in data.split(b"\n") if b"POT-Creation-Date" not in line)
        for name, data in files.items()
    }


# Parts of a built project


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sphinx]:
    """Give a built project."""
    project = Project(tmp_path_factory.mktemp("built"))
    pages_of(project, SETTINGS)
    sphinx.locale.translators.clear()
    with warnings.catch_warnings(), patch_docutils(str(project.folder)), docutils_namespace():
        warnings.simplefilter("ignore")
        made = Sphinx(
            srcdir=project.folder,
            confdir=project.folder,
            outdir=project.folder / "build" / "html",
            doctreedir=project.folder / "build" / "doctrees",
            buildername="html",
            status=None,
            warning=io.StringIO(),
        )
        made.build()
        yield made


NOTED = """
import gc

found = []


def note(app, docname, text):
    found.append(gc.isenabled())


def setup(app):
    app.connect("source-read", note)
    app.connect("build-finished", lambda app, error: app.outdir.joinpath("found.txt").write_text(repr(set(found))))
"""


@pytest.mark.parametrize(
    ("pages", "found"),
    [({}, "{False}"), ({"eins.rst": "Eins\n====\n\nText.\n"}, "{True}"), ({"broken.md": "# X\n\n{{"}, "{False}")],
)
def test_no_garbage_is_collected_while_many_pages_of_markdown_are_read(
    project: Project, pages: dict[str, str], found: str
) -> None:
    project.conf(NOTED)
    many = {f"p{number}.md": f"# Seite {number}\n\n- *eins*\n- [zwei](p0.md)\n" for number in range(60)}
    for name, text in {"index.md": "# Start\n", **many, **pages}.items():
        project.write(name, text)
    with quick():
        built = project.build("de")
        assert gc.isenabled()
    assert built.text_of("found.txt") == found
    with quick():  # few pages are read
        project.write("p1.md", "# Neu\n")
        assert project.build("de").text_of("found.txt") == "{True}"


def test_nothing_is_left_of_the_trees_of_markdown(project: Project) -> None:
    pages_of(project, SETTINGS)
    with quick():
        gc.collect()
        gc.disable()
        try:
            project.build("de")
            left = [item for item in gc.get_objects() if isinstance(item, SyntaxTreeNode)]
        finally:
            gc.enable()
    assert left == []


def test_titles_are_rendered_the_same_each_time(app: Sphinx) -> None:
    builder: Any = app.builder
    titles = [*app.env.titles.values(), *app.env.longtitles.values()]
    others: list[Any] = [None, nodes.paragraph("", 'Text "a"'), nodes.caption("", "", nodes.emphasis("", "b"))]

    def rendered() -> list[dict[str, str]]:
        return [builder.render_partial(node) for _time in range(2) for node in [*titles, *others]]

    plain, replaced = both(rendered)
    assert replaced == plain
    assert any("<code" in parts["title"] for parts in replaced if "title" in parts)


@settings(deadline=None, max_examples=200)
@given(
    text=st.text(min_size=1) | st.sampled_from([" ", "\"a\" -- 'b'...", "<b>&amp;", "a@b.example", "\ue000", "a\x00b"])
)
def test_titles_of_plain_text_are_rendered_the_same(app: Sphinx, text: str) -> None:
    builder: Any = app.builder

    def rendered() -> list[dict[str, str]]:
        return [builder.render_partial(nodes.title("", title)) for title in (text, "Anders", text + text)]

    plain, replaced = both(rendered)
    assert replaced == plain


def test_files_are_looked_up_the_same_each_time(app: Sphinx) -> None:
    names = [
        "_static/basic.css",
        "_static/gibtesnicht.css",
        "https://elsewhere.example/a.css",
        Path("_static/basic.css"),
    ]

    def found() -> list[str]:
        return [html_builder._file_checksum(Path(app.outdir), name) for _time in range(2) for name in names]

    plain, replaced = both(found)
    assert replaced == plain
    assert plain[0]
    with quick(), pytest.raises(ThemeError):
        html_builder._file_checksum(Path(app.outdir), "_static/basic.css?v=1")


@pytest.mark.parametrize(
    "text",
    [
        "Ein Satz ohne alles.",
        "Siehe Ziel_, `Ziel <anderswo_>`_, unbekannt_ und `ein <nicht da>`_.\n\n.. _Ziel: https://ziel.example/",
        "Siehe doppelt_.\n\n.. _doppelt:\n\nEins\n\n.. _doppelt:\n\nZwei",
        "Fuß [#a]_, [1]_, [fehlt]_, [#fehlt]_ und [Amt2026]_.\n\n.. [#a] Note\n.. [1] Eins\n.. [Amt2026] Quelle",
        "|bild|_\n\n.. |bild| image:: a.png\n.. _bild: https://bild.example/",
        "* Liste mit fremd_\n\n  .. note:: Hinweis mit Ziel_ und fremd_\n\n.. _Ziel:\n\nHier.",
    ],
)
def test_references_are_resolved_the_same(text: str) -> None:
    def read() -> tuple[str, str]:
        told = io.StringIO()
        options = {"warning_stream": told, "report_level": 1, "_disable_config": True}
        return core.publish_doctree(text, settings_overrides=options).pformat(), told.getvalue()

    plain, replaced = both(read)
    assert replaced == plain


def test_titles_with_the_same_words_are_not_taken_for_each_other(app: Sphinx) -> None:
    builder: Any = app.builder
    titles = [nodes.title("", "", nodes.emphasis("", "a")), nodes.title("", "a"), nodes.title("", "a", classes=["b"])]
    plain, replaced = both(lambda: [builder.render_partial(title.deepcopy()) for title in titles])
    assert replaced == plain


NAMES: list[str | Path] = [
    "bild.svg",
    "/bild.svg",
    "../bild.svg",
    "/a/../bild.svg",
    "unter ordner/ä b.svg",
    "./x//y.txt",
    "",
    Path("bild.svg"),
    Path("/bild.svg"),
    Path("../../../hinaus.txt"),
]


@pytest.mark.parametrize("current", ["", "index", "a/eins"])
def test_paths_are_resolved_the_same_each_time(app: Sphinx, current: str) -> None:
    def resolved() -> list[object]:
        found: list[object] = []
        for docname in (None, "index", "a/eins", "a/zwei", "a/gibtesnicht", "b/c/d", None):
            for name in NAMES:
                try:
                    found.append(app.env.relfn2path(name, docname))
                except KeyError as error:
                    found.append(str(error))
        return found

    app.env.current_document.docname = current
    try:
        plain, replaced = both(resolved)
    finally:
        app.env.current_document.docname = ""
    assert replaced == plain


def test_a_path_follows_the_page_that_is_read(app: Sphinx) -> None:
    found = []
    try:
        with quick():
            for current in ("index", "a/eins", "index"):
                app.env.current_document.docname = current
                found.append(app.env.relfn2path("bild.svg")[0])
    finally:
        app.env.current_document.docname = ""
    assert found == ["bild.svg", "a/bild.svg", "bild.svg"]


TEMPLATES = [
    "{{ a.b }} {{ a['b'] }} {{ a.missing }} {{ a['keys'] }} {{ a.items()|list }}",
    "{{ text.upper() }} {{ text['upper'] is defined }} {{ '%s' % text }} {{ '{} {x}'.format(1, x=text) }}",
    "{% for x in range(3) %}{{ loop.index * 2 - x // 1 }}{% endfor %} {{ 2 ** 3 }} {{ -(x|toint) }}",
    "{% set ns = namespace(n=0) %}{% set ns.n = ns.n + 1 %}{{ ns.n }} {{ none.x is defined }} {{ missing }}",
    "{{ _('Search') }} {{ f(2, y=3) }} {{ html|e }} {{ html }} {{ rows[0].b }} {{ rows|map(attribute='b')|list }}",
    "{% macro m(x) %}<{{ x }}{{ caller() }}>{% endmacro %}{% call m(1) %}{{ text }}{% endcall %}",
]


def rendered_by(loader: BuiltinTemplateLoader) -> list[str]:
    """Render all templates."""
    context = {
        "a": {"b": 1, "keys": 2},
        "text": "Text",
        "html": "<b>&",
        "x": "7",
        "rows": [{"b": 3}],
        "f": lambda x, y: x * y,
    }
    return [loader.render_string(text, dict(context)) for text in TEMPLATES]


def loader_of(app: Sphinx) -> BuiltinTemplateLoader:
    """Give a loader of templates as a build makes it."""
    builder: Any = app.builder
    loader = BuiltinTemplateLoader()
    loader.init(builder, builder.theme)
    return loader


def test_templates_give_the_same(app: Sphinx) -> None:
    plain, replaced = both(lambda: rendered_by(loader_of(app)))
    assert replaced == plain


def test_an_error_in_a_template_is_the_same(app: Sphinx) -> None:
    messages = []
    for way in WAYS:
        with way():
            loader = loader_of(app)
            with pytest.raises(UndefinedError) as caught:
                loader.render_string("{{ missing.x.y }}", {})
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_templates_are_kept_and_trusted(app: Sphinx) -> None:
    plain: Any = loader_of(app).environment
    with quick():
        environment: Any = loader_of(app).environment
    assert (plain.auto_reload, plain.sandboxed) == (True, True)
    assert (environment.auto_reload, environment.sandboxed) == (False, False)
    assert set(environment.filters) == set(plain.filters)
    assert set(environment.globals) == set(plain.globals)


def test_templates_are_compiled_once_and_again_when_they_change(app: Sphinx) -> None:
    name, folder = "kept.html", Path(app.confdir)
    (folder / name).write_text("{{ 1 + x }}", encoding="utf-8")

    def render() -> str:
        loader = loader_of(app)
        loader.pathchain.insert(0, str(folder))
        loader.loaders.insert(0, type(loader.loaders[0])(str(folder)))
        return loader.render(name, {"x": 2})

    def compiled() -> set[Path]:
        return set(Path(app.doctreedir, "templates").iterdir())

    with quick():
        before = set(compiled()) if Path(app.doctreedir, "templates").is_dir() else set()
        assert render() == "3"
        (kept,) = compiled() - before
        stamp = kept.stat().st_mtime_ns
        assert render() == "3"
        assert kept.stat().st_mtime_ns == stamp
        (folder / name).write_text("{{ 2 + x }}", encoding="utf-8")
        assert render() == "4"
        kept.write_bytes(b"nonsense")
        assert render() == "4"
