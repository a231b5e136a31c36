"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import kernels, links
from core.arrays import Floats
from core.figures import Range
from pages.shared import chosen, controls

NAME = "convolution_vs_correlation"
FLIP = "flip"  # whether the kernel is shown flipped
FLIP_CELL = "flip_cell"
FIRST_SCREEN: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    links.Flag(FLIP, False),
    chosen.field("D", "X⋆K", "X∗K", "X", "K", "K₂"),
    links.Choice("data", "noise", ("noise", "image")),
    links.Whole("epochs", 40, 1, 100_000),
    links.Real("share", 0.5, 0.0, 1e9),
    links.Seed("start", 1),
)
STEPS: tuple[links.Field, ...] = (chosen.field("K", "K₁", "K₂", setting=FLIP_CELL),)


@dataclass(frozen=True)
class Experiment:
    """One comparison: image (H, W) and kernel (h, w), correlated and convolved over valid windows; `shown`: how X is drawn."""

    image: Floats
    kernel: Floats
    shown: Range | None = None

    @property
    def flipped(self) -> Floats:
        """The kernel mirrored on both axes, which is the kernel turned by 180°."""
        return np.asarray(kernels.flip(self.kernel))

    @property
    def symmetric(self) -> bool:
        """Whether the flip changes nothing."""
        return bool(np.array_equal(self.kernel, self.flipped))

    @property
    def antisymmetric(self) -> bool:
        """Whether the flip changes the sign and nothing else."""
        return bool(np.array_equal(self.kernel, -self.flipped))
