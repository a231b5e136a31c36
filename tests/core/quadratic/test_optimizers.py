"""The rules against Keras's own optimizers in float64, against two updates by hand, and against training."""

import numpy as np
import pytest

from core import images, learning, workers
from core.correlation import corr2d
from core.errors import BadInput
from core.learning import schedules
from core.quadratic import quadratic_loss
from core.quadratic.optimizers import RULES, Rule, run

BAND = images.band()
EDGES = corr2d(BAND, np.array([[1.0, -1.0]]))
FIRST = np.array([[-0.40625, 1.15625]])  # exact in float32
FORM = quadratic_loss(BAND, EDGES, (1, 2))
RATE = 2.0**-7  # exact in float32, as Keras keeps its rate


def gradient(kernel):
    return (FORM.hessian @ kernel.ravel() - FORM.linear).reshape(kernel.shape)


def keras_path(name, start, rate, updates, momentum=0.875, weight_decay=None):
    """The kernels that Keras's own optimizer makes of float64 variables."""
    import keras

    optimizer = {
        "sgd": lambda: keras.optimizers.SGD(rate, weight_decay=weight_decay),
        "momentum": lambda: keras.optimizers.SGD(rate, momentum=momentum, weight_decay=weight_decay),
        "nesterov": lambda: keras.optimizers.SGD(rate, momentum=momentum, nesterov=True, weight_decay=weight_decay),
        "rmsprop": lambda: keras.optimizers.RMSprop(rate, weight_decay=weight_decay),
        "adam": lambda: keras.optimizers.Adam(rate, weight_decay=weight_decay),
    }[name]()
    variable = keras.Variable(start, dtype="float64")
    kernels = [start]
    for _ in range(updates):
        optimizer.apply([gradient(variable.numpy())], [variable])
        kernels.append(variable.numpy())
    return np.array(kernels)


