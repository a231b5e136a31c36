"""The receptive field of each layer of a stack, and the figures it is made from.

Notation of Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks"
(Distill 2019): a unit at index u of a layer sees the input cells from ``u · stride − padding`` through
``u · stride − padding + size − 1`` on each axis.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.arrays import Pair
from core.errors import BadInput
from core.receptive_field.axis import AxisField
from core.receptive_field.layer import Layer, both, image_size

MAX_LAYERS = 2_000
Sight = Literal["box", "everything", "flat", "nothing", "unknown"]


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive fields of all units of one layer; figures are (rows, columns) in input cells.

    Attributes
    ----------
    axes : tuple of AxisField
        One for each spatial axis: two for images, one for sequences, three for volumes; none where a unit
        has no box of its own, for which `sees` gives the reason.
    sees : "box", "everything", "flat", "nothing" or "unknown"
        "everything" behind a dense layer or a global pool, "flat" where units were rearranged so that they
        have no row and column, "nothing" where the chosen input does not reach, "unknown" behind a layer
        that nobody has described.
    gates : tuple of str
        Layers through which a side branch brings in the whole input (squeeze-and-excitation, image-level
        pooling, attention): the box is the answer without them; with them the unit sees everything.
    unknown : tuple of str
        The layers that stand between this one and an answer.
    """

    axes: tuple[AxisField, ...] = (AxisField(), AxisField())
    sees: Sight = "box"
    gates: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, ...]:
        """Cells from the first to the last one that a unit sees; the largest where units differ."""
        return tuple(axis.size for axis in self.axes)

    @property
    def extents(self) -> tuple[tuple[int, ...], ...]:
        """For each axis the different numbers of cells that units see; several behind transposed convolutions."""
        return tuple(axis.extents for axis in self.axes)

    @property
    def stride(self) -> tuple[int | Fraction, ...]:
        """Effective stride: how far the field moves from one unit to the next (the jump)."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def padding(self) -> tuple[int | None, ...]:
        """Effective padding: how far the first unit's field reaches outside at the top and left.

        None where it depends on an input size that was not given.
        """
        return tuple(-axis.starts[0] if axis.placed else None for axis in self.axes)

    @property
    def path(self) -> tuple[int, ...]:
        """Field of the largest single path; less than `size` where paths with different centres meet."""
        return tuple(axis.path for axis in self.axes)

    @property
    def start(self) -> tuple[int | None, ...]:
        """First cell of the first unit's field: −padding."""
        return tuple(axis.starts[0] if axis.placed else None for axis in self.axes)

    @property
    def centre(self) -> tuple[float | None, ...]:
        """Centre of the first unit's field; 0.0 is the centre of the first input cell."""
        return tuple(sum(axis.interval(0)) / 2 if axis.placed else None for axis in self.axes)

    @property
    def overlap(self) -> tuple[int | Fraction, ...]:
        """Cells that the fields of two neighbouring units share: size − stride, at least 0."""
        return tuple(max(0, axis.size - axis.stride) for axis in self.axes)

    def region(self, *unit: int) -> tuple[int, ...]:
        """(top, left, bottom, right) of a unit's field, inclusive and not clipped at the image's border.

        ``unit`` is (row, column); with one axis the answer is (first, last), with three it has six numbers.
        A bottom or right below top or left means that the unit sees nothing.

        Raises
        ------
        BadInput
            If the padding depends on an input size that was not given, or if there is no box.
        """
        if len(unit) != len(self.axes):
            raise BadInput(
                "unit {unit} must have one number for each axis of the field, {axes} in all",
                unit=unit,
                axes=len(self.axes),
            )
        if not all(axis.placed for axis in self.axes):
            raise BadInput(
                "the position of the field depends on the input size here (padding “same” with a stride above 1): give an input size"
            )
        ends = [axis.interval(index) for axis, index in zip(self.axes, unit)]
        return (*(first for first, _ in ends), *(last for _, last in ends))


