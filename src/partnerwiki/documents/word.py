"""Word documents of papers: one language alone, or some side by side, clause by clause; OpenDocument of those."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from partnerwiki.documents import bitmaps, wording
from partnerwiki.documents.packing import packed
from partnerwiki.documents.pandoc_ import Part, Tree, cell, div, empty, para, span, table, words
from partnerwiki.documents.setting import Pictures, aligned
from partnerwiki.documents.word_parts import finished
from partnerwiki.documents.word_reference import prepared
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import native_name, tag
from partnerwiki.messages import _
from partnerwiki.papers import model as m
from partnerwiki.today import today

#: Seconds that a program may take for one document.
_PATIENCE = 180
#: What names a list in an OpenDocument, and what refers to it.
_LIST = re.compile(rb'((?:xml:id|text:continue-list)=")(list\d+)')


def single(paper: m.Paper, known_as: str, reference: Path | None = None) -> bytes:
    """Give the Word document of a paper; ``known_as`` is its version, ``reference`` a town's own reference document.

    Raises :class:`PartnerwikiError` for a picture or a reference document that cannot be read.
    """
    place = _Places()
    plain = _tree(paper, place, _no_note)
    tree = _tree(paper, place, _Notes(lambda name: plain.note(paper.notes[name])))
    return _written(tree.blocks(paper.blocks), [paper], known_as, reference)


def side_by_side(papers: Sequence[m.Paper], known_as: str, reference: Path | None = None) -> bytes:
    """Give the Word document of two or three languages, clause by clause; they are read row by row.

    A footnote has one number; below the line all languages stand together. Three columns lie across the sheet. Raises
    :class:`PartnerwikiError` where the papers are not built alike, and as :func:`single` does.
    """
    place = _Places()
    plain = [(paper, _tree(paper, place, _no_note)) for paper in papers]
    note = _Notes(lambda name: [part for paper, tree in plain for part in tree.note(paper.notes.get(name, []))])
    columns = [(paper, _tree(paper, place, note, anchored=paper is papers[0])) for paper in papers]
    rows = [
        [_cell(paper, tree.block(block)) for (paper, tree), block in zip(columns, row, strict=True)]
        for row in aligned(papers)
    ]
    head = [_cell(paper, [div([para([words(native_name(paper.language))])], style="Column")]) for paper in papers]
    body = table(rows, widths=[1 / len(papers)] * len(papers), head=[head], style="Synopsis")
    return _written([body], papers, known_as, reference)


def _cell(paper: m.Paper, inside: list[Part]) -> list[object]:
    return cell([div(inside, lang=tag(paper.language))])


class _Places:
    """Gives each picture as an address that holds it, made once."""

    def __init__(self) -> None:
        self._pictures = Pictures()
        self._made: dict[str, str] = {}

    def __call__(self, part: m.Figure | m.Image) -> str:
        name = self._pictures.place(part)
        if name not in self._made:
            try:
                self._made[name] = bitmaps.address(self._pictures.files[name])
            except PartnerwikiError as error:
                line = getattr(part, "line", 0) or None
                raise PartnerwikiError(error.message, path=part.path or None, line=line, mend=error.mend) from None
        return self._made[name]


class _Notes:
    """Writes the text of a footnote where it stands first, and only its number after that: a field of Word."""

    def __init__(self, text: Callable[[str], list[Part]]) -> None:
        self._text = text
        self._seen: dict[str, int] = {}

    def __call__(self, name: str) -> list[Part]:
        if name in self._seen:
            return [{"t": "RawInline", "c": ["openxml", _field(self._seen[name])]}]
        number = self._seen[name] = len(self._seen) + 1
        return [span([{"t": "Note", "c": self._text(name)}], name=_place(number))]


def _no_note(_name: str) -> list[Part]:
    """Give nothing: a footnote has none of its own."""
    return []


def _place(number: int) -> str:
    return f"pw_note_{number}"


def _field(number: int) -> str:
    """Give a field that shows the number of a footnote and leads to it."""
    above = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> NOTEREF {_place(number)} \\h </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{number}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{above}{part}</w:r>" for part in parts)


def _tree(paper: m.Paper, place: _Places, note: Callable[[str], list[Part]], *, anchored: bool = True) -> Tree:
    return Tree(
        lang=tag(paper.language),
        place=place,
        said=wording.states(paper.language).__getitem__,
        note=note,
        linked=wording.linked(paper),
        anchored=anchored,
    )


# ------------------------------------------------------------------------------------------------------------ last page
def _signatures(papers: Sequence[m.Paper]) -> list[Part]:
    """Give the table where the parties sign, two beside each other; nothing where the record names nobody."""
    parties = wording.signatories(papers)
    if not parties:
        return []
    where, sign, seal = wording.fields(papers)
    cells = []
    for one in parties:
        filled = div([_beside(one.signed)], style="Signature Filled") if one.signed else empty("Signature Line")
        inside = [
            div([_beside(one.party)], style="Signature Party"),
            filled,
            div([_beside(where)], style="Signature Field"),
            empty("Signature Line"),
            div([_beside(sign)], style="Signature Field"),
            div([_beside(one.office)], style="Signature Office"),
            *([div([_beside(one.authority)], style="Signature Field")] if one.authority else []),
            div([_beside(seal)], style="Seal"),
        ]
        cells.append(cell(inside))
    columns = min(len(cells), 2)
    cells += [cell([])] * (-len(cells) % columns)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    return [table(rows, widths=[1 / columns] * columns, style="Signatures")]


def _beside(said: wording.Said) -> Part:
    """Give the same thing in each language."""
    parts: list[Part] = []
    for text, lang in said.items():
        parts += [*([words(" / ")] if parts else []), span([words(text)], lang=lang)]
    return para(parts)


def _unreviewed(papers: Sequence[m.Paper]) -> list[Part]:
    lines = wording.unreviewed(papers)
    return [div([para([words(line)])], style="Count", lang=tag(paper.language)) for paper, line in lines]


# --------------------------------------------------------------------------------------------------------- the programs
def _written(blocks: list[Part], papers: Sequence[m.Paper], known_as: str, reference: Path | None) -> bytes:
    require()
    # every word has its language: that of a reference document's styles may be another
    whole = div([*blocks, *_signatures(papers), *_unreviewed(papers)], lang=tag(papers[0].language))
    made = int(datetime.combine(today(), time(), UTC).timestamp())
    with tempfile.TemporaryDirectory() as name:
        base, target = Path(name) / "reference.docx", Path(name) / "made.docx"
        base.write_bytes(prepared(reference))
        document = {"pandoc-api-version": _api(), "meta": {}, "blocks": [whole]}
        options = ["--sandbox", "--from=json", "--to=docx", f"--reference-doc={base}", f"--output={target}"]
        _pandoc(options, json.dumps(document).encode("ascii"), made)
        return packed(finished(target.read_bytes(), papers, known_as))


def _pandoc(options: Sequence[str], data: bytes, made: int) -> bytes:
    import pypandoc

    command = [str(pypandoc.get_pandoc_path()), *options]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(made)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=_PATIENCE, env=environ)
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        raise PartnerwikiError(
            _("pandoc cannot write this document: {error}").format(error=_short(said)),
            mend=_("This is a fault of the program. Please report it with the page."),
        ) from None
    return done.stdout


@cache
def _api() -> list[int]:
    """Give the version of pandoc's tree."""
    found: list[int] = json.loads(_pandoc(["--from=markdown", "--to=json"], b"", 0))["pandoc-api-version"]
    return found


