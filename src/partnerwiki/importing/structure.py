"""From blocks to a page: its title, the levels of its headings, its clauses and the numbers of their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from partnerwiki.importing.losses import Kind, Losses
from partnerwiki.importing.myst import Page
from partnerwiki.importing.source import Blocks
from partnerwiki.importing.tree import plain, trimmed
from partnerwiki.messages import _
from partnerwiki.numbering import Numbering
from partnerwiki.numerals import numeral_of
from partnerwiki.papers import model as m

#: A title or a heading has no more letters than this.
_LONGEST = 160
#: Words for "article" in the languages of partnerships, as they begin a clause.
_ARTICLE = (
    r"Art\.|Art\b|Artikel|Article|Artículo|Articulo|Articolo|Artigo|Artykuł|Article|Artikolo|Článek|Članak|Člen|"
    r"Стаття|Статья|Член|Чл\.|Ст\.|Άρθρο|Madde|المادة|סעיף|מאמר|Ibara|Kifungu|მუხლი|አንቀጽ"
)
_CLAUSE = re.compile(
    rf"(?P<label>(?P<sign>§)[\s\u00a0]*(?P<n1>\d{{1,3}})(?P<more>[\s\u00a0]?[a-z]\b)?"
    rf"|(?P<article>{_ARTICLE})[\s\u00a0]*(?P<n2>\d{{1,3}}|[IVXLC]{{1,8}}\b)(?P<more2>[\s\u00a0]?[a-z]\b)?"
    r"|(?P<roman>[IVXLC]{1,8})(?=\.))(?P<end>[.:]?(?:[\s\u00a0\u2000-\u200a]+[-–—:][\s\u00a0]+|[\s\u00a0\u2000-\u200a]+|\Z))",
    re.IGNORECASE,
)
#: What refers to a clause in a text, and what it may say of a paragraph there.
_REFERENCE = re.compile(
    rf"(?<![\w§])(?:§[\s\u00a0]*(?P<section>\d{{1,3}})|(?:{_ARTICLE})[\s\u00a0]*(?P<article>\d{{1,3}}))(?![\w.]?\d)"
    r"(?:[\s\u00a0]+(?:Abs\.|Absatz|para\.|paragraph|al\.|n\.º|ust\.)[\s\u00a0]*\d{1,3}|[\s\u00a0]*\(\d{1,3}\))?",
    re.IGNORECASE,
)
_ROMANS = {numeral_of(number, "I"): number for number in range(1, 200)}
#: What begins a paragraph that is an item of a list, as people type it.
LABEL = re.compile(
    r"(?P<label>\((?P<round>\d{1,3}|[a-z]{1,2})\)|(?P<letter>[a-z]{1,3})\)|(?P<dot>\d{1,3})\.|(?P<half>\d{1,3})\)"
    r"|(?P<bullet>[-–—•●▪◦‣⁃·]))(?:[\s\u00a0\u2000-\u200a]+)(?=\S)"
)


@dataclass(frozen=True)
class Clause:
    """A clause's number as it was written: its way, its value (0: not a whole number), what was written, the rest."""

    way: Numbering
    value: int
    label: str
    is_ours: bool
    end: int


def structured(found: Blocks, losses: Losses, *, name: str, has_attributes: bool) -> Page:
    """Make a page of blocks.

    ``name`` is its title where the paper has none. ``has_attributes`` says that the wiki has MyST's ``attrs_block``,
    without which a section cannot be left unnumbered.
    """
    blocks = [_settled(block) for block in found.blocks]
    blocks = _clauses_of_paragraphs(blocks, losses)
    blocks = _joined_titles(blocks)
    blocks = _titled(blocks, losses, name)
    blocks = _leveled(blocks, losses)
    blocks = _typed_lists(blocks)
    page = Page(blocks=blocks, notes=found.notes, pictures=found.pictures)
    _number(page, losses, has_attributes=has_attributes)
    page.blocks = [_plain_role(block) for block in page.blocks]
    page.notes = {key: [_inner(block) for block in _typed_lists(said)] for key, said in page.notes.items()}
    return page


# ------------------------------------------------------------------------------------------------------------- headings
def _settled(block: m.Block) -> m.Block:
    """Give a block in which headings stand at its top alone."""
    return block if isinstance(block, m.Heading) else _inner(block)


