"""Loss against updates: what theory says (dashed), what TensorFlow does (line), what the notebook printed (dots)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from core import colours, figures
from core.learning import KernelLearning
from pages.parts.learning_a_kernel.settings import MOST_PREDICTED, NOTEBOOK_LOSSES, NOTEBOOK_START, Experiment
from pages.shared.controls import Array
from pages.shared.frame import Page

POINTS = 1_000  # a curve has no more: the chart stays quick and its shape is kept
LARGEST = 1e30  # what is drawn of a run that leaves all bounds


def points(count: int) -> Array:
    """At most POINTS numbers of updates from 0 to `count` − 1, evenly spaced, the last one among them."""
    return np.unique(np.linspace(0, max(0, count - 1), min(max(count, 1), POINTS)).astype(int))


def predicted(experiment: Experiment) -> tuple[Array, Array]:
    """(updates made before it, loss) of the predicted curve; empty where theory cannot say."""
    updates = points(experiment.learning.epochs)
    if not experiment.plain:
        updates = updates[updates < MOST_PREDICTED]
    expected = experiment.after(updates)
    return (updates[:0], np.empty(0)) if expected is None else (updates, expected[1])


def apart(experiment: Experiment, losses: Sequence[float]) -> float | None:
    """Largest difference of TensorFlow's losses to the predicted ones, as a share of the first loss."""
    updates = points(len(losses))
    if not experiment.plain:
        updates = updates[updates < MOST_PREDICTED]
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
        and learning.image.shape == (6, 8)
        and start.shape == (1, 2)
        and np.array_equal(start.ravel(), np.array(NOTEBOOK_START.split(), dtype=np.float32))
        and learning.learning_rate == 0.02
        and learning.loss == "sum"
        and np.array_equal(learning.image[0], [1, 1, 0, 0, 0, 0, 1, 1])
        and np.array_equal(learning.target[0], [0, 1, 0, 0, 0, -1, 0])
    )


def frame(page: Page, experiment: Experiment, losses: Sequence[float]) -> pd.DataFrame:
    """One row a point: update, loss, and which curve it belongs to."""
    names = curve_names(page)
    trained = points(len(losses))[: len(losses)]
    parts = [
        _part(*predicted(experiment), names[0]),
        _part(trained, np.asarray(losses, dtype=np.float64)[trained], names[1]),
    ]
    if is_notebook(experiment.learning):
        printed = {update: loss for update, loss in NOTEBOOK_LOSSES.items() if update <= experiment.learning.epochs}
        parts.append(pd.DataFrame({"update": list(printed), "loss": list(printed.values()), "curve": names[2]}))
    return pd.concat(parts, ignore_index=True)


def curve_names(page: Page) -> tuple[str, str, str]:
    _ = page.translate
    return _("predicted, exact"), _("TensorFlow"), _("printed in the notebook")


def spec(page: Page, epochs: int, log: bool) -> dict[str, Any]:
    """The Vega-Lite drawing of `frame`."""
    _ = page.translate
    names = list(curve_names(page))
    scale: dict[str, Any] = {"type": "log"} if log else {"zero": True}
    colour = {
        "field": "curve",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [colours.MUTED, colours.POSITIVE, colours.WINDOW]},
        "legend": {"title": None, "orient": "top", "columns": 2, "symbolType": "stroke", "symbolStrokeWidth": 3},
    }
    shared = {
        "x": {
            "field": "update",
            "type": "quantitative",
            "title": _("update"),
            "scale": {"domain": [1, max(2, epochs)]},
            "axis": {"tickMinStep": 1},
        },
        "y": {
            "field": "loss",
            "type": "quantitative",
            "title": _("loss before the update"),
            "scale": scale,
            "axis": {"format": "~g"},
        },
        "color": colour,
        "tooltip": [
            {"field": "curve", "title": _("curve")},
            {"field": "update", "title": _("update")},
            {"field": "loss", "title": _("loss"), "format": ".6g"},
        ],
    }

    def layer(name: str, mark: dict[str, Any]) -> dict[str, Any]:
        return {"transform": [{"filter": {"field": "curve", "equal": name}}], "mark": mark, "encoding": shared}

    return {
        "height": 300,
        "layer": [
            layer(names[0], {"type": "line", "strokeDash": [6, 4], "strokeWidth": 2, "clip": True}),
            layer(names[1], {"type": "line", "strokeWidth": 2.5, "clip": True, "point": {"size": 18, "filled": True}}),
            layer(names[2], {"type": "point", "filled": True, "size": 90, "clip": True}),
        ],
        **({"transform": [{"filter": "datum.loss > 0"}]} if log else {}),
    }


def figure(page: Page, experiment: Experiment, losses: Sequence[float], log: bool) -> Any:
    """The same curves to save."""
    _ = page.translate
    names = curve_names(page)
    updates, expected = predicted(experiment)
    series = [figures.Series(names[0], updates + 1, np.minimum(expected, LARGEST), "--")] if updates.size else []
    if losses:
        series.append(figures.Series(names[1], np.arange(1, len(losses) + 1), np.asarray(losses)))
    return figures.curves(series, x=_("update"), y=_("loss before the update"), log=log)


def _part(updates: Array, losses: Array, name: str) -> pd.DataFrame:
    return pd.DataFrame({"update": updates + 1, "loss": np.minimum(losses, LARGEST), "curve": name})
