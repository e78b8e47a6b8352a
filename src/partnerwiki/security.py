"""The Content-Security-Policy of every page: this site only.

A static host sends no header for us, so the policy stands in a ``<meta>`` element (CSP level 3, section 3.3), before
whatever it governs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from partnerwiki.messages import _
from partnerwiki.warnings_ import Warn, warn

#: An address of another host, and one that an inline module imports.
_FOREIGN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](?P<address>(?:https?:)?//[^"']+)""")
_INLINE_SCRIPT = re.compile(r"<script>(?P<text>.*?)</script>", re.DOTALL)


def script_hash(text: str) -> str:
    """Give the source expression that allows one inline script by its content."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def policy(html: str = "") -> str:
    """Give the policy for a page that holds the inline scripts of ``html``.

    Styles may stand in the page: docutils writes the widths of columns there. The search is WebAssembly. Stylesheets
    bring small images and fonts along as ``data:``.
    """
    hashes = [script_hash(found["text"]) for found in _INLINE_SCRIPT.finditer(html)]
    directives = {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *hashes],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


#: The addresses that a running build has warned about.
_WARNED: WeakKeyDictionary[Sphinx, set[str]] = WeakKeyDictionary()


def protect(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give the page its policy, and leave out what the policy would block.

    Handler of ``html-page-context`` behind those of extensions that add scripts. Scripts that ``conf.py`` or an
    extension writes into the page are trusted; those in the text of a page are not.
    """
    if "pw_mode_script" not in context:
        return
    for name in ("script_files", "css_files"):
        context[name][:] = [file for file in context[name] if not _is_foreign(app, _address(file))]
    for name in ("logo_url", "favicon_url"):
        if _is_foreign(app, str(context.get(name) or "")):
            context[name] = ""
    inline = [f"<script>{_body(file)}</script>" for file in context["script_files"] if _body(file)]
    context["pw_csp"] = policy(context["pw_mode_script"] + "".join(inline))


def _body(file: Any) -> str:
    """Give the text of a script that stands in the page."""
    return str(getattr(file, "attributes", {}).get("body") or "")


def _address(file: Any) -> str:
    """Give the address that a script or a stylesheet is loaded from; of an inline one what it imports."""
    imported = _IMPORT.search(_body(file))
    return imported["address"] if imported else str(getattr(file, "filename", file) or "")


def _is_foreign(app: Sphinx, address: str) -> bool:
    """Say whether an address is on another host; warn of it once a build."""
    if not _FOREIGN.match(address):
        return False
    warned = _WARNED.setdefault(app, set())
    if address not in warned:
        warned.add(address)
        conf_py = Path(app.confdir) / "conf.py"
        lines = conf_py.read_text(encoding="utf-8").splitlines() if conf_py.is_file() else []
        line = next((number for number, text in enumerate(lines, 1) if address in text), 1)
        warn(Warn.FOREIGN, _mend(app, address).format(address=address), path=conf_py, line=line)
    return True


def _mend(app: Sphinx, address: str) -> str:
    if address == app.config.mathjax_path:
        return _(
            "Formulas are shown as TeX, because MathJax would come from another host: {address}. Put its files into a "
            "folder of html_static_path and set mathjax_path, such as mathjax/tex-mml-chtml.js."
        )
    return _(
        "Pages load nothing from other hosts; this was left out: {address}. Put the file into a folder of "
        "html_static_path and name that one."
    )


class ForeignImages(SphinxPostTransform):
    """Turn each image of another host into a link to it, with its description as text, and warn.

    The policy would block the image: the reader would meet a gap, and the browser complain.
    """

    formats = ("html",)
    default_priority = 900  # behind what extensions make images of

    def run(self, **_options: Any) -> None:
        """Replace the images of the page, in our theme only."""
        if self.config.html_theme != "partnerwiki":
            return
        for image in list(self.document.findall(nodes.image)):
            address = image["uri"]
            if not _FOREIGN.match(address):
                continue
            place = next((node for node in _upwards(image) if node.line), image)
            warn(
                Warn.FOREIGN,
                _(
                    "Pages load nothing from other hosts; this image became a link: {address}. Put the file into the "
                    "wiki and name that one."
                ).format(address=address),
                path=self.env.doc2path(self.env.docname),
                line=place.line or 1,
            )
            text = nodes.Text(image.get("alt") or address)
            marks = {name: image[name] for name in ("data-unit", "data-state", "lang", "dir") if name in image}
            link = next((node for node in _upwards(image) if isinstance(node, nodes.reference)), None)
            if link is not None:
                image.replace_self(nodes.inline("", "", text, **marks))
            else:
                link = nodes.reference("", "", text, refuri=address, internal=False, **marks)
                image.replace_self(link)
            if not isinstance(link.parent, nodes.TextElement):  # a link without a picture is a part of a text
                line = nodes.paragraph()
                link.replace_self(line)
                line += link


def _upwards(node: nodes.Node | None) -> Iterator[nodes.Element]:
    """Give a node, its parent and so on."""
    while isinstance(node, nodes.Element):
        yield node
        node = node.parent


def set_up(app: Sphinx) -> None:
    """Register the handlers."""
    app.add_post_transform(ForeignImages)
    app.connect("html-page-context", protect, priority=900)
