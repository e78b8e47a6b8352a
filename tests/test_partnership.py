"""Records on pages: views, prose as units, links, what a page depends on, and who may read what."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Project
from views import DAY, GOOD, VIEWS, make_views
from wikis import partnerwiki

SMALL = """\
partnerships:
  - id: bund
    name: {de: Bund, en: League}
    type: formal
    parties:
      - {id: dort, name: Dorf, country: DE, languages: [de]}
      - {id: hier, name: {de: Hierstadt, en: Heretown}, country: PT, languages: [pt]}
    vision: Wir lernen **beide**.
    goals:
      - {id: ziel, text: "Mehr *Wasser*"}
risks:
  - id: eins
    title: Erstes Risiko
    kind: context
    likelihood: 2
    impact: 5
    measure: Wir reden.
  - id: zwei
    title: Zweites Risiko
    kind: context
    likelihood: 5
    impact: 5
    measure: Wir reden mehr.
projects:
  - {id: vorhaben, name: Vorhaben, summary: Ein Vorhaben., goals: [ziel]}
"""
KEPT = "<!-- kept -->"
CONF = 'myst_enable_extensions = ["colon_fence"]\nexclude_patterns = ["build", "_data"]\n'


@pytest.fixture
def small(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A wiki with few records and a page for some views."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    project.conf(CONF)
    project.write("_data/r.yaml", SMALL)
    toctree = "```{toctree}\n:glob:\n:hidden:\n\n*\n```\n"
    project.write("index.md", f"# Start\n\nSiehe {{partnership:ref}}`ziel` und {{partnership:ref}}`hier`.\n\n{toctree}")
    project.write("facts.md", "# Fakten\n\n:::{partnership:facts} bund\n:::\n\n:::{partnership:goals} bund\n:::\n")
    project.write("risks.md", "# Risiken\n\n:::{partnership:risks}\n:::\n")
    return project


def test_a_view_shows_names_words_and_numbers_in_the_readers_language(small: Project) -> None:
    german, english = small.build("de"), small.build("en")
    assert (german.warnings, english.warnings) == ([], [])
    assert "förmliche Partnerschaft" in german.text("facts")
    assert "Hierstadt" in german.text("facts")
    assert "formal partnership" in english.text("facts")
    assert "Heretown" in english.text("facts")
    rows = [row.get_text(" ", strip=True) for row in english.body("risks").select("tbody tr")]
    assert [row.split("–")[0] for row in rows] == [  # the gravest first
        "1 Zweites Risiko outside conditions 5 5 25 ",
        "2 Erstes Risiko outside conditions 2 5 10 ",
    ]


def test_prose_of_records_are_units_of_the_records_catalog(small: Project) -> None:
    small.po("_data/r", {"Wir lernen **beide**.": "We **both** learn.", "Mehr *Wasser*": "More *water*"})
    small.po("_data/s", {"Wir reden.": "from another file"})
    built = small.build("en")
    assert built.warnings == []
    vision = built.body("facts").find(string="both")
    assert vision is not None
    assert vision.parent.name == "strong"
    assert vision.find_parent("p")["data-unit"]
    assert not vision.find_parent("p").get("data-state")
    measure = built.body("risks").find("p", string="Wir reden.")
    assert (measure["lang"], measure["data-state"]) == ("de", "missing")
    assert "More water" in built.text("index")  # in a link, without its marks
    assert built.body("facts").find("tr", id="record-ziel") is not None


def test_machine_text_and_outdated_text_are_marked(small: Project) -> None:
    small.po("_data/r", {"Wir reden.": "We talk."}, state="machine")
    assert small.build("en").body("risks").find("p", string="We talk.")["data-state"] == "machine"
    small.po("_data/r", {"Wir reden.": "We talked."}, state="outdated")
    assert small.build("en").body("risks").find("p", string="We talked.")["data-state"] == "outdated"


def test_records_may_be_written_in_another_language_than_their_page(small: Project) -> None:
    small.write("_data/e.yaml", "language: en\nsupport:\n  - {id: hilfe, name: Helpers, offers: Good advice.}\n")
    small.write("hilfe.md", "---\nlanguage: de\n---\n\n# Hilfe\n\n:::{partnership:support}\n:::\n")
    small.po("_data/e", {"Good advice.": "Guter Rat."}, language="de")
    german, english = small.build("de"), small.build("en")
    assert "Guter Rat." in german.text("hilfe")
    advice = english.body("hilfe").find("p", string="Good advice.")
    assert not advice.get("data-state")
    assert not advice.get("lang")


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klick](javascript:alert(1))",
        "{raw}`html`",
        "![bild](https://evil.example/x.png)",
        "{download}`../conf.py`",
        "{{ geheim }}",
        '<a href="https://evil.example/">hier</a>',
    ],
)
def test_hostile_prose_stays_text(small: Project, evil: str) -> None:
    small.write("_data/r.yaml", SMALL.replace("Wir reden.", f"'{evil}'"))
    small.write("_data/x.yaml", "support:\n  - {id: hilfe, name: Helfer, offers: Guter Rat.}\n")
    small.write("hilfe.md", "# Hilfe\n\n:::{partnership:support}\n:::\n")
    small.po("_data/x", {"Guter Rat.": evil})
    small.po("_data/r", {evil: f"{evil} <b onclick=x()>bold</b>"})
    for language in ("de", "en"):
        body = small.build(language).body("risks")
        cells = body.select("td")
        assert cells
        other = small.build(language).body("hilfe")
        for part in (*cells, *other.select("td")):
            assert part.find(["script", "img", "b"]) is None
            assert not [link for link in part.find_all("a") if not str(link.get("href")).startswith("#")]
            assert "onclick" not in [name for tag in part.find_all(True) for name in tag.attrs]


def test_names_are_never_markup(small: Project) -> None:
    small.write("_data/r.yaml", SMALL.replace("de: Hierstadt", "de: '<b>Hier</b> [x](y) `z`'"))
    body = small.build("de").body("facts")
    assert "<b>Hier</b> [x](y) `z`" in body.get_text()
    assert body.find("b") is None


def test_a_reference_to_nothing_is_a_warning_with_the_id_that_may_be_meant(small: Project) -> None:
    small.write("fehlt.md", "# Fehlt\n\n{partnership:ref}`zielx`\n\n:::{partnership:facts} bundd\n:::\n")
    warnings = small.build("de").warnings
    assert len(warnings) == 2
    assert "fehlt.md:3" in warnings[0]
    assert "'ziel'" in warnings[0]
    assert "fehlt.md:5" in warnings[1]
    assert "'bund'" in warnings[1]


def test_one_changed_record_writes_only_the_pages_again_that_show_it(small: Project) -> None:
    def written() -> set[str]:
        for path in pages:
            if path.exists():
                path.write_text(path.read_text(encoding="utf-8") + KEPT, encoding="utf-8")
        small.build("en")
        return {path.stem for path in pages if KEPT not in path.read_text(encoding="utf-8")}

    pages = [small.folder / "build" / "en" / "html" / f"{name}.html" for name in ("index", "facts", "risks")]
    assert written() == {"index", "facts", "risks"}
    assert written() == set()
    small.write("_data/r.yaml", SMALL.replace("Zweites Risiko", "Neues Risiko"))
    assert written() == {"risks"}
    small.write("_data/r.yaml", SMALL.replace("Zweites Risiko", "Neues Risiko").replace("Mehr *Wasser*", "Weniger"))
    assert written() == {"index", "facts"}
    small.po("_data/r", {"Wir reden.": "We talk."})
    assert written() == {"risks"}


def test_an_error_in_a_record_stops_the_build_and_names_the_place(tmp_path: Path) -> None:
    wiki = make_views(tmp_path, records=GOOD.read_text(encoding="utf-8").replace("type: formal", "type: frmal"))
    result = partnerwiki(wiki, "build")
    assert result.returncode == 1
    assert "good.yaml:" in result.stderr
    assert "Did you mean 'formal'?" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (wiki / "build" / "site").exists()


# ------------------------------------------------------------------------------------------------------------- audience

SECRET = """
risks:
  - id: r-intern
    visibility: internal
    review_due: 2027-05-31
    title: GEHEIM1
    kind: context
    likelihood: 1
    impact: 1
    measure: GEHEIM2
  - {id: r-vertraulich, visibility: confidential, title: TRESOR1, kind: context, likelihood: 1, impact: 1, measure: M}
