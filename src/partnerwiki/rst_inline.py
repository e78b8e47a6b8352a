"""reStructuredText inline text: the same parser, signature and rendering as :mod:`partnerwiki.inline` has for MyST.

A project may hold ``.rst`` pages beside its Markdown. Their msgids are reStructuredText, and so are their translations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from docutils.parsers.rst.states import Inliner
from docutils.utils import Reporter, new_document, unescape

from partnerwiki.inline import EXPLICIT, Mark, Signature, bidi_marks, role_mark

_MARKUP = re.compile(r"[\\`*_|\n\u202a-\u202e\u2066-\u2069]|[a-z]:|::|@", re.IGNORECASE)


def is_plain(text: str) -> bool:
    """Say whether a reStructuredText certainly holds no markup."""
    return not _MARKUP.search(text)


class RstInlineParser:
    """Parses and renders the translations of one reStructuredText page by inline rules alone."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document
        self._inliner = Inliner()
        self._inliner.init_customizations(document.settings)

    def is_plain(self, text: str) -> bool:
        """Say whether a text certainly holds no markup."""
        return is_plain(text)

    def parse(self, text: str) -> str:
        """Give the text itself: it is parsed once without effect for its signature, and once more to be rendered.

        A double colon at its end announces a literal block and is a single one, as in docutils.
        """
        return re.sub(r"(?<=\S):(?=:\Z)|\s+::\Z", "", text)

    def signature(self, parsed: str) -> Signature:
        """Give the signature of a text; nothing is executed and the page learns nothing of it."""
        return self._recorded(parsed)[0]

    def words(self, text: str) -> str:
        """Give the words that a reader would see."""
        return self._recorded(self.parse(text))[1]

    def _recorded(self, parsed: str) -> tuple[Signature, str]:
        settings = self._document.settings.copy()
        settings.report_level = Reporter.SEVERE_LEVEL + 1
        settings.halt_level = Reporter.SEVERE_LEVEL + 1
        scratch = new_document("<translation>", settings)
        roles: list[Mark] = []

        def record(rawsource: str, text: str, role: str, _line: int) -> Any:
            # what a role does is not known before the gate has let it pass, so none is run
            roles.append(role_mark(role, unescape(text, restore_backslashes=True)))
            explicit = EXPLICIT.match(unescape(text))
            return [nodes.inline(rawsource, explicit["text"] if explicit else unescape(text))], []

        # no subclass: docutils makes its patterns of the class's own attributes
        inliner: Any = Inliner()
        inliner.init_customizations(settings)
        inliner.interpreted = record
        children, _messages = inliner.parse(parsed, 0, self._memo(scratch, inliner), scratch)
        marks = Counter([*roles, *bidi_marks(parsed)])
        for child in children:
            for node in child.findall(nodes.Element):
                marks.update(_marks(node))
        return marks, "".join(child.astext() for child in children)

    def render(self, parsed: str, line: int) -> list[nodes.Node]:
        """Render a text to docutils nodes; ``line`` (1-based) is where the source stands."""
        holder = nodes.inline()
        children, messages = self._inliner.parse(parsed, line, self._memo(self._document, self._inliner), holder)
        return [*children, *messages]

    def targets(self, text: str, kind: str) -> list[str]:
        """Give no addresses: nothing that is included rewrites the paths of a reStructuredText page."""
        return []

    @staticmethod
    def _memo(document: nodes.document, inliner: Any) -> Any:
        return SimpleNamespace(
            document=document,
            reporter=document.reporter,
            language=get_language(document.settings.language_code, document.reporter),
            title_styles=[],
            section_level=0,
            section_bubble_up_kludge=False,
            inliner=inliner,
        )


def _marks(node: nodes.Element) -> Iterator[Mark]:
    if isinstance(node, nodes.reference):
        if "refuri" in node:
            yield Mark("link", node["refuri"])
        elif "refname" in node:
            yield Mark("reference", node["refname"])
        else:
            yield Mark("link", "__")
    elif isinstance(node, nodes.target):
        yield Mark("target")
    elif isinstance(node, nodes.literal):
        yield Mark("code", node.astext())
    elif isinstance(node, nodes.footnote_reference):
        yield Mark("footnote", node.get("refname") or str(node.get("auto", "")))
    elif isinstance(node, nodes.citation_reference):
        yield Mark("citation", node["refname"])
    elif isinstance(node, nodes.substitution_reference):
        yield Mark("substitution", node.astext())
    elif isinstance(node, nodes.problematic):
        yield Mark("problem", node.astext())
