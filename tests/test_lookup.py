"""Catalogs are found and read; the ones that take long are compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnerwiki.lookup import Lookup
from partnerwiki.units import State

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
ENTRY = '\n#. a note\n#, fuzzy\n#| msgid "Old {0}"\nmsgid "Text {0}"\nmsgstr "Texto {0}"\n'


@pytest.mark.parametrize(
    ("count", "extra", "is_compiled"),
    [(3, "", False), (3000, "", True), (3, '\n#~ msgid "Gone"\n#~ msgstr "Fora"\n', True)],
    ids=["small", "large", "of another form"],
)
def test_only_catalogs_that_take_long_are_compiled(tmp_path: Path, count: int, extra: str, is_compiled: bool) -> None:
    catalog = tmp_path / "locales/pt/LC_MESSAGES/seite.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(HEADER + "".join(ENTRY.format(number) for number in range(count)) + extra, encoding="utf-8")
    tables = [Lookup(tmp_path / "locales", tmp_path / "cache", compact=False).table("pt", "seite") for _ in range(2)]
    assert (tmp_path / "cache/pt/LC_MESSAGES/seite.json").is_file() is is_compiled
    assert tables[0] == tables[1]
    assert len(tables[0].units) == count
    unit = tables[0].units["Text 2"]
    assert (unit.msgstr, unit.state, unit.previous) == ("Texto 2", State.OUTDATED, "Old 2")
