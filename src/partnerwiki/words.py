"""Words of pages that stand in no template: those of scripts, and those that Sphinx and docutils lack in a language.

Sphinx knows its words in some 60 languages, few of them completely; ``translations/<language>/LC_MESSAGES/sphinx.po``
holds what it lacks (see ``scripts/messages.py``).
"""

from __future__ import annotations

import gettext
import io
import json
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import polib
import sphinx
from docutils.languages import en
from docutils.utils import normalize_language_tag
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains.changeset import versionlabels
from sphinx.domains.python._object import PyObject

from partnerwiki.messages import catalog_path, translator

STATIC = Path(__file__).with_name("theme") / "partnerwiki" / "static"
#: How a script names a sentence: ``t("Show the original")``.
IN_SCRIPT = re.compile(r"""\bt\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*[,)]""", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_SPHINX = Path(sphinx.package_dir) / "locale"


def without_comments(script: str) -> str:
    """Give a script without its comments, which may speak of sentences."""
    return _COMMENT.sub("", script)


@cache
def sentences() -> tuple[str, ...]:
    """Give the sentences that the theme's scripts say, each once."""
    found = {
        re.sub(r"\\(.)", r"\1", match["text"])
        for path in STATIC.glob("*.js")
        for match in IN_SCRIPT.finditer(without_comments(path.read_text(encoding="utf-8")))
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


# ------------------------------------------------------------------------------------------- Sphinx's own and docutils'


def sphinx_catalogs(language: str) -> list[Path]:
    """Give Sphinx's compiled catalogs for a language, best first.

    Sphinx itself takes the language's and that of ``pt`` for ``pt_BR``. Those of the language's regions have what these
    lack: Ukrainian is there as ``uk_UA`` alone, and ``pt`` is nearly empty beside ``pt_PT``.
    """
    base = language.split("_")[0]
    regions = [] if base == "en" else sorted(_SPHINX.glob(f"{base}_*"))
    regions.sort(key=lambda folder: folder.name != f"{base}_{base.upper()}")
    folders = dict.fromkeys([_SPHINX / language, _SPHINX / base, *regions])
    return [path for folder in folders if (path := folder / "LC_MESSAGES" / "sphinx.mo").is_file()]


def add_words(app: Sphinx) -> None:
    """Add to Sphinx's words those that it lacks in the language of the build. Runs when the extension is set up."""
    language = str(app.config.language)
    for path in sphinx_catalogs(language):
        with path.open("rb") as file:
            app.translator.add_fallback(gettext.GNUTranslations(file))
    if (ours := catalog_path(language, "sphinx")) is not None:
        app.translator.add_fallback(gettext.GNUTranslations(io.BytesIO(polib.pofile(str(ours)).to_binary())))
    _renew_early_words(app.translator.gettext)
    _add_docutils_labels(language, translator(language))


def _renew_early_words(translate: Callable[[str], str]) -> None:
    """Put words into the page's language that Sphinx looked up when it imported these modules, before it loaded us.

    Where they were imported before Sphinx had a language, the words are looked up when they are shown.
    """
    for name, text in versionlabels.items():
        if isinstance(text, str):
            versionlabels[name] = translate(text)
    for field in PyObject.doc_field_types:
        if isinstance(field.label, str):
            field.label = translate(field.label)


def _add_docutils_labels(language: str, t: Callable[[str], str]) -> None:
    """Give docutils the labels of pages in a language that it does not know; those are all that Sphinx leaves to it."""
    names = [f"docutils.languages.{tag.replace('-', '_')}" for tag in normalize_language_tag(language)]
    if any(map(find_spec, names)) or not catalog_path(language):
        return
    module: Any = module_from_spec(ModuleSpec(names[-1], None))
    labels = {"abstract": t("Abstract"), "contents": t("Contents"), "dedication": t("Dedication")}
    module.labels = {**en.labels, **labels}
    module.bibliographic_fields, module.author_separators = en.bibliographic_fields, en.author_separators
    sys.modules[module.__name__] = module  # where docutils looks for a language


def set_up(app: Sphinx) -> None:
    """Add Sphinx's missing words and register handlers."""
    add_words(app)
    app.connect("build-finished", write_words)
