"""Receptive fields: against published figures, numbers worked by hand, and perturbed inputs."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, alignment, projection, receptive_field, regions, table, unseen
from core.receptive_field.field import layers_to_cover, least_input, more_to_cover
from core.receptive_field.presets import ALEXNET, CHAPTER, LENET, STACKS, VGG16


def field_of(layers, input_size=None):
    field = receptive_field(layers, input_size)
    return field.size[0], field.stride[0], field.padding[0]


def test_alexnet_and_vgg_have_the_figures_that_araujo_norris_and_sim_published():
    assert field_of(ALEXNET.layers) == (195, 32, 64)
    assert field_of(VGG16.layers) == (212, 32, 90)


def test_resnet_50_along_its_longest_path_has_the_published_figures():
    # slim's resnet_v1_50: strides at the end of blocks 1–3, explicit padding where a 3×3 has a stride.
    path = [Layer("conv1", 7, 2, padding=3), Layer("pool1", 3, 2, padding="same", kind="pool")]
    for block, units in enumerate((3, 4, 6, 3)):
        for unit in range(units):
            strided = block < 3 and unit == units - 1
            path.append(Layer(f"block{block}/{unit}", 3, 2 if strided else 1, padding=1))
    assert field_of(path, 224) == (483, 32, 239)
    assert field_of(path) == (483, 32, None)


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


def test_lenet_s_feature_maps_have_the_sizes_of_the_paper():
    rows = table(LENET.layers, LENET.input_size)
    assert [row.output_size[0] for row in rows] == [28, 14, 10, 5, 1]
    assert [row.field.size[0] for row in rows] == [5, 6, 14, 16, 32]


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "expected"),
    [(4, 3, 1, 0, 1, 2), (5, 4, 1, 2, 1, 6), (5, 3, 1, 1, 1, 5), (5, 3, 1, 2, 1, 7)]
    + [(5, 3, 2, 0, 1, 2), (5, 3, 2, 1, 1, 3), (6, 3, 2, 1, 1, 3), (7, 3, 1, 0, 2, 3)],
)
def test_output_sizes_are_those_of_dumoulin_and_visin(size, kernel, stride, padding, dilation, expected):
    assert Layer("conv", kernel, stride, padding, dilation).output_size((size, size)) == (expected, expected)


def test_output_sizes_are_those_of_dive_into_deep_learning():
    assert Layer("conv", 3, 2, 1).output_size((8, 8)) == (4, 4)
    assert Layer("conv", (3, 5), (3, 4), (0, 1)).output_size((8, 8)) == (2, 2)
    assert table([Layer("conv", 5)] * 10, 240)[-1].output_size == (200, 200)


def test_rows_and_columns_are_worked_out_apart():
    field = receptive_field([Layer("a", (1, 7), (1, 2), (0, 3)), Layer("b", (3, 1), (2, 1), ((1, 0), (0, 0)), (2, 1))])
    assert (field.size, field.stride, field.padding) == ((5, 7), (2, 2), (1, 3))
    assert field.region(1, 2) == (1, 1, 5, 7)
    assert field.centre == (1.0, 0.0)


def test_the_derivation_writes_the_formula_with_its_numbers():
    row = table([Layer("a", 3, 2, 1), Layer("b", 5, 2, 2, dilation=3)], 64)[1]
    assert row.derivation(0) == {
        "size": "3 + (5 − 1) × 3 × 2 = 27",
        "stride": "2 × 2 = 4",
        "output": "⌊(32 + 2 + 2 − 13) / 2⌋ + 1 = 12",
        "padding": "1 + 2 × 2 = 5",
        "centre": "−5 + (27 − 1) / 2 = 8",
        "overlap": "max(0, 27 − 4) = 23",
    }


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


def test_behind_a_transposed_convolution_padding_is_read_off_the_first_unit():
    up, conv = table([Layer("up", 3, 2, kind="transposed"), Layer("conv", 3, padding=1)], 5)
    # Unit 0 of "up" is fed by inputs ⌈−2 / 2⌉ = −1 and 0: it begins one cell outside.
    assert (up.field.padding, up.derivation(0)["padding"]) == ((1, 1), "−(−1) = 1")
    # Unit 0 of "conv" sees units −1, 0, 1 of "up": inputs −1 to 0.
    assert (conv.field.padding, conv.derivation(0)["padding"]) == ((1, 1), "−(−1) = 1")


@pytest.mark.parametrize("span", range(1, 8))
@pytest.mark.parametrize("stride", range(1, 6))
def test_same_padding_without_a_size_is_known_exactly_where_all_sizes_agree(span, stride):
    # TensorFlow's rule, written out: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
    def rule(size):
        total = max(span - stride, 0) if size % stride == 0 else max(span - size % stride, 0)
        return total // 2, total - total // 2

    layer = Layer("same", span, stride, "same")
    for size in range(1, 40):
        assert layer.padding_for((size, size))[0] == rule(size)
        assert layer.output_size((size, size))[0] == math.ceil(size / stride)
    sides = zip(*(rule(size) for size in range(1, 40)))
    expected = tuple(side.pop() if len(side) == 1 else None for side in map(set, sides))
    assert layer.padding_for(None)[0] == expected


def test_a_field_of_unknown_place_has_a_size_but_no_region():
    field = receptive_field([Layer("same", 3, 2, "same")])
    assert (field.size, field.padding, field.centre) == ((3, 3), (None, None), (None, None))
    with pytest.raises(BadInput, match="give an input size"):
        field.region(0, 0)


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


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kernel": 0}, "kernel 0 of layer x"),
        ({"kernel": 3, "stride": 0}, "stride 0 of layer x"),
        ({"kernel": 3, "stride": -1}, "stride -1 of layer x"),
        ({"kernel": 3, "stride": 10**9}, "stride 1000000000 of layer x"),
        ({"kernel": 10**5000}, "kernel 2\\^16610 of layer x"),
        ({"kernel": math.nan}, "kernel nan of layer x"),
        ({"kernel": math.inf}, "kernel inf of layer x"),
        ({"kernel": 2.5}, "kernel 2.5 of layer x"),
        ({"kernel": "three"}, "kernel 'three' of layer x"),
        ({"kernel": True}, "kernel True of layer x"),
        ({"kernel": None}, "kernel None of layer x"),
        ({"kernel": (3, 3, 3)}, "one number or two"),
        ({"kernel": 3, "padding": -1}, "padding -1 of layer x"),
        ({"kernel": 3, "padding": "reflect"}, "padding 'reflect' of layer x"),
        ({"kernel": 3, "dilation": 0}, "dilation 0 of layer x"),
        ({"kernel": 3, "kind": "dense"}, "unknown kind 'dense'"),
    ],
)
def test_what_is_no_layer_is_refused_with_its_name_and_value(options, said):
    with pytest.raises(BadInput, match=said):
        Layer("x", **options)


def test_a_size_that_vanishes_names_the_layer_and_the_missing_cells():
    with pytest.raises(BadInput, match=r"layer pool .* \(2, 0\) \(rows, columns\) are missing"):
        table([Layer("conv", (3, 1)), Layer("pool", (5, 5))], (5, 9))


def test_units_and_layers_that_do_not_exist_are_refused():
    with pytest.raises(BadInput, match="unit"):
        regions(CHAPTER.layers, (1, 0), 3)
    with pytest.raises(BadInput, match="no layer 3"):
        regions(CHAPTER.layers, (0, 0), 3, depth=3)
    with pytest.raises(BadInput, match="larger than"):
        table([Layer("wide", 3, 10_000)] * 4)
    with pytest.raises(BadInput, match="2001 layers"):
        table([Layer("conv", 1)] * 2001)
    with pytest.raises(BadInput, match="at least one path"):
        alignment([])


def test_every_preset_fits_its_natural_input():
    for stack in STACKS.values():
        assert min(table(stack.layers, stack.input_size)[-1].output_size) >= 1


def test_a_transposed_convolution_spreads_fields_in_a_pattern():
    # Kernel 3, stride 2: output o = 2 i + k is fed by inputs ⌈(o − 2) / 2⌉ … ⌊o / 2⌋: two cells, one, two, one …
    layers = [Layer("up", 3, 2, kind="transposed")]
    rows = table(layers, 4)
    assert rows[0].output_size == (9, 9)
    field = rows[0].field
    assert (field.size, field.stride, field.overlap) == ((2, 2), (Fraction(1, 2),) * 2, (Fraction(3, 2),) * 2)
    assert [field.region(unit, 0)[::2] for unit in range(5)] == [(-1, 0), (0, 0), (0, 1), (1, 1), (1, 2)]
    assert rows[0].derivation(0)["size"] == "max(2, 1) = 2"
    assert rows[0].derivation(0)["output"] == "(4 − 1) × 2 + 3 − 0 − 0 = 9"
    assert Layer("up", 4, 2, "same", kind="transposed").output_size((7, 7)) == (14, 14)


def test_going_down_and_up_again_restores_the_stride():
    down = [Layer("down", 3, 2, 1), Layer("pool", 2, 2, kind="pool")]
    up = [Layer("up1", 2, 2, kind="transposed"), Layer("up2", 2, 2, kind="transposed")]
    field = receptive_field(down + up, 32)
    assert field.stride == (1, 1)
    assert [field.region(unit, 0)[0] for unit in range(5)] == [-1, -1, -1, -1, 3]


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


def test_layers_needed_to_cover_the_image_are_counted():
    # By hand: 5, pool 6, 14, pool 16, 40, pool 44, 92, and pool4, the 14th layer, sees 100.
    assert layers_to_cover(VGG16.layers, 100) == 14
    assert layers_to_cover(VGG16.layers, 101) == 15
    assert layers_to_cover(CHAPTER.layers, 4) is None
    assert (more_to_cover(CHAPTER.layers, 10), more_to_cover(CHAPTER.layers, 3)) == (7, 0)
    assert more_to_cover([Layer("point", 1)], 10) is None
    assert more_to_cover([], 10) is None


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


def test_the_smallest_input_of_known_stacks_is_as_worked_by_hand():
    assert least_input(CHAPTER.layers) == (3, 3)
    assert least_input(VGG16.layers) == (32, 32)  # five pools that halve, and padding that keeps all else
    assert least_input((Layer("a", (3, 5), padding=1), Layer("b", (2, 1)))) == (2, 3)
    assert least_input((Layer("a", 5000),)) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda k, s, p, d: Layer("layer", k, stride=s, padding=p, dilation=d),
            st.integers(1, 5),
            st.integers(1, 3),
            st.one_of(st.just("same"), st.integers(0, 3)),
            st.integers(1, 2),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_the_smallest_input_is_the_first_that_the_table_takes(layers):
    def fits(size):
        try:
            table(layers, size)
        except BadInput:
            return False
        return True

    first = next(size for size in range(1, 4097) if fits(size))
    assert least_input(layers) == (first, first)
