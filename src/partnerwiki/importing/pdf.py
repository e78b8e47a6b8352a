"""PDF files, read in a process of their own with bounds of time and memory: a PDF may unpack to anything.

pdfplumber reads them: it gives each letter with its font, its place and its mark in the tree of a tagged PDF, and the
ruled lines of tables. Pictures come through pypdfium2, which it brings along.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from partnerwiki.errors import PartnerwikiError
from partnerwiki.importing.losses import Kind, Loss, Losses
from partnerwiki.importing.source import Blocks
from partnerwiki.messages import _, current_language, use_locale
from partnerwiki.papers import model as m

#: Seconds and bytes of memory that a file may take.
_PATIENCE, _MEMORY = 300, 4_000_000_000
_BLOCKS = TypeAdapter(list[m.Block])
_NOTES = TypeAdapter(dict[str, list[m.Block]])


def read(data: bytes, path: Path, losses: Losses) -> Blocks:
    """Give the blocks of a PDF.

    Raises :class:`PartnerwikiError` for one that is locked, damaged, without letters, or takes too long or too much.
    """
    command = [sys.executable, "-m", "partnerwiki.importing.pdf", current_language()]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise PartnerwikiError(
            _("This file cannot be read: it is damaged, or takes too long."),
            path=path,
            mend=_("Open it in the program that made it, save it anew and try again."),
        ) from error
    if "error" in answer:
        raise PartnerwikiError(answer["error"], path=path, mend=answer["mend"])
    losses.found += [Loss(Kind(one["kind"]), one["place"], one["what"], one["mend"]) for one in answer["losses"]]
    losses.add(Kind.FORMAT, _("Bold, italics and colours within paragraphs of a PDF are not kept."), place="")
    return Blocks(
        blocks=_BLOCKS.validate_python(answer["blocks"]),
        notes=_NOTES.validate_python(answer["notes"]),
        pictures={name: base64.b64decode(said) for name, said in answer["pictures"].items()},
        words=answer["words"],
    )


def _main() -> None:
    """Read a PDF from standard input, print what it says as JSON."""
    use_locale({"LANG": sys.argv[1]})
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no such bound; that of time holds there as well
    from partnerwiki.importing import pdf_layout

    losses = Losses()
    try:
        blocks = pdf_layout.read(sys.stdin.buffer.read(), losses)
    except PartnerwikiError as error:
        json.dump({"error": error.message, "mend": error.mend}, sys.stdout)
        return
    answer = {
        "blocks": _BLOCKS.dump_python(blocks.blocks, mode="json"),
        "notes": _NOTES.dump_python(blocks.notes, mode="json"),
        "pictures": {name: base64.b64encode(data).decode() for name, data in blocks.pictures.items()},
        "words": blocks.words,
        "losses": [loss.as_dict() for loss in losses.found],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main()
