"""The translation memory of a project: what it finds, and that imports lose nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig
from rapidfuzz import fuzz
from wikis import CONF, catalog, make_wiki, tree

from partnerwiki import pofile
from partnerwiki.catalog import OLDER, SIMILAR, fill, offer
from partnerwiki.config import Project, load_project
from partnerwiki.drafts.memory import Pair, ProjectMemory, Stored, reviewed_pairs, store
from partnerwiki.inline import StandaloneParser
from partnerwiki.status import read_status
from partnerwiki.units import State, state_of, text_hash
from partnerwiki.update import extract_pages, update

SIGNATURE = StandaloneParser(MdParserConfig()).signature
RING = CONF.replace('["de", "en"]', '["de", "en", "uk"]')


def memory(*entries: polib.POEntry) -> ProjectMemory:
    return ProjectMemory(entries, SIGNATURE)


def entry(msgid: str, msgstr: str = "", *flags: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, flags=list(flags), **more)


def draft(msgid: str, msgstr: str, *flags: str) -> polib.POEntry:
    return entry(msgid, msgstr, *flags, tcomment=f"mt: x/y 2026-11-21 sha256:{text_hash(msgstr)}")


def similar_text(found: ProjectMemory, msgid: str) -> str | None:
    proposal = found.similar(msgid)
    return proposal.entry.msgstr if proposal else None


# Exact matches


def test_an_exact_match_may_stand_in_any_catalog_live_or_obsolete(tmp_path: Path) -> None:
    wiki = make_wiki(
        tmp_path,
        catalogs={
            "en/a": catalog({"Haus": "house"}),
            "en/gone/b": catalog({}) + '\n#~ msgid "Wasser"\n#~ msgstr "water"\n',
            "en/_memory": catalog({}) + '\n#, fuzzy\n#~ msgid "Brot"\n#~ msgstr "bread"\n',
        },
    )
    found = ProjectMemory.read(load_project(wiki), "en")
    texts = {msgid: found.exact(msgid) for msgid in ("Haus", "Wasser", "Brot")}
    assert {msgid: (match.msgstr, state_of(match)) for msgid, match in texts.items() if match} == {
        "Haus": ("house", State.REVIEWED),
        "Wasser": ("water", State.REVIEWED),
        "Brot": ("bread", State.OUTDATED),
    }
    assert found.exact("Milch") is None


@pytest.mark.parametrize(
    "found",
    [entry("Haus", "house"), draft("Haus", "house", "fuzzy"), entry("Haus", "house", "fuzzy", previous_msgid="Häuser")],
    ids=["reviewed", "machine", "outdated"],
)
def test_a_filled_entry_has_the_state_of_what_was_found(found: polib.POEntry) -> None:
    missing = entry("Haus", "", "fuzzy", "no-wrap", tcomment="Which house?", comment="heading")
    fill(missing, found)
    assert (missing.msgstr, state_of(missing)) == ("house", state_of(found))
    assert "no-wrap" in missing.flags
    assert "Which house?" in missing.tcomment
    assert missing.comment == "heading"


@pytest.mark.parametrize("act", [fill, offer])
def test_a_translation_is_never_overwritten(act: Callable[[polib.POEntry, polib.POEntry], None]) -> None:
    for taken in (entry("Haus", "dwelling"), draft("Haus", "dwelling", "fuzzy")):
        with pytest.raises(ValueError, match="never overwritten"):
            act(taken, entry("Haus", "house"))
        assert taken.msgstr == "dwelling"


def test_what_is_added_during_a_run_is_found() -> None:
    found = memory(draft("Das alte Haus", "the old hause", "fuzzy"))
    assert found.similar("Das rote alte Haus") is None
    found.add(entry("Das alte Haus", "the old house"))
    assert found.exact("Das alte Haus") == entry("Das alte Haus", "the old house")
    assert similar_text(found, "Das alte rote Haus") == "the old house"


# Similar texts


def test_a_similar_reviewed_text_is_offered_as_outdated() -> None:
    proposal = memory(entry("Das Wasserwerk liefert Wasser.", "The waterworks supply water.", tcomment="Ana")).similar(
        "Das Wasserwerk liefert gutes Wasser."
    )
    assert proposal
    assert SIMILAR <= proposal.score < 100
    missing = entry("Das Wasserwerk liefert gutes Wasser.")
    offer(missing, proposal.entry)
    assert state_of(missing) is State.OUTDATED
    assert missing.previous_msgid == "Das Wasserwerk liefert Wasser."
    assert (missing.msgstr, missing.tcomment) == ("The waterworks supply water.", "Ana")


@pytest.mark.parametrize(
    "unfit",
    [
        draft("Die Schule hat zwei Höfe.", "The school has two yards.", "fuzzy"),
        entry("Die Schule hat zwei Höfe.", "The school has two yards.", "fuzzy", previous_msgid="Die Schule"),
        entry("Die Schule hat zwei Höfe.", "The `school` has two yards."),
        entry("Die Schule hat zwei Höfe.", "The school <script>x</script> has two yards."),
        entry("Die Schule hat zwei Höfe.", "The school has two\u202e yards."),
        entry("Die Schule hat zwei Höfe.", "[" * 5000),
        entry("Am Fluss.", "On the river."),
        entry("Die Schule hat zwei Höfe.", "The school has two yards.", msgctxt="menu"),
    ],
    ids=["machine", "outdated", "code", "script", "bidi", "oversized", "unlike", "context"],
)
def test_a_text_that_the_page_could_not_show_or_nobody_reviewed_is_not_offered(unfit: polib.POEntry) -> None:
    assert memory(unfit).similar("Die Schule hat drei Höfe.") is None


def test_a_text_with_the_same_markup_is_offered() -> None:
    found = memory(entry("Siehe die [alte Liste](a.md) hier.", "See the [old list](a.md) here."))
    assert similar_text(found, "Siehe die [neue Liste](a.md) hier.") == "See the [old list](a.md) here."
    assert similar_text(found, "Siehe die [alte Liste](b.md) hier.") is None


def test_the_best_proposal_has_the_same_numbers_then_the_most_likeness() -> None:
    found = memory(
        entry("Der Eintritt kostet 30 Euro.", "thirty"),
        entry("Unser Eintritt kostet 20 Euro.", "twenty, ours"),
        entry("Der Eintritt kostete 20 Euro.", "twenty, past"),
    )
    assert similar_text(found, "Der Eintritt kostet 20 Euro.") == "twenty, past"
    assert similar_text(memory(entry("Er kostet 30 Euro.", "thirty")), "Er kostet 20 Euro.") == "thirty"


@given(st.permutations([entry(f"Der Hof hat ein {name}.", name) for name in ("Tor", "Tal", "Tau", "Tod")]))
def test_the_order_of_reading_does_not_decide(entries: list[polib.POEntry]) -> None:
    assert similar_text(memory(*entries), "Der Hof hat ein Ohr.") == similar_text(
        memory(*sorted(entries, key=lambda one: one.msgid)), "Der Hof hat ein Ohr."
    )


def test_only_a_text_that_a_machine_wrote_says_so() -> None:
    accepted = draft("Das Haus ist sehr alt.", "The house is very old.")
    edited = draft("Das Rathaus ist sehr alt.", "machine text")
    edited.msgstr = "The town hall is very old."
    edited.tcomment += "\nmt-via: en\nAna"
    first, second = memory(accepted).similar("Das Haus ist alt."), memory(edited).similar("Das Rathaus ist alt.")
    assert first
    assert second
    assert first.entry.tcomment == accepted.tcomment
    assert second.entry.tcomment == "Ana"
    assert edited.tcomment != "Ana"


def test_a_stale_previous_source_of_a_reviewed_text_is_not_passed_on() -> None:
    missing, old = entry("Das Haus ist alt."), entry("Das Haus war alt.", "It was old.", previous_msgid="Häuser")
    offer(missing, old)
    assert missing.previous_msgid == "Das Haus war alt."


words = st.text(alphabet="ab 1", min_size=1, max_size=12)


@given(st.lists(words, unique=True), words)
@settings(max_examples=200)
def test_a_proposal_is_found_exactly_where_a_similar_text_is(sources: list[str], msgid: str) -> None:
    likeness = {source: fuzz.ratio(msgid, source) for source in sources if source != msgid}
    proposal = memory(*(entry(source, "text") for source in sources)).similar(msgid)
    assert (proposal is not None) == any(score >= SIMILAR for score in likeness.values())
    if proposal:
        assert likeness[proposal.entry.msgid] == proposal.score


# What is exported


def pairs(*texts: tuple[str, str], source: str = "de", target: str = "en") -> list[Pair]:
    return [Pair(source, msgid, target, msgstr) for msgid, msgstr in texts]


def test_reviewed_texts_leave_each_once_live_ones_first(tmp_path: Path) -> None:
    old = '\n#~ msgid "Wasser"\n#~ msgstr "water"\n\n#, fuzzy\n#~ msgid "Milch"\n#~ msgstr "milk"\n'
    header = catalog({}).replace("Language: en", 'X-Source-Language: en\\n"\n"Language: de')
    wiki = make_wiki(
        tmp_path,
        catalogs={
            "en/a": catalog({"Haus": "house", "Brot": ""}) + old,
            "en/b": catalog({"Haus": "house", "Schule": "school"}) + '\nmsgctxt "c"\nmsgid "Tor"\nmsgstr "gate"\n',
            "en/sphinx": catalog({"Search": "search"}),
            "de/c": header + '\nmsgid "River"\nmsgstr "Fluss"\n',
        },
    )
    assert list(reviewed_pairs(load_project(wiki), ["de", "en"])) == [
        *pairs(("River", "Fluss"), source="en", target="de"),
        *pairs(("Haus", "house"), ("Schule", "school"), ("Wasser", "water")),
    ]


# What is stored


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load_project(make_wiki(tmp_path, conf=RING))


def imported(project: Project, language: str = "en", name: str = "_memory") -> list[tuple[str, str, str, str | None]]:
    po = pofile.read(project.catalog_path(language, name))
    assert all(entry.obsolete for entry in po.entries)
    return [(entry.msgid, entry.msgstr, state_of(entry).value, entry.msgctxt) for entry in po.entries]


def test_pairs_become_obsolete_entries_for_a_person_to_confirm(project: Project) -> None:
    assert store(project, pairs(("Haus", "house")), reviewed=False).added == 1
    assert imported(project) == [("Haus", "house", "outdated", None)]
    store(project, pairs(("Brot", "bread")), reviewed=True)
    assert imported(project)[1:] == [("Brot", "bread", "reviewed", None)]


def test_a_text_that_is_there_stays(project: Project) -> None:
    store(project, pairs(("Haus", "house")), reviewed=True)
    before = tree(project.catalogs)
    for reviewed in (False, True):
        assert store(project, pairs(("Haus", "home"), ("Haus", "house")), reviewed=reviewed) == Stored(known=1, kept=1)
    assert tree(project.catalogs) == before


def test_a_reviewed_text_takes_the_place_of_an_unreviewed_one_which_is_kept_as_older(project: Project) -> None:
    store(project, pairs(("Haus", "house"), ("Brot", "bread")), reviewed=False)
    again = pairs(("Haus", "home"), ("Brot", "bread"))
    assert store(project, again, reviewed=True).improved == 2
    assert imported(project) == [
        ("Haus", "home", "reviewed", None),
        ("Brot", "bread", "reviewed", None),
        ("Haus", "house", "outdated", OLDER),
    ]
    before = tree(project.catalogs)
    assert store(project, again, reviewed=True).known == 2
    assert tree(project.catalogs) == before


def test_each_catalog_of_imports_has_one_source_language(project: Project) -> None:
    mixed = [*pairs(("Partner", "partner")), *pairs(("Partner", "associate"), source="uk")]
    assert store(project, mixed, reviewed=True).added == 2
    assert imported(project) == [("Partner", "partner", "reviewed", None)]
    assert imported(project, name="_memory-uk") == [("Partner", "associate", "reviewed", None)]
    assert set(reviewed_pairs(project, ["en"])) == set(mixed)
    assert store(project, mixed, reviewed=True).known == 2


def test_a_dry_run_writes_nothing(project: Project) -> None:
    result = store(project, pairs(("Haus", "house")), reviewed=False, dry_run=True)
    assert (result.added, result.written) == (1, [project.catalog_path("en", "_memory")])
    assert not project.catalogs.exists()


def test_msgfmt_accepts_the_catalog_of_imports(project: Project) -> None:
    odd = pairs(("Haus", "house"), ("a\nb\n", ' "\\n" \u2028\r'), ("%d", "x"), source="de")
    store(project, odd, reviewed=False)
    store(project, pairs(("Haus", "home")), reviewed=True)
    path = project.catalog_path("en", "_memory")
    done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_update_fills_from_imports_and_loses_none(tmp_path: Path) -> None:
    project = load_project(make_wiki(tmp_path))
    both = pairs(("Start", "Home"), ("Ganz anderer Text", "Quite another text"))
    store(project, both, reviewed=False)
    pages = extract_pages(project)
    update(project, pages)
    (start,) = [entry for entry in pofile.read(project.catalog_path("en", "index")).live if entry.msgid == "Start"]
    assert (start.msgstr, state_of(start)) == ("Home", State.OUTDATED)
    assert imported(project) == [("Ganz anderer Text", "Quite another text", "outdated", None)]
    assert not update(project, pages).changed
    before = tree(project.catalogs)
    assert store(project, both, reviewed=False) == Stored(known=2)
    assert tree(project.catalogs) == before
    assert "_memory" not in read_status(project)["en"].pages
