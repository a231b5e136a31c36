"""An exercise in a real browser: typed into the cells, checked, copied, and ticked in the list on the front page."""

import re

import pytest

from core.exercises import HandIn, exercise_of, parsed, solution
from tests.browser import access
from tests.browser.driver import goto, main, settle
from tests.browser.screens import in_view


def box(page, row, column):
    return page.locator(f'[role=gridcell][aria-label^="Y[{row},{column}] = "]').first


def test_an_exercise_is_answered_checked_and_handed_in(lab, visit):
    page = visit(1280, 800, permissions=["clipboard-read", "clipboard-write"])
    goto(page, lab, "cross_correlation", ask="Y", variant="1")
    exercise = exercise_of("Y", 1)
    answers = list(solution(exercise))
    assert page.locator(".reading > span:visible").first.inner_text() == "Y[0,0]"  # the sum is not told
    for place, text in zip(exercise.boxes, ["77", *answers[1:]], strict=True):
        row, column = map(int, re.findall(r"\d", place.name))
        box(page, row, column).click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.locator(f'[role=gridcell][aria-label="{place.name} = {text}"]').wait_for()
    assert page.locator(".cell.lit[aria-label^='X[']").count() == 4
    settle(page)
    main(page).get_by_role("button", name="Check").click()
    page.locator('.cell.wrong[aria-label="Y[0,0] = 77, wrong"]').wait_for()
    main(page).get_by_role("status").filter(has_text="5 of 6 right.").wait_for()
    if access.AXE.exists():
        assert [str(one) for one in access.scan(page) if one.ours] == []
    box(page, 0, 0).click()
    page.keyboard.type(answers[0])
    page.keyboard.press("Enter")
    page.locator(f'.cell[aria-label="Y[0,0] = {answers[0]}"]:not(.wrong)').wait_for()
    settle(page)
    main(page).get_by_role("button", name="Check").click()
    main(page).get_by_role("status").filter(has_text="6 of 6 right.").wait_for()
    assert page.locator(".cell.right").count() == 6
    settle(page)
    main(page).get_by_role("button", name="Copy result").click()
    main(page).get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(
        f"Cross-correlation · The values of Y · 1 · 6/6 · 0 hints · {lab.url}/cross_correlation?ask=Y&"
    )
    assert parsed(copied) == HandIn("Y", 1, tuple(answers))
    goto(page, lab, open="exercises")
    ticks = main(page).get_by_role("checkbox")
    assert [ticks.nth(n).is_checked() for n in range(3)] == [True, False, False]
    main(page).get_by_text("1 of 21 done").wait_for()
    ticks.nth(8).check()
    main(page).get_by_text("2 of 21 done").wait_for()
    main(page).locator("li a").nth(8).click()
    page.wait_for_url("**/edge_detection?image=diagonal*")
    settle(page)
    goto(page, lab, open="exercises")
    assert [ticks.nth(n).is_checked() for n in (0, 8)] == [True, True]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exercise_fits_a_phone(lab, visit, language):
    page = visit(390, 844)
    goto(page, lab, "cross_correlation", ask="Y", variant="1", lang=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[role=gridcell]").first.is_visible()


def test_an_exercise_stands_alone_in_a_small_frame(lab, visit):
    page = visit(760, 360)
    goto(page, lab, "cross_correlation", ask="Y", view="picture")
    page.wait_for_function(
        "document.querySelector('[data-testid=stMainBlockContainer]').getBoundingClientRect().bottom <= 361"
    )
    in_view(page, page.locator("[role=gridcell]").first, main(page).get_by_role("button", name="Another"))