def _inner(block: m.Block) -> m.Block:
    if isinstance(block, m.Heading):
        number = [m.Text(text=f"{block.number} ")] if block.number else []
        return m.Paragraph(inside=[m.Style(style="strong", inside=[*number, *block.inside])])
    if isinstance(block, m.Items):
        items = [item.model_copy(update={"blocks": _inners(item.blocks)}) for item in block.items]
        return block.model_copy(update={"items": items})
    if isinstance(block, m.Definitions):
        terms = [item.model_copy(update={"blocks": _inners(item.blocks)}) for item in block.items]
        return block.model_copy(update={"items": terms})
    if isinstance(block, m.Quote | m.Box):
        return block.model_copy(update={"blocks": _inners(block.blocks)})
    if isinstance(block, m.Table):

        def rows(found: list[list[m.Cell]]) -> list[list[m.Cell]]:
            return [[cell.model_copy(update={"blocks": _inners(cell.blocks)}) for cell in row] for row in found]

        return block.model_copy(update={"head": rows(block.head), "body": rows(block.body)})
    return block


def _inners(blocks: Iterable[m.Block]) -> list[m.Block]:
    return [_plain_role(_inner(block)) for block in blocks]


def _plain_role(block: m.Block) -> m.Block:
    return block.model_copy(update={"role": ""}) if isinstance(block, m.Paragraph) and block.role else block


def clause_of(text: str) -> Clause | None:
    """Read the number that a title begins with: ``§ 4``, ``Artikel 4``, ``IV.``."""
    found = _CLAUSE.match(text)
    if found is None:
        return None
    more = found["more"] or found["more2"]
    if found["sign"]:
        return Clause(Numbering.SECTION, 0 if more else int(found["n1"]), found["label"], not more, found.end())
    if found["article"]:
        said = found["n2"]
        value = int(said) if said.isdigit() else _ROMANS.get(said.upper(), 0)
        is_ours = said.isdigit() and found["article"].lower() in ("art.", "art") and not more
        return Clause(Numbering.ARTICLE, 0 if more else value, found["label"], is_ours, found.end())
    value = _ROMANS.get(found["roman"], 0)  # small letters are those of a list
    return Clause(Numbering.ROMAN, value, f"{found['roman']}.", is_ours=True, end=found.end()) if value else None


def _text_of(block: m.Heading | m.Paragraph) -> str:
    number = block.number if isinstance(block, m.Heading) else ""
    return f"{number} {plain(block.inside)}".strip()


def _clauses_of_paragraphs(blocks: list[m.Block], losses: Losses) -> list[m.Block]:
    """Make headings of paragraphs that begin with the numbers of clauses, one after the other from the first."""
    if any(isinstance(block, m.Heading) and clause_of(_text_of(block)) for block in blocks):
        return blocks
    parts = [part for block in blocks for part in _apart(block)]
    for way in (Numbering.SECTION, Numbering.ARTICLE, Numbering.ROMAN):
        run, wanted = set(), 1
        for at, block in enumerate(parts):
            clause = _clause_at(block, way)
            if clause is not None and clause.value == wanted:
                run.add(at)
                wanted += 1
        if len(run) < 2:
            continue
        made: list[m.Block] = []
        for at, block in enumerate(parts):
            made += _as_heading(block) if at in run else [block]
        losses.add(
            Kind.FORMAT,
            _("{count} paragraphs that begin with the number of a clause became headings.").format(count=len(run)),
            place="",
        )
        return made
    return blocks


def _apart(block: m.Block) -> list[m.Block]:
    """Give the items of a list one by one where all of them are clauses."""
    if isinstance(block, m.Items) and all(clause_of(f"{item.number} ") for item in block.items):
        return [m.Items(items=[item]) for item in block.items]
    return [block]


def _as_heading(block: m.Block) -> list[m.Block]:
    """Give a paragraph, or the first of an item, as a heading; then what else the item holds."""
    if isinstance(block, m.Items):
        first, *rest = block.items[0].blocks
        inside = first.inside if isinstance(first, m.Paragraph) else []
        return [m.Heading(level=9, number=block.items[0].number, inside=_without_strong(inside)), *rest]
    return [m.Heading(level=9, inside=_without_strong(getattr(block, "inside", [])))]


