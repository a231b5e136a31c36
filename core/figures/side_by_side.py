"""Matrices beside one another as a matplotlib figure, whose cells are all of one size."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Bytes
from core.figures import colours, display
from core.figures.plots import blank, grey_rgb, signed_rgb, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
CELL, WIDEST, TALLEST = 0.5, 20.0, 5.0  # a cell where there is room; all cells of a row, of a column
MARGIN, HEAD, FOOT = 0.5, 0.45, 0.2  # beside a matrix, where its operator stands; above it, for its title; below all
PIXEL, LOST, OWN = 0.1, 0.5, 0.3  # see `cells_of`
LETTER, LINE = 0.095, 0.25  # of a title; of the line below
NUMBERS_UP_TO = 20  # more cells a side than this leave no room for digits
LEGIBLE = 3.5  # points


@dataclass(frozen=True)
class Part:
    """One matrix of a picture.

    `values` is (H, W), or (H, W, 3) for a colour picture in 0…1; `scale` as in the tensor grid:
    "signed" about 0, "grey", or "none"; `before` is an operator drawn to its left. `padding`, ((top, bottom),
    (left, right)), are rows and columns of the values that are a border: a frame stands round what is inside it.
    `lit` are cells with the outline of the window; `shown` the numbers drawn black and white in grey.
    """

    title: str
    values: Array
    scale: str = "none"
    before: str = ""
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    lit: tuple[tuple[int, int], ...] = ()
    shown: display.Range | None = None


def matrices(parts: Sequence[Part], below: str = "") -> Figure:
    """Matrices side by side, each cell with its number where there is room; `below` is a line of text under them.

    All cells have one size: a matrix of twice as many columns is twice as wide (`cells_of` has the one exception).
    """
    cells = cells_of([_shape(part) for part in parts])
    sizes = [(cell * rows, cell * columns) for cell, (rows, columns) in zip(cells, map(_shape, parts), strict=True)]
    slots = [max(width, _wide(part.title)) + _margin(len(parts)) for part, (_, width) in zip(parts, sizes, strict=True)]
    tallest, foot = max(height for height, _ in sizes), FOOT + (LINE if below else 0.0)
    total = max(sum(slots) + MARGIN / 2, LETTER * len(below))
    full = foot + tallest + HEAD
    figure = blank(total, full, constrained=False)
    left = MARGIN / 4
    for part, cell, slot, (height, width) in zip(parts, cells, slots, sizes, strict=True):
        west, south = left + (slot - width) / 2, foot + (tallest - height) / 2
        axis = figure.add_axes((west / total, south / full, width / total, height / full))
        _draw(axis, part, cell)
        if part.before:
            between = (left - west) / width  # half-way to the matrix before, as a share of this one's width
            axis.text(between, 0.5, part.before, transform=axis.transAxes, fontsize=18, ha="center", va="center")
        left += slot
    if below:
        figure.text(0.5, FOOT / full, below, fontsize=11, ha="center", va="center")
    return figure


def cells_of(shapes: Sequence[tuple[int, int]]) -> list[float]:
    """The side of each matrix's cells in inches, for matrices of (rows, columns): one size for all.

    The exception: beside a picture whose cells are pixels (less than `PIXEL`), a kernel would be lost (less than `LOST`
    altogether). Its cells have a size of their own.
    """
    rows, columns = max(shape[0] for shape in shapes), sum(shape[1] for shape in shapes)
    cell = min(CELL, TALLEST / rows, (WIDEST - _margin(len(shapes)) * len(shapes)) / columns)
    lost = [cell < PIXEL and cell * max(shape) < LOST and max(shape) <= NUMBERS_UP_TO for shape in shapes]
    return [OWN if one and not all(lost) else cell for one in lost]


def _shape(part: Part) -> tuple[int, int]:
    rows, columns = np.shape(part.values)[:2]
    return rows, columns


def _margin(count: int) -> float:
    return min(MARGIN, 0.4 * WIDEST / count)


def _wide(title: str) -> float:
    """About how wide the title is; 中文 has letters of double width."""
    return LETTER * sum(1.8 if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in title)


def _draw(axis: Axes, part: Part, cell: float) -> None:
    """One matrix; `cell` is the side of its cells in inches."""
    values = np.asarray(part.values)
    rows, columns = values.shape[:2]
    picture = signed_rgb(values) if part.scale == "signed" else grey_rgb(display.within(values, part.shown))
    if part.scale == "none":
        picture = np.full((rows, columns, 3), 255, dtype=np.uint8)
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest", aspect="auto")
    axis.set(xticks=[], yticks=[], title=part.title)
    _outline(axis, part)
    if values.ndim == 2 and max(rows, columns) <= NUMBERS_UP_TO:
        axis.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
        axis.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
        axis.grid(which="minor", color="#B8BDC7", linewidth=0.6)
        axis.tick_params(which="minor", length=0)
        _numbers(axis, part, picture, 72 * cell)


def _outline(axis: Axes, part: Part) -> None:
    """A frame round what is inside the padding, and round each lit cell."""
    rows, columns = _shape(part)
    (top, bottom), (left, right) = part.padding
    if any((top, bottom, left, right)):
        west, east, north, south = left - 0.5, columns - right - 0.5, top - 0.5, rows - bottom - 0.5
        frame = [west, east, east, west, west], [north, north, south, south, north]
        axis.plot(*frame, color="#1F2430", linewidth=1.4, scalex=False, scaley=False)
    for row, column in part.lit:
        x, y = column - 0.46, row - 0.46
        outline = [x, x + 0.92, x + 0.92, x, x], [y, y, y + 0.92, y + 0.92, y]
        axis.plot(*outline, color=colours.WINDOW, linewidth=2.0, scalex=False, scaley=False)


def _numbers(axis: Axes, part: Part, picture: Bytes, cell: float) -> None:
    """The number of each cell, in one size in which the longest fits; `cell` is its side in points."""
    rows, columns = _shape(part)
    (top, bottom), (left, right) = part.padding
    texts = [written(value) for value in np.asarray(part.values).ravel()]
    # A digit is 0.62 of its size wide: the longest number stays inside its cell.
    size = min(13.0, 0.48 * cell, 1.48 * cell / max(map(len, texts)))
    if size < LEGIBLE:
        return
    luminance = picture.astype(float).mean(axis=-1) if picture.ndim == 3 else picture.astype(float)
    for (row, column), text in zip(np.ndindex(rows, columns), texts, strict=True):
        colour = "white" if luminance[row, column] < 130 else "#1F2430"
        if not (top <= row < rows - bottom and left <= column < columns - right):
            colour = "#8A91A0"
        axis.text(column, row, text, ha="center", va="center", fontsize=size, color=colour)
