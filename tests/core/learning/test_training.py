"""Learning a kernel: against the notebook's printed run, NumPy written out by hand, and Keras's optimizers.

Training runs where it runs for visitors: in the workers.
"""

import os
import signal
import sys
import time
from dataclasses import replace

import cloudpickle
import numpy as np
import pytest

from core import images, learning, worker, workers
from core.errors import BadInput
from core.learning import KernelLearning

pytestmark = pytest.mark.slow

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

BAND = images.band()
EDGES = np.zeros((6, 7))
EDGES[:, 1], EDGES[:, 5] = 1.0, -1.0
NOTEBOOK = KernelLearning(BAND, EDGES, initial_kernel=np.array([[-0.39838535, 1.15418606]]))


def learn(experiment):
    return workers.run(learning.learn, experiment, timeout=300)


def advance(experiment, state, epochs, rate=None):
    return workers.run(learning.advance, experiment, state, epochs, rate, timeout=300)


def small(**settings):
    """An image of two channels, a target, and a first kernel, all of odd sizes."""
    rng = np.random.default_rng(7)
    first = {
        "image": rng.normal(size=(7, 9, 2)),
        "target": rng.normal(size=(5, 8)),
        "kernel_size": (3, 2),
        "initial_kernel": rng.normal(size=(3, 2, 2)),
        "learning_rate": 1e-3,
        "epochs": 2,
    }
    return KernelLearning(**(first | settings))


def forward(experiment, kernel):
    """Correlation by its definition, in float64."""
    (h, w), image = experiment.kernel_size, np.asarray(experiment.image, dtype=np.float64)
    rows, columns = experiment.target.shape
    return np.array([[(image[i : i + h, j : j + w] * kernel).sum() for j in range(columns)] for i in range(rows)])


def loss_and_gradient(experiment, kernel, bias=0.0):
    """Sum of the squared errors, its gradient with respect to the kernel and the bias, in float64."""
    (h, w), image = experiment.kernel_size, np.asarray(experiment.image, dtype=np.float64)
    errors = forward(experiment, kernel) + bias - experiment.target
    rows, columns = errors.shape
    gradient = np.zeros(kernel.shape)
    for i in range(rows):
        for j in range(columns):
            gradient += 2.0 * errors[i, j] * image[i : i + h, j : j + w]
    return (errors**2).sum(), gradient, 2.0 * errors.sum()


# The notebook


def test_ten_updates_print_the_notebooks_losses_and_end_at_its_kernel():
    result = learn(NOTEBOOK)
    assert [f"{loss:.3f}" for loss in result.losses[1::2]] == ["22.212", "7.297", "2.434", "0.812", "0.271"]
    np.testing.assert_allclose(result.kernel, [[0.8858046, -0.88580453]], rtol=0, atol=2e-7)
    assert result.stopped_because == "epochs"
    assert result.kernel.dtype == result.losses.dtype == np.float32


def test_the_first_loss_is_the_one_before_any_update():
    result = learn(replace(NOTEBOOK, epochs=1))
    a, b = -0.39838535, 1.15418606
    # By hand, per row: 4 windows of ones alone or zeros alone, one window (1, 0), one (0, 1).
    by_hand = 6 * (2 * (a + b) ** 2 + (a - 1) ** 2 + (b + 1) ** 2)
    assert result.losses == pytest.approx([by_hand], rel=1e-6)


# Stateless


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "sgd"},
        {"optimizer": "adam", "bias": True, "weight_decay": 0.1},
        {"optimizer": "nesterov", "schedule": "cosine"},
        {"optimizer": "rmsprop", "batch_size": 7, "noise": 0.5},
    ],
)
def test_ten_times_ten_updates_are_one_hundred(settings):
    experiment = small(epochs=100, **settings)
    whole = learn(experiment)
    state, losses = learning.start(experiment), []
    for _ in range(10):
        state, some = advance(experiment, state, 10)
        losses.append(some)
    np.testing.assert_allclose(np.concatenate(losses), whole.losses, rtol=1e-6)
    np.testing.assert_allclose(state.kernel, whole.kernel, rtol=1e-6)
    assert state.bias == pytest.approx(whole.bias, rel=1e-6)
    assert state.epoch == 100


