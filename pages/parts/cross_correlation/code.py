"""Programs to copy: the tab "Code to copy", and the same for the settings of other tabs, at their end."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import codes, codes_text
from core.errors import BadInput
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import controls, downloads
from pages.shared.frame import Page


def draw(page: Page, experiment: Experiment) -> None:
    """The tab: the numbers on the page's first screen."""
    st.markdown(page.prose("code"))
    image, kernel, options = experiment.image, experiment.kernel, experiment.geometry.options
    programs(page, "correlate", lambda library: codes.snippet(library, image, kernel, **options), image, codes.FILE)


def below(page: Page, name: str, program: Callable[[str], str], read: controls.Array, file: str) -> None:
    """The same at the end of another tab, folded up; arguments as of `programs`. Closed, it costs nothing."""
    folded = st.expander(
        page.translate("Code to copy"), icon=":material/code:", key=f"{page.name} code {name}", on_change="rerun"
    )
    if folded.open:
        with folded:
            programs(page, name, program, read, file)


def programs(page: Page, name: str, program: Callable[[str], str], read: controls.Array, file: str) -> None:
    """Choose a library; its program, and the files that it takes.

    Parameters
    ----------
    name
        What the programs' files begin with.
    program
        Library → program; may raise BadInput.
    read, file
        The input, and where a program reads it from if it has many numbers: one of the files of the "Save…" above.
    """
    _ = page.translate
    library = st.segmented_control(_("Library"), codes_text.LIBRARIES, key=page.key("code_library"), required=True)
    try:
        texts = {each: program(each) for each in codes_text.LIBRARIES}
    except BadInput as error:
        st.error(page.sentence(error))
        return
    st.code(texts[library], language="python")
    needs_file(page, read, file)
    with st.container(horizontal=True, gap="small"):
        for each, text in texts.items():
            downloads.button(page, f"{name}_{each.lower()}.py", text.encode, "text/x-python")


def needs_file(page: Page, read: controls.Array, file: str) -> None:
    """Where the program below takes its many numbers from."""
    if codes_text.needs_file(read):
        st.caption(
            page.translate(
                "The program reads the input from {file}: it is among the files of “Save…” above; put it beside the program."
            ).format(file=f"`{file}`")
        )
