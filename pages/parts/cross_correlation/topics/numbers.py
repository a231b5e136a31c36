"""The tab "Your own numbers and images": how to bring one's own data."""

from __future__ import annotations

import streamlit as st

from pages.shared.frame import Page


def draw(page: Page) -> None:
    st.markdown(page.prose("own"))
