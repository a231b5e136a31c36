"""The tab "Sweep": thousands of runs over learning rates, first kernels and one thing more, on one chart."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core import colours, figures, sweep_runs, workers
from core.descent import OPTIMIZERS
from core.errors import BadInput
from core.sweeps import Sweep
from core.words import N_
from pages.parts.learning_a_kernel.method import OPTIMIZERS_SAID
from pages.parts.learning_a_kernel.settings import Experiment
from pages.shared import downloads
from pages.shared.frame import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TICK = 0.15
MOST_COUNT = 500
LARGEST = 1e30
VARIED_SAID = {
    "optimizer": N_("the optimizer"),
    "noise": N_("noise on the target"),
    "kernel_size": N_("the kernel's size"),
}


@dataclass
class Sweeping:
    """A sweep on its way: chunks run in a worker, one after another, until all are done or nobody asks for more."""

    sweep: Sweep
    state: sweep_runs.SweepState
    running: bool = True
    began: float = 0.0
    error: BadInput | None = None
    flying: Future[Any] | None = None

    @property
    def fraction(self) -> float:
        return sweep_runs.fraction(self.sweep, self.state)

    def tick(self) -> None:
        """Take over what has come, and send the next chunk off."""
        if self.flying is not None and self.flying.done():
            try:
                self.state = self.flying.result()
            except BadInput as error:
                self.error, self.running = error, False
            self.flying = None
        if sweep_runs.finished(self.sweep, self.state):
            self.running = False
        if self.running and self.flying is None:
            self.flying = workers.submit(sweep_runs.advance, self.sweep, self.state)

    def cancel(self) -> None:
        """Ask for no more; what is in flight is dropped."""
        self.running = False
        if self.flying is not None:
            self.flying.cancel()
            self.flying = None


def draw(page: Page, experiment: Experiment) -> None:
    """The grid's controls, progress with Cancel, and the picture."""
    _ = page.translate
    st.markdown(page.prose("sweep"))
    limit = experiment.form.max_learning_rate
    first = st.columns(4)
    least = first[0].number_input(
        _("Rates from"),
        step=0.01,
        format="%.4g",
        key=page.key("sweep_low"),
        help=_("As a share of the largest stable rate, {limit:.4g}.").format(limit=limit),
    )
    most = first[1].number_input(_("to"), step=0.1, format="%.4g", key=page.key("sweep_high"))
    count = first[2].number_input(_("how many"), step=1, key=page.key("sweep_rates"))
    seeds = first[3].number_input(_("Random starts"), step=1, key=page.key("sweep_seeds"))
    scale = limit if np.isfinite(limit) else 1.0
    low, high = least * scale, most * scale
    second = st.columns([1, 2, 1])
    varied = second[0].selectbox(
        _("Vary as well"),
        list(VARIED_SAID),
        format_func=lambda name: _(VARIED_SAID[name]),
        key=page.key("sweep_varied"),
    )
    epochs = second[2].number_input(_("Epochs"), step=1, key=page.key("sweep_epochs"))
    try:
        with second[1]:
            values = _values(page, varied)
        sweep = _sweep(experiment, (low, high, count, seeds), varied, values, int(epochs))
    except BadInput as error:
        st.error(page.sentence(error))
        return
    going: Sweeping | None = st.session_state.get(page.key("sweeping"))
    running = going is not None and going.running
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Run {runs:,} trainings").format(runs=sweep.runs),
            type="primary",
            key=page.key("sweep go"),
            on_click=_go,
            args=(page, sweep),
            disabled=running,
        )
        st.button(_("Cancel"), key=page.key("sweep cancel"), on_click=_cancel, args=(page,), disabled=not running)
    if going is not None:
        if running:
            st.fragment(_moving, run_every=TICK)(page)
        else:
            _picture(page, going)


