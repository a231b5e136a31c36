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
from core.correlation.correlate2d import pad
from core.errors import BadInput
from core.window import fitted, sides_of, windows

MAX_NUMBERS = 4_000_000  # numbers of a matrix that is built


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
    down, across = windows(kernel_size, stride=stride, padding=padding, dilation=dilation)
    rows, columns = fitted((down, across), image.shape)
    _bounded(rows * columns, down.kernel * across.kernel)
    padded = pad(image, sides_of((down, across), image.shape))
    spread = np.lib.stride_tricks.sliding_window_view(padded, (down.span, across.span))
    patches = spread[:: down.stride, :: across.stride, :: down.dilation, :: across.dilation]
    return patches.reshape(rows * columns, down.kernel * across.kernel)


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
    down, across = windows(kernel.shape, stride=stride, padding=padding, dilation=dilation)
    rows, columns = fitted((down, across), (H, W))
    _bounded(rows * columns, H * W)
    matrix = np.zeros((rows, columns, H, W), dtype=kernel.dtype)
    for a, to_rows, from_rows in down.taps(rows, H):
        i, r = np.arange(rows)[to_rows, None], np.arange(H)[from_rows, None]
        for b, to_columns, from_columns in across.taps(columns, W):
            j, c = np.arange(columns)[None, to_columns], np.arange(W)[None, from_columns]
            matrix[i, j, r, c] = kernel[a, b]
    return matrix.reshape(rows * columns, H * W)


def summary(
    kernel_size: Sequence[int],
    image_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Summary:
    """Shape and sparsity of `toeplitz`, counted without building it.

    Raises
    ------
    BadInput
        A kernel that does not fit, a stride, padding or dilation that breaks a rule.
    """
    over = windows(kernel_size, stride=stride, padding=padding, dilation=dilation)
    size = fitted(over, image_size)
    # The window is a product of its two sides, and so is the number of its cells that lie on the image.
    down, across = (
        sum(outputs.stop - outputs.start for _, outputs, _ in window.taps(out, int(n)))
        for window, out, n in zip(over, size, image_size, strict=True)
    )
    return Summary(size[0] * size[1], int(image_size[0]) * int(image_size[1]), down * across)


def _bounded(rows: int, columns: int) -> None:
    if rows * columns > MAX_NUMBERS:
        raise BadInput(
            "the matrix would have {rows} × {columns} numbers, more than {most}; use a smaller input",
            rows=rows,
            columns=columns,
            most=MAX_NUMBERS,
        )
