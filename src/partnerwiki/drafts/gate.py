"""The gate: says of one machine translation whether it may be stored."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from partnerwiki.drafts import amounts, form, numbers
from partnerwiki.drafts.calendar import base_of
from partnerwiki.drafts.identify import foreign_script, in_another_language, is_in
from partnerwiki.inline import StandaloneParser, Structure, oversized, prose, structure
from partnerwiki.terms import Glossary, violations

_NO_GLOSSARY = Glossary()
_NO_MARKS: Structure = Counter()
#: Characters: below, too little can be said about length and language, and about the language of one of many sentences.
#: Of the 2,700 translations of 40 to 59 characters in the catalogs of Sphinx (40 languages), three are objected to.
SHORT, LONG = 40, 60
_RATIO = 0.5, 2.5
#: An abbreviation may be written out.
_ROOM = 36
_ADDRESS = re.compile(
    r"https?://[^\s<>\"'“”„«»`]+|www\.[^\s<>\"'“”„«»`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.@-])[A-Za-z0-9-]{2,}(?:\.[A-Za-z0-9-]{2,})*\.[a-z]{2,}(?:/[^\s<>\"'“”„«»`]*)?(?!\w|\.\w)"
)
#: What every address holds; it is found faster.
_NEAR_ADDRESS = re.compile(r"[@.][\w-]|://")
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\w+")
_MANY = re.compile(r"([^\W\d_])\1{4}")
_WORD = re.compile(r"[^\W\d_]{2}")
_COLON = re.compile("[:：]")
#: "Here is the translation:", in the languages in which models chat, and a remark in brackets behind it.
_CHATTER = (
    re.compile(
        r"[^:：]{0,60}(?:translat|übersetz|tradu[cçz]|vertal|překlad|tłumacz|fordít|çevir|переклад|перевод|翻译|译文|ترجم|תרגום)"
        r"[^:：]{0,60}[:：]",
        re.IGNORECASE,
    ),
    re.compile(r"[^(]*(?:\([^()]*\)[^(]*)*\([^():：]*[:：][^()]*\)\W*\Z"),
)
#: The end of a sentence: no ordinal, no abbreviation.
_END = re.compile(
    r"[^\W\d_]{2}(?<!\betc)(?<!\busw)(?<!\bInc)(?<!\bLtd)[)\"'”“’»]*[.!?…।።۔؟։]+[)\"'”“’»]*(?=\s|\Z)|[。！？]"
)
#: A draft that has fewer sentences and is shorter than so much of its source is a part of it. Of 541 reviewed pairs of
#: several sentences none is, of those without their first or last sentence nine in ten are.
_PART = 0.7
#: Languages that have no sign for the end of a sentence.
_NO_END = frozenset({"th", "lo"})
_NO_LETTERS = re.compile(r"[\d_*\[\]{}<>|§%/\\]+")
#: Signs of Chinese, Japanese and Korean, each of which says as much as two letters.
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
#: A machine that leaves so many words in a row as they were has left out a part of the text.
_RUN = 7
#: Two sentences of one language, about one thing, have so many words in common.
_SAME_WORDS = 3


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

    ``counted`` are the words without addresses, whose digits are no numbers; ``told`` those without ``names`` either.
    """

    raw: str
    marks: Structure
    words: str
    addresses: tuple[str, ...]
    counted: str
    names: tuple[str, ...]
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
        if self.natural:
            objections += [*self._names(old, new), *self._whole(old, new)]
            if base_of(self.source_language) != base_of(self.target_language):
                objections += self._untranslated(old, new)
        # of a short text too little can be said to throw it away
        advice = () if objections or self.may_stay(old.raw) else tuple(self._language(new, SHORT, LONG))
        return Verdict(tuple(dict.fromkeys(objections)), advice)

    def _taken_apart(self, text: str) -> _Text:
        marks, words = _NO_MARKS, text
        if self.parser is not None and not self.parser.is_plain(text):
            tokens = self.parser.parse(text)
            marks, words = structure(tokens), prose(tokens)
        addresses = _ADDRESS.findall(words) if _NEAR_ADDRESS.search(words) else []
        counted = _ADDRESS.sub(" ", words) if addresses else words
        names = self._name_pattern.findall(counted) if any(name in counted for name in self.glossary.names) else ()
        told = self._name_pattern.sub(" ", counted) if names else counted
        addresses = [found.rstrip(".,;:!?)") for found in addresses]
        return _Text(text, marks, words, tuple(addresses), counted, tuple(names), told)

    def _form(self, old: _Text, new: _Text) -> Iterator[Objection]:
        found = form.structure_differs(old.marks, new.marks)
        found += form.leftovers(old.words, new.words) + form.symbols(old.words, new.words)
        found += form.hidden(old.raw + old.words, new.raw + new.words, self.target_language)
        if form.breaks(old.raw, new.raw):
            found.append("line break")
        if form.is_quoted(new.words) and not form.is_quoted(old.words):
            found.append("quotation marks")
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

    def _whole(self, old: _Text, new: _Text) -> Iterator[Objection]:
        """Object to what engines answer instead of a text, around it, and to a part or a loop of it."""
        if _WORD.search(old.told) and not _LETTERS.search(new.words):
            yield Objection(Reason.EMPTY)
        if _shouts(new.told) and not _shouts(old.told):
            yield Objection(Reason.UNTRANSLATED, "capitals")
        if _chats(old.counted, new.counted):
            yield Objection(Reason.LENGTH, ":")
        if _is_part(old.words, new.words, self.target_language):
            yield Objection(Reason.LENGTH, _characters(len(new.words), len(old.words)))
        if (_loop(new.told) and not _loop(old.told)) or (_MANY.search(new.told) and not _MANY.search(old.told)):
            yield Objection(Reason.LENGTH, "repetition")

    def _names(self, old: _Text, new: _Text) -> Iterator[Objection]:
        for name in _exchanged(old.names, new.names):
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
        same = set(before).intersection(after)
        copied = before == after and not all(map(_may_stay, _LETTERS.findall(old.told)))
        if copied or (len(same) >= _SAME_WORDS and (_shared_run(before, after) or self._has_source(same, new.told))):
            yield Objection(Reason.UNTRANSLATED)
        script = foreign_script(old.words, new.words, self.target_language)
        if script:
            yield Objection(Reason.LANGUAGE, script)
        yield from self._language(new, LONG, math.inf)

    def _language(self, draft: _Text, low: float, high: float) -> Iterator[Objection]:
        """Name the language of a draft of ``low`` to ``high`` letters and spaces, if it is another than the target."""
        text = _letters_only(draft.told) if self.natural else ""
        if low <= len(text) < high:
            language = in_another_language(text, self.target_language, self.source_language)
            if language:
                yield Objection(Reason.LANGUAGE, language)

    def _has_source(self, same: set[str], draft: str) -> bool:
        """Say whether a sentence was left in the language of the source, whose words it then shares."""
        for sentence in _sentences(draft):
            text = _letters_only(sentence)
            shared = same.intersection(_LETTERS.findall(sentence.casefold()))
            if len(text) >= LONG and len(shared) >= _SAME_WORDS and is_in(text, self.source_language):
                return True
        return False


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
    if (before > SHORT and after < low * before) or after > min(high * max(before, SHORT), high * before + _ROOM):
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


