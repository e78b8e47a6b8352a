"""What the page of an agreement says above its text: where it stands, and whether it is in force.

It is written with the page and not read with it: a record that goes a step further changes no page's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from partnerwiki import clauses
from partnerwiki import wiki as wiki_
from partnerwiki.agreements import wording
from partnerwiki.history import in_words
from partnerwiki.messages import translator
from partnerwiki.partnership import shelf as shelf_
from partnerwiki.records.models import Agreement, Stage
from partnerwiki.records.names import word
from partnerwiki.records.store import Entry

#: The steps of an agreement that went well; the other stages come after them.
STEPS = (Stage.DRAFT, Stage.NEGOTIATED, Stage.RESOLVED, Stage.SIGNED, Stage.IN_FORCE)
_IN_FORCE = frozenset({Stage.IN_FORCE, Stage.EXTENDED})


@dataclass(frozen=True)
class Link:
    """A link to a record or page, relative to the page."""

    text: str
    href: str


@dataclass(frozen=True)
class Standing:
    """Where the agreement of a page stands, in the words of the page's language.

    ``steps`` are names of stages, ``now`` the place of the present one. ``version`` is empty for a text that was never
    frozen. ``record`` leads to all that is on record, ``follower`` to what replaced it.
    """

    steps: list[str]
    now: int
    is_in_force: bool
    is_changed: bool
    since: str
    version: str
    record: Link | None
    follower: Link | None


@dataclass(frozen=True)
class _Build:
    srcdir: Path
    catalogs: Path
    languages: list[str]
    myst_extensions: tuple[str, ...]


def agreement_of(app: Sphinx, docname: str) -> Entry | None:
    """Give the agreement whose text a page holds, of those that this site shows."""
    return next((entry for entry in shelf_.of(app).of("agreements") if entry.record.page == docname), None)


def steps_of(stage: Stage) -> tuple[Stage, ...]:
    """Give the steps of an agreement's life; one that does not go well comes last."""
    return STEPS if stage in STEPS else (*STEPS, stage)


def is_changed(app: Sphinx, entry: Entry) -> bool:
    """Say whether an agreement's text is another than that which was frozen."""
    record: Agreement = entry.record
    if record.frozen is None:
        return False
    known = wiki_.of(app.config)
    extensions = tuple(sorted(app.config.myst_enable_extensions))
    build = _Build(Path(app.srcdir), known.lookup.folder, known.languages, extensions)
    full = shelf_.of(app).full
    text = wording.read(build, full, full.ids[record.id].entry)
    return text is not None and text.wording.checksum != record.frozen


def catalogs_of_agreements(app: Sphinx) -> Iterator[Path]:
    """Give the other languages' catalogs that tell whether a frozen text has changed: each language's site says so."""
    own, known = shelf_.of(app), wiki_.of(app.config)
    for entry in own.of("agreements"):
        record: Agreement = entry.record
        if record.frozen is None or record.page is None:
            continue
        for code in own.full.authoritative(record, known.languages):
            if code != own.language:
                yield known.lookup.folder / code / "LC_MESSAGES" / f"{record.page}.po"
                yield known.lookup.folder / code / "LC_MESSAGES" / f"{entry.catalog}.po"


def standing(app: Sphinx, docname: str) -> Standing | None:
    """Give what a page says of its agreement; None for a page that holds none."""
    entry = agreement_of(app, docname)
    if entry is None:
        return None
    record: Agreement = entry.record
    own = shelf_.of(app)
    t = translator(own.language)
    steps = steps_of(record.stage)
    changed = is_changed(app, entry)
    has_ended = record.ends is not None and record.ends < own.today
    return Standing(
        steps=[word(own.language, step) for step in steps],
        now=steps.index(record.stage),
        is_in_force=record.stage in _IN_FORCE and not changed and not has_ended,
        is_changed=changed,
        since=in_words(record.in_force, own.language) if record.in_force is not None else "",
        version=f"{t('Version')} {record.version} ({record.frozen[:8]})" if record.frozen else "",
        record=_link(app, docname, entry),
        follower=_follower(app, docname, record),
    )


def _follower(app: Sphinx, docname: str, record: Agreement) -> Link | None:
    """Give a link to the agreement that replaced one, once that is in force."""
    for other in shelf_.of(app).of("agreements"):
        if other.record.supersedes == record.id and other.record.stage in _IN_FORCE:
            page = other.record.page
            if page in app.env.found_docs:
                return Link(shelf_.of(app).heading(other).text, app.builder.get_relative_uri(docname, page))
            return _link(app, docname, other)
    return None


def _link(app: Sphinx, docname: str, entry: Entry) -> Link | None:
    domain: Any = app.env.get_domain("partnership")
    place = domain.place_of(entry.record.id)
    if place is None or place[0] == docname:
        return None
    href = f"{app.builder.get_relative_uri(docname, place[0])}#{place[1]}"
    return Link(shelf_.of(app).heading(entry).text, href)


def shown(app: Sphinx, _env: Any, docname: str) -> object:
    """Give what a page shows of its agreement: a change of it writes the page again."""
    return standing(app, docname)


def add_files(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give pages of agreements and with clauses their style. Handler of ``html-page-context``."""
    has_clauses = clauses.NUMBER in (context.get("body") or "")
    if app.config.html_theme == "partnerwiki" and (has_clauses or agreement_of(app, pagename) is not None):
        app.add_css_file("agreement.css")


def set_up(app: Sphinx) -> None:
    """Register the handler, before the one of ours that sorts files."""
    app.connect("html-page-context", add_files, priority=450)
