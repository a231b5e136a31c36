"""The charts of Learning a kernel in a real browser: whatever was computed is drawn, within its frame, and can be read by keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.driver import Lab, enter, goto, main, settle

PAGE = "learning_a_kernel"
# Coordinates of all that is drawn, and the rectangle that cuts it off; SVG's own numbers, as the browser has them.
DRAWN = """chart => {
  const svg = chart.querySelector('svg'), box = svg.viewBox.baseVal;
  const numbers = [...svg.querySelectorAll('polyline')].flatMap(line => line.getAttribute('points').split(/[ ,]+/).map(Number));
  return { numbers, width: box.width, height: box.height, clipped: Boolean(svg.querySelector('[clip-path] polyline')),
    texts: [...svg.querySelectorAll('.tick')].map(tick => tick.textContent) };
}"""


def curve(page: Any) -> dict[str, Any]:
    chart = main(page).locator(".losses")
    chart.locator("polyline").first.wait_for(state="attached")
    drawn: dict[str, Any] = chart.evaluate(DRAWN)
    return drawn


def set_number(page: Any, label: str, text: str) -> None:
    enter(main(page).locator("[data-testid=stNumberInput]").get_by_label(label, exact=True), text)


def test_any_run_is_drawn_on_both_axes(page: Any, lab: Lab) -> None:
    goto(page, lab, PAGE)
    chart, log = main(page).locator(".losses"), main(page).get_by_label("Logarithmic axis", exact=True)
    seen = set()
    for epochs, rate in (("1300", "0.02"), ("20000", "0.02"), ("1000", "0.0278"), ("1000", "0.034"), ("1", "0.02")):
        set_number(page, "Epochs", epochs)
        set_number(page, "Learning rate", rate)
        for _axis in range(2):
            chart.locator("polyline, circle").first.wait_for(state="attached")
            drawn = chart.evaluate(DRAWN)
            assert all(number == number and 0 <= number <= drawn["width"] for number in drawn["numbers"])
            assert "NaN" not in chart.inner_html()
            assert all(text and "NaN" not in text and "∞" not in text for text in drawn["texts"])
            assert chart.locator("polyline, circle").count() >= 1
            seen.add((epochs, rate, log.is_checked(), tuple(drawn["numbers"]), tuple(drawn["texts"])))
            main(page).locator("[data-testid=stCheckbox]", has_text="Logarithmic axis").click()
            settle(page)
    assert len({one[:3] for one in seen}) == 10
    assert len({one[3:] for one in seen}) == 10  # what was looked at was drawn for it


def test_a_run_that_made_more_updates_than_are_asked_for_stays_in_its_frame(page: Any, lab: Lab) -> None:
    goto(page, lab, PAGE, epochs="30")
    main(page).get_by_role("button", name="Start training", exact=True).click()
    expect(main(page).get_by_text("30 of 30 updates")).to_be_visible()
    settle(page)
    set_number(page, "Epochs", "10")
    expect(main(page).get_by_text("30 updates made; the limit is now 10")).to_be_visible()
    settle(page)
    drawn = curve(page)
    assert drawn["clipped"]
    assert all(0 <= number <= drawn["width"] for number in drawn["numbers"])
    assert drawn["texts"][-1] != "10" and "30" in drawn["texts"]


def test_arrow_keys_read_the_curves_and_arriving_tells_them(page: Any, lab: Lab) -> None:
    goto(page, lab, PAGE)
    chart = main(page).locator(".losses")
    chart.locator("svg").focus()
    # The notebook's run: its first loss, and its last of ten, as theory has them.
    expect(chart.locator(".spoken")).to_contain_text("predicted: starts at")
    expect(chart.locator(".spoken")).to_contain_text("(update 10), lowest")
    page.keyboard.press("ArrowRight")
    expect(chart.locator(".tip")).to_contain_text("update 1")
    page.keyboard.press("ArrowRight")
    expect(chart.locator(".spoken")).to_contain_text("update 2")
    expect(chart.locator(".spoken")).to_contain_text("22.21")  # printed in the book as "loss 22.212"
    page.keyboard.press("End")
    expect(chart.locator(".tip")).to_contain_text("update 10")


def test_the_plane_of_kernels_is_followed_by_keys(page: Any, lab: Lab) -> None:
    goto(page, lab, PAGE, open="surface")
    plane = main(page).locator(".plane")
    plane.locator("svg").focus()
    expect(plane.locator(".spoken")).to_contain_text("the loss starts at")
    page.keyboard.press("PageDown")
    expect(plane.locator(".readout")).to_contain_text("point 0 of")
    page.keyboard.press("PageDown")
    expect(plane.locator(".readout")).to_contain_text("point 1 of")
    page.keyboard.press("ArrowLeft")
    expect(plane.locator(".readout")).to_contain_text("K[0,0] =")
