"""The loss over the updates, drawn in the browser: light enough to be drawn anew ten times a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from core.arrays import Array

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_loss_chart",
    js=(_HERE / "loss_chart.js").read_text(encoding="utf-8"),
    css=(_HERE / "loss_chart.css").read_text(encoding="utf-8"),
)
DIGITS = 8  # significant ones that the browser is sent


@dataclass(frozen=True)
class Curve:
    """One curve: `updates` and `losses`, (n,) both and finite; `style` is "line", "dashed" or "dots"."""

    name: str
    updates: Array
    losses: Array
    colour: str
    style: str = "line"


def loss_chart(
    curves: Sequence[Curve], *, first: int, last: int, log: bool, words: tuple[str, str, str], key: str
) -> None:
    """Draw curves over the updates `first` … `last`.

    Parameters
    ----------
    words : (str, str, str)
        Title of the horizontal axis, of the vertical one, and what a screen reader is told of the picture.
    """
    _mount(
        key=key,
        data={
            "series": [
                {
                    "name": curve.name,
                    "colour": curve.colour,
                    "style": curve.style,
                    "x": np.asarray(curve.updates).tolist(),
                    "y": [float(f"{loss:.{DIGITS}g}") for loss in np.asarray(curve.losses).tolist()],
                }
                for curve in curves
            ],
            "from": first,
            "to": max(first + 1, last),
            "log": log,
            "xTitle": words[0],
            "yTitle": words[1],
            "label": words[2],
        },
    )
