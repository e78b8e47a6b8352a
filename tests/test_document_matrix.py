"""Every template of the library beside each partner's language: valid, read in turns, and with all its clauses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from drafted import SAID, make_drafts
from pdf_structure import Tag, failures, tree
from synopsis import wrong_cells
from views import DAY

from partnerwiki.agreements.library import templates
from partnerwiki.config import load_project
from partnerwiki.documents import making, pdf, setting

PARTNERS = [code for code in SAID if code != "el"]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[making.Papers]:
    """The papers of a draft of each template in all languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        wiki: Path = make_drafts(tmp_path_factory.mktemp("drafts"), ["de", *PARTNERS], published=False)
        found, problems = making.read_papers(load_project(wiki))
        assert problems == []
        yield found


def clauses(top: Tag) -> int:
    return sum(tag.kind == "H2" for tag in top.all())


def is_sound(data: bytes) -> None:
    assert failures(data) == []
    with pikepdf.open(io.BytesIO(data)) as file:
        assert file.check_pdf_syntax() == []


@pytest.mark.parametrize("template", templates())
def test_a_draft_in_one_language_is_valid_and_has_all_clauses(papers: making.Papers, template: str) -> None:
    paper = papers[template, "de"]
    data = pdf.set_pdf(setting.fitted([paper], "1", setting.Look()), int(DAY))
    is_sound(data)
    assert clauses(tree(data)) == len(templates()[template].clauses)


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("template", templates())
def test_a_draft_beside_a_partners_language_is_valid_and_read_in_turns(
    papers: making.Papers, template: str, partner: str
) -> None:
    one, other = papers[template, "de"], papers[template, partner]
    data = pdf.set_pdf(setting.fitted([one, other], "1", setting.Look()), int(DAY))
    is_sound(data)
    assert wrong_cells(data, one, other) == []
    assert clauses(tree(data)) == 2 * len(templates()[template].clauses)
