"""What a block of a page carries besides its text: unit, state, and the language of a text that is not translated."""

from __future__ import annotations

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx import addnodes
from sphinx_design.shared import PassthroughTextElement

from partnerwiki.languages import direction, tag
from partnerwiki.units import State, unit_id


def mark(node: nodes.Element, msgid: str, state: State | None, language: str) -> None:
    """Write unit, state and, for a text in its source language, that language onto the element that shows it."""
    if isinstance(node, addnodes.translatable | nodes.meta | addnodes.index):
        return
    carrier = node
    if _needs_carrier(node):
        if language and not isinstance(node, nodes.inline):
            _set_language(node, language)  # smart quotes look at the block
        carrier = nodes.inline("", "", *node.children)
        node.children = []
        node += carrier
    carrier["data-unit"] = unit_id(msgid)
    if state is not None and state is not State.REVIEWED:
        carrier["data-state"] = state.value
    if language:
        _set_language(carrier, language)
        carrier["dir"] = direction(language)


def _set_language(node: nodes.Element, language: str) -> None:
    if any(code in smartchars.quotes for code in normalize_language_tag(tag(language))):
        # docutils turns this class into the lang attribute, and smart quotes follow it
        node["classes"].append(f"language-{tag(language)}")
    else:  # docutils would warn that it knows no quotes for this language
        node["lang"] = tag(language)
        node["support_smartquotes"] = False


def _needs_carrier(node: nodes.Element) -> bool:
    """Find elements whose tag somebody else writes later: tab labels, dropdown titles, card titles, buttons."""
    if isinstance(node, PassthroughTextElement) or (isinstance(node, nodes.inline) and node.get("translatable")):
        return True
    if not isinstance(node, nodes.rubric):
        return False
    return "sd-tab-label" in node["classes"] or bool(node.parent and node.parent.get("design_component"))
