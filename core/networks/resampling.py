"""One axis of a resampled map (Resizing, bicubic enlargement, adaptive pooling): which cells an output comes from.

Half-pixel centres, as TensorFlow 2 and PyTorch have them: output o lies at x = (o + ½) · scale − ½ in the input.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from core.arrays import Mask
from core.window import Window

Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "adaptive"]
# How far, in cells, a kernel reaches to each side of x; its weight is zero at the ends.
REACH = {"bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
INTERPOLATIONS: tuple[Interpolation, ...] = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "adaptive")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Resampling:
    """Cells of one axis made into `target` others.

    Attributes
    ----------
    cells, target : int
        Cells of the input that are resampled, and of the output.
    interpolation : str
        "adaptive" pools: output o is made from cells ⌊o · scale⌋ … ⌈(o + 1) · scale⌉ − 1.
    antialias : bool
        Kernels as wide as an output cell where the map gets smaller.
    first : int
        Where the resampled part begins: positive where the map is cropped before, negative where it is padded.
    """

    cells: int
    target: int
    interpolation: Interpolation = "bilinear"
    antialias: bool = False
    first: int = 0

    @property
    def scale(self) -> Fraction:
        """Input cells for one output cell."""
        return Fraction(self.cells, self.target)

    def ends(self, output: int) -> tuple[int, int]:
        """First and last input cell of an output cell; beyond the border stand copies of the last cell, or padding."""
        if self.interpolation == "adaptive":
            first, last = math.floor(output * self.scale), math.ceil((output + 1) * self.scale) - 1
        elif self.interpolation == "nearest":
            first = last = math.floor((output + HALF) * self.scale)
        else:
            place, reach = (output + HALF) * self.scale - HALF, Fraction(REACH[self.interpolation])
            if self.antialias and self.scale > 1:
                reach *= self.scale
            elif place.denominator == 1:
                reach = Fraction(1)  # every other weight is zero
            first, last = math.floor(place - reach) + 1, math.ceil(place + reach) - 1
        return self.first + first, self.first + last

    def output(self, size: int) -> int:
        """Cells that come out, whatever goes in."""
        return self.target

    def missing(self, size: int) -> int:
        """Cells that the input lacks: none, for any map can be resampled."""
        return 0

    def padding(self, size: int | None) -> tuple[int | None, int | None]:
        """(before, after): how far the outermost outputs reach beyond the input."""
        return -self.ends(0)[0], self.ends(self.target - 1)[1] - self.first - self.cells + 1

    def back(self, mask: Mask, size: int) -> Mask:
        """The input cells, of `size` along the first axis, that the marked output cells are computed from."""
        found = np.zeros((size, *mask.shape[1:]), np.bool_)
        for output, first, last in self._inside(len(mask), size):
            found[first : last + 1] |= mask[output]
        return found

    def forward(self, mask: Mask, size: int) -> Mask:
        """The output cells, of `size` along the first axis, that the marked input cells feed."""
        found = np.zeros((size, *mask.shape[1:]), np.bool_)
        for output, first, last in self._inside(size, len(mask)):
            found[output] = mask[first : last + 1].any(axis=0)
        return found

    def _inside(self, outputs: int, inputs: int) -> Iterator[tuple[int, int, int]]:
        """Each output's first and last cell in the map; interpolation repeats the outermost cell beyond it."""
        for output in range(outputs):
            first, last = self.ends(output)
            if self.interpolation != "adaptive" and self.first >= 0:
                low, high = self.first, self.first + self.cells - 1
                first, last = min(max(first, low), high), max(min(last, high), low)
            first, last = max(first, 0), min(last, inputs - 1)
            if first <= last:
                yield output, first, last


@dataclass(frozen=True)
class Resize:
    """What a resizing layer is told; `windows` says what that is on a map.

    Attributes
    ----------
    size : tuple of int
        Cells of the output along each axis, or how many times as many as the input's where `times` is set.
    fit : "stretch", "crop", "pad" or "centre"
        What is done where the shape differs: "crop" and "pad" keep it, "centre" cuts out the middle and resizes
        only a map that is too small.
    """

    size: tuple[int, ...]
    interpolation: Interpolation = "bilinear"
    antialias: bool = False
    fit: Literal["stretch", "crop", "pad", "centre"] = "stretch"
    times: bool = False

    def windows(self, size: tuple[int, ...]) -> tuple[Window | Resampling, ...]:
        """One resampling, or one crop, for each axis of a map of that size."""
        target = tuple(cells * times for cells, times in zip(size, self.size)) if self.times else self.size
        if self.fit == "centre" and all(cells >= wanted for cells, wanted in zip(size, target)):
            starts = [(cells - wanted) // 2 for cells, wanted in zip(size, target)]
            return tuple(
                Window(before=-start, after=start + wanted - cells)
                for start, wanted, cells in zip(starts, target, size)
            )
        parts = [(0, cells) for cells in size]
        if self.fit != "stretch":
            across = (1, 0)
            # The extent at which this axis has the target's shape together with the other one.
            fair = [size[across[axis]] * target[axis] // target[across[axis]] for axis in (0, 1)]
            if self.fit == "pad":
                margins = [(max(cells, wanted) - cells) // 2 for cells, wanted in zip(size, fair)]
                parts = [(-margin, cells + 2 * margin) for margin, cells in zip(margins, size)]
            else:
                kept = [max(min(cells, wanted), 1) for cells, wanted in zip(size, fair)]
                parts = [((cells - part) // 2, part) for cells, part in zip(size, kept)]
        return tuple(
            Resampling(cells, wanted, self.interpolation, self.antialias, first)
            for (first, cells), wanted in zip(parts, target)
        )
