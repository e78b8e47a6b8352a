"""No English word of an interface stands on a page in another language: neither ours, nor Furo's, nor Sphinx's.

The text of the wiki below is Greek, which none of the languages is, so whatever else can be read is the interface.
A text is English where the English site has the same, or where it is one of the English sentences of a catalog.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup, Comment, Tag
from conftest import Built, Project

from partnerwiki import root_pages
from partnerwiki.config import load_project
from partnerwiki.dashboard import NAME
from partnerwiki.messages import LOCALE_DIR
from partnerwiki.words import IN_SCRIPT, STATIC, sentences, sphinx_catalogs, without_comments

LANGUAGES = sorted(path.name for path in LOCALE_DIR.iterdir())
ADMONITIONS = "attention caution danger error hint important note seealso tip warning todo"
VERSIONS = "versionadded versionchanged deprecated versionremoved"
INDEX = """\
---
dedication: Ωμέγα
abstract: Ωμέγα
review_due: 2026-01-01
---

# Αλφα

```{contents}
```

```{toctree}
:caption: Ωμέγα
:numbered:

βητα
γαμμα
```

```{todolist}
```

````{path} Ωμέγα
1. [](βητα.md)
2. [](γαμμα.md)
````

````{dates}
- {date}`2026-01-02` Ωμέγα
````

```{dates}
```
"""
PLACES = """\
# Βητα

## Δελτα

```{figure} ω.png
:name: fig
:alt: ωμέγα

Ωμέγα
```

```{table} Ωμέγα
:name: tab

| α | β |
|---|---|
| γ | δ |
```

```{code-block} text
:caption: Ωμέγα
:name: code

α
```

$$
α
$$ (eq)

{numref}`fig` {numref}`tab` {numref}`code` {numref}`βητα` {eq}`eq` {pep}`8` {envvar}`ΩΜΕΓΑ` [^1]

[^1]: Ωμέγα

```{glossary}
ωμέγα
  Ωμέγα
```

```{index} ! Αα, 12
```

```{index} single: Ββ; Γγ
```

```{index} see: Δδ; Εε, seealso: Ζζ; Ηη
```

```{envvar} ΩΜΕΓΑ
Ωμέγα
```

```{option} --ω
Ωμέγα
```

```{confval} ωμέγα
:type: α
:default: β
```

```{py:function} ω(α)
:no-index-entry:
:param α: Ωμέγα
:returns: Ωμέγα
:raises Ω: Ωμέγα
```

```{sectionauthor} Ωμέγα
```

