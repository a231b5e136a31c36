"""How well the units of each layer of a stack cover the input: cells that none of them sees, boxes that reach out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Pair
from core.receptive_field.field import Row
from core.receptive_field.layer import both
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
    input_size, seen : (rows, columns)
        The input's, and how many of them some unit of the layer sees.
    box, inside : (rows, columns)
        The first unit's box, and what of it lies in the input.
    """

    unseen: int
    outside: float
    input_size: Pair
    seen: Pair
    box: Pair
    inside: Pair

    def derivation(self) -> dict[str, str]:
        """``unseen`` and ``outside`` with the numbers that they are made from."""
        (H, W), (rows, columns), (h, w), (tall, wide) = self.input_size, self.seen, self.box, self.inside
        lines = {"unseen": f"{H} × {W} − {rows} × {columns} = {self.unseen}"}
        if h * w:
            lines["outside"] = f"1 − ({tall} × {wide}) / ({h} × {w}) = {self.outside:.1%}"
        return lines


def coverage(rows: Sequence[Row]) -> tuple[Coverage, ...]:
    """One answer a layer, for the rows of :func:`core.receptive_field.field.table` made with an input size.

    Cells count as unseen only where no unit's window meets them, exactly; boxes are taken as they are, with
    holes.
    """
    if not rows or rows[0].input_size is None:
        return ()
    H, W = size = rows[0].input_size
    found = []
    for row, seen in zip(rows, zip(_seen(rows, 0), _seen(rows, 1))):
        (h, tall), (w, wide) = _first(row, 0, H), _first(row, 1, W)
        outside = 1 - (tall * wide) / (h * w) if h * w else 0.0
        found.append(Coverage(H * W - seen[0] * seen[1], outside, size, seen, (h, w), (tall, wide)))
    return tuple(found)


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


def _first(row: Row, axis: int, cells: int) -> Pair:
    """Length of the first unit's interval, and how much of it lies in the input."""
    first, last = row.field.axes[axis].interval(0)
    return max(0, last - first + 1), max(0, min(cells - 1, last) - max(0, first) + 1)
