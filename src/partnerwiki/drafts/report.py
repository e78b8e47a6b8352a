"""What a run did, for the terminal, as JSON and as a page that a coordinator understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from partnerwiki.engines import Estimate
from partnerwiki.units import unit_id

#: How a unit can end; ``kept`` is one that a person translated while the run went on.
OUTCOMES = ("drafted", "copied", "memory", "similar", "rejected", "held", "unfit", "failed", "limit", "kept", "planned")


@dataclass(frozen=True)
class Outcome:
    """How one unit ended: ``why`` is a fixed word, ``detail`` names markup, numbers, terms or a page's setting."""

    language: str
    docname: str
    msgid: str
    outcome: str
    why: str = ""
    detail: str = ""

    def as_dict(self) -> dict[str, str]:
        """Give what the JSON report holds: no text of the page, but the unit's id."""
        found = {"page": self.docname, "unit": unit_id(self.msgid), "why": self.why, "detail": self.detail}
        return {key: value for key, value in found.items() if value}


@dataclass
class Report:
    """A run: its engine, how each unit ended, and what was asked of the engine.

    ``requests`` went out, ``remembered`` texts were answered before, ``characters`` were sent. ``estimates`` say by
    language what a run would send and cost; only a dry run has them.
    """

    engine: str
    privacy: str
    outcomes: list[Outcome] = field(default_factory=list)
    requests: int = 0
    remembered: int = 0
    characters: int = 0
    seconds: float = 0.0
    stopped: bool = False
    estimates: dict[str, Estimate] = field(default_factory=dict)

    def count(self, language: str = "") -> Counter[str]:
        """Count units by outcome, in one language or in all."""
        return Counter(item.outcome for item in self.outcomes if not language or item.language == language)

    @property
    def languages(self) -> list[str]:
        """The languages that had something to do."""
        return list(dict.fromkeys(item.language for item in self.outcomes))

    def of(self, outcome: str) -> Iterator[Outcome]:
        """Give the units that ended that way."""
        return (item for item in self.outcomes if item.outcome == outcome)

    def pages(self, outcome: str) -> Counter[tuple[str, str]]:
        """Count units of one outcome by language and page."""
        return Counter((item.language, item.docname) for item in self.of(outcome))

    def reasons(self, outcome: str) -> Counter[str]:
        """Count the reasons of one outcome."""
        return Counter(item.why for item in self.of(outcome))

    @property
    def yielded(self) -> float:
        """The share in percent of the texts that the engine answered which passed the gate."""
        count = self.count()
        tried = count["drafted"] + count["rejected"]
        return 100.0 * count["drafted"] / tried if tried else 100.0

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON report."""
        return {
            "engine": self.engine,
            "privacy": self.privacy,
            "requests": self.requests,
            "remembered": self.remembered,
            "characters": self.characters,
            "seconds": round(self.seconds, 1),
            "stopped": self.stopped,
            "estimates": {
                language: {
                    "characters": item.characters,
                    "cost": None if item.cost is None else str(item.cost),
                    "currency": item.currency,
                }
                for language, item in self.estimates.items()
            },
            "yield": round(self.yielded, 1),
            "languages": {
                language: {
                    **{name: self.count(language)[name] for name in OUTCOMES},
                    "units": [
                        {"outcome": item.outcome, **item.as_dict()}
                        for item in self.outcomes
                        if item.language == language and (item.why or item.outcome in {"similar", "kept", "limit"})
                    ],
                }
                for language in self.languages
            },
        }
