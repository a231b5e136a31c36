"""The padding of each layer of a network, by hand, and PyTorch's line for it, tried in PyTorch."""

import pytest

from core.receptive_field import export
from core.receptive_field.models import solve_config
from core.receptive_field.padding import paddings, pytorch_lines


def chain(*layers, shape=(224, 224)):
    named = [
        {"class_name": kind, "config": {"name": f"{kind}{at}", **config}} for at, (kind, config) in enumerate(layers)
    ]
    named[0]["config"]["batch_input_shape"] = [None, *shape, 3]
    return solve_config({"class_name": "Sequential", "config": {"name": "m", "layers": named}})


@pytest.mark.parametrize(
    ("layer", "sides", "line"),
    [
        # max(0, d (k − 1) − (n − 1) mod s) in all: 224, 7, 2 → 5; 6, 3, 2 → 1.
        (
            ("Conv2D", {"kernel_size": 7, "strides": 2, "padding": "same"}),
            ((2, 3), (2, 3)),
            "torch.nn.ZeroPad2d((2, 3, 2, 3))",
        ),
        (("Conv2D", {"kernel_size": [3, 5], "padding": "same"}), ((1, 1), (2, 2)), "padding=(1, 2)"),
        (("Conv2D", {"kernel_size": 3}), ((0, 0), (0, 0)), ""),
        (
            ("MaxPooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}),
            ((0, 1), (0, 1)),
            'torch.nn.ConstantPad2d((0, 1, 0, 1), float("-inf"))',
        ),
        (("AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}), ((0, 1), (0, 1)), ""),
        (("ZeroPadding2D", {"padding": 3}), ((3, 3), (3, 3)), "torch.nn.ZeroPad2d((3, 3, 3, 3))"),
        (("ZeroPadding2D", {"padding": [[1, 2], [3, 4]]}), ((1, 2), (3, 4)), "torch.nn.ZeroPad2d((3, 4, 1, 2))"),
        (("Cropping2D", {"cropping": [[1, 0], [0, 2]]}), ((-1, 0), (0, -2)), "torch.nn.ZeroPad2d((0, -2, -1, 0))"),
        (("Conv2DTranspose", {"kernel_size": 3, "strides": 2, "padding": "same"}), None, ""),
        (("ReLU", {}), None, ""),
    ],
)
def test_each_layer_s_padding_and_its_line(layer, sides, line):
    solution = chain(layer)
    assert (paddings(solution)[-1], pytorch_lines(solution)[-1]) == (sides, line)
    record = export.graph_records(solution)[-1]
    assert record["padding"] == ([] if sides is None else [list(side) for side in sides])
    assert record["padding_in_pytorch"] == line


def test_signals_and_sizes_that_are_not_known():
    causal = chain(("Conv1D", {"kernel_size": 3, "dilation_rate": 4, "padding": "causal"}), shape=(99,))
    assert paddings(causal)[-1] == ((8, 0),)
    assert pytorch_lines(causal)[-1] == "torch.nn.ConstantPad1d((8, 0), 0.0)"
    even = chain(("Conv1D", {"kernel_size": 5, "padding": "same"}), shape=(99,))
    assert pytorch_lines(even)[-1] == "padding=2"
    open_size = chain(("Conv2D", {"kernel_size": 3, "strides": 2, "padding": "same"}), shape=(None, None))
    assert (paddings(open_size)[-1], pytorch_lines(open_size)[-1]) == (None, "")
    assert export.graph_records(open_size)[-1]["padding"] is None


@pytest.mark.peers
def test_pytorch_crops_and_pads_as_the_lines_say():
    torch = pytest.importorskip("torch")
    x = torch.arange(20.0).reshape(1, 1, 4, 5)
    for layer, rows, columns in (
        (("Cropping2D", {"cropping": [[1, 0], [0, 2]]}), 3, 3),
        (("ZeroPadding2D", {"padding": [[1, 2], [3, 4]]}), 7, 12),
    ):
        (line,) = pytorch_lines(chain(layer, shape=(4, 5)))[1:]
        assert eval(line)(x).shape == (1, 1, rows, columns)
