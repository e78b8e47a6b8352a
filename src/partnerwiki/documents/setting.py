"""How papers become a document: one language alone, or two side by side, clause by clause."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from partnerwiki.documents import wording
from partnerwiki.documents.pdf import Sources
from partnerwiki.documents.typst_ import Markup, label, quoted, settings
from partnerwiki.documents.wording import walk
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import native_name, tag
from partnerwiki.messages import _
from partnerwiki.papers import model as m


class Pictures:
    """The pictures of a document, each once, named by what is in it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def place(self, part: m.Figure | m.Image | m.Symbol) -> str:
        """Take a picture in and give its name. Raises :class:`PartnerwikiError` where its file cannot be read."""
        svg = getattr(part, "svg", "")
        if svg:
            # browsers give a drawing's words the page's font; here it has to be named
            data, suffix = svg.replace("<svg ", '<svg font-family="Noto Sans" ', 1).encode("utf-8"), ".svg"
        else:
            path = Path(part.path)  # type: ignore[union-attr]
            try:
                data, suffix = path.read_bytes(), path.suffix.lower()
            except OSError as error:
                raise PartnerwikiError(
                    _("The picture cannot be read: {error}").format(error=error.strerror or error), path=path
                ) from None
        name = f"{hashlib.sha256(data).hexdigest()[:24]}{suffix}"
        self.files[name] = data
        return name


def version(papers: Sequence[m.Paper]) -> str:
    """Give eight letters that tell one text from another: they change with any word in any of the languages."""
    digest = hashlib.sha256()
    for paper in sorted(papers, key=lambda paper: paper.language):
        for part in walk([*paper.blocks, *(block for blocks in paper.notes.values() for block in blocks)]):
            if isinstance(part, m.Text | m.Code):
                digest.update(part.text.encode("utf-8") + b"\0")
        digest.update(b"\1")
    return digest.hexdigest()[:8]


class Notes:
    """Writes the text of a footnote where it stands first, and only its number after that."""

    def __init__(self, text: Callable[[str], str]) -> None:
        self._text = text
        self._seen: set[str] = set()

    def __call__(self, name: str) -> str:
        """Give the markup of a footnote."""
        place = f"<{label(f'note-{name}')}>"
        if name in self._seen:
            return f"#footnote({place});"
        self._seen.add(name)
        return f"#[#footnote[{self._text(name)}] {place}]"


def _no_note(_name: str) -> str:
    """Give nothing: a footnote has none of its own."""
    return ""


def line_of(message: str, paper: m.Paper) -> int | None:
    """Give the line of the block that holds a text which Typst quotes in a message, None where it quotes none."""
    quoted_text = re.search(r"`\"(.+?)\"`", message)
    if quoted_text is None:
        return None
    for block in walk(paper.blocks):
        if getattr(block, "line", 0) and any(
            quoted_text[1] in part.text for part in walk([block]) if isinstance(part, m.Text)
        ):
            return int(block.line)
    return None


def single(paper: m.Paper, known_as: str) -> Sources:
    """Set a paper in its language; ``known_as`` is its version."""
    pictures = Pictures()
    plain = _markup(paper, pictures, _no_note)
    markup = _markup(paper, pictures, Notes(lambda name: plain.note(paper.notes[name])))
    body = markup.blocks(paper.blocks) + _signatures([paper]) + _unreviewed([paper])
    return Sources(_document([paper], known_as, body), pictures.files)


def _markup(paper: m.Paper, pictures: Pictures, note: Callable[[str], str], *, anchored: bool = True) -> Markup:
    return Markup(
        lang=tag(paper.language),
        place=pictures.place,
        said=wording.states(paper.language).__getitem__,
        note=note,
        linked=wording.linked(paper),
        anchored=anchored,
    )


def _document(papers: Sequence[m.Paper], known_as: str, body: str) -> str:
    drafts = " / ".join(wording.drafts(papers))
    return (
        '#import "layout.typ": *\n'
        f"#show: pw-document.with(title: {quoted(wording.title(papers))}, "
        f"foot: [#{quoted(wording.foot(papers, known_as))}], "
        f"watermark: {quoted(drafts) if drafts else 'none'}, {'size: 9pt, narrow: true' if len(papers) > 1 else ''})\n"
        f"#set text({settings(tag(papers[0].language))})\n{body}"
    )


# --------------------------------------------------------------------------------------------------------- side by side
def rows(paper: m.Paper) -> list[m.Block]:
    """Give the parts that stand beside each other: headings, paragraphs, tables, and each item of a list."""
    found: list[m.Block] = []
    for block in paper.blocks:
        found += [m.Items(items=[item]) for item in block.items] if isinstance(block, m.Items) else [block]
    return found


