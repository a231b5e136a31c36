"""The deeper tabs of Edge detection in a real browser."""

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.driver import goto, main, matrix, settle
from tests.pictures import packed

PAGE = "edge_detection"


def test_a_picture_of_the_strip_explains_itself_on_click_and_by_keyboard(page, lab):
    goto(page, lab, PAGE, open="photographs", resolution="128")
    strip = page.get_by_role("radiogroup", name="Steps of edge detection")
    expect(strip.get_by_role("radio")).to_have_count(9)
    expect(strip.get_by_role("radio", name="Edges")).to_be_checked()
    strip.get_by_role("radio", name="Magnitude").click()
    page.wait_for_url("**step=magnitude*")
    expect(main(page).get_by_text("whatever its direction")).to_be_visible()
    settle(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=direction*")
    expect(main(page).get_by_text("towards the brighter side")).to_be_visible()
    settle(page)
    expect(strip.get_by_role("radio", name="Direction")).to_be_checked()


def test_the_line_between_picture_and_edges_moves_in_the_browser_alone(visit, lab):
    page, sent = visit(fresh=True), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    goto(page, lab, PAGE, open="photographs", resolution="128")
    assert sent  # what the page asks of the server is seen here
    line = page.get_by_role("slider", name="How much of the image is revealed").last  # the first screen has one, too
    sent.clear()
    line.evaluate("slider => slider.focus()")
    for _press in range(10):
        page.keyboard.press("ArrowRight")
    place = line.evaluate("slider => getComputedStyle(slider.closest('.frame')).getPropertyValue('--at')")
    assert place == "55%"
    sizes = line.evaluate(
        "slider => [...slider.closest('.frame').querySelectorAll('img')].map(one => [one.naturalWidth, one.naturalHeight])"
    )
    assert sizes == [[128, 128], [128, 128]]
    assert sent == []


def test_less_smoothing_lowers_the_score(page, lab):
    goto(page, lab, PAGE, open="noise", width="2")
    score = main(page).get_by_test_id("stMetricValue").last
    smoothed = float(score.inner_text())
    slider = main(page).get_by_role("slider", name="Smoothing σ, pixels")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**width=0*")
    settle(page)
    assert float(score.inner_text()) < smoothed - 0.2


def test_without_a_camera_the_page_says_what_to_do_and_goes_on(page, lab):
    goto(page, lab, PAGE, open="photographs", photo="webcam")
    assert "Allow camera access" in main(page).inner_text()
    main(page).get_by_text("Noise and smoothing", exact=True).click()
    page.wait_for_url("**open=noise*")
    settle(page)
    expect(main(page).get_by_text("Why smooth first")).to_be_visible()


def test_a_prediction_reveals_the_diagonal_edge(page, lab):
    goto(page, lab, PAGE, open="missed")
    main(page).get_by_text("the same edge with the other sign", exact=True).click()
    expect(main(page).get_by_text("Right.", exact=True)).to_be_visible()
    settle(page)
    assert matrix(page, "X ⋆ K")[2] == ["0", "0", "1", "0", "0"]


def test_a_large_photograph_is_searched_in_a_worker_and_saved_in_full(page, lab):
    goto(page, lab, PAGE, open="photographs", photo="uploaded", resolution="1280")
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        {"name": "large.png", "mimeType": "image/png", "buffer": packed(np.tri(1280, 1280))}
    )
    expect(main(page).get_by_text("1280 × 1280 pixels; drag the divider.")).to_be_visible()
    settle(page)
    main(page).get_by_role("button", name="Make photograph edges.png").click()  # a worker makes the file
    made = main(page).locator("[data-testid=stDownloadButton]").filter(has_text="photograph edges.png")
    expect(made).to_be_visible()
    with page.expect_download() as download:
        made.get_by_role("button").click()
    found = np.asarray(Image.open(download.value.path()))
    assert found.shape == (1280, 1280)
    # The diagonal and nothing else, at most one pixel off it.
    rows, columns = np.nonzero(found)
    assert rows.size >= 1250 and np.abs(rows - columns).max() <= 2
