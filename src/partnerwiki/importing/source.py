"""What a file holds, ready to become blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from partnerwiki.importing.marks import Marks
from partnerwiki.papers import model as m


@dataclass
class Source:
    """A file as pandoc is to read it: ``data`` in ``format``.

    ``words`` are all that it says, ``pictures`` its files; ``alts`` tell what those show that pandoc does not ask.
    """

    data: bytes
    format: str
    words: list[str]
    marks: Marks = field(default_factory=Marks)
    pictures: dict[str, bytes] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)


@dataclass
class Blocks:
    """What a file says: blocks and footnotes. A picture's ``path`` is its name in ``pictures``.

    ``title`` is that of the file where no block is one.
    """

    blocks: list[m.Block]
    notes: dict[str, list[m.Block]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
