"""Transposed convolution: each number of the image is laid down as a whole window.

It goes the way of a correlation backwards: from the narrow side to the wide one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array, Pair
from core.correlation.connectivity import Connections, by, finite
from core.correlation.correlate2d import pair
from core.errors import BadInput

Step = int | Sequence[int]

MAX_OUTPUT = 4_000_000  # numbers that are built
MAX_SIZE = 16_384


def transposed(
    image: Array,
    kernel: Array,
    *,
    stride: Step = 1,
    padding: Step = 0,
    output_padding: Step = 0,
    dilation: Step = 1,
) -> Array:
    """Transposed convolution: every number of the image lays down the kernel times itself, overlaps add up.

    Parameters
    ----------
    image : ndarray, (H, W)
    kernel : ndarray, (h, w)
    stride : int or (rows, columns)
        How far apart the kernels are laid down.
    padding : int or (rows, columns)
        Cells cut off at each side of the output.
    output_padding : int or (rows, columns)
        Cells added at the bottom and right, below the stride.
    dilation : int or (rows, columns)

    Returns
    -------
    ndarray, ((H − 1)·s − 2·p + d·(h − 1) + output padding + 1, the same for columns)

    Raises
    ------
    BadInput
        An output padding not below the stride, padding that cuts everything off, numbers that are not finite.

    Notes
    -----
    Dumoulin & Visin, A guide to convolution arithmetic for deep learning, chapter 4; Zhang et al., Dive into
    Deep Learning, section 14.10 (13.10); `torch.nn.ConvTranspose2d`, `tf.nn.conv2d_transpose`. It is the
    transpose of the matrix of `correlate` with the same stride and padding. With stride 1 and no padding it is
    the full convolution.
    """
    image, kernel = finite(image), finite(kernel, "kernel")
    if image.ndim != 2 or kernel.ndim != 2:
        raise BadInput(
            "a transposed convolution takes matrices here, got image {image} and kernel {kernel}",
            image=image.shape,
            kernel=kernel.shape,
        )
    traced = transposed_trace(
        image.shape, kernel.shape, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )
    (H, W), (down, across), (rows, columns) = image.shape, traced.stride, traced.output_size
    (top, left), (gap, aside) = traced.padding, traced.dilation
    reach = [
        (n - 1) * s + d * (k - 1) + 1
        for n, s, d, k in zip(image.shape, traced.stride, traced.dilation, kernel.shape, strict=True)
    ]
    # Room for the output padding, which lies beyond what the kernels reach unless padding has cut that off.
    whole = np.zeros((max(reach[0], top + rows), max(reach[1], left + columns)), dtype=np.result_type(image, kernel))
    for a, b in np.ndindex(kernel.shape):
        r, c = a * gap, b * aside
        whole[r : r + (H - 1) * down + 1 : down, c : c + (W - 1) * across + 1 : across] += image * kernel[a, b]
    return np.ascontiguousarray(whole[top : top + rows, left : left + columns])


def transposed_trace(
    size: Sequence[int],
    kernel_size: Sequence[int],
    *,
    stride: Step = 1,
    padding: Step = 0,
    output_padding: Step = 0,
    dilation: Step = 1,
) -> Connections:
    """Sizes and cells of a transposed convolution of (H, W); raises BadInput as `transposed` does."""
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    cut, extra = _counts(padding, "padding"), _counts(output_padding, "output padding")
    if any(e >= s for e, s in zip(extra, steps, strict=True)):
        raise BadInput(
            "the output padding {extra} must be below the stride {stride} on each axis;"
            " use less output padding or a larger stride",
            extra=by(extra),
            stride=by(steps),
        )
    rows, columns = (
        (n - 1) * s - 2 * p + d * (k - 1) + e + 1
        for n, s, p, d, k, e in zip(size, steps, cut, gaps, kernel_size, extra, strict=True)
    )
    if rows < 1 or columns < 1:
        raise BadInput(
            "padding {padding} cuts the whole output away: {rows} × {columns} cells would be left; use less padding",
            padding=by(cut),
            rows=rows,
            columns=columns,
        )
    # What is built before the padding is cut off is bounded as well.
    if (rows + 2 * cut[0]) * (columns + 2 * cut[1]) > MAX_OUTPUT:
        raise BadInput(
            "the output would have {rows} × {columns} cells, more than {most:,} with its padding;"
            " use a smaller stride or image",
            rows=rows,
            columns=columns,
            most=MAX_OUTPUT,
        )
    shape = int(kernel_size[0]), int(kernel_size[1])
    return Connections((int(size[0]), int(size[1])), (rows, columns), shape, steps, cut, gaps, spreads=True)


def _counts(value: Step, name: str) -> Pair:
    both = (value, value) if isinstance(value, int) else tuple(value)
    if len(both) != 2 or any(not isinstance(v, (int, np.integer)) or not 0 <= v <= MAX_SIZE for v in both):
        raise BadInput(
            "{name} must be a whole number from 0 to {limit} on each axis, got {value}",
            name=name,
            limit=MAX_SIZE,
            value=value,
        )
    return int(both[0]), int(both[1])
