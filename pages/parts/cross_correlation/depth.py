"""The tabs of the page, and what draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.cross_correlation import channels, layer, matrices, numbers, operations, padding, signals, speed
from pages.parts.cross_correlation.settings import Experiment
from pages.shared.frame import Page


def _idea(page: Page) -> None:
    st.markdown(page.prose("idea"))


# Drawn whatever stands above, also when that is no experiment.
ALONE: Mapping[str, Callable[[Page], None]] = {
    "idea": _idea,
    "numbers": numbers.draw,
    "signals": signals.draw,
    "channels": channels.draw,
}
# Drawn for the experiment above.
NEEDS: Mapping[str, Callable[[Page, Experiment], None]] = {
    "layer": layer.draw,
    "speed": speed.draw,
    "padding": padding.draw,
    "matrix": matrices.draw,
    "operations": operations.draw,
}
