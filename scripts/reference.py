"""Write the handbook's reference pages from the code; with ``--check`` only say which are stale and exit with 1."""

from __future__ import annotations

import sys
from pathlib import Path

from partnerwiki.reference import outdated, write

FOLDER = Path(__file__).parents[1] / "docs" / "source" / "reference"


def main(arguments: list[str]) -> int:
    """Run; give the exit status: 0 up to date or written, 1 stale, 2 a wrong call."""
    if arguments == ["--check"]:
        stale = outdated(FOLDER)
        for path in stale:
            print(f"{path}: differs from the code; run python scripts/reference.py", file=sys.stderr)
        return bool(stale)
    if arguments:
        print("usage: python scripts/reference.py [--check]", file=sys.stderr)
        return 2
    for path in write(FOLDER):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
