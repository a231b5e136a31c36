"""Programs to copy: the tab "Code to copy", and the same for the settings of other tabs, at their end."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import links
from core.arrays import Floats
from core.correlation.snippets import correlate2d as correlation_snippets
from core.correlation.snippets import frame
from core.errors import BadInput
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import downloads, prose
from pages.shared.page import Page

FIELDS = (links.Choice("code_library", frame.LIBRARIES[0], frame.LIBRARIES),)


def draw(page: Page, experiment: Experiment) -> None:
    """The tab: the numbers on the page's first screen."""
    prose.draw(page, "code")
    image, kernel, options = experiment.image, experiment.kernel, experiment.geometry.options
    programs(
        page,
        "correlate",
        lambda library: correlation_snippets.snippet(library, image, kernel, **options),
        image,
        correlation_snippets.FILE,
    )


def below(page: Page, name: str, program: Callable[[str], str], read: Floats, file: str) -> None:
    """The same at the end of another tab, folded up; arguments as of `programs`. Closed, it costs nothing."""
    folded = st.expander(
        page.translate("Code to copy"), icon=":material/code:", key=f"{page.name} code {name}", on_change="rerun"
    )
    if folded.open:
        with folded:
            programs(page, name, program, read, file)


def programs(page: Page, name: str, program: Callable[[str], str], read: Floats, file: str) -> None:
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
    library = st.segmented_control(_("Library"), frame.LIBRARIES, **page.control("code_library"), required=True)
    try:
        texts = {each: program(each) for each in frame.LIBRARIES}
    except BadInput as error:
        st.error(page.sentence(error))
        return
    st.code(texts[str(library)], language="python")
    needs_file(page, read, file)
    with st.container(horizontal=True, gap="small"):
        for each, text in texts.items():
            downloads.button(page, f"{name}_{each.lower()}.py", text.encode, "text/x-python")


def needs_file(page: Page, read: Floats, file: str) -> None:
    """Where the program below takes its many numbers from."""
    if frame.needs_file(read):
        st.caption(
            page.translate(
                "The program reads the input from {file}, one of the files under “Save…” above; put it next to the program."
            ).format(file=f"`{file}`")
        )
