"""The glossary record ``source/_data/glossary.yaml``: one record for readers, for engines and for the check.

It holds the words that the partners agreed on, in every language, and the names that nobody translates::

    terms:
      - id: eigenanteil
        topic: money
        words: {de: Eigenanteil, en: [own share, own contribution], pt: comparticipação própria}
        definition: The part of the costs that the applicant pays.
    names: [Musterstadt, Vila Modelo]

A language has one word or a list, the preferred one first. ``also``, of the same form, holds words that a translation
may have instead because the other language's word has a second meaning: ``minutes`` of a meeting and of an hour. Words
stand below a key of their own because the code of Indonesian is ``id``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from partnerwiki.errors import PartnerwikiError
from partnerwiki.inflection import Finder, Occurrence, normal
from partnerwiki.languages import check_code
from partnerwiki.messages import _

RECORD = Path("_data/glossary.yaml")
#: Bytes. A thousand terms with their definitions are half of it.
LARGEST = 1_000_000
#: What YAML takes a text for that stands without quotation marks; null is none.
_TEXT_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "bool", "int", "float", "timestamp", "merge"))
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Term:
    """One agreed term.

    ``words`` maps a language to its accepted words, the preferred one first; ``definition`` is prose in the language
    of the page that shows the glossary; ``line`` (from 1) is where the term stands in the record; ``topic`` is the
    part of the glossary that shows it. ``also`` are words that a translation may have instead; they are not agreed.
    """

    id: str
    words: Mapping[str, tuple[str, ...]]
    definition: str = ""
    line: int = 0
    topic: str = ""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def accepted(self, language: str) -> tuple[str, ...]:
        """Give the words in a language, the preferred one first; those of ``pt`` serve ``pt_BR`` where it has none."""
        return _of(self.words, language)


def _of(words: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    code = language.replace("-", "_")
    return words.get(code) or words.get(code.split("_")[0], ())


@dataclass(frozen=True)
class Glossary:
    """All agreed terms, and names that stay as they are in every language."""

    terms: tuple[Term, ...] = ()
    names: tuple[str, ...] = ()
    path: Path | None = None

    def finder(self, language: str, *, also: bool = False) -> Finder:
        """Give what finds the terms' words in a language; its keys are places in ``terms``."""
        if (language, also) not in self._finders:
            words = [(place, word) for place, term in enumerate(self.terms) for word in term.accepted(language)]
            if also:
                words += [(place, word) for place, term in enumerate(self.terms) for word in _of(term.also, language)]
            self._finders[language, also] = Finder(words, language)
        return self._finders[language, also]

    @cached_property
    def _finders(self) -> dict[tuple[str, bool], Finder]:
        return {}

    def without_names(self, text: str) -> str:
        """Give a text in which blanks stand for the names: their words are none of the language."""
        if not any(name in text for name in self.names):
            return text
        return self._names.sub(lambda found: " " * len(found.group()), text)

    def names_in(self, text: str) -> list[tuple[int, int]]:
        """Give the places (start, end) of names in a text, in order."""
        return [found.span() for found in self._names.finditer(text)] if self.names else []

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = sorted(self.names, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@dataclass(frozen=True)
class Violation:
    """A translation that uses another word than agreed.

    ``found`` is the term's word as it stands in the source, ``wanted`` are the words one of which should be there.
    """

    term: Term
    found: str
    wanted: tuple[str, ...]


def occurrences(text: str, words: tuple[str, ...], language: str) -> list[tuple[int, int]]:
    """Give the places (start, end) in ``text`` where one of ``words`` stands, inflected or not.

    They are in order and do not overlap; where one word is the beginning of another, the longer one wins. A word in the
    middle of a compound is not found (see :mod:`partnerwiki.inflection`).
    """
    return [(found.start, found.end) for found in _finder(words, language).find(text)]


@lru_cache(maxsize=64)
def _finder(words: tuple[str, ...], language: str) -> Finder:
    return Finder(((0, word) for word in words), language)


def violations(
    source: str, translation: str, source_language: str, target_language: str, glossary: Glossary
) -> list[Violation]:
    """Give the agreed terms of ``source`` of which ``translation`` holds no agreed word in its language.

    Both are texts as readers see them: code, targets of links and of roles are not words. Each term counts once. The
    longest term wins: "project agreement" is not "agreement", in the source as in the translation. Where two terms
    share a word, those of either will do. In languages that write compounds in one word, a word inside one will do.
    """
    source = glossary.without_names(source)
    needed = glossary.finder(source_language).find(source)
    if not needed:
        return []
    translation = glossary.without_names(translation)
    given = glossary.finder(target_language, also=True).find(translation)
    present = {key for occurrence in given for key in occurrence.keys}
    compounds = _compounds(translation, given, target_language)
    broken: dict[int, Violation] = {}
    for occurrence in needed:
        terms = [glossary.terms[key] for key in sorted(occurrence.keys)]
        wanted = tuple(dict.fromkeys(word for term in terms for word in term.accepted(target_language)))
        known = all(term.accepted(target_language) for term in terms)
        if known and not occurrence.keys & present and not any(normal(word) in compounds for word in wanted):
            found = source[occurrence.start : occurrence.end]
            broken.setdefault(min(occurrence.keys), Violation(terms[0], found, wanted))
    return list(broken.values())


#: Languages that write compounds in one word.
_COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "is", "nb", "nl", "nn", "no", "sv"})


