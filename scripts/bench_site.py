"""Build a bilingual corpus with Partnerwiki and with what a user would pick instead, in one run, and print the figures.

Each program has an environment of its own below build/bench/, made at the first run from a list in requirements/. The
programs take turns, so that a machine that slows down slows all of them. For every step the medians of the rounds
are printed: seconds and how many times as long as Partnerwiki, seconds of processor time (all processes), and the
memory of the largest process. A program whose cold build takes longer than the patience is measured in the first
round alone, and not with more pages.

\b
Examples:
  python scripts/bench_site.py
  python scripts/bench_site.py --pages 100 --rounds 1 --without stock
  python scripts/bench_site.py --save docs/source/benchmarks.txt
"""  # noqa: D301 the command line's sign for lines that are kept

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
#: Seconds after which a preview has made the search index, too.
PAUSE = 12
CONF = """\
project = html_title = "Bench"
language = "de"
{ours}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "{theme}"
html_baseurl = "https://bench.example/"
locale_dirs = ["../locales"]
gettext_compact = False
"""
OURS = 'extensions = ["myst_parser", "partnerwiki"]\npartnerwiki_languages = ["de", "en"]'
STOCK = 'extensions = ["myst_parser", "sphinx_design"]'
MKDOCS = """\
site_name: Bench
site_url: https://bench.example/
theme:
  name: material
  font: false
markdown_extensions: [admonition, tables]
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - {locale: de, name: Deutsch, default: true, build: true}
        - {locale: en, name: English, build: true}
"""


@dataclass(frozen=True)
class Cost:
    """What commands took: seconds, seconds of processor time, and the memory of the largest process (MB)."""

    seconds: float
    cpu: float
    memory: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.cpu + other.cpu, max(self.memory, other.memory))


def cost(command: list[str], folder: Path) -> Cost:
    """Run a command; its children are counted in. Raises :class:`subprocess.CalledProcessError`."""
    log = folder / "bench.log"
    start = time.perf_counter()
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env={**os.environ, "PYTHONUTF8": "1"})
        _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, log.read_bytes()[-2000:])
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def install(name: str, requirements: str) -> Path:
    """Make an environment from a list in requirements/, unless it is there; give its Python."""
    wanted, environment = ROOT / "requirements" / requirements, WORK / name
    python, done = environment / "bin" / "python", environment / "done"
    if not (done.is_file() and done.read_bytes() == wanted.read_bytes()):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
        shutil.copyfile(wanted, done)
    return python


class Program(ABC):
    """A program that builds the corpus in ``folder``; ``steps`` are the measured commands by their names."""

    name = ""
    requirements = ""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        self.write(corpus)

    @classmethod
    def install(cls) -> None:
        """Make the program's environment, unless it is there."""
        install(cls.name, cls.requirements)

    def run(self, command: str, *arguments: str) -> Cost:
        """Run a command of the program's environment."""
        return cost([str(WORK / self.name / "bin" / command), *arguments], self.folder)

    @abstractmethod
    def write(self, corpus: Corpus) -> None:
        """Write the corpus as the program reads it."""

    @abstractmethod
    def cold(self) -> Cost:
        """Build everything from nothing."""

    @abstractmethod
    def again(self) -> Cost:
        """Build once more."""

    def edit_page(self, number: int) -> None:
        """Change one paragraph of a page in its language."""
        path = self.folder / self.page
        path.write_text(path.read_text(encoding="utf-8").replace("\n\n", f"\n\nNeu{number} ", 1), encoding="utf-8")

    page = ""


