"""What the two signs of a response mean for the kernel at hand, read from its moments.

A kernel K that is correlated with a picture answers, to first order, with
ΣK · brightness + Σ K·b · slope to the right + Σ K·a · slope downwards (a, b: row and column in the window).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.words import N_

DIRECTIONS = {
    "across": (N_("bright → dark, left to right"), N_("dark → bright, left to right")),
    "down": (N_("bright → dark, top to bottom"), N_("dark → bright, top to bottom")),
    "diagonal": (N_("bright → dark, towards the lower right"), N_("dark → bright, towards the lower right")),
    "antidiagonal": (N_("bright → dark, towards the lower left"), N_("dark → bright, towards the lower left")),
    "curved": (N_("brighter than its surroundings"), N_("darker than its surroundings")),
}
LEVEL = (N_("positive"), N_("negative"))


@dataclass(frozen=True)
class Meaning:
    """What a positive and a negative response say (keys of the catalogues), and the kernel's sum.

    `total` is ΣK: an edge detector has 0 there; anything else answers to brightness itself.
    """

    positive: str
    negative: str
    total: float

    @property
    def finds_edges(self) -> bool:
        return self.total == 0.0


def meaning(kernel: Floats) -> Meaning:
    """Read the kernel's zeroth and first moments, and where both are zero the sign at its centre."""
    size = float(np.abs(kernel).sum()) or 1.0
    total = float(kernel.sum())
    if abs(total) > 1e-9 * size:
        return Meaning(*LEVEL, total)
    rows, columns = np.indices(kernel.shape)
    down, across = float((kernel * rows).sum()), float((kernel * columns).sum())
    if max(abs(down), abs(across)) <= 1e-9 * size:
        bright, dark = DIRECTIONS["curved"]
        # A single bright pixel under the centre: does it answer with plus or with minus?
        centre = kernel[kernel.shape[0] // 2, kernel.shape[1] // 2]
        return Meaning(bright, dark, 0.0) if centre > 0 else Meaning(dark, bright, 0.0)
    if abs(across) > 2 * abs(down):
        name, slope = "across", across
    elif abs(down) > 2 * abs(across):
        name, slope = "down", down
    elif across * down > 0:
        name, slope = "diagonal", across
    else:
        name, slope = "antidiagonal", down
    falling, rising = DIRECTIONS[name]
    return Meaning(rising, falling, 0.0) if slope > 0 else Meaning(falling, rising, 0.0)
