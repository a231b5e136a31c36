"""The table of a network as a lesson: every layer's receptive field and cost, from the layers as they are listed."""

from __future__ import annotations

import re

import numpy as np

from core.arrays import Floats
from core.networks.cost import LayerCost
from core.networks.resampling import Resampling
from core.receptive_field import GraphRow, Solution, cost_of, image_of
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.receptive_field import axis
from core.takeaway.subjects import Reader
from core.window import Window

_RESIZED = '''
def resized(field, ends, step):
    """A resized map: output o is made from the cells ends[o % len(ends)], moved on by (o // len(ends)) * step."""
    starts, _, move = field
    turns = int(np.lcm(step, len(starts))) // step
    found = []
    for unit in range(len(ends) * turns):
        first, last = (cell + unit // len(ends) * step for cell in ends[unit % len(ends)])
        found.append(together([interval(field, cell) for cell in range(first, last + 1)]))
    return [start for start, _ in found], [size for _, size in found], move * step * turns // len(starts)
'''
_MEET = '''
def meet(fields):
    """Where paths meet a unit sees all that the same unit of any path sees."""
    period = int(np.lcm.reduce([len(starts) for starts, _, _ in fields]))
    found = [together([interval(field, unit) for field in fields]) for unit in range(period)]
    starts, _, move = fields[0]
    return [start for start, _ in found], [size for _, size in found], move * period // len(starts)
'''
_SOLVE = """
solved, table = {}, []  # name: the size and the field along each axis
for name, before, windows, _, _ in LAYERS:
    if not before:
        solved[name] = [(cells, ([0], [1], 1)) for cells in INPUT]
    else:
        sizes = [cells for cells, _ in solved[before[0]]]
        fields = [meet(paths) for paths in zip(*([field for _, field in solved[one]] for one in before))]
        if windows:
            sizes, fields = zip(*(step_of(*each) for each in zip(sizes, fields, windows)))
        solved[name] = list(zip(sizes, fields))
    table.append([(cells, *figures(field)) for cells, field in solved[name]])
    print(name, table[-1])
table = np.array(table)  # layers × axes × (output size, receptive field, effective stride, effective padding)
"""
_STEP = '''
def step_of(cells, field, window):
    """Size and field behind one window."""
{resized}    return output_size(cells, *window), through(field, *window)
'''
_RESIZED_STEP = """    if len(window) == 3:  # (ends, step, output size)
        ends, step, cells = window
        return cells, resized(field, ends, step)
"""


def possible(solution: Solution) -> bool:
    """Whether sizes and places are known, so that a program can follow them: with an input size they are."""
    boxes = [row for row in solution.rows if row.field.sees == "box"]
    return image_of(solution) is not None and all(
        row.size is not None and all(one.placed for one in row.field.axes) for row in boxes
    )


def cells(solution: Solution, reader: Reader) -> list[Cell]:
    """All layers whose units see a box; their fields by recurrence, their cost as products; the sums of the whole network.

    Only where `possible`.
    """
    _ = reader.translate
    rows = [row for row in solution.rows if row.field.sees == "box"]
    found = cost_of(solution)
    cost = dict(zip((row.node.name for row in solution.rows), found.layers, strict=True))
    shown = _shown(rows)
    names = (_("output size"), _("receptive field"), _("effective stride"), _("effective padding"))
    return [
        pieces.opening(
            reader,
            _(
                "The receptive field of every layer of a network, from the list of its layers alone: a layer with a window widens the field of its input, and where paths meet, a unit sees what any of them sees."
            ),
        ),
        pieces.imports(tensorflow=False),
        pieces.text(
            _("## The layers"),
            _(
                "Change a kernel, a stride or the input size, and run the cells below again. Layers whose units have no box of their own, such as dense layers, are counted at the end."
            ),
        ),
        pieces.code(*_listed(solution, rows, cost)),
        pieces.text(_("## The formula")),
        pieces.code(
            *_functions(any(isinstance(window, Resampling) for row in rows for window in _windows(row))),
            f"print({_('layer')!r}, {_('for rows and for columns:')!r}, {names!r})",
            _SOLVE.strip("\n"),
        ),
        pieces.code(
            "parameters = sum(count or 0 for _, _, _, count, _ in LAYERS) + OTHERS[0]",
            "multiply_adds = sum(count or 0 for _, _, _, _, count in LAYERS) + OTHERS[1]",
            f"print({_('parameters')!r}, parameters, {_('multiply-adds')!r}, multiply_adds)",
        ),
        pieces.text(_("## Beside the lab")),
        beside(
            _,
            *((name, f"table[:, :, {at}]", shown[:, :, at]) for at, name in enumerate(names)),
            (_("parameters"), "parameters", found.parameters),
            (_("multiply-adds"), "multiply_adds", found.multiply_adds),
        ),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")',
            'axis.plot(table[:, :, 1].min(axis=1), ".-")',
            'axis.axhline(min(INPUT), linestyle="--")',
            f"axis.set(xlabel={_('layer')!r}, ylabel={_('receptive field')!r})",
            "plt.show()",
        ),
    ]


