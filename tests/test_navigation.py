"""The part of the tree of pages that one page shows: complete from page to page, and never larger than a constant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Project
from hypothesis import given, settings
from hypothesis import strategies as st
from wikis import CONF, catalog, make_wiki, write

from partnerwiki.menu import AROUND, DEPTH, LIMIT, TOP, Entry, Link, Menu, Navigation, Tree

#: What a page may show: the top level, one list below it or two, the path.
MOST = TOP + 2 * LIMIT + DEPTH


def menu(pages: dict[str, list[str]], root: str = "index") -> Menu:
    tree = Tree.grow(root, lambda docname: [Link(target) for target in pages.get(docname, [])])
    return Menu(tree, str.upper, lambda _start, target: f"{target}.html")


def entries(shown: Navigation) -> list[Entry]:
    """Give the entries of a menu from top to bottom."""
    queue = [entry for group in shown.groups for entry in group.entries]
    found = []
    while queue:
        entry = queue.pop(0)
        found.append(entry)
        queue[:0] = entry.children
    return found


def reachable(pages: Menu) -> set[str]:
    """Follow the links of menus and of what is listed below pages, beginning at the start page."""
    queue = [pages.tree.root]
    seen = set(queue)
    while queue:
        shown = pages.of(queue.pop())
        for entry in [*entries(shown), *shown.below, *shown.trail, shown.start]:
            docname = entry.href.removesuffix(".html")
            if docname not in seen:
                seen.add(docname)
                queue.append(docname)
    return seen


def nested(width: int, depth: int, name: str = "p") -> dict[str, list[str]]:
    below = [f"{name}{number}" for number in range(width)] if depth else []
    pages = {("index" if name == "p" else name): below}
    for child in below:
        pages |= nested(width, depth - 1, f"{child}-")
        pages[child] = pages.pop(f"{child}-")
    return pages


@st.composite
def wikis(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw toctrees of any shape: long, deep, twice, back up, to themselves."""
    names = ["index", *(f"p{number}" for number in range(draw(st.integers(0, 90))))]
    wide = draw(st.integers(0, 90))
    pages: dict[str, list[str]] = {"index": names[1 : wide + 1]}
    for owner, target in draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=120)):
        listed = pages.setdefault(owner, [])
        if target not in listed:
            listed.append(target)
    return pages


@settings(deadline=None)
@given(wikis())
def test_every_page_of_the_tree_is_reachable_from_the_start_page(pages: dict[str, list[str]]) -> None:
    wiki = menu(pages)
    assert reachable(wiki) == {"index", *wiki.tree.above}


@settings(deadline=None)
@given(wikis(), st.data())
def test_a_page_shows_its_path_its_siblings_and_its_place(pages: dict[str, list[str]], data: st.DataObject) -> None:
    wiki = menu(pages)
    docname = data.draw(st.sampled_from(sorted({"index", *wiki.tree.above})))
    shown = wiki.of(docname)
    hrefs = [entry.href for entry in entries(shown)]
    path = wiki.tree.path(docname)
    assert len(hrefs) <= MOST
    assert {f"{each}.html" for each in path[-2:]} <= set(hrefs)
    assert {entry.href for entry in entries(shown) if entry.current} <= {f"{docname}.html"}
    assert [entry.href for entry in shown.trail][1:] == [f"{each}.html" for each in path[:-1]][-DEPTH:]
    assert [entry.on_path for entry in entries(shown)].count(True) == len(path)


@pytest.mark.parametrize(
    "pages",
    [nested(800, 1), nested(28, 2), nested(9, 3), {f"p{n}" if n else "index": [f"p{n + 1}"] for n in range(800)}],
    ids=["flat", "sections", "deep", "chain"],
)
def test_the_menu_of_800_pages_is_no_larger_than_a_constant(pages: dict[str, list[str]]) -> None:
    wiki = menu(pages)
    assert len(wiki.tree.above) >= 800
    for docname in [*wiki.tree.above, "index", "search"]:
        shown = wiki.of(docname)
        assert len(entries(shown)) <= MOST
        assert len(shown.trail) <= DEPTH
    assert reachable(wiki) == {"index", *wiki.tree.above}


