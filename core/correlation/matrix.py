"""Correlation as a matrix product, both ways: patches as rows, and the Toeplitz matrix of a kernel.

Y = X ⋆ K is linear in K and in X. Linear in K: every patch of X, laid flat, is a row of P, and y = P k.
Linear in X: every output is a row of T with the kernel's entries where its window lies, and y = T x.
Small letters are the matrices read row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.correlation.correlate2d import output_size, pad, pair, resolve_padding
from core.errors import BadInput

MAX_VALUE = 4_000_000  # numbers of a matrix that is built


@dataclass(frozen=True)
class Summary:
    """What can be said of a Toeplitz matrix without building it.

    `rows` outputs × `columns` inputs, of which `filled` entries belong to a window; the rest is zero.
    """

    rows: int
    columns: int
    filled: int

    @property
    def sparsity(self) -> float:
        """The share of entries that are zero whatever the kernel holds."""
        return 1.0 - self.filled / (self.rows * self.columns)


def im2col(
    image: Array,
    kernel_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Array:
    """The patches under the kernel as rows: (outputs, h·w), so that `im2col(X, K.shape) @ K.ravel()` is Y.

    Parameters
    ----------
    image : ndarray, (H, W)
    kernel_size : (h, w)
    stride, padding, dilation
        As `core.correlation.correlate` takes them; padding cells are zeros.

    Raises
    ------
    BadInput
        A kernel that does not fit, or more than four million numbers.

    Notes
    -----
    Chellapilla, Puri & Simard, High performance convolutional neural networks for document processing,
    2006, section 4: the unrolled input.
    """
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    options: dict[str, Any] = {"stride": steps, "padding": padding, "dilation": gaps}
    rows, columns = output_size(image.shape, kernel_size, **options)
    h, w = map(int, kernel_size)
    _bounded(rows * columns, h * w)
    padded = pad(image, resolve_padding(image.shape, kernel_size, **options))
    spread = np.lib.stride_tricks.sliding_window_view(padded, ((h - 1) * gaps[0] + 1, (w - 1) * gaps[1] + 1))
    patches = spread[:: steps[0], :: steps[1], :: gaps[0], :: gaps[1]]
    return patches.reshape(rows * columns, h * w)


def toeplitz(
    kernel: Array,
    image_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Array:
    """The kernel as a matrix acting on the flat image: (outputs, H·W), so that `toeplitz(K, X.shape) @ X.ravel()` is Y.

    It is doubly block Toeplitz for a stride of 1: each block belongs to one row of the kernel. Entries that
    would lie on padding are left out, as the padding is zero.

    Raises
    ------
    BadInput
        A kernel that does not fit, or more than four million numbers.

    Notes
    -----
    Dumoulin & Visin, A guide to convolution arithmetic for deep learning, 2016, section 4.1; the transpose
    of this matrix is what a transposed convolution multiplies with.
    """
    H, W = map(int, image_size)
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    options: dict[str, Any] = {"stride": steps, "padding": padding, "dilation": gaps}
    rows, columns = output_size((H, W), kernel.shape, **options)
    _bounded(rows * columns, H * W)
    (top, _), (left, _) = resolve_padding((H, W), kernel.shape, **options)
    matrix = np.zeros((rows, columns, H, W), dtype=kernel.dtype)
    for a, down in _under(kernel.shape[0], rows, steps[0], top, gaps[0], H):
        i = np.array(down, dtype=np.intp)[:, None]
        for b, across in _under(kernel.shape[1], columns, steps[1], left, gaps[1], W):
            j = np.array(across, dtype=np.intp)[None, :]
            matrix[i, j, i * steps[0] - top + a * gaps[0], j * steps[1] - left + b * gaps[1]] = kernel[a, b]
    return matrix.reshape(rows * columns, H * W)


def summary(
    kernel_size: Sequence[int],
    image_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Summary:
    """Shape and sparsity of `toeplitz`, counted without building it."""
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    options: dict[str, Any] = {"stride": steps, "padding": padding, "dilation": gaps}
    size = output_size(image_size, kernel_size, **options)
    starts = [before for before, _ in resolve_padding(image_size, kernel_size, **options)]
    # The window is a product of its two sides, and so is the number of its cells that lie on the image.
    down, across = (
        sum(len(places) for _, places in _under(k, out, s, before, d, n))
        for k, out, s, before, d, n in zip(kernel_size, size, steps, starts, gaps, image_size, strict=True)
    )
    return Summary(size[0] * size[1], int(image_size[0]) * int(image_size[1]), down * across)


def _under(k: int, out: int, stride: int, before: int, dilation: int, n: int) -> list[tuple[int, range]]:
    """For each entry of the kernel along one axis, the outputs for which it lies on the image, not on padding."""
    found = []
    for entry in range(k):
        first = -(-(before - entry * dilation) // stride)
        last = (n - 1 + before - entry * dilation) // stride
        found.append((entry, range(max(first, 0), min(last, out - 1) + 1)))
    return found


def _bounded(rows: int, columns: int) -> None:
    if rows * columns > MAX_VALUE:
        raise BadInput(
            "the matrix would have {rows} × {columns} numbers, more than {most}; use a smaller input",
            rows=rows,
            columns=columns,
            most=MAX_VALUE,
        )
