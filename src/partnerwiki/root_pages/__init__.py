"""The files at the root of the site: language choice, 404 page, sitemap, and what GitHub Pages looks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

import jinja2

from partnerwiki import pofile
from partnerwiki.config import Project
from partnerwiki.extract import CONF
from partnerwiki.languages import direction, native_name, tag
from partnerwiki.messages import translator
from partnerwiki.units import State, state_of

Pages = Mapping[str, Mapping[str, str]]


def files(project: Project, pages: Pages) -> dict[str, bytes]:
    """Give name and content of every file of the root; ``pages`` is language -> docname -> address."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    context = _context(project)
    result = {
        "index.html": environment.get_template("index.html.j2").render(context).encode(),
        "404.html": environment.get_template("404.html.j2").render(context).encode(),
        ".nojekyll": b"",
    }
    if project.options.domain:
        result["CNAME"] = f"{project.options.domain}\n".encode()
    if project.base_url:
        result["sitemap.xml"] = sitemap(project, pages).encode()
    return result


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
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for language in project.languages:
        for docname, address in pages[language].items():
            lines.append("<url>")
            lines.append(f"<loc>{escape(_url(project, language, address))}</loc>")
            if len(project.languages) > 1:
                lines += [
                    _alternate(tag(code), _url(project, code, pages[code][docname]))
                    for code in project.languages
                    if docname in pages[code]
                ]
                lines.append(_alternate("x-default", _url(project, project.languages[0], address)))
            lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])


def _alternate(code: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'


def _url(project: Project, language: str, address: str) -> str:
    return f"{project.base_url}{language}/{quote(address)}"
