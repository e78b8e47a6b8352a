"""What a page hands to its scripts for side by side reading and for suggesting a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx

from partnerwiki import wiki as wiki_
from partnerwiki.extract import record_of
from partnerwiki.messages import translator


@dataclass(frozen=True)
class Review:
    """Where a reader's correction of this page goes: ``mailto:`` addresses and templates of addresses.

    ``is_page`` says that people write this page. ``mail_href`` is the first mail address with a subject and the page's
    address, for readers without JavaScript; empty where no mail address is set.
    """

    is_page: bool = False
    corrections: tuple[str, ...] = ()
    mail_href: str = ""


def review(app: Sphinx, pagename: str, context: dict[str, Any]) -> Review:
    """Give what the scripts of one page need."""
    record = record_of(app.env, pagename)
    if record is None:
        return Review()
    language = app.config.language
    given = wiki_.of(app.config).options.corrections
    corrections = given if isinstance(given, list) else given.get(language, [])
    mail = next((address for address in corrections if address.startswith("mailto:")), "")
    if mail:
        translate = translator(language)
        subject = translate("Correction: {page}").format(page=record.title or app.env.titles[pagename].astext())
        address = context.get("pageurl") or f"{language}/{app.builder.get_target_uri(pagename)}"
        mail += f"?subject={quote(subject, safe='')}&body={quote(address, safe='')}%0D%0A"
    return Review(is_page=True, corrections=tuple(corrections), mail_href=mail)
