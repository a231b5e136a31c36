"""A matrix from a CSV file: what the lab, NumPy or a spreadsheet saved, every number as it stands there."""

from __future__ import annotations

import csv
import io

import numpy as np

from core.arrays import Array, Floats, Pair
from core.errors import BadInput
from core.numbers import matrix

MAX_BYTES = 8 * 2**20  # 512 × 512 numbers of every digit that float64 holds, and some more


def read(data: bytes, max_shape: Pair = (512, 512)) -> Floats:
    """The (H, W) matrix in a CSV file; columns apart by commas, or by semicolons or tabs where there is no comma.

    Raises
    ------
    BadInput
        No text, or too much of it; a table with words in it; a decimal comma; rows of different lengths; more than
        `max_shape`; a number that is not finite or above 1e100 in size.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("the file is larger than {limit} MB; save a smaller matrix", limit=MAX_BYTES // 2**20)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("this is not a CSV file in UTF-8; save the table as “CSV UTF-8” and try again") from error
    rows = _rows(text)
    if not rows:
        raise BadInput("the file has no numbers; save a matrix as CSV: one row per line")
    for place, row in enumerate(rows[: max_shape[0]], 1):
        for column, cell in enumerate(row[: max_shape[1]], 1):
            if not _is_number(cell):
                raise BadInput(
                    "row {row}, column {column} of the file is “{cell}”, not a number; open a matrix of numbers, not a table with text",
                    row=place,
                    column=column,
                    cell=cell[:40],
                )
    return matrix(rows, max_shape)


def written(values: Array) -> bytes:
    """A matrix as CSV: its rows as they stand, without a header, each number with every digit that its type holds.

    More axes than two lie side by side in a row.
    """
    matrix = np.atleast_2d(values)
    rows = matrix.reshape(matrix.shape[0], -1).tolist()
    return "".join(",".join(repr(value) for value in row) + "\n" for row in rows).encode("ascii")


def _rows(text: str) -> list[list[str]]:
    """The cells, without empty lines."""
    between = next((sign for sign in ("\t", ";") if sign in text), ",")
    if between != "," and "," in text:
        raise BadInput(
            "the file has commas inside its numbers; save it with decimal points, and commas between numbers"
        )
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=between) if any(map(str.strip, row))]
    except csv.Error as error:  # a field of more than 131,072 characters, a quote that never ends
        raise BadInput("this is not a CSV file with one matrix of numbers; save a matrix, one row per line") from error


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
