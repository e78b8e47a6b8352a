"""The process that builds one language: ``python -m partnerwiki.worker CONFDIR LANGUAGE OUT DOCTREES [BASE_URL]``.

It speaks to its parent in JSON, a line each, on standard output: ``{"phase", "percent"}`` while it works, and last
``{"pages", "units", "warnings"}``, where ``pages`` maps each docname to its address below the language's folder and
``units`` counts the translated pages' units by state as readers see them; or ``{"error"}``.

Exit status: 0 built (warnings included), 1 stopped.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from partnerwiki.config import load_project
from partnerwiki.errors import PartnerwikiError
from partnerwiki.extract import record_of
from partnerwiki.messages import use_locale
from partnerwiki.sphinx_run import run
from partnerwiki.units import Count

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


def main(arguments: list[str]) -> int:
    """Build one language; see the module's text."""
    confdir, language, out, doctrees, *rest = arguments
    use_locale()
    try:
        project = load_project(Path(confdir), base_url=rest[0] if rest else None)
        result = run(
            project,
            "html",
            language=language,
            outdir=Path(out),
            doctreedir=Path(doctrees),
            status=_Progress(),
            overrides={"html_baseurl": project.base_url},
        )
    except PartnerwikiError as error:
        _say({"error": str(error)})
        return 1
    builder = result.builder
    pages = {docname: builder.get_target_uri(docname) for docname in sorted(result.env.found_docs)}
    _say({"pages": pages, "units": vars(_units(result.env, language)), "warnings": result.warnings})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
