"""pandoc as a reader: in its sandbox, with bounds of time and memory, and nothing of the network."""

from __future__ import annotations

import json
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Seconds and memory that a file may take.
_PATIENCE, _MEMORY = 120, "2g"
_READERS = {
    "docx": "docx",
    "odt": "odt",
    "html": "html-native_divs-native_spans-raw_html-raw_tex-tex_math_dollars-smart",
}


def read(data: bytes, format_: str, path: Path) -> dict[str, Any]:
    """Give pandoc's tree of a file; ``path`` is for messages alone.

    Raises :class:`PartnerwikiError` where pandoc is not installed, fails, or takes too long or too much.
    """
    require()
    import pypandoc

    command = [str(pypandoc.get_pandoc_path()), "+RTS", f"-M{_MEMORY}", "-RTS", "--sandbox"]
    command += [f"--from={_READERS[format_]}", "--to=json", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=_PATIENCE, cwd=folder)
        except (subprocess.SubprocessError, OSError) as error:
            raise PartnerwikiError(
                _("This file cannot be read: it is damaged, or takes too long."),
                path=path,
                mend=_("Open it in the program that made it, save it anew and try again."),
            ) from error
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


def require() -> None:
    """Raise :class:`PartnerwikiError` where files cannot be read here."""
    if any(find_spec(name) is None for name in ("pypandoc", "pdfplumber")):
        raise PartnerwikiError(
            _("Documents need programs that are not installed."),
            mend=_("Install them: pip install 'partnerwiki[documents]'"),
        )
