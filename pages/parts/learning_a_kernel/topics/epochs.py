"""The tab "Every epoch": each update's loss in a table, trained beside predicted."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.arrays import Floats
from core.takeaway import Cell, Learning, Reader
from core.takeaway.programs.learning_a_kernel import epochs as lesson
from pages.parts.learning_a_kernel import training
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared import downloads, prose, takeaway
from pages.shared.live import Run
from pages.shared.page import Page

MAX_ROWS = 10_000  # shown before anything is trained
MAX_PREDICTED = 2_500_000  # updates times entries of the kernel


def draw(page: Page, experiment: Experiment) -> None:
    prose.draw(page, "epochs")
    run = training.run_of(page, experiment)
    table = frame(page, experiment, run)
    st.dataframe(table, hide_index=True, width="stretch", placeholder="")
    known = predicted_rows(experiment)
    if known < len(table):
        st.caption(
            page.translate(
                "The prediction ends at update {updates:,}: more of them for so large a kernel would take too long."
            ).format(updates=known)
        )
    predicted = table[page.translate("loss, predicted")].to_numpy(dtype=float, copy=True)
    downloads.save(page, {}, {}, lessons={"epochs": partial(_cells, experiment, run, predicted)})


def _cells(experiment: Experiment, run: Run | None, predicted: Floats, reader: Reader) -> list[Cell]:
    """The lesson of the run as it stands when the file is made."""
    return lesson.cells(lesson.Epochs(_training(experiment, run), predicted), reader)


def _training(experiment: Experiment, run: Run | None) -> Learning:
    """As far as it has come; before it has begun all its updates, whose losses nobody has measured."""
    if run is not None and run.epoch:
        return takeaway.learned(run, 0, experiment.true)
    method = experiment.learning
    return Learning(method, experiment.true, method.epochs, (), np.empty(0), ((0, experiment.start),))


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
