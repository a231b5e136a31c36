"""The topic "Matrix form" in a real browser: an output, its row, its window and its kernel entries light together."""

import pytest

from tests.browser.driver import goto, lit, main

PATCHES, TOEPLITZ = 1, 2  # the page's own grid comes first


@pytest.fixture
def at(page, lab):
    """Open the topic and come to one of its grids."""

    def opened(number, **query):
        goto(page, lab, "cross_correlation", open="matrix", **query)
        grid = main(page).locator(".grid:visible").nth(number)
        grid.scroll_into_view_if_needed()
        return grid

    return opened


def choose(grid, name, row, column):
    grid.locator(f'[role=gridcell][aria-label^="{name}[{row},{column}] ="]').click()


def test_an_output_lights_its_patch_or_its_row_its_window_and_the_kernel(page, at):
    grid = at(PATCHES)
    choose(grid, "Y", 1, 0)
    assert lit(grid, "X") == {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert lit(grid, "P") == {(2, 0), (2, 1), (2, 2), (2, 3)}
    assert lit(grid, "K") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert lit(grid, "k") == {(0, 0), (1, 0), (2, 0), (3, 0)}
    assert lit(grid, "y") == {(2, 0)}
    choose(grid, "P", 1, 3)  # and backwards: the output that this row makes
    assert lit(grid, "Y") == {(0, 1)}
    assert lit(grid, "y") == {(1, 0)}
    # Its row of the kernel's matrix, its window and the entries on it, on the same page.
    grid = main(page).locator(".grid:visible").nth(TOEPLITZ)
    grid.scroll_into_view_if_needed()
    choose(grid, "Y", 1, 0)
    window = {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert lit(grid, "X") == window
    assert lit(grid, "x") == {(3 * row + column, 0) for row, column in window}
    assert lit(grid, "T") == {(2, column) for column in range(9)}
    assert lit(grid, "K") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert lit(grid, "y") == {(2, 0)}


@pytest.mark.parametrize("dilation", ["1", "2"])
def test_entries_that_lie_on_padding_stay_dark(at, dilation):
    sides = dict.fromkeys(("top", "bottom", "left", "right"), dilation)
    grid = at(TOEPLITZ, padding="explicit", **sides, dilation_rows=dilation, dilation_columns=dilation, stride_rows="2")
    choose(grid, "Y", 0, 0)
    # The kernel's first row and column hang over the border: one pixel is under its last entry.
    assert lit(grid, "K") == {(1, 1)}
    assert lit(grid, "X") == {(0, 0)}
    assert lit(grid, "x") == {(0, 0)}
