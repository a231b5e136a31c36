"""A run that a reload has ended: the server forgets it with the visit, the browser remembers that one was going."""

from __future__ import annotations

import streamlit as st

from pages.parts.learning_a_kernel import training
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared.live import Run
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment, run: Run | None) -> None:
    """The sentence on the lost run with a button that runs it again; nothing once another one has begun."""
    _ = page.translate
    lost: tuple[int, int] | None = st.session_state.get(page.key("lost"))
    if lost is None or run is not None:
        st.session_state[page.key("lost")] = None
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            _("The run was lost when the page was reloaded, after {made:,} of {epochs:,} updates.").format(
                made=lost[0], epochs=lost[1]
            )
        )
        st.button(_("Run again"), key=page.key("again"), on_click=training.begin, args=(page, experiment))
