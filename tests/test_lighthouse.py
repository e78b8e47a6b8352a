"""Six pages as Lighthouse judges them on a slow phone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from reader import LONG, page_with
from sites import FLAGS, Published

LIGHTHOUSE = Path(sys.prefix) / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
BARS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
#: Search and dashboard ask search engines to leave them out; no more than that may lower their mark.
PAGES = {
    "start": "de/index.html",
    "long": "de/vereinbarungen/partnerschaftsvereinbarung.html",
    "drafts": f"pt/{LONG}",
    "search": "en/search.html",
    "dashboard": "pt/translation-status.html",
    "path": "",
}


def report(url: str, browser: Browser) -> dict[str, Any]:
    """Run Lighthouse once: a phone on a slow line, as it simulates both by default."""
    program = browser.browser_type.executable_path
    result = subprocess.run(
        [
            "node",
            str(LIGHTHOUSE),
            url,
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
            "--disable-full-page-screenshot",
            f"--only-categories={','.join(BARS)}",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        ],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or shutil.which("google-chrome") or program},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def below(found: dict[str, Any], category: str) -> list[str]:
    """Name the audits of a category that do not have full marks."""
    references = found["categories"][category]["auditRefs"]
    audits = [found["audits"][reference["id"]] for reference in references if reference["weight"]]
    return [f"{audit['id']}: {audit.get('displayValue', '')}" for audit in audits if audit["score"] not in {1, None}]


@pytest.mark.parametrize("kind", PAGES)
def test_lighthouse_gives_full_marks(browser: Browser, every_kind: Published, kind: str) -> None:
    name = PAGES[kind] or page_with(every_kind, "de", "data-pw-path[^-]")
    found = report(every_kind.url + name, browser)
    marks = {category: round(100 * found["categories"][category]["score"]) for category in BARS}
    for _run in range(2):  # other work on this machine only ever makes a page slower: the best of three counts
        if marks["performance"] < BARS["performance"]:
            again = report(every_kind.url + name, browser)["categories"]["performance"]["score"]
            marks["performance"] = max(marks["performance"], round(100 * again))
    lost = {category: below(found, category) for category, mark in marks.items() if mark < BARS[category]}
    if 'content="noindex"' in (every_kind.folder / "build" / "site" / name).read_text(encoding="utf-8"):
        assert lost.pop("seo") == ["is-crawlable: "]
    assert (marks, lost) == (marks, {})
