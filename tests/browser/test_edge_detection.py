"""The page Edge detection in a real browser."""

from tests.browser.driver import cell, goto, main, matrix, settle


def test_it_opens_on_the_band_with_plus_one_at_one_side_and_minus_one_at_the_other(page, lab):
    goto(page, lab, "edge_detection")
    assert matrix(page, "Y") == [["0", "1", "0", "0", "0", "-1", "0"]] * 6
    assert "all 8 × 5 numbers are 0" in main(page).inner_text()


def test_the_transposed_image_shows_nothing_and_the_transposed_kernel_finds_it_again(page, lab):
    goto(page, lab, "edge_detection")
    main(page).get_by_text("Transpose the image", exact=True).click()
    page.wait_for_url("**transpose_image=1*")
    settle(page)
    assert matrix(page, "Y") == [["0"] * 5] * 8
    main(page).get_by_text("Transpose the kernel", exact=True).click()
    page.wait_for_url("**transpose_kernel=1*")
    settle(page)
    assert [row[0] for row in matrix(page, "Y")] == ["0", "1", "0", "0", "0", "-1", "0"]


def test_a_kernel_that_does_not_fit_is_a_sentence(page, lab):
    goto(page, lab, "edge_detection", image="typed", x="1_2", kernel="sobel_x")
    assert "does not fit into image" in main(page).inner_text()


def test_an_address_shows_the_same_numbers_in_a_fresh_browser(page, lab, visit):
    goto(page, lab, "edge_detection", image="diagonal", side="9", transpose_kernel="1")
    seen = matrix(page, "Y")
    other = visit()
    other.goto(page.url)
    settle(other)
    assert matrix(other, "Y") == seen
    # Below the diagonal all is white: the upright difference is −1 where a white cell lies under a black one.
    assert seen[0] == ["0", "-1", *["0"] * 7]


def test_its_four_matrices_stand_in_one_row_at_1280_pixels(page, lab):
    goto(page, lab, "edge_detection")
    middles = []
    for name in ("X", "K", "Y", "|Y|"):
        box = cell(page, name, 0, 0).bounding_box()
        last = cell(page, name, *{"K": (0, 1)}.get(name, (5, 6))).bounding_box()
        middles.append((box["y"] + last["y"] + last["height"]) / 2)
    assert max(middles) - min(middles) < 20