def _functions(resized: bool) -> list[str]:
    step = _STEP.format(resized=_RESIZED_STEP if resized else "")
    parts = (axis.INTERVAL, axis.THROUGH, *((_RESIZED,) if resized else ()), _MEET, step)
    return [line for part in parts for line in (part.strip("\n"), "\n")]


def _shown(rows: list[GraphRow]) -> Floats:
    """(layers, axes, 4): the screen's output size, field, stride and padding."""
    return np.array(
        [
            [
                [cells, one.size, float(one.stride), -one.starts[0]]
                for cells, one in zip(row.size or (), row.field.axes, strict=True)
            ]
            for row in rows
        ],
        dtype=np.float64,
    )


def _listed(solution: Solution, rows: list[GraphRow], cost: dict[str, LayerCost]) -> list[str]:
    """INPUT, LAYERS and the cost of the layers that are not among them."""
    known = {row.node.name for row in rows}
    lines = [
        f"INPUT = {tuple(image_of(solution) or ())!r}",
        "# name, the layers before it, a window for each axis (kernel, stride, padding, dilation, transposed), parameters, multiply-adds",
        "LAYERS = [",
    ]
    for row in rows:
        before = [solution.rows[index] for index in row.node.inputs]
        paths = [one.node.name for one in before if one.node.name in known]
        size = next((one.size for one in before if one.node.name in known), None)
        windows = [_window(window, cells) for window, cells in zip(_windows(row), size or ())]
        layer = cost[row.node.name]
        counts = f"{_count(layer, 'parameters')}, {_count(layer, 'multiply_adds')}"
        paths = paths[:1] if windows else paths  # a window slides over one map
        lines.append(f"    ({row.node.name!r}, {paths!r}, {windows!r}, {counts}),")
    others = [layer for name, layer in cost.items() if name not in known]
    sums = sum(one.parameters or 0 for one in others), sum(one.multiply_adds or 0 for one in others)
    return [*lines, "]", f"OTHERS = {sums}  # parameters and multiply-adds of the layers that are not listed"]


def _windows(row: GraphRow) -> tuple[Window | Resampling, ...]:
    return row.operation.windows if row.operation.kind == "window" else ()


def _window(window: Window | Resampling, cells: int) -> tuple[object, ...]:
    """(kernel, stride, padding, dilation, transposed) on an input of so many cells; (ends, step, size) of a resized one."""
    if isinstance(window, Resampling):
        return [window.ends(unit) for unit in range(window.scale.denominator)], window.scale.numerator, window.target
    before, after = window.padding(cells)
    more = window.beyond(cells) if window.ceil and not window.transposed else 0
    padding = before or 0, (after or 0) + more
    return window.kernel, window.stride, padding, window.dilation, window.transposed


def _count(layer: LayerCost, figure: str) -> str:
    """The figure as the product that it is made from, where that is one of numbers; else the number itself."""
    total = getattr(layer, figure)
    if not total:
        return repr(total)
    terms = re.sub(r" \([^()]*\)", "", layer.formula(figure).partition(" = ")[0])
    product = terms.replace("·", " * ").replace("×", "*").replace("/", " // ").replace(",", "")
    return product if re.fullmatch(r"[0-9]+(?: (?:\*|//|\+) [0-9]+)*", product) else repr(total)