def _sweep(
    experiment: Experiment, numbers: tuple[float, float, int, int], varied: str, values: tuple[Any, ...], epochs: int
) -> Sweep:
    low, high, count, seeds = numbers
    if not (0 < low < high <= LARGEST):
        raise BadInput("the rates must go from above 0 to a larger number, got {low} to {high}", low=low, high=high)
    if not (1 <= count <= MOST_COUNT and 1 <= seeds <= MOST_COUNT):
        raise BadInput(
            "a sweep takes 1 to {most} rates and 1 to {most} starts, got {rates} and {seeds}",
            most=MOST_COUNT,
            rates=count,
            seeds=seeds,
        )
    method = experiment.learning
    return Sweep(
        np.asarray(method.image, dtype=np.float64),
        experiment.true,
        rates=tuple(float(rate) for rate in np.geomspace(low, high, int(count))),
        seeds=tuple(range(int(seeds))),
        varied=varied,
        values=values,
        epochs=epochs,
        optimizer=method.optimizer,
        noise=method.noise,
        kernel_size=None if varied == "kernel_size" else method.kernel_size,
        loss=method.loss,
        momentum=method.momentum,
        weight_decay=method.weight_decay,
        batch_size=method.batch_size,
    )


def _values(page: Page, varied: str) -> tuple[Any, ...]:
    _ = page.translate
    if varied == "optimizer":
        # The address carries text; the widget shows it as choices.
        known = [name for name in st.session_state[page.key("sweep_optimizers")].split() if name in OPTIMIZERS]
        chosen = st.multiselect(
            _("Optimizers"),
            OPTIMIZERS,
            default=list(dict.fromkeys(known)),
            format_func=lambda name: _(OPTIMIZERS_SAID[name]),
            key=page.key("sweep optimizers"),
        )
        st.session_state[page.key("sweep_optimizers")] = " ".join(chosen)
        return tuple(chosen)
    if varied == "noise":
        text = st.text_input(_("Standard deviations"), max_chars=200, key=page.key("sweep_noises"))
        return tuple(_number(part) for part in text.replace(",", " ").split())
    text = st.text_input(_("Sizes, rows x columns"), max_chars=200, key=page.key("sweep_sizes"))
    return tuple(_size(part) for part in text.replace(",", " ").split())


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput("“{text}” is not a number", text=text[:40]) from None


def _size(text: str) -> tuple[int, int]:
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.isdigit() and 1 <= int(part) <= 15 for part in parts):
        raise BadInput("“{text}” is not a size from 1x1 to 15x15", text=text[:40])
    return int(parts[0]), int(parts[1])


def _go(page: Page, sweep: Sweep) -> None:
    st.session_state[page.key("sweeping")] = Sweeping(sweep, sweep_runs.start(sweep), began=time.monotonic())


def _cancel(page: Page) -> None:
    going: Sweeping | None = st.session_state.get(page.key("sweeping"))
    if going is not None:
        going.cancel()


def _moving(page: Page) -> None:
    _ = page.translate
    going: Sweeping | None = st.session_state.get(page.key("sweeping"))
    if going is None:
        return
    going.tick()
    done, spent = going.fraction, time.monotonic() - going.began
    left = spent * (1 - done) / done if done > 0 else 0.0
    st.progress(
        min(1.0, done),
        _("{done:,} of {runs:,} trainings, about {left:.0f} s left").format(
            done=going.state.done, runs=going.sweep.runs, left=left
        ),
    )
    _picture(page, going)
    if not going.running:
        st.rerun()


def summary(page: Page, going: Sweeping) -> pd.DataFrame:
    """One row a (value, rate): the median and the range of the final loss over the starts."""
    sweep, state = going.sweep, going.state
    rows = []
    losses = np.minimum(state.losses, LARGEST)
    for v, value in enumerate(sweep.values):
        for r, rate in enumerate(sweep.rates):
            seen = losses[v, :, r][np.isfinite(losses[v, :, r])]
            if seen.size:
                rows.append(
                    {
                        "value": _said(page, value),
                        "rate": rate,
                        "loss": float(np.median(seen)),
                        "least": float(seen.min()),
                        "most": float(seen.max()),
                    }
                )
    return pd.DataFrame(rows)


