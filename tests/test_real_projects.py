"""Projects that came before us: with ``partnerwiki`` in ``extensions`` pages read as under stock Sphinx, or better.

Stock Sphinx (its own ``Locale`` transform, compiled catalogs) and ours build the same pages with the same catalogs.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import polib
import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project

STOCK = {"extensions": ["myst_parser", "sphinx_design", "sphinx.ext.autosectionlabel"]}
foreign = pytest.mark.parametrize("root", ["foreign"], indirect=True)
PAGES = ("index", "tutorials/setup", "tutorials/old")


def stock(root: Project, tmp_path: Path, **overrides: Any) -> Built:
    """Build a copy with Sphinx's own transform."""
    copy = Project(tmp_path.parent / f"{tmp_path.name}-stock")
    shutil.copytree(root.folder, copy.folder, ignore=shutil.ignore_patterns("build"))
    return copy.build("es", **STOCK, **overrides)


def texts(built: Built, docname: str) -> list[str]:
    body = built.body(docname)
    blocks = body.find_all(["h1", "h2", "p", "dt", "li", "td", "summary", "label", "figcaption", "caption"])
    return [" ".join(block.get_text().split()) for block in blocks]


@foreign
def test_texts_equal_those_of_stock_sphinx(root: Project, tmp_path: Path) -> None:
    ours, theirs = root.build("es"), stock(root, tmp_path)
    assert not ours.warnings
    for docname in PAGES:
        assert texts(ours, docname) == texts(theirs, docname)
        links = [[a.get("href") for a in built.body(docname).find_all("a")] for built in (ours, theirs)]
        assert links[0] == links[1]


@foreign
def test_what_stock_sphinx_loses_is_there(root: Project, tmp_path: Path) -> None:
    ours, theirs = root.build("es"), stock(root, tmp_path)
    assert len(ours.body("index").find_all("input")) == 2
    assert not theirs.body("index").find_all("input"), "the boxes of tasks"
    with_meta = stock(root, tmp_path / "meta", myst_html_meta={"robots": "index"})
    assert with_meta.body("index").p.get_text().startswith("Welcome"), "every text, where the project has html_meta"
    assert root.build("es", myst_html_meta={"robots": "index"}).body("index").p.get_text().startswith("Bienvenida")


@foreign
def test_anchors_are_those_of_the_source(root: Project) -> None:
    ours, source = root.build("es"), root.build("en")
    for docname in PAGES:
        ids = [{tag["id"] for tag in built.body(docname).find_all(id=True)} for built in (ours, source)]
        assert ids[0] == ids[1]
        assert all(isinstance(tag, str) for tag in ids[0])


@foreign
def test_restructuredtext_pages_are_translated_by_their_own_rules(root: Project) -> None:
    body = root.build("es").body("tutorials/old")
    assert body.p.get_text() == (
        "Esto es code, una página y Instálelo, vea Página vieja y Sphinx, "
        "con something y una nota [2] y [1] y un anónimo."
    )
    links = {a.get_text(): a["href"] for a in body.p.find_all("a")}
    assert links["Página vieja"] == "#old-page"
    assert links["Sphinx"] == "https://www.sphinx-doc.org"
    assert links["anónimo"] == "https://example.org"
    assert links["página"] == "setup.html"
    assert body.find("dt").get_text(" ", strip=True).startswith("término")


@foreign
def test_nothing_is_written_among_the_sources(root: Project) -> None:
    before = {path.relative_to(root.folder): path.read_bytes() for path in root.folder.rglob("*") if path.is_file()}
    root.build("es")
    after = {
        path.relative_to(root.folder): path.read_bytes()
        for path in root.folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(root.folder).parts
    }
    assert after == before


@foreign
@pytest.mark.parametrize("compact", [True, False, "all"])
def test_catalogs_are_found_whatever_gettext_compact_says(root: Project, compact: bool | str) -> None:
    folder = root.folder / "locale/es/LC_MESSAGES"
    if compact is False:
        shutil.copytree(folder, folder / "tutorials")
        (folder / "tutorials/tutorials.po").rename(folder / "tutorials/setup.po")
        (folder / "tutorials.po").unlink()
    elif compact == "all":
        entries = [entry for path in sorted(folder.glob("*.po")) for entry in polib.pofile(str(path))]
        for path in folder.glob("*.po"):
            path.unlink()
        both = polib.POFile()
        both.extend(entries)
        both.save(str(folder / "all.po"))
    built = root.build("es", gettext_compact=compact)
    assert built.body("index").h1.get_text() == "La guía"
    assert built.body("tutorials/setup").h1.get_text() == "Instalación"


