"""What axe-core finds on a page that is open in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(sys.prefix) / "node" / "node_modules" / "axe-core" / "axe.min.js"
#: WCAG 2.1, levels A and AA. No rule of these needs the stylesheets' text, which axe-core would fetch again.
RUN = """async () => {
  const {violations} = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"], iframes: false, preload: false,
  });
  return violations.flatMap(({id, nodes}) => nodes.map(node => [id, node.target.join(" "), node.html.slice(0, 200),
    [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ")]));
}"""


def violations(tab: Page) -> list[tuple[Any, ...]]:
    """Examine what a tab shows, in both colour modes; ``AXE`` must have been loaded with the page."""
    found = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found += [(tab.url, tab.viewport_size, scheme, *violation) for violation in tab.evaluate(RUN)]
    return found
