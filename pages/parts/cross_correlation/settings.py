"""What the address carries of the page's first screen, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core import correlation, links
from core.arrays import Floats
from core.figures import Range
from pages.parts.cross_correlation import own_data
from pages.shared import chosen, controls, geometry
from pages.shared.page import Page

NAME = "cross_correlation"
MATRICES = ("Y", "X", "K")  # of the first picture
FIRST_SCREEN: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    *geometry.fields(),
    chosen.field(*MATRICES),
    own_data.FIELD,
)


@dataclass(frozen=True)
class Experiment:
    """One cross-correlation: X (H, W), K (h, w), stride, padding and dilation; what X and K are called, how X is drawn."""

    image: Floats
    kernel: Floats
    geometry: geometry.Geometry
    image_name: str = ""
    kernel_name: str = ""
    shown: Range | None = None

    @cached_property
    def result(self) -> correlation.Correlation:
        """Y with its windows and the padded X, worked out once for the whole page; raises BadInput with the rule."""
        return correlation.correlation(self.image, self.kernel, **self.geometry.options)


def experiment_of(page: Page, image: controls.Selection, kernel: controls.Selection) -> Experiment | None:
    """The experiment that the page's settings name, None where there are no numbers; raises BadInput with the rule."""
    if image.values is None or kernel.values is None:
        return None
    return Experiment(image.values, kernel.values, geometry.chosen(page), image.name, kernel.name, image.shown)
