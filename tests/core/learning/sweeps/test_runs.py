"""Sweeps run by run against training in TensorFlow, and chunk by chunk against the whole."""

import itertools
import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core import images, learning, workers
from core.learning.sweeps import blocks as sweep_blocks
from core.learning.sweeps import runs as sweep_runs
from core.learning.sweeps.sweep import Sweep

BAND = images.band()
EDGE = np.array([[1.0, -1.0]])
RNG = np.random.default_rng(11)
NOISE = RNG.normal(size=(12, 11))
RATES = (0.002, 0.01, 0.02)


def test_ten_thousand_runs_of_200_epochs_all_end():
    rates = tuple(np.geomspace(1e-3, 0.1, 100))
    for name in ("sgd", "momentum", "adam"):
        sweep = Sweep(BAND, EDGE, rates, tuple(range(100)), values=(name,))
        state = sweep_runs.run(sweep)
        assert sweep_runs.finished(sweep, state) and not np.isnan(state.losses).any()


def test_gradient_descent_converges_below_the_stability_limit_and_diverges_above_for_every_seed():
    rates = (0.005, 0.02, 0.032, 0.0345, 0.05)
    state = sweep_runs.run(Sweep(BAND, EDGE, rates, tuple(range(50)), epochs=400))
    np.testing.assert_allclose(state.limits, [1 / 30])
    assert (state.losses[..., :3] < 1e-5).all() and (state.distances[..., :3] < 1e-2).all()
    assert state.diverged[..., 3:].all() and not state.diverged[..., :3].any()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("image", "true", "varied", "values"),
    [
        (BAND, EDGE, "optimizer", ("sgd", "momentum", "nesterov", "rmsprop", "adam")),
        (NOISE, RNG.normal(size=(2, 2)), "kernel_size", ((2, 2), (2, 3), (4, 3))),
        (NOISE, RNG.normal(size=(2, 2)), "noise", (0.0, 0.1, 1.0)),
        (RNG.normal(size=(9, 8, 2)), RNG.normal(size=(2, 3, 2)), "noise", (0.0, 0.5)),
    ],
)
@pytest.mark.parametrize("loss", ["sum", "mean"])
def test_every_run_ends_where_training_in_tensorflow_ends(image, true, varied, values, loss):
    rates = tuple(rate * (0.05 if loss == "sum" else 1.0) for rate in (0.02, 0.05))
    sweep = Sweep(image, true, rates, (3, 8), varied=varied, values=values, epochs=30, loss=loss)
    state = sweep_runs.run(sweep)
    for value, seed, rate in np.ndindex(sweep.shape):
        experiment = sweep.experiment(value, seed, rate)
        result = workers.run(learning.learn, experiment, timeout=300)
        scale = 1.0 if loss == "sum" else 1.0 / experiment.target.size
        expected = scale * squared_error(experiment, result.kernel)
        assert state.losses[value, seed, rate] == pytest.approx(expected, rel=1e-3, abs=1e-5)
        assert state.first_losses[value, seed, rate] == pytest.approx(result.losses[0], rel=1e-4)
        distance = np.linalg.norm(result.kernel - sweep.wanted_kernel(value))
        assert state.distances[value, seed, rate] == pytest.approx(distance, rel=1e-3, abs=1e-4)


def squared_error(experiment, kernel, bias=0.0):
    """The patches written out."""
    h, w = kernel.shape[:2]
    error = 0.0
    for i, j in np.ndindex(experiment.target_with_noise.shape):
        patch = experiment.image[i : i + h, j : j + w].astype(np.float64)
        output = float((patch * kernel).sum()) + bias
        error += (output - float(experiment.target_with_noise[i, j])) ** 2
    return error


