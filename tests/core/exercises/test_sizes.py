"""Questions about sizes: their answers against cells that are counted, their hints by hand."""

import pytest
from hypothesis import given

from core.exercises import exercise_of
from core.exercises.sizes import Cover, Field, Shape
from core.receptive_field import Layer
from tests.core.exercises.variants import VARIANTS, numbers, questions

GROWTH = {3: (2, 4, 8), 5: (4, 8, 16), 7: (6, 12, 24)}  # rows that the first three layers add at stride 2


@given(VARIANTS)
def test_a_size_is_the_number_of_places_where_the_window_fits(variant):
    answers, asked = numbers("shape", variant)
    for cells, taps, counted in zip(asked.size, asked.kernel, answers, strict=True):
        last = (taps - 1) * asked.dilation
        begins = range(-asked.padding, cells + asked.padding, asked.stride)
        assert counted == sum(begin + last < cells + asked.padding for begin in begins) > 0


def seen(layers, unit):
    """The input rows that a unit sees, cell by cell; layers are (kernel, stride, dilation) from the input upwards."""
    rows = {unit}
    for kernel, stride, dilation in reversed(layers):
        rows = {row * stride + tap * dilation for row in rows for tap in range(kernel)}
    return rows


@given(VARIANTS)
def test_a_unit_sees_the_rows_that_it_is_made_of(variant):
    (size, first, last), asked = numbers("field", variant)
    rows = seen([(one.kernel[0], one.stride[0], one.dilation[0]) for one in asked.layers], asked.unit)
    assert (first, last, size) == (min(rows), max(rows), max(rows) - min(rows) + 1)


@given(VARIANTS)
def test_so_many_layers_cover_the_size_and_one_less_does_not(variant):
    answers, asked = numbers("layers", variant)
    for count, stride in zip(answers, (1, 2), strict=True):
        reach = [len(range(max(seen([(asked.kernel, stride, 1)] * n, 0)) + 1)) for n in (int(count) - 1, int(count))]
        assert reach[0] < asked.size <= reach[1]


@pytest.mark.parametrize(("size", "plain", "strided"), [(2, 1, 1), (5, 2, 2), (7, 3, 2), (8, 4, 3), (9, 4, 3)])
def test_layers_by_hand(size, plain, strided):
    """3 × 3: 1, 3, 5, 7, 9 rows at stride 1, and 1, 3, 7, 15 at stride 2."""
    question = Cover(size, 3)
    assert (question.least(1), question.least(2)) == (plain, strided)


@given(VARIANTS)
def test_the_hints_to_layers_have_the_kernels_growth(variant):
    cover = exercise_of("layers", variant).question
    first, second = (hint.values for hint in cover.hints())
    assert tuple(first.values()) == GROWTH[cover.kernel]
    assert second == {"more": cover.kernel - 1, "size": cover.size}


def test_the_hints_to_a_shape_and_a_field_have_the_first_steps_numbers():
    assert Shape((9, 8), (3, 2), 1, 2, 4).hints()[1].values == {"n": 9, "p": 1, "d": 4, "k": 3, "s": 2}
    layers = Layer("1", 3, 2, dilation=2), Layer("2", 5, 1)
    assert Field(layers, 1).hints()[1].values == {"size": 5, "step": 2}


def test_what_is_drawn_has_the_range_that_is_said():
    shapes = questions("shape")
    assert {side for one in shapes for side in one.size} == set(range(6, 13))
    assert {side for one in shapes for side in one.kernel} == {2, 3, 4, 5}
    assert ({one.padding for one in shapes}, {one.stride for one in shapes}) == ({0, 1, 2}, {1, 2, 3})
    small = [one for one in shapes if max(one.kernel) < 4]
    assert {one.dilation for one in small} == {1, 2}
    assert {one.dilation for one in shapes if one not in small} == {1}

    fields = questions("field")
    assert ({len(one.layers) for one in fields}, {one.unit for one in fields}) == ({2, 3}, {1, 2, 3, 4})
    layers = [layer for one in fields for layer in one.layers]
    assert {(one.kernel[0], one.dilation[0]) for one in layers} == {(2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (5, 1)}
    assert {one.stride[0] for one in layers} == {1, 2, 3}
    assert all([layer.name for layer in one.layers] == ["1", "2", "3"][: len(one.layers)] for one in fields)

    covers = questions("layers")
    assert {one.size for one in covers} == set(range(6, 41))
    assert {one.kernel for one in covers} == {3, 5, 7}
