"""The kernels of a stack as they are made, and what a pass costs: by hand, without TensorFlow."""

import numpy as np
import pytest

from core.receptive_field.effective.network import draw, fan_in, shapes, work
from core.receptive_field.field import table
from core.receptive_field.layer import Layer

STACK = [
    Layer("a", (3, 5), padding=1),
    Layer("deep", 3, kind="depthwise"),
    Layer("up", 4, (2, 1), kind="transposed"),
    Layer("pool", 2, 2, kind="pool"),
    Layer("deep too", 3, kind="depthwise"),
]


def test_one_channel_goes_in_and_comes_out_of_the_last_layer_that_mixes_channels():
    rows = table(STACK, 12)
    found = shapes(rows, 6)
    assert found == ((3, 5, 1, 6), (3, 3, 6, 1), (4, 4, 6, 1), None, (3, 3, 1, 1))
    # A depthwise output sums one channel; a transposed one, on the average, 16 taps of 6 channels over 2 · 1 places.
    assert [fan_in(row, shape) for row, shape in zip(rows, found, strict=True) if shape] == [15, 9, 48, 9]
    assert fan_in(table([Layer("up", 1, 3, kind="transposed")])[0], (1, 1, 2, 1)) == 1


def test_kernels_are_equal_or_normal_with_the_variance_that_keeps_the_size_of_numbers():
    rows = table(STACK, 12)
    equal = draw(rows, 6, None)
    assert [kernel.flat[0] for kernel in equal] == pytest.approx([1 / 15, 1 / 9, 1 / 48, 1 / 9])
    assert all(np.ptp(kernel) == 0 and kernel.dtype == np.float32 for kernel in equal)
    one, two = (draw(rows, 6, np.random.default_rng(0), gain) for gain in (1.0, 2.0))
    assert one[0].var() == pytest.approx(1 / 15, rel=0.3)
    np.testing.assert_allclose(two[0], one[0] * np.sqrt(2), rtol=1e-6)


@pytest.mark.parametrize(
    ("layers", "products", "numbers"),
    [
        # 10 × 10 outputs of 9 taps; 144 cells in, 144 with their padding of none, 100 out.
        ([Layer("a", 3)], 100 * 9, 144 + 144 + 100),
        ([Layer("a", 3, 2, 1)], 36 * 9, 144 + 14 * 14 + 36),
        # What has a dilation is computed at every place of the padded map first.
        ([Layer("a", 3, 2, 1, 2)], 196 * 9, 144 + 196 + 25),
        ([Layer("a", 2, 2, kind="pool")], 36 * 4, 144 + 144 + 36),
        # Two channels between: 9 · 2, then 9 · 2 products each.
        ([Layer("a", 3), Layer("b", 3)], 100 * 18 + 64 * 18, 144 + 2 * (144 + 100) + 100 + 64),
        (
            [Layer("a", 3), Layer("d", 3, kind="depthwise"), Layer("b", 1)],
            100 * 18 + 64 * 18 + 64 * 2,
            144 + 2 * 244 + 2 * 164 + 128,
        ),
        # 12 cells two apart, and twice the span around them.
        ([Layer("up", 3, 2, kind="transposed")], 30 * 30 * 9, 144 + 900 + 25 * 25),
    ],
)
def test_what_a_pass_multiplies_and_holds(layers, products, numbers):
    assert work(table(layers, 12), 2) == (products, numbers)
