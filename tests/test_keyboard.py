"""With the keyboard alone: every control is reached, seen and left again; without script, too."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from reader import ACTS, DESK, LONG, PHONE, TERM, TOOLS, Act, page_with, reading, shown, visit
from sites import Published

#: Remembers how each control that a reader sees looks without focus, and which of them are reached in another way:
#: radio buttons by their group, the rest of a group of buttons by arrow keys.
BEGIN = """() => {
  const NATIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const seen = node => node.checkVisibility({visibilityProperty: true}) && !node.closest("[inert], :disabled");
  const around = node => [node, ...node.labels ?? [], node.parentElement, node.parentElement.parentElement];
  const looks = node => around(node).flatMap(each => ["", "::before", "::after"].map(part => {
    const {outlineStyle, outlineWidth, outlineColor, boxShadow} = getComputedStyle(each, part);
    const outline = outlineStyle === "none" || outlineWidth === "0px" ? "none" : outlineWidth + outlineColor;
    return outline + " " + boxShadow;
  })).join();
  const named = node => {
    const text = node.ariaLabel || node.innerText || node.name || "";
    return `<${node.localName} class="${node.className}">${text.trim().slice(0, 40)}`;
  };
  const controls = [...document.querySelectorAll(`${NATIVE}, [tabindex]`)].filter(
    node => seen(node) && (node.matches(NATIVE) || node.tabIndex >= 0)
  );
  document.activeElement.blur();
  const without = new Map(controls.map(node => [node, looks(node)]));
  const reached = new Set();

  // of five points of a box, one must not lie outside of the window or below something else
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]];
  const hits = ({left, right, top, bottom}) =>
    points.map(([x, y]) => document.elementFromPoint(left + x * (right - left), top + y * (bottom - top)));
  const boxes = node => [...node.getClientRects()].filter(({width, height}) => width > 1 && height > 1);
  const isShown = node => boxes(node).some(box => hits(box).some(hit => node.contains(hit)));
  // a link that covers a whole card has no box of its own
  const fills = node => boxes(node.closest(".sd-card") ?? node).some(box => hits(box).some(hit => hit === node));
  const frame = () => new Promise(requestAnimationFrame);
  window.pwStop = async () => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const shown = node.checkVisibility({opacityProperty: true}) ? node : node.labels?.[0] ?? node;
    const again = reached.has(node);
    reached.add(node);
    if (node.type === "radio") controls.filter(({name}) => name === node.name).forEach(each => reached.add(each));
    const group = node.closest("table, ul, ol, dl, .sd-row, [role=toolbar]");
    const isSeen = () => isShown(shown) || fills(shown);
    // what scrolls to its control does so in the next frames
    for (let frames = 0; frames < 60 && !isSeen(); frames++) await frame();
    return {
      name: named(node), again, offScreen: !isSeen(), noRing: looks(node) === without.get(node),
      arrows: Boolean(group) && controls.some(each => each.tabIndex < 0 && !reached.has(each) && group.contains(each)),
    };
  };
  window.pwUnreached = () => controls.filter(node => !reached.has(node) && seen(node)).map(named);
}"""

NAMES = {
    "start": "index.html",
    "long": LONG,
    "terms": "nachschlagen/glossar.html",
    "dashboard": "translation-status.html",
}


@dataclass
class Walk:
    """What a walk through a page with the Tab key met; each control by its tag and name."""

    stops: list[str]
    off_screen: list[str]
    without_ring: list[str]
    unreached: list[str]


def walk(tab: Page) -> Walk:
    """Press Tab until a control comes for the second time, and arrow keys where they lead on."""
    tab.evaluate(BEGIN)
    found = Walk([], [], [], [])

    def press(key: str) -> dict[str, bool | str] | None:
        tab.keyboard.press(key)
        stop: dict[str, bool | str] | None = tab.evaluate("pwStop()")
        if stop and not stop["again"]:
            name = str(stop["name"])
            found.stops.append(name)
            found.off_screen += [name] if stop["offScreen"] else []
            found.without_ring += [name] if stop["noRing"] else []
        return stop

    ends = 0  # of the page, where the browser's own controls come; the walk may begin in the middle
    while ends < 3 and not ((stop := press("Tab")) and stop["again"]):
        ends += stop is None
        steps = 0
        while stop and stop["arrows"] and not (steps and stop["again"]):
            stop = press("ArrowDown")
            steps += 1
        for _step in range(steps):
            press("ArrowUp")
    found.unreached = tab.evaluate("pwUnreached()")
    return found


def assert_usable(tab: Page) -> None:
    """Hold what the keyboard needs on the page that is open."""
    found = walk(tab)
    assert len(found.stops) > 10
    assert (found.off_screen, found.without_ring, found.unreached) == ([], [], [])


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("kind", [*NAMES, "path"])
def test_every_control_is_reached_and_seen(
    browser: Browser, every_kind: Published, kind: str, language: str, width: int
) -> None:
    name = NAMES.get(kind) or page_with(every_kind, language, "data-pw-path[^-]").removeprefix(f"{language}/")
    with reading(browser, every_kind) as tab:
        visit(tab, f"{every_kind.url}{language}/{name}", width=width)
        assert_usable(tab)


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("act", [ACTS["search"], ACTS["beside"]], ids=["search", "beside"])
def test_every_control_is_reached_and_seen_where_a_function_is_used(
    browser: Browser, every_kind: Published, act: Act, language: str, width: int
) -> None:
    with reading(browser, every_kind) as tab:
        act(tab, f"{every_kind.url}{language}/", width)
        expect(tab.locator("[aria-busy]")).to_have_count(0)  # results of other languages move what is below them
        assert_usable(tab)


def opened_by_key(tab: Page, act: Act) -> Locator:
    """Open a function with the keyboard; give its control."""
    control = shown(tab, act.control)
    control.focus()
    if act.control != TERM:
        tab.keyboard.press("Enter")
    expect(shown(tab, act.shows)).to_be_visible()
    return control


@pytest.mark.parametrize("name", ["menu", "contents", "colours", "correction", "term", "tools"])
def test_escape_closes_what_is_open_and_returns_to_its_control(
    browser: Browser, every_kind: Published, name: str
) -> None:
    act = {**ACTS, "tools": TOOLS}[name]
    for width in act.widths:
        with reading(browser, every_kind) as tab:
            visit(tab, f"{every_kind.url}pt/{act.page}", width=width)
            control = opened_by_key(tab, act)
            tab.keyboard.press("Escape")
            expect(shown(tab, act.shows)).to_have_count(0)
            expect(control).to_be_focused()
            assert control.get_attribute("aria-expanded") in {"false", None}


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", ["menu", "contents"])
def test_an_open_drawer_is_all_that_the_keyboard_meets(
    browser: Browser, every_kind: Published, name: str, language: str
) -> None:
    act = ACTS[name]
    with reading(browser, every_kind) as tab:
        visit(tab, f"{every_kind.url}{language}/{act.page}", width=PHONE)
        opened_by_key(tab, act)
        assert_usable(tab)


def test_a_dialog_keeps_the_keyboard_until_it_is_left(browser: Browser, every_kind: Published) -> None:
    with reading(browser, every_kind) as tab:
        visit(tab, f"{every_kind.url}pt/{LONG}")
        opened_by_key(tab, ACTS["correction"])
        for _press in range(12):
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement.closest('dialog, body').localName") in {"dialog", "body"}


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", ["menu", "contents"])
def test_without_script_the_lists_are_reached_on_a_phone(
    browser: Browser, every_kind: Published, name: str, language: str
) -> None:
    with reading(browser, every_kind, scripts=False) as tab:
        visit(tab, f"{every_kind.url}{language}/{LONG}", width=PHONE)
        opener = shown(tab, f'a[href="#pw-{name}"]')
        while not opener.evaluate("node => node === document.activeElement"):
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement !== document.body"), "the page is through"
        tab.keyboard.press("Enter")
        link = tab.locator(f"#pw-{name} li a >> visible=true").last
        expect(link).to_be_visible()
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport()
        target = link.evaluate("node => node.href")
        link.press("Enter")
        tab.wait_for_url(target)
