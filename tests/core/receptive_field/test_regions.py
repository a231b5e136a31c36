"""What a unit sees of every layer before it and feeds after it: by hand, and against inputs that are changed cell by cell."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, alignment, projection, receptive_field, regions, table, unseen
from core.receptive_field.presets import CHAPTER


def test_the_chapter_s_second_layer_sees_all_nine_cells():
    first, second = table(CHAPTER.layers, CHAPTER.input_size)
    assert (first.output_size, second.output_size) == ((2, 2), (1, 1))
    assert (second.field.size, second.field.stride, second.field.padding) == ((3, 3), (1, 1), (0, 0))
    assert regions(CHAPTER.layers, (0, 0), 3, depth=1)[0].clipped == (0, 0, 1, 1)  # 19 sees 0, 1, 3, 4
    assert [region.clipped for region in regions(CHAPTER.layers, (0, 0), 3)] == [
        (0, 0, 2, 2),
        (0, 0, 1, 1),
        (0, 0, 0, 0),
    ]


def test_every_figure_of_a_rectangular_layer_by_hand():
    """Rows and columns separately: 3×5 with stride 2×1, padding 1 above and 2 to the left, dilation 1×2; then 2×2, stride 2."""
    rows = table([Layer("a", (3, 5), (2, 1), ((1, 0), (2, 2)), (1, 2)), Layer("b", 2, 2, kind="pool")], (11, 9))
    first, second = rows
    # Rows (11 + 1 − 3) / 2 + 1 = 5; columns: span 9, (9 + 4 − 9) + 1 = 5. Then ⌊(5 − 2) / 2⌋ + 1 = 2.
    assert (first.output_size, second.output_size) == ((5, 5), (2, 2))
    assert (first.field.size, second.field.size) == ((3, 9), (3 + 1 * 2, 9 + 1 * 1))
    assert (first.field.stride, second.field.stride) == ((2, 1), (4, 2))
    assert (first.field.padding, second.field.padding) == ((1, 2), (1, 2))
    # −1 + (3 − 1) / 2, −2 + (9 − 1) / 2; −1 + (5 − 1) / 2, −2 + (10 − 1) / 2.
    assert (first.field.centre, second.field.centre) == ((0.0, 2.0), (1.0, 2.5))
    assert (first.field.overlap, second.field.overlap) == ((1, 8), (1, 8))
    # Unit (1, 1): rows 4 − 1 = 3 to 7, columns 2 − 2 = 0 to 9, of which 9 lies outside.
    region = regions([row.layer for row in rows], (1, 1), (11, 9))[0]
    assert (region.box, region.clipped) == ((3, 0, 7, 9), (3, 0, 7, 8))
    # Taps at columns 0, 2, 4, 6, 8 from 0 and from 1: all of 0 … 8; rows 3, 4, 5 and 5, 6, 7.
    assert (region.rows, region.columns, region.holes) == ((3, 4, 5, 6, 7), tuple(range(9)), 0)
    assert region.outside == pytest.approx(1 - 45 / 50)


def test_paths_that_meet_are_compared_in_stride_and_centre():
    left = receptive_field([Layer("a", 3, padding=1)])
    assert alignment([left, receptive_field([Layer("b", 5, padding=2)])]).aligned
    shifted = alignment([left, receptive_field([Layer("b", 3, padding=((0, 2), (1, 1)))])])
    assert (shifted.stride, shifted.offset, shifted.aligned) == ((1, 1), (1.0, 0.0), False)
    assert alignment([left, receptive_field([Layer("b", 3, 2, 1)])]).stride is None


def test_the_share_outside_the_image_counts_cells_of_the_box():
    corner = regions([Layer("a", 3, padding=1)], (0, 0), 5)[0]
    assert (corner.box, corner.clipped) == ((-1, -1, 1, 1), (0, 0, 1, 1))
    assert corner.outside == pytest.approx(5 / 9)
    assert regions([Layer("a", 1, padding=2)], (0, 0), 5)[0].clipped is None


def test_units_and_layers_that_do_not_exist_are_refused():
    with pytest.raises(BadInput, match="unit"):
        regions(CHAPTER.layers, (1, 0), 3)
    with pytest.raises(BadInput, match="no layer 3"):
        regions(CHAPTER.layers, (0, 0), 3, depth=3)
    with pytest.raises(BadInput, match="at least one path"):
        alignment([])


def test_holes_of_dilation_are_counted_cell_by_cell():
    atrous = regions([Layer("atrous", 3, dilation=2)], (0, 0), 5)[0]
    assert (atrous.rows, atrous.columns, atrous.holes) == ((0, 2, 4), (0, 2, 4), 16)
    assert regions([Layer("a", 3), Layer("atrous", 3, dilation=2)], (0, 0), 9)[0].holes == 0
    # The gridding of equal rates: with rate 2 again and again only every other cell is ever seen.
    assert regions([Layer("a", 3, dilation=2)] * 3, (0, 0), 13)[0].rows == (0, 2, 4, 6, 8, 10, 12)


def test_cells_that_no_unit_sees_are_found():
    skipped = unseen([Layer("sparse", 1, 2)], 4)
    np.testing.assert_array_equal(skipped, [[0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]])
    assert unseen([Layer("leaves a border", 2, 2)], 5).sum() == 9
    assert not unseen([Layer("dense", 3, 2)], 5).any()


def test_the_projective_field_mirrors_the_receptive_field():
    layers = [Layer("a", 3, 2, 1), Layer("b", 3, dilation=2), Layer("c", 2, 2, kind="transposed")]
    rows = table(layers, 13)
    for unit in np.ndindex(rows[-1].output_size):
        seen = regions(layers, unit, 13)[0].mask
        fed = np.array([[projection(layers, (i, j), 13)[-1].mask[unit] for j in range(13)] for i in range(13)])
        np.testing.assert_array_equal(seen, fed)
        break
    assert projection(layers, (0, 0), 13)[1].clipped == (0, 0, 0, 0)
    nothing = projection([Layer("sparse", 1, 2)], (1, 1), 4)[-1]
    assert (nothing.clipped, nothing.holes, nothing.outside) == (None, 0, 0.0)


layers_2d = st.builds(
    lambda kernel, stride, padding, dilation, kind: Layer("layer", kernel, stride, padding, dilation, kind),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["same", "same_lower", "valid", 1, (0, 2), ((0, 1), (2, 0))]),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 3)),
    kind=st.sampled_from(["conv", "pool", "transposed"]),
)


def perturbed(layers, size):
    """Which units change when one input cell does, for each cell: (cells, *output), by loops over kernel entries.

    All kernel entries are 1 and every other cell is 0, so no change can cancel. Written from the definitions
    of the layers; our own arithmetic is asked for nothing.
    """
    rows, columns = size
    maps = np.eye(rows * columns).reshape(rows * columns, rows, columns)
    for layer in layers:
        maps = (unfold if layer.kind == "transposed" else slide)(maps, layer)
    return maps > 0


def slide(maps, layer):
    padding = layer.padding
    if isinstance(padding, str):
        odd = padding == "same_lower"  # ONNX: the odd cell before the map
        totals = [
            max(0, (math.ceil(n / s) - 1) * s + (k - 1) * d + 1 - n)
            for n, k, s, d in zip(maps.shape[1:], layer.kernel, layer.stride, layer.dilation)
        ]
        padding = tuple(((total + odd) // 2, total - (total + odd) // 2) for total in totals)
    maps = np.pad(maps, ((0, 0), *padding))
    (s, t), (d, e) = layer.stride, layer.dilation
    tall, wide = (n - (k - 1) * d for n, k, d in zip(maps.shape[1:], layer.kernel, layer.dilation))
    return sum(maps[:, i * d : i * d + tall : s, j * e : j * e + wide : t] for i, j in np.ndindex(layer.kernel))


def unfold(maps, layer):
    (s, t), (d, e) = layer.stride, layer.dilation
    count, rows, columns = maps.shape
    full = [(n - 1) * s + (k - 1) * d + 1 for n, s, k, d in zip((rows, columns), (s, t), layer.kernel, (d, e))]
    result = np.zeros((count, *(max(n, m * s) for n, m, s in zip(full, (rows, columns), (s, t)))))
    for i, j in np.ndindex(layer.kernel):
        result[:, i * d : i * d + rows * s : s, j * e : j * e + columns * t : t][:, :rows, :columns] += maps
    if isinstance(layer.padding, str):
        odd = layer.padding == "same_lower"
        cuts = [(max(0, n - m * s) + odd) // 2 if n > m * s else 0 for n, m, s in zip(full, (rows, columns), (s, t))]
        return result[:, cuts[0] : cuts[0] + rows * s, cuts[1] : cuts[1] + columns * t]
    (top, bottom), (left, right) = layer.padding
    return result[:, top : full[0] - bottom, left : full[1] - right]


@settings(max_examples=200, deadline=None)
@given(st.lists(layers_2d, min_size=1, max_size=4), st.tuples(st.integers(1, 10), st.integers(1, 10)), st.data())
def test_exactly_the_cells_of_a_region_can_change_a_unit(layers, size, data):
    try:
        output = table(layers, size)[-1].output_size
    except BadInput:
        assume(False)
    assume(max(output) <= 40)
    unit = tuple(data.draw(st.integers(0, cells - 1)) for cells in output)
    changed = perturbed(layers, size)
    assert changed.shape[1:] == output
    region = regions(layers, unit, size)[0]
    np.testing.assert_array_equal(region.mask, changed[:, unit[0], unit[1]].reshape(size))
    np.testing.assert_array_equal(unseen(layers, size), ~changed.any(axis=(1, 2)).reshape(size))
    cell = tuple(data.draw(st.integers(0, cells - 1)) for cells in size)
    fed = projection(layers, cell, size)[-1].mask
    np.testing.assert_array_equal(fed, changed[cell[0] * size[1] + cell[1]])


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(layers_2d, min_size=1, max_size=4), st.data())
def test_a_field_runs_from_the_first_to_the_last_cell_that_can_change_a_unit(layers, data):
    # Wide enough that borders do not matter to the unit in the middle.
    size = (61, 1) if data.draw(st.booleans()) else (1, 61)
    axis = size.index(61)
    layers = [on_one_axis(layer, axis) for layer in layers]
    try:
        rows = table(layers, size)
    except BadInput:
        assume(False)
    output = rows[-1].output_size
    field = rows[-1].field
    changed = perturbed(layers, size)
    for unit in range(output[axis]):
        at = (unit, 0) if axis == 0 else (0, unit)
        seen = np.flatnonzero(changed[:, at[0], at[1]])
        first, last = field.region(*at)[axis], field.region(*at)[axis + 2]
        if first >= 5 and last < 56 and all(interior(layers, at, size)):
            assert (first, last) == ((seen[0], seen[-1]) if len(seen) else (first, first - 1))
            assert last - first + 1 <= field.size[axis]


def on_one_axis(layer, axis):
    """The same layer with a 1×1 kernel, stride and no padding on the other axis."""

    def only(values, other):
        return tuple(value if index == axis else other for index, value in enumerate(values))

    padding = layer.padding if isinstance(layer.padding, str) else only(layer.padding, (0, 0))
    return Layer("x", only(layer.kernel, 1), only(layer.stride, 1), padding, layer.dilation, layer.kind)


def interior(layers, unit, size):
    return [region.outside == 0 for region in regions(layers, unit, size)]
