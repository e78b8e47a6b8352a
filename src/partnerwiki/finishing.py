"""What a build does when all pages are written and that no page shows: it may wait until the reader has the pages."""

from __future__ import annotations

from collections.abc import Callable

from sphinx.application import Sphinx

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
