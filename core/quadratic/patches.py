"""Products of the matrix of patches with itself and with the target, without that matrix.

P has a row for each output (i, j) and a column for each kernel entry (a, b, c): X[i + a, j + b, c]. It is h·w
times as large as the image; PᵀP, (n, n), and Pᵀy, (n,), are small, and all that least squares needs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array, Floats
from core.checks import real
from core.errors import BadInput
from core.numbers import MAX_VALUE

MAX_ENTRIES = 1024
MAX_WORK = 100_000_000_000  # multiplications to build one form, some seconds
BLOCK_NUMBERS = 2**21  # of one block of rows of patches: 16 MB


def work(image_shape: Sequence[int], kernel_size: tuple[int, int]) -> int:
    """How many multiplications build one form: h · H · W · (w · C)²."""
    (H, W), (h, w) = image_shape[:2], kernel_size
    channels = image_shape[2] if len(image_shape) > 2 else 1
    return h * H * W * (w * channels) ** 2


def checked_pair(image: Array, target: Array, kernel_size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Image as (H, W, C) and target, float64, where they fit the kernel and one another; see `core.quadratic.quadratic_loss`.

    Raises
    ------
    BadInput
        Sizes that do not fit one another, or a number that is not finite.
    """
    image = _numbers(
        real(image, "image"),
        BadInput(
            "the image contains a number that is not finite, or larger than 1e100; use finite numbers up to 1e100"
        ),
    )
    target = _numbers(
        real(target, "target"),
        BadInput(
            "the target contains a number that is not finite, or larger than 1e100; use finite numbers up to 1e100"
        ),
    )
    h, w = kernel_size
    if image.ndim not in (2, 3) or image.size == 0:
        raise BadInput(
            "the image must have rows and columns, with or without channels, got shape {shape}", shape=image.shape
        )
    if not (1 <= h <= image.shape[0] and 1 <= w <= image.shape[1]):
        raise BadInput(
            "kernel {kernel} does not fit into image {image} without padding; choose a kernel no larger than the image",
            kernel=(h, w),
            image=image.shape[:2],
        )
    fits = (image.shape[0] - h + 1, image.shape[1] - w + 1)
    if target.shape != fits:
        raise BadInput(
            "the target has the size {target}; image {image} and kernel {kernel} give {fits}; use a target of that size",
            target=target.shape,
            image=image.shape,
            kernel=(h, w),
            fits=fits,
        )
    planes = image.reshape(*image.shape[:2], -1)
    entries = h * w * planes.shape[2]
    if entries > MAX_ENTRIES:
        raise BadInput(
            "a kernel of {entries} entries exceeds the limit of {most} for this analysis",
            entries=entries,
            most=MAX_ENTRIES,
        )
    if work(planes.shape, kernel_size) > MAX_WORK:
        raise BadInput(
            "a kernel of {entries} entries on {pixels:,} pixels takes too long to analyse; use a smaller image or kernel",
            entries=entries,
            pixels=image.shape[0] * image.shape[1],
        )
    return planes, target


def _numbers(values: Array, error: BadInput) -> Floats:
    numbers = np.ascontiguousarray(values, dtype=np.float64)
    # nan is in no range; no array of comparisons, which would cost more than the search
    if numbers.size and not (numbers.min() >= -MAX_VALUE and numbers.max() <= MAX_VALUE):
        raise error
    return numbers


def patch_products(image: Array, target: Array, kernel_size: tuple[int, int]) -> tuple[Floats, Floats]:
    """PᵀP, (n, n), and Pᵀy, (n,), with n = h·w·C.

    Parameters
    ----------
    image : ndarray, (H, W, C), float64
    target : ndarray, (H − h + 1, W − w + 1), float64

    Notes
    -----
    Let R[r] hold the patches of one kernel row on image row r, (w·C, W − w + 1). The block (a, a + d) of PᵀP is
    the sum of R[r] R[r + d]ᵀ over the rows r = a … a + H − h: for each d, windows over the same row products.
    So the work is h products an image row in place of h², one call for all of them, and only additions follow, exact
    for whole numbers. Likewise Pᵀy is the sum of R[r] y[r − a] for each kernel row a. What lies below the image, or
    beside y, is taken as 0.
    """
    (H, _, C), (h, w) = image.shape, kernel_size
    (rows, columns), q = target.shape, w * C
    products = np.empty((H, q, h, q))
    upwards = np.zeros((q, h))  # Pᵀy, its kernel rows from the last to the first
    beside = np.zeros((H + h - 1, columns))
    beside[h - 1 : h - 1 + rows] = target
    line, number = beside.strides
    targets = np.ndarray((H, columns, h), beside.dtype, beside, 0, (line, number, line))
    step = max(1, BLOCK_NUMBERS // (q * columns))
    for top in range(0, H, step):
        # The h − 1 rows below the block are needed too, as the second factor.
        part, count = image[top : top + step + h - 1], min(step, H - top)
        row_patches = np.empty((count + h - 1, w, C, columns))
        row_patches[len(part) :] = 0.0
        for b in range(w):
            row_patches[: len(part), b] = part[:, b : b + columns].swapaxes(1, 2)
        seen = row_patches.reshape(-1, q, columns)
        ahead = np.ndarray((count, h * q, columns), seen.dtype, seen, 0, seen.strides)
        np.matmul(seen[:count], ahead.swapaxes(1, 2), out=products[top : top + count].reshape(count, q, h * q))
        upwards += np.matmul(seen[:count], targets[top : top + count]).sum(axis=0)
    result = np.empty((h, q, h, q))
    for a in range(h):
        blocks = products[a : a + rows, :, : h - a].sum(axis=0)
        result[a, :, a:] = blocks
        result[a:, :, a] = blocks.transpose(1, 2, 0)
    return result.reshape(h * q, h * q), np.ascontiguousarray(upwards.T[::-1]).reshape(h * q)


def with_ones(image: Array, target: Array, products: Floats, cross_products: Floats) -> tuple[Floats, Floats]:
    """The products of P with a column of ones after its own, for a bias: (n + 1, n + 1) and (n + 1,).

    What is new are Pᵀ1, the sum of each kernel entry's part of the image, and the number of outputs.
    """
    rows, columns = target.shape
    h, w = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    sums = np.empty((h, w, image.shape[2]))
    for a in range(h):
        column_sums = image[a : a + rows].sum(axis=0)
        for b in range(w):
            sums[a, b] = column_sums[b : b + columns].sum(axis=0)
    n = len(cross_products)
    whole = np.empty((n + 1, n + 1))
    whole[:n, :n] = products
    whole[n, :n] = whole[:n, n] = sums.reshape(n)
    whole[n, n] = target.size
    return whole, np.append(cross_products, target.sum())
