"""The menu beside "Copy link": drawn once it is opened, by a run of its fragment alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shared.copy_link import lesson
from pages.shared.page import Page

Entry = Callable[[Page], None]
ENTRIES: tuple[Entry, ...] = (lesson.draw,)


@st.fragment
def menu(page: Page, entries: tuple[Entry, ...] = ENTRIES) -> None:
    """The button that opens the menu, and in it one entry under the other."""
    place = st.popover(page.translate("Link options"), key=f"{page.name} link menu", on_change="rerun")
    if place.open:
        with place:
            for entry in entries:
                entry(page)
