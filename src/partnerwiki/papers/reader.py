"""From a page's tree to a paper: every node has its place in a document, or is named as one that has none.

Nothing is dropped silently. What belongs to the site alone (lists of pages, comments, anchors) is left out; a node that
is neither known nor left out raises :class:`NoPlaceError`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx_design.shared import PassthroughTextElement

from partnerwiki.clauses import NUMBER
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.numerals import Numerals, numeral_of
from partnerwiki.papers import model as m
from partnerwiki.partnership.view import Picture, Scroll, Sortable, Swatch
from partnerwiki.paths import ReadingPath

#: What is on the site for the site: lists of pages, anchors, words for search engines, what only an author sees.
_LEFT_OUT: tuple[type[nodes.Node], ...] = (
    nodes.comment,
    nodes.meta,
    nodes.target,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.docinfo,
    nodes.field_list,
    addnodes.index,
    addnodes.toctree,
    addnodes.highlightlang,
    addnodes.tabular_col_spec,
)
#: What only groups other nodes; the components of sphinx-design are containers, too.
_GROUPS: tuple[type[nodes.Node], ...] = (
    nodes.compound,
    Scroll,
    Sortable,
    ReadingPath,
    addnodes.glossary,
    addnodes.only,
    addnodes.start_of_file,
)
#: A class of a tree of pages, which Sphinx has put in place of a list of pages.
_TREE = "toctree-wrapper"
_STYLES: dict[type[nodes.Node], str] = {
    nodes.strong: "strong",
    nodes.emphasis: "emphasis",
    nodes.literal: "literal",
    nodes.subscript: "sub",
    nodes.superscript: "sup",
    nodes.title_reference: "emphasis",
    addnodes.literal_strong: "strong",
    addnodes.literal_emphasis: "emphasis",
    addnodes.manpage: "emphasis",
}
_NUMERALS: dict[str, Numerals] = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
_SPACE = re.compile(r"\s+")
#: The pictures that every program of ours can set.
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}


class NoPlaceError(PartnerwikiError):
    """Something on a page has no place in a document."""


class Reader:
    """Makes a paper of one page.

    ``base`` is the address of the page's language on the site, empty where the site has none; ``here`` is the address
    of the page below it. ``root`` is the folder of the pages.
    """

    def __init__(self, document: nodes.document, *, language: str, tag: str, root: Path, base: str, here: str) -> None:
        self._document = document
        self._language = language
        self._tag = tag
        self._root = root
        self._base = base
        self._here = here
        self._level = 0
        self._last_level = 0
        self._notes: dict[str, nodes.footnote] = {
            name: note for note in document.findall(nodes.footnote) for name in note["ids"]
        }
        self.used_notes: dict[str, list[m.Block]] = {}

    # ------------------------------------------------------------------------------------------------------- blocks
    def blocks(self, found: Iterable[nodes.Node]) -> list[m.Block]:
        """Give the blocks that some nodes make; inline nodes among them become paragraphs."""
        made: list[m.Block] = []
        line: list[nodes.Node] = []
        for node in found:
            if self._is_inline(node):
                line.append(node)
                continue
            made += self._loose(line)
            line = []
            made += self._block(node)
        return [*made, *self._loose(line)]

    def _is_inline(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.Text):
            return bool(node.astext().strip())
        if isinstance(node, nodes.image | PassthroughTextElement | nodes.raw):
            return isinstance(node, PassthroughTextElement)
        return isinstance(node, nodes.Inline) and not isinstance(node, _LEFT_OUT)

    def _loose(self, line: list[nodes.Node]) -> list[m.Block]:
        inside = self.inlines(line)
        return [m.Paragraph(inside=inside)] if inside else []

    def _block(self, node: nodes.Node) -> list[m.Block]:
        if isinstance(node, (*_LEFT_OUT, nodes.Text, nodes.footnote, nodes.caption, nodes.legend)):
            return []
        if isinstance(node, nodes.raw):
            return self._raw(node)
        if isinstance(node, addnodes.toctree) or (isinstance(node, nodes.compound) and _TREE in node["classes"]):
            return []
        for cls in type(node).__mro__:
            maker: Callable[[Any], list[m.Block]] | None = getattr(self, f"_as_{cls.__name__.lower()}", None)
            if maker is not None:
                return maker(node)
        if isinstance(node, (*_GROUPS, nodes.container)):
            return self.blocks(node.children)
        if isinstance(node, nodes.Admonition):
            return [m.Box(kind=type(node).__name__, blocks=self.blocks(node.children))]
        raise self._no_place(node)

    def _as_section(self, node: nodes.section) -> list[m.Block]:
        self._level += 1
        made = self.blocks(node.children)
        self._level -= 1
        for number, block in enumerate(made):
            if isinstance(block, m.Heading):
                names = [*node["ids"], *block.names]
                made[number] = block.model_copy(update={"names": names})
                break
        return made

    def _as_title(self, node: nodes.title) -> list[m.Block]:
        if isinstance(node.parent, nodes.section):
            if self._level > self._last_level + 1:
                raise self._refused(
                    node,
                    _("A heading of level {level} follows one of level {last}.").format(
                        level=self._level, last=self._last_level
                    ),
                )
            self._last_level = self._level
            number = next(
                (part for part in node.children if NUMBER in getattr(part, "attributes", {}).get("classes", ())), None
            )
            words = [part for part in node.children if part is not number]
            inside = self.inlines(words)
            return [
                m.Heading(
                    level=self._level, number=number.astext() if number else "", inside=inside, **self._unit(node)
                )
            ]
        return [m.Paragraph(role="lead", inside=self.inlines(node.children), **self._unit(node))]

    def _as_rubric(self, node: nodes.rubric) -> list[m.Block]:
        return [m.Paragraph(role="lead", inside=self.inlines(node.children), **self._unit(node))]

    def _as_paragraph(self, node: nodes.paragraph) -> list[m.Block]:
        inside = self.inlines(node.children)
        if "pw-legend" in node["classes"]:  # each entry is apart from the next by the site's style
            entries = [self.inlines([child]) for child in node.children]
            inside = [part for entry in entries for part in (*entry, m.Text(text="\u2003"))]
        images = [part for part in inside if isinstance(part, m.Image)]
        if images and len(inside) == len(images):
            return [m.Figure(path=image.path, alt=image.alt, **self._unit(node)) for image in images]
        role: Any = "caption" if "pw-caption" in node["classes"] else ""
        return [m.Paragraph(role=role, inside=inside, **self._unit(node))] if inside else []

    _as_passthroughtextelement = _as_paragraph

    def _as_line_block(self, node: nodes.line_block) -> list[m.Block]:
        inside: list[m.Inline] = []
        for line in node.findall(nodes.line):
            inside += [*([m.Break()] if inside else []), *self.inlines(line.children)]
        return [m.Paragraph(inside=inside, **self._unit(node))] if inside else []

    def _as_bullet_list(self, node: nodes.bullet_list) -> list[m.Block]:
        entries: list[Any] = [item for item in node.children if item.children]
        items = [m.Item(names=item["ids"], blocks=self.blocks(item.children)) for item in entries]
        return [m.Items(items=items)] if items else []

    def _as_enumerated_list(self, node: nodes.enumerated_list) -> list[m.Block]:
        items = []
        entries: list[Any] = list(node.children)
        for place, item in enumerate(entries, node.get("start", 1)):
            numeral = numeral_of(place, _NUMERALS[node.get("enumtype", "arabic")])
            number = item.get("number") or f"{node.get('prefix', '')}{numeral}{node.get('suffix', '') or '.'}"
            items.append(m.Item(number=number, names=item["ids"], blocks=self.blocks(item.children)))
        return [m.Items(items=items)] if items else []

    def _as_definition_list(self, node: nodes.definition_list) -> list[m.Block]:
        items = []
        for item in node.children:
            terms = [term for term in item.children if isinstance(term, nodes.term)]
            said: list[m.Inline] = []
            for term in terms:
                said += [*([m.Text(text=", ")] if said else []), *self.inlines(term.children)]
            unit = self._unit(terms[0]) if terms else {}
            unit.pop("line", None)
            unit["names"] = [name for term in terms for name in term["ids"]]
            blocks = self.blocks(child for child in item.children if isinstance(child, nodes.definition))
            items.append(m.Definition(term=said, blocks=blocks, **unit))
        return [m.Definitions(items=items)]

    def _as_definition(self, node: nodes.definition) -> list[m.Block]:
        return self.blocks(node.children)

    def _as_block_quote(self, node: nodes.block_quote) -> list[m.Block]:
        return [m.Quote(blocks=self.blocks(node.children))]

    def _as_attribution(self, node: nodes.attribution) -> list[m.Block]:
        return [m.Paragraph(role="small", inside=self.inlines(node.children), **self._unit(node))]

    def _as_literal_block(self, node: nodes.literal_block) -> list[m.Block]:
        return [m.Code(text=node.astext())]

    _as_doctest_block = _as_literal_block

    def _as_transition(self, node: nodes.transition) -> list[m.Block]:
        return [] if "footnotes" in node["classes"] else [m.Rule()]  # on paper footnotes have a line of their own

    def _as_versionmodified(self, node: addnodes.versionmodified) -> list[m.Block]:
        return [m.Box(kind="note", blocks=self.blocks(node.children))]

    def _as_topic(self, node: nodes.topic) -> list[m.Block]:
        if "contents" in node["classes"]:
            return []
        return [m.Box(kind="note", blocks=self.blocks(node.children))]

    _as_sidebar = _as_topic

    def _raw(self, node: nodes.raw) -> list[m.Block]:
        if "svg" in node.astext()[:5] or not node.astext().strip():  # an icon of sphinx-design
            return []
        raise self._no_place(node)

    # ------------------------------------------------------------------------------------------ pictures and tables
    def _as_image(self, node: nodes.image) -> list[m.Block]:
        picture = self._picture(node)
        return [m.Figure(path=picture.path, alt=picture.alt, **self._unit(node))]

    def _as_figure(self, node: nodes.figure) -> list[m.Block]:
        image = next(iter(node.findall(nodes.image)), None)
        if image is None:
            raise self._no_place(node)
        picture = self._picture(image)
        below: list[m.Block] = []
        for part in node.children:
            if isinstance(part, nodes.caption):
                below.append(m.Paragraph(role="caption", inside=self.inlines(part.children), **self._unit(part)))
            elif isinstance(part, nodes.legend):
                below += self.blocks(part.children)
        unit = self._unit(image) | {"names": [*node["ids"], *image["ids"]]}
        return [m.Figure(path=picture.path, alt=picture.alt, caption=below, **unit)]

    def _as_picture(self, node: Picture) -> list[m.Block]:
        # a table in the same view says the same in full; the caption that follows says what it is
        return [m.Figure(svg=node["svg"], alt=node.get("title", ""), **self._unit(node))]

    def _picture(self, node: nodes.image) -> m.Image:
        address = urlsplit(node["uri"])
        path = self._root / unquote(address.path)
        if address.scheme or address.netloc:
            raise self._refused(node, _("A picture on another server has no place in a document."))
        if path.suffix.lower() not in _PICTURES:
            raise self._refused(node, _("A document cannot hold a picture of this kind: {name}").format(name=path.name))
        alt = " ".join(str(node.get("alt", "")).split())
        if not alt:
            raise self._refused(
                node, _("The picture {name} has no words for those who do not see it.").format(name=path.name)
            )
        return m.Image(path=str(path), alt=alt)

    def _as_table(self, node: nodes.table) -> list[m.Block]:
        group = next(iter(node.findall(nodes.tgroup)))
        title = next((part for part in node.children if isinstance(part, nodes.title)), None)
        stubs = [bool(spec.get("stub")) for spec in group.children if isinstance(spec, nodes.colspec)]
        heads: list[Any] = [row for part in group.children if isinstance(part, nodes.thead) for row in part.children]
        rows: list[Any] = [row for part in group.children if isinstance(part, nodes.tbody) for row in part.children]
        return [
            m.Table(
                columns=len(stubs),
                caption=self.inlines(title.children) if title is not None else [],
                head=[self._row(row, [True] * len(stubs)) for row in heads],
                body=[self._row(row, stubs) for row in rows],
                line=self._line(node),
            )
        ]

    def _row(self, row: nodes.Element, heads: list[bool]) -> list[m.Cell]:
        cells = []
        entries: list[Any] = list(row.children)
        for place, entry in enumerate(entries):
            aligned = [name[5:] for name in entry["classes"] if name.startswith("text-")]
            align: Any = aligned[0] if aligned and aligned[0] in ("left", "center", "right") else ""
            cells.append(
                m.Cell(
                    blocks=_with_key(self.blocks(entry.children)),
                    across=entry.get("morecols", 0) + 1,
                    down=entry.get("morerows", 0) + 1,
                    is_head=place < len(heads) and heads[place],
                    align=align,
                )
            )
        return cells

    # -------------------------------------------------------------------------------------------------------- words
    def inlines(self, found: Iterable[nodes.Node]) -> list[m.Inline]:
        """Give what stands in a line; spaces and ends of lines of the source are one space."""
        made: list[m.Inline] = []
        for part in (part for node in found for part in self._inline(node)):
            if isinstance(part, m.Text) and made and isinstance(made[-1], m.Text):
                made[-1] = m.Text(text=made[-1].text + part.text)
            else:
                made.append(part)
        return made

    def _inline(self, node: nodes.Node) -> list[m.Inline]:
        if isinstance(node, nodes.Text):
            text = node.astext()
            return (
                [m.Text(text=_SPACE.sub(" ", text.replace("\xa0", "\ue000")).replace("\ue000", "\xa0"))] if text else []
            )
        if isinstance(node, nodes.footnote_reference):
            return self._note(node)
        if isinstance(node, _LEFT_OUT):
            return []
        if isinstance(node, nodes.image):
            picture = self._picture(node)
            return [picture]
        if isinstance(node, Swatch):
            return [m.Symbol(svg=node["svg"])]
        if isinstance(node, nodes.raw):
            return self._raw_inline(node)
        if isinstance(node, nodes.reference):
            return self._link(node)
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.math):
            style: Any = next((name for cls, name in _STYLES.items() if isinstance(node, cls)), "")
            return self._styled(node, "key" if "pw-key" in node["classes"] else style)
        raise self._no_place(node)

    def _styled(self, node: nodes.Element, style: Any) -> list[m.Inline]:
        inside = self.inlines(node.children)
        lang = self._lang(node)
        if not style and not lang:
            return inside
        return [m.Style(style=style, lang=lang, inside=inside)] if inside else []

    def _raw_inline(self, node: nodes.raw) -> list[m.Inline]:
        text = node.astext().strip().lower()
        if re.fullmatch(r"<br\s*/?>", text) or text == r"\\":
            return [m.Break()] if "html" in node.get("format", "").split() else []
        if not text or text.startswith("<svg") or "html" not in node.get("format", "").split():
            return []
        raise self._no_place(node)

    def _note(self, node: nodes.footnote_reference) -> list[m.Inline]:
        name = str(node.get("refid", ""))
        note = self._notes.get(name)
        if note is None:
            raise self._refused(node, _("This footnote has no text."))
        if name not in self.used_notes:
            self.used_notes[name] = []  # before its text is read, which may refer to the note itself
            said = [child for child in note.children if not isinstance(child, nodes.label)]
            self.used_notes[name] = self.blocks(said)
        return [m.Footnote(id=name)]

    def _link(self, node: nodes.reference) -> list[m.Inline]:
        inside = self.inlines(node.children)
        to = f"#{node['refid']}" if node.get("refid") else self._address(node.get("refuri", ""))
        return [m.Link(to=to, inside=inside)] if to and inside else inside

    def _address(self, uri: str) -> str:
        """Give an absolute address, ``#name`` within the page, or nothing where the site has no address."""
        found = urlsplit(uri)
        if found.scheme:
            return uri if found.scheme in ("http", "https", "mailto", "tel") else ""
        if (
            not found.path
            or posixpath.normpath(posixpath.join(posixpath.dirname(self._here), found.path)) == self._here
        ):
            return f"#{found.fragment}" if found.fragment else ""
        if not self._base:
            return ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self._here), unquote(found.path)))
        return f"{self._base}{quote(path)}{'#' + found.fragment if found.fragment else ''}"

    # -------------------------------------------------------------------------------------------------------- units
    def _unit(self, node: nodes.Element) -> dict[str, Any]:
        """Give id, language, state and place of a block; they may stand on the one inline node inside."""
        carrier: nodes.Element = node
        if "data-unit" not in node and len(node.children) == 1 and isinstance(node.children[0], nodes.inline):
            inner = node.children[0]
            carrier = inner if "data-unit" in inner else node
        mark = carrier.get("data-state", "")
        return {
            "unit": carrier.get("data-unit", ""),
            "lang": self._lang(node) or self._lang(carrier),
            "mark": "" if mark == "reviewed" else mark,
            "names": list(node["ids"]),
            "line": self._line(node),
        }

    def _lang(self, node: nodes.Element) -> str:
        """Give the language that a node is marked with, nothing where it is the paper's."""
        classes = [str(name).removeprefix("language-") for name in node["classes"] if str(name).startswith("language-")]
        found = str(node.get("lang") or next(iter(classes), ""))
        return "" if found == self._tag else found

    # ------------------------------------------------------------------------------------------------------- errors
    def _line(self, node: nodes.Node | None) -> int:
        while node is not None:
            if node.line:
                return int(node.line)
            node = node.parent
        return 0

    def _refused(self, node: nodes.Node, message: str) -> NoPlaceError:
        path = next((at.source for at in self._around(node) if at.source), None) or self._document["source"]
        return NoPlaceError(message, path=Path(str(path)), line=self._line(node) or None)

    @staticmethod
    def _around(node: nodes.Node | None) -> Iterable[Any]:
        while node is not None:
            yield node
            node = node.parent

    def _no_place(self, node: nodes.Node) -> NoPlaceError:
        return self._refused(
            node, _("'{kind}' has no place in a document.").format(kind=type(node).__name__.removeprefix("sd_"))
        )


