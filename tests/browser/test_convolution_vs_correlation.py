"""The page Convolution vs correlation in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.driver import cell, goto, main, matrix, settle
from tests.browser.screens import in_view

PAGE = "convolution_vs_correlation"
HEIGHT = 800

# Whether what stands on a button without a ground of its own is told from the page's.
READ = """button => getComputedStyle(button.querySelector('p')).color
  !== getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"""


def test_the_flipped_kernel_opens_on_another_page_by_a_link(visit, lab):
    page = visit(1280, HEIGHT, locale="zh-CN")
    goto(page, lab, PAGE, image="typed", x="0_1_2~3_4_5~6_7_9")
    seen = matrix(page, "K₂"), matrix(page, "X")
    main(page).get_by_role("button", name="用于…").click()
    place = page.get_by_test_id("stPopoverBody")
    place.get_by_role("link", name="边缘检测").last.click()
    page.wait_for_url("**/edge_detection?*")
    expect(main(page).get_by_role("heading", name="边缘检测")).to_be_visible()
    settle(page)
    expect(cell(page, "K", 0, 0)).to_have_attribute("aria-label", re.compile(re.escape(f"= {seen[0][0][0]}")))
    assert (matrix(page, "K"), matrix(page, "X")) == seen
    page.go_back()
    page.wait_for_url(f"**/{PAGE}?*")
    settle(page)
    assert matrix(page, "K₂") == seen[0]


def test_training_can_be_stopped(page, lab):
    goto(page, lab, PAGE, epochs="100000", share="0.001")
    begin = main(page).get_by_role("button", name="Train both")
    begin.click()
    stop = main(page).get_by_role("button", name="Stop training")
    expect(stop).to_be_enabled()
    assert begin.evaluate(READ), "a disabled button's words have the colour of its ground"
    stop.click()
    expect(stop).to_be_disabled()
    settle(page)
    assert "After 100,000 updates" not in main(page).inner_text()


def test_it_opens_on_both_results_and_the_flip_is_seen_with_one_action_and_without_scrolling(visit, lab):
    page = visit(1280, HEIGHT)
    goto(page, lab, PAGE)
    assert "Largest difference 14" in main(page).inner_text()
    # By hand: 0·3 + 1·2 + 3·1 + 4·0 = 5.
    assert matrix(page, "D") == [["14", "14"], ["14", "14"]]
    switch = main(page).get_by_text("Flip the kernel", exact=True)
    seen = [cell(page, "K", 0, 0), cell(page, "K₂", 1, 1), cell(page, "D", 1, 1), switch]
    seen += [main(page).get_by_role("button", name="Train both"), main(page).get_by_label("Input image").first]
    in_view(page, *seen)
    expect(page.get_by_role("img", name="K = 0 1; 2 3")).to_be_visible()
    expect(page.get_by_role("img", name="X ⋆ K = 19 25; 37 43")).to_be_visible()
    switch.click()
    # By hand, with the kernel 3 2; 1 0: 0·3 + 1·2 + 3·1 + 4·0 = 5, …
    result = page.get_by_role("img", name="X ∗ K = 5 11; 23 29")
    expect(result).to_contain_text("5112329")  # its cells' numbers, once the motion is over
    expect(page.get_by_role("img", name="K flipped = 3 2; 1 0")).to_be_visible()
    page.wait_for_url("**flip=1*")
    settle(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_both_layers_learn_one_kernel_is_the_others_flip_and_the_curves_stand_beside_the_button(visit, lab):
    page = visit(1280, HEIGHT)
    goto(page, lab, PAGE)
    main(page).get_by_role("button", name="Train both").click()
    expect(main(page).get_by_text("After 40 updates")).to_be_visible()
    settle(page)
    curves = main(page).get_by_test_id("stVegaLiteChart").bounding_box()
    button = main(page).get_by_role("button", name="Train both").bounding_box()
    assert curves["x"] > button["x"] + button["width"]
    assert curves["y"] + curves["height"] <= HEIGHT
    learned, other = matrix(page, "A"), matrix(page, "B")
    assert [row[::-1] for row in other[::-1]] == learned
