"""The tab "On a picture": the chosen unit's box on an image, clipped at its border, holes shown."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures
from core.receptive_field import Region, regions
from pages.parts.receptive_field import picture
from pages.parts.receptive_field.settings import Experiment
from pages.shared import cache
from pages.shared.frame import Page


def draw(page: Page, experiment: Experiment) -> None:
    """The photograph at the size of the input, lit where the unit looks."""
    _ = page.translate
    depth, row, column = picture.unit_of(page, experiment)
    st.markdown(picture.sentence(page, experiment))
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)[0]
    st.image(picture.lit(seen, _photograph(experiment.input_size)), width=512)
    st.caption(_("The photograph is scaled to the size of the input. Choose the unit in the picture at the top."))


def parts(page: Page, experiment: Experiment) -> list[figures.Part]:
    """The same for a saved picture."""
    depth, row, column = picture.unit_of(page, experiment)
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)[0]
    return [figures.Part("", picture.lit(seen, _photograph(experiment.input_size)) / 255.0)]


def boxed(size: tuple[int, int], box: tuple[int, int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A photograph of that size with a box (top, left, bottom, right) lit, clipped at its border."""
    rows = tuple(range(max(0, box[0]), min(size[0], box[2] + 1)))
    columns = tuple(range(max(0, box[1]), min(size[1], box[3] + 1)))
    return picture.lit(Region(box, rows, columns, size), _photograph(size))


def _photograph(size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The cameraman, cut or repeated to exactly the input's size: (H, W, 3), 0 … 255."""
    photograph = cache.picture("astronaut", min(2048, max(size)), 0, True)
    rows = np.arange(size[0]) * photograph.shape[0] // size[0]
    columns = np.arange(size[1]) * photograph.shape[1] // size[1]
    return figures.grey_rgb(photograph[np.ix_(rows, columns)]).astype(np.float64)
