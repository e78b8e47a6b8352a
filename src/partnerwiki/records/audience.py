"""What of the records a site may show: the one place where something is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from enum import StrEnum

from partnerwiki.records.kinds import Visibility
from partnerwiki.records.models import Consent, ConsentScope, Contact, Event, LegalBasis
from partnerwiki.records.store import Entry, Known, Store


class Audience(StrEnum):
    """For whom a site is made."""

    PUBLIC = "public"
    INTERNAL = "internal"
    #: For nobody: what extraction reads, so that catalogs have all texts.
    EVERYTHING = "everything"


#: What each audience may see, by the ``visibility`` of a record or page.
_SHOWN_TO = {
    Audience.PUBLIC: {Visibility.PUBLIC},
    Audience.INTERNAL: {Visibility.PUBLIC, Visibility.INTERNAL},
    Audience.EVERYTHING: set(Visibility),
}


def may_see(audience: Audience, visibility: Visibility) -> bool:
    """Say whether a site for an audience may show what has this visibility; confidential things are in no site."""
    return visibility in _SHOWN_TO[audience]


def reduced(store: Store, audience: Audience, today: dt.date) -> Store:
    """Give the store as a site for an audience may show it.

    Confidential records are in no site. A contact without legal basis, or whose consent has ended, is in none either;
    of the others each site has what the basis covers. Who stays at whose home is in the internal site alone.
    """
    if audience is Audience.EVERYTHING:
        return store
    entries = [found for entry in store.entries if (found := _shown(entry, audience, today)) is not None]
    by_old = {id(old.record): new for old, new in _pairs(store.entries, entries)}
    ids: dict[str, Known] = {}
    for name, known in store.ids.items():
        new = by_old.get(id(known.entry.record))
        if new is not None:
            part = new.record if known.part is known.entry.record else known.part
            ids[name] = replace(known, entry=new, part=part)
    return Store(entries, ids, store.files)


def _pairs(old: list[Entry], new: list[Entry]) -> list[tuple[Entry, Entry]]:
    places = {(entry.file.path, entry.place): entry for entry in new}
    return [(entry, places[entry.file.path, entry.place]) for entry in old if (entry.file.path, entry.place) in places]


def _shown(entry: Entry, audience: Audience, today: dt.date) -> Entry | None:
    record = entry.record
    if not may_see(audience, record.visibility):
        return None
    if isinstance(record, Contact):
        contact = _contact(record, today)
        return replace(entry, record=contact) if contact is not None else None
    if isinstance(record, Event) and record.hosts and audience is Audience.PUBLIC:
        return replace(entry, record=record.model_copy(update={"hosts": []}))
    return entry


def scope(contact: Contact, today: dt.date) -> frozenset[ConsentScope]:
    """Give what may be shown of a contact.

    The task of an office is a basis for name and office address, not for a photo (Art. 6 (1) e and a GDPR; a lawyer
    confirms); consent is one for what it names, as long as it lasts.
    """
    given = _lasting(contact.consent, today)
    if contact.legal_basis is LegalBasis.TASK:
        return frozenset({ConsentScope.NAME, ConsentScope.CONTACT, *(given & {ConsentScope.PHOTO})})
    return given if contact.legal_basis is LegalBasis.CONSENT else frozenset()


def _lasting(consent: Consent | None, today: dt.date) -> frozenset[ConsentScope]:
    if consent is None or consent.date > today or (consent.expires is not None and consent.expires < today):
        return frozenset()
    return frozenset(consent.scope)


def _contact(contact: Contact, today: dt.date) -> Contact | None:
    shown = scope(contact, today)
    if ConsentScope.NAME not in shown:
        return None
    hidden: dict[str, object] = {"consent": None}
    if ConsentScope.CONTACT not in shown:
        hidden |= {"phone": None, "mail": None}
    if ConsentScope.PHOTO not in shown:
        hidden |= {"photo": None}
    return contact.model_copy(update=hidden)
