"""PyTorch's line for the padding of another library, worked out by hand."""

import pytest

from core.correlation import resolve_padding
from core.correlation.snippets.torch_padding import torch_padding


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "line"),
    [
        # ceil(n / s) outputs reach over (outputs − 1)·s + k cells; the odd cell of what is missing goes last.
        ((6, 6), (3, 3), 1, "padding=1"),
        ((6, 6), (3, 5), 1, "padding=(1, 2)"),
        ((6, 6), (3, 3), 2, "torch.nn.ZeroPad2d((0, 1, 0, 1))"),  # 3 outputs reach over 7 cells
        ((224, 224), (7, 7), 2, "torch.nn.ZeroPad2d((2, 3, 2, 3))"),  # 112 reach over 229: ResNet's first layer
        ((6, 5), (2, 3), 1, "torch.nn.ZeroPad2d((1, 1, 0, 1))"),  # one row is missing, and two columns
        ((5, 5), (1, 1), 1, "padding=0"),
    ],
)
def test_the_line_that_gives_tensorflows_same(size, kernel, stride, line):
    assert torch_padding(resolve_padding(size, kernel, stride=stride, padding="same")) == line


def test_the_padding_of_a_maximum_is_never_the_largest():
    assert torch_padding(((0, 1), (0, 1)), largest=True) == 'torch.nn.ConstantPad2d((0, 1, 0, 1), float("-inf"))'
    assert torch_padding(((1, 1), (1, 1)), largest=True) == "padding=1"


@pytest.mark.peers
def test_pytorch_pads_so():
    torch = pytest.importorskip("torch")
    padded = eval(torch_padding(((1, 2), (3, 4))))(torch.zeros(1, 1, 5, 5))
    assert padded.shape == (1, 1, 8, 12)