def test_a_long_list_is_cut_to_the_neighbours_of_the_page() -> None:
    wiki = menu({"index": ["a"], "a": [f"p{number}" for number in range(100)]})
    [entry] = [entry for entry in entries(wiki.of("p50")) if entry.title == "A"]
    assert [child.title for child in entry.children] == [f"P{n}" for n in range(50 - AROUND, 50 + AROUND + 1)]
    assert entry.hidden == 100 - len(entry.children)
    assert len(wiki.of("a").below) == 100
    assert [child.title for child in entries(wiki.of("p0"))[1:4]] == ["P0", "P1", "P2"]
    assert entries(wiki.of("p99"))[-1].title == "P99"


def test_a_page_lists_below_itself_what_its_text_does_not_link() -> None:
    wiki = menu({"index": ["a"], "a": ["b", "c", "d&e"]})
    body = '<p><a class="reference" href="b.html#part">B</a> <a href="d&amp;e.html">D</a> href="c.html#</p>'
    assert [entry.title for entry in wiki.of("a", body).below] == []
    assert [entry.title for entry in wiki.of("a", body.replace('href="c', "c")).below] == ["C"]


def test_a_page_in_two_lists_is_opened_at_the_one_nearer_to_the_start() -> None:
    wiki = menu({"index": ["a", "b"], "a": ["b"], "b": ["c", "a"], "c": ["index"]})
    shown = wiki.of("c")
    assert [entry.title for entry in shown.trail] == ["INDEX", "B"]
    assert [(entry.title, entry.on_path) for entry in entries(shown)] == [
        ("A", False),
        ("B", True),
        ("C", True),
        ("INDEX", False),
        ("A", False),
    ]


PAGES = {
    "index.md": """\
# Start

```{toctree}
:caption: Erster Teil
:hidden:
:numbered:
teil/index
```

```{toctree}
:caption: Zweiter Teil
:hidden:
self
genindex
Eigener Titel <zwei>
Anderswo <https://anderswo.example/>
https://ohne-titel.example/
```

````{only} nie
```{toctree}
:hidden:
nie
```
````
""",
    "zwei.md": "# Zweite Seite\n\nText.\n",
    "nie.md": "# Nie gezeigt\n\nText.\n",
    "waise.md": "---\norphan: true\n---\n# Waise\n\nText.\n",
    "teil/index.md": "# Teil\n\nSiehe [](b.md).\n\n```{toctree}\n:hidden:\n:glob:\n*\n```\n",
    "teil/a.md": "# Seite *A* <&>\n\nText.\n",
    "teil/b.md": "# Seite B\n\nText.\n\n```{toctree}\n:hidden:\nindex\n```\n",
}
CATALOGS = {
    "en/index": catalog({"Start": "Home", "Erster Teil": "First part", "Eigener Titel": "Own title"}),
    "en/teil/index": catalog({"Teil": "Part"}),
    "en/teil/b": catalog({"Seite B": "Page B"}),
}


