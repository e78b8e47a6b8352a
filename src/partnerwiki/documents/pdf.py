"""Set a document with Typst: accessible (PDF/UA-1) and for the archive (PDF/A-2a) in one file."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

FONTS = Path(__file__).with_name("fonts")
LAYOUT = Path(__file__).with_name("layout.typ")
#: The scripts that the fonts have, all of the family Noto Sans (SIL Open Font License 1.1).
SCRIPTS = "Latin, Cyrillic, Greek, Arabic, Hebrew, Ethiopic, Georgian"
#: What the file claims to be, and what a test has checked: ISO 14289-1 and ISO 19005-2, conformance level A.
STANDARDS = ["a-2a", "ua-1"]


@dataclass(frozen=True)
class Sources:
    """What Typst sets: the text of ``main.typ``, and pictures by the name that the text has for them."""

    main: str
    pictures: dict[str, bytes]


class TooLongError(PartnerwikiError):
    """A document has more sheets than it may have."""


def set_pdf(sources: Sources, made: int, keep: Path | None = None) -> bytes:
    """Give the PDF; ``made`` is the second since 1970 that it names, ``keep`` a folder for what Typst was given.

    Raises :class:`PartnerwikiError` for what Typst refuses: a letter that no font has, a picture without words.
    """
    typst, fonts = ready()
    with tempfile.TemporaryDirectory() as name:
        root = keep or Path(name)
        root.mkdir(parents=True, exist_ok=True)
        (root / "layout.typ").write_bytes(LAYOUT.read_bytes())
        (root / "main.typ").write_text(sources.main, encoding="utf-8")
        for picture, data in sources.pictures.items():
            (root / picture).write_bytes(data)
        try:
            return bytes(
                typst.compile(
                    str(root / "main.typ"), root=str(root), font_paths=fonts, pdf_standards=STANDARDS, timestamp=made
                )
            )
        except typst.TypstError as error:
            said = _said(error)
            if "pw-too-long" in said:
                raise TooLongError(said) from None
            letters = re.search(r"the text (`.+?`) could not be displayed", said)
            if letters:
                raise PartnerwikiError(
                    _("No font of the documents has these letters: {letters}").format(letters=letters[1]),
                    mend=_("Write it in another way: there are fonts for {scripts}.").format(scripts=SCRIPTS),
                ) from None
            raise PartnerwikiError(
                _("Typst cannot set this document: {error}").format(error=said),
                mend=_("Correct what it names on the page."),
            ) from None


def _said(error: Any) -> str:
    """Give the first line of an error, without the places in a file that no author knows."""
    return re.sub(r"\s+", " ", str(getattr(error, "message", error)).strip())[:300]


def is_installed() -> bool:
    """Say whether documents can be set here."""
    return find_spec("typst") is not None


def require() -> None:
    """Raise :class:`PartnerwikiError` where documents cannot be set here."""
    if not is_installed():
        raise PartnerwikiError(
            _("Documents need programs that are not installed."),
            mend=_("Install them: pip install 'partnerwiki[documents]'"),
        )


@cache
def ready() -> tuple[Any, Any]:
    """Give Typst and the fonts, which are read once. Raises :class:`PartnerwikiError` where it is not installed."""
    require()
    import typst

    return typst, typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