@pytest.mark.slow
@pytest.mark.parametrize("decay", [0.0, 0.125])
@pytest.mark.parametrize("name", RULES)
def test_every_path_is_that_of_keras_optimizer_on_the_same_gradients(name, decay):
    kernels, losses = FORM.path(FIRST, RATE, 60, optimizer=name, momentum=0.875, weight_decay=decay)
    theirs = workers.run(keras_path, name, FIRST, RATE, 60, weight_decay=decay or None, timeout=300)
    # Keras rounds Adam's 0.9 and 0.999 to float32, and 1 − 0.999 keeps five digits of that.
    np.testing.assert_allclose(kernels, theirs, rtol=2e-6, atol=1e-5 if name == "adam" else 1e-7)
    np.testing.assert_allclose(losses, [FORM.loss(kernel) for kernel in theirs[:-1]], rtol=1e-4, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_every_path_is_that_of_training_on_the_image(name):
    rng = np.random.default_rng(4)
    image, first = rng.normal(size=(9, 10, 2)), rng.normal(size=(2, 3, 2))
    target = rng.normal(size=(8, 8))
    form = quadratic_loss(image, target, (2, 3), loss="mean")
    experiment = learning.KernelLearning(
        image, target, (2, 3), learning_rate=0.05, epochs=40, optimizer=name, loss="mean", initial_kernel=first
    )
    result = workers.run(learning.learn, experiment, timeout=300)
    kernels, losses = form.path(first, 0.05, 40, optimizer=name)
    np.testing.assert_allclose(losses, result.losses, rtol=1e-4)
    np.testing.assert_allclose(kernels[-1], result.kernel, atol=2e-5)


def test_two_updates_of_each_rule_are_those_worked_by_hand():
    # The loss w², gradient 2w, from w = 1 at rate 1/4.
    expected = {
        "sgd": [1, 0.5, 0.25],
        "momentum": [1, 0.5, 0.0],  # steps −0.5, then 0.5 × −0.5 − 0.25 × 1 = −0.5
        "nesterov": [1, 0.25, -0.0625],  # v = −0.5, w += 0.5v − 0.5; v = −0.25 − 0.125, w += 0.5v − 0.125
        "rmsprop": [1, 1 - 0.5 / np.sqrt(0.4), None],
        "adam": [1, 0.75, None],
    }
    w, s = expected["rmsprop"][1], 0.9 * 0.4
    expected["rmsprop"][2] = w - 0.25 * 2 * w / np.sqrt(s + 0.1 * (2 * w) ** 2)
    m, v = 0.9 * 0.2 + 0.1 * 1.5, 0.999 * 0.004 + 0.001 * 1.5**2
    expected["adam"][2] = 0.75 - 0.25 * (m / (1 - 0.9**2)) / np.sqrt(v / (1 - 0.999**2))
    for name, path in expected.items():
        ours = run(np.array([[2.0]]), np.zeros(1), np.ones(1), np.full(2, 0.25), Rule(name, momentum=0.5))
        np.testing.assert_allclose(ours.ravel(), path, rtol=1e-5, atol=1e-12)


def test_many_kernels_at_once_are_updated_as_each_alone():
    rng = np.random.default_rng(0)
    starts, rates = rng.normal(size=(5, 2)), np.array([0.001, 0.002, 0.005, 0.01, 0.02])
    for name in RULES:
        rule = Rule(name)
        kernels, memory = starts.copy(), rule.memory(starts)
        for number in range(1, 21):
            rule.update(kernels, memory, kernels @ FORM.hessian - FORM.linear, rates[:, None], number)
        alone = [FORM.path(s.reshape(1, 2), r, 20, optimizer=name)[0][-1].ravel() for s, r in zip(starts, rates)]
        np.testing.assert_allclose(kernels, alone, rtol=1e-9)


def test_a_schedule_is_one_rate_for_each_update():
    rates = 0.02 * schedules.factors("step", np.arange(30), epochs=30, every=10, decay=0.5)
    kernels, losses = FORM.path(FIRST, rates, 30)
    expected = FIRST
    for rate in (0.02, 0.01, 0.005):
        expected = FORM.path(expected, rate, 10)[0][-1]
    np.testing.assert_allclose(kernels[-1], expected, rtol=1e-10)
    np.testing.assert_allclose(losses[:10], FORM.path(FIRST, 0.02, 10)[1], rtol=1e-10)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_each_rule_converges_below_its_largest_stable_rate_and_diverges_above(name, momentum):
    rule = Rule(name, momentum)
    limit = rule.max_learning_rate(float(FORM.eigenvalues[-1]))
    if name == "sgd" or momentum == 0:
        assert limit == pytest.approx(1 / 30)
    below = FORM.path(FIRST, 0.98 * limit, 3000, optimizer=name, momentum=momentum)[1]
    above = FORM.path(FIRST, 1.02 * limit, 3000, optimizer=name, momentum=momentum)[1]
    assert below[-1] < 1e-12 and above[-1] > 1e6 * above[0]


def test_rmsprop_and_adam_have_no_largest_stable_rate():
    for name in ("rmsprop", "adam"):
        assert Rule(name).max_learning_rate(60.0) is None
        assert FORM.path(FIRST, 10.0, 2000, optimizer=name)[1].max() < 1e6


def test_what_diverges_ends_infinite_without_a_warning():
    for name in ("momentum", "nesterov"):
        kernels, losses = FORM.path(FIRST, 1.0, 2000, optimizer=name)
        assert kernels.shape == (2001, 1, 2) and np.isinf(kernels[-1]).all() and losses[-1] == np.inf
        assert not np.isnan(kernels).any() and not np.isnan(losses).any()


def test_bad_settings_are_refused_with_their_sentences():
    for call, said in (
        (lambda: FORM.path(FIRST, 0.02, 3, optimizer="adagrad"), "no optimizer “adagrad”"),
        (lambda: FORM.path(FIRST, 0.02, 3, optimizer="momentum", momentum=1.5), "momentum must be from 0 to 1"),
        (lambda: FORM.path(FIRST, 0.02, 3, weight_decay=np.nan), "weight decay must be"),
        (lambda: FORM.path(FIRST, np.array([0.02, np.inf, 1]), 3), "the learning rate must be a finite number"),
        (lambda: FORM.path(FIRST, 0.02, 600_000, optimizer="adam"), "more than can be drawn"),
    ):
        with pytest.raises(BadInput) as error:
            call()
        assert said in str(error.value)


def radius(rule, hessian, rate, decayed=1.0):
    """The largest |eigenvalue| of one update about the minimum: a linear map of (error, what is remembered)."""
    n, made = len(hessian), []
    for state in np.eye(n if rule.name == "sgd" else 2 * n):
        kernel, memory = state[:n].copy(), () if rule.name == "sgd" else (state[n:].copy(),)
        rule.update(kernel, memory, hessian @ kernel, rate, 1, decayed)
        made.append(np.concatenate([kernel, *memory]))
    return np.abs(np.linalg.eigvals(np.array(made).T)).max()


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize("decay", [0.0, 2.0])
def test_what_an_update_leaves_of_an_error_is_the_radius_of_its_map(name, decay):
    rule = Rule(name, 0.7, decay)
    for rate in (0.01, 0.1, 0.3):
        for curvature in (0.5, 3.0, 9.0):
            found = rule.contraction(rate, np.array([curvature]))
            assert found[0] == pytest.approx(radius(rule, np.array([[curvature]]), rate), rel=1e-6)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
def test_a_rate_is_stable_up_to_the_radius_1_where_the_decay_spares_a_weight(name):
    hessian, decayed, rule = np.array([[5.0, 2.0], [2.0, 3.0]]), np.array([1.0, 0.0]), Rule(name, 0.7, 2.0)
    limit = Rule(name, 0.7).max_learning_rate(rule.steepest(hessian, decayed))
    assert radius(rule, hessian, 0.999 * limit, decayed) < 1 < radius(rule, hessian, 1.001 * limit, decayed)
