"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

from core import links
from pages.shared import controls

NAME = "cross_correlation"
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    *controls.geometry_fields(),
    links.Whole("layer_seed", 0, 0, 2**31 - 1),
)


@dataclass(frozen=True)
class Experiment:
    """One cross-correlation: X (H, W), K (h, w), stride, padding and dilation."""

    image: controls.Array
    kernel: controls.Array
    geometry: controls.Geometry