def shape(part: Any) -> tuple[Any, ...]:
    """Give what has to be the same in both languages: which blocks there are, and in which order."""
    if isinstance(part, m.Table):
        cells = [[len(row), *(shape(cell) for cell in row)] for row in (*part.head, *part.body)]
        return "table", part.columns, tuple(map(tuple, cells))
    parts = [*getattr(part, "items", ()), *getattr(part, "blocks", ())]
    inside = tuple(shape(block) for block in parts)
    return getattr(part, "t", "part"), getattr(part, "level", 0), getattr(part, "number", ""), inside


def aligned(one: m.Paper, other: m.Paper) -> list[tuple[m.Block, m.Block]]:
    """Give the rows of two papers of a page, side by side.

    Raises :class:`PartnerwikiError` where they are not built alike: a clause would stand beside another.
    """
    left, right = rows(one), rows(other)
    for a, b in zip(left, right, strict=False):
        if shape(a) != shape(b):
            _not_alike(one, other, getattr(a, "line", 0))
    if len(left) != len(right):
        _not_alike(one, other, 0)
    return list(zip(left, right, strict=True))


def _not_alike(one: m.Paper, other: m.Paper, line: int) -> None:
    raise PartnerwikiError(
        _("'{page}' is not built alike in '{first}' and '{second}': its parts cannot stand side by side.").format(
            page=one.docname, first=one.language, second=other.language
        ),
        line=line or None,
        mend=_("Parts that only one language has, such as 'only' blocks, do not go into this document."),
    )


def synopsis(one: m.Paper, other: m.Paper, known_as: str) -> Sources:
    """Set two languages side by side, clause by clause; they are read row by row, from ``one`` to ``other``.

    A footnote has one number; below the line both languages stand together.
    """
    pictures = Pictures()
    plain = [(paper, _markup(paper, pictures, _no_note)) for paper in (one, other)]
    note = Notes(
        lambda name: "#linebreak()".join(
            f"#text({settings(tag(paper.language))})[{markup.note(paper.notes.get(name, []))}]"
            for paper, markup in plain
        )
    )
    left, right = _markup(one, pictures, note), _markup(other, pictures, note, anchored=False)
    cells = [f"grid.header({', '.join(_head(paper) for paper in (one, other))})"]
    for a, b in aligned(one, other):
        air = "inset: (top: 3mm), " if isinstance(a, m.Heading) and a.level > 1 else ""
        cells += [f"grid.cell({air})[{left.block(a)}]", f"grid.cell({air})[{_in(other, right.block(b))}]"]
    joined = ",\n".join(cells)
    grid = f"#grid(columns: (1fr, 1fr), column-gutter: 8mm, row-gutter: 3mm,\n{joined})\n"
    body = grid + _signatures([one, other]) + _unreviewed([one, other])
    return Sources(_document([one, other], known_as, body), pictures.files)


def _in(paper: m.Paper, inside: str) -> str:
    return f"#[#set text({settings(tag(paper.language))})\n{inside}]"


def _head(paper: m.Paper) -> str:
    return f"grid.cell(align: bottom)[{_in(paper, f'#pw-column({quoted(native_name(paper.language))})')}]"


# ------------------------------------------------------------------------------------------------------------ last page
def _signatures(papers: Sequence[m.Paper]) -> str:
    """Give the block where the parties sign, which is never divided; nothing where the record names nobody."""
    parties = wording.signatories(papers)
    if not parties:
        return ""
    fields = [
        f"({', '.join(_beside(said) for said in (one.party, one.signed, one.office, one.authority))})"
        for one in parties
    ]
    words = [_beside(said) for said in wording.fields(papers)]
    return f"#pw-signatures(({', '.join(fields)},), ({', '.join(words)}))\n"


def _beside(said: wording.Said) -> str:
    """Give the same thing in each language; ``none`` where there is nothing to say."""
    found = [f"#text({settings(lang)})[#{quoted(text)};]" for text, lang in said.items()]
    return f"[{' / '.join(found)}]" if found else "none"


def _unreviewed(papers: Sequence[m.Paper]) -> str:
    """Give the count of what no person has reviewed, language by language; nothing where all is reviewed."""
    found = [_in(paper, f"#par[#{quoted(line)};]") for paper, line in wording.unreviewed(papers)]
    return f"#pw-count[{''.join(found)}]\n" if found else ""
