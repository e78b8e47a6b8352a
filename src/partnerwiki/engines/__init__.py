"""Translation engines: what one is, where it is found, and who may see a text.

An engine is found through the entry point group ``partnerwiki.engines``; the entry is a callable that takes
:class:`Settings` and gives an :class:`Engine`. Making one opens nothing: no connection, no file, no program. So the
policy is asked before anything could leave the house.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

GROUP = "partnerwiki.engines"


class Privacy(IntEnum):
    """Who sees what an engine is given; the order is that of how far it goes."""

    LOCAL = 0  #: nobody: it runs on this machine
    CONTRACT = 1  #: a processor under contract (Art. 28 GDPR), or the town's own server
    PUBLIC = 2  #: a service without contract, which may keep the text


class Trouble(StrEnum):
    """Why there is no translation. The value is a fixed sentence: it can hold neither a key nor a page's text."""

    TIMEOUT = "no answer in time"
    UNREACHABLE = "the engine cannot be reached"
    BUSY = "too many requests (429)"
    FORBIDDEN = "the engine refuses access (401, 403)"
    QUOTA = "the quota is used up (456)"
    SERVER = "the engine reports an error"
    ERROR_PAGE = "an error page came instead of a translation"
    EMPTY = "the answer is empty"
    MALFORMED = "the answer cannot be read"
    COUNT = "the engine gave more or fewer texts than asked"
    TOO_LARGE = "the answer is out of all proportion"
    UNSUPPORTED = "the engine does not translate between these languages"
    PAUSED = "the engine was left alone after it refused"


@dataclass(frozen=True)
class Result:
    """One translated text."""

    text: str


@dataclass(frozen=True)
class Error:
    """One text that was not translated. ``passing`` errors may be gone at the next run and are never remembered."""

    trouble: Trouble
    passing: bool = True


@dataclass(frozen=True)
class Estimate:
    """What a run would send: ``characters``, and their list price (None: not known)."""

    characters: int
    cost: Decimal | None = None
    currency: str = "EUR"


@dataclass(frozen=True)
class Shape:
    """A way to write the marker that stands for a piece of markup in a text for an engine."""

    name: str
    before: str
    after: str

    def write(self, number: int) -> str:
        """Give marker ``number`` (from 1)."""
        return f"{self.before}{number}{self.after}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds a marker, whose number is group 1; engines may put spaces inside."""
        return re.compile(rf"{re.escape(self.before)}\s?(\d+)\s?{re.escape(self.after)}", re.IGNORECASE)


#: Shapes that engines may carry; which of them one does is found by ``partnerwiki engines probe``. No marker is the
#: beginning of another, whatever its number.
SHAPES = {
    shape.name: shape
    for shape in (
        Shape("brackets", "[", "]"),
        Shape("letters", "X", "X"),
        Shape("tag", '<x id="', '"/>'),
        Shape("braces", "{", "}"),
        Shape("double-brackets", "[[", "]]"),
        Shape("hashes", "#", "#"),
        Shape("white-brackets", "⟦", "⟧"),
    )
}


@dataclass(frozen=True)
class Settings:
    """What an engine may know: its entry in ``partnerwiki_engines``, secrets, and agreed terms.

    ``values`` is the entry of ``conf.py`` (``url``, ``model``, ``privacy``, ``formality``, ``region``, ``timeout`` in
    seconds, ``shapes``). ``terms(source, target)`` gives agreed words (source word -> target word) for engines with
    glossaries.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    terms: Callable[[str, str], Mapping[str, str]] = lambda _source, _target: {}

    def text(self, key: str, default: str = "") -> str:
        """Give a setting that is a text."""
        return str(self.values.get(key) or default)

    @property
    def timeout(self) -> float:
        """Seconds that one request may take in all, from connecting to the last byte."""
        value = self.values.get("timeout")
        return float(value) if isinstance(value, int | float) else 30.0


class Engine(Protocol):
    """A translation engine; one object serves many threads.

    ``version`` names the model and is part of the cache's key, so it is known without asking anybody. ``max_chars`` is
    the longest text that it takes, ``batch`` how many texts go into one request. ``shapes`` are names in
    :data:`SHAPES`, the most reliable first. ``natural`` says that its output is in the target language (a pseudo
    translation is in none).
    """

    name: str
    privacy: Privacy
    max_chars: int
    batch: int
    shapes: tuple[str, ...]
    natural: bool

    @property
    def version(self) -> str:
        """Name the model."""

    def supports(self, source: str, target: str) -> bool:
        """Say whether the engine translates between two of the wiki's languages; asks nobody."""

    def estimate(self, characters: int) -> Estimate:
        """Give what sending that many characters would cost."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Translate at most ``batch`` texts of at most ``max_chars`` in one request; one answer a text, in their order.

        Raises nothing for what the network or the engine does.
        """


def available() -> Iterator[EntryPoint]:
    """Give the engines that are installed, by name."""
    yield from sorted(entry_points(group=GROUP), key=lambda entry: entry.name)


def create(name: str, settings: Settings) -> Engine:
    """Make an engine. Raises :class:`PartnerwikiError` where there is none of that name or where it lacks something."""
    found = {entry.name: entry for entry in available()}
    if name not in found:
        raise PartnerwikiError(
            _("There is no engine '{name}'.").format(name=name),
            mend=_("Installed are: {names}.").format(names=", ".join(found)),
        )
    engine: Engine = found[name].load()(settings)
    return engine
