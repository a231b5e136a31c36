"""The tab "Sweep": thousands of runs over learning rates, first kernels and one thing more, on one chart."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import BadInput
from core.learning import OPTIMIZERS, Sweep
from core.learning.sweeps import runs as sweep_runs
from core.takeaway.programs.learning_a_kernel import sweep as lesson
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.topics.method import OPTIMIZERS_SAID
from pages.parts.learning_a_kernel.topics.sweep import charts as sweep_charts
from pages.parts.learning_a_kernel.topics.sweep.charts import MAX_VALUE, VARIED_SAID
from pages.parts.learning_a_kernel.topics.sweep.job import SweepJob
from pages.shared import downloads, interrupted, prose
from pages.shared.job import cancel
from pages.shared.page import Page

TICK = 0.15
MAX_COUNT = 500


def draw(page: Page, experiment: Experiment) -> None:
    """The grid's controls, progress with Cancel, and the picture."""
    _ = page.translate
    prose.draw(page, "sweep")
    limit = experiment.form.max_learning_rate
    first = st.columns(4)
    least = first[0].number_input(
        _("Learning rates from (1: largest stable)"),
        step=0.01,
        format="%.4g",
        **page.control("sweep_low"),
        help=_("As a fraction of the largest stable rate, {limit:.4g}.").format(limit=limit),
    )
    most = first[1].number_input(_("Learning rates to"), step=0.1, format="%.4g", **page.control("sweep_high"))
    count = first[2].number_input(_("Number of rates"), step=1, **page.control("sweep_rates"))
    seeds = first[3].number_input(_("Random initializations"), step=1, **page.control("sweep_seeds"))
    scale = limit if np.isfinite(limit) else 1.0
    low, high = least * scale, most * scale
    second = st.columns([1, 2, 1])
    varied = second[0].selectbox(_("Also vary"), **page.choice("sweep_varied", VARIED_SAID))
    epochs = second[2].number_input(_("Epochs"), step=1, **page.control("sweep_epochs"))
    with second[1]:
        values = _values(page, varied)
    sweep = _sweep(experiment, (low, high, count, seeds), varied, values, int(epochs))
    _left_out(page, experiment)
    job: SweepJob | None = st.session_state.get(page.key("sweeping"))
    running = job is not None and job.running
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            page.count("Train {runs:,} run", "Train {runs:,} runs", sweep.runs).format(runs=sweep.runs),
            type="primary",
            key=page.key("sweep go"),
            on_click=_go,
            args=(page, sweep),
            disabled=running,
        )
        if job is not None and not running and not job.finished:
            st.button(
                _("Resume the remaining {left:,}").format(left=job.sweep.runs - job.state.done),
                key=page.key("sweep on"),
                on_click=job.resume,
                help=_("The completed runs are kept."),
            )
        st.button(
            _("Cancel"),
            key=page.key("sweep cancel"),
            on_click=cancel,
            args=(page.key("sweeping"),),
            disabled=not running,
        )
    if job is not None and running:
        st.fragment(_moving, run_every=TICK)(page, job)
    elif job is not None:
        _result(page, job)


def _left_out(page: Page, experiment: Experiment) -> None:
    """What of the page's method means something else in a sweep."""
    _ = page.translate
    method = experiment.learning
    if method.schedule != "constant":
        st.caption(
            _("The learning rate changes over time: the rates here, and the stable limit, are the initial ones.")
        )
    if method.target_loss is not None or method.patience is not None:
        st.caption(_("Every run completes all its epochs; early stopping does not apply here."))


def _sweep(
    experiment: Experiment, numbers: tuple[float, float, int, int], varied: str, values: tuple[Any, ...], epochs: int
) -> Sweep:
    low, high, count, seeds = numbers
    if not (0 < low < high <= MAX_VALUE):
        raise BadInput("the rates must run from above 0 to a larger number, got {low} to {high}", low=low, high=high)
    if not (1 <= count <= MAX_COUNT and 1 <= seeds <= MAX_COUNT):
        raise BadInput(
            "a sweep takes 1 to {most} rates and 1 to {most} initializations, got {rates} and {seeds}",
            most=MAX_COUNT,
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
        bias=method.bias,
        schedule=method.schedule,
        decay_every=method.decay_every,
        decay=method.decay,
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
            disabled=page.locked("sweep_optimizers"),
        )
        st.session_state[page.key("sweep_optimizers")] = " ".join(chosen)
        return tuple(chosen)
    if varied == "noise":
        text = st.text_input(_("Standard deviations"), max_chars=200, **page.control("sweep_noises"))
        return tuple(_number(part) for part in text.replace(",", " ").split())
    text = st.text_input(_("Sizes, rows x columns"), max_chars=200, **page.control("sweep_sizes"))
    return tuple(_size(part) for part in text.replace(",", " ").split())


def _number(text: str) -> float:
    try:
        if not text.isascii() or "_" in text:  # Python reads "１" and "1_0" as numbers; an address carries neither
            raise ValueError
        return float(text)
    except ValueError:
        raise BadInput("“{text}” is not a number; write for example 0.01", text=text[:40]) from None


def _size(text: str) -> tuple[int, int]:
    parts = text.lower().replace("×", "x").split("x")
    # "²" counts as a digit, yet is no number; and no more digits are read than a size has.
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        rows, columns = map(int, parts)
        if 1 <= rows <= 15 and 1 <= columns <= 15:
            return rows, columns
    raise BadInput("“{text}” is not a size from 1x1 to 15x15; write for example 3x3", text=text[:40])


def _go(page: Page, sweep: Sweep) -> None:
    st.session_state[page.key("sweeping")] = SweepJob(sweep)


def _moving(page: Page, job: SweepJob) -> None:
    _ = page.translate
    job.tick()
    st.progress(
        job.fraction,
        (
            _("{done:,} of {runs:,} runs, about {left:.0f} s left")
            if job.state.done
            else _("{done:,} of {runs:,} runs; waiting for a worker")
        ).format(done=job.state.done, runs=job.sweep.runs, left=job.seconds_left),
    )
    _result(page, job)
    if not job.running:
        st.rerun()


def _result(page: Page, job: SweepJob) -> None:
    """What interrupted the sweep, its pictures, and its numbers to save."""
    interrupted.draw(page, job)
    if not job.state.done:
        return
    sweep_charts.draw(page, job)
    sweep, state = job.sweep, job.state
    grid = lesson.Grid(sweep, state.first_losses, state.losses)
    downloads.button(
        page, "sweep.csv", lambda: downloads.csv(pd.DataFrame(sweep_runs.table(sweep, job.state))), "text/csv"
    )
    if job.finished:
        downloads.save(page, {}, {}, lessons={"sweep": partial(lesson.cells, grid)})
