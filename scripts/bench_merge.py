"""Time the merge of 20,000 units, 5 % of them changed, beside gettext's msgmerge on the same files.

It makes the catalogs in a temporary folder, once as 285 files and once as one, and prints a line for each. The time of
an update is that of reading, merging and writing all catalogs; the time of msgmerge that of one process a file.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from partnerwiki.catalog import Message, merge, new_header
from partnerwiki.config import Project, load_project
from partnerwiki.pofile import POFile
from partnerwiki.update import Page, update

UNITS = 20_000
ONE_IN = 20  # messages change
HEADER = new_header(project="Bench", language="en", source_language="de", date="2026-11-21 12:00+0000")
WORDS = Path(__file__).read_text(encoding="utf-8").split()


def make(folder: Path, catalogs: int) -> tuple[Project, list[Page]]:
    """Write translated catalogs of sentences of 5 to 30 words; give the project and its pages, some of them changed."""
    (folder / "conf.py").write_text('language = "de"\npartnerwiki_languages = ["de", "en"]\n', encoding="utf-8")
    project = load_project(folder)
    chance = random.Random(1)
    texts = [f"{number} {' '.join(chance.choices(WORDS, k=chance.randint(5, 30)))}" for number in range(UNITS)]
    pages = []
    for number in range(catalogs):
        messages = [Message(text, (f"source/page{number}.md",)) for text in texts[number::catalogs]]
        po = POFile(project.catalog_path("en", f"page{number}"), HEADER)
        merge(po, messages)
        for entry in po.entries:
            entry.msgstr = f"In English: {entry.msgid}"
        po.save()
        messages[::ONE_IN] = [replace(message, msgid=f"{message.msgid} and more") for message in messages[::ONE_IN]]
        pages.append(Page(f"page{number}", "de", tuple(messages)))
    return project, pages


def seconds_of_msgmerge(project: Project, pages: list[Page], folder: Path) -> float:
    """Give the seconds that msgmerge takes for a copy of the catalogs in ``folder``; it makes the templates before."""
    twin = replace(project, catalogs=shutil.copytree(project.catalogs, folder / "twin"))
    command = ["msgmerge", "--quiet", "--update", "--previous", "--backup=none"]
    jobs = []
    for page in pages:
        template = POFile(folder / f"{page.docname}.pot", HEADER)
        merge(template, page.messages)
        template.save()
        jobs.append([*command, str(twin.catalog_path("en", page.docname)), str(template.path)])
    start = time.perf_counter()
    for job in jobs:
        subprocess.run(job, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the seconds of both; the exit status is 1 where ours are more than 10 s."""
    slow = False
    for catalogs in (285, 1):
        with tempfile.TemporaryDirectory() as name:
            project, pages = make(Path(name), catalogs)
            theirs = "not installed"
            if shutil.which("msgmerge"):
                theirs = f"{seconds_of_msgmerge(project, pages, Path(name)):.1f} s"
            start = time.perf_counter()
            merged = update(project, pages).merged
            ours = time.perf_counter() - start
        slow = slow or ours > 10
        changed = f"{merged.similar} of {UNITS} units in {catalogs} catalogs changed"
        print(f"merge, {changed}: {ours:.1f} s; msgmerge {theirs}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
