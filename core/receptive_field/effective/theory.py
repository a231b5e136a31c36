"""What theory says of effective receptive fields: where the energy should lie, and how it grows with depth.

Luo, Li, Urtasun & Zemel, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks",
NeurIPS 2016, section 2: through random weights the variance of the gradient spreads like a random walk, one
step a layer, so after many layers it is a Gaussian whose width grows with the square root of the depth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.arrays import Floats, Mask, Pair
from core.receptive_field.field import table
from core.receptive_field.layer import Layer, both, image_size

SHARE = 0.95


def expected_energy(layers: Sequence[Layer], input_size: int | Pair, unit: Pair) -> Floats:
    """The mean squared gradient of a unit through independent random weights, (H, W), its sum 1.

    Each layer hands the energy of a unit to the cells in its window in equal parts; what falls into padding is lost.
    Exact for convolutions without a non-linearity. A max pool is counted as if each of its cells won equally often.

    Raises
    ------
    BadInput
        If a layer has no unit left.
    """
    energy = []
    for axis in (0, 1):
        rows = table(layers, input_size)
        size = both((rows[-1].output_size if rows else None) or image_size(input_size))[axis]
        line = (np.arange(size) == unit[axis]).astype(np.float64)
        for row in reversed(rows):
            window, cells = row.layer.windows[axis], both(row.input_size or 1)[axis]
            seen = window.back(np.eye(len(line), dtype=np.bool_), cells)
            line = seen @ line / window.kernel
        energy.append(line / (line.sum() or 1.0))
    return np.outer(*energy)


def smallest(energy: Floats) -> Mask:
    """(H, W): the fewest cells that together hold 95 % of the energy, the strongest ones first."""
    order = np.argsort(energy, axis=None, kind="stable")[::-1]
    held = np.cumsum(energy.ravel()[order])
    found = np.zeros(energy.size, np.bool_)
    if energy.size and held[-1] > 0:
        # A share that is met but for rounding is met.
        found[order[: int(np.searchsorted(held, SHARE * held[-1] * (1 - 1e-12))) + 1]] = True
    return found.reshape(energy.shape)


def deviation(energy: Floats) -> tuple[float, float]:
    """The standard deviations, in cells, of the energy along rows and along columns."""
    total = float(energy.sum())
    if total <= 0:
        return 0.0, 0.0
    found = []
    for axis in (0, 1):
        line = energy.sum(axis=1 - axis) / total
        places = np.arange(len(line))
        mean = float(line @ places)
        found.append(math.sqrt(max(0.0, float(line @ (places - mean) ** 2))))
    return found[0], found[1]


def root_law(kernel: int, depth: float, *, equal: bool = False) -> float:
    """The side of the square with as many cells as hold 95 % of the energy behind `depth` k × k convolutions.

    After n layers the energy is a Gaussian of variance σ² = n (k² − 1) / 12 on each axis; 95 % of it lie in a disc of
    area 2π σ² ln 20. With `equal` weights the gradient itself is that Gaussian, and its square has half the variance.
    """
    variance = depth * (kernel**2 - 1) / 12 / (2 if equal else 1)
    return math.sqrt(2 * math.pi * variance * -math.log(1 - SHARE))
