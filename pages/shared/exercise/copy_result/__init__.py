"""The button "Copy result": one line with the score and the address that holds the answers, onto the clipboard."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared.page import Page
from pages.shared.scripts import joined

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_copy_result",
    js=joined(_HERE / "copy_result.js"),
    css=(_HERE / "copy_result.css").read_text(encoding="utf-8"),
)


def copy_result(page: Page, before: str, query: str, done: str | None) -> None:
    """Draw the line and its button.

    Parameters
    ----------
    before : str
        What stands before the address, whose beginning only the browser knows for certain.
    query : str
        The address's settings.
    done : str, optional
        The exercise that is solved: the browser keeps it, for the list on the front page.
    """
    _ = page.translate
    data = {"before": before, "query": query, "done": done, "copy": _("Copy result"), "copied": _("Copied")}
    _mount(key=f"{page.name} copy result", data={**data, "label": _("Your result as one line")})
