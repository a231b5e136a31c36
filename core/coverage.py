"""How well the units of each layer of a stack cover the input: cells that none of them sees, boxes that reach out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.field import Row
from core.stack_layer import both
from core.window import Window


@dataclass(frozen=True)
class Coverage:
    """What one layer's units cover of the input.

    Attributes
    ----------
    unseen : int
        Input cells that no unit of the layer sees: strides or dilations skip them, or windows stop short.
    outside : float
        Share of the first unit's box (top left) that lies outside the input, 0 … 1.
    """

    unseen: int
    outside: float


def coverage(rows: Sequence[Row]) -> tuple[Coverage, ...]:
    """One answer a layer, for the rows of :func:`core.field.table` made with an input size.

    Cells count as unseen only where no unit's window meets them, exactly; boxes are taken as they are, with
    holes.
    """
    if not rows or rows[0].input_size is None:
        return ()
    H, W = rows[0].input_size
    down, across = _seen(rows, 0), _seen(rows, 1)
    return tuple(
        Coverage(H * W - seen_rows * seen_columns, 1 - _inside(row, 0, H) * _inside(row, 1, W))
        for row, seen_rows, seen_columns in zip(rows, down, across)
    )


def _seen(rows: Sequence[Row], axis: int) -> list[int]:
    """For each layer, the input's rows (or columns) that some unit of it sees."""
    steps: list[tuple[Window, int]] = []
    counts: list[int] = []
    for row in rows:
        window = row.layer.windows[axis]
        size, out = both(row.input_size or 0)[axis], both(row.output_size or 0)[axis]
        steps.append((window, size))
        mask = window.back(np.ones(out, np.bool_), size)
        if counts and mask.all():
            counts.append(counts[-1])  # it sees all of the layer before it, and through it the same of the input
            continue
        for earlier, cells in reversed(steps[:-1]):
            mask = earlier.back(mask, cells)
        counts.append(int(mask.sum()))
    return counts


def _inside(row: Row, axis: int, cells: int) -> float:
    """Share of the first unit's interval that lies in the input."""
    first, last = row.field.axes[axis].interval(0)
    length = last - first + 1
    return max(0, min(cells - 1, last) - max(0, first) + 1) / length if length > 0 else 1.0
