"""What a document says besides its papers: its title, its foot, who signs, what no person has reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from partnerwiki.languages import native_name, tag
from partnerwiki.messages import translator
from partnerwiki.papers import model as m

#: The same thing in several languages: text and language (BCP 47), once where all say it alike.
Said = dict[str, str]


@dataclass(frozen=True)
class Party:
    """Who signs for a party; ``signed`` is place and day, nothing as long as they are not known."""

    party: Said
    signed: Said
    office: Said
    authority: Said


def marks(paper: m.Paper) -> Counter[str]:
    """Count the units of a paper that no person has reviewed, by their state."""
    parts = m.walk([*paper.blocks, *(block for blocks in paper.notes.values() for block in blocks)])
    return Counter(part.mark for part in parts if getattr(part, "mark", ""))


def linked(paper: m.Paper) -> frozenset[str]:
    """Give the names that the links of a paper lead to, of those that are there."""
    parts = list(m.walk(paper.blocks))
    there = {name for part in parts for name in getattr(part, "names", ())}
    wanted = {part.to[1:] for part in parts if isinstance(part, m.Link) and part.to.startswith("#")}
    return frozenset(there & wanted)


def states(language: str) -> dict[str, str]:
    """Give the words for the states of a unit, in a language."""
    t = translator(language)
    return {"machine": t("Machine draft"), "outdated": t("Outdated"), "missing": t("Not translated")}


def title(papers: Sequence[m.Paper]) -> str:
    """Give the title in each language."""
    return " – ".join(dict.fromkeys(paper.title for paper in papers))


def drafts(papers: Sequence[m.Paper]) -> Said:
    """Give the word for a draft in each language, nothing once the agreement is signed or where there is none."""
    agreement = papers[0].agreement
    if agreement is None or agreement.is_signed:
        return {}
    said = [translator(paper.language) for paper in papers]
    return _beside(papers, [t("DRAFT") for t in said])


def foot(papers: Sequence[m.Paper], known_as: str) -> str:
    """Give what stands at the foot of every sheet: title, version, and the word for a draft of one."""
    t, word = translator(papers[0].language), " / ".join(drafts(papers))
    return " · ".join([papers[0].title, f"{t('Version')} {known_as}", *([word] if word else [])])


def signatories(papers: Sequence[m.Paper]) -> list[Party]:
    """Give who signs, each in the language of every paper; nothing where the record names nobody."""
    agreements = [paper.agreement for paper in papers if paper.agreement is not None]
    if not agreements:
        return []
    found = []
    for place in range(len(agreements[0].signatories)):
        same = [agreement.signatories[place] for agreement in agreements]
        values = {
            name: _beside(papers, [getattr(one, name) for one in same])
            for name in ("party", "signed", "office", "authority")
        }
        found.append(Party(**values))
    return found


def fields(papers: Sequence[m.Paper]) -> tuple[Said, Said, Said]:
    """Give the words for what a party fills in: place and date, signature, seal."""
    said = [translator(paper.language) for paper in papers]
    return (
        _beside(papers, [t("Place, date") for t in said]),
        _beside(papers, [t("Signature") for t in said]),
        _beside(papers, [t("Seal") for t in said]),
    )


def _beside(papers: Sequence[m.Paper], texts: Sequence[str]) -> Said:
    said: Said = {}
    for paper, text in zip(papers, texts, strict=True):
        if text:
            said.setdefault(text, tag(paper.language))
    return said


def unreviewed(papers: Sequence[m.Paper]) -> list[tuple[m.Paper, str]]:
    """Give the count of what no person has reviewed, a line for each paper that has any."""
    found = []
    for paper in papers:
        counts = marks(paper)
        if not counts:
            continue
        t = translator(paper.language)
        head = t("Paragraphs that no person has reviewed: {count}").format(count=counts.total())
        parts = [f"{word}: {counts[state]}" for state, word in states(paper.language).items() if counts[state]]
        line = f"{native_name(paper.language)} – {head} ({', '.join(parts)})"
        found.append((paper, line))
    return found
