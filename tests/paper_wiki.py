"""A wiki of nine languages with an agreement and a page that asks for documents: what papers are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import polib
import pytest
from views import DAY, png
from wikis import make_wiki, partnerwiki

from partnerwiki.units import text_hash

#: A sentence in each language, of each script that the fonts have.
SENTENCES = {
    "uk": "Сторони працюють разом і вчаться одна в одної.",
    "fr": "Les parties travaillent ensemble et apprennent l’une de l’autre.",
    "pl": "Strony współpracują i uczą się od siebie nawzajem.",
    "el": "Τα μέρη συνεργάζονται και μαθαίνουν το ένα από το άλλο.",
    "ar": "يعمل الطرفان معًا ويتعلم كل منهما من الآخر.",
    "he": "הצדדים עובדים יחד ולומדים זה מזה.",
    "ka": "მხარეები ერთად მუშაობენ და ერთმანეთისგან სწავლობენ.",
    "am": "ወገኖች አብረው ይሠራሉ እርስ በርሳቸውም ይማማራሉ።",
}
CONF = """\
project = "Papiere"
html_title = "Papiere"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "uk", "fr", "pl", "el", "ar", "he", "ka", "am"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
exclude_patterns = ["_data"]
html_theme = "partnerwiki"
html_baseurl = "https://wiki.example/repo/"
"""
AGREEMENT = """\
# Vereinbarung der zwei Orte

Die Orte Hierstadt und Dorf arbeiten zusammen.[^eins]

## Ziele

1. Sie lernen voneinander.
2. Sie treffen sich:

   - einmal im Jahr am Fluss,
   - einmal im Jahr im Dorf.

3. Wer reist, sagt es **vorher** an.[^eins] Siehe [Geld](#geld) und [](andere.md).

## Geld

| Jahr | Betrag |
|------|-------:|
| 2027 | 1.000 € |
| 2028 | 2.000 € |

Eigenanteil
: Was ein Ort selbst zahlt.

### Bild und Ton

```{figure} _static/bild.png
:alt: Eine blaue Fläche

Der Fluss im Frühling
```

:::{note}
Ein Hinweis am Rand.[^zwei]
:::

> Ein Wort von früher.

    ein = Zeile()

---

::::{tab-set}
:::{tab-item} Erstens
Text im ersten Reiter.
:::
:::{tab-item} Zweitens
Text im zweiten Reiter.
:::
::::

:::{dropdown} Zum Aufklappen
Verborgener Text.
:::

:::{card} Karte
Text der Karte.
:::

[^eins]: Die erste Fußnote.
[^zwei]: Die zweite Fußnote.
"""
RECORDS = """\
partnerships:
  - id: bund
    name: Bund
    type: formal
    parties:
      - {id: hier, name: Hierstadt, country: DE, languages: [de]}
      - {id: dort, name: {de: Dorf, uk: Село}, country: UA, languages: [uk]}
    goals: [{id: ziel, text: Wasser}]
agreements:
  - id: papier
    title: Vereinbarung der zwei Orte
    kind: partnership-agreement
    binding: contract
    stage: draft
    parties: [hier, dort]
    page: vertrag
    language_clause: equal
    signatories:
      - {party: hier, office: Bürgermeisteramt, authority: Beschluss des Rates}
      - {party: dort, office: Gemeindeamt}
"""
PAGES = {
    "index.md": "# Start\n\n```{toctree}\nvertrag\nandere\nblatt\n```\n",
    "vertrag.md": AGREEMENT,
    "andere.md": "# Andere Seite\n\nText.\n",
    "blatt.md": f"---\ndocument: true\n---\n\n{AGREEMENT.replace('der zwei Orte', 'auf einem Blatt')}",
}


def translated(folder: Path, languages: Sequence[str]) -> None:
    """Fill the catalogs: plain texts with a sentence of the language, the fifth of them as a draft, markup not."""
    for language in languages:
        sentence = SENTENCES[language]
        for path in (folder / "locales" / language).rglob("*.po"):
            po = polib.pofile(str(path), wrapwidth=1000)
            for number, entry in enumerate(po):
                if re.search(r"[*\[`_]", entry.msgid):
                    continue
                entry.msgstr = sentence
                if number % 5 == 4:
                    entry.fuzzy = True
                    entry.tcomment = f"mt: test/1 2026-01-01 sha256:{text_hash(sentence)}"
            po.save()


def make_papers(folder: Path, languages: Sequence[str] = tuple(SENTENCES)) -> Path:
    """Write the wiki and build it, in German and some languages."""
    conf = re.sub(r"(_languages = ).*", lambda found: f"{found[1]}{json.dumps(['de', *languages])}", CONF)
    make_wiki(folder, pages=PAGES | {"_data/r.yaml": RECORDS}, conf=conf)
    (folder / "source" / "_static").mkdir()
    (folder / "source" / "_static" / "bild.png").write_bytes(png())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert partnerwiki(folder, "update").returncode == 0
        translated(folder, languages)
        result = partnerwiki(folder, "build", "-W")
        assert result.returncode == 0, result.stderr
    return folder
