"""The page Cross-correlation in a real browser."""

from tests.browser.driver import cell, goto, lit, main, matrix, reading, settle


def number(page, label):
    return main(page).get_by_label(label, exact=True)


def test_it_opens_on_the_chapters_numbers_and_writes_out_the_chosen_sum(page, lab):
    goto(page, lab, "cross_correlation")
    assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]
    assert reading(page) == "Y[0,0] = 0×0 + 1×1 + 3×2 + 4×3 = 19"
    cell(page, "Y", 1, 0).hover()
    assert lit(page, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}


def test_a_changed_stride_changes_the_output(page, lab):
    goto(page, lab, "cross_correlation")
    number(page, "Stride, rows").fill("2")
    number(page, "Stride, rows").press("Enter")
    settle(page)
    assert matrix(page, "Y") == [["19", "25"]]
    assert "stride_rows=2" in page.url


def test_a_stride_of_zero_is_a_sentence_and_the_number_stays(page, lab):
    goto(page, lab, "cross_correlation")
    number(page, "Stride, rows").fill("0")
    number(page, "Stride, rows").press("Enter")
    settle(page)
    assert "stride must be a whole number from 1 to 16384" in main(page).inner_text()
    assert number(page, "Stride, rows").input_value() == "0"
    assert matrix(page, "X")[2] == ["6", "7", "8"]


def test_a_typed_cell_travels_in_the_address_to_a_fresh_browser(page, lab, visit):
    goto(page, lab, "cross_correlation")
    cell(page, "K", 0, 0).click()
    page.keyboard.type("-1.5")
    page.keyboard.press("Enter")
    page.wait_for_url("**k=-1.5_1*")
    settle(page)
    seen = matrix(page, "Y")
    assert seen[0][1] == "23.5"  # 25 − 1.5 × 1
    other = visit()
    other.goto(page.url)
    settle(other)
    assert matrix(other, "Y") == seen


def test_the_chosen_cell_travels_in_the_address_whether_clicked_or_stepped_to(page, lab, visit):
    goto(page, lab, "cross_correlation")
    cell(page, "Y", 1, 0).click()
    page.wait_for_url("**cell=Y.1.0*")
    settle(page)
    main(page).get_by_role("button", name="Step forward").click()
    page.wait_for_url("**cell=Y.1.1*")
    settle(page)
    other = visit()
    other.goto(page.url)
    settle(other)
    assert reading(other) == reading(page) == "Y[1,1] = 4×0 + 5×1 + 7×2 + 8×3 = 43"
    for _ in range(3):
        main(page).get_by_role("button", name="Step back").click()
    page.wait_for_function("!location.search.includes('cell')")  # the cell that the page opens on anyway
    settle(page)
    assert reading(page).startswith("Y[0,0]")
