"""Learning-rate schedules against Keras's own and numbers worked by hand."""

import sys

import cloudpickle
import numpy as np
import pytest

from core import workers
from core.learning.schedules import SCHEDULES, factors

pytestmark = pytest.mark.slow

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too


def keras_factors(schedule, epochs, every, decay):
    from keras.optimizers import schedules

    kind = {
        "exponential": lambda: schedules.ExponentialDecay(1.0, every, decay),
        "step": lambda: schedules.ExponentialDecay(1.0, every, decay, staircase=True),
        "cosine": lambda: schedules.CosineDecay(1.0, epochs),
    }[schedule]()
    return [float(kind(t)) for t in range(12)]


@pytest.mark.parametrize("schedule", ["step", "exponential", "cosine"])
def test_a_schedule_is_the_one_that_keras_has_under_its_name(schedule):
    ours = factors(schedule, np.arange(12), epochs=8, every=5, decay=0.3)
    np.testing.assert_allclose(ours, workers.run(keras_factors, schedule, 8, 5, 0.3, timeout=300), rtol=1e-5, atol=1e-7)


def test_a_constant_rate_stays():
    np.testing.assert_array_equal(factors("constant", np.arange(5), epochs=3), np.ones(5))


def test_step_decay_by_hand():
    np.testing.assert_array_equal(
        factors("step", np.arange(7), epochs=9, every=3, decay=0.5), [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    )


def test_a_cosine_ends_at_nothing_and_stays_there():
    out = factors("cosine", np.array([0, 50, 100, 150]), epochs=100)
    np.testing.assert_allclose(out, [1.0, 0.5, 0.0, 0.0], atol=1e-15)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_asked_in_pieces_is_the_same(schedule):
    whole = factors(schedule, np.arange(20), epochs=15, every=4, decay=0.7)
    pieces = [factors(schedule, 5 * i + np.arange(5), epochs=15, every=4, decay=0.7) for i in range(4)]
    np.testing.assert_array_equal(np.concatenate(pieces), whole)
