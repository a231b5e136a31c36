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

MAX_SIDE = 10_000  # rows shown before anything is trained


def draw(page: Page, experiment: Experiment) -> None:
    prose.draw(page, "epochs")
    st.dataframe(
        frame(page, experiment, training.run_of(page, experiment)), hide_index=True, width="stretch", placeholder=""
    )


def frame(page: Page, experiment: Experiment, run: Run | None) -> pd.DataFrame:
    """update, loss in TensorFlow (empty where not yet trained), loss predicted."""
    _ = page.translate
    trained = np.asarray(() if run is None else run.losses[0], dtype=np.float64)
    count = max(min(experiment.learning.epochs, MAX_SIDE), trained.size)
    expected = experiment.after(np.arange(count))
    predicted = np.full(count, np.nan) if expected is None else expected[1]
    return pd.DataFrame(
        {
            _("update"): np.arange(1, count + 1),
            _("loss, TensorFlow"): np.pad(trained, (0, count - trained.size), constant_values=np.nan),
            _("loss, predicted"): predicted,
        }
    )
