"""Make the catalogs of the start pages from the two languages' pages, which say the same in the same order.

Without an argument it writes ``src/partnerwiki/scaffold_files/catalogs``; with ``--check`` it writes nothing and exits
with 1 where a catalog differs from the pages.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from partnerwiki.scaffold import FILES, HEADER, PAGES

CONF = """
extensions = ["myst_parser", "sphinx_design"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "substitution"]
gettext_compact = False
"""


def messages(language: str, work: Path) -> dict[str, list[polib.POEntry]]:
    """Give the messages of one language's start pages by page, in the order of the page."""
    (work / "conf.py").write_text(CONF, encoding="utf-8")
    source = FILES / language / "source"
    command = [sys.executable, "-m", "sphinx", "-b", "gettext", "-W", "-q", "-c", str(work), str(source)]
    subprocess.run([*command, str(work / "pot")], check=True)
    return {path.stem: list(polib.pofile(str(path))) for path in (work / "pot").glob("*.pot")}


def catalog(source: list[polib.POEntry], target: list[polib.POEntry], languages: tuple[str, str], page: str) -> str:
    """Give one page's catalog: the source's messages with the target's as translations, links to the source's pages."""
    po = polib.POFile()
    names = {pages[languages[1]]: pages[languages[0]] for pages in PAGES}
    pairs = list(zip(source, target, strict=True))
    # Sphinx puts the captions of tables of contents before the title; behind it, the first update changes nothing
    lines = (FILES / languages[0] / "source" / f"{page}.md").read_text(encoding="utf-8").splitlines()
    heading = str(next(number for number, line in enumerate(lines, 1) if line.startswith("# ")))
    title = next(place for place, (entry, _other) in enumerate(pairs) if entry.occurrences[0][1] == heading)
    for entry, other in pairs[title:] + pairs[:title]:
        text = other.msgid
        for name, own in names.items():
            text = text.replace(f"]({name}.md)", f"]({own}.md)")
        po.append(polib.POEntry(msgid=entry.msgid, msgstr=text, occurrences=[(f"source/{page}.md", "")]))
    body = "\n".join(str(entry) for entry in po)
    return HEADER + "\n" + body.rstrip("\n") + "\n"


def main(check: bool) -> int:
    """Write or compare all catalogs; give the exit code."""
    found = {}
    for language in ("de", "en"):
        with tempfile.TemporaryDirectory() as work:
            found[language] = messages(language, Path(work))
    differ = []
    for own, other in (("de", "en"), ("en", "de")):
        for pages in PAGES:
            text = catalog(found[own][pages[own]], found[other][pages[other]], (own, other), pages[own])
            path = FILES / "catalogs" / f"{own}-{other}" / f"{pages[own]}.po"
            if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
                differ.append(path)
            elif not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in differ:
        print(f"{path}: differs from the pages; run python scripts/scaffold_catalogs.py", file=sys.stderr)
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
