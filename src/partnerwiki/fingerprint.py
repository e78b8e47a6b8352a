"""What makes pages: a fingerprint of the program, so that what an older one left behind is not built upon."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from functools import cache
from pathlib import Path


@cache
def engine_version() -> str:
    """Give a SHA-256 (hex) over this package's files and the versions of Python and of all that is installed."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    digest.update(repr((sys.version, _installed())).encode())
    return digest.hexdigest()


def _installed() -> list[str]:
    """Give name and version of all that is installed, as the names of folders tell them."""
    names = set()
    for folder in filter(os.path.isdir, sys.path):
        names |= {path.name for path in Path(folder).iterdir() if path.name.endswith((".dist-info", ".egg-info"))}
    return sorted(names)


#: In place of pages to be read again, where a warning names none of them.
EVERYTHING = "*"


class WorkFolder:
    """A folder whose content is built upon from run to run, as long as it ended well and the program is the same.

    Sphinx forgets warnings of pages that it does not read again, and a process that died may have written half of its
    pages: so a folder is emptied unless the run before was told to :meth:`finish`.
    """

    def __init__(self, folder: Path, *inputs: str, fresh: bool = False) -> None:
        self.folder = folder
        self._done = folder / "done"
        self._version = "\n".join([engine_version(), *inputs])
        if fresh or not self._done.is_file() or self._done.read_text(encoding="utf-8") != self._version:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        self.begin()

    def begin(self) -> None:
        """Note that the content is being changed."""
        self._done.unlink(missing_ok=True)

    def finish(self) -> None:
        """Note that this folder may be built upon."""
        self._done.write_text(self._version, encoding="utf-8")
