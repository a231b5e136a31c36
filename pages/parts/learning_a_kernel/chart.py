"""Loss against updates: what theory says (dashed), what TensorFlow does (line), what the notebook printed (dots)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats
from core.figures import colours
from core.learning import KernelLearning
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import NOTEBOOK_LOSSES, NOTEBOOK_START
from pages.parts.learning_a_kernel.topics.runs import record as runs_record
from pages.parts.learning_a_kernel.topics.runs.words import rates_said, setting_said, value_said
from pages.shared.live import Run
from pages.shared.loss_chart import Curve, loss_chart, lost_in
from pages.shared.page import Page

POINTS = 240  # a curve has no more: the chart stays quick and its shape is kept
MAX_COMPARED = 1_000_000  # numbers of the kernels that a finished run is compared with
PALE = f"color-mix(in srgb, {colours.POSITIVE} 45%, transparent)"  # of runs with other settings
FLOAT32_FLOOR = 1e-12  # of the first loss: squares of what float32 rounds away
MAX_VALUE = 1e30  # what is drawn of a run that leaves all bounds


def points(count: int, most: int = POINTS) -> Floats:
    """At most `most` numbers of updates from 0 to `count` − 1, evenly spaced, the last one among them."""
    return np.unique(np.linspace(0, max(0, count - 1), min(max(count, 1), most)).astype(int))


def predicted(experiment: Experiment) -> tuple[Floats, Floats]:
    """(updates made before it, loss) of the predicted curve; empty where theory cannot say."""
    updates = points(min(experiment.learning.epochs, experiment.reach + 1))
    expected = experiment.after(updates)
    return (updates[:0], np.empty(0)) if expected is None else (updates, expected[1])


def apart(experiment: Experiment, losses: Sequence[float], *, live: bool = False) -> float | None:
    """Largest difference of TensorFlow's losses to the predicted ones, as a share of the first loss.

    Of every update, up to a million numbers' worth; of a `live` run, which asks several times a second, where it is drawn.
    """
    updates = points(len(losses), POINTS if live else max(POINTS, MAX_COMPARED // experiment.start.size))
    expected = experiment.after(updates)
    if expected is None or not len(losses):
        return None
    seen = np.asarray(losses, dtype=np.float64)[updates]
    known = np.isfinite(expected[1])
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.abs(seen - expected[1])[known].max(initial=0.0) / max(float(expected[1][0]), 1e-300))


def is_notebook(learning: KernelLearning) -> bool:
    """Whether this is the notebook's own run, whose printed losses are known."""
    start = np.asarray(learning.initial_kernel)
    return (
        learning.optimizer == "sgd"
        and learning.schedule == "constant"
        and learning.batch_size in (None, learning.target.size)
        and not (learning.bias or learning.weight_decay or learning.noise)
        and learning.image.shape == (6, 8)
        and start.shape == (1, 2)
        and np.array_equal(start.ravel(), np.array(NOTEBOOK_START.split(), dtype=np.float32))
        and learning.learning_rate == 0.02
        and learning.loss == "sum"
        and np.array_equal(learning.image[0], [1, 1, 0, 0, 0, 0, 1, 1])
        and np.array_equal(learning.target[0], [0, 1, 0, 0, 0, -1, 0])
    )


def curves(page: Page, experiment: Experiment, run: Run | None) -> list[Curve]:
    """What theory says (dashed), what TensorFlow does, and what the notebook printed, where it is its run.

    A run made with other settings is pale and bears their names: it never passes for one of these.
    """
    names = curve_names(page)
    losses: Sequence[float] = () if run is None else run.losses[0]
    other = run is not None and made_otherwise(experiment, run)
    updates, expected = predicted(experiment)
    trained = points(len(losses))[: len(losses)]
    drawn = [
        Curve(names[0], updates + 1, np.minimum(expected, MAX_VALUE), colours.MUTED, "dashed"),
        Curve(
            f"{names[1]}, {_rates(page, run)}" if run is not None and other else names[1],
            trained + 1,
            np.asarray(losses, dtype=np.float64)[trained],
            PALE if other and run is not None and not run.running else colours.POSITIVE,
            diverged=run is not None and run.states[0].diverged,
        ),
        *_earlier(page, run),
    ]
    if is_notebook(experiment.learning):
        printed = {update: loss for update, loss in NOTEBOOK_LOSSES.items() if update <= experiment.learning.epochs}
        drawn.append(Curve(names[2], np.array(list(printed)), np.array(list(printed.values())), colours.WINDOW, "dots"))
    return [one for one in drawn if one.updates.size]


