"""What a page says of itself: when it was last changed, where it is edited, its description, and its policy."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from conftest import Built, Project
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from sites import Published, publish
from wikis import CONF, make_wiki, partnerwiki, tree

from partnerwiki.head import LENGTH, locale_of, shorten
from partnerwiki.security import policy, script_hash

FACTS = "{{ pw.facts.changed }}|{{ pw.facts.changed_iso }}|{{ pw.facts.edit }}"
TEMPLATES = 'templates_path = ["_templates"]\nexclude_patterns = ["build", "_templates"]\n'


def git(folder: Path, *arguments: str, day: str = "2026-03-04") -> None:
    """Run git as a committer of one day."""
    environ = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@wiki.example", *arguments]
    subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "--all", ".", day=day)
    git(folder, "commit", "--quiet", "--message", day, day=day)


def write_wiki(folder: Path, extra: str = "") -> Project:
    """Write a wiki whose pages show their facts and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    project = Project(folder)
    project.conf(TEMPLATES + extra)
    project.write("_templates/page.html", FACTS)
    project.write(".gitignore", "build\n")
    project.write("index.md", "# Start\n\nText.\n\n```{toctree}\nPrüf ung/zwei\n```\n")
    project.write("Prüf ung/zwei.md", "# Zwei\n\nText.\n")
    return project


def facts(built: Built, docname: str = "Prüf ung/zwei") -> list[str]:
    return built.text_of(f"{docname}.html").split("|")


