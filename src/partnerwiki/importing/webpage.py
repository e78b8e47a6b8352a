"""An HTML file made ready for pandoc: what acts, asks or fetches is taken out and named."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from pathlib import Path
from typing import Any

from lxml import etree, html

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.marks import Mark, Marks, without_signs
from partnerwiki.importing.source import Source
from partnerwiki.importing.tree import DEEPEST
from partnerwiki.messages import _

#: What is taken out with all that it holds.
_GONE = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "video",
    "audio",
    "canvas",
    "map",
    "math",
    "link",
    "meta",
    "base",
    "dialog",
]
#: Of these the words are named, because readers saw them.
_SEEN = frozenset({"form", "noscript", "iframe", "object", "button", "textarea", "dialog", "select", "video", "audio"})
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(?P<data>[A-Za-z0-9+/=\s]+)\Z", re.IGNORECASE)
_KEPT = frozenset(
    {"id", "href", "src", "alt", "title", "colspan", "rowspan", "start", "type", "align", "class", "role", "value"}
)
_INLINE = frozenset(
    [
        "span",
        "b",
        "i",
        "em",
        "strong",
        "a",
        "u",
        "s",
        "sub",
        "sup",
        "font",
        "small",
        "big",
        "code",
        "tt",
        "abbr",
        "cite",
        "q",
        "mark",
        "ins",
        "del",
        "label",
        "wbr",
    ]
)
_NOTE_LINK = re.compile(r"#?(sdfootnote\d+|sdendnote\d+|_ftn\d+|_edn\d+|fn[-:]?\w+)(?:sym)?\Z")


def prepare(data: bytes, path: Path, losses: Losses) -> Source:
    """Give what pandoc is to read of an HTML file. Raises :class:`PartnerwikiError` for one without any text."""
    marks = Marks()
    root = _parsed(data, path)
    _refuse_depth(root, path)
    _take_out(root, losses)
    source = Source(data=b"", format="html", words=[], marks=marks)
    _pictures(root, source, losses)
    _attributes(root, losses)
    _notes(root)
    source.words = [_words(root)]
    _strong_lines(root, marks)
    for title in list(root.iter("title")):
        if next(root.iter("h1", "h2", "h3", "h4"), None) is not None:
            said = " ".join((title.text or "").split())
            if said:
                losses.add(Kind.HEADER, said, place="")
            title.drop_tree()
    body = html.tostring(root, encoding="unicode", method="html")
    source.data = f"<!DOCTYPE html>{body}".encode()
    return source


def _parsed(data: bytes, path: Path) -> Any:
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding=_encoding(data))
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PartnerwikiError(_("There is no text in this file."), path=path) from error
    for part in root.iter():
        if isinstance(part.tag, str):
            part.text = without_signs(part.text) if part.text else None
        part.tail = without_signs(part.tail) if part.tail else None
    return root


def _encoding(data: bytes) -> str | None:
    """Give the encoding where the file's first bytes tell it; without a word in the file it is UTF-8 if that fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", data[:4096])
    if found:
        try:
            return codecs.lookup(found[1].decode()).name
        except LookupError:
            pass  # the word is none: what the bytes say counts
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _refuse_depth(root: Any, path: Path) -> None:
    deepest, stack = 0, [(root, 0)]
    while stack:
        part, depth = stack.pop()
        deepest = max(deepest, depth)
        if depth <= DEEPEST * 5:
            stack += [(child, depth + 1) for child in part]
    if deepest > DEEPEST * 5:
        raise PartnerwikiError(_("The parts of this file lie too deep in each other."), path=path)


def _take_out(root: Any, losses: Losses) -> None:
    counted: dict[str, int] = {}
    for part in list(root.iter(*_GONE)):
        if part.tag in ("html", "body") or part.getparent() is None:
            continue
        name = str(part.tag)
        counted[name] = counted.get(name, 0) + 1
        words = " ".join(part.text_content().split()) if name in _SEEN else ""
        address = part.get("src") or part.get("data") or ""
        if words or address:
            said = " ".join(filter(None, [words, address[:200]]))
            losses.add(Kind.ACTIVE, _("Left out: {words}").format(words=f"<{name}> {said}"), place="")
        part.drop_tree()
    for part in list(root.iter()):
        if isinstance(part.tag, str) and re.search(
            r"display\s*:\s*none|visibility\s*:\s*hidden", part.get("style", "")
        ):
            hidden = " ".join(part.text_content().split())
            if hidden and part.getparent() is not None:
                losses.add(Kind.TEXT, _("Hidden text: {words}").format(words=hidden), place="")
                part.drop_tree()
    shown = {name: count for name, count in counted.items() if name not in ("meta", "link", "style", "base")}
    if shown:
        said = ", ".join(f"{count} × <{name}>" for name, count in sorted(shown.items()))
        losses.add(Kind.ACTIVE, _("Left out: {words}").format(words=said), place="")


