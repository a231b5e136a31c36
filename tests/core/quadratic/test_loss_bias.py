"""The quadratic form with a bias: against the matrix of patches with a column of ones, lstsq, and TensorFlow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import learning, workers
from core.quadratic import quadratic_loss
from core.quadratic.optimizers import RULES, Rule
from tests.core.quadratic.problems import BAND, EDGES, NOTEBOOK, patches, problems


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from(["sum", "mean"]))
def test_hessian_minimizer_and_rank_are_those_of_the_patches_and_ones(problem, loss):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2], loss, bias=True)
    matrix = patches(image, *kernel.shape[:2], 1.0)
    scale = 1.0 / target.size if loss == "mean" else 1.0
    np.testing.assert_allclose(form.hessian, 2 * scale * matrix.T @ matrix, atol=1e-12)
    best, _, rank, _ = np.linalg.lstsq(matrix, target.ravel(), rcond=1e-5)
    assert form.rank == rank
    np.testing.assert_allclose(form.minimizer, best, atol=1e-4 * max(1, np.abs(best).max()))
    weights = np.append(kernel.ravel(), 0.25)
    error = matrix @ weights - target.ravel()
    assert form.loss(weights) == pytest.approx(scale * error @ error, rel=1e-9)
    assert form.loss(kernel) == pytest.approx(form.loss(np.append(kernel.ravel(), 0.0)))
    kernels, biases = form.parts(np.stack([weights, 2 * weights]))
    np.testing.assert_array_equal(kernels, [kernel, 2 * kernel])
    np.testing.assert_array_equal(biases, [0.25, 0.5])


@pytest.mark.slow
@pytest.mark.parametrize("decay", [0.0, 0.125])
@pytest.mark.parametrize("name", RULES)
def test_every_path_with_a_bias_is_that_of_training_on_the_image(name, decay):
    rng = np.random.default_rng(4)
    image, first = rng.normal(size=(9, 10, 2)), rng.normal(size=(2, 3, 2))
    target = 1.5 + rng.normal(size=(8, 8))
    form = quadratic_loss(image, target, (2, 3), loss="mean", bias=True)
    experiment = learning.KernelLearning(
        image,
        target,
        (2, 3),
        learning_rate=0.05,
        epochs=40,
        optimizer=name,
        loss="mean",
        initial_kernel=first,
        bias=True,
        weight_decay=decay,
    )
    result = workers.run(learning.learn, experiment, timeout=300)
    weights, losses = form.path(first, 0.05, 40, optimizer=name, weight_decay=decay)
    kernels, biases = form.parts(weights)
    np.testing.assert_allclose(losses, result.losses, rtol=1e-4)
    np.testing.assert_allclose(kernels[-1], result.kernel, atol=2e-5)
    assert abs(biases[0]) < 1e-12 and biases[-1] == pytest.approx(result.bias, abs=2e-5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("sgd", {"bias": True}),
        ("sgd", {"weight_decay": 2.0}),
        ("sgd", {"bias": True, "weight_decay": 2.0}),
        ("momentum", {}),
        ("momentum", {"bias": True, "weight_decay": 2.0}),
        ("nesterov", {}),
        ("nesterov", {"bias": True}),
    ],
)
def test_tensorflow_settles_just_below_the_largest_stable_rate_and_diverges_just_above(name, settings):
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=settings.get("bias", False))
    limit = form.stable_rate(Rule(name, 0.9, settings.get("weight_decay", 0.0)))

    def run(rate):
        experiment = learning.KernelLearning(
            BAND, EDGES, learning_rate=rate, epochs=6000, optimizer=name, initial_kernel=NOTEBOOK, **settings
        )
        return workers.run(learning.learn, experiment, timeout=300)

    below, above = run(0.98 * limit), run(1.02 * limit)
    assert below.stopped_because == "epochs" and below.losses[-1] < below.losses[0]
    assert above.stopped_because == "diverged"


def test_the_audits_four_runs_are_told_apart():
    plain, biased = (quadratic_loss(BAND, EDGES, (1, 2), bias=bias) for bias in (False, True))
    assert plain.stable_rate(Rule("adam")) is None
    assert plain.stable_rate(Rule("momentum")) > 0.05
    assert plain.stable_rate(Rule("nesterov")) < 0.03
    assert biased.stable_rate(Rule("sgd")) < 0.03


def test_epochs_to_a_loss_with_a_bias_are_counted_on_its_path():
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=True)
    losses = form.path(NOTEBOOK, 0.01, 400)[1]
    found = form.epochs_to(0.3, NOTEBOOK, 0.01)
    assert losses[found] <= 0.3 < losses[found - 1]
