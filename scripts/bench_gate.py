"""Time the gate on 20,000 drafts: the reviewed translations of wiki and handbook, as often as that takes.

Nothing is kept from one unit to the next, so a text that comes again takes as long as a new one.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from myst_parser.config.main import MdParserConfig

from partnerwiki import pofile
from partnerwiki.drafts.gate import Gate
from partnerwiki.inline import StandaloneParser
from partnerwiki.terms import Glossary
from partnerwiki.units import State, state_of

UNITS = 20_000
ROOT = Path(__file__).parent.parent
CONFIG = MdParserConfig(enable_extensions={"attrs_inline", "colon_fence", "deflist", "substitution"})
NAMES = Glossary(names=("Musterstadt", "Vila Modelo"))


def units() -> list[tuple[Gate, str, str]]:
    """Give all reviewed units, each with the gate of its languages."""
    parser = StandaloneParser(CONFIG)
    gates = {"en": Gate("de", "en", parser, NAMES), "de": Gate("en", "de", parser, NAMES)}
    return [
        (gates[language], entry.msgid, entry.msgstr)
        for catalogs in (ROOT / "locales", ROOT / "docs" / "locales")
        for language in gates
        for path in pofile.find(catalogs / language / "LC_MESSAGES").values()
        for entry in pofile.read(path).live
        if state_of(entry) is State.REVIEWED
    ]


def main() -> int:
    """Print the seconds, including one to load the language model; the exit status is 1 where they are more than 10."""
    todo = list(itertools.islice(itertools.cycle(units()), UNITS))
    start = time.process_time()
    passed = sum(gate.judge(source, draft).passed for gate, source, draft in todo)
    seconds = time.process_time() - start
    mean = sum(len(source) for _gate, source, _draft in todo) / UNITS
    print(f"gate, {UNITS} units of {mean:.0f} characters: {seconds:.1f} s on one core; {passed} passed")
    return int(seconds > 10)


if __name__ == "__main__":
    sys.exit(main())
