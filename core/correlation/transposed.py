"""Transposed convolution: each number of the image is laid down as a whole window.

It goes the way of a correlation backwards: from the narrow side to the wide one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.checks import pair
from core.correlation.connectivity import Connections, by, finite
from core.errors import BadInput
from core.window import Window

Step = int | Sequence[int]

MAX_OUTPUT = 4_000_000  # numbers that are built


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
            "the transposed convolution takes matrices here, got image {image} and kernel {kernel}",
            image=image.shape,
            kernel=kernel.shape,
        )
    traced = transposed_trace(
        image.shape, kernel.shape, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )
    result = np.zeros(traced.output_size, dtype=np.result_type(image, kernel))
    down, across = (
        window.taps(out, n)
        for window, out, n in zip(traced.windows, traced.output_size, traced.input_size, strict=True)
    )
    for a, to_rows, rows in down:
        for b, to_columns, columns in across:
            result[to_rows, to_columns] += image[rows, columns] * kernel[a, b]
    return result


def transposed_trace(
    size: Sequence[int],
    kernel_size: Sequence[int],
    *,
    stride: Step = 1,
    padding: Step = 0,
    output_padding: Step = 0,
    dilation: Step = 1,
) -> Connections:
    """Sizes and cells of a transposed convolution of (H, W); raises BadInput as `transposed` does.

    Raises
    ------
    BadInput
        Output padding as large as the stride, or an output of no cells or too many.
    """
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    cut, extra = pair(padding, "padding", 0), pair(output_padding, "output padding", 0)
    if any(e >= s for e, s in zip(extra, steps, strict=True)):
        raise BadInput(
            "the output padding {extra} must be below the stride {stride} on each axis;"
            " use less output padding or a larger stride",
            extra=by(extra),
            stride=by(steps),
        )
    over = tuple(
        Window(int(k), s, p, p - e, d, transposed=True)
        for k, s, p, e, d in zip(kernel_size, steps, cut, extra, gaps, strict=True)
    )
    traced = Connections.of((over[0], over[1]), size)
    rows, columns = traced.output_size
    if rows < 1 or columns < 1:
        raise BadInput(
            "padding {padding} crops away the whole output: {rows} × {columns} cells would be left; use less padding",
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
    return traced
