"""Which cells of an input and an output belong together, and what both operations ask of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Pair, Sides
from core.checks import real
from core.correlation.correlate2d import check_finite
from core.errors import BadInput
from core.window import Window, sides_of


@dataclass(frozen=True)
class Connections:
    """Which input cells and output cells of an operation belong together.

    Parameters
    ----------
    windows : (Window, Window)
        On rows and columns; those of a transposed convolution are transposed.
    input_size, output_size : (rows, columns)
    """

    windows: tuple[Window, Window]
    input_size: Pair
    output_size: Pair

    @classmethod
    def of(cls, windows: tuple[Window, Window], size: Sequence[int]) -> Connections:
        """Of two windows that fit an input of that size."""
        rows, columns = (window.output(int(n)) for window, n in zip(windows, size, strict=True))
        return cls(windows, (int(size[0]), int(size[1])), (rows, columns))

    @property
    def spreads(self) -> bool:
        """Whether one input cell goes into a window of the output (transposed convolution)."""
        return self.windows[0].transposed

    @property
    def kernel_size(self) -> Pair:
        """(h, w)."""
        return self.windows[0].kernel, self.windows[1].kernel

    @property
    def stride(self) -> Pair:
        """(rows, columns) from one window to the next."""
        return self.windows[0].stride, self.windows[1].stride

    @property
    def dilation(self) -> Pair:
        """(rows, columns) from one tap to the next."""
        return self.windows[0].dilation, self.windows[1].dilation

    @property
    def sides(self) -> Sides:
        """((top, bottom), (left, right)) cells of padding."""
        return sides_of(self.windows, self.input_size)

    @property
    def padding(self) -> Pair:
        """Cells of padding before the first row and column."""
        return self.sides[0][0], self.sides[1][0]

    def sources(self, row: int, column: int) -> tuple[Pair, ...]:
        """The input cells that an output cell is made of, rows first."""
        rows, columns = self.windows
        down, across = rows.sees(row, self.input_size[0]), columns.sees(column, self.input_size[1])
        return tuple((a, b) for a in down for b in across)

    def targets(self, row: int, column: int) -> tuple[Pair, ...]:
        """The output cells that an input cell goes into, rows first."""
        (rows, columns), (height, width) = self.windows, self.input_size
        down = rows.feeds(row, height, self.output_size[0])
        across = columns.feeds(column, width, self.output_size[1])
        return tuple((a, b) for a in down for b in across)


def finite(values: Array, name: str = "image") -> Array:
    """The values as floats (float32 stays, others become float64), every one of them finite and at most 1e100.

    Raises
    ------
    BadInput
        No rows or columns, or a value that is not finite or above 1e100.
    """
    values = real(values, name)
    if values.dtype != np.float32:
        values = values.astype(np.float64)
    if values.size == 0 or values.ndim not in (2, 3):
        raise BadInput("the {name} needs rows and columns, got shape {shape}", name=name, shape=values.shape)
    check_finite(values, name)
    return values


def by(size: Sequence[int]) -> str:
    """A size as people write it: rows × columns."""
    return f"{size[0]} × {size[1]}"
