"""Two networks side by side: which of their layers lie equally deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from core.networks.cost import Cost
from core.receptive_field.solver import GraphRow, Solution
from core.window import Window


@dataclass(frozen=True)
class Outline:
    """What a network comes to: its last field, and the sums of its cost; None where no layer has a box."""

    layer: str
    size: tuple[int, ...] | None
    stride: tuple[int | Fraction, ...] | None
    layers: int
    parameters: int
    multiply_adds: int
    memory: int


def outline(solution: Solution, found: Cost) -> Outline:
    """A network in a line: the last layer that has a field, and what all layers cost."""
    last = next((row for row in reversed(solution.rows) if row.field.sees == "box"), None)
    return Outline(
        "" if last is None else last.node.name,
        None if last is None else last.field.size,
        None if last is None else last.field.stride,
        sum(_counts(row) for row in solution.rows),
        found.parameters,
        found.multiply_adds,
        found.memory,
    )


def depths(solution: Solution) -> list[int]:
    """For each layer how many layers that slide or multiply lie on the longest way to it, itself included."""
    found: list[int] = []
    for row in solution.rows:
        found.append(max((found[index] for index in row.node.inputs), default=0) + _counts(row))
    return found


def aligned(first: Solution, second: Solution) -> list[tuple[int, GraphRow | None, GraphRow | None]]:
    """(depth, layer of the first network, layer of the second): what slides or multiplies, equal depths side by side."""
    sides = [_by_depth(solution) for solution in (first, second)]
    deepest = max(max(side, default=0) for side in sides)
    return [
        (depth, left, right)
        for depth in range(1, deepest + 1)
        for left, right in zip_longest(*(side.get(depth, []) for side in sides))
    ]


def _by_depth(solution: Solution) -> dict[int, list[GraphRow]]:
    found: dict[int, list[GraphRow]] = {}
    for row, depth in _counting(solution):
        found.setdefault(depth, []).append(row)
    return found


def _counting(solution: Solution) -> Iterator[tuple[GraphRow, int]]:
    return ((row, depth) for row, depth in zip(solution.rows, depths(solution)) if _counts(row))


def _counts(row: GraphRow) -> bool:
    """Whether a layer slides over more than one cell, moves by more than one, or multiplies with weights."""
    windows = row.operation.windows if row.operation.kind == "window" else ()
    slides = any(not isinstance(window, Window) or window.span > 1 or window.stride > 1 for window in windows)
    return slides or any(weights.times != "never" for weights in row.node.work.weights)
