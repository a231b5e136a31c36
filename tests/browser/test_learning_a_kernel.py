"""The page Learning a kernel in a real browser: TensorFlow trains while one watches."""

import re

from playwright.sync_api import expect

from tests.browser.driver import cell, enter, goto, main, matrix, settle
from tests.browser.screens import in_view

PAGE = "learning_a_kernel"
# Enough work for minutes: nobody sees the end of it.
LONG = {"image": "camera", "side": "256", "kernel": "gaussian", "h": "5", "w": "5", "start": "random"}


def button(page, name):
    return main(page).get_by_role("button", name=name, exact=True)


def rate_field(page):
    return main(page).locator("[data-testid=stNumberInput]").get_by_label("Learning rate", exact=True)


def updates(page):
    found = re.search(r"([\d,]+) of [\d,]+ updates", main(page).inner_text())
    return int(found[1].replace(",", "")) if found else 0


def more_updates_than(page, made):
    page.wait_for_function(
        "made => Number((/([\\d,]+) of 1,000,000 updates/.exec(document.querySelector('[data-testid=stMain]').innerText) ?? [0, '0'])[1].replaceAll(',', '')) > made",
        arg=made,
    )


def test_it_opens_on_the_notebooks_kernel_with_picture_controls_and_sentence_in_the_first_viewport(visit, lab):
    page = visit(1280, 800)
    goto(page, lab, PAGE)
    assert matrix(page, "K")[0][0].startswith("0.88580")
    assert main(page).locator(".rate .limit").inner_text() == "largest stable 0.0333"
    mark = button(page, "largest stable 0.0333")
    in_view(
        page,
        button(page, "Start training"),
        button(page, "Step"),
        main(page).locator(".rate input[type=range]"),
        main(page).locator(".rate .label"),
        main(page).get_by_label("Epochs", exact=True),
        main(page).get_by_text("Not trained yet."),
        main(page).locator(".losses svg"),
        cell(page, "X", 5, 7),
        cell(page, "Y", 5, 6),
        cell(page, "Ŷ", 5, 6),
        cell(page, "K", 0, 1),
        cell(page, "true", 0, 1),
        cell(page, "D", 0, 1),
        mark,
    )
    # As large as their column allows, and no larger: the three kernels stand in one row.
    assert len({cell(page, name, 0, 1).bounding_box()["y"] for name in ("K", "true", "D")}) == 1
    # The largest stable rate is one click away, and is stable.
    mark.click()
    page.wait_for_url("**rate=0.0333*")
    settle(page)
    assert rate_field(page).input_value() == "0.0333"
    assert "training will diverge" not in main(page).inner_text()
    # A rate of zero is a sentence, and the number stays.
    enter(rate_field(page), "0")
    assert "The learning rate must be above 0" in main(page).inner_text()
    assert rate_field(page).input_value() == "0"


def test_on_a_phone_the_curve_comes_first_and_start_right_under_it(visit, lab):
    page = visit(390, 844, touch=True)
    goto(page, lab, PAGE)
    curve, start = main(page).locator(".losses svg"), button(page, "Start training")
    in_view(page, curve, start, button(page, "Step"), main(page).locator(".rate input[type=range]"))
    above, below = curve.bounding_box(), start.bounding_box()
    assert above["y"] + above["height"] <= below["y"]
    assert matrix(page, "Ŷ")  # further down, after the rail
    assert cell(page, "Ŷ", 0, 0).bounding_box()["y"] > main(page).get_by_label("Epochs", exact=True).bounding_box()["y"]


