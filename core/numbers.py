"""Numbers as people type and paste them: text → matrix, with a sentence for each way it can go wrong; and back."""

from __future__ import annotations

import math
import re

import numpy as np

from core.arrays import Floats
from core.errors import BadInput

MAX_VALUE = 1e100  # beyond it, sums of squares leave float64
MAX_CHARACTERS = 200_000
MAX_SEED = 2**31 - 1  # what TensorFlow, NumPy and an address all take
_BRACKETS, _COMMAS = str.maketrans("[]()", "    "), str.maketrans(",，、", "   ")
# of fixed length, so that a long text takes no longer than reading it
_TIGHT = re.compile(r"[^\s,，、][,，、][^\s,，、]")
_APART = re.compile(r"[^\s,，、]\s+[^\s,，、]")


def rows_of(text: str) -> list[list[str]]:
    """The cells of a matrix typed one row a line, columns apart by spaces, commas or tabs.

    Pasted Python lists ``[[1, 2], [3, 4]]`` and MATLAB's ``[1 2; 3 4]`` are read as well, and a
    typographic minus counts as one.
    """
    return [cells for line in _lines(text) if (cells := line.translate(_COMMAS).split())]


def _lines(text: str) -> list[str]:
    text = text.replace("\N{MINUS SIGN}", "-").replace("],", "\n").replace(";", "\n")
    return text.translate(_BRACKETS).splitlines()


def _unsure(text: str) -> str | None:
    """What may be one number with a decimal comma or two: a comma without a space, in a line of numbers apart by spaces."""
    for line in _lines(text):
        if _TIGHT.search(line) and _APART.search(line):
            return next(part for part in line.split() if _TIGHT.search(part))
    return None


def checked_seed(value: object) -> int:
    """A seed of random numbers as it comes from a field; BadInput where it is no whole number from 0 to `MAX_SEED`.

    Raises
    ------
    BadInput
        It is no such number.
    """
    if not isinstance(value, int | np.integer) or not 0 <= value <= MAX_SEED:
        raise BadInput("the seed must be a whole number from 0 to {most}, got {seed}", most=MAX_SEED, seed=value)
    return int(value)


def shortest(value: float) -> str:
    """The shortest text that reads back as exactly this number; whole ones below 10¹⁵ without a point."""
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def parse_numbers(text: str, max_shape: tuple[int, int] = (64, 64)) -> Floats:
    """The (H, W) matrix in `text`.

    Raises
    ------
    BadInput
        Nothing typed, rows of different lengths, more than `max_shape`, a comma that may be a decimal one, or a
        cell that is not a finite number of at most 1e100 in size; the sentence names the row and column, counted from 1.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput("the text is longer than {limit} characters; paste a smaller matrix", limit=MAX_CHARACTERS)
    rows = rows_of(text)
    if not rows:
        raise BadInput("there are no numbers yet; type one row per line, with spaces between the numbers")
    unsure = _unsure(text)
    if unsure:
        raise BadInput(
            "“{text}” is ambiguous: one number with a decimal comma, or two numbers; use a decimal point, and a space after a comma between numbers",
            text=unsure[:40],
        )
    return matrix(rows, max_shape)


def matrix(rows: list[list[str]], max_shape: tuple[int, int]) -> Floats:
    """The (H, W) matrix of these cells, of which there is at least one.

    Raises
    ------
    BadInput
        Rows of different lengths, more than `max_shape`, a cell that is not a finite number of at most 1e100 in size.
    """
    for place, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise BadInput(
                "row {row} and row 1 have {found} and {expected} numbers; all rows must have the same length",
                row=place,
                found=len(row),
                expected=len(rows[0]),
            )
    if len(rows) > max_shape[0] or len(rows[0]) > max_shape[1]:
        raise BadInput(
            "{rows} × {columns} numbers exceed the limit of {most_rows} × {most_columns} here",
            rows=len(rows),
            columns=len(rows[0]),
            most_rows=max_shape[0],
            most_columns=max_shape[1],
        )
    return np.array(
        [[_number(cell, i, j) for j, cell in enumerate(row, 1)] for i, row in enumerate(rows, 1)], dtype=np.float64
    )


def _number(cell: str, row: int, column: int) -> float:
    try:
        value = float(cell) if len(cell) <= 40 and "_" not in cell else math.nan
    except ValueError:
        value = math.nan
    if not abs(value) <= MAX_VALUE:
        raise BadInput(
            "row {row}, column {column}: “{cell}” is not a valid number; type a finite number between −1e100 and 1e100",
            row=row,
            column=column,
            cell=cell[:40],
        )
    return value
