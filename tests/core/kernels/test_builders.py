"""Kernels by meaning: against SciPy's and scikit-image's own, and against calculus on polynomials."""

import math

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import skimage.filters
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.kernels import builders
from core.kernels.builders import Recipe, build

IMPULSE = np.zeros((31, 31))
IMPULSE[15, 15] = 1.0


def middle(values, size):
    start = (values.shape[0] - size) // 2
    return values[start : start + size, start : start + size]


@pytest.mark.parametrize(("size", "sigma"), [(3, 0.7), (5, 1.0), (15, 3.5)])
def test_a_gaussian_is_scipys(size, sigma):
    expected = scipy.ndimage.gaussian_filter(IMPULSE, sigma, radius=size // 2)
    assert np.allclose(build(Recipe("gaussian", size=size, sigma=sigma)), middle(expected, size))


def test_a_box_is_scipys_uniform_filter():
    assert np.allclose(build(Recipe("box", size=5)), middle(scipy.ndimage.uniform_filter(IMPULSE, 5), 5))


def test_a_laplacian_of_gaussian_is_close_to_scipys():
    expected = middle(scipy.ndimage.gaussian_laplace(IMPULSE, 2.0, truncate=6.0), 15)
    found = build(Recipe("log", size=15, sigma=2.0))
    assert np.abs(found - expected).max() < 0.02 * np.abs(expected).max()
    assert found.sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 225.0])
def test_a_gabor_kernel_is_scikit_images(angle):
    expected = skimage.filters.gabor_kernel(0.25, theta=math.radians(angle), sigma_x=2.0, sigma_y=2.0, n_stds=5).real
    assert np.allclose(build(Recipe("gabor", size=9, sigma=2.0, wavelength=4.0, angle=angle)), middle(expected, 9))


def test_a_difference_of_gaussians_is_the_difference_of_scipys():
    expected = scipy.ndimage.gaussian_filter(IMPULSE, 2.0, radius=7) - scipy.ndimage.gaussian_filter(
        IMPULSE, 1.0, radius=7
    )
    assert np.allclose(build(Recipe("dog", size=15, sigma=1.0, sigma2=2.0)), middle(expected, 15))


def test_named_slopes_turn():
    across = scipy.ndimage.sobel(IMPULSE, axis=1)[14:17, 14:17][::-1, ::-1]  # SciPy's response to a point is flipped
    assert np.allclose(build(Recipe("sobel")), across)
    assert np.allclose(build(Recipe("sobel", angle=90.0)), across.T)
    assert np.allclose(build(Recipe("prewitt", angle=45.0)) * math.sqrt(2), [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]])


def test_second_derivatives_by_hand():
    assert build(Recipe("derivative", order=2)).tolist() == [[1, -2, 1]]
    assert build(Recipe("derivative", order=1, angle=90.0)).tolist() == [[-1], [1]]
    assert build(Recipe("derivative", order=1, angle=180.0)).tolist() == [[1, -1]]
    assert np.allclose(build(Recipe("derivative", order=1, angle=45.0)) * math.sqrt(2), [[-1, 0], [0, 1]])


@given(
    st.integers(1, 5),
    st.floats(-400, 400),
    st.lists(st.integers(-4, 4), min_size=21, max_size=21),
)
@settings(deadline=None)
def test_the_derivative_is_exact_for_every_polynomial_of_its_degree(order, angle, coefficients):
    """(v · ∇)ᵈ xᵃyᵇ with a + b = d is C-weighted: d! / (a! b!) cosᵃ sinᵇ a! b! / … = d! cosᵃ sinᵇ; below d it is 0."""
    rows, columns = np.mgrid[0:9, 0:9].astype(float)
    powers = [(a, b) for a in range(order + 1) for b in range(order + 1 - a)]
    picture, expected = np.zeros((9, 9)), 0.0
    for (a, b), weight in zip(powers, coefficients, strict=False):
        picture += weight * columns**a * rows**b
        if a + b == order:
            v = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            expected += weight * math.factorial(order) * v[0] ** a * v[1] ** b
    found = scipy.signal.correlate2d(picture, build(Recipe("derivative", order=order, angle=angle)), "valid")
    assert np.allclose(found, expected, atol=1e-7 * max(1.0, np.abs(picture).max()))