def made_otherwise(experiment: Experiment, run: Run) -> bool:
    """Whether the run was made with another learning rate than the one that is set now."""
    return any(rate != experiment.rate for _made, rate in run.rates)


def _rates(page: Page, run: Run) -> str:
    return f"{setting_said(page, 'rate')} {rates_said(run.rates)}"


def _earlier(page: Page, run: Run | None) -> list[Curve]:
    """The visit's last run before this one, where its settings were others: pale, named by what differs."""
    before = [one for one in runs_record.begun(runs_record.records(page)) if one.run is not run and not one.hidden]
    if not before:
        return []
    one = before[-1]
    settings = one.latest
    differs = [name for name in runs_record.SETTINGS if settings[name] != st.session_state[page.key(name)]]
    if not differs:
        return []
    told = page.translate(", ").join(
        f"{setting_said(page, name)} {value_said(page, name, settings[name])[:24]}" for name in differs[:2]
    )
    losses = np.asarray(one.run.losses[0], dtype=np.float64)
    updates = points(len(losses))
    return [Curve(f"{one.name}: {told}", updates + 1, losses[updates], PALE)]


def limits_said(page: Page, experiment: Experiment) -> list[str]:
    """Where the prediction is no longer what TensorFlow computes, or no longer drawn."""
    _ = page.translate
    _updates, losses = predicted(experiment)
    if not losses.size:
        return []
    said = []
    if losses.min() < FLOAT32_FLOOR * max(float(losses[0]), 1e-300):
        said.append(
            _(
                "TensorFlow computes in float32, about 7 digits: its loss levels off while the prediction, in float64, keeps falling."
            )
        )
    if losses.max() > MAX_VALUE:
        said.append(_("The dashed curve is drawn up to 1e30; the prediction itself keeps growing."))
    return said


def curve_names(page: Page) -> tuple[str, str, str]:
    _ = page.translate
    return _("predicted"), _("TensorFlow"), _("printed in the book")


def draw(page: Page, experiment: Experiment, run: Run | None) -> None:
    """The live chart; its horizontal axis covers all updates asked for, and all that were made."""
    _ = page.translate
    loss_chart(
        page,
        curves(page, experiment, run),
        first=1,
        last=max(experiment.learning.epochs, 0 if run is None else run.epoch),
        log=bool(st.session_state[page.key("log")]),
        words=(_("update"), _("loss before the update"), _("The loss before each update: predicted and trained")),
        key=page.key("chart"),
        watched=watched(page, run),
        on_lost=lambda: _lost(page),
    )
    for sentence in limits_said(page, experiment):
        st.caption(sentence)
    if experiment.predictable and experiment.reach < experiment.learning.epochs:
        st.caption(
            _(
                "The dashed curve ends after {updates:,} updates: predicting more with this method would take too long."
            ).format(updates=experiment.reach)
        )


def _lost(page: Page) -> None:
    """The browser tells of a run that another visit's end has taken along."""
    st.session_state[page.key("lost")] = lost_in(page.key("chart"))


def watched(page: Page, run: Run | None) -> dict[str, Any]:
    """What the browser keeps of the visit's run: whose it is, and how far it was while it is unfinished."""
    visit = st.session_state.setdefault(page.key("visit"), secrets.token_hex(8))
    going = run is not None and not run.finished and (run.running or run.epoch > 0)
    return {"visit": visit, "run": [run.epoch, run.epochs] if run is not None and going else None}


def figure(page: Page, experiment: Experiment, losses: Sequence[float], log: bool) -> Any:
    """The same curves to save."""
    _ = page.translate
    names = curve_names(page)
    updates, expected = predicted(experiment)
    series = [figures.Series(names[0], updates + 1, np.minimum(expected, MAX_VALUE), "--")] if updates.size else []
    if losses:
        series.append(figures.Series(names[1], np.arange(1, len(losses) + 1), np.asarray(losses)))
    return figures.curves(series, x=_("update"), y=_("loss before the update"), log=log)
