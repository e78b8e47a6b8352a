"""Papers of the pages that have documents, written beside the pages of a language at the end of its build."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from docutils import nodes
from pydantic import ValidationError
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms import SphinxTransformer

from partnerwiki import wiki as wiki_
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import record_of
from partnerwiki.history import in_words
from partnerwiki.languages import tag
from partnerwiki.messages import _
from partnerwiki.papers.model import FAULTS, FOLDER, Agreement, Paper, Sheets, Signatory, digest_of_words
from partnerwiki.papers.reader import paper_of
from partnerwiki.partnership import shelf as shelf_
from partnerwiki.partnership.standing import agreement_of
from partnerwiki.pofile import write_atomically
from partnerwiki.records import models as records
from partnerwiki.records.rules_papers import SIGNED
from partnerwiki.records.store import Entry

#: The key of a page's front matter that asks for documents, and its values.
KEY = "document"
_WORDS = {"": None, "null": None, "true": True, "yes": True, "false": False, "no": False}
#: The kinds of records whose page is a paper.
PAPERS = ("agreements", "council_papers")
#: Where a page keeps a place for the links to its documents, which are made after it.
PLACE = "<!-- partnerwiki: documents -->"


def has(app: Sphinx, docname: str) -> bool:
    """Say whether a page has documents: that of an agreement or council paper, and one that asks for it."""
    return docname in app.env.found_docs and (
        _given(app, docname) not in (None, False)
        or any(entry.record.page == docname for kind in PAPERS for entry in shelf_.of(app).of(kind))
    )


def wanted(app: Sphinx) -> list[str]:
    """Give the pages that have documents."""
    return sorted(docname for docname in app.env.found_docs if has(app, docname))


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the papers of a site. Handler of ``build-finished``."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    folder = Path(app.doctreedir).parent / FOLDER
    names = wanted(app)
    kept = {f"{docname}.json" for docname in names}
    if folder.is_dir():
        for path in sorted(folder.rglob("*.json")):
            if path.relative_to(folder).as_posix() not in kept:
                path.unlink()
    faults: dict[str, dict[str, Any]] = {}
    for docname in names:
        try:
            paper = make(app, docname)
        except PartnerwikiError as error:
            said = {"message": error.message, "path": str(error.path or ""), "line": error.line, "mend": error.mend}
            faults[docname] = said
            (folder / f"{docname}.json").unlink(missing_ok=True)
            continue
        write_atomically(folder / f"{docname}.json", paper.model_dump_json().encode("utf-8"))
    if names:
        write_atomically(folder / FAULTS, json.dumps(faults, ensure_ascii=False).encode("utf-8"))


def make(app: Sphinx, docname: str) -> Paper:
    """Give the paper of a page, with those of its pack.

    Raises :class:`PartnerwikiError` for what has no place in a document.
    """
    sheets, others = wish_of(app, docname)
    paper = _alone(app, docname)
    for other in others:  # alone: a pack in a pack could hold the first one again
        paper = joined(paper, _alone(app, other))
    path = Path(app.env.doc2path(docname)).resolve()
    root = Path(app.confdir).resolve()
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    more_to_know = {"path": shown, "sheets": sheets, "words": digest_of_words(paper)}
    return paper.model_copy(update={"agreement": _agreement(app, docname), **more_to_know})


def _alone(app: Sphinx, docname: str) -> Paper:
    language = str(app.config.language)
    base = wiki_.of(app.config).base_url
    record = record_of(app.env, docname)
    return paper_of(
        resolved(app, docname),
        docname=docname,
        language=language,
        source=record.language if record is not None else language,
        tag=tag(language),
        root=Path(app.srcdir),
        base=f"{base}{language}/" if base else "",
        here=str(app.builder.get_target_uri(docname)),
    )


def _given(app: Sphinx, docname: str) -> Any:
    """Give what the front matter of a page says of documents, None where it says nothing.

    It arrives as text: MyST writes what is nested as JSON, and yes and no as Python does.
    """
    text = str(app.env.metadata.get(docname, {}).get(KEY, ""))
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return json.loads(text)
    except ValueError:
        return text


def wish_of(app: Sphinx, docname: str) -> tuple[Sheets, list[str]]:
    """Give how a page asks to be set, and the further pages of its pack.

    Raises :class:`PartnerwikiError` for what its front matter asks and nobody can do.
    """
    given = _given(app, docname)
    if given is None or isinstance(given, bool):
        return Sheets(), []
    path = Path(app.env.doc2path(docname))
    if not isinstance(given, dict):
        raise _no_sheets(path)
    unknown = set(given) - {"paper", "landscape", "at_most", "pages"}
    if unknown:
        raise PartnerwikiError(
            _("'document' of the front matter holds what is not known: {names}.").format(
                names=", ".join(sorted(unknown))
            ),
            path=path,
            line=1,
            mend=_("There are: {names}.").format(names="paper, landscape, at_most, pages"),
        )
    try:
        sheets = Sheets(**{name: value for name, value in given.items() if name != "pages"})
    except ValidationError:
        raise _no_sheets(path) from None
    others = given.get("pages") or []
    if not isinstance(others, list):
        raise PartnerwikiError(
            _("'pages' of the front matter is no list of pages."),
            path=path,
            line=1,
            mend=_("Write it in brackets: [partners/contacts, partners/plan]."),
        )
    pages = list(dict.fromkeys(str(other).removesuffix(".md") for other in others))
    for other in pages:
        if other not in app.env.found_docs or other == docname:
            raise PartnerwikiError(
                _("There is no page '{page}' for this pack.").format(page=other),
                path=path,
                line=1,
                mend=_("Name pages from the folder of the pages on, without '.md': start/first-week."),
            )
    return sheets, pages


def _no_sheets(path: Path) -> PartnerwikiError:
    return PartnerwikiError(
        _("'document' of the front matter asks for sheets that do not exist."),
        path=path,
        line=1,
        mend=_("Write 'paper: a4' or 'a5', 'landscape: true', 'at_most: 1'."),
    )


def joined(paper: Paper, other: Paper) -> Paper:
    """Give a pack of two papers; names of places and notes of the second get its page's name before them."""
    prefix = f"{other.docname}-"

    def renamed(data: Any) -> Any:
        if isinstance(data, list):
            return [renamed(item) for item in data]
        if not isinstance(data, dict):
            return data
        new = {key: renamed(value) for key, value in data.items()}
        if "names" in new:
            new["names"] = [f"{prefix}{name}" for name in data["names"]]
        if new.get("t") == "link" and str(new["to"]).startswith("#"):
            new["to"] = f"#{prefix}{new['to'][1:]}"
        if new.get("t") == "note":
            new["id"] = f"{prefix}{new['id']}"
        return new

    data = renamed(other.model_dump(mode="json"))
    notes = {f"{prefix}{name}": blocks for name, blocks in data["notes"].items()}
    own = paper.model_dump(mode="json")
    own["blocks"] += [{"t": "sheet"}, *data["blocks"]]
    own["notes"] |= notes
    return Paper.model_validate(own)


