"""Fields along one axis: through windows and resamplings against their cells one by one, where paths meet, and bounds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.networks.resampling import INTERPOLATIONS, Resampling
from core.receptive_field.axis import MAX_FIELD, MAX_PERIOD, AxisField, merge, offset
from core.window import Window
from tests.core.bounds import holds

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


units = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 4)), min_size=1, max_size=4)
patterns = st.builds(
    lambda units, move: AxisField(*(tuple(part) for part in zip(*units)), move), units, st.integers(0, 5)
)
windows = st.builds(
    lambda kernel, stride, before, dilation, transposed: Window(kernel, stride, before, 0, dilation, False, transposed),
    *(st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3), st.booleans()),
)


@given(patterns, windows)
def test_a_unit_sees_what_all_cells_that_its_taps_meet_see(field, window):
    found = field.through(window, None, "layer")
    for unit in range(-15, 40):
        if window.transposed:  # output = cell · stride + tap · dilation − before
            places = [unit + window.before - tap * window.dilation for tap in range(window.kernel)]
            cells = [place // window.stride for place in places if place % window.stride == 0]
        else:
            cells = [unit * window.stride - window.before + tap * window.dilation for tap in range(window.kernel)]
        ends = [(first, last) for first, last in map(field.interval, cells) if first <= last]
        first, last = found.interval(unit)
        if ends:
            assert (first, last) == (min(start for start, _ in ends), max(end for _, end in ends))
        else:
            assert last == first - 1


def test_a_chain_of_windows_by_hand():
    first = AxisField().through(Window(3, 2, 1, 1), None, "a")
    assert first == AxisField((-1,), (3,), 2, path=3)
    second = first.through(Window(5, 3, 2, 2), None, "b")  # −1 − 2 · 2, 3 + 4 · 2, 2 · 3
    assert second == AxisField((-5,), (11,), 6, path=11)
    # A path that is shorter than the field grows by as much as the field.
    assert AxisField((-4,), (7,), 2, path=5).through(Window(3), None, "c") == AxisField((-4,), (11,), 2, path=9)
    assert AxisField((0,), (0,), 1).through(Window(3), None, "d").sizes == (0,)  # nothing stays nothing
    assert not AxisField(placed=False).through(Window(3), None, "e").placed


def test_what_a_pattern_is_asked_for():
    field = AxisField((0, 1, 5), (2, 3, 0), 4)
    assert [field.interval(unit) for unit in (-1, 0, 1, 2, 3, 7)] == [(1, 0), (0, 1), (1, 3), (5, 4), (4, 5), (9, 11)]
    assert (field.period, field.size, field.extents, field.stride) == (3, 3, (2, 3), Fraction(4, 3))
    assert AxisField((0,), (0,)).extents == (0,)
    assert type(AxisField((0, 1), (1, 1), 4).stride) is int


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
    # Patterns of two and of three units repeat after six.
    twos, threes = AxisField((0, 0), (1, 2), 2), AxisField((0, 1, 2), (1, 1, 2), 3)
    joined = merge([twos, threes], "add")
    assert (joined.starts, joined.sizes, joined.move) == ((0, 0, 2, 2, 4, 4), (1, 2, 2, 2, 1, 3), 6)
    nothing = merge([replace(threes, sizes=(0, 0, 0)), replace(twos, sizes=(0, 0))], "add")
    assert set(nothing.starts) == set(nothing.sizes) == {0}
    assert merge([AxisField((5,), (0,))] * 2, "add").starts == (0,)  # where nothing is seen there is no place


def test_centres_are_as_far_apart_as_those_of_the_unit_where_they_are_farthest():
    middle = AxisField((0,), (1,), 1)
    assert offset([middle, AxisField((-1,), (3,), 1)]) == 0  # other sizes, one centre
    assert offset([middle, AxisField((0,), (2,), 1)]) == 0.5
    assert offset([AxisField((0,), (1,), 1), AxisField((0, 3), (1, 1), 2)]) == 2  # units 0 and 1: 0 and 0, 1 and 3
    assert offset([middle, AxisField((0, 3), (1, 0), 2)]) == 0  # a unit that sees nothing has no centre
    assert offset([middle] * 3) == 0


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


def test_the_longest_pattern_and_the_largest_field_that_are_followed():
    up = AxisField((0, 0), (1, 2), 3)
    for call, last in (
        (lambda n: up.through(Window(2, n, transposed=True), None, "up"), MAX_PERIOD // 2),
        (lambda n: AxisField().through(Resampling(1, n), None, "up"), MAX_PERIOD),
        (lambda n: offset([AxisField(), AxisField((0,) * n, tuple(range(1, n + 1)), n)]), MAX_PERIOD),
    ):
        holds(call, [(last, last + 1)], "patterns of up to 512 can be followed")
    far = AxisField((0,), (1,), MAX_FIELD // 100)
    holds(lambda k: far.through(Window(k), None, "a"), [(99, 100)], "the field of layer a is larger than")
    holds(lambda n: AxisField((-n,)).through(Window(), None, "a"), [(MAX_FIELD, MAX_FIELD + 1)], "larger than")
    holds(lambda n: AxisField((n,)).through(Resampling(2, 2), None, "a"), [(MAX_FIELD, MAX_FIELD + 1)], "larger")
