"""The controls beside the picture: image and kernel, each with its transpose, and the threshold."""

from __future__ import annotations

import streamlit as st

from pages.parts.edge_detection.controls import threshold
from pages.parts.edge_detection.settings import THRESHOLD
from pages.shared import controls
from pages.shared.page import Page


def draw(page: Page, image: controls.Selection, kernel: controls.Selection) -> None:
    """From top to bottom, as the picture shows them from left to right."""
    _ = page.translate
    controls.image_picker(page, image)
    st.toggle(_("Transpose X"), **page.control("transpose_image"))
    controls.kernel_picker(page, kernel)
    st.toggle(_("Transpose K"), **page.control("transpose_kernel"))
    threshold(page, THRESHOLD)
