"""The exact cells that one unit of a network with branches sees, and those that it feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Mask
from core.errors import BadInput
from core.receptive_field.solver import GraphRow, Size, Solution
from core.window import Window

MAX_CELLS = 200_000_000


@dataclass(frozen=True)
class Traced:
    """What one unit sees of a layer before it, or feeds of one after it: how many cells, and the box around them.

    `box` is (top, left, bottom, right), inclusive.
    """

    layer: str
    before: bool
    cells: int
    box: tuple[int, ...]


def seen(solution: Solution, layer: str, unit: Sequence[int]) -> dict[str, Mask]:
    """What one unit depends on, in the input and in every layer on the way to it.

    Parameters
    ----------
    solution : Solution
        Solved with an input size.
    layer : str
        The unit's layer.
    unit : sequence of int
        (row, column), or as many numbers as the layer has axes.

    Returns
    -------
    dict of str to (H, W) array of bool
        By layer, True where a cell counts; side branches that see everything are left out.

    Raises
    ------
    BadInput
        If the layer's units have no box, if there is no such unit, or if the maps are too large to follow.
    """
    target = _find(solution, layer)
    _check_cells(solution)
    masks = {target: _one(solution.rows[target], unit)}
    for index in range(target, -1, -1):
        row, mask = solution.rows[index], masks.get(index)
        if mask is None:
            continue
        for before in row.node.inputs:
            source = solution.rows[before]
            if source.field.sees != "box" or source.size is None:
                continue
            found = _through(row, mask, source.size, "back")
            masks[before] = masks[before] | found if before in masks else found
    return {solution.rows[index].node.name: masks[index] for index in sorted(masks)}


def fed(solution: Solution, layer: str, unit: Sequence[int]) -> dict[str, Mask]:
    """The projective field: which units of later layers one unit feeds (the mirror of :func:`seen`).

    Raises
    ------
    BadInput
        As `seen` does.
    """
    first = _find(solution, layer)
    _check_cells(solution)
    masks = {first: _one(solution.rows[first], unit)}
    for index in range(first + 1, len(solution.rows)):
        row = solution.rows[index]
        if row.field.sees != "box" or row.size is None:
            continue
        for before in row.node.inputs:
            if before in masks:
                found = _through(row, masks[before], row.size, "forward")
                masks[index] = masks[index] | found if index in masks else found
    return {solution.rows[index].node.name: masks[index] for index in sorted(masks)}


def traced(solution: Solution, layer: str, unit: Sequence[int]) -> tuple[Traced, ...]:
    """`seen` and `fed` in numbers, the layers before the unit's first; layers of which it sees or feeds no cell are left out.

    Raises
    ------
    BadInput
        As `seen` does.
    """
    found = []
    for before, trace in ((True, seen), (False, fed)):
        for name, mask in trace(solution, layer, unit).items():
            box = box_of(mask)
            if name != layer and box is not None:
                found.append(Traced(name, before, int(mask.sum()), box))
    return tuple(found)


def map_cells(solution: Solution) -> int:
    """Cells of all maps together: what following a unit cell by cell costs."""
    return sum(int(np.prod(row.size, dtype=object)) for row in solution.rows if row.size)


def box_of(mask: Mask) -> tuple[int, ...] | None:
    """(top, left, bottom, right), inclusive, of the smallest box around the marked cells; None if none is."""
    if not mask.any():
        return None
    ends = [np.flatnonzero(mask.any(axis=tuple(set(range(mask.ndim)) - {axis}))) for axis in range(mask.ndim)]
    return (*(int(end[0]) for end in ends), *(int(end[-1]) for end in ends))


def _through(row: GraphRow, mask: Mask, size: Size, way: str) -> Mask:
    windows = row.operation.windows or (Window(),) * mask.ndim
    for axis, (window, cells) in enumerate(zip(windows, size)):
        along = np.moveaxis(mask, axis, 0)
        along = window.back(along, cells) if way == "back" else window.forward(along, cells)
        mask = np.moveaxis(along, 0, axis)
    return mask


def _find(solution: Solution, layer: str) -> int:
    for index, row in enumerate(solution.rows):
        if row.node.name == layer:
            return index
    raise BadInput("there is no layer {layer} in this network; choose one of its layers", layer=layer)


def _one(row: GraphRow, unit: Sequence[int]) -> Mask:
    if row.field.sees != "box" or row.size is None:
        raise BadInput(
            "the fields of layer {layer} cannot be drawn as boxes: choose an earlier layer, or give an input size",
            layer=row.node.name,
        )
    if len(unit) != len(row.size) or not all(0 <= index < cells for index, cells in zip(unit, row.size)):
        raise BadInput(
            "unit {unit} is outside its layer of size {size}; choose one inside", unit=tuple(unit), size=row.size
        )
    mask = np.zeros(row.size, np.bool_)
    mask[tuple(unit)] = True
    return mask


def _check_cells(solution: Solution) -> None:
    cells = map_cells(solution)
    if cells > MAX_CELLS:
        raise BadInput(
            "the network's maps have {cells} cells, more than the limit of {most} for tracing cell by cell: use a smaller input",
            cells=cells,
            most=MAX_CELLS,
        )
