"""The one exception of the package: bad input, told so that an author can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partnerwiki.messages import _


class PartnerwikiError(Exception):
    """Bad input or a failed step, with one clear message and no traceback.

    ``message`` says what is wrong, ``path`` and ``line`` where, ``mend`` how to put it right. The text is already in
    the reader's language (see :mod:`partnerwiki.messages`). ``str()`` gives ``path:line: message`` and, on a second
    line, the mend.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        mend: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = Path(path) if path is not None else None
        self.line = line
        self.mend = mend

    def __str__(self) -> str:
        where = ""
        if self.path is not None:
            where = f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        text = f"{where}{self.message}"
        return f"{text}\n  → {self.mend}" if self.mend else text


@contextmanager
def files_told() -> Iterator[None]:
    """Turn an error of the file system into ours: a full disk, a folder that may not be written."""
    try:
        yield
    except OSError as error:
        raise PartnerwikiError(
            _("A file cannot be read or written: {error}").format(error=error.strerror or error),
            path=error.filename,
        ) from error
