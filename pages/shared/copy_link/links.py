"""The button "Copy link" and the link "Open in the lab", made in the browser alone."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.links import VERSION
from pages.shared.page import Page
from pages.shared.scripts import joined

_HERE = Path(__file__).parent
_copy = st.components.v2.component(
    "convolution_lab_copy_link",
    js=joined(_HERE / "copy_link.js"),
    css=(_HERE / "copy_link.css").read_text(encoding="utf-8"),
)
_open = st.components.v2.component(
    "convolution_lab_open_link",
    js=joined(_HERE / "open_link.js"),
    css=(_HERE / "open_link.css").read_text(encoding="utf-8"),
)


def copy_link(page: Page) -> None:
    """Draw the button; what is copied is the address of the state on the screen."""
    _ = page.translate
    words = {"copy": _("Copy link"), "copied": _("Copied"), "version": str(VERSION)}
    _copy(key=f"{page.name} copy link", data=words, width="content")


def open_link(page: Page, place: str) -> None:
    """Draw the link to the same experiment in a new tab, with nothing locked or hidden; `place` tells several on a page apart."""
    words = {"open": page.translate("Open in the lab"), "version": str(VERSION)}
    _open(key=f"{page.name} open link {place}", data=words, width="content")
