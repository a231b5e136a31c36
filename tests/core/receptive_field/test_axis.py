"""Fields along one axis whose units differ: patterns through resamplings, cell by cell, and the shortest pattern."""

import pytest

from core.networks.resampling import INTERPOLATIONS, Resampling
from core.receptive_field.axis import AxisField
from core.window import Window

PATTERNS = (
    AxisField(),
    AxisField((0,), (3,), 2),
    AxisField((0, 1), (1, 2), 3),
    AxisField((-1, 0, 0), (2, 2, 4), 5),
)


@pytest.mark.parametrize("field", PATTERNS)
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("sizes", [(6, 4), (4, 6), (3, 9), (10, 4), (5, 5)])
def test_a_resampled_unit_sees_what_all_cells_that_it_is_made_from_see(field, interpolation, sizes):
    resampling = Resampling(*sizes, interpolation)
    found = field.through(resampling, None, "layer")
    for unit in range(24):
        first, last = resampling.ends(unit)
        ends = [field.interval(cell) for cell in range(first, last + 1)]
        assert found.interval(unit) == (min(start for start, _ in ends), max(end for _, end in ends))


def test_units_that_are_alike_are_one_pattern_and_their_path_is_at_least_one_cell():
    doubled = AxisField().through(Window(2, 2, transposed=True), None, "up")  # nearest: every cell twice
    assert doubled.sizes == (1, 1)
    assert doubled.path == 1
    again = doubled.through(Window(1, 2), None, "down")  # every other unit: each cell once
    assert again == AxisField()
    assert again.path == 1
