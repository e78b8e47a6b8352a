"""The gate: says of one machine translation whether it may be stored."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from partnerwiki.drafts import amounts, form, numbers
from partnerwiki.drafts.calendar import base_of
from partnerwiki.drafts.identify import in_another_language, is_in
from partnerwiki.inline import StandaloneParser, Structure, oversized, prose, structure
from partnerwiki.terms import Glossary, violations

_NO_GLOSSARY = Glossary()
#: Characters: below, too little can be said about length and language.
SHORT, LONG = 40, 60
#: Characters from which a guess at the language is worth telling.
_WORTH_TELLING = 25
_RATIO = 0.5, 2.5
_ADDRESS = re.compile(
    r"https?://[^\s<>\"'“”„«»`]+|www\.[^\s<>\"'“”„«»`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.@-])[A-Za-z0-9-]{2,}(?:\.[A-Za-z0-9-]{2,})*\.[a-z]{2,}(?:/[^\s<>\"'“”„«»`]*)?(?![\w.])"
)
#: What every address holds; it is found faster.
_NEAR_ADDRESS = re.compile(r"[@.][\w-]|://")
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_LETTERS = re.compile(r"[\d_*\[\]{}<>|§%/\\]+")
#: Signs of Chinese, Japanese and Korean, each of which says as much as two letters.
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
#: A machine that leaves so many words in a row as they were has left out a part of the text.
_RUN = 7


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
class _Text:
    """A text taken apart: as it stands, its markup, its words and the addresses among them.

    ``counted`` are the words without addresses, whose digits are no numbers; ``told`` those without names either.
    """

    raw: str
    marks: Structure
    words: str
    addresses: tuple[str, ...]
    counted: str
    told: str


@dataclass(frozen=True)
class Gate:
    """Judges drafts between two languages.

    ``parser`` parses texts of the page; None stands for texts that are no Markdown. ``natural`` is false for an engine
    whose output is in no language; ``may_stay(text)`` says whether a text may be equal to its source (names).
    """

    source_language: str
    target_language: str
    parser: StandaloneParser | None
    glossary: Glossary = _NO_GLOSSARY
    natural: bool = True
    may_stay: Callable[[str], bool] = lambda _text: False

    def judge(self, source: str, draft: str) -> Verdict:
        """Judge one draft of ``source``; the verdict lists all objections, each once."""
        if not _visible(draft) and _visible(source):
            return Verdict((Objection(Reason.EMPTY),))
        if oversized(source, draft):
            return Verdict((Objection(Reason.LENGTH, _characters(len(draft), len(source))),))
        old, new = self._taken_apart(source), self._taken_apart(draft)
        objections = [*self._form(old, new), *self._figures(old, new), *_addresses(old, new, natural=self.natural)]
        objections += _length(old, new)
        advice: list[Objection] = []
        if self.natural:
            objections += self._names(old, new)
            if base_of(self.source_language) != base_of(self.target_language):
                objections += self._untranslated(old, new)
                text = _letters_only(new.told)
                (objections if len(text) >= LONG else advice).extend(self._language(old, text))
        return Verdict(tuple(dict.fromkeys(objections)), tuple(advice))

    def _taken_apart(self, text: str) -> _Text:
        marks: Structure = Counter()
        words = text
        if self.parser is not None and not self.parser.is_plain(text):
            tokens = self.parser.parse(text)
            marks, words = structure(tokens), prose(tokens)
        addresses = _ADDRESS.findall(words) if _NEAR_ADDRESS.search(words) else []
        counted = _ADDRESS.sub(" ", words) if addresses else words
        told = self._name_pattern.sub(" ", counted)
        return _Text(text, marks, words, tuple(found.rstrip(".,;:!?)") for found in addresses), counted, told)

    def _form(self, old: _Text, new: _Text) -> Iterator[Objection]:
        found = form.structure_differs(old.marks, new.marks)
        found += form.leftovers(old.words, new.words)
        found += form.hidden(old.raw + old.words, new.raw + new.words, self.target_language)
        if form.breaks(old.raw, new.raw):
            found.append("line break")
        if self.parser is not None:
            block = form.other_block(self.parser, old.raw, new.raw, self.target_language)
            found += [block] if block else []
        for detail in found:
            yield Objection(Reason.MARKUP, detail)

    def _figures(self, old: _Text, new: _Text) -> Iterator[Objection]:
        if not self.natural:
            found = numbers.digits_differ(old.counted, new.counted)
        else:
            languages = self.source_language, self.target_language
            found = numbers.compare(old.counted, new.counted, *languages)
            for sign in amounts.differ(old.counted, new.counted, *languages):
                yield Objection(Reason.NUMBER, sign)
        for value in (*found.lacks, *found.adds):
            yield Objection(Reason.NUMBER, value)
        for month in found.months:
            yield Objection(Reason.DATE, str(month))

    def _names(self, old: _Text, new: _Text) -> Iterator[Objection]:
        if self.glossary.names:
            for name in _exchanged(*(self._name_pattern.findall(text.counted) for text in (old, new))):
                yield Objection(Reason.NAME, name)
        if self.glossary.terms:
            languages = self.source_language, self.target_language
            for violation in violations(old.words, new.words, *languages, self.glossary):
                yield Objection(Reason.GLOSSARY, ", ".join(violation.wanted))

    @cached_property
    def _name_pattern(self) -> re.Pattern[str]:
        """Find names; endings of a case may follow, and in scripts other than the name's anything may stand before."""
        names = sorted(self.glossary.names, key=len, reverse=True)
        return re.compile(rf"(?<![A-Za-zÀ-ɏ])(?:{'|'.join(map(re.escape, names))})") if names else re.compile("(?!)")

    def _untranslated(self, old: _Text, new: _Text) -> Iterator[Objection]:
        if self.may_stay(old.raw):
            return
        before, after = (_LETTERS.findall(text.told.casefold()) for text in (old, new))
        copied = before == after and not all(map(_may_stay, _LETTERS.findall(old.told)))
        if copied or _shared_run(before, after) or any(map(self._is_source_language, _sentences(new.told))):
            yield Objection(Reason.UNTRANSLATED)

    def _is_source_language(self, sentence: str) -> bool:
        text = _letters_only(sentence)
        return len(text) >= LONG and is_in(text, self.source_language)

    def _language(self, old: _Text, text: str) -> Iterator[Objection]:
        if len(text) < _WORTH_TELLING or self.may_stay(old.raw):
            return
        language = in_another_language(text, self.target_language, self.source_language)
        if language:
            yield Objection(Reason.LANGUAGE, language)


