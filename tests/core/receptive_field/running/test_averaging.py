"""Averaging the gradients of a whole network: whose are taken, how they add up, and what the result says; no TensorFlow."""

import numpy as np
import pytest

from core.errors import BadInput
from core.receptive_field.running import averaging
from core.receptive_field.running.averaging import NetworkFieldExperiment
from tests.core.bounds import SEEDS, holds
from tests.core.receptive_field.running.keras_configs import conv, layer, model, planned

PLAN = planned(model(conv()))  # 32 × 32 cells, 3 × 3 windows: 30 × 30 units


def experiment(unit=(0, 0), box=(0, 0, 2, 2), **options):
    return NetworkFieldExperiment(PLAN, unit, box, **options)


def test_gradients_are_averaged_over_rows_and_columns_and_known_inputs():
    row = {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_input_shape": [None, 40, 3]}}
    sound = model(layer("Conv1D", "a", ["in"], filters=2, kernel_size=3))
    sound["config"]["layers"][0] = {**row, "inbound_nodes": []}
    with pytest.raises(BadInput, match="networks whose input has rows and columns"):
        NetworkFieldExperiment(planned(sound), (0, 0), (0, 0, 2, 0))
    with pytest.raises(BadInput, match="unknown kind of input “waves”"):
        NetworkFieldExperiment(planned(model(conv())), (0, 0), (0, 0, 2, 2), inputs="waves")


def test_the_first_and_last_setting_that_is_allowed():
    holds(lambda n: experiment(samples=n), [(1, 0), (200, 201)], "the number of runs to average must be from 1 to 200")
    holds(lambda n: experiment(seed=n), SEEDS, "the seed must be")
    inside = [(0, -1), (29, 30)]
    holds(lambda row: experiment((row, 0)), inside, "is outside its layer of size (30, 30)")
    holds(lambda column: experiment((0, column)), inside, "is outside its layer of size (30, 30)")
    wide = model(conv(padding="same"), shape=(None, 512, None, 3))
    holds(
        lambda n: NetworkFieldExperiment(planned(wide, size=(512, n)), (0, 0), (0, 0, 2, 2)),
        [(512, 513)],
        "on inputs of up to 262,144 cells, this one has 262,656",
    )


def test_a_box_is_cut_at_the_inputs_border_and_must_leave_a_cell():
    found = experiment(box=(-2, 3, 40, 99))
    assert (found.clipped, found.input_size, found.runs, found.steps) == ((0, 3, 31, 31), (32, 32), 10, 10)
    assert experiment(box=(31, -4, 50, 0)).clipped == (31, 0, 31, 0)
    for nothing in ((32, 0, 40, 5), (0, -5, 3, -1), (5, 5, 4, 5), (0, 32, 0, 40)):
        with pytest.raises(BadInput, match="sees nothing of the input"):
            experiment(box=nothing)


def test_each_gradient_counts_alike_and_silent_ones_are_counted_apart(monkeypatch):
    # Energies 4, 0, nan and 6 in all: what is not 0 and finite adds 1.
    energies = [np.zeros((32, 32)) for _ in range(4)]
    energies[0][0, :2] = 1, 3
    energies[2][:] = np.nan
    energies[3][1, 1] = 6
    monkeypatch.setattr(averaging, "_network", averaging.functools.cache(lambda plan: None))
    monkeypatch.setattr(averaging, "_energy", lambda experiment, network, sample: energies[sample])
    asked = experiment(samples=4)
    state = averaging.start(asked)
    for steps, samples in ((1, 1), (2, 3), (5, 4)):
        state = averaging.advance(asked, state, steps)
        assert (state.samples, state.steps) == (samples, samples)
    assert state.silent == 2 and state.seconds > 0
    assert (state.energy[0, 0], state.energy[0, 1], state.energy[1, 1], state.energy.sum()) == (0.25, 0.75, 1, 2)
    assert averaging.advance(asked, state, 1).samples == 4


def test_a_result_is_a_share_of_each_cell():
    energy = np.zeros((32, 32))
    energy[0, :2] = 2, 6
    found = averaging.result(experiment(), energy)
    assert (found.energy[0, :2].tolist(), found.box) == ([0.25, 0.75], (0, 0, 2, 2))
    assert found.deviation == (0, pytest.approx(np.sqrt(0.25 * 0.75)))
    assert not averaging.result(experiment(), np.zeros((32, 32))).energy.any()