def _short(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())[:300]


def is_installed() -> bool:
    """Say whether Word documents can be made here."""
    return find_spec("pypandoc") is not None and find_spec("docx") is not None


def require() -> None:
    """Raise :class:`PartnerwikiError` where Word documents cannot be made here."""
    if not is_installed():
        raise PartnerwikiError(
            _("Documents need programs that are not installed."),
            mend=_("Install them: pip install 'partnerwiki[documents]'"),
        )


def has_office() -> bool:
    """Say whether LibreOffice is here, which :func:`odt` needs."""
    return _office() is not None


def require_office() -> None:
    """Raise :class:`PartnerwikiError` where LibreOffice is not installed."""
    if not has_office():
        raise PartnerwikiError(
            _("OpenDocument files need LibreOffice, which is not installed."),
            mend=_("Install LibreOffice Writer, or do without these files."),
        )


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def odts(docx: Sequence[bytes]) -> list[bytes | PartnerwikiError]:
    """Give Word documents as OpenDocument texts, made by one run of LibreOffice, or the error of each that it refused.

    Raises :class:`PartnerwikiError` where LibreOffice is not installed.
    """
    program = _office()
    if program is None:
        require_office()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = [folder / f"{number}.docx" for number in range(len(docx))]
        for path, data in zip(texts, docx, strict=True):
            path.write_bytes(data)
        # a profile of its own: a LibreOffice that someone works with is neither used nor disturbed
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "odt", "--outdir", name, *map(str, texts)]
        # without this it names lists and edits by chance
        environ = {**os.environ, "LIBO_ONEWAY_STABLE_ODF_EXPORT": "1"}
        try:
            done = subprocess.run(
                [str(program), profile, *options],
                capture_output=True,
                check=True,
                timeout=_PATIENCE,
                cwd=name,
                env=environ,
            )
            said = done.stderr
        except (subprocess.SubprocessError, OSError) as error:
            said = getattr(error, "stderr", None) or str(error).encode()
        made = [path.with_suffix(".odt") for path in texts]
        if len(docx) == 1 and not made[0].is_file():
            return [
                PartnerwikiError(
                    _("LibreOffice cannot convert this document: {error}").format(error=_short(said)),
                    mend=_("Open the Word document in LibreOffice and save it as OpenDocument."),
                )
            ]
        # one that it stumbles over must not cost the others
        return [
            packed(path.read_bytes(), _with_own_numbers) if path.is_file() else odts([data])[0]
            for path, data in zip(made, docx, strict=True)
        ]


def _with_own_numbers(name: str, part: bytes) -> bytes:
    """Give the text of an OpenDocument with its lists counted from 1: LibreOffice counts on from file to file."""
    if name != "content.xml":
        return part
    numbers: dict[bytes, int] = {}

    def counted(found: re.Match[bytes]) -> bytes:
        return found[1] + b"list%d" % numbers.setdefault(found[2], len(numbers) + 1)

    return re.sub(rb"<text:list .*?>", lambda tag: _LIST.sub(counted, tag[0]), part)
