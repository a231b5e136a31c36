"""Whole numbers that come in: strides, paddings, dilations and sizes, one or two of them, checked once."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from core.arrays import Pair, Sides
from core.errors import BadInput

MAX_CELLS = 10_000
"""No kernel, stride, padding or dilation of a layer may be larger: it keeps every answer small."""
MAX_SIDE = 16_384
"""No stride, padding or dilation of an operation, and no padded image, may have more cells a side."""


def pair(value: Any, name: str) -> Pair:
    """(rows, columns) from an int or a pair; both at least 1.

    Raises
    ------
    BadInput
        Anything but whole numbers from 1 to 16,384.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    both: tuple[Any, ...] = (
        (value, value) if isinstance(value, Integral) else tuple(value) if isinstance(value, (list, tuple)) else ()
    )
    if len(both) != 2 or not all(isinstance(v, Integral) and 1 <= int(v) <= MAX_SIDE for v in both):
        raise BadInput("{name} must be a whole number of at least 1 on each axis, got {value}", name=name, value=value)
    return int(both[0]), int(both[1])


def explicit(padding: Any) -> Sides:
    """((top, bottom), (left, right)) from an int, (rows, columns) or the four numbers.

    Raises
    ------
    BadInput
        Anything but whole numbers from 0 to 16,384.
    """
    try:
        sides = np.broadcast_to(np.asarray(padding).reshape(-1, 1) if np.ndim(padding) == 1 else padding, (2, 2))
        known = np.issubdtype(sides.dtype, np.integer)
    except (ValueError, TypeError):
        known = False
    if not known or sides.min() < 0 or sides.max() > MAX_SIDE:
        raise BadInput(
            "padding must be valid, same, full or whole numbers from 0 to {limit}, got {padding}",
            limit=MAX_SIDE,
            padding=padding,
        )
    (top, bottom), (left, right) = sides.tolist()
    return (top, bottom), (left, right)


def whole(field: str, value: object, least: int, layer: str) -> int:
    """`value` as an integer from `least` to 10,000; otherwise BadInput with field and layer."""
    # Asked for its range first: no NaN passes, and no infinity or endless integer gets to int().
    fits = isinstance(value, Real) and least <= value <= MAX_CELLS  # type: ignore[operator]
    if isinstance(value, bool) or not fits or int(value) != value:  # type: ignore[call-overload]
        raise BadInput(
            "{field} {value} of layer {layer} is not a whole number from {least} to {largest}",
            field=field,
            value=_brief(value),
            layer=layer,
            least=least,
            largest=MAX_CELLS,
        )
    return int(value)  # type: ignore[call-overload, no-any-return]


def _brief(value: object) -> object:
    # Python refuses to write out integers of more than 4,300 digits.
    return f"2^{value.bit_length()}" if isinstance(value, int) and value.bit_length() > 200 else value