class Partnerwiki(Program):
    """The program of this repository."""

    name = "partnerwiki"
    page = "source/s0/p3.md"

    @classmethod
    def install(cls) -> None:
        """Do nothing: this environment is ours."""

    def run(self, command: str, *arguments: str) -> Cost:
        """Run the command line."""
        return cost([sys.executable, "-m", command, *arguments], self.folder)

    def write(self, corpus: Corpus) -> None:
        """Write pages and catalogs."""
        corpus.write_sphinx(self.folder, CONF.format(ours=OURS, theme="partnerwiki"))

    def cold(self) -> Cost:
        """Build both languages, search included."""
        return self.run("partnerwiki", "build", "--fresh")

    def again(self) -> Cost:
        """Build both languages."""
        return self.run("partnerwiki", "build")

    def edit_catalog(self, number: int) -> None:
        """Change the translation of a paragraph."""
        path = self.folder / "locales" / "en" / "LC_MESSAGES" / "s0" / "p3.po"
        entries = path.read_text(encoding="utf-8").split('\nmsgstr "')
        entries[5] = f"New{number} {entries[5]}"  # after the header, the title, the first paragraph
        path.write_text('\nmsgstr "'.join(entries), encoding="utf-8")

    def preview(self, number: int) -> Cost:
        """Save a paragraph while the preview runs; give the time until both languages show it."""
        command = [sys.executable, "-m", "partnerwiki", "serve", "--port", "0"]
        environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        process = subprocess.Popen(command, cwd=self.folder, env=environ, stdout=subprocess.PIPE, text=True)
        try:
            found = (re.search(r"http://[0-9.:]+/", line) for line in process.stdout or [])
            address = next(match[0] for match in found if match)
            # the first one waits for the processes to be warm
            self._seen(address, f"Warm{number}x")
            return self._seen(address, f"Saved{number}x")
        finally:
            process.terminate()
            process.communicate()

    def _seen(self, address: str, word: str) -> Cost:
        """Save a paragraph with a new word, and wait until both languages show it; then give the processes a pause."""
        path = self.folder / self.page
        head, paragraph, rest = path.read_text(encoding="utf-8").split("\n\n", 2)
        start = time.perf_counter()
        path.write_text(f"{head}\n\n{word} {paragraph}\n\n{rest}", encoding="utf-8")
        for language in ("de", "en"):
            while word.encode() not in urllib.request.urlopen(f"{address}{language}/s0/p3.html").read():
                time.sleep(0.01)
        seconds = time.perf_counter() - start
        time.sleep(PAUSE)
        return Cost(seconds, 0, 0)

    def size(self) -> int:
        """Give the bytes of a page that is in a corpus of any size, in German."""
        return (self.folder / "build" / "site" / "de" / "s0" / "p3.html").stat().st_size


class Stock(Program):
    """Sphinx with sphinx-intl and Furo."""

    name = "stock"
    requirements = "bench-stock.txt"
    page = "source/s0/p3.md"

    def write(self, corpus: Corpus) -> None:
        """Write pages and catalogs."""
        corpus.write_sphinx(self.folder, CONF.format(ours=STOCK, theme="furo"))

    def cold(self) -> Cost:
        """Extract, merge and build each language."""
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        return self.again()

    def again(self) -> Cost:
        """Extract, merge and build each language upon what is there."""
        sphinx = ["-m", "sphinx", "-c", ".", "-q", "-j", "auto"]
        total = self.run("python", *sphinx, "-b", "gettext", "source", "build/pot")
        total += self.run("sphinx-intl", "update", "-p", "build/pot", "-d", "locales", "-l", "en")
        for language in ("de", "en"):
            out = f"build/{language}"
            total += self.run("python", *sphinx, "-b", "html", "-D", f"language={language}", "source", out)
        return total


class MkDocs(Program):
    """MkDocs Material with mkdocs-static-i18n."""

    name = "mkdocs"
    requirements = "bench-mkdocs.txt"
    page = "docs/de/s0/p3.md"

    def write(self, corpus: Corpus) -> None:
        """Write the pages of both languages."""
        corpus.write_mkdocs(self.folder, MKDOCS)

    def cold(self) -> Cost:
        """Build both languages; there is nothing that it could build upon."""
        return self.run("mkdocs", "build", "--quiet", "--clean")

    again = cold


PROGRAMS: dict[str, type[Program]] = {program.name: program for program in (Partnerwiki, MkDocs, Stock)}


def steps(program: Program) -> Iterator[tuple[str, Callable[[int], Cost]]]:
    """Give the measured steps of a program by their names; each gets the number of the round."""

    def edit(number: int) -> Cost:
        program.edit_page(number)
        return program.again()

    yield "cold", lambda _number: program.cold()
    yield "no change", lambda _number: program.again()
    yield "one paragraph", edit
    if isinstance(program, Partnerwiki):

        def translate(number: int) -> Cost:
            program.edit_catalog(number)
            return program.again()

        yield "one translation", translate


Costs = dict[tuple[int, str, str], list[Cost]]


