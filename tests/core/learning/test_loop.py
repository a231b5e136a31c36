"""What one graph is made of: patches, and mini-batches that any update can name without the ones before."""

import sys
from dataclasses import replace

import cloudpickle
import numpy as np
import pytest
from scipy import signal

from core import images, learning, workers
from core.learning import KernelLearning, loop

pytestmark = pytest.mark.slow

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

RNG = np.random.default_rng(11)
IMAGE, TARGET = RNG.normal(size=(6, 8)), RNG.normal(size=(5, 6))
FIRST = KernelLearning(IMAGE, TARGET, (2, 3), initial_kernel=RNG.normal(size=(2, 3)), learning_rate=1e-3, epochs=1)


def learn(experiment):
    return workers.run(learning.learn, experiment, timeout=300)


def test_a_kernel_times_the_patches_is_the_correlation():
    image, kernel = RNG.normal(size=(7, 5)), RNG.normal(size=(3, 2))
    out = kernel.ravel() @ loop.patches(image[..., None], (3, 2))
    np.testing.assert_allclose(out.reshape(5, 4), signal.correlate2d(image, kernel, "valid"), atol=1e-12)


def test_the_patches_of_channels_add_up_the_correlations_of_each():
    image, kernel = RNG.normal(size=(7, 5, 3)), RNG.normal(size=(3, 2, 3))
    out = kernel.ravel() @ loop.patches(image, (3, 2))
    each = [signal.correlate2d(image[..., c], kernel[..., c], "valid") for c in range(3)]
    np.testing.assert_allclose(out.reshape(5, 4), sum(each), atol=1e-12)


def test_the_batches_of_one_pass_hold_each_place_once():
    batches = [loop.batch(42, 7, update, seed=3) for update in range(6)]
    assert sorted(np.concatenate(batches)) == list(range(42))


def test_another_pass_and_another_seed_go_in_another_order():
    first, later, other = loop.batch(42, 42, 0, 3), loop.batch(42, 42, 1, 3), loop.batch(42, 42, 0, 4)
    assert not np.array_equal(first, later)
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(loop.batch(42, 42, 1, 3), later)


def test_a_pass_that_does_not_divide_leaves_the_rest_for_another_order():
    batches = [loop.batch(10, 4, update, seed=0) for update in range(200)]
    assert all(len(set(batch)) == 4 for batch in batches)
    assert np.bincount(np.concatenate(batches), minlength=10).min() > 50


@pytest.mark.parametrize("bias", [False, True])
def test_one_update_on_a_mini_batch_is_the_gradient_at_its_places_by_hand(bias):
    result = learn(replace(FIRST, batch_size=7, bias=bias, seed=5))
    places = loop.batch(30, 7, 0, 5)
    kernel = np.asarray(FIRST.initial_kernel, dtype=np.float64)
    loss, gradient, slope = 0.0, np.zeros((2, 3)), 0.0
    for place in places:
        i, j = divmod(int(place), 6)
        window = IMAGE[i : i + 2, j : j + 3]
        error = (window * kernel).sum() - TARGET[i, j]
        loss += error**2 * 30 / 7
        gradient += 2 * error * window * 30 / 7
        slope += 2 * error * 30 / 7
    assert result.losses == pytest.approx([loss], rel=1e-5)
    np.testing.assert_allclose(result.kernel, kernel - 1e-3 * gradient, rtol=1e-5)
    assert result.bias == pytest.approx(-1e-3 * slope * bias, rel=1e-5)


def test_a_mini_batch_of_channels_is_the_gradient_at_its_places_too():
    image, first = RNG.normal(size=(4, 5, 2)), RNG.normal(size=(2, 2, 2))
    experiment = KernelLearning(
        image, np.zeros((3, 4)), (2, 2), initial_kernel=first, batch_size=5, learning_rate=1e-2, epochs=1, loss="mean"
    )
    gradient = np.zeros((2, 2, 2))
    for place in loop.batch(12, 5, 0, 0):
        i, j = divmod(int(place), 4)
        window = image[i : i + 2, j : j + 2]
        gradient += 2 * (window * first).sum() * window / 5
    np.testing.assert_allclose(learn(experiment).kernel, first - 1e-2 * gradient, rtol=1e-4, atol=1e-6)


def test_a_batch_of_all_places_is_the_full_batch():
    whole, batched = learn(replace(FIRST, epochs=20)), learn(replace(FIRST, epochs=20, batch_size=30))
    np.testing.assert_allclose(batched.losses, whole.losses, rtol=1e-5)
    almost = learn(replace(FIRST, epochs=20, batch_size=29))
    assert not np.allclose(almost.losses, whole.losses, rtol=1e-5)


def test_mini_batches_find_the_kernel_behind_the_data():
    image = images.noise(40, seed=2) - 0.5
    true = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
    experiment = KernelLearning(
        image, signal.correlate2d(image, true, "valid"), (3, 3), optimizer="adam", learning_rate=0.05, batch_size=64,
        epochs=1500, loss="mean", schedule="cosine",
    )  # fmt: skip
    np.testing.assert_allclose(learn(experiment).kernel, true, atol=1e-3)


def traces(experiment):
    loop._graph.cache_clear()
    for seed in range(4):
        learning.learn(replace(experiment, seed=seed, learning_rate=1e-3 * (seed + 1), epochs=3 + seed))
    return loop._graph.cache_info().misses, loop._graph(experiment.shape)[0].experimental_get_tracing_count()


def test_a_graph_is_traced_once_for_all_rates_seeds_and_epochs():
    assert workers.run(traces, FIRST, timeout=300) == (1, 1)


def test_where_memory_is_short_a_gradient_that_holds_all_patches_is_left_to_the_image(monkeypatch):
    """498² windows of 15 × 15 × 3 numbers are 670 MB, more than a job may have where there is 1 GB."""
    large, smaller = (
        loop.Shape((side, side, 3), (size, size), "sgd", 0.0, "sum", False, False, 0.0, None)
        for side, size in ((512, 15), (512, 5))
    )
    monkeypatch.setattr(loop, "ROW_PATCH_BYTES", 2**40)
    assert (large.form, smaller.form) == ("rows", "rows")
    monkeypatch.setattr(loop, "ROW_PATCH_BYTES", 2**27)
    assert (large.form, smaller.form) == ("image", "rows")


@pytest.mark.parametrize(
    ("image", "kernel", "batch", "chunk"),
    [
        ((6, 8, 1), (2, 3), None, 1024),
        ((1001, 1001, 1), (2, 2), None, 125),  # a million places, 4 products each: 500 million a call
        ((10_001, 10_001, 3), (2, 2), None, 1),  # one update alone is more than that
        ((6, 8, 1), (1, 1), 2048, 512),  # 2^20 indices a call
    ],
)
def test_a_call_makes_as_many_updates_as_its_products_and_indices_allow(image, kernel, batch, chunk):
    assert loop.Shape(image, kernel, "sgd", 0.0, "sum", False, False, 0.0, batch).chunk == chunk
