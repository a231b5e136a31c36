"""How the effective field grows with depth, beside the theoretical one and the law of the square root."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core import figures
from core.figures import colours
from core.receptive_field.effective import averaging
from core.receptive_field.effective import theory as effective_theory
from core.takeaway.programs.receptive_field import growth as lesson
from pages.parts.receptive_field.topics.effective.job import AveragingJob
from pages.shared import downloads
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(page: Page, job: AveragingJob) -> None:
    """Both sides against depth on logarithmic axes, with the law of the square root."""
    _ = page.translate
    table = table_of(page, job)
    if table.empty:
        return
    names = [_("theoretical field"), _("effective field, measured"), _("√n law")]
    axis = {"type": "quantitative", "scale": {"type": "log", "nice": False}}
    readable_chart(
        page,
        table.melt("n", names, "what", "side"),
        {
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": "n", "title": _("layers n"), **axis},
                "y": {"field": "side", "title": _("side of the square, cells"), **axis},
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "sort": names,
                    "legend": {"title": None, "orient": "top"},
                    "scale": {"domain": names, "range": [colours.WINDOW, colours.POSITIVE, colours.MUTED]},
                },
            },
        },
        Columns("n", "side", _("layers n"), "what"),
        key=page.key("effective growth"),
        alt=_("The side of the theoretical and of the effective field over the number of layers"),
    )
    if not job.running:
        done = job.experiments[: len(table)]  # they are made one after another
        found = lesson.Growth(done, done[0].runs, table.to_numpy(dtype=float))
        downloads.save(
            page,
            {"effective growth": lambda: figure(table, names)},
            {"effective growth": lambda: table},
            lessons={"growth": partial(lesson.cells, found)},
        )


def table_of(page: Page, job: AveragingJob) -> pd.DataFrame:
    """One row a depth that has been measured: n, and the three sides."""
    _ = page.translate
    lines = []
    for experiment, state in zip(job.experiments, job.states, strict=True):
        if averaging.finished(experiment, state) and state.energy.any():
            n, found = len(experiment.layers), averaging.result(experiment, state.energy)
            kernel = int(np.max(experiment.layers[0].kernel))
            law = effective_theory.root_law(kernel, n, equal=experiment.kind == "uniform")
            lines.append((n, found.theoretical_side, found.side, law))
    return pd.DataFrame(lines, columns=["n", _("theoretical field"), _("effective field, measured"), _("√n law")])


def figure(table: pd.DataFrame, names: list[str]) -> Figure:
    """The same chart to save."""
    drawn = figures.curves(
        [figures.Series(name, table["n"].to_numpy(), table[name].to_numpy(), "o-") for name in names],
        x="n",
        y="",
        log=True,
    )
    drawn.axes[0].set_xscale("log")
    return drawn
