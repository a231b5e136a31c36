"""Effective receptive fields: gradients of linear stacks against SciPy, the law of the square root, shares by hand."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from core import workers
from core.receptive_field.effective import averaging
from core.receptive_field.effective import theory as effective_theory
from core.receptive_field.effective.averaging import advance, finished, growth, result, start
from core.receptive_field.effective.experiment import EffectiveFieldExperiment
from core.receptive_field.layer import Layer

pytestmark = pytest.mark.slow

ROOT = Path(averaging.__file__).parents[3]
THREE = tuple(Layer(f"conv{n}", 3) for n in range(3))


def energy(experiment, steps=10_000):
    state = workers.run(advance, experiment, start(experiment), steps, timeout=300)
    assert finished(experiment, state)
    return state


def test_equal_weights_give_the_box_folded_with_itself():
    """The gradient of n means of 3 × 3 is the n-fold convolution of that mean; its square is the energy."""
    mean = np.full((3, 3), 1 / 9)
    expected = scipy.signal.convolve2d(scipy.signal.convolve2d(mean, mean), mean) ** 2
    experiment = EffectiveFieldExperiment(THREE, 7, (0, 0), "uniform")
    assert experiment.runs == 1
    found = result(experiment, energy(experiment).energy)
    assert np.allclose(found.energy, expected / expected.sum(), rtol=1e-4)
    assert found.box == (0, 0, 6, 6)


def test_random_weights_spread_the_energy_as_a_random_walk_does():
    """The mean of the squared gradient is the n-fold convolution of 1/9: each layer hands energy on in equal parts."""
    mean = np.full((3, 3), 1 / 9)
    expected = scipy.signal.convolve2d(scipy.signal.convolve2d(mean, mean), mean)
    assert np.allclose(effective_theory.expected_energy(THREE, 7, (0, 0)), expected)
    experiment = EffectiveFieldExperiment(THREE, 7, (0, 0), "linear", channels=16, samples=200, seed=3)
    found = result(experiment, energy(experiment).energy)
    assert np.abs(found.energy - expected).max() < 0.15 * expected.max()
    # The variance of n independent steps of −1, 0 or 1 is n · (3² − 1) / 12.
    assert found.deviation == pytest.approx([math.sqrt(3 * 8 / 12)] * 2, rel=0.1)


def test_the_average_does_not_depend_on_how_it_is_cut_into_calls():
    experiment = EffectiveFieldExperiment(THREE, 9, (1, 1), "relu", samples=12, seed=5)
    state = start(experiment)
    for _ in range(12):
        state = workers.run(advance, experiment, state, 1, timeout=300)
    assert np.allclose(state.energy, energy(experiment).energy)
    assert np.array_equal(energy(experiment).energy, energy(experiment).energy)


def test_no_energy_lies_outside_the_theoretical_box():
    layers = (Layer("a", 3, stride=2, padding=1), Layer("b", 3, dilation=2, padding="same"))
    experiment = EffectiveFieldExperiment(layers, 24, (5, 6), "relu", samples=10)
    found = result(experiment, energy(experiment).energy)
    top, left, bottom, right = found.box
    inside = found.energy[top : bottom + 1, left : right + 1]
    assert inside.sum() == pytest.approx(1.0)


def test_trained_kernels_lower_their_loss_before_they_are_looked_at():
    experiment = EffectiveFieldExperiment(THREE, 12, (2, 2), "trained", channels=4, samples=3)
    state = energy(experiment)
    assert state.losses[-1] < state.losses[0]
    assert state.samples == 3


def test_growth_measures_what_the_law_says():
    depths = growth(3, "linear", channels=8, samples=30)
    assert list(depths)[:4] == [1, 2, 4, 8]
    experiment = depths[8]
    assert experiment.input_size == (17, 17)
    found = result(experiment, energy(experiment).energy)
    assert found.side == pytest.approx(effective_theory.root_law(3, 8), rel=0.15)
    assert found.theoretical_side == 17


def test_the_module_leaves_tensorflow_to_the_workers():
    code = "import sys, core.receptive_field.effective.averaging; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=os.environ)
    assert done.stdout.strip() == "False"
