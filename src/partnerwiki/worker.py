"""The process that builds one language: ``python -m partnerwiki.worker CONFDIR LANGUAGE [BASE_URL] [OPTION…]``.

It speaks to its parent in JSON, a line each, on standard output: ``{"phase", "percent"}`` while it works, and last
``{"pages", "units", "warnings", "elsewhere", "again"}``, or ``{"error"}``. ``pages`` maps each docname to its address
below the language's folder, ``units`` counts the translated pages' units by state as readers see them, ``elsewhere``
lists files that were read beyond those of the project, ``again`` pages that the next build has to read again.

With ``--stay`` it builds again for each line that it gets, with all that it knows in memory. What the next process
builds upon is saved after the answer, and told by ``{"saved"}``. Search index and offline copy wait for a pause, and
are told by ``{"finished"}``, or by ``{"unfinished"}`` with the error. It ends with its standard input.

With ``--internal`` it builds the site for the partners' staff, in ``build/internal``.

It works in ``build/work/LANGUAGE``, whose ``again.json`` lists what the build before told to read again.

Exit status: 0 built (warnings included), 1 stopped.
"""

from __future__ import annotations

import io
import json
import queue
import re
import sys
import threading
from pathlib import Path
from typing import Any

from partnerwiki.config import Project, load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import record_of
from partnerwiki.fingerprint import EVERYTHING
from partnerwiki.inputs import read_elsewhere
from partnerwiki.messages import use_locale
from partnerwiki.partnership.shelf import AUDIENCE
from partnerwiki.sphinx_run import Run, Session
from partnerwiki.units import Count

#: Seconds without a request after which index and offline copy are made.
PAUSE = 1.5
#: A warning that names a file, or none.
_WARNING = re.compile(r"(?:(?P<path>[^:]+)(?::\d+)?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): ")
_PROGRESS = re.compile(r"^(?P<phase>reading|writing)[^\[]*\[\s*(?P<percent>\d+)%\]")


def _say(message: dict[str, Any]) -> None:
    sys.__stdout__.write(json.dumps(message) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


class _Progress(io.TextIOBase):
    """Turns Sphinx's status lines into progress; only a new percentage is passed on."""

    def __init__(self) -> None:
        self._last: tuple[str, str] | None = None

    def write(self, text: str) -> int:
        for line in re.split(r"[\r\n]", text):
            found = _PROGRESS.match(line.strip())
            if found and (found["phase"], found["percent"]) != self._last:
                self._last = (found["phase"], found["percent"])
                _say({"phase": found["phase"], "percent": int(found["percent"])})
        return len(text)


def _units(env: Any, language: str) -> Count:
    """Count the units of all pages that are translations in this language."""
    total = Count()
    for docname in env.found_docs:
        record = record_of(env, docname)
        if record is not None and record.language != language:
            total += record.counts
    return total


def _again(result: Run, project: Project, language: str) -> list[str]:
    """Give the pages that warnings name, whose warnings Sphinx forgets unless it reads them again."""
    if not result.warnings:
        return []
    catalogs = project.catalogs / language / "LC_MESSAGES"
    pages = {Path(result.env.doc2path(docname)).resolve(): docname for docname in result.env.found_docs}
    pages |= {(catalogs / f"{docname}.po").resolve(): docname for docname in result.env.found_docs}
    found = set()
    for line in result.warnings:
        named = _WARNING.match(line)
        if named is not None:  # else a line that goes on
            found.add(
                pages.get((project.confdir / named["path"]).resolve(), EVERYTHING) if named["path"] else EVERYTHING
            )
    return [EVERYTHING] if EVERYTHING in found else sorted(found)


def _requests() -> queue.Queue[str | None]:
    """Give the lines of standard input as they come; None at its end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _build(session: Session, project: Project, language: str) -> bool:
    """Build once and say what came of it; say whether it ended well."""
    again = project.build / "work" / language / "again.json"
    try:
        result = session.build(json.loads(again.read_text(encoding="utf-8")))
    except PartnerwikiError as error:
        _say({"error": str(error)})
        return False
    builder = result.builder
    _say(
        {
            "pages": {docname: builder.get_target_uri(docname) for docname in sorted(result.env.found_docs)},
            "units": vars(_units(result.env, language)),
            "warnings": result.warnings,
            "elsewhere": read_elsewhere(project, result.app),
            "again": _again(result, project, language),
        }
    )
    return True


def _stay(session: Session, project: Project, language: str) -> None:
    """Build for each line of standard input; when none has come for a while, finish what no page shows."""
    requests = _requests()

    def build() -> bool:
        if not _build(session, project, language):
            return False
        session.save()
        _say({"saved": True})
        return True

    is_due = build()
    while True:
        try:
            request = requests.get(timeout=PAUSE if is_due else None)
        except queue.Empty:
            is_due = False
            try:
                session.finish_later()
                _say({"finished": True})
            except PartnerwikiError as error:
                _say({"unfinished": str(error)})
            continue
        if request is None:
            return
        is_due = build()


def main(arguments: list[str]) -> int:
    """Build one language; see the module's text."""
    stays = "--stay" in arguments
    confdir, language, *rest = [argument for argument in arguments if not argument.startswith("--")]
    use_locale()
    try:
        project = load_project(Path(confdir), base_url=rest[0] if rest else None, internal="--internal" in arguments)
        folder = project.build / "work" / language
        session = Session(
            project,
            "html",
            language=language,
            outdir=folder / "html",
            doctreedir=folder / "doctrees",
            status=_Progress(),
            overrides={"html_baseurl": project.base_url, AUDIENCE: "internal" if project.is_internal else "public"},
            later=stays,
        )
    except PartnerwikiError as error:
        _say({"error": str(error)})
        return 1
    if stays:
        _stay(session, project, language)
        return 0
    return 0 if _build(session, project, language) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
