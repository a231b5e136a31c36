"""What the units of each layer leave out of the input, and how far they reach outside it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import regions, table, unseen
from core.receptive_field.coverage import coverage
from core.receptive_field.layer import Layer


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
        assert found.unseen == int(unseen(stack[:depth], size).sum())
        seen = np.zeros(size, bool)
        for unit in product(*map(range, rows[depth - 1].output_size)):
            seen |= regions(stack, unit, size, depth)[0].mask
        assert found.unseen == int((~seen).sum())
        # Behind a transposed convolution a region's box also holds taps that miss; the field is exact.
        if all(layer.kind != "transposed" for layer in stack[:depth]):
            assert found.outside == pytest.approx(regions(stack, (0, 0), size, depth)[0].outside)


def test_what_is_unseen_and_outside_is_derived_with_its_numbers():
    # A 2×2 pool with stride 3 on 7 × 10 cells sees 4 rows and 6 columns; the corner of the convolution after it reaches
    # from −3 to 4 on both axes, 8 cells, 5 of them inside.
    first, second = coverage(table([Layer("pool", 2, 3), Layer("conv", 3, padding=1)], (7, 10)))
    assert (first.seen, first.box, first.inside) == ((4, 6), (2, 2), (2, 2))
    assert first.derivation() == {"unseen": "7 × 10 − 4 × 6 = 46", "outside": "1 − (2 × 2) / (2 × 2) = 0.0%"}
    assert (second.seen, second.box, second.inside) == ((4, 6), (8, 8), (5, 5))
    assert second.derivation() == {"unseen": "7 × 10 − 4 × 6 = 46", "outside": "1 − (5 × 5) / (8 × 8) = 60.9%"}


def test_a_first_unit_that_sees_nothing_lies_nowhere():
    # Stride 3 behind a single tap: units 1 and 2 of the output are fed by nothing; the crop makes one of them first.
    (found,) = coverage(table([Layer("up", 1, 3, ((1, 0), (1, 0)), kind="transposed")], 4))
    assert (found.box, found.outside) == ((0, 0), 0.0)
    assert "outside" not in found.derivation()
