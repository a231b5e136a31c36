"""The chosen cell of a page's grid: it is on the screen, so it is in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core import links
from core.errors import BadInput
from pages.shared.frame import Page
from pages.shared.grid import grid_event

Cell = tuple[str, int, int]
SETTING = "cell"


def field(*matrices: str) -> links.Cell:
    """The setting: a cell of one of the matrices, or none for the one that the page opens on."""
    return links.Cell(SETTING, "", matrices)


def cell(page: Page, shapes: Mapping[str, tuple[int, int]], default: Cell) -> Cell:
    """The cell to select in a grid of these matrices: what was chosen there, or named in the address, else `default`.

    A choice is given up when the page has another cell to show first, as an edge is in another place now; a cell that
    the matrices do not have is complained of.
    """
    named, seen = page.key(SETTING), page.key("cell seen")
    text: str = st.session_state[named]
    before = st.session_state.get(seen)
    if before is not None and before[0] == text and before[1] != default:
        text = ""
    chosen = links.cell_of(text) if text else None
    missing = chosen is not None and not _exists(chosen, shapes)
    if chosen is not None and missing:
        if before is None or before[0] != text:  # never seen here: the address asks for it
            error = BadInput(
                "there is no cell {cell} here: {name} has {rows} rows and {columns} columns",
                cell=f"{chosen[0]}[{chosen[1]},{chosen[2]}]",
                name=chosen[0],
                rows=shapes[chosen[0]][0],
                columns=shapes[chosen[0]][1],
            )
            st.warning(page.sentence(error), icon=":material/link_off:")
        text, chosen = "", None
    st.session_state[named] = text
    st.session_state[seen] = (text, default)
    return chosen or default


def take(page: Page, grid: str, default: Cell) -> None:
    """Before the run that a click causes: what is chosen in that grid becomes the page's setting."""
    event = grid_event(page.key(grid))
    if event.cell is not None:
        text = "" if event.cell == default else links.cell_text(event.cell)
        st.session_state[page.key(SETTING)] = text
        st.session_state[page.key("cell seen")] = (text, default)


def _exists(cell: Cell, shapes: Mapping[str, tuple[int, int]]) -> bool:
    name, row, column = cell
    rows, columns = shapes.get(name, (0, 0))
    return row < rows and column < columns
