"""Translations come from many hands: whatever stands in a msgstr, nothing is executed, loaded, copied or restyled.

All cases stand on one page, each in its own paragraph, and are built once.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Built, Project

from partnerwiki.inline import Signature, StandaloneParser, oversized, refused, safe_html, safe_value
from partnerwiki.rst_inline import RstInlineParser
from partnerwiki.units import unit_id

EXTENSIONS = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
EXTENSIONS += ["html_admonition", "html_image", "strikethrough", "substitution", "tasklist"]

#: Block syntax is text: name -> translation, and what the reader sees where that differs.
LITERAL: dict[str, tuple[str, str]] = {
    "heading": ("# x", ""),
    "bullet": ("- x", ""),
    "plus bullet": ("+ x", ""),
    "ordered list": ("1. x", ""),
    "task": ("[ ] x", ""),
    "quotation": ("> x", ""),
    "fence": ("```\nx\n```", "x"),
    "tilde fence": ("~~~\nx\n~~~", ""),
    "directive fence": ("```{include} /etc/passwd\n```", "{include} /etc/passwd"),
    "colon fence": (":::{include} /etc/passwd\n:::", ""),
    "note": (":::{note}\nx\n:::", ""),
    "raw directive": ("```{raw} html\n<script>alert(1)</script>\n```", "{raw} html <script>alert(1)</script>"),
    "eval-rst": ("```{eval-rst}\n.. include:: /etc/passwd\n```", "{eval-rst} .. include:: /etc/passwd"),
    "comment": ("% x", ""),
    "target": ("(ziel)=", ""),
    "target and text": ("(ziel)=\nx", ""),
    "table": ("| a | b |\n|---|---|\n| c | d |", ""),
    "rule": ("---", ""),
    "rule of stars": ("***", ""),
    "underlined heading": ("x\n===", ""),
    "definition list": ("x\n: y", ""),
    "field list": (":x: y", ""),
    "second paragraph": ("x\n\ny", ""),
    "indented code": ("    x", "x"),
    "front matter": ("---\ntitle: x\n---", ""),
    "block break": ("+++ x", ""),
    "block attributes": ("{#x .y}\nz", ""),
    "footnote definition": ("[x]: https://example.org", ""),
    "jinja statement": ("{% for x in y %}z{% endfor %}", ""),
    "rst directive": (".. include:: /etc/passwd", ""),
    "rst role": (":download:x", ""),
    "substitution of rst": ("|x|", ""),
    "markdown comment": ("\\<!-- x -->", "<!-- x -->"),
    "script address": ("[x](javascript:alert(1))", ""),
    "script address in entities": ("[x](java&#115;cript:alert(1))", "[x](javascript:alert(1))"),
    "vbscript address": ("[x](vbscript:x)", ""),
    "file address": ("[x](file:///etc/passwd)", ""),
    "script autolink": ("\\<javascript:alert(1)>", "<javascript:alert(1)>"),
    "data address": ("[x](data:text/html;base64,PHNjcmlwdD4=)", ""),
    "tag that is none": ("<svg/onload=alert(1)>", ""),
    "null byte": ("a\x00b", "ab"),
    "control characters": ("a\x07\x1b[31mb\x7f", "a[31mb"),
}

#: Markup that its source lacks is refused: name -> translation.
REFUSED: dict[str, str] = {
    "script": "x <script>alert(1)</script>",
    "image with handler": '<img src=x onerror="alert(1)">',
    "frame": '<iframe src="https://evil.example"></iframe>',
    "style": "<style>body{display:none}</style>",
    "closing tag": "x</div></section>",
    "html comment": "x <!-- y -->",
    "link with handler": '<a href="#" onclick="alert(1)">x</a>',
    "include role": "{include}`/etc/passwd`",
    "raw role": "{raw}`<script>`",
    "download": "{download}`/etc/passwd`",
    "download in disguise": "{Download}`x </geheim.txt>`",
    "unknown role": "{x}`y`",
    "known role": "{abbr}`x (y)`",
    "reference": "{ref}`ziel`",
    "badge that links": "{bdg-link-primary}`x <javascript:alert(1)>`",
    "icon": "{octicon}`alert`",
    "math role": "{math}`\\href{javascript:alert(1)}{x}`",
    "nested roles": "{strong}`{download}`geheim.txt``",
    "link to a file": "[x](geheim.txt)",
    "link to a file without suffix": "[x](GEHEIM)",
    "link to a file above": "[x](../../../../../../../etc/passwd)",
    "path scheme": "[x](path:geheim.txt)",
    "autolink to a path": "<path:geheim.txt>",
    "project scheme to a file": "[x](project:geheim.txt)",
    "name that no file system takes": f"[x]({'a' * 1500})",
    "null byte in an address": "[x](a%00b)",
    "inventory": "<inv:#index>",
    "scheme-relative link": "[x](//evil.example)",
    "image as data": "![x](data:image/png;base64,AAAA)",
    "remote image": "![x](https://evil.example/x.png)",
    "image outside": "![x](../geheim.png)",
    "local image": "![x](geheim.png)",
    "expression": "{{ 7*7 }}",
    "environment": "{{ env.app }}",
    "import through jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attributes": '[x]{onclick="alert(1)"}',
    "class and anchor": "[x]{.admonition #index}",
    "attributes on a link": '[x](https://example.org){onclick="alert(1)"}',
    "classes on code": "`x`{.highlight l=html}",
    "footnote that is nowhere": "x[^nirgends]",
    "tex link": "$\\href{javascript:alert(1)}{x}$",
    "tex file": "$$\\input{/etc/passwd}$$",
    "tex by character code": "$^^5cinput$",
    "direction override": "x \u202egpj.exe",
    "open embedding": "x \u202b y",
    "open isolate": "x \u2067 y",
    "very long": "x " * 500_000,
    "brackets": "[^" * 30_000,
    "images": "![" * 30_000,
}


class Changed(NamedTuple):
    """A source that holds markup, and a translation that turns it into something else."""

    source: str
    translation: str


#: The source's own markup in another shape is refused as well.
CHANGED: dict[str, Changed] = {
    "other file": Changed("Siehe {download}`gut.txt`.", "See {download}`geheim.txt`."),
    "other file with a title": Changed("Siehe {download}`x <gut.txt>`.", "See {download}`x <geheim.txt>`."),
    "other badge link": Changed("{bdg-link-info}`x <https://a.example>`", "{bdg-link-info}`x <javascript:alert(1)>`"),
    "bare badge link": Changed("{bdg-link-info}`https://a.example`", "{bdg-link-info}`javascript:alert(1)`"),
    "badge link with a tooltip": Changed(
        "{bdg-link-info}`x <https://a.example>`", "{bdg-link-info}`x <javascript:alert(1)> ; y`"
    ),
    "other icon": Changed("{octicon}`alert`", "{octicon}`alert;99em;sd-d-none`"),
    "other tag": Changed("Das <b>hier</b>.", "This <b onclick=alert(1)>here</b>."),
    "tags turned round": Changed("Das <b>hier</b>.", "This </b>here<b>."),
    "tag left open": Changed("Das <b>hier</b> und <b>da</b>.", "This <b>here and <b>there</b>."),
    "other substitution": Changed("Die {{ town }}.", "The {{ town.__class__ }}."),
    "filtered substitution": Changed("Die {{ town }}.", "The {{ town | safe }}."),
    "other image": Changed("Ein ![x](bild.png) hier.", "A ![x](geheim.png) here."),
    "other class": Changed("[x]{.gut}", "[x]{.sd-d-none}"),
    "format of a number": Changed("{numref}`Tafel {number} <tafel>`", "{numref}`{number.__class__.__mro__} <tafel>`"),
    "width of a number": Changed("{numref}`Tafel {number} <tafel>`", "{numref}`{name:>999999999} <tafel>`"),
    "new command in a formula": Changed("Mit $a+b$.", "With $a\\require{html}b$."),
    "raw": Changed("Ein {roh}`<i>x</i>`.", "A {roh}`<script>x</script>`."),
}


def pages() -> tuple[str, dict[str, str]]:
    """Give the page and its catalog."""
    lines = ["# Seite\n"]
    units: dict[str, str] = {}
    for name, (translation, _seen) in LITERAL.items():
        units[f"Wörtlich: {name}."] = translation
    for name, translation in REFUSED.items():
        units[f"Abgelehnt: {name}."] = translation
    for name, case in CHANGED.items():
        units[f"Anders {name}: {case.source}"] = f"Other {name}: {case.translation}"
    lines += [f"{source}\n" for source in units]
    return "\n".join(lines), units


CONF = f"""
myst_enable_extensions = {EXTENSIONS!r}
myst_substitutions = {{"town": "Stadt"}}
numfig = True
suppress_warnings = ["myst.strikethrough"]
from docutils.parsers.rst import roles, nodes
def roh(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [nodes.raw(rawtext, text, format="html")], []
def setup(app):
    app.add_role("roh", roh)
"""
TABLE = "\n```{table} Tafel\n:name: tafel\n\n| a |\n|---|\n| b |\n```\n"


class Hostile(NamedTuple):
    """The page as built from its source, from reviewed and from machine translations; warnings by PO line."""

    source: BeautifulSoup
    reviewed: BeautifulSoup
    machine: BeautifulSoup
    warnings: dict[int, str]
    catalog: dict[str, int]
    built: Built
    seconds: float


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    project = Project(tmp_path_factory.mktemp("hostile"))
    project.conf(CONF)
    text, units = pages()
    project.write("index.md", text + TABLE)
    for name in ("geheim.txt", "GEHEIM", "gut.txt"):
        project.write(name, "SECRET")
    for name in ("bild.png", "geheim.png"):
        (project.folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    source = project.build("de").body("index")
    project.po("index", units, state="machine")
    machine = project.build("en").body("index")
    path = project.po("index", units)
    start = time.monotonic()
    built = project.build("en")
    seconds = time.monotonic() - start
    found = (re.match(r"locales/en/LC_MESSAGES/index.po:(\d+): WARNING: (.*)", line) for line in built.warnings)
    warnings = {int(match[1]): match[2] for match in found if match}
    lines = {entry.msgid: entry.linenum for entry in polib.pofile(str(path), wrapwidth=1000)}
    number = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("msgid ") and (found_entry := polib.unescape(line[7:-1])) in lines:
            lines[found_entry] = number
    return Hostile(source, built.body("index"), machine, warnings, lines, built, seconds)


def paragraph(body: BeautifulSoup, msgid: str) -> Tag:
    found = body.find(attrs={"data-unit": unit_id(msgid)})
    assert found is not None, msgid
    assert found.name == "p"
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", LITERAL)
def test_block_syntax_is_text(hostile: Hostile, name: str) -> None:
    translation, seen = LITERAL[name]
    for body in (hostile.reviewed, hostile.machine):
        found = paragraph(body, f"Wörtlich: {name}.")
        if found.get("data-state") == "missing":  # a draft whose backquotes count as code is not even shown
            assert "```" in translation
            assert body is hostile.machine
            continue
        assert squeezed(found.get_text()).translate({0x2013: "--", 0x2014: "---"}) == squeezed(seen or translation)
        assert not found.find_all(True) or [tag.name for tag in found.find_all(True)][:1] == ["code"]


@pytest.mark.parametrize("name", REFUSED)
def test_markup_that_the_source_lacks_is_refused(hostile: Hostile, name: str) -> None:
    msgid = f"Abgelehnt: {name}."
    assert hostile.warnings[hostile.catalog[msgid]].endswith("[partnerwiki.refused]")
    for body in (hostile.reviewed, hostile.machine):
        found = paragraph(body, msgid)
        assert (found.get_text(), found["data-state"], found["lang"]) == (msgid, "missing", "de")


@pytest.mark.parametrize("name", CHANGED)
def test_the_sources_markup_in_another_shape_is_refused(hostile: Hostile, name: str) -> None:
    msgid = f"Anders {name}: {CHANGED[name].source}"
    assert hostile.warnings[hostile.catalog[msgid]].endswith("[partnerwiki.refused]")
    for body in (hostile.reviewed, hostile.machine):
        found = paragraph(body, msgid)
        assert found["data-state"] == "missing"
        assert found.get_text().startswith(f"Anders {name}:")


def test_the_page_is_what_its_source_is(hostile: Hostile) -> None:
    """No element, anchor, link or file more than in the source's page."""
    for body in (hostile.reviewed, hostile.machine):
        names = {tag.name for tag in body.find_all(True)}
        assert names <= {tag.name for tag in hostile.source.find_all(True)} | {"code", "span"}
        assert {tag["id"] for tag in body.find_all(id=True)} == {tag["id"] for tag in hostile.source.find_all(id=True)}
        assert {a["href"] for a in body.find_all("a")} == {a["href"] for a in hostile.source.find_all("a")}
        assert not re.search(r"root:x:0|49|SECRET", body.get_text())
        assert not {name for tag in body.find_all(True) for name in tag.attrs if name.startswith("on")}
    assert not list(hostile.built.folder.rglob("geheim*"))
    assert not list(hostile.built.folder.rglob("GEHEIM*"))
    assert not any("ERROR" in line for line in hostile.built.warnings)


def test_no_text_takes_long(hostile: Hostile) -> None:
    assert hostile.seconds < 20


@pytest.mark.parametrize(
    "piece", ["[", "![", "[^", "*a ", "_a_", "**", "<", "<a b ", "<!-- ", "`a``", "{a}`", "{{ ", "$a ", "](x)", "\"'"]
)
@pytest.mark.parametrize("size", [2_000])
def test_deep_nesting_ends_in_time(piece: str, size: int) -> None:
    from myst_parser.config.main import MdParserConfig

    parser = StandaloneParser(MdParserConfig(enable_extensions=set(EXTENSIONS) - {"html_admonition", "html_image"}))
    text = piece * (size // len(piece))
    start = time.monotonic()
    if not oversized("Ein Satz.", text):
        parser.signature(text)
    assert time.monotonic() - start < 2


# --- values and settings


VALUES = {
    "directive": "```{include} /etc/passwd\n```",
    "directive after text": "x\n\n```{include} /etc/passwd\n```",
    "colon fence": ":::{note}\nx\n:::",
    "expression": "{{ 7*7 }}",
    "script": "<script>alert(1)</script>",
    "role": "{download}`geheim.txt`",
    "link to a file": "[x](geheim.txt)",
    "image": "![x](https://evil.example/x.png)",
    "list": "- x\n- y",
    "other delimiters": "[[ 7*7 ]]",
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_a_substitution_cannot_bring_more_than_words(project: Project, name: str) -> None:
    project.conf('myst_enable_extensions = ["colon_fence", "substitution"]\nmyst_substitutions = {"b": "Aus conf."}\n')
    project.write("geheim.txt", "SECRET")
    project.write(
        "index.md",
        "---\nmyst:\n  substitutions:\n    a: Im Kopf.\n---\n# Titel\n\n{{ a }}\n\n{{ b }}\n\nUnd {{ a }} {{ b }}\n",
    )
    project.po("index", {"Im Kopf.": VALUES[name]})
    project.po("_conf", {"Aus conf.": VALUES[name]})
    built = project.build()
    assert [line.rsplit(" ", 1)[1] for line in built.warnings] == ["[partnerwiki.refused]"] * 2
    assert built.text("index") == "Titel Im Kopf. Aus conf. Und Im Kopf. Aus conf."


@pytest.mark.parametrize("delimiters", ["[]", "<>"])
def test_a_projects_own_delimiters_open_no_expression(project: Project, delimiters: str) -> None:
    left, right = delimiters[0] * 2, delimiters[1] * 2
    project.conf(
        f'myst_enable_extensions = ["substitution"]\nmyst_sub_delimiters = {list(delimiters)}\n'
        'myst_substitutions = {"a": "Wert."}\n'
    )
    project.write("index.md", f"# Titel\n\nEin Satz.\n\n{left} a {right} hier.\n")
    project.po("index", {"Ein Satz.": f"{left} 7*7 {right}", f"{left} a {right} hier.": f"{left} a {right} here."})
    project.po("_conf", {"Wert.": f"{left} 7*7 {right}"})
    built = project.build()
    assert [line.rsplit(" ", 1)[1] for line in built.warnings] == ["[partnerwiki.refused]"] * 2
    assert built.text("index") == "Titel Ein Satz. Wert. here."


def test_texts_of_conf_bring_no_tag(project: Project) -> None:
    project.conf(
        'html_title = "Wiki <b>heute</b>"\nhtml_theme = "furo"\nhtml_theme_options = {"announcement": "Neu"}\n'
    )
    project.write("index.md", "# Titel\n")
    bad = {
        "Wiki <b>heute</b>": "Wiki </b>today<b>",
        "Neu": "<img src=x onerror=alert(1) ",
        "Test": "<script>x</script>",
    }
    project.po("_conf", bad)
    built = project.build()
    assert [line.rsplit(" ", 1)[1] for line in built.warnings] == ["[partnerwiki.refused]"] * 3
    assert "onerror" not in built.text_of("index.html")
    project.po("_conf", {"Wiki <b>heute</b>": "Wiki <b>today</b>", "Neu": "New & more"})
    built = project.build()
    assert not built.warnings
    assert "Wiki <b>today</b>" in built.text_of("index.html")


def test_plain_texts_are_escaped(project: Project) -> None:
    """Toctree captions, alternative texts and descriptions hold no markup: whatever comes is text."""
    bad = '"><script>alert(1)</script>'
    (project.folder / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    project.write(
        "index.md",
        "---\nmyst:\n  html_meta:\n    description: Worum\n---\n# Titel\n\n![Bild](bild.png)\n\n"
        "```{toctree}\n:caption: Inhalt\n\nName <zwei>\n```\n",
    )
    project.write("zwei.md", "# Zwei\n")
    project.po("index", dict.fromkeys(["Worum", "Bild", "Inhalt", "Name"], bad))
    built = project.build()
    page = built.html("index")
    assert page.find("meta", attrs={"name": "description"})["content"] == bad
    assert page.find("img")["alt"] == bad
    assert bad in page.find("div", class_="toctree-wrapper").get_text()
    assert not any("alert(1)" in script.get_text() for script in page.find_all("script"))


# --- the gate alone


def test_a_date_is_no_list() -> None:
    assert safe_value("1. Januar", "1 January") == "1 January"
    assert safe_value("1 January", "1. Januar") == "1\\. Januar"
    assert safe_value("Neu", "* neu") == "\\* neu"


def test_html_of_settings() -> None:
    assert safe_html("A <b>c</b>", "<b>d</b>") == "<b>d</b>"
    assert safe_html("A", "B & C") == "B & C"
    assert not safe_html("A", "a < b")


RST = {
    "role": ":download:`/etc/passwd`",
    "raw": ":raw:`x`",
    "substitution": "|x|",
    "file": "`x <file:///etc/passwd>`_",
    "script": "`x <javascript:alert(1)>`__",
    "citation": "[x]_",
    "footnote": "[#x]_",
    "broken": "**x",
}


@pytest.mark.parametrize("name", RST)
def test_restructuredtext_is_gated_alike(project: Project, name: str) -> None:
    project.write("index.rst", "Titel\n=====\n\nEin Satz.\n")
    path = project.po("index", {"Ein Satz.": RST[name]})
    built = project.build()
    (warning,) = built.warnings
    assert re.match(rf"{path.relative_to(project.folder)}:\d+: WARNING: .*\[partnerwiki.refused\]", warning)
    assert built.body("index").p.get_text() == "Ein Satz."


def test_nothing_runs_while_restructuredtext_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser, roles
    from docutils.utils import new_document

    def run(*_arguments: object, **_options: object) -> tuple[list[object], list[object]]:
        raise AssertionError("the role ran")

    monkeypatch.setitem(roles._roles, "boom", run)
    parser = RstInlineParser(new_document("x", get_default_settings(Parser)))
    found = parser.signature(parser.parse("a :boom:`b` c"))
    assert [mark.role for mark in refused(Signature(), found)] == ["boom"]


def test_files_stay_where_they_are(hostile: Hostile) -> None:
    written = {path.suffix for path in Path(hostile.built.folder).rglob("*") if path.is_file()}
    assert written <= {
        ".html",
        ".json",  # words of scripts
        ".js",
        ".css",
        ".png",
        ".svg",
        ".inv",
        ".txt",
        ".buildinfo",
        "",
        ".woff2",
        ".map",
        ".gif",
    }
