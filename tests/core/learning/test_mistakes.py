"""What each way of training leaves of the loss: curvatures by NumPy, updates as powers of a matrix, fits by SciPy."""

import numpy as np
import pytest
from scipy.optimize import lsq_linear
from scipy.signal import correlate2d

from core.errors import BadInput
from core.learning import mistakes
from core.learning.mistakes import Model, explained, fitted, models
from tests.core.bounds import holds

X = np.ones((6, 8))
X[:, 2:6] = 0
Y = correlate2d(X, np.array([[1.0, -1.0]]), "valid")
PATCHES = np.stack([X[:, :-1].ravel(), X[:, 1:].ravel()], axis=1)


def named(name, image=X, target=Y, size=(1, 2), loss="sum"):
    return next(model for model in models(image, target, size, loss) if model.name == name)


def curvatures(patches):
    return np.linalg.eigvalsh(2 * patches.T @ patches)


def left(model, rate, updates):
    """What is left of the loss along each curvature: the error and the optimizer's velocity, a power of their 2 × 2 matrix."""
    found = []
    for curvature in model.curvatures:
        pull, beta = model.sign * rate * curvature, model.momentum
        moved = [1 - pull - beta * pull, beta**2] if model.nesterov else [1 - pull, beta]
        update = np.array([moved, [-pull, beta]])
        found.append([(np.linalg.matrix_power(update, int(t)) @ [1.0, 0.0])[0] ** 2 for t in updates])
    return np.array(found).T


def test_the_ways_of_training_and_their_curvatures():
    own = curvatures(PATCHES)
    expected = {
        "right": own,
        "mean": own / 42,
        "half": own / 2,
        "ones": [168.0],  # of 42 windows of two ones, [1, 1] is the one direction that is seen
        "sign": own,
        "bias": curvatures(np.column_stack([PATCHES, np.ones(42)])),
        "momentum": own,
        "nesterov": own,
        "accumulated": own,
    }
    found = models(X, Y, (1, 2), "sum")
    assert [model.name for model in found] == [*expected]
    for model in found:
        assert model.curvatures == pytest.approx(expected[model.name])
    assert [model.scale for model in found] == pytest.approx([1, 1 / 42, 0.5, 1, 1, 1, 1, 1, 1])
    summed = models(X, Y, (1, 2), "mean")[1]
    assert (summed.name, summed.scale) == ("sum", 42.0)
    assert summed.curvatures == pytest.approx(own)


def test_a_curvature_stands_once_and_0_where_some_loss_is_left():
    twice = np.array([[0.0, 1.0, 0.0]] * 2)  # PᵀP is 2 × the identity
    assert named("right", twice, np.ones((2, 2))).curvatures == pytest.approx([4.0])
    assert named("right", twice, np.array([[1.0, 0.0], [0.0, 0.0]])).curvatures == pytest.approx([0.0, 4.0])


@pytest.mark.parametrize("name", ["right", "mean", "sign", "bias", "momentum", "nesterov", "accumulated"])
def test_what_is_left_after_some_updates_is_a_power(name):
    model, updates = named(name), np.array([3, 0, 1, 7, 2])
    assert model.basis(updates, 0.013) == pytest.approx(left(model, 0.013, updates), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "first"), [("right", 0), ("momentum", 0), ("momentum", 2), ("nesterov", 3), ("accumulated", 1)]
)
def test_the_start_that_made_losses_is_found(name, first):
    model, every = named(name), 3
    updates = first + every * np.arange(6)
    losses = left(model, 0.004, updates) @ [30.0, 50.0]
    cause = explained(model, losses, np.full(6, 1e-6), 0.004, every)
    assert cause.apart < 0.1 and cause.first == first
    assert cause.weights == pytest.approx([30.0, 50.0], rel=1e-5)
    assert cause.losses(every * np.arange(6), 0.004) == pytest.approx(losses, rel=1e-6)
    assert (cause.start is None) == (first > 0)


