"""The site as a whole: real processes, published all or nothing, incremental equal to cold."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from wikis import CONF, PAGES, catalog, environ, make_wiki, partnerwiki, tree, write

EN = {"en/index": catalog({"Start": "Home", "Willkommen im Wiki.": "Welcome to the wiki."})}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return make_wiki(tmp_path / "wiki", catalogs=EN)


def text(wiki: Path, name: str) -> str:
    return (wiki / "build" / "site" / name).read_text(encoding="utf-8")


def test_every_language_has_the_same_pages_and_the_root_has_its_files(wiki: Path) -> None:
    result = partnerwiki(wiki, "build", "-W")
    assert result.returncode == 0, result.stderr
    site = wiki / "build" / "site"
    pages = {
        code: {path.relative_to(site / code).as_posix() for path in (site / code).rglob("*.html")}
        for code in ("de", "en")
    }
    assert pages["de"] == pages["en"] >= {"index.html", "zwei.html", "search.html"}
    assert {path.name for path in site.iterdir()} == {"de", "en", "index.html", "404.html", ".nojekyll", "sitemap.xml"}
    assert "Welcome to the wiki." in text(wiki, "en/index.html")
    assert "Willkommen im Wiki." in text(wiki, "de/index.html")


def test_nothing_is_written_outside_of_the_build_folder(wiki: Path) -> None:
    before = tree(wiki)
    partnerwiki(wiki, "build")
    shutil.rmtree(wiki / "build")
    assert tree(wiki) == before


def test_a_second_build_replaces_no_file(wiki: Path) -> None:
    partnerwiki(wiki, "build", "-W")
    site = wiki / "build" / "site"
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in site.rglob("*")}
    assert partnerwiki(wiki, "build", "-W").returncode == 0
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in site.rglob("*")} == before


def test_a_warning_keeps_the_last_good_site_and_is_not_forgotten(wiki: Path) -> None:
    partnerwiki(wiki, "build", "-W")
    good = tree(wiki / "build" / "site")
    write(wiki / "source", {"zwei.md": "# Zweite Seite\n\n[kaputt](#gibt-es-nicht)\n"})
    for _attempt in range(2):
        result = partnerwiki(wiki, "build", "-W")
        assert result.returncode == 1
        assert "source/zwei.md:3" in result.stderr
        assert tree(wiki / "build" / "site") == good
    assert partnerwiki(wiki, "build").returncode == 0
    assert "kaputt" in text(wiki, "de/zwei.html")


def test_a_killed_language_fails_the_build_and_the_site_stays_whole(tmp_path: Path) -> None:
    pages = {
        **PAGES,
        **{f"seite{n}.md": f"---\norphan: true\n---\n# Seite {n}\n\n" + "Satz. " * 200 for n in range(60)},
    }
    wiki = make_wiki(tmp_path / "wiki", pages=pages, catalogs=EN)
    assert partnerwiki(wiki, "build").returncode == 0
    good = tree(wiki / "build" / "site")
    process = subprocess.Popen(
        [sys.executable, "-m", "partnerwiki", "build", "--fresh"],
        cwd=wiki,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.kill(worker_of(process.pid, "en"), signal.SIGKILL)
    _out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "'en'" in err
    assert "signal 9" in err
    assert "Traceback" not in err
    assert tree(wiki / "build" / "site") == good
    assert partnerwiki(wiki, "build").returncode == 0
    assert tree(wiki / "build" / "site") == good


def worker_of(parent: int, language: str) -> int:
    """Wait for the process that builds a language, and give its id."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rsplit(")", 1)[1].split()
                words = (status.parent / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(fields[1]) == parent and b"partnerwiki.worker" in words and language.encode() in words:
                return int(status.parent.name)
        time.sleep(0.02)
    raise AssertionError("no worker was started")


def test_ctrl_c_ends_all_processes(tmp_path: Path) -> None:
    pages = {**PAGES, **{f"seite{n}.md": f"---\norphan: true\n---\n# Seite {n}\n" for n in range(60)}}
    wiki = make_wiki(tmp_path / "wiki", pages=pages)
    process = subprocess.Popen(
        [sys.executable, "-m", "partnerwiki", "build"],
        cwd=wiki,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    worker = worker_of(process.pid, "en")
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text()
    assert not (wiki / "build" / "site").exists()


CHANGES = {
    "a paragraph": lambda wiki: write(wiki / "source", {"zwei.md": "# Zweite Seite\n\nAnderer Text.\n"}),
    "a title": lambda wiki: write(
        wiki / "source", {"zwei.md": PAGES["zwei.md"].replace("Zweite Seite", "Neuer Titel")}
    ),
    "the start page's title": lambda wiki: write(
        wiki / "source", {"index.md": PAGES["index.md"].replace("Start", "Anfang")}
    ),
    "a new page": lambda wiki: write(
        wiki / "source",
        {"drei.md": "# Dritte\n\nText.\n", "index.md": PAGES["index.md"].replace("zwei\n", "zwei\ndrei\n")},
    ),
    "a removed page": lambda wiki: (
        (wiki / "source" / "zwei.md").unlink(),
        write(wiki / "source", {"index.md": "# Start\n\nWillkommen im Wiki.\n"}),
    ),
    "a translation": lambda wiki: write(
        wiki / "locales/en/LC_MESSAGES", {"index.po": catalog({"Start": "Beginning", "Willkommen im Wiki.": "Hello."})}
    ),
    "a translated title elsewhere": lambda wiki: write(
        wiki / "locales/en/LC_MESSAGES", {"zwei.po": catalog({"Zweite Seite": "Second page"})}
    ),
    "a removed catalog": lambda wiki: (wiki / "locales/en/LC_MESSAGES/index.po").unlink(),
    "the site's title": lambda wiki: write(wiki, {"conf.py": CONF.replace("Testwiki", "Umbenannt")}),
    "a translated site title": lambda wiki: write(
        wiki / "locales/en/LC_MESSAGES", {"_conf.po": catalog({"Testwiki": "Test wiki"})}
    ),
    "a page's language": lambda wiki: write(
        wiki / "source", {"zwei.md": "---\nlanguage: en\n---\n# Second page\n\nMore text, see [](index.md).\n"}
    ),
    "a removed image": lambda wiki: write(wiki / "source", {"index.md": PAGES["index.md"]}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_incremental_site_equals_a_cold_one(tmp_path: Path, change: str) -> None:
    wiki = make_wiki(tmp_path / "wiki", catalogs=EN)
    if "image" in change:
        write(wiki / "source", {"index.md": PAGES["index.md"] + "\n![Bild](bild.svg)\n"})
        write(wiki / "source", {"bild.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    assert partnerwiki(wiki, "build").returncode == 0
    CHANGES[change](wiki)
    result = partnerwiki(wiki, "build")
    assert result.returncode == 0, result.stderr
    incremental = tree(wiki / "build" / "site")
    assert partnerwiki(wiki, "build", "--fresh").returncode == 0
    cold = tree(wiki / "build" / "site")
    assert incremental.keys() == cold.keys()
    assert [name for name in cold if cold[name] != incremental[name]] == []


def test_the_sitemap_names_every_page_with_its_alternates(wiki: Path) -> None:
    partnerwiki(wiki, "build", "--base-url", "https://other.example/x")
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ET.parse(wiki / "build" / "site" / "sitemap.xml").getroot().findall("s:url", spaces)
    assert [url.findtext("s:loc", namespaces=spaces) for url in urls] == [
        "https://other.example/x/de/index.html",
        "https://other.example/x/de/zwei.html",
        "https://other.example/x/de/translation-status.html",
        "https://other.example/x/en/index.html",
        "https://other.example/x/en/zwei.html",
        "https://other.example/x/en/translation-status.html",
    ]
    assert {link.get("hreflang"): link.get("href") for link in urls[4].findall("x:link", spaces)} == {
        "de": "https://other.example/x/de/zwei.html",
        "en": "https://other.example/x/en/zwei.html",
        "x-default": "https://other.example/x/de/zwei.html",
    }


def test_heads_name_canonical_and_alternates(wiki: Path) -> None:
    partnerwiki(wiki, "build")
    head = text(wiki, "en/zwei.html").split("</head>")[0]
    assert 'rel="canonical" href="https://wiki.example/repo/en/zwei.html"' in head
    for code, url in {"de": "de", "en": "en", "x-default": "de"}.items():
        assert f'hreflang="{code}" href="https://wiki.example/repo/{url}/zwei.html"' in head


def test_without_an_address_there_is_no_sitemap_and_links_are_relative(tmp_path: Path) -> None:
    conf = "\n".join(line for line in CONF.splitlines() if "baseurl" not in line)
    wiki = make_wiki(tmp_path / "wiki", conf=conf)
    assert partnerwiki(wiki, "build", "-W").returncode == 0
    assert not (wiki / "build" / "site" / "sitemap.xml").exists()
    assert 'hreflang="en" href="../en/zwei.html"' in text(wiki, "de/zwei.html")


def test_an_own_domain_is_written_for_github_pages(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path / "wiki", conf=CONF + 'partnerwiki_domain = "wiki.musterstadt.example"\n')
    partnerwiki(wiki, "build")
    assert text(wiki, "CNAME") == "wiki.musterstadt.example\n"


def test_one_language_needs_no_switcher(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path / "wiki", conf=CONF.replace('["de", "en"]', '["de"]'))
    assert partnerwiki(wiki, "build", "-W").returncode == 0
    assert "hreflang" not in text(wiki, "de/index.html")


def test_five_languages_are_built(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path / "wiki", conf=CONF.replace('"en"]', '"en", "pt", "lt", "ar"]'))
    result = partnerwiki(wiki, "build", "-W")
    assert result.returncode == 0, result.stderr
    assert 'dir="rtl"' in text(wiki, "ar/index.html").split("<head>")[0]


def test_plain_sphinx_build_works(wiki: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-W",
            "-b",
            "html",
            "-D",
            "language=en",
            "-c",
            ".",
            "source",
            str(tmp_path / "out"),
        ],
        cwd=wiki,
        env=environ("C.UTF-8"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Welcome to the wiki." in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
