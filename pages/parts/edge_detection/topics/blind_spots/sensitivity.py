"""Which directions of edge a kernel sees: its response all the way round, as a curve about a centre."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.edges import directions
from core.figures import colours
from core.takeaway.programs.edge_detection import blind_spots as lesson
from pages.shared import downloads, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

ANGLES = np.arange(0.0, 360.0, 3.0)


def draw(page: Page, image: Floats, kernel: Floats) -> None:
    """The response to an edge of every direction, as a curve round a centre; `image` is for the lesson to take away."""
    _ = page.translate
    chart, words = st.columns([2, 3], gap="large", vertical_alignment="center")
    seen = directions.responses(kernel, ANGLES)
    with chart:
        readable_chart(
            page,
            _round(seen),
            _polar(page),
            Columns("angle", "response", _("brightens towards, degrees"), name=_("response")),
            width="content",
            key=page.key("polar"),
            alt=_("Response to edges of every direction, as the distance from the centre"),
        )
    with words:
        prose.draw(page, "sensitivity")
        missed = directions.missed(kernel, ANGLES)
        total = float(kernel.sum())
        if abs(total) > 1e-9 * float(np.abs(kernel).sum()):
            st.markdown(
                _(
                    "**Not an edge detector:** the kernel's entries sum to {total:.4g} instead of 0, so it also responds to a uniform area."
                ).format(total=total)
            )
        elif not seen.any():
            st.markdown(_("**It sees nothing at all:** every response is 0."))
        elif missed.size:
            st.markdown(
                _("**Missed** (below 5% of the strongest response): edges that brighten towards {angles}.").format(
                    angles=_spans(missed, _(", "))
                )
            )
        else:
            weakest = float(np.abs(seen).min() / np.abs(seen).max())
            st.markdown(
                _("**It misses no direction:** the weakest response is {weakest:.0%} of the strongest.").format(
                    weakest=weakest
                )
            )
        responses = pd.DataFrame({"angle": ANGLES, "response": seen})
        downloads.save(
            page,
            {"sensitivity": lambda: figures.curves([figures.Series("", ANGLES, seen)], x="°", y="")},
            {"sensitivity": lambda: responses},
            lessons={"sensitivity": partial(lesson.responses, image, kernel, ANGLES)},
        )


def _spans(angles: Floats, comma: str) -> str:
    """Neighbouring angles as one span: 87–93°, 267–273°."""
    step = ANGLES[1] - ANGLES[0]
    breaks = np.flatnonzero(np.diff(angles) > step * 1.5) + 1
    parts = [
        f"{part[0]:.0f}°" if part.size == 1 else f"{part[0]:.0f}–{part[-1]:.0f}°" for part in np.split(angles, breaks)
    ]
    return comma.join(parts)


def _round(seen: Floats) -> pd.DataFrame:
    """One closed curve: distance from the centre = size of the response, as a share of the largest."""
    share = np.abs(seen) / (np.abs(seen).max() or 1.0)
    angle = np.radians(ANGLES)
    table = pd.DataFrame(
        {
            "x": share * np.cos(angle),
            "y": -share * np.sin(angle),  # down on the screen is 90°
            "angle": ANGLES,
            "response": seen,
            "order": np.arange(ANGLES.size),
        }
    )
    return pd.concat([table, table.iloc[:1].assign(order=ANGLES.size)], ignore_index=True)


def _polar(page: Page) -> dict[str, Any]:
    _ = page.translate
    axis = {"type": "quantitative", "axis": None, "scale": {"domain": [-1.55, 1.55], "nice": False}}
    tooltip = [
        {"field": "angle", "title": _("brightens towards, degrees")},
        {"field": "response", "title": _("response"), "format": ".3g"},
    ]
    circle = np.radians(np.arange(0, 361, 5))
    ring = [{"x": float(np.cos(a)), "y": float(np.sin(a)), "order": i} for i, a in enumerate(circle)]
    names = [
        {"x": 1.22, "y": 0, "t": "0° →"},
        {"x": -1.22, "y": 0, "t": "← 180°"},
        {"x": 0, "y": 1.14, "t": "270° ↑"},
        {"x": 0, "y": -1.14, "t": "90° ↓"},
    ]
    place = {"x": {"field": "x", **axis}, "y": {"field": "y", **axis}}
    return {
        "height": 260,  # a phone at 400 % has no more
        "width": 260,
        "view": {"stroke": None},
        "layer": [
            {
                "data": {"values": ring},
                "mark": {"type": "line", "color": colours.MUTED, "strokeDash": [3, 4], "strokeWidth": 1},
                "encoding": {**place, "order": {"field": "order"}},
            },
            {
                "data": {"values": names},
                "mark": {"type": "text", "color": colours.MUTED, "fontSize": 12},
                "encoding": {**place, "text": {"field": "t"}},
            },
            {
                "mark": {"type": "line", "color": colours.POSITIVE, "strokeWidth": 2.5},
                "encoding": {**place, "order": {"field": "order"}},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 0, "size": 160},
                "encoding": {**place, "tooltip": tooltip},
            },
        ],
    }
