"""The tab "Choose data": the image, the true kernel, the size to learn, where to start, which loss."""

from __future__ import annotations

import streamlit as st

from core.arrays import Floats
from core.numbers import rows_of
from core.words import N_
from pages.parts.learning_a_kernel.settings import MAX_SIDE
from pages.shared import controls, prose, sections
from pages.shared.page import Page

STARTS_SAID = {"typed": N_("typed numbers"), "random": N_("random, from a seed")}
MAX_KERNEL = 15  # rows and columns
LOSSES_SAID = {"sum": N_("sum of squared errors"), "mean": N_("mean squared error")}


def read(page: Page) -> tuple[controls.Selection, controls.Selection]:
    """The image and the true kernel that the settings name, read once a run: the tab shows what was read."""
    found = st.session_state[page.key("data read")] = chosen(page)
    return found


def draw(page: Page) -> None:
    """The controls, with what there is to say of the image and the true kernel."""
    _ = page.translate
    image, true = st.session_state[page.key("data read")]
    prose.draw(page, "data")
    left, right = st.columns(2)
    with left:
        controls.image_picker(page, image, most=MAX_SIDE)
        st.toggle(
            _("Learn from all three colour channels"),
            **page.control("colour"),
            help=_(
                "Red, green and blue to one output: a kernel of h × w × 3. The target is the true kernel applied to the image's brightness."
            ),
        )
    with right:
        controls.kernel_picker(page, true)
    size = st.columns(4)
    size[0].number_input(_("Kernel rows to learn"), step=1, **page.control("h"), on_change=_resized, args=(page,))
    size[1].number_input(_("Kernel columns to learn"), step=1, **page.control("w"), on_change=_resized, args=(page,))
    size[2].selectbox(_("Loss"), **page.choice("loss", LOSSES_SAID))
    size[3].selectbox(_("Initialize with"), **page.choice("start", STARTS_SAID))
    if st.session_state[page.key("start")] == "typed":
        st.text_area(
            _("Initial kernel"),
            **page.control("init"),
            height=80,
            help=_("One row per line; separate numbers with spaces, commas or tabs. Up to 15 × 15."),
        )
    else:
        st.number_input(_("Initialization seed"), step=1, **page.control("start_seed"))


def upload(page: Page) -> None:
    """While the tab is closed, the uploader alone: a link to an experiment on an upload asks for the picture at once."""
    if st.session_state[page.key("image")] == controls.UPLOADED and not sections.is_open(page, "data"):
        controls.image_uploader(page, st.session_state[page.key("data read")][0])


def fit(page: Page, true: Floats) -> None:
    """A button that mends what does not fit: a kernel to learn that is smaller than the true one, or a start of another size."""
    _ = page.translate
    size = _size(page)
    rows, columns = wanted = max(size[0], true.shape[0]), max(size[1], true.shape[1])
    if max(wanted) > MAX_KERNEL or (size == wanted and not _starts_elsewhere(page)):
        return
    title = _("Start from random numbers")
    if size != wanted:
        title = _("Learn a {rows} × {columns} kernel").format(rows=rows, columns=columns)
    locked = page.locked("h", "w", "start")
    st.button(title, key=page.key("fit"), on_click=_fit, args=(page, wanted), disabled=locked, type="primary")


def chosen(page: Page) -> tuple[controls.Selection, controls.Selection]:
    """The same in a callback."""
    image = controls.image_of(page, most=MAX_SIDE, colour=st.session_state[page.key("colour")])
    return image, controls.kernel_of(page)


def _fit(page: Page, size: tuple[int, int]) -> None:
    st.session_state[page.key("h")], st.session_state[page.key("w")] = size
    _resized(page)


def _resized(page: Page) -> None:
    """Typed numbers of the old size are no start for a kernel of the new one: random ones take their place."""
    if _starts_elsewhere(page):
        st.session_state[page.key("start")] = "random"


def _size(page: Page) -> tuple[int, int]:
    return int(st.session_state[page.key("h")]), int(st.session_state[page.key("w")])


def _starts_elsewhere(page: Page) -> bool:
    """Whether the start is typed numbers of another size than the kernel to learn."""
    rows = rows_of(st.session_state[page.key("init")])
    typed = len(rows), len(rows[0]) if rows else 0
    return st.session_state[page.key("start")] == "typed" and typed != _size(page)
