"""What stands on a worksheet, before it is a page: matrices, formulas with blanks, questions, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Sides

NONE: Sides = ((0, 0), (0, 0))
BLANK = "□"
WIDTH = 180.0  # mm of a line of matrices
LEAST, ABOVE = 4.5, 9.0  # mm: a cell's side at least; above a matrix, for its title
ROW = 8.0  # mm of a table's row


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix (H, W): given, or asked for; the border given by `padding` is drawn pale, `before` is an operator.

    `shaded` are cells to be marked instead of numbers to be written: True where the answer is.
    """

    title: str
    values: Array
    asked: bool = False
    before: str = ""
    padding: Sides = NONE
    shaded: bool = False


@dataclass(frozen=True)
class Formula:
    """A line in which every □ is to be filled in, with what belongs there; `label` stands before it."""

    label: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question with room for an answer."""

    text: str
    answer: str


@dataclass(frozen=True)
class Table:
    """Rows of cells below their heads; the columns from `given` on are to be filled in."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    given: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """The whole of a worksheet. `notes` say where it differs from the screen."""

    tasks: tuple[str, ...]
    matrices: tuple[Matrix, ...]
    formulas: tuple[Formula, ...]
    questions: tuple[Question, Question]
    table: Table | None = None
    notes: tuple[str, ...] = ()


def size_formulas(
    names: tuple[str, str],
    cells: Sequence[int],
    sides: Sides,
    kernel: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
) -> tuple[Formula, ...]:
    """The output's size on rows and on columns, with a blank for every number: n, padding, dilation, kernel, stride, output."""
    from core.window import Window

    made = []
    for label, n, (before, after), k, s, d in zip(names, cells, sides, kernel, strides, dilations, strict=True):
        out = Window(int(k), int(s), before, after, int(d)).output(int(n))
        made.append(
            Formula(
                label, "⌊(□ + □ − □ · (□ − 1) − 1) / □⌋ + 1 = □", tuple(map(str, (n, before + after, d, k, s, out)))
            )
        )
    return tuple(made)


def listed(numbers: Sequence[int]) -> str:
    """Whole numbers, in order, for people: 2–5, 8."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in parts)


def tidy(values: Array) -> Array:
    """Round-off would hide exact zeros and whole numbers."""
    found = np.asarray(values, dtype=np.float64)
    return np.round(found, 9) + 0.0