def _with_key(blocks: list[m.Block]) -> list[m.Block]:
    """Put the number that joins a row to a drawing before the words that follow it, on the same line."""
    if len(blocks) < 2 or not isinstance(blocks[0], m.Paragraph) or not isinstance(blocks[1], m.Paragraph):
        return blocks
    first = blocks[0].inside
    if not (len(first) == 1 and isinstance(first[0], m.Style) and first[0].style == "key"):
        return blocks
    joined = blocks[1].model_copy(update={"inside": [*first, m.Text(text=" "), *blocks[1].inside]})
    return [joined, *blocks[2:]]


def paper_of(
    document: nodes.document, *, docname: str, language: str, source: str, tag: str, root: Path, base: str, here: str
) -> m.Paper:
    """Give the paper that a page makes. ``language`` and ``source`` are codes of ``conf.py``, ``tag`` as in BCP 47.

    Raises :class:`NoPlaceError` for what has no place in a document.
    """
    reader = Reader(document, language=language, tag=tag, root=root, base=base, here=here)
    blocks = reader.blocks(document.children)
    title = next(iter(document.findall(nodes.title)), None)
    said = title.astext() if title is not None else docname
    return m.Paper(
        docname=docname,
        language=language,
        source=source,
        title=" ".join(said.split()),
        blocks=blocks,
        notes=reader.used_notes,
    )
