"""The tab "Choose data": the image, the true kernel, the size to learn, where to start, which loss."""

from __future__ import annotations

import streamlit as st

from core.numbers import rows_of
from core.words import N_
from pages.parts.learning_a_kernel.settings import MAX_SIDE, STARTS
from pages.shared import controls
from pages.shared.frame import Page

STARTS_SAID = {"typed": N_("typed numbers"), "random": N_("random, from a seed")}
LOSSES_SAID = {"sum": N_("sum of squared errors"), "mean": N_("mean of squared errors")}


def choose(page: Page) -> tuple[controls.Selection, controls.Selection]:
    """Draw the controls; the image and the true kernel as picked."""
    _ = page.translate
    st.markdown(page.prose("data"))
    left, right = st.columns(2)
    with left:
        colour = st.session_state[page.key("colour")]
        image = controls.image_picker(page, most=MAX_SIDE, colour=colour)
        st.toggle(
            _("Learn from the three colours"),
            key=page.key("colour"),
            help=_(
                "Red, green and blue to one output: a kernel of h × w × 3. The target is what the true kernel finds in the picture's brightness."
            ),
        )
    with right:
        true = controls.kernel_picker(page)
    size = st.columns(4)
    size[0].number_input(_("Rows to learn"), step=1, key=page.key("h"), on_change=_resized, args=(page,))
    size[1].number_input(_("Columns to learn"), step=1, key=page.key("w"), on_change=_resized, args=(page,))
    size[2].selectbox(_("Loss"), list(LOSSES_SAID), format_func=lambda name: _(LOSSES_SAID[name]), key=page.key("loss"))
    size[3].selectbox(_("Start from"), STARTS, format_func=lambda name: _(STARTS_SAID[name]), key=page.key("start"))
    if st.session_state[page.key("start")] == "typed":
        st.text_area(
            _("Initial kernel"),
            key=page.key("init"),
            height=80,
            help=_("One row a line; spaces, commas or tabs between numbers. Up to 15 × 15."),
        )
    else:
        st.number_input(_("Seed of the start"), step=1, key=page.key("start_seed"))
    return image, true


def chosen(page: Page) -> tuple[controls.Selection, controls.Selection]:
    """The same while the tab is closed: its widgets cost nothing then, and a run is stopped or turned the sooner."""
    image = controls.image_of(page, most=MAX_SIDE, colour=st.session_state[page.key("colour")])
    return image, controls.kernel_of(page)


def _resized(page: Page) -> None:
    """Typed numbers of the old size are no start for a kernel of the new one: random ones take their place."""
    size = tuple(int(st.session_state[page.key(side)]) for side in ("h", "w"))
    rows = rows_of(st.session_state[page.key("init")])
    if (len(rows), len(rows[0]) if rows else 0) != size:
        st.session_state[page.key("start")] = "random"
