"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

from core import links
from pages.shared import controls

NAME = "edge_detection"
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("band"),
    *controls.kernel_fields("difference"),
    links.Flag("transpose_image", False),
    links.Flag("transpose_kernel", False),
)


@dataclass(frozen=True)
class Experiment:
    """One search for edges: image (H, W) and kernel (h, w), as chosen and not yet transposed."""

    image: controls.Array
    kernel: controls.Array
    transpose_image: bool = False
    transpose_kernel: bool = False

    @property
    def x(self) -> controls.Array:
        """The image that is searched."""
        return self.image.T if self.transpose_image else self.image

    @property
    def k(self) -> controls.Array:
        """The kernel that searches."""
        return self.kernel.T if self.transpose_kernel else self.kernel
