"""Pooling: one number from each window of the image, its largest or its mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Array, Sides
from core.checks import MAX_SIDE, pair
from core.correlation.connectivity import Connections, by, finite
from core.correlation.correlate2d import pad
from core.errors import BadInput
from core.window import sides_of, windows

Step = int | Sequence[int]


def max_pool(image: Array, window: Step, *, stride: Step | None = None, padding: Any = 0) -> Array:
    """The largest number of each window.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
        Each channel by itself.
    window : int or (rows, columns)
    stride : int or (rows, columns), optional
        By default the window's own size, so that windows lie side by side.
    padding : "valid", "same", int, (rows, columns) or ((top, bottom), (left, right))
        Padding cells hold −∞, so they are never the largest. At most half of the window, as PyTorch has it.

    Returns
    -------
    ndarray, (rows, columns) or (rows, columns, C)

    Raises
    ------
    BadInput
        A window or stride below 1, a window larger than the padded image, too much padding.

    Notes
    -----
    Zhang et al., Dive into Deep Learning, section 7.5 (6.5 in the printed book); `tf.nn.max_pool2d`.
    """
    image = finite(image)
    traced = pooling_trace(image.shape[:2], window, stride=stride, padding=padding)
    return _reduced(_bordered(image, traced.sides, -np.inf), traced, np.max)


def average_pool(
    image: Array, window: Step, *, stride: Step | None = None, padding: Any = 0, count_include_pad: bool = True
) -> Array:
    """The mean of each window; arguments as of `max_pool`.

    Parameters
    ----------
    count_include_pad : bool
        Whether padding cells count as zeros in the mean (PyTorch's default) or not at all (TensorFlow's "SAME").
    """
    image = finite(image)
    traced = pooling_trace(image.shape[:2], window, stride=stride, padding=padding)
    sums = _reduced(_bordered(image, traced.sides, 0.0), traced, np.sum)
    counted = np.full_like(image, 1.0)
    return np.asarray(sums / _reduced(_bordered(counted, traced.sides, float(count_include_pad)), traced, np.sum))


def pooling_trace(size: Sequence[int], window: Step, *, stride: Step | None = None, padding: Any = 0) -> Connections:
    """Sizes and cells of a pooling of (H, W); raises BadInput as `max_pool` does."""
    if max(window if isinstance(window, (tuple, list)) else (window,), default=0) > MAX_SIDE:
        raise _too_large(window, size, padding)
    shape = pair(window, "window")
    steps = shape if stride is None else pair(stride, "stride")
    over = windows(shape, stride=steps, padding=padding)
    sides = sides_of(over, size)
    for k, ends in zip(shape, sides, strict=True):
        if max(ends) > k / 2:
            raise BadInput(
                "padding {padding} is more than half of the {window} window: some windows could hold nothing but"
                " padding; use less padding or a larger window",
                padding=max(ends),
                window=by(shape),
            )
    if any(one.missing(n) for one, n in zip(over, size, strict=True)):
        raise _too_large(shape, size, sides)
    return Connections.of(over, size)


def _too_large(window: Step, size: Sequence[int], padding: Any) -> BadInput:
    return BadInput(
        "a pooling window of {window} is larger than the image of {image} with padding {padding};"
        " use a smaller window or a larger image",
        window=by((window, window) if isinstance(window, int) else window),
        image=by(size),
        padding=padding,
    )


def _reduced(image: Array, traced: Connections, reduce: Any) -> Array:
    """`reduce` over every window, columns after rows: far fewer steps than window by window."""
    for axis in (0, 1):
        lines = np.lib.stride_tricks.sliding_window_view(image, traced.kernel_size[axis], axis=axis)
        steps = (slice(None),) * axis + (slice(None, None, traced.stride[axis]),)
        image = reduce(lines[steps], axis=-1)
    return image


def _bordered(image: Array, sides: Sides, value: float) -> Array:
    pad(image[:1, :1], sides)  # its bound on the size, and its sentence
    return np.pad(image, (*sides, *((0, 0),) * (image.ndim - 2)), constant_values=value)
