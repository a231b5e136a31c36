"""The receptive field of each layer of a stack, and the figures it is made from.

Notation of Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks"
(Distill 2019): a unit at index u of a layer sees the input cells from ``u · stride − padding`` through
``u · stride − padding + size − 1`` on each axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.errors import BadInput
from core.stack_layer import Layer, Pair, both, image_size

Number = TypeVar("Number", int, "int | None")

MOST_LAYERS = 2_000
LARGEST_FIELD = 10**12


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive field of every unit of one layer; all are (rows, columns) in input cells.

    Attributes
    ----------
    size : (int, int)
        Cells from the first to the last one seen.
    stride : (int, int)
        Effective stride: how far the field moves from one unit to the next (also called the jump).
    padding : (int or None, int or None)
        Effective padding: how far the first unit's field reaches outside at the top and left.
        None where it depends on an input size that was not given.
    """

    size: Pair = (1, 1)
    stride: Pair = (1, 1)
    padding: tuple[int | None, int | None] = (0, 0)

    @property
    def start(self) -> tuple[int | None, int | None]:
        """First cell of the first unit's field: −padding."""
        rows, columns = self.padding
        return (None if rows is None else -rows, None if columns is None else -columns)

    @property
    def centre(self) -> tuple[float | None, float | None]:
        """Centre of the first unit's field; 0.0 is the centre of the first input cell."""
        return tuple(  # type: ignore[return-value]
            None if start is None else start + (size - 1) / 2 for start, size in zip(self.start, self.size)
        )

    def region(self, row: int, column: int) -> tuple[int, int, int, int]:
        """(top, left, bottom, right) of the unit's field, inclusive and not clipped at the image's border.

        Raises
        ------
        BadInput
            If the padding depends on an input size that was not given.
        """
        top, left = self.start
        if top is None or left is None:
            raise BadInput(
                "where a field lies depends on the input's size here (padding “same” with a stride above 1):"
                " give an input size"
            )
        top, left = top + row * self.stride[0], left + column * self.stride[1]
        return top, left, top + self.size[0] - 1, left + self.size[1] - 1


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
        """The formulas of ``output``, ``size``, ``stride``, ``padding`` and ``centre`` with their numbers.

        Axis 0 is rows, 1 columns. A figure that is unknown without an input size is left out.
        """
        kernel, stride = both(self.layer.kernel)[axis], both(self.layer.stride)[axis]
        dilation, span = both(self.layer.dilation)[axis], self.layer.span[axis]
        jump, size = self.before.stride[axis], self.before.size[axis]
        lines = {
            "size": f"{size} + ({kernel} − 1) × {dilation} × {jump} = {self.field.size[axis]}",
            "stride": f"{jump} × {stride} = {self.field.stride[axis]}",
        }
        first, last = self.padding[axis]
        if self.input_size is not None and self.output_size is not None:
            lines["output"] = (
                f"⌊({self.input_size[axis]} + {first} + {last} − {span}) / {stride}⌋ + 1"
                f" = {self.output_size[axis]}"
            )
        padding, centre = self.field.padding[axis], self.field.centre[axis]
        if padding is not None and centre is not None:
            lines["padding"] = f"{self.before.padding[axis]} + {first} × {jump} = {padding}"
            lines["centre"] = f"−{padding} + ({self.field.size[axis]} − 1) / 2 = {centre:g}"
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
    if len(layers) > MOST_LAYERS:
        raise BadInput(
            "{count} layers are more than the {most} that a stack may have",
            count=len(layers),
            most=MOST_LAYERS,
        )
    size = None if input_size is None else image_size(input_size)
    rows: list[Row] = []
    before = ReceptiveField()
    for layer in layers:
        padding = layer.padding_for(size)
        field = ReceptiveField(
            size=_each(before.size[i] + (layer.span[i] - 1) * before.stride[i] for i in (0, 1)),
            stride=_each(before.stride[i] * both(layer.stride)[i] for i in (0, 1)),
            padding=_each(_reach(before.padding[i], padding[i][0], before.stride[i]) for i in (0, 1)),
        )
        if max(*field.size, *field.stride) > LARGEST_FIELD:
            raise BadInput(
                "the field of layer {layer} is larger than {largest} cells:"
                " use smaller strides or fewer layers",
                layer=layer.name,
                largest=LARGEST_FIELD,
            )
        output = None if size is None else layer.output_size(size)
        rows.append(Row(layer, size, output, padding, before, field))
        before, size = field, output
    return tuple(rows)


def _each(values: Iterable[Number]) -> tuple[Number, Number]:
    rows, columns = values
    return rows, columns


def _reach(before: int | None, padding: int | None, stride: int) -> int | None:
    return None if before is None or padding is None else before + stride * padding
