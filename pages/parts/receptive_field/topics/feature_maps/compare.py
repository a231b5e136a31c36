"""Experiments with several networks: three first layers on one chart; kernel size, channels and depth against accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core import feature_maps, figures
from core.errors import BadInput
from core.feature_maps import Setting
from core.figures import colours
from core.words import N_
from pages.parts.receptive_field.topics.feature_maps import settings
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.shared import downloads, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.loss_chart import Curve, loss_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

TICK = 0.5
FIRSTS = {
    "learned": N_("learns"),
    "sobel": N_("Sobel kernels, frozen"),
    "random": N_("random kernels, frozen"),
}
COLOURS = {"learned": colours.NEGATIVE, "sobel": colours.POSITIVE, "random": colours.GUESS}


def first_layers(page: Page, setting: Setting) -> None:
    """The same network three times: its first layer learns, or keeps Sobel's kernels, or random ones."""
    _ = page.translate
    st.markdown("## " + _("Does the first layer have to learn?"))
    prose.draw(page, "feature_maps_first")
    try:
        wanted = feature_maps.first_layers(setting)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    _run(page, "first", wanted, _("Train all three"), _draw_first)


def sweep(page: Page) -> None:
    """Kernel size, channels and depth against accuracy."""
    _ = page.translate
    st.markdown("## " + _("Kernel size, channels and depth"))
    prose.draw(page, "feature_maps_sweep")
    left, right = st.columns(2)
    left.text_input(_("Numbers of channels"), max_chars=40, **page.control("maps_sweep_channels"))
    right.number_input(
        _("Epochs of each"), step=1, min_value=1, max_value=feature_maps.MAX_EPOCHS, **page.control("maps_sweep_epochs")
    )
    try:
        wanted = settings.sweep_of(page)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    label = page.count("Train {n} network", "Train {n} networks", len(wanted)).format(n=len(wanted))
    _run(page, "sweep", wanted, label, _draw_sweep)


def _run(
    page: Page, name: str, wanted: tuple[Setting, ...], label: str, show: Callable[[Page, Training], None]
) -> None:
    """Start, Stop, progress and what has come so far."""
    _ = page.translate
    key = page.key(f"maps {name}")
    job: Training | None = st.session_state.get(key)
    if job is not None and job.settings != wanted:
        job.cancel()
        job = st.session_state[key] = None
    running = job is not None and job.running
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(label, key=f"{key} begin", on_click=_begin, args=(key, wanted), disabled=running)
        st.button(
            _("Stop"), key=f"{key} stop", on_click=_stop, args=(key,), disabled=not running, icon=":material/stop:"
        )
        st.caption(
            _("{updates:,} updates in all; up to two networks learn at once.").format(
                updates=sum(one.updates for one in wanted)
            )
        )
    if job is None:
        return
    if job.busy:
        st.fragment(_moving, run_every=TICK)(page, job, show)
    else:
        _still(page, job, show)


def _moving(page: Page, job: Training, show: Callable[[Page, Training], None]) -> None:
    job.tick()
    _still(page, job, show)
    if not job.busy:
        st.rerun()


def _still(page: Page, job: Training, show: Callable[[Page, Training], None]) -> None:
    if job.error is not None:
        st.error(page.sentence(job.error))
    if job.running:
        st.progress(min(1.0, job.fraction))
    show(page, job)


def _draw_first(page: Page, job: Training) -> None:
    """Accuracy on unseen pictures, three curves on one chart."""
    _ = page.translate
    loss_chart(
        page,
        [
            Curve(
                _(FIRSTS[setting.first]),
                np.array([check.updates for check in checks]),
                np.array([check.unseen_accuracy for check in checks]),
                COLOURS[setting.first],
                diverged=state.stopped == "diverged",
            )
            for setting, checks, state in zip(job.settings, job.checks, job.states, strict=True)
            if checks
        ],
        first=0,
        last=job.settings[0].updates,
        log=False,
        words=(_("update"), _("accuracy"), _("The share of unseen pictures told correctly, for three first layers")),
        key=page.key("maps first chart"),
        falling=False,
    )
    if not job.running and all(job.checks):
        table = first_table(page, job)
        downloads.save(page, {"first layers": lambda: first_figure(page, job)}, {"first layers": lambda: table})


def first_table(page: Page, job: Training) -> pd.DataFrame:
    """One row a check of each network."""
    rows = [
        (
            page.translate(FIRSTS[setting.first]),
            one.updates,
            one.seen_loss,
            one.seen_accuracy,
            one.unseen_loss,
            one.unseen_accuracy,
        )
        for setting, checks in zip(job.settings, job.checks, strict=True)
        for one in checks
    ]
    return pd.DataFrame(
        rows, columns=["first layer", "update", "seen loss", "seen accuracy", "unseen loss", "unseen accuracy"]
    )


def first_figure(page: Page, job: Training) -> Figure:
    """The same three curves to save."""
    _ = page.translate
    return figures.curves(
        [
            figures.Series(
                _(FIRSTS[setting.first]),
                np.array([check.updates for check in checks]),
                np.array([check.unseen_accuracy for check in checks]),
            )
            for setting, checks in zip(job.settings, job.checks, strict=True)
        ],
        x=_("update"),
        y=_("accuracy"),
    )


def _draw_sweep(page: Page, job: Training) -> None:
    """Accuracy against kernel size, a line for each number of channels and depth."""
    _ = page.translate
    table = sweep_table(page, job)
    if table.empty:
        return
    kernel, channels, depth, accuracy, *_rest = table.columns
    # A curve is a number of channels and a depth: read by a name that has both.
    named = table.assign(curve=[f"{c}, {d}" for c, d in zip(table[channels], table[depth], strict=True)])
    readable_chart(
        page,
        named,
        {
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": kernel, "type": "ordinal", "axis": {"labelAngle": 0}},
                "y": {"field": accuracy, "type": "quantitative", "scale": {"zero": False}, "axis": {"format": "%"}},
                "color": {"field": channels, "type": "nominal", "scale": {"range": list(colours.SERIES)}},
                "strokeDash": {"field": depth, "type": "nominal"},
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
        column_config={accuracy: st.column_config.NumberColumn(format="percent")},
    )
    if not job.running:
        downloads.save(page, {"sweep": lambda: sweep_figure(page, table)}, {"sweep": lambda: table})


def sweep_table(page: Page, job: Training) -> pd.DataFrame:
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


def sweep_figure(page: Page, table: pd.DataFrame) -> Figure:
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


def _begin(key: str, wanted: tuple[Setting, ...]) -> None:
    job: Training | None = st.session_state.get(key)
    if job is None or job.finished:
        job = st.session_state[key] = Training(wanted, running=False)
    job.resume()


def _stop(key: str) -> None:
    job: Training | None = st.session_state.get(key)
    if job is not None:
        job.stop()
