"""What the tests with real engines share: real texts through the whole ladder, and figures beside each other."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import corpora
import yaml
from myst_parser.config.main import MdParserConfig
from sacrebleu.metrics import CHRF
from wikis import partnerwiki

from partnerwiki.catalog import Message
from partnerwiki.drafts.asking import Asker
from partnerwiki.drafts.climb import Climber, Settled
from partnerwiki.drafts.ladder import attempts
from partnerwiki.drafts.plan import Task
from partnerwiki.engines import Engine, Settings
from partnerwiki.inline import StandaloneParser
from partnerwiki.segments import Segmenter
from partnerwiki.terms import Glossary
from partnerwiki.update import Page

HANDBOOK = Path(__file__).parent.parent / "docs"
FIXTURE = Path(__file__).parent / "fixtures" / "human.yaml"


def settle_corpora(engine: Engine, settings: Settings, target: str, folder: Path) -> list[tuple[Climber, Settled]]:
    """Draft every text of the corpora; give how each ended with the page's climber."""
    done = []
    with Asker(engine, settings, folder / "answers.sqlite", 2) as asker:
        for page, tasks in corpora.pages(folder / "corpora"):
            climber = Climber(page, target, engine, Glossary(), lambda _text: False)
            done += [(climber, settled) for settled in climber.settle(tasks, asker)]
    return done


def check_corpora(done: list[tuple[Climber, Settled]], say: Callable[[str], None]) -> None:
    """Hold what the gate promises: no stored draft has other markup, every rejection is named, and few there are."""
    ends: Counter[str] = Counter()
    for climber, settled in done:
        assert not settled.troubles, settled
        if settled.draft:
            source = settled.task.source
            parser = StandaloneParser(corpora.CONFIG, climber.references)
            assert parser.signature(settled.draft) == parser.signature(source)
            ends["copied" if settled.copied else "drafted"] += 1
        else:
            assert settled.objections
            ends[f"rejected: {settled.objections[0].reason.value}"] += 1
    stored = ends["drafted"] + ends["copied"]
    say(f"{len(done)} texts: {dict(ends)}; {100 * stored / len(done):.1f} % stored")
    assert len(done) >= 3000
    assert ends["drafted"] / (len(done) - ends["copied"]) >= 0.98


def scores(engine: Engine, settings: Settings, target: str, folder: Path) -> dict[str, float]:
    """Give chrF against a person's translations: the ladder's, that of runs of words alone, raw, and the source's."""
    rows = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
    sources, human = [row["en"] for row in rows], [row[target] for row in rows]
    config = MdParserConfig()
    segmenter = Segmenter(config)
    with Asker(engine, settings, folder / "scores.sqlite", 1) as asker:
        climber = Climber(Page("x", "en", (), None, config), target, engine, Glossary(), lambda _text: False)
        tasks = [Task(Message(text), text, "en") for text in sources]
        ladder = [settled.draft or settled.task.source for settled in climber.settle(tasks, asker)]
        last = [list(attempts(segmenter.pieces(text), [], asker.limit))[-1] for text in sources]
        answers = asker.ask([text for attempt in last for text in attempt.requests], "en", target).texts
        runs = [attempt.assemble(answers, segmenter) or "" for attempt in last]
        raw = [asker.ask([text], "en", target).texts[text] for text in sources]
    metric = CHRF()
    found = {"ladder": ladder, "runs only": runs, "raw": raw, "copy of the source": sources}
    return {name: metric.corpus_score(texts, [human]).score for name, texts in found.items()}


def check_scores(found: dict[str, float], say: Callable[[str], None]) -> None:
    say(", ".join(f"{name} {score:.1f}" for name, score in found.items()))
    assert found["ladder"] >= found["runs only"]
    assert found["ladder"] >= found["raw"]
    assert found["ladder"] > found["copy of the source"]


def draft_handbook(folder: Path, engine: str, url: str, target: str) -> dict[str, int]:
    """Draft two pages of our handbook in a copy of it, build it with warnings as errors, and count outcomes."""
    wiki = folder / "docs"
    shutil.copytree(HANDBOOK, wiki, ignore=shutil.ignore_patterns("build", "locales"))
    (folder / "src").symlink_to(HANDBOOK.parent / "src")  # the handbook shows files of the program
    conf = (wiki / "conf.py").read_text(encoding="utf-8")
    options = {"languages": ["en", target], "engines": {"libretranslate": {"url": url}} if url else {}}
    settings = "".join(f"partnerwiki_{name} = {value!r}\n" for name, value in options.items())
    (wiki / "conf.py").write_text(conf + settings, encoding="utf-8")
    pages = ["--pages", "draft", "--pages", "publish"]
    drafted = partnerwiki(wiki, "draft", "--engine", engine, "--to", target, *pages, "--jobs", "2", "--json")
    counts: dict[str, int] = json.loads(drafted.stdout)["languages"][target]
    built = partnerwiki(wiki, "build", "-W")
    assert built.returncode == 0, built.stderr
    page = (wiki / "build" / "site" / target / "draft.html").read_text(encoding="utf-8")
    # a text may stand in several blocks; a title and a description stand in none
    assert page.count('data-state="machine"') >= 0.4 * counts["drafted"]
    return counts
