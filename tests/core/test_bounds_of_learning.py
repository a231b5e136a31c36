"""Bounds of learning, its theory, sweeps and recovery, each at its last allowed and first refused value."""

import numpy as np
import pytest

from core.errors import BadInput
from core.learning import KernelLearning
from core.learning.recovery import pair, photographs
from core.learning.sweeps.sweep import Sweep
from core.quadratic import quadratic_loss
from core.quadratic.optimizers import Rule
from core.quadratic.patches import checked_pair
from core.quadratic.surface import plane, weight_directions
from tests.core.bounds import SEEDS, ends, holds

X, Y, ROW = np.arange(25.0).reshape(5, 5), np.ones((5, 4)), np.ones((1, 2))
FORM = quadratic_loss(X, Y, (1, 2))
EPOCHS = [(1, 0), (1_000_000, 1_000_001)]


def learning(name):
    return lambda value: KernelLearning(X, Y, **{name: value})


def swept(name, **others):
    given = {"image": X, "true_kernel": ROW, "rates": (0.1,), "seeds": (0,), **others}
    return lambda value: Sweep(**{**given, name: value})


def recovered(side):
    """Black pictures: a size that is allowed is refused further on, by another sentence."""
    black = photographs.from_values(np.zeros((40, 40)))
    try:
        pair.recover_filter(black, black, (3, side))
    except BadInput as error:
        if "to recover must be" in error.rule:
            raise


def framed(extent=(0.0, 1.0, 0.0, 1.0), points=2):
    return plane(FORM, 0 * ROW, np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), extent, points)


