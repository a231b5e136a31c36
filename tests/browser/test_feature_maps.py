"""Feature maps in a real browser: pointing answers there, a click is in the address, a drawing is looked at, a run is seen to end."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driver import goto, main, settle

SMALL = {"maps_channels": "2", "maps_batch": "256", "maps_epochs": "1"}  # 15 updates


def test_a_unit_is_pointed_at_chosen_and_followed_a_picture_drawn_and_the_network_trained(lab, visit):
    page = visit(1280, 900)
    goto(page, lab, "receptive_field", open="maps", **SMALL)
    sentence, first = page.locator(".side .sentence"), page.locator("canvas[role=application]").first
    first.scroll_into_view_if_needed()
    side = first.bounding_box()["height"]
    first.hover(position={"x": side - 1, "y": 1})  # the last cell of the first row
    sentence.get_by_text("rows −1 to 1 and columns 26 to 28").wait_for()
    first.click(position={"x": side / 4 + 1, "y": side / 4 + 1})
    page.wait_for_url("**maps_unit_row=7*")
    settle(page)
    assert "Unit (7, 7) of map 0" in sentence.inner_text()
    first.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowUp")
    assert "Unit (6, 7) of map 1" in sentence.inner_text()
    page.wait_for_url("**maps_unit_channel=1*")
    settle(page)

    likely = page.locator(".side .likely")
    before = likely.inner_text()
    grid = main(page).locator(".grid", has=page.get_by_role("button", name="Brush"))
    grid.get_by_role("button", name="Brush").click()
    box = grid.locator("canvas, .matrix").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=12)
    page.mouse.up()
    page.wait_for_url("**maps_source=drawn*")
    settle(page)
    assert likely.inner_text() != before
    assert page.evaluate("window.ended") == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY  # not the whole page

    main(page).get_by_role("button", name="Start training").click()
    main(page).get_by_text("all epochs completed").wait_for(timeout=120_000)
    main(page).get_by_text("The unseen pictures that excite this unit most").wait_for()
    settle(page)
