"""The quadratic form against lstsq, descent written out by hand, and the notebook's printed run."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.quadratic import quadratic_loss
from tests.core.quadratic.problems import BAND, EDGES, NOTEBOOK, patches, problems


def descent(image, target, kernel, rate, epochs, scale=1.0):
    """Gradient descent with loops over the patches' matrix: kernels and losses before each update."""
    matrix, y, w = patches(image, *kernel.shape[:2]), target.ravel(), kernel.ravel().astype(float)
    kernels, losses = [w], []
    for _ in range(epochs):
        error = matrix @ w - y
        losses.append(scale * float(error @ error))
        w = w - rate * scale * 2.0 * (matrix.T @ error)
        kernels.append(w)
    return np.reshape(kernels, (epochs + 1, *kernel.shape)), np.array(losses)


def test_the_notebooks_image_gives_the_matrix_worked_by_hand():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    np.testing.assert_array_equal(form.hessian, 2 * np.array([[18, 12], [12, 18]]))
    np.testing.assert_allclose(form.eigenvalues, [12, 60], rtol=1e-14)
    assert form.max_learning_rate == pytest.approx(1 / 30, rel=1e-14)
    assert form.best_learning_rate == pytest.approx(2 / 72, rel=1e-14)
    assert form.rank == 2 and form.unknown.shape == (0, 1, 2)
    np.testing.assert_allclose(form.minimizer, [[1, -1]], atol=1e-14)
    np.testing.assert_allclose(form.contraction(0.02), [0.76, 0.2], rtol=1e-14)


def test_the_path_prints_the_notebooks_losses_and_ends_at_its_kernel():
    kernels, losses = quadratic_loss(BAND, EDGES, (1, 2)).path(NOTEBOOK, 0.02, 10)
    assert [f"{loss:.3f}" for loss in losses[1::2]] == ["22.212", "7.297", "2.434", "0.812", "0.271"]
    np.testing.assert_allclose(kernels[-1], [[0.8858046, -0.88580453]], rtol=1e-6)


def test_the_mean_is_the_sum_with_a_rate_as_many_times_larger_as_there_are_outputs():
    total, mean = (quadratic_loss(BAND, EDGES, (1, 2), loss) for loss in ("sum", "mean"))
    assert mean.max_learning_rate == pytest.approx(42 * total.max_learning_rate)
    np.testing.assert_allclose(mean.path(NOTEBOOK, 0.84, 20)[0], total.path(NOTEBOOK, 0.02, 20)[0], atol=1e-12)
    np.testing.assert_allclose(42 * mean.path(NOTEBOOK, 0.84, 20)[1], total.path(NOTEBOOK, 0.02, 20)[1], rtol=1e-10)
    np.testing.assert_allclose(mean.path(NOTEBOOK, 0.84, 9)[1], descent(BAND, EDGES, NOTEBOOK, 0.84, 9, 1 / 42)[1])


def test_a_constant_image_knows_only_the_sum_of_the_weights_and_a_black_one_nothing():
    constant = quadratic_loss(np.full((6, 6), 0.5), np.ones((4, 4)), (3, 3))
    assert constant.rank == 1
    np.testing.assert_allclose(constant.minimizer, np.full((3, 3), 2 / 9))
    black = quadratic_loss(np.zeros((6, 6)), np.ones((4, 4)), (3, 3))
    assert black.rank == 0 and black.max_learning_rate == black.best_learning_rate == np.inf
    np.testing.assert_array_equal(black.path(np.ones((3, 3)), 1.0, 4)[1], 16.0)
    assert black.epochs_to(15.0, np.ones((3, 3)), 1.0) is None


@settings(max_examples=60, deadline=None)
@given(problems())
def test_hessian_minimizer_and_rank_are_those_of_the_matrix_of_patches(problem):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2])
    matrix = patches(image, *kernel.shape[:2])
    np.testing.assert_allclose(form.hessian, 2 * matrix.T @ matrix, atol=1e-12)
    best, _, rank, _ = np.linalg.lstsq(matrix, target.ravel(), rcond=1e-5)
    assert form.rank == rank and form.minimizer.shape == kernel.shape
    np.testing.assert_allclose(form.minimizer.ravel(), best, atol=1e-4 * max(1, np.abs(best).max()))
    error = matrix @ kernel.ravel() - target.ravel()
    assert form.loss(kernel) == pytest.approx(error @ error, rel=1e-9)
    assert form.min_loss <= form.loss(kernel) + 1e-9


@settings(max_examples=60, deadline=None)
@given(problems(), st.floats(0.01, 1.2))
def test_the_path_is_that_of_descent_written_out(problem, share):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2])
    rate = share * form.max_learning_rate
    kernels, losses = form.path(kernel, rate, 25)
    by_hand = descent(image, target, kernel, rate, 25)
    assert kernels.shape == (26, *kernel.shape) and losses.shape == (25,)
    np.testing.assert_allclose(kernels, by_hand[0], rtol=1e-7, atol=1e-7 * np.abs(by_hand[0]).max())
    np.testing.assert_allclose(losses, by_hand[1], rtol=1e-7, atol=1e-9 * by_hand[1].max())


@settings(max_examples=60, deadline=None)
@given(problems(), st.floats(0.01, 0.999))
def test_below_the_largest_stable_rate_the_loss_never_rises(problem, share):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2])
    losses = form.path(kernel, share * form.max_learning_rate, 200)[1]
    assert (np.diff(losses) <= 1e-9 * losses[0]).all()


