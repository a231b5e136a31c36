"""What printed modules compute with: parameters counted by hand, as torch.nn documents its constructors."""

import math

import pytest

from core.networks.pytorch.module_work import work_of
from core.networks.pytorch.modules import tree
from core.networks.work import UNCOUNTED


def work(text):
    return work_of(tree(text)[""], "m")


def parameters(text):
    """(trained numbers, kept numbers)."""
    found = work(text)
    assert found.counted
    trained = [math.prod(one.shape) for one in found.weights if one.trained]
    return sum(trained), sum(math.prod(one.shape) for one in found.weights) - sum(trained)


@pytest.mark.parametrize(
    ("text", "trained", "kept"),
    [
        ("Conv2d(6, 8, kernel_size=(3, 5), groups=2)", 8 * 3 * 15 + 8, 0),
        ("Conv2d(6, 8, kernel_size=(3, 5), bias=False)", 8 * 6 * 15, 0),
        ("Conv3d(1, 2, kernel_size=3)", 2 * 27 + 2, 0),
        ("ConvTranspose2d(6, 8, kernel_size=(2, 2), groups=2)", 6 * 4 * 4 + 8, 0),
        ("Linear(in_features=3, out_features=4, bias=True)", 16, 0),
        ("Linear(in_features=3, out_features=4, bias=False)", 12, 0),
        ("BatchNorm2d(5, affine=True, track_running_stats=True)", 10, 10),
        ("BatchNorm1d(5, affine=False, track_running_stats=True)", 0, 10),
        ("BatchNorm2d(5, track_running_stats=False)", 10, 0),
        ("InstanceNorm2d(5)", 0, 0),
        ("InstanceNorm2d(5, affine=True, track_running_stats=True)", 10, 10),
        ("GroupNorm(2, 8, affine=True)", 16, 0),
        ("GroupNorm(2, 8, affine=False)", 0, 0),
        ("LayerNorm((5, 6), elementwise_affine=True)", 60, 0),
        ("LayerNorm((5, 6), elementwise_affine=False)", 0, 0),
        ("RMSNorm((6,))", 6, 0),
        ("Embedding(100, 16)", 1600, 0),
        ("PReLU(num_parameters=1)", 1, 0),
        ("PReLU(num_parameters=8)", 8, 0),
        ("LSTM(5, 7)", 4 * 7 * (5 + 7 + 2), 0),
        ("GRU(5, 7, num_layers=2)", 3 * 7 * (5 + 7 + 2) + 3 * 7 * (7 + 7 + 2), 0),
        ("RNN(5, 7, bidirectional=True, bias=False)", 2 * 7 * (5 + 7), 0),
        ("LSTM(5, 7, num_layers=2, bidirectional=True)", 2 * 28 * (5 + 7 + 2) + 2 * 28 * (14 + 7 + 2), 0),
        ("ReLU(inplace=True)", 0, 0),
    ],
)  # fmt: skip
def test_parameters_are_those_that_torch_documents(text, trained, kept):
    assert parameters(text) == (trained, kept)


def test_what_its_numbers_multiply():
    found = work("Conv2d(6, 8, kernel_size=(3, 5), groups=2)")
    assert ([one.times for one in found.weights], found.features, found.inner) == (["outputs", "never"], (8,), 6)
    found = work("ConvTranspose2d(6, 8, kernel_size=(2, 2))")
    assert ([one.times for one in found.weights], found.features, found.inner) == (["inputs", "never"], (8,), 6)
    assert work("Linear(in_features=3, out_features=4)").features == (4,)
    lstm = work("LSTM(5, 7, bidirectional=True)")
    assert ([one.times for one in lstm.weights[:4]], lstm.inner) == (["inputs", "inputs", "never", "never"], 5)
    assert [one.key for one in lstm.weights[4:6]] == ["m.weight_ih_l0_reverse", "m.weight_hh_l0_reverse"]
    assert work("MaxPool2d(2)").pool and not work("ReLU()").pool


@pytest.mark.parametrize(
    "text",
    [
        "Mystery(3)",
        "Conv2d(6, kernel_size=(3, 3))",
        "Conv2d(6, 8)",
        "Conv2d(6, 8, kernel_size=(3,))",
        "Conv2d(6, 8, kernel_size=(3, 0))",
        "Conv2d(6, 8, kernel_size=(3, 3), groups=0)",
        "Conv2d(6, 8, kernel_size=(3, 2147483648))",
        "Linear(in_features=3)",
        "Linear(in_features=True, out_features=4)",
        "LayerNorm((5, 0))",
        "GroupNorm()",
        "Embedding(100)",
        "LSTM(5)",
        "LSTM(5, 7, num_layers=1001)",
        "LSTM(5, 7, proj_size=3)",
    ],
)
def test_what_is_not_told_is_not_counted(text):
    assert work(text) == UNCOUNTED


def test_the_most_layers_and_the_longest_side():
    assert work("LSTM(1, 1, num_layers=1000)").counted
    assert work("Conv2d(1, 1, kernel_size=(2147483647, 1))").counted
