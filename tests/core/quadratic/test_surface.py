"""Planes of kernel space against the loss itself, and contours against their definition."""

import numpy as np
import pytest

from core import images
from core.correlation import corr2d
from core.errors import BadInput
from core.quadratic import quadratic_loss
from core.quadratic.surface import extreme_directions, framed, plane, weight_directions

BAND = images.band()
EDGES = corr2d(BAND, np.array([[1.0, -1.0]]))
FORM = quadratic_loss(BAND, EDGES, (1, 2))
START = np.array([[-0.39838535, 1.15418606]])
RNG = np.random.default_rng(5)
IMAGE = RNG.normal(size=(9, 9))
LARGER = quadratic_loss(IMAGE, RNG.normal(size=(7, 7)), (3, 3))


def squared_error(image, target, kernel):
    return float(((corr2d(image, kernel) - target) ** 2).sum())


def test_the_surface_of_two_weights_is_the_squared_error_at_each_of_them():
    centre, first, second = weight_directions(FORM, START, 0, 1)
    surface = plane(FORM, centre, first, second, (-2, 2, -3, 1), points=9)
    assert surface.losses.shape == (9, 9)
    for i, y in enumerate(surface.y):
        for j, x in enumerate(surface.x):
            expected = squared_error(BAND, EDGES, np.array([[x, y]]))
            assert surface.losses[i, j] == pytest.approx(expected, abs=1e-10)
    np.testing.assert_allclose(surface.lowest, [1, -1], atol=1e-12)
    np.testing.assert_allclose(surface.curvature, [[36, 24], [24, 36]])
    np.testing.assert_allclose(surface.axes[0], [12, 60])
    np.testing.assert_allclose(surface.project(START), START)


def test_two_weights_of_a_larger_kernel_leave_the_others_as_they_are():
    kernel = RNG.normal(size=(3, 3))
    target = corr2d(IMAGE, RNG.normal(size=(3, 3)))
    form = quadratic_loss(IMAGE, target, (3, 3))
    surface = plane(form, *weight_directions(form, kernel, 2, 7), (-1, 1, 0, 3), points=5)
    for i, y in enumerate(surface.y):
        for j, x in enumerate(surface.x):
            changed = kernel.copy()
            changed[0, 2], changed[2, 1] = x, y
            assert surface.losses[i, j] == pytest.approx(squared_error(IMAGE, target, changed), rel=1e-10)
    np.testing.assert_allclose(surface.project(kernel), [[kernel[0, 2], kernel[2, 1]]])


def test_along_the_extreme_eigenvectors_the_axes_are_those_of_the_plane():
    flattest, steepest = extreme_directions(LARGER)
    surface = plane(LARGER, LARGER.minimizer, flattest, steepest, (-1, 1, -1, 1))
    np.testing.assert_allclose(surface.curvature, np.diag(LARGER.eigenvalues[[0, -1]]), atol=1e-10)
    np.testing.assert_allclose(surface.lowest, 0, atol=1e-10)
    assert surface.lowest_loss == pytest.approx(LARGER.min_loss)
    kernels, _ = LARGER.path(np.zeros((3, 3)), LARGER.best_learning_rate, 50)
    along = surface.project(kernels)
    # Each coordinate shrinks by its own factor at each update.
    shrink = 1 - LARGER.best_learning_rate * LARGER.eigenvalues[[0, -1]]
    np.testing.assert_allclose(along, along[0] * shrink ** np.arange(51)[:, None], atol=1e-9)


def test_every_point_of_a_contour_has_its_loss():
    surface = plane(FORM, *weight_directions(FORM, START, 0, 1), (-2, 3, -3, 2))
    for level in (0.5, 20.0):
        line = surface.contour(level)
        assert line.shape == (121, 2)
        np.testing.assert_allclose([squared_error(BAND, EDGES, point[None]) for point in line], level)
        np.testing.assert_allclose(line[0], line[-1])
    assert surface.contour(-1.0).shape == (0, 2)
    point = surface.contour(surface.lowest_loss)  # of the least loss there is one
    np.testing.assert_allclose(point, np.broadcast_to(surface.lowest, (121, 2)))


def test_where_a_direction_is_open_the_contours_are_two_lines_along_it():
    form = quadratic_loss(np.ones((5, 5)), np.full((5, 4), 3.0), (1, 2))
    surface = plane(form, *weight_directions(form, np.zeros((1, 2)), 0, 1), (-2, 5, -2, 5))
    line = surface.contour(20.0)
    pieces = line[~np.isnan(line).any(axis=1)]
    assert len(pieces) == 4 and len(line) == 5
    np.testing.assert_allclose(20 * (pieces.sum(axis=1) - 3) ** 2, 20.0)
    np.testing.assert_allclose(surface.lowest, [1.5, 1.5])


def test_directions_of_any_length_and_angle_become_orthonormal_in_the_same_plane():
    first, second = RNG.normal(size=(2, 3, 3))
    surface = plane(LARGER, np.zeros((3, 3)), 5 * first, first + 0.1 * second, (-1, 1, -1, 1), points=3)
    np.testing.assert_allclose(surface.directions @ surface.directions.T, np.eye(2), atol=1e-12)
    inside = 2 * first - 3 * second
    x, y = surface.project(inside)[0]
    np.testing.assert_allclose(x * surface.directions[0] + y * surface.directions[1], inside.ravel())


def test_a_frame_holds_the_path_with_a_margin_and_not_what_a_divergence_threw_out():
    assert framed(np.array([[0.0, 0.0], [2.0, 1.0]])) == pytest.approx((-0.3, 2.3, -0.8, 1.8))
    wild = FORM.path(START, 0.05, 2000)[0].reshape(-1, 2)
    left, right, bottom, top = framed(np.concatenate([START, [[1, -1]], wild[:5]]))
    assert left < -0.39 and right > 1 and bottom < -1 and top > 1.15
    assert np.isfinite(framed(wild)).all()
    left, right, bottom, top = framed(np.array([[0.5, 0.5], [0.5, 0.5]]))
    assert left < 0.5 < right and bottom < 0.5 < top
    assert framed(np.full((2, 2), np.inf)) == (-1, 1, -1, 1)


def test_what_spans_no_plane_is_refused_with_its_sentence():
    one = quadratic_loss(BAND, BAND, (1, 1))
    ok = (START, np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    for call, said in (
        (lambda: extreme_directions(one), "spans no plane"),
        (lambda: weight_directions(FORM, START, 1, 1), "two different weights"),
        (lambda: weight_directions(FORM, START, 0, 2), "two different weights"),
        (lambda: plane(FORM, START, START, 2 * START, (0, 1, 0, 1)), "parallel"),
        (lambda: plane(FORM, START, 0 * START, START, (0, 1, 0, 1)), "parallel, or 0"),
        (lambda: plane(FORM, *ok, (1, 0, 0, 1)), "left below right"),
        (lambda: plane(FORM, *ok, (0, 1, 0, 1), points=5000), "from 2 to 1000 points"),
        (lambda: plane(FORM, START.T, *ok[1:], (0, 1, 0, 1)), "finite kernels of size (1, 2)"),
    ):
        with pytest.raises(BadInput) as error:
            call()
        assert said in str(error.value)