def _chats(old: str, new: str) -> bool:
    """Say whether a draft speaks about itself."""
    after = _COLON.findall(new)
    if not after or len(after) <= len(_COLON.findall(old)):
        return False
    return any(sign.match(new) and not sign.match(old) for sign in _CHATTER)


def _shouts(text: str) -> bool:
    """Say whether several words are written in capitals."""
    return text.isupper() and sum(map(str.isupper, text)) > SHORT // 2


def _is_part(old: str, new: str, target: str) -> bool:
    """Say whether a draft breaks off, or lacks sentences."""
    if len(old) < LONG or base_of(target) in _NO_END:
        return False
    is_open = new.rstrip()[-1:].isalnum() or new.rstrip().endswith(",")
    is_short = _columns(new) < _PART * _columns(old)
    if not (is_open or is_short):
        return False
    ends = [found.end() for found in _END.finditer(old)]
    if is_open and ends and ends[-1] == len(old.rstrip()):
        return True
    return is_short and 1 < len(ends) > len(_END.findall(new))


def _loop(text: str) -> bool:
    """Say whether words come again at once: up to three words three times, more or all of them twice."""
    words = _WORDS.findall(text.casefold())
    half = len(words) // 2
    if half and words[:half] == words[half:]:
        return True
    if len(set(words)) == len(words):
        return False
    places: dict[tuple[str, str, str], int] = {}
    for place, three in enumerate(zip(words, words[1:], words[2:], strict=False)):
        size = place - places.get(three, place)
        times = 2 if size > 3 else 3
        if three[0] == three[1] == three[2] and len(three[0]) > 1:
            return True
        if size and words[place - size : place] * times == words[place - size : place + (times - 1) * size]:
            return True
        places[three] = place
    return False
