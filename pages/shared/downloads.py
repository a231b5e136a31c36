"""What is on the screen, as files: made when the button is clicked, not on every rerun."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import figures
from core.words import N_
from pages.shared import address
from pages.shared.copy_link import copy_link
from pages.shared.page import Page

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

SAVE = N_("Save…")


def share(
    page: Page,
    pictures: Mapping[str, Callable[[], Figure]],
    tables: Mapping[str, Callable[[], np.ndarray[Any, Any] | pd.DataFrame]],
    texts: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """The row "Copy link", "Save…". Keys are file names without their ending (`texts`: with it)."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key=f"{page.name} share"):
        copy_link(page)
        save(page, pictures, tables, texts)
    if address.left_out(page.name, page.fields):
        st.warning(
            page.translate(
                "The link has no room for all the numbers that were typed: it opens without them. Save them as CSV to hand them on."
            ),
            icon=":material/link_off:",
        )


@st.fragment
def save(
    page: Page,
    pictures: Mapping[str, Callable[[], Figure]],
    tables: Mapping[str, Callable[[], np.ndarray[Any, Any] | pd.DataFrame]],
    texts: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """ "Save…": pictures as PNG and SVG, tables as CSV, texts as they are. Names are unique on the page.

    The buttons are drawn once it is opened, by a run of this fragment alone.
    """
    first = next(iter((*pictures, *tables, *(texts or {}))))
    files = st.popover(
        page.translate(SAVE), icon=":material/download:", key=f"{page.name} files {first}", on_change="rerun"
    )
    if files.open:
        with files:
            offer(page, pictures, tables, texts)


def offer(
    page: Page,
    pictures: Mapping[str, Callable[[], Figure]],
    tables: Mapping[str, Callable[[], np.ndarray[Any, Any] | pd.DataFrame]],
    texts: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """The buttons behind "Save…"."""
    for name, make in pictures.items():
        for kind, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
            button(page, f"{name}.{kind}", _picture(make, kind), mime)
    for name, table in tables.items():
        button(page, f"{name}.csv", _csv(table), "text/csv")
    for name, text in (texts or {}).items():
        button(page, name, _utf8(text), "text/plain")


def csv(table: np.ndarray[Any, Any] | pd.DataFrame) -> bytes:
    """A matrix (rows as they stand, no header) or a data frame (header, no index) as CSV.

    Numbers keep every digit that their type holds.
    """
    import numpy as np

    if not isinstance(table, np.ndarray):
        return bytes(table.to_csv(index=False).encode())
    buffer = io.StringIO()
    matrix = np.atleast_2d(table)
    for row in matrix.reshape(matrix.shape[0], -1).tolist():
        buffer.write(",".join(repr(value) for value in row) + "\n")
    return buffer.getvalue().encode()


def button(page: Page, name: str, data: Callable[[], bytes], mime: str) -> None:
    """One file to save, called `name`; it is made when the button is clicked."""
    st.download_button(
        name, data=data, file_name=name, mime=mime, on_click="ignore", key=f"{page.name} save {name}", type="tertiary"
    )


def _picture(make: Callable[[], Figure], kind: str) -> Callable[[], bytes]:
    return lambda: figures.saved(make(), kind)


def _csv(make: Callable[[], np.ndarray[Any, Any] | pd.DataFrame]) -> Callable[[], bytes]:
    return lambda: csv(make())


def _utf8(make: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: make().encode()
