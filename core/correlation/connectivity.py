"""Which cells of an input and an output belong together, and what both operations ask of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Pair
from core.errors import BadInput


@dataclass(frozen=True)
class Connections:
    """Which input cells and output cells belong together.

    One of the two sides moves window by window (`wide`), the other cell by cell: cell i of the narrow side
    belongs to the cells ``stride·i − padding + dilation·k`` of the wide side, k = 0 … kernel − 1. For pooling
    the input is the wide side, for a transposed convolution (`spreads`) the output is.

    Parameters
    ----------
    input_size, output_size, kernel_size, stride, padding, dilation : (rows, columns)
        `padding` is what lies before the first row and column.
    spreads : bool
        Whether one input cell goes into a window of the output (transposed convolution).
    """

    input_size: Pair
    output_size: Pair
    kernel_size: Pair
    stride: Pair
    padding: Pair
    dilation: Pair = (1, 1)
    spreads: bool = False

    def sources(self, row: int, column: int) -> tuple[Pair, ...]:
        """The input cells that an output cell is made of, rows first."""
        return self._narrow(row, column) if self.spreads else self._window(row, column, self.input_size)

    def targets(self, row: int, column: int) -> tuple[Pair, ...]:
        """The output cells that an input cell goes into, rows first."""
        return self._window(row, column, self.output_size) if self.spreads else self._narrow(row, column)

    def _window(self, row: int, column: int, wide: Pair) -> tuple[Pair, ...]:
        lines = [
            [c for k in range(size) if 0 <= (c := s * i - p + d * k) < n]
            for i, s, p, d, size, n in zip(
                (row, column), self.stride, self.padding, self.dilation, self.kernel_size, wide, strict=True
            )
        ]
        return tuple((a, b) for a in lines[0] for b in lines[1])

    def _narrow(self, row: int, column: int) -> tuple[Pair, ...]:
        narrow = self.input_size if self.spreads else self.output_size
        lines = [
            sorted(i // s for k in range(size) if not (i := c + p - d * k) % s and 0 <= i // s < n)
            for c, s, p, d, size, n in zip(
                (row, column), self.stride, self.padding, self.dilation, self.kernel_size, narrow, strict=True
            )
        ]
        return tuple((a, b) for a in lines[0] for b in lines[1])


def finite(values: Array, name: str = "image") -> Array:
    """The values as floats (float32 stays, others become float64), every one of them finite and at most 1e100."""
    values = np.asarray(values)
    if values.dtype != np.float32:
        values = values.astype(np.float64)
    if values.size == 0 or values.ndim not in (2, 3):
        raise BadInput("the {name} needs rows and columns, got shape {shape}", name=name, shape=values.shape)
    bad = ~(np.isfinite(values) & (np.abs(values.astype(np.float64)) <= 1e100))
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise BadInput(
            "the {name} has {value} at {place}; numbers must be finite and no larger than 1e100",
            name=name,
            value=float(values[place]),
            place=place,
        )
    return values


def by(size: Sequence[int]) -> str:
    """A size as people write it: rows × columns."""
    return f"{size[0]} × {size[1]}"
