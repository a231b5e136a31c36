"""Numbers for a field from a CSV file: dropped in, they stand in the field as if they had been typed, and in the link."""

from __future__ import annotations

import streamlit as st

from core import csv_matrix
from core.arrays import Pair
from core.errors import BadInput, Message
from core.numbers import shortest
from pages.shared.page import Page


def draw(page: Page, setting: str, max_shape: Pair) -> None:
    """A button behind which a file can be dropped; closed, it costs nothing."""
    _ = page.translate
    place = st.popover(
        _("From a CSV file"),
        icon=":material/upload_file:",
        key=page.key(f"{setting} from"),
        on_change="rerun",
        disabled=page.locked(setting),
    )
    if place.open:
        place.file_uploader(
            _("Matrix as CSV"),
            type=["csv"],
            key=page.key(f"{setting} file"),
            max_upload_size=csv_matrix.MAX_BYTES // 2**20,
            on_change=_take,
            args=(page, setting, max_shape),
        )
    error: Message | None = st.session_state.get(page.key(f"{setting} file error"))
    if error is not None:
        (place if place.open else st).error(page.sentence(error))


def _take(page: Page, setting: str, max_shape: Pair) -> None:
    """What was dropped becomes the field's text; a file that cannot be read leaves the field as it is."""
    file = st.session_state.get(page.key(f"{setting} file"))
    st.session_state[page.key(f"{setting} file error")] = None
    if file is None:
        return
    try:
        values = csv_matrix.read(file.getvalue(), max_shape)
    except BadInput as error:
        st.session_state[page.key(f"{setting} file error")] = error
        return
    st.session_state[page.key(setting)] = "\n".join(
        " ".join(shortest(value) for value in row) for row in values.tolist()
    )
