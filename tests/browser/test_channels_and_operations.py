"""The tabs "Channels" and "Pooling and transposed" in a real browser: what lights up, what is written."""

import pytest

from tests.browser.driver import cell, goto, lit, main, settle


@pytest.fixture
def at(page, lab):
    """Open one of the page's tabs; its grid comes after the page's own."""

    def opened(tab, **query):
        goto(page, lab, "cross_correlation", open=tab, **query)
        grid = main(page).locator(".grid:visible").last
        grid.scroll_into_view_if_needed()
        return grid

    return opened


def reading(grid):
    return grid.locator(".reading > span").first.inner_text()


def test_an_output_cell_lights_its_window_in_every_channel_and_its_sum_is_written_out(page, at):
    grid = at("channels")
    assert reading(grid) == "S[0,0] = (0×0 + 1×1 + 3×2 + 4×3) + (1×1 + 2×2 + 4×3 + 5×4) = 56"
    cell(grid, "S", 1, 0).hover()
    window = {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert lit(grid, "X₁") == lit(grid, "X₂") == window
    assert reading(grid) == "S[1,0] = (3×0 + 4×1 + 6×2 + 7×3) + (4×1 + 5×2 + 7×3 + 8×4) = 104"
    cell(grid, "P₂", 0, 1).hover()
    assert reading(grid) == "P₂[0,1] = 2×1 + 3×2 + 5×3 + 6×4 = 47"
    cell(grid, "X₂", 0, 0).hover()
    assert lit(grid, "S") == {(0, 0)}
    # A number typed into a channel makes the input a typed one.
    cell(grid, "X₂", 0, 0).click()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    page.wait_for_url("**channels_input=typed*")
    settle(page)
    grid = main(page).locator(".grid:visible").last
    cell(grid, "S", 0, 0).hover()
    assert reading(grid).endswith("+ (11×1 + 2×2 + 4×3 + 5×4) = 66")


def test_max_pooling_is_traced_in_both_directions(page, at):
    grid = at("operations")
    assert reading(grid) == "Y[0,0] = max(0, 1, 3, 4) = 4"
    cell(grid, "Y", 1, 0).hover()
    assert lit(grid, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}
    cell(grid, "X", 1, 1).hover()
    assert lit(grid, "Y") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    cell(grid, "X", 0, 0).hover()
    assert lit(grid, "Y") == {(0, 0)}


def test_a_mean_is_written_out_and_padding_is_counted_or_not(page, at):
    pads = {"operations_padding_rows": "1", "operations_kind": "average"}
    grid = at("operations", **pads)
    assert reading(grid) == "Y[0,0] = (0 + 0 + 0 + 1) / 4 = 0.25"
    grid = at("operations", **pads, operations_counted="0")
    assert reading(grid) == "Y[0,0] = (0 + 1) / 2 = 0.5"


def test_a_transposed_convolution_is_traced_in_both_directions(page, at):
    grid = at(
        "operations", image="typed", x="0_1~2_3", operations_kind="transposed",
        operations_stride_rows="1", operations_stride_columns="1",
    )  # fmt: skip
    cell(grid, "Y", 1, 1).hover()
    # The book's middle cell: 0×3 + 1×2 + 2×1 + 3×0.
    assert reading(grid) == "Y[1,1] = 0×3 + 1×2 + 2×1 + 3×0 = 4"
    assert lit(grid, "X") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    cell(grid, "Y", 2, 2).hover()
    assert reading(grid) == "Y[2,2] = 3×3 = 9"
    assert lit(grid, "X") == {(1, 1)}
    cell(grid, "X", 1, 0).hover()
    assert lit(grid, "Y") == {(1, 0), (1, 1), (2, 0), (2, 1)}