@pytest.mark.parametrize("varied", ["optimizer", "noise"])
def test_chunks_that_travel_between_processes_give_what_the_whole_gives(varied, monkeypatch):
    monkeypatch.setattr(sweep_blocks, "BLOCK_NUMBERS", 14)
    values = {"optimizer": ("sgd", "adam", "nesterov"), "noise": (0.0, 0.3)}[varied]
    sweep = Sweep(BAND, EDGE, RATES, (0, 1, 5), varied=varied, values=values, epochs=60, optimizer="rmsprop")
    whole, state, chunks, parts = sweep_runs.run(sweep), sweep_runs.start(sweep), 0, [0.0]
    while not sweep_runs.finished(sweep, state):
        before = state
        sweep, state = pickle.loads(pickle.dumps((sweep, sweep_runs.advance(sweep, state, seconds=1e-4))))
        assert before.done <= state.done
        parts.append(sweep_runs.fraction(sweep, state))
        chunks += 1
    assert chunks > 5 and parts == sorted(parts) and parts[-1] == 1.0
    for name in ("losses", "first_losses", "distances", "limits"):
        np.testing.assert_allclose(getattr(state, name), getattr(whole, name), rtol=1e-12)


def test_a_chunk_leaves_the_state_before_it_as_it_was_so_that_it_can_be_repeated():
    sweep = Sweep(BAND, EDGE, RATES, (0, 1), values=("adam",), epochs=20_000)
    half = sweep_runs.start(sweep)
    while half.block is None:
        half = sweep_runs.advance(sweep, half, seconds=0.01)
    assert 0 < half.block.updates < 20_000
    ends = [sweep_runs.advance(sweep, half, seconds=float("inf")).losses for _ in range(2)]
    np.testing.assert_array_equal(*ends)


def test_a_chunk_of_heavy_runs_looks_at_the_clock_and_ends(monkeypatch):
    photograph = images.picture("camera", side=256)
    sweep = Sweep(
        photograph, np.ones((3, 3)), tuple(np.geomspace(1e-8, 1e-5, 40)), tuple(range(20)), varied="kernel_size",
        values=((3, 3), (9, 9), (15, 15)), optimizer="adam", epochs=300,
    )  # fmt: skip
    now = itertools.count()  # a clock on which every look costs a tenth of a second
    monkeypatch.setattr(sweep_runs, "time", SimpleNamespace(perf_counter=lambda: next(now) / 10))
    state = sweep_runs.start(sweep)
    for _ in range(12):
        begun = next(now)
        state = sweep_runs.advance(sweep, state, seconds=1.0)
        assert next(now) - begun < 20
    assert not sweep_runs.finished(sweep, state)


