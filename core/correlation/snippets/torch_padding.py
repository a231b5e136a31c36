"""What gives PyTorch the padding of another library: a number where both ends are alike, a layer of its own elsewhere."""

from __future__ import annotations

from core.arrays import Sides


def torch_padding(sides: Sides, *, largest: bool = False) -> str:
    """PyTorch's line for ((top, bottom), (left, right)) cells of padding.

    PyTorch pads both ends of an axis alike (`padding=`); TensorFlow's "same" often needs one cell more at the bottom
    and right. `torch.nn.ZeroPad2d` takes the four sides, as (left, right, top, bottom).

    Parameters
    ----------
    sides : ((top, bottom), (left, right))
    largest : bool
        For max pooling, whose padding holds −∞ in place of zeros.
    """
    (top, bottom), (left, right) = sides
    if top == bottom and left == right:
        return f"padding={top}" if top == left else f"padding=({top}, {left})"
    around = (left, right, top, bottom)
    return f'torch.nn.ConstantPad2d({around}, float("-inf"))' if largest else f"torch.nn.ZeroPad2d({around})"
