"""The gate: reasons, languages, and the laws that hold for any text."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig

from partnerwiki.drafts import amounts, form
from partnerwiki.drafts.gate import Gate, Objection, Reason
from partnerwiki.engines import Error, Settings
from partnerwiki.engines.pseudo import Pseudo, PseudoLong, PseudoRtl
from partnerwiki.inline import StandaloneParser, prose
from partnerwiki.terms import Glossary, Term

PARSER = StandaloneParser(MdParserConfig(enable_extensions={"attrs_inline", "colon_fence", "substitution"}))
TERMS = (Term("eigenanteil", {"de": ("Eigenanteil",), "en": ("own share", "own contribution")}),)
GATE = Gate("de", "en", PARSER, Glossary(TERMS, ("Musterstadt", "Vila Modelo")))

LONG_GERMAN = "Der Rat der Stadt tagt jeden Monat und entscheidet gemeinsam über den Haushalt der Partnerschaft."
LONG_FRENCH = "Le conseil se réunit chaque mois et décide ensemble du budget du partenariat."
LONG_ENGLISH = "The town council meets every month and decides jointly on the budget of the partnership."


def reasons(source: str, draft: str, gate: Gate = GATE) -> set[Reason]:
    return {objection.reason for objection in gate.judge(source, draft).objections}


@pytest.mark.parametrize(
    ("source", "draft", "expected"),
    [
        (LONG_GERMAN, LONG_ENGLISH, set()),
        ("Siehe **oben**.", "See above.", {Reason.MARKUP}),
        ("Siehe {term}`Rat`.", "See {term}`council`.", set()),
        ("Siehe {term}`Rat`.", "See {term}`council <Rat>`.", set()),
        ("Siehe {term}`Rates <Rat>`.", "See {term}`council <Rat>`.", set()),
        ("Siehe {term}`Rates <Rat>`.", "See {term}`council`.", {Reason.MARKUP}),
        ("Siehe {term}`Rates <Rat>`.", "See {term}`council <Amt>`.", {Reason.MARKUP}),
        ("Siehe [oben](a.md).", "See [](a.md).", {Reason.MARKUP}),
        ("1. Januar", "1 January", set()),
        ("January 1", "1. January", set()),
        ("Viele Preise", "1. prizes", {Reason.MARKUP, Reason.NUMBER}),
        ("30 Leute am 5. Mai", "31 people on 5 June", {Reason.NUMBER, Reason.DATE}),
        ("Schreiben an a@b.example", "Write to c@b.example", {Reason.ADDRESS}),
        ("Kurz", "This is said in very many words, " * 5, {Reason.LENGTH, Reason.LANGUAGE}),
        ("Das Rathaus", "Das  RATHAUS", {Reason.UNTRANSLATED}),
        ("DSGVO, EU", "DSGVO, EU", set()),
        ("Musterstadt", "Musterstadt", set()),
        ("`make`", "`make`", set()),
        (LONG_GERMAN, LONG_GERMAN, {Reason.UNTRANSLATED, Reason.LANGUAGE}),
        (LONG_GERMAN, LONG_FRENCH, {Reason.LANGUAGE}),
        ("In Musterstadt", "In Model Town", {Reason.NAME}),
        ("Musterstadts Rat", "Musterstadt's council", set()),
        ("Der Eigenanteil zählt", "The own contribution counts", set()),
        ("Der Eigenanteil zählt", "The quota counts", {Reason.GLOSSARY}),
        ("`Eigenanteil` und `Musterstadt`", "`Eigenanteil` and `Musterstadt`", set()),
        ("Text", " \u200b", {Reason.EMPTY}),
    ],
)  # fmt: skip
def test_reasons(source: str, draft: str, expected: set[Reason]) -> None:
    gate = Gate("en", "de", PARSER) if source == "January 1" else GATE
    draft = draft.replace("1. January", "1. Januar")
    assert reasons(source, draft, gate) - {Reason.LANGUAGE} == expected - {Reason.LANGUAGE}
    assert Reason.LANGUAGE not in expected or Reason.LANGUAGE in reasons(source, draft, gate) or len(source) < 60


def test_a_verdict_lists_everything_and_no_sentence() -> None:
    verdict = GATE.judge("Am 3. Mai siehe `a` in Musterstadt", "On 4 May, see `b` in Model Town")
    assert verdict.objections == (
        Objection(Reason.MARKUP, "code a"),
        Objection(Reason.MARKUP, "code b"),
        Objection(Reason.NUMBER, "3"),
        Objection(Reason.NUMBER, "4"),
        Objection(Reason.NAME, "Musterstadt"),
    )


def test_the_language_of_short_texts_is_nobodys_guess() -> None:
    assert GATE.judge("Der Rat tagt im Rathaus heute Abend", "Le conseil se réunit à la mairie").passed
    verdict = GATE.judge("Der Rat tagt heute Abend um acht im Rathaus", "Le conseil se réunit ce soir dans la mairie")
    assert (verdict.passed, verdict.advice) == (True, (Objection(Reason.LANGUAGE, "fr"),))
    longer = "Le conseil se réunit ce soir à huit heures dans la grande salle de la mairie"
    verdict = GATE.judge("Der Rat tagt heute Abend um acht im großen Saal des Rathauses in der Stadt", longer)
    assert verdict.objections == (Objection(Reason.LANGUAGE, "fr"),)


def test_a_name_may_stay() -> None:
    gate = Gate("de", "en", PARSER, may_stay=lambda text: text == "Stadtbad Nord")
    assert gate.judge("Stadtbad Nord", "Stadtbad Nord").passed
    assert not gate.judge("Stadtbad", "Stadtbad").passed


def test_variants_of_one_language_may_be_equal() -> None:
    text = "O conselho reúne-se todos os meses e decide em conjunto sobre o orçamento da parceria."
    assert Gate("pt_PT", "pt_BR", PARSER).judge(text, text).passed


def test_a_sentence_of_the_source_language_is_found_among_others() -> None:
    source = f"{LONG_GERMAN} Alle sind dazu eingeladen und können sich dort ohne Anmeldung zu Wort melden."
    left = "Jede und jeder ist willkommen und darf sich in der Sitzung ohne vorherige Anmeldung äußern."
    assert Reason.UNTRANSLATED in reasons(source, f"{LONG_ENGLISH} {left}")


def test_a_text_without_markdown_is_not_parsed() -> None:
    gate = Gate("de", "en", None)
    assert gate.judge("Preise 2 * 3 # 1", "Prices 2 * 3 # 1").passed
    assert reasons("Preise", "**Prices**", gate) == {Reason.MARKUP}


def test_directions_and_joiners_belong_to_some_scripts() -> None:
    assert Gate("en", "fa", PARSER).judge("Towns", "شهر\u200cها\u200f").passed
    assert not GATE.judge("Orte", "To\u200cwns").passed


def test_chinese_says_more_in_a_sign() -> None:
    source = "The council decides on the budget of the partnership together."
    assert Gate("en", "zh", PARSER).judge(source, "议会共同决定伙伴关系的预算并通知所有居民和城市的其他机构。").passed


def test_threads_share_the_language_model() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor as P\n"
        "from partnerwiki.drafts.identify import in_another_language as ask\n"
        "texts = ['Der Rat tagt jeden Monat im Rathaus der Stadt.'] * 64\n"
        "with P(8) as pool: print(set(pool.map(lambda text: ask(text, 'en', 'pt'), texts)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'de'}\n"


def test_threads_share_a_gate() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: GATE.judge(LONG_GERMAN, LONG_ENGLISH).passed, range(64)))


TEXTS = st.text() | st.lists(
    st.sampled_from([*"*_`[](){}<>$|~^\\\n!#&;:1.,% ", "**", "](", "{ref}`", "Wort", "{{ x }}", "<b>", "[^1]"])
).map("".join)
ACCENTS = str.maketrans("aeiounAEIOU", "áéíóúñÁÉÍÓÚ")


@given(TEXTS, TEXTS)
def test_any_pair_of_texts_can_be_judged(source: str, draft: str) -> None:
    verdict = GATE.judge(source, draft)
    Gate("de", "en", None).judge(source, draft)
    assert len(set(verdict.objections)) == len(verdict.objections)


LANGUAGES = st.sampled_from("de en fr pl uk it cs es pt nl lt ro hu tr he ar sw rw am vi pt_BR zh_Hans".split())
PIECES = st.lists(
    st.sampled_from([*"0123456789.,:/-'’ \u00a0\u202f²³½¼٣٫٬٪९３%€$₴−–", "3.1.3", "19:30", "7 pm", "8.30–12.00 Uhr"])
    | st.sampled_from(["31.03.", "2025-13-45", "1/2/3", "März", "3月", "tháng 3", "XIX", "IVX", "19h", "a.m.", "EUR"])
    | st.sampled_from(["**", "`", "](", "{{", "<b>", "&nbsp;", "&#x202e;", "\\", "\n\n", "\u202e", "\ufeff", "\u0336"])
    | st.sampled_from(["Wort", "שלום", "слово", "сl", "мир. ", "议会。", "قرية", "a@b.c", "https://x.y/z", "ßſ", "İ"])
    | st.characters(exclude_categories=["Cs"]),
    max_size=12,
).map("".join)


@given(PIECES, PIECES, LANGUAGES, LANGUAGES, st.booleans())
def test_no_pair_of_texts_is_too_strange(source: str, draft: str, a: str, b: str, is_markdown: bool) -> None:
    gate = Gate(a, b, PARSER if is_markdown else None, Glossary(TERMS, ("Wort",)))
    assert gate.judge(source, draft) == gate.judge(source, draft)


@given(PIECES | TEXTS, st.text(alphabet="a \n`*[](){}<>:=-_~|+%'.1§„", max_size=12))
def test_what_looks_like_a_paragraph_is_one(words: str, beginning: str) -> None:
    """The quick look at a draft's first characters says no more than Markdown's own rules."""
    text = beginning + words.replace("\n", "")
    if form.is_paragraph(text):
        assert [token.type for token in PARSER.blocks(text)] == ["paragraph_open", "inline", "paragraph_close"]


SIMPLE = st.lists(
    st.sampled_from(
        ["Wort", "мир", "3", "1.234,5", "31.03.", "XIX", "2 %", "€ 5", "Q: A?", "(ja)", "„so“", "☐", "²", "½"]
    )
    | st.text(alphabet="aeioubcdfXYZ ", max_size=9)
).map(" ".join)


@given(SIMPLE, LANGUAGES, LANGUAGES, st.sampled_from([Pseudo, PseudoLong, PseudoRtl]))
def test_pseudo_translations_pass(source: str, a: str, b: str, engine: type[Pseudo]) -> None:
    for result in engine(Settings()).translate([source], a, b):
        assert isinstance(result, Error) or Gate(a, b, PARSER, natural=False).judge(source, result.text).passed


@given(TEXTS)
def test_what_changes_nothing_but_letters_passes_without_a_language(source: str) -> None:
    gate = Gate("de", "en", PARSER, natural=False)
    words = source.translate(ACCENTS) if PARSER.is_plain(source) and form.is_paragraph(source) else source
    assert gate.judge(source, words).passed


def test_prose_leaves_out_what_nobody_translates() -> None:
    text = '*Siehe* [dort](a.md "Titel"), {ref}`Worte <ziel>`, {ref}`ziel`, `code`, [du]{.lang-de}, <b>fett</b>'
    assert prose(PARSER.parse(text)).split() == ["Siehe", "Titel", "dort,", "Worte,", ",", ",", ",", "fett"]


@pytest.mark.parametrize(
    ("source", "draft", "languages", "is_lost"),
    [
        ("Europäische Städte zahlen 500 €.", "European towns pay 500.", "de en", True),
        ("In Europa kostet es 500 €.", "En Europe, cela coûte 500.", "de fr", True),
        ("Europa paga 500 €.", "Die Partner in Europa zahlen 500.", "es de", True),
        ("Die Reise nach Frankreich kostet 90 CHF.", "Le voyage en France coûte 90.", "de fr", True),
        ("Es kostet 500 €.", "It costs 500 euros.", "de en", False),
        ("It costs €500.", "Es kostet 500 Euro.", "en de", False),
        ("Es kostet 500 €.", "Se maksaa 500 eurolla.", "de fi", False),
        ("Es kostet 90 CHF.", "Cela coûte 90 francs suisses.", "de fr", False),
        ("Es kostet 90 CHF.", "Costa 90 franchi.", "de it", False),
        ("Es kostet 500 €.", "Коштує 500 євро.", "de uk", False),
        ("Es kostet 20 PLN.", "Kosztuje 20 złotych.", "de pl", False),
        ("Es kostet 500 €.", "التكلفة 500 يورو.", "de ar", False),
        ("5 Mio. € im Jahr", "5 million of our own euros a year", "de en", False),
        ("Es kostet 700 UAH.", "It costs 700 hryvnias.", "de en", False),
        ("Es kostet 30 £.", "It costs 30 dollars.", "de en", True),
    ],
)
def test_a_place_is_no_currency(source: str, draft: str, languages: str, is_lost: bool) -> None:
    one, other = languages.split()
    assert bool(amounts.differ(source, draft, one, other)) is is_lost