actors:
  - {id: a-intern, name: GEHEIM3, party: musterstadt, sector: media, class: primary, power: 1, interest: 1}
contacts:
  - {id: k-keine, name: TRESOR2, role: Amt, party: musterstadt, legal_basis: none, mail: tresor3@musterstadt.example}
  - id: k-alt
    name: TRESOR4
    role: Amt
    party: musterstadt
    legal_basis: consent
    photo: _static/tresor6.jpg
    consent: {date: 2024-01-01, scope: [name, photo], expires: 2025-01-01}
  - id: k-name
    name: Offen Genannt
    role: Amt
    party: musterstadt
    legal_basis: consent
    mail: tresor5@musterstadt.example
    consent: {date: 2024-01-01, scope: [name], expires: 2027-06-20}
"""


@pytest.fixture(scope="module")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All views over records of which some are not public, built for both audiences."""
    folder = make_views(
        tmp_path_factory.mktemp("secretive"),
        extra={
            "verweis.md": "# Verweis\n\n{partnership:ref}`r-intern`, {partnership:ref}`k-alt`.\n",
            "jugend.md": "# Jugend\n\n:::{partnership:event} jugendwoche\n:::\n",
            "innen.md": "---\nvisibility: internal\n---\n\n# GEHEIM4\n",
            "tresor.md": "---\nvisibility: confidential\n---\n\n# TRESOR7\n",
            "falsch.md": "---\nvisibility: geheim\n---\n\n# TRESOR8\n",
        },
    )
    (folder / "source" / "_data" / "geheim.yaml").write_text(SECRET, encoding="utf-8")
    (folder / "source" / "_static" / "tresor6.jpg").write_bytes(b"TRESOR9")
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("SOURCE_DATE_EPOCH", DAY)
        for arguments in (["update"], ["build", "-W"], ["build", "-W", "--internal"]):
            result = partnerwiki(folder, *arguments)
            assert result.returncode == 0, result.stderr
    return folder


