"""A receptive field as a lesson: by the formula, by walking back from the unit, by TensorFlow's gradient."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.receptive_field import Row, both, regions
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Field, Reader, Translate

# What TensorFlow's gradient can be asked of in a moment, and without leaving float64.
PROBED, DEEPEST, WIDEST = 512 * 512, 40, 64
PERTURBED, FEW = 100, 6  # input cells and layers up to which each cell is tried by corr2d

_GROWTH = """
size, jump, start = [1, 1], [1, 1], [0, 0]
for name, kernel, stride, padding, dilation, _ in LAYERS:
    for axis in (0, 1):
        size[axis] += (kernel[axis] - 1) * dilation[axis] * jump[axis]
        start[axis] -= padding[axis][0] * jump[axis]
        jump[axis] *= stride[axis]
    print(name, {size}, size, {stride}, jump, {padding}, [-first for first in start])
"""
_BACK = '''
def back(seen, cells, kernel, stride, before, dilation, transposed):
    """On one axis: which of the input's cells these outputs of a layer look at."""
    found = set()
    for output in seen:
        for tap in range(kernel):
            if transposed:  # input i feeds output i * stride + tap * dilation - before
                at, skipped = divmod(output + before - tap * dilation, stride)
            else:
                at, skipped = output * stride + tap * dilation - before, 0
            if not skipped and 0 <= at < cells:
                found.add(at)
    return sorted(found)


DEPTH, *UNIT = {unit}
rows, columns = [UNIT[0]], [UNIT[1]]
for (name, kernel, stride, padding, dilation, transposed), (H, W) in zip(LAYERS[:DEPTH][::-1], SIZES[:DEPTH][::-1]):
    rows = back(rows, H, kernel[0], stride[0], padding[0][0], dilation[0], transposed)
    columns = back(columns, W, kernel[1], stride[1], padding[1][0], dilation[1], transposed)
mask = np.zeros(SIZES[0], bool)
mask[np.ix_(rows, columns)] = True
'''
_PROBE = """
X = tf.ones((1, *SIZES[0], 1), tf.float64)
with tf.GradientTape() as tape:
    tape.watch(X)
    Y = X
    for name, kernel, stride, padding, dilation, _ in LAYERS[:DEPTH]:
        ones = np.zeros([(k - 1) * d + 1 for k, d in zip(kernel, dilation)])
        ones[:: dilation[0], :: dilation[1]] = 1.0
        Y = tf.nn.conv2d(tf.pad(Y, [[0, 0], *padding, [0, 0]]), ones[:, :, None, None], list(stride), "VALID")
    unit = Y[0, UNIT[0], UNIT[1], 0]
gradient = tape.gradient(unit, X)[0, :, :, 0].numpy()
"""
_PERTURBED = '''
def unit_of(X):
    """The unit's value, every weight being 1."""
    for name, kernel, stride, padding, dilation, _ in LAYERS[:DEPTH]:
        X = corr2d(np.pad(X, padding), np.ones(kernel), stride, dilation)
    return X[tuple(UNIT)]


touched = np.zeros(SIZES[0], bool)
for cell in np.ndindex(SIZES[0]):
    X = np.zeros(SIZES[0])
    X[cell] = 1.0
    touched[cell] = unit_of(X) != 0.0
'''


def cells(subject: Field, reader: Reader) -> list[Cell]:
    """The layers, the formula, and the cells that the chosen unit sees.

    Raises
    ------
    BadInput
        Layers that do not fit into the input, or a unit that is not there.
    """
    _ = reader.translate
    rows, (depth, row, column) = subject.rows, subject.unit
    seen = regions(subject.layers, (row, column), subject.input_size, depth)[0]
    transposed = any(one.layer.kind == "transposed" for one in rows)
    reached = rows[:depth]
    probes = not any(one.layer.kind == "transposed" for one in reached) and _quick(subject, reached)
    tries = probes and math.prod(subject.input_size) <= PERTURBED and depth <= FEW
    made = [
        pieces.opening(
            reader,
            _(
                "A unit of a deep layer sees a part of the input: its receptive field. Each layer widens it by (kernel − 1) · dilation steps, and a step is as long as the product of all strides before it."
            ),
        ),
        pieces.imports(tensorflow=probes),
        pieces.text(
            _("## The settings"), _("Rows first: a size is (rows, columns), padding ((top, bottom), (left, right)).")
        ),
        pieces.code(
            *listed(rows),
            f"SIZES = {[tuple(subject.input_size), *(both(one.output_size or 0) for one in rows)]!r}  # of the input and of each layer's output",
        ),
    ]
    if not transposed:
        made += [pieces.text(_("## The formula")), pieces.code(_growth(_))]
    made += [
        pieces.text(_("## What one unit sees"), _("From the unit back to the input, layer by layer, cell by cell.")),
        pieces.code(
            _BACK.format(unit=subject.unit),
            f"print({_('rows')!r}, rows, {_('columns')!r}, columns)",
            f"print({_('input cells seen:')!r}, mask.sum(), {_('on the screen:')!r}, {int(seen.mask.sum())})",
        ),
    ]
    if probes:
        made += [
            pieces.text(
                _("## TensorFlow's gradient"),
                _(
                    "A unit depends on the input cells where its gradient is not 0. Here every weight is 1, and a pooling layer counts as a sum."
                ),
            ),
            pieces.code(_PROBE, f"print({_('input cells seen:')!r}, np.count_nonzero(gradient))"),
        ]
    if tries:
        made += [
            pieces.text(
                _("## By experiment"),
                _("With the book's `corr2d`: set one input cell at a time to 1. Does the unit change?"),
            ),
            pieces.code(pieces.STRIDED, _PERTURBED, f"print({_('input cells seen:')!r}, touched.sum())"),
        ]
    return [*made, pieces.text(_("## The picture")), pieces.code(*_picture())]


def listed(rows: Sequence[Row]) -> list[str]:
    """LAYERS, with a line for each."""
    return [
        "# name, kernel, stride, padding, dilation, whether the convolution is transposed",
        "LAYERS = [",
        *(f"    {_layer(one)!r}," for one in rows),
        "]",
    ]


def _growth(_: Translate) -> str:
    said = {"size": _("receptive field"), "stride": _("effective stride"), "padding": _("effective padding")}
    return _GROWTH.format(**{name: repr(text) for name, text in said.items()})


def _layer(row: Row) -> tuple[object, ...]:
    layer = row.layer
    (top, bottom), (left, right) = row.padding
    return (
        layer.name,
        both(layer.kernel),
        both(layer.stride),
        ((top or 0, bottom or 0), (left or 0, right or 0)),
        both(layer.dilation),
        layer.kind == "transposed",
    )


def _quick(subject: Field, rows: tuple[Row, ...]) -> bool:
    padded = max(
        (both(row.input_size or 0)[axis] + sum(n or 0 for n in row.padding[axis]) for row in rows for axis in (0, 1)),
        default=0,
    )
    wide = max((max(row.layer.span) for row in rows), default=1)
    return (
        math.prod(subject.input_size) <= PROBED and padded**2 <= 4 * PROBED and len(rows) <= DEEPEST and wide <= WIDEST
    )


def _picture() -> list[str]:
    return [
        'figure, axis = plt.subplots(figsize=(5, 5), layout="constrained")',
        'axis.imshow(mask, cmap="Blues", vmin=0, vmax=1)',
        "axis.set(xticks=[], yticks=[])",
        "plt.show()",
    ]
