"""The offline copy: what a service worker answers from when a reader has asked for a copy of one language.

``sw.js`` lies at the top of the language's folder, because a worker governs what lies below its own address.
``offline.json`` tells version and size, ``offline-files.json`` every file; only the second grows with the wiki, and it
is loaded when a reader asks for a copy.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki.finishing import now_or_later

WORKER = Path(__file__).with_name("theme") / "partnerwiki" / "sw.js"
#: What this module writes, and what Sphinx writes for itself or for tools: no page of the copy asks for it.
NOT_KEPT = {"sw.js", "offline.json", "offline-files.json", "objects.inv"}
#: Letters of a SHA-256 that tell files apart; they are no protection.
HASH_LENGTH = 16


def kept_files(folder: Path) -> dict[str, tuple[str, int]]:
    """Give hash and size in bytes of each file of a finished site, by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in NOT_KEPT and path.suffix != ".map" and not name.startswith("."):
            data = path.read_bytes()
            found[name] = (hashlib.sha256(data).hexdigest()[:HASH_LENGTH], len(data))
    return found


def write(folder: Path) -> None:
    """Write worker and lists of the finished site of one language in ``folder``.

    Files are made anew: another folder may hold the old ones by another name.
    """
    files = kept_files(folder)
    text = json.dumps({"files": files}, ensure_ascii=False, separators=(",", ":"))
    size = sum(dict(files.values()).values())  # equal files are stored once
    about = {"version": hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH], "size": size}
    for name, content in (
        ("offline-files.json", text),
        ("offline.json", json.dumps(about)),
        (WORKER.name, WORKER.read_text(encoding="utf-8")),
    ):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def renew(folder: Path) -> None:
    """Write the lists again after files of a language's site changed; does nothing where the site has no copy."""
    if (folder / WORKER.name).is_file():
        write(folder)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the lists of the language that was built. Handler of ``build-finished``, after all that write files."""
    if exception is None and isinstance(app.builder, StandaloneHTMLBuilder) and app.config.html_theme == "partnerwiki":
        now_or_later(app, _write_for)


def _write_for(app: Sphinx) -> None:
    write(Path(app.outdir))


def set_up(app: Sphinx) -> None:
    """Register handlers."""
    app.connect("build-finished", finish, priority=900)
