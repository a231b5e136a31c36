"""What is typed into the cells of a page's grid: input and kernel become typed ones, or a sentence says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import BadInput
from core.numbers import parse_numbers
from pages.shared import controls
from pages.shared.frame import Page


def accept(page: Page, edits: Mapping[str, Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """Take numbers typed into a grid's cells: input "X" and kernel "K" become typed ones; the names of those taken.

    What breaks a rule stays in its cell, for `complain` to say why, and the numbers before it stay in use.
    """
    taken = []
    for matrix, setting, text in (("X", "image", "x"), ("K", "kernel", "k")):
        if matrix in edits:
            typed = _as_text(edits[matrix])
            try:
                parse_numbers(typed)
            except BadInput:
                continue
            st.session_state[page.key(setting)] = controls.TYPED
            st.session_state[page.key(text)] = typed
            taken.append(matrix)
    return tuple(taken)


def complain(page: Page, edits: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """The rule that a text in a grid's cell breaks, below the grid, for as long as it stands there."""
    for matrix in edits.values():
        try:
            parse_numbers(_as_text(matrix))
        except BadInput as error:
            st.error(
                page.sentence(error)
                + " "
                + page.translate("Until that is mended, the sums are made with the number that stood there before.")
            )


def _as_text(matrix: Sequence[Sequence[str]]) -> str:
    return "\n".join(" ".join(cell or "?" for cell in row) for row in matrix)
