"""Sentences that no other test comes across: each is provoked once, and names what was wrong."""

import numpy as np
import pytest

from core.correlation import correlate
from core.errors import BadInput
from core.keras_graph import solve_config
from core.kernels.builders import Recipe, build
from core.learning.recovery import pair
from core.learning.recovery.photographs import Photograph
from core.learning.sweeps.sweep import Sweep
from core.links.fields import MAX_CELLS, Flag, read_matrix


def noise(*size):
    return Photograph(np.random.default_rng(0).integers(1, 255, size, dtype=np.uint8))


def padded(name):
    layers = [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 9, 9, 1]}},
        {"class_name": "Conv2D", "config": {"name": "conv", "kernel_size": [3, 3], "padding": name}},
    ]
    return {"class_name": "Sequential", "config": {"name": "s", "layers": layers}}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: correlate(np.ones((3, 3)), np.ones((2, 2)), padding=16_384), "32771 cells long, more than"),
        (lambda: build(Recipe("dog", sigma2=1e6)), "σ of the wider one must be from"),
        (lambda: Sweep(np.eye(4), np.ones((2, 2)), (0.1,), (0,), varied="weather"), "not “weather”"),
        (lambda: read_matrix("k", "1_" * MAX_CELLS + "1", (64, 64)), "“k” has more than"),
        (lambda: Flag("flip", False).read("yes"), "“flip” must be 0 or 1, got “yes”"),
        (lambda: solve_config(padded("sideways")), "padding sideways of layer conv is unknown"),
        (lambda: pair.recover_filter(noise(1100, 1100), noise(3, 1100), (3, 3)), "shows no part of the before picture"),
    ],
)
def test_each_is_said_with_what_was_wrong(call, says):
    with pytest.raises(BadInput) as error:
        call()
    assert says in str(error.value)
