"""The visit's runs overlaid on one chart: on the screen, and to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.figures import colours
from pages.parts.learning_a_kernel import chart
from pages.parts.learning_a_kernel.topics.runs.record import Record, begun
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def pictures(page: Page, runs: list[Record]) -> dict[str, Callable[[], Figure]]:
    """The overlaid curves to save, once there are runs."""
    return {"runs": lambda: figure(page, runs)} if begun(runs) else {}


def figure(page: Page, runs: list[Record]) -> Figure:
    """The curves of the runs that are not hidden."""
    _ = page.translate
    series = []
    for one in runs:
        losses = np.asarray(one.run.losses[0])
        if losses.size and not one.hidden:
            at = chart.points(losses.size)
            series.append(figures.Series(one.name, at + 1, np.minimum(losses[at], chart.MAX_VALUE)))
    return figures.curves(series, x=_("update"), y=_("loss before the update"), log=True)


def draw(page: Page, runs: list[Record]) -> None:
    """The curves that are not hidden, over one another; a click into the legend brings one out."""
    _ = page.translate
    parts = []
    for one in runs:
        if one.hidden:
            continue
        losses = np.asarray(one.run.losses[0])
        at = chart.points(losses.size)
        parts.append(pd.DataFrame({"update": at + 1, "loss": np.minimum(losses[at], chart.MAX_VALUE), "run": one.name}))
    if not parts:
        return
    names = [one.name for one in runs if not one.hidden]
    readable_chart(
        page,
        pd.concat(parts, ignore_index=True),
        {
            "height": 280,
            "transform": [{"filter": "datum.loss > 0"}],
            "params": [{"name": "one", "select": {"type": "point", "fields": ["run"]}, "bind": "legend"}],
            "mark": {"type": "line", "clip": True, "point": {"size": 12}},
            "encoding": {
                "x": {"field": "update", "type": "quantitative", "title": _("update"), "axis": {"tickMinStep": 1}},
                "y": {
                    "field": "loss",
                    "type": "quantitative",
                    "title": _("loss before the update"),
                    "scale": {"type": "log"},
                    "axis": {"format": "~g"},
                },
                "color": {
                    "field": "run",
                    "type": "nominal",
                    "sort": names,
                    "scale": {"domain": names, "range": [colours.SERIES[i % 8] for i in range(len(names))]},
                    "legend": {"title": None, "orient": "top", "columns": 4},
                },
                "opacity": {"condition": {"param": "one", "value": 1}, "value": 0.15},
                "tooltip": [
                    {"field": "run", "title": _("run")},
                    {"field": "update", "title": _("update")},
                    {"field": "loss", "title": _("loss"), "format": ".6g"},
                ],
            },
        },
        Columns("update", "loss", _("update"), "run"),
        key=page.key("runs chart"),
        alt=_("loss before the update"),
    )
    st.caption(_("Choose a run in the legend to highlight it."))
