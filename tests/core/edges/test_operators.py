"""Edges: derivatives against hand-worked numbers, SciPy and scikit-image."""

import numpy as np
import pytest
from scipy import ndimage
from skimage import data, feature, filters

from core import edges, images
from core.edges import operators
from core.errors import BadInput

PHOTO = images.photograph("camera", 128)


@pytest.mark.parametrize("name", edges.OPERATORS)
@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135, 200, 300])
def test_a_plane_has_its_own_slope_and_direction_everywhere(name, angle):
    rows, columns = np.indices((12, 12))
    plane = 0.3 * (np.cos(np.radians(angle)) * columns + np.sin(np.radians(angle)) * rows)
    first, second = edges.gradient(plane, name)
    inside = (slice(2, -2), slice(2, -2))
    assert np.allclose(edges.magnitude(first, second)[inside], 0.3)
    assert np.allclose(edges.direction(first, second, edges.operator(name).turn)[inside], angle)


@pytest.mark.parametrize(
    ("name", "reference"), [("sobel", filters.sobel), ("prewitt", filters.prewitt), ("scharr", filters.scharr)]
)
def test_the_magnitude_is_scikit_images(name, reference):
    # scikit-image scales by 1/√2 and weighs a step of two pixels as one.
    ours = edges.magnitude(*edges.gradient(PHOTO, name))
    assert np.allclose(ours * 2 / np.sqrt(2), reference(PHOTO, mode="nearest"))


def test_roberts_is_scikit_images():
    ours = edges.magnitude(*edges.gradient(PHOTO, "roberts"))
    assert np.allclose(ours[:-1, :-1], filters.roberts(PHOTO)[:-1, :-1])


@pytest.mark.parametrize("sigma", [0.0, 0.4, 1.0, 2.5, 7.0])
def test_smoothing_is_scipys_gaussian(sigma):
    assert np.allclose(edges.smooth(PHOTO, sigma), ndimage.gaussian_filter(PHOTO, sigma, mode="nearest"))


def test_a_slope_to_the_right_is_a_positive_first_part():
    first, second = edges.gradient(images.step_edge(8), "sobel")
    assert (first >= 0).all() and first.max() == 0.5
    assert not second.any()


def test_a_thin_step_edge_is_one_pixel_wide_in_every_row():
    thin = edges.thin(*edges.gradient(images.step_edge(8), "sobel"))
    # Columns 3 and 4 have the same slope of one half; the first of them stays.
    assert thin.tolist() == [[0, 0, 0, 0.5, 0, 0, 0, 0]] * 8


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_a_thin_edge_of_any_direction_stays_whole_and_thin(angle):
    rows, columns = np.indices((61, 61)) - 30.0
    across = np.cos(np.radians(angle)) * columns + np.sin(np.radians(angle)) * rows
    thin = edges.thin(*edges.gradient(1 / (1 + np.exp(-across)))) > 0.1
    assert not thin[np.abs(across) > 1.5].any()
    # As long as the line, and nowhere two pixels thick across it.
    length = 61 / max(abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle))))
    assert 0.65 * length < thin.sum() < 1.45 * length
    assert ndimage.label(thin, np.ones((3, 3)))[1] == 1


def test_thinning_roberts_follows_its_turned_axes():
    columns = np.indices((40, 40))[1]
    picture = 1 / (1 + np.exp(-(columns - 20.3)))
    thin = edges.thin(*edges.gradient(picture, "roberts"), turn=45.0)
    assert ((thin[1:-1] > 0.1).sum(axis=1) == 1).all()


def test_equal_parts_along_axes_turned_by_45_degrees_point_down():
    part = np.repeat([[0.0], [0.5], [1.0], [0.5], [0.0]], 3, axis=1)
    assert np.allclose(edges.thin(part, part, turn=45.0), np.where(part == 1, np.sqrt(2), 0))
    assert np.allclose(edges.thin(part.T, -part.T, turn=45.0), np.where(part.T == 1, np.sqrt(2), 0))  # to the right


def test_blocks_do_not_change_what_is_thin(monkeypatch):
    first, second = edges.gradient(PHOTO)
    whole = edges.thin(first, second)
    monkeypatch.setattr(operators, "_BLOCK", 500)
    assert np.array_equal(edges.thin(first, second), whole)
    assert np.array_equal(edges.thin(first, second, turn=0.0), whole)


