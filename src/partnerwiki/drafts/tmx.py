"""Translation memories of other tools: read and write TMX 1.4.

translate-toolkit reads and writes the format; here stands what the dialects of other tools need, and what a file from
strangers must not do. A TMX file is the exchange; the memory itself is in the catalogs (:mod:`.memory`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree
from translate.storage.tmx import tmxfile

from partnerwiki import __version__
from partnerwiki.config import Project
from partnerwiki.drafts import memory
from partnerwiki.drafts.memory import Pair, Stored
from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import tag
from partnerwiki.messages import _
from partnerwiki.pofile import write_atomically

#: The largest file that is read, in bytes. 31 MB with 97,000 units were measured to take 0.4 GB of memory.
LARGEST = 50_000_000

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Elements that hold codes of the format that a text came from (TMX 1.4b, "content markup"); ``hi`` holds text.
_CODES = ("{*}bpt", "{*}ept", "{*}it", "{*}ut", "{*}ph")
#: Codes of other formats: tags of HTML or XML, braces and control words of RTF, or nothing at all.
_FOREIGN = re.compile(r"(?:<[^<>]*>|[{}\s])*(?:\\[a-z].*)?", re.DOTALL)


class Skip(StrEnum):
    """Why a unit of a TMX file is not taken.

    It lacks a second language of those that were asked for, has a code that stands for something unseen, or is empty.
    """

    LANGUAGE = "language"
    CODES = "codes"
    EMPTY = "empty"


@dataclass
class Content:
    """What a TMX file holds for the wiki.

    ``pairs`` are in both directions, those from the language that the file names as the source first; ``skipped`` are
    units by reason.
    """

    pairs: list[Pair] = field(default_factory=list)
    skipped: Counter[Skip] = field(default_factory=Counter)


def export_memory(project: Project, path: Path, targets: Sequence[str] = ()) -> Counter[str]:
    """Write the reviewed translations into ``targets`` (none: all languages) as TMX; give their number by language.

    The bytes depend on the catalogs alone. Raises :class:`PartnerwikiError` where the file cannot be written.
    """
    pairs = list(memory.reviewed_pairs(project, targets or project.languages))
    try:
        write_atomically(path, write(pairs))
    except OSError as error:
        raise PartnerwikiError(
            _("The file cannot be written: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("Name a file in a folder that you may write to."),
        ) from error
    return Counter(pair.target_language for pair in pairs)


def import_memory(
    project: Project,
    path: Path,
    targets: Sequence[str] = (),
    *,
    reviewed: bool = False,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] = lambda _label, _done, _total: None,
) -> tuple[Stored, Counter[Skip]]:
    """Take the pairs of a TMX file into the memory of ``targets`` (none: all languages).

    Gives what was stored, and the number of units that were skipped. ``progress(label, done, total)`` is called with
    units read. Raises :class:`PartnerwikiError`, with nothing written, where :func:`read` does.
    """
    content = read(
        path, project.languages, targets or project.languages, lambda done, total: progress(path.name, done, total)
    )
    return memory.store(project, content.pairs, reviewed=reviewed, dry_run=dry_run), content.skipped


def write(pairs: Sequence[Pair]) -> bytes:
    """Give pairs as a TMX 1.4 document, one unit a pair, without dates and names of persons."""
    document: Any = tmxfile(sourcelanguage="*all*")
    header = document.document.getroot().find("header")
    header.attrib.update(
        {"creationtool": "partnerwiki", "creationtoolversion": __version__, "segtype": "paragraph", "o-tmf": "PO"}
    )
    for pair in pairs:
        document.addtranslation(pair.source, tag(pair.source_language), pair.target, tag(pair.target_language))
    return bytes(document)


def read(
    path: Path,
    languages: Sequence[str],
    targets: Sequence[str],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Content:
    """Read the pairs of a TMX file whose two languages are among ``languages``, the second among ``targets``.

    Raises :class:`PartnerwikiError`, with the line where it is known, for what cannot be read, is larger than
    :data:`LARGEST`, is not well-formed, declares entities, or is no TMX.
    """
    document = _parsed(path)
    content = Content()
    turned: list[Pair] = []
    for done, unit in enumerate(document.units, 1):
        texts, reason = _texts(unit, languages)
        origin = language_of(unit.xmlelement.get("srclang") or document.sourcelanguage or "", languages)
        pairs = [
            Pair(source, texts[source], target, texts[target])
            for source in texts
            for target in texts
            if source != target and target in targets
        ]
        for pair in pairs:
            (content.pairs if origin in {None, pair.source_language} else turned).append(pair)
        if not pairs:
            content.skipped[reason] += 1
        if done % 1000 == 0 or done == len(document.units):
            progress(done, len(document.units))
    content.pairs += turned
    return content


def _texts(unit: Any, languages: Sequence[str]) -> tuple[dict[str, str], Skip]:
    """Give a unit's texts by language (the first of each), and why there may be too few."""
    texts: dict[str, str] = {}
    reason = Skip.LANGUAGE
    for variant in unit.getlanguageNodes():
        language = language_of(variant.get(_LANG) or variant.get("lang") or "", languages)
        if language is None or language in texts:
            continue
        if not _without_codes(variant):
            reason = Skip.CODES
            continue
        text = unit.getNodeText(variant)
        if text and text.strip():
            texts[language] = text
        elif reason is Skip.LANGUAGE:
            reason = Skip.EMPTY
    return texts, reason


