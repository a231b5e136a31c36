"""Learning rate, epochs, the presets: what is turned while one watches."""

from __future__ import annotations

import streamlit as st

from core.numbers import MAX_SEED
from core.words import N_
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.rate_slider import UNLIMITED, rate_of, rate_slider
from pages.parts.learning_a_kernel.settings import PRESETS
from pages.shared import hidden
from pages.shared.page import Page

PRESETS_SAID = {"notebook": N_("The book's run"), "random": N_("Random kernel")}


def controls(page: Page, experiment: Experiment | None) -> None:
    """The rail beside the curve: the rate on its slider and as a number, the epochs, the presets."""
    _ = page.translate
    secret = hidden.FACTS in page.hidden
    if experiment is not None:
        rate_slider(
            experiment.rate,
            experiment.max_learning_rate,
            experiment.best_learning_rate,
            label=_("Learning rate"),
            marks={
                "limit": _("largest stable"),
                "fastest": _("fastest"),
                "stable": _("stable"),
                "unstable": _("unstable"),
            },
            key=page.key("slider"),
            disabled=page.locked("rate"),
            secret=secret,
            on_change=lambda: _moved(page),
            lowest=UNLIMITED[0] if experiment.rule.adaptive else None,  # where its limit, if any, is far above use
        )
    st.number_input(
        _("Learning rate"),
        **page.control("rate"),
        step=None,
        format="%.6g",
        label_visibility="visible" if experiment is None else "collapsed",  # the slider bears the same label
    )
    if experiment is not None and not secret:
        said = _of_the_limit(page, experiment)
        if said:
            st.caption(" ".join(said))
    st.number_input(_("Epochs"), step=1, **page.control("epochs"))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for name, title in PRESETS_SAID.items():
            st.button(
                _(title),
                key=page.key(f"preset {name}"),
                on_click=_preset,
                args=(page, name),
                disabled=page.locked(*PRESETS[name]),
            )
        st.toggle(_("Logarithmic axis"), **page.control("log"))


def _of_the_limit(page: Page, experiment: Experiment) -> list[str]:
    """What there is to say about the largest stable rate of the method: a warning above it, and what it is worth."""
    _ = page.translate
    limit = experiment.max_learning_rate
    if limit is None:
        return [
            _(
                "RMSprop and Adam have no largest stable rate, because their step length is bounded. With a large rate the kernel does not settle but hovers around the minimum."
            )
        ]
    said = []
    if not experiment.stable:
        warning = (
            _(
                ":material/warning: {rate:.4g} is above the largest stable rate {limit:.4g}: the loss grows for as long as the schedule keeps the rate above it."
            )
            if experiment.scheduled
            else _(":material/warning: {rate:.4g} is above the largest stable rate {limit:.4g}: training will diverge.")
        )
        said.append(warning.format(rate=experiment.rate, limit=limit))
    elif experiment.scheduled:
        said.append(_("The mark is for the rate of the first update; the schedule only lowers it."))
    if experiment.batches:
        said.append(
            _(
                "The mark is for full-batch training and only a guide: with mini-batches, even a smaller rate may diverge."
            )
        )
    return said


def _moved(page: Page) -> None:
    rate = rate_of(page.key("slider"))
    if rate is not None:
        st.session_state[page.key("rate")] = rate


def _preset(page: Page, name: str) -> None:
    start = int(st.session_state[page.key("start_seed")])
    page.put(PRESETS[name])
    if name == "random":  # another one with each click, and the address has its seed
        st.session_state[page.key("start_seed")] = (start + 1) % (MAX_SEED + 1)
    st.session_state[page.key("run")] = None
