"""How papers become a document: one language alone, or two side by side, clause by clause."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnerwiki.documents import wording
from partnerwiki.documents.pdf import Sources
from partnerwiki.documents.typst_ import Markup, label, quoted, settings
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import native_name, tag
from partnerwiki.messages import _
from partnerwiki.papers import model as m

#: How many languages stand side by side at most, and how the sheets are set that hold so many.
SIDE_BY_SIDE = 3
#: The smallest letters in points that can still be read.
_SMALLEST = 8
#: Points of the letters, whether titles are small, whether the sheet lies across.
_LAYOUTS = {1: (10, False, False), 2: (9, True, False), 3: (8.5, True, True), 4: (10, False, False)}


_LINES = ",\n"


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
        return self.keep(data, suffix)

    def keep(self, data: bytes, suffix: str) -> str:
        """Take the bytes of a picture in and give its name."""
        name = f"{hashlib.sha256(data).hexdigest()[:24]}{suffix}"
        self.files[name] = data
        return name


def version(papers: Sequence[m.Paper]) -> str:
    """Give eight letters that tell one text from another: they change with any word in any of the languages."""
    digest = hashlib.sha256()
    for paper in sorted(papers, key=lambda paper: paper.language):
        digest.update((paper.words or m.digest_of_words(paper)).encode())
    return digest.hexdigest()[:8]


class Notes:
    """Writes the text of a footnote where it stands first, and only its number after that."""

    def __init__(self, text: Callable[[str], str], prefix: str = "") -> None:
        self._text = text
        self._prefix = prefix
        self._seen: set[str] = set()

    def __call__(self, name: str) -> str:
        """Give the markup of a footnote."""
        place = f"<{label(f'note-{self._prefix}{name}')}>"
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
    for block in m.walk(paper.blocks):
        if getattr(block, "line", 0) and any(
            quoted_text[1] in part.text for part in m.walk([block]) if isinstance(part, m.Text)
        ):
            return int(block.line)
    return None


def _markup(paper: m.Paper, pictures: Pictures, note: Callable[[str], str], *, anchored: bool = True) -> Markup:
    return Markup(
        lang=tag(paper.language),
        place=pictures.place,
        said=wording.states(paper.language).__getitem__,
        note=note,
        linked=wording.linked(paper),
        anchored=anchored,
    )


@dataclass(frozen=True)
class Look:
    """How a town's documents look: a picture for the first sheet, and the colour of titles (``#rrggbb``)."""

    logo: bytes = b""
    suffix: str = ""
    color: str = ""


def fitted(papers: Sequence[m.Paper], known_as: str, look: Look, *, smaller: float = 0) -> Sources:
    """Set papers, each of which is a language: alone, side by side, or one after the other.

    ``smaller`` takes points off the size of letters, for papers that have to fit on so many sheets.
    """
    pictures = Pictures()
    if len(papers) == 1:
        body = _markup(papers[0], pictures, _own_notes(papers[0], pictures)).blocks(papers[0].blocks)
    elif len(papers) <= SIDE_BY_SIDE:
        body = _synopsis(papers, pictures)
    else:
        body = _in_turn(papers, pictures)
    body += _signatures(papers) + _unreviewed(papers)
    return Sources(_document(papers, known_as, body, pictures, look, smaller), pictures.files)


def steps(count: int) -> list[float]:
    """Give the points by which letters of so many languages get smaller until a document fits on its sheets."""
    size, _narrow, _across = _LAYOUTS[min(count, SIDE_BY_SIDE + 1)]
    return [half / 2 for half in range(int(2 * (size - _SMALLEST)) + 1)]


def sample(look: Look) -> Sources:
    """Give a document that shows a logo and nothing else."""
    pictures = Pictures()
    name = pictures.keep(look.logo, look.suffix)
    return Sources(f'#set document(title: "Logo")\n#pdf.artifact(image({quoted(name)}))', pictures.files)