@dataclass(frozen=True)
class Row:
    """One layer of the table, with everything its figures are made from.

    ``before`` is the field of the layer's input, ``padding`` the padding ((top, bottom), (left, right)) that
    the layer really has on ``input_size``; sizes are None where no input size was given.
    """

    layer: Layer
    input_size: Pair | None
    output_size: Pair | None
    padding: tuple[tuple[int | None, int | None], ...]
    before: ReceptiveField
    field: ReceptiveField

    def derivation(self, axis: int) -> dict[str, str]:
        """The formulas of ``output``, ``size``, ``stride``, ``padding``, ``centre``, ``overlap`` in numbers.

        Axis 0 is rows, 1 columns. A figure that is unknown without an input size is left out. Where units
        differ (behind a transposed convolution) the size is the largest of the units' sizes.
        """
        window, old, new = self.layer.windows[axis], self.before.axes[axis], self.field.axes[axis]
        transposed, patterned = window.transposed, old.period > 1 or new.period > 1
        lines = {"size": f"{old.size} + ({window.kernel} − 1) × {window.dilation} × {old.stride} = {new.size}"}
        if transposed or patterned:
            sizes = [*map(str, new.sizes[:8]), *(["…"] if new.period > 8 else [])]
            lines["size"] = f"max({', '.join(sizes)}) = {new.size}"
        lines["stride"] = f"{old.stride} {'/' if transposed else '×'} {window.stride} = {new.stride}"
        first, last = self.padding[axis]
        if self.input_size is not None and self.output_size is not None:
            cells, out = self.input_size[axis], self.output_size[axis]
            lines["output"] = (
                f"({cells} − 1) × {window.stride} + {window.span} − {first} − {last} = {out}"
                if transposed
                else f"⌊({cells} + {first} + {last} − {window.span}) / {window.stride}⌋ + 1 = {out}"
            )
        if new.placed:
            start = -new.starts[0]
            lines["padding"] = f"{-old.starts[0]} + {first} × {old.stride} = {start}"
            if transposed or patterned:
                lines["padding"] = f"−({new.starts[0]}) = {start}".replace("-", "−")
            lines["centre"] = f"{new.starts[0]} + ({new.sizes[0]} − 1) / 2 = {self.field.centre[axis]:g}".replace(
                "-", "−"
            )
        lines["overlap"] = f"max(0, {new.size} − {new.stride}) = {self.field.overlap[axis]}"
        return lines


def table(layers: Sequence[Layer], input_size: int | Pair | None = None) -> tuple[Row, ...]:
    """One row for each layer of a stack.

    Parameters
    ----------
    layers : sequence of Layer
        From the input upwards.
    input_size : int or (rows, columns), optional
        Without it output sizes are unknown, and so is what padding "same" does at strides above 1.

    Raises
    ------
    BadInput
        If a layer's window does not fit into what is left of the input, if there are more than 2,000 layers
        or if a field grows beyond 10¹² cells.
    """
    if len(layers) > MAX_LAYERS:
        raise BadInput(
            "{count} layers exceed the limit of {most} for a stack; remove some",
            count=len(layers),
            most=MAX_LAYERS,
        )
    size = None if input_size is None else image_size(input_size)
    rows: list[Row] = []
    before = ReceptiveField()
    for layer in layers:
        output = None if size is None else layer.output_size(size)
        cells = (None, None) if size is None else size
        field = ReceptiveField(
            tuple(
                axis.through(window, count, layer.name)
                for axis, window, count in zip(before.axes, layer.windows, cells)
            )
        )
        rows.append(Row(layer, size, output, layer.padding_for(size), before, field))
        if output is not None:
            size = image_size(output, layer.name)
        before = field
    return tuple(rows)


def least_input(layers: Sequence[Layer], most: int = 4096) -> Pair | None:
    """(rows, columns) of the smallest input on which every layer still gives a cell; None where none up to `most` does.

    A larger input never gives fewer cells, so the smallest one is found by halving.
    """

    def fits(size: int, axis: int) -> bool:
        for layer in layers:
            window = layer.windows[axis]
            if window.missing(size):
                return False
            size = window.output(size)
        return True

    found = [bisect.bisect_left(range(1, most + 1), True, key=lambda size: fits(size, axis)) + 1 for axis in (0, 1)]
    return None if max(found) > most else (found[0], found[1])


def layers_to_cover(layers: Sequence[Layer], input_size: int | Pair) -> int | None:
    """How many layers a field needs to be at least as large as the image; None if the stack never is.

    Counted from the input: 1 is the first layer.

    Raises
    ------
    BadInput
        As `table` does.
    """
    target = image_size(input_size)
    for depth, row in enumerate(table(layers), start=1):
        if all(size >= cells for size, cells in zip(row.field.size, target)):
            return depth
    return None


def more_to_cover(layers: Sequence[Layer], input_size: int | Pair) -> int | None:
    """How many further copies of the last layer, at stride 1, a stack's field needs to cover the image.

    None where copies would not enlarge the field (a 1×1 kernel on an axis that is still too small), and 0
    where the field covers the image already.

    Raises
    ------
    BadInput
        As `table` does.
    """
    rows = table(layers)
    if not rows:
        return None
    needed = 0
    for axis, cells in enumerate(image_size(input_size)):
        field, span = rows[-1].field.axes[axis], both(rows[-1].layer.span)[axis]
        lacking = cells - field.size
        if lacking > 0:
            if span == 1:
                return None
            needed = max(needed, -(-lacking // Fraction((span - 1) * field.stride)))
    return needed
