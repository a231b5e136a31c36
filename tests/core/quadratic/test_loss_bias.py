"""The quadratic form with a bias: against the matrix of patches with a column of ones, lstsq, and TensorFlow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import images, learning, workers
from core.correlation import corr2d
from core.errors import BadInput
from core.quadratic import quadratic_loss
from core.quadratic.optimizers import RULES, Rule

BAND = images.band()
EDGES = corr2d(BAND, np.array([[1.0, -1.0]]))
NOTEBOOK = np.array([[-0.39838535, 1.15418606]])


def with_ones(image, h, w):
    """The matrix of patches, written out, and ones: one row an output."""
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    return np.array([[*image[i : i + h, j : j + w].ravel(), 1.0] for i in range(rows) for j in range(columns)])


@st.composite
def problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    h, w, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.sampled_from([(), (1,), (3,)]))
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    image = rng.normal(size=(rows + h - 1, columns + w - 1, *channels))
    return image, rng.normal(size=(rows, columns)), rng.normal(size=(h, w, *channels))


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from(["sum", "mean"]))
def test_hessian_minimizer_and_rank_are_those_of_the_patches_and_ones(problem, loss):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2], loss, bias=True)
    matrix = with_ones(image, *kernel.shape[:2])
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


@settings(max_examples=40, deadline=None)
@given(problems())
def test_without_its_bias_the_form_is_the_loss_at_the_best_one(problem):
    image, target, kernel = problem
    form = quadratic_loss(image, target, kernel.shape[:2], bias=True)
    matrix = with_ones(image, *kernel.shape[:2])[:, :-1]
    left = target.ravel() - matrix @ kernel.ravel()
    assert form.at_best_bias.loss(kernel) == pytest.approx(float(((left - left.mean()) ** 2).sum()), abs=1e-8)
    assert quadratic_loss(image, target, kernel.shape[:2]).at_best_bias.bias is False


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


def test_a_kernel_of_another_size_is_refused():
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=True)
    with pytest.raises(BadInput, match="kernels of size"):
        form.loss(np.zeros(2))
