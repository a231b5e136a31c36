"""Fields along one axis whose units differ: patterns through resamplings, cell by cell, and the shortest pattern."""

from dataclasses import replace

import pytest

from core.networks.resampling import INTERPOLATIONS, Resampling
from core.receptive_field.axis import AxisField, merge, offset
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


def test_where_paths_join_the_field_runs_over_all_of_them_and_an_unplaced_one_leaves_the_largest():
    near, far = AxisField((0,), (3,), 2), AxisField((-4,), (5,), 2)
    assert merge([near, far], "add") == AxisField((-4,), (7,), 2, path=7)  # cells −4 … 2
    unplaced = replace(far, placed=False)
    for paths in ([near, unplaced], [unplaced, near]):
        assert merge(paths, "add") == AxisField((-4,), (5,), 2, False)
        assert offset(paths) is None
    assert offset([near, far]) == 3  # centres 1 and −2
    assert merge([near, replace(far, move=3)], "add") is None


def test_a_pattern_that_repeats_sooner_has_the_field_of_its_units_for_a_path():
    assert merge([AxisField((0, 2), (2, 2), 4)], "add") == AxisField((0,), (2,), 2, path=2)


def test_units_that_nothing_feeds_see_nothing_whatever_follows():
    gaps = AxisField().through(Window(2, 3, transposed=True), None, "up")  # cell i feeds units 3i and 3i + 1
    assert (gaps.starts, gaps.sizes, gaps.move) == ((0, 0, 0), (1, 1, 0), 1)
    pairs = gaps.through(Window(2), None, "conv")  # units 0 and 1, 1 and 2, 2 and 3: cells 0, 0, 1
    assert (pairs.starts, pairs.sizes, pairs.move) == ((0, 0, 1), (1, 1, 1), 1)
    assert gaps.through(Resampling(2, 2, "nearest"), None, "resize").sizes == (1, 1, 0)
    assert merge([gaps, replace(gaps, starts=(1, 1, 0))], "add").sizes == (2, 2, 0)  # cells 0 and 1


@pytest.mark.parametrize(("kernel", "stride"), [(5, 2), (9, 4), (7, 3), (3, 2)])
def test_without_a_size_the_place_of_a_field_is_one_that_a_size_gives_and_is_not_told(kernel, stride):
    window = Window(kernel, stride, same=True)
    found = AxisField().through(window, None, "conv")
    assert not found.placed and found.size == kernel
    assert found.starts[0] in {AxisField().through(window, size, "conv").starts[0] for size in range(9, 9 + stride)}
