"""Glossaries in another language: their terms, their index, and references that inflect a term."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from rapidfuzz import fuzz
from sphinx import addnodes
from sphinx.environment import BuildEnvironment


def is_glossary_term(node: nodes.Node) -> bool:
    """Say whether a term stands in a glossary: then it holds its own index entry."""
    return isinstance(node, nodes.term) and any(isinstance(child, addnodes.index) for child in node.children)


def register(env: BuildEnvironment, docname: str, name: str, anchor: str) -> None:
    """Let ``{term}`` find an anchor by one more name; the first owner of a name keeps it."""
    standard = env.domains.standard_domain
    if ("term", name) not in standard.objects:
        standard.objects["term", name] = (docname, anchor)
        standard._terms.setdefault(name.lower(), (docname, anchor))


def translate_term(
    env: BuildEnvironment, docname: str, node: nodes.term, children: list[nodes.Node], key: str | None
) -> list[nodes.Node]:
    """Register a translated term beside its source's, and give the node's index entry in the new language.

    Both names lead to the same anchor, which is the source's. ``key``, the term's classifier, says where the index
    files it.
    """
    name = nodes.term("", "", *[child.deepcopy() for child in children]).astext()
    if node["ids"]:
        register(env, docname, name, node["ids"][0])
    kept = [child for child in node.children if isinstance(child, addnodes.index)]
    for index in kept:
        # the source's key says nothing in another alphabet
        index["entries"] = [(kind, name, target, main, key) for kind, _value, target, main, _key in index["entries"]]
    return list(kept)


def resolve_term(app: Any, env: Any, node: addnodes.pending_xref, contnode: nodes.Element) -> nodes.Element | None:
    """Resolve a translated ``{term}`` by its source's terms where its own wording is not in the glossary.

    A sentence may name several terms, inflected and in another order: each goes to the most similar one that is left.
    Handler of ``missing-reference``.
    """
    if node.get("reftype") != "term" or "partnerwiki_terms" not in node:
        return None
    number, wordings, sources = node["partnerwiki_terms"]
    standard = env.domains.standard_domain
    target = _assigned(standard, wordings, sources).get(number)
    if target is None:
        return None
    found: nodes.Element | None = standard.resolve_xref(
        env, node.get("refdoc"), app.builder, "term", target, node, contnode
    )
    return found


def _anchor(standard: Any, name: str) -> tuple[str, str] | None:
    found: tuple[str, str] | None = standard.objects.get(("term", name)) or standard._terms.get(name.lower())
    return found


def _likeness(wording: str, names: list[str]) -> float:
    return max((fuzz.ratio(wording.lower(), name.lower()) for name in names), default=0.0)


def _assigned(standard: Any, wordings: list[str], sources: list[str]) -> dict[int, str]:
    """Give the source's term for each wording, by its place, that the glossary does not know."""
    free = list(sources)
    for wording in wordings:
        anchor = _anchor(standard, wording)
        taken = next((name for name in free if anchor and _anchor(standard, name) == anchor), None)
        if taken is not None:
            free.remove(taken)
    names: dict[int, list[str]] = {}
    for place, source in enumerate(free):
        anchor = _anchor(standard, source)
        names[place] = [name for (kind, name), where in standard.objects.items() if kind == "term" and where == anchor]
    lost = [number for number, wording in enumerate(wordings) if _anchor(standard, wording) is None]
    pairs = sorted(
        (-_likeness(wordings[number], found), abs(order - place), number, place)
        for order, number in enumerate(lost)
        for place, found in names.items()
    )
    assigned: dict[int, str] = {}
    used: set[int] = set()
    for _score, _distance, number, place in pairs:
        if number not in assigned and place not in used:
            assigned[number] = free[place]
            used.add(place)
    return assigned
