"""Drafts through a real LibreTranslate server with a real neural model, English to Portuguese."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_engines import check_corpora, check_scores, draft_handbook, scores, settle_corpora

from partnerwiki.engines import Settings, create
from partnerwiki.engines.probe import probe

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from local_engine import server


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with server(port) as address:
        yield Settings({"url": address})


def test_no_stored_draft_has_other_markup(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = settle_corpora(create("libretranslate", settings), settings, "pt", tmp_path)
    with capsys.disabled():
        check_corpora(done, lambda line: print(f"\nlibretranslate en→pt, {line}"))


def test_the_ladder_is_worth_its_rungs(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scores(create("libretranslate", settings), settings, "pt", tmp_path)
    with capsys.disabled():
        check_scores(found, lambda line: print(f"\nlibretranslate en→pt, chrF: {line}"))


def test_the_probe_finds_a_shape(settings: Settings) -> None:
    best = probe(create("libretranslate", settings), "en", "pt")[0]
    assert best.survived >= 0.8 * best.tried


def test_real_pages_are_drafted_and_built(settings: Settings, tmp_path: Path) -> None:
    counts = draft_handbook(tmp_path, "libretranslate", settings.text("url"), "pt")
    assert counts["drafted"] > 100
    assert not counts["failed"]
