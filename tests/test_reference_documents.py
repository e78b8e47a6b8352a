"""The reference wiki's documents beside each partner's language: valid, read in turns, and built alike."""

from __future__ import annotations

import io

import pikepdf
import pytest
from drafted import SAID, translate
from pdf_structure import failures, tree
from sites import copy_reference_wiki
from synopsis import wrong_cells
from views import DAY
from wikis import partnerwiki

from partnerwiki.config import load_project
from partnerwiki.documents import making, pdf, setting
from partnerwiki.papers import model as m

PARTNERS = [code for code in SAID if code != "el"]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> making.Papers:
    """The papers of the reference wiki in German and all partners' languages; what has no text gets a made-up one."""
    wiki = tmp_path_factory.mktemp("papers")
    languages = ["de", *PARTNERS]
    copy_reference_wiki(wiki)
    with (wiki / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"partnerwiki_languages = {languages!r}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert partnerwiki(wiki, "update").returncode == 0
        translate(wiki, PARTNERS)
        done = partnerwiki(wiki, "build", "-W", "--json", "--lang", ",".join(languages))
        assert done.returncode == 0, done.stderr
        found, problems = making.read_papers(load_project(wiki))
    assert problems == []
    assert len({docname for docname, _language in found}) > 10
    return found


def names(papers: making.Papers) -> list[str]:
    return sorted({docname for docname, _language in papers})


@pytest.mark.parametrize("language", ["de", *PARTNERS])
def test_every_document_in_one_language_is_valid(papers: making.Papers, language: str) -> None:
    for docname in names(papers):
        data = pdf.set_pdf(setting.fitted([papers[docname, language]], "1", setting.Look()), int(DAY))
        assert (docname, failures(data)) == (docname, [])


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_document_beside_a_partners_language_is_valid_and_read_in_turns(
    papers: making.Papers, partner: str
) -> None:
    for docname in names(papers):
        pair = papers[docname, "de"], papers[docname, partner]
        data = pdf.set_pdf(setting.fitted(pair, "1", setting.Look()), int(DAY))
        assert (docname, failures(data), wrong_cells(data, *pair)) == (docname, [], [])
        with pikepdf.open(io.BytesIO(data)) as file:
            assert file.check_pdf_syntax() == []
        heads = sum(isinstance(block, m.Heading) for block in m.walk(pair[0].blocks))
        assert (docname, sum(tag.kind in ("H1", "H2", "H3", "H4") for tag in tree(data).all())) == (docname, 2 * heads)
