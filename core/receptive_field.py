"""What one unit of a stack of layers sees: its receptive field, and the box of it in every earlier layer.

``receptive_field`` answers for the last layer, ``table`` for all of them, ``regions`` for one unit and
``alignment`` compares paths that meet. The arithmetic is in :mod:`core.field`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadInput
from core.field import ReceptiveField, Row, table
from core.stack_layer import Layer, Pair, both, image_size

__all__ = [
    "Alignment",
    "Layer",
    "ReceptiveField",
    "Region",
    "Row",
    "alignment",
    "receptive_field",
    "regions",
    "table",
]

Box = tuple[int, int, int, int]
"""(top, left, bottom, right), inclusive."""


@dataclass(frozen=True)
class Region:
    """A box of cells in one layer: (top, left, bottom, right), inclusive.

    Attributes
    ----------
    box : (int, int, int, int)
        As the arithmetic gives it; it may reach outside the layer, into padding.
    clipped : (int, int, int, int) or None
        The part that lies inside the layer and that the unit depends on, border by border through the
        layers between; None if nothing is left.
    """

    box: Box
    clipped: Box | None

    @property
    def outside(self) -> float:
        """Share of the box that lies outside the layer, 0 … 1: padding, which carries no information."""
        return 1.0 if self.clipped is None else 1 - _area(self.clipped) / _area(self.box)


@dataclass(frozen=True)
class Alignment:
    """Whether several paths into one unit look at the same place.

    ``stride`` is None where the paths' strides differ (then no single answer exists); ``centres`` are the
    first units' centres; ``offset`` is the largest distance between two of them, None where unknown.
    """

    stride: Pair | None
    centres: tuple[tuple[float | None, float | None], ...]
    offset: tuple[float | None, float | None]

    @property
    def aligned(self) -> bool:
        """True if strides and centres agree on both axes."""
        return self.stride is not None and self.offset == (0.0, 0.0)


def receptive_field(layers: Sequence[Layer], input_size: int | Pair | None = None) -> ReceptiveField:
    """The receptive field of the units of a stack's last layer.

    size ← size + (kernel − 1) · dilation · stride;  padding ← padding + stride · top or left padding;
    stride ← stride · layer's stride, from the input upwards (Araujo, Norris & Sim 2019, equations 1–4).
    See :func:`table` for the parameters and errors.
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
        ``depth + 1`` boxes: in the input, in the first layer's output, … and the unit itself.

    Raises
    ------
    BadInput
        If there is no such layer or unit.
    """
    rows = table(layers, input_size)
    depth = len(rows) if depth is None else depth
    if not 0 <= depth <= len(rows):
        raise BadInput("there is no layer {depth}: the stack has {count}", depth=depth, count=len(rows))
    sizes = [image_size(input_size)] + [row.output_size or (0, 0) for row in rows]
    if not all(0 <= index < size for index, size in zip(unit, sizes[depth])):
        raise BadInput("unit {unit} lies outside its layer of size {size}", unit=unit, size=sizes[depth])
    box: Box = (*unit, *unit)
    clipped: Box | None = box
    found = [Region(box, clipped)]
    for row, size in zip(reversed(rows[:depth]), reversed(sizes[:depth])):
        box = _seen(row, box)
        # From the clipped box, not from the whole one: what lies in a layer's padding depends on nothing.
        clipped = None if clipped is None else _clip(_seen(row, clipped), size)
        found.append(Region(box, clipped))
    return tuple(reversed(found))


def alignment(fields: Sequence[ReceptiveField]) -> Alignment:
    """Compare the fields of several paths that meet in one layer (an addition, a concatenation).

    Raises
    ------
    BadInput
        If there is nothing to compare.
    """
    if not fields:
        raise BadInput("an alignment needs at least one path")
    centres = tuple(field.centre for field in fields)
    offset: list[float | None] = []
    for axis in (0, 1):
        known = [centre[axis] for centre in centres]
        numbers = [centre for centre in known if centre is not None]
        offset.append(max(numbers) - min(numbers) if len(numbers) == len(known) else None)
    strides = {field.stride for field in fields}
    return Alignment(strides.pop() if len(strides) == 1 else None, centres, (offset[0], offset[1]))


def _seen(row: Row, box: Box) -> Box:
    """The box of a layer's input, padding included, that a box of its output is computed from."""
    (down, right), (tall, wide) = both(row.layer.stride), row.layer.span
    before_top, before_left = row.padding[0][0] or 0, row.padding[1][0] or 0
    top, left, bottom, right_end = box
    return (
        top * down - before_top,
        left * right - before_left,
        bottom * down - before_top + tall - 1,
        right_end * right - before_left + wide - 1,
    )


def _area(box: tuple[int, int, int, int]) -> int:
    return (box[2] - box[0] + 1) * (box[3] - box[1] + 1)


def _clip(box: tuple[int, int, int, int], size: Pair) -> tuple[int, int, int, int] | None:
    top, left = max(0, box[0]), max(0, box[1])
    bottom, right = min(size[0] - 1, box[2]), min(size[1] - 1, box[3])
    return (top, left, bottom, right) if top <= bottom and left <= right else None