def pictures(page: Page) -> dict[str, Callable[[], Figure]]:
    """The sweep's curves to save, once there are any."""
    going: Sweeping | None = st.session_state.get(page.key("sweeping"))
    return {} if going is None or not going.state.done else {"sweep": lambda: figure(page, going)}


def figure(page: Page, going: Sweeping) -> Figure:
    """Median final loss against the rate, one curve a value."""
    _ = page.translate
    data = summary(page, going)
    series = [
        figures.Series(str(value), part["rate"].to_numpy(), part["loss"].to_numpy())
        for value, part in data.groupby("value", sort=False)
    ]
    return figures.curves(series, x=_("learning rate"), y=_("final loss, median over the starts"), log=True)


def _said(page: Page, value: Any) -> str:
    _ = page.translate
    if isinstance(value, tuple):
        return f"{value[0]} × {value[1]}"
    return _(OPTIMIZERS_SAID[value]) if isinstance(value, str) else f"{value:g}"


def _picture(page: Page, going: Sweeping) -> None:
    _ = page.translate
    if going.error is not None:
        st.error(page.sentence(going.error))
    data = summary(page, going)
    if data.empty:
        return
    limits = going.state.limits[np.isfinite(going.state.limits)]
    names = [_said(page, value) for value in going.sweep.values]
    x = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"type": "log"},
        "title": _("learning rate"),
        "axis": {"format": "~g"},
    }
    colour = {
        "field": "value",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [colours.SERIES[i % 8] for i in range(len(names))]},
        "legend": {"title": None, "orient": "top"},
    }
    y_scale = {"type": "symlog", "constant": 1e-9}
    tooltip = [
        {"field": "value", "title": _(VARIED_SAID[going.sweep.varied])},
        {"field": "rate", "title": _("learning rate"), "format": ".4g"},
        {"field": "loss", "title": _("final loss, median over the starts"), "format": ".4g"},
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "opacity": 0.15, "clip": True},
            "encoding": {
                "x": x,
                "y": {
                    "field": "least",
                    "type": "quantitative",
                    "scale": y_scale,
                    "title": _("final loss, median over the starts"),
                    "axis": {"format": "~e"},
                },
                "y2": {"field": "most"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "line", "point": {"size": 14}, "clip": True},
            "encoding": {
                "x": x,
                "y": {"field": "loss", "type": "quantitative", "scale": y_scale},
                "color": colour,
                "tooltip": tooltip,
            },
        },
    ]
    if limits.size:
        layers.append(
            {
                "data": {"values": [{"rate": float(limit)} for limit in np.unique(limits)]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": colours.NEGATIVE},
                "encoding": {"x": x},
            }
        )
    st.vega_lite_chart(data, {"height": 300, "layer": layers}, width="stretch", key=page.key("sweep chart"))
    if limits.size:
        st.caption(_("Dashed: the largest stable rate, from the image's eigenvalues."))
    if len(names) > 1:
        st.vega_lite_chart(
            data,
            {
                "height": 40 * len(names) + 40,
                "mark": {"type": "rect"},
                "encoding": {
                    "x": {**x, "type": "ordinal", "scale": {}, "axis": {"format": ".2g", "labelOverlap": True}},
                    "y": {"field": "value", "type": "nominal", "sort": names, "title": None},
                    "color": {
                        "field": "loss",
                        "type": "quantitative",
                        "scale": {"type": "symlog", "constant": 1e-9, "scheme": "viridis", "reverse": True},
                        "title": _("final loss"),
                    },
                    "tooltip": tooltip,
                },
            },
            width="stretch",
            key=page.key("sweep map"),
        )
    downloads.button(
        page,
        "sweep.csv",
        lambda: downloads.csv(pd.DataFrame(sweep_runs.table(going.sweep, going.state))),
        "text/csv",
    )
