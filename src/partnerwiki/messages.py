"""Our own sentences in the reader's language.

English is the msgid, ``translations/<language>/LC_MESSAGES/partnerwiki.po`` beside this module holds the
translations. They are read as PO at run time: no compiled file to forget. The command line speaks German or English
by the user's locale (:func:`use_locale`): its sentences stand in ``_("…")``. Pages speak the language they are written
in: their sentences stand in ``t("…")``, in templates and scripts, and in Python with ``t`` from :func:`translator`.
"""

from __future__ import annotations

import locale as _locale
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polib

LOCALE_DIR = Path(__file__).with_name("translations")
_current = "en"


def catalog_path(language: str, domain: str = "partnerwiki") -> Path | None:
    """Give our catalog of a language (``pt_BR``: its own or that of ``pt``), or None (English, or not translated)."""
    paths = [LOCALE_DIR / code / "LC_MESSAGES" / f"{domain}.po" for code in (language, language.split("_")[0])]
    return next(filter(Path.is_file, paths), None)


def speaks(language: str) -> bool:
    """Say whether there are sentences of ours in a language."""
    code = language.replace("-", "_")
    return code.split("_")[0] == "en" or catalog_path(code) is not None


@cache
def _table(language: str) -> dict[str, str]:
    """Give msgid -> msgstr of one language; empty where there is no catalog."""
    path = catalog_path(language)
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.translated()} if path else {}


def translator(language: str) -> Callable[[str], str]:
    """Give the function that puts our sentences into ``language``; a sentence without translation stays English."""
    table = _table(language.replace("-", "_"))
    return lambda msgid: table.get(msgid, msgid)


def use_locale(environ: dict[str, str] | None = None) -> str:
    """Choose the command line's language from ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG`` (POSIX order).

    Without any of them (Windows) the system's setting decides. Returns the code chosen: ``de`` or ``en``.
    """
    global _current
    env = os.environ if environ is None else environ
    wanted = next((env[name] for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), None)
    if wanted is None:
        wanted = _locale.getlocale()[0] or "en"
    code = wanted.split(":")[0].split(".")[0].split("_")[0].split("-")[0].lower()
    _current = "de" if code in {"de", "german"} else "en"
    return _current


def current_language() -> str:
    """Give the command line's language: ``de`` or ``en``."""
    return _current


def _(msgid: str) -> str:
    """Give one of our sentences in the command line's language."""
    return _table(_current).get(msgid, msgid)
