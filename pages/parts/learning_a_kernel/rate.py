"""Learning rate, epochs, the presets: what is turned while one watches."""

from __future__ import annotations

import streamlit as st

from core.words import N_
from pages.parts.learning_a_kernel.rate_slider import rate_of, rate_slider
from pages.parts.learning_a_kernel.settings import PRESETS, Experiment
from pages.shared.frame import Page

PRESETS_SAID = {"notebook": N_("The notebook's run"), "random": N_("A random start")}


def controls(page: Page, experiment: Experiment | None) -> None:
    """The row above the curve."""
    _ = page.translate
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="top")
    with middle:
        st.number_input(_("Learning rate"), key=page.key("rate"), step=None, format="%.6g")
    with right:
        st.number_input(_("Epochs"), step=1, key=page.key("epochs"))
    with left:
        if experiment is not None:
            rate_slider(
                experiment.rate,
                experiment.form.max_learning_rate,
                experiment.form.best_learning_rate,
                label=_("Learning rate"),
                marks={"limit": _("largest stable"), "fastest": _("fastest")},
                key=page.key("slider"),
                on_change=lambda: _moved(page),
            )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for name, title in PRESETS_SAID.items():
            st.button(_(title), key=page.key(f"preset {name}"), type="tertiary", on_click=_preset, args=(page, name))
        st.toggle(_("Logarithmic axis"), key=page.key("log"))
    if experiment is not None and not experiment.stable:
        st.caption(
            _(
                ":material/warning: {rate:.4g} is above the largest stable rate {limit:.4g}: training will diverge, and you may watch it."
            ).format(rate=experiment.rate, limit=experiment.form.max_learning_rate)
        )


def _moved(page: Page) -> None:
    rate = rate_of(page.key("slider"))
    if rate is not None:
        st.session_state[page.key("rate")] = rate


def _preset(page: Page, name: str) -> None:
    for setting, value in PRESETS[name].items():
        st.session_state[page.key(setting)] = value
    st.session_state[page.key("run")] = None