def test_descent_from_the_start_that_is_found_has_the_losses():
    losses = np.array([(1 - 0.02 * 12) ** (2 * t) * 7 + (1 - 0.02 * 60) ** (2 * t) * 9 for t in range(5)])
    kernel = explained(named("right"), losses, np.full(5, 1e-6), 0.02, 1).start
    for loss in losses:
        error = correlate2d(X, kernel, "valid") - Y
        assert (error**2).sum() == pytest.approx(loss, rel=1e-5)
        kernel = kernel - 0.02 * 2 * correlate2d(X, error, "valid")
    assert explained(named("bias"), losses, np.ones(5), 0.02, 1).start is None  # a bias has no kernel of (h, w)


def test_a_loss_that_no_kernel_makes_0_has_a_start_too():
    image, target = np.array([[0.0, 1.0, 0.0]] * 2), np.array([[1.0, 0.0], [0.0, 0.0]])  # at least 0.5, with [0, 0.5]
    losses = 0.5 + 4.0 * (1 - 0.1 * 4) ** (2 * np.arange(5))
    cause = explained(named("right", image, target), losses, np.full(5, 1e-6), 0.1, 1)
    assert cause.weights == pytest.approx([0.5, 4.0])
    assert ((correlate2d(image, cause.start, "valid") - target) ** 2).sum() == pytest.approx(4.5)


def test_momentum_is_followed_for_so_many_updates():
    model = named("momentum")
    assert mistakes.MOMENTUM_UPDATES == 2_000
    for every, tried in ((500, True), (501, False)):
        losses = left(model, 1e-6, every * np.arange(4)) @ [3.0, 5.0]
        assert np.isfinite(explained(model, losses, np.full(4, 1e-3), 1e-6, every).apart) == tried
    losses = left(named("right"), 1e-6, 501 * np.arange(4)) @ [3.0, 5.0]
    assert explained(named("right"), losses, np.full(4, 1e-3), 1e-6, 501).apart < 0.1


def test_a_fit_has_no_weight_below_0_and_is_scipys():
    rng = np.random.default_rng(3)
    for _ in range(20):
        basis, losses, tolerance = rng.random((7, 3)), rng.normal(size=7), rng.uniform(0.1, 1, 7)
        weights, apart = fitted(basis, losses, tolerance)
        expected = lsq_linear(basis / tolerance[:, None], losses / tolerance, (0, np.inf), tol=1e-12).x
        assert weights == pytest.approx(expected, abs=1e-5)
        assert apart == pytest.approx((basis @ weights - losses) / tolerance)


def test_what_is_no_number_or_nothing_has_no_weight():
    losses, tolerance = np.array([2.0, 1.0]), np.ones(2)
    weights, apart = fitted(np.array([[1.0, 1.0, 0.0], [0.5, np.inf, 0.0]]), losses, tolerance)
    assert weights.tolist() == pytest.approx([2.0, 0.0, 0.0])
    assert apart == pytest.approx([0.0, 0.0], abs=1e-12)
    weights, apart = fitted(np.array([[np.nan, 0.0], [1.0, 0.0]]), losses, tolerance)
    assert weights.tolist() == [0.0, 0.0] and np.isinf(apart).all()


def test_the_rate_at_which_the_right_loss_prints_the_same():
    losses, tolerance = np.array([5.0, 4.0, 3.0]), np.ones(3)
    causes = {model.name: explained(model, losses, tolerance, 0.02, 1) for model in models(X, Y, (1, 2), "sum")}
    assert causes["mean"].same_rate(0.42) == pytest.approx(0.01)
    assert causes["half"].same_rate(0.42) == pytest.approx(0.21)
    assert causes["right"].same_rate(0.42) is causes["ones"].same_rate(0.42) is None
    assert causes["right"].rate(0.42) == 0.42


def test_kernels_of_so_many_entries_on_one_channel():
    image, words = np.random.default_rng(1).random((3, 70)), "up to 64 entries on one channel"
    holds(lambda w: models(image, np.ones((3, 71 - w)), (1, w), "sum"), [(64, 65)], words)
    with pytest.raises(BadInput, match=words):
        models(np.ones((6, 8, 1)), Y, (1, 2), "sum")
    black = Model("right", np.zeros(1))
    assert black.basis(np.array([0, 5]), 0.1).tolist() == [[1.0], [1.0]]
    with pytest.raises(BadInput, match="no curvature"):
        models(np.zeros((6, 8)), Y, (1, 2), "sum")
