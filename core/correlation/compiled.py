"""The inner loops of correlation, compiled by Numba for the processor at hand.

Importing this module compiles them: five seconds on a new machine, then a file in Numba's cache. `core.correlation.fast` does
that in a thread when the first large picture comes, and goes on with NumPy meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import types

from core.arrays import Array, Pair

FLOATS = types.float32, types.float64
# Sums may be reordered and fused, which vectors need; infinity and nan keep their meaning.
REORDER = {"reassoc", "contract", "nsz"}


def _compiled(signatures: list[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Numba's compiler with the interpreter let go, and kept on disk wherever this account may write."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        options: dict[str, Any] = {"nogil": True, "fastmath": REORDER}
        try:
            return numba.njit(signatures, cache=True, **options)(function)  # type: ignore[no-any-return]
        except RuntimeError:  # nowhere to keep it
            return numba.njit(signatures, **options)(function)  # type: ignore[no-any-return]

    return decorate


def _given(kind: Any, axes: int) -> Any:
    """An argument that is only read: a frozen array does as well."""
    return types.Array(kind, axes, "C", readonly=True)


@_compiled([kind(_given(kind, 1)) for kind in FLOATS])
def squares(values: Array) -> Any:
    """The sum of squares of a line: finite only if every number is."""
    total = values[0] * values[0]
    for i in range(1, values.size):
        total += values[i] * values[i]
    return total


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _add(into: Array, line: Array, taps: Array, every: int, gap: int) -> None:
    """Add the correlation of a line with each `every`-th of the taps, `gap` apart; up to eight stay in registers.

    Slices in place of offsets: only then does the compiler see that no index is negative, and uses vectors.
    """
    first, last = 0, (taps.size + every - 1) // every
    while first + 8 <= last:
        x0, x1 = line[first * gap :], line[(first + 1) * gap :]
        x2, x3 = line[(first + 2) * gap :], line[(first + 3) * gap :]
        x4, x5 = line[(first + 4) * gap :], line[(first + 5) * gap :]
        x6, x7 = line[(first + 6) * gap :], line[(first + 7) * gap :]
        k0, k1, k2, k3 = (
            taps[first * every],
            taps[(first + 1) * every],
            taps[(first + 2) * every],
            taps[(first + 3) * every],
        )
        k4, k5, k6, k7 = (
            taps[(first + 4) * every],
            taps[(first + 5) * every],
            taps[(first + 6) * every],
            taps[(first + 7) * every],
        )
        for j in range(into.size):
            into[j] += (
                k0 * x0[j] + k1 * x1[j] + k2 * x2[j] + k3 * x3[j] + k4 * x4[j] + k5 * x5[j] + k6 * x6[j] + k7 * x7[j]
            )
        first += 8
    while first + 4 <= last:
        x0, x1 = line[first * gap :], line[(first + 1) * gap :]
        x2, x3 = line[(first + 2) * gap :], line[(first + 3) * gap :]
        k0, k1, k2, k3 = (
            taps[first * every],
            taps[(first + 1) * every],
            taps[(first + 2) * every],
            taps[(first + 3) * every],
        )
        for j in range(into.size):
            into[j] += k0 * x0[j] + k1 * x1[j] + k2 * x2[j] + k3 * x3[j]
        first += 4
    if first + 3 == last:
        x0, x1, x2 = line[first * gap :], line[(first + 1) * gap :], line[(first + 2) * gap :]
        k0, k1, k2 = taps[first * every], taps[(first + 1) * every], taps[(first + 2) * every]
        for j in range(into.size):
            into[j] += k0 * x0[j] + k1 * x1[j] + k2 * x2[j]
    elif first + 2 == last:
        x0, x1 = line[first * gap :], line[(first + 1) * gap :]
        k0, k1 = taps[first * every], taps[(first + 1) * every]
        for j in range(into.size):
            into[j] += k0 * x0[j] + k1 * x1[j]
    elif first + 1 == last:
        x0, k0 = line[first * gap :], taps[first * every]
        for j in range(into.size):
            into[j] += k0 * x0[j]


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _add_colours(into: Array, red: Array, green: Array, blue: Array, taps: Array, gap: int) -> None:
    """Two or three taps of each of three channels, (red, green, blue) in turn, in one pass over the line."""
    r0, g0, b0, r1, g1, b1 = taps[0], taps[1], taps[2], taps[3], taps[4], taps[5]
    red1, green1, blue1 = red[gap:], green[gap:], blue[gap:]
    if taps.size == 6:
        for j in range(into.size):
            into[j] += (r0 * red[j] + g0 * green[j] + b0 * blue[j]) + (r1 * red1[j] + g1 * green1[j] + b1 * blue1[j])
    else:
        r2, g2, b2 = taps[6], taps[7], taps[8]
        red2, green2, blue2 = red[2 * gap :], green[2 * gap :], blue[2 * gap :]
        for j in range(into.size):
            into[j] += (
                (r0 * red[j] + g0 * green[j] + b0 * blue[j])
                + (r1 * red1[j] + g1 * green1[j] + b1 * blue1[j])
                + (r2 * red2[j] + g2 * green2[j] + b2 * blue2[j])
            )


@_compiled(
    [
        types.void(kind[:, ::1], _given(kind, 2), _given(kind, 2), types.intp, steps, steps, types.intp, types.intp)
        for kind in FLOATS
        for steps in [types.UniTuple(types.intp, 2)]
    ]
)
def lines(
    out: Array, image: Array, kernel: Array, channels: int, stride: Pair, dilation: Pair, top: int, bottom: int
) -> None:
    """Rows `top` … `bottom` of `out` (rows, columns): an image (H, W C) with a kernel (h, w C), channels last."""
    h = kernel.shape[0]
    width, columns = image.shape[1] // channels, out.shape[1]
    reach = (columns - 1) * stride[1] + 1
    begin, count = top * stride[0], (bottom - top - 1) * stride[0] + (h - 1) * dilation[0] + 1
    planes = np.empty((channels if channels > 1 else 0, count, width), image.dtype)
    if channels == 3:  # written out, so that the compiler can take the three apart with vectors
        for r in range(count):
            line, red, green, blue = image[begin + r], planes[0, r], planes[1, r], planes[2, r]
            for j in range(width):
                at = np.uint64(3) * np.uint64(j)  # unsigned: no check for negative indices stands in the way
                red[j] = line[at]
                green[j] = line[at + np.uint64(1)]
                blue[j] = line[at + np.uint64(2)]
    elif channels > 1:
        for r in range(count):
            for c in range(channels):
                line, plane = image[begin + r, c:], planes[c, r]
                for j in range(width):
                    plane[j] = line[j * channels]
    every = np.empty(reach if stride[1] > 1 else 0, image.dtype)
    for i in range(top, bottom):
        into = out[i] if stride[1] == 1 else every
        into[:] = 0
        for a in range(h):
            r = i * stride[0] + a * dilation[0]
            if channels == 1:
                _add(into, image[r], kernel[a], 1, dilation[1])
            elif channels == 3 and 6 <= kernel.shape[1] <= 9:
                red, green, blue = planes[0, r - begin], planes[1, r - begin], planes[2, r - begin]
                _add_colours(into, red, green, blue, kernel[a], dilation[1])
            else:
                for c in range(channels):
                    _add(into, planes[c, r - begin], kernel[a, c:], channels, dilation[1])
        if stride[1] > 1:
            for j in range(columns):
                out[i, j] = every[j * stride[1]]