def everything(folder: Path) -> str:
    """Give the names and all bytes of a site, unpacked where they are packed, in small letters."""
    found = []
    for path in sorted(folder.rglob("*")):
        found.append(str(path.relative_to(folder)))
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as book:
                    data = b"".join(book.read(name) for name in book.namelist())
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            found.append(data.decode("utf-8", errors="replace"))
    return "\n".join(found).lower()


def test_nothing_internal_is_in_the_public_site(secretive: Path) -> None:
    text = everything(secretive / "build" / "site")
    for secret in ("geheim", "tresor", "r-intern", "k-keine", "k-alt", "a-intern"):
        assert secret not in text, secret
    assert "offen genannt" in text
    assert "nicht öffentlich" in text  # the page that refers to it says so


def test_the_internal_site_has_what_is_internal_and_nothing_confidential(secretive: Path) -> None:
    text = everything(secretive / "build" / "internal" / "site")
    for shown in ("geheim1", "geheim2", "geheim3", "geheim4"):
        assert shown in text, shown
    assert "tresor" not in text


def test_the_files_of_records_are_beside_the_pages(secretive: Path) -> None:
    site = secretive / "build" / "site" / "de"
    names = {path.name for path in (site / "_records").iterdir()}
    assert {"events.ics", "contacts.vcf", "records.xlsx", "records.json", "risks.csv"} <= names
    index = (site / "partnership-records.html").read_text(encoding="utf-8")
    for name in names:
        assert f'href="_records/{name}"' in index
    assert 'href="_records/events.ics"' in (site / "v-events.html").read_text(encoding="utf-8")
    assert "GEHEIM1" in (secretive / "build/internal/site/de/_records/risks.csv").read_text(encoding="utf-8-sig")


def test_private_hosts_are_in_the_internal_site_alone(secretive: Path) -> None:
    name = "jugend.html"
    public = (secretive / "build" / "site" / "de" / name).read_text(encoding="utf-8")
    internal = (secretive / "build" / "internal" / "site" / "de" / name).read_text(encoding="utf-8")
    assert "(intern)" not in public
    assert "Das ist nicht öffentlich." in public
    assert "(intern)" in internal


def test_every_view_has_a_page_without_a_warning(secretive: Path) -> None:
    for view in VIEWS:
        for language in ("de", "en", "ar"):
            page = secretive / "build" / "site" / language / f"v-{view}.html"
            assert f"pw-view-{view}" in page.read_text(encoding="utf-8")
    assert os.environ.get("SOURCE_DATE_EPOCH") is None


# ------------------------------------------------------------------------------------------------- dashboard and months


def duties(site: Path, language: str) -> list[tuple[str, str, str]]:
    """Give day, whole text and address of what a dashboard lists among records."""
    html = (site / language / "translation-status.html").read_text(encoding="utf-8")
    heading = BeautifulSoup(html, "html.parser").find(id="duties")
    assert heading is not None
    found = []
    day = ""
    for node in heading.parent.select("dt, dd"):
        if node.name == "dt":
            day = node.time["datetime"]
        else:
            link = node.find("a")
            found.append((day, node.get_text(), link["href"] if link else ""))
    return found


