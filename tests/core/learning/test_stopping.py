"""When a run stops: rules on its losses, alone and in runs."""

from dataclasses import replace

import numpy as np
import pytest

from core import images, learning, workers
from core.learning import KernelLearning
from core.learning.stopping import Watch, first_stop

pytestmark = pytest.mark.slow

EDGES = np.zeros((6, 7))
EDGES[:, 1], EDGES[:, 5] = 1.0, -1.0
LONG = KernelLearning(images.band(), EDGES, initial_kernel=np.array([[-0.39838535, 1.15418606]]), epochs=3000)


def learn(experiment):
    return workers.run(learning.learn, experiment, timeout=300)


def in_steps(experiment, step):
    state, losses = learning.start(experiment), []
    while not state.stopped and state.epoch < experiment.epochs:
        state, some = workers.run(learning.advance, experiment, state, step, timeout=300)
        losses.extend(some)
    return state, np.asarray(losses)


def test_a_small_enough_loss_stops_and_the_ones_after_it_are_not_looked_at():
    assert first_stop([5.0, 2.0, 1.0, 0.5], Watch(), target_loss=1.0)[:2] == (3, "target")


def test_a_plateau_is_so_many_updates_without_progress():
    losses = [10.0, 8.0, 8.0, 7.999, 9.0, 1.0]
    assert first_stop(losses, Watch(), patience=3, tolerance=0.01)[:2] == (5, "plateau")
    assert first_stop(losses, Watch(), patience=4, tolerance=0.01)[:2] == (6, "")
    assert first_stop(losses, Watch(), patience=3, tolerance=0.0)[:2] == (6, "")


def test_the_watch_carries_a_plateau_over_from_one_piece_to_the_next():
    watch = Watch()
    for piece in ([4.0, 4.0], [4.0]):
        seen, why, watch = first_stop(piece, watch, patience=3)
        assert (seen, why) == (len(piece), "")
    assert first_stop([4.0, 4.0], watch, patience=3)[:2] == (1, "plateau")


def test_no_rules_never_stop():
    assert first_stop([1.0] * 50, Watch())[:2] == (50, "")


def test_a_run_stops_after_the_first_loss_that_is_small_enough():
    result = learn(replace(LONG, target_loss=1.0))
    # The notebook's run: 2.434 (update 6), 1.406, 0.812 (update 8).
    assert [round(float(loss), 3) for loss in result.losses[-2:]] == [1.406, 0.812]
    assert (len(result.losses), result.stopped_because) == (8, "target")


@pytest.mark.parametrize("rule", [{"target_loss": 1e-3}, {"patience": 5, "tolerance": 0.45}])
def test_rules_stop_at_the_same_update_in_steps_of_any_size(rule):
    experiment = replace(LONG, **rule)
    whole = learn(experiment)
    state, losses = in_steps(experiment, 7)
    assert whole.stopped_because == state.stopped != ""
    np.testing.assert_allclose(losses, whole.losses, rtol=1e-6)
    np.testing.assert_allclose(state.kernel, whole.kernel, rtol=1e-6)


def test_a_run_that_cannot_get_better_stops_on_its_plateau():
    noisy = replace(LONG, noise=1.0, patience=20)
    result = learn(noisy)
    assert result.stopped_because == "plateau"
    assert len(result.losses) < 200
    # No progress any more means: as good as the best kernel there is.
    windows = np.lib.stride_tricks.sliding_window_view(noisy.image, (1, 2)).reshape(-1, 2)
    best = np.linalg.lstsq(windows.astype(np.float64), noisy.target_with_noise.ravel(), rcond=None)[0]
    np.testing.assert_allclose(result.kernel.ravel(), best, atol=0.02)


def test_a_time_limit_stops_a_run_once_it_is_over():
    rng = np.random.default_rng(0)
    experiment = KernelLearning(
        rng.normal(size=(200, 200)), rng.normal(size=(196, 196)), (5, 5), learning_rate=1e-7, epochs=1_000_000
    )
    result = learn(replace(experiment, time_limit=0.5))
    assert result.stopped_because == "time"
    assert result.seconds >= 0.5
    assert 0 < len(result.losses) < 1_000_000


def test_the_rule_of_the_plateau_begins_at_nothing_and_takes_no_equal_share_for_progress():
    # Without progress from the first loss on: 1 counts against infinity, then 2 and 3 do not count.
    assert first_stop([1.0, 2.0, 3.0], Watch(), patience=2) == (3, "plateau", Watch(1.0, 2))
    assert first_stop([2.0, 3.0], Watch(1.0), patience=2) == (2, "plateau", Watch(1.0, 2))
    # Half of 1 is not below half of 1.
    assert first_stop([1.0, 0.5], Watch(), patience=1, tolerance=0.5) == (2, "plateau", Watch(1.0, 1))
    assert first_stop([1.0, 0.49], Watch(), patience=1, tolerance=0.5) == (2, "", Watch(0.49, 0))


def test_the_watch_is_kept_over_a_piece_without_losses_and_at_the_end():
    assert first_stop([], Watch(2.0, 3)) == (0, "", Watch(2.0, 3))
    assert first_stop([0.9], Watch(0.5, 3), target_loss=1.0) == (1, "target", Watch(0.5, 4))
