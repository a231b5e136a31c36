"""A model of one's own as it runs: Keras is the oracle of outputs, gradients, parameters and of what a cell reaches."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import BadInput
from core.receptive_field.running.network import Network
from tests.core.receptive_field.running.keras_configs import conv, model, planned

PROGRAM = Path(__file__).with_name("keras_models.py")


@pytest.fixture(scope="module")
def told():
    """What the program says: TensorFlow starts once for all tests here."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[4])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["branches", "dense"])
def test_its_own_weights_give_keras_s_own_outputs_and_gradients(told, name):
    found = told[name]
    assert found["parameters"][0] == found["parameters"][1]
    assert found["output"] < 1e-5
    assert found["gradient"] < 1e-5


@pytest.mark.slow
def test_what_a_lit_cell_reaches_is_what_the_formula_says(told):
    (layers, compared, differing), chain = told["branches"]["check"], told["dense"]["check"]
    assert (layers, differing, chain[2]) == (26, [], [])
    assert compared > 10_000
    # Three cells on the input's two pointwise or sliding layers and the pool, then three units on all cells:
    # 32 × 45 twice the input's size, 28 × 41 behind the 5 × 5 kernel, half of it behind the pool.
    assert chain[:2] == [3, 3 * (32 * 45 + 28 * 41 + 14 * 20) + 3 * 32 * 45]


@pytest.mark.slow
def test_gradients_stay_in_the_box_unless_a_branch_sees_everything(told):
    box, gate = told["box"], told["gate"]
    # Stride 2, kernel (3, 5), "same" on 21 × 18: one row above (odd size), one column on the left; unit (5, 4).
    assert box["box"] == [9, 7, 11, 11]
    assert box["outside"] == 0 < gate["outside"] < 0.5
    for found in (box, gate):
        assert found["same"] == 0  # however it is cut into calls
        assert found["samples"] == [3, 3]
        assert found["total"] == pytest.approx(3)
    assert box["variance"] == pytest.approx(2 / (3 * 5 * 3), rel=0.2)


def test_a_keras_that_builds_a_layer_differently_is_told():
    network = object.__new__(Network)  # what Keras would have made, without Keras
    network.plan = planned(model(conv()))
    other = SimpleNamespace(weights=[SimpleNamespace(shape=(5, 5, 3, 4)), SimpleNamespace(shape=(4,))])
    network._layers = {step.layer: other for step in network.plan.owners}
    with pytest.raises(BadInput, match="this version of Keras builds a differently: choose an earlier layer"):
        network.fill(lambda _step: ())
