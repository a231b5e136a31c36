"""The page Convolution vs correlation in a real browser."""

from playwright.sync_api import expect

from tests.browser.driver import goto, main, matrix, settle

PAGE = "convolution_vs_correlation"


def test_it_opens_on_both_results_and_their_difference(page, lab):
    goto(page, lab, PAGE)
    text = main(page).inner_text()
    assert "Largest difference 14" in text
    # By hand: 0·3 + 1·2 + 3·1 + 4·0 = 5.
    assert matrix(page, "D") == [["14", "14"], ["14", "14"]]


def test_a_symmetric_kernel_makes_no_difference(page, lab):
    goto(page, lab, PAGE, image="band", kernel="laplacian")
    assert "No difference" in main(page).inner_text()


def test_a_bad_number_of_epochs_is_a_sentence(page, lab):
    goto(page, lab, PAGE)
    main(page).get_by_role("button", name="Settings").click()
    settle(page)
    field = page.get_by_label("Epochs", exact=True)
    field.fill("0")
    field.press("Enter")
    settle(page)
    assert "epochs must be from 1" in main(page).inner_text()
    assert field.input_value() == "0"


def test_an_address_shows_the_same_numbers_in_a_fresh_browser(page, lab, visit):
    goto(page, lab, PAGE, kernel="typed", k="1_2~3_4")
    seen = matrix(page, "D")
    other = visit()
    other.goto(page.url)
    settle(other)
    assert matrix(other, "D") == seen


def test_both_layers_learn_and_one_kernel_is_the_others_flip(page, lab):
    goto(page, lab, PAGE)
    main(page).get_by_role("button", name="Learn both").click()
    expect(main(page).get_by_text("After 40 updates")).to_be_visible(timeout=90_000)
    settle(page)
    learned, other = matrix(page, "A"), matrix(page, "B")
    assert [row[::-1] for row in other[::-1]] == learned


def test_training_can_be_stopped(page, lab):
    goto(page, lab, PAGE, epochs="100000", share="0.001")
    main(page).get_by_role("button", name="Learn both").click()
    stop = main(page).get_by_role("button", name="Stop training")
    expect(stop).to_be_enabled(timeout=60_000)
    stop.click()
    expect(stop).to_be_disabled(timeout=20_000)
    settle(page)
    assert "After 100,000 updates" not in main(page).inner_text()
