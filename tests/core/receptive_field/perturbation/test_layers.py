"""The layers that the experiment runs, against SciPy, and their sizes by hand."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from core.receptive_field.layer import Layer
from core.receptive_field.perturbation.layers import forward, length, padding

KERNEL = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
MAPS = np.stack([np.arange(42.0).reshape(6, 7) % 5, np.arange(42.0).reshape(6, 7) % 4])
WIDE = np.zeros((2, 5))
WIDE[:, ::2] = KERNEL  # columns two apart


def run(layer, kernel=None):
    before, after = forward([layer], [kernel], MAPS)
    assert before is MAPS
    return after


def test_convolutions_pools_and_means_are_scipy_s():
    convolved = run(Layer("a", (2, 3), (2, 1), ((1, 0), (2, 3)), (1, 2)), KERNEL)
    for found, image in zip(convolved, np.pad(MAPS, ((0, 0), (1, 0), (2, 3))), strict=True):
        np.testing.assert_array_equal(found, scipy.signal.correlate2d(image, WIDE, "valid")[::2])
    largest, mean = (run(Layer("a", 3, (1, 2), kind=kind)) for kind in ("pool", "average"))
    for place, image in enumerate(MAPS):
        np.testing.assert_array_equal(largest[place], scipy.ndimage.maximum_filter(image, 3)[1:-1, 1:-1:2])
        np.testing.assert_allclose(mean[place], scipy.ndimage.uniform_filter(image, 3)[1:-1, 1:-1:2])


def test_a_transposed_convolution_is_the_full_convolution_with_zeros_between_less_what_is_cut_off():
    apart = np.zeros((2, 11, 7))
    apart[:, ::2] = MAPS
    for cut, inside in ((0, np.s_[:, :]), (((1, 2), (0, 3)), np.s_[1:-2, :-3])):
        for found, image in zip(run(Layer("a", (2, 3), (2, 1), cut, (1, 2), "transposed"), KERNEL), apart, strict=True):
            np.testing.assert_array_equal(found, scipy.signal.convolve2d(image, WIDE)[inside])
    # "same": n · stride cells, of a window of 5 at stride 2 one cell cut before and two behind.
    same = run(Layer("a", (1, 5), (1, 2), "same", kind="transposed"))
    across = np.zeros((2, 6, 13))
    across[:, :, ::2] = MAPS
    for found, image in zip(same, across, strict=True):
        np.testing.assert_array_equal(found, scipy.signal.convolve2d(image, np.ones((1, 5)))[:, 1:-2])


@pytest.mark.parametrize(
    ("layer", "cells", "sides", "units"),
    [
        (Layer("a", 3, 2), 8, (0, 0), 3),
        (Layer("a", 3, 2), 9, (0, 0), 4),
        (Layer("a", 3, 2), 2, (0, 0), 0),
        (Layer("a", 3, 2, "same"), 8, (0, 1), 4),
        (Layer("a", 3, 2, "same_lower"), 8, (1, 0), 4),
        (Layer("a", 3, 2, "same"), 9, (1, 1), 5),
        (Layer("a", 1, 3, "same"), 9, (0, 0), 3),
        (Layer("a", 3, 1, "same", 2), 5, (2, 2), 5),
        (Layer("a", 2, 3, ((2, 1), (0, 0)), 4), 3, (2, 1), 1),
        (Layer("a", 2, 3, ((2, 1), (0, 0)), 4, "transposed"), 3, (2, 1), 8),
        (Layer("a", 5, 2, "same", kind="transposed"), 3, (1, 0), 6),
        (Layer("a", 4, 1, "same_lower", kind="transposed"), 3, (2, 0), 3),
        (Layer("a", 1, 2, "same", kind="transposed"), 3, (0, 0), 6),
    ],
)
def test_padding_and_sizes_by_hand(layer, cells, sides, units):
    assert padding(layer, 0, cells) == sides
    assert length(layer, 0, cells, sum(sides)) == units