def _letters_only(text: str) -> str:
    """Give the words that tell a language."""
    return " ".join(_NO_LETTERS.sub(" ", text).split())


def _sentences(text: str) -> list[str]:
    """Cut a long text into sentences; one sentence alone is judged as a whole."""
    sentences = _SENTENCE.split(text) if len(text) >= 2 * LONG else []
    return sentences if len(sentences) > 1 else []


def _visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def _columns(text: str) -> int:
    """Count the columns that a text takes."""
    text = " ".join(text.split())
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _length(old: _Text, new: _Text) -> Iterator[Objection]:
    """Object to a draft far longer than its source, or far shorter if that is not very short itself."""
    before, after = (_columns(text.words) for text in (old, new))
    low, high = _RATIO
    if (before > SHORT and after < low * before) or after > high * max(before, SHORT):
        yield Objection(Reason.LENGTH, _characters(after, before))


def _characters(after: int, before: int) -> str:
    return f"{after}/{before}"


def _exchanged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Give what one of two lists holds more often than the other."""
    if old == new:
        return []
    before, after = Counter(old), Counter(new)
    return list((before - after) | (after - before))


def _addresses(old: _Text, new: _Text, *, natural: bool) -> Iterator[Objection]:
    for address in _exchanged(old.addresses, new.addresses):
        if natural or "@" in address or "://" in address:
            yield Objection(Reason.ADDRESS, address)


def _may_stay(word: str) -> bool:
    """Say whether a word is a letter or an acronym: EU, GmbH, GitHub."""
    return len(word) == 1 or (len(word) <= 6 and sum(map(str.isupper, word)) > 1)


def _shared_run(old: list[str], new: list[str]) -> bool:
    """Say whether both texts share as many words in a row as no two languages do."""
    runs = {tuple(old[place : place + _RUN]) for place in range(len(old) - _RUN + 1)}
    return bool(runs) and any(tuple(new[place : place + _RUN]) in runs for place in range(len(new) - _RUN + 1))
