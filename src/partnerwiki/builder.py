"""The Sphinx builder that reads pages and writes nothing: its product is the records in the environment."""

from __future__ import annotations

from collections.abc import Iterable, Set

from docutils import nodes
from sphinx.builders import Builder

from partnerwiki import wiki


class MessagesBuilder(Builder):
    """Read all pages, so that their messages can be merged into the catalogs."""

    name = "partnerwiki-messages"
    format = "gettext"  # as Sphinx's own extraction: extensions that skip output for it skip it here
    allow_parallel = True

    def init(self) -> None:
        """Begin: pages are read as they were written, whatever their language."""
        wiki.ignore_translations(self.config)

    def get_outdated_docs(self) -> Iterable[str]:
        """Give no page: nothing is written."""
        return []

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Give an empty address: there is no output to link to."""
        return ""

    def write_documents(self, docnames: Set[str]) -> None:
        """Do nothing: nothing is written."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Do nothing: nothing is written."""

    def finish(self) -> None:
        """Do nothing: nothing is written."""
