"""Access in a real browser: axe-core finds nothing that is ours, nothing scrolls sideways, and what is seen can be heard and reached.

Each page is visited once, in one language and theme, and its topics twice; `make access` scans them all in all four.
"""

from __future__ import annotations

import importlib
import itertools
import os
from typing import Any

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser import access
from tests.browser.driver import Lab, enter, goto, main, settle
from tests.browser.screens import chosen, sideways, until_chosen

ROUND = list(itertools.product(access.LANGUAGES, access.THEMES))
PLACES = [
    (name, *ROUND[(place + place // 4) % 4])  # the sixth page in another pair than the second
    for place, name in enumerate(("", *access.PAGES))
]
SIZES = ((640, 400), (390, 844), (320, 256))  # 1280 × 800 at 200 %, a phone, 1280 × 1024 at 400 %
CRAMPED = """() => [...document.querySelectorAll('[data-testid=stMain] :is(td, th)')]
  .filter(cell => cell.offsetWidth > 0 && cell.innerText.trim().length > 3 && cell.offsetWidth < 4 * parseFloat(getComputedStyle(cell).fontSize)).length"""
LEVELS = (
    "() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')].map((e) => +e.tagName[1])"
)
FITS = "() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollWidth <= main.clientWidth + 1; }"


def scan(page: Any, within: str | None = None) -> list[access.Violation]:
    """What axe-core finds, where it is installed."""
    return access.scan(page, within) if access.AXE.exists() else []


def need_axe() -> None:
    """Without axe-core a test is skipped in the end, or fails where CONVLAB_REQUIRE_NODE=1."""
    if not access.AXE.exists():
        if os.environ.get("CONVLAB_REQUIRE_NODE") == "1":
            pytest.fail(access.GET_AXE, pytrace=False)
        pytest.skip(access.GET_AXE)


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than its window, once its charts have followed the window's size."""
    try:
        page.wait_for_function(FITS, timeout=60_000)
    except TimeoutError:
        return sideways(page)
    return 0


@pytest.mark.parametrize(("name", "language", "theme"), PLACES)
def test_no_topic_breaks_a_rule_of_ours_scrolls_sideways_or_forgets_what_was_chosen(
    lab: Lab, visit: Any, name: str, language: str, theme: str
) -> None:
    page = visit(1280, 800, scheme=theme)
    topics = importlib.import_module(f"pages.parts.{name}.tabs").TOPICS if name else []
    pills = main(page).locator(f".st-key-{name}-open button")
    goto(page, lab, name, lang=language, **({"open": topics[-1].name} if topics else {}))
    if topics:
        arrived(page)
    found, wide, seen, before = scan(page), look(page, "as it opens"), {}, chosen(page)
    for place, topic in enumerate(topics):
        pills.nth(place).click()
        settle(page)
        until_chosen(page, before, same=False)
        before = seen[topic.name] = chosen(page)
        found += scan(page, ".st-key-topic")
        wide += look(page, topic.name)
    for place, topic in enumerate(topics):
        pills.nth(place).click()
        settle(page)
        until_chosen(page, seen[topic.name])
    wide += in_the_other_language_and_theme(page, language, theme)
    assert wide == []
    assert [str(one) for one in found if one.ours] == []
    need_axe()


def arrived(page: Any) -> None:
    """A link that names a topic shows it, and takes nobody's focus."""
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 0")
    expect(main(page).locator(".st-key-topic")).to_be_in_viewport()
    assert page.evaluate("document.activeElement === document.body")


def look(page: Any, what: str) -> list[tuple[str, int, int]]:
    """No heading leaves a level out; at which widths the page is too wide, and by how much."""
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels)), what
    wide = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wide += [(what, width, by)] if (by := overflow(page)) > 1 else []
        assert page.evaluate(CRAMPED) == 0, what  # no cell of a table shows one character a line
    page.set_viewport_size({"width": 1280, "height": 800})
    return wide


def in_the_other_language_and_theme(page: Any, language: str, theme: str) -> list[tuple[str, int, int]]:
    """The same as `look` on a small phone, where the menu has no room on top and is at hand all the same."""
    page.set_viewport_size({"width": 320, "height": 800})
    other, tag = {"en": ("中文", "zh-CN"), "zh": ("English", "en")}[language]
    page.locator(".st-key-lang").get_by_text(other).click()
    page.wait_for_function("tag => document.documentElement.lang === tag", arg=tag)
    settle(page)
    wide = [(other, 320, by)] if (by := overflow(page)) > 1 else []
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    settle(page)
    wide += [("in the other theme", 320, by)] if (by := overflow(page)) > 1 else []
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").nth(5).wait_for()
    return wide


def test_a_term_explains_itself_to_keys_and_fingers_until_escape(lab: Lab, visit: Any) -> None:
    page = visit(320, 640, touch=True)
    goto(page, lab, "cross_correlation")
    term = main(page).locator(".term").first
    meaning = term.locator(".meaning")
    expect(meaning).to_be_hidden()
    term.focus()
    expect(meaning).to_be_visible()
    expect(meaning).to_have_text(
        "the sum of products of a kernel with each window of the input; the kernel is not flipped"
    )
    box = meaning.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert sideways(page) <= 1
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    term.blur()
    term.tap()
    expect(meaning).to_be_visible()


def test_arrow_keys_read_a_chart_of_vegas(lab: Lab, page: Any) -> None:
    goto(page, lab, "receptive_field", open="formula")
    reader = main(page).locator(".reader")
    reader.locator(".box").focus()
    expect(reader.locator(".spoken")).to_contain_text("receptive field: 1 at layer Input, ")
    page.keyboard.press("Home")
    expect(reader.locator(".box")).to_have_text("layer Input · receptive field: 1")
    page.keyboard.press("End")
    expect(reader.locator(".spoken")).to_contain_text("· receptive field: 3")  # 2 × 2 after 2 × 2: z sees 3 × 3


def test_what_a_change_did_is_said(lab: Lab, page: Any) -> None:
    goto(page, lab, "cross_correlation")
    status = main(page).get_by_role("status").filter(has_text="Output")
    expect(status).to_have_text("Output = 3 − 2 + 1 = 2 rows × 2 columns")
    page.evaluate(
        "window.said = [...document.querySelectorAll('[role=status]')].find((e) => e.innerText.includes('Output'))"
    )
    enter(main(page).get_by_label("Stride", exact=True), "2")
    expect(status).to_have_text("Output = ⌊(3 − 2) / 2⌋ + 1 = 1 row × 1 column")
    assert page.evaluate("window.said.isConnected")  # a screen reader says what changes within a place that it knows


def test_with_forced_colours_what_is_chosen_is_told_from_what_is_not(lab: Lab, page: Any) -> None:
    page.emulate_media(forced_colors="active")
    goto(page, lab, "edge_detection")
    pills = main(page).locator(".st-key-edge_detection-open button")
    ground = "e => getComputedStyle(e).backgroundColor"
    assert pills.nth(0).evaluate(ground) != pills.nth(1).evaluate(ground)
    switch = main(page).locator("[data-testid=stCheckbox]").first
    before = switch.evaluate(TRACK)
    switch.click()
    settle(page)
    assert switch.evaluate(TRACK) != before


TRACK = "e => getComputedStyle(e.querySelector('label > div')).backgroundColor"
