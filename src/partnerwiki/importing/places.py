"""Where an imported page, its pictures and its report go; nothing that is there is overwritten."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from partnerwiki.config import Project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST = 60


@dataclass(frozen=True)
class Place:
    """The paths of a page and of its report; ``docname`` is the page's name in the wiki."""

    page: Path
    report: Path
    docname: str

    @property
    def stem(self) -> str:
        """What the names of the page's pictures begin with."""
        return self.page.stem


def slug(name: str) -> str:
    """Give a name for a file in small Latin letters, digits and hyphens; ``page`` where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_UMLAUTS))
    kept = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return kept[:_LONGEST].strip("-") or "page"


def place(project: Project, path: Path, output: Path | None, *, several: bool) -> Place:
    """Say where the page of a file goes: ``output`` is a folder, or the page itself.

    Raises :class:`PartnerwikiError` for a place outside of the wiki's pages, and where a page is already.
    """
    target = (Path.cwd() / output).resolve() if output is not None else project.srcdir.resolve()
    if target.suffix == ".md":
        if several:
            raise PartnerwikiError(
                _("Several files cannot become one page."), mend=_("Name a folder with --output, or one file.")
            )
        page = target
    else:
        page = target / f"{slug(path.stem)}.md"
    if not page.is_relative_to(project.srcdir.resolve()):
        raise PartnerwikiError(
            _("This is not among the wiki's pages."),
            path=page,
            mend=_("Pages lie in {folder}.").format(folder=project.shown(project.srcdir)),
        )
    docname = page.relative_to(project.srcdir.resolve()).with_suffix("").as_posix()
    refuse_there(project, found := Place(page, project.build / "import" / f"{docname}.md", docname), ())
    return found


def refuse_there(project: Project, where: Place, pictures: Iterable[str]) -> None:
    """Raise :class:`PartnerwikiError` where a page or a picture of that name is already."""
    for path in (where.page, *(where.page.with_name(name) for name in pictures)):
        if path.exists() or path.is_symlink():
            raise PartnerwikiError(
                _("There is a file already; it is not overwritten."),
                path=project.shown(path),
                mend=_("Choose another name with --output, or move the file away."),
            )


def refuse_twice(found: Iterable[Place]) -> None:
    """Raise :class:`PartnerwikiError` where two files would become one page."""
    seen: set[Path] = set()
    for one in found:
        if one.page in seen:
            raise PartnerwikiError(
                _("Two of the files would become one page."),
                path=one.page,
                mend=_("Import them one after the other, each with its own --output."),
            )
        seen.add(one.page)
