"""The tensor grid in a real browser, in a small app of grids alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.driver import Lab, cell, goto, lit, matrix, reading, settle, start_lab


@pytest.fixture(scope="module")
def grids(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = start_lab(tmp_path_factory.mktemp("grids") / "server.log", "tests/browser/grid_app.py")
    yield lab
    lab.stop()


def shows(page: Any, name: str, row: int, column: int, number: str) -> None:
    """Wait until the cell has that number, and the page stands still."""
    expect(cell(page, name, row, column)).to_have_attribute("aria-label", f"{name}[{row},{column}] = {number}")
    settle(page)


def texts(page: Any) -> str:
    return "\n".join(page.locator("[data-testid=stText]").all_inner_texts())


def test_the_notebooks_numbers_stand_in_the_cells_with_the_window_lit_that_is_pointed_at(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    assert matrix(page, "X") == [["0", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]
    assert lit(page, "X") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert reading(page) == "Y[0,0] = 0×0 + 1×1 + 3×2 + 4×3 = 19"
    assert cell(page, "X", 1, 1).locator(".p").get_attribute("data-text") == "×3"
    # Hovering lights the window without a run of the script.
    cell(page, "Y", 1, 1).hover()
    assert lit(page, "X") == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert reading(page) == "Y[1,1] = 4×0 + 5×1 + 7×2 + 8×3 = 43"
    cell(page, "X", 0, 0).hover()
    assert lit(page, "Y") == {(0, 0)}
    page.mouse.move(5, 5)
    assert reading(page).startswith("Y[0,0]")
    assert "runs 1" in texts(page)


def test_a_chain_of_links_is_followed_in_both_directions(page: Any, grids: Lab) -> None:
    goto(page, grids, show="chain")
    assert len(lit(page, "layer1")) == 4
    assert len(lit(page, "input")) == 9
    cell(page, "layer1", 0, 0).hover()
    assert lit(page, "input") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert lit(page, "layer2") == {(0, 0)}
    cell(page, "input", 2, 2).hover()
    assert lit(page, "layer1") == {(1, 1)}
    assert lit(page, "layer2") == {(0, 0)}


def test_a_click_tells_python_the_cell_moves_the_player_and_is_dropped_with_its_cell(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "Y", 1, 0).click()
    expect(page.get_by_text("cell ('Y', 1, 0)")).to_be_visible()
    assert page.get_by_role("slider", name="Position").input_value() == "2"
    settle(page)
    assert reading(page) == "Y[1,0] = 3×0 + 4×1 + 6×2 + 7×3 = 37"
    # A chosen cell that is gone is dropped.
    cell(page, "Y", 1, 1).click()
    expect(page.get_by_text("cell ('Y', 1, 1)")).to_be_visible()
    page.get_by_role("button", name="Smaller").click()
    expect(page.get_by_text("cell None")).to_be_visible()
    settle(page)
    assert reading(page) == "Y[0,0] = 0×0 + 1×1 + 2×2 + 3×3 = 14"


# What the grid would do once it has stood still for 0.4 s, it does when `at_rest` says so: no test is quick enough for sure.
HOLD_REST = """() => {
  const later = window.setTimeout;
  window.setTimeout = (then, wait, ...more) => wait === 400 ? ((window.rest = then), 0) : later(then, wait, ...more);
}"""


def at_rest(page: Any) -> None:
    page.evaluate("window.rest()")


def test_stepping_scrubbing_and_arrow_keys_move_row_by_row_and_python_hears_once(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    page.evaluate(HOLD_REST)
    page.get_by_role("button", name="Step forward").click()
    assert reading(page).startswith("Y[0,1]")
    page.get_by_role("button", name="Step forward").click()
    assert reading(page).startswith("Y[1,0]")
    page.get_by_role("button", name="Step back").click()
    assert reading(page).startswith("Y[0,1]")
    slider = page.get_by_role("slider", name="Position")
    slider.fill("3")
    assert reading(page).startswith("Y[1,1]")
    slider.press("ArrowLeft")
    assert reading(page).startswith("Y[1,0]")
    assert slider.get_attribute("aria-valuetext") == "Y[1,0], 3 / 4"
    assert "runs 1" in texts(page)
    at_rest(page)
    expect(page.get_by_text("cell ('Y', 1, 0)")).to_be_visible()
    settle(page)
    assert "runs 2" in texts(page)


def test_playing_walks_to_the_last_cell_and_stops(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    page.evaluate(HOLD_REST)
    page.get_by_role("combobox", name="Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".reading > span").first).to_have_text("Y[1,1] = 4×0 + 5×1 + 7×2 + 8×3 = 43")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert "runs 1" in texts(page)


def test_playing_goes_on_while_the_script_runs(page: Any, grids: Lab) -> None:
    goto(page, grids, show="picture28")
    page.get_by_role("button", name="Play").click()
    cell(page, "K", 0, 0).focus()
    slider = page.get_by_role("slider", name="Position")
    page.wait_for_function(
        "at => Number(document.activeElement.shadowRoot.querySelector('input[type=range]').value) > at", arg=1
    )
    assert int(slider.input_value()) >= 1
    page.get_by_role("button", name="Pause").click()
    at = slider.input_value()
    assert reading(page).startswith(f"Y[0,{at}]")


def test_the_keyboard_reaches_every_cell(page: Any, grids: Lab) -> None:
    goto(page, grids, show="edges")
    cell(page, "Y", 0, 0).focus()
    for key, place in [
        ("ArrowRight", "Y[0,1]"),
        ("ArrowDown", "Y[1,1]"),
        ("End", "Y[1,6]"),
        ("Home", "Y[1,0]"),
        ("PageDown", "Y[5,0]"),
        ("PageUp", "Y[0,0]"),
        ("Control+End", "Y[5,6]"),
        ("Control+Home", "Y[0,0]"),
        ("ArrowUp", "Y[0,0]"),
    ]:
        page.keyboard.press(key)
        assert reading(page).startswith(place), key
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("cell ('Y', 0, 1)")).to_be_visible()
    stops = page.locator('[role=grid][aria-label^="Output Y"] [role=gridcell][tabindex="0"]')
    assert stops.count() == 1


def test_moving_by_keyboard_is_spoken_and_playing_is_not(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "Y", 0, 0).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".spoken").inner_text() == "Y[1,0] = 3×0 + 4×1 + 6×2 + 7×3 = 37"


def test_typing_into_a_cell_gives_python_all_texts_exactly(page: Any, grids: Lab) -> None:
    goto(page, grids, show="edges")
    cell(page, "K", 0, 0).focus()
    page.keyboard.type("2.50 ")
    page.keyboard.press("Enter")
    expect(page.get_by_text("edits {'K': (('2.50 ', '-1'),)}")).to_be_visible()
    assert cell(page, "K", 0, 0).locator(".n").evaluate("e => e.textContent") == "2.50 "


def test_an_accepted_edit_changes_the_numbers_everywhere(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "X", 0, 0).dblclick()
    page.get_by_role("textbox", name="X[0,0] = 0").fill("10")
    page.keyboard.press("Tab")
    page.keyboard.type("-2")
    page.keyboard.press("Enter")
    shows(page, "Y", 0, 0, "16")
    assert matrix(page, "X") == [["10", "-2", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    assert "edits {}" in texts(page)
    page.get_by_role("button", name="Original").click()
    shows(page, "Y", 0, 0, "19")
    assert matrix(page, "X")[0] == ["0", "1", "2"]


def test_a_text_that_is_no_number_stays_and_is_marked(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "X", 1, 1).focus()
    page.keyboard.type("four")
    page.keyboard.press("Enter")
    expect(page.get_by_text("refused 1")).to_be_visible()
    settle(page)
    assert cell(page, "X", 1, 1).get_attribute("aria-label") == "X[1,1] = four, not a number"
    assert "'four'" in texts(page)
    expect(page.locator(".notice")).to_have_text("X[1,1]: “four” is not a number.")
    type_into(page, "X", 1, 1, "4")
    expect(page.locator(".notice")).to_be_hidden()
    assert matrix(page, "Y") == [["19", "25"], ["37", "43"]]


def test_escape_leaves_the_cell_as_it_was(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "X", 0, 0).focus()
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert matrix(page, "X")[0][0] == "0"
    assert page.locator(".typing").count() == 0
    assert "runs 1" in texts(page)


def drag(page: Any, name: str, *places: tuple[int, int]) -> None:
    """Press the mouse over the first cell and let it go over the last."""
    cell(page, name, *places[0]).hover()
    page.mouse.down()
    for place in places[1:]:
        cell(page, name, *place).hover()
    page.mouse.up()


def take_brush(page: Any, number: str) -> None:
    button = page.get_by_role("button", name="Brush")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.get_by_role("textbox", name="Brush").fill(number)


def type_into(page: Any, name: str, row: int, column: int, text: str) -> None:
    cell(page, name, row, column).focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_drag_without_the_brush_moves_the_window_and_changes_no_number(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    drag(page, "Y", (0, 0), (0, 1), (1, 1))
    expect(page.get_by_text("cell ('Y', 1, 1)")).to_be_visible()
    settle(page)
    assert lit(page, "X") == {(1, 1), (1, 2), (2, 1), (2, 2)}
    # Held at its lower right cell, the window goes with the pointer over the input.
    drag(page, "X", (2, 2), (2, 1))
    expect(page.get_by_text("cell ('Y', 1, 0)")).to_be_visible()
    settle(page)
    page.mouse.move(5, 5)
    assert lit(page, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert matrix(page, "X") == [["0", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    assert "edits {}" in texts(page)


def test_edits_are_undone_done_again_and_reset(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    undo, redo, reset = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo", "Reset"))
    for button in (undo, redo, reset):
        expect(button).to_have_attribute("aria-disabled", "true")
    type_into(page, "X", 0, 0, "10")
    shows(page, "X", 0, 0, "10")
    type_into(page, "X", 2, 2, "-1")
    shows(page, "Y", 1, 1, "16")
    undo.click()
    shows(page, "Y", 1, 1, "43")
    assert matrix(page, "X") == [["10", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    redo.click()
    shows(page, "Y", 1, 1, "16")
    reset.click()
    shows(page, "Y", 1, 1, "43")
    assert matrix(page, "X") == [["0", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    undo.click()
    shows(page, "X", 2, 2, "-1")


def test_the_keys_of_undo_and_redo_are_those_of_every_program(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    type_into(page, "X", 0, 1, "7")
    shows(page, "Y", 0, 0, "25")
    cell(page, "X", 0, 0).focus()
    page.keyboard.press("Control+z")
    shows(page, "Y", 0, 0, "19")
    page.keyboard.press("Control+y")
    shows(page, "Y", 0, 0, "25")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    shows(page, "X", 0, 1, "7")


def test_another_example_leaves_nothing_to_undo(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    type_into(page, "X", 0, 0, "10")
    shows(page, "Y", 0, 0, "19")
    type_into(page, "X", 1, 1, "0")
    shows(page, "Y", 0, 0, "7")
    page.get_by_role("button", name="Original").click()
    shows(page, "Y", 0, 0, "19")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_attribute("aria-disabled", "true")
    cell(page, "X", 0, 0).focus()
    page.keyboard.press("Control+z")
    assert matrix(page, "X")[0] == ["0", "1", "2"]


def test_enter_selects_the_old_number_so_that_typing_replaces_it(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    cell(page, "X", 0, 0).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    shows(page, "X", 0, 0, "5")


def test_the_keyboards_cursor_is_the_cell_that_python_hears_of(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    page.evaluate(HOLD_REST)
    cell(page, "Y", 0, 0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    at_rest(page)
    expect(page.get_by_text("cell ('Y', 1, 1)")).to_be_visible()
    settle(page)
    assert "runs 2" in texts(page)  # once, when it stands still
    assert (
        page.locator('[role=grid][aria-label^="Output Y"] [tabindex="0"]').get_attribute("aria-label") == "Y[1,1] = 43"
    )


def test_space_plays_and_pauses_from_any_cell(page: Any, grids: Lab) -> None:
    goto(page, grids, show="picture28")
    page.locator('[role=grid][aria-label^="Output Y"] [tabindex="0"]').focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_dragging_paints_with_the_brush_and_reports_once(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    take_brush(page, "5")
    drag(page, "X", (0, 0), (0, 1), (0, 2), (1, 2))
    shows(page, "Y", 0, 0, "23")
    assert matrix(page, "X") == [["5", "5", "5"], ["3", "4", "5"], ["6", "7", "8"]]
    assert "runs 2" in texts(page)


def test_padding_bias_and_stride_are_read_out(page: Any, grids: Lab) -> None:
    goto(page, grids, show="padded")
    assert reading(page).endswith("4×(−1.5) + 5×(−1.5) + 0.5 = −17.5")
    cell(page, "Y", 1, 1).hover()
    assert lit(page, "X") == {(r, c) for r in (2, 3, 4) for c in (2, 3, 4)}
    assert cell(page, "X", 4, 4).get_attribute("aria-label") == "X[4,4] = 0, padding, never seen"


def test_names_and_texts_are_never_markup_and_pairs_light_both_ways(page: Any, grids: Lab) -> None:
    goto(page, grids, show="odd")
    assert page.locator(".grid img").count() == 0
    assert page.locator(".title").nth(1).inner_text() == "<img src=x onerror=alert(1)>"
    assert matrix(page, "N") == [["nan", "inf", "-inf", "1e+308", "-0.0", "1e-9", "12345.678", "1099511627776"]]
    # Explicit pairs light both ways.
    cell(page, "A", 0, 0).hover()
    assert lit(page, "B") == {(0, 1), (1, 1)}
    cell(page, "B", 0, 0).hover()
    assert lit(page, "A") == {(1, 0)}


def test_a_learned_kernel_is_short_in_the_cell_and_whole_for_those_who_ask(page: Any, grids: Lab) -> None:
    goto(page, grids, show="learned")
    shown = cell(page, "K", 0, 1)
    assert shown.inner_text() == "−0.8858"
    assert shown.get_attribute("title") == "-0.88580453"
    assert matrix(page, "D") == [["0.1141954", "-0.11419547"]]
    page.get_by_text("Numbers as text").click()
    expect(page.locator("pre")).to_contain_text("0.8858046 -0.88580453")


@pytest.mark.parametrize("side", [1 + 31, 64])
def test_a_large_picture_is_chosen_lit_and_said_in_words(page: Any, grids: Lab, side: int) -> None:
    goto(page, grids, show=f"picture{side}")
    page.locator('[role=grid][aria-label^="Output Y"]').click(position={"x": 3, "y": 3})
    expect(page.get_by_text("cell ('Y', 0, 0)")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert reading(page).startswith("Y[1,1] = ")
    page.get_by_text("Numbers as text").click()
    expect(page.locator("pre")).to_contain_text("Output Y")
    rows = page.locator("pre").inner_text().split("\n")
    assert [len(row.split("\t")) for row in rows[1 : side + 1]] == [side] * side


CELLS_CONTRAST = """cells => {
      const light = css => { const [r, g, b] = css.match(/[\\d.]+/g).map(Number).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      return Math.min(...cells.map(cell => { const style = getComputedStyle(cell);
        const [a, b] = [light(style.color), light(style.backgroundColor)]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }));
    }"""


def test_texts_stand_out_from_their_cells_in_both_themes_and_a_change_of_theme_keeps_the_cell(
    page: Any, grids: Lab
) -> None:
    goto(page, grids, show="edges")
    cells = page.locator(".cell[style*=background]")
    page.get_by_role("button", name="Step forward").click()
    assert cells.evaluate_all(CELLS_CONTRAST) >= 4.5
    before = cell(page, "Y", 0, 0).evaluate("e => getComputedStyle(e).color")
    page.emulate_media(color_scheme="dark")
    expect(cell(page, "Y", 0, 0)).not_to_have_css("color", before)
    settle(page)
    assert cells.evaluate_all(CELLS_CONTRAST) >= 4.5
    assert reading(page).startswith("Y[0,1]")


WORDS_CONTRAST = """all => {
      const channels = css => { const all = css.match(/[\\d.]+/g).map(Number); return css.startsWith('color(') ? all : all.map(c => c / 255); };
      const light = css => { const [r, g, b] = channels(css).slice(0, 3)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const ground = light(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor);
      return Math.min(...all.map(one => { const ink = light(getComputedStyle(one).color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); }));
    }"""


def test_words_and_controls_stand_out_from_the_page_in_both_themes(page: Any, grids: Lab) -> None:
    goto(page, grids, show="notebook")
    type_into(page, "X", 1, 1, "four")
    expect(page.locator(".notice")).to_be_visible()
    settle(page)
    words = page.locator(".title, .shape, .notice, .reading, .edits button:not([aria-disabled=true]), summary")
    assert words.evaluate_all(WORDS_CONTRAST) >= 4.5
    before = page.locator(".reading").first.evaluate("e => getComputedStyle(e).color")
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".reading").first).not_to_have_css("color", before)
    settle(page)
    assert words.evaluate_all(WORDS_CONTRAST) >= 4.5


def test_with_forced_colours_outlines_tell_what_is_lit_and_pressed(page: Any, grids: Lab) -> None:
    page.emulate_media(forced_colors="active")
    goto(page, grids, show="notebook")
    page.get_by_role("button", name="Brush").click()
    outline = "e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"
    assert cell(page, "X", 0, 0).evaluate(outline) == "dashed 1px"
    assert cell(page, "Y", 0, 0).evaluate(outline) == "solid 3px"
    assert cell(page, "X", 2, 2).evaluate(outline).startswith("none")
    assert page.get_by_role("button", name="Brush").evaluate(outline) == "solid 2px"


def test_who_asks_for_less_motion_is_offered_the_slow_speeds_alone(page: Any, grids: Lab) -> None:
    page.emulate_media(reduced_motion="reduce")
    goto(page, grids, show="notebook")
    fast = (
        page.get_by_role("combobox", name="Speed")
        .locator("option")
        .evaluate_all("all => all.filter(one => !one.disabled).map(one => one.value)")
    )
    assert fast == ["0.5", "1"]


@pytest.mark.parametrize(("show", "matrices"), [("all", 18), ("picture28", 3), ("picture64", 3)])
def test_a_phone_shows_every_matrix_within_its_width(visit: Any, grids: Lab, show: str, matrices: int) -> None:
    page = goto(visit(390, 844, touch=True), grids, show=show)
    expect(page.locator(".matrix")).to_have_count(matrices)
    rims = page.locator(".matrix").evaluate_all("all => all.map(m => m.getBoundingClientRect().right)")
    assert max(rims) <= 390


def test_a_finger_taps_scrolls_and_only_paints_with_the_brush_taken_up(visit: Any, grids: Lab) -> None:
    page = visit(390, 844, touch=True, is_mobile=True)
    goto(page, grids, show="notebook")
    box = page.locator('[role=grid][aria-label^="Input X"]')
    assert box.evaluate("e => getComputedStyle(e).touchAction") == "auto"
    page.get_by_role("button", name="Brush").tap()
    assert box.evaluate("e => getComputedStyle(e).touchAction") == "none"
    cell(page, "Y", 0, 1).tap()
    expect(page.get_by_text("cell ('Y', 0, 1)")).to_be_visible()
