"""Numbers and matrices in an address, bounded.

Numbers are written with the shortest digits that read back as the same float64. A matrix has
``_`` between its columns and ``~`` between its rows (``0_1~2_3``): neither needs escaping in an address.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.arrays import Floats
from core.errors import BadInput
from core.numbers import shortest

MAX_CELLS = 4_096


def parse(name: str, text: str) -> float:
    """A finite number from `text`; `name` is what the sentence calls it.

    Raises
    ------
    BadInput
        The text is no finite number.
    """
    try:
        value = float(text) if len(text) <= 40 and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadInput("“{name}” must be a finite number, got “{text}”", name=name, text=text[:40])
    return value


def write_matrix(rows: Sequence[Sequence[str]]) -> str:
    """Rows of number texts as one address-safe word.

    Raises
    ------
    BadInput
        A cell that is no finite number.
    """
    return "~".join("_".join(shortest(parse("cell", cell)) for cell in row) for row in rows)


def read_matrix(name: str, text: str, max_shape: tuple[int, int]) -> Floats:
    """The (H, W) matrix in an address; shape and values are checked before anything is built.

    Raises
    ------
    BadInput
        Too long, too large, not a matrix, or a cell that is no number.
    """
    if text.count("_") + text.count("~") >= MAX_CELLS:
        raise BadInput("“{name}” has more than {limit} numbers", name=name, limit=MAX_CELLS)
    rows = [row.split("_") for row in text.split("~")]
    if len({len(row) for row in rows}) != 1:
        raise BadInput("“{name}” has rows of different lengths", name=name)
    if len(rows) > max_shape[0] or len(rows[0]) > max_shape[1]:
        raise BadInput(
            "“{name}” is {rows} × {columns}, larger than {limit}",
            name=name,
            rows=len(rows),
            columns=len(rows[0]),
            limit=f"{max_shape[0]} × {max_shape[1]}",
        )
    return np.array([[parse(name, cell) for cell in row] for row in rows])
