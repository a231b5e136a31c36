"""Kernels against scikit-image and SciPy, which convolve: their kernels are ours flipped."""

import numpy as np
import pytest
import scipy.ndimage
import skimage.filters

from core import kernels
from core.correlation import correlate

IMAGE = np.random.default_rng(0).random((20, 24))
INSIDE = (slice(1, -1), slice(1, -1))


@pytest.mark.parametrize(
    ("name", "theirs", "scale"),
    [
        ("sobel_x", skimage.filters.sobel_v, 4),
        ("sobel_y", skimage.filters.sobel_h, 4),
        ("prewitt_x", skimage.filters.prewitt_v, 3),
        ("prewitt_y", skimage.filters.prewitt_h, 3),
        ("scharr_x", skimage.filters.scharr_v, 16),
        ("scharr_y", skimage.filters.scharr_h, 16),
    ],
)
def test_derivatives_agree_with_scikit_image_up_to_its_scale(name, theirs, scale):
    # scikit-image's kernels sum to 1 in magnitude on each side and its sign is that of a correlation.
    ours = correlate(IMAGE, kernels.NAMED[name]()) / scale
    assert np.allclose(ours, theirs(IMAGE)[INSIDE]) or np.allclose(ours, -theirs(IMAGE)[INSIDE])


@pytest.mark.parametrize("name", ["sobel_x", "prewitt_x", "scharr_x"])
def test_a_derivative_is_positive_where_the_image_grows_to_the_right(name):
    ramp = np.tile(np.arange(8.0), (8, 1))
    assert (correlate(ramp, kernels.NAMED[name]()) > 0).all()
    assert (correlate(ramp.T, kernels.NAMED[name.replace("_x", "_y")]()) > 0).all()


def test_the_laplacian_is_scipys():
    assert np.allclose(correlate(IMAGE, kernels.laplacian()), scipy.ndimage.laplace(IMAGE)[INSIDE])


def test_the_gaussian_is_scipys_at_the_same_truncation():
    theirs = scipy.ndimage.gaussian_filter(IMAGE, 1.0, truncate=2.0)[2:-2, 2:-2]
    assert np.allclose(correlate(IMAGE, kernels.gaussian(5, 1.0)), theirs)


@pytest.mark.parametrize("name", kernels.EDGE_KERNELS)
def test_edge_kernels_answer_nothing_on_an_even_surface(name):
    assert kernels.NAMED[name]().sum() == 0


@pytest.mark.parametrize("name", ["box", "gaussian", "identity", "sharpen"])
def test_the_others_keep_the_brightness(name):
    assert kernels.NAMED[name]().sum() == pytest.approx(1)


def test_the_flip_mirrors_both_axes_and_twice_is_nothing():
    kernel = kernels.counting()
    assert kernels.flip(kernel).tolist() == [[3, 2], [1, 0]]
    assert np.array_equal(kernels.flip(kernels.flip(kernel)), kernel)
