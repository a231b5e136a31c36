"""The types that every module speaks of: arrays by what they hold, and pairs, rows first; and how input becomes one."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.errors import BadInput

Array = np.ndarray[Any, np.dtype[Any]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Singles = np.ndarray[Any, np.dtype[np.float32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

Pair = tuple[int, int]
"""(rows, columns), or before and after on one axis."""
Sides = tuple[Pair, Pair]
"""((top, bottom), (left, right))."""

MAX_SIDE = 16_384
"""Cells that a stride, a dilation, a window or a padding may have on an axis."""


def plain(value: Any) -> Any:
    """NumPy's scalars and arrays, and lists, as Python's own: a number, or tuples of them; all else as it is."""
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    return tuple(map(plain, value)) if isinstance(value, (list, tuple)) else value


def pair(value: Any, name: str, least: int = 1) -> Pair:
    """(rows, columns) from one whole number or two, Python's or NumPy's.

    Raises
    ------
    BadInput
        Anything that is not one or two whole numbers from `least` to 16,384.
    """
    found = plain(value)
    both = found if isinstance(found, tuple) else (found, found)
    if len(both) != 2 or any(type(v) is not int or not least <= v <= MAX_SIDE for v in both):
        raise BadInput(
            "{name} must be a whole number from {least} to {limit} on each axis, got {value}",
            name=name,
            least=least,
            limit=MAX_SIDE,
            value=found,
        )
    return both[0], both[1]


def real(values: Any, name: str) -> Array:
    """The values as an array of real numbers; their type stays unless it is Python's own objects.

    Raises
    ------
    BadInput
        Complex numbers, whose imaginary part would be lost, and what is no number at all.
    """
    try:
        found = np.asarray(values)
        found = found.astype(np.float64) if found.dtype == object else found
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput("the {name} is not an array of real numbers", name=name) from error
    if found.dtype.kind == "c":
        raise BadInput(
            "the {name} holds complex numbers, and only real ones are computed here; pass its real and its imaginary"
            " part one after the other",
            name=name,
        )
    if found.dtype.kind not in "biuf":
        raise BadInput("the {name} is not an array of real numbers", name=name)
    return found
