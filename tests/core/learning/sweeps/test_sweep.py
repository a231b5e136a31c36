"""A sweep as it is asked for: what is refused, its work by hand, one run of it alone."""

import numpy as np
import pytest

from core import images
from core.errors import BadInput
from core.learning.sweeps.sweep import Sweep

BAND = images.band()
EDGE = np.array([[1.0, -1.0]])
RATES = (0.002, 0.01, 0.02)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rates": ()}, "at least one learning rate"),
        ({"rates": (0.1, 0.1)}, "without duplicates"),
        ({"rates": (0.1, -1.0)}, "the learning rate must be above 0"),
        ({"rates": (float("nan"),)}, "the learning rate must be above 0"),
        ({"seeds": ()}, "at least one seed"),
        ({"seeds": (-1,)}, "the seed must be a whole number from 0 to"),
        ({"values": ()}, "value to vary"),
        ({"values": ("adagrad",)}, "no optimizer “adagrad”"),
        ({"varied": "weather"}, "not “weather”"),
        ({"varied": "noise", "values": (-1.0,)}, "noise on the target must be"),
        ({"varied": "noise", "values": ("much",)}, "noise on the target must be"),
        ({"varied": "kernel_size", "values": (3,)}, "two whole numbers"),
        ({"varied": "kernel_size", "values": ((1, 1),)}, "learn one at least as large"),
        ({"varied": "kernel_size", "values": ((7, 2),)}, "does not fit into image"),
        (
            {"seeds": tuple(range(300)), "rates": tuple(np.linspace(0.1, 1, 100))},
            "30,000 runs, over the limit of 20,000",
        ),
        ({"epochs": 0}, "epochs must be from 1"),
        ({"seeds": tuple(range(20_000)), "values": ("adam",), "epochs": 1_000_000, "rates": (0.1,)}, "take too long"),
        ({"batch_size": 5, "epochs": 1_000_000}, "take too long"),
        ({"bias": True, "batch_size": 5, "epochs": 1_000_000}, "take too long"),
        ({"batch_size": 43}, "the batch size must be between 1 and 42"),
        (
            {"batch_size": 42, "varied": "kernel_size", "values": ((1, 2), (3, 3))},
            "the batch size must be between 1 and 24",
        ),
        ({"schedule": "sometimes"}, "no schedule “sometimes”"),
        ({"schedule": "step", "decay": 2.0}, "decay must be from 0 to 1"),
        ({"schedule": "step", "decay_every": 0}, "must change every 1 to"),
        ({"image": np.where(BAND > 0, np.nan, 0.0)}, "the image contains a number that is not finite"),
        ({"true_kernel": np.array([[1.0, np.inf]])}, "numbers must be finite"),
        ({"image": np.ones((40, 40)), "kernel_size": (33, 33)}, "exceeds the limit of 1024"),
        ({"true_kernel": np.ones((1, 2, 3))}, "the number of channels must be the same"),
    ],
)
def test_a_sweep_that_cannot_be_run_is_refused_with_its_sentence(settings, said):
    with pytest.raises(BadInput) as error:
        Sweep(**{"image": BAND, "true_kernel": EDGE, "rates": RATES, "seeds": (0,), **settings})
    assert said in str(error.value)


def sweep(**settings):
    return Sweep(**{"image": BAND, "true_kernel": EDGE, "rates": RATES, "seeds": (0, 7), **settings})


def test_the_work_is_that_of_the_updates():
    """2 entries: 2² + 50 · 2 multiplications an update on the form; 3 with a bias; a batch is products of its windows."""
    assert sweep().work == sweep(values=("sgd",), bias=True).work == 0  # one power
    assert sweep(values=("adam",), epochs=10).work == 104 * 10 * 6
    assert sweep(values=("adam", "sgd"), epochs=10).work == 104 * 10 * 6
    assert sweep(values=("adam",), epochs=10, bias=True).work == (9 + 150) * 10 * 6
    assert sweep(epochs=10, weight_decay=0.1).work == sweep(epochs=10, schedule="step").work == 104 * 10 * 6
    assert sweep(batch_size=5, epochs=10).work == 5 * 2 * 10 * 6
    colour = sweep(image=np.ones((6, 8, 3)), true_kernel=np.ones((1, 2, 3)), values=("adam",), epochs=10)
    assert colour.work == (36 + 300) * 10 * 6


def test_a_larger_kernel_is_wanted_with_zeros_below_and_to_the_right():
    asked = sweep(varied="kernel_size", values=((1, 2), (2, 3)))
    assert asked.wanted_kernel(0).tolist() == [[1, -1]]
    assert asked.wanted_kernel(1).tolist() == [[1, -1, 0], [0, 0, 0]]
    assert [asked.target(value).shape for value in (0, 1)] == [(6, 7), (5, 6)]
    np.testing.assert_array_equal(asked.target(1), (BAND[:, :-1] - BAND[:, 1:])[:5, :6])


def test_one_run_alone_has_the_values_of_its_place():
    one = sweep(varied="noise", values=(0.0, 0.5), optimizer="adam", momentum=0.3, bias=True, epochs=9).experiment(
        1, 1, 2
    )
    assert (one.noise, one.seed, one.learning_rate, one.optimizer, one.epochs, one.bias) == (
        0.5,
        7,
        0.02,
        "adam",
        9,
        True,
    )
    assert sweep(values=("sgd", "rmsprop")).experiment(1, 0, 0).optimizer == "rmsprop"
    assert sweep(varied="kernel_size", values=((2, 3),)).experiment(0, 0, 0).kernel_size == (2, 3)
    assert sweep(kernel_size=(2, 3)).experiment(0, 0, 0).kernel_size == (2, 3)
    assert sweep(noise=0.25).experiment(0, 0, 0).noise == 0.25
