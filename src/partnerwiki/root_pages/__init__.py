"""The files at the root of the site: language choice, 404 page, sitemap, and what GitHub Pages looks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape, quoteattr

import jinja2

from partnerwiki import dashboard, pofile
from partnerwiki.config import Project
from partnerwiki.extract import CONF
from partnerwiki.languages import direction, native_name, tag
from partnerwiki.messages import translator
from partnerwiki.papers.making import PLACE
from partnerwiki.root_pages import documents
from partnerwiki.security import policy
from partnerwiki.units import Count, State, state_of

Pages = Mapping[str, Mapping[str, str]]


def files(project: Project, pages: Pages) -> dict[str, bytes]:
    """Give name and content of every file of the root; ``pages`` is language -> docname -> address (quoted)."""
    context = _context(project)
    result = {
        "index.html": _protected(_environment().get_template("index.html.j2").render(context)).encode(),
        "404.html": _protected(_environment().get_template("404.html.j2").render(context)).encode(),
        ".nojekyll": b"",
    }
    if project.options.domain:
        result["CNAME"] = f"{project.options.domain}\n".encode()
    if project.base_url:
        result["sitemap.xml"] = sitemap(project, pages).encode()
    return result


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _protected(page: str) -> str:
    """Give a page its policy, which allows the scripts that stand in it."""
    return page.replace("@@POLICY@@", escape(policy(page), {'"': "&quot;"}), 1)


def fill_dashboards(project: Project, site: Path, counts: Mapping[str, Count]) -> None:
    """Put the table of all languages into each language's dashboard below ``site``; ``counts`` is by language.

    The processes that build the languages know their own figures alone.
    """
    for here in project.languages:
        path = site / here / f"{dashboard.NAME}.html"
        if path.is_file():
            text = with_languages(project, here, path.read_text(encoding="utf-8"), counts)
            path.unlink()  # the published site may hold the same file by another name
            path.write_text(text, encoding="utf-8")


def fill_documents(project: Project, site: Path, pages: Pages) -> None:
    """Put the links to documents into the pages below ``site`` that have some."""
    found = documents.listed(project)
    for here in project.languages:
        for docname, address in pages[here].items():
            path = site / here / unquote(address)
            if path.is_dir():
                path = path / "index.html"
            if path.is_file() and PLACE in (text := path.read_text(encoding="utf-8")):
                text = with_documents(here, docname, address, text, found)
                path.unlink()  # the published site may hold the same file by another name
                path.write_text(text, encoding="utf-8")


def with_documents(here: str, docname: str, address: str, page: str, found: Sequence[documents.Listed]) -> str:
    """Give a page of the language ``here`` with links to its documents."""
    mine = [one for one in found if one["docname"] == docname]
    template = _environment().get_template("documents.html.j2")
    return documents.with_links(page, here, address, mine, template.render)


def with_languages(project: Project, here: str, page: str, counts: Mapping[str, Count]) -> str:
    """Give the dashboard of the language ``here`` with the table of all languages, where there is more than one."""
    if len(project.languages) < 2:
        return page
    rows = [
        {
            "tag": tag(code),
            "name": native_name(code),
            "dir": direction(code),
            "href": f"../{code}/{dashboard.NAME}.html",
            "current": code == here,
            "counts": counts[code],
        }
        for code in project.languages
    ]
    template = _environment().get_template("languages.html.j2")
    return page.replace(
        dashboard.LANGUAGES, template.render(t=translator(here), rows=rows, **dashboard.figures(here)), 1
    )


def _context(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "languages": [
            {
                "code": code,
                "tag": tag(code),
                "name": native_name(code),
                "dir": direction(code),
                "href": f"{code}/",
                "t": translator(code),
                "title": title_in(project, code),
            }
            for code in project.languages
        ],
        "base_path": urlsplit(project.base_url).path or "/",
        "x_default": project.languages[0],
        "theme_color": "#0a4b78",
    }


def title_in(project: Project, language: str) -> str:
    """Give the site's title in a language: the reviewed or drafted translation, else as ``conf.py`` has it."""
    path = project.catalog_path(language, CONF)
    if language == project.languages[0] or not path.is_file():
        return project.title
    for entry in pofile.read(path).live:
        if entry.msgid == project.title and state_of(entry) is not State.MISSING:
            return str(entry.msgstr)
    return project.title


def sitemap(project: Project, pages: Pages) -> str:
    """Give ``sitemap.xml``: every page of every language with its alternates and ``x-default``.

    Source: the sitemap protocol 0.9 and its ``xhtml:link`` extension for localised versions.
    """
    addresses = {code: {**pages[code], dashboard.NAME: f"{dashboard.NAME}.html"} for code in project.languages}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for language in project.languages:
        for docname, address in addresses[language].items():
            lines.append("<url>")
            lines.append(f"<loc>{escape(_url(project, language, address))}</loc>")
            if len(project.languages) > 1:
                lines += [
                    _alternate(tag(code), _url(project, code, addresses[code][docname]))
                    for code in project.languages
                    if docname in addresses[code]
                ]
                lines.append(_alternate("x-default", _url(project, project.languages[0], address)))
            lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])


def _alternate(code: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'


def _url(project: Project, language: str, address: str) -> str:
    return f"{project.base_url}{language}/{address}"
