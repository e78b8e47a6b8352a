"""Ask an engine for texts: first what it answered before, then requests, several at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType

from partnerwiki.drafts.cache import Cache
from partnerwiki.engines import Engine, Error, Result, Settings, Trouble

#: Longest text for an engine in characters. A small neural model silently drops the end of more than about 900.
LONGEST = 450


@dataclass
class Answers:
    """What came back: translations by text (empty: the engine has none), and for others what went wrong for now."""

    texts: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)


class Asker:
    """Asks one engine through a cache at ``path``, with ``jobs`` requests at once.

    ``requests`` have been made, ``remembered`` texts were in the cache, ``characters`` were sent.
    """

    def __init__(self, engine: Engine, settings: Settings, path: Path, jobs: int) -> None:
        self.engine = engine
        self.limit = min(LONGEST, engine.max_chars)
        self.requests = self.remembered = self.characters = 0
        self._settings = settings
        self._path = path
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(jobs)

    def __enter__(self) -> Asker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def cache(self, source: str, target: str) -> Cache:
        """Open the cache for a pair of languages. What changes the engine's answers is part of its key."""
        values = {key: value for key, value in self._settings.values.items() if key not in {"timeout", "shapes"}}
        agreed = sorted(self._settings.terms(source, target).items())
        digest = hashlib.sha256(json.dumps([values, agreed], sort_keys=True, default=str).encode()).hexdigest()
        return Cache(self._path, f"{self.engine.name}/{self.engine.version}/{digest}", source, target)

    def remembered_of(self, texts: Iterable[tuple[str, str]], target: str) -> set[tuple[str, str]]:
        """Give those of ``(source language, text)`` that need not be asked for again."""
        if not self._path.exists():
            return set()
        by_source: dict[str, list[str]] = {}
        for source, text in texts:
            by_source.setdefault(source, []).append(text)
        known = set()
        for source, group in by_source.items():
            with self.cache(source, target) as cache:
                known |= {(source, text) for text in cache.get(group)}
        return known

    def ask(self, texts: Iterable[str], source: str, target: str) -> Answers:
        """Translate texts. Ctrl-C ends it when the requests under way have been answered and kept."""
        wanted = list(dict.fromkeys(texts))
        answers = Answers()
        with self.cache(source, target) as cache:
            known = cache.get(wanted)
            self.remembered += len(known)
            answers.texts |= known
            batches = _batches([text for text in wanted if text not in known], self.engine.batch)
            running: dict[Future[list[Result | Error]], Sequence[str]] = {}
            try:
                while True:
                    # no more than can be under way, so that no answer waits to be kept while others are asked for
                    for batch in islice(batches, self._jobs - len(running)):
                        running[self._pool.submit(self.engine.translate, batch, source, target)] = batch
                    if not running:
                        return answers
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        self._keep(running[future], future, cache, answers)
                        del running[future]
            except KeyboardInterrupt:
                for future in as_completed(running):
                    self._keep(running[future], future, cache, answers)
                raise

    def _keep(self, batch: Sequence[str], future: Future[list[Result | Error]], cache: Cache, answers: Answers) -> None:
        """Take in what one request brought; what will never be answered is remembered as an empty answer."""
        found = future.result()
        if len(found) != len(batch):
            found = [Error(Trouble.COUNT) for _text in batch]
        lasting = {}
        for text, answer in zip(batch, found, strict=True):
            if isinstance(answer, Result):
                lasting[text] = answer.text
            elif answer.passing:
                answers.troubles[text] = answer.trouble
            else:
                lasting[text] = ""
        if not all(isinstance(answer, Error) and answer.trouble is Trouble.PAUSED for answer in found):
            self.requests += 1
            self.characters += sum(map(len, batch))
        cache.put(lasting)
        answers.texts |= lasting


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))
