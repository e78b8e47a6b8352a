"""Any number of parties and languages: a ring of five towns in four languages, town and countryside in one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from views import CONF
from wikis import make_wiki, partnerwiki

TOWNS = {"bernburg": "de", "borne": "nl", "leiria": "pt", "rheine": "de", "trakai": "lt"}
PARTIES = "".join(
    f"      - {{id: {name}, name: {name.title()}, country: {'NL' if name == 'borne' else 'DE'}, languages: [{code}],"
    f" latitude: {50 + number}, longitude: {number}}}\n"
    for number, (name, code) in enumerate(TOWNS.items())
)
RING = f"""\
partnerships:
  - id: ring
    name: Ring
    type: project
    ends: 2030-06-30
    parties:
{PARTIES}    goals:
      - {{id: klima, text: Weniger CO₂}}
projects:
  - {{id: konferenzen, name: Konferenzen, summary: Fünf Treffen., goals: [klima], parties: [{", ".join(TOWNS)}]}}
expectations:
""" + "".join(
    f"  - {{id: e-{name}, party: {name}, statement: Erwartung {name}, result: shared, goal: klima, match: "
    f"[{', '.join(f'e-{other}' for other in TOWNS if other != name)}]}}\n"
    for name in TOWNS
)
PAGE = (
    "# Ring\n\n:::{partnership:facts} ring\n:::\n\n:::{partnership:map} ring\n:::\n\n"
    ":::{partnership:goals} ring\n:::\n\n:::{partnership:expectations}\n:::\n"
)


def build(folder: Path, languages: list[str], records: str, page: str) -> Path:
    conf = re.sub(r"partnerwiki_languages = .*", f"partnerwiki_languages = {languages!r}", CONF)
    make_wiki(folder, pages={"index.md": page}, conf=conf.replace('html_static_path = ["source/_static"]\n', ""))
    data = folder / "source" / "_data" / "r.yaml"
    data.parent.mkdir()
    data.write_text(records, encoding="utf-8")
    for arguments in (["check", "records"], ["update"], ["build", "-W"]):
        result = partnerwiki(folder, *arguments)
        assert result.returncode == 0, result.stdout + result.stderr
    return folder / "build" / "site"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("ring"), ["de", "nl", "pt", "lt"], RING, PAGE)


def article(path: Path) -> BeautifulSoup:
    found = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
    assert found is not None
    return BeautifulSoup(str(found), "html.parser")


@pytest.mark.parametrize("language", ["de", "nl", "pt", "lt"])
def test_a_ring_of_five_towns_shows_all_of_them_alike(ring: Path, language: str) -> None:
    page = article(ring / language / "index.html")
    for name in TOWNS:
        assert page.find("tr", id=f"record-{name}") is not None
    text = page.get_text(" ")
    assert not re.search(r"\b(the|your) partner\b|\bde[rm] Partner\b", text)
    columns = [text.get_text() for text in page.select(".pw-view-expectations svg text")]
    assert [letter for letter in "ABCDE" if letter in columns] == list("ABCDE")


def test_drawings_are_the_same_in_every_language(ring: Path) -> None:
    def drawn(language: str) -> list[str]:
        found = article(ring / language / "index.html").select("svg.pw-chart")
        for svg in found:
            for words in svg.find_all(["title", "desc"]):
                words.decompose()
        return [str(svg) for svg in found]

    assert drawn("de")
    assert drawn("de") == drawn("nl") == drawn("pt") == drawn("lt")


def test_town_and_countryside_need_one_language(tmp_path: Path) -> None:
    records = """\
partnerships:
  - id: stadt-land
    name: Stadt und Land
    type: friendly
    parties:
      - {id: stadt, name: Stadt, country: DE, languages: [de]}
      - {id: umland, name: Umland, country: DE, languages: [de]}
    goals: []
events:
  - id: markt
    title: Bauernmarkt
    kind: festival
    start: 2030-05-04
    end: 2030-05-04
    time_zone: Europe/Berlin
    place: Marktplatz
    party: joint
"""
    page = "# Stadt und Land\n\n:::{partnership:facts} stadt-land\n:::\n\n:::{partnership:events}\n:::\n"
    site = build(tmp_path, ["de"], records, page)
    text = article(site / "de" / "index.html").get_text(" ")
    assert "Bauernmarkt" in text
    assert "Alle Parteien" in text
    assert not (tmp_path / "locales").exists()
