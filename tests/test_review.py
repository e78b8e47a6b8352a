"""Trust in the text, in a real browser: marks with their state, the other language beside the text, corrections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from sites import Published, publish
from wikis import CONF, make_wiki, partnerwiki

MAIL = "mailto:wiki@vila-modelo.example"
ISSUE = "https://git.partnerwiki.example/wiki/issues/new?title={title}&body={body}"
SETTINGS = f"""
partnerwiki_languages = ["de", "en", "ar"]
partnerwiki_corrections = {{"en": ["{MAIL}", "{ISSUE}"], "ar": ["{MAIL}"]}}
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>\n'
START = """\
# Start

Ein Absatz mit [Verweis](zwei.md#unten) und `Code`.

Zweimal derselbe Satz.

Ein gefährlicher Satz.

Ein veralteter Satz.

Ein geprüfter Satz.

- Punkt eins
- Punkt zwei

| Kopf | Wert |
|------|------|
| Zelle eins | Zelle zwei |
| Zelle drei | Zelle vier |

:::{admonition} Eigener Titel
Ein Hinweis.
:::

Begriff
: Eine Erklärung

::::{tab-set}
:::{tab-item} Reiter
Text im Reiter.
:::
::::

:::{dropdown} Klappe
Text in der Klappe.
:::

::::{grid} 2
:::{grid-item-card} Karte
:link: zwei
:link-type: doc
Text der Karte.
:::
::::

:::{figure} bild.svg
:alt: Ein Rechteck

Unterschrift des Bildes.
:::

```{code-block} text
:caption: Ein Listing
eins
  zwei
```

Zweimal derselbe Satz.

```{toctree}
zwei
```
"""
HOSTILE = "\\<img src=x onerror=alert(1)\\> @alle \\`\\`\\`\\` “Böse” & %0D%0ACc: $& {title} {body} #1"
LABELS = {"machine": "Machine draft", "outdated": "Outdated", "missing": "Not translated"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Give a wiki with every kind of block, whose English holds every state."""
    pages = {"index.md": START, "zwei.md": "# Zwei\n\nMehr Text.\n\n## Unten\n\nDas Ende.\n", "bild.svg": PICTURE}
    wiki = make_wiki(tmp_path_factory.mktemp("review"), pages=pages, conf=CONF + SETTINGS)
    for step in (
        ("update",),
        ("draft", "--to", "en", "--engine", "pseudo"),
        ("draft", "--to", "ar", "--engine", "pseudo-rtl"),
    ):
        result = partnerwiki(wiki, *step)
        assert result.returncode == 0, result.stderr
    path = wiki / "locales" / "en" / "LC_MESSAGES" / "index.po"
    catalog = polib.pofile(str(path), wrapwidth=1000)
    entries = {entry.msgid: entry for entry in catalog}
    entries["Ein gefährlicher Satz."].msgstr = HOSTILE
    entries["Ein veralteter Satz."].previous_msgid = "Ein alter Satz."
    entries["Ein geprüfter Satz."].msgstr, entries["Ein geprüfter Satz."].flags = "A reviewed sentence.", []
    for msgid in ("Zelle drei", "Zelle vier"):
        entries[msgid].flags = []
    for msgid in ("Punkt zwei", "Zelle zwei"):
        entries[msgid].msgstr, entries[msgid].flags = "", []
    catalog.save()
    with publish(wiki) as published:
        yield published


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def opened(context: BrowserContext, site: Published, address: str) -> Page:
    """Open a page and wait for its marks."""
    tab = context.new_page()
    tab.goto(site.url + address)
    tab.locator(".pw-mark").first.wait_for(state="attached")
    return tab


def chip(tab: Page, text: str) -> Locator:
    """Give the button at the block that holds a text."""
    return tab.locator("article [data-unit]", has_text=text).last.locator(".pw-mark")


# -- marks ------------------------------------------------------------------------------------------------------------


def spoken(tab: Page, selector: str) -> list[str]:
    """Give what a screen reader meets in each element: the names in Chromium's accessibility tree, from it downwards.

    An inline element that the tree leaves out is represented by the element around it.
    """
    session = tab.context.new_cdp_session(tab)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    by_element = {node.get("backendDOMNodeId"): node for node in tree}

    def names(node: dict[str, Any]) -> Iterator[str]:
        if not node.get("ignored"):
            yield str(node.get("name", {}).get("value", ""))
        for child in node.get("childIds", []):
            if child in nodes:
                yield from names(nodes[child])

    def node_of(expression: str) -> dict[str, Any]:
        found = session.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
        number = session.send("DOM.describeNode", {"objectId": found})["node"]["backendNodeId"]
        return by_element.get(number) or node_of(f"{expression}.parentElement")

    session.send("DOM.enable")
    elements = f"document.querySelectorAll({json.dumps(selector)})"
    return [" ".join(names(node_of(f"{elements}[{number}]"))) for number in range(tab.locator(selector).count())]


UNFOLD = 'document.querySelectorAll("details").forEach(details => { details.open = true })'


@pytest.mark.parametrize("script", [True, False])
def test_a_screen_reader_meets_the_state_in_every_block_that_nobody_has_reviewed(
    browser: Browser, site: Published, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    tab = context.new_page()
    tab.goto(f"{site.url}en/index.html")
    if script:
        tab.locator(".pw-mark").first.wait_for(state="attached")
        tab.evaluate(UNFOLD)
    else:
        for summary in tab.locator("summary.sd-summary-title").all():
            summary.click()
    for state, label in LABELS.items():
        said = spoken(tab, f"article [data-state={state}]:not(img)")
        assert said
        assert [text for text in said if label not in text] == []
    pictures = spoken(tab, "article figure:has(> img)")
    assert pictures
    assert all(LABELS["machine"] in text for text in pictures)
    context.close()


def test_every_translated_block_has_a_button_with_its_state(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    units = tab.locator("article [data-unit]").count()
    marks = tab.locator(".pw-mark")
    assert marks.count() == units
    names = {mark.get_attribute("aria-label") or mark.text_content() for mark in marks.all()}
    assert names == {*LABELS.values(), "Reviewed"}
    assert tab.locator(":is(a, button, label, summary) .pw-mark").count() == 0
    assert context.new_page().goto(f"{site.url}de/index.html")
    assert context.pages[1].locator(".pw-mark").count() == 0


def test_the_buttons_of_a_table_are_one_stop_and_arrows_lead_on(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    marks = tab.locator("table .pw-mark")
    assert marks.count() == 6
    assert [mark.get_attribute("tabindex") for mark in marks.all()] == ["0", *["-1"] * 5]
    marks.first.focus()
    for key, place in [("ArrowDown", 1), ("ArrowRight", 2), ("End", 5), ("ArrowUp", 4), ("Home", 0), ("ArrowLeft", 0)]:
        tab.keyboard.press(key)
        assert marks.nth(place).evaluate("mark => mark === document.activeElement"), key
        assert marks.nth(place).get_attribute("tabindex") == "0"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('table')") is None


def test_a_reviewed_block_s_button_shows_on_hover_and_focus_and_always_where_nothing_hovers(
    browser: Browser, site: Published, context: BrowserContext
) -> None:
    tab = opened(context, site, "en/index.html")
    mark = chip(tab, "A reviewed sentence.")
    seen = "mark => getComputedStyle(mark).opacity"
    assert mark.evaluate(seen) == "0"
    tab.get_by_text("A reviewed sentence.").hover()
    assert mark.evaluate(seen) == "1"
    tab.mouse.move(0, 0)
    mark.focus()
    tab.keyboard.press("Shift")  # the focus is the keyboard's
    assert mark.evaluate(seen) == "1"
    phone = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    assert chip(opened(phone, site, "en/index.html"), "A reviewed sentence.").evaluate(seen) == "1"
    phone.close()


# -- side by side -----------------------------------------------------------------------------------------------------

#: Unit, place among equal units, text, language and direction of what stands beside each block.
BESIDE = """() => [...document.querySelectorAll("article [data-unit]")].map((block, at, all) => {
  const place = all.slice(0, at).filter(other => other.dataset.unit === block.dataset.unit).length
  const box = [block.nextElementSibling, block.lastElementChild, block.parentElement.nextElementSibling,
    block.parentElement.querySelector(":scope > .pw-other")].find(node => node?.matches(".pw-other"))
  return [block.dataset.unit, place, box?.textContent, box?.lang, box?.dir]
})"""
TEXTS = """() => [...document.querySelectorAll("article [data-unit]")].map((block, at, all) => {
  const place = all.slice(0, at).filter(other => other.dataset.unit === block.dataset.unit).length
  const copy = block.cloneNode(true)
  copy.querySelectorAll(".headerlink, .pw-mark").forEach(node => node.remove())
  const [{ lang }, { dir }] = [block.closest("[lang]"), block.closest("[dir]")]
  return [block.dataset.unit, place, block.alt ?? copy.textContent, lang, dir]
})"""


@pytest.mark.parametrize(("language", "other"), [("en", "de"), ("ar", "de"), ("de", "ar"), ("en", "ar")])
def test_each_block_gets_the_other_page_s_text_in_its_own_language_and_direction(
    context: BrowserContext, site: Published, language: str, other: str
) -> None:
    tab, original = context.new_page(), context.new_page()
    tab.goto(f"{site.url}{language}/index.html")
    original.goto(f"{site.url}{other}/index.html")
    button = tab.locator(f'[data-pw-beside][data-lang="{other}"]')
    if not button.is_visible():
        tab.locator(".pw-controls summary").click()
    button.click()
    tab.locator(".pw-other").first.wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    shown = {(unit, place): rest for unit, place, *rest in tab.evaluate(BESIDE) if rest[0] is not None}
    wanted = {(unit, place): rest for unit, place, *rest in original.evaluate(TEXTS)}
    assert shown == wanted
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button.click()
    tab.locator(".pw-other").first.wait_for(state="detached")
    assert tab.locator(".pw-row").count() == 0
    assert button.get_attribute("aria-pressed") == "false"


def test_the_other_text_stands_beside_where_there_is_room_and_below_where_not(
    context: BrowserContext, site: Published
) -> None:
    tab = opened(context, site, "ar/index.html")
    tab.locator("[data-code=original]").click()
    own, other = (tab.locator(f"section > .pw-row > {part}").nth(1) for part in ("[data-unit]", ".pw-other"))
    other.wait_for()
    for width, beside in ((1280, True), (360, False)):
        tab.set_viewport_size({"width": width, "height": 800})
        first, second = own.bounding_box(), other.bounding_box()
        assert first
        assert second
        assert (second["x"] + second["width"] <= first["x"]) is beside  # right to left: to the left of it
        assert (second["y"] >= first["y"] + first["height"]) is not beside
    tab.emulate_media(media="print")
    assert other.is_visible()
    assert not tab.locator(".pw-controls").is_visible()
    assert tab.locator("h1 .pw-mark").is_visible()


def test_nothing_is_fetched_before_it_is_asked_for_and_then_once(context: BrowserContext, site: Published) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = opened(context, site, "en/index.html")
    tab.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/de/" in url or "correct.js" in url or "beside.js" in url]
    button = tab.locator("[data-code=original]")
    for state in ("true", "false", "true"):
        button.click()
        tab.locator(f"[data-code=original][aria-pressed={state}]").wait_for()
    tab.locator(".pw-other").first.wait_for()
    assert [url for url in asked if "/de/" in url] == [f"{site.url}de/index.html"]
    assert all(url.startswith((site.url, "data:")) for url in asked)


def test_the_choice_holds_for_the_next_page_of_the_tab_and_links_lead_where_they_led(
    context: BrowserContext, site: Published
) -> None:
    tab = opened(context, site, "en/index.html")
    tab.locator("[data-code=original]").click()
    link = tab.locator(".pw-other a").first
    link.wait_for()
    assert link.evaluate("node => node.href") == f"{site.url}de/zwei.html#unten"
    tab.goto(f"{site.url}ar/zwei.html")
    tab.locator(".pw-other", has_text="Mehr Text.").wait_for()
    assert tab.locator("[data-code=original]").get_attribute("aria-pressed") == "true"
    other = opened(context, site, "en/zwei.html")  # another tab
    other.wait_for_load_state("networkidle")
    assert other.locator(".pw-other").count() == 0


def test_a_page_that_cannot_be_had_is_said_and_breaks_nothing(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    button = tab.locator("[data-code=original]")
    context.route("**/de/**", lambda route: route.abort())
    button.click()
    said = tab.locator("[data-pw-review] > [role=status]", has_text="could not be loaded")
    said.wait_for()
    assert said.is_visible()
    assert button.get_attribute("aria-pressed") == "false"
    context.unroute("**/de/**")
    button.click()
    tab.locator(".pw-other").first.wait_for()
    assert "now stands beside" in (tab.locator("[data-pw-review] > [role=status]").text_content() or "")


def test_one_paragraph_s_original_is_shown_with_the_keyboard_alone(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    mark = chip(tab, "A reviewed sentence.")
    mark.focus()
    tab.keyboard.press("Enter")
    assert mark.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Show the original"
    tab.keyboard.press("Enter")
    tab.locator(".pw-tools [aria-pressed=true]").wait_for()
    assert tab.locator(".pw-other").all_inner_texts() == ["Ein geprüfter Satz."]
    assert tab.evaluate("document.activeElement.textContent") == "Show the original"  # although it was moved
    tab.keyboard.press("Space")
    tab.locator(".pw-tools [aria-pressed=false]").wait_for()
    assert tab.locator(".pw-other").count() == 0
    tab.keyboard.press("Escape")
    assert mark.evaluate("node => node === document.activeElement")
    assert mark.get_attribute("aria-expanded") == "false"
    assert tab.locator(".pw-tools").count() == 0


ADOPT = """async ([base, html]) => {
  const { adopted } = await import(base + "en/_static/pages.js")
  const page = new DOMParser().parseFromString(html, "text/html")
  const box = document.createElement("div")
  box.append(adopted(page.body, base + "de/index.html"))
  return box.innerHTML
}"""


def test_nothing_but_words_and_harmless_marks_comes_over_from_the_other_page(
    context: BrowserContext, site: Published
) -> None:
    tab = opened(context, site, "en/index.html")
    html = (
        '<p id="x" onclick="alert(1)">Ein <em style="color:red" class="y">Wort</em>, <code class="z">Code</code>'
        '<script>alert(1)</script><iframe srcdoc="x"></iframe><form><input value="1"></form>'
        '<svg><script>alert(1)</script></svg><img src="x.png" alt="Bild" onerror="alert(1)">'
        '<a href="javascript:alert(1)" target="_top">eins</a><a href="zwei.html#a" onfocus="alert(1)">zwei</a>'
        '<a href="http://[">drei</a><span lang="ar" dir="rtl">vier</span><object data="x">fünf</object></p>'
    )
    assert tab.evaluate(ADOPT, [site.url, html]) == (
        'Ein <em>Wort</em>, <code class="docutils literal notranslate">Code</code>Bild<a>eins</a>'
        f'<a href="{site.url}de/zwei.html#a">zwei</a><a>drei</a><span lang="ar" dir="rtl">vier</span>'
    )


# -- corrections ------------------------------------------------------------------------------------------------------


def form_for(tab: Page, text: str) -> Locator:
    """Open the form for the block that holds a text."""
    chip(tab, text).focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog", name="Suggest a correction")
    dialog.wait_for()
    tab.locator(".pw-texts dd[lang]").nth(1).wait_for()
    return dialog


def sent(dialog: Locator, name: str) -> tuple[str, str]:
    """Give title and text of a link of the form, as the program that gets it reads them."""
    href = dialog.get_by_role("link", name=name).get_attribute("href") or ""
    query = urlsplit(href).query
    fields = dict(part.split("=", 1) for part in query.split("&"))
    return unquote(fields.get("subject", fields.get("title", ""))), unquote(fields["body"])


def test_a_correction_holds_what_the_form_shows(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    dialog = form_for(tab, "onerror")
    present = dialog.locator(".pw-texts dd").first.inner_text()
    assert present.startswith("<img src=x onerror=alert(1)> @alle ````")
    suggestion = dialog.get_by_label("Suggestion")
    assert suggestion.input_value() == present
    assert suggestion.evaluate("node => node === document.activeElement")
    assert suggestion.evaluate("node => [node.lang, node.dir, node.spellcheck]") == ["en", "ltr", True]
    suggestion.fill("A dangerous\nsentence & “more” 100 %")
    dialog.get_by_label("Remark").fill("أ + ü")
    unit = tab.locator("article [data-unit]", has_text="onerror").last.get_attribute("data-unit")
    title, body = sent(dialog, "Send by mail")
    heading = tab.evaluate("document.querySelector('h1').innerText.split('\\n').pop().replace('¶', '').trim()")
    assert title.startswith("Correction: ")
    assert title.removeprefix("Correction: ") in heading or heading in title
    assert body.split("\r\n") == [
        f"Page: {title.removeprefix('Correction: ')}",
        f"Address: {site.url}en/index.html",
        f"Paragraph: {unit}",
        "Language: en",
        "Language of the original: de",
        "",
        "Present text:",
        present,
        "",
        "Original:",
        "Ein gefährlicher Satz.",
        "",
        "Suggestion:",
        "A dangerous",
        "sentence & “more” 100 %",
        "",
        "Remark:",
        "أ + ü",
    ]
    issue_title, issue = sent(dialog, "Open as issue on git.partnerwiki.example")
    assert issue_title == title
    fences = re.findall(r"^(`{3,})\n(.*?)\n\1$", issue, re.DOTALL | re.MULTILINE)
    assert [text for _fence, text in fences] == [
        present,
        "Ein gefährlicher Satz.",
        "A dangerous\nsentence & “more” 100 %",
        "أ + ü",
    ]


def test_the_form_works_from_the_keyboard_and_gives_the_focus_back(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "ar/index.html")
    tab.locator("h1 .pw-mark").focus()
    for key in ("Enter", "Tab", "Tab", "Enter"):
        tab.keyboard.press(key)
    dialog = tab.get_by_role("dialog")
    dialog.wait_for()
    area = dialog.locator("textarea").first
    assert area.evaluate("node => [node.lang, node.dir]") == ["ar", "rtl"]
    area.fill("נוסח אחר")
    tab.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    opener = tab.locator(".pw-tools button").last
    assert opener.evaluate("node => node === document.activeElement")
    tab.keyboard.press("Enter")
    assert tab.get_by_role("dialog").locator("textarea").first.input_value() == "נוסח אחר"  # nothing typed is lost


def test_an_unchanged_text_is_not_sent(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")
    dialog = form_for(tab, "A reviewed sentence.")
    for name in ("link", "button"):
        dialog.get_by_role(name, name=re.compile("Open as issue|Copy")).click()
        assert dialog.get_by_role("status").inner_text() == "Change the text or write a remark first."
        assert dialog.get_by_label("Suggestion").evaluate("node => node === document.activeElement")
    assert len(context.pages) == 1


def test_what_is_not_translated_is_suggested_from_nothing(context: BrowserContext, site: Published) -> None:
    dialog = form_for(opened(context, site, "en/index.html"), "Punkt zwei")
    assert dialog.get_by_label("Suggestion").input_value() == ""
    assert dialog.locator(".pw-texts dd").first.evaluate("node => node.lang") == "de"


def test_a_text_too_long_for_a_link_is_shortened_there_and_whole_on_the_clipboard(
    context: BrowserContext, site: Published
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = opened(context, site, "en/index.html")
    dialog = form_for(tab, "A reviewed sentence.")
    suggestion = "Wort " * 150 + "Ende"
    dialog.get_by_label("Suggestion").fill(suggestion)
    dialog.get_by_label("Remark").fill("lang " * 400)
    mail = dialog.get_by_role("link", name="Send by mail")
    assert len(mail.get_attribute("href") or "") <= 1800
    assert suggestion in sent(dialog, "Send by mail")[1]
    mail.evaluate("node => node.addEventListener('click', event => event.preventDefault())")
    mail.click()
    dialog.get_by_role("status").get_by_text("clipboard").wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert suggestion in copied
    assert ("lang " * 400).strip() in copied


def test_a_browser_without_a_clipboard_shows_the_text_to_copy(context: BrowserContext, site: Published) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab = opened(context, site, "en/index.html")
    dialog = form_for(tab, "A reviewed sentence.")
    dialog.get_by_label("Suggestion").fill("Another sentence.")
    dialog.get_by_role("button", name="Copy").click()
    whole = dialog.get_by_label("Select this text and copy it")
    whole.wait_for()
    assert "Suggestion:\nAnother sentence." in whole.input_value()


def test_the_footer_s_control_takes_a_remark_on_the_page(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/zwei.html")
    tab.locator("button[data-pw-correct]").focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    dialog.get_by_label("What is wrong, and what would be right?").fill("A date is missing.")
    _title, body = sent(dialog, "Send by mail")
    assert f"Address: {site.url}en/zwei.html\r\nLanguage: en" in body
    assert body.endswith("Remark:\r\nA date is missing.")
    assert "Paragraph" not in body
    dialog.get_by_role("button", name="Cancel").click()
    assert tab.evaluate("document.activeElement.hasAttribute('data-pw-correct')")


def test_without_script_a_mail_names_the_page(browser: Browser, site: Published) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site.url}en/zwei.html")
    link = tab.get_by_role("link", name="Suggest a correction")
    href = link.get_attribute("href") or ""
    assert href.startswith(f"{MAIL}?")
    assert parse_qs(urlsplit(href).query)["body"] == [f"{site.url}en/zwei.html\r\n"]
    assert tab.locator(".pw-controls").is_hidden()
    assert tab.locator("button[data-pw-correct]").is_hidden()
    tab.goto(f"{site.url}de/zwei.html")  # nobody takes corrections of the German
    assert tab.get_by_role("link", name=re.compile("correction|Korrektur")).count() == 0
    context.close()


DRAFT = """async ([base, address, fields]) => {
  const { draft, letter } = await import(base + "en/_static/letter.js")
  const t = (text, values = {}) => text.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] ?? whole)
  return [draft(address, t, fields), letter(t, fields, !address.startsWith("mailto:"))]
}"""
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3000).map(str.strip)


def test_links_are_never_too_long_and_lose_the_suggestion_last(context: BrowserContext, site: Published) -> None:
    tab = opened(context, site, "en/index.html")

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from([(MAIL, 1800), (ISSUE, 6000)]),
        st.fixed_dictionaries(dict.fromkeys(("present", "source", "suggestion", "remark"), texts)),
    )
    def law(target: tuple[str, int], given_texts: dict[str, str]) -> None:
        address, limit = target
        fields = {"page": "Seite", "address": "https://wiki.example/en/x.html", "language": "en", **given_texts}
        made, whole = tab.evaluate(DRAFT, [site.url, address, fields])
        assert len(made["href"]) <= limit
        body = unquote(dict(part.split("=", 1) for part in urlsplit(made["href"]).query.split("&"))["body"])
        body = body.replace("\r\n", "\n")
        assert (body == whole) is made["isWhole"]
        if not made["isWhole"] and fields["suggestion"] not in body:
            assert all(fields[name] not in body or not fields[name] for name in ("source", "present", "remark"))

    law()


def test_addresses_of_conf_py_reach_the_page_unharmed(site: Published) -> None:
    text = (site.folder / "build" / "site" / "en" / "index.html").read_text("utf-8")
    found = re.search(r"data-pw-corrections='([^']*)'", text)
    assert found
    assert json.loads(found[1].encode().decode("unicode_escape")) == [MAIL, ISSUE]
    assert Path(site.folder / "build" / "site" / "de" / "index.html").read_text("utf-8").count("corrections='[]'") == 1
