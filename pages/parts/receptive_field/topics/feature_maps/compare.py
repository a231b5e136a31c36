"""Three first layers on one chart, and what all experiments with several networks share: start, stop, progress."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core import feature_maps, figures
from core.errors import BadInput
from core.feature_maps import Setting
from core.figures import colours
from core.words import N_
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.shared import downloads, prose, watched
from pages.shared.job import stop
from pages.shared.loss_chart import Curve, loss_chart
from pages.shared.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

TICK = 0.5
GOOD = 0.95  # of the unseen pictures told correctly
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
    run(page, "first", wanted, _("Train all three"), _draw_first)


def run(page: Page, name: str, wanted: tuple[Setting, ...], label: str, show: Callable[[Page, Training], None]) -> None:
    """Start, Stop, progress and what has come so far."""
    _ = page.translate
    key = page.key(f"maps {name}")
    job: Training | None = watched.current(key, lambda job: job.settings == wanted)
    row = watched.buttons(page, key, label, lambda: Training(wanted), primary=False, end=stop)
    row.caption(
        _("{updates:,} updates in all; up to two networks learn at once.").format(
            updates=sum(one.updates for one in wanted)
        )
    )
    watched.draw(page, job, show, tick=TICK)


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
        words=(
            _("update"),
            _("accuracy"),
            _("The share of unseen pictures classified correctly, for three first layers"),
        ),
        key=page.key("maps first chart"),
        falling=False,
    )
    if all(job.checks):
        st.dataframe(
            outcomes(page, job),
            hide_index=True,
            width="content",
            column_config={
                _("last accuracy on unseen pictures"): st.column_config.NumberColumn(format="percent"),
                _("parameters that learn"): st.column_config.NumberColumn(format="localized"),
            },
        )
    if not job.running and all(job.checks):
        table = first_table(page, job)
        downloads.save(page, {"first layers": lambda: first_figure(page, job)}, {"first layers": lambda: table})


def outcomes(page: Page, job: Training) -> pd.DataFrame:
    """One row for each first layer: how soon 95 % of the unseen pictures were told correctly, and how many at the end."""
    _ = page.translate
    rows = []
    for setting, checks in zip(job.settings, job.checks, strict=True):
        kept = 0 if setting.first == "learned" else sum(math.prod(shape) for shape in setting.shapes[:2])
        soon = feature_maps.updates_to(checks, GOOD)
        rows.append(
            (
                _(FIRSTS[setting.first]),
                _("not reached") if soon is None else f"{soon:,}",
                checks[-1].unseen_accuracy,
                setting.parameters - kept,
            )
        )
    titles = [
        _("first layer"),
        _("updates to {share:.0%} (checked every {each})").format(share=GOOD, each=feature_maps.CHECK_EVERY),
        _("last accuracy on unseen pictures"),
        _("parameters that learn"),
    ]
    return pd.DataFrame(rows, columns=titles)


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
