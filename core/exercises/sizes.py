"""Questions about sizes: of an output, of a receptive field, and how many layers a size takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.arrays import Pair
from core.errors import Message
from core.exercises.draws import Draws
from core.exercises.exercise import Box, Question
from core.receptive_field.field import layers_to_cover, table
from core.receptive_field.layer import Layer
from core.window import output_size


@dataclass(frozen=True)
class Shape(Question):
    """The output's (rows, columns): input and kernel as (rows, columns), the same padding at each side, stride, dilation."""

    size: Pair
    kernel: Pair
    padding: int
    stride: int
    dilation: int

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Shape:
        """An input of 6 to 12 a side; dilation in one of three variants."""
        size = (draws.whole(6, 12), draws.whole(6, 12))
        kernel = (draws.whole(2, 5), draws.whole(2, 5))
        return cls(
            size, kernel, draws.whole(0, 2), draws.whole(1, 3), 2 if max(kernel) < 4 and draws.whole(0, 1) else 1
        )

    @cached_property
    def output(self) -> Pair:
        """(rows, columns) of Y."""
        return output_size(self.size, self.kernel, padding=self.padding, stride=self.stride, dilation=self.dilation)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        rows, columns = self.output
        return Box("rows", str(rows)), Box("columns", str(columns))

    def hints(self) -> tuple[Message, Message]:
        return (
            Message(
                "On each axis the output has ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 cells: n cells of input, p of padding at each side, kernel k, dilation d, stride s. ⌊ ⌋ rounds down."
            ),
            Message(
                "For the rows: ⌊({n} + 2×{p} − {d}×({k} − 1) − 1) / {s}⌋ + 1.",
                n=self.size[0],
                p=self.padding,
                d=self.dilation,
                k=self.kernel[0],
                s=self.stride,
            ),
        )


@dataclass(frozen=True)
class Field(Question):
    """The rows that unit number `unit` (from 0) of the last layer sees; no padding."""

    layers: tuple[Layer, ...]
    unit: int

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Field:
        """Two or three square layers."""
        layers = []
        for n in range(draws.whole(2, 3)):
            kernel = draws.whole(2, 5)
            stride = draws.one((1, 1, 2, 2, 3))
            layers.append(Layer(f"{n + 1}", kernel, stride, dilation=2 if kernel < 4 and not draws.whole(0, 2) else 1))
        return cls(tuple(layers), draws.whole(1, 4))

    @cached_property
    def rows(self) -> tuple[int, int]:
        """First and last row of the input that the unit sees."""
        region = table(self.layers)[-1].field.region(self.unit, self.unit)
        return region[0], region[2]

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        first, last = self.rows
        return Box("size", str(last - first + 1)), Box("first", str(first)), Box("last", str(last))

    def hints(self) -> tuple[Message, Message]:
        first = table(self.layers)[0].field
        return (
            Message(
                "Begin at the input with size 1 and step 1. Each layer adds (kernel − 1) × dilation × step to the size, and then multiplies the step by its stride. Unit u begins at row u × step."
            ),
            Message(
                "After the first layer the size is {size} and the step is {step}.",
                size=first.size[0],
                step=first.stride[0],
            ),
        )


@dataclass(frozen=True)
class Cover(Question):
    """How many layers with a square `kernel` it takes until a unit sees `size` rows: at stride 1, and at stride 2 each."""

    size: int
    kernel: int

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Cover:
        """6 to 40 rows, kernels 3, 5 and 7."""
        return cls(draws.whole(6, 40), draws.one((3, 3, 5, 7)))

    def least(self, stride: int) -> int:
        """The smallest number of such layers."""
        enough = self.size // (self.kernel - 1) + 1  # each adds that many rows, and more at stride 2
        return layers_to_cover([Layer(f"{n + 1}", self.kernel, stride) for n in range(enough)], self.size) or 0

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return Box("plain", str(self.least(1))), Box("strided", str(self.least(2)))

    def hints(self) -> tuple[Message, Message]:
        return (
            Message(
                "At stride 1 each layer adds {more} rows to what one unit sees. At stride 2 each layer also doubles the step, so the layers add {more}, {twice}, {four} … rows.",
                more=self.kernel - 1,
                twice=2 * (self.kernel - 1),
                four=4 * (self.kernel - 1),
            ),
            Message(
                "With L layers one unit sees 1 + L×{more} rows at stride 1, and 1 + {more}×(2ᴸ − 1) rows at stride 2. Find the smallest L that gives at least {size}.",
                more=self.kernel - 1,
                size=self.size,
            ),
        )
