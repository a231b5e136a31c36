"""Which edges a kernel answers to: its response to an edge of every direction, and kernels made for one direction.

Angles are in degrees, clockwise on the screen, as in `core.edges`: the direction of an edge is the one in which the
picture grows brighter across it, so 0 is an upright edge with its bright side at the right.
"""

from __future__ import annotations

import math

import numpy as np

from core import kernels
from core.arrays import Floats
from core.errors import BadInput

MAX_ORDER = 8


def responses(kernel: Floats, angles: Floats) -> Floats:
    """For each angle the strongest response, with its sign, of the kernel to a straight edge, wherever it lies.

    The edge rises from 0 to 1 over one pixel. As it moves across the window, the response changes along straight pieces,
    with corners where an end of the rise passes the middle of a pixel: the strongest response is at one of these.
    Where a positive and a negative one are equally strong, it is the positive one.
    """
    h, w = kernel.shape
    rows, columns = np.indices(kernel.shape) - np.array([(h - 1) / 2, (w - 1) / 2])[:, None, None]
    out = []
    for angle in angles:
        across, down = _unit(float(angle))
        at = (across * columns + down * rows).ravel()
        middles = np.concatenate([at - 0.5, at + 0.5])
        seen = np.clip(at - middles[:, None] + 0.5, 0.0, 1.0) @ kernel.ravel()
        highest, lowest = float(seen.max()), float(seen.min())
        out.append(highest if highest >= -lowest * (1 - 1e-9) else lowest)
    return np.array(out)


def missed(kernel: Floats, angles: Floats, share: float = 0.05) -> Floats:
    """Those of the angles whose response is below `share` of the strongest one."""
    sizes = np.abs(responses(kernel, angles))
    return np.asarray(angles[sizes <= share * sizes.max(initial=0.0)])


def along(angle: float) -> Floats:
    """(3, 3): the slope along a direction, by Scharr's kernels: cos · across + sin · down.

    It answers most to edges of that direction, and not to those at right angles to it. Scharr's weights are those
    that depend least on how the direction lies to the grid.

    Raises
    ------
    BadInput
        The angle is not finite.
    """
    if not math.isfinite(angle):
        raise BadInput("the angle must be a finite number of degrees, got {angle}", angle=angle)
    across, down = _unit(angle)
    scharr = kernels.scharr() / 32.0
    return np.asarray(across * scharr + down * scharr.T)


def derivative(order: int) -> Floats:
    """(1, order + 1): the smallest kernel whose response to a polynomial of that degree is constant.

    `order` times [−1, 1], each acting on what the others give: binomial coefficients with alternating signs.

    Raises
    ------
    BadInput
        An order outside 1 … 8.
    """
    if not 1 <= order <= MAX_ORDER:
        raise BadInput("the order must be from 1 to {most}, got {order}", most=MAX_ORDER, order=order)
    signs = [(-1.0) ** (order - i) * math.comb(order, i) for i in range(order + 1)]
    return np.array([signs])


def _unit(angle: float) -> tuple[float, float]:
    """Whole degrees at right angles give exact zeros, which cosine and sine do not."""
    quarter, rest = divmod(angle, 90.0)
    if rest == 0.0:
        across, down = [(1, 0), (0, 1), (-1, 0), (0, -1)][int(quarter) % 4]
        return float(across), float(down)
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))
