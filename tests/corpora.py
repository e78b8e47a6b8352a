"""Real MyST texts: the documentation of projects that others wrote, as their source packages bring it."""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from partnerwiki.catalog import Message
from partnerwiki.drafts.plan import Task
from partnerwiki.extract import message_text
from partnerwiki.update import Page

#: Where scripts/install_test_tools.py puts the packages.
FOLDER = Path(sys.prefix) / "corpora"
HANDBOOK = Path(__file__).parent.parent / "docs" / "source"
CONFIG = MdParserConfig(
    enable_extensions={"attrs_inline", "colon_fence", "deflist", "dollarmath", "strikethrough", "substitution"}
)


def _texts(markdown: str) -> Iterator[str]:
    """Give the msgids of a page that hold inline markup."""
    for token in create_md_parser(CONFIG, RendererHTML).parse(markdown, {}):
        if token.type == "inline" and any(child.type not in {"text", "softbreak"} for child in token.children or ()):
            yield message_text(token.content)


@cache
def pages(folder: Path) -> list[tuple[Page, list[Task]]]:
    """Unpack the pages below ``folder``, add our handbook, and give each with its English msgids, each msgid once."""
    seen: set[str] = set()
    found = []
    for package in sorted(FOLDER.glob("*.tar.gz")):
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
    for path in [*sorted(folder.rglob("*.md")), *sorted(HANDBOOK.rglob("*.md"))]:
        texts = dict.fromkeys(_texts(path.read_text(encoding="utf-8")))
        new = [text for text in texts if text and text not in seen]
        seen.update(new)
        if new:
            page = Page(path.stem, "en", (), path, CONFIG)
            found.append((page, [Task(Message(text), text, "en") for text in new]))
    return found
