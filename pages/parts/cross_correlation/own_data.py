"""Help at the pickers: how to bring one's own numbers and images."""

from __future__ import annotations

import streamlit as st

from core import links
from pages.shared import prose
from pages.shared.page import Page

FIELD = links.Flag("help", False)


def draw(page: Page) -> None:
    """Closed, it costs nothing; that it is open stands in the address."""
    _ = page.translate
    help_ = st.popover(
        _("Your own numbers and images"),
        icon=":material/help:",
        type="tertiary",
        key=page.key(FIELD.name),
        on_change="rerun",
    )
    if help_.open:
        prose.draw(page, "own", help_)
