"""What one unit of a stack of layers sees: its receptive field, and the cells of every earlier layer in it.

``receptive_field`` answers for the last layer, ``table`` for all of them, ``regions`` for one unit,
``projection`` for what a unit feeds and ``alignment`` compares paths that meet. The arithmetic is in
:mod:`core.receptive_field.field` and :mod:`core.receptive_field.axis`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.arrays import Mask, Pair
from core.errors import BadInput
from core.receptive_field.axis import offset as centre_offset
from core.receptive_field.field import ReceptiveField, Row, table
from core.receptive_field.layer import Layer, both, image_size

Box = tuple[int, int, int, int]
"""(top, left, bottom, right), inclusive."""


@dataclass(frozen=True)
class Region:
    """What one unit has to do with one layer.

    Attributes
    ----------
    box : (top, left, bottom, right)
        Inclusive, as the arithmetic gives it; it may reach outside the layer, into padding.
    rows, columns : tuple of int
        The rows and columns inside the layer that really count: every cell in one of the rows and one of
        the columns. Gaps are holes, from dilation or from a stride above the kernel.
    size : (rows, columns)
        The layer's size.
    """

    box: Box
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    size: Pair

    @property
    def clipped(self) -> Box | None:
        """The smallest box around the cells that count; None if there are none."""
        if not self.rows or not self.columns:
            return None
        return self.rows[0], self.columns[0], self.rows[-1], self.columns[-1]

    @property
    def mask(self) -> Mask:
        """(H, W): True where a cell counts."""
        mask = np.zeros(self.size, np.bool_)
        mask[np.ix_(self.rows, self.columns)] = True
        return mask

    @property
    def holes(self) -> int:
        """Cells of ``clipped`` that do not count."""
        return 0 if self.clipped is None else _area(self.clipped) - len(self.rows) * len(self.columns)

    @property
    def outside(self) -> float:
        """Share of the box that lies outside the layer, 0 … 1: padding, which carries no information."""
        top, left = max(0, self.box[0]), max(0, self.box[1])
        bottom, right = min(self.size[0] - 1, self.box[2]), min(self.size[1] - 1, self.box[3])
        inside = max(0, bottom - top + 1) * max(0, right - left + 1)
        return 1 - inside / _area(self.box) if _area(self.box) else 0.0


@dataclass(frozen=True)
class Alignment:
    """Whether several paths into one unit look at the same place.

    ``stride`` is None where the paths' strides differ (then no single answer exists); ``centres`` are the
    first units' centres; ``offset`` is the largest distance between two centres, None where unknown.
    """

    stride: tuple[int | Fraction, ...] | None
    centres: tuple[tuple[float | None, ...], ...]
    offset: tuple[float | None, ...]

    @property
    def aligned(self) -> bool:
        """True if strides and centres agree on all axes."""
        return self.stride is not None and not any(self.offset) and None not in self.offset


def receptive_field(layers: Sequence[Layer], input_size: int | Pair | None = None) -> ReceptiveField:
    """The receptive field of the units of a stack's last layer.

    size ← size + (kernel − 1) · dilation · stride;  padding ← padding + stride · top or left padding;
    stride ← stride · layer's stride, from the input upwards (Araujo, Norris & Sim 2019, equations 1–4).
    See :func:`table` for the parameters and errors.

    Raises
    ------
    BadInput
        As `core.receptive_field.field.table` does.
    """
    rows = table(layers, input_size)
    return rows[-1].field if rows else ReceptiveField()


def regions(
    layers: Sequence[Layer], unit: tuple[int, int], input_size: int | Pair, depth: int | None = None
) -> tuple[Region, ...]:
    """What one unit depends on in the input and in every layer before its own.

    Parameters
    ----------
    layers : sequence of Layer
        The whole stack.
    unit : (row, column)
        In the layer ``depth``.
    input_size : int or (rows, columns)
        The input's size.
    depth : int, optional
        0 is the input, 1 the first layer's output …; by default the last.

    Returns
    -------
    tuple of Region
        ``depth + 1`` regions: in the input, in the first layer's output, … and the unit itself.

    Raises
    ------
    BadInput
        If there is no such layer or unit.
    """
    rows, sizes, depth = _shape(layers, input_size, depth)
    masks = _one(unit, sizes[depth])
    box: Box = (*unit, *unit)
    found = [_region(box, masks, sizes[depth])]
    for row, size in zip(reversed(rows[:depth]), reversed(sizes[:depth])):
        windows = row.layer.windows
        # Cell by cell from those inside the layer: what lies in a layer's padding depends on nothing.
        masks = [window.back(mask, cells) for window, mask, cells in zip(windows, masks, size)]
        (top, bottom), (left, right) = (
            window.reach(box[axis], box[axis + 2], size[axis]) for axis, window in enumerate(windows)
        )
        box = (top, left, bottom, right)
        found.append(_region(box, masks, size))
    return tuple(reversed(found))


def projection(
    layers: Sequence[Layer], unit: tuple[int, int], input_size: int | Pair, depth: int = 0
) -> tuple[Region, ...]:
    """The projective field: what one unit (of the input by default) feeds in its own and every later layer.

    The mirror of :func:`regions`, with the same parameters; the first region is the unit itself and a box is
    the smallest one around the cells that count (all zeros and −1 where there are none).

    Raises
    ------
    BadInput
        A unit or layer that does not exist, or a stack that does not fit the input.
    """
    rows, sizes, depth = _shape(layers, input_size, depth)
    masks = _one(unit, sizes[depth])
    found = [_region((*unit, *unit), masks, sizes[depth])]
    for row, size in zip(rows[depth:], sizes[depth + 1 :]):
        masks = [window.forward(mask, cells) for window, mask, cells in zip(row.layer.windows, masks, size)]
        region = _region((0, 0, -1, -1), masks, size)
        found.append(_region(region.clipped or region.box, masks, size))
    return tuple(found)


def unseen(layers: Sequence[Layer], input_size: int | Pair) -> Mask:
    """The input cells (H, W) that no unit of the last layer sees: windows skip them, or stop short of the border.

    Raises
    ------
    BadInput
        A stack that does not fit the input.
    """
    rows, sizes, _ = _shape(layers, input_size, None)
    masks = [np.ones(cells, np.bool_) for cells in sizes[-1]]
    for row, size in zip(reversed(rows), reversed(sizes[:-1])):
        masks = [window.back(mask, cells) for window, mask, cells in zip(row.layer.windows, masks, size)]
    return ~np.logical_and.outer(*masks)


def alignment(fields: Sequence[ReceptiveField]) -> Alignment:
    """Compare the fields of several paths that meet in one layer (an addition, a concatenation).

    Raises
    ------
    BadInput
        If there is nothing to compare.
    """
    if not fields:
        raise BadInput("an alignment needs at least one path; give one")
    centres = tuple(field.centre for field in fields)
    strides = {field.stride for field in fields}
    if len(strides) > 1:
        return Alignment(None, centres, (None,) * len(fields[0].axes))
    offsets = tuple(centre_offset(axes) for axes in zip(*(field.axes for field in fields)))
    return Alignment(strides.pop(), centres, offsets)


def _shape(
    layers: Sequence[Layer], input_size: int | Pair, depth: int | None
) -> tuple[tuple[Row, ...], list[Pair], int]:
    rows = table(layers, input_size)
    depth = len(rows) if depth is None else depth
    if not 0 <= depth <= len(rows):
        raise BadInput(
            "there is no layer {depth}: the stack has {count}; choose one of them", depth=depth, count=len(rows)
        )
    return rows, [image_size(input_size)] + [both(row.output_size or 0) for row in rows], depth


def _one(unit: tuple[int, int], size: Pair) -> list[Mask]:
    if not all(0 <= index < cells for index, cells in zip(unit, size)):
        raise BadInput("unit {unit} is outside its layer of size {size}; choose one inside", unit=unit, size=size)
    return [np.arange(cells) == index for index, cells in zip(unit, size)]


def _region(box: Box, masks: Sequence[Mask], size: Pair) -> Region:
    rows, columns = (tuple(np.flatnonzero(mask).tolist()) for mask in masks)
    return Region(box, rows, columns, size)


def _area(box: Box) -> int:
    return max(0, box[2] - box[0] + 1) * max(0, box[3] - box[1] + 1)
