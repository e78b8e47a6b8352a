"""Time the documents of the reference wiki beside LibreOffice, which makes PDF of the same synopsis, in turns.

It builds a copy of the wiki in a temporary folder. Each round starts with no document: it sets the longest synopsis
alone, then all documents, then all again with nothing changed; LibreOffice is given the synopsis as Word. Each step is
a process of its own; the build of the site before is not counted. The median of the rounds counts. The exit status is
1 where a bar is missed: 2 s and 500 kB for the synopsis, 30 s for all documents, 1 s when nothing changed.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf

ROOT = Path(__file__).parents[1]
SYNOPSIS = "vereinbarungen-partnerschaftsvereinbarung-de-en"
#: Seconds, and bytes of the synopsis.
BARS = {"synopsis": 2.0, "all": 30.0, "nothing changed": 1.0}
SIZE = 500_000
_MAKE = """\
import sys
from pathlib import Path
from partnerwiki.config import load_project
from partnerwiki.documents import making
name = sys.argv[2]
kinds = making.usual_kinds()
result = making.make(load_project(Path(sys.argv[1])), kinds=kinds, only=lambda one: not name or one.name == name)
assert result.made and not result.problems, result.problems
for one in result.made:
    if len(sys.argv) > 3:
        Path(sys.argv[3], one.document.name).write_bytes(one.data)
print(len(result.made))
"""


def copy(folder: Path) -> None:
    """Copy the reference wiki and build it."""
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "conf.py", folder)
    command = [sys.executable, "-m", "partnerwiki", "-C", str(folder), "build"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(*command: str | Path) -> tuple[float, str]:
    """Run a command and give its seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout.strip()


def main() -> int:
    """Print the seconds; the exit status is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often (default: 3)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    office = shutil.which("soffice")
    seconds: dict[str, list[float]] = {step: [] for step in (*BARS, "LibreOffice, synopsis")}
    with tempfile.TemporaryDirectory() as name:
        wiki, out = Path(name, "wiki"), Path(name, "out")
        wiki.mkdir()
        out.mkdir()
        copy(wiki)
        made = (sys.executable, "-c", _MAKE, wiki)
        timed(*made, f"{SYNOPSIS}.docx", out)
        for _round in range(arguments.rounds):
            shutil.rmtree(wiki / "build" / "work" / "documents", ignore_errors=True)
            seconds["synopsis"].append(timed(*made, f"{SYNOPSIS}.pdf", out)[0])
            shutil.rmtree(wiki / "build" / "work" / "documents")
            taken, count = timed(*made, "")
            seconds["all"].append(taken)
            seconds["nothing changed"].append(timed(*made, "")[0])
            if office:
                profile = f"-env:UserInstallation=file://{name}/profile"
                other = Path(name, "office")
                word = out / f"{SYNOPSIS}.docx"
                converted = timed(office, profile, "--headless", "--convert-to", "pdf", "--outdir", other, word)
                seconds["LibreOffice, synopsis"].append(converted[0])
        size = (out / f"{SYNOPSIS}.pdf").stat().st_size
        with pikepdf.open(out / f"{SYNOPSIS}.pdf") as file:
            pages = len(file.pages)
    median = {step: round(statistics.median(found), 2) for step, found in seconds.items() if found}
    figures = {
        **median,
        "documents": int(count),
        "pages of the synopsis": pages,
        "kB of the synopsis": round(size / 1000),
        "largest process, MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        for step, figure in figures.items():
            print(f"{step:24} {figure:>8}")
        if not office:
            print("LibreOffice is not installed: nothing to compare with.")
    return int(size > SIZE or any(median[step] > bar for step, bar in BARS.items()))


if __name__ == "__main__":
    sys.exit(main())
