"""A stack of layers as Python that rebuilds it: in Keras and in PyTorch.

Both look at the same cells as the stack does: what a library does not offer (dilated pooling, a dilated
convolution with a stride, different paddings on two sides) is written with layers that it has.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from core.arrays import Pair, Sides
from core.receptive_field.field import Row
from core.receptive_field.layer import both

CHANNELS = 8


def keras(rows: Sequence[Row], channels: int = CHANNELS) -> str:
    """A Keras model with the stack's layers, `channels` of them in each map.

    Parameters
    ----------
    rows : sequence of Row
        From :func:`core.receptive_field.field.table`, made with an input size.
    channels : int
        Channels of the input and of every layer.
    """
    body = [f"keras.Input({(*_first(rows), channels)})"]
    lambdas = False
    for row in rows:
        lines = _keras(row, channels)
        lambdas |= any("tf.nn" in line for line in lines)
        body += lines
    head = ["import keras", "from keras import layers", *(["import tensorflow as tf"] if lambdas else [])]
    inner = "\n".join(f"        {line}," for line in body)
    return "\n".join(head) + f"\n\nmodel = keras.Sequential(\n    [\n{inner}\n    ]\n)\nmodel.summary()\n"


def pytorch(rows: Sequence[Row], channels: int = CHANNELS) -> str:
    """The same as a ``torch.nn.Sequential``."""
    body: list[str] = []
    for row in rows:
        body += _pytorch(row, channels)
    H, W = _first(rows)
    inner = "\n".join(f"    {line}," for line in body)
    return (
        f"import torch\nfrom torch import nn\n\nmodel = nn.Sequential(\n{inner}\n)\n"
        f"print(model(torch.zeros(1, {channels}, {H}, {W})).shape)\n"
    )


def _first(rows: Sequence[Row]) -> Pair:
    return both((rows[0].input_size if rows else None) or 1)


def _sides(row: Row) -> Sides:
    (top, bottom), (left, right) = row.padding
    return (top or 0, bottom or 0), (left or 0, right or 0)


def _keras(row: Row, channels: int) -> list[str]:
    layer = row.layer
    kernel, stride, dilation = both(layer.kernel), both(layer.stride), both(layer.dilation)
    if layer.kind == "transposed":
        return _keras_transposed(row, channels)
    # Keras has no stride together with a dilation, and depthwise no two strides: look everywhere, keep every s-th.
    apart = stride != (1, 1) and (dilation != (1, 1) or (layer.kind == "depthwise" and stride[0] != stride[1]))
    native = layer.padding == "same" and not apart and not (layer.kind in ("pool", "average") and dilation != (1, 1))
    lines = [] if native else _padded(_sides(row), layer.name)
    options = [] if apart else _options(strides=stride)
    if native:
        options.append('padding="same"')
    if layer.kind in ("pool", "average"):
        lines.append(_keras_pool(row, kernel, stride, dilation, options))
        apart = apart and dilation == (1, 1)
    else:
        options += _options(dilation_rate=dilation)
        called = {"conv": f"Conv2D({channels}, ", "depthwise": "DepthwiseConv2D("}[layer.kind]
        lines.append(f"layers.{called}{_call(kernel, *options, _name(layer.name))})")
    if apart:
        lines.append(f"layers.MaxPooling2D(1, strides={_pair(stride)}, {_name(layer.name + '_stride')})")
    return lines


def _keras_pool(row: Row, kernel: Pair, stride: Pair, dilation: Pair, options: list[str]) -> str:
    if dilation == (1, 1):
        called = "MaxPooling2D" if row.layer.kind == "pool" else "AveragePooling2D"
        # Without strides a pool moves on by its own size.
        strides = [] if any(option.startswith("strides") for option in options) else [f"strides={_pair(stride)}"]
        return f"layers.{called}({_call(kernel, *strides, *options, _name(row.layer.name))})"
    how = "MAX" if row.layer.kind == "pool" else "AVG"
    every = "" if stride == (1, 1) else f"[:, ::{stride[0]}, ::{stride[1]}]"
    pooled = f'tf.nn.pool(x, {kernel}, "{how}", padding="VALID", dilations={dilation}){every}'
    return f"layers.Lambda(lambda x: {pooled}, {_name(row.layer.name)})"


def _keras_transposed(row: Row, channels: int) -> list[str]:
    layer = row.layer
    kernel, stride, dilation = both(layer.kernel), both(layer.stride), both(layer.dilation)
    lines, name = [], layer.name
    (top, bottom), (left, right) = _sides(row)
    rows, columns = layer.span
    if dilation == (1, 1):
        options = [*_options(strides=stride), _name(name)]
        # Keras makes at least one stride's cells of each cell; the full output ends with the last tap.
        extra = (max(0, stride[0] - rows), max(0, stride[1] - columns))
        cut = (top, bottom + extra[0]), (left, right + extra[1])
        return [f"layers.Conv2DTranspose({_call(kernel, *options, first=str(channels))})", *_cropped(cut, name)]
    # TensorFlow computes a dilated Conv2DTranspose on some processors only, those with its oneDNN kernels. A convolution
    # of the input with zeros between and around its cells is the same layer and runs on all of them.
    if stride != (1, 1):
        lines.append(f"layers.Conv2DTranspose({channels}, 1, strides={_pair(stride)}, {_name(name + '_spread')})")
        lines += _cropped(((0, stride[0] - 1), (0, stride[1] - 1)), name + "_spread")
    lines += _cropped(((top - rows + 1, bottom - rows + 1), (left - columns + 1, right - columns + 1)), name)
    options = [*_options(dilation_rate=dilation), _name(name)]
    return [*lines, f"layers.Conv2D({_call(kernel, *options, first=str(channels))})"]


def _pytorch(row: Row, channels: int) -> list[str]:
    layer = row.layer
    kernel, stride, dilation = both(layer.kernel), both(layer.stride), both(layer.dilation)
    (top, bottom), (left, right) = sides = _sides(row)
    even = top == bottom and left == right and top >= 0 and left >= 0
    if layer.kind == "transposed":
        own = _options(stride=stride, padding=(top, left) if even else (0, 0), dilation=dilation, nothing=(0, 0))
        lines = [f"nn.ConvTranspose2d({_call(kernel, *own, first=f'{channels}, {channels}')})"]
        return lines if even else [*lines, f"nn.ZeroPad2d({(-left, -right, -top, -bottom)})"]
    pools = layer.kind in ("pool", "average") and not (layer.kind == "average" and dilation != (1, 1))
    # A pool takes no padding of more than half its kernel, and max pooling pads with −∞.
    inside = even and not (pools and (layer.kind == "pool" or 2 * top > kernel[0] or 2 * left > kernel[1]))
    lines = [] if inside or sides == ((0, 0), (0, 0)) else [f"nn.ZeroPad2d({(left, right, top, bottom)})"]
    padding = (top, left) if inside else (0, 0)
    if pools:
        called = "MaxPool2d" if layer.kind == "pool" else "AvgPool2d"
        options = [f"stride={_pair(stride)}", *_options(padding=padding, dilation=dilation, nothing=(0, 0))]
        return [*lines, f"nn.{called}({_call(kernel, *options)})"]
    options = _options(stride=stride, padding=padding, dilation=dilation, nothing=(0, 0))
    if layer.kind in ("depthwise", "average"):  # averages apart: equal weights of a convolution, to be set
        options.append(f"groups={channels}")
    return [*lines, f"nn.Conv2d({_call(kernel, *options, first=f'{channels}, {channels}')})"]


def _padded(sides: Sides, name: str) -> list[str]:
    if sides == ((0, 0), (0, 0)):
        return []
    return [f"layers.ZeroPadding2D({sides}, {_name(name + '_padding')})"]


def _cropped(sides: Sides, name: str) -> list[str]:
    (top, bottom), (left, right) = sides
    cut = ((max(0, top), max(0, bottom)), (max(0, left), max(0, right)))
    added = ((max(0, -top), max(0, -bottom)), (max(0, -left), max(0, -right)))
    lines = _padded(added, name)
    return lines if cut == ((0, 0), (0, 0)) else [*lines, f"layers.Cropping2D({cut}, {_name(name + '_cut')})"]


def _options(nothing: Pair = (1, 1), **pairs: Pair) -> list[str]:
    """The arguments that are not at their default: 1, or `nothing` for padding."""
    defaults = {"padding": nothing}
    return [f"{name}={_pair(value)}" for name, value in pairs.items() if value != defaults.get(name, (1, 1))]


def _call(kernel: Pair, *options: str, first: str = "") -> str:
    return ", ".join([*([first] if first else []), _pair(kernel), *options])


def _pair(value: Pair) -> str:
    return str(value[0]) if value[0] == value[1] else str(value)


def _name(name: str) -> str:
    return f"name={json.dumps(name)}"
