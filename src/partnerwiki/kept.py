"""What a block's source told the document, kept so that its translation takes its place.

Anchors, footnotes and references of a page are those of its source in every language; only the words change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from sphinx import addnodes

_BASIC = frozenset({*nodes.Element.basic_attributes, "refexplicit"})


@dataclass
class Kept:
    """What :func:`take_out` found in a block: anchors by footnote label, anchors of index entries, references."""

    footnotes: dict[str, list[list[str]]] = field(default_factory=dict)
    targets: list[list[str]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    references: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    links: list[nodes.Element] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    checkbox: list[nodes.Node] = field(default_factory=list)


_FOOTNOTES = nodes.footnote_reference | nodes.citation_reference
_LINKS = nodes.reference | addnodes.pending_xref | addnodes.download_reference


def take_out(document: nodes.document, node: nodes.Element) -> Kept:
    """Unregister what a block's content had told the document, so that its translation may say the same."""
    kept = Kept()
    if all(isinstance(child, nodes.Text) for child in node.children):
        return kept
    first = node.children[0]
    if isinstance(first, nodes.raw) and "task-list-item-checkbox" in first.astext():
        kept.checkbox = [first]
    for child in node.findall(nodes.Element):
        if child is node or isinstance(child, nodes.raw):
            continue
        if isinstance(child, _FOOTNOTES):
            kept.footnotes.setdefault(child.get("refname", ""), []).append(list(child["ids"]))
        elif isinstance(child, nodes.image):
            kept.images.append(child["uri"])
        elif isinstance(child, nodes.target):
            kept.targets.append(list(child["ids"]))
            if "refuri" in child:  # a reStructuredText link that other sentences may use by its name
                continue
        elif isinstance(child, _LINKS):
            _take_reference(kept, child)
        _forget(document, child)
    return kept


def _take_reference(kept: Kept, node: nodes.Element) -> None:
    if isinstance(node, addnodes.pending_xref):
        if node.get("reftype") == "term":
            kept.terms.append(node["reftarget"])
        else:
            kept.references[_key(node)] = {k: v for k, v in node.attributes.items() if k not in _BASIC}
    elif "refname" in node:
        kept.names.append(node["refname"])
    if node.get("reftype", "myst") == "myst":
        kept.links.append(node)


def _key(node: nodes.Element) -> tuple[str, ...]:
    return tuple(str(node.get(name)) for name in ("refdomain", "reftype", "reftarget", "reftargetid"))


def _forget(document: nodes.document, node: nodes.Element) -> None:
    for anchor in node["ids"]:
        document.ids.pop(anchor, None)
    for name in node["names"]:
        document.nameids.pop(name, None)
        document.nametypes.pop(name, None)


def take_over(document: nodes.document, node: nodes.Element, kept: Kept) -> bool:
    """Give a block's new content the anchors and the targets of the old; say whether it refers to footnotes."""
    elements = [child for child in node.findall(nodes.Element) if child is not node]
    if not elements:
        return False
    targets = list(kept.targets)
    used = {child["refname"] for child in elements if isinstance(child, nodes.reference) and "refname" in child}
    free = [name for name in kept.names if name not in used]
    renamed: dict[str, str] = {}
    for child in elements:
        if isinstance(child, _FOOTNOTES):
            anchors = kept.footnotes.get(child.get("refname", ""))
            if anchors:
                _move(document, child, anchors.pop(0))
        elif isinstance(child, nodes.target) and targets and child["ids"]:
            old = targets.pop(0)
            if old:
                renamed[child["ids"][0]] = old[0]
                _move(document, child, old)
        elif isinstance(child, addnodes.pending_xref):
            child.attributes.update(kept.references.get(_key(child), {}))
        elif free and isinstance(child, nodes.reference) and _is_lost(document, child):
            child["refname"] = free.pop(0)  # the reference used the heading's name, translated
            document.note_refname(child)
    _rename_index_targets(elements, renamed)
    _note_terms(elements, kept.terms)
    return any(isinstance(child, _FOOTNOTES) for child in elements)


def _is_lost(document: nodes.document, reference: nodes.reference) -> bool:
    return "refname" in reference and not document.has_name(reference["refname"])


def _move(document: nodes.document, node: nodes.Element, ids: list[str]) -> None:
    for anchor in node["ids"]:
        document.ids.pop(anchor, None)
    node["ids"] = ids
    for anchor in ids:
        document.ids[anchor] = node
    for name in node["names"] if ids else ():
        if document.nameids.get(name):
            document.nameids[name] = ids[0]


def _rename_index_targets(elements: list[nodes.Element], renamed: dict[str, str]) -> None:
    for index in elements:
        if isinstance(index, addnodes.index):
            index["entries"] = [(a, b, renamed.get(target, target), d, e) for a, b, target, d, e in index["entries"]]


def _note_terms(elements: list[nodes.Element], sources: list[str]) -> None:
    """Write onto each reference to a term what the source calls its terms, and what its neighbours call theirs."""
    references = [ref for ref in elements if isinstance(ref, addnodes.pending_xref) and ref.get("reftype") == "term"]
    wordings = [ref["reftarget"] for ref in references]
    for number, reference in enumerate(references):
        if sources:
            reference["partnerwiki_terms"] = (number, wordings, sources)


def keep_paths(node: nodes.Element, kept: Kept, links: list[str], images: list[str]) -> None:
    """Give links and images of an included text the paths that its including page made of them.

    ``links`` and ``images`` are the addresses in the msgid, in its order; the old content has them rewritten.
    """
    if len(links) == len(kept.links):
        paths = dict(zip(links, kept.links, strict=True))
        for child in list(node.findall(nodes.Element)):
            old = paths.get(str(child.get("reftarget", child.get("refuri", "")))) if isinstance(child, _LINKS) else None
            if old is not None:
                attributes = {k: v for k, v in old.attributes.items() if k not in nodes.Element.basic_attributes}
                child.replace_self(type(old)("", *child.children, **attributes))
    if len(images) == len(kept.images):
        uris = dict(zip(images, kept.images, strict=True))
        for image in node.findall(nodes.image):
            image["uri"] = uris.get(image["uri"], image["uri"])


def list_references(document: nodes.document) -> None:
    """List the page's references anew, in its order: docutils numbers footnotes and finds targets by these lists."""
    references = list(document.findall(nodes.footnote_reference))
    document.autofootnote_refs = [ref for ref in references if ref.get("auto") == 1]
    document.symbol_footnote_refs = [ref for ref in references if ref.get("auto") == "*"]
    document.footnote_refs = {}
    for ref in references:
        if "refname" in ref:
            document.footnote_refs.setdefault(ref["refname"], []).append(ref)
    document.refnames = {}
    for reference in document.findall(nodes.reference):
        if "refname" in reference and not reference.resolved:
            document.note_refname(reference)
    document.citation_refs = {}
    for citation in document.findall(nodes.citation_reference):
        document.citation_refs.setdefault(citation["refname"], []).append(citation)
