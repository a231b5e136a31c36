"""A quadratic form by itself: hand-worked curvatures and minima, what the data leave open, losses out of range."""

import numpy as np
import pytest
from hypothesis import given, settings

from core.correlation import corr2d
from core.errors import BadInput
from core.quadratic import quadratic_loss
from core.quadratic.form import RANK_TOLERANCE, Quadratic
from tests.core.quadratic.problems import BAND, EDGES, patches, problems

# ½ · 2 a² + ½ · 8 b² − 4 a − 8 b + 9 = (a − 2)² + 4 (b − 1)² + 1
BOWL = Quadratic((1, 2), np.diag([2.0, 8.0]), np.array([4.0, 8.0]), 9.0)


def test_a_bowl_by_hand():
    assert BOWL.eigenvalues.tolist() == [2, 8] and BOWL.rank == 2
    assert (BOWL.minimizer.tolist(), BOWL.min_loss) == ([[2, 1]], 1)
    assert [BOWL.loss(np.array([kernel])) for kernel in ([0, 0], [3, 1], [2, 0])] == [9, 2, 5]
    for kernels in (np.array([[[0, 0]], [[3, 1]], [[2, 1]]]), np.array([[0, 0], [3, 1], [2, 1]])):
        assert BOWL.losses(kernels).tolist() == [9, 2, 1]
    assert [part.tolist() for part in BOWL.parts(np.array([[1.0, 2.0], [3.0, 4.0]]))] == [[[[1, 2]], [[3, 4]]], [0, 0]]


def test_a_valley_leaves_one_direction_open_from_the_tolerance_on():
    for ratio, rank in ((2 * RANK_TOLERANCE, 2), (RANK_TOLERANCE, 1), (0.0, 1), (-1.0, 1)):
        valley = Quadratic((2, 1), np.diag([ratio, 1.0]), np.array([0.0, 3.0]), 5.0)
        assert (valley.rank, valley.unknown.shape, valley.minimizer.tolist()) == (rank, (2 - rank, 2, 1), [[0], [3]])
        assert valley.eigenvalues[0] == max(0.0, ratio)
        assert np.abs(valley.unknown).ravel().tolist() == [1, 0][: 4 - 2 * rank]
    flat = Quadratic((1, 1), np.zeros((1, 1)), np.zeros(1), 5.0)
    assert (flat.rank, flat.minimizer.tolist(), flat.loss(np.array([[7.0]]))) == (0, [[0]], 5)


def test_rounding_makes_no_loss_negative_and_what_leaves_float64_is_infinite():
    below = Quadratic((1, 1), np.array([[2.0]]), np.array([2.0]), 1.0 - 1e-9)  # (w − 1)² − 1e-9
    assert (below.min_loss, below.loss(np.ones((1, 1)))) == (0, 0)
    assert BOWL.loss(np.array([[1e200, 0]])) == np.inf
    assert BOWL.losses(np.array([[1e200, 0], [np.inf, -np.inf], [2, 1]])).tolist() == [np.inf, np.inf, 1]


def test_with_a_bias_a_kernel_alone_has_none_and_the_best_one_is_worked_out():
    # (w + β − 3)² + (2 w + β − 5)²: both are 0 at w = 2, β = 1.
    form = Quadratic((1, 1), 2 * np.array([[5.0, 3.0], [3.0, 2.0]]), 2 * np.array([13.0, 8.0]), 34.0, True)
    assert form.shape == (2,)
    np.testing.assert_allclose(form.minimizer, [2, 1])
    assert form.loss(np.array([[1.0]])) == form.loss(np.array([1.0, 0.0])) == 4 + 9
    assert [part.tolist() for part in form.parts(np.array([2.0, 1.0]))] == [[[[2]]], [1]]
    best = form.at_best_bias  # β = 4 − 1.5 w leaves two errors of ½ w − 1 … of either sign
    assert (best.bias, best.hessian.tolist(), best.linear.tolist()) == (False, [[1]], [2])
    assert best.loss(np.array([[0.0]])) == 2 and best.loss(np.array([[2.0]])) == 0
    assert best.at_best_bias is best


@settings(max_examples=40, deadline=None)
@given(problems())
def test_without_its_bias_the_form_is_the_loss_at_the_best_one(problem):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2], bias=True)
    matrix = patches(image, *kernel.shape[:2])
    left = target.ravel() - matrix @ kernel.ravel()
    assert form.at_best_bias.loss(kernel) == pytest.approx(float(((left - left.mean()) ** 2).sum()), abs=1e-8)
    assert quadratic_loss(image, target, kernel.shape[:2]).at_best_bias.bias is False


def test_kernels_of_another_size_are_refused():
    with pytest.raises(BadInput, match=r"has size \(2,\), but this loss is for kernels of size \(1, 2\)"):
        BOWL.loss(np.zeros(2))
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=True)
    for wrong in (np.zeros(2), np.zeros(4), np.zeros((2, 1))):
        with pytest.raises(BadInput, match=r"kernels of size \(3,\)"):
            form.loss(wrong)


def test_the_notebooks_image_determines_three_of_nine_weights():
    kernel = np.arange(9.0).reshape(3, 3)
    target = corr2d(BAND, kernel)
    form = quadratic_loss(BAND, target, (3, 3))
    assert form.rank == np.linalg.matrix_rank(patches(BAND, 3, 3)) == 3
    assert form.unknown.shape == (6, 3, 3)
    for other in form.unknown:
        np.testing.assert_allclose(corr2d(BAND, kernel + 5 * other), target, atol=1e-12)
    assert form.loss(form.minimizer) < 1e-10 < np.abs(form.minimizer - kernel).max()


def test_noise_on_the_image_makes_every_weight_known():
    noisy = BAND + np.random.default_rng(0).normal(scale=0.1, size=BAND.shape)
    kernel = np.arange(9.0).reshape(3, 3)
    form = quadratic_loss(noisy, corr2d(noisy, kernel), (3, 3))
    assert form.rank == 9 and form.unknown.shape == (0, 3, 3)
    np.testing.assert_allclose(form.minimizer, kernel, atol=1e-9)
