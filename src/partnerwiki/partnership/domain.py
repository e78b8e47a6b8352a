"""The Sphinx domain ``partnership``: a directive a view, a role for any record, and an index of all records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import ReferenceRole
from sphinx.util.nodes import make_refnode

from partnerwiki.languages import direction, tag
from partnerwiki.messages import _, translator
from partnerwiki.partnership import files, shelf
from partnerwiki.partnership import view as view_
from partnerwiki.partnership.shelf import Said
from partnerwiki.partnership.view import ViewDirective, reader_of, spoken
from partnerwiki.partnership.views import VIEWS
from partnerwiki.records import names as words
from partnerwiki.records.store import nearest
from partnerwiki.warnings_ import Warn, warn


class RecordRole(ReferenceRole):
    """``{partnership:ref}`id```: a link to a record, with its title in the reader's language or a text of its own."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the reference; where this site may not show the record, words that say so."""
        own = shelf.of(self.env._app)
        reader = reader_of(self.env, own)
        t = translator(own.language)
        name = self.target.strip()
        known = reader.get(name)
        source, line = self.get_source_info()
        if known is None:
            if name not in own.existing:
                near = nearest(name, sorted(own.existing))
                message = _("There is no record with the id '{id}'.").format(id=name[:60])
                hint = _("Did you mean '{near}'?").format(near=near) if near else ""
                warn(Warn.RECORD, f"{message} {hint}".strip(), path=source, line=line)
                return [nodes.literal(self.rawtext, name)], []
            text = self.title if self.has_explicit_title else t("not public")
            return [nodes.inline(self.rawtext, text, classes=["pw-hidden-record"])], []
        said = Said(self.title, own.language) if self.has_explicit_title else own.heading(known)
        node = pending_xref(
            self.rawtext,
            refdomain="partnership",
            reftype="ref",
            reftarget=name,
            refexplicit=True,
            refdoc=self.env.current_document.docname,
            refwarn=False,
        )
        node.source, node.line = source, line
        node += spoken(said, own.language)
        return [node], []


class RecordsIndex(Index):
    """All records that pages show, by kind."""

    name = "records"
    localname = "Records"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give the entries; those of one kind are sorted by their names."""
        domain: Any = self.domain
        own = shelf.of(domain.env._app)
        found: dict[str, list[IndexEntry]] = {}
        for name, (docname, anchor) in domain.places().items():
            known = own.store.ids.get(name)
            if known is not None and (docnames is None or docname in docnames):
                said = own.heading(known)
                is_foreign = said.language != own.language
                language = tag(said.language) if is_foreign else ""
                entry = IndexEntry(said.text, 0, docname, anchor, direction(said.language), language, "")
                found.setdefault(words.kinds(own.language)[known.kind], []).append(entry)
        return [(kind, sorted(found[kind], key=lambda entry: entry.name)) for kind in sorted(found)], False


class PartnershipDomain(Domain):
    """Where records are shown, and what each page has seen of them."""

    name = "partnership"
    label = "Partnership"
    object_types: ClassVar[dict[str, ObjType]] = {"record": ObjType("record", "ref")}
    roles: ClassVar[Any] = {"ref": RecordRole()}
    directives: ClassVar[Any] = {
        name: type(f"{name.title()}View", (ViewDirective,), {"view": view, **view.options})
        for name, view in VIEWS.items()
    }
    indices: ClassVar[list[type[Index]]] = [RecordsIndex]
    initial_data: ClassVar[dict[str, Any]] = {"places": {}, "seen": {}}
    data_version = 1

    _best: dict[str, tuple[str, str]] | None = None

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self._best = None
        for table in ("places", "seen"):
            self.data[table].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        self._best = None
        for table in ("places", "seen"):
            self.data[table] |= {docname: value for docname, value in otherdata[table].items() if docname in docnames}

    def note(self, docname: str, shown: dict[str, tuple[str, int]]) -> None:
        """Note the anchors where a page shows records, and with what weight; of two on a page the heavier one stays."""
        self._best = None
        places = self.data["places"].setdefault(docname, {})
        for name, (anchor, weight) in shown.items():
            if name not in places or places[name][1] < weight:
                places[name] = anchor, weight

    def places(self) -> dict[str, tuple[str, str]]:
        """Give for each shown id the page and anchor where it is shown best."""
        if self._best is not None:
            return self._best
        best: dict[str, tuple[int, str, str]] = {}
        for docname, shown in sorted(self.data["places"].items()):
            for name, (anchor, weight) in shown.items():
                if name not in best or weight > best[name][0]:
                    best[name] = weight, docname, anchor
        self._best = {name: (docname, anchor) for name, (_weight, docname, anchor) in best.items()}
        return self._best

    def place_of(self, name: str) -> tuple[str, str] | None:
        """Give page and anchor of a record."""
        return self.places().get(name)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Any,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Link to where a record is shown; a record that no page shows is named without a link."""
        place = self.place_of(target)
        if place is None:
            return nodes.inline("", "", contnode)  # type: ignore[return-value]
        return make_refnode(builder, fromdocname, place[0], place[1], contnode)

    def resolve_any_xref(self, *arguments: Any) -> list[Any]:
        """Give nothing: a record is named by its own role."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Give the shown records, for the inventory and Sphinx's own search."""
        own = shelf.of(self.env._app)
        for name, (docname, anchor) in sorted(self.places().items()):
            known = own.store.ids.get(name)
            if known is not None:
                yield name, own.heading(known).text, "record", docname, anchor, 1


def name_index(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the title of the index of all records into the reader's language, and lead to it from the search.

    Handler of ``html-page-context``.
    """
    domain: Any = app.env.domains[PartnershipDomain.name]
    if pagename == "search" and domain.places():
        context["pw_records"] = words.records(str(app.config.language))["title"]
    if pagename == f"{PartnershipDomain.name}-{RecordsIndex.name}":
        said = words.records(str(app.config.language))
        context["indextitle"] = context["title"] = said["title"]
        context["pw_downloads_title"] = said["files"]
        context["pw_downloads"] = [
            {"href": f"{files.FOLDER}/{name}", "title": title} for name, title in files.listed(shelf.of(app))
        ]


def set_up(app: Sphinx) -> None:
    """Register domain, nodes and handlers."""
    app.add_config_value(shelf.AUDIENCE, "public", "env", types=(str,))
    app.add_domain(PartnershipDomain)
    app.connect("builder-inited", shelf.fill)
    app.connect("partnerwiki-again", shelf.fill)
    app.connect("env-get-outdated", shelf.outdated)
    app.connect("html-page-context", name_index, priority=300)
    files.set_up(app)
    view_.set_up(app)
