"""The page Edge detection in a real browser."""

import re

from tests.browser.driver import cell, goto, main, matrix, settle
from tests.browser.screens import in_view


def test_the_band_has_an_edge_at_either_side_the_transposed_image_none_and_the_transposed_kernel_finds_it_again(
    page, lab
):
    goto(page, lab, "edge_detection")
    assert matrix(page, "Y") == [["0", "1", "0", "0", "0", "-1", "0"]] * 6
    assert "nonzero in 12 of 42 positions" in main(page).inner_text()
    middles = []
    for name in ("X", "K", "Y", "|Y|"):  # in one row at 1280 pixels
        box = cell(page, name, 0, 0).bounding_box()
        last = cell(page, name, *{"K": (0, 1)}.get(name, (5, 6))).bounding_box()
        middles.append((box["y"] + last["y"] + last["height"]) / 2)
    assert max(middles) - min(middles) < 20
    main(page).get_by_text("Transpose X", exact=True).click()
    page.wait_for_url("**transpose_image=1*")
    settle(page)
    assert matrix(page, "Y") == [["0"] * 5] * 8
    main(page).get_by_text("Transpose K", exact=True).click()
    page.wait_for_url("**transpose_kernel=1*")
    settle(page)
    assert [row[0] for row in matrix(page, "Y")] == ["0", "1", "0", "0", "0", "-1", "0"]


def edges(page):
    """How many pixels of the photograph are edges, as the page says."""
    return int(re.search(r"([\d,]+) of 65,536 pixels", main(page).inner_text())[1].replace(",", ""))


def test_threshold_and_transpose_change_what_is_seen_without_scrolling(visit, lab):
    page = visit(1280, 800)
    goto(page, lab, "edge_detection")
    threshold = main(page).get_by_role("slider", name="Threshold").first
    photograph = page.locator(".frame img").first
    seen = [cell(page, "X", 0, 0), cell(page, "|Y|", 5, 6), threshold, photograph]
    seen += [main(page).get_by_text(f"Transpose {name}", exact=True) for name in "XK"]
    seen += [main(page).get_by_label(name).first for name in ("Input image", "Kernel")]
    in_view(page, *seen)
    before = edges(page)
    threshold.focus()
    page.keyboard.press("End")  # the first action: only the strongest stay
    page.wait_for_url("**threshold=1*")
    settle(page)
    assert 0 < edges(page) < before
    main(page).get_by_text("Transpose X", exact=True).click()  # the second: nothing changes from left to right
    page.wait_for_url("**transpose_image=1*")
    settle(page)
    assert matrix(page, "Y") == [["0"] * 5] * 8
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
