"""The run: units → policy → memory → segments → engine → gate → PO.

Catalogs are written one at a time, each as a whole and only where no person has written a text in the meantime. What an
engine answered is kept at once, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial

import polib

from partnerwiki import pofile, terms
from partnerwiki.catalog import Message, fill, offer
from partnerwiki.config import Project
from partnerwiki.drafts.asking import Asker
from partnerwiki.drafts.climb import Climber, Settled
from partnerwiki.drafts.memory import ProjectMemory
from partnerwiki.drafts.plan import Sheet, Task, Wish, entries, may_be_drafted, sheets, task_for
from partnerwiki.drafts.policy import Policy
from partnerwiki.drafts.report import Outcome, Report
from partnerwiki.engines import Engine, Settings, create
from partnerwiki.units import State, state_of, store_draft
from partnerwiki.update import extract_pages, update

#: The engine in the ``mt:`` comment of a unit without words: there is nothing to translate, so it is copied.
COPY = "copy/1"
#: Units of one page that are asked for together: so many that several requests can be under way, so few that the
#: progress bar moves and that Ctrl-C is heard.
_TOGETHER = 16

_WORD = re.compile(r"[^\W\d_]+")

Progress = Callable[[str, int, int], None]


@dataclass
class _Work:
    """What happens to one catalog: changes by msgid, and the tasks for the engine."""

    sheet: Sheet
    changes: dict[str, Callable[[polib.POEntry], None]] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def note(self, message: Message, outcome: str, why: str = "", detail: str = "") -> None:
        """Note how a unit ended."""
        self.outcomes[message.msgid] = Outcome(
            self.sheet.language, self.sheet.page.docname, message.msgid, outcome, why, detail
        )


def draft(
    project: Project,
    wish: Wish,
    engine_name: str,
    *,
    jobs: int = 1,
    dry_run: bool = False,
    progress: Progress = lambda _language, _done, _total: None,
) -> Report:
    """Draft what ``wish`` names with one engine and give the report; with ``dry_run`` nothing is written or sent.

    ``progress(language, done, total)`` counts the units that the engine is asked about. On Ctrl-C what is finished is
    stored and the report says ``stopped``.
    """
    return _Run(project, wish, engine_name, jobs).go(dry_run=dry_run, progress=progress)


class _Run:
    def __init__(self, project: Project, wish: Wish, engine_name: str, jobs: int) -> None:
        self.project = project
        self.wish = wish
        self.jobs = jobs
        self.pages = extract_pages(project)
        self.policy = Policy(self.pages, project.options.translate)
        self.glossary = terms.load(project.srcdir / terms.RECORD)
        agreed = partial(terms.pairs, self.glossary)
        self.settings = Settings(project.options.engines.get(engine_name, {}), terms=agreed)
        self.engine: Engine = create(engine_name, self.settings)
        self.engine_name = f"{self.engine.name}/{self.engine.version}"
        self.today = datetime.now(UTC).date().isoformat()
        self.budget = wish.limit
        self._memories: dict[str, ProjectMemory] = {}
        self._drafted: dict[tuple[str, str], Callable[[polib.POEntry], None]] = {}

    def go(self, *, dry_run: bool, progress: Progress) -> Report:
        started = time.monotonic()
        if not dry_run:
            update(self.project, self.pages)
        report = Report(self.engine_name, self.engine.privacy.name.lower())
        works = [self._sorted(sheet) for sheet in sheets(self.project, self.pages, self.wish)]
        with Asker(self.engine, self.settings, self.project.build / "drafts" / "answers.sqlite", self.jobs) as asker:
            if dry_run:
                self._foresee(works, asker, report)
            else:
                self._draft(works, asker, report, progress)
            report.requests, report.remembered = asker.requests, asker.remembered
            report.characters += asker.characters
        report.outcomes = [outcome for work in works for outcome in work.outcomes.values()]
        report.seconds = time.monotonic() - started
        return report

    def _sorted(self, sheet: Sheet) -> _Work:
        """Give each unit of a catalog its way: from memory, not at all, or through the engine."""
        work = _Work(sheet)
        memory = self._memory(sheet.language)
        reviewed = self._reviewed_pivot(sheet)
        for message in sheet.messages:
            ruling = self.policy.ruling(message.msgid)
            task = task_for(message, sheet.page, self.project.options.pivot, reviewed)
            missing = message.msgid not in sheet.outdated
            hidden = self.policy.hidden(sheet.page.docname) if self.wish.public_only else ""
            if hidden:
                work.note(message, "held", "hidden", f"{sheet.page.docname} {hidden}")
            elif missing and (exact := memory.exact(message.msgid)):
                work.changes[message.msgid] = partial(fill, found=exact)
                work.note(message, "memory")
            elif missing and (proposal := memory.similar(message.msgid)):
                work.changes[message.msgid] = partial(offer, old=proposal.entry)
                work.note(message, "similar")
            elif why := sheet.unfit(message):
                work.note(message, "unfit", why)
            elif not self.engine.supports(task.source_language, sheet.language):
                work.note(message, "unfit", "pair", f"{task.source_language} → {sheet.language}")
            elif not ruling.permission.allows(self.engine.privacy):
                work.note(message, "held", str(ruling.permission), f"{ruling.docname} {ruling.line}".strip())
            elif self.budget == 0:
                work.note(message, "limit")
            else:
                work.tasks.append(task)
                self.budget = self.budget - 1 if self.budget is not None else None
        return work

    def _memory(self, language: str) -> ProjectMemory:
        if language not in self._memories:
            self._memories[language] = ProjectMemory.read(self.project, language)
        return self._memories[language]

    def _reviewed_pivot(self, sheet: Sheet) -> dict[str, str]:
        pivot = self.project.options.pivot
        if not pivot or pivot in {sheet.language, sheet.page.language}:
            return {}
        known = entries(self.project.catalog_path(pivot, sheet.page.docname))
        return {msgid: entry.msgstr for msgid, entry in known.items() if state_of(entry) is State.REVIEWED}

    def _climber(self, work: _Work) -> Climber:
        return Climber(work.sheet.page, work.sheet.language, self.engine, self.glossary, self._may_stay)

    def _draft(self, works: list[_Work], asker: Asker, report: Report, progress: Progress) -> None:
        total = Counter(work.sheet.language for work in works for _task in work.tasks)
        done: Counter[str] = Counter()
        for work in works:
            language, climber = work.sheet.language, self._climber(work)
            try:
                for start in range(0, len(work.tasks), _TOGETHER):
                    for settled in climber.settle(work.tasks[start : start + _TOGETHER], asker):
                        self._take(settled, work)
                        done[language] += 1
                    progress(language, done[language], total[language])
            except KeyboardInterrupt:
                report.stopped = True
            _store(work)
            if report.stopped:
                return
        self._spread(works)

    def _spread(self, works: list[_Work]) -> None:
        """Give drafts to the pages that hold the same text and got none, as the next run's memory would."""
        for work in works:
            for msgid, outcome in work.outcomes.items():
                change = self._drafted.get((work.sheet.language, msgid))
                if change and outcome.outcome in {"rejected", "held", "unfit", "failed", "limit"}:
                    work.changes[msgid] = change
                    work.outcomes[msgid] = replace(outcome, outcome="memory", why="", detail="")
            _store(work)

    def _take(self, settled: Settled, work: _Work) -> None:
        """Note how a task ended, and what is to be written."""
        task = settled.task
        if settled.troubles:
            work.note(task.message, "failed", settled.troubles[0].name.lower())
        elif settled.draft:
            engine = COPY if settled.copied else self.engine_name
            via = "" if settled.copied else task.via
            change = partial(store_draft, text=settled.draft, engine=engine, date=self.today, via=via)
            work.changes[task.message.msgid] = change
            self._drafted[work.sheet.language, task.message.msgid] = change
            doubt = settled.advice[0] if settled.advice else None
            why, detail = ("doubt", doubt.detail) if doubt else ("", via)
            work.note(task.message, "copied" if settled.copied else "drafted", why, detail)
        else:
            first = settled.objections[0]
            work.note(
                task.message, "rejected", first.reason.value, "; ".join(item.detail for item in settled.objections)
            )

    def _foresee(self, works: list[_Work], asker: Asker, report: Report) -> None:
        """Count what would be sent on the first rung, each text once a language; what is remembered is not sent."""
        sent: dict[str, set[tuple[str, str]]] = {}
        for work in works:
            climber = self._climber(work)
            texts = sent.setdefault(work.sheet.language, set())
            for task in work.tasks:
                work.note(task.message, "planned", "", task.via)
                texts |= {(task.source_language, text) for text in climber.requests(task, asker.limit)}
        for language, texts in sent.items():
            new = texts - asker.remembered_of(texts, language)
            report.estimates[language] = self.engine.estimate(sum(len(text) for _source, text in new))

    def _may_stay(self, text: str) -> bool:
        """Say whether a text stays as it is in reviewed translations too, or consists of words that do: of names."""
        words, texts = self._names
        found = _WORD.findall(text)
        return text in texts or (bool(found) and words.issuperset(found))

    @cached_property
    def _names(self) -> tuple[set[str], set[str]]:
        """The capitalised words that reviewed translations keep, and the texts that they leave as they are."""
        words: set[str] = set()
        texts: set[str] = set()
        for language in self.project.languages:
            for path in pofile.find(self.project.catalogs / language / "LC_MESSAGES").values():
                for entry in pofile.read(path).live:
                    if state_of(entry) is State.REVIEWED:
                        kept = set(_WORD.findall(entry.msgid)).intersection(_WORD.findall(entry.msgstr))
                        words |= {word for word in kept if word[0].isupper()}
                        texts |= {entry.msgid} & {entry.msgstr}
        return words, texts


def _store(work: _Work) -> None:
    """Write a catalog with the changes so far: what a person translated while the run went on stays."""
    if not work.changes:
        return
    po = pofile.read(work.sheet.path)
    for entry in po.live:
        change = work.changes.get(entry.msgid) if not entry.msgctxt else None
        if change is None:
            continue
        if may_be_drafted(entry):
            change(entry)
        else:
            work.outcomes[entry.msgid] = replace(work.outcomes[entry.msgid], outcome="kept")
    work.changes.clear()
    po.save()