def _pictures(root: Any, source: Source, losses: Losses) -> None:
    for number, picture in enumerate(list(root.iter("img", "svg")), 1):
        if picture.tag == "svg":
            name, data = f"picture-{number}.svg", etree.tostring(picture, with_tail=False)
            alt = " ".join(" ".join(picture.xpath(".//*[local-name()='title']//text()")).split())
            if b"xmlns=" not in data[:500]:
                data = data.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
            new = html.Element("img", src=name, alt=alt)
            new.tail, picture.tail = picture.tail, None
            picture.getparent().replace(picture, new)
            source.pictures[name] = data
            continue
        address = (picture.get("src") or "").strip()
        found = _DATA.match(address)
        if found:
            try:
                data = base64.b64decode(found["data"], validate=False)
            except (binascii.Error, ValueError):
                data = b""
            name = f"picture-{number}"
            source.pictures[name] = data
            picture.set("src", name)
        else:
            said = _("A picture was not fetched: {address} ({words})")
            alt = " ".join((picture.get("alt") or "").split())
            losses.add(
                Kind.IMAGE,
                said.format(address=address[:200] or "–", words=alt or "–"),
                _("Save the picture and put it on the page."),
                place="",
            )
            picture.drop_tree()


def _attributes(root: Any, losses: Losses) -> None:
    handlers = 0
    for part in root.iter():
        if not isinstance(part.tag, str):
            continue
        for name in list(part.attrib):
            handlers += name.lower().startswith("on")
            if name.lower() not in _KEPT:
                del part.attrib[name]
    if handlers:
        losses.add(Kind.ACTIVE, _("{count} scripts in attributes are left out.").format(count=handlers), place="")


def _words(root: Any) -> str:
    """Give what a reader reads: words of different blocks are apart, those of a line are not."""
    words: list[str] = []

    def walk(part: Any) -> None:
        room = "" if part.tag in _INLINE else " "
        if part.get("role") != "doc-noteref":
            words.append(f"{room}{part.text or ''}")
            for child in part:
                if isinstance(child.tag, str):
                    walk(child)
                words.append(child.tail or "")
        words.append(room)

    body = root.find("body")
    walk(body if body is not None else root)
    return "".join(words)


def _strong_lines(root: Any, marks: Marks) -> None:
    """Mark paragraphs that look like titles: all bold, or in the middle."""
    for part in root.iter("p", "div"):
        text = part.text_content().strip()
        children = [child for child in part if isinstance(child.tag, str)]
        is_bold = (
            len(children) == 1
            and children[0].tag in ("b", "strong")
            and not (part.text or "").strip()
            and not (children[0].tail or "").strip()
        )
        if text and part.tag == "p" and (is_bold or (part.get("align") or "").lower() == "center"):
            part.text = marks.add(Mark(is_strong=True)) + (part.text or "")


def _notes(root: Any) -> None:
    """Put the texts of footnotes, as word processors write them, where pandoc reads them as such."""
    for link in list(root.iter("a")):
        found = _NOTE_LINK.match(link.get("href") or "")
        if not found or link.getparent() is None:
            continue
        name = found[1]
        targets = root.xpath("//*[@id=$name or @id=$sym or (self::a and @name=$name)]", name=name, sym=f"{name}sym")
        holder = next((one for one in targets if one.tag in ("div", "li", "p", "aside")), None)
        if holder is None or holder is link or link in list(holder.iter()):
            continue
        for back in list(holder.iter("a")):
            if (back.get("href") or "").startswith("#") and len(back.text_content().strip()) < 5:
                tail = back.tail
                back.tail = None
                parent = back.getparent()
                previous = back.getprevious()
                if tail and previous is not None:
                    previous.tail = (previous.tail or "") + tail
                elif tail:
                    parent.text = (parent.text or "") + tail
                parent.remove(back)
        link.set("role", "doc-noteref")
        link.set("href", f"#{name}")
        above = link.getparent()
        if above.tag == "sup" and above.text_content().strip() == link.text_content().strip():
            above.drop_tag()
        _as_note(root, holder, name)


def _as_note(root: Any, holder: Any, name: str) -> None:
    """Move the text of a footnote into the list of footnotes at the end, where pandoc looks for it."""
    body = root.find("body")
    lists = root.xpath("//section[@role='doc-endnotes']/ol")
    if not lists:
        section = etree.SubElement(body if body is not None else root, "section", role="doc-endnotes")
        lists = [etree.SubElement(section, "ol")]
    note = etree.SubElement(lists[0], "li", id=name, role="doc-endnote")
    for part in list(holder.iter()):
        if isinstance(part.tag, str):
            part.attrib.pop("id", None)
    tail, holder.tail = holder.tail, None
    previous, parent = holder.getprevious(), holder.getparent()
    if tail and previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif tail and parent is not None:
        parent.text = (parent.text or "") + tail
    note.append(holder)
    if holder.tag in ("li", "aside"):
        holder.tag = "div"
