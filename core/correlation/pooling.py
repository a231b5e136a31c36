"""Pooling: one number from each window of the image, its largest or its mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array, Sides
from core.checks import MAX_SIDE, pair, plain
from core.correlation.connectivity import Connections, by, finite
from core.correlation.correlate2d import pad
from core.errors import BadInput
from core.window import sides_of, windows

Step = int | Sequence[int]


def max_pool(
    image: Array,
    window: Step,
    *,
    stride: Step | None = None,
    padding: Any = 0,
    dilation: Step = 1,
    ceil_mode: bool = False,
) -> Array:
    """The largest number of each window.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
        Each channel by itself.
    window : int or (rows, columns)
    stride : int or (rows, columns), optional
        By default the window's own size, so that windows lie side by side.
    padding : "valid", "same", "same_lower", int, (rows, columns) or ((top, bottom), (left, right))
        Padding cells hold −∞, so they are never the largest. At most half of the window, as PyTorch has it.
    dilation : int or (rows, columns)
        Cells from one number of a window to the next.
    ceil_mode : bool
        Whether a last window may reach over the border where the stride leaves cells over, as PyTorch has it: it
        must begin inside the image or its padding before, and what lies beyond the padding never counts.

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
    traced = pooling_trace(
        image.shape[:2], window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    bordered = _bordered(_bordered(image, traced.sides, -np.inf), _beyond(traced), -np.inf)
    return _reduced(bordered, traced, np.max)


def average_pool(
    image: Array,
    window: Step,
    *,
    stride: Step | None = None,
    padding: Any = 0,
    dilation: Step = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """The mean of each window; arguments as of `max_pool`.

    Parameters
    ----------
    count_include_pad : bool
        Whether padding cells count as zeros in the mean (PyTorch's default) or not at all (TensorFlow's "SAME").

    Raises
    ------
    BadInput
        As `max_pool` does.
    """
    image = finite(image)
    traced = pooling_trace(
        image.shape[:2], window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    sides, beyond = traced.sides, _beyond(traced)
    sums = _reduced(_bordered(_bordered(image, sides, 0.0), beyond, 0.0), traced, np.sum)
    counted = _bordered(np.full_like(image, 1.0), sides, float(count_include_pad))
    return np.asarray(sums / _reduced(_bordered(counted, beyond, 0.0), traced, np.sum))


def pooling_trace(
    size: Sequence[int],
    window: Step,
    *,
    stride: Step | None = None,
    padding: Any = 0,
    dilation: Step = 1,
    ceil_mode: bool = False,
) -> Connections:
    """Sizes and cells of a pooling of (H, W); raises BadInput as `max_pool` does.

    Raises
    ------
    BadInput
        The window does not fit, or the padding is more than half of it.
    """
    window = plain(window)
    if any(isinstance(k, int) and k > MAX_SIDE for k in (window if isinstance(window, tuple) else (window,))):
        raise _too_large(window, size, padding)
    shape, gaps = pair(window, "window"), pair(dilation, "dilation")
    steps = shape if stride is None else pair(stride, "stride")
    rows, columns = (
        replace(window, ceil=ceil_mode) for window in windows(shape, stride=steps, padding=padding, dilation=gaps)
    )
    over, spans = (rows, columns), (rows.span, columns.span)
    sides = sides_of(over, size)
    for span, ends in zip(spans, sides, strict=True):
        if max(ends) > span / 2:
            raise BadInput(
                "padding {padding} is more than half of the {window} window: some windows could contain only padding; use less padding or a larger window",
                padding=max(ends),
                window=by(spans),
            )
    if max(*spans, *steps) > MAX_SIDE or any(one.missing(int(n)) for one, n in zip(over, size, strict=True)):
        raise _too_large(spans, size, sides)
    traced = Connections.of(over, size)
    if max(gaps) > 1 and not all(
        one.sees(cell, n)
        for one, n, cells in zip(over, traced.input_size, traced.output_size, strict=True)
        for cell in range(cells)
    ):
        raise BadInput(
            "with dilation {dilation} some windows contain only padding; use a smaller dilation or less padding",
            dilation=by(gaps),
        )
    return traced


def _beyond(traced: Connections) -> Sides:
    """The cells behind the padding that the last windows reach over."""
    rows, columns = (window.beyond(n) for window, n in zip(traced.windows, traced.input_size, strict=True))
    return (0, rows), (0, columns)


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
        span = traced.dilation[axis] * (traced.kernel_size[axis] - 1) + 1
        lines = np.lib.stride_tricks.sliding_window_view(image, span, axis=axis)[..., :: traced.dilation[axis]]
        steps = (slice(None),) * axis + (slice(None, None, traced.stride[axis]),)
        image = reduce(lines[steps], axis=-1)
    return image


def _bordered(image: Array, sides: Sides, value: float) -> Array:
    pad(image[:1, :1], sides)  # its bound on the size, and its sentence
    return np.pad(image, (*sides, *((0, 0),) * (image.ndim - 2)), constant_values=value)
