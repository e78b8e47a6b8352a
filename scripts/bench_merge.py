"""Time the merge of 20,000 units, 5 % of them changed, beside gettext's msgmerge on the same files.

It makes the catalogs in a temporary folder, once as 285 files and once as one, and prints a line for each.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from partnerwiki.catalog import Message, merge, new_header
from partnerwiki.config import Options, Project
from partnerwiki.pofile import POFile
from partnerwiki.update import Page, update

UNITS = 20_000
CHANGED = 0.05
WORDS = Path(__file__).with_name("bench_merge.py").read_text(encoding="utf-8").split()


def sentences(number: int, seed: int) -> list[str]:
    """Give ``number`` different sentences of 5 to 30 words."""
    chance = random.Random(seed)
    return [f"{n} {' '.join(chance.choices(WORDS, k=chance.randint(5, 30)))}" for n in range(number)]


def make(folder: Path, catalogs: int) -> tuple[Project, list[Page]]:
    """Write translated catalogs; give the project and its pages after a change to every twentieth sentence."""
    project = Project(folder, folder / "source", folder / "locales", ["de", "en"], Options(), "Bench", "", False)
    header = new_header(project="Bench", language="en", source_language="de", date="2026-11-21 12:00+0000")
    pages = []
    texts = sentences(UNITS, seed=1)
    for number in range(catalogs):
        own = texts[number::catalogs]
        po = POFile(project.catalog_path("en", f"page{number}"), header)
        merge(po, [Message(text, (f"source/page{number}.md",)) for text in own])
        for entry in po.entries:
            entry.msgstr = f"translated: {entry.msgid}"
        po.save()
        every = round(1 / CHANGED)
        after = [f"{text} and one more" if n % every == 0 else text for n, text in enumerate(own)]
        pages.append(Page(f"page{number}", "de", tuple(Message(t, (f"source/page{number}.md",)) for t in after)))
    return project, pages


def msgmerge(project: Project, pages: list[Page]) -> float:
    """Give the seconds that msgmerge takes for the same catalogs, one process a file; templates are made before."""
    jobs = []
    for page in pages:
        template = POFile(project.confdir / f"{page.docname}.pot", 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"')
        merge(template, page.messages)
        template.save()
        jobs.append(["msgmerge", "--quiet", "--update", "--previous", "--backup=none", str(project.catalog_path("en", page.docname)), str(template.path)])
    start = time.perf_counter()
    for job in jobs:
        subprocess.run(job, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print seconds for ours and for msgmerge."""
    for catalogs in (285, 1):
        with tempfile.TemporaryDirectory() as name:
            project, pages = make(Path(name), catalogs)
            twin = Path(name, "twin")
            shutil.copytree(project.catalogs, twin / "locales")
            start = time.perf_counter()
            merged = update(project, pages).merged
            ours = time.perf_counter() - start
            theirs = "not installed"
            if shutil.which("msgmerge"):
                other = Project(twin, twin / "source", twin / "locales", project.languages, Options(), "Bench", "", False)
                theirs = f"{msgmerge(other, pages):.1f} s"
        print(f"merge, {UNITS} units in {catalogs} catalogs, {merged.similar} changed: {ours:.1f} s; msgmerge {theirs}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
