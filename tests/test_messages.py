"""Our own sentences: complete in German, same placeholders, chosen by the user's locale."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from partnerwiki.messages import LOCALE_DIR, translator, use_locale

ROOT = Path(__file__).parent.parent


def test_the_catalogs_are_complete_and_up_to_date() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("path", sorted(LOCALE_DIR.glob("*/LC_MESSAGES/partnerwiki.po")), ids=lambda p: p.parts[-3])
def test_translations_fill_in_the_same_values(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        assert fields(entry.msgid) == fields(entry.msgstr), entry.msgid


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT"}, "de"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "de_DE.UTF-8"}, "en"),
        ({"LANGUAGE": "de:en", "LANG": "en_US.UTF-8"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_the_locale_decides(environ: dict[str, str], expected: str) -> None:
    try:
        assert use_locale(environ) == expected
    finally:
        use_locale({"LANG": "C"})


def test_an_unknown_language_falls_back_to_english() -> None:
    assert translator("xx")("Search") == "Search"
    assert translator("de_AT")("Search") == "Suche"


def test_no_sentence_is_built_from_parts_with_f_strings() -> None:
    """Sentences inside f-strings are not found by the extraction."""
    for path in (ROOT / "src" / "partnerwiki").rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not re.search(r"""\bf["'].*\{_\(""", line), f"{path.name}:{number}"
