"""Apertium: rule-based translation by a program on this machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

from babel.core import get_global

from partnerwiki.engines import Error, Result, Settings, Trouble
from partnerwiki.engines.base import Adapter, judged, unsupported
from partnerwiki.engines.codes import parts
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Characters with a meaning in Apertium's stream format (wiki.apertium.org, "Apertium stream format").
_SPECIAL = re.compile(r"[\\$/\[\]{}<>@]")
#: What must not reach Apertium: it goes around the translation as a "superblank" in brackets, as formatting does. Its
#: programs drop ``~``, join spaces, and hang up on an ``^`` near the end of a text, escaped or not.
_BLANK = re.compile(r"[\s~^]{2,}|[^\S ]|[~^]")
_WRITTEN = re.compile(r"\\(?P<special>.)|\[(?P<blank>\d+)\]", re.DOTALL)
_MODE = re.compile(r"\s*([a-z]{2,3})(?:_(\w+))?-([a-z]{2,3})(?:_(\w+))?\s*", re.ASCII)
#: The superblank at a text's end.
_END = "[={}]"

Side = tuple[str, str]


class Apertium(Adapter):
    """Apertium with the language pairs that are installed."""

    name = "apertium"
    batch = 50
    shapes: tuple[str, ...] = ("brackets", "letters", "braces")  # from Spanish, "id" in a tag is translated

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        if shutil.which("apertium") is None:
            raise PartnerwikiError(
                _("The engine '{name}' needs the program '{program}'.").format(name=self.name, program="apertium"),
                mend=_("Install it with: {command}").format(command="apt install apertium apertium-eng-spa"),
            )
        self._timeout = settings.timeout

    @cached_property
    def version(self) -> str:  # type: ignore[override]
        """Give the program's version, such as ``3.8.3``."""
        return (self._told("-V").split() or ["unknown"])[-1]

    @cached_property
    def _modes(self) -> dict[tuple[Side, Side], str]:
        """Give the installed modes by (language, variant) of source and target; no dialects (``oci@aran``)."""
        found = [_MODE.fullmatch(line) for line in self._told("-l").splitlines()]
        return {(_side(mode[1], mode[2]), _side(mode[3], mode[4])): mode[0].strip() for mode in found if mode}

    def _told(self, option: str) -> str:
        try:
            return _run([option], "", self._timeout)
        except (OSError, subprocess.TimeoutExpired):
            return ""

    def supports(self, source: str, target: str) -> bool:
        """Say whether the pair is installed."""
        return self._mode(source, target) is not None

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Translate texts in one process; it sees them on its standard input, never as arguments."""
        mode = self._mode(source, target)
        if mode is None:
            return unsupported(texts)
        try:
            answer = _run(["-f", "none", "-u", "-z", mode], _stream(texts), self._timeout)
        except subprocess.TimeoutExpired:
            return [Error(Trouble.TIMEOUT) for _text in texts]
        except OSError:
            return [Error(Trouble.UNREACHABLE) for _text in texts]
        found = answer.split("\0")[: len(texts)]
        ends = [_END.format(number) for number in range(len(texts))]
        if len(found) != len(texts) or not all(map(str.endswith, found, ends)):
            return [Error(Trouble.COUNT if answer.strip("\0") else Trouble.SERVER) for _text in texts]
        return [
            _lasting(judged(text, _read(answer.removesuffix(end), text)))
            for text, answer, end in zip(texts, found, ends, strict=True)
        ]

    def _mode(self, source: str, target: str) -> str | None:
        (first, _script, here), (second, _script, there) = parts(source), parts(target)
        for pair in ((here, there), ("", there), (here, ""), ("", "")):
            mode = self._modes.get(((first, pair[0]), (second, pair[1])))
            if mode and (first, here) != (second, there):
                return mode
        return None


def _side(code: str, variant: str | None) -> Side:
    """Give our code for one of Apertium's, which has three letters: ``eng`` -> ``en``."""
    return get_global("language_aliases").get(code, code), variant or ""


def _stream(texts: Sequence[str]) -> str:
    """Write texts in the stream format. Each ends with a superblank that holds its number, and a NUL.

    At a NUL every program of the pipe begins anew, so no text changes another; the number shows that none was lost.
    """
    return "".join(f"{_written(text)}{_END.format(number)}\0" for number, text in enumerate(texts))


def _parts(text: str) -> list[str]:
    """Cut a text into what Apertium may see and, at odd places, superblanks."""
    return re.split(f"({_BLANK.pattern})", text.replace("\0", " ").strip())


def _written(text: str) -> str:
    pieces = [_SPECIAL.sub(r"\\\g<0>", piece) for piece in _parts(text)]
    return "".join(f"[{number}]" if number % 2 else piece for number, piece in enumerate(pieces))


def _read(answer: str, text: str) -> str:
    blanks = dict(enumerate(_parts(text)))
    return _WRITTEN.sub(lambda found: found["special"] or blanks.get(int(found["blank"]), ""), answer)


def _lasting(answer: Result | Error) -> Result | Error:
    """Make an error final: the program is a set of rules and gives the same for a text every time."""
    return replace(answer, passing=False) if isinstance(answer, Error) else answer


def _run(arguments: list[str], text: str, timeout: float) -> str:
    """Run the program and give what it wrote. Raises ``subprocess.TimeoutExpired`` after it has ended all of it."""
    with subprocess.Popen(
        ["apertium", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it names words of the text
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as process:
        try:
            written, _errors = process.communicate(text.encode("utf-8", "replace"), timeout)
        except BaseException:  # its time is over, or Ctrl-C
            # a shell script with a dozen children: only the group as a whole ends
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return written.decode("utf-8", "replace")
