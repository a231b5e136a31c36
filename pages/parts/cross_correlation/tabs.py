"""The tabs of the page, and what draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics import code, layer, matrix, numbers, speed
from pages.parts.cross_correlation.topics.channels import tab as channels
from pages.parts.cross_correlation.topics.operations import tab as operations
from pages.parts.cross_correlation.topics.padding import tab as padding
from pages.parts.cross_correlation.topics.signals import tab as signals
from pages.parts.cross_correlation.topics.workshop import tab as workshop
from pages.shared.frame import Page


def _idea(page: Page) -> None:
    st.markdown(page.prose("idea"))


# Drawn whatever stands above, also when that is no experiment.
ALONE: Mapping[str, Callable[[Page], None]] = {
    "idea": _idea,
    "numbers": numbers.draw,
    "signals": signals.draw,
    "channels": channels.draw,
    "workshop": workshop.draw,
}
# Drawn for the experiment above.
NEEDS: Mapping[str, Callable[[Page, Experiment], None]] = {
    "layer": layer.draw,
    "speed": speed.draw,
    "padding": padding.draw,
    "matrix": matrix.draw,
    "operations": operations.draw,
    "code": code.draw,
}