@pytest.mark.slow
def test_mini_batches_train_in_tensorflow_run_by_run():
    sweep = Sweep(NOISE, RNG.normal(size=(2, 2)), (0.001, 0.004), (1, 2), epochs=40, batch_size=10)
    state = workers.run(sweep_runs.run, sweep, timeout=300)
    assert state.done == 4
    for value, seed, rate in np.ndindex(sweep.shape):
        experiment = sweep.experiment(value, seed, rate)
        result = workers.run(learning.learn, experiment, timeout=300)
        assert state.losses[value, seed, rate] == pytest.approx(squared_error(experiment, result.kernel), rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("schedule", ["step", "exponential", "cosine"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_schedule_goes_through_the_quadratic_form_as_training_in_tensorflow_does(schedule, optimizer):
    sweep = Sweep(
        BAND, EDGE, (0.002, 0.01), (3, 8), values=(optimizer,), epochs=25, weight_decay=0.01,
        schedule=schedule, decay_every=7, decay=0.3,
    )  # fmt: skip
    state, constant = sweep_runs.run(sweep), sweep_runs.run(replace(sweep, schedule="constant"))
    assert not np.isclose(state.losses, constant.losses, rtol=1e-3).any()
    for value, seed, rate in np.ndindex(sweep.shape):
        experiment = sweep.experiment(value, seed, rate)
        expected = squared_error(experiment, workers.run(learning.learn, experiment, timeout=300).kernel)
        assert state.losses[value, seed, rate] == pytest.approx(expected, rel=1e-3, abs=1e-5)


def test_a_scheduled_sweep_is_the_same_in_chunks():
    sweep = Sweep(BAND, EDGE, RATES, (0, 1), values=("sgd", "adam"), epochs=3_000, schedule="cosine")
    whole, state, chunks = sweep_runs.run(sweep), sweep_runs.start(sweep), 0
    while not sweep_runs.finished(sweep, state):
        state, chunks = sweep_runs.advance(sweep, state, seconds=1e-4), chunks + 1
    assert chunks > 5
    np.testing.assert_allclose(state.losses, whole.losses, rtol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"batch_size": 10},
        {},
        {"loss": "mean", "schedule": "step", "decay_every": 15, "decay": 0.5},
        {"values": ("momentum", "adam"), "weight_decay": 0.7},
        {"weight_decay": 0.7, "noise": 0.0},
        {"varied": "kernel_size", "values": ((2, 2), (3, 2))},
    ],
)
def test_a_bias_is_learned_as_tensorflow_learns_it(settings):
    true = np.array([[1.0, 2.0], [0.5, -1.0]])
    sweep = Sweep(NOISE + 1.0, true, (0.0005, 0.001), (1, 2), **{"epochs": 40, "bias": True, "noise": 0.5, **settings})
    state = workers.run(sweep_runs.run, sweep, timeout=300)
    assert state.done == sweep.runs
    for value, seed, rate in np.ndindex(sweep.shape):
        experiment = sweep.experiment(value, seed, rate)
        result = workers.run(learning.learn, experiment, timeout=300)
        assert experiment.bias and result.bias != 0
        scale = 1.0 / experiment.target.size if sweep.loss == "mean" else 1.0
        expected = scale * squared_error(experiment, result.kernel, result.bias)
        assert state.losses[value, seed, rate] == pytest.approx(expected, rel=1e-3)
        apart = np.linalg.norm(result.kernel - sweep.wanted_kernel(value))
        assert state.distances[value, seed, rate] == pytest.approx(apart, rel=1e-3)
        if not sweep.batch_size:
            assert state.first_losses[value, seed, rate] == pytest.approx(result.losses[0], rel=1e-4)


@pytest.mark.parametrize("loss", ["sum", "mean"])
@pytest.mark.parametrize("image", [NOISE + 1.0, RNG.normal(size=(9, 8, 2)) + 0.5])
def test_with_a_bias_descent_diverges_just_above_its_own_stability_limit(image, loss):
    true = np.ones((2, 2, *image.shape[2:]))
    limit = sweep_runs.run(Sweep(image, true, (1e-9,), (0,), epochs=1, loss=loss, bias=True)).limits[0]
    without = sweep_runs.run(Sweep(image, true, (1e-9,), (0,), epochs=1, loss=loss)).limits[0]
    assert limit < without
    state = sweep_runs.run(Sweep(image, true, (0.98 * limit, 1.02 * limit), (0, 1), epochs=600, loss=loss, bias=True))
    assert not state.diverged[..., 0].any() and state.diverged[..., 1].all()


def test_what_diverges_is_infinite_and_never_a_warning_or_not_a_number():
    sweep = Sweep(BAND, EDGE, (1.0, 1e20), (0, 1), values=("sgd", "momentum", "nesterov"), epochs=1000)
    state = sweep_runs.run(sweep)
    assert np.isinf(state.losses).all() and np.isinf(state.distances).all() and state.diverged.all()


def test_the_table_has_a_row_for_each_finished_run():
    sweep = Sweep(NOISE, EDGE, RATES, (4, 9), varied="kernel_size", values=((1, 2), (2, 2)), epochs=10)
    state = sweep_runs.run(sweep)
    columns = sweep_runs.table(sweep, state)
    assert {len(column) for column in columns.values()} == {12}
    assert columns["kernel_size"][::6] == ["1x2", "2x2"]
    assert columns["seed"][:6] == [4, 4, 4, 9, 9, 9] and columns["learning_rate"][:3] == list(RATES)
    assert columns["final_loss"][7] == state.losses[1, 0, 1]
    assert len(sweep_runs.table(sweep, sweep_runs.start(sweep))["seed"]) == 0
