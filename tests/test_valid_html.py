"""Every page is valid HTML, as the Nu Html Checker judges it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sites import EVERY_KIND, Published

CHECKER = Path(sys.prefix) / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: What is let pass, and why.
PASSED = {
    "Trailing slash on void elements has no effect": "docutils writes XHTML's form; the checker calls it harmless",
    "This document appears to be written in Hebrew": "the made-up language is one: Hebrew letters, declared as Arabic",
    "The “aria-controls” attribute must not be used on any “label” element": "tabs of sphinx-design",
    "Consider using the “h1” element as a top-level heading only": "docutils puts a page's title into a <section>",
    "Article lacks heading": "the same: the title stands in a <section> of the article",
    "Inline script violates Content Security Policy": "two pages whose script's hash is right: Chromium runs it",
}


def messages(site: Published, names: list[str]) -> dict[str, list[str]]:
    """Give what the checker says of pages, each with the places.

    They are read by their addresses, not as files, so that the policy's ``'self'`` is the site; the checker keeps away
    from this machine's own unless told otherwise.
    """
    addresses = [site.url + name for name in names]
    allowed = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
    command = ["java", allowed, "-jar", str(CHECKER), "--format", "json", *addresses]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    found: dict[str, list[str]] = {}
    for message in json.loads(result.stderr)["messages"]:
        place = f"{message.get('url')}:{message.get('lastLine')} {message.get('extract', '')}"
        found.setdefault(message["message"], []).append(" ".join(place.removeprefix(site.url).split()))
    return found


def test_every_page_is_valid_html(every_kind: Published) -> None:
    names = ["", "404.html", *(name for language in EVERY_KIND for name in every_kind.pages(language))]
    found = messages(every_kind, names)
    assert {text: places for text, places in found.items() if not text.startswith(tuple(PASSED))} == {}
    assert [start for start in PASSED if not any(text.startswith(start) for text in found)] == []
