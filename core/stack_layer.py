"""One layer of a stack as far as geometry goes: kernel, stride, padding, dilation on two axes.

Nothing here knows a weight. Each axis is worked out alone, for what a layer does to rows never
depends on what it does to columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Literal, get_args

from core.errors import BadInput

Pair = tuple[int, int]
Kind = Literal["conv", "depthwise", "pool"]
Padding = str | int | Pair | tuple[Pair, Pair]

KINDS: tuple[str, ...] = get_args(Kind)
LARGEST = 10_000
"""No kernel, stride, padding, dilation or image side may be larger: it keeps every answer small."""


@dataclass(frozen=True)
class Layer:
    """A convolution or pooling layer.

    Parameters
    ----------
    name : str
        What the layer is called, in tables and in errors.
    kernel, stride, dilation : int or (int, int)
        Rows first; one number serves both axes. Kept as pairs.
    padding : "valid", "same", int, (rows, columns) or ((top, bottom), (left, right))
        "same" is TensorFlow's rule: the output has ⌈n / stride⌉ cells and an odd cell of padding goes
        to the bottom or right, so with a stride above 1 it depends on the input's size. Numbers are
        kept as ((top, bottom), (left, right)), and "valid" as zeros.
    kind : "conv", "depthwise" or "pool"
        All three look at their input in the same way; the kind is for tables and for code.

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
    def span(self) -> Pair:
        """Cells from the first to the last that one window touches: (kernel − 1) · dilation + 1."""
        (rows, columns), (down, right) = both(self.kernel), both(self.dilation)
        return ((rows - 1) * down + 1, (columns - 1) * right + 1)

    def padding_for(self, input_size: Pair | None) -> tuple[tuple[int | None, int | None], ...]:
        """Padding ((top, bottom), (left, right)) on this input; None where it depends on a size not given."""
        if not isinstance(self.padding, str):
            return self.padding  # type: ignore[return-value]  # __post_init__ left nothing but pairs
        sizes = (None, None) if input_size is None else input_size
        return tuple(
            same_padding(size, span, stride)
            for size, span, stride in zip(sizes, self.span, both(self.stride))
        )

    def output_size(self, input_size: Pair) -> Pair:
        """Rows and columns that come out of an input of this size.

        ⌊(n + padding − span) / stride⌋ + 1 on each axis (Dumoulin & Visin 2016, relationship 15).

        Raises
        ------
        BadInput
            If not one window fits; the sentence says how many cells are missing.
        """
        room = tuple(
            size + (before or 0) + (after or 0)
            for size, (before, after) in zip(input_size, self.padding_for(input_size))
        )
        missing = tuple(max(0, span - cells) for span, cells in zip(self.span, room))
        if any(missing):
            raise BadInput(
                "layer {layer} looks at {span} cells at once and its padded input has {room}:"
                " {missing} (rows, columns) are missing; enlarge the input or the padding,"
                " or leave layers out",
                layer=self.name,
                span=self.span,
                room=room,
                missing=missing,
            )
        rows, columns = (
            (cells - span) // stride + 1 for cells, span, stride in zip(room, self.span, both(self.stride))
        )
        return rows, columns

    def _pair(self, field: str, value: object, least: int) -> Pair:
        if isinstance(value, Sequence) and not isinstance(value, str):
            if len(value) != 2:
                raise BadInput(
                    "{field} {value} of layer {layer} needs one number or two, (rows, columns)",
                    field=field,
                    value=value,
                    layer=self.name,
                )
            return self._whole(field, value[0], least), self._whole(field, value[1], least)
        number = self._whole(field, value, least)
        return number, number

    def _whole(self, field: str, value: object, least: int) -> int:
        # Asked for its range first: no NaN passes, and no infinity or endless integer gets to int().
        fits = isinstance(value, Real) and least <= value <= LARGEST  # type: ignore[operator]
        if isinstance(value, bool) or not fits or int(value) != value:  # type: ignore[call-overload]
            raise BadInput(
                "{field} {value} of layer {layer} is not a whole number from {least} to {largest}",
                field=field,
                value=_brief(value),
                layer=self.name,
                least=least,
                largest=LARGEST,
            )
        return int(value)  # type: ignore[call-overload, no-any-return]

    def _padding(self, value: object) -> Padding:
        if isinstance(value, str):
            if value.lower() not in ("valid", "same"):
                raise BadInput(
                    "padding {value} of layer {layer} is not known:"
                    " give “valid”, “same”, a number, (rows, columns) or ((top, bottom), (left, right))",
                    value=repr(value),
                    layer=self.name,
                )
            return "same" if value.lower() == "same" else ((0, 0), (0, 0))
        if isinstance(value, Sequence) and len(value) == 2:
            rows, columns = (self._pair("padding", side, least=0) for side in value)
            return rows, columns
        both_sides = self._pair("padding", value, least=0)
        return both_sides, both_sides


def _brief(value: object) -> object:
    # Python refuses to write out integers of more than 4,300 digits.
    return f"2^{value.bit_length()}" if isinstance(value, int) and value.bit_length() > 200 else value


def both(value: int | Pair) -> Pair:
    """(rows, columns), where one number may stand for both."""
    return value if isinstance(value, tuple) else (value, value)


def same_padding(size: int | None, span: int, stride: int) -> tuple[int | None, int | None]:
    """TensorFlow's "same" padding (before, after) on one axis; None where only the size would tell.

    It depends on the size only through the remainder of size / stride, so without a size the answer is
    known wherever every remainder gives the same one: always at stride 1.
    """
    if size is not None:
        total = max(0, (math.ceil(size / stride) - 1) * stride + span - size)
        return total // 2, total - total // 2
    # A remainder r > 0 needs span − r cells and a remainder of 0 needs span − stride, the least of all.
    least, most = max(0, span - stride), span - 1
    before = least // 2 if least // 2 == most // 2 else None
    after = least - least // 2 if least - least // 2 == most - most // 2 else None
    return before, after


def image_size(value: object) -> Pair:
    """(rows, columns) of an input, checked; one number means a square."""
    return Layer("input", kernel=value).kernel  # type: ignore[arg-type, return-value]
