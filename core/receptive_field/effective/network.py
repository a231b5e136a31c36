"""A stack of layers with numbers in it, in TensorFlow: its outputs, and the gradients that go back through it.

The layers look at the same cells as those of :mod:`core.receptive_field.snippets`. One channel comes in and one goes out of
the last convolution. TensorFlow is imported inside functions only; they run in worker processes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Array, Floats, Singles
from core.receptive_field.field import Row
from core.receptive_field.layer import both

Shape = tuple[int, int, int, int]
Weights = tuple[Singles, ...]
POOLS = ("pool", "average")


def shapes(rows: Sequence[Row], channels: int) -> tuple[Shape | None, ...]:
    """The kernel of each layer as TensorFlow has it, (h, w, from, to); (h, w, channels, 1) where it is depthwise.

    Parameters
    ----------
    rows : sequence of Row
        From :func:`core.receptive_field.field.table`, made with an input size.
    channels : int
        Of every map between the input and the last convolution's output.

    Returns
    -------
    tuple
        None for pools, which have no kernel.
    """
    last = max((at for at, row in enumerate(rows) if row.layer.kind in ("conv", "transposed")), default=-1)
    found: list[Shape | None] = []
    channels_in = 1
    for at, row in enumerate(rows):
        kind, (h, w) = row.layer.kind, both(row.layer.kernel)
        if kind in POOLS:
            found.append(None)
        elif kind == "depthwise":
            found.append((h, w, channels_in, 1))
        else:
            channels_out = 1 if at == last else channels
            found.append((h, w, channels_in, channels_out))
            channels_in = channels_out
    return tuple(found)


def fan_in(row: Row, shape: Shape) -> float:
    """Numbers that one output number is summed from: for a transposed layer on the average."""
    h, w, channels_in, _channels_out = shape
    if row.layer.kind == "depthwise":
        return float(h * w)
    stride = both(row.layer.stride) if row.layer.kind == "transposed" else (1, 1)
    return max(1.0, h * w * channels_in / math.prod(stride))


def work(rows: Sequence[Row], channels: int) -> tuple[int, int]:
    """(products, numbers): what one forward pass multiplies, and the numbers of all its maps together."""
    products, numbers = 0, math.prod(both(rows[0].input_size or 1))
    channels_out = 1
    for row, shape in zip(rows, shapes(rows, channels), strict=True):
        cells = [math.prod(both(size or 1)) for size in (row.input_size, row.output_size)]
        if shape is not None and row.layer.kind != "depthwise":
            channels_out = shape[3]
        inner = math.prod(
            cells + (before or 0) + (after or 0)
            for cells, (before, after) in zip(both(row.input_size or 1), row.padding)
        )
        if row.layer.kind == "transposed":
            strides, spans = both(row.layer.stride), row.layer.span
            inner = math.prod(
                n * stride + 2 * span for n, stride, span in zip(both(row.input_size or 1), strides, spans)
            )
        # A stride that has to be taken afterwards (a dilated layer) computes every place first.
        places = max(
            cells[1], inner if math.prod(both(row.layer.dilation)) > 1 or row.layer.kind == "transposed" else 0
        )
        taps = math.prod(both(row.layer.kernel))
        products += places * (taps * channels_out if shape is None else math.prod(shape))
        numbers += channels_out * (cells[1] + inner)
    return products, numbers


def draw(rows: Sequence[Row], channels: int, rng: np.random.Generator | None, gain: float = 1.0) -> Weights:
    """A kernel for each layer that has one: normal numbers of variance gain / fan-in, or 1 / fan-in without `rng`."""
    found = []
    for row, shape in zip(rows, shapes(rows, channels), strict=True):
        if shape is None:
            continue
        entries = fan_in(row, shape)
        values = np.full(shape, 1 / entries) if rng is None else rng.normal(0, math.sqrt(gain / entries), shape)
        found.append(values.astype(np.float32))
    return tuple(found)


def unit_gradient(rows: Sequence[Row], weights: Weights, image: Array, unit: tuple[int, int], *, relu: bool) -> Floats:
    """∂ unit / ∂ image, (H, W): 1 is sent back from the unit of the last map, 0 from all others."""
    import tensorflow as tf

    x = tf.constant(np.asarray(image, np.float32)[None, :, :, None])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = forward(rows, [tf.constant(kernel) for kernel in weights], x, relu=relu)
    seed = np.zeros(y.shape, np.float32)
    seed[(0, *unit, 0)] = 1
    gradient = tape.gradient(y, x, output_gradients=tf.constant(seed), unconnected_gradients="zero")
    return np.asarray(gradient, np.float64)[0, :, :, 0]


def loss_gradient(
    rows: Sequence[Row], weights: Weights, images: Singles, wanted: Singles, *, relu: bool
) -> tuple[float, Weights]:
    """The mean squared error of the first channel, and its gradient with respect to each kernel.

    Parameters
    ----------
    images : ndarray, (N, H, W)
    wanted : ndarray, (N, rows, columns) of the last map
    """
    import tensorflow as tf

    kernels = [tf.constant(kernel) for kernel in weights]
    with tf.GradientTape() as tape:
        for kernel in kernels:
            tape.watch(kernel)
        y = forward(rows, kernels, tf.constant(images[..., None]), relu=relu)
        loss = tf.reduce_mean(tf.square(y[..., 0] - tf.constant(wanted)))
    gradients = tape.gradient(loss, kernels, unconnected_gradients="zero")
    return float(loss), tuple(np.asarray(gradient) for gradient in gradients)


def forward(rows: Sequence[Row], kernels: Sequence[Any], x: Any, *, relu: bool) -> Any:
    """(N, H, W, 1) → the last map; with `relu` behind every layer that has a kernel, except the last of the stack."""
    import tensorflow as tf

    left = iter(kernels)
    for at, row in enumerate(rows):
        if row.layer.kind in POOLS:
            x = _pool(row, x)
            continue
        x = (_transposed if row.layer.kind == "transposed" else _slide)(row, next(left), x)
        if relu and at < len(rows) - 1:
            x = tf.nn.relu(x)
    return x


def _slide(row: Row, kernel: Any, x: Any) -> Any:
    """A convolution, depthwise or not."""
    import tensorflow as tf

    (s, t), dilation = both(row.layer.stride), both(row.layer.dilation)
    x = _bordered(x, row)
    if row.layer.kind == "conv" and dilation == (1, 1):
        return tf.nn.conv2d(x, kernel, (s, t), "VALID")
    # TensorFlow has no stride together with a dilation, and depthwise no two strides: all places, then every s-th.
    if row.layer.kind == "conv":
        y = tf.nn.convolution(x, kernel, padding="VALID", dilations=dilation)
    else:
        y = tf.nn.depthwise_conv2d(x, kernel, (1, 1, 1, 1), "VALID", dilations=dilation)
    return y[:, ::s, ::t]


def _pool(row: Row, x: Any) -> Any:
    import tensorflow as tf

    layer = row.layer
    kernel, (s, t), dilation = both(layer.kernel), both(layer.stride), both(layer.dilation)
    if dilation == (1, 1):
        pool = tf.nn.max_pool2d if layer.kind == "pool" else tf.nn.avg_pool2d
        if layer.padding == "same":  # here a border never wins, and is no part of a mean
            return pool(x, kernel, (s, t), "SAME")
        return pool(_bordered(x, row), kernel, (s, t), "VALID")
    how = "MAX" if layer.kind == "pool" else "AVG"
    return tf.nn.pool(_bordered(x, row), kernel, how, padding="VALID", dilations=dilation)[:, ::s, ::t]


def _transposed(row: Row, kernel: Any, x: Any) -> Any:
    """Zeros between the cells and around them, then a convolution, less what is cut off."""
    import tensorflow as tf

    (s, t), dilation, (h, w) = both(row.layer.stride), both(row.layer.dilation), row.layer.span
    count, H, W, channels = x.shape
    x = tf.reshape(x, (count, H, 1, W, 1, channels))
    x = tf.pad(x, ((0, 0), (0, 0), (0, s - 1), (0, 0), (0, t - 1), (0, 0)))
    x = tf.reshape(x, (count, H * s, W * t, channels))[:, : H * s - s + 1, : W * t - t + 1]
    x = tf.pad(x, ((0, 0), (h - 1, h - 1), (w - 1, w - 1), (0, 0)))
    return _bordered(tf.nn.convolution(x, kernel, padding="VALID", dilations=dilation), row, -1)


def _bordered(x: Any, row: Row, sign: int = 1) -> Any:
    """The layer's padding as zeros; negative numbers cut cells off."""
    import tensorflow as tf

    (top, bottom), (left, right) = ((sign * (a or 0), sign * (b or 0)) for a, b in row.padding)
    H, W = x.shape[1:3]
    x = x[:, max(0, -top) : H - max(0, -bottom), max(0, -left) : W - max(0, -right)]
    sides = ((0, 0), (max(0, top), max(0, bottom)), (max(0, left), max(0, right)), (0, 0))
    return tf.pad(x, sides)