def _clause_at(block: m.Block, way: Numbering) -> Clause | None:
    """Give the clause that a paragraph begins as its title, None for any other block."""
    role = ""
    if isinstance(block, m.Items) and len(block.items) == 1 and block.items[0].blocks:
        first, number = block.items[0].blocks[0], block.items[0].number
    else:
        first, number = block, ""
    if not isinstance(first, m.Paragraph):
        return None
    role = first.role
    text = f"{number} {plain(first.inside)}".strip()
    clause = clause_of(text)
    rest = text[clause.end :] if clause else ""
    if clause is None or clause.way is not way or len(text) >= _LONGEST or rest.rstrip().endswith((".", ";", ",")):
        return None
    return None if way is Numbering.ROMAN and role != "lead" and not _is_strong(first) else clause


def _is_strong(block: m.Paragraph) -> bool:
    said = [part for part in block.inside if not isinstance(part, m.Text) or part.text.strip()]
    return bool(said) and all(isinstance(part, m.Style) and part.style == "strong" for part in said)


def _without_strong(inside: list[m.Inline]) -> list[m.Inline]:
    """Give a heading's words, bold as a whole, in a heading's own letters."""
    if not all(
        (isinstance(part, m.Style) and part.style == "strong")
        or isinstance(part, m.Break)
        or (isinstance(part, m.Text) and not part.text.strip())
        for part in inside
    ):
        return inside
    return [one for part in inside for one in (part.inside if isinstance(part, m.Style) else [part])]


