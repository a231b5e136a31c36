"""What a unit sees and feeds, counted: by hand on a chain of two layers."""

from core.receptive_field.cells import Traced, map_cells, traced
from core.receptive_field.solver import solve
from tests.core.receptive_field.test_verdict import layer, network


def test_cells_and_boxes_before_and_after_a_unit():
    apart = layer("Conv2D", "a", "in", filters=4, kernel_size=3, dilation_rate=2, padding="same")
    close = layer("Conv2D", "b", "a", filters=4, kernel_size=3, padding="same")
    after = layer("Activation", "c", "b", activation="relu")
    solution = solve(network(apart, close, after), (7, 9))
    assert map_cells(solution) == 4 * 7 * 9
    # Taps two cells apart: nine cells in a box of 5 × 5; in the corner four of them lie inside.
    middle, corner = (2, 3, 4, 5), (0, 0, 1, 1)
    assert traced(solution, "a", (3, 4)) == (
        Traced("in", True, 9, (1, 2, 5, 6)),
        Traced("b", False, 9, middle),
        Traced("c", False, 9, middle),
    )
    assert traced(solution, "a", (0, 0)) == (
        Traced("in", True, 4, (0, 0, 2, 2)),
        Traced("b", False, 4, corner),
        Traced("c", False, 4, corner),
    )


def test_what_a_unit_sees_is_not_what_a_cell_feeds_where_windows_step():
    solution = solve(network(layer("Conv2D", "a", "in", filters=4, kernel_size=3, strides=2)), (7, 9))
    assert traced(solution, "a", (1, 2)) == (Traced("in", True, 9, (2, 4, 4, 6)),)
    # Row 3 lies in the window of rows 2 … 4 alone, column 4 in those of columns 2 … 4 and 4 … 6.
    assert traced(solution, "in", (3, 4)) == (Traced("a", False, 2, (1, 1, 1, 2)),)
