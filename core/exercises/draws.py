"""The numbers of a variant: small whole ones that follow from a text, and stay the same in every version.

Python's and NumPy's generators may give other numbers in another version; a link that a teacher has handed out may not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from core.arrays import Floats

_T = TypeVar("_T")


class Draws:
    """One number after the other: the n-th is the SHA-256 of "text n", taken modulo the size of the range."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        digest = hashlib.sha256(f"{self._text} {self._count}".encode()).digest()
        self._count += 1
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def one(self, among: Sequence[_T]) -> _T:
        """One of these."""
        return among[self.whole(0, len(among) - 1)]

    def some(self, among: Sequence[_T], count: int) -> list[_T]:
        """So many different ones of these, in any order."""
        left = list(among)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(count)]

    def matrix(self, rows: int, columns: int, low: int, high: int) -> Floats:
        """(rows, columns) whole numbers from `low` to `high`."""
        numbers = [self.whole(low, high) for _ in range(rows * columns)]
        return np.array(numbers, dtype=np.float64).reshape(rows, columns)

    def other_than_zero(self, rows: int, columns: int, low: int, high: int) -> Floats:
        """The next such matrix that has a number other than 0."""
        while True:
            matrix = self.matrix(rows, columns, low, high)
            if matrix.any():
                return matrix
