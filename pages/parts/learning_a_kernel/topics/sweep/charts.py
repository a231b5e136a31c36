"""A sweep as pictures: final loss against rate with the stability limit, and a heat map; on the screen, and to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.figures import colours
from core.words import N_
from pages.parts.learning_a_kernel.topics.method import OPTIMIZERS_SAID
from pages.parts.learning_a_kernel.topics.sweep.job import SweepJob
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALLEST, MAX_VALUE = (
    1e-12,
    1e6,
)  # what is below or above is drawn there: all of float32 would leave no room for what is told apart
MAX_MOVING = 2_000  # cells of a heat map that is sent again and again while the sweep goes
MAX_HEIGHT = 480
VARIED_SAID = {
    "optimizer": N_("the optimizer"),
    "noise": N_("noise on the target"),
    "kernel_size": N_("kernel size"),
}


def said(page: Page, value: Any) -> str:
    """What one value of the sweep's second axis is called."""
    if isinstance(value, tuple):
        return f"{value[0]} × {value[1]}"
    return page.translate(OPTIMIZERS_SAID[value]) if isinstance(value, str) else f"{value:g}"


def limits(job: SweepJob) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The largest stable rates that are known and finite, each once."""
    known = job.state.limits
    return np.unique(known[np.isfinite(known)])


def summary(page: Page, job: SweepJob) -> pd.DataFrame:
    """One row a (value, rate): the median and the range of the final loss over the starts."""
    sweep = job.sweep
    losses = np.clip(job.state.losses, SMALLEST, MAX_VALUE)
    rows = []
    for v, value in enumerate(sweep.values):
        for r, rate in enumerate(sweep.rates):
            seen = losses[v, :, r][np.isfinite(losses[v, :, r])]
            if seen.size:
                rows.append(
                    {
                        "value": said(page, value),
                        "rate": rate,
                        "loss": float(np.median(seen)),
                        "least": float(seen.min()),
                        "most": float(seen.max()),
                    }
                )
    return pd.DataFrame(rows)


def single(job: SweepJob) -> pd.DataFrame:
    """One row a (seed, rate) that is done, where the sweep has a single value: each run for itself."""
    losses = np.clip(job.state.losses[0], SMALLEST, MAX_VALUE)
    seed, rate = np.nonzero(~np.isnan(losses))
    return pd.DataFrame(
        {
            "seed": np.asarray(job.sweep.seeds)[seed],
            "rate": np.asarray(job.sweep.rates)[rate],
            "loss": losses[seed, rate],
        }
    )


def pictures(page: Page) -> dict[str, Callable[[], Figure]]:
    """The sweep's curves to save, once there are any."""
    job: SweepJob | None = st.session_state.get(page.key("sweeping"))
    return {} if job is None or not job.state.done else {"sweep": lambda: figure(page, job)}


def figure(page: Page, job: SweepJob) -> Figure:
    """Median final loss against the rate, one curve a value, and the largest stable rates."""
    _ = page.translate
    data = summary(page, job)
    series = [
        figures.Series(str(value), part["rate"].to_numpy(), part["loss"].to_numpy())
        for value, part in data.groupby("value", sort=False)
    ]
    picture = figures.curves(series, x=_("learning rate"), y=_("final loss, median over the initializations"), log=True)
    axis = picture.axes[0]
    axis.set_xscale("log")
    for i, limit in enumerate(limits(job)):
        name = _("largest stable rate") if i == 0 else None
        axis.axvline(limit, color=colours.NEGATIVE, linestyle="--", linewidth=1.2, label=name)
    axis.legend(frameon=False)
    return picture


def draw(page: Page, job: SweepJob) -> None:
    """What is done of the sweep: the curves, and the heat map below them."""
    data = summary(page, job)
    if data.empty:
        return
    _curves(page, job, data)
    if len(job.sweep.values) > 1:
        _map(page, job, data, "value")
    elif job.sweep.runs <= MAX_MOVING or not job.running:
        _map(page, job, single(job), "seed")


def _rates(page: Page) -> dict[str, Any]:
    """The axis of the learning rates."""
    return {"field": "rate", "title": page.translate("learning rate")}


def _tooltip(page: Page, job: SweepJob, field: str, loss: str) -> list[dict[str, Any]]:
    _ = page.translate
    title = _("initialization seed") if field == "seed" else _(VARIED_SAID[job.sweep.varied])
    return [
        {"field": field, "title": title},
        {"field": "rate", "title": _("learning rate"), "format": ".4g"},
        {"field": "loss", "title": loss, "format": ".4g"},
    ]


def _curves(page: Page, job: SweepJob, data: pd.DataFrame) -> None:
    _ = page.translate
    stable = limits(job)
    names = [said(page, value) for value in job.sweep.values]
    median = _("final loss, median over the initializations")
    x = {**_rates(page), "type": "quantitative", "scale": {"type": "log"}, "axis": {"format": "~g"}}
    y = {"type": "quantitative", "scale": {"type": "log"}}
    colour = {
        "field": "value",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [colours.SERIES[i % 8] for i in range(len(names))]},
        "legend": {"title": None, "orient": "top"},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "opacity": 0.15, "clip": True},
            "encoding": {
                "x": x,
                "y": {**y, "field": "least", "title": median, "axis": {"format": "~e", "tickCount": 7}},
                "y2": {"field": "most"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "line", "point": {"size": 14}, "clip": True},
            "encoding": {
                "x": x,
                "y": {**y, "field": "loss"},
                "color": colour,
                "tooltip": _tooltip(page, job, "value", median),
            },
        },
    ]
    if stable.size:
        layers.append(
            {
                "data": {"values": [{"rate": float(limit)} for limit in stable]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": colours.NEGATIVE},
                "encoding": {"x": x},
            }
        )
    readable_chart(
        page,
        data,
        {"height": 300, "layer": layers},
        Columns("rate", "loss", _("learning rate"), "value"),
        key=page.key("sweep chart"),
        alt=median,
    )
    told = [
        _("Losses below {low:.0e} or above {high:.0e} are drawn at those limits.").format(low=SMALLEST, high=MAX_VALUE)
    ]
    if stable.size:
        told.insert(0, _("Dashed: the largest stable rate, from the eigenvalues of the image's windows."))
    st.caption(" ".join(told))


def _map(page: Page, job: SweepJob, data: pd.DataFrame, field: str) -> None:
    """Rate × value, the median over the starts; or rate × seed, each run for itself."""
    _ = page.translate
    by_value = field == "value"
    names = [said(page, value) for value in job.sweep.values] if by_value else list(job.sweep.seeds)
    loss = _("final loss, median over the initializations") if by_value else _("final loss")
    readable_chart(
        page,
        data,
        {
            "height": min((40 if by_value else 14) * len(names) + 40, MAX_HEIGHT),
            "mark": {"type": "rect"},
            "encoding": {
                "x": {**_rates(page), "type": "ordinal", "axis": {"format": ".2g", "labelOverlap": True}},
                "y": {
                    "field": field,
                    "type": "nominal" if by_value else "ordinal",
                    "sort": names,
                    "title": None if by_value else _("initialization seed"),
                    "axis": {"labelOverlap": True},
                },
                "color": {
                    "field": "loss",
                    "type": "quantitative",
                    "scale": {"type": "log", "scheme": "viridis", "reverse": True},
                    "title": _("final loss"),
                    "legend": {"format": "~e", "tickCount": 5},
                },
                "tooltip": _tooltip(page, job, field, loss),
            },
        },
        Columns("rate", "loss", _("learning rate"), field),
        key=page.key("sweep map"),
        alt=loss,
    )
