"""Topics closed and opened again: what a person chose there is still there, and is what the page computes with."""

import importlib

import pytest
from playwright.sync_api import TimeoutError, expect

from pages.parts.cross_correlation import settings as correlation
from pages.parts.edge_detection import settings as edges
from tests.browser.driver import goto, main, settle

TOPICS = {
    name: [topic.name for topic in importlib.import_module(f"pages.parts.{name}.tabs").TOPICS]
    for name in (correlation.NAME, edges.NAME, "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
}
CHOSEN = """() => {
  const within = document.querySelector('[data-testid=stMain]');
  const of = (selector, value) => [...within.querySelectorAll(selector)].map(value);
  return [
    ...of('input:not([type=file]), textarea', (e) => ['radio', 'checkbox'].includes(e.type) ? e.checked : e.value),
    ...of('[role=slider]', (e) => e.getAttribute('aria-valuetext') ?? e.getAttribute('aria-valuenow')),
    ...of('[data-testid=stSelectbox]', (e) => e.innerText),
    ...of('[data-testid=stButtonGroup] button', (e) => [e.innerText, e.dataset.testid, e.getAttribute('aria-checked')].join()),
  ];
}"""


def chosen(page):
    """What the page's controls say."""
    return page.evaluate(CHOSEN)


def until_chosen(page, before, *, same=True):
    """Wait until the controls say what they said, or something else; fails where they never do."""
    compare = "===" if same else "!=="
    try:
        said = f"before => JSON.stringify(({CHOSEN})()) {compare} JSON.stringify(before)"
        page.wait_for_function(said, arg=before)
    except TimeoutError:
        assert (chosen(page) == before) is same, (before, chosen(page))


@pytest.mark.parametrize("name", TOPICS)
def test_topics_closed_and_opened_again_show_what_was_chosen(lab, page, name):
    topics = TOPICS[name]
    goto(page, lab, name, open=topics[-1])
    pills = main(page).locator(f".st-key-{name}-open button")
    # A link that names a topic shows it, and takes nobody's focus.
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 0")
    expect(main(page).locator(".st-key-topic")).to_be_in_viewport()
    assert page.evaluate("document.activeElement === document.body")
    seen, before = {}, chosen(page)
    for place, topic in enumerate(topics):
        pills.nth(place).click()
        settle(page)
        until_chosen(page, before, same=False)
        before = seen[topic] = chosen(page)
    for place, topic in enumerate(topics):
        pills.nth(place).click()
        settle(page)
        until_chosen(page, seen[topic])


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
        box = main(page).get_by_role("combobox", name="Input image")
        box.fill(choice)
        box.press("Enter")
        settle(page)
    assert main(page).get_by_label("Side in pixels", exact=True).input_value() == "40"
    assert "side=40" in page.url


def test_a_page_come_back_to_has_the_last_choices_not_those_before_its_topic_was_opened(lab, page):
    goto(page, lab, edges.NAME)
    main(page).get_by_text("Photographs", exact=True).click()
    settle(page)
    side = main(page).locator("[data-testid=stNumberInput]").get_by_label("Side in pixels", exact=True)
    side.fill("300")
    side.press("Enter")
    settle(page)
    for title, name in (("Cross-correlation", correlation.NAME), ("Edge detection", edges.NAME)):
        page.get_by_role("link", name=title).click()
        page.wait_for_url(f"**/{name}*")
        settle(page)
    assert "resolution=300" in page.url
    assert side.input_value() == "300"
