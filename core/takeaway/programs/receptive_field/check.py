"""The check by experiment as a lesson: a cell is raised, the stack runs again, and the units that changed are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Pair
from core.receptive_field import Comparison, Row, Trial, both
from core.takeaway.lesson import Cell
from core.takeaway.programs import field, pieces
from core.takeaway.programs.beside import Check, beside
from core.takeaway.subjects import Reader

MOST_RUNS = 2_000_000_000  # multiplications and comparisons of all runs of one program

_LAYER = '''
def run(X):
    """The input and every layer's output: whole numbers, no weight 0, so that no change can cancel."""
    maps = [X]
    for kind, (name, kernel, stride, padding, dilation, transposed), size in zip(KINDS, LAYERS, SIZES[1:]):
        maps.append((spread if transposed else slide)(kind, maps[-1], kernel, stride, padding, dilation, size))
    return maps


def weight(i, j, kernel):
    """1, 2, 3, 1, 2, 3, … in reading order."""
    return (i * kernel[1] + j) % 3 + 1.0


def slide(kind, X, kernel, stride, padding, dilation, size):
    """A convolution or a pool: for each tap of the kernel the cells that it meets, all units at once."""
    X, Y = np.pad(X, padding), np.zeros(size)
    for i, j in np.ndindex(kernel):
        rows, columns = [slice(k * d, k * d + (n - 1) * s + 1, s) for k, d, n, s in zip((i, j), dilation, size, stride)]
        if kind == "pool":
            Y = np.maximum(Y, X[rows, columns])
        else:
            Y += X[rows, columns] * (1 if kind == "average" else weight(i, j, kernel))
    return Y / (kernel[0] * kernel[1]) if kind == "average" else Y


def spread(kind, X, kernel, stride, padding, dilation, size):
    """A transposed convolution: each number is spread over the kernel's taps, a stride apart."""
    spans = [(n - 1) * s + (k - 1) * d + 1 for n, s, k, d in zip(X.shape, stride, kernel, dilation)]
    Y = np.zeros([max(span, cut[0] + cells) for span, cut, cells in zip(spans, padding, size)])
    for i, j in np.ndindex(kernel):
        rows, columns = [slice(k * d, k * d + (n - 1) * s + 1, s) for k, d, n, s in zip((i, j), dilation, X.shape, stride)]
        Y[rows, columns] += X * weight(i, j, kernel)
    return Y[padding[0][0] : padding[0][0] + size[0], padding[1][0] : padding[1][0] + size[1]]
'''
_CELL = """
X = (np.arange(float(SIZES[0][0] * SIZES[0][1])) % 10).reshape(SIZES[0])
before = run(X.copy())
X[CELL] += AMOUNT
changed = [after != old for after, old in zip(run(X), before)]
for (name, *_), units in zip(LAYERS, changed[1:]):
    print(name, units.sum(), units.size)
"""
_UNIT = """
DEPTH, *UNIT = {unit}
causes = np.zeros(SIZES[0], bool)
for cell in np.ndindex(SIZES[0]):
    X = before[0].copy()
    X[cell] += AMOUNT
    causes[cell] = run(X)[DEPTH][tuple(UNIT)] != before[DEPTH][tuple(UNIT)]
print(causes.sum(), causes.size)
"""


@dataclass(frozen=True, eq=False)
class Raised:
    """A stack with numbers in it, the input cell that is raised, the units that changed, and the unit that is looked at.

    `unit` is (depth, row, column), `causes` how many cells of the input change it; None where the screen has not tried.
    """

    rows: tuple[Row, ...]
    trial: Trial
    cell: Pair
    found: Sequence[Comparison]
    unit: tuple[int, int, int] = (0, 0, 0)
    causes: int | None = None


def cells(subject: Raised, reader: Reader) -> list[Cell]:
    """Run the stack, raise the cell, run it again; then every cell in turn, for one unit."""
    _ = reader.translate
    rows, trial = subject.rows, subject.trial
    sizes = [both(rows[0].input_size or 0), *(both(row.output_size or 0) for row in rows)]
    steps = trial.steps(0, len(rows)) * trial.before[0].size
    tries = subject.causes is not None and steps <= MOST_RUNS
    changed = [int(one.changed.sum()) for one in subject.found[1:]]
    checks: list[Check] = [(_("changed units"), "[units.sum() for units in changed[1:]]", np.array(changed))]
    if tries:
        checks.append((_("cells that change the unit"), "causes.sum()", subject.causes or 0))
    return [
        pieces.opening(
            reader,
            _(
                "Does a unit depend on a cell? Change the cell, run the layers again, and see which units change. No formula of the receptive field is used here."
            ),
        ),
        pieces.imports(tensorflow=False),
        pieces.text(
            _("## The settings"), _("Rows first: a size is (rows, columns), padding ((top, bottom), (left, right)).")
        ),
        pieces.code(
            *field.listed(rows),
            f"KINDS = {[row.layer.kind for row in rows]!r}",
            f"SIZES = {sizes!r}  # of the input and of each layer's output",
            f"CELL, AMOUNT = {tuple(map(int, subject.cell))!r}, {float(trial.amount)!r}  # what is raised, and by how much",
        ),
        pieces.code(_LAYER.strip("\n")),
        pieces.text(_("## One input cell: which units change?")),
        pieces.code(_CELL.strip("\n")),
        *(
            [
                pieces.text(_("## One unit: which cells change it?"), _("Every cell of the input is raised in turn.")),
                pieces.code(_UNIT.strip("\n").format(unit=subject.unit)),
            ]
            if tries
            else []
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axes = plt.subplots(1, len(changed), figsize=(3 * len(changed), 3), layout="constrained", squeeze=False)',
            "for axis, units in zip(axes[0], changed):",
            '    axis.imshow(units, cmap="Blues", vmin=0, vmax=1)',
            "    axis.set(xticks=[], yticks=[])",
            "plt.show()",
        ),
    ]
