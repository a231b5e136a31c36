"""What the units of each layer leave out of the input, and how far they reach outside it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage import coverage
from core.errors import BadInput
from core.receptive_field import regions, table, unseen
from core.stack_layer import Layer


def test_a_stride_above_the_kernel_leaves_cells_out():
    # 7 cells, kernel 2, stride 3: windows 0–1, 3–4; cells 2, 5 and 6 are never looked at.
    (found,) = coverage(table([Layer("a", 2, stride=3)], 7))
    assert found.unseen == 49 - 4 * 4
    assert found.outside == 0


def test_two_layers_that_see_all_see_all_and_padding_lies_outside():
    first, second = coverage(table([Layer("a", 3, padding=1), Layer("b", 3, padding=1)], 8))
    assert (first.unseen, second.unseen) == (0, 0)
    # The corner's 3×3 box has 2×2 cells inside, its 5×5 box 3×3.
    assert first.outside == pytest.approx(1 - 4 / 9)
    assert second.outside == pytest.approx(1 - 9 / 25)


def test_without_an_input_size_there_is_no_answer():
    assert coverage(table([Layer("a", 3)])) == ()


layers = st.builds(
    lambda kernel, stride, padding, dilation, kind: Layer("l", kernel, stride, padding, dilation, kind),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 3),
    st.integers(0, 1),
    st.integers(1, 2),
    st.sampled_from(["conv", "pool", "transposed"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(layers, min_size=1, max_size=3), st.tuples(st.integers(3, 12), st.integers(3, 12)))
def test_unseen_cells_are_those_outside_the_union_of_all_units_regions(stack, size):
    try:
        rows = table(stack, size)
    except BadInput:
        return
    if max(max(row.output_size) for row in rows) > 40:
        return
    for depth, found in enumerate(coverage(rows), 1):
        assert found.unseen == int(unseen(stack, size, depth).sum())
        seen = np.zeros(size, bool)
        for unit in product(*map(range, rows[depth - 1].output_size)):
            seen |= regions(stack, unit, size, depth)[0].mask
        assert found.unseen == int((~seen).sum())
        # Behind a transposed convolution a region's box also holds taps that miss; the field is exact.
        if all(layer.kind != "transposed" for layer in stack[:depth]):
            assert found.outside == pytest.approx(regions(stack, (0, 0), size, depth)[0].outside)
