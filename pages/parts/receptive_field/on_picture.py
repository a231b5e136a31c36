"""The tab "On a picture": a unit's box on an image, and what one cell of the image feeds."""

from __future__ import annotations

import streamlit as st

from pages.parts.receptive_field import backdrop, picture
from pages.parts.receptive_field.maps import field_maps
from pages.parts.receptive_field.settings import Experiment
from pages.shared.frame import Page

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
            "The middle of the picture is scaled to the input's size. Point at a unit to see its field, at a place in"
            " the picture to see which units know of it; click to keep it."
        )
    )
