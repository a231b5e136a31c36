"""The first of a page's tools: where it is embedded the way to the whole lab, then "Copy link" with its menu."""

from __future__ import annotations

import streamlit as st

from pages.shared.copy_link.links import copy_link, open_link
from pages.shared.copy_link.menu import menu
from pages.shared.page import Page


def row(page: Page) -> None:
    """Draw them in the row that is open."""
    if st.context.is_embedded:
        open_link(page, "tools")
    with st.container(horizontal=True, gap=None, wrap=False, width="content", key=f"{page.name} link"):
        copy_link(page)
        menu(page)
