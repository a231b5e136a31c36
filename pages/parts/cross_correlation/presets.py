"""Experiments to begin from: one click each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.words import N_
from pages.parts.cross_correlation.settings import FIRST_SCREEN
from pages.shared.page import Page

PRESETS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "notebook": (N_("The book's example"), {}),
    "edge": (N_("An edge"), {"image": "band", "kernel": "difference"}),
    "stride": (N_("Stride 2 with padding"), {"padding": "full", "stride_rows": 2, "stride_columns": 2}),
    "blur": (N_("A blurred photograph"), {"image": "camera", "side": 256, "kernel": "gaussian", "padding": "same"}),
}


def draw(page: Page) -> None:
    """A row of buttons; each sets the whole first screen."""
    locked = page.locked(*(field.name for field in FIRST_SCREEN))
    with st.container(horizontal=True, gap="small", key=page.key("presets")):
        for name, (title, settings) in PRESETS.items():
            st.button(
                page.translate(title),
                key=page.key(f"preset {name}"),
                on_click=_choose,
                args=(page, settings),
                disabled=locked,
            )


def _choose(page: Page, settings: Mapping[str, Any]) -> None:
    for field in FIRST_SCREEN:
        if field.name != "help":
            st.session_state[page.key(field.name)] = settings.get(field.name, field.default)
