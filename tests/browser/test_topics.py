"""Controls hidden and shown again: what a person chose there is still there, and is what the page computes with."""

import pytest

from pages.parts.cross_correlation import settings as correlation
from pages.parts.edge_detection import settings as edges
from tests.browser.driver import enter, goto, main, settle
from tests.browser.screens import chosen, until_chosen


@pytest.mark.parametrize("settings", [{}, {"operations_rows": "3"}])
def test_controls_that_another_operation_hides_come_back_as_they_were(lab, page, settings):
    goto(page, lab, correlation.NAME, open="operations", **settings)
    before = chosen(page)
    for choice in ("transposed convolution", "max pooling"):
        main(page).get_by_role("radio", name=choice, exact=True).click()
        settle(page)
    until_chosen(page, before)


def test_a_control_that_another_input_hides_comes_back_as_it_was(lab, page):
    goto(page, lab, correlation.NAME, image="camera", side="40")
    for choice in ("typed numbers", "photograph: coins"):
        enter(main(page).get_by_role("combobox", name="Input image"), choice)
    assert main(page).get_by_label("Side in pixels", exact=True).input_value() == "40"
    assert "side=40" in page.url


def test_a_page_come_back_to_has_the_last_choices_not_those_before_its_topic_was_opened(lab, page):
    goto(page, lab, edges.NAME)
    main(page).get_by_text("Photographs", exact=True).click()
    settle(page)
    side = main(page).locator("[data-testid=stNumberInput]").get_by_label("Side in pixels", exact=True)
    enter(side, "300")
    for title, name in (("Cross-correlation", correlation.NAME), ("Edge detection", edges.NAME)):
        page.get_by_role("link", name=title).click()
        page.wait_for_url(f"**/{name}*")
        settle(page)
    assert "resolution=300" in page.url
    assert side.input_value() == "300"
