"""The tab "How to train": optimizer, mini-batches, bias, noise, weight decay, schedule, and when to stop."""

from __future__ import annotations

import streamlit as st

from core.words import N_
from pages.parts.learning_a_kernel.settings import MAX_SECONDS
from pages.shared import prose
from pages.shared.page import Page

OPTIMIZERS_SAID = {
    "sgd": N_("gradient descent"),
    "momentum": N_("momentum"),
    "nesterov": N_("Nesterov momentum"),
    "rmsprop": N_("RMSprop"),
    "adam": N_("Adam"),
}
SCHEDULES_SAID = {
    "constant": N_("constant"),
    "step": N_("in steps"),
    "exponential": N_("exponential"),
    "cosine": N_("cosine to 0"),
}


def draw(page: Page) -> None:
    """Draw the controls; the experiment reads them from the page's settings."""
    _ = page.translate
    prose.draw(page, "method")
    first = st.columns(3)
    optimizer = first[0].selectbox(_("Optimizer"), **page.choice("optimizer", OPTIMIZERS_SAID))
    if optimizer in ("momentum", "nesterov"):
        first[1].number_input(_("Momentum"), step=0.05, **page.control("momentum"))
    first[2].number_input(
        _("Mini-batch"),
        step=1,
        **page.control("batch"),
        help=_("The number of output positions used per update, drawn using the seed; 0 means all of them."),
    )
    second = st.columns(3)
    schedule = second[0].selectbox(_("Learning rate schedule"), **page.choice("schedule", SCHEDULES_SAID))
    if schedule in ("step", "exponential"):
        second[1].number_input(_("Change every … updates"), step=1, **page.control("every"))
        second[2].number_input(_("Multiply by"), step=0.05, **page.control("decay"))
    third = st.columns(3)
    third[0].number_input(_("Weight decay"), step=0.01, format="%.4g", **page.control("weight_decay"))
    third[1].number_input(
        _("Noise on the image"),
        step=0.05,
        format="%.4g",
        **page.control("image_noise"),
        help=_(
            "Standard deviation; the target is computed from the noisy image, so the true kernel still fits exactly."
        ),
    )
    third[2].number_input(
        _("Noise on the target"),
        step=0.05,
        format="%.4g",
        **page.control("target_noise"),
        help=_("Standard deviation."),
    )
    fourth = st.columns(3, vertical_alignment="bottom")
    fourth[0].toggle(_("Also learn a bias"), **page.control("bias"))
    fourth[1].number_input(_("Seed of noise and batches"), step=1, **page.control("noise_seed"))
    _early_stopping(page)


def _early_stopping(page: Page) -> None:
    """The rules that end a run before its last epoch."""
    _ = page.translate
    st.markdown("## " + _("Early stopping"))
    rules = st.columns(3)
    rules[0].number_input(
        _("Stop at a loss of"), step=0.001, format="%.4g", **page.control("target_loss"), help=_("0: never.")
    )
    rules[1].number_input(
        _("Stop after updates without progress"), step=1, **page.control("patience"), help=_("0: never.")
    )
    rules[2].number_input(
        _("Stop after seconds of computing"),
        step=1.0,
        format="%.4g",
        **page.control("seconds"),
        help=_("0: the maximum of {minutes:g} minutes.").format(minutes=MAX_SECONDS / 60),
    )
