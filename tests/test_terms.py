"""The glossary record: read, refused with a line, and its words found in texts of many languages."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerwiki.errors import PartnerwikiError
from partnerwiki.terms import LARGEST, Glossary, Term, _Reader, load, occurrences, pairs, violations

RECORD = """\
terms:
  - id: vereinbarung
    topic: documents
    words:
      de: [Vereinbarung, Übereinkunft]
      en: agreement
      "no": avtale
      id: perjanjian
    also: {en: arrangement}
    definition: |
      Ein Text.

      Noch einer.
names: [Musterstadt, 1984, yes]
"""


def record(folder: Path, text: str | bytes) -> Glossary:
    path = folder / "glossary.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


# -- the record ---------------------------------------------------------------------------------------------------


def test_a_record_is_read_as_it_is_written(tmp_path: Path) -> None:
    glossary = record(tmp_path, RECORD)
    (term,) = glossary.terms
    assert term.words == {
        "de": ("Vereinbarung", "Übereinkunft"),
        "en": ("agreement",),
        "no": ("avtale",),
        "id": ("perjanjian",),
    }
    assert (term.id, term.topic, term.line) == ("vereinbarung", "documents", 2)
    assert term.also == {"en": ("arrangement",)}
    assert term.definition == "Ein Text.\n\nNoch einer."
    assert glossary.names == ("Musterstadt", "1984", "yes")
    assert glossary.path == tmp_path / "glossary.yaml"


def test_a_wiki_without_a_record_has_no_terms(tmp_path: Path) -> None:
    assert load(tmp_path / "none.yaml") == Glossary()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeffterms: []\nnames: []\n"])
def test_an_empty_record_is_one(tmp_path: Path, text: str) -> None:
    assert record(tmp_path, text) == Glossary(path=tmp_path / "glossary.yaml")


def test_words_of_a_language_serve_its_variants() -> None:
    term = Term("a", {"pt": ("acordo",), "zh_Hant": ("協議",)})
    assert term.accepted("pt_BR") == term.accepted("pt-BR") == term.accepted("pt") == ("acordo",)
    assert term.accepted("zh-Hant") == ("協議",)
    assert term.accepted("zh") == ()


TERM = "terms:\n- id: a\n  words: {de: A}\n  definition: x\n"
BROKEN = {
    "terms: [\n  - a: b: c": 2,
    "terms:\n\t- id: a": 2,
    "names: ['a\x07b']": 1,
    "terms: []\n---\nnames: []": 2,
    "<<<<<<< HEAD\n" + TERM: 2,
    b"names:\n- a\n- \xff": 3,
    TERM.encode("utf-16"): 1,
    TERM + TERM.removeprefix("terms:\n"): 5,
    TERM + "names: a\n": 5,
    TERM + "terms: []\n": 5,
    TERM + "name: [a]\n": 5,
    TERM + "names: [[a]]\n": 5,
    TERM + "names: [a, ~]\n": 5,
    TERM + "names: [!!python/object:os.system x]\n": 5,
    TERM.replace("id: a", "id: A b"): 2,
    TERM.replace("{de: A}", "{xx-yy: A}"): 3,
    TERM.replace("{de: A}", "{de: A, de: B}"): 3,
    TERM.replace("{de: A}", "{pt-BR: A, pt_BR: B}"): 3,
    TERM.replace("{de: A}", "{de: []}"): 3,
    TERM.replace("{de: A}", "{de: '-'}"): 3,
    TERM.replace("{de: A}", "A"): 3,
    TERM.replace("{de: A}", "{de: {en: A}}"): 3,
    TERM.replace("  definition: x\n", ""): 2,
    TERM.replace("definition: x", "definition:"): 4,
    TERM.replace("definition: x", "definition: [x]"): 4,
    TERM.replace("definition: x", "de: x"): 4,
    "- a": 1,
    "? [a]\n: b": 1,
    "a: &a [1]\nterms: *a": 2,
    "a: &a [*a]": 1,
    "[" * 50_000: 1,
    "{a: " * 5_000: 1,
    "- " * 5_000: 1,
}


@pytest.mark.parametrize(("text", "line"), BROKEN.items(), ids=lambda value: str(value)[:30] if value else "")
def test_what_is_wrong_with_a_record_is_told_with_its_line(tmp_path: Path, text: str | bytes, line: int) -> None:
    with pytest.raises(PartnerwikiError) as caught:
        record(tmp_path, text)
    assert caught.value.line == line
    assert caught.value.path == tmp_path / "glossary.yaml"
    assert caught.value.mend
    assert len(str(caught.value)) < 500


def test_a_record_that_is_no_file_or_far_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(PartnerwikiError):
        load(tmp_path / "folder.yaml")
    with pytest.raises(PartnerwikiError):
        record(tmp_path, b"#" * (LARGEST + 1))


@given(st.text(alphabet="terms: -[]{}&*!|>'\"#\n\tabwordsid,\x00é", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(PartnerwikiError):
        _Reader(Path("glossary.yaml")).glossary(text.encode())


# -- words in texts -----------------------------------------------------------------------------------------------

#: language, word, its forms, and what is another word
FORMS = [
    ("de", "Vereinbarung", "Vereinbarungen VEREINBARUNG", "vereinbar vereinbart Projektvereinbarung"),
    ("de", "Beschluss", "Beschlüsse Beschlüssen Beschlusses Beschluß", "Beschlussvorlage beschlossen"),
    ("de", "Förderung", "Förderungen Fo\u0308rderung För\u00adderung", "Forderung fördern gefördert"),
    ("de", "Forderung", "Forderungen", "Förderung"),
    ("de", "Rat", "Rat Rats Rates", "Rate Raten Rathaus beraten Heirat"),
    ("de", "Einheit", "Einheiten", "einheitlich"),
    ("de", "Gremium", "Gremien Gremiums", "Gremlin"),
    ("de", "Maßnahmenplan", "Maßnahmenpläne Massnahmenplans", "Maßnahme"),
    ("en", "agreement", "agreements Agreement's", "agree agreed disagreement"),
    ("en", "party", "parties Party", "partial part"),
    ("en", "unit", "units", "united unity"),
    ("en", "EU", "EU EU's", "Eure neu"),
    ("pt", "declaração", "declarações", "declarar"),
    ("pt", "municipal", "municipais", "município"),
    ("fr", "accord", "accords l'accord", "accordéon"),
    ("uk", "угода", "угоди угоду угодою угод угодами", "погода угодник"),
    ("uk", "договір", "договору договори договорами", "договірний"),
    ("uk", "допомога", "допомоги допомозі", "помага"),
    ("uk", "рішення", "рішень рішеннями", "рішучий"),
    ("uk", "зв'язок", "зв’язок", "язок"),
    ("pl", "umowa", "umowy umowę umów umowie", "umowny"),
    ("pl", "plan", "planu planów planem", "planeta plansza"),
    ("cs", "smlouva", "smlouvy smluv smlouvou", "smlouvat"),
    ("ar", "اتفاقية", "الاتفاقية اتفاقيات والاتفاقيات للاتفاقية", "اتفق"),
    ("ar", "بلدية", "البلدية بلديات والبلدية للبلديات", "بلد"),
    ("he", "הסכם", "הסכמים בהסכם שבהסכמים", "הסכמה"),
    ("fi", "sopimus", "sopimuksen sopimukset", "sopia"),
    ("tr", "anlaşma", "anlaşmalar anlaşmanın", "anlam"),
    ("ka", "შეთანხმება", "შეთანხმების შეთანხმებას", "შეთანხმდნენ"),
    ("hi", "समझौता", "समझौते", "समझ"),
]


@pytest.mark.parametrize(("language", "word", "forms", "others"), FORMS)
def test_forms_of_a_word_are_found_and_others_are_not(language: str, word: str, forms: str, others: str) -> None:
    for form in [word, *forms.split()]:
        assert occurrences(f"… {form}, …", (word,), language), form
    for other in others.split():
        assert occurrences(f"… {other}, …", (word,), language) == [], other


PHRASES = [
    ("en", "letter of intent", "two letters of\nintent", "letters, of intent"),
    ("de", "geprüfte Übersetzung", "der geprüften Übersetzungen", "geprüft. Übersetzung"),
    ("de", "RACI-Matrix", "die RACI‑Matrix und RACI Matrix", "RACI, Matrix"),
    ("pt", "assembleia municipal", "assembleias municipais", "assembleia e municipal"),
    ("uk", "міська рада", "міської ради", "міський радник"),
    ("pl", "rada miejska", "w radzie miejskiej", "rady, miejskiej"),
    ("ar", "المجلس البلدي", "في مجلس بلدي", "مجلس"),
    ("zh", "合作协议", "签署合作协议书", "合作的协议"),
]


@pytest.mark.parametrize(("language", "words", "text", "other"), PHRASES)
def test_terms_of_several_words_are_found(language: str, words: str, text: str, other: str) -> None:
    assert occurrences(text, (words,), language)
    assert occurrences(other, (words,), language) == []


def test_the_longest_word_wins_and_half_a_compound_is_none() -> None:
    text = "A partnership agreement, an agreement, a _partnership_."
    found = occurrences(text, ("agreement", "partnership agreement", "partnership"), "en")
    assert [text[start:end] for start, end in found] == ["partnership agreement", "agreement", "partnership"]
    assert occurrences("Projekt- und andere Verträge und -vereinbarungen", ("Projekt", "Vereinbarung"), "de") == []


@given(st.text(), st.lists(st.text(), max_size=3), st.sampled_from(["de", "en", "uk", "pl", "ar", "he", "zh", "sw"]))
def test_places_are_inside_the_text_in_order_and_apart(text: str, words: list[str], language: str) -> None:
    places = occurrences(text, (*words, text[:5]), language)
    flat = [0, *(place for both in places for place in both), len(text)]
    assert flat == sorted(flat)
    assert all(start < end for start, end in places)


# -- agreed words -------------------------------------------------------------------------------------------------


def glossary(*rows: tuple[str, str], names: tuple[str, ...] = ()) -> Glossary:
    """Give a glossary of ``(German words, English words)``, several of them divided by a stroke."""
    terms = (Term(f"t{n}", {"de": tuple(a.split("|")), "en": tuple(b.split("|"))}) for n, (a, b) in enumerate(rows))
    return Glossary(tuple(terms), names)


AGREED = glossary(
    ("Vereinbarung", "agreement|arrangement"),
    ("Projektvereinbarung", "project agreement"),
    ("Partei", "party"),
    ("Förderung", "funding"),
    ("Fördermittel", "funding|grant"),
)


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Die Vereinbarungen gelten.", "The agreements apply.", []),
        ("Die Vereinbarungen gelten.", "The ARRANGEMENT applies.", []),
        ("Die Vereinbarungen, die Vereinbarung", "The treaties, the treaty", ["Vereinbarungen"]),
        ("Die Projektvereinbarung gilt.", "The agreement applies.", ["Projektvereinbarung"]),
        ("Die Vereinbarung gilt.", "The project agreement applies.", ["Vereinbarung"]),
        ("Projektvereinbarung und Vereinbarung", "project agreement and agreement", []),
        ("Die Förderung und die Fördermittel", "the funding", []),
        ("Die Fördermittel", "the money", ["Fördermittel"]),
        ("Nichts davon", "Nothing", []),
    ],
)
def test_other_words_than_agreed_are_found_once_a_term(source: str, translation: str, found: list[str]) -> None:
    assert [violation.found for violation in violations(source, translation, "de", "en", AGREED)] == found


def test_a_compound_holds_its_word_unless_it_is_another_term() -> None:
    def broken(source: str, translation: str) -> list[str]:
        return [violation.term.id for violation in violations(source, translation, "en", "de", AGREED)]

    assert broken("Agreement of the parties", "Partnerschaftsvereinbarung der Vertragsparteien") == []
    assert broken("The agreement", "Die Projektvereinbarung") == ["t0"]


def test_a_violation_names_the_words_of_every_term_that_shares_the_found_one() -> None:
    (violation,) = violations("The funding ends.", "Das Geld endet.", "en", "de", AGREED)
    assert violation.wanted == ("Förderung", "Fördermittel")


def test_a_term_without_a_word_in_a_language_demands_none() -> None:
    only_german = Glossary((Term("a", {"de": ("Rat",)}),))
    assert violations("Der Rat tagt.", "The council meets.", "de", "en", only_german) == []


def test_words_of_a_name_are_no_terms() -> None:
    named = glossary(("Partnerschaft", "partnership"), names=("Haus der Partnerschaft",))
    assert violations("Im Haus der Partnerschaft", "In the Haus der Partnerschaft", "de", "en", named) == []
    assert violations("Die Partnerschaft", "The friendship", "de", "en", named)


def test_other_meanings_are_accepted_and_are_not_agreed() -> None:
    term = Term("a", {"de": ("Protokoll",), "en": ("minutes",)}, also={"de": ("Minute",)})
    homonym = Glossary((term,))
    assert violations("It takes ten minutes.", "Es dauert zehn Minuten.", "en", "de", homonym) == []
    assert violations("Es dauert zehn Minuten.", "It takes ten of them.", "de", "en", homonym) == []
    assert pairs(homonym, "de", "en") == {"Protokoll": "minutes"}


def test_engines_get_every_source_word_with_the_preferred_target_word() -> None:
    assert pairs(AGREED, "en", "de") == {
        "agreement": "Vereinbarung",
        "arrangement": "Vereinbarung",
        "project agreement": "Projektvereinbarung",
        "party": "Partei",
        "funding": "Förderung",
        "grant": "Fördermittel",
    }
    assert pairs(AGREED, "de", "pt") == {}
