"""What is typed into the cells of a page's grid: input and kernel become typed ones, or a sentence says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import BadInput
from core.numbers import parse_numbers
from pages.shared import controls
from pages.shared.grid import grid_event
from pages.shared.page import Page

_SEVERAL = re.compile(r"[\s,;，、；\[\](){}]")  # what separates numbers, or holds several


def accept(page: Page, grid: str) -> tuple[str, ...]:
    """Take the numbers typed into that grid's cells: input "X" and kernel "K" become typed ones; the names of those taken.

    What breaks a rule stays in its cell, for `complain` to say why, and the numbers before it stay in use.
    """
    taken, edits = [], grid_event(page.key(grid)).edits
    for matrix, setting, typed in (("X", "image", "x"), ("K", "kernel", "k")):
        if matrix in edits and stands(matrix, edits[matrix]):
            st.session_state[page.key(setting)] = controls.TYPED
            st.session_state[page.key(typed)] = text(edits[matrix])
            taken.append(matrix)
    return tuple(taken)


def complain(page: Page, edits: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """The rule that a text in a grid's cell breaks, below the grid, for as long as it stands there."""
    for name, matrix in edits.items():
        try:
            check(name, matrix)
        except BadInput as error:
            said = page.translate("{rule} Until you fix it, the previous value is used.")
            st.error(said.format(rule=page.sentence(error)))


def stands(name: str, matrix: Sequence[Sequence[str]]) -> bool:
    """Whether every cell is one number."""
    try:
        check(name, matrix)
    except BadInput:
        return False
    return True


def text(matrix: Sequence[Sequence[str]]) -> str:
    """The matrix as it is typed into a text field."""
    return "\n".join(" ".join(cell.strip() for cell in row) for row in matrix)


def check(name: str, matrix: Sequence[Sequence[str]]) -> None:
    """Each cell is one number: with two the matrix would have another shape. Raises BadInput naming the cell."""
    for i, row in enumerate(matrix):
        for j, typed in enumerate(row):
            cell = f"{name}[{i},{j}]"
            if not typed.strip():
                raise BadInput("cell {cell} is empty; type a number", cell=cell)
            try:
                several = _SEVERAL.search(typed.strip()) is not None
                parse_numbers(typed)
            except BadInput:
                several = True
            if several:
                raise BadInput(
                    "cell {cell} must be one finite number between −1e100 and 1e100, got “{text}”",
                    cell=cell,
                    text=typed[:40],
                )
