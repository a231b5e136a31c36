"""One layer of a stack: sizes as published, TensorFlow's padding "same", and what is no layer."""

from __future__ import annotations

import math

import pytest

from core.errors import BadInput
from core.receptive_field import Layer, table
from core.receptive_field.layer import both, image_size


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


def test_numbers_and_names_are_kept_as_pairs_and_windows_have_them_rows_first():
    one, two = Layer("a", [3, 5], 2, "Valid", (1, 4)), Layer("b", 2, padding=[3, (4, 5)], kind="transposed")
    assert (one.kernel, one.stride, one.padding, one.dilation) == ((3, 5), (2, 2), ((0, 0), (0, 0)), (1, 4))
    assert (one.span, two.padding, two.padding_for(None)) == ((3, 17), ((3, 3), (4, 5)), ((3, 3), (4, 5)))
    assert [(window.before, window.after, window.transposed) for window in two.windows] == [(3, 3, True), (4, 5, True)]
    for name, lower in (("SAME", False), ("Same_Lower", True)):
        assert [(window.same, window.lower) for window in Layer("c", 2, padding=name).windows] == [(True, lower)] * 2
    assert (Layer("c", 2, padding="same_lower").padding_for((5, 5)), both(7)) == (((1, 0), (1, 0)), (7, 7))


def test_an_image_is_one_whole_number_or_two():
    assert (image_size(5), image_size([5, 6])) == ((5, 5), (5, 6))
    for wrong, says in (
        ((5,), "one number or two"),
        ((5, 6, 7), "one number or two"),
        ("55", "size '55' of layer input"),
    ):
        with pytest.raises(BadInput, match=says):
            image_size(wrong)
