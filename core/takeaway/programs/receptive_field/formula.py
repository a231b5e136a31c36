"""The figures of each layer of a stack by their formulas, as a lesson."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.receptive_field import Row, both
from core.takeaway.lesson import Cell
from core.takeaway.programs import field, pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.receptive_field import axis
from core.takeaway.subjects import Reader

COLUMNS = ("output", "size", "stride", "padding", "centre", "overlap")

_PLAIN = """
table = []  # one list for each axis, with a line for each layer
for axis in (0, 1):
    n, size, jump, padded = INPUT[axis], 1, 1, 0
    table.append([])
    for name, kernel, stride, padding, dilation, _ in LAYERS:
        k, s, (before, after), d = kernel[axis], stride[axis], padding[axis], dilation[axis]
        n = (n + before + after - (k - 1) * d - 1) // s + 1
        size = size + (k - 1) * d * jump
        padded = padded + before * jump
        jump = jump * s
        table[axis].append([n, size, jump, padded, -padded + (size - 1) / 2, max(0, size - jump)])
        print(name, table[axis][-1])
"""
_PATTERNED = """
table = []  # one list for each axis, with a line for each layer
for axis in (0, 1):
    n, seen = INPUT[axis], ([0], [1], 1)
    table.append([])
    for name, *sides, transposed in LAYERS:
        window = [side[axis] for side in sides]
        n, seen = output_size(n, *window, transposed), through(seen, *window, transposed)
        size, stride, padding = figures(seen)
        table[axis].append([n, size, stride, padding, sum(interval(seen, 0)) / 2, max(0, size - stride)])
        print(name, table[axis][-1])
"""


def cells(rows: Sequence[Row], reader: Reader) -> list[Cell]:
    """Output size, field, stride, padding, centre and overlap of each layer; `rows` are made with an input size.

    Behind a transposed convolution units see different numbers of cells: there each unit of a period is followed.
    """
    _ = reader.translate
    patterned = any(row.layer.kind == "transposed" for row in rows)
    names = (
        _("output size"),
        _("receptive field"),
        _("effective stride"),
        _("effective padding"),
        _("centre"),
        _("overlap of neighbours"),
    )
    return [
        pieces.opening(
            reader,
            _(
                "A unit of a deep layer sees a part of the input: its receptive field. Each layer widens it by (kernel − 1) · dilation steps, and a step is as long as the product of all strides before it."
            ),
        ),
        pieces.imports(tensorflow=False),
        pieces.text(
            _("## The settings"), _("Rows first: a size is (rows, columns), padding ((top, bottom), (left, right)).")
        ),
        pieces.code(*field.listed(rows), f"INPUT = {both(rows[0].input_size or 0)}"),
        pieces.text(_("## The formula")),
        pieces.code(
            *([axis.INTERVAL.strip("\n"), "\n", axis.THROUGH.strip("\n"), "\n"] if patterned else []),
            f"# {', '.join(names)}",
            (_PATTERNED if patterned else _PLAIN).strip("\n"),
            "table = np.array(table)",
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *((name, f"table[:, :, {at}]", figures(rows, at)) for at, name in enumerate(names))),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
            "for sizes in table[:, :, 1]:",
            '    axis.plot(np.append(1, sizes), "o-")',
            f"axis.set(ylabel={_('receptive field')!r})",
            "plt.show()",
        ),
    ]


def figures(rows: Sequence[Row], at: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(2, layers): one of COLUMNS along rows and along columns."""
    name = COLUMNS[at]
    found = [both(row.output_size or 0) if name == "output" else getattr(row.field, name) for row in rows]
    return np.array([[float(pair[axis]) for pair in found] for axis in (0, 1)])