def test_the_dashboard_lists_what_is_due(secretive: Path) -> None:
    site, internal = secretive / "build" / "site", secretive / "build" / "internal" / "site"
    bus = ("2027-06-30", "Entscheidung: Musterstadt bestellt den Bus.", "v-decisions.html#record-beschluss-bus")
    assert duties(site, "de") == [bus]  # when a person's consent ends is not for the public
    review, consent, last = [row for row in duties(internal, "de") if row[0] > "2027"]
    assert last == bus
    assert review[:2] == ("2027-05-31", "überfällig · Prüfung: GEHEIM1")
    assert consent[:2] == ("2027-06-20", "Einwilligung endet: Offen Genannt")
    assert ("2025-01-01", "überfällig · Einwilligung endet: k-alt", "") in duties(internal, "de")
    assert duties(site, "en")[0][1].startswith("decision: ")


def test_the_internal_site_says_what_it_is(secretive: Path) -> None:
    pages = [
        f"{language}/{name}.html" for language in ("de", "ar") for name in ("index", "partnership-records", "search")
    ]
    for name in pages:
        soup = BeautifulSoup((secretive / "build/internal/site" / name).read_text(encoding="utf-8"), "html.parser")
        assert soup.find("aside", class_="pw-internal").get_text(strip=True)
        assert soup.find("meta", {"name": "robots"})["content"] == "noindex"
    public = (secretive / "build/site/de/index.html").read_text(encoding="utf-8")
    assert "pw-internal" not in public
    assert "noindex" not in public


MONTHS = """
events:
  - id: lang
    title: Lange Werkstatt
    kind: workshop
    start: 2027-07-30
    end: 2027-08-02
    time_zone: Europe/Berlin
    place: Hierstadt
    party: hier
  - id: kurz
    title: Kurzer Anruf
    kind: call
    start: 2027-08-02
    end: 2027-08-02
    time_zone: Europe/Berlin
    place: Netz
    party: joint
  - id: vorbei
    title: Altes Fest
    kind: festival
    start: 2027-05-31
    end: 2027-05-31
    time_zone: Europe/Berlin
    place: Dorf
    party: dort
"""


def test_events_stand_in_the_days_of_a_month(small: Project) -> None:
    small.write("_data/m.yaml", MONTHS)
    small.write("events.md", "# Termine\n\n:::{partnership:events}\n:::\n")
    built = small.build("de")
    assert built.warnings == []
    july, august = built.body("events").select("table.pw-month")
    assert [table.caption.get_text(strip=True) for table in (july, august)] == ["Juli 2027", "August 2027"]
    assert [cell.get_text(strip=True) for cell in july.select("th")] == [
        "Mo.",
        "Di.",
        "Mi.",
        "Do.",
        "Fr.",
        "Sa.",
        "So.",
    ]
    assert all(cell["scope"] == "col" for cell in july.select("th"))

    def days(table: Tag) -> dict[str, list[str]]:
        """Give what each day with an event leads to."""
        found = {}
        for cell in table.select("td"):
            if links := cell.select("a"):
                found[cell.p.get_text()] = [f"{link.get_text()} {link['href']}" for link in links]
        return found

    long, short = "1 Lange Werkstatt #record-lang", "2 Kurzer Anruf #record-kurz"
    assert days(july) == {"30": [long], "31": [long]}
    assert days(august) == {"1": [long], "2": [long, short]}
    assert built.body("events").find(id="record-lang").name == "tr"
    assert [len(row.select("td")) for row in july.select("tbody tr")] == [7] * 5
    assert len(july.select("td.pw-no-day")) == 4
    assert "Altes Fest" not in july.get_text() + august.get_text()
    assert "Altes Fest" in built.text("events")


def test_a_week_begins_as_the_readers_language_has_it(small: Project) -> None:
    small.write("_data/m.yaml", MONTHS)
    small.write("events.md", "# Termine\n\n:::{partnership:events}\n:::\n")
    small.conf(CONF + 'partnerwiki_languages = ["de", "pt_BR"]\n')
    first = small.build("pt_BR").body("events").select_one("table.pw-month th")
    assert first.get_text(strip=True) == "dom."


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "singlehtml", "epub"])
def test_other_builders_write_the_tables(small: Project, builder: str) -> None:
    small.write("_data/m.yaml", MONTHS)
    small.write("events.md", "# Termine\n\n:::{partnership:events}\n:::\n\n:::{partnership:timeline} bund\n:::\n")
    built = small.build("de", builder=builder)
    assert [line for line in built.warnings if "partnership" in line or "node" in line] == []
    written = "".join(path.read_text(encoding="utf-8", errors="replace") for path in built.folder.rglob("*.*"))
    assert "Kurzer" in written
