"""Hidden filters: what is saved of both pictures, against SciPy; errors by hand."""

import numpy as np
import pytest
import scipy.ndimage

from core import kernels
from core.errors import BadInput
from core.learning.recovery.least_squares import hide, psnr, relative_error


@pytest.mark.parametrize("size", [(9, 8), (9, 8, 3)])
def test_both_pictures_are_saved_with_8_bits_and_the_filter_sees_what_was_saved(size):
    picture = np.random.default_rng(1).uniform(-0.2, 1.2, size)
    kernel = 3 * kernels.sobel()
    before, after = hide(picture, kernel)
    assert before == pytest.approx(np.round(255 * picture.clip(0, 1)) / 255)
    planes = np.atleast_3d(before)
    seen = [scipy.ndimage.correlate(planes[..., c], kernel, mode="nearest") for c in range(planes.shape[2])]
    expected = np.round(255 * np.stack(seen, axis=-1).clip(0, 1)) / 255
    assert after.shape == size and np.atleast_3d(after) == pytest.approx(expected)


def test_psnr_of_a_hundredth_is_40_decibels_and_of_nothing_infinite():
    assert psnr(np.full((4, 4), 0.01)) == pytest.approx(40.0)
    assert psnr(np.zeros((2, 2))) == np.inf


def test_an_error_is_relative_to_the_true_kernel():
    assert relative_error(np.array([[3.0, 4.0]]), np.array([[3.0, 0.0]])) == pytest.approx(4 / 3)
    assert relative_error(np.ones((1, 1)), np.zeros((1, 1))) == np.inf
    with pytest.raises(BadInput, match="compare two of the same size"):
        relative_error(np.ones((1, 2)), np.ones((2, 1)))
