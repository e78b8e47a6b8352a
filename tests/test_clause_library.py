"""The library of clauses: German and English say the same, and every template holds together."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

LIBRARY = Path(__file__).parent.parent / "src" / "partnerwiki" / "agreements"
CLAUSES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((LIBRARY / "clauses").glob("*.yaml"))
}
TEMPLATES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((LIBRARY / "templates").glob("*.yaml"))
}
WORDINGS = [(clause, wording) for clause, entry in CLAUSES.items() for wording in entry["wordings"]]
PAPERS = [name for name in TEMPLATES if name != "invitation"]

CATALOGUE = (
    "preamble parties aims fields forms roles governance decisions third-parties funding onward-grants languages "
    "publicity data-protection rights safeguarding integrity monitoring suspension disputes amendments duration "
    "termination legal-nature texts annexes signatures"
).split()
KINDS = {"letter-of-intent", "declaration", "partnership-agreement", "project-agreement", "action-programme"}
VARIABLES = {"parties", "languages", "prevailing", "body", "originals", "notice_months"}
THREE_WORDINGS = (
    "texts decisions funding duration termination disputes legal-nature third-parties data-protection governance"
).split()
# Two parties are only one case: no text may speak of a pair.
PAIR = re.compile(
    r"\bbeide[nr]? (?:\w+ )?(?:Parteien|Seiten|Städte|Gemeinden|Kommunen|Fassungen|Sprachen)\b"
    r"|\b(?:die|der) anderen? Partei\b"
    r"|\bboth (?:parties|sides|towns|municipalities|texts|languages)\b|\bthe other party\b|\b(?:n?either) party\b",
    re.IGNORECASE,
)
# A word that one clause introduces may be used only where that clause is present.
TERMS = [
    (r"gemeinsame[nms]? Gremium", r"joint body", "governance"),
    (r"Koordinationsstelle", r"coordination office", "roles"),
    (r"Ansprechstelle", r"points? of contact", "roles"),
    (r"Arbeitsplan", r"work plan", "forms"),
    (r"Finanzplan", r"financial plan", "annexes"),
]
ROLE = re.compile(r"\{clause\}`([^`]*)`")
VARIABLE = re.compile(r"\{\{ (\w+) \}\}")
BLANK = re.compile(r"\[… [^\]\[\n]+\]")


def structure(text: str) -> list[tuple[str, int]]:
    """Markdown tokens of ``text`` with their nesting; of the inline ones only what is neither text nor line break."""
    found = []
    for token in MarkdownIt().parse(text):
        found.append((token.type, token.level))
        found += [
            (child.type, child.level) for child in token.children or () if child.type not in {"text", "softbreak"}
        ]
    return found


def paragraphs(text: str) -> list[str]:
    return [token.content for token in MarkdownIt().parse(text) if token.type == "inline"]


def signs(text: str) -> list[Any]:
    """All in which two languages of a text agree: structure, then of each paragraph references, variables and blanks.

    Languages put the words of a sentence in another order, so those of a paragraph are counted.
    """
    return [
        structure(text),
        [
            (Counter(ROLE.findall(part)), Counter(VARIABLE.findall(part)), len(BLANK.findall(part)))
            for part in paragraphs(text)
        ],
    ]


def pairs(entry: Any, where: str = "") -> list[tuple[str, dict[str, str]]]:
    """Each ``{de: …, en: …}`` in an entry with the keys that lead to it."""
    if isinstance(entry, dict):
        if "de" in entry or "en" in entry:
            return [(where, entry)]
        return [found for key, value in entry.items() for found in pairs(value, f"{where}/{key}")]
    return []


def chosen(template: str) -> dict[str, str]:
    """Clause to wording of a template, in its order."""
    return {clause: wording for entry in TEMPLATES[template]["clauses"] for clause, wording in entry.items()}


def fits(clause: str, wording: str, template: str) -> bool:
    """Whether somebody may choose ``wording`` in this template."""
    binding = CLAUSES[clause]["wordings"][wording].get("binding")
    return clause in chosen(template) and binding in {None, TEMPLATES[template]["binding"]}


def homes(clause: str, wording: str) -> list[str]:
    return [template for template in PAPERS if fits(clause, wording, template)]


def text_of(clause: str, wording: str) -> dict[str, str]:
    text: dict[str, str] = CLAUSES[clause]["wordings"][wording]["text"]
    return text


def words_of(clause: str, wording: str) -> dict[str, str]:
    """The same with the lines joined, to look for phrases in."""
    return {language: " ".join(text.split()) for language, text in text_of(clause, wording).items()}


def test_the_catalogue_is_complete() -> None:
    assert set(CLAUSES) == set(CATALOGUE)
    assert set(TEMPLATES) == KINDS | {"ring-agreement", "invitation"}


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_its_keys(clause: str) -> None:
    entry = CLAUSES[clause]
    assert set(entry) - {"numbered"} == {"title", "about", "wordings"}
    assert entry.get("numbered", True) == (clause not in {"preamble", "signatures"})
    for wording, content in entry["wordings"].items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", wording)
        assert set(content) - {"binding", "record"} == {"name", "choose", "text"}, wording
        assert ("record" in content) == (wording == "from-records")
        assert content.get("binding", "contract") in {"contract", "declaration"}, wording


@pytest.mark.parametrize(("name", "entry"), [*CLAUSES.items(), *TEMPLATES.items()])
def test_both_languages_are_there(name: str, entry: dict[str, Any]) -> None:
    for where, pair in pairs(entry):
        assert set(pair) == {"de", "en"}, where
        assert all(isinstance(text, str) and text.strip() for text in pair.values()), where
        # A note of the same words in both languages is one that was never translated.
        if "/name" not in where and "/title" not in where:
            assert pair["de"] != pair["en"], where


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_german_and_english_have_the_same_structure(clause: str, wording: str) -> None:
    text = text_of(clause, wording)
    assert signs(text["de"]) == signs(text["en"])


@pytest.mark.parametrize("template", TEMPLATES)
def test_german_and_english_of_a_template_have_the_same_structure(template: str) -> None:
    for key in ("title", "opening"):
        pair = TEMPLATES[template][key]
        assert signs(pair["de"]) == signs(pair["en"])


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("1. a\n\n2. b", "1. a"),
        ("1. a\n\n   1. b\n   2. c", "1. a\n\n2. b\n\n3. c"),
        ("1. a\n\n2. b", "a\n\nb"),
        ("see {clause}`texts`", "see {clause}`rights`"),
        ("see {clause}`texts`", "see texts"),
        ("a {{ body }}", "a {{ parties }}"),
        ("1. a {{ body }}\n\n2. b", "1. a\n\n2. b {{ body }}"),
        ("a [… number] b", "a b"),
    ],
)
def test_a_difference_of_structure_is_noticed(wrong: str, right: str) -> None:
    assert signs(wrong) != signs(right)


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_a_text_is_a_list_or_a_paragraph(clause: str, wording: str) -> None:
    kinds = {"paragraph_open", "paragraph_close", "inline", "code_inline"}
    lists = {"ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"}
    for text in text_of(clause, wording).values():
        found = structure(text)
        top = [kind for kind, level in found if level == 0 and kind.endswith("_open")]
        assert {kind for kind, _ in found} <= kinds | lists
        if CLAUSES[clause].get("numbered", True):
            assert top in (["paragraph_open"], ["ordered_list_open"])
        else:
            assert set(top) == {"paragraph_open"}
        # (1) alone is no numbering: a clause of one paragraph is a plain one.
        assert top == ["paragraph_open"] or found.count(("list_item_open", 1)) != 1


@pytest.mark.parametrize("name", [*CLAUSES, *TEMPLATES])
def test_only_known_signs(name: str) -> None:
    found = pairs({**CLAUSES, **TEMPLATES}[name])
    assert len(found) >= 3
    for where, pair in found:
        for language, text in pair.items():
            assert not PAIR.search(" ".join(text.split())), (where, text)
            assert set(VARIABLE.findall(text)) <= VARIABLES, where
            assert set(ROLE.findall(text)) <= set(CLAUSES), where
            if where.endswith(("/text", "/opening")):
                text = BLANK.sub("", ROLE.sub("", text))
            rest = VARIABLE.sub("", text)
            assert not re.search(r"[\[\]{}`<>*_#|\\…]|\.\.\.", rest), (where, text)
            quotes = "„[^„“”]*“" if language == "de" else "“[^„“”]*”"
            assert not re.search('[„“”"]', re.sub(quotes, "", rest)), (where, text)


@pytest.mark.parametrize(
    "text",
    ["beide Parteien", "beider Parteien", "die andere Partei", "der anderen Partei", "both parties", "The other party"],
)
def test_words_for_a_pair_are_noticed(text: str) -> None:
    assert PAIR.search(text)


@pytest.mark.parametrize(
    "text", ["die übrigen Parteien", "mit jeder anderen", "the other parties", "an die anderen Parteien"]
)
def test_words_for_any_number_are_allowed(text: str) -> None:
    assert not PAIR.search(text)


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_references_lead_to_clauses_that_are_there(clause: str, wording: str) -> None:
    for target in ROLE.findall(text_of(clause, wording)["de"]):
        assert target != clause
        assert CLAUSES[target].get("numbered", True), f"{target} has no number"
        for template in homes(clause, wording):
            assert target in chosen(template), f"{template} has no {target}"


@pytest.mark.parametrize(("german", "english", "definer"), TERMS)
def test_terms_are_introduced_where_they_are_used(german: str, english: str, definer: str) -> None:
    users = 0
    for clause, wording in WORDINGS:
        text = words_of(clause, wording)
        assert bool(re.search(german, text["de"])) == bool(re.search(english, text["en"])), (clause, wording)
        if clause == definer or not re.search(german, text["de"]):
            continue
        users += 1
        for template in homes(clause, wording):
            assert definer in chosen(template), (clause, wording, template)
            for other in CLAUSES[definer]["wordings"]:
                if fits(definer, other, template):
                    assert re.search(german, words_of(definer, other)["de"]), (clause, wording, definer, other)
    assert users or definer == "roles"


def test_the_body_is_named_once() -> None:
    for clause, wording in WORDINGS:
        text = text_of(clause, wording)["de"]
        assert VARIABLE.findall(text).count("body") == (clause == "governance"), (clause, wording)


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_a_wording_calls_the_paper_by_its_name(clause: str, wording: str) -> None:
    binding = CLAUSES[clause]["wordings"][wording].get("binding")
    text = words_of(clause, wording)
    if re.search(r"\b[Dd]iese[rs]? Vereinbarung\b", text["de"]) or re.search(r"\b[Tt]his agreement\b", text["en"]):
        assert binding == "contract"
    if re.search(r"\b[Dd]iese[rs]? Erklärung\b", text["de"]) or re.search(r"\b[Tt]his declaration\b", text["en"]):
        assert binding == "declaration"
    if binding != "contract":
        assert not re.search(r"\bshall\b", text["en"]), "an obligation outside a contract"
        assert not re.search(r"\bverpflichten sich\b|\bverpflichtet sich\b|\bvereinbaren die Parteien\b", text["de"])


@pytest.mark.parametrize("clause", THREE_WORDINGS)
def test_where_practice_differs_there_are_three_wordings(clause: str) -> None:
    assert len(CLAUSES[clause]["wordings"]) >= 3


def test_the_language_clause_has_three_choices_everywhere() -> None:
    assert list(CLAUSES["texts"]["wordings"]) == ["equal", "one-prevails", "third-prevails"]
    assert not any("binding" in content for content in CLAUSES["texts"]["wordings"].values())
    for wording in CLAUSES["texts"]["wordings"]:
        assert ("prevailing" in VARIABLE.findall(text_of("texts", wording)["de"])) == (wording != "equal")
        assert {"languages", "originals"} <= set(VARIABLE.findall(text_of("texts", wording)["de"]))


@pytest.mark.parametrize("wording", ["own-costs", "host-pays", "joint-budget", "no-commitment", "from-records"])
def test_money_depends_on_the_budget(wording: str) -> None:
    text = words_of("funding", wording)
    assert re.search("bereitgestellt und verfügbar", text["de"])
    assert re.search("appropriated and available", text["en"])


@pytest.mark.parametrize("wording", CLAUSES["data-protection"]["wordings"])
def test_law_of_the_union_is_announced(wording: str) -> None:
    content = CLAUSES["data-protection"]["wordings"][wording]
    if "DSGVO" in content["text"]["de"]:
        assert "DSGVO" in content["choose"]["de"]
        assert "GDPR" in content["choose"]["en"]


def test_law_of_the_union_stands_nowhere_else() -> None:
    for clause, wording in WORDINGS:
        if clause != "data-protection":
            text = words_of(clause, wording)
            assert not re.search(r"DSGVO|Europäische", text["de"])
            assert not re.search(r"GDPR|European", text["en"])


def test_what_is_on_record_can_be_made_a_clause() -> None:
    kinds = {
        clause: content["record"]
        for clause, entry in CLAUSES.items()
        for content in entry["wordings"].values()
        if "record" in content
    }
    assert kinds == {"decisions": "decision_rules", "funding": "budgets", "forms": "plans", "roles": "contacts"}


def test_no_two_wordings_are_equal() -> None:
    for language in ("de", "en"):
        texts = Counter((clause, " ".join(text_of(clause, wording)[language].split())) for clause, wording in WORDINGS)
        notes = Counter(" ".join(CLAUSES[c]["wordings"][w]["choose"][language].split()) for c, w in WORDINGS)
        assert max(texts.values()) == 1
        assert max(notes.values()) == 1


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_a_wording_can_be_chosen_somewhere(clause: str, wording: str) -> None:
    assert homes(clause, wording)


@pytest.mark.parametrize(("clause", "wording"), WORDINGS)
def test_a_note_says_when_to_choose_and_what_it_costs(clause: str, wording: str) -> None:
    note = CLAUSES[clause]["wordings"][wording]["choose"]
    assert note["de"].startswith("Wählen Sie diese Fassung")
    assert note["en"].startswith("Choose this")
    assert all(len(re.findall(r"[.;]", text)) >= 2 for text in note.values())


@pytest.mark.parametrize("template", PAPERS)
def test_a_template_chooses_what_exists(template: str) -> None:
    entry = TEMPLATES[template]
    assert set(entry) == {"title", "about", "kind", "binding", "numbering", "opening", "clauses"}
    assert entry["kind"] in KINDS
    assert entry["numbering"] in {"§", "Art.", "I."}
    expected = "contract" if entry["kind"].endswith("-agreement") else "declaration"
    assert entry["binding"] == expected
    assert all(isinstance(item, dict) and len(item) == 1 for item in entry["clauses"])
    assert len(chosen(template)) == len(entry["clauses"]), "a clause twice"
    assert [clause for clause in CATALOGUE if clause in chosen(template)] == list(chosen(template)), "order"
    for clause, wording in chosen(template).items():
        assert wording in CLAUSES[clause]["wordings"], clause
        assert fits(clause, wording, template), clause
    for key in ("title", "opening"):
        assert all(VARIABLE.findall(text) == ["parties"] for text in entry[key].values())


@pytest.mark.parametrize("template", PAPERS)
def test_every_paper_says_what_it_is(template: str) -> None:
    assert {"preamble", "aims", "funding", "duration", "legal-nature", "texts", "signatures"} <= set(chosen(template))


def test_a_letter_of_intent_is_short() -> None:
    wordings = chosen("letter-of-intent")
    assert 6 <= len(wordings) <= 9
    assert sum(len(text_of(clause, wording)["de"].split()) for clause, wording in wordings.items()) < 600


def test_the_ring_passes_its_secretariat_on() -> None:
    assert chosen("ring-agreement")["governance"] == "rotating-secretariat"
    assert TEMPLATES["ring-agreement"]["kind"] == "partnership-agreement"


def test_an_invitation_is_a_letter() -> None:
    entry = TEMPLATES["invitation"]
    assert set(entry) == {"title", "about", "opening", "clauses"}
    assert entry["clauses"] == []
