"""The policy: how far the text of a page may go to be translated. It is asked before any engine is used.

Every page says ``translate: any | contract | local | none`` in its front matter; a page that does not has the
project's default (``partnerwiki_translate``, shipped as ``local``). ``visibility: internal`` caps at ``contract``,
``visibility: confidential`` at ``local``. A text that stands on several pages takes the strictest. So does one that a
page includes from a file: what the file says holds for it, whether the file is a page or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path

from partnerwiki import frontmatter
from partnerwiki.config import PERMISSIONS
from partnerwiki.drafts.plan import bare, texts_of
from partnerwiki.engines import Privacy
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _
from partnerwiki.update import Page

_KEYS = frozenset({"translate", "visibility"})
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
            own, included = self._included(page)
            for message in page.messages:
                text = bare(message.msgid)
                applying = [ruling, *(other for words, other in included if text in words or text not in own)]
                if message.msgid in self._of_text:
                    applying.append(self._of_text[message.msgid])
                self._of_text[message.msgid] = min(reversed(applying), key=lambda one: one.permission)

    def ruling(self, msgid: str) -> Ruling:
        """Give the ruling for a text of one of the pages."""
        return self._of_text[msgid]

    def hidden(self, docname: str) -> str:
        """Give the visibility of a page that is not public, else nothing."""
        return self._hidden.get(docname, "")

    def _included(self, page: Page) -> tuple[str, list[tuple[str, Ruling]]]:
        """Give the page's own words, and the words of each file that it includes and that says how far they may go."""
        texts = texts_of(page)
        own = "".join(bare(text) for _path, text in texts[:1])
        rulings = [(bare(text), self._of_page(replace(page, docname=path.name, path=path))) for path, text in texts[1:]]
        return own, [(words, ruling) for words, ruling in rulings if ruling.line]

    def _of_page(self, page: Page) -> Ruling:
        data = _settings(page)
        _refuse_misplaced(data, page.path)
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
    if page.visibility:
        return {"visibility": page.visibility}
    text = page.path.read_text(encoding="utf-8-sig", errors="replace")
    if page.syntax is not None:
        return frontmatter.read(text)
    return dict(_RST_FIELD.findall(text.split("\n\n", 1)[0]))


def _refuse_misplaced(data: Mapping[str, object], path: Path | None) -> None:
    """Raise :class:`PartnerwikiError` for a rule that nobody would follow: in capitals, or below ``myst``."""
    inner = data.get("myst")
    wrong = [key for key in data if str(key).lower() in _KEYS and key not in _KEYS]
    for key in [*wrong, *(key for key in (inner if isinstance(inner, dict) else ()) if str(key).lower() in _KEYS)]:
        raise PartnerwikiError(
            _("'{key}' has no effect in this place.").format(key=key),
            path=path,
            line=_line_of(str(key), path),
            mend=_("Write '{key}:' in small letters, at the beginning of a line of its own.").format(key=key.lower()),
        )


def _refuse_unknown(key: str, value: object, known: Iterable[str], path: Path | None) -> None:
    if isinstance(value, str) and value in known:
        return
    raise PartnerwikiError(
        _("The page says {key}: {value}, which is not known.").format(key=key, value=value),
        path=path,
        line=_line_of(key, path),
        mend=_("Write one of {names}.").format(names=", ".join(known)),
    )


def _line_of(key: str, path: Path | None) -> int | None:
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path else []
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"\s*:?{re.escape(key)}:", line)), None)
