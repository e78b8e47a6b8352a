"""A terminal for tests: a program that believes that somebody sits in front of it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from wikis import environ


class Terminal:
    """Runs the command line in a folder; ``said`` is all that it has printed."""

    def __init__(self, folder: Path, *arguments: str, language: str = "en_GB.UTF-8") -> None:
        self._own, theirs = pty.openpty()
        self.said = ""
        self._read = 0
        self._program = subprocess.Popen(
            [sys.executable, "-m", "partnerwiki", *arguments],
            cwd=folder,
            env={**environ(language), "TERM": "dumb", "COLUMNS": "120"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C arrives
        )
        os.close(theirs)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Read until the program prints a text that it has not printed before."""
        end = time.monotonic() + seconds
        while (found := self.said.find(text, self._read)) < 0:
            if not self._more(end - time.monotonic()):
                raise AssertionError(f"not said: {text!r}; but: {self.said[self._read :]!r}")
        self._read = found + len(text)

    def answer(self, prompt: str, line: str) -> None:
        """Wait for a question and answer it."""
        self.wait_for(f"{prompt}: ")
        self.type(f"{line}\n")

    def answers(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Answer one question after the other."""
        for prompt, line in pairs:
            self.answer(prompt, line)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._own, keys.encode("utf-8"))

    def interrupt(self) -> int:
        """Press Ctrl-C and give the exit status; again where one came before the prompt reads."""
        for _press in range(30):
            self.type("\x03")
            end = time.monotonic() + 2
            while self._program.poll() is None and time.monotonic() < end:
                self._more(0.1)
            if self._program.poll() is not None:
                break
        return self.end()

    def end(self, seconds: float = 60) -> int:
        """Read to the end and give the exit status."""
        end = time.monotonic() + seconds
        while self._more(end - time.monotonic()):
            pass
        status = self._program.wait(seconds)  # closing the terminal before would end the program
        os.close(self._own)
        return status

    def _more(self, seconds: float) -> bool:
        ready, _write, _errors = select.select([self._own], [], [], max(seconds, 0))
        try:
            data = os.read(self._own, 65536) if ready else b""
        except OSError:  # the program has ended and nobody holds the other end
            data = b""
        self.said += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
