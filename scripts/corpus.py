"""A bilingual corpus of any size for measuring, written for each of the programs that are compared.

The pages are alike in kind and length, about 70 units each: sections, lists, tables, admonitions, links to other pages.
German is the source, English the translation, and all of it is reviewed. Vocabulary grows with the text as that of
people's texts does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from partnerwiki import pofile

ROOT = Path(__file__).parent.parent
LANGUAGES = ("de", "en")
SECTIONS = 10  # folders of a corpus
_WORD = re.compile(r"[^\W\d_]{2,}")


class Writer:
    """Writes on and on in words of the reference wiki.

    A word is new with probability (s + dk) / (s + n) after n words of k kinds, and else an earlier one: the process of
    Pitman and Yor, whose vocabulary follows Heaps' law with exponent d. When the known words are used up, new ones are
    compounds of two.
    """

    STRENGTH, DISCOUNT = 200, 0.6

    def __init__(self, language: str) -> None:
        self._random = random.Random(language)
        texts = (
            entry.msgstr if language == "en" else entry.msgid
            for path in pofile.find(ROOT / "locales" / "en" / "LC_MESSAGES").values()
            for entry in pofile.read(path).live
        )
        self._known: list[str] = sorted({word for text in texts for word in _WORD.findall(text)})
        self._random.shuffle(self._known)
        self._kinds = 0
        self._written: list[str] = []

    def _word(self) -> str:
        written = len(self._written)
        chance = (self.STRENGTH + self.DISCOUNT * self._kinds) / (self.STRENGTH + written)
        if self._random.random() < chance:
            first, second = self._random.sample(self._known, 2)
            word = self._known[self._kinds] if self._kinds < len(self._known) else first + second.lower()
            self._kinds += 1
        else:
            word = self._random.choice(self._written)
        self._written.append(word)
        return word

    def words(self, count: int) -> str:
        """Give so many words; the first is capitalised."""
        text = " ".join(self._word() for _number in range(count))
        return text[0].upper() + text[1:]

    def sentences(self, count: int) -> str:
        """Give some sentences of 6 to 14 words."""
        return " ".join(f"{self.words(self._random.randint(6, 14))}." for _sentence in range(count))


@dataclass(frozen=True)
class Unit:
    """A text in both languages."""

    de: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.de if language == "de" else self.en


@dataclass(frozen=True)
class Block:
    """A part of a page: a heading, a paragraph, a list, a table (its rows joined, ``columns`` cells each) or a note."""

    kind: str
    units: tuple[Unit, ...]
    columns: int = 0

    def markdown(self, language: str, *, myst: bool) -> str:
        """Write the block in a language; notes are written differently for MyST and for MkDocs."""
        texts = [unit[language] for unit in self.units]
        match self.kind:
            case "list":
                return "\n".join(f"- {text}" for text in texts)
            case "table":
                rows = [texts[start : start + self.columns] for start in range(0, len(texts), self.columns)]
                rows.insert(1, ["---"] * self.columns)
                return "\n".join(f"| {' | '.join(row)} |" for row in rows)
            case "note":
                return f":::{{note}}\n{texts[0]}\n:::" if myst else f"!!! note\n\n    {texts[0]}"
        return self.kind + texts[0]


class Corpus:
    """Pages by docname, each a list of blocks; the first page is ``index``, each folder has one of its own."""

    def __init__(self, pages: int) -> None:
        self._writers = {language: Writer(language) for language in LANGUAGES}
        self._random = random.Random(0)
        folders = [f"s{number}" for number in range(SECTIONS)]
        texts = [f"{folders[number % SECTIONS]}/p{number // SECTIONS}" for number in range(pages - SECTIONS - 1)]
        self.names = ["index", *(f"{folder}/index" for folder in folders), *texts]
        self.pages = {name: list(self._page(name)) for name in self.names}

    def below(self, name: str) -> list[str]:
        """Give the pages below a page, relative to it."""
        if name == "index":
            return [f"s{number}/index" for number in range(SECTIONS)]
        folder, _, page = name.rpartition("/")
        return (
            [other.rpartition("/")[2] for other in self.names if other.startswith(f"{folder}/p")]
            if page == "index"
            else []
        )

    def _unit(self, count: int, form: str = "{}") -> Unit:
        return Unit(**{language: form.format(writer.words(count)) for language, writer in self._writers.items()})

    def _text(self, sentences: int, link: str = "") -> Unit:
        def text(writer: Writer) -> str:
            end = f" [{writer.words(3)}]({link})." if link else ""
            return writer.sentences(sentences) + end

        return Unit(**{language: text(writer) for language, writer in self._writers.items()})

    def _page(self, name: str) -> Iterator[Block]:
        up = "../" * name.count("/")
        yield Block("# ", (self._unit(4),))
        yield Block("", (self._text(2),))
        for section in range(5):
            yield Block("## ", (self._unit(3),))
            yield Block("", (self._text(3, up + self._random.choice(self.names[:100]) + ".md"),))
            yield Block("list", tuple(self._unit(self._random.randint(3, 9)) for _item in range(4)))
            if section % 2 == 0:
                yield Block("table", tuple(self._unit(self._random.randint(1, 4)) for _cell in range(12)), 3)
            else:
                yield Block("note", (self._text(2),))

    def write_sphinx(self, folder: Path, conf: str) -> None:
        """Write a Sphinx project with one catalog a page."""
        _write(folder / "conf.py", conf)
        for name, blocks in self.pages.items():
            parts = [block.markdown("de", myst=True) for block in blocks]
            if below := self.below(name):
                parts.append("```{toctree}\n:hidden:\n\n" + "\n".join(below) + "\n```")
            _write(folder / "source" / f"{name}.md", "\n\n".join(parts) + "\n")
            units = {unit.de: unit.en for block in blocks for unit in block.units}
            header = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
            entries = "".join(f'\nmsgid "{source}"\nmsgstr "{target}"\n' for source, target in units.items())
            _write(folder / "locales" / "en" / "LC_MESSAGES" / f"{name}.po", header + entries)

    def write_mkdocs(self, folder: Path, conf: str) -> None:
        """Write an MkDocs project with a folder a language."""
        _write(folder / "mkdocs.yml", conf)
        for name, blocks in self.pages.items():
            for language in LANGUAGES:
                text = "\n\n".join(block.markdown(language, myst=False) for block in blocks)
                _write(folder / "docs" / language / f"{name}.md", text + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