def _compounds(text: str, given: list[Occurrence], language: str) -> str:
    """Give the words of a text in which a part of a compound may stand: all but those that are terms themselves."""
    if language.replace("-", "_").split("_")[0] not in _COMPOUNDING:
        return ""
    for occurrence in given:
        text = text[: occurrence.start] + " " * (occurrence.end - occurrence.start) + text[occurrence.end :]
    return normal(text)


def pairs(glossary: Glossary, source: str, target: str) -> dict[str, str]:
    """Give the glossary for an engine: every accepted source word -> the preferred target word."""
    found: dict[str, str] = {}
    for term in glossary.terms:
        for word in term.accepted(source) if term.accepted(target) else ():
            found.setdefault(word, term.accepted(target)[0])
    return found


def load(path: Path) -> Glossary:
    """Read a record; a wiki without one has no agreed terms.

    Raises :class:`PartnerwikiError` with file, line and mend for a record that cannot be read or is not of the form
    above. It is untrusted: nothing in it is constructed or expanded.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Glossary()
    except OSError as error:
        raise PartnerwikiError(
            _("The glossary cannot be read: {error}.").format(error=error.strerror or error),
            path=path,
            mend=_("It is a file that you may read; move away what stands in its place."),
        ) from error
    return _parsed(path, data)


@lru_cache(maxsize=4)
def _parsed(path: Path, data: bytes) -> Glossary:
    if len(data) > LARGEST:
        raise PartnerwikiError(
            _("The glossary is larger than {size} bytes.").format(size=LARGEST),
            path=path,
            mend=_("It holds terms, short definitions and names; take out what is something else."),
        )
    return _Reader(path).glossary(data)


class _Loader(yaml.SafeLoader):
    """Composes nodes; an alias would let a small file stand for a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem=_("anchors (&) and aliases (*) are not used here"), problem_mark=mark)
        return super().compose_node(parent, index)


