"""Run the command line with ``python -m partnerwiki``."""

from partnerwiki.cli import main

main()
