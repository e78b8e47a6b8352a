"""Bring the catalogs of our own sentences (src/partnerwiki/translations) in line with the code and the templates.

``--check`` changes nothing and exits with 1 where a sentence is missing or not yet translated.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir

from partnerwiki import pofile
from partnerwiki.catalog import Message, merge
from partnerwiki.units import State, state_of

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "partnerwiki"
#: Where the sentences of pages stand; a catalog that is not German holds these alone.
ON_PAGES = ("src/partnerwiki/theme/", "src/partnerwiki/root_pages/")
IN_TEMPLATE = re.compile(r"""\bt\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*\)""", re.DOTALL)


def messages() -> list[Message]:
    """Give every sentence of the package with the modules and templates that say it."""
    found = [
        Message(text, (f"src/partnerwiki/{name}",))
        for name, _line, text, _comments, _context in extract_from_dir(
            PACKAGE, [("**.py", "python")], keywords={"_": None}
        )
        if isinstance(text, str)
    ]
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".html", ".j2"} and "scaffold_files" not in path.parts:
            for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
                found.append(Message(match["text"], (f"src/partnerwiki/{path.relative_to(PACKAGE).as_posix()}",)))
    return sorted(found, key=lambda message: message.locations)


def main(arguments: list[str]) -> int:
    """Update or check every catalog; see the module's text."""
    stale = 0
    for path in sorted(PACKAGE.glob("translations/*/LC_MESSAGES/partnerwiki.po")):
        po = pofile.read(path)
        # the command line speaks German and English, pages speak the language that they are written in
        of_pages = [message for message in messages() if message.locations[0].startswith(ON_PAGES)]
        merge(po, messages() if path.parts[-3] == "de" else of_pages)
        missing = [entry.msgid for entry in po.live if state_of(entry) is not State.REVIEWED]
        for msgid in missing:
            print(f"{path.name} {path.parts[-3]}: {msgid}")
        stale += bool(missing) or po.changed()
        if "--check" not in arguments:
            po.save()
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
