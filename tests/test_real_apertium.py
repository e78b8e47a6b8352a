"""Drafts through Debian's Apertium, English to Spanish: real texts, a real engine, the whole ladder."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_engines import check_corpora, check_scores, draft_handbook, scores, settle_corpora

from partnerwiki.engines import Engine, Settings, create

SETTINGS = Settings()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return create("apertium", SETTINGS)


def test_no_stored_draft_has_other_markup(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = settle_corpora(engine, SETTINGS, "es", tmp_path)
    with capsys.disabled():
        check_corpora(done, lambda line: print(f"\napertium en→es, {line}"))


def test_the_ladder_is_worth_its_rungs(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        check_scores(scores(engine, SETTINGS, "es", tmp_path), lambda line: print(f"\napertium en→es, chrF: {line}"))


def test_real_pages_are_drafted_and_built(tmp_path: Path) -> None:
    counts = draft_handbook(tmp_path, "apertium", "", "es")
    assert counts["drafted"] > 100
    assert not counts["failed"]
