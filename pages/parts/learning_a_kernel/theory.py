"""The tab "Theory": what the image's own eigenvalues say, without any training."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from pages.parts.learning_a_kernel.settings import Experiment, side_by_side
from pages.shared import downloads
from pages.shared.frame import Page
from pages.shared.grid import GridWords, Matrix, tensor_grid

MOST_DIRECTIONS = 225
UNKNOWN_SHOWN = 4


def draw(page: Page, experiment: Experiment) -> None:
    """Rates, directions, epochs to a loss, sum against mean, and what the data cannot tell."""
    _ = page.translate
    st.markdown(page.prose("theory"))
    form = experiment.form
    columns = st.columns(4)
    columns[0].metric(_("largest stable rate"), f"{form.max_learning_rate:.6g}")
    columns[1].metric(_("fastest rate"), f"{form.best_learning_rate:.6g}")
    columns[2].metric(_("directions the data determine"), f"{form.rank} / {form.eigenvalues.size}")
    columns[3].metric(_("least loss of any kernel"), f"{form.min_loss:.4g}")
    if not experiment.plain:
        st.caption(_("The rates are those of plain gradient descent; the chosen method has others."))
    _goal(page, experiment)
    _sum_or_mean(page, experiment)
    _known(page, experiment)
    st.markdown(_("##### Every direction for itself"))
    table = directions(page, experiment)
    st.dataframe(table, hide_index=True, width="stretch")
    downloads.button(page, "directions.csv", lambda: downloads.csv(table), "text/csv")


def directions(page: Page, experiment: Experiment) -> pd.DataFrame:
    """One row an eigen-direction, steepest first: curvature, what one update leaves, updates for a tenth."""
    _ = page.translate
    form = experiment.form
    values = form.eigenvalues[::-1][:MOST_DIRECTIONS]
    left = form.contraction(experiment.rate)[::-1][:MOST_DIRECTIONS]
    with np.errstate(divide="ignore", invalid="ignore"):
        tenth = np.where(left < 1, np.log(0.1) / np.log(np.maximum(left, 1e-300)), np.inf)
    return pd.DataFrame(
        {
            _("eigenvalue λ"): values,
            _("left by one update, |1 − ηλ|"): left,
            _("updates for a tenth"): [f"{n:.3g}" if np.isfinite(n) else _("never") for n in tenth],
            _("direction (kernel, row by row)"): [
                " ".join(f"{entry:.3g}" for entry in vector[:12]) + (" …" if vector.size > 12 else "")
                for vector in form.eigenvectors.T[::-1][:MOST_DIRECTIONS]
            ],
        }
    )


def _goal(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    goal = left.number_input(_("Updates needed to a loss of"), key=page.key("goal"), format="%.4g", step=0.001)
    if not experiment.plain or not experiment.predictable:
        right.write(_("Only plain gradient descent has this formula; train and see."))
        return
    if not goal >= 0:
        right.error(_("The loss must be 0 or more, got {goal}.").format(goal=goal))
        return
    needed = experiment.form.epochs_to(float(goal), experiment.start, experiment.rate)
    if needed is None:
        right.write(_("Never: with this rate and these data the loss does not get there."))
    else:
        right.write(_("**{needed:,}** updates, in exact arithmetic.").format(needed=needed))


def _sum_or_mean(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    outputs = experiment.learning.target.size
    mean = experiment.learning.loss == "mean"
    rate = experiment.rate / outputs if mean else experiment.rate * outputs
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(
            (
                _(
                    "The **sum** over the {outputs:,} outputs has {outputs:,} times the slope of the mean: with it the rate {rate:.6g} makes the same updates."
                )
                if mean
                else _(
                    "The **mean** over the {outputs:,} outputs has a slope {outputs:,} times smaller than the sum: with it the rate {rate:.6g} makes the same updates."
                )
            ).format(outputs=outputs, rate=rate)
        )
        st.button(
            _("Use the sum with that rate") if mean else _("Use the mean with that rate"),
            key=page.key("swap"),
            on_click=_swap,
            args=(page, "sum" if mean else "mean", rate),
        )


def _swap(page: Page, loss: str, rate: float) -> None:
    st.session_state[page.key("loss")] = loss
    st.session_state[page.key("rate")] = rate


def _known(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    form = experiment.form
    size = form.eigenvalues.size
    if form.rank == size:
        st.write(
            _(
                "**The data determine every entry of the kernel:** the patches have rank {rank} of {size}, so a loss of zero means the right kernel."
            ).format(rank=form.rank, size=size)
        )
        return
    st.warning(
        _(
            "The patches have rank {rank} of {size}: {missing} combinations of the kernel's entries change no output at all, so"
            " a loss of zero need not mean the right kernel. Each of these may be added unseen:"
        ).format(rank=form.rank, size=size, missing=size - form.rank)
    )
    tensor_grid(
        [
            Matrix(f"N{number}", side_by_side(np.round(kernel, 6)), "", scale="signed")
            for number, kernel in enumerate(form.unknown[:UNKNOWN_SHOWN], 1)
        ],
        key=page.key("unknown"),
        words=GridWords.translated(_),
        player=False,
    )
    shown = form.unknown[:UNKNOWN_SHOWN]
    downloads.save(
        page,
        {
            "unknown": lambda: figures.matrices(
                [figures.Part("", side_by_side(np.round(kernel, 6)), "signed") for kernel in shown]
            )
        },
        {f"unknown {number}": partial(np.asarray, kernel) for number, kernel in enumerate(shown, 1)},
    )
    st.button(
        _("Add noise to the image"),
        key=page.key("cure"),
        on_click=_cure,
        args=(page,),
        help=_("Windows that all differ determine every entry."),
    )


def _cure(page: Page) -> None:
    st.session_state[page.key("image_noise")] = 0.1
