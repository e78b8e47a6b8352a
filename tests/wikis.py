"""Small wikis on disk for tests, and the command line run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CONF = """\
project = "Testwiki"
html_title = "Testwiki"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "substitution"]
myst_heading_anchors = 3
html_theme = "partnerwiki"
html_baseurl = "https://wiki.example/repo/"
"""

PAGES = {
    "index.md": "# Start\n\nWillkommen im Wiki.\n\n```{toctree}\nzwei\n```\n",
    "zwei.md": "# Zweite Seite\n\nMehr Text, siehe [](index.md).\n",
}

HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def catalog(units: Mapping[str, str]) -> str:
    """Give a PO file with reviewed units, msgid -> msgstr (neither holds a quotation mark)."""
    return HEADER + "".join(f'\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n' for msgid, msgstr in units.items())


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write text files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def make_wiki(
    folder: Path,
    *,
    pages: Mapping[str, str] = PAGES,
    catalogs: Mapping[str, str] | None = None,
    conf: str = CONF,
) -> Path:
    """Write a wiki; ``catalogs`` maps ``en/index`` to the text of a PO file."""
    write(folder, {"conf.py": conf})
    write(folder / "source", pages)
    for name, text in (catalogs or {}).items():
        language, _, docname = name.partition("/")
        write(folder / "locales" / language / "LC_MESSAGES", {f"{docname}.po": text})
    return folder


def environ(language: str = "en_GB.UTF-8") -> dict[str, str]:
    """Give the environment of a user who reads ``language``."""
    kept = {name: value for name, value in os.environ.items() if name not in {"LANGUAGE", "LC_ALL", "LC_MESSAGES"}}
    return {**kept, "LANG": language, "PYTHONUTF8": "1"}


def partnerwiki(folder: Path, *arguments: str, language: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "partnerwiki", *arguments],
        cwd=folder,
        env=environ(language),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
