"""Time a build with 1,000 records and 200 views on 200 pages beside the same pages without them, in turns.

It makes the wiki in a temporary folder: two languages, everything translated, records of 17 kinds with their catalogs.
For each round it builds both from nothing, then changes one record and builds again. The median of the rounds counts.
The exit status is 1 where the records cost more than 10 s, or where a changed record has a page read that does not
show it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import yaml

BAR = 10.0
#: 1 June 2027, on which the records break no rule.
DAY = "1811808000"
#: How many records of a kind there are; with the partnership they are 1,000.
COUNTS = {
    "bodies": 9,
    "actors": 120,
    "expectations": 120,
    "indicators": 100,
    "contacts": 80,
    "events": 100,
    "meetings": 80,
    "risks": 120,
    "learning": 60,
    "funding": 40,
    "support": 40,
    "documents": 40,
    "channels": 20,
    "offers": 30,
    "strategies": 10,
    "projects": 30,
}
#: How many pages show one record, by view, and how many all records of a kind, in turns.
SINGLE = {"indicator": 70, "event": 40, "meeting": 30}
WHOLE = (
    *("actors", "expectations", "bodies", "contacts", "events", "meetings", "decisions", "risks", "learning"),
    *("indicators", "funding", "support", "documents", "channels", "offers", "strategies", "matrix", "projects"),
    *("facts", "goals", "map", "timeline"),
)
PAGES = 200
PARTIES = ("nord", "sued", "ost")
CONF = """\
project = "Bench"
html_title = "Bench"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en"]
myst_enable_extensions = ["colon_fence"]
exclude_patterns = ["_data"]
html_theme = "partnerwiki"
html_baseurl = "https://wiki.example/"
"""
_CHANCE = random.Random(1)
_WORDS = sorted({word for word in Path(__file__).read_text(encoding="utf-8").split() if word.isalpha()})


def prose(low: int, high: int) -> str:
    """Give made-up words."""
    return " ".join(_CHANCE.choices(_WORDS, k=_CHANCE.randint(low, high))).capitalize()


def record(kind: str, number: int) -> dict[str, Any]:
    """Give a record of a kind that keeps all rules."""
    party = PARTIES[number % len(PARTIES)]
    month, day = number % 12 + 1, number % 27 + 1
    goal = f"goals-{number % 6}"
    given: dict[str, dict[str, Any]] = {
        "bodies": {
            "name": prose(2, 3),
            "kind": "working-group",
            "party": party,
            "chair": prose(2, 4),
            "frequency": "quarterly",
            "task": prose(6, 12),
        },
        "actors": {
            "visibility": "public",
            "name": prose(2, 3),
            "party": party,
            "sector": "administration",
            "class": "primary",
            "power": number % 5 + 1,
            "interest": number // 5 % 5 + 1,
            "contributes": prose(5, 10),
            "needs": prose(5, 10),
        },
        "expectations": {
            "party": party,
            "asked_on": f"2026-{month:02}-{day:02}",
            "statement": prose(8, 20),
            "topic": prose(1, 2),
            "priority": number % 3 + 1,
            "result": "open",
        },
        "indicators": {
            "name": prose(2, 4),
            "level": "outcome",
            "unit": prose(1, 2),
            "direction": "up",
            "baseline": {"date": "2025-12-31", "value": number},
            "target": {"date": "2030-12-31", "value": number + 20},
            "source": prose(3, 6),
            "readings": [{"date": f"2026-{part:02}-01", "value": number + part} for part in range(1, 13, 3)],
            "frequency": "half-yearly",
            "responsible": f"bodies-{number % 9}",
            "goal": goal,
        },
        "contacts": {
            "name": prose(2, 2).title(),
            "role": prose(2, 4),
            "party": party,
            "legal_basis": "task",
            "languages": [{"code": "de", "level": "B2"}],
        },
        "events": {
            "title": prose(3, 5),
            "kind": "workshop",
            "start": f"2027-{month:02}-{day:02}",
            "end": f"2027-{month:02}-{day + 1:02}",
            "time_zone": "Europe/Berlin",
            "place": prose(1, 3),
            "party": party,
            "purpose": prose(5, 10),
        },
        "meetings": {
            "title": prose(2, 4),
            "body": f"bodies-{number % 9}",
            "date": f"2027-05-{day:02}",
            "agenda": [{"title": prose(2, 5), "notes": prose(5, 15)}],
            "decisions": [
                {
                    "id": f"decision-{number}",
                    "text": prose(5, 10),
                    "owner": f"bodies-{number % 9}",
                    "due": "2027-12-31",
                    "status": "active",
                }
            ],
        },
        "risks": {
            "title": prose(3, 6),
            "kind": "context",
            "likelihood": number % 5 + 1,
            "impact": number // 5 % 5 + 1,
            "measure": prose(5, 12),
            "responsible": f"bodies-{number % 9}",
        },
        "learning": {
            "date": f"2026-{month:02}-{day:02}",
            "learner": party,
            "teacher": PARTIES[(number + 1) % len(PARTIES)],
            "text": prose(5, 10),
        },
        "funding": {
            "name": prose(2, 3),
            "funder": prose(2, 3),
            "summary": prose(8, 15),
            "link": {"url": "https://money.example/", "checked": "2027-03-01"},
        },
        "support": {"name": prose(2, 3), "offers": prose(8, 15)},
        "documents": {
            "title": prose(2, 4),
            "party": party,
            "language": "de",
            "date": "2025-03-01",
            "publisher": prose(1, 3),
            "summary": prose(8, 15),
            "link": {"url": "https://papers.example/", "checked": "2027-03-01"},
        },
        "channels": {
            "audience": prose(1, 3),
            "content": prose(4, 8),
            "medium": prose(1, 2),
            "frequency": "half-yearly",
            "party": party,
            "responsible": f"bodies-{number % 9}",
        },
        "offers": {"title": prose(2, 4), "party": party, "effort": "days", "duration": "once", "text": prose(6, 12)},
        "strategies": {"name": prose(2, 3), "party": party, "summary": prose(8, 15)},
        "projects": {
            "name": prose(2, 3),
            "summary": prose(8, 15),
            "goals": [goal],
            "contributions": [{"strategy": f"strategies-{number % 10}", "text": prose(3, 8)}],
        },
    }
    return {"id": f"{kind}-{number}", **given[kind]}


def partnership() -> dict[str, Any]:
    """Give three parties with six goals and some history."""
    places = {"nord": ("DE", 53.0, 9.0), "sued": ("PT", 40.0, -8.0), "ost": ("UA", 49.0, 25.0)}
    return {
        "id": "partnership",
        "name": "Partnership",
        "type": "formal",
        "vision": prose(10, 20),
        "parties": [
            {"id": name, "name": name.title(), "country": country, "latitude": y, "longitude": x, "languages": ["de"]}
            for name, (country, y, x) in places.items()
        ],
        "goals": [{"id": f"goals-{number}", "text": prose(6, 12)} for number in range(6)],
        "history": [{"date": str(year), "event": prose(4, 8)} for year in range(1990, 2026, 5)],
    }


def views() -> Iterator[str]:
    """Give 200 directives."""
    for view, count in SINGLE.items():
        for number in range(count):
            yield f":::{{partnership:{view}}} {view}s-{number}\n:::\n"
    of_one = {"facts", "goals", "map", "timeline"}
    for number in range(PAGES - sum(SINGLE.values())):
        view = WHOLE[number % len(WHOLE)]
        yield f":::{{partnership:{view}}}{' partnership' if view in of_one else ''}\n:::\n"


def make(folder: Path, *, with_records: bool) -> None:
    """Write the wiki with everything translated; the texts of its pages are the same in both."""
    source = folder / "source"
    source.mkdir(parents=True)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    texts = random.Random(2)
    for number, view in enumerate(views()):
        said = "\n\n".join(" ".join(texts.choices(_WORDS, k=40)) for _paragraph in range(5))
        text = f"# Page {number}\n\n{said}\n" + (f"\n{view}" if with_records else "")
        (source / f"page{number}.md").write_text(text, encoding="utf-8")
    (source / "index.md").write_text("# Start\n\n```{toctree}\n:glob:\n\npage*\n```\n", encoding="utf-8")
    if with_records:
        (source / "_data").mkdir()
        all_records = {"partnerships": [partnership()]}
        all_records |= {kind: [record(kind, number) for number in range(count)] for kind, count in COUNTS.items()}
        for kind, records in all_records.items():
            text = yaml.safe_dump({kind: records}, allow_unicode=True, sort_keys=False)
            (source / "_data" / f"{kind}.yaml").write_text(text, encoding="utf-8")
    run(folder, "update")
    for path in (folder / "locales").rglob("*.po"):
        po = polib.pofile(str(path), wrapwidth=0)
        for entry in po:
            entry.msgstr = f"In English: {entry.msgid}"
        po.save()


def run(folder: Path, *arguments: str) -> float:
    """Run the command line; give its seconds, and end this program where it fails."""
    start = time.perf_counter()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": DAY, "LANG": "en_GB.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "partnerwiki", "-C", str(folder), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - start


def read_pages(folder: Path) -> dict[str, int]:
    """Give for each page of the first language when it was read."""
    work = folder / "build" / "work" / "de"
    return {path.stem: path.stat().st_mtime_ns for path in work.rglob("*.doctree")}


def change_one(folder: Path, text: str) -> None:
    """Change the unit of an indicator that its own page and the lists of all indicators show."""
    path = folder / "source" / "_data" / "indicators.yaml"
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    records["indicators"][0]["source"] = text
    path.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False), encoding="utf-8")


def shows_indicator(folder: Path) -> set[str]:
    """Give the pages that show the changed record."""
    wanted = ("{partnership:indicator} indicators-0\n", "{partnership:indicators}\n")
    pages = (folder / "source").glob("page*.md")
    return {page.stem for page in pages if any(view in page.read_text(encoding="utf-8") for view in wanted)}


def main() -> int:
    """Print the seconds; the exit status is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often (default: 3)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {"without": [], "with": [], "one record": []}
    with tempfile.TemporaryDirectory() as name:
        plain, full = Path(name, "plain"), Path(name, "full")
        make(plain, with_records=False)
        make(full, with_records=True)
        for number in range(arguments.rounds):
            for step, folder in (("without", plain), ("with", full)):
                shutil.rmtree(folder / "build", ignore_errors=True)
                seconds[step].append(run(folder, "build", "-W"))
            before = read_pages(full)
            change_one(full, f"Changed {number}")
            seconds["one record"].append(run(full, "build"))
            after = read_pages(full)
        read = {page for page, when in after.items() if when != before.get(page)}
        shown = shows_indicator(full)
    median = {step: statistics.median(found) for step, found in seconds.items()}
    more = median["with"] - median["without"]
    figures = {
        **{step: round(found, 2) for step, found in median.items()},
        "more": round(more, 2),
        "pages read again": len(read),
        "pages that show it": len(shown),
        "largest process, MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        print(
            f"records: {PAGES} pages without {median['without']:.1f} s, with 1,000 records and {PAGES} views", end=" "
        )
        print(f"{median['with']:.1f} s: {more:.1f} s more (bar {BAR:.0f})")
        print(f"records: one record changed {median['one record']:.1f} s, {len(read)} pages read again", end=" ")
        print(f"of {len(shown)} that show it")
    return int(more > BAR or read != shown)


if __name__ == "__main__":
    sys.exit(main())