def _document(
    papers: Sequence[m.Paper], known_as: str, body: str, pictures: Pictures, look: Look, smaller: float
) -> str:
    first = papers[0]
    drafts = " / ".join(wording.drafts(papers))
    sheets = first.sheets
    size, narrow, across = _LAYOUTS[min(len(papers), SIDE_BY_SIDE + 1)]
    options = {
        "title": quoted(wording.title(papers)),
        "foot": f"[#{quoted(wording.foot(papers, known_as))}]",
        "watermark": quoted(drafts) if drafts else "none",
        "size": f"{size - smaller}pt",
        "narrow": "true" if narrow else "false",
        "flipped": "true" if across or sheets.landscape else "false",
        "paper": quoted(sheets.paper),
        "at-most": str(sheets.at_most * len(papers)),
    }
    if look.logo:
        options["logo"] = quoted(pictures.keep(look.logo, look.suffix))
    if look.color:
        options["color"] = f"rgb({quoted(look.color)})"
    given = ", ".join(f"{name}: {value}" for name, value in options.items())
    return (
        f'#import "layout.typ": *\n#show: pw-document.with({given})\n#set text({settings(tag(first.language))})\n{body}'
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


def aligned(papers: Sequence[m.Paper]) -> list[tuple[m.Block, ...]]:
    """Give the rows of some papers of a page, side by side.

    Raises :class:`PartnerwikiError` where they are not built alike: a clause would stand beside another.
    """
    one, *others = papers
    columns = [rows(paper) for paper in papers]
    for other, column in zip(others, columns[1:], strict=True):
        for a, b in zip(columns[0], column, strict=False):
            if shape(a) != shape(b):
                _not_alike(one, other, getattr(a, "line", 0))
        if len(columns[0]) != len(column):
            _not_alike(one, other, 0)
    return list(zip(*columns, strict=True))


def _not_alike(one: m.Paper, other: m.Paper, line: int) -> None:
    raise PartnerwikiError(
        _("'{page}' is not built alike in '{first}' and '{second}': its parts cannot stand side by side.").format(
            page=one.docname, first=one.language, second=other.language
        ),
        line=line or None,
        mend=_("Parts that only one language has, such as 'only' blocks, do not go into this document."),
    )


def _synopsis(papers: Sequence[m.Paper], pictures: Pictures) -> str:
    """Set two or three languages side by side, clause by clause; they are read row by row, from the first on.

    A footnote has one number; below the line all languages stand together. Three columns lie across the sheet.
    """
    note = _common_note(papers, pictures)
    columns = [(paper, _markup(paper, pictures, note, anchored=paper is papers[0])) for paper in papers]
    heads = f"grid.header({', '.join(_head(paper) for paper in papers)})"
    grids = [[heads]]
    every = aligned(papers)
    for number, row in enumerate(every):
        first = row[0]
        if isinstance(first, m.NewSheet):
            grids.append([heads])
            continue
        air = "inset: (top: 3mm), " if isinstance(first, m.Heading) and first.level > 1 else ""
        text = next((n for n in range(number, len(every)) if not isinstance(every[n][0], m.Heading)), number)
        together = f"#pw-above({number}, {text})" if text > number else ""
        for (paper, markup), block in zip(columns, row, strict=True):
            place = f"#pw-row({number})" if paper is papers[0] else ""
            inside = markup.block(block) if paper is papers[0] else _in(paper, markup.block(block))
            grids[-1].append(f"grid.cell({air})[{place}{together}{inside}]")
    options = f"columns: ({'1fr, ' * len(papers)}), column-gutter: 8mm, row-gutter: 3mm"
    return "#pagebreak()\n".join(f"#grid({options},\n{_LINES.join(cells)})\n" for cells in grids)


def _in_turn(papers: Sequence[m.Paper], pictures: Pictures) -> str:
    """Set more languages than stand side by side one after the other, each beginning on a sheet of its own."""
    aligned(papers)  # parts that only one language has do not go into a paper that all sign
    parts = []
    for paper in papers:
        notes = _own_notes(paper, pictures)
        markup = _markup(paper, pictures, notes, anchored=paper is papers[0])
        head = f"#pw-column({quoted(native_name(paper.language))})\n"
        parts.append(_in(paper, head + markup.blocks(paper.blocks)))
    return "#pagebreak()\n".join(parts)


def _own_notes(paper: m.Paper, pictures: Pictures) -> Notes:
    plain = _markup(paper, pictures, _no_note)
    return Notes(lambda name: plain.running(paper.notes[name]), f"{paper.language}-")


def _common_note(papers: Sequence[m.Paper], pictures: Pictures) -> Notes:
    plain = [(paper, _markup(paper, pictures, _no_note)) for paper in papers]
    return Notes(
        lambda name: "#linebreak()".join(
            f"#text({settings(tag(paper.language))})[{markup.running(paper.notes.get(name, []))}]"
            for paper, markup in plain
        )
    )


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
