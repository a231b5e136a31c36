"""The chosen cell of a grid: it is on the screen, so it is in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core import links
from core.errors import BadInput
from pages.shared.grid import Matrix, grid_event
from pages.shared.page import Page

Cell = tuple[str, int, int]
SETTING = "cell"  # of a page's first picture


def field(*matrices: str, setting: str = SETTING) -> links.Cell:
    """The setting: a cell of one of the matrices, or none for the one that the grid opens on."""
    return links.Cell(setting, "", matrices)


def options(
    page: Page,
    grid: str,
    matrices: Sequence[Matrix],
    default: Cell,
    *,
    setting: str = SETTING,
    then: Callable[[], object] | None = None,
) -> dict[str, Any]:
    """What `tensor_grid` needs to know for a grid whose chosen cell is a setting: key, selected, on_change.

    A choice is given up when the grid has another cell to show first, as an edge is in another place now. A cell that
    an address asks for and the matrices do not have is complained of.

    Parameters
    ----------
    grid : str
        The grid's name on its page.
    matrices : sequence of Matrix
        What it draws.
    default : (matrix, row, column)
        The cell to show first.
    setting : str
        The setting's name; several grids may share one.
    then : callable, optional
        Called when the grid has changed, after the choice is taken.
    """

    shapes = _shapes(page, matrices, setting)

    def changed() -> None:
        _take(page, grid, shapes, default, setting)
        if then is not None:
            then()

    return {
        "key": page.key(grid),
        "selected": _cell(page, shapes, default, setting),
        "on_change": changed,
    }


def shared(
    page: Page,
    grid: str,
    matrices: Sequence[Matrix],
    default: Cell,
    *,
    setting: str = SETTING,
    names: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The same for a grid that follows a setting as far as it has such a cell, and else shows `default`.

    `names` are those of its matrices whose cells are the setting's; by default all that bear a name of it.
    """
    text: str = st.session_state[page.key(setting)]
    chosen = links.cell_of(text) if text else default
    shapes = _shapes(page, matrices, setting)
    if names is not None:
        shapes = {name: shape for name, shape in shapes.items() if name in names}
    return {
        "key": page.key(grid),
        "selected": chosen if _exists(chosen, shapes) else default,
        "on_change": lambda: _take(page, grid, shapes, default, setting),
    }


def now(page: Page, default: Cell, setting: str = SETTING) -> Cell:
    """The chosen cell, after its grid is drawn: for what is saved of it."""
    text: str = st.session_state[page.key(setting)]
    return links.cell_of(text) if text else default


def _cell(page: Page, shapes: Mapping[str, tuple[int, int]], default: Cell, setting: str) -> Cell:
    named, seen = page.key(setting), page.key(f"{setting} seen")
    text: str = st.session_state[named]
    shown, first = st.session_state.get(seen) or (None, default)
    asked = shown != text  # never seen here: the address asks for it
    if not asked and first != default:
        text = ""
    chosen = links.cell_of(text) if text else None
    if chosen is not None and not _exists(chosen, shapes):
        if asked:
            _complain(page, chosen, shapes)
        text, chosen = "", None
    st.session_state[named] = text
    st.session_state[seen] = (text, default)
    return chosen or default


def _take(page: Page, grid: str, shapes: Mapping[str, tuple[int, int]], default: Cell, setting: str) -> None:
    """Before the run that a click causes: what is chosen in that grid becomes the setting, if it is a cell of these."""
    cell = grid_event(page.key(grid)).cell
    if cell is None or cell[0] not in shapes:
        return
    text = "" if cell == default else links.cell_text(cell)
    st.session_state[page.key(setting)] = text
    st.session_state[page.key(f"{setting} seen")] = (text, default)


def _shapes(page: Page, matrices: Sequence[Matrix], setting: str) -> dict[str, tuple[int, int]]:
    """Of the matrices whose cells the setting can name."""
    (field,) = (field for field in page.fields if field.name == setting)
    assert isinstance(field, links.Cell)
    return {matrix.name: matrix.shape for matrix in matrices if matrix.name in field.matrices}


def _complain(page: Page, cell: Cell, shapes: Mapping[str, tuple[int, int]]) -> None:
    name, row, column = cell
    rows, columns = shapes.get(name, (0, 0))
    error = BadInput(
        "there is no cell {cell} here: {name} has {rows} rows and {columns} columns",
        cell=f"{name}[{row},{column}]",
        name=name,
        rows=rows,
        columns=columns,
    )
    st.warning(page.sentence(error), icon=":material/link_off:")


def _exists(cell: Cell, shapes: Mapping[str, tuple[int, int]]) -> bool:
    name, row, column = cell
    rows, columns = shapes.get(name, (0, 0))
    return row < rows and column < columns