def test_ten_chunks_by_two_workers_in_turn_are_one_run_of_one_hundred_updates():
    experiment = small(epochs=100, optimizer="adam", batch_size=7)
    whole = learn(experiment)
    other = worker.process(None)
    try:
        turns = (workers.submit, other.submit)
        assert len({submit(os.getpid).result(300) for submit in turns}) == 2
        state, losses = learning.start(experiment), []
        for turn in range(10):
            state, some = turns[turn % 2](learning.advance, experiment, state, 10).result(300)
            losses.append(some)
    finally:
        other.shutdown()
    np.testing.assert_allclose(np.concatenate(losses), whole.losses, rtol=1e-6)
    np.testing.assert_allclose(state.kernel, whole.kernel, rtol=1e-6)


def end_of_this_process():
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_whose_worker_is_killed_goes_on_from_its_last_state_in_another():
    experiment = small(epochs=60, optimizer="adam")
    whole = learn(experiment)
    state, losses = advance(experiment, learning.start(experiment), 30)
    with pytest.raises(workers.WorkerLost):
        workers.run(end_of_this_process)
    state, more = advance(experiment, state, 30)
    np.testing.assert_allclose([*losses, *more], whole.losses, rtol=1e-6)
    np.testing.assert_allclose(state.kernel, whole.kernel, rtol=1e-6)


def test_a_run_longer_than_one_call_of_the_graph_has_every_loss():
    result = learn(replace(NOTEBOOK, epochs=2500))
    assert result.losses.shape == (2500,)
    np.testing.assert_allclose(result.kernel, [[1.0, -1.0]], atol=1e-5)


def test_a_new_rate_takes_effect_at_once():
    state, _ = advance(NOTEBOOK, learning.start(NOTEBOOK), 1)
    slow, _ = advance(NOTEBOOK, state, 1, 1e-9)
    fast, _ = advance(NOTEBOOK, state, 1)
    np.testing.assert_allclose(slow.kernel, state.kernel, atol=1e-6)
    assert np.abs(fast.kernel - state.kernel).max() > 0.1


def test_the_seconds_are_those_of_the_updates_all_chunks_together():
    experiment = small(epochs=20)
    begun = time.perf_counter()
    first, _ = advance(experiment, learning.start(experiment), 10)
    second, _ = advance(experiment, first, 10)
    whole = time.perf_counter() - begun
    assert learning.start(experiment).seconds == 0.0 < first.seconds < second.seconds < whole
    assert learning.LearningResult(np.zeros(1), np.zeros((1, 1)), "epochs").seconds == 0.0


def test_no_updates_change_nothing():
    state, losses = advance(NOTEBOOK, learning.start(NOTEBOOK), 0)
    assert losses.size == state.epoch == 0
    np.testing.assert_array_equal(state.kernel, NOTEBOOK.initial_kernel)


# Optimizers, two updates written out by hand with Keras's defaults: momentum 0.9, rho 0.9, betas 0.9 and 0.999, epsilon 1e-7


def by_hand(name, experiment, updates):
    k, rate = np.asarray(experiment.initial_kernel, dtype=np.float64), experiment.learning_rate
    m, v = np.zeros_like(k), np.zeros_like(k)
    losses = []
    for t in range(1, updates + 1):
        loss, g, _ = loss_and_gradient(experiment, k)
        losses.append(loss)
        if name == "sgd":
            k = k - rate * g
        elif name == "momentum":
            m = 0.9 * m - rate * g
            k = k + m
        elif name == "nesterov":
            m = 0.9 * m - rate * g
            k = k + 0.9 * m - rate * g
        elif name == "rmsprop":
            v = 0.9 * v + 0.1 * g**2
            k = k - rate * g / np.sqrt(v + 1e-7)
        elif name == "adam":
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            k = k - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)
    return losses, k


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_two_updates_of_each_optimizer_agree_with_numpy_by_hand(name):
    experiment = small(optimizer=name, epochs=2)
    result = learn(experiment)
    losses, kernel = by_hand(name, experiment, 2)
    np.testing.assert_allclose(result.losses, losses, rtol=1e-5)
    np.testing.assert_allclose(result.kernel, kernel, rtol=1e-4, atol=1e-6)


