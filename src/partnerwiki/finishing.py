"""What a build does when all pages are written and that no page shows: it may wait until the reader has the pages."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sphinx.builders
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx

from partnerwiki.pofile import write_atomically

_WAITING = "_partnerwiki_waiting"
Finish = Callable[[Sphinx], None]


def wait(app: Sphinx) -> None:
    """Have the work of this application's builds wait for :func:`finish`."""
    vars(app)[_WAITING] = []


def now_or_later(app: Sphinx, work: Finish) -> None:
    """Do a piece of work, or let it wait with the others; what waits already is done once."""
    waiting = vars(app).get(_WAITING)
    if waiting is None:
        work(app)
    elif work not in waiting:
        waiting.append(work)


def finish(app: Sphinx) -> None:
    """Do what waits, in its order."""
    waiting = vars(app)[_WAITING]
    while waiting:
        waiting.pop(0)(app)


@contextmanager
def environment_apart() -> Iterator[None]:
    """Have builders leave their environment unsaved; :func:`save_environment` does it when the reader has the pages."""

    def dump(item: Any, file: Any, protocol: int) -> None:
        if not isinstance(file, io.BytesIO):
            pickle.dump(item, file, protocol)

    def opened(path: Path, mode: str) -> Any:
        return io.BytesIO() if path.name == ENV_PICKLE_FILENAME else path.open(mode)

    module: Any = sphinx.builders
    module.pickle = SimpleNamespace(**{**vars(pickle), "dump": dump})
    module.open = opened
    try:
        yield
    finally:
        module.pickle = pickle
        del module.open


def save_environment(app: Sphinx) -> None:
    """Save what the next process knows of the pages by."""
    write_atomically(Path(app.doctreedir) / ENV_PICKLE_FILENAME, pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))