BOUNDS = {
    "rate": (learning("learning_rate"), [(5e-324, 0.0), ends(0, 1e30)[1]], "above 0 and at most 1e+30"),
    "epochs": (learning("epochs"), EPOCHS, "epochs must be from 1 to 1,000,000"),
    "seed": (learning("seed"), SEEDS, "the seed must be"),
    "momentum": (learning("momentum"), ends(0.0, 1.0), "momentum must be from 0 to 1"),
    "decay of weights": (learning("weight_decay"), ends(0.0, 1e6), "weight decay must be from 0 to 1e6"),
    "noise": (learning("noise"), ends(0.0, 1e6), "the noise on the target must be from 0 to 1e6"),
    "decay of the rate": (learning("decay"), ends(0.0, 1.0), "decay must be from 0 to 1"),
    "its length": (learning("decay_every"), EPOCHS, "every 1 to 1,000,000 updates"),
    "mini-batch": (learning("batch_size"), [(1, 0), (20, 21)], "between 1 and 20"),
    "loss to stop at": (learning("target_loss"), ends(0.0, 1e30), "must be from 0 to 1e30"),
    "patience": (learning("patience"), [(1, 0), (10**6, 10**6 + 1)], "the patience must be"),
    "plateau": (learning("tolerance"), ends(0.0, 1.0), "tolerance must be from 0 to 1"),
    "time": (learning("time_limit"), ends(0.0, 86_400.0), "from 0 seconds to one day"),
    "rows of the kernel": (lambda n: KernelLearning(X, Y[: 6 - n], (n, 2)), [(1, 0), (5, 6)], "does not fit"),
    "columns of the kernel": (lambda n: KernelLearning(X, np.ones((5, 6 - n)), (1, n)), [(1, 0), (5, 6)], "not fit"),
    "entries of a form": (
        lambda n: quadratic_loss(np.ones((32, n)), np.ones((1, 1)), (32, n)),
        [(32, 33)],
        "exceeds the limit of 1024",
    ),
    "rows of its kernel": (lambda n: quadratic_loss(X, Y[: 6 - n], (n, 2)), [(1, 0), (5, 6)], "does not fit"),
    "columns of its kernel": (lambda n: quadratic_loss(X, np.ones((5, 6 - n)), (1, n)), [(1, 0), (5, 6)], "not fit"),
    "number of its image": (
        lambda v: checked_pair(np.array([[v]]), np.ones((1, 1)), (1, 1)),
        ends(-1e100, 1e100),
        "the image contains a number that is not finite, or larger than 1e100",
    ),
    "number of its target": (
        lambda v: checked_pair(np.ones((1, 1)), np.array([[v]]), (1, 1)),
        ends(-1e100, 1e100),
        "the target contains a number that is not finite, or larger than 1e100",
    ),
    "number of its start": (lambda v: FORM.after(v * ROW, 0.1, [0]), ends(-1e100, 1e100), "larger than 1e100"),
    "momentum of a rule": (lambda v: Rule("momentum", v), ends(0.0, 1.0), "momentum must be from 0 to 1"),
    "decay of a rule": (lambda v: Rule("sgd", 0.9, v), ends(0.0, 1e6), "weight decay must be from 0 to 1e6"),
    "path": (lambda n: FORM.path(ROW, 0.1, n), [(0, -1), (1_000_000, 1_000_001)], "more than can be drawn"),
    "points of a plane": (lambda n: framed(points=n), [(2, 1), (1000, 1001)], "from 2 to 1000 points"),
    "left of a plane": (lambda v: framed((v, 1.0, 0.0, 1.0)), [(0.999, 1.0)], "left below right"),
    "bottom of a plane": (lambda v: framed((0.0, 1.0, v, 1.0)), [(0.999, 1.0)], "bottom below top"),
    "weight across": (lambda n: weight_directions(FORM, ROW, n, 1), [(0, -1), (0, 1)], "weights from 0 to 1"),
    "weight down": (lambda n: weight_directions(FORM, ROW, 0, n), [(1, 2)], "weights from 0 to 1"),
    "epochs of a sweep": (swept("epochs"), EPOCHS, "epochs must be from 1 to 1,000,000"),
    "seed of a sweep": (lambda n: swept("seeds")((n,)), SEEDS, "the seed must be"),
    "noise of a sweep": (lambda v: swept("values", varied="noise")((v,)), ends(0.0, 1e6), "from 0 to 1e6"),
    "kernel of a sweep": (
        lambda n: swept("values", varied="kernel_size")(((1, n),)),
        [(2, 1)],
        "cannot reproduce a true kernel",
    ),
    "recovered kernel": (recovered, [(1, 0), (15, 16)], "from 1 × 1 to 15 × 15"),
}
# Limits too large to reach in a test, made smaller: where the limit stands and its value there, then as above.
LOWERED = {
    "pixels": (
        {"core.learning.experiment.MAX_NUMBERS": 25},
        lambda n: KernelLearning(np.ones((n, 5)), np.ones((n, 4))),
        [(5, 6)],
        "30 pixels, more than the limit of 25",
    ),
    "products of an update": (
        {"core.learning.experiment.MAX_PRODUCTS": 40},
        lambda n: KernelLearning(np.ones((n, 5)), np.ones((n, 4))),
        [(5, 6)],
        "48 multiplications, more than 40",
    ),
    "work of a form": (
        {"core.quadratic.patches.MAX_WORK": 100},
        lambda n: quadratic_loss(np.ones((n, 5)), np.ones((n, 4)), (1, 2)),
        [(5, 6)],
        "takes too long to analyse",
    ),
    "numbers of a path": (
        {"core.quadratic.loss.MAX_NUMBERS": 12},
        lambda n: FORM.path(ROW, 0.1, n),
        [(5, 6)],
        "6 epochs of a 2-entry kernel",
    ),
    "work of a path": (
        {"core.quadratic.loss.MAX_PATH_WORK": 5 * 10_004},
        lambda n: FORM.path(ROW, 0.1, n, optimizer="adam"),
        [(5, 6)],
        "6 epochs of a 2-entry kernel",
    ),
    "runs of a sweep": (
        {"core.learning.sweeps.sweep.MAX_RUNS": 6},
        lambda n: swept("seeds")(tuple(range(n))),
        [(6, 7)],
        "make 7 runs, over the limit of 6",
    ),
    "work of a sweep": (
        {"core.learning.sweeps.sweep.MAX_WORK": 5 * (2 * 2 + 50 * 2)},
        swept("epochs", values=("adam",)),
        [(5, 6)],
        "take too long",
    ),
    "updates of a sweep in TensorFlow": (
        {"core.learning.sweeps.sweep.MAX_UPDATES": 30},
        swept("epochs", batch_size=1, seeds=(0, 1)),
        [(15, 16)],
        "take too long",
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_value_is_allowed_and_the_next_one_refused(name):
    holds(*BOUNDS[name])


@pytest.mark.parametrize("name", LOWERED)
def test_the_limit_itself_is_allowed_and_what_is_beyond_it_refused(name, monkeypatch):
    limits, *bound = LOWERED[name]
    for where, value in limits.items():
        monkeypatch.setattr(where, value)
    holds(*bound)
