"""What comes in, checked once: whole numbers (strides, paddings, dilations, sizes) and arrays of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from core.arrays import Array, Pair, Sides
from core.errors import BadInput

MAX_CELLS = 10_000
"""No kernel, stride, padding or dilation of a layer may be larger: it keeps every answer small."""
MAX_SIDE = 16_384
"""No stride, padding or dilation of an operation, and no padded image, may have more cells a side."""


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


def explicit(padding: Any) -> Sides:
    """((top, bottom), (left, right)) from an int, (rows, columns) or the four numbers.

    Raises
    ------
    BadInput
        Anything but whole numbers from 0 to 16,384.
    """
    padding = plain(padding)
    try:
        sides = np.broadcast_to(np.asarray(padding).reshape(-1, 1) if np.ndim(padding) == 1 else padding, (2, 2))
        known = np.issubdtype(sides.dtype, np.integer)
    except (ValueError, TypeError):
        known = False
    if not known or sides.min() < 0 or sides.max() > MAX_SIDE:
        raise BadInput(
            "padding must be valid, same, same_lower, full or whole numbers from 0 to {limit}, got {padding}",
            limit=MAX_SIDE,
            padding=padding,
        )
    (top, bottom), (left, right) = sides.tolist()
    return (top, bottom), (left, right)


def whole(field: str, value: object, least: int, layer: str, largest: int = MAX_CELLS) -> int:
    """`value` as an integer from `least` to `largest`; otherwise BadInput with field and layer.

    Raises
    ------
    BadInput
        No whole number, or out of range.
    """
    # Asked for its range first: no NaN passes, and no infinity or endless integer gets to int().
    fits = isinstance(value, Real) and least <= value <= largest  # type: ignore[operator]
    if isinstance(value, bool) or not fits or int(value) != value:  # type: ignore[call-overload]
        raise BadInput(
            "{field} {value} of layer {layer} is not a whole number from {least} to {largest}",
            field=field,
            value=_brief(value),
            layer=layer,
            least=least,
            largest=largest,
        )
    return int(value)  # type: ignore[call-overload, no-any-return]


def _brief(value: object) -> object:
    # Python refuses to write out integers of more than 4,300 digits; a text from a file may be of any length.
    if isinstance(value, int) and value.bit_length() > 200:
        return f"2^{value.bit_length()}"
    return value if isinstance(value, Real) else repr(value)[:60]


def real(values: Any, name: str) -> Array:
    """The values as an array of real numbers; their type stays unless it is Python's own objects.

    Raises
    ------
    BadInput
        Complex numbers, whose imaginary part would be lost, and what is no number at all.
    """
    if type(values) is np.ndarray and values.dtype.char in "fd":
        return values  # the commonest case, short: a tiny picture is correlated in a few microseconds
    try:
        found = np.asarray(values)
        found = found.astype(np.float64) if found.dtype == object else found
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput("the {name} is not an array of real numbers; pass one", name=name) from error
    if found.dtype.kind == "c":
        raise BadInput(
            "the {name} contains complex numbers, but only real ones are supported; pass its real and imaginary parts separately",
            name=name,
        )
    if found.dtype.kind not in "biuf":
        raise BadInput("the {name} is not an array of real numbers; pass one", name=name)
    return found


def does_not_fit(kernel: Sequence[int], dilation: Sequence[int], image: Sequence[int], sides: Sides) -> BadInput:
    """What to say of a kernel for which not one window fits: the sizes and, where there is any, the padding."""
    if tuple(dilation) == (1, 1) and sides == ((0, 0), (0, 0)):
        return BadInput(
            "kernel {kernel} does not fit into image {image} without padding; use a smaller kernel or a larger image",
            kernel=tuple(kernel),
            image=tuple(map(int, image)),
        )
    return BadInput(
        "kernel {kernel} with dilation {dilation} does not fit into image {image} with {above} + {below} rows"
        " and {left} + {right} columns of padding; use a smaller kernel, a larger image or more padding",
        kernel=tuple(kernel),
        dilation=tuple(dilation),
        image=tuple(map(int, image)),
        above=sides[0][0],
        below=sides[0][1],
        left=sides[1][0],
        right=sides[1][1],
    )
