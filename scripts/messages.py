"""Bring the catalogs of our own sentences (src/partnerwiki/translations) in line with the code and the templates.

``partnerwiki.po`` holds the sentences of pages, in German those of the command line as well; ``sphinx.po`` the words of
Sphinx that readers meet and that Sphinx itself lacks in the language. ``--check`` changes nothing and exits with 1
where a sentence is missing or not yet translated.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polib
import sphinx

from partnerwiki import pofile
from partnerwiki.catalog import Message, merge, new_header
from partnerwiki.units import State, state_of
from partnerwiki.words import sentences, sphinx_catalogs

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "partnerwiki"
#: The languages of the interface, beside English.
LANGUAGES = ("ar", "cs", "de", "es", "fr", "he", "it", "nl", "pl", "pt", "sw", "tr", "uk")
IN_TEMPLATE = re.compile(r"""\bt\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*\)""", re.DOTALL)
#: Pages that a command writes for those who run it: they speak German or English, as the command line does.
OF_COMMANDS = "src/partnerwiki/drafts/"
#: The modules of Sphinx whose words stand on pages of a wiki; those of programmers' references are left out.
OF_SPHINX = (
    "config.py",
    "roles.py",
    "builders/html/__init__.py",
    "directives/other.py",
    "domains/changeset.py",
    "domains/python/_object.py",
    "domains/std/__init__.py",
    "environment/adapters/indexentries.py",
    "ext/graphviz.py",
    "ext/intersphinx/_resolve.py",
    "ext/mathjax.py",
    "ext/todo.py",
    "locale/__init__.py",
    "writers/html5.py",
)
#: How sentences in those modules begin that only an author sees.
FOR_AUTHORS = ("Support for source encodings", "glossary seems", "glossary term must", "glossary terms must")


def said_in(folder: Path, function: str) -> list[Message]:
    """Give the literal sentences that Python modules hand to a function, named by a regular expression."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if "scaffold_files" in path.parts:
            continue
        location = f"{'src/partnerwiki/' if folder == PACKAGE else ''}{path.relative_to(folder).as_posix()}"
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(function, ast.unparse(call.func)):
                found.append(Message(text, (location,)))
    return found


def of_pages() -> list[Message]:
    """Give the sentences of pages, with the modules, templates and scripts that say them."""
    found = said_in(PACKAGE, r"(\w+\.)?t|translator\(.*\)")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".html", ".j2"} and "scaffold_files" not in path.parts:
            for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
                found.append(Message(match["text"], (f"src/partnerwiki/{path.relative_to(PACKAGE).as_posix()}",)))
    return found + [Message(text, ("src/partnerwiki/theme/partnerwiki/static",)) for text in sentences()]


def of_sphinx() -> list[Message]:
    """Give the words of Sphinx that readers meet."""
    return [
        message
        for message in said_in(Path(sphinx.package_dir), "_")
        if message.locations[0] in OF_SPHINX and not message.msgid.startswith(FOR_AUTHORS)
    ]


def lacking(language: str, words: Sequence[Message]) -> list[Message]:
    """Give those of Sphinx's ``words`` that it does not know in ``language``."""
    known = {entry.msgid for path in sphinx_catalogs(language) for entry in polib.mofile(str(path))}
    return [message for message in words if message.msgid not in known]


def merged(path: Path, messages: Sequence[Message]) -> pofile.POFile:
    """Give a catalog of ours in line with ``messages``; a new one where there is none."""
    if path.is_file():
        po = pofile.read(path)
    else:
        date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000")
        po = pofile.POFile(
            path, new_header(project="partnerwiki", language=path.parts[-3], source_language="en", date=date)
        )
    merge(po, sorted(messages, key=lambda message: message.locations))
    return po


def main(arguments: list[str]) -> int:
    """Update or check every catalog; see the module's text."""
    stale = False
    pages, terminal, words = of_pages(), said_in(PACKAGE, "_"), of_sphinx()
    of_readers = [message for message in pages if not message.locations[0].startswith(OF_COMMANDS)]
    for language in LANGUAGES:
        folder = PACKAGE / "translations" / language / "LC_MESSAGES"
        for name, messages in (
            ("partnerwiki", [*pages, *terminal] if language == "de" else of_readers),
            ("sphinx", lacking(language, words)),
        ):
            path = folder / f"{name}.po"
            if not messages and not path.is_file():
                continue
            po = merged(path, messages)
            missing = [entry.msgid for entry in po.live if state_of(entry) is not State.REVIEWED]
            for msgid in missing:
                print(f"{language} {path.name}: {msgid}")
            stale = stale or bool(missing) or po.changed()
            if "--check" not in arguments:
                folder.mkdir(parents=True, exist_ok=True)
                po.save()
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
