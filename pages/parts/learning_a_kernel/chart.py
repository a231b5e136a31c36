"""Loss against updates: what theory says (dashed), what TensorFlow does (line), what the notebook printed (dots)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats
from core.figures import colours
from core.learning import KernelLearning
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.loss_chart import Curve, loss_chart
from pages.parts.learning_a_kernel.settings import NOTEBOOK_LOSSES, NOTEBOOK_START
from pages.shared.page import Page

POINTS = 240  # a curve has no more: the chart stays quick and its shape is kept
MAX_COMPARED = 1_000_000  # numbers of the kernels that a finished run is compared with
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

    Of every update, up to a million numbers' worth; of a `live` run, which asks nine times a second, where it is drawn.
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


def curves(page: Page, experiment: Experiment, losses: Sequence[float]) -> list[Curve]:
    """What theory says (dashed), what TensorFlow does, and what the notebook printed, where it is its run."""
    names = curve_names(page)
    updates, expected = predicted(experiment)
    trained = points(len(losses))[: len(losses)]
    drawn = [
        Curve(names[0], updates + 1, np.minimum(expected, MAX_VALUE), colours.MUTED, "dashed"),
        Curve(names[1], trained + 1, np.asarray(losses, dtype=np.float64)[trained], colours.POSITIVE),
    ]
    if is_notebook(experiment.learning):
        printed = {update: loss for update, loss in NOTEBOOK_LOSSES.items() if update <= experiment.learning.epochs}
        drawn.append(Curve(names[2], np.array(list(printed)), np.array(list(printed.values())), colours.WINDOW, "dots"))
    return [one for one in drawn if one.updates.size]


def curve_names(page: Page) -> tuple[str, str, str]:
    _ = page.translate
    return _("predicted, exact"), _("TensorFlow"), _("printed in the notebook")


def draw(page: Page, experiment: Experiment, losses: Sequence[float]) -> None:
    """The live chart."""
    _ = page.translate
    loss_chart(
        curves(page, experiment, losses),
        first=1,
        last=experiment.learning.epochs,
        log=bool(st.session_state[page.key("log")]),
        words=(_("update"), _("loss before the update"), _("The loss before each update: predicted and trained")),
        key=page.key("chart"),
    )
    if experiment.predictable and experiment.reach < experiment.learning.epochs:
        st.caption(
            _(
                "The dashed curve ends after {updates:,} updates: to predict more of this method would keep you waiting."
            ).format(updates=experiment.reach)
        )


def figure(page: Page, experiment: Experiment, losses: Sequence[float], log: bool) -> Any:
    """The same curves to save."""
    _ = page.translate
    names = curve_names(page)
    updates, expected = predicted(experiment)
    series = [figures.Series(names[0], updates + 1, np.minimum(expected, MAX_VALUE), "--")] if updates.size else []
    if losses:
        series.append(figures.Series(names[1], np.arange(1, len(losses) + 1), np.asarray(losses)))
    return figures.curves(series, x=_("update"), y=_("loss before the update"), log=log)
