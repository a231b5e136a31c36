"""The padding of each layer of a network on its own input, and PyTorch's line that gives the same."""

from __future__ import annotations

from collections.abc import Sequence

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
    """For each layer with padding the argument, or the layer before it, that pads as much in PyTorch; else "".

    Means leave their padding out in some libraries and not in others, which no layer before them can do: "" for them.
    """
    return tuple(_line(row, sides) for row, sides in zip(solution.rows, paddings(solution)))


def _padding(solution: Solution, row: GraphRow) -> Padding | None:
    windows = [window for window in row.operation.windows if isinstance(window, Window) and not window.transposed]
    if row.operation.kind != "window" or len(windows) != len(row.operation.windows) or not row.node.inputs:
        return None
    sizes: Sequence[int | None] = solution.rows[row.node.inputs[0]].size or (None,) * len(windows)
    found = [window.padding(size) for window, size in zip(windows, sizes)]
    known = [(before, after) for before, after in found if before is not None and after is not None]
    return tuple(known) if len(known) == len(windows) else None


def _line(row: GraphRow, sides: Padding | None) -> str:
    kind = row.node.label.lower()
    if sides is None or not any(map(any, sides)) or "average" in kind or "avg" in kind:
        return ""
    largest = "max" in kind
    alone = all(isinstance(window, Window) and window.kernel == 1 for window in row.operation.windows)
    if len(sides) == 2 and not alone:
        return torch_padding((sides[0], sides[1]), largest=largest)
    if len(sides) == 1 and not alone and sides[0][0] == sides[0][1]:
        return f"padding={sides[0][0]}"
    if len(sides) > 2:
        return ""
    around = ", ".join(f"{before}, {after}" for before, after in reversed(sides))
    fill = 'float("-inf")' if largest else "0.0"
    return f"torch.nn.ZeroPad2d(({around}))" if len(sides) == 2 else f"torch.nn.ConstantPad1d(({around}), {fill})"
