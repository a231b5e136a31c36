"""What the page's first screen shows, to hand on: its link and its files."""

from __future__ import annotations

import streamlit as st

from core.takeaway import Learning
from core.words import N_
from pages.parts.learning_a_kernel import chart, training
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.topics import epochs
from pages.parts.learning_a_kernel.topics.runs import chart as runs_chart
from pages.parts.learning_a_kernel.topics.runs import kept as runs_kept
from pages.parts.learning_a_kernel.topics.runs import record as runs_record
from pages.parts.learning_a_kernel.topics.runs import table as runs_table
from pages.parts.learning_a_kernel.topics.sweep import charts as sweep_charts
from pages.shared import downloads, takeaway, use_on
from pages.shared.live import Run
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment, run: Run | None) -> None:
    """Copy link and Save…"""
    losses = () if run is None else run.losses[0]
    # Files are made when they are asked for, outside the session: what they show is read here.
    log, records = bool(st.session_state[page.key("log")]), runs_record.records(page)
    downloads.share(
        page,
        {
            "loss": lambda: chart.figure(page, experiment, losses, log),
            **runs_chart.pictures(page, records),
            **sweep_charts.pictures(page),
        },
        {
            "losses": lambda: epochs.frame(page, experiment, run),
            "kernel": lambda: training.kernel_of(experiment, run),
            "runs": (lambda: runs_table.export(records)) if runs_record.begun(records) else None,
        },
        {"runs.json": (lambda: runs_table.as_json(records)) if runs_record.begun(records) else None},
        onward=lambda: _onward(page, experiment, run),
        more=runs_kept.keepable(page),
        take=lambda: subject(experiment, run),
    )


def subject(experiment: Experiment, run: Run | None) -> Learning:
    """The training to take away: as far as it has come, or as it is predicted."""
    if run is not None and run.epoch:
        return takeaway.learned(run, 0, experiment.true)
    end = training.shown_updates(experiment, None)
    return takeaway.foretold(experiment.learning, experiment.true, experiment.start, experiment.after, end)


def _onward(page: Page, experiment: Experiment, run: Run | None) -> None:
    """The learned kernel on other pages; not one of three colours, for those are grey."""
    if experiment.true.ndim == 2:
        now = N_("Image and predicted kernel") if run is None else N_("Image and learned kernel")
        use_on.menu(
            page,
            experiment.learning.image,
            {now: lambda: training.kernel_of(experiment, run), N_("Image and true kernel"): lambda: experiment.true},
        )
