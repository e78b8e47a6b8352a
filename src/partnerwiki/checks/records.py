"""The check of records: their form, what they refer to, and the rules of the instruments."""

from __future__ import annotations

from collections.abc import Iterator

from partnerwiki.checks import Finding, check
from partnerwiki.config import Project
from partnerwiki.records import rules
from partnerwiki.records.store import read_store
from partnerwiki.today import today


@check
def records(project: Project) -> Iterator[Finding]:
    """The records below ``source/_data/`` are well formed, refer to each other and keep the rules of the instruments.

    Warnings are shown; only errors fail.
    """
    store, problems = read_store(project.srcdir, project.languages)
    for problem in [*problems, *rules.check(store, today())]:
        yield Finding(
            project.shown(problem.path), problem.line, "records", problem.message, problem.mend, problem.is_error
        )
