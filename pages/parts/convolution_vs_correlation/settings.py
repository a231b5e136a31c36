"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import kernels, links
from pages.shared import controls

NAME = "convolution_vs_correlation"
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    links.Choice("data", "noise", ("noise", "image")),
    links.Whole("epochs", 40, 1, 100_000),
    links.Real("share", 0.5, 0.0, 1e9),
    links.Whole("start", 1, 0, 2**31 - 1),
)


@dataclass(frozen=True)
class Experiment:
    """One comparison: image (H, W) and kernel (h, w), correlated and convolved, both over valid windows."""

    image: controls.Array
    kernel: controls.Array

    @property
    def flipped(self) -> controls.Array:
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
