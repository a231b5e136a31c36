"""One unit of a network with branches: its box on a picture, its cells in every layer before, what it feeds after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import figures
from core.errors import BadInput
from core.receptive_field import MAX_CELLS, GraphRow, Solution, Traced, map_cells, seen, traced
from pages.parts.receptive_field import backdrop
from pages.parts.receptive_field.maps import Map, chosen_in, field_maps
from pages.parts.receptive_field.topics import on_picture
from pages.shared import answers, tall_rows
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


MAX_SIDE = 10_000  # cells of a map that is drawn
MAX_QUICK = 25_000_000  # cells of all maps through which a unit is followed in the server, in 0.15 s
SECONDS = 30.0  # until a worker gives more of them up


@dataclass(frozen=True)
class Shown:
    """The chosen unit, and what can be saved of it: the exact cells in every layer, and its field on the picture."""

    layer: str
    unit: tuple[int, int]
    table: pd.DataFrame | None  # None while a worker counts
    picture: Callable[[], Figure]


def draw(page: Page, name: str, solution: Solution) -> Shown | None:
    """Choose a unit; see its box. None where there is no picture to draw, which a sentence says.

    `name` tells the network from every other.
    """
    _ = page.translate
    rows = {row.node.name: row for row in solution.rows if _has_maps(row)}
    first = next(row for row in solution.rows if row.node.name == solution.source)
    start = first.size
    if start is None or len(start) != 2 or not rows or first.node.name not in rows:
        st.info(_nothing_to_draw(page, first))
        return None
    st.markdown("## " + _("One unit on a picture"))
    row, unit = _choose(page, rows)
    if not all(axis.placed for axis in row.field.axes):
        st.info(_("The position of the field is unknown without an input size."))
        return None
    key = page.key("model maps")
    vertical, horizontal = row.field.axes
    size = row.size or (1, 1)
    field_maps(
        page,
        [
            Map(_("Input"), (start[0], start[1])),
            Map(row.node.name, (size[0], size[1]), (vertical, horizontal)),
        ],
        key=key,
        selected=(1, *unit),
        on_change=lambda: _take(page, key),
        picture=backdrop.jpeg(page, (start[0], start[1])),
        side=on_picture.SIDE,
        others=on_picture.OTHER,
    )
    try:
        found = _traced(page, name, solution, row.node.name, unit)
    except BadInput as error:
        st.info(page.sentence(error))
        return None
    ground = backdrop.chosen(page)

    def saved() -> Figure:
        mask = seen(solution, row.node.name, unit)[solution.source]
        return figures.matrices([on_picture.lit_up(ground, mask)])

    return Shown(row.node.name, unit, None if found is None else table_of(page, found), saved)


def elsewhere(page: Page, table: pd.DataFrame) -> None:
    """What the unit sees and feeds in all the other layers."""
    _ = page.translate
    with st.expander(_("What this unit sees in every layer before it, and affects in every layer after it")):
        tall = tall_rows.row_height(table.get(_("layer"), ()))
        st.dataframe(table, hide_index=True, width="stretch", row_height=tall)


def _nothing_to_draw(page: Page, first: GraphRow) -> str:
    _ = page.translate
    axes = len(first.operation.size)
    if axes != 2:
        return page.count(
            "A picture is drawn for networks whose input has rows and columns; this one has {n} axis.",
            "A picture is drawn for networks whose input has rows and columns; this one has {n} axes.",
            axes,
        ).format(n=axes)
    if first.size is None:
        return _("Give an input size to see a unit on a picture.")
    return _("Pictures are drawn for inputs of up to {most} cells per side.").format(most=MAX_SIDE)


def centre(page: Page) -> None:
    """The unit in the middle of the layer, for want of another."""
    st.session_state[page.key("model middle")] = True


def _traced(page: Page, name: str, solution: Solution, layer: str, unit: tuple[int, int]) -> tuple[Traced, ...] | None:
    """The cells that the unit sees and feeds; None while a worker counts those of large maps."""
    if not MAX_QUICK < map_cells(solution) <= MAX_CELLS:
        return traced(solution, layer, unit)
    described = [(row.node.name, row.size, row.operation) for row in solution.rows]
    asked = hashlib.sha256(repr((name, solution.source, described, layer, unit)).encode()).hexdigest()
    found: tuple[Traced, ...] | None = answers.answer(
        page, "unit", traced, solution, layer, unit, deadline=SECONDS, of=asked
    )
    return found


def table_of(page: Page, found: Sequence[Traced]) -> pd.DataFrame:
    """One row a layer on the way: the exact cells that the unit sees there, or the units that it feeds."""
    _ = page.translate
    records = []
    for one in found:
        top, left, bottom, right = one.box
        records.append(
            {
                _("layer"): one.layer,
                _("the unit"): _("sees") if one.before else _("affects"),
                _("rows"): f"{top} … {bottom}",
                _("columns"): f"{left} … {right}",
                _("cells"): one.cells,
                _("gaps"): (bottom - top + 1) * (right - left + 1) - one.cells,
            }
        )
    return pd.DataFrame(records)


def _has_maps(row: GraphRow) -> bool:
    return row.field.sees == "box" and row.size is not None and len(row.size) == 2 and max(row.size) <= MAX_SIDE


def _choose(page: Page, rows: dict[str, GraphRow]) -> tuple[GraphRow, tuple[int, int]]:
    """Layer, row and column; a unit that is not there is told and moved into the layer."""
    _ = page.translate
    names = list(rows)
    key = page.key("model_layer")
    if st.session_state[key] not in rows:
        st.session_state[key] = names[-1]
    columns = st.columns([2, 1, 1])
    name = columns[0].selectbox(_("Layer of the unit"), names, key=key, on_change=centre, args=(page,))
    H, W = (rows[name].size or (1, 1))[:2]
    if st.session_state.pop(page.key("model middle"), False):
        st.session_state[page.key("model_row")], st.session_state[page.key("model_column")] = H // 2, W // 2
    down = int(columns[1].number_input(_("Row"), step=1, **page.control("model_row")))
    across = int(columns[2].number_input(_("Column"), step=1, **page.control("model_column")))
    unit = min(max(down, 0), H - 1), min(max(across, 0), W - 1)
    if unit != (down, across):
        st.warning(
            _(
                "There is no unit {asked}: rows run from 0 to {rows}, columns from 0 to {columns}. Showing {shown} instead."
            ).format(asked=(down, across), rows=H - 1, columns=W - 1, shown=unit)
        )
    return rows[name], unit


def _take(page: Page, key: str) -> None:
    """A unit chosen in the layer's map; a cell of the input is only shown."""
    unit = chosen_in(key)
    if unit is not None and unit[0] == 1:
        st.session_state[page.key("model_row")], st.session_state[page.key("model_column")] = unit[1:]
