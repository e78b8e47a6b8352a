"""A Word file made ready for pandoc: numbers are written out, what pandoc would lose silently is named or moved.

pandoc is given a copy that holds text, styles and notes alone: no picture, no macro, no part that nobody reads.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from partnerwiki.importing.guard import Archive, main_part, parse_xml
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import Mark, Marks, note_sign, without_signs
from partnerwiki.importing.numbering import Number, Numbers, W, left_of
from partnerwiki.importing.source import Source
from partnerwiki.messages import _

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
#: Strict files (ISO 29500) have other names for the same things.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": _A[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": _WP[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": _M[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_TITLES = frozenset({"title"})
#: Styles that pandoc takes out of the text.
_APART = frozenset({"title", "subtitle", "author", "date", "abstract", "abstracttitle", "abstract title"})
_HEADING = re.compile(r"heading ([1-9])\Z")
#: The styles that our own documents give to what nobody has reviewed, and to their sum, in small letters.
_UNREVIEWED, _COUNT = "unreviewed", "count"
#: What says there which state a text is in.
_STATE = re.compile(r"\[[^\[\]]{1,40}\]")
_CONTENTS = re.compile(r"(?:toc \d|toc heading|contents \d|contents heading|table of figures|index \d)\Z")
_QUOTES = frozenset({"quote", "intense quote", "block text", "blocktext", "blockquote", "quotations"})
_ACTIVE = re.compile(r"(vbaProject|vbaData|activeX|embeddings/|\.bin\Z|\.exe\Z|customUI|attachedToolbars)", re.I)
_BOOKMARK = re.compile(r"NOTEREF\s+(?P<name>\S+)")
#: Marks of changes whose words are no longer in the text, and those whose words are.
_GONE, _CAME = (f"{W}del", f"{W}moveFrom"), (f"{W}ins", f"{W}moveTo")


def prepare(data: bytes, path: Path, losses: Losses) -> Source:
    """Give what pandoc is to read of a Word file, with all words, pictures and marks of it.

    Raises :class:`PartnerwikiError` for a damaged or hostile file.
    """
    return _Word(Archive(data, path), path, losses).source()


class _Styles:
    """What a file's styles say of paragraphs."""

    def __init__(self, root: Any | None) -> None:
        self.found: dict[str, Any] = {}
        self.default = ""
        for style in root.iter(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            self.found[name] = style
            is_default = style.get(f"{W}default") in ("1", "true", "on")
            if is_default and style.get(f"{W}type", "paragraph") == "paragraph":
                self.default = name

    def chain(self, name: str) -> Iterator[tuple[str, Any]]:
        """Give a style and those it is based on."""
        seen: set[str] = set()
        while name in self.found and name not in seen:
            seen.add(name)
            yield name, self.found[name]
            based = self.found[name].find(f"{W}basedOn")
            name = based.get(f"{W}val", "") if based is not None else ""

    def names(self, name: str) -> list[str]:
        """Give the names of a style and of those it is based on, in small letters."""
        found = [style.find(f"{W}name") for _name, style in self.chain(name)]
        return [str(part.get(f"{W}val", "")).lower() for part in found if part is not None]

    def first(self, name: str, way: str) -> tuple[str, Any] | None:
        """Give the first part of the paragraph settings that a style or one it is based on has, with its owner."""
        for owner, style in self.chain(name):
            found = style.find(f"{W}pPr/{way}")
            if found is not None:
                return owner, found
        return None


class _Word:
    def __init__(self, archive: Archive, path: Path, losses: Losses) -> None:
        self.archive = archive
        self.path = path
        self.losses = losses
        self.marks = Marks()
        self.main = "word/document.xml" if "word/document.xml" in archive else main_part(archive)
        self.folder = posixpath.dirname(self.main)
        self.relations = self._relations(self.main)
        self.styles_part, self.numbering_part = self._part("styles"), self._part("numbering")
        self.styles_root = self._xml(self.styles_part)
        self.styles = _Styles(self.styles_root)
        self.numbers = Numbers(self._xml(self.numbering_part))
        self.notes: dict[str, int] = {}
        self.words: list[str] = []
        self.pictures: dict[str, bytes] = {}

    # ----------------------------------------------------------------------------------------------------- the archive
    def _xml(self, name: str) -> Any | None:
        if not name or name not in self.archive:
            return None
        data = self.archive.read(name)
        if b"purl.oclc.org/ooxml" in data:
            for strict, usual in _STRICT.items():
                data = data.replace(strict, usual)
        return parse_xml(without_signs_in(data), self.path)

    def _relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Give the relations of a part by id: the last word of the type, the target, whether it is outside."""
        name = f"{posixpath.dirname(part)}/_rels/{posixpath.basename(part)}.rels".lstrip("/")
        root = self.archive.xml(name)
        found = {}
        for one in root.iter(f"{_RELATIONS}Relationship") if root is not None else ():
            kind = str(one.get("Type", "")).rsplit("/", 1)[-1]
            found[str(one.get("Id", ""))] = (kind, str(one.get("Target", "")), one.get("TargetMode") == "External")
        return found

    def _target(self, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", self.folder, unquote(target)))[1:]

    def _part(self, kind: str) -> str:
        found = (
            self._target(target) for name, target, outside in self.relations.values() if name == kind and not outside
        )
        return next((name for name in found if name in self.archive), "")

    # ---------------------------------------------------------------------------------------------------- the whole
    def source(self) -> Source:
        document = self._xml(self.main)
        body = document.find(f"{W}body") if document is not None else None
        if body is None:
            raise _damaged(self.path)
        parts = {self.main: document}
        for kind in ("footnotes", "endnotes"):
            if name := self._part(kind):
                parts[name] = self._xml(name)
        self._name_parts()
        self._settle(document)
        self._again(document)
        for root in parts.values():
            if root is not document:
                self._settle(root)
        for name, root in parts.items():
            self._open_fields(root)
            self.words += _texts(root)
            self._write_numbers(root)
            self._gather(name, root)
        if self.numbers.unknown:
            self.losses.add(
                Kind.NUMBER,
                _("Numbers of the kind {kinds} became 1, 2, 3.").format(kinds=", ".join(sorted(self.numbers.unknown))),
                place="",
            )
        return Source(
            data=self._copy(parts),
            format="docx",
            words=self.words,
            marks=self.marks,
            pictures=self.pictures,
        )

    def _copy(self, parts: dict[str, Any]) -> bytes:
        changed = {name: etree.tostring(root, xml_declaration=True, encoding="UTF-8") for name, root in parts.items()}
        if self.styles_root is not None:
            for part in list(self.styles_root.iter(f"{W}numPr", f"{W}ind")):
                part.getparent().remove(part)
            changed[self.styles_part] = etree.tostring(self.styles_root, xml_declaration=True, encoding="UTF-8")
        for name in self.pictures:  # what pandoc needs to know is that they are there
            changed[name] = b""
        for name in parts:
            relations = f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels".lstrip("/")
            if relations in self.archive:
                changed[relations] = self.archive.read(relations)
        for name in ("[Content_Types].xml", "_rels/.rels"):
            if name in self.archive:
                changed[name] = self.archive.read(name)
        return self.archive.rewritten(changed, keep=frozenset())

    def _name_parts(self) -> None:
        """Name what nobody reads: macros, embedded files, heads and feet, comments, charts."""
        active = sorted(name for name in self.archive.names if _ACTIVE.search(name) and not name.endswith(".rels"))
        if active:
            self.losses.add(
                Kind.ACTIVE,
                _("Left out without being opened: {names}").format(names=", ".join(active[:20])),
                place="",
            )
        for kind, target, outside in self.relations.values():
            if outside and kind in ("attachedTemplate", "frame", "oleObject", "subDocument", "aFChunk"):
                self.losses.add(Kind.ACTIVE, _("Not fetched: {address}").format(address=target[:200]), place="")
        seen: set[str] = set()
        for kind, target, outside in self.relations.values():
            name = self._target(target)
            if outside or name in seen or name not in self.archive:
                continue
            seen.add(name)
            if kind in ("header", "footer"):
                self._name_texts(Kind.HEADER, name)
            elif kind in ("diagramData", "chart"):
                self._name_texts(Kind.IMAGE, name)
            elif kind == "comments":
                self._name_comments(name)
            elif kind == "aFChunk":
                self.losses.add(Kind.ACTIVE, _("An embedded document was not read: {name}").format(name=name), place="")

    def _name_texts(self, kind: Kind, name: str) -> None:
        root = self._xml(name)
        texts: dict[str, None] = {}
        for part in root.iter(f"{W}p", f"{_A}p", "{*}pt") if root is not None else ():
            said = " ".join("".join(one.text or "" for one in part.iter("{*}t", "{*}v")).split())
            if said:
                texts[said] = None
        if kind is Kind.IMAGE:
            said = _("A diagram is not on the page. Its words: {words}")
            mend = _("Save it as a picture in Word and put that on the page.")
            self.losses.add(kind, said.format(words=" | ".join(texts) or "–"), mend, place="")
        elif texts:
            self.losses.add(kind, " | ".join(texts), place="")

    def _name_comments(self, name: str) -> None:
        root = self._xml(name)
        for one in root.iter(f"{W}comment") if root is not None else ():
            said = " ".join(" ".join(_texts(one)).split())
            who = str(one.get(f"{W}author", ""))
            if said:
                self.losses.add(Kind.COMMENT, f"{who}: {said}" if who else said, place="")

    # --------------------------------------------------------------------------------------- what is taken out or moved
    def _settle(self, root: Any) -> None:
        for choice in list(root.iter(f"{_MC}AlternateContent")):
            _choose(choice)
        for part in list(root.iter(*_GONE)):
            gone = "".join(one.text or "" for one in part.iter(f"{W}delText", f"{W}t"))
            if gone.strip():
                self.losses.add(
                    Kind.CHANGE,
                    _("Deleted in a tracked change: {words}").format(words=gone),
                    place=_near(part),
                )
            _remove(part)
        came = sum(1 for _part in root.iter(*_CAME) if _part.find(f".//{W}t") is not None)
        if came:
            self.losses.add(
                Kind.CHANGE,
                _("{count} insertions that were tracked are part of the page.").format(count=came),
                _("Check whether all of them were accepted."),
                place="",
            )
        for run in list(root.iter(f"{W}r")):
            if _is_on(run.find(f"{W}rPr/{W}vanish")):
                hidden = "".join(one.text or "" for one in run.iter(f"{W}t"))
                if hidden.strip():
                    self.losses.add(Kind.TEXT, _("Hidden text: {words}").format(words=hidden), place=_near(run))
                _remove(run)
        self._leave_marks(root)
        for part in list(root.iter(f"{W}sdt")):
            gallery = part.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
                self._leave_contents([part])
        lines = [part for part in root.iter(f"{W}p") if self._is_contents(part)]
        self._leave_contents(lines)
        for box in list(root.iter(f"{W}txbxContent")):
            self._move_box(box)
        for part in list(root.iter(f"{W}object")):
            if next(part.iter(f"{_V}imagedata"), None) is None:
                self.losses.add(Kind.ACTIVE, _("An embedded object was left out."), place=_near(part))

    def _leave_marks(self, root: Any) -> None:
        """Take out what our own documents say of texts that nobody has reviewed: that is no text of the paper."""
        count = 0
        for run in list(root.iter(f"{W}r")):
            style = run.find(f"{W}rPr/{W}rStyle")
            names = self.styles.names(style.get(f"{W}val", "")) if style is not None else []
            if _UNREVIEWED in names[:1] and _STATE.fullmatch("".join(_texts(run)).strip()):
                after = run.getnext()
                if after is not None and after.tag == run.tag and not "".join(_texts(after)).strip():
                    _remove(after)
                _remove(run)
                count += 1
        if count:
            sums = [one for one in root.iter(f"{W}p") if _COUNT in self.styles.names(_style_of(one))[:1]]
            said = [_("{count} marks of texts that nobody had reviewed are left out.").format(count=count)]
            said += [" ".join("".join(_texts(one)).split()) for one in sums]
            for part in sums:
                _remove(part)
            self.losses.add(
                Kind.FORMAT,
                " ".join(said),
                _("Read these texts with care; what the marks stood before is on the page."),
                place="",
            )

    def _is_contents(self, paragraph: Any) -> bool:
        names = self.styles.names(_style_of(paragraph))
        return bool(names) and any(_CONTENTS.match(name) for name in names[:1])

    def _leave_contents(self, parts: list[Any]) -> None:
        lines = []
        for part in parts:
            paragraphs = [part] if part.tag == f"{W}p" else list(part.iter(f"{W}p"))
            lines += [" ".join("".join(_texts(one)).split()) for one in paragraphs]
            if part.tag == f"{W}p" and part.find(f".//{W}sectPr") is not None:
                continue
            _remove(part)
        said = " | ".join(filter(None, lines))
        if said:
            self.losses.add(
                Kind.FIELD,
                _("The table of contents is left out: {words}").format(words=said),
                _("The page's own list of its headings stands beside it."),
                place="",
            )

    def _move_box(self, box: Any) -> None:
        """Put the paragraphs of a text box behind the paragraph that it hangs at."""
        holder = box.getparent()
        while holder is not None and holder.tag != f"{W}p":
            holder = holder.getparent()
        if holder is None or holder.getparent() is None:
            return
        place = holder.getparent()
        at = place.index(holder)
        inside = [child for child in box if child.tag in (f"{W}p", f"{W}tbl", f"{W}sdt")]
        for number, child in enumerate(inside, 1):
            place.insert(at + number, child)
        if any(_texts(child) for child in inside):
            self.losses.add(Kind.FORMAT, _("A text box stands in the running text."), place=_near(holder))

    def _again(self, document: Any) -> None:
        """Write a sign for each field that shows the number of a footnote again."""
        number = 0
        wanted: dict[str, int] = {}
        pending: list[str] = []
        for part in document.iter(f"{W}bookmarkStart", f"{W}footnoteReference", f"{W}endnoteReference"):
            if part.tag == f"{W}bookmarkStart":
                pending.append(str(part.get(f"{W}name", "")))
            else:
                number += 1
                wanted.update(dict.fromkeys(pending[-3:], number))
                pending = []
        for simple in list(document.iter(f"{W}fldSimple")):
            found = _BOOKMARK.search(simple.get(f"{W}instr", ""))
            if found and found["name"] in wanted:
                for text in simple.iter(f"{W}t"):
                    text.text = note_sign(wanted[found["name"]])
        for paragraph in document.iter(f"{W}p"):
            _fields(paragraph, wanted)

    def _open_fields(self, root: Any) -> None:
        """Put what simple fields show in their place: pandoc leaves out those that it does not know."""
        for part in list(root.iter(f"{W}fldSimple")):
            if "HYPERLINK" in part.get(f"{W}instr", ""):
                continue
            parent, at = part.getparent(), part.getparent().index(part)
            for number, child in enumerate(list(part)):
                parent.insert(at + number, child)
            parent.remove(part)

    # ------------------------------------------------------------------------------------------------------- numbers
    def _write_numbers(self, root: Any) -> None:
        for paragraph in list(root.iter(f"{W}p")):
            mark = self._mark(paragraph)
            settings = paragraph.find(f"{W}pPr")
            if settings is not None:
                for name in ("numPr", "ind", "outlineLvl"):
                    for part in settings.findall(f"{W}{name}"):
                        settings.remove(part)
                style = settings.find(f"{W}pStyle")
                if style is not None and _APART.intersection(self.styles.names(style.get(f"{W}val", ""))[:1]):
                    settings.remove(style)
            if mark is None:
                continue
            run = etree.Element(f"{W}r")
            etree.SubElement(run, f"{W}t").text = self.marks.add(mark)
            paragraph.insert(0 if settings is None else 1, run)

    def _mark(self, paragraph: Any) -> Mark | None:
        style = _style_of(paragraph) or self.styles.default
        names = self.styles.names(style)
        number = self._number(paragraph, style)
        outline = self._outline(paragraph, style, names)
        text = "".join(_texts(paragraph)).strip()
        is_title = bool(names) and names[0] in _TITLES and bool(text)
        is_strong = bool(text) and (self._is_bold(paragraph, style) or self._is_centred(paragraph, style))
        indent = self._indent(paragraph, style) if number is None else number.indent
        if names and names[0] in _QUOTES:
            indent = 0
        if outline and not text and (number is None or not number.label):
            outline = 0
        if not (outline or is_title or number or is_strong or indent > 0):
            return None
        level, label = (number.level, number.label) if number else (-1, "")
        if number and not number.is_bullet:
            self.words.append(f" {label} ")
        own = left_of(paragraph.find(f"{W}pPr/{W}ind"))
        series = number.series if number else ""
        return Mark(outline, is_title, level, label, indent if own is None else own, is_strong, series)

    def _number(self, paragraph: Any, style: str) -> Number | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        inherited = self.styles.first(style, f"{W}numPr")
        num = level = ""
        if own is not None:
            num, level = _val(own, "numId"), _val(own, "ilvl")
        if not num and inherited is not None:
            owner, part = inherited
            num = _val(part, "numId")
            if not level:
                level = _val(part, "ilvl") or str(self.numbers.level_of_style(num, owner))
                linked = self.numbers.level_of_style(num, style)
                level = str(linked) if linked else level
        if not num or num == "0":
            return None
        if not level and own is not None:
            level = str(self.numbers.level_of_style(num, style))
        return self.numbers.next(num, int(level) if level.isdigit() else 0)

    def _outline(self, paragraph: Any, style: str, names: list[str]) -> int:
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is None:
            for name in names:
                found = _HEADING.match(name)
                if found:
                    return int(found[1])
            inherited = self.styles.first(style, f"{W}outlineLvl")
            own = inherited[1] if inherited else None
        value = str(own.get(f"{W}val", "")) if own is not None else ""
        return int(value) + 1 if value.isdigit() and int(value) < 9 else 0

    def _is_bold(self, paragraph: Any, style: str) -> bool:
        inherited = [one.find(f"{W}rPr/{W}b") for _name, one in self.styles.chain(style)]
        base = next((_is_on(part) for part in inherited if part is not None), False)
        runs = [run for run in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in run.iter(f"{W}t"))]
        own = [run.find(f"{W}rPr/{W}b") for run in runs]
        return bool(runs) and all(base if part is None else _is_on(part) for part in own)

    def _is_centred(self, paragraph: Any, style: str) -> bool:
        own = paragraph.find(f"{W}pPr/{W}jc")
        if own is None:
            inherited = self.styles.first(style, f"{W}jc")
            own = inherited[1] if inherited else None
        return own is not None and own.get(f"{W}val") == "center"

    def _indent(self, paragraph: Any, style: str) -> int:
        own = left_of(paragraph.find(f"{W}pPr/{W}ind"))
        if own is not None:
            return own
        inherited = self.styles.first(style, f"{W}ind")
        return (left_of(inherited[1]) if inherited else None) or 0

    # ------------------------------------------------------------------------------------------------------ pictures
    def _gather(self, part: str, root: Any) -> None:
        relations = self._relations(part)
        for kind, target, outside in relations.values():
            if kind != "image":
                continue
            if outside:
                self.losses.add(
                    Kind.IMAGE,
                    _("A picture on another server was not fetched: {address}").format(address=target[:200]),
                    _("Save the picture and put it on the page."),
                    place="",
                )
            else:
                name = self._target(target)
                if name in self.archive:
                    self.pictures[name] = self.archive.read(name)
        if next(root.iter(f"{_M}oMath"), None) is not None:
            count = sum(1 for _one in root.iter(f"{_M}oMath"))
            self.losses.add(Kind.FORMAT, _("{count} formulas stand as TeX, in letters.").format(count=count), place="")


def without_signs_in(data: bytes) -> bytes:
    """Give the bytes of an XML part without our signs, written as letters or as numbers."""
    text = data
    for sign in ("\ufdd0", "\ufdd1", "\ufdd2"):
        text = text.replace(sign.encode(), b"")
    return re.sub(rb"&#(?:x0*fdd[012]|0*6497[678]);", b"", text, flags=re.IGNORECASE)


def _choose(choice: Any) -> None:
    """Put the first way of writing something that Word offers in its place; the others say the same."""
    options = choice.findall(f"{_MC}Choice") + choice.findall(f"{_MC}Fallback")
    usable = [one for one in options if next(one.iter(f"{W}t", f"{_A}blip", f"{_V}imagedata"), None) is not None]
    parent, at = choice.getparent(), choice.getparent().index(choice)
    for number, child in enumerate(list((usable or options)[0]) if options else []):
        parent.insert(at + number, child)
    _remove(choice)


def _fields(paragraph: Any, wanted: dict[str, int]) -> None:
    """Put the sign of a footnote where a field of several parts shows its number."""
    instruction, state, sign = "", "", ""
    for run in paragraph.iter(f"{W}r"):
        for part in run:
            if part.tag == f"{W}fldChar":
                state = str(part.get(f"{W}fldCharType", ""))
                if state == "begin":
                    instruction, sign = "", ""
                elif state == "separate":
                    found = _BOOKMARK.search(instruction)
                    sign = note_sign(wanted[found["name"]]) if found and found["name"] in wanted else ""
            elif part.tag == f"{W}instrText" and state == "begin":
                instruction += part.text or ""
            elif part.tag == f"{W}t" and state == "separate" and sign:
                part.text, sign = sign, " "
                above = run.find(f"{W}rPr/{W}vertAlign")
                if above is not None:
                    above.getparent().remove(above)


def _style_of(paragraph: Any) -> str:
    return _val(paragraph.find(f"{W}pPr"), "pStyle")


def _val(part: Any | None, name: str) -> str:
    found = part.find(f"{W}{name}") if part is not None else None
    return str(found.get(f"{W}val") or "") if found is not None else ""


def _is_on(part: Any | None) -> bool:
    return part is not None and part.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _texts(part: Any) -> list[str]:
    """Give the words of a part, a text a run; tabs and ends of lines are spaces, ends of paragraphs as well."""
    found = []
    for one in part.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}p", f"{W}noBreakHyphen"):
        if one.tag == f"{W}t":
            found.append(one.text or "")
        elif one.tag == f"{W}noBreakHyphen":
            found.append("\u2011")
        else:
            found.append(" ")
    return found


def _near(part: Any) -> str:
    """Give the beginning of the paragraph that something stands in."""
    while part is not None and part.tag != f"{W}p":
        part = part.getparent()
    if part is None:
        return ""
    said = without_signs(" ".join("".join(_texts(part)).split()))
    return f"{said[:40]}…" if len(said) > 40 else said


def _remove(part: Any) -> None:
    parent = part.getparent()
    if parent is not None:
        parent.remove(part)


def _damaged(path: Path) -> Exception:
    from partnerwiki.errors import PartnerwikiError

    return PartnerwikiError(
        _("This file is damaged."),
        path=path,
        mend=_("Open it in the program that made it, save it anew and try again."),
    )
