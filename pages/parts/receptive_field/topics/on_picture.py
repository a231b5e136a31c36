"""The tab "On a picture": a unit's box on an image, and what one cell of the image feeds."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Mask
from core.figures import colours
from core.receptive_field import regions
from pages.parts.receptive_field import backdrop, picture
from pages.parts.receptive_field.maps import field_maps
from pages.parts.receptive_field.settings import Experiment
from pages.shared.page import Page
from pages.shared.pictures import frame

SIDE, OTHER = 560, 180


def draw(page: Page, experiment: Experiment) -> None:
    """The picture large beside the map of the unit's layer."""
    _ = page.translate
    left, right = st.columns([2, 3])
    with left:
        backdrop.choose(page)
    with right:
        picture.choose_unit(page, experiment)
    unit = picture.unit_of(page, experiment)
    last = len(experiment.layers)
    key = page.key("maps on a picture")
    field_maps(
        page,
        picture.maps(page, experiment),
        key=key,
        selected=unit,
        on_change=lambda: picture.take(page, key),
        picture=backdrop.jpeg(page, experiment.input_size),
        shown=sorted({0, unit[0] or last, last}),
        side=SIDE,
        others=OTHER,
    )
    st.caption(
        _(
            "The middle of the picture is scaled to the input size. Point at a unit to see its field, or at a place in the picture to see which units depend on it; click to keep the selection."
        )
    )


def parts(experiment: Experiment, unit: tuple[int, int, int], ground: backdrop.Ground) -> list[figures.Part]:
    """The picture with the unit's field on it, to save: holes stay open, the box is clipped at the border."""
    depth, row, column = unit
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)[0]
    return [lit_up(ground, seen.mask)]


def lit_up(ground: backdrop.Ground, seen: Mask) -> figures.Part:
    """The picture with those cells of the input, (rows, columns), lit and framed."""
    pixels = backdrop.pixels(*ground, (seen.shape[0], seen.shape[1])).astype(np.float64)
    (H, W), (rows, columns) = pixels.shape[:2], seen.shape
    # Each pixel of the picture lies in one cell of the input.
    mask = seen[np.ix_(np.arange(H) * rows // H, np.arange(W) * columns // W)]
    amber = np.array(colours.rgb(colours.WINDOW), dtype=np.float64)
    lit = np.where(mask[..., None], 0.55 * pixels + 0.45 * amber, pixels)
    if mask.any():
        down, across = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        thick = max(1, max(H, W) // 160)
        frame(lit[down[0] : down[-1] + 1, across[0] : across[-1] + 1], thick)
    return figures.Part("", lit / 255.0, "grey")
