"""The sweep: kernel size, channels and depth against accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import feature_maps, figures
from core.figures import colours
from pages.parts.receptive_field.topics.feature_maps import settings
from pages.parts.receptive_field.topics.feature_maps.compare import run
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.shared import downloads, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(page: Page) -> None:
    """Kernel size, channels and depth against accuracy."""
    _ = page.translate
    st.markdown("## " + _("Kernel size, channels and depth"))
    prose.draw(page, "feature_maps_sweep")
    left, right = st.columns(2)
    left.text_input(_("Numbers of channels to try"), max_chars=40, **page.control("maps_sweep_channels"))
    right.number_input(
        _("Epochs of each"), step=1, min_value=1, max_value=feature_maps.MAX_EPOCHS, **page.control("maps_sweep_epochs")
    )
    wanted = settings.sweep_of(page)
    label = page.count("Train {n} network", "Train {n} networks", len(wanted)).format(n=len(wanted))
    run(page, "sweep", wanted, label, _chart)


def _chart(page: Page, job: Training) -> None:
    """Accuracy against kernel size, a line for each number of channels and depth."""
    _ = page.translate
    table = table_of(page, job)
    if table.empty:
        return
    kernel, channels, depth, accuracy, parameters, seconds = table.columns
    # A curve is a number of channels and a depth: read by a name that has both.
    named = table.assign(curve=[f"{c}, {d}" for c, d in zip(table[channels], table[depth], strict=True)])
    dashes = {"domain": list(feature_maps.DEPTHS), "range": [[1, 0], [6, 4]]}
    readable_chart(
        page,
        named,
        {
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": kernel, "type": "ordinal", "axis": {"labelAngle": 0}},
                "y": {"field": accuracy, "type": "quantitative", "scale": {"zero": False}, "axis": {"format": "%"}},
                "color": {"field": channels, "type": "nominal", "scale": {"range": list(colours.SERIES)}},
                "strokeDash": {
                    "field": depth,
                    "type": "nominal",
                    "scale": dashes,
                    "legend": {"symbolType": "stroke", "symbolSize": 900},
                },
            },
        },
        Columns(kernel, accuracy, kernel, "curve"),
        key=page.key("maps sweep chart"),
        alt=_("Kernel size, channels and depth"),
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={
            accuracy: st.column_config.NumberColumn(format="percent"),
            parameters: st.column_config.NumberColumn(format="localized"),
            seconds: st.column_config.NumberColumn(format="%.1f"),
        },
    )
    if not job.running:
        downloads.save(page, {"sweep": lambda: figure_of(page, table)}, {"sweep": lambda: table})


def table_of(page: Page, job: Training) -> pd.DataFrame:
    """One row a network that is finished."""
    _ = page.translate
    rows = [
        (setting.kernel, setting.channels, setting.depth, checks[-1].unseen_accuracy, setting.parameters, state.seconds)
        for setting, checks, state in zip(job.settings, job.checks, job.states, strict=True)
        if checks and (state.updates >= setting.updates or state.stopped)
    ]
    titles = [
        _("kernel size"),
        _("channels"),
        _("convolutions"),
        _("accuracy on unseen pictures"),
        _("parameters"),
        _("seconds"),
    ]
    return pd.DataFrame(rows, columns=titles)


def figure_of(page: Page, table: pd.DataFrame) -> Figure:
    """The same lines to save."""
    kernel, channels, depth, accuracy, *_rest = table.columns
    lines = [
        figures.Series(
            f"{channels} {number}, {depth} {deep}",
            part[kernel].to_numpy(),
            part[accuracy].to_numpy(),
            "o-" if deep == 2 else "o--",
        )
        for (number, deep), part in table.groupby([channels, depth])
    ]
    return figures.curves(lines, x=kernel, y=accuracy)
