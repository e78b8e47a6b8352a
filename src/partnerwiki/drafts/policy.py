"""The policy: how far the text of a page may go to be translated. It is asked before any engine is used.

Every page says ``translate: any | contract | local | none`` in its front matter; a page that does not has the
project's default (``partnerwiki_translate``, shipped as ``local``). ``visibility: internal`` caps at ``contract``,
``visibility: confidential`` at ``local``. A text that stands on several pages takes the strictest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from partnerwiki import frontmatter
from partnerwiki.config import PERMISSIONS
from partnerwiki.engines import Privacy
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.update import Page

_RST_FIELD = re.compile(r"^:(translate|visibility):[ \t]*(\S*)[ \t]*$", re.MULTILINE)


class Permission(IntEnum):
    """The widest class of engine that may see a text; the order is that of ``partnerwiki.config.PERMISSIONS``."""

    NONE = -1
    LOCAL = Privacy.LOCAL
    CONTRACT = Privacy.CONTRACT
    ANY = Privacy.PUBLIC

    def allows(self, privacy: Privacy) -> bool:
        """Say whether an engine of that class may see the text."""
        return privacy <= self

    def __str__(self) -> str:
        return self.name.lower()


#: What each visibility caps the permission at.
VISIBILITIES = {"public": Permission.ANY, "internal": Permission.CONTRACT, "confidential": Permission.LOCAL}


@dataclass(frozen=True)
class Ruling:
    """How far a text may go, which page says so, and by which line of its front matter (empty: the default)."""

    permission: Permission
    docname: str
    line: str = ""


class Policy:
    """The rulings of a project, by page and by msgid."""

    def __init__(self, pages: Iterable[Page], default: str) -> None:
        """Read the front matter of all pages. Raises :class:`PartnerwikiError` for a value that is not known."""
        self._of_text: dict[str, Ruling] = {}
        self._hidden: dict[str, str] = {}
        self._default = default
        for page in pages:
            ruling = self._of_page(page)
            for message in page.messages:
                known = self._of_text.get(message.msgid)
                if known is None or ruling.permission < known.permission:
                    self._of_text[message.msgid] = ruling

    def ruling(self, msgid: str) -> Ruling:
        """Give the ruling for a text of one of the pages."""
        return self._of_text[msgid]

    def hidden(self, docname: str) -> str:
        """Give the visibility of a page that is not public, else nothing."""
        return self._hidden.get(docname, "")

    def _of_page(self, page: Page) -> Ruling:
        data = _settings(page)
        ruling = Ruling(_permission(self._default), page.docname)
        if "translate" in data:
            _refuse_unknown("translate", data["translate"], PERMISSIONS, page.path)
            ruling = Ruling(_permission(str(data["translate"])), page.docname, f"translate: {data['translate']}")
        if "visibility" in data:
            _refuse_unknown("visibility", data["visibility"], VISIBILITIES, page.path)
            cap = VISIBILITIES[str(data["visibility"])]
            if cap < Permission.ANY:
                self._hidden[page.docname] = f"visibility: {data['visibility']}"
            if cap < ruling.permission:
                ruling = Ruling(cap, page.docname, f"visibility: {data['visibility']}")
        return ruling


def _permission(name: str) -> Permission:
    return Permission[name.upper()]


def _settings(page: Page) -> dict[str, object]:
    """Give what the page's first lines say; ``conf.py`` says nothing."""
    if page.path is None or page.path.suffix == ".py":
        return {}
    text = page.path.read_text(encoding="utf-8-sig", errors="replace")
    if page.syntax is not None:
        return frontmatter.read(text)
    return dict(_RST_FIELD.findall(text.split("\n\n", 1)[0]))


def _refuse_unknown(key: str, value: object, known: Iterable[str], path: Path | None) -> None:
    if value in set(known):
        return
    raise PartnerwikiError(
        _("The page says {key}: {value}, which is not known.").format(key=key, value=value),
        path=path,
        line=_line_of(key, path),
        mend=_("Write one of {names}.").format(names=", ".join(known)),
    )


def _line_of(key: str, path: Path | None) -> int | None:
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path else []
    return next((number for number, line in enumerate(lines, 1) if re.match(rf":?{key}:", line)), None)