def test_the_output_becomes_the_target_in_three_actions(visit, lab):
    page = visit(1280, 800)
    goto(page, lab, PAGE)
    assert matrix(page, "Ŷ") != matrix(page, "Y")
    button(page, "fastest 0.0278").click()
    settle(page)
    enter(main(page).get_by_label("Epochs", exact=True), "100")
    button(page, "Start training").click()
    expect(main(page).get_by_text("100 of 100 updates")).to_be_visible()
    settle(page)
    assert "Done" in main(page).inner_text()
    assert matrix(page, "Ŷ") == matrix(page, "Y")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_a_run_lost_by_a_reload_is_named_and_runs_again(page, lab):
    goto(page, lab, PAGE, epochs="1000000", rate="1e-07", **LONG)
    button(page, "Start training").click()
    expect(main(page).get_by_text("of 1,000,000 updates")).to_be_visible()
    late = []  # the browser gets the code of fields and switches only after the page's second run
    page.route(re.compile("/(NumberInput|Checkbox)[^/]*[.]js"), lambda request: late.append(request))
    page.reload()
    expect(main(page).get_by_text("The run was lost when the page was reloaded")).to_be_visible()
    assert late
    for request in late:
        request.continue_()
    settle(page)
    assert rate_field(page).input_value() == "1e-7"
    assert main(page).get_by_label("Epochs", exact=True).input_value() == "1000000"
    assert main(page).get_by_label("Logarithmic axis", exact=True).is_checked()
    button(page, "Run again").click()
    expect(button(page, "Stop training")).to_be_visible()
    expect(main(page).get_by_text("The run was lost")).to_have_count(0)
    button(page, "Stop training").click()
    settle(page)


def test_a_run_by_tensorflow_ends_at_the_notebooks_kernel_to_the_digit(page, lab):
    goto(page, lab, PAGE)
    button(page, "Start training").click()
    expect(main(page).get_by_text("10 of 10 updates")).to_be_visible()
    settle(page)
    assert matrix(page, "K") == [["0.8858046", "-0.88580453"]]


def test_a_long_run_moves_can_be_stopped_and_goes_on_at_another_rate(page, lab):
    goto(page, lab, PAGE, epochs="1000000", rate="1e-07", **LONG)
    button(page, "Start training").click()
    stop = button(page, "Stop training")
    expect(stop).to_be_enabled()
    expect(main(page).get_by_text("of 1,000,000 updates")).to_be_visible()
    stop.click()
    expect(main(page).get_by_text("paused")).to_be_visible()
    settle(page)
    button(page, "Step").click()  # which waits for the chunk that was in flight: from here on nothing comes by itself
    settle(page)
    paused = updates(page)
    assert 0 < paused < 1_000_000
    enter(rate_field(page), "0.0000002")
    assert updates(page) == paused
    button(page, "Resume").click()
    more_updates_than(page, paused)
    button(page, "Stop training").click()
    settle(page)


def test_the_slider_moves_the_rate_and_the_address(page, lab):
    goto(page, lab, PAGE)
    slider = main(page).locator(".rate input[type=range]")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**rate=*")
    settle(page)
    assert float(re.search(r"rate=([\d.e-]+)", page.url)[1]) > 0.02


def test_a_sweep_shows_its_progress_and_is_cancelled(page, lab):
    # Mini-batches are trained in TensorFlow run by run: minutes of work.
    goto(page, lab, PAGE, open="sweep", batch="10", sweep_epochs="2000")
    button(page, "Train 1,000 runs").click()
    cancel = button(page, "Cancel")
    expect(cancel).to_be_enabled()
    expect(main(page).get_by_role("progressbar")).to_be_visible()
    cancel.click()
    expect(cancel).to_be_disabled()
    expect(button(page, "Train 1,000 runs")).to_be_enabled()
    settle(page)


def test_a_full_batch_sweep_ends_and_draws_the_cliff(page, lab):
    goto(page, lab, PAGE, open="sweep")
    button(page, "Train 1,000 runs").click()
    expect(main(page).get_by_role("button", name="sweep.csv")).to_be_visible()
    settle(page)


def test_what_one_topic_has_chosen_stays_while_another_one_is_used(page, lab):
    """Streamlit forgets a widget that is not drawn; a closed topic draws none."""
    goto(page, lab, PAGE)
    for topic, name, value in (
        ("Choose data", "Kernel columns to learn", "3"),
        ("How to train", "Noise on the target", "0.25"),
        ("Theory", "Updates needed to reach a loss of", "0.5"),
    ):
        main(page).get_by_text(topic, exact=True).first.click()
        settle(page)
        enter(main(page).locator("[data-testid=stNumberInput]").get_by_label(name, exact=True), value)
    for part in ("open=theory", "w=3", "target_noise=0.25", "goal=0.5"):
        assert part in page.url
    main(page).get_by_text("Choose data", exact=True).first.click()
    settle(page)
    assert main(page).get_by_label("Kernel columns to learn", exact=True).input_value() == "3"
