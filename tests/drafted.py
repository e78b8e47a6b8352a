"""A wiki with a draft of every template of the library, in German, English and made-up text of further languages."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path

import polib
import pytest
from paper_wiki import SENTENCES
from views import DAY
from wikis import make_wiki, partnerwiki

from partnerwiki.agreements.library import TEXTS, templates

SAID = {
    "en": "The parties work together and learn from each other.",
    **SENTENCES,
    "pt": "As partes trabalham juntas e aprendem umas com as outras.",
}
CONF = """\
project = "Entwürfe"
html_title = "Entwürfe"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = LANGUAGES
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
exclude_patterns = ["_data"]
html_theme = "partnerwiki"
html_baseurl = "https://wiki.example/repo/"
"""
RECORDS = """\
partnerships:
  - id: bund
    name: Bund
    type: formal
    parties:
      - {id: hier, name: {de: Hierstadt, en: Heretown}, country: DE, languages: [de]}
      - {id: dort, name: Dort, country: GB, languages: [en]}
      - {id: drei, name: Dreistadt, country: DE, languages: [de]}
      - {id: vier, name: Vierstadt, country: GB, languages: [en]}
      - {id: funf, name: Fünfstadt, country: DE, languages: [de]}
    goals: [{id: ziel, text: Wasser}]
"""
#: Records that clauses can follow.
MORE = """\
bodies:
  - {id: gruppe, name: {de: Lenkungskreis, en: Steering circle}, kind: steering-group, party: hier, chair: Amt, \
frequency: quarterly}
  - {id: rat, name: Rat, kind: council, party: hier, chair: Amt, frequency: monthly}
decision_rules:
  - {id: regeln, body: gruppe, quorum: 2, majority: consensus, vote_unit: party, exit_rule: Gehen ist frei., \
escalation: [{level: 1, body: rat, max_days: 10}]}
plans:
  - id: plan
    title: Plan
    goals:
      - goal: ziel
        measures:
          - id: schritt
            title: Brunnen
            tasks: [{id: aufgabe, title: Brunnen bauen, start: 2027-03-01, end: 2027-05-14, responsible: [dort]}]
budgets:
  - id: haushalt
    title: Kosten
    project: bau
    period_from: 2027-01-01
    period_to: 2027-12-31
    currency: EUR
    lines: [{id: stein, title: Steine, category: material, party: dort, planned: 8000, source: own}]
projects:
  - {id: bau, name: Brunnen, summary: Ein Brunnen., goals: [ziel], start: 2027-01-01, parties: [hier, dort]}
contacts:
  - {id: stelle, name: Geschäftsstelle, role: Amt für Partnerschaft, party: hier, mail: buero@hier.example, \
legal_basis: task}
"""
FOLLOWED = {"decisions": "regeln", "funding": "haushalt", "forms": "plan", "roles": "stelle"}
#: Markup that a translation has to keep: roles, code, footnotes, links, pictures, addresses.
_KEPT = re.compile(r"(?:\{[\w:-]+\})?`[^`]+`|\[\^[^\]]+\]|!?\[[^\]]*\]\([^)]*\)|\{[^}]*\}|<[^>]*>|https?://\S+")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
PARTIES = {"ring-agreement": ["hier", "dort", "drei", "vier", "funf"]}


def empty(folder: Path, languages: Sequence[str] = ("de", "en")) -> Path:
    """Write a wiki with five parties and no agreement."""
    listed = "\n".join(templates())
    pages = {"index.md": f"# Start\n\n```{{toctree}}\n{listed}\n```\n", "_data/r.yaml": RECORDS}
    return make_wiki(folder, pages=pages, conf=CONF.replace("LANGUAGES", json.dumps(list(languages))))


def answers(folder: Path, template: str, **more: object) -> str:
    """Write a file of answers and give its name."""
    given = {"template": template, "parties": PARTIES.get(template, ["hier", "dort"]), **more}
    prevails = {"one-prevails": "en", "third-prevails": "fr"}.get(templates()[template].clauses.get(TEXTS, ""))
    if prevails is not None:
        given.setdefault("prevailing", prevails)
    (folder / f"{template}.json").write_text(json.dumps(given), encoding="utf-8")
    return f"{template}.json"


def made_up(language: str, text: str) -> str:
    """Give what stands for a translation: each word is another one of the language; figures and markup are kept."""
    words = itertools.cycle(SAID[language].rstrip(".።").split())
    found, at = [], 0
    for kept in (*_KEPT.finditer(text), None):
        found.append(_WORD.sub(lambda _word: next(words), text[at : kept.start() if kept else len(text)]))
        if kept:
            found.append(kept[0])
            at = kept.end()
    return "".join(found)


def translate(folder: Path, languages: Sequence[str]) -> None:
    """Fill what has no text in the catalogs of some languages, as people would."""
    for language in languages:
        for path in (folder / "locales" / language).rglob("*.po"):
            po = polib.pofile(str(path), wrapwidth=1000)
            for entry in po.untranslated_entries():
                entry.msgstr = made_up(language, entry.msgid)
            po.save()


def make_drafts(folder: Path, languages: Sequence[str], *, published: bool = True) -> Path:
    """Write the wiki with a draft of each template and build it; what has no translation gets a made-up one.

    Where it is not ``published``, its documents are not made either, only the papers that they are made of.
    """
    empty(folder, languages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        for name in templates():
            done = partnerwiki(folder, "new", "agreement", "--answers", answers(folder, name))
            assert done.returncode == 0, done.stderr
        assert partnerwiki(folder, "update").returncode == 0
        translate(folder, languages[1:])
        named = [] if published else ["--lang", ",".join(languages)]
        done = partnerwiki(folder, "build", "-W", "--json", *named)
        assert done.returncode == 0, done.stderr
    return folder