def built(folder: Path, builder: str = "html") -> dict[str, BeautifulSoup]:
    """Build the wiki in a folder with plain Sphinx in English; give the pages."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-D", "language=en", "-c", "."]
    result = subprocess.run([*command, "source", "out"], cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return {
        path.relative_to(folder / "out").as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted((folder / "out").rglob("*.html"))
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    return built(make_wiki(tmp_path_factory.mktemp("menu"), pages=PAGES, catalogs=CATALOGS, conf=CONF))


def one(node: BeautifulSoup | Tag, selector: str) -> Tag:
    found = node.select_one(selector)
    assert found is not None
    return found


def shown(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in page.select(".sidebar-tree a")]


def test_the_menu_says_titles_and_captions_in_the_readers_language(pages: dict[str, BeautifulSoup]) -> None:
    captions = [caption.get_text() for caption in pages["index.html"].select(".sidebar-tree .caption")]
    assert captions == ["First part", "Zweiter Teil"]
    assert shown(pages["index.html"]) == [
        ("1. Part", "teil/index.html"),
        ("Home", "#"),
        ("Index", "genindex.html"),
        ("Own title", "zwei.html"),
        ("Anderswo", "https://anderswo.example/"),
        ("https://ohne-titel.example/", "https://ohne-titel.example/"),
    ]


def test_a_page_shows_its_siblings_and_marks_itself(pages: dict[str, BeautifulSoup]) -> None:
    links = shown(pages["teil/b.html"])
    assert links[:4] == [
        ("1. Part", "index.html"),
        ("1.1. Seite A <&>", "a.html"),
        ("1.2. Page B", "#"),
        ("1. Part", "index.html"),
    ]
    current = pages["teil/b.html"].select(".sidebar-tree [aria-current=page]")
    assert [link.get_text() for link in current] == ["1.2. Page B"]


def test_breadcrumbs_lead_from_the_start_page_to_the_page_above(pages: dict[str, BeautifulSoup]) -> None:
    crumbs = [(link.get_text(), link["href"]) for link in pages["teil/b.html"].select("nav.pw-breadcrumbs ol a")]
    assert crumbs == [("Start page", "../index.html"), ("1. Part", "index.html")]
    assert pages["index.html"].select("nav.pw-breadcrumbs") == []
    for name in ("waise.html", "genindex.html", "search.html"):
        assert [link["href"] for link in pages[name].select("nav.pw-breadcrumbs a")] == ["index.html"]


def test_a_section_lists_below_its_text_what_that_does_not_link(pages: dict[str, BeautifulSoup]) -> None:
    below = one(pages["teil/index.html"], "article nav.pw-below")
    assert [link["href"] for link in below.select("a")] == ["a.html"]
    assert below.has_attr("data-pagefind-ignore")
    assert pages["index.html"].select(".pw-below") == []


def test_previous_and_next_follow_the_whole_tree(pages: dict[str, BeautifulSoup]) -> None:
    order = ["index.html"]
    while following := pages[order[-1]].select_one("a[rel=next]"):
        folder = order[-1].rpartition("/")[0]
        target = str(following["href"])
        order.append(target.removeprefix("../") if target.startswith("../") or not folder else f"{folder}/{target}")
    assert order == ["index.html", "teil/index.html", "teil/a.html", "teil/b.html", "zwei.html"]


def test_folders_as_addresses_work_too(tmp_path: Path) -> None:
    pages = built(make_wiki(tmp_path, pages=PAGES, catalogs=CATALOGS, conf=CONF), "dirhtml")
    assert shown(pages["teil/b/index.html"])[:2] == [("1. Part", "../"), ("1.1. Seite A <&>", "../a/")]
    assert [link["href"] for link in pages["teil/index.html"].select(".pw-below a")] == ["a/"]
    crumbs = [link["href"] for link in pages["teil/b/index.html"].select("nav.pw-breadcrumbs a")]
    assert crumbs == ["../../", "../"]


def test_builders_without_templates_get_no_menu(project: Project) -> None:
    project.write("index.md", "# Start\n\nText.\n")
    built_json = project.build("de", builder="json")
    assert "pw" not in json.loads(built_json.text_of("index.fjson"))


def test_a_new_title_changes_the_menus_of_all_pages(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path / "wiki", pages=PAGES, catalogs=CATALOGS)
    before = built(wiki)
    changed = {**PAGES, "teil/a.md": "# Neuer Titel\n\nText.\n"}
    write(wiki / "source", {"teil/a.md": changed["teil/a.md"]})
    after = built(wiki)
    cold = built(make_wiki(tmp_path / "cold", pages=changed, catalogs=CATALOGS))
    assert "Neuer Titel" in str(after["teil/b.html"])
    assert "Neuer Titel" not in str(before["teil/b.html"])
    assert {name: str(page) for name, page in after.items()} == {name: str(page) for name, page in cold.items()}
