"""Which layer of a network is the first to see an object of so many cells."""

from __future__ import annotations

from collections.abc import Sequence

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import MAX_SIDE
from core.receptive_field.solver import GraphRow, Solution


def first_to_see(solution: Solution, cells: int | Sequence[int]) -> GraphRow | None:
    """The first layer of which every unit sees at least that many cells along each axis; None if there is none.

    Layers with a box come first: one that sees the whole input counts only where no box is large enough, for it may
    be a side branch (squeeze-and-excitation) that starts early. Layers whose field is unknown do not count.

    Raises
    ------
    BadInput
        If the object has no whole number of cells, from 1 on, for each axis, or is larger than the input.
    """
    source = next(row for row in solution.rows if row.node.name == solution.source)
    axes = len(source.operation.size)
    given = [cells] * axes if isinstance(cells, int) else list(cells)
    if len(given) != axes:
        raise BadInput(
            "the object has {given} sizes, but the input has {axes} axes; give one size, or one for each axis",
            given=len(given),
            axes=axes,
        )
    wanted = [whole("object", size, 1, solution.source, MAX_SIDE) for size in given]
    if source.size is not None and any(size > cells for size, cells in zip(wanted, source.size, strict=True)):
        raise BadInput(
            "an object of {object} is larger than the input of {input}; choose a smaller object or a larger input",
            object=" × ".join(map(str, wanted)),
            input=" × ".join(map(str, source.size)),
        )
    for row in solution.rows:
        if row.field.sees == "box" and all(
            size <= extents[0] for size, extents in zip(wanted, row.field.extents, strict=True)
        ):
            return row
    return next((row for row in solution.rows if row.field.sees == "everything"), None)
