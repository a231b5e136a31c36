"""Pooling: one number from each window of the image, its largest or its mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import MAX_SIDE, Array, Pair, Sides, pair, plain
from core.correlation.connectivity import Connections, by, finite
from core.correlation.correlate2d import pad, resolve_padding
from core.errors import BadInput

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
    padding : "valid", "same", int, (rows, columns) or ((top, bottom), (left, right))
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
    traced, sides, beyond = _pooling(image, window, stride, padding, dilation, ceil_mode)
    bordered = _bordered(_bordered(image, sides, -np.inf), beyond, -np.inf)
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
    """
    image = finite(image)
    traced, sides, beyond = _pooling(image, window, stride, padding, dilation, ceil_mode)
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
    """Sizes and cells of a pooling of (H, W); raises BadInput as `max_pool` does."""
    window = plain(window)
    if any(isinstance(k, int) and k > MAX_SIDE for k in (window if isinstance(window, tuple) else (window,))):
        raise _too_large(window, size, padding)
    shape, gaps = pair(window, "window"), pair(dilation, "dilation")
    steps = shape if stride is None else pair(stride, "stride")
    sides = resolve_padding(size, shape, stride=steps, padding=padding, dilation=gaps)
    spans = [d * (k - 1) + 1 for k, d in zip(shape, gaps, strict=True)]
    for span, ends in zip(spans, sides, strict=True):
        if max(ends) > span / 2:
            raise BadInput(
                "padding {padding} is more than half of the {window} window: some windows could hold nothing but"
                " padding; use less padding or a larger window",
                padding=max(ends),
                window=by(spans),
            )
    out = []
    for n, span, s, ends, k, d in zip(size, spans, steps, sides, shape, gaps, strict=True):
        cells = ceil_outputs(n, span, s, ends) if ceil_mode else (n + sum(ends) - span) // s + 1
        if cells < 1 or max(span, s) > MAX_SIDE:
            raise _too_large(tuple(spans), size, sides)
        out.append(cells)
        begins = np.arange(cells) * s - ends[0]
        taps = begins[:, None] + np.arange(k) * d
        if d > 1 and not ((taps >= 0) & (taps < n)).any(axis=1).all():
            raise BadInput(
                "with dilation {dilation} some windows hold nothing but padding; use a smaller dilation or less padding",
                dilation=by(gaps),
            )
    return Connections((int(size[0]), int(size[1])), (out[0], out[1]), shape, steps, (sides[0][0], sides[1][0]), gaps)


def ceil_outputs(size: int, span: int, stride: int, ends: Pair) -> int:
    """Windows on one axis where the last may reach over the border: ⌈(n + padding − span) / stride⌉ + 1.

    One less where that last window would begin behind the input and its padding before, as PyTorch has it.
    """
    windows = -(-(size + sum(ends) - span) // stride) + 1
    return windows - 1 if (windows - 1) * stride >= size + ends[0] else windows


def _pooling(
    image: Array, window: Step, stride: Step | None, padding: Any, dilation: Step, ceil_mode: bool
) -> tuple[Connections, Sides, Sides]:
    """Sizes and cells, the padding, and the cells beyond it that a last window reaches over."""
    size = image.shape[:2]
    traced = pooling_trace(size, window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
    sides = resolve_padding(size, traced.kernel_size, stride=traced.stride, padding=padding, dilation=traced.dilation)
    over = [
        max(0, (m - 1) * s + d * (k - 1) + 1 - n - sum(ends))
        for n, m, k, s, d, ends in zip(
            size, traced.output_size, traced.kernel_size, traced.stride, traced.dilation, sides, strict=True
        )
    ]
    return traced, sides, ((0, over[0]), (0, over[1]))


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
