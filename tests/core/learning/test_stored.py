"""A kept run goes on as the run itself would, and one that somebody changed is left out."""

import numpy as np
import pytest

from core import images, workers
from core.errors import BadInput
from core.keeping import Kept, pack, unpack
from core.learning import KernelLearning, StoredRun, advance, restore_run, start, store_run

BAND = images.band()


def experiment(**others):
    return KernelLearning(BAND, BAND[:, 1:] - BAND[:, :-1], epochs=40, **others)


def run_of(made, updates):
    """A run of so many updates, in a worker."""
    first = start(made)
    state, losses = workers.run(advance, made, first, updates, timeout=120)
    return StoredRun(state, losses, [(0, made.learning_rate)], [(0, first.kernel), (updates, state.kernel)])


def through_a_block(run):
    data, arrays = store_run(run)
    kept = unpack(pack(Kept("learning_a_kernel", data=data, arrays=arrays)))
    return kept.data, kept.arrays


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_kept_run_goes_on_to_the_same_losses_and_kernel(optimizer):
    made = experiment(optimizer=optimizer, bias=True, patience=30)
    whole = run_of(made, 20)
    half = run_of(made, 10)
    found = restore_run(made, *through_a_block(half))
    state, losses = workers.run(advance, made, found.state, 10, timeout=120)
    assert np.array_equal(np.concatenate([found.losses, losses]), whole.losses)
    assert np.array_equal(state.kernel, whole.state.kernel)
    assert state.bias == whole.state.bias and state.watch == whole.state.watch
    assert found.rates == [(0, 0.02)] and [n for n, _ in found.trajectory] == [0, 10]


def stored():
    made = experiment()
    kernel = start(made).kernel
    losses = np.array([3.0, 2.0], dtype=np.float32)
    run = StoredRun(start(made), losses, [(0, 0.02), (1, 0.01)], [(0, kernel), (2, kernel + 1)])
    return made, *store_run(run)


CHANGES = {
    "a bias that is none": lambda d, a: d.update(bias="1e999"),
    "a reason that there is not": lambda d, a: d.update(stopped="<b>"),
    "seconds below 0": lambda d, a: d.update(seconds=-1),
    "a rate of 0": lambda d, a: d.update(rates=[[0, 0]]),
    "a rate beyond all": lambda d, a: d.update(rates=[[0, 1e31]]),
    "rates in no order": lambda d, a: d.update(rates=[[1, 0.1], [0, 0.1]]),
    "two rates at once": lambda d, a: d.update(rates=[[0, 0.1], [0, 0.2]]),
    "no rates": lambda d, a: d.update(rates=[]),
    "rates that are text": lambda d, a: d.update(rates="ab"),
    "too much memory": lambda d, a: d.update(memory=17),
    "memory that is missing": lambda d, a: d.update(memory=1),
    "memory of another shape": lambda d, a: (d.update(memory=1), a.update({"memory 0": np.zeros(7, np.float32)})),
    "a watch that is none": lambda d, a: d.update(watch=[None]),
    "no losses": lambda d, a: a.pop("losses"),
    "losses in two rows": lambda d, a: a.update(losses=np.ones((2, 2), np.float32)),
    "losses of another type": lambda d, a: a.update(losses=np.ones(2)),
    "too many losses": lambda d, a: a.update(losses=np.ones(1_000_001, np.float32)),
    "another kernel": lambda d, a: a.update(kernel=np.ones((3, 3), np.float32)),
    "a way without its start": lambda d, a: a.update(updates=np.array([1, 2], np.int32)),
    "a way that turns back": lambda d, a: a.update(updates=np.array([0, 0], np.int32)),
    "a way beyond the run": lambda d, a: a.update(updates=np.array([0, 9], np.int32)),
    "a way of other kernels": lambda d, a: a.update(kernels=np.ones((2, 5, 5), np.float32)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_run_that_somebody_changed_is_left_out(change):
    made, data, arrays = stored()
    assert restore_run(made, data, arrays).losses.tolist() == [3.0, 2.0]
    change(data, arrays)
    with pytest.raises(BadInput, match="a kept run does not fit its settings"):
        restore_run(made, data, arrays)
