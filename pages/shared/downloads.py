"""What is on the screen, as files: made when the button is clicked, not on every rerun."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import csv_matrix, figures, text_tables
from core.takeaway import MAX_FRAMES, Subject
from core.words import N_
from pages.shared import address, copy_link, takeaway, workers_files
from pages.shared.file_names import experiment_name, file_name, shown_name
from pages.shared.keeping import control
from pages.shared.page import Page

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

SAVE = N_("Save…")

Pictures = Mapping[str, "Callable[[], Figure] | None"]
Tables = Mapping[str, "Callable[[], np.ndarray[Any, Any] | pd.DataFrame] | None"]
Texts = Mapping[str, "Callable[[], str] | None"]
Take = Callable[[], Subject | None]

# One figure after another, whoever asks: one of a photograph takes a hundred megabytes meanwhile, and side by side they
# would share one interpreter, so that none is ready any sooner.
_drawing = threading.Lock()


def share(
    page: Page,
    pictures: Pictures,
    tables: Tables,
    texts: Texts | None = None,
    read: Collection[str] = (),
    onward: Callable[[], None] | None = None,
    take: Take | None = None,
    more: control.Keepable | None = None,
) -> None:
    """The row "Copy link", "Keep…" where a link cannot hold all (`more`: what the page itself would keep), "Save…", and
    what `onward` draws: the way to other pages. Keys are what files show, without their ending (`texts`: with it).

    None in place of what makes a file: there is nothing yet, and it is not offered. `read` are files that a program
    on the page reads: alone they are saved under the very name that the program has for them. `take` gives the experiment
    of which a notebook, a worksheet and an animation are made.
    """
    chosen = address.values(page.name, page.fields)
    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key=f"{page.name} share"):
        copy_link.row(page)
        control.draw(page, more)
        save(page, pictures, tables, texts, read, experiment_name(page, chosen), take)
        if onward is not None:
            onward()
    if address.left_out(page.fields, chosen):
        st.warning(
            page.translate(
                "The numbers you typed do not fit in the link: it opens without them. “Keep…” gives a short link with them; or download them as CSV."
            ),
            icon=":material/link_off:",
        )


@st.fragment
def save(
    page: Page,
    pictures: Pictures,
    tables: Tables,
    texts: Texts | None = None,
    read: Collection[str] = (),
    experiment: str = "",
    take: Take | None = None,
    lessons: takeaway.Lessons | None = None,
) -> None:
    """ "Save…": pictures as PNG and SVG, tables as CSV, texts as they are, lessons as notebook and program.

    Names are unique on the page; those of lessons are names that Python can import. The buttons are drawn once it is
    opened, by a run of this fragment alone.
    """
    if page.hidden:
        return  # files hold the answers that the link hides
    first = next(iter((*pictures, *tables, *(texts or {}), *(lessons or {}))))
    files = st.popover(
        page.translate(SAVE), icon=":material/download:", key=f"{page.name} files {first}", on_change="rerun"
    )
    if files.open:
        with files:
            offer(page, pictures, tables, texts, read, experiment, take, lessons)


def offer(
    page: Page,
    pictures: Pictures,
    tables: Tables,
    texts: Texts | None = None,
    read: Collection[str] = (),
    experiment: str = "",
    take: Take | None = None,
    lessons: takeaway.Lessons | None = None,
) -> None:
    """The buttons behind "Save…"."""
    named = partial(file_name, page, experiment=experiment)
    packed: dict[str, Callable[[], bytes]] = {}  # by the names that they are saved under
    for name, make in pictures.items():
        for kind, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
            if make is not None:
                file = f"{name}.{kind}"
                button(page, file, _picture(make, kind), mime, named(file))
                if kind == "png":
                    packed[named(file)] = _picture(make, kind)
    for name, table in tables.items():
        if table is not None:
            file = f"{name}.csv"
            packed[named(file)] = _csv(table)
            button(page, file, packed[named(file)], "text/csv", file if file in read else named(file))
    for name, text in (texts or {}).items():
        if text is not None:
            packed[named(name)] = _encoded(text, name)
            button(page, name, packed[named(name)], "text/plain", named(name))
    subject = None if take is None else take()
    if subject is not None:
        what = page.translate(takeaway.WHAT).format(most=MAX_FRAMES)
        _to_take_away(page, what, takeaway.files(page, subject, packed, named), named)
    written = takeaway.lessons(page, lessons or {})
    if written:
        _to_take_away(page, page.translate(takeaway.LESSON), written, named)


def _to_take_away(page: Page, what: str, files: Mapping[str, takeaway.Maker], named: Callable[[str], str]) -> None:
    st.markdown(f"**{page.translate(takeaway.HEAD)}**")
    st.caption(what)
    with st.container(horizontal=True, gap="small"):
        for name, made in files.items():
            button(page, name, made, takeaway.MIMES[name.rpartition(".")[2]], named(name))


def csv(table: np.ndarray[Any, Any] | pd.DataFrame) -> bytes:
    """A matrix (rows as they stand, no header) or a data frame (header, no index) as CSV.

    Numbers keep every digit that their type holds; no text in it is run by a spreadsheet.
    """
    import numpy as np

    if not isinstance(table, np.ndarray):
        return encoded(table.map(text_tables.safe).rename(columns=text_tables.safe).to_csv(index=False))
    return csv_matrix.written(table)


def encoded(text: str) -> bytes:
    """The text of a table as UTF-8, marked as such where it is not plain ASCII: Excel reads 中文 only with the mark."""
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def button(page: Page, name: str, data: takeaway.Maker, mime: str, file: str = "") -> None:
    """One file to save, shown as `name`; it is made when the button is clicked, and saved as `file` or `file_name`."""
    shown = name if file == name else shown_name(page, name)

    def save(make: Callable[[], bytes]) -> None:
        st.download_button(
            shown,
            data=make,
            file_name=file or file_name(page, name),
            mime=mime,
            on_click="ignore",
            key=f"{page.name} save {name}",
            type="tertiary",
        )

    if isinstance(data, workers_files.WorkersFile):
        workers_files.draw(page, name, data, save, shown)
    else:
        save(data)


def _picture(make: Callable[[], Figure], kind: str) -> Callable[[], bytes]:
    def made() -> bytes:
        with _drawing:
            return figures.saved(make(), kind)

    return made


def _csv(make: Callable[[], np.ndarray[Any, Any] | pd.DataFrame]) -> Callable[[], bytes]:
    return lambda: csv(make())


def _encoded(make: Callable[[], str], name: str) -> Callable[[], bytes]:
    return lambda: encoded(make()) if name.endswith(".csv") else make().encode()