class _Reader:
    """Reads one record, node by node, so that every complaint has its line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, where: yaml.Node | int, message: str, mend: str) -> PartnerwikiError:
        line = where if isinstance(where, int) else where.start_mark.line + 1
        return PartnerwikiError(message, path=self.path, line=line, mend=mend)

    def glossary(self, data: bytes) -> Glossary:
        root = self.root(data)
        if root is None:
            return Glossary(path=self.path)
        fields = self.mapping(root, ("terms", "names"))
        terms = [self.term(node) for node in self.items(fields.get("terms"))]
        lines: dict[str, int] = {}
        for term in terms:
            first = lines.setdefault(term.id, term.line)
            if first != term.line:
                raise self.error(
                    term.line,
                    _("The id '{id}' stands here twice; first in line {line}.").format(id=term.id, line=first),
                    _("Give one of the two terms another id."),
                )
        names = dict.fromkeys(self.text(node) for node in self.items(fields.get("names")))
        return Glossary(tuple(terms), tuple(names), self.path)

    def root(self, data: bytes) -> yaml.Node | None:
        """Give the document's root. The loader in C would not survive deep nesting."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise self.error(line, _("The glossary is not UTF-8."), _("Save the file as UTF-8.")) from error
        mend = _("Correct the line. A text with ': ' or ' #' in it or a sign before it stands in quotation marks.")
        try:
            return yaml.compose(text, _Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            problem, line = error.problem or error.context or "", mark.line + 1 if mark else 1
        except yaml.reader.ReaderError as error:
            problem, line = str(error.reason), text[: error.position].count("\n") + 1
        except RecursionError:
            problem, line = _("lists inside lists without end"), 1
        raise self.error(line, _("The glossary breaks the YAML syntax: {problem}.").format(problem=problem), mend)

    def term(self, node: yaml.Node) -> Term:
        fields = self.mapping(node, ("id", "words", "definition", "topic", "also"))
        for key in ("id", "words", "definition"):
            if key not in fields:
                raise self.error(
                    node,
                    _("This term has no '{key}'.").format(key=key),
                    _("A term has an id, words by language, and a definition."),
                )
        name = self.text(fields["id"])
        if not _ID.fullmatch(name):
            raise self.error(
                fields["id"],
                _("'{id}' cannot be an id.").format(id=name[:40]),
                _("It becomes a part of addresses: use a-z, digits and single hyphens."),
            )
        topic = self.text(fields["topic"]) if "topic" in fields else ""
        definition = self.text(fields["definition"], prose=True)
        words = dict(self.words(fields["words"]))
        also = dict(self.words(fields["also"])) if "also" in fields else {}
        return Term(name, words, definition, node.start_mark.line + 1, topic, also)

    def words(self, node: yaml.Node) -> Iterator[tuple[str, tuple[str, ...]]]:
        known: set[str] = set()
        for key, value in self.mapping(node).items():
            try:
                code = check_code(key).replace("-", "_")
            except PartnerwikiError as error:
                raise self.error(value, error.message, error.mend) from error
            if code in known:
                raise self.error(
                    value, _("The key '{key}' stands here twice.").format(key=key), _("Keep one of the two.")
                )
            known.add(code)
            values = value.value if isinstance(value, yaml.SequenceNode) else [value]
            found = tuple(dict.fromkeys(self.text(item) for item in values))
            for word in found:
                if not any(character.isalnum() for character in word):
                    raise self.error(value, _("A word is needed here."), _("Write the word, or take the key out."))
            if not found:
                raise self.error(value, _("A word is needed here."), _("Write the word, or take the key out."))
            yield code, found

    def mapping(self, node: yaml.Node, allowed: tuple[str, ...] = ()) -> dict[str, yaml.Node]:
        """Give a mapping's nodes by key; ``allowed`` are the keys that it may have (none: any)."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, _("Lines such as 'key: value' are needed here."), _("The handbook shows the form."))
        fields: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if allowed and key not in allowed:
                known = ", ".join(allowed)
                message = _("There is no key '{key}' here, only {known}.").format(key=key[:40], known=known)
                raise self.error(key_node, message, _("Correct the key. Words stand by language below 'words'."))
            if key in fields:
                message = _("The key '{key}' stands here twice.").format(key=key[:40])
                raise self.error(key_node, message, _("Keep one of the two."))
            fields[key] = value
        return fields

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(
                node, _("A list is needed here."), _("Each entry begins with a hyphen on a line of its own.")
            )
        return list(node.value)

    def text(self, node: yaml.Node, *, prose: bool = False) -> str:
        """Give a text as it is written: ``no`` is the code of Norwegian, not a truth value."""
        is_text = isinstance(node, yaml.ScalarNode) and node.tag in _TEXT_TAGS
        text = str(node.value).strip() if prose else " ".join(str(node.value).split())
        if not is_text or not text:
            raise self.error(
                node, _("A text is needed here."), _("Write it on one line, in quotation marks if need be.")
            )
        return text
