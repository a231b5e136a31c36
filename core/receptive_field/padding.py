"""The padding of each layer of a network on its own input, and PyTorch's line that gives the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.arrays import Pair
from core.correlation.snippets.torch_padding import torch_padding
from core.receptive_field.solver import GraphRow, Solution
from core.window import Window

Padding = tuple[Pair, ...]


def paddings(solution: Solution) -> tuple[Padding | None, ...]:
    """For each layer (before, after) along each axis; negative numbers crop.

    None where a layer does not slide, where it is a transposed one (it pads nothing, it cuts its output), or where its
    padding depends on an input size that is not known.
    """
    return tuple(_padding(solution, row) for row in solution.rows)


def pytorch_lines(solution: Solution) -> tuple[str, ...]:
    """For each layer with padding the arguments, or what stands around the layer, that give the same in PyTorch; else "".

    A mean that leaves its padding out takes `count_include_pad=False`; where its ends differ and ceil_mode does not
    give the same, the padded sum is divided by that of ones. A transposed layer cuts its output: alike at both ends by
    `padding`, with `output_padding` for what is cut less at the end; otherwise a layer after it crops.
    """
    return tuple(_line(solution, row, sides) for row, sides in zip(solution.rows, paddings(solution)))


def _padding(solution: Solution, row: GraphRow) -> Padding | None:
    windows = [window for window in row.operation.windows if isinstance(window, Window) and not window.transposed]
    if row.operation.kind != "window" or len(windows) != len(row.operation.windows) or not row.node.inputs:
        return None
    sizes: Sequence[int | None] = solution.rows[row.node.inputs[0]].size or (None,) * len(windows)
    found = [window.padding(size) for window, size in zip(windows, sizes)]
    known = [(before, after) for before, after in found if before is not None and after is not None]
    return tuple(known) if len(known) == len(windows) else None


def _line(solution: Solution, row: GraphRow, sides: Padding | None) -> str:
    if sides is None:
        return _transposed(solution, row)
    kind = row.node.label.lower()
    means = "average" in kind or "avg" in kind
    if not any(map(any, sides)) or (means and not row.operation.mean):
        return ""
    if row.operation.mean == "inside":
        return _mean(solution, row, sides)
    largest = "max" in kind
    alone = all(isinstance(window, Window) and window.kernel == 1 for window in row.operation.windows)
    if len(sides) == 2 and not alone:
        return torch_padding((sides[0], sides[1]), largest=largest)
    if len(sides) == 1 and not alone and sides[0][0] == sides[0][1]:
        return f"padding={sides[0][0]}"
    return _around(sides, 'float("-inf")' if largest else "0.0")


def _mean(solution: Solution, row: GraphRow, sides: Padding) -> str:
    """A pool whose means leave the padding out."""
    befores = tuple(before for before, _after in sides)
    windows = [window for window in row.operation.windows if isinstance(window, Window)]
    even = all(before == after for before, after in sides)
    small = all(before <= window.kernel // 2 for before, window in zip(befores, windows))  # as PyTorch asks
    sizes = solution.rows[row.node.inputs[0]].size or ()
    reached = [replace(window, before=b, after=b, same=False, ceil=True) for window, b in zip(windows, befores)]
    ceil = len(sizes) == len(windows) and all(
        other.output(size) == window.output(size) and after - before in (0, 1)
        for other, window, size, (before, after) in zip(reached, windows, sizes, sides)
    )
    if small and (even or ceil):
        return f"padding={_numbers(befores)}, {'' if even else 'ceil_mode=True, '}count_include_pad=False"
    pad = _around(sides, "0.0")
    return f"pad = {pad}; y = pool(pad(x)) / pool(pad(torch.ones_like(x)))" if pad else ""


def _transposed(solution: Solution, row: GraphRow) -> str:
    """What a transposed convolution cuts off its output."""
    windows = [window for window in row.operation.windows if isinstance(window, Window) and window.transposed]
    if not windows or len(windows) != len(row.operation.windows) or not row.node.work.weights:
        return ""
    found = [window.padding(None) for window in windows]
    cuts = [(before, after) for before, after in found if before is not None and after is not None]
    if len(cuts) != len(windows) or not any(map(any, cuts)):
        return ""
    more = tuple(before - after for before, after in cuts)
    if all(before >= 0 for before, _after in cuts) and all(
        0 <= extra < max(window.stride, window.dilation) for extra, window in zip(more, windows)
    ):
        padding = f"padding={_numbers(tuple(before for before, _after in cuts))}"
        return padding + (f", output_padding={_numbers(more)}" if any(more) else "")
    if any(side < 0 for cut in cuts for side in cut):
        return ""
    crop = _around(tuple((-before, -after) for before, after in cuts), "0.0")
    return f"torch.nn.Sequential(layer, {crop})" if crop else ""


def _around(sides: Padding, fill: str) -> str:
    """A layer that pads, or crops where a number is negative; "" for more than two axes."""
    if len(sides) > 2:
        return ""
    around = ", ".join(f"{before}, {after}" for before, after in reversed(sides))
    return f"torch.nn.ZeroPad2d(({around}))" if len(sides) == 2 else f"torch.nn.ConstantPad1d(({around}), {fill})"


def _numbers(values: tuple[int, ...]) -> str:
    return f"{values[0]}" if len(set(values)) == 1 else f"{values}"