@foreign
@pytest.mark.parametrize(
    "builder",
    ["dirhtml", "singlehtml", "text", "latex", "epub", "man", "texinfo", "xml", "json", "pickle", "gettext", "dummy"],
)
def test_other_builders(root: Project, builder: str) -> None:
    with (root.folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('copyright = "x"\nversion = "1"\n')
    built = root.build("es", builder=builder)
    assert not built.warnings
    name = {"dirhtml": "tutorials/setup/index.html", "text": "index.txt", "json": "index.fjson"}.get(builder)
    if name:
        assert re.search("instalaci[oó]n|instalaci.u00f3n", built.text_of(name).lower())


def test_checking_links_reads_the_translation(project: Project) -> None:
    project.write("index.md", "# Titel\n\n[x](#hier)\n\n## Hier\n")
    project.po("index", {"Titel": "Title", "[x](#hier)": "[y](#hier)"})
    assert not project.build("en", builder="linkcheck").warnings


def test_a_page_of_restructuredtext_may_be_in_another_language(project: Project) -> None:
    project.write("index.rst", ":language: en\n\nTitle\n=====\n\nWords.\n")
    built = project.build("de")
    assert not built.warnings
    assert built.body("index").h1["lang"] == "en"
    assert not project.build("en").body("index").find_all(attrs={"data-state": True})


def test_an_included_text_keeps_its_paths(project: Project) -> None:
    project.write(
        "teil/text.md", "Siehe [dort][da] und ![Bild](bild.png) und [](/index.md).\n\n[da]: https://example.org\n"
    )
    (project.folder / "teil/bild.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    project.conf('exclude_patterns = ["build", "teil"]\n')
    project.write("index.md", "# Titel\n\n```{include} teil/text.md\n:relative-images:\n```\n")
    msgid = "Siehe [dort][da] und ![Bild](bild.png) und [](/index.md)."
    project.po("index", {"Titel": "Title", msgid: "See ![picture](bild.png), [there][da] and [](/index.md)."})
    built = project.build("en")
    assert not built.warnings
    paragraph = built.body("index").p
    assert paragraph.get_text() == "See , there and Title."
    assert paragraph.img["src"] == "_images/bild.png"


def test_two_folders_of_pages_and_their_numbers(project: Project) -> None:
    """Sections that share a title get the same anchors in every language."""
    project.write("index.md", "# Titel\n\n## Teil\n\nA[^1]\n\n## Teil\n\nB[^2]\n\n[^1]: Eins\n[^2]: Zwei\n")
    project.po("index", {"Teil": "Part", "A[^1]": "X[^1]", "B[^2]": "Y[^2]", "Zwei": "Two"})
    bodies = [project.build(language).body("index") for language in ("de", "en")]
    assert [tag["id"] for tag in bodies[0].find_all(id=True)] == [tag["id"] for tag in bodies[1].find_all(id=True)]


def test_stock_smart_quotes_and_ours_agree(root_of_states: tuple[Built, Built]) -> None:
    ours, theirs = root_of_states
    assert BeautifulSoup(str(ours.body("index").h1), "html.parser").get_text() == theirs.body("index").h1.get_text()


@pytest.fixture
def root_of_states(tmp_path: Path) -> tuple[Built, Built]:
    built = []
    for name, options in (("ours", {}), ("stock", {"extensions": ["myst_parser"]})):
        project = Project(tmp_path / name)
        project.conf()
        project.write("index.md", '# Ein "Wort"\n')
        project.po("index", {'Ein "Wort"': 'A "word"'})
        built.append(project.build("en", **options))
    return built[0], built[1]


def test_restructuredtext_inside_markdown(project: Project) -> None:
    project.write(
        "index.md",
        "# Titel\n\n```{eval-rst}\nSiehe :doc:`zwei`, `da <https://example.org>`_ und ``code``.\n\n"
        ".. note:: *Hier* auch.\n```\n\n"
        "Siehe {doc}`zwei` und ``code``.\n",
    )
    project.write("zwei.md", "---\norphan: true\n---\n# Zwei\n")
    units = {
        "Siehe :doc:`zwei`, `da <https://example.org>`_ und ``code``.": (
            "See ``code``, :doc:`zwei`, `there <https://example.org>`_."
        ),
        "*Hier* auch.": "Also *here*.",
        "Siehe {doc}`zwei` und ``code``.": "See ``code`` and {doc}`zwei`.",
    }
    project.po("index", units)
    built = project.build("en")
    assert not built.warnings
    first, *_others, last = built.body("index").find_all("p")
    assert first.get_text() == "See code, Zwei, there."
    assert last.get_text() == "See code and Zwei."
    project.po("index", dict.fromkeys(units, ":download:`/etc/passwd` {download}`/etc/passwd`"))
    assert [line.rsplit(" ", 1)[1] for line in project.build("en").warnings] == ["[partnerwiki.refused]"] * 3


def test_angle_brackets_of_restructuredtext_stay_text(project: Project) -> None:
    project.write("index.md", '# Titel\n\n```{eval-rst}\n:Vorgabe: ["src/<paket>", "<paket>"]\n```\n')
    project.po("index", {'["src/<paket>", "<paket>"]': '["source/<paket>", "<paket>"]'})
    built = project.build("en")
    assert not built.warnings
    assert "source/<paket>" in built.text("index")
    project.po("index", {'["src/<paket>", "<paket>"]': '["<b>", "<script>1</script>"]'})
    built = project.build("en")
    assert built.html("index").find("script", string="1") is None


def test_what_sphinx_and_furo_write_is_valid(project: Project) -> None:
    project.conf('html_theme = "partnerwiki"')
    project.write("index.md", "# Titel\n\n```{toctree}\n:caption: Mehr\n\nzwei\n```\n")
    project.write("zwei.md", "# Zwei\n\n```{table} Eine\n:name: eine\n\n| a |\n|---|\n| b |\n```\n")
    caption = project.build("de").html("index").find("article").find(class_="caption")
    assert (caption["role"], caption["aria-level"]) == ("heading", "2")
    ids = [node["id"] for node in project.build("de").html("zwei").find_all(id=True)]
    assert "eine" in ids
    assert len(ids) == len(set(ids))
