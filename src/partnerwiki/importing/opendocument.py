"""OpenDocument text made ready for pandoc: numbers are written out, what pandoc would lose is named or moved."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.guard import Archive
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import Mark, Marks, without_signs
from partnerwiki.importing.numbering import BULLET
from partnerwiki.importing.source import Source
from partnerwiki.messages import _
from partnerwiki.numerals import Numerals, numeral_of

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_T, _O, _S = f"{{{_NAMES}text:1.0}}", f"{{{_NAMES}office:1.0}}", f"{{{_NAMES}style:1.0}}"
_D, _F = f"{{{_NAMES}drawing:1.0}}", f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_SVG = f"{{{_NAMES}svg-compatible:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}num-list-format"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_DC = "{http://purl.org/dc/elements/1.1/}"
#: What stands in a line and pandoc reads; of anything else the words are taken as they stand.
_LINE = frozenset(
    [
        "span",
        "a",
        "s",
        "tab",
        "line-break",
        "note",
        "bookmark",
        "bookmark-start",
        "bookmark-end",
        "reference-mark",
        "reference-mark-start",
        "p",
        "h",
        "list",
        "reference-mark-end",
        "soft-page-break",
        "note-citation",
        "note-body",
        "list-item",
        "list-header",
        "section",
    ]
)
_INDEXES = tuple(
    f"{_T}{name}"
    for name in [
        "table-of-content",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
        "alphabetical-index",
        "bibliography",
    ]
)
_NUMERALS: frozenset[str] = frozenset({"1", "a", "A", "i", "I"})
_PLACE = re.compile(r"%(\d{1,2})%")
_ACTIVE = re.compile(r"(Basic/|Scripts/|Object |ObjectReplacements/.*ole|\.bin\Z|Dialogs/)", re.I)


@dataclass(frozen=True)
class _Level:
    format: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1
    pattern: str = ""
    is_bullet: bool = False


@dataclass
class _Counts:
    style: str
    counts: dict[int, int] = field(default_factory=dict)


def prepare(data: bytes, path: Path, losses: Losses) -> Source:
    """Give what pandoc is to read of an OpenDocument text. Raises :class:`PartnerwikiError` for a damaged file."""
    return _Text(Archive(data, path), path, losses).source()


class _Text:
    def __init__(self, archive: Archive, path: Path, losses: Losses) -> None:
        self.archive, self.path, self.losses = archive, path, losses
        self.marks = Marks()
        self.styles: dict[str, Any] = {}
        self.lists: dict[str, dict[int, _Level]] = {}
        self.outline: dict[int, _Level] = {}
        self.last: dict[str, _Counts] = {}
        self.named: dict[str, _Counts] = {}
        self.headings: dict[int, int] = {}
        self.words: list[str] = []
        self.alts: dict[str, str] = {}

    def source(self) -> Source:
        content, styles = self.archive.xml("content.xml"), self.archive.xml("styles.xml")
        text = content.find(f"{_O}body/{_O}text") if content is not None else None
        if text is None:
            raise PartnerwikiError(
                _("This file is damaged."),
                path=self.path,
                mend=_("Open it in the program that made it, save it anew and try again."),
            )
        for part in text.getroottree().iter():
            if isinstance(part.tag, str):
                part.text = without_signs(part.text) if part.text else None
            part.tail = without_signs(part.tail) if part.tail else None
        for root in filter(lambda one: one is not None, (styles, content)):
            self._read_styles(root)
        self._name_parts(styles)
        self._settle(text)
        self.words.append(_words(text))
        self._number(text)
        pictures = self._pictures(text)
        for root in (styles, content):
            _flush(root)
        changed = {
            "styles.xml": etree.tostring(styles, xml_declaration=True, encoding="UTF-8") if styles is not None else b"",
            "content.xml": etree.tostring(content, xml_declaration=True, encoding="UTF-8"),
            **dict.fromkeys(pictures, b""),
        }
        keep = frozenset({"mimetype", "META-INF/manifest.xml"})
        return Source(
            data=self.archive.rewritten(changed, keep=keep),
            format="odt",
            words=self.words,
            marks=self.marks,
            pictures=pictures,
            alts=self.alts,
        )

    # -------------------------------------------------------------------------------------------------------- styles
    def _read_styles(self, root: Any | None) -> None:
        for part in root.iter(f"{_S}style") if root is not None else ():
            self.styles[part.get(f"{_S}name", "")] = part
        for part in root.iter(f"{_T}list-style") if root is not None else ():
            self.lists[part.get(f"{_S}name", "")] = dict(_levels(part))
        for part in root.iter(f"{_T}outline-style") if root is not None else ():
            self.outline = dict(_levels(part))

    def _chain(self, name: str) -> list[Any]:
        found: list[Any] = []
        while name in self.styles and self.styles[name] not in found:
            found.append(self.styles[name])
            name = found[-1].get(f"{_S}parent-style-name", "")
        return found

    def _is_title(self, name: str) -> bool:
        said = [one.get(f"{_S}display-name") or one.get(f"{_S}name", "") for one in self._chain(name)]
        return bool(said) and "Title" in said[:2]

    def _is_strong(self, paragraph: Any) -> bool:
        name = paragraph.get(f"{_T}style-name", "")
        for one in self._chain(name):
            side = one.find(f"{_S}paragraph-properties")
            if side is not None and side.get(f"{_F}text-align") == "center":
                return True
            letters = one.find(f"{_S}text-properties")
            if letters is not None and letters.get(f"{_F}font-weight") == "bold":
                return True
        spans = [child for child in paragraph if child.tag == f"{_T}span"]
        if len(spans) != 1 or (paragraph.text or "").strip() or (spans[0].tail or "").strip():
            return False
        letters = [one.find(f"{_S}text-properties") for one in self._chain(spans[0].get(f"{_T}style-name", ""))]
        return any(one is not None and one.get(f"{_F}font-weight") == "bold" for one in letters)

    # --------------------------------------------------------------------------------------- what is taken out or moved
    def _name_parts(self, styles: Any | None) -> None:
        active = sorted(name for name in self.archive.names if _ACTIVE.search(name) and not name.endswith("/"))
        if active:
            said = _("Left out without being opened: {names}")
            self.losses.add(Kind.ACTIVE, said.format(names=", ".join(active[:20])), place="")
        seen: dict[str, None] = {}
        ways = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
        for part in styles.iter(*(f"{_S}{way}" for way in ways)) if styles is not None else ():
            said = " | ".join(filter(None, (" ".join(_words(line).split()) for line in part.iter(f"{_T}p"))))
            if said:
                seen[said] = None
        for said in seen:
            self.losses.add(Kind.HEADER, said, place="")

    def _settle(self, text: Any) -> None:
        for part in list(text.iter(f"{_T}tracked-changes")):
            for region in part.iter(f"{_T}deletion"):
                gone = " ".join(" ".join("".join(one.itertext()) for one in region.iter(f"{_T}p", f"{_T}h")).split())
                if gone:
                    self.losses.add(Kind.CHANGE, _("Deleted in a tracked change: {words}").format(words=gone), place="")
            came = sum(1 for _part in part.iter(f"{_T}insertion"))
            if came:
                self.losses.add(
                    Kind.CHANGE,
                    _("{count} insertions that were tracked are part of the page.").format(count=came),
                    _("Check whether all of them were accepted."),
                    place="",
                )
            _remove(part)
        for part in list(text.iter(f"{_O}annotation")):
            who = part.findtext(f"{_DC}creator") or ""
            said = " ".join(" ".join("".join(one.itertext()) for one in part.iter(f"{_T}p")).split())
            if said:
                self.losses.add(Kind.COMMENT, f"{who}: {said}" if who else said, place="")
            _remove(part)
        for part in list(text.iter(*_INDEXES)):
            said = " | ".join(filter(None, (" ".join(_words(one).split()) for one in part.iter(f"{_T}p"))))
            self.losses.add(
                Kind.FIELD,
                _("The table of contents is left out: {words}").format(words=said),
                _("The page's own list of its headings stands beside it."),
                place="",
            )
            _remove(part)
        for name in ("forms", "scripts", "event-listeners"):
            for part in list(text.iter(f"{_O}{name}")):
                if len(part):
                    self.losses.add(Kind.ACTIVE, _("A form or a script was left out."), place="")
                _remove(part)
        for part in list(text.iter(f"{_T}sequence-decls", f"{_T}variable-decls", f"{_T}user-field-decls")):
            _remove(part)
        for box in list(text.iter(f"{_D}text-box")):
            self._move_box(box)
        for part in list(text.iter(f"{_D}object", f"{_D}object-ole", f"{_D}plugin", f"{_D}applet")):
            self.losses.add(Kind.ACTIVE, _("An embedded object was left out."), place="")
            _remove(part)
        for part in list(text.iter(f"{_D}custom-shape", f"{_D}rect", f"{_D}ellipse", f"{_D}line", f"{_D}g")):
            inside = list(part.iter(f"{_T}p"))
            if any(_words(one).strip() for one in inside):
                self._move_box(part)
        for part in list(text.iter()):
            if not isinstance(part.tag, str) or not part.tag.startswith(_T):
                continue
            if part.tag.removeprefix(_T) not in _LINE and part.getparent() is not None and _is_line(part):
                _unwrap(part)

    def _move_box(self, box: Any) -> None:
        """Put the paragraphs of a text box behind the paragraph that it hangs at."""
        holder = box.getparent()
        while holder is not None and holder.tag not in (f"{_T}p", f"{_T}h"):
            holder = holder.getparent()
        inside = [
            child for child in box if child.tag in (f"{_T}p", f"{_T}h", f"{_T}list") or "}table" in str(child.tag)
        ]
        has_words = any(_words(child).strip() for child in inside)
        if holder is None:
            holder = box
            while holder.getparent() is not None and holder.getparent().tag != f"{_O}text":
                holder = holder.getparent()
        parent = holder.getparent()
        if parent is None:
            return
        at = parent.index(holder)
        for number, child in enumerate(inside, 1):
            parent.insert(at + number, child)
        if has_words:
            self.losses.add(Kind.FORMAT, _("A text box stands in the running text."), place="")

    # ------------------------------------------------------------------------------------------------------- numbers
    def _number(self, text: Any) -> None:
        for part in list(text.iter(f"{_T}h")):
            if _in_list(part) is None:
                self._mark(part, self._heading_label(part), -1)
        for part in list(text.iter(f"{_T}p")):
            if _in_list(part) is None:
                self._mark(part, "", -1)
        for part in list(text.iter(f"{_T}list")):
            if part.getparent() is not None and _in_list(part) is None:
                counts = self._begin(part)
                flat = self._flatten(part, counts, 0)
                _put(part, flat)

    def _heading_label(self, part: Any) -> str:
        level = _int(part.get(f"{_T}outline-level"), 1)
        if part.get(f"{_T}is-list-header") == "true" or level not in self.outline:
            return ""
        if not self.outline[level].format and not self.outline[level].pattern:
            return ""
        if part.get(f"{_T}restart-numbering") == "true":
            self.headings.pop(level, None)
        return self._count(self.outline, self.headings, level, part.get(f"{_T}start-value"))

    def _begin(self, part: Any) -> _Counts:
        style = part.get(f"{_T}style-name", "")
        going = self.named.get(part.get(f"{_T}continue-list", ""))
        if going is None and part.get(f"{_T}continue-numbering") == "true":
            going = self.last.get(style)
        counts = going or _Counts(style)
        self.last[style] = counts
        if part.get(_ID):
            self.named[part.get(_ID)] = counts
        return counts

    def _flatten(self, part: Any, counts: _Counts, level: int) -> list[Any]:
        flat: list[Any] = []
        style = part.get(f"{_T}style-name") or counts.style
        levels = self.lists.get(style, {})
        for item in part:
            is_header = item.tag == f"{_T}list-header"
            is_first = not is_header
            for child in list(item):
                if child.tag == f"{_T}list":
                    inner = _Counts(child.get(f"{_T}style-name") or style, counts.counts)
                    flat += self._flatten(child, inner, level + 1)
                    is_first = False
                    continue
                if child.tag in (f"{_T}p", f"{_T}h"):
                    label = ""
                    if is_first:
                        label = self._count(levels, counts.counts, level + 1, item.get(f"{_T}start-value"))
                    self._mark(child, label, level, style)
                    is_first = False
                flat.append(child)
        return flat

    def _count(self, levels: dict[int, _Level], counts: dict[int, int], level: int, start: str | None) -> str:
        here = levels.get(level, _Level(is_bullet=not levels))
        if start and start.isdigit():
            counts[level] = _int(start, 1)
        else:
            counts[level] = counts[level] + 1 if level in counts else here.start
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if here.is_bullet:
            return BULLET
        if here.pattern:
            return _PLACE.sub(lambda found: _numeral(levels, counts, int(found[1])), here.pattern).strip()
        first = max(1, level - here.shown + 1)
        numbers = [_numeral(levels, counts, one) for one in range(first, level + 1)]
        said = ".".join(filter(None, numbers))
        return f"{here.before}{said}{here.after}".strip()

    def _mark(self, part: Any, label: str, level: int, series: str = "") -> None:
        outline = _int(part.get(f"{_T}outline-level"), 1) if part.tag == f"{_T}h" else 0
        name = part.get(f"{_T}style-name", "")
        has_words = bool(_words(part).strip())
        mark = Mark(
            outline=outline if has_words or label not in ("", BULLET) else 0,
            is_title=not outline and has_words and self._is_title(name),
            level=level,
            label=label,
            is_strong=has_words and self._is_strong(part),
            series=series,
        )
        if label and label != BULLET:
            self.words.append(f" {label} ")
        if mark == Mark():
            return
        if part.tag == f"{_T}h":
            part.tag = f"{_T}p"
            part.attrib.pop(f"{_T}outline-level", None)
        part.attrib.pop(f"{_T}style-name", None) if mark.is_title or outline else None
        part.text = self.marks.add(mark) + (part.text or "")

    # ------------------------------------------------------------------------------------------------------ pictures
    def _pictures(self, text: Any) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for frame in list(text.iter(f"{_D}frame")):
            for image in frame.findall(f"{_D}image")[1:]:  # the same picture in another form
                frame.remove(image)
            image = frame.find(f"{_D}image")
            if image is None:
                continue
            name = posixpath.normpath(unquote(image.get(_HREF, "")))
            if name in self.archive:
                base, ending = posixpath.splitext(name)
                own = f"{base}-{len(found) + 1}{ending}"  # each place has words of its own
                found[own] = self.archive.read(name)
                told = (frame.findtext(f"{_SVG}{way}") or "" for way in ("desc", "title"))
                self.alts[own] = " ".join(next(filter(None, told), "").split())
                image.set(_HREF, own)
            else:
                said = _("A picture on another server was not fetched: {address}")
                self.losses.add(Kind.IMAGE, said.format(address=image.get(_HREF, "–")[:200]), place="")
                frame.remove(image)
        return found


def _flush(root: Any | None) -> None:
    """Take away how far paragraphs are moved in, which pandoc takes for a quotation."""
    for style in root.iter(f"{_S}style") if root is not None else ():
        name = " ".join(str(style.get(f"{_S}{way}", "")) for way in ("name", "parent-style-name"))
        for part in style.iter(f"{_S}paragraph-properties"):
            if not re.search(r"quot|block", name, re.IGNORECASE):
                part.attrib.pop(f"{_F}margin-left", None)
                part.attrib.pop(f"{_F}margin", None)


def _levels(style: Any) -> list[tuple[int, _Level]]:
    found = []
    for part in style:
        if not isinstance(part.tag, str):
            continue
        shown = part.get(f"{_T}display-levels", "1")
        found.append(
            (
                _int(part.get(f"{_T}level"), 1),
                _Level(
                    format=part.get(f"{_S}num-format", ""),
                    before=part.get(f"{_S}num-prefix", ""),
                    after=part.get(f"{_S}num-suffix", ""),
                    shown=_int(shown, 1),
                    start=_int(part.get(f"{_T}start-value"), 1),
                    pattern=part.get(_LOEXT, "") if part.get(f"{_S}num-format") else "",
                    is_bullet=part.tag in (f"{_T}list-level-style-bullet", f"{_T}list-level-style-image"),
                ),
            )
        )
    return found


def _numeral(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    here = levels.get(level, _Level("1"))
    number = counts.get(level, here.start)
    kind: Any = here.format if here.format in _NUMERALS else "1" if here.format else ""
    numerals: Numerals | str = kind
    return numeral_of(number, kind) if numerals and 0 < number < 4000 else str(number) if numerals else ""


def _in_list(part: Any) -> Any | None:
    holder = part.getparent()
    while holder is not None:
        if holder.tag == f"{_T}list":
            return holder
        if holder.tag in (f"{_T}note-body", f"{_NAMES}table:1.0}}table-cell") or str(holder.tag).endswith(
            "}table-cell"
        ):
            return None
        holder = holder.getparent()
    return None


def _is_line(part: Any) -> bool:
    """Say whether something stands in a paragraph."""
    holder = part.getparent()
    while holder is not None and holder.tag.startswith(_T):
        if holder.tag in (f"{_T}p", f"{_T}h", f"{_T}span", f"{_T}a"):
            return True
        holder = holder.getparent()
    return False


def _unwrap(part: Any) -> None:
    """Put what an element holds in its place."""
    parent = part.getparent()
    at = parent.index(part)
    previous = part.getprevious()
    text, tail = part.text or "", part.tail or ""
    children = list(part)
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        text += tail
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    part.tail = None
    parent.remove(part)
    for number, child in enumerate(children):
        parent.insert(at + number, child)


def _remove(part: Any) -> None:
    """Take an element out, and leave what follows it."""
    parent = part.getparent()
    if parent is None:
        return
    for child in list(part):
        part.remove(child)
    part.text = None
    _unwrap(part)


def _put(part: Any, flat: list[Any]) -> None:
    parent = part.getparent()
    at = parent.index(part)
    parent.remove(part)
    for number, child in enumerate(flat):
        child.tail = None
        parent.insert(at + number, child)


def _words(part: Any) -> str:
    """Give the words of a part; room, tabs, ends of lines and of paragraphs are spaces."""
    said: list[str] = []

    def walk(one: Any) -> None:
        name = str(one.tag)
        if name in (f"{_T}note-citation", f"{_SVG}title", f"{_SVG}desc"):
            return
        if name in (f"{_T}s", f"{_T}tab", f"{_T}line-break", f"{_T}p", f"{_T}h", f"{_T}note"):
            said.append(" ")
        said.append(one.text or "")
        for child in one:
            if isinstance(child.tag, str):
                walk(child)
            said.append(child.tail or "")
        if name in (f"{_T}p", f"{_T}h"):
            said.append(" ")

    walk(part)
    return "".join(said)


def _int(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdigit() and len(said) < 6 else otherwise