def test_our_thinning_finds_what_scikit_images_canny_thins_to():
    smoothed = edges.smooth(PHOTO, 2.0)
    thin = edges.thin(*edges.gradient(smoothed)) * 8
    theirs = feature.canny(PHOTO, 2.0, low_threshold=0.4, high_threshold=0.4, mode="nearest")
    inside = (slice(3, -3), slice(3, -3))
    assert np.mean((thin >= 0.4)[inside] != theirs[inside]) < 0.002
    assert theirs[inside].sum() > 300


def test_zero_crossings_by_hand():
    # Between −1 and 3 the nearer is −1; the zero between 2 and −2 is a crossing itself; 5 beside 0 is none.
    assert edges.zero_crossings(np.array([[-1.0, 3.0, 2.0, 0.0, -2.0, -4.0]])).tolist() == [[4, 0, 0, 4, 0, 0]]
    assert edges.zero_crossings(np.array([[5.0, 0.0, 0.0, 5.0]])).tolist() == [[0, 0, 0, 0]]
    assert edges.zero_crossings(np.array([[-1.0], [3.0]])).tolist() == [[4], [0]]
    # What counts as noise is a share of the largest value, however small that is.
    assert edges.zero_crossings(np.array([[-1e-12, 3e-12]])).tolist() == [[4e-12, 0]]


def test_zero_crossings_of_a_blurred_disc_lie_on_its_circle():
    rows, columns = np.indices((81, 81)) - 40.0
    radius = np.hypot(rows, columns)
    values = ndimage.gaussian_laplace((radius < 20).astype(float), 2.0)
    found = edges.above(edges.zero_crossings(values), 0.3)
    assert found.sum() > 100
    assert np.abs(radius[found] - 20).max() < 1.5


def test_rounding_noise_is_no_crossing():
    values = np.zeros((9, 9))
    values[4, 4] = 1.0
    values[::2, ::2] += 1e-13
    values[1::2, 1::2] -= 1e-13
    assert not edges.zero_crossings(values).any()


def test_the_threshold_is_a_share_of_the_strongest():
    assert edges.above(np.array([0.0, 1.0, 2.0, 4.0]), 0.5).tolist() == [False, False, True, True]
    assert not edges.above(np.zeros(3), 0.0).any()


def test_canny_keeps_a_weak_edge_that_continues_a_strong_one():
    picture = np.zeros((40, 60))
    picture[20:, :30], picture[20:, 30:] = 1.0, 0.6  # the contrast drops below the threshold half way
    share = 0.8
    assert edges.canny(picture, 1.0, share)[15:25, 45].any()
    ours = edges.above(edges.thin(*edges.gradient(edges.smooth(picture, 1.0))), share)
    assert not ours[15:25, 45].any()


def test_canny_of_an_even_picture_finds_nothing():
    assert not edges.canny(np.full((16, 16), 0.4), 1.0, 0.2).any()


def test_small_pictures_and_other_types_are_fine():
    for shape in [(1, 1), (1, 5), (5, 1), (2, 2)]:
        first, second = edges.gradient(np.ones(shape))
        assert edges.thin(first, second).shape == shape
        assert not edges.zero_crossings(np.ones(shape)).any()
    picture = data.camera()[:64, :64].astype(np.float32)
    first, second = edges.gradient(edges.smooth(picture, 1.5), "roberts")
    for result in (
        first,
        second,
        edges.direction(first, second, 45.0),
        edges.thin(first, second, 45.0),
        edges.zero_crossings(first),
    ):
        assert result.dtype == np.float32


def test_directions_stay_below_a_full_turn():
    angle = edges.direction(np.float32([1.0, 1.0, 0.0]), np.float32([-1e-12, 0.0, 0.0]))
    assert ((angle >= 0) & (angle < 360)).all()


@pytest.mark.parametrize("sigma", [-1.0, float("nan"), float("inf"), 1e9])
def test_a_sigma_that_cannot_be_is_a_sentence(sigma):
    for act in (lambda: edges.smooth(PHOTO, sigma), lambda: edges.canny(PHOTO, sigma, 0.2)):
        with pytest.raises(BadInput, match="σ must be from 0 to 32"):
            act()


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_threshold_that_cannot_be_is_a_sentence(share):
    with pytest.raises(BadInput, match="from 0 to 1"):
        edges.above(PHOTO, share)
    with pytest.raises(BadInput, match="from 0 to 1"):
        edges.canny(PHOTO, 1.0, share)


def test_an_unknown_operator_is_a_sentence():
    with pytest.raises(BadInput, match="no edge operator"):
        edges.gradient(PHOTO, "kirsch")