:::::{tab-set}
::::{tab-item} Ωμέγα
:::{dropdown} Ωμέγα
Ωμέγα
:::
::::
:::::
"""
CONF = """
html_theme = "partnerwiki"
extensions += ["sphinx.ext.todo"]
todo_include_todos = True
numfig = True
show_authors = True
project = html_title = copyright = "Ωμέγα"
mathjax_path = "ω.js"
myst_enable_extensions = ["colon_fence", "dollarmath", "fieldlist"]
myst_heading_anchors = 2
html_theme_options = {"announcement": "Ωμέγα"}
html_baseurl = "https://wiki.example/"
partnerwiki_edit_url = "https://git.wiki.example/{path}"
partnerwiki_corrections = ["mailto:wiki@wiki.example"]
"""
#: What is the same in every language: names, and what is written in no language.
SAME = re.compile(r"Sphinx · Furo|PEP 8|Python Enhancement Proposals|ω\.png|html|\d+ minutes?")
ATTRIBUTES = ("aria-label", "aria-roledescription", "aria-description", "title", "placeholder", "alt", "label")


def write(folder: Path, language: str, extra: str = "") -> Project:
    """Write a wiki in ``language`` and Greek-looking translations of a page in every state."""
    project = Project(folder)
    other = "de" if language == "en" else "en"
    project.conf(f"{CONF}language = {language!r}\npartnerwiki_languages = {[language, other]}\n{extra}")
    notes = "\n".join(f"```{{{name}}}\nΩμέγα\n```\n" for name in ADMONITIONS.split())
    versions = "\n".join(f"```{{{name}}} 1\nΩμέγα\n```\n" for name in VERSIONS.split())
    project.write("index.md", INDEX)
    project.write("βητα.md", PLACES.replace("{numref}`βητα`", "{numref}`δ`").replace("## Δελτα", "(δ)=\n## Δελτα"))
    project.write("γαμμα.md", f"---\nlanguage: {other}\n---\n\n# Γαμμα\n\nΑ\n\nΒ\n\nΓ\n\n{notes}\n{versions}")
    project.po("γαμμα", {"Γαμμα": "Γάμμα", "Α": "α"}, language=language, state="machine")
    (folder / "ω.png").write_bytes(b"")
    return project


@cache
def same_in(language: str) -> frozenset[str]:
    """Give the English sentences that a catalog says are the same in a language."""
    files = [polib.mofile(str(path)) for path in sphinx_catalogs(language)]
    files += [polib.pofile(str(path)) for path in (LOCALE_DIR / language).rglob("*.po")]
    return frozenset(entry.msgid for file in files for entry in file if entry.msgid == entry.msgstr)


@cache
def sentence_patterns() -> dict[str, re.Pattern[str]]:
    """Give the English sentences of pages with what may stand in their places."""
    msgids = {entry.msgid for path in LOCALE_DIR.glob("[!d]*/LC_MESSAGES/*.po") for entry in polib.pofile(str(path))}
    return {
        msgid: re.compile(r".+?".join(re.escape(part) for part in re.split(r"\{\w+\}|%[sd]", msgid.strip())))
        for msgid in msgids
        if re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}|%[sd]", "", msgid))
    }


def texts(page: str | Tag) -> Iterator[str]:
    """Give every text of a page that a reader sees or hears."""
    soup = BeautifulSoup(page, "html.parser") if isinstance(page, str) else page
    for text in soup.find_all(string=True):
        if text.parent.name == "style":
            yield from re.findall(r'--pw[\w-]+:\s*"([^"]*)"', text)
        elif text.parent.name != "script" and not isinstance(text, Comment):
            yield str(text)
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in ATTRIBUTES if element.get(name))
        if element.name == "meta" and element.get("name", element.get("property", "")).endswith(
            ("description", "title")
        ):
            yield str(element["content"])
        yield from re.findall(r'"([^"]*)"', element.get("style", ""))


def readable(page: str) -> set[str]:
    soup = BeautifulSoup(page, "html.parser")
    for link in soup.select(".pw-languages a, .pw-figures a[hreflang]"):
        link.decompose()  # names of languages
    found = {" ".join(text.split()).removesuffix(" – Ωμέγα") for text in texts(soup)}  # a page's name and the site's
    return {text for text in found if re.search("[A-Za-z]{2}", text) and not SAME.fullmatch(text)}


def pages_of(built: Built) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(built.folder.glob("*.html"))}


def leftovers(page: str, english: str, language: str) -> set[str]:
    """Give the English texts of a page; ``english`` is the same page in English."""
    same = same_in(language)
    found = readable(page)
    known = {
        text for text in found if any(p.fullmatch(text) for msgid, p in sentence_patterns().items() if msgid in same)
    }
    sentences_ = {text for text in found if any(p.fullmatch(text) for p in sentence_patterns().values())}
    return ((found & readable(english)) | sentences_) - known


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages_of(write(tmp_path_factory.mktemp("en"), "en").build("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_word_is_left(tmp_path: Path, english: dict[str, str], language: str) -> None:
    built = write(tmp_path, language).build(language)
    pages = pages_of(built)
    assert {"search.html", "genindex.html", f"{NAME}.html", "index.html", "βητα.html", "γαμμα.html"} <= set(pages)
    left = {name: found for name, page in pages.items() if (found := leftovers(page, english[name], language))}
    assert left == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_word_is_left_at_the_root(tmp_path: Path, language: str) -> None:
    def files(code: str) -> dict[str, bytes]:
        write(tmp_path, code).conf(f'{CONF}language = "{code}"\npartnerwiki_languages = ["{code}"]\n')
        return root_pages.files(load_project(tmp_path), {code: {}})

    english, pages = files("en"), files(language)
    for name in ("index.html", "404.html"):
        assert leftovers(pages[name].decode(), english[name].decode(), language) == set(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_know_every_sentence(tmp_path: Path, language: str) -> None:
    project = Project(tmp_path)
    project.conf('html_theme = "partnerwiki"\n')
    project.write("index.md", "# Ωμέγα\n")
    table = json.loads(project.build(language).text_of("_static/words.json"))
    assert set(sentences()) - same_in(language) == set(table)


@pytest.mark.parametrize(
    "planted", ["<p>Hard-coded words</p>", '<p aria-label="Hard-coded words">Ω</p>', "<p>Go to the start page</p>"]
)
def test_an_english_word_in_a_template_is_found(tmp_path: Path, planted: str) -> None:
    template = '{% extends "!page.html" %}{% block content %}{{ super() }}' + planted + "{% endblock %}"
    pages = {}
    for language in ("en", "de"):
        project = Project(tmp_path / language)
        project.conf('html_theme = "partnerwiki"\ntemplates_path = ["_templates"]\n')
        project.write("_templates/page.html", template)
        project.write("index.md", "# Ωμέγα\n")
        pages[language] = project.build(language).text_of("index.html")
    assert leftovers(pages["de"], pages["en"], "de") & {"Hard-coded words", "Go to the start page"}


def test_every_sentence_of_a_script_is_found() -> None:
    for path in sorted(STATIC.glob("*.js")):
        script = without_comments(path.read_text(encoding="utf-8"))
        calls = re.findall(r"\bt\((?!\))", script)
        assert len(calls) == len(IN_SCRIPT.findall(script)), f"{path.name}: t() wants a literal text"
