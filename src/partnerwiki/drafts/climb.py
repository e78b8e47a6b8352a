"""Climb the ladder with the units of one page: ask, put together, judge, and try the next rung with what failed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from typing import Any

from myst_parser.config.main import MdParserConfig

from partnerwiki import frontmatter
from partnerwiki.drafts.asking import Answers, Asker
from partnerwiki.drafts.gate import Gate, Objection, Reason, Verdict
from partnerwiki.drafts.ladder import Attempt, attempts
from partnerwiki.drafts.plan import Task, texts_of
from partnerwiki.engines import Engine, Trouble
from partnerwiki.extract import CONF
from partnerwiki.inline import StandaloneParser, difference, refused, safe_html, safe_value
from partnerwiki.reading import link_definitions, page_config
from partnerwiki.rst_inline import is_plain as is_plain_rst
from partnerwiki.segments import Kind, Piece, Segmenter, protect
from partnerwiki.terms import Glossary
from partnerwiki.update import Page


@dataclass(frozen=True)
class Settled:
    """How a task ended: with a ``draft``, with the gate's ``objections`` to the last one, or with ``troubles``.

    ``copied`` says that there was nothing to translate, ``advice`` what the gate has to say of a draft that passed.
    """

    task: Task
    draft: str = ""
    copied: bool = False
    objections: tuple[Objection, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    advice: tuple[Objection, ...] = ()


@dataclass
class _Climb:
    """A task on its way: the rungs still to come, and what the last one met with."""

    task: Task
    rungs: Iterator[Attempt]
    attempt: Attempt
    objections: tuple[Objection, ...] = ()
    terms_tried: bool = False


class Climber:
    """Drafts the units of one page in one language."""

    def __init__(
        self, page: Page, target: str, engine: Engine, glossary: Glossary, may_stay: Callable[[str], bool]
    ) -> None:
        self.page = page
        self.target = target
        self._engine = engine
        self._glossary = glossary
        self._may_stay = may_stay
        self._gates: dict[tuple[str, bool], Gate] = {}

    def requests(self, task: Task, limit: int) -> list[str]:
        """Give the texts that the engine would be asked for first."""
        first = next(attempts(self._pieces(task), self._engine.shapes, limit), None)
        return first.requests if first else []

    def settle(self, tasks: Sequence[Task], asker: Asker) -> list[Settled]:
        """Draft ``tasks``, in their order."""
        done: dict[str, Settled] = {}
        climbs = []
        for task in map(self._fit, tasks):
            if not self._engine.supports(task.source_language, self.target):
                done[task.message.msgid] = Settled(task, objections=(Objection(Reason.MARKUP, task.source_language),))
                continue
            rungs = attempts(self._pieces(task), self._engine.shapes, asker.limit)
            first = next(rungs, None)
            if first is None or not first.requests:
                done[task.message.msgid] = Settled(task, task.message.msgid, copied=True)
            else:
                climbs.append(_Climb(task, rungs, first))
        while climbs:
            climbs = [climb for climb in self._rung(climbs, asker, done) if self._next(climb, asker, done)]
        return [done[task.message.msgid] for task in tasks]

    def _rung(self, climbs: list[_Climb], asker: Asker, done: dict[str, Settled]) -> list[_Climb]:
        """Ask for one rung of all climbs; give those that must go on."""
        left = []
        by_language = sorted(climbs, key=lambda climb: climb.task.source_language)
        for language, group in groupby(by_language, key=lambda climb: climb.task.source_language):
            together = list(group)
            answers = asker.ask(
                chain.from_iterable(climb.attempt.requests for climb in together), language, self.target
            )
            for climb in together:
                settled = self._judged(climb, answers)
                if settled is None:
                    left.append(climb)
                else:
                    done[climb.task.message.msgid] = settled
        return left

    def _judged(self, climb: _Climb, answers: Answers) -> Settled | None:
        task, wanted = climb.task, climb.attempt.requests
        troubles = tuple(dict.fromkeys(answers.troubles[text] for text in wanted if text in answers.troubles))
        if troubles:
            return Settled(task, troubles=troubles)
        if not all(answers.texts[text].strip() for text in wanted):
            climb.objections = (Objection(Reason.EMPTY),)
            return None
        draft = climb.attempt.assemble(answers.texts, None if self._is_plain(task) else self._segmenter)
        if draft is None:
            climb.objections = (Objection(Reason.MARKUP),)
            return None
        verdict = self._gate(task, task.source_language).judge(task.source, draft)
        climb.objections = self._objections(task, draft, verdict)
        return None if climb.objections else Settled(task, draft, advice=verdict.advice)

    def _objections(self, task: Task, draft: str, verdict: Verdict) -> tuple[Objection, ...]:
        """Give the gate's objections, and what else the page and the check of agreed words would object to."""
        objections = list(verdict.objections)
        if task.via:  # readers compare with the page, and so does the check of agreed words
            page = self._gate(task, self.page.language).judge(task.message.msgid, draft)
            objections += [item for item in page.objections if item.reason in {Reason.GLOSSARY, Reason.NAME}]
        if not objections and not self._is_safe_value(task, draft):
            objections.append(Objection(Reason.MARKUP))
        return tuple(dict.fromkeys(objections))

    def _next(self, climb: _Climb, asker: Asker, done: dict[str, Settled]) -> bool:
        """Take a climb to its next rung; without one it ends there."""
        if not climb.terms_tried and all(item.reason is Reason.GLOSSARY for item in climb.objections):
            climb.terms_tried = True
            agreed = self._with_agreed_terms(self._pieces(climb.task), climb.task.source_language)
            climb.rungs = chain(attempts(agreed, self._engine.shapes, asker.limit), climb.rungs)
        following = next(climb.rungs, None)
        if following is None:
            done[climb.task.message.msgid] = Settled(climb.task, objections=climb.objections)
            return False
        climb.attempt = following
        return True

    def _fit(self, task: Task) -> Task:
        """Draft from the page's own text where the pivot's translation has other markup, such as links of its own.

        People may point links elsewhere; of a machine's text the page takes only what has the page's own.
        """
        if not task.via or self._is_plain(task):
            return task
        own, pivot = (self._parser.signature(text) for text in (task.message.msgid, task.source))
        if difference(own, pivot) == ([], []) and not refused(own, pivot):
            return task
        return replace(task, source=task.message.msgid, source_language=self.page.language, via="")

    @cached_property
    def _text(self) -> str:
        return next((text for _path, text in texts_of(self.page)), "")

    @cached_property
    def _config(self) -> MdParserConfig:
        return page_config(self.page.syntax or MdParserConfig(), frontmatter.read(self._text))

    @cached_property
    def references(self) -> dict[str, Any]:
        """The link definitions of the page and of what it includes, in markdown-it's form."""
        return link_definitions([text for _path, text in texts_of(self.page)], self._config)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._config, self.references)

    @cached_property
    def _parser(self) -> StandaloneParser:
        return StandaloneParser(self._config, self.references)

    def _is_plain(self, task: Task) -> bool:
        return task.is_plain or self.page.syntax is None

    def _pieces(self, task: Task) -> list[Piece]:
        """Cut a text, with the names that nobody translates as markup."""
        if self._is_plain(task):
            pieces = [Piece(Kind.TEXT, re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", task.source))]
        else:
            pieces = _with_labels(self._segmenter.pieces(task.source))
        return protect(pieces, self._glossary.names_in)

    def _with_agreed_terms(self, pieces: Iterable[Piece], source: str) -> list[Piece]:
        """Put agreed words of the target language in place of the source's, as markup that the engine cannot change."""
        result = []
        for piece in pieces:
            place = 0
            for start, end, word in self._agreed(piece.source, source) if piece.kind is Kind.TEXT else ():
                result += [Piece(Kind.TEXT, piece.source[place:start]), Piece(Kind.OPAQUE, word, protected=True)]
                place = end
            result.append(Piece(piece.kind, piece.source[place:], piece.pair))
        return [piece for piece in result if piece.source]

    def _agreed(self, text: str, source: str) -> Iterator[tuple[int, int, str]]:
        """Give the places of agreed terms in order, each with the preferred word of the target language."""
        for found in self._glossary.finder(source).find(text):
            words = self._glossary.terms[min(found.keys)].accepted(self.target)
            if words:
                word = words[0][:1].upper() + words[0][1:] if found.start == 0 else words[0]
                yield found.start, found.end, word

    def _gate(self, task: Task, source: str) -> Gate:
        key = (source, self._is_plain(task))
        if key not in self._gates:
            self._gates[key] = Gate(
                source,
                self.target,
                None if self._is_plain(task) else self._parser,
                self._glossary,
                self._engine.natural,
                self._may_stay,
            )
        return self._gates[key]

    def _is_safe_value(self, task: Task, draft: str) -> bool:
        """Say whether a text that is put into a page as a whole may be: titles, values of substitutions."""
        if self.page.syntax is None and not is_plain_rst(draft):
            return False
        if self.page.docname == CONF and not task.message.hint.startswith("myst_substitutions"):
            return bool(safe_html(task.message.msgid, draft))
        if task.message.hint.startswith(("front matter: title", "substitution", "myst_substitutions")):
            return bool(safe_value(task.message.msgid, draft, self._config))
        return True


def _with_labels(pieces: list[Piece]) -> list[Piece]:
    """Write ``[words]`` and ``[words][]`` as ``[words][words]``: the first words are translated, the label stays."""
    result = list(pieces)
    starts = {piece.pair: number for number, piece in enumerate(pieces) if piece.kind is Kind.OPEN}
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.CLOSE and piece.source in {"]", "][]"}:
            label = "".join(inner.source for inner in pieces[starts[piece.pair] + 1 : number])
            result[number] = replace(piece, source=f"][{label}]")
    return result