def _joined_titles(blocks: list[m.Block]) -> list[m.Block]:
    """Take the number out of the words of headings; join a number alone with the title in the next line."""
    made: list[m.Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if isinstance(last, m.Heading) and not last.inside and last.number and _is_title_line(block):
            made[-1] = last.model_copy(update={"inside": _without_strong(getattr(block, "inside", []))})
            continue
        if isinstance(block, m.Heading):
            inside = _without_strong(block.inside)
            text = plain(inside)
            clause = clause_of(text) if not block.number else None
            if clause is not None:
                rest = trimmed(cut(inside, clause.end))
                block = block.model_copy(update={"number": clause.label, "inside": rest})
            else:
                block = block.model_copy(update={"inside": inside})
        made.append(block)
    return [
        block.model_copy(update={"number": "", "inside": [m.Text(text=block.number)]})
        if isinstance(block, m.Heading) and not block.inside and block.number
        else block
        for block in made
    ]


def _is_title_line(block: m.Block) -> bool:
    if isinstance(block, m.Heading):
        return not block.number and clause_of(plain(block.inside)) is None
    if not isinstance(block, m.Paragraph):
        return False
    text = plain(block.inside)
    is_short = 0 < len(text) < _LONGEST and not text.rstrip().endswith((".", ";", ",", ":"))
    return is_short and (block.role == "lead" or _is_strong(block))


def cut(inside: list[m.Inline], letters: int) -> list[m.Inline]:
    """Give a line without its first letters."""
    made: list[m.Inline] = []
    for part in inside:
        if letters <= 0:
            made.append(part)
        elif isinstance(part, m.Text):
            if len(part.text) > letters:
                made.append(m.Text(text=part.text[letters:]))
            letters -= len(part.text)
        elif isinstance(part, m.Break):
            letters -= 1
        elif isinstance(part, m.Style | m.Link):
            rest = cut(part.inside, letters)
            letters -= len(plain(part.inside))
            if rest:
                made.append(part.model_copy(update={"inside": rest}))
        else:
            made.append(part)
    return made


def _titled(blocks: list[m.Block], losses: Losses, name: str) -> list[m.Block]:
    """Put the title first; what stood above it stands below."""
    at = _title_place(blocks)
    if at is None:
        losses.add(
            Kind.FORMAT,
            _("The paper has no title that can be told from its text; the page has the name of the file."),
            _("Write the title into the first line of the page."),
            place="",
        )
        title, rest = m.Heading(level=0, inside=[m.Text(text=name)]), blocks
    else:
        found = blocks[at]
        number = found.number if isinstance(found, m.Heading) else ""
        said = found.inside if isinstance(found, m.Heading | m.Paragraph) else []
        inside = [*([m.Text(text=f"{number} ")] if number else []), *_without_strong(said)]
        title = m.Heading(level=0, inside=inside)
        if at:
            losses.add(Kind.FORMAT, _("What stood above the title stands below it."), place="")
        rest = [*blocks[:at], *blocks[at + 1 :]]
    made: list[m.Block] = [title.model_copy(update={"level": 1})]
    for block in rest:
        if isinstance(block, m.Heading) and block.level == 0:
            block = m.Paragraph(inside=[m.Style(style="strong", inside=block.inside)])
        made.append(block)
    return made


def _title_place(blocks: list[m.Block]) -> int | None:
    headings = [at for at, block in enumerate(blocks) if isinstance(block, m.Heading)]
    for at in headings:
        if blocks[at].level == 0:  # type: ignore[union-attr]
            return at
    levels = [blocks[at].level for at in headings]  # type: ignore[union-attr]
    if headings and levels.count(min(levels)) == 1 and levels[0] == min(levels):
        first = blocks[headings[0]]
        if isinstance(first, m.Heading) and not first.number and (len(headings) > 1 or headings[0] == 0):
            return headings[0]
    if headings and headings[0] < 4 and _is_above_clauses([blocks[at] for at in headings]):
        return headings[0]
    for at, block in enumerate(blocks[:8]):
        if isinstance(block, m.Heading):
            break
        if isinstance(block, m.Paragraph) and (block.role == "lead" or _is_strong(block)):
            text = plain(block.inside)
            if 2 < len(text) < _LONGEST and not text.endswith((":", ",")):
                return at
    return None


def _is_above_clauses(headings: list[m.Block]) -> bool:
    """Say whether the first heading is none of the clauses that follow it, nor a preamble."""
    first, *others = (one for one in headings if isinstance(one, m.Heading))
    numbered = [one for one in others if one.number and one.level == first.level]
    is_preamble = re.match(r"pr[äeéi]?[aâá]?mb|преамб|wst[ęe]p", plain(first.inside), re.IGNORECASE) is not None
    return not first.number and len(numbered) >= 2 and not is_preamble


def _leveled(blocks: list[m.Block], losses: Losses) -> list[m.Block]:
    """Give headings levels without a gap, from 2 on."""
    made: list[m.Block] = []
    stack: list[int] = []
    is_deep = False
    for block in blocks[1:]:
        if isinstance(block, m.Heading):
            while stack and stack[-1] >= block.level:
                stack.pop()
            stack.append(block.level)
            is_deep = is_deep or len(stack) > 5
            block = block.model_copy(update={"level": min(len(stack) + 1, 6)})
        made.append(block)
    if is_deep:
        losses.add(Kind.FORMAT, _("Headings below the sixth level are of the sixth."), place="")
    return [blocks[0], *made]


# -------------------------------------------------------------------------------------------------------------- numbers
def _number(page: Page, losses: Losses, *, has_attributes: bool) -> None:
    """Choose the page's numbering, and put into words all numbers that it would not give again."""
    headings = [(at, block) for at, block in enumerate(page.blocks) if isinstance(block, m.Heading) and at]
    clauses = [(at, block, clause_of(f"{block.number} ")) for at, block in headings if block.number]
    ways = [clause.way for _at, block, clause in clauses if clause is not None and block.level == 2]
    way = max(set(ways), key=lambda one: (ways.count(one), one.value)) if ways else None
    kept, written = set(), []
    wanted = 1
    for at, block, clause in clauses:
        if clause is None or clause.way is not way or block.level != 2 or clause.value != wanted:
            continue
        kept.add(at)
        wanted += 1
        if not clause.is_ours:
            written.append(f"{clause.label} → {way.label(clause.value)}" if way else "")
    others = {at for at, block in headings if block.level == 2} - kept
    if len(kept) * 2 < len(ways) or (others and not has_attributes):
        kept = set()
    words = [block.number for at, block in headings if block.number and at not in kept]
    if words:
        losses.add(
            Kind.NUMBER,
            _("These numbers of headings stand as text: {numbers}").format(numbers=", ".join(words)),
            _("The page's own numbers are § 1, Art. 1 or I. and count from one; 'numbering' turns them on."),
            place="",
        )
    if kept and way is not None:
        page.numbering = way
        page.counted, page.unnumbered = kept, others
        if written:
            losses.add(Kind.NUMBER, _("Written in another way: {numbers}").format(numbers=", ".join(written)), place="")


def name_references(page: Page, losses: Losses) -> None:
    """Name what the text says of the page's own clauses by their numbers, which do not follow when clauses move."""
    found: dict[str, None] = {}
    for part in m.walk([*page.blocks, *(block for said in page.notes.values() for block in said)]):
        inside = part.inside if isinstance(part, m.Heading | m.Paragraph) else []
        text = plain([one for one in inside if not isinstance(one, m.Link)])
        for reference in _REFERENCE.finditer(text):
            way = Numbering.SECTION if reference["section"] else Numbering.ARTICLE
            if way is page.numbering and 0 < int(reference["section"] or reference["article"]) <= len(page.counted):
                found[" ".join(reference[0].split())] = None
    if found:
        losses.add(
            Kind.NUMBER,
            _("These references to clauses stand as text: {references}").format(references=", ".join(found)),
            _("Where they are to follow when clauses move, write a label before the clause and {role} instead.").format(
                role="{clause}`label`"
            ),
            place="",
        )


def _typed_lists(blocks: list[m.Block]) -> list[m.Block]:
    """Make lists of paragraphs that begin with numbers, letters or bullets typed by hand, where they count on."""
    made: list[m.Block] = []
    stack: list[tuple[str, int, list[m.Item]]] = []  # kind, last value, items

    def close(depth: int) -> None:
        while len(stack) > depth:
            _kind, _value, items = stack.pop()
            place = stack[-1][2][-1].blocks if stack else made
            place.append(m.Items(items=items))

    for block, entry in _entries(blocks):
        if entry is None:
            close(0)
            made.append(block)
            continue
        number, values, inside = entry
        item = m.Item(number=number, blocks=inside)
        goes_on = next(
            (
                (depth, value)
                for depth in range(len(stack), 0, -1)
                for kind, value in values
                if stack[depth - 1][0] == kind and (value == stack[depth - 1][1] + 1 or kind == "bullet")
            ),
            None,
        )
        first = next(((kind, value) for kind, value in values if value == 1), None)
        if goes_on:
            depth, value = goes_on
            close(depth)
            kind, _last, items = stack[-1]
            items.append(item)
            stack[-1] = (kind, value, items)
        elif first and len(stack) < 4:
            # a list never lies in one of its own kind: there it begins again
            close(next((depth for depth, (kind, _value, _items) in enumerate(stack) if kind == first[0]), len(stack)))
            stack.append((first[0], 1, [item]))
        elif made and isinstance(made[-1], m.Items) and not stack and _follows(made[-1], number):
            close(0)
            stack.append((values[0][0], values[0][1], [item]))
        else:
            close(0)
            made.append(block)
    close(0)
    return made


def _entries(
    blocks: list[m.Block],
) -> Iterator[tuple[m.Block, tuple[str, list[tuple[str, int]], list[m.Block]] | None]]:
    """Give blocks, those that are an item of a list with its number, what that counts, and the item's blocks.

    Lists that follow each other may be one list and another within: their items are given one by one.
    """
    for at, block in enumerate(blocks):
        if isinstance(block, m.Paragraph):
            found = LABEL.match(plain(block.inside))
            values = _values(found) if found else []
            if found and values:
                inside = block.model_copy(update={"inside": trimmed(cut(block.inside, found.end())), "role": ""})
                yield block, ("" if found["bullet"] else found["label"], values, [inside])
                continue
        is_beside = any(isinstance(one, m.Items) for one in (*blocks[max(at - 1, 0) : at], *blocks[at + 1 : at + 2]))
        if isinstance(block, m.Items) and is_beside:
            labels = [LABEL.match(f"{item.number} x") for item in block.items]
            if all(label and label["label"] == item.number for label, item in zip(labels, block.items, strict=True)):
                for label, item in zip(labels, block.items, strict=True):
                    alone = m.Items(items=[item])
                    yield alone, (item.number, _values(label) if label else [], list(item.blocks))
                continue
        yield block, None


def _follows(items: m.Items, number: str) -> bool:
    return bool(number) and bool(items.items[-1].number)


def _values(found: re.Match[str]) -> list[tuple[str, int]]:
    """Give what a sign may count: its kind and its value; ``i)`` is the ninth letter or the first Roman number."""
    if found["bullet"]:
        return [("bullet", 1)]
    for name in ("dot", "half"):
        if found[name]:
            return [(name, int(found[name]))]
    said = found["round"] or found["letter"]
    around = "round" if found["round"] else ""
    if said.isdigit():
        return [(f"{around}1", int(said))]
    made = []
    if len(said) == 1:
        made.append((f"{around}a", ord(said) - ord("a") + 1))
    elif len(said) == 2 and said[0] == said[1]:
        made.append((f"{around}aa", ord(said[0]) - ord("a") + 1))
    if said.upper() in _ROMANS:
        made.append((f"{around}i", _ROMANS[said.upper()]))
    return made
