"""Resampled axes against the kernels' own formulas: the cells whose weights are not zero."""

from math import ceil, floor, pi, sin

import numpy as np
import pytest

from core.networks.resampling import INTERPOLATIONS, Resampling, Resize
from core.window import Window


def sinc(t):
    return sin(pi * t) / (pi * t) if t else 1.0


def keys(t):
    """Keys 1981, with a = −½."""
    return 1.5 * t**3 - 2.5 * t**2 + 1 if t <= 1 else -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2 if t < 2 else 0.0


KERNELS = {
    "bilinear": lambda t: max(0.0, 1 - t),
    "bicubic": keys,
    "lanczos3": lambda t: sinc(t) * sinc(t / 3) if t < 3 else 0.0,
    "lanczos5": lambda t: sinc(t) * sinc(t / 5) if t < 5 else 0.0,
}


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize(("cells", "target"), [(9, 3), (10, 4), (4, 12), (5, 7), (8, 3), (6, 6), (4, 8)])
def test_an_output_is_made_of_the_cells_with_weights(name, cells, target, antialias):
    scale = cells / target
    wide = max(1.0, scale) if antialias else 1.0
    resampling = Resampling(cells, target, name, antialias)
    for output in range(target):
        place = (output + 0.5) * scale - 0.5
        weights = {cell: KERNELS[name](abs(cell - place) / wide) for cell in range(-20, 40)}
        found = [cell for cell, weight in weights.items() if abs(weight) > 1e-9]
        assert resampling.ends(output) == (found[0], found[-1]), output


@pytest.mark.parametrize(("cells", "target"), [(7, 3), (3, 7), (10, 4), (5, 5), (8, 2)])
def test_nearest_and_adaptive_outputs_by_their_definitions(cells, target):
    for output in range(target):
        nearest = floor((output + 0.5) * cells / target)
        assert Resampling(cells, target, "nearest").ends(output) == (nearest, nearest)
        # torch.nn.AdaptiveAvgPool1d: from ⌊o · n / m⌋ to before ⌈(o + 1) · n / m⌉.
        ends = floor(output * cells / target), ceil((output + 1) * cells / target) - 1
        assert Resampling(cells, target, "adaptive").ends(output) == ends


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("first", [0, 2, -2])
def test_masks_go_through_the_same_cells_both_ways(interpolation, first):
    """Oracle: the table of who sees whom, from the ends, with cells repeated or left out beyond the border."""
    size, resampling = 9, Resampling(5 if first >= 0 else 13, 4, interpolation, first=first)
    sees = np.zeros((4, size), bool)
    for output in range(4):
        start, end = resampling.ends(output)
        reached = np.arange(start, end + 1)
        if interpolation != "adaptive" and first >= 0:  # beyond the part that is resampled its last cell is repeated
            reached = np.clip(reached, first, first + 4)
        sees[output, reached[(reached >= 0) & (reached < size)]] = True
    for output in range(4):
        assert np.array_equal(resampling.back(np.eye(4, dtype=bool)[output], size), sees[output])
    for cell in range(size):
        assert np.array_equal(resampling.forward(np.eye(size, dtype=bool)[cell], 4), sees[:, cell])
    both = np.stack([np.eye(4, dtype=bool)[0], np.eye(4, dtype=bool)[3]], axis=1)  # further axes are carried along
    assert np.array_equal(resampling.back(both, size), sees[[0, 3]].T)


def test_how_far_the_outermost_outputs_reach_beyond_the_map():
    resampling = Resampling(6, 3, "bicubic")  # outputs at ½, 2½, 4½: cells −1 … 2, and 3 … 6
    assert (resampling.padding(None), resampling.output(6), resampling.missing(0)) == ((1, 1), 3, 0)
    assert Resampling(8, 2, "adaptive").padding(8) == (0, 0)
    assert Resampling(4, 4, "nearest", first=-1).padding(2) == (1, 0)


def parts(resize, *size):
    return [(found.first, found.cells, found.target) for found in resize.windows(size)]


def test_what_is_cut_off_or_added_keeps_the_shape():
    # By hand, as tf.image.resize_with_crop_or_pad and keras.layers.Resizing: 20 × 31 to 1 : 1 is 20 × 20, or 31 × 31.
    assert parts(Resize((9, 9)), 20, 31) == [(0, 20, 9), (0, 31, 9)]
    assert parts(Resize((9, 9), fit="crop"), 20, 31) == [(0, 20, 9), (5, 20, 9)]
    assert parts(Resize((9, 9), fit="pad"), 20, 31) == [(-5, 30, 9), (0, 31, 9)]
    assert parts(Resize((10, 5), fit="crop"), 20, 30) == [(0, 20, 10), (10, 10, 5)]
    assert parts(Resize((10, 5), fit="pad"), 20, 30) == [(-20, 60, 10), (0, 30, 5)]
    assert parts(Resize((1, 9), fit="crop"), 20, 3) == [(9, 1, 1), (0, 3, 9)]  # a row at least
    assert parts(Resize((2, 3), "bicubic", times=True), 4, 5) == [(0, 4, 8), (0, 5, 15)]


def test_the_middle_is_cut_out_where_the_map_is_large_enough():
    assert Resize((10, 7), fit="centre").windows((21, 7)) == (Window(before=-5, after=-6), Window())
    assert [type(part) for part in Resize((10, 8), fit="centre").windows((21, 7))] == [Resampling, Resampling]
