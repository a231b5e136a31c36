"""Why the chapter's first layer cannot be trained: TensorFlow's own answers to three ways of writing it."""

from __future__ import annotations

import inspect

import numpy as np
import streamlit as st

from core.arrays import Array
from core.learning import tape
from core.words import N_
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared import answers, prose
from pages.shared.page import Page

WAYS_SAID = {
    "tensor": N_("assigned item by item to a tensor"),
    "variable": N_("assigned item by item to a variable"),
    "sum": N_("sum of shifted images"),
}
SOURCES = {"tensor": "assigned_to_tensor", "variable": "assigned_to_variable", "sum": "summed"}


def draw(page: Page, experiment: Experiment) -> None:
    """A button, then each way with its code, its gradient or TensorFlow's own words."""
    _ = page.translate
    prose.draw(page, "hand")
    st.button(_("Ask TensorFlow"), key=page.key("ask tensorflow"), on_click=page.put, args=({"asked": True},))
    if not st.session_state.get(page.key("asked")):
        return
    image, kernel = asked(experiment)
    if experiment.start.ndim == 3:
        st.caption(
            _("The layer handles one channel only: it gets the red one, and the red part of the initial kernel.")
        )
    for way in tape.WAYS:
        st.markdown(f"### {_(WAYS_SAID[way])}")
        st.code(inspect.getsource(getattr(tape, SOURCES[way])), language="python")
        answer = answers.answer(page, f"tape {way}", tape.differentiate, way, image, kernel, deadline=60)
        if answer is None:
            continue
        if answer.error:
            st.warning(_("TensorFlow's result:") + f"\n\n```\n{answer.error[:600]}\n```")
        elif answer.gradient is None:
            st.warning(
                _("The output is right, but the gradient is **None**: nothing on the tape leads back to the kernel.")
            )
        else:
            values = "; ".join(" ".join(f"{value:.6g}" for value in row) for row in answer.gradient)
            st.success(_("Gradient of the sum of the outputs: {values}").format(values=values))


def asked(experiment: Experiment) -> tuple[Array, Array]:
    """The corner of the image (H, W) and the initial kernel (h, w) that the layer gets, one channel of each."""
    image, kernel = (
        np.asarray(part, dtype=np.float32) for part in (experiment.learning.image[:16, :16], experiment.start)
    )
    return (image, kernel) if image.ndim == 2 else (image[..., 0], kernel[..., 0])