def _agreement(app: Sphinx, docname: str) -> Agreement | None:
    """Give what the record of a page's agreement says; None for a page of another kind."""
    own = shelf_.of(app)
    entry = agreement_of(app, docname)
    if entry is None:
        return None
    record: records.Agreement = entry.record
    languages = list(own.store.authoritative(record, wiki_.of(app.config).languages))
    return Agreement(
        id=record.id,
        stage=record.stage.value,
        is_signed=record.stage in SIGNED,
        languages=languages,
        signatories=[_signatory(own, entry, one) for one in record.signatories],
    )


def _signatory(own: shelf_.Shelf, entry: Entry, one: records.Signatory) -> Signatory:
    day = [in_words(one.signed_on, own.language)] if one.signed_on is not None else []
    place = [own.words(entry, one.place)] if one.place is not None else []
    party = own.store.ids.get(one.party)
    return Signatory(
        party=own.heading(party).text if party is not None else one.party,
        office=own.words(entry, one.office),
        authority=own.words(entry, one.authority) if one.authority is not None else "",
        signed=", ".join([*place, *day]),
    )


def resolved(app: Sphinx, docname: str) -> nodes.document:
    """Give a page's tree with its links, without what transforms for HTML make of it."""
    env = app.env
    document = env.get_doctree(docname)
    kept = env.current_document
    env.current_document = new = deepcopy(kept)
    new.docname = docname
    try:
        transformer = SphinxTransformer(document)
        transformer.set_environment(env)
        transformer.add_transforms(
            [found for found in app.registry.get_post_transforms() if not getattr(found, "formats", ())]
        )
        transformer.apply_transforms()
    finally:
        env.current_document = kept
    return document


def shown(app: Sphinx, _env: Any, docname: str) -> object:
    """Say whether a page links to documents: a change of it writes the page again."""
    return has(app, docname)


def set_up(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", write, priority=250)
