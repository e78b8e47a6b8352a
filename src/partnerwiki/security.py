"""The Content-Security-Policy of every page: this site only.

A static host sends no header for us, so the policy stands in a ``<meta>`` element (CSP level 3, section 3.3), before
whatever it governs.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE_SCRIPT = re.compile(r"<script>(?P<text>.*?)</script>", re.DOTALL)


def script_hash(text: str) -> str:
    """Give the source expression that allows one inline script by its content."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def policy(html: str = "") -> str:
    """Give the policy for a page that holds the inline scripts of ``html``.

    Styles may stand in the page: docutils writes the widths of columns there. The search is WebAssembly.
    """
    hashes = [script_hash(found["text"]) for found in _INLINE_SCRIPT.finditer(html)]
    directives = {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *hashes],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