@settings(max_examples=60, deadline=None)
@given(problems(), st.floats(1.05, 3.0))
def test_above_the_largest_stable_rate_a_generic_start_diverges(problem, share):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2])
    kernels, losses = form.path(kernel, share * form.max_learning_rate, 10_000)
    assert losses[-1] == np.inf and not np.isnan(losses).any() and not np.isnan(kernels).any()
    assert form.loss(kernels[-1]) == np.inf


def test_at_the_best_rate_the_slowest_and_the_fastest_direction_shrink_alike():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    np.testing.assert_allclose(form.contraction(form.best_learning_rate), 48 / 72)
    worst = [form.contraction(form.best_learning_rate * (1 + change)).max() for change in (-0.01, 0.01)]
    assert min(worst) > 48 / 72


@settings(max_examples=60, deadline=None)
@given(problems(), st.floats(0.05, 1.1), st.floats(0.001, 1.0))
def test_epochs_to_a_loss_are_counted_as_a_loop_counts_them(problem, share, part):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2])
    rate = share * form.max_learning_rate
    losses = form.path(kernel, rate, 400)[1]
    wanted = form.min_loss + part * (losses[0] - form.min_loss)
    found, close = form.epochs_to(wanted, kernel, rate), 1e-7 * (losses[0] + form.min_loss)
    if found is not None and found < 400:
        assert losses[found] <= wanted + close
        assert (losses[:found] > wanted - close).all()
    else:
        assert (losses > wanted - close).all()


def test_a_loss_below_the_least_one_is_never_reached_and_the_start_may_be_there_already():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    assert form.epochs_to(50.0, NOTEBOOK, 0.02) == 0
    assert form.epochs_to(22.3, NOTEBOOK, 0.02) == 1
    assert form.epochs_to(0.271, NOTEBOOK, 0.02) == 9
    assert form.epochs_to(-1.0, NOTEBOOK, 0.02) is None
    assert form.epochs_to(1.0, NOTEBOOK, 0.0) is None
    # 0.0334 diverges in the end, but at first the loss, 37.86 × 0.359ᵗ + 8.57 × 1.008ᵗ, falls: 46.4, 22.2, 13.6.
    assert form.epochs_to(15.0, NOTEBOOK, 0.0334) == 2
    assert form.epochs_to(1.0, NOTEBOOK, 0.0334) is None


def test_points_of_a_very_long_run_cost_nothing_between_them():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    kernels, losses = form.after(NOTEBOOK, 1e-9, np.array([0, 10, 10**12]))
    np.testing.assert_array_equal(form.losses_after(NOTEBOOK, 1e-9, np.array([0, 10, 10**12])), losses)
    np.testing.assert_allclose(kernels[0], NOTEBOOK)
    np.testing.assert_allclose(kernels[2], [[1, -1]], atol=1e-12)
    assert losses[0] == pytest.approx(form.loss(NOTEBOOK)) and losses[2] < 1e-12


def test_a_large_picture_and_kernel_take_less_than_a_gigabyte():
    code = """
import tracemalloc, numpy as np
from core.quadratic import quadratic_loss
rng = np.random.default_rng(0)
image = rng.random((1024, 1024))
tracemalloc.start()
form = quadratic_loss(image, rng.random((1010, 1010)), (15, 15))
form.path(np.zeros((15, 15)), form.best_learning_rate, 100)
print(form.rank, tracemalloc.get_traced_memory()[1])
"""
    rank, peak = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert int(rank) == 225 and int(peak) < 2**30


def test_bad_rates_kernels_and_lengths_are_refused_with_their_sentences():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    for call, said in (
        (lambda: form.path(NOTEBOOK, np.nan, 3), "the learning rate must be a finite number"),
        (lambda: form.path(NOTEBOOK.T, 0.02, 3), "kernels of size (1, 2)"),
        (lambda: form.path(np.full((1, 2), np.inf), 0.02, 3), "not finite"),
        (lambda: form.path(NOTEBOOK, 0.02, 10**7), "more than can be drawn"),
        (lambda: form.path(NOTEBOOK, 0.02, -1), "more than can be drawn"),
        (lambda: quadratic_loss(BAND, EDGES, (1, 2), "median"), "no loss “median”"),
    ):
        with pytest.raises(BadInput) as error:
            call()
        assert said in str(error.value)


def test_weight_decay_leaves_the_bias_alone():
    image, target = np.arange(12.0).reshape(3, 4), np.ones((3, 3))
    assert quadratic_loss(image, target, (1, 2)).decayed.tolist() == [1, 1]
    assert quadratic_loss(image, target, (1, 2), bias=True).decayed.tolist() == [1, 1, 0]


def test_a_path_with_a_rate_for_each_update_has_a_loss_before_each_update():
    form = quadratic_loss(BAND, EDGES, (1, 2))
    steady, turned = (form.path(NOTEBOOK, rates, 5) for rates in (0.02, np.full(5, 0.02)))
    assert turned[0].shape == (6, 1, 2) and turned[1].shape == (5,)
    for one, other in zip(steady, turned, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10)


def test_what_has_no_error_to_begin_with_has_none_however_fast_errors_would_grow():
    form = quadratic_loss(np.array([[1.0, 2.0]]), np.array([[2.0, 4.0]]), (1, 1))  # both outputs are 2 · x
    kernels, losses = form.after(np.array([[2.0]]), 1e6, np.array([0, 10_000]))
    assert kernels.tolist() == [[[2]], [[2]]] and losses.tolist() == [0, 0]
