"""What engines answered, kept in SQLite: a run that was interrupted goes on where it stopped.

Each request is committed when its answer is there, so that a process killed at any moment repeats at most the requests
that were under way. The cache may be deleted at any time; it holds texts of pages and lies under ``build/``.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from partnerwiki.drafts.ladder import MASKER
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID
"""


class Cache:
    """The answers of one engine, model and pair of languages; ``engine`` names all that changes what it answers.

    To be used by one thread. A file that is no database any more is begun anew. Raises :class:`PartnerwikiError` where
    the file cannot be read or written.
    """

    def __init__(self, path: Path, engine: str, source: str, target: str) -> None:
        self._prefix = "\0".join([engine, source, target, MASKER, ""])
        self._path = path
        with _plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _opened(path)
            except sqlite3.OperationalError:  # locked, or the disk is full: what is in it is sound
                raise
            except sqlite3.DatabaseError:
                for leftover in path.parent.glob(f"{path.name}*"):
                    leftover.unlink()
                self._database = _opened(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def get(self, texts: Iterable[str]) -> dict[str, str]:
        """Give the known answers, by text."""
        found = {}
        with _plainly(self._path):
            for text in texts:
                row = self._database.execute("SELECT answer FROM answers WHERE key = ?", (self._key(text),)).fetchone()
                if row is not None:
                    found[text] = str(row[0])
        return found

    def put(self, answers: Mapping[str, str]) -> None:
        """Keep the answers of one request, in one commit."""
        with _plainly(self._path), self._database:
            rows = [(self._key(text), answer) for text, answer in answers.items()]
            self._database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256((self._prefix + text).encode("utf-8", "surrogatepass")).digest()


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise PartnerwikiError(
            _("The answers of engines cannot be kept: {error}.").format(
                error=(error.strerror if isinstance(error, OSError) else "") or error
            ),
            path=path,
            mend=_("Make room on the disk and the folder writable. The file may be deleted at any time."),
        ) from error


def _opened(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
