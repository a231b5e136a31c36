"""What a correlation's result owes to its padding: the common conventions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from core.arrays import Array, Sides
from core.checks import pair, real
from core.correlation import correlate2d
from core.errors import BadInput, Message
from core.window import axis, resolve_padding

CONVENTIONS = ("valid", "full", "same", "same_lower", "symmetric", "explicit")


@dataclass(frozen=True, eq=False)
class Padded:
    """One convention's answer.

    `sides` are ((top, bottom), (left, right)) cells around the image, `padded` the image with them,
    `result` the correlation; where the kernel does not fit, `refused` says so and there is no result.
    """

    convention: str
    sides: Sides
    padded: Array
    result: Array | None
    refused: Message | None = None


@dataclass(frozen=True, eq=False)
class PaddingPair:
    """Two conventions whose results have the same shape: `different` of their numbers are not equal."""

    first: Padded
    second: Padded
    difference: Array

    @property
    def different(self) -> int:
        return int(np.count_nonzero(self.difference))


def symmetric_sides(kernel_size: Sequence[int], dilation: int | Sequence[int] = 1) -> Sides:
    """⌊d(k − 1) / 2⌋ cells at both ends of each axis, as one writes it for PyTorch (`padding=k // 2` for odd k).

    Raises
    ------
    BadInput
        A dilation that is no whole number from 1 on.
    """
    gaps = pair(dilation, "dilation")
    rows, columns = (axis(int(k), padding="symmetric", dilation=d) for k, d in zip(kernel_size, gaps, strict=True))
    return (rows.before, rows.after), (columns.before, columns.after)


def compare(
    image: Array,
    kernel: Array,
    explicit: Any,
    *,
    stride: int | Sequence[int] = 1,
    dilation: int | Sequence[int] = 1,
    boundary: str = "constant",
    value: float = 0.0,
) -> tuple[Padded, ...]:
    """The result under every convention.

    Parameters
    ----------
    image : ndarray, (H, W)
    kernel : ndarray, (h, w)
    explicit
        The sides of the convention "explicit", as `core.correlation.correlate` takes them.
    boundary : str
        What stands in the padding: a mode of `numpy.pad`.
    value : float
        What "constant" fills it with.

    Raises
    ------
    BadInput
        Sides, stride, dilation or boundary that break a rule. A kernel that does not fit is no error: that
        convention says so, the others answer.

    Notes
    -----
    "same" is TensorFlow's: ceil(n / s) outputs, the odd cell of padding at the bottom and right; "same_lower"
    is ONNX's SAME_LOWER, with that cell at the top and left. For a stride of 2
    and an even n it puts the windows elsewhere than symmetric padding does, with the same shape of result: see
    https://www.tensorflow.org/api_docs/python/tf/nn, "Notes on padding".
    """
    image, kernel = real(image, "image"), real(kernel, "kernel")
    options: dict[str, Any] = {"stride": pair(stride, "stride"), "dilation": pair(dilation, "dilation")}
    sides = {
        convention: resolve_padding(image.shape, kernel.shape, padding=convention, **options)
        for convention in ("valid", "full", "same", "same_lower")
    }
    sides["symmetric"] = symmetric_sides(kernel.shape, dilation)
    sides["explicit"] = resolve_padding(image.shape, kernel.shape, padding=explicit, **options)
    return tuple(
        _padded(convention, image, kernel, sides[convention], (boundary, value), options) for convention in CONVENTIONS
    )


def alike(answers: Sequence[Padded]) -> tuple[PaddingPair, ...]:
    """The pairs of conventions that pad differently and give results of one shape."""
    return tuple(
        PaddingPair(one, other, one.result - other.result)
        for one, other in combinations(answers, 2)
        if one.result is not None
        and other.result is not None
        and one.sides != other.sides
        and one.result.shape == other.result.shape
    )


def row_in_every_mode(row: Array, cells: int) -> dict[str, Array]:
    """A row (n,) with so many cells at both ends, under each boundary mode: (n + 2·cells,).

    Raises
    ------
    BadInput
        Numbers that are not real, or a padding that is too large.
    """
    line = np.asarray(real(row, "image"), dtype=np.float64).reshape(1, -1)
    sides = ((0, 0), (cells, cells))
    return {mode: correlate2d.pad(line, sides, mode)[0] for mode in correlate2d.BOUNDARIES}


def _padded(
    convention: str, image: Array, kernel: Array, sides: Sides, filling: tuple[str, float], options: dict[str, Any]
) -> Padded:
    padded = correlate2d.pad(image, sides, *filling)
    try:
        result = correlate2d.correlate(padded, kernel, **options)
    except BadInput as error:
        return Padded(convention, sides, padded, None, error)
    return Padded(convention, sides, padded, result)
