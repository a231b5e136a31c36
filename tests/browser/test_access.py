"""Access in a real browser: axe-core finds nothing that is ours, nothing scrolls sideways, and what is seen can be heard and reached.

Each page is visited once, in one language and theme; `make access` scans them all in all four.
"""

from __future__ import annotations

import importlib
import itertools
import os
from typing import Any

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser import access
from tests.browser.driver import Lab, goto, main, settle
from tests.browser.screens import sideways

ROUND = list(itertools.product(access.LANGUAGES, access.THEMES))
PLACES = [
    (name, *ROUND[(place + place // 4) % 4])  # the sixth page in another pair than the second
    for place, name in enumerate(("", *access.PAGES))
]
SIZES = ((640, 400), (390, 844), (320, 256))  # 1280 × 800 at 200 %, a phone, 1280 × 1024 at 400 %
LEVELS = (
    "() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')].map((e) => +e.tagName[1])"
)
FITS = "() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollWidth <= main.clientWidth + 1; }"


@pytest.fixture
def axe() -> None:
    """axe-core; without it the test is skipped, or fails where CONVLAB_REQUIRE_NODE=1."""
    if not access.AXE.exists():
        if os.environ.get("CONVLAB_REQUIRE_NODE") == "1":
            pytest.fail(access.GET_AXE, pytrace=False)
        pytest.skip(access.GET_AXE)


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than its window, once its charts have followed the window's size."""
    try:
        page.wait_for_function(FITS, timeout=5_000)
    except TimeoutError:
        return sideways(page)
    return 0


@pytest.mark.usefixtures("axe")
@pytest.mark.parametrize(("name", "language", "theme"), PLACES)
def test_no_topic_breaks_a_rule_of_ours_or_scrolls_sideways(
    lab: Lab, visit: Any, name: str, language: str, theme: str
) -> None:
    page = visit(1280, 800, scheme=theme)
    goto(page, lab, name, lang=language)
    found, wide = access.scan(page), []
    topics = importlib.import_module(f"pages.parts.{name}.tabs").TOPICS if name else [None]
    for number, topic in enumerate(topics):
        if number:
            main(page).locator(f".st-key-{name}-open button").nth(number).click()
            settle(page)
            found += access.scan(page, ".st-key-topic")
        levels = page.evaluate(LEVELS)
        assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels)), topic
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wide += [(number, width, by)] if (by := overflow(page)) > 1 else []
        page.set_viewport_size({"width": 1280, "height": 800})
    assert wide == []
    assert [str(one) for one in found if one.ours] == []


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
    field = main(page).get_by_label("Stride", exact=True)
    field.fill("2")
    field.press("Enter")
    settle(page)
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
