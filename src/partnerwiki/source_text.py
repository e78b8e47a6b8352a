"""The Markdown of inline nodes whose source text the parser did not keep.

Titles of cards, labels of buttons and names of fields come as nodes alone. Their plain text would lose links and
emphasis in every other language, so their Markdown is written anew.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes

_ESCAPE = re.compile(r"[\\`*_\[\]{}<>$~^]")
_ROLE = re.compile(r":(?P<name>[\w:+.-]+):`(?P<content>.*)`\Z", re.DOTALL)


class _UnknownError(Exception):
    """A node that no Markdown is known for."""


def markdown_of(node: nodes.Element) -> str:
    """Give a node's content as MyST; empty where it holds something that has no inline Markdown."""
    try:
        return _inside(node)
    except _UnknownError:
        return ""


def _inside(node: nodes.Element) -> str:
    return "".join(_written(child) for child in node.children)


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return _ESCAPE.sub(r"\\\g<0>", node.astext().replace("\n", " "))
    if not isinstance(node, nodes.Element):
        raise _UnknownError
    role = _ROLE.match(node.rawsource)
    if role:
        return f"{{{role['name']}}}`{role['content']}`"
    if isinstance(node, nodes.emphasis):
        return f"*{_inside(node)}*"
    if isinstance(node, nodes.strong):
        return f"**{_inside(node)}**"
    if isinstance(node, nodes.literal) and not node["classes"]:
        return _code(node.astext())
    if isinstance(node, nodes.math):
        return f"{{math}}`{node.astext()}`"
    if isinstance(node, nodes.image) and not set(node.attributes) - _IMAGE_ATTRIBUTES:
        return f"![{node.get('alt', '')}]({node['uri']})"
    if isinstance(node, nodes.reference | addnodes.pending_xref):
        return _link(node)
    raise _UnknownError


_IMAGE_ATTRIBUTES = {*nodes.Element.basic_attributes, "backrefs", "uri", "alt"}


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _link(node: nodes.Element) -> str:
    if isinstance(node, addnodes.pending_xref):
        if node.get("reftype") != "myst":
            raise _UnknownError
        target = node["reftarget"]
        if node.get("refdomain") == "doc":
            anchor = f"#{node['reftargetid']}" if node.get("reftargetid") else ""
            target = f"/{node['reftarget']}.md{anchor}"
        inner: Any = node[0] if node.get("refexplicit") else None
    else:
        if "refuri" not in node:
            raise _UnknownError
        target, inner = node["refuri"], node
    if re.search(r"[\s<>]", target) or target.count("(") != target.count(")"):
        raise _UnknownError
    title = f' "{node["reftitle"]}"' if node.get("reftitle") and '"' not in node["reftitle"] else ""
    return f"[{_inside(inner) if inner is not None else ''}]({target}{title})"
