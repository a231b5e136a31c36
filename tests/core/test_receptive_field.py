"""Receptive fields: against published figures, numbers worked by hand, and perturbed inputs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, ReceptiveField, alignment, receptive_field, regions, table
from core.stacks import ALEXNET, CHAPTER, LENET, STACKS, VGG16


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
    assert second.field == ReceptiveField((3, 3), (1, 1), (0, 0))
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
    field = receptive_field(
        [Layer("a", (1, 7), (1, 2), (0, 3)), Layer("b", (3, 1), (2, 1), ((1, 0), (0, 0)), (2, 1))]
    )
    assert field == ReceptiveField(size=(5, 7), stride=(2, 2), padding=(1, 3))
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
    }


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
        ({"kernel": "three"}, "kernel three of layer x"),
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


layers_1d = st.builds(
    lambda kernel, stride, padding, dilation: Layer("layer", kernel, stride, padding, dilation),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["same", "valid", 1, (0, 2), ((0, 1), (2, 0))]),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 3)),
)


def seen_by_perturbation(layers, size, unit):
    """Cells of the input that change a unit, found with sums of padded arrays: our code is asked for nothing."""
    rows, columns = size
    # One array for each input cell, alone set to 1: all kernel weights are 1, so nothing can cancel.
    maps = np.eye(rows * columns).reshape(rows * columns, rows, columns)
    for layer in layers:
        padding = layer.padding
        if padding == "same":
            totals = [
                max(0, (-(-n // s) - 1) * s + (k - 1) * d + 1 - n)
                for n, k, s, d in zip(maps.shape[1:], layer.kernel, layer.stride, layer.dilation)
            ]
            padding = tuple((total // 2, total - total // 2) for total in totals)
        maps = np.pad(maps, ((0, 0), *padding))
        reach = [(k - 1) * d for k, d in zip(layer.kernel, layer.dilation)]
        tall, wide = (n - r for n, r in zip(maps.shape[1:], reach))
        maps = sum(
            maps[:, i * layer.dilation[0] :, j * layer.dilation[1] :][
                :, : tall : layer.stride[0], : wide : layer.stride[1]
            ]
            for i in range(layer.kernel[0])
            for j in range(layer.kernel[1])
        )
    return maps.shape[1:], (maps[:, unit[0], unit[1]] > 0).reshape(size)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(layers_1d, min_size=1, max_size=4), st.tuples(st.integers(1, 12), st.integers(1, 12)), st.data()
)
def test_exactly_the_cells_of_the_box_can_change_a_unit(layers, size, data):
    try:
        output = table(layers, size)[-1].output_size
    except BadInput:
        assume(False)
    unit = tuple(data.draw(st.integers(0, cells - 1)) for cells in output)
    found_size, seen = seen_by_perturbation(layers, size, unit)
    assert found_size == output
    region = regions(layers, unit, size)[0]
    assert region.box == receptive_field(layers, size).region(*unit)
    box = region.clipped or (0, 0, -1, -1)
    assert not (seen & ~inside(box, size)).any()
    if all(layer.dilation == (1, 1) and np.all(np.array(layer.kernel) >= layer.stride) for layer in layers):
        np.testing.assert_array_equal(seen, inside(box, size))  # no holes: every cell of the box counts


def inside(box, size):
    top, left, bottom, right = box
    mask = np.zeros(size, bool)
    mask[top : bottom + 1, left : right + 1] = True
    return mask
