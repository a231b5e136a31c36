"""The button "Copy link": the address bar onto the clipboard, in the browser alone."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared.page import Page

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_copy_link",
    js=(_HERE / "copy_link.js").read_text(encoding="utf-8"),
    css=(_HERE / "copy_link.css").read_text(encoding="utf-8"),
)


def copy_link(page: Page) -> None:
    """Draw the button; what is copied is the address of the state on the screen."""
    _ = page.translate
    _mount(key=f"{page.name} copy link", data={"copy": _("Copy link"), "copied": _("Copied")}, width="content")
