"""The learning rate's slider: logarithmic, with the largest stable rate marked on its own scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_rate_slider",
    js=(_HERE / "rate_slider.js").read_text(encoding="utf-8"),
    css=(_HERE / "rate_slider.css").read_text(encoding="utf-8"),
)
DECADES = 2.0  # below the largest stable rate that the slider begins
ABOVE = 10.0  # times the largest stable rate where it ends


def rate_slider(
    rate: float,
    limit: float,
    fastest: float,
    *,
    label: str,
    marks: dict[str, str],
    key: str,
    on_change: Callable[[], None],
) -> None:
    """Draw the slider at `rate`; `rate_of` gives, in `on_change`, where it was moved.

    `marks` are the words for the two marked rates, keys "limit" and "fastest".
    """
    if not math.isfinite(limit):  # a black image: every rate is stable, and there is nothing to mark
        limit = 1.0
    _mount(
        key=key,
        data={
            "rate": rate,
            "low": limit / 10**DECADES,
            "high": limit * ABOVE,
            "limit": limit,
            "fastest": fastest if math.isfinite(fastest) else limit,
            "label": label,
            "marks": marks,
        },
        on_rate_change=on_change,
    )


def rate_of(key: str) -> float | None:
    """The rate that the slider was moved to; None where it was not, or says no number."""
    state: Any = st.session_state.get(key)
    value = getattr(state, "rate", None)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) and value > 0 else None
