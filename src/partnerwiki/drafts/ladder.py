"""The ladder: ways to carry a text with markup through an engine, the best first.

On each rung but the last the markup of a sentence is replaced by numbered markers of one shape, so that the engine sees
whole sentences and may reorder them. On the last rung each run of words goes alone: the markup cannot break there.
Which markers an engine carries differs; one small neural model kept ``[1]`` in 99 % of sentences and ``{1}`` in none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from partnerwiki.engines import SHAPES, Shape
from partnerwiki.segments import ESCAPED, Kind, Piece, Segmenter, sentences

#: Raised when the same text would be cut or masked in another way: it is part of the cache's key.
MASKER = "2"
#: Private-use characters that stand for markup while a text is cut into sentences.
_FIRST, _LAST = 0xE000, 0xF8FF
_PRIVATE = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>$~^&#|]|!\Z")  # before a link, "!" makes an image of it
#: What Markdown takes for the beginning of a block.
_BLOCK_START = re.compile(
    r"\A(?P<before>\s*\d{0,9})(?P<sign>(?<=\d)[.)](?=\s|\Z)|(?<!\d)(?:[-+*](?=\s|\Z)|#{1,6}(?=\s|\Z)|>|:::|~~~|\||%))"
)
_SENTENCE_SIGN = re.compile(r"[.!?…。！？؟։:;]\Z")

#: One or more pieces of markup without words between them.
Group = tuple[Piece, ...]
Item = str | Group


@dataclass(frozen=True)
class Sentence:
    """One request: ``sent`` is what the engine sees, ``items`` what it is made of (words and markup)."""

    items: tuple[Item, ...]
    sent: str
    shape: Shape | None

    @property
    def is_copied(self) -> bool:
        """Say whether there is nothing to translate."""
        return not any(isinstance(item, str) and has_words(item) for item in self.items)


@dataclass(frozen=True)
class Attempt:
    """One unit on one rung."""

    sentences: tuple[Sentence, ...]

    @property
    def requests(self) -> list[str]:
        """The texts to translate, each stripped, without those that hold no words."""
        return [sentence.sent.strip() for sentence in self.sentences if not sentence.is_copied]

    def assemble(self, answers: Mapping[str, str], segmenter: Segmenter | None) -> str | None:
        """Give the draft, or None where a marker was lost or doubled, or words would change the markup beside them.

        ``answers`` maps requests to translations; without a ``segmenter`` the text is no Markdown.
        """
        items: list[Item] = []
        for sentence in self.sentences:
            if sentence.is_copied:
                items += sentence.items
                continue
            sent = sentence.sent.strip()
            translated = _unmasked(answers[sent].strip(), sentence)
            if translated is None:
                return None
            start = sentence.sent.index(sent)
            items += [sentence.sent[:start], *translated, sentence.sent[start + len(sent) :]]
        return _written(items, segmenter)


def has_words(text: str) -> bool:
    """Say whether a text holds letters: without any there is nothing to translate."""
    return any(character.isalpha() for character in text)


def attempts(pieces: Sequence[Piece], shapes: Iterable[str], limit: int) -> Iterator[Attempt]:
    """Give the rungs for one text: each of ``shapes``, then its runs of words one by one.

    ``limit`` is the longest text for the engine, in characters. A shape that stands in the text itself is left out.
    """
    lines = _lines(pieces)
    marked = any(isinstance(item, tuple) for line in lines for item in line)
    words = "".join(item for line in lines for item in line if isinstance(item, str))
    if not _PRIVATE.search(words):
        for name in shapes if marked else ["brackets"]:
            shape = SHAPES[name]
            if not (marked and shape.pattern.search(words)):
                yield Attempt(tuple(sentence for line in lines for sentence in _sentences(line, shape, limit)))
    if marked:
        runs = [(item,) for line in lines for item in line]
        yield Attempt(tuple(sentence for run in runs for sentence in _run(run, limit)))


def _lines(pieces: Sequence[Piece]) -> list[list[Item]]:
    """Join markup without words between, and cut at line breaks, which end a sentence and stay where they are."""
    lines: list[list[Item]] = [[]]
    for is_text, run in groupby(pieces, key=lambda piece: piece.kind is Kind.TEXT):
        group = tuple(run)
        if is_text:
            lines[-1].append("".join(piece.words for piece in group))
            continue
        for breaks, part in groupby(group, key=lambda piece: piece.source.endswith("\n")):
            if breaks:
                lines += [[tuple(part)], []]
            else:
                lines[-1].append(tuple(part))
    return [line for line in lines if line]


def _run(items: tuple[Item, ...], limit: int) -> Iterator[Sentence]:
    item = items[0]
    if isinstance(item, tuple):
        yield Sentence(items, "", None)
    else:
        yield from (Sentence((part,), part, None) for part in sentences(item, limit))


def _sentences(line: Sequence[Item], shape: Shape, limit: int) -> Iterator[Sentence]:
    """Cut a line into sentences and mask them; each counts its markers from 1."""
    groups = [item for item in line if isinstance(item, tuple)]
    numbers = iter(range(len(groups)))
    text = "".join(item if isinstance(item, str) else chr(_FIRST + next(numbers)) for item in line)
    # a marker is longer than the one character that stands for it here
    room = max(limit - 8 * min(len(groups), limit // 16), limit // 2)
    for cut in sentences(text, room):
        parts = [part for part in re.split(f"({_PRIVATE.pattern})", cut) if part]
        items = [groups[ord(part) - _FIRST] if _PRIVATE.match(part) else part for part in parts]
        before, inner, after = _peeled(items)
        yield from (Sentence((item,), "", None) for item in before)
        if inner:
            yield Sentence(tuple(inner), _masked(inner, shape), shape)
        yield from (Sentence((item,), "", None) for item in after)


def _peeled(
    items: list[Item],
) -> tuple[list[Item], list[Item], list[Item]]:
    """Take markup off that surrounds a whole sentence, and notes after its end: the engine need not see them."""
    before: list[Item] = []
    after: list[Item] = []
    inner = list(items)
    while len(inner) > 1:
        last, previous = inner[-1], inner[-2]
        if isinstance(last, str):
            if last.strip():
                break
        elif isinstance(previous, str) and _SENTENCE_SIGN.search(previous) and _only(last, Kind.OPAQUE):
            pass
        elif not (isinstance(inner[0], tuple) and _encloses(inner)):
            break
        else:
            before.append(inner.pop(0))
        after.insert(0, inner.pop())
    return before, inner, after


def _only(group: Group, kind: Kind) -> bool:
    return all(piece.kind is kind for piece in group)


def _encloses(items: list[Item]) -> bool:
    first, last = items[0], items[-1]
    return (
        isinstance(first, tuple)
        and isinstance(last, tuple)
        and _only(first, Kind.OPEN)
        and [piece.pair for piece in first] == [piece.pair for piece in reversed(last)]
        and _only(last, Kind.CLOSE)
    )


def _masked(items: Iterable[Item], shape: Shape) -> str:
    """Write markers in place of markup, each set off with spaces: glued to a word they make another word of it."""
    numbers = iter(range(1, 10_000))
    text = ""
    after_marker = False
    for item in items:
        if isinstance(item, str):
            text += f" {item}" if after_marker and item[0].isalnum() else item
        else:
            text += " " if text[-1:].isalnum() else ""
            text += shape.write(next(numbers))
        after_marker = isinstance(item, tuple)
    return text


def _unmasked(answer: str, sentence: Sentence) -> list[Item] | None:
    """Put markup back in place of its markers; None unless each stands there exactly once."""
    groups = [item for item in sentence.items if isinstance(item, tuple)]
    if sentence.shape is None or not groups:
        return [answer]
    items: list[Item] = []
    place = 0
    seen: set[int] = set()
    for found in sentence.shape.pattern.finditer(answer):
        number = int(found[1])
        if number in seen or not 1 <= number <= len(groups):
            return None
        seen.add(number)
        items += [answer[place : found.start()], groups[number - 1]]
        place = found.end()
    items.append(answer[place:])
    return _spaced(items, sentence.items) if len(seen) == len(groups) else None


def _spaced(items: list[Item], source: Sequence[Item]) -> list[Item]:
    """Give spaces around markup as the source has them: engines glue words to markers and pull them apart."""
    places = {id(item): number for number, item in enumerate(source) if isinstance(item, tuple)}
    result = list(items)
    for number, item in enumerate(items):
        if not isinstance(item, tuple):
            continue
        # a marker never stands first or last: _unmasked puts words, maybe none, around each
        before, after = str(result[number - 1]), str(result[number + 1])
        char_before, char_after = _neighbours(source, places[id(item)])
        is_glued = char_before.isalnum() or re.search(r"[(\[{«„“‘\"'/] +\Z", before)
        if item[0].kind is Kind.CLOSE or (not char_before.isspace() and is_glued):
            before = before.rstrip(" ")
        elif char_before.isspace() and re.search(r"[^\W_]\Z|[,;:.!?)] *\Z| \Z", before):
            before = before.rstrip(" ") + " "
        is_glued = char_after.isalnum() or re.match(r" +[.,)\]}»”’]", after)
        if item[-1].kind is Kind.OPEN or (not char_after.isspace() and is_glued):
            after = after.lstrip(" ")
        elif char_after.isspace() and re.match(r" |[^\W_]", after):
            after = " " + after.lstrip(" ")
        result[number - 1], result[number + 1] = before, after
    return result


def _neighbours(source: Sequence[Item], number: int) -> tuple[str, str]:
    """Give the characters before and after a piece of markup in the source; empty at its ends."""
    before = source[number - 1] if number else ""
    after = source[number + 1] if number + 1 < len(source) else ""
    return str(before)[-1:], str(after)[:1]


def _written(items: Sequence[Item], segmenter: Segmenter | None) -> str | None:
    """Write words, escaped where Markdown would take them for markup, and markup as it is.

    Most signs in a text are no markup there, and backslashes are in a translator's way. So each run of words is escaped
    only if it needs it; where that was wrong, because of what stands beside it, all are. None where that is wrong, too:
    signs that touch markup can make other markup of both.
    """
    if segmenter is None:
        return "".join(_plainly(items))
    draft = "".join(_escaped(items, lambda words: _has_markup(words, segmenter)))
    if any(isinstance(item, str) and _SPECIAL.search(item) for item in items):
        wanted = _read(piece for item in items for piece in ([item] if isinstance(item, str) else item))
        if _read(segmenter.pieces(draft)) != wanted:
            draft = "".join(_escaped(items, lambda _words: True))
            if _read(segmenter.pieces(draft)) != wanted:
                return None
    first = next((item for item in items if item != ""), "")
    if isinstance(first, str) and _BLOCK_START.match(draft):
        return _BLOCK_START.sub(r"\g<before>\\\g<sign>", draft)
    return draft


def _read(pieces: Iterable[Piece | str]) -> tuple[str, str]:
    """Give the markup, and the words without spaces, as they are read."""
    found = list(pieces)
    words = "".join(piece if isinstance(piece, str) else piece.words for piece in found if _is_words(piece))
    markup = (piece.source for piece in found if isinstance(piece, Piece) and not piece.is_words)
    # two of "*" are not one "**"; but "[", "](x)" are the link that "[](x)" is
    return "".join(source if source.strip("*_~") else f"{source}\0" for source in markup), "".join(words.split())


def _is_words(piece: Piece | str) -> bool:
    return isinstance(piece, str) or piece.is_words


def _plainly(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield item if isinstance(item, str) else "".join(piece.source for piece in item)


def _has_markup(text: str, segmenter: Segmenter) -> bool:
    return bool(ESCAPED.search(text)) or not all(piece.is_words for piece in segmenter.pieces(text))


def _escaped(items: Iterable[Item], is_needed: Callable[[str], bool]) -> Iterator[str]:
    opened: list[Piece] = []
    for item in items:
        if isinstance(item, tuple):
            for piece in item:
                yield piece.source
                if piece.kind is Kind.OPEN:
                    opened.append(piece)
                elif piece.kind is Kind.CLOSE and opened:
                    opened.pop()
        elif not _SPECIAL.search(item) or any(piece.source.startswith("{") for piece in opened):
            yield item  # in a role a backslash would be a backslash
        elif is_needed(item):
            yield _SPECIAL.sub(r"\\\g<0>", item)
        else:
            yield item
