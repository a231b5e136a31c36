"""The page Receptive field in a real browser."""

from tests.browser.driver import cell, goto, lit, main, matrix, settle

PAGE = "receptive_field"
NINE = {(i, j) for i in range(3) for j in range(3)}


def test_the_last_unit_sees_all_nine_cells_and_19_sees_four(page, lab):
    goto(page, lab, PAGE)
    assert matrix(page, "L1") == [["19", "25"], ["37", "43"]]
    assert lit(page, "X") == NINE
    cell(page, "L1", 0, 0).hover()
    assert lit(page, "X") == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_chosen_unit_is_in_the_address_and_its_sentence_follows(page, lab, visit):
    goto(page, lab, PAGE)
    cell(page, "L1", 1, 1).click()
    page.wait_for_url("**layer=1*")
    settle(page)
    assert "rows 1 to 2 and columns 1 to 2" in main(page).inner_text()
    other = visit()
    other.goto(page.url)
    settle(other)
    assert "rows 1 to 2 and columns 1 to 2" in main(other).inner_text()


def test_an_added_layer_changes_the_stack(page, lab):
    goto(page, lab, PAGE)
    main(page).get_by_role("button", name="+ layer").click()
    page.wait_for_url("**stack=conv2~conv2~conv3p1*")
    settle(page)
    # 3 cells through two 2×2 layers, then 3 + (3 − 1) · 1 = 5.
    assert "columns -1 to 3" in main(page).inner_text()


def test_a_stack_that_does_not_fit_is_a_sentence(page, lab):
    goto(page, lab, PAGE, preset="own", stack="conv9", rows="4", columns="4")
    assert "conv1 looks at" in main(page).inner_text()