def measured(
    programs: list[type[Program]], counts: list[int], rounds: int, patience: int
) -> tuple[Costs, dict[int, int]]:
    """Give all costs by size, step and program, and the bytes of a page by size.

    Each round goes through all sizes: the speed of rented machines changes within minutes, and sizes are compared, too.
    """
    running = {count: [each(Corpus(count), WORK / f"{each.name}-{count}") for each in programs] for count in counts}
    found: Costs = {}
    slow: dict[str, int] = {}
    sizes: dict[int, int] = {}
    for number in range(rounds):
        for count in counts:
            for each in running[count]:
                if count >= slow.get(each.name, count + 1):
                    continue
                for step, measure in steps(each):
                    found.setdefault((count, step, each.name), []).append(measure(number))
                if found[count, "cold", each.name][0].seconds > patience:
                    slow[each.name] = count
                if isinstance(each, Partnerwiki):
                    sizes[count] = each.size()
                    found.setdefault((count, "preview", each.name), []).append(each.preview(number))
    return found, sizes


def median(costs: list[Cost]) -> float:
    """Give the median of the seconds."""
    return statistics.median(cost.seconds for cost in costs)


def row(pages: int, step: str, name: str, costs: list[Cost], ours: float) -> str:
    """Give a line of the table; ``ours`` are Partnerwiki's seconds for the same step."""
    typical = {part: statistics.median(getattr(one, part) for one in costs) for part in vars(costs[0])}
    return (
        f"{pages:4} × 2  {step:16} {name:12} {typical['seconds']:8.2f} s {typical['seconds'] / ours:6.2f} ×"
        f"  {typical['cpu']:8.1f} s  {typical['memory']:5.0f} MB"
    )


def versions(programs: list[type[Program]]) -> Iterator[str]:
    """Give the machine and what was compared."""
    yield f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}"
    yield f"Python {platform.python_version()}, Partnerwiki {importlib.metadata.version('partnerwiki')}"
    for program in programs:
        wanted = ROOT / "requirements" / program.requirements
        if wanted.is_file():
            names = [line.split(" ")[0] for line in wanted.read_text(encoding="utf-8").splitlines()]
            main = ("sphinx==", "furo==", "sphinx-intl==", "mkdocs==", "mkdocs-material==", "mkdocs-static-i18n==")
            yield f"{program.name}: {', '.join(name.replace('==', ' ') for name in names if name.startswith(main))}"


@click.command(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pages", default="100,400,800", show_default=True, help="Sizes of the corpus.")
@click.option("--rounds", default=3, show_default=True, help="How often each step is measured.")
@click.option("--patience", default=300, show_default=True, help="Seconds; see above.")
@click.option("--without", multiple=True, type=click.Choice([name for name in PROGRAMS if name != "partnerwiki"]))
@click.option(
    "--save",
    metavar="FILE.txt",
    type=click.Path(path_type=Path),
    help="Write the table to FILE.txt, and a plot to FILE.svg.",
)
def main(pages: str, rounds: int, patience: int, without: tuple[str, ...], save: Path | None) -> None:
    """Measure and print."""
    programs = [program for name, program in PROGRAMS.items() if name not in without]
    for program in programs:
        program.install()
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    for line in versions(programs):
        tell(line)
    tell("\npages     step             program        seconds   ratio    processor   memory")
    counts = sorted(map(int, pages.split(",")))
    found, sizes = measured(programs, counts, rounds, patience)
    cold: dict[int, float] = {}
    for count in counts:
        ours = {
            step: median(costs)
            for (size, step, name), costs in found.items()
            if (size, name) == (count, Partnerwiki.name)
        }
        cold[count] = ours["cold"]
        for (size, step, name), costs in found.items():
            if size == count:
                tell(row(count, step, name, costs, ours[step]))
    few, many = counts[0], counts[-1]
    if few < many:
        tell(f"\nA page at {many} pages against {few}: {cold[many] / many / (cold[few] / few):.2f} × the seconds,")
        tell(f"{sizes[many] / sizes[few]:.3f} × the bytes of HTML ({sizes[few]} and {sizes[many]}).")
    if save is not None:
        save.write_text("\n".join(lines) + "\n", encoding="utf-8")
        python = install("plot", "bench-plot.txt")
        subprocess.run([python, ROOT / "scripts" / "bench_plot.py", save, save.with_suffix(".svg")], check=True)


if __name__ == "__main__":
    main()
