"""The tab "Code to copy": the numbers on the screen from six libraries."""

from __future__ import annotations

import streamlit as st

from core import codes
from core.errors import BadInput
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import downloads
from pages.shared.frame import Page


def draw(page: Page, experiment: Experiment) -> None:
    """Choose a library; its program, and the files that it takes."""
    _ = page.translate
    st.markdown(page.prose("code"))
    library = st.segmented_control(_("Library"), codes.LIBRARIES, key=page.key("code_library"), required=True)
    try:
        programs = {
            name: codes.snippet(name, experiment.image, experiment.kernel, **experiment.geometry.options)
            for name in codes.LIBRARIES
        }
    except BadInput as error:
        st.error(page.sentence(error))
        return
    st.code(programs[library], language="python")
    if codes.needs_file(experiment.image):
        st.caption(
            _(
                "The program reads the input from {file}: it is among the files of “Save…” above; put it beside the program."
            ).format(file=f"`{codes.FILE}`")
        )
    with st.container(horizontal=True, gap="small"):
        for name, program in programs.items():
            downloads.button(page, f"correlate_{name.lower()}.py", program.encode, "text/x-python")
