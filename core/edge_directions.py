"""Which edges a kernel answers to: its response to an edge of every direction, and kernels made for one direction.

Angles are in degrees, clockwise on the screen, as in `core.edges`: the direction of an edge is the one in which the
picture grows brighter across it, so 0 is an upright edge with its bright side at the right.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from core import kernels
from core.correlation import correlate
from core.errors import BadInput

Array = np.ndarray[Any, np.dtype[np.float64]]

MOST_ORDER = 8
_AROUND = 4  # pixels of each side that surround the kernel's window


def straight_edge(angle: float, shape: tuple[int, int]) -> Array:
    """(H, W): 0 on one side of a line through the middle and 1 on the other, one pixel of grey between."""
    rows = np.arange(shape[0])[:, None] - (shape[0] - 1) / 2
    columns = np.arange(shape[1]) - (shape[1] - 1) / 2
    # Whole degrees at right angles give exact zeros, which cosine and sine do not.
    across, down = _unit(angle)
    return np.clip(across * columns + down * rows + 0.5, 0.0, 1.0)


def responses(kernel: Array, angles: Array) -> Array:
    """For each angle the strongest response, with its sign, of the kernel to that edge, wherever it lies."""
    shape = (kernel.shape[0] + 2 * _AROUND, kernel.shape[1] + 2 * _AROUND)
    out = []
    for angle in angles:
        seen = correlate(straight_edge(float(angle), shape), kernel)
        out.append(seen.flat[int(np.abs(seen).argmax())])
    return np.array(out)


def missed(kernel: Array, angles: Array, share: float = 0.05) -> Array:
    """Those of the angles whose response is below `share` of the strongest one."""
    sizes = np.abs(responses(kernel, angles))
    return np.asarray(angles[sizes <= share * sizes.max(initial=0.0)])


def along(angle: float) -> Array:
    """(3, 3): the slope along a direction, by Scharr's kernels: cos · across + sin · down.

    It answers most to edges of that direction, and not to those at right angles to it. Scharr's weights are those
    that depend least on how the direction lies to the grid.
    """
    if not math.isfinite(angle):
        raise BadInput("the angle must be a finite number of degrees, got {angle}", angle=angle)
    across, down = _unit(angle)
    scharr = kernels.scharr() / 32.0
    return np.asarray(across * scharr + down * scharr.T)


def derivative(order: int) -> Array:
    """(1, order + 1): the smallest kernel whose response to a polynomial of that degree is constant.

    `order` times [−1, 1], each acting on what the others give: binomial coefficients with alternating signs.

    Raises
    ------
    BadInput
        An order outside 1 … 8.
    """
    if not 1 <= order <= MOST_ORDER:
        raise BadInput("the order must be from 1 to {most}, got {order}", most=MOST_ORDER, order=order)
    signs = [(-1.0) ** (order - i) * math.comb(order, i) for i in range(order + 1)]
    return np.array([signs])


def _unit(angle: float) -> tuple[float, float]:
    quarter, rest = divmod(angle, 90.0)
    if rest == 0.0:
        across, down = [(1, 0), (0, 1), (-1, 0), (0, -1)][int(quarter) % 4]
        return float(across), float(down)
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))
