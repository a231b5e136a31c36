"""The display range of a picture ("window and level"): which numbers are drawn black and white; the numbers stay."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.errors import BadInput

Range = tuple[float, float]

BLACK, WHITE = 0.5, 99.5  # percentiles that the range begins with: a few hot pixels must not decide it
SLIVER = 0.125  # of 0 … 1: a picture whose numbers fill less is hard to see
SAMPLE = 512  # rows and columns that percentiles are taken from


def narrow(values: Array) -> bool:
    """Whether the numbers, apart from a few, fill so little of 0 … 1 that the picture is nearly one shade."""
    low, high = np.percentile(_sample(values), (BLACK, WHITE))
    return bool(high - low < SLIVER) and bool(np.ptp(values) > 0)


def display_range(values: Array, black: float = BLACK, white: float = WHITE) -> Range:
    """The numbers at two percentiles; where those are equal, the least and the largest number.

    Raises
    ------
    BadInput
        Percentiles that are not 0 ≤ black < white ≤ 100.
    """
    if not 0.0 <= black < white <= 100.0:
        raise BadInput(
            "the percentile drawn black must be below the one drawn white, both from 0 to 100; got {black} and {white}",
            black=black,
            white=white,
        )
    low, high = (float(value) for value in np.percentile(_sample(values), (black, white)))
    return (low, high) if low < high else (float(values.min()), float(values.max()))


def within(values: Array, shown: Range | None) -> Array:
    """The numbers as 0 (black) … 1 (white) of the range; as they are without one."""
    if shown is None:
        return values
    with np.errstate(over="ignore"):  # beyond a range of next to nothing: black or white all the same
        return np.asarray(np.clip((values - shown[0]) / ((shown[1] - shown[0]) or 1.0), 0.0, 1.0))


def _sample(values: Array) -> Array:
    """Every n-th row and column of a large picture: its percentiles, in a fraction of the time."""
    every = max(1, max(values.shape[:2]) // SAMPLE)
    return values[::every, ::every]
