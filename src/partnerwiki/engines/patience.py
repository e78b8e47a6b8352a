"""How often an engine is asked again, and when it is left alone.

One :class:`Patience` serves all threads of an engine, so that what one of them is told holds for all.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from partnerwiki.engines import Error, Trouble

T = TypeVar("T")

#: Attempts at one request, and seconds before the second one; the pause doubles.
_TRIES, _PAUSE = 3, 0.5
#: Seconds that one request may spend waiting, whatever ``Retry-After`` wants.
_LONGEST_WAIT = 30.0
#: After one of these every further request would be refused as well, and could cost the town its access.
_REFUSALS = frozenset({Trouble.BUSY, Trouble.FORBIDDEN, Trouble.QUOTA})
#: So many requests in a row without any answer, and the engine counts as away.
_SILENCE = frozenset({Trouble.TIMEOUT, Trouble.UNREACHABLE})
_MOST_SILENT = 5


class AttemptError(Exception):
    """One attempt failed. Holds nothing of the request: no text, no key, no address.

    ``again`` says that another attempt may help, ``after`` how many seconds the engine asks to wait before.
    """

    def __init__(self, trouble: Trouble, *, again: bool = False, after: float = 0.0) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.again = again
        self.after = after

    @property
    def error(self) -> Error:
        """Give the answer for a text; only that a language is unknown is final."""
        return Error(self.trouble, passing=self.trouble is not Trouble.UNSUPPORTED)


class Patience:
    """Repeats attempts with growing pauses, and opens a circuit breaker where the engine refuses or is away.

    Once open it stays so as long as the object lives, that is for one run.
    """

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._lock = threading.Lock()
        self._silent = 0
        self._open = False

    def persist(self, attempt: Callable[[], T]) -> T:
        """Give what ``attempt`` gives. Raises its last :class:`AttemptError`, or ``PAUSED`` without an attempt."""
        waited = 0.0
        for number in range(_TRIES):
            if self._open:
                raise AttemptError(Trouble.PAUSED)
            try:
                given = attempt()
            except AttemptError as failure:
                # half of the pause is chance, or all threads would come back at the same moment
                pause = max(_PAUSE * 2**number * random.uniform(0.5, 1.0), failure.after)  # noqa: S311
                waited += pause
                if not failure.again or number == _TRIES - 1 or waited > _LONGEST_WAIT:
                    self._note(failure.trouble)
                    raise
                self._sleep(pause)
            else:
                self._note(None)
                return given
        raise AssertionError  # the last attempt gives or raises

    def _note(self, trouble: Trouble | None) -> None:
        with self._lock:
            self._silent = self._silent + 1 if trouble in _SILENCE else 0
            self._open = self._open or trouble in _REFUSALS or self._silent >= _MOST_SILENT
