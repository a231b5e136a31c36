"""What is typed into the cells of a page's grid: input and kernel become typed ones, or a sentence says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import BadInput
from core.numbers import parse_numbers
from pages.shared import controls
from pages.shared.frame import Page

_SEVERAL = re.compile(r"[\s,;，、；\[\](){}]")  # what separates numbers, or holds several


def accept(page: Page, edits: Mapping[str, Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """Take numbers typed into a grid's cells: input "X" and kernel "K" become typed ones; the names of those taken.

    What breaks a rule stays in its cell, for `complain` to say why, and the numbers before it stay in use.
    """
    taken = []
    for matrix, setting, text in (("X", "image", "x"), ("K", "kernel", "k")):
        if matrix in edits:
            typed = "\n".join(" ".join(cell.strip() for cell in row) for row in edits[matrix])
            try:
                check(matrix, edits[matrix])
                parse_numbers(typed)
            except BadInput:
                continue
            st.session_state[page.key(setting)] = controls.TYPED
            st.session_state[page.key(text)] = typed
            taken.append(matrix)
    return tuple(taken)


def complain(page: Page, edits: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """The rule that a text in a grid's cell breaks, below the grid, for as long as it stands there."""
    for name, matrix in edits.items():
        try:
            check(name, matrix)
        except BadInput as error:
            st.error(
                page.sentence(error)
                + " "
                + page.translate("Until that is mended, the sums are made with the number that stood there before.")
            )


def check(name: str, matrix: Sequence[Sequence[str]]) -> None:
    """Each cell is one number: with two the matrix would have another shape. Raises BadInput naming the cell."""
    for i, row in enumerate(matrix):
        for j, text in enumerate(row):
            cell = f"{name}[{i},{j}]"
            if not text.strip():
                raise BadInput("cell {cell} is empty; type a number", cell=cell)
            try:
                several = _SEVERAL.search(text.strip()) is not None
                parse_numbers(text)
            except BadInput:
                several = True
            if several:
                raise BadInput(
                    "cell {cell} must be one finite number of at most 1e100 in size, got “{text}”",
                    cell=cell,
                    text=text[:40],
                )
