"""Draw the table that ``bench_site.py`` saved: ``python scripts/bench_plot.py TABLE.txt PLOT.svg``.

It runs in the environment that ``bench_site.py`` makes from requirements/bench-plot.txt. The same table gives the same
picture, byte for byte.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

_ROW = re.compile(r"^ *(\d+) × 2 +cold +(\w+) +([\d.]+) s")
#: Names, marks and colours that differ without colours as well (Okabe and Ito's palette).
PROGRAMS = {
    "stock": ("Sphinx, sphinx-intl, Furo", "s", "#D55E00"),
    "mkdocs": ("MkDocs Material, static-i18n", "^", "#0072B2"),
    "partnerwiki": ("Partnerwiki", "o", "#009E73"),
}


def main(table: Path, plot: Path) -> None:
    """Draw milliseconds of a cold build for each page in both languages, by the number of pages."""
    costs: dict[str, dict[int, float]] = defaultdict(dict)
    for line in table.read_text(encoding="utf-8").splitlines():
        if found := _ROW.match(line):
            pages = int(found[1])
            costs[found[2]][pages] = float(found[3]) / pages * 1000
    mpl.rcParams.update({"svg.hashsalt": "partnerwiki", "font.family": "DejaVu Sans"})
    figure, axes = plt.subplots(figsize=(7, 4))
    for program, (name, mark, colour) in PROGRAMS.items():
        if program in costs:
            sizes, values = zip(*sorted(costs[program].items()), strict=True)
            axes.plot(sizes, values, marker=mark, color=colour, linewidth=2, label=name)
            others = [other.get(sizes[-1], 0) for other in costs.values()]
            place = (6, 4 if values[-1] == max(others) else -10)  # above the highest, below the others
            axes.annotate(f"{values[-1]:.0f}", (sizes[-1], values[-1]), place, textcoords="offset points")
    axes.set_xlabel("pages, each in two languages")
    axes.set_ylabel("milliseconds a page")
    axes.set_xlim(0, max(max(sizes) for sizes in costs.values()) * 1.1)
    axes.set_ylim(bottom=0)
    axes.grid(visible=True, color="#dddddd")
    axes.legend()
    figure.tight_layout()
    figure.savefig(plot, metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
