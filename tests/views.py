"""A wiki of all views: one page each, over the record file that uses every kind and every field."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from wikis import make_wiki

GOOD = Path(__file__).parent / "fixtures" / "records" / "good.yaml"
#: 1 June 2027, the day for which the file breaks no rule.
DAY = "1811808000"
#: The views that show one record, with its id, and those that show all of a kind.
ONE = {
    "facts": "drei-orte",
    "goals": "drei-orte",
    "timeline": "drei-orte",
    "map": "drei-orte",
    "raci": "zustaendig",
    "agreement": "vereinbarung",
    "plan": "plan-2027",
    "budget": "haushalt-2027",
    "indicator": "versickerung",
    "event": "besuch-herbst",
    "meeting": "sitzung-mai",
    "council-paper": "vorlage-vereinbarung",
    "project": "projekt-mulden",
    "decision-clause": "regeln-steuerung",
    "budget-clause": "haushalt-2027",
    "plan-clause": "plan-2027",
}
ALL = (
    "actors expectations bodies contacts decision-rules events meetings decisions risks learning effects indicators "
    "funding support documents channels offers strategies matrix projects council-papers contacts-clause"
).split()
VIEWS = {**ONE, **dict.fromkeys(ALL, "")}
CONF = """\
project = "Ansichten"
html_title = "Ansichten"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en", "pt", "uk", "ar"]
myst_enable_extensions = ["colon_fence"]
exclude_patterns = ["_data"]
html_theme = "partnerwiki"
html_static_path = ["source/_static"]
html_baseurl = "https://wiki.example/repo/"
"""


def page(view: str) -> str:
    """Give the Markdown of a view's page."""
    return f"# Ansicht {view}\n\n:::{{partnership:{view}}} {VIEWS[view]}".rstrip() + "\n:::\n"


def make_views(folder: Path, *, records: str = "", conf: str = CONF, extra: dict[str, str] | None = None) -> Path:
    """Write the wiki; ``records`` stands for the file's text, ``extra`` are more pages."""
    listed = "\n".join([f"v-{view}" for view in VIEWS] + [name.removesuffix(".md") for name in extra or {}])
    index = f"# Start\n\nSiehe {{partnership:ref}}`drei-orte`.\n\n```{{toctree}}\n{listed}\n```\n"
    pages = {"index.md": index, **{f"v-{view}.md": page(view) for view in VIEWS}, **(extra or {})}
    make_wiki(folder, pages=pages, conf=conf)
    data = folder / "source" / "_data"
    data.mkdir()
    (data / "good.yaml").write_text(records or GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("musterstadt", "kontakt-eins", "mulden"):
        photo = folder / "source" / "_static" / f"{name}.jpg"
        photo.parent.mkdir(exist_ok=True)
        photo.write_bytes(png())
    return folder


def png() -> bytes:
    """Give a small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([40, 90, 160] * 8) for _ in range(8))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
