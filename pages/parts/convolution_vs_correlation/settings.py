"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import kernels, links
from core.arrays import Floats
from core.conventions import laws
from core.words import N_
from pages.shared import chosen, controls, sections

NAME = "convolution_vs_correlation"
TITLES = {
    "idea": N_("The idea"),
    "libraries": N_("Which library does what"),
    "laws": N_("Laws to try"),
    "impulse": N_("Impulse response"),
}
FLIP_CELL, IMPULSE_CELL, SOBEL_CELL = "flip_cell", "impulse_cell", "sobel_cell"
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    chosen.field("D", "X⋆K", "X∗K", "X"),
    chosen.field("K", "K₁", "K₂", setting=FLIP_CELL),
    chosen.field("δ⋆K", "δ∗K", "K", "δ", setting=IMPULSE_CELL),
    chosen.field("X⋆K", "X∗K", "X", "K", "K₂", setting=SOBEL_CELL),
    links.Choice("data", "noise", ("noise", "image")),
    links.Whole("epochs", 40, 1, 100_000),
    links.Real("share", 0.5, 0.0, 1e9),
    links.Whole("start", 1, 0, 2**31 - 1),
    sections.field(TITLES),
    links.Choice("law", "commutativity", laws.LAWS),
    links.Numbers("b", "1 -1", max_shape=(15, 15)),
    links.Whole("down", 1, 0, laws.MAX_SIDE),
    links.Whole("across", 2, 0, laws.MAX_SIDE),
)


@dataclass(frozen=True)
class Experiment:
    """One comparison: image (H, W) and kernel (h, w), correlated and convolved, both over valid windows."""

    image: Floats
    kernel: Floats

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
