"""The layers of a stack as they run: convolutions, pools, transposed convolutions on numbers, tap by tap.

Written from the definitions alone, for :mod:`core.receptive_field.perturbation.trial`: nothing here asks the arithmetic that it checks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.arrays import Floats, Pair
from core.receptive_field.layer import Layer, both


def forward(layers: Sequence[Layer], kernels: Sequence[Floats | None], maps: Floats) -> list[Floats]:
    """Run maps (N, H, W) through a stack.

    Returns
    -------
    list of (N, H, W) array
        The maps themselves, then every layer's output.
    """
    found = [maps]
    for layer, kernel in zip(layers, kernels):
        found.append((_spread if layer.kind == "transposed" else _slide)(layer, kernel, found[-1]))
    return found


def _slide(layer: Layer, kernel: Floats | None, maps: Floats) -> Floats:
    """A convolution or pool, tap by tap."""
    sides = [padding(layer, axis, cells) for axis, cells in enumerate(maps.shape[1:])]
    rows, columns = (length(layer, axis, cells, sum(sides[axis])) for axis, cells in enumerate(maps.shape[1:]))
    maps = np.pad(maps, ((0, 0), *sides))
    (h, w), (s, t), (d, e) = both(layer.kernel), both(layer.stride), both(layer.dilation)
    total = np.zeros((len(maps), rows, columns))
    for i, j in np.ndindex(h, w):
        seen = maps[:, i * d : i * d + (rows - 1) * s + 1 : s, j * e : j * e + (columns - 1) * t + 1 : t]
        if layer.kind == "pool":
            np.maximum(total, seen, out=total)
        else:
            total += seen if kernel is None else kernel[i, j] * seen
    return total / (h * w) if layer.kind == "average" else total


def _spread(layer: Layer, kernel: Floats | None, maps: Floats) -> Floats:
    """A transposed convolution: every number is spread over the kernel's taps, ``stride`` cells apart."""
    (h, w), (s, t), (d, e) = both(layer.kernel), both(layer.stride), both(layer.dilation)
    count, H, W = maps.shape
    cuts = [padding(layer, axis, cells) for axis, cells in enumerate((H, W))]
    rows, columns = (length(layer, axis, cells, sum(cuts[axis])) for axis, cells in enumerate((H, W)))
    (top, _bottom), (left, _right) = cuts
    full = np.zeros(
        (count, max(top + rows, (H - 1) * s + (h - 1) * d + 1), max(left + columns, (W - 1) * t + (w - 1) * e + 1))
    )
    for i, j in np.ndindex(h, w):
        weight = 1.0 if kernel is None else kernel[i, j]
        full[:, i * d : i * d + (H - 1) * s + 1 : s, j * e : j * e + (W - 1) * t + 1 : t] += weight * maps
    return full[:, top : top + rows, left : left + columns]


def padding(layer: Layer, axis: int, cells: int) -> Pair:
    """What is put before and after (cut off, for a transposed convolution) along one axis."""
    span = (both(layer.kernel)[axis] - 1) * both(layer.dilation)[axis] + 1
    stride = both(layer.stride)[axis]
    if isinstance(layer.padding, tuple):
        before, after = both(layer.padding[axis])
        return before, after
    # ONNX's SAME_LOWER has the odd cell before the map, TensorFlow's SAME after it.
    odd = 1 if layer.padding == "same_lower" else 0
    if layer.kind == "transposed":
        return (max(0, span - stride) + odd) // 2, 0  # the length is given
    total = max(0, (math.ceil(cells / stride) - 1) * stride + span - cells)
    return (total + odd) // 2, total - (total + odd) // 2


def length(layer: Layer, axis: int, cells: int, padding: int) -> int:
    """Units that fit along one axis."""
    span = (both(layer.kernel)[axis] - 1) * both(layer.dilation)[axis] + 1
    stride = both(layer.stride)[axis]
    if layer.kind == "transposed":
        return cells * stride if isinstance(layer.padding, str) else (cells - 1) * stride + span - padding
    return len(range(0, cells + padding - span + 1, stride))
