"""The tab "Every epoch": each update's loss in a table, trained beside predicted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts.learning_a_kernel import training
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared import prose
from pages.shared.live import Run
from pages.shared.page import Page

MAX_ROWS = 10_000  # shown before anything is trained
MAX_PREDICTED = 2_500_000  # updates times entries of the kernel


def draw(page: Page, experiment: Experiment) -> None:
    prose.draw(page, "epochs")
    table = frame(page, experiment, training.run_of(page, experiment))
    st.dataframe(table, hide_index=True, width="stretch", placeholder="")
    known = predicted_rows(experiment)
    if known < len(table):
        st.caption(
            page.translate(
                "The prediction ends at update {updates:,}: more of them for so large a kernel would take too long."
            ).format(updates=known)
        )


def predicted_rows(experiment: Experiment) -> int:
    """How many updates are predicted in the table at most."""
    return MAX_PREDICTED // experiment.start.size


def frame(page: Page, experiment: Experiment, run: Run | None) -> pd.DataFrame:
    """update, loss in TensorFlow (empty where not yet trained), loss predicted (empty where that would take too long)."""
    _ = page.translate
    trained = np.asarray(() if run is None else run.losses[0], dtype=np.float64)
    count = max(min(experiment.learning.epochs, MAX_ROWS), trained.size)
    predicted = np.full(count, np.nan)
    known = min(count, predicted_rows(experiment))
    expected = experiment.losses_after(np.arange(known))
    if expected is not None:
        predicted[:known] = expected
    return pd.DataFrame(
        {
            _("update"): np.arange(1, count + 1),
            _("loss, TensorFlow"): np.pad(trained, (0, count - trained.size), constant_values=np.nan),
            _("loss, predicted"): predicted,
        }
    )
