"""Reading paths and dates: units like any text, reading times, the way on, a reader's own marks, the printed sheet."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from sites import Published, publish
from wikis import catalog, make_wiki, tree

from partnerwiki.reading_time import minutes

PATH = """\
::::{path} Die *ersten* Tage
:id: tage
:role: Für Neue

1. [](eins.md)
2. [Zweite](sub/zwei.md#teil) – in Ruhe
3. [](drei.md)

### Ansprechstellen

| Wer | Wo |
|---|---|
| Amt | Rathaus |

:::{dates}
- {date}`2999-03-04`: später
- {date}`2000-01-02` bis {date}`2000-01-04`: vorbei
- {date}`2999-01-31`: bald
:::
::::
"""
SECOND = ":::{path} Kurz\n:id: kurz\n\n1. [](drei.md)\n2. [](eins.md)\n:::\n"
PAGES = {
    "index.md": "# Start\n\nSiehe [](wege.md#path-tage).\n\n```{toctree}\nwege\nnoch\neins\nsub/zwei\ndrei\n```\n",
    "wege.md": f"# Wege\n\n{PATH}\nZuletzt.\n",
    "noch.md": f"# Noch ein Weg\n\n## Abschnitt\n\n{SECOND}",
    "eins.md": "# Eins\n\n" + "Wort " * 500 + "\n\n```\n" + "code " * 5000 + "\n```\n",
    "sub/zwei.md": "# Zwei\n\n## Teil\n\nText.\n",
    "drei.md": "# Drei\n\nText.\n",
}


def write(project: Project, pages: dict[str, str]) -> None:
    project.conf('myst_enable_extensions = ["colon_fence"]\n')
    for name, text in pages.items():
        project.write(name, text)


def path_of(page: BeautifulSoup, name: str = "tage") -> Tag:
    found = page.find(id=f"path-{name}")
    assert isinstance(found, Tag)
    return found


# ---------------------------------------------------------------------------------------------------- reading times


def test_reading_time_counts_words_by_language() -> None:
    assert minutes("word " * 228 * 4, "en") == 4
    assert minutes("Wort " * 179 * 4, "de") == 4
    assert minutes("słowo " * 184 * 4, "uk") == 4  # the mean, for want of a figure
    assert minutes("palavra " * 181 * 4, "pt_BR") == 4


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "文" * 255 * 3), ("ja", "かな字" * 119 * 3), ("th", "ก" * 863 * 3)]
)
def test_reading_time_counts_characters_where_no_spaces_are_written(language: str, text: str) -> None:
    assert minutes(text, language) == 3


@given(st.text(), st.text(), st.sampled_from(["de", "ar", "zh", "xx"]))
def test_more_text_never_takes_less_time(first: str, second: str, language: str) -> None:
    assert 1 <= minutes(first, language) <= minutes(f"{first} {second}", language)


# ------------------------------------------------------------------------------------------------------------- units


def test_title_role_and_steps_are_units_and_are_translated(project: Project) -> None:
    write(project, PAGES)
    units = {
        "Wege": "Paths",
        "Die *ersten* Tage": "The *first* days",
        "Für Neue": "For beginners",
        "[](eins.md)": "[](eins.md)",
        "[Zweite](sub/zwei.md#teil) – in Ruhe": "[Second](sub/zwei.md#teil) – at leisure",
        "Ansprechstellen": "Contacts",
        "{date}`2999-01-31`: bald": "{date}`2999-01-31`: soon",
    }
    project.po("wege", units)
    built = project.build("en")
    assert built.warnings == []
    path = path_of(built.html("wege"))
    title = path.find("h2")
    assert title is not None
    assert (title.text, title.em.text if title.em else "") == ("The first days", "first")
    assert path.find(class_="pw-path-role").text == "For beginners"
    assert [link.text for link in path.find_all("a", class_="pw-step-link")] == ["Eins", "Second", "Drei"]
    assert path.find("h3").text == "Contacts"
    source = path_of(project.build("de").html("wege"))
    ids = [[node["data-unit"] for node in side.find_all(attrs={"data-unit": True})] for side in (source, path)]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 13


def test_a_translation_may_move_a_date_but_not_change_it(project: Project) -> None:
    write(project, {"index.md": "# Start\n\nAm {date}`2027-03-04` im Saal.\n\nBis {date}`2027-05-01`.\n"})
    project.po(
        "index",
        {
            "Am {date}`2027-03-04` im Saal.": "In the hall on {date}`2027-03-04`.",
            "Bis {date}`2027-05-01`.": "Until {date}`2027-05-02`.",
        },
    )
    built = project.build("en")
    assert "In the hall on March 4, 2027 ." in built.text("index")
    assert "Bis 1. Mai 2027 ." in built.text("index")  # the text is German, and so is its date
    assert [time["datetime"] for time in built.html("index").find_all("time")] == ["2027-03-04", "2027-05-01"]
    assert len(built.warnings) == 1
    assert "[partnerwiki.refused]" in built.warnings[0]


# ------------------------------------------------------------------------------------------------------------- pages


def test_a_path_shows_pages_and_reading_times_without_code(project: Project) -> None:
    write(project, PAGES)
    path = path_of(project.build("de").html("wege"))
    assert [time.text for time in path.find_all(class_="pw-step-time")] == ["3 Minuten", "1 Minute", "1 Minute"]
    assert "5 Minuten" in path.find(class_="pw-path-facts").text
    assert path.find("ol").find_all("input") == []


def test_a_link_to_a_path_has_its_title(project: Project) -> None:
    write(project, PAGES)
    link = project.build("de").body("index").find("p").find("a")
    assert (link["href"], link.text) == ("wege.html#path-tage", "Die ersten Tage")


def test_dates_are_sorted_and_what_is_over_is_marked(project: Project) -> None:
    write(project, PAGES)
    items = project.build("de").html("wege").find(class_="pw-dates").find_all("li")
    assert [item.p.text.split(": ")[1] for item in items] == ["vorbei", "bald", "später"]
    assert [item.get("class") for item in items] == [["pw-past"], None, None]


def test_the_day_of_the_build_can_be_given(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, PAGES)
    for moment, past in (("947030400", True), ("947030399", False), ("947030400", True)):  # 2000-01-05T00:00Z
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        assert bool(project.build("de").html("wege").find(class_="pw-past")) is past


def test_a_language_of_an_author_s_own_making_does_not_stop_the_build(project: Project) -> None:
    write(project, {"index.md": "# Start\n\n:::{container} language-zz\nAm {date}`2027-03-04`.\n:::\n"})
    assert "4. März 2027" in project.build("de").text("index")


def test_a_list_without_dates_says_so(project: Project) -> None:
    write(project, {"index.md": "# Start\n\n:::{dates}\n:::\n"})
    built = project.build("en")
    assert "No date is fixed at present." in built.text("index")
    assert built.warnings == []


def test_other_formats_show_the_path_too(project: Project) -> None:
    write(project, PAGES)
    text = project.build("de", builder="text").text_of("wege.txt")
    assert "Die *ersten* Tage" in text
    assert "3 Minuten" in text
    assert "4. März 2999" in text


def test_a_path_may_stand_in_restructuredtext(project: Project) -> None:
    rst = "Wege\n====\n\n.. path:: Kurz\n   :id: kurz\n\n   1. :doc:`eins`\n   2. :doc:`/drei`\n"
    write(project, {**PAGES, "noch.rst": rst})
    (project.folder / "noch.md").unlink()
    built = project.build("de")
    assert built.warnings == []
    assert [link["href"] for link in path_of(built.html("noch"), "kurz").ol.find_all("a")] == ["eins.html", "drei.html"]


def test_processes_that_read_side_by_side_find_the_same_paths(project: Project) -> None:
    more = {f"p{number}.md": "---\norphan: true\n---\n\n# P\n\nWort\n" for number in range(10)}
    write(project, {**PAGES, **more})
    alone = project.build("de").text_of("wege.html")
    shutil.rmtree(project.folder / "build")
    assert project.build("de", jobs=2).text_of("wege.html") == alone


# ---------------------------------------------------------------------------------------------------------- warnings


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (":::{path} Weg\n\n1. [](eins.md)\n2. Kaffee kochen\n:::\n", 6, "leads to no page"),
        (":::{path} Weg\n\n1. [](eins.md)\n2. [](https://stadt.example/)\n:::\n", 6, "leads to no page"),
        (":::{path} Weg\n\n1. [](eins.md)\n2. [noch einmal](eins.md#x)\n:::\n", 6, "twice"),
        (":::{path} Weg\n\n- [](eins.md)\n:::\n", 3, "no steps"),
        (":::{path} Weg\n:id: tage\n\n1. [](eins.md)\n:::\n", 3, "Another path has the id 'tage' (einweg.md:3)"),
        ("Am {date}`4.3.2027`.\n", 3, "is not a date"),
        ("{date}`2027-02-29`\n", 3, "is not a date"),
        (":::{dates}\n- {date}`2027-01-01`: ja\n- irgendwann\n:::\n", 5, "has no date"),
    ],
)
def test_what_cannot_be_shown_is_a_warning_with_its_line(project: Project, text: str, line: int, words: str) -> None:
    pages = {
        "index.md": "# Start\n\n```{toctree}\neinweg\nwege\neins\n```\n",
        "eins.md": "# Eins\n\n(x)=\n## X\n\nText\n",
    }
    first = ":::{path} Erster\n:id: tage\n\n1. [](eins.md)\n:::\n" if "tage" in text else ""
    write(project, {**pages, "einweg.md": f"# Einweg\n\n{first}", "wege.md": f"# Wege\n\n{text}"})
    ours = [warning for warning in project.build("de").warnings if "[partnerwiki." in warning]
    assert len(ours) == 1
    assert f"wege.md:{line}: " in ours[0]
    assert words in ours[0]


def test_a_hostile_title_and_id_stay_text(project: Project) -> None:
    title = '"><script>alert(1)</script> `code`'
    write(project, {**PAGES, "wege.md": f'# Wege\n\n:::{{path}} {title}\n:id: x"><b>\n\n1. [](eins.md)\n:::\n'})
    built = project.build("de")
    path = path_of(built.html("wege"), "x-b")
    assert (
        path.script is None or path.find("h2").script is not None
    )  # as everywhere in Markdown, authors may write HTML
    assert path["data-pw-path"] == "x-b"


# ------------------------------------------------------------------------------------------------------- incremental


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("eins.md", "# Eins", "# Erstens"),
        ("eins.md", "Wort Wort", "Wort " * 700),
        ("wege.md", "2. [Zweite](sub/zwei.md#teil) – in Ruhe\n", ""),
        ("wege.md", "{path} Die *ersten* Tage", "{path} Andere Tage"),
        ("wege.md", ":id: tage", ":id: woche"),
        ("wege.md", PATH, ""),
    ],
)
def test_an_incremental_build_equals_a_cold_one(project: Project, name: str, old: str, new: str) -> None:
    pages = {**PAGES, "index.md": PAGES["index.md"].replace("Siehe [](wege.md#path-tage).", "Text.")}
    write(project, pages)
    project.build("en", html_theme="partnerwiki")
    changed = pages[name].replace(old, new, 1)
    assert changed != pages[name]
    project.write(name, changed)
    warm = tree(project.build("en", html_theme="partnerwiki").folder)
    shutil.rmtree(project.folder / "build")
    cold = tree(project.build("en", html_theme="partnerwiki").folder)
    unlike = [page for page in cold if page.endswith(".html") and warm[page] != cold[page]]
    assert unlike == []


# ----------------------------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    soon_day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date()
    soon = f":::{{dates}}\n- {{date}}`{soon_day}`: morgen\n- {{date}}`2000-01-01`: vorbei\n:::\n"
    over = ":::{dates}\n- {date}`2000-01-01`: vorbei\n:::\n"
    pages = {**PAGES, "drei.md": f"# Drei\n\n{soon}\n## Früher\n\n{over}"}
    units = {"Die *ersten* Tage": "The *first* days", "Eins": "One", "Drei": "Three"}
    catalogs = {f"en/{name}": catalog(units) for name in ("wege", "eins", "drei")}
    folder = make_wiki(tmp_path_factory.mktemp("paths"), pages=pages, catalogs=catalogs)
    with publish(folder) as published:
        yield published


@pytest.fixture
def page(browser: Browser, site: Published) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport={"width": 1000, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def test_what_is_read_is_remembered_in_every_language(page: Page) -> None:
    page.goto("en/wege.html")
    path = page.locator("#path-tage")
    expect(path.get_by_role("status")).to_have_text("Read: 0 of 3")
    path.get_by_role("checkbox", name="One", exact=True).check()
    expect(path.get_by_role("status")).to_have_text("Read: 1 of 3")
    expect(path.get_by_role("progressbar", name="Read: 1 of 3")).to_have_js_property("value", 1)
    page.goto("de/wege.html")
    expect(page.locator("#path-tage").get_by_role("checkbox", name="Eins", exact=True)).to_be_checked()
    page.goto("de/noch.html")  # another path with the same page
    expect(page.get_by_role("checkbox", name="Eins", exact=True)).not_to_be_checked()


def test_starting_over_forgets_one_path_only(page: Page) -> None:
    page.goto("en/noch.html")
    page.get_by_role("checkbox", name="One").check()
    page.goto("en/wege.html")
    boxes = page.locator("#path-tage").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        box.check()
    expect(page.locator("#path-tage").get_by_role("status")).to_have_text("All pages of this path are read.")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#path-tage").get_by_role("status")).to_have_text("Read: 0 of 3")
    page.goto("en/noch.html")
    expect(page.get_by_role("checkbox", name="One")).to_be_checked()


def test_the_end_of_a_page_leads_on_along_the_path_one_came_by(page: Page) -> None:
    page.goto("en/noch.html")
    page.locator("#path-kurz .pw-step-link").first.click()  # Drei, which ends the other path
    ways = page.get_by_role("navigation", name="Reading paths")
    expect(ways.get_by_role("group").first).to_have_attribute("data-pw-path", "kurz")
    expect(ways.get_by_role("group", name="The first days")).to_be_hidden()
    ways.get_by_role("checkbox", name="I have read this page").first.check()
    ways.get_by_role("link", name="Next on this path: One").click()
    expect(page).to_have_url(page.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("One")
    expect(page.get_by_text("This is the last page of this path.")).to_be_visible()
    page.get_by_text("Other paths with this page").click()
    expect(page.get_by_role("link", name="Next on this path: Zwei")).to_be_visible()
    page.get_by_role("link", name="Kurz").click()
    expect(page.get_by_role("checkbox", name="Three")).to_be_checked()


def test_a_mark_made_in_another_tab_shows(page: Page) -> None:
    page.goto("en/wege.html")
    other = page.context.new_page()
    other.goto("en/wege.html")
    other.get_by_role("checkbox", name="One").check()
    expect(page.get_by_role("checkbox", name="One")).to_be_checked()


def test_one_path_prints_as_one_sheet(page: Page) -> None:
    page.goto("en/wege.html")
    page.evaluate("window.print = () => {}")
    page.get_by_role("checkbox", name="One").check()
    page.get_by_role("button", name="Print this path").click()
    page.emulate_media(media="print")
    sheet = page.locator(".pw-sheet")
    expect(sheet.get_by_text("Rathaus")).to_be_visible()
    expect(sheet.get_by_text("später")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    # the mark of a state stays on paper
    assert sheet.locator("input, button:not(.pw-mark), progress").evaluate_all(
        "all => all.every(one => !one.checkVisibility())"
    )
    boxes = sheet.locator(".pw-step").evaluate_all("all => all.map(one => getComputedStyle(one, '::before').width)")
    assert len(boxes) == 3
    assert all(float(width.removesuffix("px")) > 10 for width in boxes)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)


def test_dates_that_are_over_are_left_out(page: Page) -> None:
    page.goto("en/drei.html")
    expect(page.get_by_text("morgen")).to_be_visible()
    expect(page.get_by_text("vorbei").first).to_be_hidden()
    expect(page.get_by_text("No date is fixed at present.")).to_have_count(1)


def test_without_script_a_path_is_a_list_and_the_way_on_a_link(browser: Browser, site: Published) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("en/wege.html")
    expect(page.locator("#path-tage li.pw-step")).to_have_count(3)
    expect(page.locator("article input, article progress, .pw-path button")).to_have_count(0)
    expect(page.get_by_text("Past")).to_be_visible()
    page.goto("en/sub/zwei.html")
    expect(page.get_by_role("link", name="Next on this path: Three")).to_be_visible()
    context.close()


def test_pages_without_paths_load_nothing_for_them(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("en/index.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "path." in url] == []