def language_of(code: str, languages: Sequence[str]) -> str | None:
    """Give the wiki's language for a language tag of any spelling (``EN-US``, ``pt_br``), or None.

    It is the longest beginning of the tag that the wiki has (RFC 4647, "lookup"). A tag without a region fits the
    only variety of that language that the wiki has.
    """
    known = {tag(language).lower(): language for language in languages}
    parts = tag(code).lower().split("-")
    for length in range(len(parts), 0, -1):
        if (beginning := "-".join(parts[:length])) in known:
            return known[beginning]
    varieties = [language for name, language in known.items() if name.split("-")[0] == parts[0]]
    return varieties[0] if len(parts) == len(varieties) == 1 else None


def _without_codes(variant: Any) -> bool:
    """Take codes of other formats out of a text; say whether all of its words are left.

    A code that reads like text (``**``, ``{0}``) is part of the text. Of the others, those that format it may go, but
    a placeholder (``ph``) or an entity stands for something that would be missing.
    """
    if next(variant.iter(etree.Entity), None) is not None:
        return False
    for code in list(variant.iter(*_CODES)):
        if _FOREIGN.fullmatch("".join(code.itertext())):
            if etree.QName(code).localname == "ph":
                return False
            code.clear(keep_tail=True)
    return True


def _parsed(path: Path) -> Any:
    """Parse a TMX file. The parser of translate-toolkit fetches nothing and leaves entities as they stand."""
    data = _bytes_of(path)
    factory: Any = tmxfile
    mend = _("Export the memory again, as TMX 1.4.")
    try:
        document = factory.parsestring(data)
    except etree.XMLSyntaxError as error:  # its text may quote the file
        raise PartnerwikiError(
            _("The file is not well-formed XML: it is cut off, empty, damaged or in another encoding than it says."),
            path=path,
            line=error.lineno,
            mend=mend,
        ) from None
    except AssertionError:
        raise PartnerwikiError(_("This is not a TMX file."), path=path, line=1, mend=mend) from None
    dtd = document.document.docinfo.internalDTD
    if dtd is not None and any(True for _entity in dtd.iterentities()):
        before = data.replace(b"\0", b"").partition(b"<!ENTITY")[0]
        raise PartnerwikiError(
            _("The file declares entities of its own; they are not read."),
            path=path,
            line=before.count(b"\n") + 1,
            mend=_("Delete the declarations between [ and ] behind <!DOCTYPE, or export the memory again."),
        )
    return document


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise PartnerwikiError(
            _("The file cannot be read: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("Name a TMX file that you may read."),
        ) from error
    if len(data) > LARGEST:
        raise PartnerwikiError(
            _("The file is larger than {size} MB.").format(size=LARGEST // 1_000_000),
            path=path,
            mend=_("Export the memory in several files, and only the languages of the wiki."),
        )
    return data