@pytest.mark.parametrize("order", range(1, 7))
def test_no_smaller_kernel_can_tell_the_power_d_from_those_below(order):
    """d numbers that give 0 on 1, x … x^(d−1) are 0 altogether: Vandermonde's matrix of d places has full rank."""
    assert np.linalg.matrix_rank(np.vander(np.arange(order), order)) == order
    assert build(Recipe("derivative", order=order)).size == order + 1


def test_motion_blur_is_a_mean_along_a_line():
    assert np.allclose(build(Recipe("motion", length=5)), np.pad(np.full((1, 5), 0.2), ((2, 2), (0, 0))))
    assert np.allclose(build(Recipe("motion", length=5, angle=90.0)), build(Recipe("motion", length=5)).T)


def test_motion_blur_off_the_axes_is_even_along_its_line():
    # 7 long at 45°: 3.5 cos 45° = 2.4749 to either side, so the outer of five columns holds 0.9749 of the line's part
    expected = np.array([0.0, 0.9749, 1.0, 1.0, 1.0, 0.9749, 0.0]) / 4.9497
    for angle, turned in ((45.0, np.diag(expected)), (135.0, np.diag(expected)[::-1])):
        assert np.allclose(build(Recipe("motion", length=7, angle=angle)), turned, atol=1e-4)
    # at 30° each column within the line sums to the same
    columns = build(Recipe("motion", length=15, angle=30.0)).sum(axis=0)
    assert np.allclose(columns[2:-2], columns[7])


@given(st.integers(1, 15), st.floats(-360, 360))
@settings(deadline=None)
def test_motion_blur_keeps_brightness_and_is_even(length, angle):
    kernel = build(Recipe("motion", length=length, angle=angle))
    assert kernel.sum() == pytest.approx(1.0)
    assert np.allclose(kernel, kernel[::-1, ::-1], atol=1e-6)


def test_sharpening_by_nothing_changes_nothing():
    assert np.array_equal(build(Recipe("sharpen", amount=0.0)), np.pad([[1.0]], 1))
    assert build(Recipe("sharpen", amount=2.0)).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("kind", list(builders.KINDS))
def test_every_kind_builds_a_finite_kernel_that_fits(kind):
    kernel = build(Recipe(kind))
    assert np.isfinite(kernel).all()
    assert max(kernel.shape) <= builders.MAX_SIDE


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        (Recipe("lens"), "there is no kernel"),
        (Recipe("derivative", angle=math.nan), "direction must be"),
        (Recipe("derivative", angle=math.inf), "direction must be"),
        (Recipe("derivative", order=0), "order d must be"),
        (Recipe("derivative", order=10**9), "order d must be"),
        (Recipe("gaussian", sigma=math.nan), "σ must be"),
        (Recipe("gaussian", sigma=0.0), "σ must be"),
        (Recipe("gaussian", sigma=-1e308), "σ must be"),
        (Recipe("box", size=0), "the kernel must have"),
        (Recipe("box", size=10**9), "the kernel must have"),
        (Recipe("dog", sigma=2.0, sigma2=1.0), "wider σ"),
        (Recipe("gabor", wavelength=0.0), "wavelength must be"),
        (Recipe("motion", length=-1), "length must be"),
        (Recipe("sharpen", amount=math.inf), "amount must be"),
    ],
)
def test_numbers_that_break_a_rule_are_a_sentence(recipe, says):
    with pytest.raises(BadInput, match=says):
        build(recipe)


def test_a_derivative_turned_by_right_angles_is_turned_exactly():
    right, up, left, down = (builders.derivative(1, angle) for angle in (0.0, 90.0, 180.0, 270.0))
    np.testing.assert_array_equal(left, -right)
    np.testing.assert_array_equal(down, -up)
    np.testing.assert_array_equal(np.abs(up), np.abs(right.T))


def test_a_recipe_that_says_nothing_is_the_difference_of_two_neighbours():
    assert build(Recipe()).tolist() == [[-1, 1]]
