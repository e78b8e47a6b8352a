"""Words of pages that stand in no template: those of scripts, and those that Sphinx lacks in a language."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from partnerwiki.messages import translator

STATIC = Path(__file__).with_name("theme") / "partnerwiki" / "static"
#: How a script names a sentence: ``t("Show the original")``.
IN_SCRIPT = re.compile(r"""\bt\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*[,)]""", re.DOTALL)


@cache
def sentences() -> tuple[str, ...]:
    """Give the sentences that the theme's scripts say, each once."""
    found = {
        match["text"]
        for path in sorted(STATIC.glob("*.js"))
        for match in IN_SCRIPT.finditer(path.read_text(encoding="utf-8"))
    }
    return tuple(sorted(found))


def write_words(app: Sphinx, exception: Exception | None) -> None:
    """Write the scripts' sentences in the language of the build to ``_static/words.json``; runs when a build ends.

    The file maps our English sentences to the language's; scripts fetch it when they first have something to say.
    """
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    translate = translator(app.config.language)
    table = {sentence: translate(sentence) for sentence in sentences()}
    table = {sentence: text for sentence, text in table.items() if text != sentence}
    path = Path(app.outdir) / "_static" / "words.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def set_up(app: Sphinx) -> None:
    """Register handlers."""
    app.connect("build-finished", write_words)