def repository(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


# -------------------------------------------------------------------------------------------------------- last change


def test_last_change_is_a_date_in_the_readers_format(tmp_path: Path) -> None:
    project = write_wiki(repository(tmp_path))
    commit(tmp_path, "2026-03-04")
    assert facts(project.build("de"))[:2] == ["4. März 2026", "2026-03-04"]
    assert facts(project.build("en"))[:2] == ["March 4, 2026", "2026-03-04"]
    assert facts(project.build("ar"))[:2] == ["4 مارس 2026", "2026-03-04"]


def test_translation_has_the_later_date_of_page_and_catalog(tmp_path: Path) -> None:
    project = write_wiki(repository(tmp_path))
    commit(tmp_path, "2026-03-04")
    project.po("Prüf ung/zwei", {"Text.": "Words."})
    commit(tmp_path, "2026-05-06")
    assert facts(project.build("en"))[1] == "2026-05-06"
    assert facts(project.build("de"))[1] == "2026-03-04"
    project.write("Prüf ung/zwei.md", "# Zwei\n\nText.\n\nMehr.\n")
    commit(tmp_path, "2026-07-08")
    assert facts(project.build("en"))[1] == "2026-07-08"


def test_only_a_commit_writes_its_pages_again_and_as_a_fresh_build_would(tmp_path: Path) -> None:
    project = write_wiki(repository(tmp_path))
    project.write("allein.md", "---\norphan: true\n---\n\n# Allein\n")
    commit(tmp_path, "2026-03-04")
    project.build("de")
    project.write("Prüf ung/zwei.md", "# Zwei\n\nText.\n\nMehr.\n")
    project.build("de")
    old = (tmp_path / "build/de/html/allein.html").stat().st_mtime_ns
    commit(tmp_path, "2026-05-06")  # the page is the same as in the build before
    again = project.build("de")
    assert facts(again)[1] == "2026-05-06"
    assert (tmp_path / "build/de/html/allein.html").stat().st_mtime_ns == old
    fresh = project.build("de", html_title="")  # a changed option: everything is written
    assert facts(fresh) == facts(again)


def test_wiki_in_a_folder_of_a_repository_in_a_worktree_and_in_a_submodule(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner")
    write_wiki(inner / "sub" / "wiki")
    commit(inner, "2026-03-04")
    assert facts(Project(inner / "sub" / "wiki").build("de"))[1] == "2026-03-04"
    git(inner, "worktree", "add", str(tmp_path / "tree"), "-b", "other")
    assert facts(Project(tmp_path / "tree" / "sub" / "wiki").build("de"))[1] == "2026-03-04"
    outer = repository(tmp_path / "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", str(inner), "part")
    commit(outer, "2026-09-09")
    assert facts(Project(outer / "part" / "sub" / "wiki").build("de"))[1] == "2026-03-04"


def test_shallow_clone_tells_no_date_that_it_cannot_know(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin")
    project = write_wiki(origin)
    commit(origin, "2026-01-01")
    project.write("index.md", "# Start\n\nNeu.\n\n```{toctree}\nPrüf ung/zwei\n```\n")
    commit(origin, "2026-02-02")
    project.write("Prüf ung/zwei.md", "# Zwei\n\nNeu.\n")
    commit(origin, "2026-03-03")
    git(tmp_path, "clone", "--quiet", "--depth", "2", origin.as_uri(), "clone")
    built = Project(tmp_path / "clone").build("de")
    assert facts(built)[1] == "2026-03-03"
    assert facts(built, "index")[1] == "", "the commit at the boundary seems to have made every file"


def test_untracked_page_repository_without_commits_and_no_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write_wiki(repository(tmp_path / "a"))
    assert facts(project.build("de"))[1] == ""
    (project.folder / "Prüf ung" / "zwei.md").rename(tmp_path / "later.md")
    commit(project.folder, "2026-03-04")
    (tmp_path / "later.md").rename(project.folder / "Prüf ung" / "zwei.md")
    built = project.build("de")
    assert (facts(built)[1], facts(built, "index")[1]) == ("", "2026-03-04")
    assert facts(write_wiki(tmp_path / "b").build("de"))[1] == ""
    monkeypatch.setenv("PATH", str(tmp_path))  # no git
    built = project.build("de", html_title="")
    assert (facts(built, "index")[1], built.warnings) == ("", [])


def test_a_hook_of_another_repository_does_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = write_wiki(repository(tmp_path))
    commit(tmp_path, "2026-03-04")
    monkeypatch.setenv("GIT_DIR", ".git/elsewhere")
    assert facts(project.build("de"))[1] == "2026-03-04"


# ------------------------------------------------------------------------------------------------------------ editing


def test_edit_address_is_the_page_in_its_language_and_the_catalog_of_a_translation(tmp_path: Path) -> None:
    project = write_wiki(
        tmp_path, 'partnerwiki_edit_url = "https://git.wiki.example/a/_edit/main/{path}?x={path}#{y}"\n'
    )
    project.po("Prüf ung/zwei", {"Text.": "Words."})
    page, catalog = "Pr%C3%BCf%20ung/zwei.md", "locales/en/LC_MESSAGES/Pr%C3%BCf%20ung/zwei.po"
    assert facts(project.build("de"))[2] == f"https://git.wiki.example/a/_edit/main/{page}?x={page}#{{y}}"
    built = project.build("en")
    assert facts(built)[2] == f"https://git.wiki.example/a/_edit/main/{catalog}?x={catalog}#{{y}}"
    assert facts(built, "index")[2] == "", "nobody has made its catalog yet"


@pytest.mark.parametrize(
    ("repository_url", "address"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/edit/main/{path}"),
        ("https://gitlab.com/a/b/", "https://gitlab.com/a/b/-/edit/main/{path}"),
        ("https://gitlab.town.example/a/b", "https://gitlab.town.example/a/b/-/edit/main/{path}"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/main/{path}?mode=edit&at=main"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/_edit/main/{path}"),
        ("https://code.town.example/a/b", ""),
        ("http://github.com/a/b", ""),
    ],
)
def test_projects_that_come_from_furo_keep_their_link(tmp_path: Path, repository_url: str, address: str) -> None:
    options = {"source_repository": repository_url, "source_branch": "main", "source_directory": "docs/source/"}
    project = write_wiki(tmp_path, f'html_theme = "furo"\nhtml_theme_options = {options}\n')
    for name in ("index.md", "Prüf ung"):
        (tmp_path / "source").mkdir(exist_ok=True)
        (tmp_path / name).rename(tmp_path / "source" / name)
    project.po("index", {"Text.": "Words."})
    assert facts(project.build("de"), "index")[2] == address.replace("{path}", "docs/source/index.md")
    assert facts(project.build("en"), "index")[2] == address.replace("{path}", "docs/locales/en/LC_MESSAGES/index.po")


# --------------------------------------------------------------------------------------------------------------- head

DESIGN = """\
::::{grid} 2
:::{grid-item-card} Kurs
Deutsch für die Gäste aus der Partnerstadt, jeden Montag.
:::
::::
"""
KINDS = {
    "prose": ("Stand: 2026\n\nEin ganzer *Absatz* mit [Link](https://a.example) und `Code`[^1].\n\n[^1]: Fußnote.",
              "Ein ganzer Absatz mit Link und Code."),
    "image": ("![Foto](x.png)\n\nDas Foto zeigt die beiden Rathäuser im Winter.",
              "Das Foto zeigt die beiden Rathäuser im Winter."),
    "admonition": ("```{note}\nDas Büro zieht um und bleibt deshalb geschlossen.\n```",
                   "Das Büro zieht um und bleibt deshalb geschlossen."),
    "table": ("| Wer | Wann |\n|---|---|\n| Anna | heute |\n| Ben | morgen |", "Titel: Wer, Wann, Anna, Ben"),
    "terms": ("```{glossary}\nRat\n  Das gewählte Gremium.\n\nAmt\n  Die Verwaltung.\n```", "Titel: Rat, Amt"),
    "cards": (DESIGN, "Deutsch für die Gäste aus der Partnerstadt, jeden Montag."),
    "list": ("- Die erste Aufgabe ist die wichtigste.\n- b", "Die erste Aufgabe ist die wichtigste."),
    "code": ("```python\nprint(1)\n```", "Titel – Testwiki"),
    "heading": ("## Nur eine Überschrift", "Titel – Testwiki"),
    "own": ("Ein langer erster Absatz, der nicht gebraucht wird.", "Aus der Kopfzeile."),
    "meta": ("Ein langer erster Absatz, der nicht gebraucht wird.", "Aus html_meta."),
    "hostile": ('"><script>alert(1)</script> &amp; so weiter, mit Haken.', "„>alert(1) & so weiter, mit Haken."),
}  # fmt: skip
FRONT = {
    "own": '---\ndescription: "Aus der Kopfzeile."\n---\n\n',
    "meta": '---\nmyst:\n  html_meta:\n    description: "Aus html_meta."\n    "property=og:title": "Eigener"\n---\n\n',
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a page of each kind and pages that Sphinx makes."""
    pages = {f"{name}.md": f"{FRONT.get(name, '')}# Titel\n\n{text}\n" for name, (text, _) in KINDS.items()}
    pages["title.md"] = '# "><img src=x onerror=alert(1)> & *so*\n\nText.\n'
    pages["index.md"] = "# Start\n\n```{toctree}\n" + "\n".join(sorted([*KINDS, "title"])) + "\n```\n"
    folder = make_wiki(tmp_path_factory.mktemp("head"), pages=pages, conf=CONF + 'html_logo = "logo.png"\n')
    for path in (folder / "logo.png", folder / "source" / "x.png"):
        path.write_bytes(b"")
    result = partnerwiki(folder, "build")
    assert result.returncode == 0, result.stderr
    return folder / "build" / "site"


def head_of(site: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser").head


def said(head: BeautifulSoup, name: str, kind: str = "property") -> list[str]:
    return [meta["content"] for meta in head.find_all("meta", {kind: name})]


@pytest.mark.parametrize("kind", KINDS)
def test_description_of_every_kind_of_page(site: Path, kind: str) -> None:
    head = head_of(site, f"de/{kind}.html")
    assert said(head, "description", "name") == [KINDS[kind][1]]
    assert said(head, "og:description") == [KINDS[kind][1]]


def test_no_page_is_without_description_title_and_icon(site: Path) -> None:
    for path in sorted(site.glob("*/*.html")):
        head = head_of(site, path.relative_to(site).as_posix())
        assert all(said(head, "description", "name")), path
        assert len(said(head, "og:title")) == 1, path
        icon = head.find("link", rel="icon")["href"]
        assert (path.parent / unquote(icon.partition("?")[0])).is_file(), path


def test_open_graph(site: Path) -> None:
    head = head_of(site, "en/image.html")
    assert said(head, "og:type") == ["article"]
    assert said(head_of(site, "en/index.html"), "og:type") == ["website"]
    assert said(head, "og:title") == ["Titel"]
    assert said(head, "og:site_name") == ["Testwiki"]
    assert said(head, "og:url") == ["https://wiki.example/repo/en/image.html"]
    assert said(head, "og:locale") == ["en_US"]
    assert said(head, "og:locale:alternate") == ["de_DE"]
    assert said(head, "og:image") == ["https://wiki.example/repo/en/_images/x.png"]
    assert said(head_of(site, "en/list.html"), "og:image") == ["https://wiki.example/repo/en/_static/logo.png"]
    assert said(head_of(site, "en/meta.html"), "og:title") == ["Eigener"], "what the page says is not said twice"


def test_hostile_titles_are_text(site: Path) -> None:
    head = head_of(site, "de/title.html")
    assert "& so" in said(head, "og:title")[0]
    assert head.find("img") is None
    assert len(said(head, "og:site_name")) == 1


@pytest.mark.parametrize(
    ("code", "expected"), [("de", "de_DE"), ("pt_BR", "pt_BR"), ("uk", "uk_UA"), ("sw", "sw_TZ"), ("eo", "eo")]
)
def test_open_graph_names_languages_with_a_country(code: str, expected: str) -> None:
    assert locale_of(code) == expected


@given(st.text())
def test_a_shortened_text_is_a_beginning_of_it(text: str) -> None:
    short = shorten(text)
    assert len(short) <= LENGTH
    assert short == text or text.startswith(short.removesuffix("…"))


# ------------------------------------------------------------------------------------------------------------- policy

PLANTED = """\
# Start

Text. <img src="x" onerror="window.planted = 1">

```{raw} html
<script>window.planted = 2</script>
<p id="styled" style="color: rgb(1, 2, 3)" onclick="window.planted = 3">Text</p>
<img src="https://other.example/pixel.png" alt="">
```
"""


def test_what_is_planted_in_a_page_does_not_run(tmp_path: Path, browser: Browser) -> None:
    folder = make_wiki(tmp_path, pages={"index.md": PLANTED}, conf=CONF.replace(', "en"', ""))
    asked = []
    with publish(folder) as wiki, browser.new_context() as context:
        page = context.new_page()
        page.on("requestfinished", lambda request: asked.append(request.url))
        page.goto(f"{wiki.url}de/index.html")
        page.click("#styled")
        assert page.evaluate("window.planted") is None
        assert page.evaluate("getComputedStyle(document.getElementById('styled')).color") == "rgb(1, 2, 3)"
        assert not [url for url in asked if "other.example" in url]


def test_policy_stops_nothing_of_ours(published: Published, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        addresses = ["404.html", "index.html#choose", *published.pages("de"), *published.pages("pt")]
        for address in addresses:
            page.goto(published.url + address)
            assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1, address
            assert said == [], address


def test_root_pages_allow_their_own_scripts_alone(site: Path) -> None:
    for name in ("index.html", "404.html"):
        soup = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        meta = soup.find("meta", {"http-equiv": "Content-Security-Policy"})
        assert meta is not None
        scripts = [script_hash(script.string) for script in soup.find_all("script")]
        assert scripts
        assert all(value in meta["content"] for value in scripts)
        assert meta.find_previous("script") is None, "a policy holds for what follows it"


def test_policy_names_no_other_host() -> None:
    assert "http" not in policy("<script>1</script>")


FOREIGN = """
html_js_files = ["https://cdn.example/a.js", (None, {"body": "import x from 'https://cdn.example/m.js'"}), "own.js",
                 (None, {"body": "window.mine = 1"})]
html_css_files = ["//cdn.example/a.css"]
html_logo = "https://cdn.example/logo.png"
html_static_path = ["_static"]
myst_enable_extensions = ["dollarmath"]
def setup(app):
    app.connect("html-page-context", lambda app, *arguments: app.add_js_file("late.js"))
"""


@pytest.fixture
def foreign(tmp_path: Path) -> Callable[[str], Project]:
    def make(extra: str) -> Project:
        project = Project(tmp_path)
        project.conf('html_theme = "partnerwiki"\n' + extra)
        project.write("index.md", "# Start\n\nEine Formel: $x^2$.\n")
        for name in ("own.js", "late.js", "math.js"):
            project.write(f"_static/{name}", "window.mine = 2;\n")
        return project

    return make


def test_files_of_other_hosts_are_left_out_with_one_warning_each(foreign: Callable[[str], Project]) -> None:
    built = foreign(FOREIGN).build("de")
    html = built.html("index")
    assert "cdn" not in " ".join(str(tag) for tag in html.find_all(["script", "link", "img"]))
    assert {"own.js", "late.js"} <= {
        Path(tag["src"].partition("?")[0]).name for tag in html.find_all("script", src=True)
    }
    assert "x^2" in html.find("article").get_text()
    warned = [line for line in built.warnings if "[partnerwiki.foreign]" in line]
    assert len(warned) == 5
    assert any(line.startswith("conf.py:11: ") and "cdn.example/a.js" in line for line in warned)
    assert sum("set mathjax_path" in line for line in warned) == 1
    inline = [tag.string for tag in html.find_all("script", src=False)]
    meta = html.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert "window.mine = 1" in inline
    assert all(script_hash(text) in meta["content"] for text in inline)


IMAGES = """\
# Start

![Ein Turm](https://cdn.example/turm.png)

Im Satz ![Zeichen](https://cdn.example/zeichen.png) und [![Plakette](https://cdn.example/plakette.svg)](https://ci.example/).

![Eigenes](eigen.png)

![](https://cdn.example/stumm.png)

```{image} https://cdn.example/block.png
:alt: Block
:target: https://ziel.example/
```

```{figure} https://cdn.example/abbildung.png
Eine Abbildung
```
"""


def test_an_image_of_another_host_becomes_a_link_with_a_warning(foreign: Callable[[str], Project]) -> None:
    project = foreign("")
    project.write("index.md", IMAGES)
    (project.folder / "eigen.png").write_bytes(b"")
    project.po("index", {"Ein Turm": "A tower"})
    for language, first in (("de", "Ein Turm"), ("en", "A tower")):
        built = project.build(language)
        article = built.html("index").find("article")
        assert [image["alt"] for image in article.find_all("img")] == ["Eigenes"]
        links = [(link.text, link["href"]) for link in article.find_all("a", class_="external")]
        assert links == [
            (first, "https://cdn.example/turm.png"),
            ("Zeichen", "https://cdn.example/zeichen.png"),
            ("Plakette", "https://ci.example/"),
            ("https://cdn.example/stumm.png", "https://cdn.example/stumm.png"),
            ("Block", "https://ziel.example/"),
            ("https://cdn.example/abbildung.png", "https://cdn.example/abbildung.png"),
        ]
        assert [line.partition(": ")[0] for line in built.warnings if "[partnerwiki.foreign]" in line] == [
            "index.md:3",
            "index.md:5",
            "index.md:5",
            "index.md:9",
            "index.md:11",
            "index.md:16",
        ]


def test_mathjax_of_the_site_is_loaded(foreign: Callable[[str], Project]) -> None:
    built = foreign(
        'html_static_path = ["_static"]\nmyst_enable_extensions = ["dollarmath"]\nmathjax_path = "math.js"\n'
    ).build("de")
    assert built.warnings == []
    assert any("math.js" in tag["src"] for tag in built.html("index").find_all("script", src=True))


def test_an_incremental_site_equals_a_fresh_one(tmp_path: Path) -> None:
    folder = make_wiki(repository(tmp_path))
    (folder / ".gitignore").write_text("build\n", encoding="utf-8")
    commit(folder, "2026-03-04")
    assert partnerwiki(folder, "build").returncode == 0
    (folder / "source" / "zwei.md").write_text("# Zweite\n\nNeu.\n", encoding="utf-8")
    assert partnerwiki(folder, "build").returncode == 0
    commit(folder, "2026-05-06")
    assert partnerwiki(folder, "build").returncode == 0
    grown = tree(folder / "build" / "site")
    assert partnerwiki(folder, "build", "--fresh").returncode == 0
    assert tree(folder / "build" / "site") == grown
