"""The page Receptive field in a real browser."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.driver import cell, goto, lit, main, matrix, settle
from tests.browser.screens import in_view

PAGE = "receptive_field"
NINE = {(i, j) for i in range(3) for j in range(3)}


def test_a_chosen_unit_is_in_the_address_and_its_sentence_follows(page, lab, visit):
    goto(page, lab, PAGE)
    cell(page, "Y", 1, 1).click()
    page.wait_for_url("**layer=1*")
    settle(page)
    assert "rows 1 to 2 and columns 1 to 2" in main(page).inner_text()
    other = visit()
    other.goto(page.url)
    settle(other)
    assert "rows 1 to 2 and columns 1 to 2" in main(other).inner_text()


def test_an_added_layer_lets_the_input_grow_and_the_numbers_stay(page, lab):
    goto(page, lab, PAGE)
    main(page).get_by_role("button", name="+ conv", exact=True).click()
    page.wait_for_url("**stack=conv2~conv2~conv2*")
    settle(page)
    # One 2×2 layer more: 4×4 cells, all of them seen.
    assert "rows=4" in page.url and "columns=4" in page.url
    assert "16 of the 16 inputs" in main(page).inner_text()
    # 0…15 through 0 1 2 3: 24 = 0×0 + 1×1 + 4×2 + 5×3.
    assert matrix(page, "conv1")[0] == ["24", "30", "36"]
    # One more between the first two, by the keyboard: it is in the address, and the focus stays in its gap.
    gap = main(page).get_by_role("button", name="+ pool, between conv1 and conv2")
    gap.focus()
    gap.press("Enter")
    page.wait_for_url("**stack=conv2~pool2s2~conv2~conv2*")
    settle(page)
    assert "rows=7" in page.url
    focused = "() => { let one = document.activeElement; while (one?.shadowRoot) one = one.shadowRoot.activeElement; return one?.ariaLabel; }"
    assert page.evaluate(focused) == "+ pool, between conv1 and pool2"


def test_what_z_sees_is_seen_in_the_first_viewport_with_nothing_done_and_what_19_sees_by_pointing(visit, lab):
    page = visit(1280, 800)
    goto(page, lab, PAGE)
    in_view(
        page,
        cell(page, "X", 2, 2),
        cell(page, "Y", 1, 1),
        cell(page, "z", 0, 0),
        main(page).get_by_text("z sees 9 of the 9 inputs."),
        main(page).get_by_label("Stack").first,
        main(page).get_by_label("Input, rows", exact=True),
        main(page).get_by_role("button", name="+ conv", exact=True),
        main(page).get_by_role("button", name="+ pool", exact=True),
    )
    assert lit(page, "X") == NINE
    assert "z[0,0] = 19×0 + 25×1 + 37×2 + 43×3 = 228" in page.locator(".grid .reading").first.inner_text()
    assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]
    cell(page, "Y", 0, 0).hover()
    assert lit(page, "X") == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_unit_pointed_at_in_a_large_network_is_told_at_once_and_a_click_keeps_it(page, lab):
    goto(page, lab, PAGE, preset="VGG-16", rows="224", columns="224")
    maps = main(page).locator(".explorer canvas")
    last = maps.last
    box = last.bounding_box()
    # Unit (3, 3) of the 7×7 map: rows 3 · 32 − 90 = 6 to 6 + 211.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = main(page).locator(".sentence").first
    assert "Unit (3, 3) of pool5 sees rows 6 to 217 and columns 6 to 217" in said.inner_text()
    last.click()
    page.wait_for_url("**row=3*")
    settle(page)
    last.press("ArrowUp")
    assert "Unit (2, 3) of pool5 sees rows −26 to 185" in said.inner_text()
    page.wait_for_url("**row=2*")
    settle(page)
    main(page).get_by_role("button", name="+ conv, between pool4 and conv5_1").click()
    page.wait_for_url("**stack=*")
    settle(page)
    assert "~pool2s2~" + "conv3psame~" * 4 + "pool2s2" in page.url


def test_a_cell_of_the_input_says_what_it_feeds(page, lab):
    goto(page, lab, PAGE, preset="own", stack="conv3~conv3", rows="40", columns="40", layer="0", row="20", column="20")
    # Two 3×3 layers: nine units of the first, 5×5 of the second.
    assert "Units of conv2 it affects: 25." in main(page).locator(".sentence").first.inner_text()


def test_every_file_can_be_saved(page, lab):
    goto(page, lab, PAGE, preset="own", stack="conv3d2~pool2s2", rows="30", columns="24")
    main(page).get_by_role("button", name="Save").click()
    names = (
        "receptive field.png",
        "unit on a picture.svg",
        "growth.png",
        "layers.csv",
        "layers.json",
        "model_keras.py",
    )
    for name in names:
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        data = Path(download.value.path()).read_bytes()
        start = {"png": b"\x89PNG", "svg": b"<?xml", "json": b"["}.get(name.rsplit(".")[-1], b"")
        assert data.startswith(start)
        assert len(data) > 100


def test_the_chosen_layer_s_units_are_stepped_through_in_the_browser_and_play_stops_at_the_last(page, lab):
    goto(page, lab, PAGE, layer="1", row="0", column="0")
    page.get_by_role("button", name="Step forward").click()
    assert lit(page, "X") == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert lit(page, "z") == {(0, 0)}  # what it feeds
    slider = page.get_by_role("slider", name="Position")
    slider.focus()
    slider.press("End")
    assert lit(page, "X") == {(1, 1), (1, 2), (2, 1), (2, 2)}
    slider.press("Home")
    page.get_by_role("combobox", name="Speed").first.select_option("30")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for()  # it is Pause while it plays
    expect(slider).to_have_value("3")
    assert lit(page, "X") == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_who_asks_for_less_motion_is_not_offered_fast_playing(visit, lab):
    page = visit(reduced_motion="reduce")
    goto(page, lab, PAGE, layer="1")
    speed = page.get_by_role("combobox", name="Speed").first
    speed.wait_for()  # the picture draws itself after the page has settled
    assert speed.locator("option:not([disabled])").all_inner_texts() == ["0.5×", "1×"]


def test_a_cell_clicked_in_the_experiment_is_raised(page, lab):
    goto(page, lab, PAGE, open="check")
    page.locator('[role=gridcell][aria-label^="X[2,2]"]:visible').nth(1).click()
    page.wait_for_url("**check_row=2*")
    settle(page)
    text = main(page).inner_text()
    assert "Cell (2, 2) is raised by 1, from 8 to 9." in text
    assert "Units that changed: 2 of 5, exactly those that the formula gives." in text
