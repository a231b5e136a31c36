"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import images, links
from core.arrays import Floats
from core.edges import detection, scenes
from core.figures import Range
from pages.shared import chosen, controls, display, uploads
from pages.shared.page import Page

NAME = "edge_detection"
WEBCAM = uploads.WEBCAM
PHOTO = "photo_"  # of the settings of the topic's own picture
TRANSPOSED_CELL = "transposed_cell"
THRESHOLD = "threshold"  # of the first screen's photograph
PHOTOS = (*images.PHOTOGRAPHS, controls.UPLOADED, WEBCAM)
STEPS: tuple[str, ...] = ("picture", "noisy", "smooth", "first", "second", "magnitude", "direction", "thin")
STEPS += ("laplacian", "crossings", "edges", "canny")
SIDES = (64, images.MAX_SIDE)
MAX_NOISE, MAX_SIGMA = 0.5, 10.0  # where the sliders end

FIRST_SCREEN: tuple[links.Field, ...] = (
    *controls.image_fields("band"),
    *controls.kernel_fields("difference"),
    links.Flag("transpose_image", False),
    links.Flag("transpose_kernel", False),
    links.Real(THRESHOLD, 0.2, 0.0, 1.0),
    chosen.field("Y", "|Y|", "X", "K"),
)
# The search in photographs, and the one in scenes whose edges are known: both tabs have its method.
SEARCH: tuple[links.Field, ...] = (
    links.Choice("photo", "camera", PHOTOS),
    *display.fields(PHOTO),
    links.Whole("resolution", 512, *SIDES),
    links.Choice("method", "sobel", detection.METHODS),
    links.Real("noise", 0.0, 0.0, MAX_NOISE),
    links.Real("sigma", 1.0, 0.0, MAX_SIGMA),
    links.Real("share", 0.2, 0.0, 1.0),
    links.Choice("step", "edges", STEPS),
)
SCENES: tuple[links.Field, ...] = (
    links.Choice("scene", "shapes", tuple(scenes.SCENES)),
    links.Real("grain", 0.15, 0.0, MAX_NOISE),
    links.Real("width", 1.0, 0.0, MAX_SIGMA),
    links.Real("limit", 0.3, 0.0, 1.0),
    links.Real("tolerance", 1.5, 0.5, 10.0),
    links.Seed("noise_seed"),
)
EXERCISES: tuple[links.Field, ...] = (
    chosen.field("Y", "X", "K", setting=TRANSPOSED_CELL),
    links.Real("angle", 30.0, 0.0, 180.0),
    links.Whole("order", 2, 1, 4),
)


@dataclass(frozen=True)
class Experiment:
    """One search for edges: image (H, W) and kernel (h, w), as chosen and not yet transposed; `shown`: how X is drawn."""

    image: Floats
    kernel: Floats
    transpose_image: bool = False
    transpose_kernel: bool = False
    shown: Range | None = None

    @property
    def x(self) -> Floats:
        """The image that is searched."""
        return self.image.T if self.transpose_image else self.image

    @property
    def k(self) -> Floats:
        """The kernel that searches."""
        return self.kernel.T if self.transpose_kernel else self.kernel


def experiment_of(page: Page, image: controls.Selection, kernel: controls.Selection) -> Experiment | None:
    """The experiment that the page's settings name; None where there are no numbers."""
    if image.values is None or kernel.values is None:
        return None
    x, k = (bool(st.session_state[page.key(name)]) for name in ("transpose_image", "transpose_kernel"))
    return Experiment(image.values, kernel.values, x, k, image.shown)
