"""The table of a stack and the figures in it: published networks, numbers worked by hand, and what a stack lacks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, receptive_field, table
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


def test_lenet_s_feature_maps_have_the_sizes_of_the_paper():
    rows = table(LENET.layers, LENET.input_size)
    assert [row.output_size[0] for row in rows] == [28, 14, 10, 5, 1]
    assert [row.field.size[0] for row in rows] == [5, 6, 14, 16, 32]


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


def test_behind_a_transposed_convolution_padding_is_read_off_the_first_unit():
    up, conv = table([Layer("up", 3, 2, kind="transposed"), Layer("conv", 3, padding=1)], 5)
    # Unit 0 of "up" is fed by inputs ⌈−2 / 2⌉ = −1 and 0: it begins one cell outside.
    assert (up.field.padding, up.derivation(0)["padding"]) == ((1, 1), "−(−1) = 1")
    # Unit 0 of "conv" sees units −1, 0, 1 of "up": inputs −1 to 0.
    assert (conv.field.padding, conv.derivation(0)["padding"]) == ((1, 1), "−(−1) = 1")


def test_a_field_of_unknown_place_has_a_size_but_no_region():
    field = receptive_field([Layer("same", 3, 2, "same")])
    assert (field.size, field.padding, field.centre) == ((3, 3), (None, None), (None, None))
    with pytest.raises(BadInput, match="give an input size"):
        field.region(0, 0)
    for unit in ((), (0,), (0, 0, 0)):
        with pytest.raises(BadInput, match="one number for each axis of the field, 2 in all"):
            field.region(*unit)


def test_a_long_pattern_of_sizes_is_cut_off_in_the_derivation():
    # Two taps, 8 or 9 cells apart: units 0 and 1 of each period are fed by one cell, the others by none.
    eight, nine = (table([Layer("up", 2, stride, kind="transposed")])[0].derivation(0) for stride in (8, 9))
    assert eight["size"] == "max(1, 1, 0, 0, 0, 0, 0, 0) = 1"
    assert nine["size"] == "max(1, 1, 0, 0, 0, 0, 0, 0, …) = 1"
    assert nine["stride"] == "1 / 9 = 1/9"
    # Every other of them alone is one pattern again, and is still read off the units behind it.
    back = table([Layer("up", 2, 2, kind="transposed"), Layer("pool", 1, 2)])[1].derivation(1)
    assert (back["size"], back["padding"]) == ("max(1) = 1", "−(0) = 0")


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


def test_layers_needed_to_cover_the_image_are_counted():
    # By hand: 5, pool 6, 14, pool 16, 40, pool 44, 92, and pool4, the 14th layer, sees 100.
    assert layers_to_cover(VGG16.layers, 100) == 14
    assert layers_to_cover(VGG16.layers, 101) == 15
    assert layers_to_cover(CHAPTER.layers, 4) is None
    assert (more_to_cover(CHAPTER.layers, 10), more_to_cover(CHAPTER.layers, 3)) == (7, 0)
    assert more_to_cover([Layer("point", 1)], 10) is None
    assert more_to_cover([], 10) is None
    # One axis after the other; a further copy of a strided 3 × 3 sees 2 · 2 cells more.
    assert layers_to_cover([Layer("a", (3, 1)), Layer("b", (1, 3))], 3) == 2
    assert [more_to_cover([Layer("a", 3, 2)], cells) for cells in (3, 4, 7, 8)] == [0, 1, 1, 2]
    assert [more_to_cover([Layer("a", (3, 1))], size) for size in ((9, 1), (9, 2))] == [3, None]
    assert more_to_cover([Layer("up", 3, 2, kind="transposed")], 5) == 3  # half a cell for each of two taps


def test_the_smallest_input_of_known_stacks_is_as_worked_by_hand():
    assert least_input(CHAPTER.layers) == (3, 3)
    assert least_input(VGG16.layers) == (32, 32)  # five pools that halve, and padding that keeps all else
    assert least_input((Layer("a", (3, 5), padding=1), Layer("b", (2, 1)))) == (2, 3)
    assert least_input((Layer("a", 4096),)) == (4096, 4096)
    assert least_input((Layer("a", (1, 4097)),)) is None


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
