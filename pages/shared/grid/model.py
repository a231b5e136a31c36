"""What a grid shows: matrices, how their cells belong together, and the sentence read from them."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput

Cell = tuple[int, int]
Scale = Literal["signed", "grey", "none"]
Texts = tuple[tuple[str, ...], ...]

MAX_SIDE = 64
_EXACT = 2**53  # the browser counts in float64: larger integers travel as text


@dataclass(frozen=True, eq=False)
class Matrix:
    """One labelled matrix of a grid.

    Parameters
    ----------
    name : str
        Short id, unique in the grid, also what the reading calls it: ``"X"``.
    values : ndarray, (H, W)
        The numbers, 1 × 1 to 64 × 64.
    title : str
        Shown above, in the visitor's language.
    before : str
        The operator drawn before the matrix: ``"⋆"``, ``"="``, ``"→"``.
    scale : {"signed", "grey", "none"}
        Colours of the cells: diverging about 0, from black to white, or none.
        ``"grey"`` spans 0 … 1 where all values lie there, else minimum … maximum.
    editable : bool
        Cells can be typed into and painted.
    padding : ((top, bottom), (left, right))
        How many of the border rows and columns of `values` are padding.
    holes : ndarray of bool, (H, W), optional
        Cells that nothing ever looks at, drawn hatched.
    texts : tuple of tuples of str, optional
        What the cells show instead of their numbers.
    limit : float, optional
        The signed colours span ±limit; default the largest finite magnitude in `values`.
    shown : (low, high), optional
        Of ``"grey"``: the numbers drawn black and white, where a picture has a display range.
    most : int
        The largest side that is drawn; beyond 64 only where colours say enough, as numbers do not fit.
    compact : bool
        Small cells, as large matrices have them: colours first, numbers where they fit.
    marks : tuple of tuples of str, optional
        Makes the cells boxes to fill in, which may be empty; each "", "right" or "wrong", told by a sign and an outline.
    """

    name: str
    values: NDArray[Any]
    title: str = ""
    before: str = ""
    scale: Scale = "none"
    editable: bool = False
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    holes: NDArray[np.bool_] | None = None
    texts: Texts | None = None
    limit: float | None = None
    shown: tuple[float, float] | None = None
    most: int = MAX_SIDE
    compact: bool = False
    marks: Texts | None = None

    def __post_init__(self) -> None:
        shape = np.shape(self.values)
        if len(shape) != 2 or not all(1 <= side <= self.most for side in shape):
            raise BadInput(
                "matrix {name} has shape {shape}: the grid shows 1 × 1 to {most} × {most} numbers",
                name=self.name,
                shape=shape,
                most=self.most,
            )

    @property
    def shape(self) -> Cell:
        """(rows, columns) of the matrix."""
        rows, columns = np.shape(self.values)
        return rows, columns

    def data(self) -> dict[str, Any]:
        """The matrix as the browser receives it, with a version that changes with its numbers."""
        rows, columns = self.shape
        numbers = [_number(value) for value in np.asarray(self.values).ravel()]
        texts = None if self.texts is None else [text for row in self.texts for text in row]
        content = json.dumps([rows, columns, numbers, texts])
        return {
            "name": self.name,
            "rows": rows,
            "columns": columns,
            "values": numbers,
            "texts": texts,
            "version": hashlib.blake2b(content.encode(), digest_size=8).hexdigest(),
            "title": self.title,
            "before": self.before,
            "scale": self.scale,
            "editable": self.editable,
            "padding": [list(sides) for sides in self.padding],
            "holes": None if self.holes is None else np.flatnonzero(self.holes).tolist(),
            "limit": self.limit,
            "shown": self.shown,
            "compact": self.compact,
            "marks": None if self.marks is None else [mark for row in self.marks for mark in row],
        }


@dataclass(frozen=True)
class Axis:
    """Which cells along one axis belong together.

    Cell ``i`` of the source belongs to ``scale·i + offset + step·k`` of the target,
    ``k = 0 … count − 1``; cells outside the target fall away. For a correlation, from
    output to input: stride, −padding, dilation and kernel size.
    """

    scale: int = 1
    offset: int = 0
    step: int = 1
    count: int = 1


@dataclass(frozen=True)
class Link:
    """Choosing a cell of `source` lights cells of `target`, and the other way round.

    Parameters
    ----------
    source, target : str
        Names of matrices.
    rows, columns : Axis
        The lit cells are all pairs of a lit row and a lit column.
    pairs : tuple of (cell, cells), optional
        An explicit map in place of the two axes.
    products : str, optional
        Name of the kernel matrix: the k-th lit cell also shows "× the k-th kernel entry".
    """

    source: str
    target: str
    rows: Axis = Axis()
    columns: Axis = Axis()
    pairs: tuple[tuple[Cell, tuple[Cell, ...]], ...] | None = None
    products: str | None = None

    def data(self) -> dict[str, Any]:
        """The link as the browser receives it."""
        axes = [[a.scale, a.offset, a.step, a.count] for a in (self.rows, self.columns)]
        return {
            "source": self.source,
            "target": self.target,
            "rows": axes[0],
            "columns": axes[1],
            "pairs": self.pairs,
            "products": self.products,
        }


@dataclass(frozen=True)
class Reading:
    """The sum behind the chosen cell of `output`, written out in the browser.

    It follows the link output → image; cells outside the image count as 0. Where there is only a link
    image → output (a transposed convolution), that one is followed backwards.

    Parameters
    ----------
    output, image, kernel : str
        Names of matrices. Without a kernel ("") the terms are the image's own numbers.
    bias : float, optional
        Added last.
    also : tuple of (image, kernel)
        More images with their kernels, whose products are added: the other channels.
    joined : {"sum", "max", "mean"}
        What is made of the terms.
    """

    output: str
    image: str
    kernel: str
    bias: float | None = None
    also: tuple[tuple[str, str], ...] = ()
    joined: Literal["sum", "max", "mean"] = "sum"

    def data(self) -> dict[str, Any]:
        """The reading as the browser receives it."""
        own = {"output": self.output, "image": self.image, "kernel": self.kernel, "bias": self.bias}
        return {**own, "also": self.also, "joined": self.joined}


def _number(value: Any) -> int | float | str:
    """One value for JSON, which knows neither nan nor infinity nor float32."""
    if isinstance(value, np.float32 | np.float16):
        value = float(str(value))  # the shortest text that means this float32: 0.1, not 0.10000000149
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, bool):
        return int(number)
    if isinstance(number, int):
        return number if abs(number) <= _EXACT else str(number)
    number = float(number)
    if not math.isfinite(number) or (number == 0 and math.copysign(1, number) < 0):
        return str(number)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
