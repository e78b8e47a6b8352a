"""The gate: says of one machine translation whether it may be stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from partnerwiki.inline import Signature
from partnerwiki.terms import Glossary

_NO_GLOSSARY = Glossary()


class Reason(StrEnum):
    """Why a draft is not stored."""

    EMPTY = "empty"
    MARKUP = "markup"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    LENGTH = "length"
    UNTRANSLATED = "untranslated"
    LANGUAGE = "language"
    NAME = "name"
    GLOSSARY = "glossary"


@dataclass(frozen=True)
class Objection:
    """One thing that is wrong with a draft. ``detail`` names markup, numbers or terms, never a sentence of the page."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the gate says: a draft with ``objections`` is not stored; ``advice`` is told and changes nothing."""

    objections: tuple[Objection, ...] = ()
    advice: tuple[Objection, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the draft may be stored."""
        return not self.objections


@dataclass(frozen=True)
class Gate:
    """Judges drafts between two languages.

    ``signature(text)`` gives the signature of a text of the page; ``natural`` is false for an engine whose output is in
    no language; ``may_stay(text)`` says whether a text may be equal to its source (names).
    """

    source_language: str
    target_language: str
    signature: Callable[[str], Signature]
    glossary: Glossary = _NO_GLOSSARY
    natural: bool = True
    may_stay: Callable[[str], bool] = lambda _text: False

    def judge(self, source: str, draft: str) -> Verdict:
        """Judge one draft of ``source``."""
        raise NotImplementedError
