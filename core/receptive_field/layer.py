"""One layer of a stack as far as geometry goes: kernel, stride, padding, dilation on two axes.

Nothing here knows a weight. Each axis is worked out alone, for what a layer does to rows never
depends on what it does to columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from core.arrays import Pair
from core.checks import plain, whole
from core.errors import BadInput
from core.window import Window

Kind = Literal["conv", "depthwise", "transposed", "pool", "average"]
Padding = str | int | Pair | tuple[Pair, Pair]

KINDS: tuple[str, ...] = get_args(Kind)
SAME = ("same", "same_lower")  # paddings that look at the input's size


@dataclass(frozen=True)
class Layer:
    """A convolution or pooling layer.

    Parameters
    ----------
    name : str
        What the layer is called, in tables and in errors.
    kernel, stride, dilation : int or (int, int)
        Rows first; one number serves both axes. Kept as pairs.
    padding : "valid", "same", "same_lower", int, (rows, columns) or ((top, bottom), (left, right))
        "same" is TensorFlow's rule: the output has ⌈n / stride⌉ cells and an odd cell of padding goes
        to the bottom or right, so with a stride above 1 it depends on the input's size; "same_lower" is
        ONNX's, with the odd cell at the top or left. Numbers are
        kept as ((top, bottom), (left, right)), and "valid" as zeros. For a transposed convolution numbers
        say what is cut off the full output, as in PyTorch, and "same" gives n · stride cells, as in Keras.
    kind : "conv", "depthwise", "transposed", "pool" or "average"
        "pool" takes the largest value, "average" the mean. All but "transposed" look at their input in the
        same way; for them the kind is for tables and for code.

    Raises
    ------
    BadInput
        For anything that is not a whole number in range; the sentence names the layer.
    """

    name: str
    kernel: int | Pair
    stride: int | Pair = 1
    padding: Padding = 0
    dilation: int | Pair = 1
    kind: Kind = "conv"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput(
                "layer {layer} is of unknown kind {kind}: choose one of {kinds}",
                layer=self.name,
                kind=repr(self.kind),
                kinds=", ".join(KINDS),
            )
        for field in ("kernel", "stride", "dilation"):
            object.__setattr__(self, field, self._pair(field, getattr(self, field), least=1))
        object.__setattr__(self, "padding", self._padding(self.padding))

    @property
    def windows(self) -> tuple[Window, Window]:
        """The layer on rows and on columns."""
        same, transposed = isinstance(self.padding, str), self.kind == "transposed"
        kernel, stride, dilation = both(self.kernel), both(self.stride), both(self.dilation)
        rows, columns = (
            Window(
                kernel[axis],
                stride[axis],
                before,
                after,
                dilation[axis],
                same,
                transposed,
                self.padding == "same_lower",
            )
            for axis, (before, after) in enumerate(self._sides)
        )
        return rows, columns

    @property
    def _sides(self) -> tuple[Pair, Pair]:
        # __post_init__ left nothing but "same", "same_lower" and pairs of pairs.
        return self.padding if isinstance(self.padding, tuple) else ((0, 0), (0, 0))  # type: ignore[return-value]

    @property
    def span(self) -> Pair:
        """Cells from the first to the last that one window touches: (kernel − 1) · dilation + 1."""
        rows, columns = self.windows
        return rows.span, columns.span

    def padding_for(self, input_size: Pair | None) -> tuple[tuple[int | None, int | None], ...]:
        """Padding ((top, bottom), (left, right)) on this input; None where it depends on a size not given."""
        sizes = (None, None) if input_size is None else input_size
        return tuple(window.padding(size) for window, size in zip(self.windows, sizes))

    def output_size(self, input_size: Pair) -> Pair:
        """Rows and columns that come out of an input of this size (see :meth:`core.window.Window.output`).

        Raises
        ------
        BadInput
            If not one window fits; the sentence says how many cells are missing.
        """
        missing = tuple(window.missing(size) for window, size in zip(self.windows, input_size))
        if any(missing):
            raise BadInput(
                "the window of layer {layer} spans {span} cells, but its input has {input} before padding: {missing} (rows, columns) are missing; enlarge the input or the padding, or remove layers",
                layer=self.name,
                span=self.span,
                input=tuple(input_size),
                missing=missing,
            )
        rows, columns = (window.output(size) for window, size in zip(self.windows, input_size))
        return rows, columns

    def _pair(self, field: str, value: object, least: int) -> Pair:
        return _pair(field, value, least, self.name)

    def _padding(self, value: object) -> Padding:
        value = plain(value)
        if isinstance(value, str):
            if value.lower() not in ("valid", *SAME):
                raise BadInput(
                    "padding {value} of layer {layer} is unknown: use “valid”, “same”, “same_lower”, a number, (rows, columns) or ((top, bottom), (left, right))",
                    value=repr(value),
                    layer=self.name,
                )
            return value.lower() if value.lower() in SAME else ((0, 0), (0, 0))
        if isinstance(value, Sequence) and len(value) == 2:
            rows, columns = (self._pair("padding", side, least=0) for side in value)
            return rows, columns
        both_sides = self._pair("padding", value, least=0)
        return both_sides, both_sides


def both(value: int | Pair) -> Pair:
    """(rows, columns), where one number may stand for both."""
    return value if isinstance(value, tuple) else (value, value)


def image_size(value: object, layer: str = "input") -> Pair:
    """(rows, columns) of a map of cells, checked; one number means a square.

    Raises
    ------
    BadInput
        Anything but one whole number or two, from 1 to 10,000.
    """
    return _pair("size", value, 1, layer)


def _pair(field: str, value: object, least: int, layer: str) -> Pair:
    value = plain(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != 2:
            raise BadInput(
                "{field} {value} of layer {layer} must be one number or two, (rows, columns)",
                field=field,
                value=value,
                layer=layer,
            )
        return whole(field, value[0], least, layer), whole(field, value[1], least, layer)
    number = whole(field, value, least, layer)
    return number, number
