"""The kernel of the pair by gradient descent, beside the closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import learning, workers
from core.arrays import Floats
from core.errors import BadInput
from core.learning.recovery import least_squares
from core.learning.recovery import training as recovery_training
from core.words import N_
from pages.parts.learning_a_kernel.topics.recover.sources import Pictures
from pages.shared import cache
from pages.shared.grid import GridWords, Link, Matrix, tensor_grid
from pages.shared.page import Page

STOPPED = {
    "epochs": N_("It stopped because all of its updates were made."),
    "time": N_(
        "It was stopped by its limit of {limit:g} s of computing and is still on its way; a smaller kernel takes less time."
    ),
    "diverged": N_("It was stopped because a number left float32; the kernel is the one before."),
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
    notes: tuple[BadInput, ...]


def draw(page: Page, pictures: Pictures, found: least_squares.Recovery) -> Learned | None:
    """The button, and what came of it: both kernels and their difference; None before that."""
    _ = page.translate
    asked = f"{cache.digest(pictures.before)} {cache.digest(pictures.after)} {found.kernel.shape}"
    if st.button(_("Learn it by gradient descent as well"), key=page.key("recover learn")):
        try:
            with st.spinner(_("TensorFlow learns in a worker process…")):
                st.session_state[page.key("recover result")] = asked, _learn(pictures, found.kernel.shape)
        except BadInput as error:
            st.error(page.sentence(error))
    answered, learned = st.session_state.get(page.key("recover result"), ("", None))
    if learned is None or answered != asked:
        return None
    _show(page, pictures, found, learned)
    return learned  # type: ignore[no-any-return]


def _show(page: Page, pictures: Pictures, found: least_squares.Recovery, learned: Learned) -> None:
    _ = page.translate
    tensor_grid(
        (
            Matrix("L", np.round(learned.kernel, 6), _("learned by gradient descent"), scale="signed"),
            Matrix("K", np.round(found.kernel, 6), _("recovered, least squares"), "−", scale="signed"),
            Matrix("L − K", np.round(learned.kernel - found.kernel, 6), _("their difference"), "=", scale="signed"),
        ),
        (Link("L", "K"), Link("L", "L − K"), Link("K", "L − K")),
        key=page.key("recover learned"),
        words=GridWords.translated(_),
        player=False,
    )
    st.write(
        _(
            "After {updates:,} updates in {seconds:.1f} s the learned kernel is {apart:.2%} away from the least-squares one."
        ).format(
            updates=learned.updates,
            seconds=learned.seconds,
            apart=least_squares.relative_error(learned.kernel, found.kernel),
        )
    )
    if pictures.true is not None and pictures.true.shape == learned.kernel.shape:
        st.metric(
            _("relative error of the learned kernel"),
            f"{least_squares.relative_error(learned.kernel, pictures.true):.2%}",
        )
    stopped = _(STOPPED[learned.stopped]).format(limit=recovery_training.SECONDS)
    if learned.stopped == "epochs":
        st.caption(stopped)
    else:
        st.warning(stopped)
    st.caption(
        _(
            "Nesterov's descent on the mean squared error, from zeros, with the learning rate {rate:.3g} and the momentum {momentum:.4f} that suit the eigenvalues of what it learns from."
        ).format(rate=learned.rate, momentum=learned.momentum)
    )
    for note in learned.notes:
        st.caption(page.sentence(note))


def _learn(pictures: Pictures, size: tuple[int, int]) -> Learned:
    task = recovery_training.task(least_squares.pair(pictures.before, pictures.after, size))
    method = task.experiment
    result: learning.LearningResult = workers.run(learning.learn, method, timeout=4 * recovery_training.SECONDS)
    return Learned(
        np.asarray(result.kernel, dtype=np.float64).reshape(size),
        len(result.losses),
        result.seconds,
        method.learning_rate,
        method.momentum,
        result.stopped_because,
        task.notes,
    )
