"""The padding of each layer of a network, by hand, and PyTorch's line for it, tried in PyTorch."""

import numpy as np
import pytest

from core.networks import reader
from core.receptive_field import export
from core.receptive_field.models import solve_config
from core.receptive_field.padding import paddings, pytorch_lines
from core.receptive_field.solver import solve


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
        (
            ("AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}),
            ((0, 1), (0, 1)),
            "padding=0, ceil_mode=True, count_include_pad=False",
        ),
        (
            ("AveragePooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}),
            ((1, 1), (1, 1)),
            "padding=1, count_include_pad=False",
        ),
        (
            ("AveragePooling2D", {"pool_size": 2, "strides": 1, "padding": "same"}),
            ((0, 1), (0, 1)),
            "pad = torch.nn.ZeroPad2d((0, 1, 0, 1)); y = pool(pad(x)) / pool(pad(torch.ones_like(x)))",
        ),
        (("ZeroPadding2D", {"padding": 3}), ((3, 3), (3, 3)), "torch.nn.ZeroPad2d((3, 3, 3, 3))"),
        (("ZeroPadding2D", {"padding": [[1, 2], [3, 4]]}), ((1, 2), (3, 4)), "torch.nn.ZeroPad2d((3, 4, 1, 2))"),
        (("Cropping2D", {"cropping": [[1, 0], [0, 2]]}), ((-1, 0), (0, -2)), "torch.nn.ZeroPad2d((0, -2, -1, 0))"),
        # n · stride cells come out: k − s = 1 is cut, at the end; of 4 − 2 one at each end; 2 − 3 is one cell more.
        (
            ("Conv2DTranspose", {"kernel_size": 3, "strides": 2, "padding": "same", "filters": 1}),
            None,
            "torch.nn.Sequential(layer, torch.nn.ZeroPad2d((0, -1, 0, -1)))",
        ),
        (
            ("Conv2DTranspose", {"kernel_size": 4, "strides": 2, "padding": "same", "filters": 1}),
            None,
            "padding=1",
        ),
        (
            ("Conv2DTranspose", {"kernel_size": 2, "strides": 3, "padding": "same", "filters": 1}),
            None,
            "padding=0, output_padding=1",
        ),
        (("Conv2DTranspose", {"kernel_size": 3, "strides": 2, "filters": 1}), None, ""),
        (("UpSampling2D", {"size": 2, "interpolation": "bilinear"}), None, ""),
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


def test_a_mean_over_its_padding_is_padded_before_and_one_of_a_signal_at_its_end():
    text = """
def forward(self, x : "f32[1, 3, 8, 8]"):
    a = torch.ops.aten.avg_pool2d.default(x, [3, 3], [2, 2], [1, 1])
    b = torch.ops.aten.avg_pool2d.default(x, [3, 3], [2, 2], [1, 1], False, False)
    return (a, b)
"""
    found = reader.read_text(text)
    solution = solve(found.graph)
    assert pytorch_lines(solution)[-2:] == ("padding=1", "padding=1, count_include_pad=False")
    signal = chain(("AveragePooling1D", {"pool_size": 2, "strides": 1, "padding": "same"}), shape=(9,))
    assert pytorch_lines(signal)[-1].startswith("pad = torch.nn.ConstantPad1d((0, 1), 0.0); y = ")


def means(x, window, sides):
    """Of the cells of each window that lie inside, by loops: the rule of TensorFlow's average pooling."""
    (top, _), (left, _) = sides
    rows, columns = (-(-n // window[1]) for n in x.shape)
    found = np.empty((rows, columns))
    for i, j in np.ndindex(rows, columns):
        a, b = i * window[1] - top, j * window[1] - left
        found[i, j] = x[max(a, 0) : a + window[0], max(b, 0) : b + window[0]].mean()
    return found


@pytest.mark.peers
@pytest.mark.parametrize("window", [(3, 2), (2, 1), (3, 1), (5, 2), (5, 4), (2, 2), (4, 3)])
@pytest.mark.parametrize("shape", [(9, 10), (11, 13)])
def test_pytorch_s_means_with_the_lines_are_those_of_the_cells_inside(window, shape):
    torch = pytest.importorskip("torch")
    x = np.arange(float(shape[0] * shape[1])).reshape(shape) ** 2
    layer = ("AveragePooling2D", {"pool_size": window[0], "strides": window[1], "padding": "same"})
    solution = chain(layer, shape=shape)
    line, inside = pytorch_lines(solution)[-1], {"torch": torch, "x": torch.tensor(x)[None, None]}
    if line.startswith("pad = "):
        inside["pool"] = torch.nn.AvgPool2d(*window)
        exec(line, inside)
    else:
        pool = eval(f"torch.nn.AvgPool2d({window[0]}, {window[1]}, {line})", inside)
        inside["y"] = pool(inside["x"])
    expected = means(x, window, paddings(solution)[-1])
    np.testing.assert_allclose(inside["y"][0, 0].numpy(), expected, rtol=1e-6)


@pytest.mark.peers
@pytest.mark.parametrize("window", [(3, 2), (4, 2), (2, 3), (5, 2), (5, 3), (3, 1)])
def test_pytorch_s_transposed_layers_with_the_lines_give_what_keras_s_rule_says(window):
    torch = pytest.importorskip("torch")
    kernel, stride = window
    layer = {"kernel_size": kernel, "strides": stride, "padding": "same", "filters": 1}
    line = pytorch_lines(chain(("Conv2DTranspose", layer), shape=(4, 5)))[-1]
    x = torch.arange(20.0).reshape(1, 1, 4, 5)
    made = {"torch": torch}
    whole = torch.nn.ConvTranspose2d(1, 1, kernel, stride, bias=False)
    arguments = "" if line.startswith("torch.nn.Sequential") else line
    made["layer"] = eval(
        f"torch.nn.ConvTranspose2d(1, 1, {kernel}, {stride}, {arguments or 'padding=0'}, bias=False)", made
    )
    made["layer"].weight = whole.weight
    found = (eval(line, made) if not arguments and line else made["layer"])(x)
    # TensorFlow's "same" cuts max(k − s, 0) cells, the odd one at the end, and n · s cells are left.
    begin = max(kernel - stride, 0) // 2
    full = torch.nn.functional.pad(whole(x), (0, max(stride - kernel, 0)) * 2)
    expected = full[..., begin : begin + 4 * stride, begin : begin + 5 * stride]
    torch.testing.assert_close(found, expected)


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