def keras_run(name, experiment, updates):
    """A Keras model of one Conv2D, trained on the full batch, mean squared error."""
    import keras

    h, w, channels = experiment.initial_kernel.shape
    layer = keras.layers.Conv2D(1, (h, w), use_bias=experiment.bias)
    model = keras.Sequential([keras.Input((*experiment.image.shape[:2], channels)), layer])
    layer.set_weights([experiment.initial_kernel[..., None], *([np.zeros(1)] if experiment.bias else [])])
    kind = {"momentum": "SGD", "nesterov": "SGD", "sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}[name]
    extra = {} if kind != "SGD" else {"momentum": 0.0 if name == "sgd" else 0.9, "nesterov": name == "nesterov"}
    model.compile(getattr(keras.optimizers, kind)(experiment.learning_rate, **extra), loss="mse")
    losses = []
    for _ in range(updates):  # `fit` prepares its data anew for each epoch, which takes longer than all updates
        model.reset_metrics()
        losses.append(float(model.train_on_batch(experiment.image[None], experiment.target[None, ..., None])))
    weights = layer.get_weights()
    return losses, weights[0][..., 0], float(weights[1][0]) if experiment.bias else 0.0


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
@pytest.mark.parametrize("bias", [False, True])
def test_thirty_updates_agree_with_keras(name, bias):
    experiment = small(optimizer=name, bias=bias, loss="mean", learning_rate=0.01, epochs=30)
    result = learn(experiment)
    losses, kernel, keras_bias = workers.run(keras_run, name, experiment, 30, timeout=300)
    np.testing.assert_allclose(result.losses, losses, rtol=1e-4)
    np.testing.assert_allclose(result.kernel, kernel, rtol=1e-3, atol=1e-4)
    assert result.bias == pytest.approx(keras_bias, rel=1e-3, abs=1e-4)


# Losses, flip, bias, decay, noise


def test_the_mean_loss_is_the_sum_over_the_number_of_outputs_and_so_is_its_rate():
    summed = learn(small(epochs=20))
    mean = learn(small(epochs=20, loss="mean", learning_rate=1e-3 * 40))
    np.testing.assert_allclose(mean.losses * 40, summed.losses, rtol=1e-4)
    np.testing.assert_allclose(mean.kernel, summed.kernel, rtol=1e-4, atol=1e-5)


def test_a_layer_that_convolves_learns_the_flipped_kernel():
    plain = small(epochs=50)
    flipped = replace(plain, flip=True, initial_kernel=plain.initial_kernel[::-1, ::-1])
    one, other = learn(plain), learn(flipped)
    np.testing.assert_allclose(other.losses, one.losses, rtol=1e-5)
    np.testing.assert_allclose(other.kernel, one.kernel[::-1, ::-1], rtol=1e-4, atol=1e-6)
    assert np.abs(one.kernel - other.kernel).max() > 0.1


def test_one_update_moves_the_bias_against_its_gradient():
    experiment = small(bias=True, epochs=1)
    gradient = loss_and_gradient(experiment, np.asarray(experiment.initial_kernel, dtype=np.float64))[2]
    assert learn(experiment).bias == pytest.approx(-1e-3 * gradient, rel=1e-5)
    assert learn(replace(experiment, bias=False)).bias == 0.0


def test_weight_decay_takes_its_share_times_the_rate_from_the_kernel_and_leaves_the_bias():
    free = learn(small(bias=True, epochs=1))
    decayed = learn(small(bias=True, epochs=1, weight_decay=2.0))
    np.testing.assert_allclose(decayed.kernel, free.kernel - 1e-3 * 2.0 * small().initial_kernel, rtol=1e-4, atol=1e-6)
    assert decayed.bias == free.bias


def test_the_first_kernel_comes_from_the_seed():
    seeded = replace(NOTEBOOK, initial_kernel=None, seed=5)
    np.testing.assert_array_equal(learning.start(seeded).kernel, learning.start(replace(seeded, epochs=3)).kernel)
    assert not np.array_equal(learning.start(seeded).kernel, learning.start(replace(seeded, seed=6)).kernel)
    assert learning.start(small(initial_kernel=None)).kernel.shape == (3, 2, 2)


# Ways of computing: the matrix of patches, and the correlation of a large image


@pytest.mark.parametrize(
    ("size", "kernel_size", "form"),
    [
        ((300, 280), (3, 5), "patches"),
        ((700, 720), (6, 6), "rows"),
        ((700, 720), (36, 1), "image"),
        ((40, 40), (33, 33), "patches"),
    ],
)
@pytest.mark.parametrize("flip", [False, True])
def test_every_way_of_computing_trains_as_numpy_does(size, kernel_size, form, flip):
    rng = np.random.default_rng(1)
    image, target = rng.normal(size=(*size, 1)), rng.normal(size=[n - k + 1 for n, k in zip(size, kernel_size)])
    first = rng.normal(size=(*kernel_size, 1))
    experiment = KernelLearning(
        image, target, kernel_size, initial_kernel=first, learning_rate=0.1, epochs=3, loss="mean", bias=True, flip=flip
    )
    assert experiment.shape.form == form
    windows = np.lib.stride_tricks.sliding_window_view(image[..., 0], kernel_size).reshape(target.size, -1)
    k, b, losses = first.ravel(), 0.0, []
    for _ in range(3):
        errors = windows @ (k[::-1] if flip else k) + b - target.ravel()
        losses.append((errors**2).mean())
        gradient = 2 * windows.T @ errors / target.size
        k, b = k - 0.1 * (gradient[::-1] if flip else gradient), b - 0.1 * 2 * errors.mean()
    result = learn(experiment)
    np.testing.assert_allclose(result.losses, losses, rtol=1e-4)
    np.testing.assert_allclose(result.kernel.ravel(), k, rtol=1e-3, atol=1e-4)
    assert result.bias == pytest.approx(b, rel=1e-3, abs=1e-5)


# Bad ends


def test_a_run_that_diverges_stops_with_finite_losses_and_a_finite_kernel():
    result = learn(replace(NOTEBOOK, learning_rate=0.2, epochs=5000))
    assert result.stopped_because == "diverged"
    assert 5 < len(result.losses) < 200
    assert np.isfinite(result.losses).all()
    assert np.isfinite(result.kernel).all()
    assert result.losses[-1] > 1e30


def test_a_divergence_comes_at_the_same_update_in_steps_of_any_size():
    experiment = replace(NOTEBOOK, learning_rate=0.2, epochs=5000)
    whole = learn(experiment)
    state, count = learning.start(experiment), 0
    while not state.stopped:
        state, losses = advance(experiment, state, 3)
        count += len(losses)
    assert (count, state.epoch, state.diverged) == (len(whole.losses), len(whole.losses), True)
    np.testing.assert_allclose(state.kernel, whole.kernel, rtol=1e-6)
    after, losses = advance(experiment, state, 3)
    assert (after.epoch, losses.size) == (state.epoch, 0)


@pytest.mark.parametrize(("rate", "reason"), [(1 / 30 * 0.99, "epochs"), (1 / 30 * 1.01, "diverged")])
def test_the_stable_rate_of_the_notebooks_image_is_one_thirtieth(rate, reason):
    # Eigenvalues of the patches' Gram matrix are 6 and 30 (see the facts of the chapter): 2 / (2 · 30).
    result = learn(replace(NOTEBOOK, learning_rate=rate, epochs=20_000, initial_kernel=np.array([[2.0, 1.0]])))
    assert result.stopped_because == reason
    if reason == "epochs":
        assert result.losses[-1] < 1e-6


def test_a_bad_rate_in_mid_run_is_refused():
    with pytest.raises(BadInput, match="above 0"):
        learning.advance(NOTEBOOK, learning.start(NOTEBOOK), 1, -1.0)
