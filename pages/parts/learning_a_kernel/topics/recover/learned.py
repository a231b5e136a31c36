"""The kernel of the pair by gradient descent, beside the closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import learning
from core.arrays import Floats
from core.errors import BadInput, Message
from core.learning.recovery import least_squares, pair
from core.learning.recovery import training as recovery_training
from core.words import N_
from pages.parts.learning_a_kernel.topics.recover import findings
from pages.shared import answers, cache
from pages.shared.grid import Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page

STOPPED = {
    "epochs": N_("It stopped after completing all its updates."),
    "time": N_(
        "It stopped at the limit of {limit:g} s of computing before converging; a smaller kernel takes less time."
    ),
    "diverged": N_("It stopped because a value left the range of float32; the kernel shown is the previous one."),
}


@dataclass(frozen=True, eq=False)
class Learned:
    """What training gave: the kernel (h, w), and how it came about."""

    kernel: Floats
    updates: int
    seconds: float
    rate: float
    momentum: float
    stopped: str
    notes: tuple[Message, ...]


def draw(page: Page, true: Floats | None, found: pair.FilterRecovery) -> Learned | None:
    """The button, and what came of it: both kernels and their difference; None before that."""
    _ = page.translate
    part = found.excerpt
    asked = f"{cache.digest(part.before)} {cache.digest(part.after)} {found.kernel.shape}"
    place = page.key("recover learning")
    st.button(
        _("Also learn it by gradient descent"),
        key=page.key("recover learn"),
        on_click=page.put,
        args=({"recover learning": asked},),
    )
    if st.session_state.get(place) != asked:
        return None
    learned = _learned(page, found, asked)
    if learned is not None:
        _show(page, true, found, learned)
    return learned


def _show(page: Page, true: Floats | None, found: pair.FilterRecovery, learned: Learned) -> None:
    _ = page.translate
    tensor_grid(
        (
            Matrix("L", np.round(learned.kernel, 6), _("Learned by gradient descent"), scale="signed"),
            Matrix("K", np.round(found.kernel, 6), _("Recovered"), "−", scale="signed"),
            Matrix("L − K", np.round(learned.kernel - found.kernel, 6), _("Difference"), "=", scale="signed"),
        ),
        (Link("L", "K"), Link("L", "L − K"), Link("K", "L − K")),
        key=page.key("recover learned"),
        words=grid_words(_),
        player=False,
    )
    st.write(
        _(
            "After {updates:,} updates in {seconds:.1f} s, the learned kernel differs from the least-squares one by {apart:.2%}."
        ).format(
            updates=learned.updates,
            seconds=learned.seconds,
            apart=least_squares.relative_error(learned.kernel, found.kernel),
        )
    )
    if true is not None and true.shape == learned.kernel.shape:
        st.metric(
            _("Relative error of the learned kernel"),
            findings.share(page, least_squares.relative_error(learned.kernel, true)),
        )
    stopped = _(STOPPED[learned.stopped]).format(limit=recovery_training.SECONDS)
    if learned.stopped == "epochs":
        st.caption(stopped)
    else:
        st.warning(stopped)
    st.caption(
        _(
            "Gradient descent with Nesterov momentum on the mean squared error, from zeros, with learning rate {rate:.3g} and momentum {momentum:.4f} chosen from the eigenvalues of the training data."
        ).format(rate=learned.rate, momentum=learned.momentum)
    )
    for note in learned.notes:
        st.caption(page.sentence(note))


def _learned(page: Page, found: pair.FilterRecovery, asked: str) -> Learned | None:
    """What a worker has learned; None while it learns, or where that failed, which is said."""
    try:
        task = recovery_training.task(found.excerpt.pair(found.offset))
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    method = task.experiment
    result: learning.LearningResult | None = answers.answer(
        page, "recover learned", learning.learn, method, deadline=4 * recovery_training.SECONDS, of=asked
    )
    if result is None:
        return None
    return Learned(
        np.asarray(result.kernel, dtype=np.float64).reshape(found.kernel.shape),
        len(result.losses),
        result.seconds,
        method.learning_rate,
        method.momentum,
        result.stopped_because,
        task.notes,
    )
